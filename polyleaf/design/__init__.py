"""The content of `styles/`: formats, folding, the font lock, inks and colours."""
