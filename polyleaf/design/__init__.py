"""What `styles/` says: formats, folding, the font lock, inks and colours."""
