"""Words to HTML, and to one HTML file for the screen."""
