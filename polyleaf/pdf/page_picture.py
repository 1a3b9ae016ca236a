"""Pages of a PDF as pictures, as PDFium draws them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

import pypdfium2
from PIL import Image

_POINTS_PER_INCH = 72


def page_pictures(pdf: bytes, dpi: float, pages: Iterable[int] | None = None) -> dict[int, Image.Image]:
    """The pages of a PDF by their numbers, counted from 1: these, or else all. `dpi` is in pixels per inch."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        numbers = range(1, len(document) + 1) if pages is None else pages
        return {number: document[number - 1].render(scale=dpi / _POINTS_PER_INCH).to_pil() for number in numbers}


def page_picture(pdf: bytes, page: int, dpi: float) -> Image.Image:
    """One page of a PDF, counted from 1. `dpi` is in pixels per inch."""
    return page_pictures(pdf, dpi, (page,))[page]
