"""A clinic's logo at its printed size: how high it is."""

from __future__ import annotations

import math

from polyleaf.content.clinic import Logo
from polyleaf.content.picture import Picture

HIGHEST_MM = 15.0
"""The room that the name, the title and the line below it leave for a logo on a cover."""


def height_fault(logo: Logo, picture: Picture) -> str | None:
    """What is wrong with the height of a picture at its printed width; None when there is room for it."""
    height = round(logo.width_mm * picture.height / picture.width, 1)
    if height <= HIGHEST_MM:
        return None
    narrower = _rounded_down(logo.width_mm * HIGHEST_MM / height)
    return f"is {height:g} mm high at that width; the cover has {HIGHEST_MM:g}: print it {narrower} mm wide"


def _rounded_down(length_mm: float) -> float:
    return math.floor(length_mm * 10) / 10
