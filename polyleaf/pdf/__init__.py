"""Finished PDF files: impose them, separate them into inks, read them back."""
