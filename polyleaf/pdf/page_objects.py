"""What a page of a PDF paints, object by object in painting order, as PDFium parses it.

For each text this gives its place, size, opacity and colour, and what clips it. The text layer does not have these.
Lengths are in pt from the lower left corner of the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from polyleaf.design.colours import Rgb
from polyleaf.pdf.separation import MARK

_MARK_KEYS = (b"MCID", MARK.encode())
_FULL = 255  # of a part of a colour, and of opacity
_RECTANGLE = 5  # the segments of its path
_FILLED = 0  # the rendering mode of text that is filled and has no outline


@dataclass(frozen=True)
class Bounds:
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, other: Bounds, tolerance: float) -> bool:
        """Whether another rectangle is inside this one, or outside by at most the tolerance."""
        return (
            self.left <= other.left + tolerance
            and self.bottom <= other.bottom + tolerance
            and self.right >= other.right - tolerance
            and self.top >= other.top - tolerance
        )

    def meets(self, other: Bounds) -> bool:
        """Whether two rectangles overlap."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0 and up > 0


@dataclass(frozen=True)
class Transform:
    """A matrix of PDF: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def then(self, outer: Transform) -> Transform:
        """This matrix, followed by another one around it."""
        return Transform(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def of(self, box: Bounds) -> Bounds:
        """The rectangle around a transformed rectangle."""
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        across = [self.a * x + self.c * y + self.e for x, y in corners]
        up = [self.b * x + self.d * y + self.f for x, y in corners]
        return Bounds(min(across), min(up), max(across), max(up))


@dataclass(frozen=True)
class PaintedText:
    """A text as it is painted, with the number of its marked content; `order` counts everything that the page paints.

    `bounds` are those of its glyphs. `size` is that of the type before `matrix`, which places it. `solid` text is
    opaque, filled, and painted over what is below. `clip` is what clips it. It is None if nothing does (PDFium drops a
    rectangle that clips nothing), and a rectangle of no size for any other shape.
    """

    order: int
    mark: int
    bounds: Bounds
    matrix: Transform
    size: float
    colour: Rgb
    solid: bool
    clip: Bounds | None
    handle: Any


@dataclass(frozen=True)
class PaintedArea:
    """A rectangle that is filled with one colour; `order` counts everything that the page paints."""

    order: int
    bounds: Bounds
    colour: Rgb


class PageObjects:
    """What a page paints: the texts that are asked for by their marks, the areas, and the rest.

    The objects are valid while the page is open.
    """

    def __init__(self, page: pypdfium2.PdfPage, marks: Container[int]) -> None:
        self.texts: list[PaintedText] = []
        self.areas: list[PaintedArea] = []
        self._marks = marks
        self._others: list[Any] = []
        top = (raw.FPDFPage_GetObject(page, number) for number in range(raw.FPDFPage_CountObjects(page)))
        self._read(top, Transform(), solid=True)

    def _read(self, handles: Iterable[Any], around: Transform, *, solid: bool) -> None:
        for handle in handles:
            kind, order = raw.FPDFPageObj_GetType(handle), len(self.texts) + len(self._others)
            if kind == raw.FPDF_PAGEOBJ_TEXT and (mark := _mark(handle)) in self._marks:
                self.texts.append(_text(handle, mark, order, around, solid=solid))
            elif kind == raw.FPDF_PAGEOBJ_FORM and _has_text(handle):
                inner = (raw.FPDFFormObj_GetObject(handle, n) for n in range(raw.FPDFFormObj_CountObjects(handle)))
                self._read(inner, _matrix(handle).then(around), solid=solid and _is_opaque(handle))
            else:
                self._others.append(handle)
                if kind == raw.FPDF_PAGEOBJ_PATH and _is_filled_rectangle(handle):
                    self.areas.append(PaintedArea(order, around.of(_bounds(handle)), _colour(handle)[0]))

    @contextmanager
    def texts_alone(self) -> Iterator[None]:
        """Leave only the texts on the page, in black, until the end of the block."""
        for handle in self._others:
            raw.FPDFPageObj_SetIsActive(handle, False)
        for text in self.texts:
            raw.FPDFPageObj_SetFillColor(text.handle, 0, 0, 0, _FULL)
        try:
            yield
        finally:
            for handle in self._others:
                raw.FPDFPageObj_SetIsActive(handle, True)
            for text in self.texts:
                red, green, blue = (round(part * _FULL) for part in text.colour)
                raw.FPDFPageObj_SetFillColor(text.handle, red, green, blue, _FULL)


def _text(handle: Any, mark: int, order: int, around: Transform, *, solid: bool) -> PaintedText:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(handle, size)
    colour, opaque = _colour(handle)
    filled = raw.FPDFTextObj_GetTextRenderMode(handle) == _FILLED
    return PaintedText(
        order=order,
        mark=mark,
        bounds=around.of(_bounds(handle)),
        matrix=_matrix(handle).then(around),
        size=size.value,
        colour=colour,
        solid=solid and opaque and filled and not raw.FPDFPageObj_HasTransparency(handle),
        clip=_clip(handle, around),
        handle=handle,
    )


def _has_text(form: Any) -> bool:
    handles = (raw.FPDFFormObj_GetObject(form, number) for number in range(raw.FPDFFormObj_CountObjects(form)))
    kinds = ((handle, raw.FPDFPageObj_GetType(handle)) for handle in handles)
    return any(
        kind == raw.FPDF_PAGEOBJ_TEXT or (kind == raw.FPDF_PAGEOBJ_FORM and _has_text(handle)) for handle, kind in kinds
    )


def _is_opaque(handle: Any) -> bool:
    _, opaque = _colour(handle)
    return opaque and not raw.FPDFPageObj_HasTransparency(handle)


def _is_filled_rectangle(path: Any) -> bool:
    """Whether a path is a single rectangle. A frame is a path too, but it is not filled behind its text."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value != raw.FPDF_FILLMODE_NONE and raw.FPDFPath_CountSegments(path) <= _RECTANGLE)


