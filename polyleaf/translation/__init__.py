"""Catalogues: read, merged, and approved message by message."""
