"""Saddle-stitch imposition: place the pages of a booklet in pairs on landscape sheets, to be folded and stapled.

The sheets are printed on both sides and turned on the short edge, like the leaves of a book.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Rectangle

_PT_PER_MM = 72 / 25.4
_PAPER_MM = 0.1  # the approximate thickness of office paper of 80 g/m²
_SIDES_WITHOUT_CREEP = 4  # two sheets, 8 pages: their creep of 0.1 mm is less than a printer's own error
_ROUNDING_PT = 0.01


@dataclass(frozen=True)
class SheetSide:
    """A side of a sheet: the pages on its halves, counted from 1; None is a blank."""

    left: int | None
    right: int | None


def signature(pages: int, *, right_to_left: bool) -> tuple[SheetSide, ...]:
    """The sides in printing order: the outermost sheet first, and of each sheet first the outer side and then the
    inner.

    Blanks after the last page make the number of pages a multiple of four. A right-to-left booklet is the mirror image,
    bound on the right. Raises ValueError when there are no pages.
    """
    if pages < 1:
        raise ValueError("a booklet has one page or more")
    last = -(-pages // 4) * 4
    sides = [side for low in range(1, last // 2, 2) for side in ((last + 1 - low, low), (low + 1, last - low))]
    if right_to_left:
        sides = [(right, left) for left, right in sides]
    return tuple(SheetSide(*(page if page <= pages else None for page in side)) for side in sides)


def creep_mm(side: int, sides: int) -> float:
    """How far the pages of a side, counted from 0, move to the spine, in mm: the thickness of the sheets around it."""
    return side // 2 * _PAPER_MM if sides > _SIDES_WITHOUT_CREEP else 0.0


def impose(pdf: bytes, width_mm: float, height_mm: float, *, right_to_left: bool) -> bytes:
    """A copy for the printer: the pages of a PDF, imposed on landscape sheets of this size.

    Each page is cut to its TrimBox, keeps its size and is in the middle of its half. With more than 8 pages, those of
    inner sheets move towards the spine, so that margins remain even where the sheets creep out. Title, dates, language
    and viewer preferences are kept. The file tells the printer not to scale, and to turn on the short edge. Tags, links
    and bookmarks are left out, because they need the reading order. The same PDF gives the same bytes.

    Raises ValueError for a page larger than half a sheet, and for a PDF without pages.
    """
    width, height = width_mm * _PT_PER_MM, height_mm * _PT_PER_MM
    with Pdf.open(BytesIO(pdf)) as source, Pdf.new() as sheets:
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        _check_fit(forms, width / 2, height)
        sides = signature(len(forms), right_to_left=right_to_left)
        for count, side in enumerate(sides):
            sheet = sheets.add_blank_page(page_size=(width, height))
            creep = creep_mm(count, len(sides)) * _PT_PER_MM
            if side.left:
                _place(sheet, forms[side.left - 1], Rectangle(0, 0, width / 2, height), creep)
            if side.right:
                _place(sheet, forms[side.right - 1], Rectangle(width / 2, 0, width, height), -creep)
        _describe(sheets, source, right_to_left=right_to_left)
        buffer = BytesIO()
        sheets.save(buffer, min_version="1.7", deterministic_id=True)  # /Duplex came with PDF 1.7
    return buffer.getvalue()


def _check_fit(forms: list[Object], width: float, height: float) -> None:
    """Raise ValueError for a page larger than this, in pt."""
    for number, form in enumerate(forms, start=1):
        box = Rectangle(Array(form.BBox))
        if box.width > width + _ROUNDING_PT or box.height > height + _ROUNDING_PT:
            room = _in_mm(width, height)
            raise ValueError(f"page {number} is {_in_mm(box.width, box.height)}, and half a sheet {room}")


def _in_mm(width: float, height: float) -> str:
    return f"{width / _PT_PER_MM:.1f} by {height / _PT_PER_MM:.1f} mm"


def _place(sheet: Page, form: Object, half: Rectangle, shift: float) -> None:
    """Draw a page in the middle of a half, moved by this many pt, and clipped to the half."""
    name = sheet.add_resource(form, Name.XObject, Name("/Left" if half.llx == 0 else "/Right"))
    moved = Rectangle(half.llx + shift, half.lly, half.urx + shift, half.ury)
    drawn = sheet.calc_form_xobject_placement(form, name, moved, allow_shrink=False)
    clip = f"{half.llx:.5f} {half.lly:.5f} {half.width:.5f} {half.height:.5f} re W n\n"
    sheet.contents_add(b"q\n" + clip.encode() + drawn + b"Q\n")


def _describe(sheets: Pdf, source: Pdf, *, right_to_left: bool) -> None:
    """The metadata of the source, and what a printer must know."""
    sheets.trailer.Info = sheets.copy_foreign(source.make_indirect(source.docinfo))
    if Name.Lang in source.Root:
        sheets.Root.Lang = source.Root.Lang
    stated = source.make_indirect(source.Root.get(Name.ViewerPreferences, Dictionary()))
    preferences = sheets.Root.ViewerPreferences = sheets.copy_foreign(stated)
    preferences.Duplex = Name.DuplexFlipShortEdge
    preferences.PrintScaling = Name("/None")
    preferences.Direction = Name.R2L if right_to_left else Name.L2R
