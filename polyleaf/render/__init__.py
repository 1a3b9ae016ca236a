"""Words to HTML, and to a single HTML file for the screen."""
