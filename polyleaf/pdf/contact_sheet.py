"""Contact sheets: all pages of an edition in one picture, to look at."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace

_GAP_PX = 12
_BACKGROUND = "#8a8a86"
_POINTS_PER_INCH = 72


def write_contact_sheet(workspace: Workspace, edition: Edition, dpi: int, across: int) -> Path:
    """Draw the pages of an edition in one picture below `dist/proofs`, `across` in a row, and return its path."""
    picture = contact_sheet((workspace.dist / f"{edition.name}.pdf").read_bytes(), dpi, across)
    buffer = BytesIO()
    picture.save(buffer, format="PNG", optimize=True)
    path = workspace.dist / "proofs" / f"{edition.name}.png"
    write_atomically(path, buffer.getvalue())
    return path


def contact_sheet(pdf: bytes, dpi: int, across: int) -> Image.Image:
    """All pages of a PDF on one picture."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=dpi / _POINTS_PER_INCH).to_pil() for page in document]
    document.close()
    width, height = pages[0].size
    columns, rows = min(across, len(pages)), -(-len(pages) // across)
    size = (columns * (width + _GAP_PX) - _GAP_PX, rows * (height + _GAP_PX) - _GAP_PX)
    sheet = Image.new("RGB", size, _BACKGROUND)
    for number, page in enumerate(pages):
        sheet.paste(page, (number % across * (width + _GAP_PX), number // across * (height + _GAP_PX)))
    return sheet
