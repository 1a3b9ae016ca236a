"""A clinic's logo as a file: whether it may be printed, and whether it has pixels enough for its size."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polyleaf.content import svg
from polyleaf.content.clinic import Logo
from polyleaf.core.input_files import is_file

LOGO_TYPES = (".svg", ".png", ".jpg")
HIGHEST_MM = 15.0
"""What the name, the title and the line under it leave beside them on a cover."""
PRINT_DPI = 300
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class LogoPicture:
    """The size of a picture: in pixels, or a drawing's in its own units."""

    width: float
    height: float
    has_pixels: bool


def file_faults(logo: Logo, folder: Path) -> Iterator[str]:
    """What keeps a logo from being printed at all; nothing when `picture` can be read."""
    path = Path(os.path.realpath(folder / logo.file))
    if re.match(r"[a-z][a-z0-9+.-]*:|//", logo.file, re.IGNORECASE):
        yield "is an address, not a file"
    elif not path.is_relative_to(os.path.realpath(folder)):
        yield "lies outside the folder of the profiles"
    elif path.suffix.lower() not in LOGO_TYPES:
        yield f"is none of {', '.join(LOGO_TYPES)}"
    elif not is_file(path):
        yield "is not there"
    else:
        yield from _content_faults(logo, path)


def _content_faults(logo: Logo, path: Path) -> Iterator[str]:
    try:
        if path.suffix.lower() == ".svg":
            yield from svg.faults(svg.drawing(path.read_bytes()))
        found = picture(path)
    except (ValueError, OSError) as error:
        yield str(error)
        return
    height = logo.width_mm * found.height / found.width
    if height > HIGHEST_MM:
        narrower = _rounded_down(logo.width_mm * HIGHEST_MM / height)
        yield f"is {height:.0f} mm high at that width; the cover has {HIGHEST_MM:g}: print it {narrower} mm wide"


def picture(path: Path) -> LogoPicture:
    """The size of a picture. Raises ValueError or OSError for a file that is none."""
    if path.suffix.lower() == ".svg":
        width, height = svg.size(svg.drawing(path.read_bytes()))
        return LogoPicture(width, height, has_pixels=False)
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return LogoPicture(image.width, image.height, has_pixels=True)
    except UnidentifiedImageError:
        raise ValueError("is no readable picture") from None


def resolution_fault(logo: Logo, found: LogoPicture) -> str | None:
    """What is wrong with the resolution of a picture of pixels at its printed width; None when it is enough."""
    dpi = found.width * _MM_PER_INCH / logo.width_mm
    if not found.has_pixels or dpi >= PRINT_DPI:
        return None
    needed = math.ceil(logo.width_mm * PRINT_DPI / _MM_PER_INCH)
    widest = _rounded_down(found.width * _MM_PER_INCH / PRINT_DPI)
    return (
        f"has {dpi:.0f} dpi at {logo.width_mm:g} mm: {PRINT_DPI} dpi take {needed} pixels of width instead of "
        f"{found.width:g}, or a width of {widest} mm at most"
    )


def _rounded_down(length_mm: float) -> float:
    return math.floor(length_mm * 10) / 10
