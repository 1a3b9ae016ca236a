"""HTML to laid-out pages to PDF bytes, by WeasyPrint.

The only module that knows WeasyPrint, and the only one that uses names of it that are private
(`page._page_box` and the attributes of its boxes): it is pinned to one version, and a test guards them.
"""

from __future__ import annotations

import hashlib
import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

from polyleaf.addresses import AddressError, NamedFiles
from polyleaf.colours import WHITE, Rgb, contrast_ratio
from polyleaf.glyph_text import glyph_texts
from polyleaf.quick_import import import_weasyprint

import_weasyprint()

import pydyf  # noqa: E402
from weasyprint import CSS, HTML, Document  # noqa: E402 -- after the quick import
from weasyprint.formatting_structure import boxes  # noqa: E402 -- after the quick import
from weasyprint.pdf.stream import Stream  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402 -- after the quick import
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402 -- after the quick import

_PX_PER_MM = 96 / 25.4
_PT_PER_PX = 0.75


Numbers = dict[Any, int]  # the elements of the HTML, counted in the order of the document


@dataclass(frozen=True)
class Area:
    """A rectangle on a page, in mm from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


_EVERYWHERE = Area(-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True)
class Run:
    """A run of text on its page, counted from 1; `room` is what the blocks that it stands in leave for it.

    `contrast` is that of its colour to the colour behind it, 1 to 21; `veiled` text is see-through, moved or set on a
    picture; `section` is the id of the part of the brochure that it belongs to, `frame` its page or panel by name.

    A block of fixed height, or one that hides what overflows it, leaves less than the text inside takes.
    """

    page: int
    text: str
    area: Area
    room: Area
    size_pt: float
    small_print: bool
    contrast: float
    veiled: bool
    section: str
    frame: str
    element: int


@dataclass(frozen=True)
class Picture:
    """A picture on its page, counted from 1, with the page or panel that it belongs to."""

    page: int
    area: Area
    frame: str
    name: str


@dataclass(frozen=True)
class Fragment:
    """The words that one element of the HTML has of its own, white space left out."""

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

    `times` is its height in heights of a side (more than 1), `over_mm` and `lines` are what is too much of it.
    """

    frame: str
    times: float
    over_mm: float
    lines: int
    text: str


@dataclass(frozen=True)
class Place:
    """A place that has a number of lines (`data-lines` in the HTML), on its page, and the lines that its text takes."""

    page: int
    text: str
    has: int
    takes: int


@dataclass(frozen=True)
class Layout:
    """An edition as it lies on paper, and what was said while it was laid out.

    `alternatives` are the texts of its figures; `places` those that have a number of lines; `overlong` the pages and
    panels that take more than one side of paper.
    """

    document: Document
    sheets: tuple[Sheet, ...]
    runs: tuple[Run, ...]
    pictures: tuple[Picture, ...]
    fragments: tuple[Fragment, ...]
    alternatives: tuple[str, ...]
    places: tuple[Place, ...]
    overlong: tuple[Overrun, ...]
    warnings: tuple[str, ...]


class FileRefusedError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint has no types
    """A document names the network, or a file of no project folder. WeasyPrint lets this one kind of error through."""


_SARA_AM = "\u0e33\u0eb3"  # one character, two glyphs
_DRAWING = "data:image/svg+xml,"


class ProjectFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves `brochure:`, `clinic:` and `style:` addresses from their folders; refuses the network and all other files.

    A drawing that a template makes (`data:image/svg+xml,`) comes with the document.
    """

    def __init__(self, files: NamedFiles) -> None:
        # The opener's handlers for http, ftp and file are left out on purpose.
        self._files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 -- WeasyPrint's signature
        if url.startswith(_DRAWING):
            return URLFetcherResponse(url, unquote_to_bytes(url[len(_DRAWING) :]), {"Content-Type": "image/svg+xml"})
        try:
            file = self._files.read(url)
        except AddressError as error:
            raise FileRefusedError(str(error)) from None
        return URLFetcherResponse(url, file.content, {"Content-Type": file.media_type})

    def __call__(self, url: str) -> URLFetcherResponse:
        return self.fetch(url)


class _Warnings(logging.Handler):
    """Gathers what WeasyPrint logs; a clean layout logs nothing."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __enter__(self) -> _Warnings:
        logger = logging.getLogger("weasyprint")
        logger.addHandler(self)
        logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


