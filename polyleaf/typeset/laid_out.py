"""An edition as it is laid out, as plain data: what the renderer placed where. The checks read it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from polyleaf.typeset.structure import Node

if TYPE_CHECKING:
    from polyleaf.typeset.internals import DocumentMetadata
    from polyleaf.typeset.page_record import SetPage


@dataclass(frozen=True)
class Area:
    """A rectangle on a page, in mm from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Run:
    """A run of text on its page, counted from 1. `room` is the area that the blocks around it leave for it.

    `weight` is that of CSS, 400 or 600. `contrast` is that of its colour to the colour behind it, 1 to 21; `veiled`
    text is see-through, moved or set on a picture; `section` is the id of the part of the brochure that it belongs to,
    `frame` its page or panel by name.

    `element` is the number of its element in the HTML, and `paragraph` that of the paragraph, heading or item around
    it; both are -1 in the margins. `mark` is the number under which it is drawn, None for an artifact. `baseline` is in
    mm from the top of the page. `language` is a BCP 47 tag. `direction` is that of its style sheet, and
    `stated_direction` that of the HTML, each `ltr` or `rtl`. `generated_by` names the pseudo-element of which it is the
    content. It is empty for words of the HTML and for text in the margins.

    A block of fixed height, or one that hides its overflow, leaves less room than its text takes.
    """

    page: int
    text: str
    area: Area
    room: Area
    size_pt: float
    weight: int
    small_print: bool
    contrast: float
    veiled: bool
    section: str
    frame: str
    element: int
    paragraph: int
    mark: int | None
    baseline: float
    language: str
    direction: str
    stated_direction: str
    generated_by: str

    def is_in(self, area: Area) -> bool:
        """Whether it ends within an area, from top to bottom."""
        return area.top <= self.area.bottom <= area.bottom


@dataclass(frozen=True)
class PlacedPicture:
    """A picture on its page, counted from 1, with the section and the page or panel to which it belongs.

    `source` is its address, and `digest` the SHA-256 of the file, both empty for what a style sheet draws by itself.
    `pixels` are its width and height in pixels; None for a drawing, which is sharp at any size.
    """

    page: int
    area: Area
    section: str
    frame: str
    name: str
    source: str
    digest: str
    pixels: tuple[int, int] | None


Placed = TypeVar("Placed", Run, PlacedPicture)


@dataclass(frozen=True)
class Fragment:
    """Words that one element of the HTML has of its own, without white space."""

    element: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """A page's size in mm."""

    width: float
    height: float


@dataclass(frozen=True)
class Overrun:
    """A page or panel whose text takes more than one side of paper: by how much, and the text that is too much.

    `times` is its height divided by the height of a side (more than 1). `over_mm` and `lines` say how much is too much.
    """

    frame: str
    times: float
    over_mm: float
    lines: int
    text: str


@dataclass(frozen=True)
class LimitedPlace:
    """A place for a fixed number of lines (`data-lines` in the HTML), its page, and the number of
    lines that its text takes.
    """

    page: int
    text: str
    has: int
    takes: int


@dataclass(frozen=True)
class LaidOut:
    """An edition as it is laid out, and what WeasyPrint reported meanwhile.

    `generated` are the texts that style sheets add; `runs` are all others. `backgrounds` are the pictures behind or
    around boxes; `pictures` are all others. `paragraphs` are the words of each paragraph, heading and item. `fragments`
    are all words of each element, and `pieces` each of its texts, in the order of the HTML.

    `pages` are its pages as they are drawn, and `stated` is what the head of its HTML says. `structure` is what its
    tags must say. `alternatives` are the texts of its figures. `places` are those with a fixed number of lines.
    `overlong` are the pages and panels that take more than one side of paper. `areas` are what the margins of each page
    leave.
    """

    pages: tuple[SetPage, ...]
    stated: DocumentMetadata
    sheets: tuple[Sheet, ...]
    runs: tuple[Run, ...]
    generated: tuple[Run, ...]
    pictures: tuple[PlacedPicture, ...]
    backgrounds: tuple[PlacedPicture, ...]
    paragraphs: tuple[str, ...]
    fragments: tuple[Fragment, ...]
    pieces: tuple[Fragment, ...]
    structure: Node
    alternatives: tuple[str, ...]
    places: tuple[LimitedPlace, ...]
    overlong: tuple[Overrun, ...]
    areas: tuple[Area, ...]
    warnings: tuple[str, ...]

    def fill(self, page: int, frame: str = "") -> float:
        """How much of the height between a page's margins is filled, 0 to 1; by a panel alone if it is named.

        Running heads and feet are in the margins. A drawing may end in them.
        """
        area = self.areas[page - 1]
        feet = [run.area.bottom for run in self._on(self.runs, page, frame) if run.is_in(area)]
        feet += [picture.area.bottom for picture in self._on(self.pictures, page, frame)]
        return (max(feet, default=area.top) - area.top) / (area.bottom - area.top)

    def pages_by_frame(self) -> dict[str, range]:
        """The pages of each page or panel by its name, in the order of the document: more than one if it runs over."""
        first: dict[str, int] = {}
        placed = [(run.frame, run.page) for run in self.runs]
        placed += [(picture.frame, picture.page) for picture in self.pictures]
        for frame, page in placed:
            if frame:
                first[frame] = min(page, first.get(frame, page))
        starts = sorted({*first.values(), len(self.sheets) + 1})
        following = dict(pairwise(starts))
        return {frame: range(page, following[page]) for frame, page in sorted(first.items(), key=lambda item: item[1])}

    @staticmethod
    def _on(items: Iterable[Placed], page: int, frame: str) -> Iterable[Placed]:
        return (item for item in items if item.page == page and (not frame or item.frame == frame))


def line_count(runs: Iterable[Run]) -> int:
    """How many lines high the text of these runs is. Lines that are side by side count once."""
    lines, end = 0, (0, -math.inf)
    for run in sorted(runs, key=lambda run: (run.page, run.area.bottom)):
        if (run.page, (run.area.top + run.area.bottom) / 2) > end:
            lines, end = lines + 1, (run.page, run.area.bottom)
    return lines


def squeeze(text: str) -> str:
    """A text without white space and break marks, to compare what was meant with what was set.

    U+2010 is the hyphen that WeasyPrint adds. Texts themselves have the hyphen of the keyboard.
    """
    return re.sub(r"[\s\u00ad\u200b\u2010\u2060]+", "", text)
