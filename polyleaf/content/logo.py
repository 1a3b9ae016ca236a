"""A clinic's logo at its printed size: how high it is, and whether it has enough pixels."""

from __future__ import annotations

import math

from polyleaf.content.clinic import Logo
from polyleaf.content.picture import Picture

HIGHEST_MM = 15.0
"""The room that the name, the title and the line below it leave for a logo on a cover."""
PRINT_DPI = 300
_MM_PER_INCH = 25.4


def height_fault(logo: Logo, picture: Picture) -> str | None:
    """What is wrong with the height of a picture at its printed width; None when there is room for it."""
    height = round(logo.width_mm * picture.height / picture.width, 1)
    if height <= HIGHEST_MM:
        return None
    narrower = _rounded_down(logo.width_mm * HIGHEST_MM / height)
    return f"is {height:g} mm high at that width; the cover has {HIGHEST_MM:g}: print it {narrower} mm wide"


def resolution_fault(logo: Logo, picture: Picture) -> str | None:
    """What is wrong with the resolution of a picture of pixels at its printed width; None when it is enough."""
    dpi = round(picture.width * _MM_PER_INCH / logo.width_mm)
    if not picture.has_pixels or dpi >= PRINT_DPI:
        return None
    needed = math.ceil(logo.width_mm * PRINT_DPI / _MM_PER_INCH)
    widest = _rounded_down(picture.width * _MM_PER_INCH / PRINT_DPI)
    return (
        f"has {dpi} dpi at {logo.width_mm:g} mm: {PRINT_DPI} dpi take {needed} pixels of width instead of "
        f"{picture.width:g}, or a width of {widest} mm at most"
    )


def _rounded_down(length_mm: float) -> float:
    return math.floor(length_mm * 10) / 10
