"""Two folders of editions compared page by page."""
