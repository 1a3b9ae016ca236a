"""What a language brings: its formats of values, its words for numbers and units, its glossary."""
