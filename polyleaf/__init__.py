"""Polyleaf prints one patient brochure in many languages."""

__version__ = "0.1.0"
