"""Compare two folders of editions page by page."""
