"""Whether a picture of pixels has enough of them at its printed size."""

from __future__ import annotations

import math

from polyleaf.content.picture import Picture

OFFICE_DPI = 150
"""What a printer of 600 dpi shows of a photograph; fewer pixels are seen as steps."""
PRINT_DPI = 300
_MM_PER_INCH = 25.4


def resolution_fault(picture: Picture, width_mm: float, least_dpi: int) -> str | None:
    """What is wrong with the resolution of a picture at its printed width; None when it is enough.

    A drawing is sharp at any size.
    """
    dpi = round(picture.width * _MM_PER_INCH / width_mm)
    if not picture.has_pixels or dpi >= least_dpi:
        return None
    widest = math.floor(picture.width * _MM_PER_INCH / least_dpi * 10) / 10
    return (
        f"has {dpi} dpi at {width_mm:g} mm: {least_dpi} dpi take {pixels_for(width_mm, least_dpi)} pixels of width "
        f"instead of {picture.width:g}, or a width of {widest} mm at most"
    )


def pixels_for(width_mm: float, dpi: int) -> int:
    """How many pixels a width takes."""
    return math.ceil(width_mm * dpi / _MM_PER_INCH)
