"""Contact sheets, to look at: all pages of an edition in one picture, or one page in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import groupby, zip_longest
from pathlib import Path

from PIL import Image, ImageDraw

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.pdf.page_picture import page_pictures

_GAP_PX = 12
_LABEL_PX = 14
_BACKGROUND = "#8a8a86"


def write_contact_sheet(workspace: Workspace, edition: Edition, dpi: int, across: int) -> Path:
    """Draw the pages of an edition in one picture below `dist/proofs`, `across` in a row, and return its path."""
    return _write(workspace, edition.name, contact_sheet(_pdf(workspace, edition), dpi, across))


def write_language_sheets(workspace: Workspace, editions: Iterable[Edition], dpi: int, across: int) -> Iterator[Path]:
    """Draw each page of what differs in its language alone in one picture below `dist/proofs`, and yield the paths."""
    by_name = sorted(editions, key=_without_language)
    for name, group in groupby(by_name, _without_language):
        alike = sorted(group, key=lambda edition: edition.language)
        if len(alike) > 1:
            pages = zip_longest(*(_pictures(_pdf(workspace, edition), dpi) for edition in alike))
            for number, found in enumerate(pages, start=1):
                shown = [(edition.language, page) for edition, page in zip(alike, found, strict=True) if page]
                sheet = _sheet([_labelled(language, page) for language, page in shown], across)
                yield _write(workspace, f"{name}.page-{number:02}", sheet)


def contact_sheet(pdf: bytes, dpi: int, across: int) -> Image.Image:
    """All pages of a PDF on one picture."""
    return _sheet(_pictures(pdf, dpi), across)


def _without_language(edition: Edition) -> str:
    return edition.name.replace(f".{edition.language}.", ".", 1)


def _pdf(workspace: Workspace, edition: Edition) -> bytes:
    return (workspace.dist / f"{edition.name}.pdf").read_bytes()


def _write(workspace: Workspace, name: str, picture: Image.Image) -> Path:
    buffer = BytesIO()
    picture.save(buffer, format="PNG", optimize=True)
    path = workspace.dist / "proofs" / f"{name}.png"
    write_atomically(path, buffer.getvalue())
    return path


def _pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    return list(page_pictures(pdf, dpi).values())


def _labelled(label: str, picture: Image.Image) -> Image.Image:
    """The picture below a label in Latin letters."""
    labelled = Image.new("RGB", (picture.width, picture.height + _LABEL_PX), _BACKGROUND)
    ImageDraw.Draw(labelled).text((2, 1), label, "#ffffff")
    labelled.paste(picture, (0, _LABEL_PX))
    return labelled


def _sheet(pictures: Sequence[Image.Image], across: int) -> Image.Image:
    """Pictures of one size, `across` in a row."""
    width, height = pictures[0].size
    columns, rows = min(across, len(pictures)), -(-len(pictures) // across)
    size = (columns * (width + _GAP_PX) - _GAP_PX, rows * (height + _GAP_PX) - _GAP_PX)
    sheet = Image.new("RGB", size, _BACKGROUND)
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number % across * (width + _GAP_PX), number // across * (height + _GAP_PX)))
    return sheet
