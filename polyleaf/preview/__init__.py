"""The local page: pages as they print, beside the texts that a translator edits; and the clinic's desk."""