@contextmanager
def _marked_with_actual_text(stream: Stream, box: Any, tag: str) -> Iterator[None]:
    """`Stream.marked` with /ActualText where the glyphs alone do not give the text back.

    A cluster with combining marks (Hindi, Thai) is drawn with glyphs of no character. Right-to-left text is left as it
    is: PDFium, the reader of Chromium, turns its /ActualText round letter by letter.
    """
    text = getattr(box, "text", "")
    if stream._tags is None or not _loses_text(text):  # noqa: SLF001
        with _marked(stream, box, tag):
            yield
        return
    mcid = len(stream._tags)  # noqa: SLF001
    stream._tags[box] = {"tag": tag, "mcid": mcid}  # noqa: SLF001
    stream.begin_marked_content(tag, pydyf.Dictionary({"MCID": mcid, "ActualText": pydyf.String(text)}))
    try:
        yield
    finally:
        stream.end_marked_content()


def _loses_text(text: str) -> bool:
    combines = any(unicodedata.category(char) in {"Mn", "Mc"} or char in _SARA_AM for char in text)
    return combines and not any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


class _OwnTexts(dict[int, str]):
    """The text of each glyph in a PDF: the font's own where it tells, else what WeasyPrint found in the line."""

    def __init__(self, own: dict[int, str]) -> None:
        super().__init__()
        self._own = own

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, self._own.get(glyph, text))


def _add_font_with_own_texts(stream: Stream, pango_font: Any) -> tuple[Any, float]:
    font, size = _add_font(stream, pango_font)
    if not isinstance(font.to_unicode, _OwnTexts):
        font.to_unicode = _OwnTexts(glyph_texts(font.file_content))
    return font, size


_marked, _add_font = Stream.marked, Stream.add_font
Stream.marked, Stream.add_font = _marked_with_actual_text, _add_font_with_own_texts


@lru_cache
def _font_configuration() -> FontConfiguration:
    """One a process: each new one leaks about half a MiB."""
    return FontConfiguration()


@lru_cache
def _stylesheet(name: str, folders: tuple[Path, ...]) -> CSS:
    """A parsed style sheet, read once a process."""
    fetcher = ProjectFetcher(NamedFiles({"style": folders}))
    return CSS(url=f"style:{name}", url_fetcher=fetcher, font_config=_font_configuration())


@dataclass(frozen=True)
class StyleSources:
    """Style sheets by name in the order of the cascade, and the folders of `style:`, `brochure:` and `clinic:`."""

    stylesheets: tuple[str, ...]
    styles: tuple[Path, ...]
    figures: Path
    clinics: Path

    @property
    def files(self) -> NamedFiles:
        """What the document may name, scheme by scheme."""
        return NamedFiles({"brochure": (self.figures,), "clinic": (self.clinics,), "style": self.styles})


def typeset(html: str, sources: StyleSources, page_css: str) -> Layout:
    """Lay out a document; `page_css` comes last in the cascade.

    Raises FileRefusedError when the document names a file of no project folder, or the network.
    """
    fetcher = ProjectFetcher(sources.files)
    with _Warnings() as said:
        source = HTML(string=html, base_url="polyleaf:", url_fetcher=fetcher)
        sheets = [_stylesheet(name, sources.styles) for name in sources.stylesheets]
        sheets.append(CSS(string=page_css, url_fetcher=fetcher, base_url="polyleaf:"))
        document = source.render(stylesheets=sheets, font_config=_font_configuration(), pdf_tags=True)
    root = source.etree_element
    numbers = {element: number for number, element in enumerate(root.iter())}
    runs = tuple(_runs(document, root, numbers))
    return Layout(
        document=document,
        sheets=tuple(Sheet(page.width / _PX_PER_MM, page.height / _PX_PER_MM) for page in document.pages),
        runs=runs,
        pictures=tuple(_pictures(document, root)),
        fragments=tuple(_fragments(root, numbers)),
        alternatives=tuple(image.get("alt", "") for image in root.iter("img")),
        places=tuple(_places(document, root)),
        overlong=tuple(_overlong(runs, document)),
        warnings=tuple(said.lines),
    )


