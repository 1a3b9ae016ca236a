"""A page as plain data: what was measured on it, and what was drawn on it.

A record needs neither the HTML nor the layout from which it was made, so it can be kept on disk and become a page of
any edition that has the same one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import pydyf

from polyleaf.typeset.laid_out import Area, LimitedPlace, PlacedPicture, Run

# Operators that paint (ISO 32000-1, annex A), each at the end of its line.
_PAINTING = re.compile(rb"(?:^|[\s\])>])(?:f\*?|F|S|s|B\*?|b\*?|TJ|Tj|'|\"|Do|sh|EI)$", re.MULTILINE)

Point = tuple[float, float]
Bookmark = tuple[int, str, Point, str]
"""Its level, its text, the point to which it leads in CSS pixels, and whether it is open."""


@dataclass(frozen=True)
class DrawnMark:
    """What is drawn under one number of its page, counted from 0: a line of text, a picture, or a list's bullet."""

    number: int
    element: int
    kind: Literal["text", "picture", "bullet"]
    text: str
    area: Area


@dataclass(frozen=True)
class PageLink:
    """A link on a page: its kind, its target, and its corners in CSS pixels. `element` is None if it is no content."""

    kind: str
    target: str
    corners: tuple[float, float, float, float]
    element: int | None


@dataclass(frozen=True)
class PageMeasures:
    """What is on a page, with its size and bleed in CSS pixels.

    The page of every item is 1. `anchors` have their corners in CSS pixels.
    """

    width: float
    height: float
    bleed: Mapping[str, float]
    right_to_left: bool
    area: Area
    runs: tuple[Run, ...]
    pictures: tuple[PlacedPicture, ...]
    backgrounds: tuple[PlacedPicture, ...]
    places: tuple[LimitedPlace, ...]
    marks: tuple[DrawnMark, ...]
    links: tuple[PageLink, ...]
    anchors: Mapping[str, tuple[float, float, float, float]]
    bookmarks: tuple[Bookmark, ...]


@dataclass(frozen=True)
class FontUse:
    """A face on a page: its file among the locked fonts, and the text and width of each glyph that is used.

    A face of the system has its `content` instead of a file. `stated` is what WeasyPrint states of the face in a PDF,
    and `missing` are the glyphs of characters that it lacks.
    """

    name: str
    file: str
    content: bytes
    stated: Mapping[str, object]
    texts: Mapping[int, str]
    widths: Mapping[int, int]
    missing: Mapping[int, int]


@dataclass(frozen=True)
class FormContent:
    """Content that is drawn as a unit (a group, or the tile of a pattern): its entries, operators and resources."""

    entries: pydyf.Dictionary
    operators: bytes
    resources: NamedResources


@dataclass(frozen=True)
class NamedResources:
    """What the operators of a page or a form name, by those names. `masks` has the group of each state with a mask."""

    states: Mapping[str, pydyf.Dictionary]
    masks: Mapping[str, str]
    groups: Mapping[str, FormContent]
    patterns: Mapping[str, FormContent]
    shadings: Mapping[str, pydyf.Dictionary]
    images: Mapping[str, pydyf.Stream]


@dataclass(frozen=True)
class PageDrawing:
    """The operators that draw a page, what they name, and what WeasyPrint reported while it drew."""

    operators: bytes
    fonts: tuple[FontUse, ...]
    resources: NamedResources
    said: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether they paint nothing."""
        return not _PAINTING.search(self.operators)


@dataclass(frozen=True)
class PageRecord:
    """A page, measured and drawn. A running foot that was laid out apart is drawn after the rest."""

    measured: PageMeasures
    drawings: tuple[PageDrawing, ...]


class SetPage(Protocol):
    """A page that can be written: laid out in this process, or kept as a record."""

    @property
    def measured(self) -> PageMeasures: ...
    @property
    def drawings(self) -> tuple[PageDrawing, ...]: ...


def with_foot(page: SetPage, foot: SetPage) -> PageRecord:
    """A page with its running foot. What is in the foot is no content, so it has no marks, links or anchors."""
    inner, outer = page.measured, foot.measured
    measured = replace(
        inner,
        runs=(*outer.runs, *inner.runs),
        pictures=(*inner.pictures, *outer.pictures),
        backgrounds=(*inner.backgrounds, *outer.backgrounds),
        places=(*inner.places, *outer.places),
    )
    return PageRecord(measured, (*page.drawings, *foot.drawings))
