"""HTML to laid-out pages; the only package that knows WeasyPrint."""