def write_pdf(layout: Layout) -> tuple[bytes, tuple[str, ...]]:
    """The PDF of a layout, and what WeasyPrint said while it drew (a glyph that no font has, above all).

    Its identifier is a digest of its words and their places, so that the same edition gives the same bytes.
    """
    identifier = hashlib.sha256(repr(layout.runs).encode()).digest()[:16]
    buffer = BytesIO()
    with _Warnings() as said:
        layout.document.write_pdf(buffer, finisher=_finish, pdf_identifier=identifier, pdf_tags=True)
    return buffer.getvalue(), tuple(said.lines)


def _finish(document: Document, pdf: Any) -> None:
    """Say in the PDF which way its pages turn; WeasyPrint does not."""
    if document.pages[0]._page_box.style["direction"] == "rtl":  # noqa: SLF001
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"


def squeeze(text: str) -> str:
    """A text without white space and break marks, to compare what was meant with what was set.

    U+2010 is what WeasyPrint sets where it hyphenates; texts themselves have the hyphen of the keyboard.
    """
    return re.sub(r"[\s\u00ad\u200b\u2010\u2060]+", "", text)


def _fragments(root: Element, numbers: Numbers) -> Iterator[Fragment]:
    body = root.find("body")
    for element in body.iter() if body is not None else ():
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if squeeze(own):
            yield Fragment(numbers[element], squeeze(own))


def _overlong(runs: Iterable[Run], document: Document) -> Iterator[Overrun]:
    """The pages and panels whose text stands on more than one side of paper."""
    content = _content_area(document)
    height = content.bottom - content.top
    flow = [run for run in runs if content.top <= run.area.bottom <= content.bottom]  # running lines stand outside
    for frame in dict.fromkeys(run.frame for run in flow if run.frame):
        own = [run for run in flow if run.frame == frame]
        sides = sorted({run.page for run in own})
        if len(sides) > 1:
            taken = sum(max(run.area.bottom for run in own if run.page == side) - content.top for side in sides)
            over = [run for run in own if run.page != sides[0]]
            text = "".join(run.text for run in over)
            yield Overrun(frame, taken / height, taken - height, line_count(over), text)


def line_count(runs: Iterable[Run]) -> int:
    """How many lines deep the text of these runs is; what stands side by side counts once."""
    lines, end = 0, (0, -math.inf)
    for run in sorted(runs, key=lambda run: (run.page, run.area.bottom)):
        if (run.page, (run.area.top + run.area.bottom) / 2) > end:
            lines, end = lines + 1, (run.page, run.area.bottom)
    return lines


def _places(document: Document, root: Element) -> Iterator[Place]:
    has = {element: int(str(element.get("data-lines"))) for element in root.iter() if element.get("data-lines")}
    for number, page in enumerate(document.pages, start=1):
        lines = _boxes(page._page_box, boxes.LineBox)  # noqa: SLF001
        taken = Counter(line.element for line in lines if line.element in has)
        for element, takes in taken.items():
            yield Place(number, " ".join("".join(element.itertext()).split()), has[element], takes)


def _content_area(document: Document) -> Area:
    box = document.pages[0]._page_box  # noqa: SLF001 -- no public way to the boxes
    return _area(box.content_box_x(), box.content_box_y(), box.width, box.height)


