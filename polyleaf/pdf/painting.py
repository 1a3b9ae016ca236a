"""What the pages of a PDF paint: every text, line, area, picture and shading, with its colour and its place.

It follows the operators of ISO 32000-1 that colour and place what is painted, inside forms and patterns too. Clipping,
transparency and the shapes of glyphs are left out, so an object counts even if none of it is visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pikepdf
from pikepdf import Matrix

Point = tuple[float, float]

_DEVICE = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
_FILL_PATH = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKE_PATH = {"S", "s", "B", "B*", "b", "b*"}
_SHOW_TEXT = {"Tj", "TJ", "'", '"'}
_FILLED_TEXT, _STROKED_TEXT = {0, 2, 4, 6}, {1, 2, 5, 6}  # by text rendering mode


@dataclass(frozen=True)
class Colour:
    """A colour as the content names it.

    `space` is the name of a device space, the colorant of a /Separation (such as /All), or the family of another space.
    """

    space: str
    parts: tuple[float, ...] = ()


_BLACK = Colour("/DeviceGray", (0.0,))  # at the beginning of every page


@dataclass(frozen=True)
class Paint:
    """One thing that is painted on a page; pages count from 1.

    `colour` is None for a picture or shading (its `source`), which has colours of its own. `points` are the corners of
    a path, in pt. `width` and `height` (pt) are the printed size of a picture.
    """

    page: int
    kind: Literal["text", "fill", "stroke", "picture", "shading"]
    colour: Colour | None = None
    points: tuple[Point, ...] = ()
    source: pikepdf.Object | None = None
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class _GraphicsState:
    """The part of the graphics state that colours and places what is painted."""

    matrix: Matrix
    fill: Colour = _BLACK
    stroke: Colour = _BLACK
    text_mode: int = 0


def paints(pdf: pikepdf.Pdf) -> Iterator[Paint]:
    """Everything that the pages paint, in painting order."""
    for number, page in enumerate(pdf.pages, start=1):
        yield from _Content(number, page.get("/Resources"), _GraphicsState(Matrix())).paints(page)


class _Content:
    """A page, form or pattern: its own resources, and the state in which it begins."""

    def __init__(self, page: int, resources: pikepdf.Object | None, state: _GraphicsState) -> None:
        self._page = page
        self._resources = resources if resources is not None else pikepdf.Dictionary()
        self._start = self._state = state
        self._saved: list[_GraphicsState] = []
        self._path: list[Point] = []

    def paints(self, content: pikepdf.Page | pikepdf.Object) -> Iterator[Paint]:
        for operation in pikepdf.parse_content_stream(content):
            if isinstance(operation, pikepdf.ContentStreamInlineImage):
                continue  # WeasyPrint writes none, and `press-rgb` refuses them
            operator, operands = str(operation.operator), list(operation.operands)
            self._follow(operator, operands)
            if operator in {"scn", "SCN"} and operands and isinstance(operands[-1], pikepdf.Name):
                yield from self._pattern(self._resource("/Pattern", operands[-1]))
            elif operator in _SHOW_TEXT:
                yield from self._text()
            elif operator in _FILL_PATH | _STROKE_PATH | {"n"}:
                yield from self._end_path(operator)
            elif operator == "Do":
                yield from self._object(self._resource("/XObject", operands[0]))
            elif operator == "sh":
                yield Paint(self._page, "shading", source=self._resource("/Shading", operands[0]))

    def _follow(self, operator: str, operands: Sequence[pikepdf.Object]) -> None:
        """Update the state and the path for an operator."""
        if operator == "q":
            self._saved.append(self._state)
        elif operator == "Q":
            self._state = self._saved.pop()
        elif operator == "cm":
            self._state = replace(self._state, matrix=Matrix(*_numbers(operands)) @ self._state.matrix)
        elif operator == "Tr":
            self._state = replace(self._state, text_mode=int(operands[0]))
        elif operator.lower() in {*_DEVICE, "cs", "sc", "scn"}:
            self._colour(operator, operands)
        elif operator in {"m", "l", "c", "v", "y"}:
            numbers = _numbers(operands)
            self._path += [self._place(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        elif operator == "re":
            x, y, width, height = _numbers(operands)
            self._path += [self._place(x, y), self._place(x + width, y + height)]

    def _colour(self, operator: str, operands: Sequence[pikepdf.Object]) -> None:
        """Set the fill colour for an operator in lower case, and the stroke colour for one in upper case."""
        kind, stroking = operator.lower(), operator.isupper()
        before = self._state.stroke if stroking else self._state.fill
        if kind in _DEVICE:
            colour = Colour(_DEVICE[kind], tuple(_numbers(operands)))
        elif kind == "cs":
            colour = Colour(self._space(operands[0]))
        else:
            colour = Colour(before.space, tuple(_numbers(o for o in operands if not isinstance(o, pikepdf.Name))))
        self._state = replace(self._state, stroke=colour) if stroking else replace(self._state, fill=colour)

    def _space(self, name: pikepdf.Object) -> str:
        space = self._resource("/ColorSpace", name)
        if not isinstance(space, pikepdf.Array):
            return str(name if space is None else space)
        return str(space[1] if space[0] == "/Separation" else space[0])

    def _text(self) -> Iterator[Paint]:
        if self._state.text_mode in _FILLED_TEXT:
            yield Paint(self._page, "text", self._state.fill)
        if self._state.text_mode in _STROKED_TEXT:
            yield Paint(self._page, "text", self._state.stroke)

    def _end_path(self, operator: str) -> Iterator[Paint]:
        points = tuple(self._path)
        self._path.clear()
        if operator in _FILL_PATH:
            yield Paint(self._page, "fill", self._state.fill, points)
        if operator in _STROKE_PATH:
            yield Paint(self._page, "stroke", self._state.stroke, points)

    def _object(self, item: pikepdf.Object | None) -> Iterator[Paint]:
        if item is None:
            return
        if item.get("/Subtype") == "/Image":
            yield self._picture(item)
        elif item.get("/Subtype") == "/Form":
            state = replace(self._state, matrix=_matrix(item) @ self._state.matrix)
            yield from _Content(self._page, item.get("/Resources", self._resources), state).paints(item)

    def _picture(self, picture: pikepdf.Object) -> Paint:
        """A picture fills the unit square of its state."""
        a, b, c, d, *_ = self._state.matrix.shorthand
        width, height = (a**2 + b**2) ** 0.5, (c**2 + d**2) ** 0.5
        return Paint(self._page, "picture", source=picture, width=width, height=height)

    def _pattern(self, pattern: pikepdf.Object | None) -> Iterator[Paint]:
        """A pattern is placed relative to the corner of the content that uses it, even after that has moved."""
        if pattern is not None and pattern.get("/PatternType") == 1:
            state = _GraphicsState(_matrix(pattern) @ self._start.matrix)
            yield from _Content(self._page, pattern.get("/Resources"), state).paints(pattern)
        elif pattern is not None:
            yield Paint(self._page, "shading", source=pattern.Shading)

    def _resource(self, kind: str, name: pikepdf.Object) -> pikepdf.Object | None:
        return self._resources.get(kind, pikepdf.Dictionary()).get(str(name))

    def _place(self, x: float, y: float) -> Point:
        return self._state.matrix.transform((x, y))


def _numbers(operands: Iterable[pikepdf.Object]) -> list[float]:
    return [float(operand) for operand in operands]


def _matrix(item: pikepdf.Object) -> Matrix:
    return Matrix(*_numbers(item.Matrix)) if "/Matrix" in item else Matrix()
