"""Polyleaf prints one patient brochure in many languages."""

from polyleaf.core.version import __version__

__all__ = ["__version__"]