def _runs(document: Document, root: Element, numbers: Numbers) -> Iterator[Run]:
    small = {below for part in root.iter() if part.get("data-size") == "small" for below in part.iter()}
    sections, frames = _inside(root, "data-section"), _inside(root, "data-frame")
    for number, page in enumerate(document.pages, start=1):
        for box, room, ground, veiled in _text_boxes(page._page_box, _EVERYWHERE, WHITE, veiled=False):  # noqa: SLF001
            if box.element_tag and "::" in box.element_tag:
                continue  # a marker or other generated content, not a word of the HTML
            yield Run(
                page=number,
                text=box.text,
                area=_area(box.position_x, box.position_y, box.width, box.height),
                room=room,
                size_pt=box.style["font_size"] * _PT_PER_PX,
                small_print=box.element is None or box.element in small,  # a margin box has no element
                contrast=contrast_ratio(_over(box.style["color"], ground), ground),
                veiled=veiled or box.style["color"].alpha < 1 or box.style["visibility"] != "visible",
                section=sections.get(box.element, ""),
                frame=frames.get(box.element, ""),
                element=numbers.get(box.element, -1),
            )


def _pictures(document: Document, root: Element) -> Iterator[Picture]:
    frames = _inside(root, "data-frame")
    for number, page in enumerate(document.pages, start=1):
        for box in _boxes(page._page_box, boxes.ReplacedBox):  # noqa: SLF001
            name = box.element.get("alt") or box.element.get("class") or box.element_tag
            area = _area(box.content_box_x(), box.content_box_y(), box.width, box.height)
            yield Picture(number, area, frames.get(box.element, ""), " ".join(str(name).split()))


def _boxes(box: Any, kind: type) -> Iterator[Any]:
    """Every box of a kind in a box; a line's element is the one that it is a line of."""
    box = getattr(box, "_box", box)  # an AbsolutePlaceholder wraps the box it stands for
    if isinstance(box, kind):
        yield box
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            yield from _boxes(child, kind)


def _inside(root: Element, attribute: str) -> dict[Element, str]:
    """For each element inside one that has this attribute, the attribute's value."""
    return {below: str(part.get(attribute)) for part in root.iter() if part.get(attribute) for below in part.iter()}


def _area(x: float, y: float, width: float, height: float) -> Area:
    return Area(x / _PX_PER_MM, y / _PX_PER_MM, (x + width) / _PX_PER_MM, (y + height) / _PX_PER_MM)


def _rgb(colour: Any) -> Rgb:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue


def _ground(box: Any, behind: Rgb) -> Rgb:
    """What lies behind the text of a box: its own background over what is behind it."""
    colour = box.style["background_color"]
    return behind if colour == "currentcolor" else _over(colour, behind)


def _over(colour: Any, behind: Rgb) -> Rgb:
    """What is seen of a colour that may be see-through."""
    red, green, blue = (a * colour.alpha + b * (1 - colour.alpha) for a, b in zip(_rgb(colour), behind, strict=True))
    return red, green, blue


def _veils(box: Any) -> bool:
    """Whether a box makes its text see-through, moves it from where it was measured, or puts a picture behind it."""
    style = box.style
    pictures = [image for image in style["background_image"] if image[0] != "none"]
    return bool(style["opacity"] < 1 or style["transform"] or pictures)


def _text_boxes(box: Any, room: Area, ground: Rgb, *, veiled: bool) -> Iterator[tuple[Any, Area, Rgb, bool]]:
    """Every text box below a box, with its room, the colour behind it, and whether it is veiled."""
    box = getattr(box, "_box", box)  # an AbsolutePlaceholder wraps the box it stands for
    if isinstance(box, boxes.TextBox):
        yield box, room, ground, veiled
    elif isinstance(box, boxes.ParentBox):
        if box.is_absolutely_positioned():
            room = _EVERYWHERE  # placed against the page, wherever it stands in the text
        inner = _within(room, box) if isinstance(box, (boxes.BlockContainerBox, boxes.FlexContainerBox)) else room
        for child in box.all_children():
            yield from _text_boxes(child, inner, _ground(box, ground), veiled=veiled or _veils(box))


def _within(room: Area, box: Any) -> Area:
    own = _area(box.content_box_x(), box.content_box_y(), box.width, box.height)
    return Area(
        max(room.left, own.left), max(room.top, own.top), min(room.right, own.right), min(room.bottom, own.bottom)
    )
