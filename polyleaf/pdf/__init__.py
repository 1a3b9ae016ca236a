"""Finished PDF files: imposed, separated into inks, read back."""
