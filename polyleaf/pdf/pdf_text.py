"""The text of a PDF line by line, as PDFium reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pypdfium2


@dataclass(frozen=True)
class PdfLine:
    """The text on one baseline of a page, and its bottom and top in pt from the foot of the page."""

    text: str
    bottom: float
    top: float


def lines_of(page: pypdfium2.PdfPage, *, right_to_left: bool) -> Iterator[PdfLine]:
    """The lines of a page in the order of the file, with the runs of each in reading order.

    If lines are close to each other, PDFium takes two for one and mixes their words. A vowel sign is drawn separately
    and higher than its letter. It is left out, and only the letters are compared.
    """
    runs = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage())
    placed = [(run.get_matrix(), run.extract(), run.get_bounds()) for run in runs]
    drawn = [run for run in placed if any(unicodedata.category(char) != "Mn" for char in run[1].strip())]
    for _, line in groupby(drawn, key=lambda run: round(run[0].f, 1)):
        ordered = sorted(line, key=lambda run: run[0].e, reverse=right_to_left)
        text = "".join(text for _, text, _ in ordered)
        yield PdfLine(text, min(box[1] for _, _, box in ordered), max(box[3] for _, _, box in ordered))