def _colour(handle: Any) -> tuple[Rgb, bool]:
    """The fill colour of an object, and whether it is opaque."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return (red.value / _FULL, green.value / _FULL, blue.value / _FULL), alpha.value == _FULL


def _bounds(handle: Any) -> Bounds:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return Bounds(left.value, bottom.value, right.value, top.value)


def _matrix(handle: Any) -> Transform:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, found)
    return Transform(found.a, found.b, found.c, found.d, found.e, found.f)


def _mark(handle: Any) -> int:
    """The number of the marked content to which an object belongs; -1 for an artifact, and for what is not marked."""
    number = ctypes.c_int()
    for place in range(raw.FPDFPageObj_CountMarks(handle)):
        mark = raw.FPDFPageObj_GetMark(handle, place)
        if any(raw.FPDFPageObjMark_GetParamIntValue(mark, key, number) for key in _MARK_KEYS):
            return number.value
    return -1


def _clip(handle: Any, around: Transform) -> Bounds | None:
    """What remains inside all clipping paths of an object."""
    clip = raw.FPDFPageObj_GetClipPath(handle)
    count = raw.FPDFClipPath_CountPaths(clip)
    if count <= 0:
        return None
    boxes = [_rectangle(clip, number) for number in range(count)]
    return around.of(
        Bounds(
            max(box.left for box in boxes),
            max(box.bottom for box in boxes),
            min(box.right for box in boxes),
            min(box.top for box in boxes),
        )
    )


def _rectangle(clip: Any, path: int) -> Bounds:
    """The rectangle of a path. One of no size for any other shape."""
    points = []
    across, up = ctypes.c_float(), ctypes.c_float()
    for number in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
        segment = raw.FPDFClipPath_GetPathSegment(clip, path, number)
        raw.FPDFPathSegment_GetPoint(segment, across, up)
        points.append((round(across.value, 3), round(up.value, 3)))
    columns, rows = {x for x, _ in points}, {y for _, y in points}
    if len(columns) != 2 or len(rows) != 2:
        return Bounds(0, 0, 0, 0)
    return Bounds(min(columns), min(rows), max(columns), max(rows))
