"""The PDF for a press: PDF/X-4 in four inks, with bleed, marks and a slug, made from the PDF of a layout.

The layout is drawn with bleed (`copyfit.page_css`). Here its colours become inks, each page is put on a sheet with room
for the marks, and the file states what PDF/X-4 (ISO 15930-7:2010) requires. The same layout gives the same bytes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timezone
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from pikepdf.models.metadata import decode_pdf_date

from polyleaf.design.formats import Format
from polyleaf.design.inks import Press
from polyleaf.pdf.separation import separate
from polyleaf.pdf.slug import Slug

POINTS_PER_MM = 72 / 25.4
ARTWORK = "Artwork"
"""The name of the form that contains everything that a page prints within its bleed, in a file for a press."""
_MARK_GAP_MM = 1  # from the bleed to the marks
_MARK_MM = 5
_SHEET_EDGE_MM = 1  # from the marks to the edge of the sheet
_SLUG_MM = 12  # from the left edge of the trimmed sheet, clear of the crop marks
_MARK_STROKE_MM = 0.09  # a quarter of a point
_KEPT_IN_CATALOG = {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
_KEPT_IN_PAGE = {"/Type", "/Parent"}


@dataclass(frozen=True)
class PressPage:
    """A side of a trimmed sheet: its size, its bleed on all sides, and its folds.

    All are in mm. Folds count from the left edge of this side.
    """

    width: float
    height: float
    bleed: float
    folds: tuple[float, ...] = ()

    @property
    def margin(self) -> float:
        """The room around the trimmed sheet for bleed and marks, in mm."""
        return self.bleed + _MARK_GAP_MM + _MARK_MM + _SHEET_EDGE_MM


def press_pages(form: Format, count: int, *, right_to_left: bool) -> tuple[PressPage, ...]:
    """The sides to print of an edition with this many pages, each with the folds of its panels."""
    folds = form.folds(right_to_left=right_to_left)
    return tuple(
        PressPage(form.width_mm, form.height_mm, form.bleed_mm, folds[side] if side < len(folds) else ())
        for side in range(count)
    )


def to_press(content: bytes, pages: Sequence[PressPage], press: Press, slug: Slug) -> bytes:
    """The PDF/X-4 of a PDF that `typesetter.write_pdf` wrote. `pages` are its pages; `slug` is below each of them.

    What is for screens (links, outline, tags) is removed. /ActualText is kept, so that the text can still be read back.

    Raises ValueError if the number of pages differs from that of the PDF.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        code = pdf.open_metadata().get("dc:identifier", "")
        for key in set(pdf.Root.keys()) - _KEPT_IN_CATALOG:
            del pdf.Root[key]
        for side, (page, sheet) in enumerate(zip(pdf.pages, pages, strict=True), start=1):
            _mount(pdf, page, sheet, slug.operators(side, len(pages), code))
        separate(pdf, press)
        _state_intent(pdf, press)
        digest = hashlib.sha256(content + repr((tuple(pages), press.spec, slug.name)).encode() + press.profile)
        _state_version(pdf, uuid.uuid5(uuid.NAMESPACE_URL, digest.hexdigest()), code)
        buffer = BytesIO()
        pdf.save(
            buffer,
            force_version="1.6",  # the version on which PDF/X-4 is based
            object_stream_mode=pikepdf.ObjectStreamMode.disable,  # older presses cannot read packed objects
            deterministic_id=True,
        )
    return buffer.getvalue()


