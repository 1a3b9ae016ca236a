"""HTML to laid-out pages. This is the only package that knows WeasyPrint."""
