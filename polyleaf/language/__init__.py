"""What differs between languages: formats of values, words for numbers and units, glossaries."""