def _mount(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: PressPage, slug: Iterable[str]) -> None:
    """Put the content of a page, clipped at the bleed, on a page with room for the marks around it.

    It becomes a form, because patterns are placed relative to the corner of their page, and that corner moves.
    """
    left, bottom, right, top = (float(side) for side in page.trimbox)
    bleed, margin = sheet.bleed * POINTS_PER_MM, sheet.margin * POINTS_PER_MM
    artwork = pdf.make_stream(
        pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=_box(left - bleed, bottom - bleed, right + bleed, top + bleed),
        Matrix=Array([1, 0, 0, 1, _points(margin - left), _points(margin - bottom)]),
        Resources=page.Resources,
    )
    for key in set(page.obj.keys()) - _KEPT_IN_PAGE:
        del page[key]
    width, height = right - left, top - bottom
    page.MediaBox = _box(0, 0, width + 2 * margin, height + 2 * margin)
    page.BleedBox = _box(margin - bleed, margin - bleed, margin + width + bleed, margin + height + bleed)
    page.TrimBox = _box(margin, margin, margin + width, margin + height)
    page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
    page.Resources = Dictionary(
        XObject=Dictionary({f"/{ARTWORK}": artwork}), ColorSpace=Dictionary(Registration=_registration())
    )
    page.Contents = pdf.make_stream(f"q /{ARTWORK} Do Q\n".encode() + _marks(sheet, slug))


def _box(*sides: float) -> Array:
    return Array([_points(side) for side in sides])


def _points(length: float) -> float:
    return round(length, 4)


def _registration() -> Array:
    """The colour that prints on every plate (ISO 32000-1, 8.6.6.4)."""
    every_ink = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, every_ink])


def _marks(sheet: PressPage, slug: Iterable[str]) -> bytes:
    """The operators that draw crop marks at the corners, dashed fold marks and the slug, all outside the bleed."""
    corner = _points(sheet.margin * POINTS_PER_MM)
    lines = [
        f"q {POINTS_PER_MM:.6f} 0 0 {POINTS_PER_MM:.6f} {corner} {corner} cm",  # mm from the trimmed corner
        f"/Registration CS 1 SCN {_MARK_STROKE_MM} w",
        *(line for x in (0, sheet.width) for line in _upright(x, sheet)),
        *(line for y in (0, sheet.height) for line in _level(y, sheet)),
        "[1 0.5] 0 d",
        *(line for x in sheet.folds for line in _upright(x, sheet)),
        f"1 0 0 1 {_SLUG_MM} {-(sheet.bleed + _MARK_GAP_MM + _MARK_MM / 2):.4f} cm",
        *slug,
        "Q",
    ]
    return "\n".join(lines).encode()


def _upright(x: float, sheet: PressPage) -> Iterator[str]:
    """A mark below the sheet, and one above it."""
    for start, end in _reach(sheet.height, sheet.bleed):
        yield f"{x:.4f} {start:.4f} m {x:.4f} {end:.4f} l S"


def _level(y: float, sheet: PressPage) -> Iterator[str]:
    """A mark to the left of the sheet, and one to the right."""
    for start, end in _reach(sheet.width, sheet.bleed):
        yield f"{start:.4f} {y:.4f} m {end:.4f} {y:.4f} l S"


def _reach(length: float, bleed: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the marks begin and end, before and after a side of that length."""
    near, far = bleed + _MARK_GAP_MM, bleed + _MARK_GAP_MM + _MARK_MM
    return (-near, -far), (length + near, length + far)


def _state_intent(pdf: pikepdf.Pdf, press: Press) -> None:
    condition = press.spec.condition
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=condition.identifier,
        Info=condition.info,
        RegistryName=condition.registry,
        DestOutputProfile=pdf.make_stream(press.profile, N=4),
    )
    pdf.Root.OutputIntents = Array([intent])


def _state_version(pdf: pikepdf.Pdf, identifier: uuid.UUID, code: str) -> None:
    """State what PDF/X-4 requires, equally in the metadata and in the information dictionary, and
    the edition's code.
    """
    info = pdf.docinfo
    created = decode_pdf_date(str(info.CreationDate)).replace(tzinfo=timezone.utc)
    info.CreationDate = info.ModDate = f"D:{created:%Y%m%d%H%M%S}Z"
    info.Trapped = Name("/False")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = str(info.Title)
        metadata["dc:identifier"] = code
        metadata["pdf:Producer"] = str(info.Producer)
        metadata["pdf:Trapped"] = "False"
        for date in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            metadata[date] = f"{created:%Y-%m-%dT%H:%M:%SZ}"
        metadata["xmpMM:DocumentID"] = f"uuid:{identifier}"
        metadata["xmpMM:VersionID"] = "1"
        metadata["xmpMM:RenditionClass"] = "default"
        metadata["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
