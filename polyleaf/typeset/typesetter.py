"""HTML to laid-out pages to PDF bytes, with WeasyPrint.

This is the only module that knows WeasyPrint, and the only one that uses private names of it (`page._page_box` and the
attributes of its boxes). WeasyPrint is pinned to one version, and a test guards these names.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import re
import unicodedata
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element, tostring

from polyleaf.core.project import Project
from polyleaf.core.workspace import Workspace
from polyleaf.design.addresses import NamedFiles
from polyleaf.design.colours import WHITE, Rgb, contrast_ratio
from polyleaf.design.style_sources import StyleSources
from polyleaf.typeset.fetcher import ProjectFetcher
from polyleaf.typeset.glyph_text import as_drawn, glyph_texts
from polyleaf.typeset.laid_out import (
    Area,
    Fragment,
    LaidOut,
    LimitedPlace,
    Overrun,
    PlacedPicture,
    Run,
    Sheet,
    line_count,
    squeeze,
)
from polyleaf.typeset.metadata import Metadata, describe
from polyleaf.typeset.quick_import import import_weasyprint
from polyleaf.typeset.structure import BREAK_MARKS, artifact_kind, may_have_words, structure_of
from polyleaf.typeset.tags import HYPHEN, Drawn, LinkMark, Mark, is_right_to_left, write_tags

import_weasyprint()

import pydyf  # noqa: E402 -- after the quick import
import weasyprint.pdf  # noqa: E402
from cssselect2 import ElementWrapper  # noqa: E402
from weasyprint import CSS, HTML, Document  # noqa: E402
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.html import UA  # noqa: E402
from weasyprint.images import RasterImage, SVGImage  # noqa: E402
from weasyprint.layout import inline  # noqa: E402
from weasyprint.pdf.stream import Stream  # noqa: E402
from weasyprint.text import line_break  # noqa: E402
from weasyprint.text.ffi import ffi, pango  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

_PX_PER_MM = 96 / 25.4
_PT_PER_PX = 0.75
_EVERYWHERE = Area(-math.inf, -math.inf, math.inf, math.inf)


# Artifacts by kind (ISO 32000-1, 14.8.2.2.2). The head of a table is repeated on its further pages.
_ARTIFACTS = {
    "Header": {"Type": "/Pagination", "Subtype": "/Header"},
    "Footer": {"Type": "/Pagination", "Subtype": "/Footer"},
    "Again": {"Type": "/Pagination"},
    "Layout": {"Type": "/Layout"},
}
_WORD_JOINER = "\u2060"
_SARA_AM = "\u0e32\u0e33\u0eb2\u0eb3"  # sara am is two glyphs, and shares one of them with sara aa


class _Warnings(logging.Handler):
    """Collects what WeasyPrint logs. A clean layout logs nothing."""

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
def _marked(stream: Stream, box: Any, _tag: str) -> Iterator[None]:
    """`Stream.marked`, which draws an artifact as one, and content under the number of its box.

    A cluster with combining marks (Hindi, Thai) is drawn with glyphs of no character, so its text is added.
    """
    if box.artifact:
        stream.begin_marked_content("Artifact", pydyf.Dictionary(_ARTIFACTS[box.artifact]))
    else:
        text = getattr(box, "text", "")
        actual = {"ActualText": pydyf.String(text.translate(BREAK_MARKS))} if _loses_text(text) else {}
        stream.begin_marked_content("Span", pydyf.Dictionary({"MCID": box.mark, **actual}))
    try:
        yield
    finally:
        stream.end_marked_content()


def _loses_text(text: str) -> bool:
    combines = any(unicodedata.category(char) in {"Mn", "Mc"} or char in _SARA_AM for char in text)
    return combines and not is_right_to_left(text)


class _OwnTexts(dict[int, str]):
    """The text of each glyph in a PDF: the font's own if it tells, or else what WeasyPrint found in the line.

    A further glyph of a cluster has none, but PDF/A requires one: a word joiner, which readers skip. The hyphen that
    WeasyPrint adds shares its glyph with the hyphen of the keyboard, which is in telephone numbers.
    """

    def __init__(self, own: dict[int, str]) -> None:
        super().__init__()
        self._own = own

    def __setitem__(self, glyph: int, text: str) -> None:
        found = "-" if text == HYPHEN else as_drawn(text)
        super().__setitem__(glyph, self._own.get(glyph) or found or _WORD_JOINER)


def _add_font_with_own_texts(stream: Stream, pango_font: Any) -> tuple[Any, float]:
    font, size = _add_font(stream, pango_font)
    if not isinstance(font.to_unicode, _OwnTexts):
        font.to_unicode = _OwnTexts(glyph_texts(font.file_content))
    return font, size


@dataclass(frozen=True)
class _Drawn:
    """What drawing an SVG file added to a page: operators, and the transparencies that they name."""

    operators: tuple[bytes, ...]
    alphas: dict[str, pydyf.Dictionary]


_drawn_before: OrderedDict[tuple[object, ...], _Drawn] = OrderedDict()
_MOST_DRAWN = 200  # about 30 kB each
_NAMED = re.compile(rb"/(\S+)")
_ALPHA = re.compile(rb"[Aa][\d.]+")


def _draw_once(image: SVGImage, stream: Stream, width: float, height: float, style: Any) -> None:
    """`SVGImage.draw`, which repeats the operators of the same drawing in the same size in the same graphics state.

    A drawing that needs more of the page than transparencies, such as a font or a gradient, is always drawn anew.
    """
    if not hasattr(image, "digest"):
        image.digest = hashlib.sha256(tostring(image._svg.tree._etree_node)).digest()  # noqa: SLF001
    state = (stream._current_color, stream._current_color_stroke, stream._current_alpha, stream._current_alpha_stroke)  # noqa: SLF001
    key = (image.digest, width, height, *state)
    resources = stream._resources  # noqa: SLF001
    if drawn := _drawn_before.get(key):
        _drawn_before.move_to_end(key)
        resources["ExtGState"].update(drawn.alphas)
        stream.stream += drawn.operators
        stream.push_state()  # as after the last operator: nothing is known of the graphics state
        stream.pop_state()
        return
    before = len(stream.stream)
    _draw_svg(image, stream, width, height, style)
    operators = tuple(stream.stream[before:])
    named = dict.fromkeys(name for operator in operators for name in _NAMED.findall(operator))  # in order
    if operators and all(map(_ALPHA.fullmatch, named)):
        alphas = {name.decode(): resources["ExtGState"][name.decode()] for name in named}
        _drawn_before[key] = _Drawn(operators, alphas)
        while len(_drawn_before) > _MOST_DRAWN:
            _drawn_before.popitem(last=False)


_THAI = re.compile("[\u0e01-\u0e5b]{2,}")
ffi.cdef("PangoAttribute * pango_attr_allow_breaks_new (gboolean allow_breaks);")


def _set_text_with_whole_words(layout: Any, text: str, justify: bool = False) -> None:
    """`Layout.set_text`, which breaks Thai at its spaces and zero-width spaces alone.

    Pango asks libthai for further places. Its dictionary divides many medical words, and does so whatever joins their
    letters, because Pango's own rules come before it. Attributes come last.
    """
    _set_text(layout, text, justify)
    stretches = list(_THAI.finditer(layout.text))
    if not stretches:
        return
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for stretch in stretches:
        whole = pango.pango_attr_allow_breaks_new(False)
        whole.start_index, whole.end_index = (len(layout.text[:place].encode()) for place in stretch.span())
        pango.pango_attr_list_change(attributes, whole)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _split_without_last_hyphen(text: str, style: Any, context: Any, max_width: Any, *options: Any, **more: Any) -> Any:
    """`split_first_line`, which does not divide the last word of a text: the rest of it would be a line of its own."""
    split = _split_first_line(text, style, context, max_width, *options, **more)
    resume_at = split[2]
    if style["hyphens"] != "auto" or not resume_at:
        return split
    rest = text.encode()[resume_at:].decode()
    if " " in rest.strip() or not text[: -len(rest)][-1:].isalpha():
        return split
    whole = style.copy()
    whole["hyphens"] = "manual"
    other = _split_first_line(text, whole, context, max_width, *options, **more)
    return other if other[3] <= max_width else split


def _add_no_tags(*_: object) -> None:
    """Replaces the tags that WeasyPrint makes from its boxes. `write_tags` follows the HTML
    instead, in the finisher.
    """


_add_font = Stream.add_font
Stream.marked, Stream.add_font = _marked, _add_font_with_own_texts
weasyprint.pdf.add_tags = _add_no_tags
_draw_svg = SVGImage.draw
SVGImage.draw = _draw_once
_set_text = line_break.Layout.set_text
line_break.Layout.set_text = _set_text_with_whole_words
_split_first_line = line_break.split_first_line
inline.split_first_line = _split_without_last_hyphen


@lru_cache
def _font_configuration(_config_file: str) -> FontConfiguration:
    """WeasyPrint's list of fonts, created once for each set of fonts; each new one leaks about 0.5 MiB."""
    return FontConfiguration()


def _fonts_in_use() -> FontConfiguration:
    return _font_configuration(os.environ.get("FONTCONFIG_FILE", ""))


@dataclass(frozen=True)
class _StyleSheet:
    """A parsed style sheet, and what WeasyPrint reported while it parsed it.

    It is parsed once for many layouts, and each of them repeats the report.
    """

    css: CSS
    said: tuple[str, ...]
    is_plain: bool


class _Html(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A document whose style sheet of the user agent may be the shorter one."""

    is_plain = True

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_user_agent_sheet()] if self.is_plain and not forms else super()._ua_stylesheets(forms)


_NOT_PLAIN = re.compile(r"float\s*:\s*\w*note|list-item")
"""What needs the rules that `_user_agent_sheet` leaves out."""


@lru_cache
def _user_agent_sheet() -> CSS:
    """WeasyPrint's own without notes, and with markers for the items of lists alone.

    Each of these pseudo-elements would get a computed style for every element: seven styles instead of one.
    """
    rules = re.sub(r"^::(?:foot)?note-\w+ \{.*\n", "", UA, flags=re.MULTILINE)
    return CSS(string=re.sub(r"^::marker \{", "li::marker {", rules, flags=re.MULTILINE))


def _stylesheet(workspace: Workspace, name: str) -> _StyleSheet:
    fetcher = ProjectFetcher(NamedFiles(workspace, {"style": tuple(workspace.style_dirs())}))
    with _Warnings() as said:
        css = CSS(url=f"style:{name}", url_fetcher=fetcher, font_config=_fonts_in_use())
    is_plain = not any(map(_NOT_PLAIN.search, fetcher.style_sheets))
    return _StyleSheet(css, tuple(said.lines), is_plain)


class Typesetter:
    """Lays out one document, whole or some of its pages and panels, and joins pages of several layouts.

    All layouts have the elements of one tree, whose numbers are therefore the same in each. Raises FileRefusedError
    when the document names the network, or a file outside the project's folders.
    """

    def __init__(self, html: str, sources: StyleSources) -> None:
        self._fetcher = ProjectFetcher(sources.files)
        self._images: dict[str, Any] = {}
        self._sheets = [sources.workspace.load(_stylesheet, name) for name in sources.stylesheets]
        with _Warnings() as said:
            self._html = _Html(string=html, base_url="polyleaf:", url_fetcher=self._fetcher)
        self._is_plain = not _NOT_PLAIN.search(html) and all(sheet.is_plain for sheet in self._sheets)
        self._said = (*(line for sheet in self._sheets for line in sheet.said), *said.lines)
        self._root: Element = self._html.etree_element
        self._numbers = {element: number for number, element in enumerate(self._root.iter())}
        # What the tree alone says is the same for every layout of it.
        self._paragraphs = tuple("".join(element.itertext()) for element in _paragraphs(self._root))
        self._fragments = tuple(_fragments(self._root, self._numbers))
        self._structure = structure_of(self._root, self._numbers)
        self._alternatives = tuple(image.get("alt", "") for image in self._root.iter("img"))

    def lay_out(self, page_css: str, frames: frozenset[str] | None = None) -> LaidOut:
        """The document, or only its pages or panels with these names. `page_css` comes last in the cascade."""
        source = copy(self._html)
        source.is_plain = self._is_plain and not _NOT_PLAIN.search(page_css)
        if frames is not None:
            source.wrapper_element = ElementWrapper.from_html_root(_with_frames(self._root, frames))
            source.etree_element = source.wrapper_element.etree_element
        with _Warnings() as said:
            sheets = [sheet.css for sheet in self._sheets]
            sheets.append(CSS(string=page_css, url_fetcher=self._fetcher, base_url="polyleaf:"))
            document = source.render(stylesheets=sheets, font_config=_fonts_in_use(), pdf_tags=True, cache=self._images)
        return self._laid_out(document, (*self._said, *said.lines))

    def join(self, whole: LaidOut, parts: Mapping[str, LaidOut]) -> LaidOut:
        """The whole, with the pages that these frames have in other layouts of this document."""
        pages = []
        for frame, numbers in whole.pages_by_frame().items():
            of = parts.get(frame, whole)
            pages += [of.document.pages[number - 1] for number in of.pages_by_frame().get(frame, numbers)]
        warnings = dict.fromkeys(line for layout in (whole, *parts.values()) for line in layout.warnings)
        return self._laid_out(whole.document.copy(pages), tuple(warnings))

    def _laid_out(self, document: Document, warnings: tuple[str, ...]) -> LaidOut:
        root, numbers = self._root, self._numbers
        _number_marks(document)
        drawn = tuple(_runs(document, root, numbers))
        runs = tuple(run for run in drawn if not run.generated_by)
        addresses = {id(image): address for address, image in self._images.items()}
        pictures = _PictureFinder(root, addresses, self._fetcher.digests)
        return LaidOut(
            document=document,
            sheets=tuple(Sheet(page.width / _PX_PER_MM, page.height / _PX_PER_MM) for page in document.pages),
            runs=runs,
            generated=tuple(run for run in drawn if run.generated_by),
            pictures=tuple(pictures.replaced(document)),
            backgrounds=tuple(pictures.backgrounds(document)),
            paragraphs=self._paragraphs,
            fragments=self._fragments,
            structure=self._structure,
            numbers=numbers,
            alternatives=self._alternatives,
            places=tuple(_places(document, root)),
            overlong=tuple(_overlong(runs, document)),
            areas=tuple(_content_areas(document)),
            warnings=warnings,
        )


def typeset(html: str, sources: StyleSources, page_css: str, frames: frozenset[str] | None = None) -> LaidOut:
    """Lay out a document once; see `Typesetter`."""
    return Typesetter(html, sources).lay_out(page_css, frames)


def _with_frames(root: Element, frames: frozenset[str]) -> Element:
    """The document with these pages and panels alone. Other panels of a side are kept empty, to keep their places.

    The elements of the pages and panels are those of the document. What is around them is copied.
    """
    part = _shell(root)
    (body,) = root.iterfind("body")  # the parser adds it
    kept = _shell(body)
    part.extend(kept if child is body else child for child in root)
    for child in body:
        inside = {element.get("data-frame") for element in child.iter()} - {None}
        if not inside or child.get("data-frame") in frames:
            kept.append(child)
        elif inside & frames:
            side = _shell(child)
            side.extend(panel if panel.get("data-frame") in frames else _shell(panel) for panel in child)
            kept.append(side)
    return part


def _shell(element: Element) -> Element:
    """An element without what is in it."""
    shell = Element(element.tag, dict(element.attrib))
    shell.tail = element.tail
    return shell


def write_pdf(layout: LaidOut) -> tuple[bytes, tuple[str, ...]]:
    """The PDF/A-2a and PDF/UA-1 file of a layout, and what WeasyPrint reported while it drew (mainly missing glyphs).

    Its identifier is a digest of its words and their places, so that the same edition gives the same bytes.
    """
    identifier = hashlib.sha256(repr(layout.runs).encode()).digest()[:16]
    buffer = BytesIO()
    with _Warnings() as said:
        layout.document.write_pdf(
            buffer,
            finisher=partial(_finish, layout),
            pdf_identifier=identifier,
            pdf_tags=True,
            pdf_variant="pdf/a-2a",
            output_intent="",  # WeasyPrint would leave the file of its profile open
        )
    return buffer.getvalue(), tuple(said.lines)


def draw(html: str) -> tuple[bytes, tuple[str, ...]]:
    """The PDF of a page without words that names no file, and what WeasyPrint reported while it drew."""
    buffer = BytesIO()
    with _Warnings() as said:
        source = HTML(string=html, base_url="polyleaf:", url_fetcher=ProjectFetcher(NamedFiles(Project(Path()), {})))
        document = source.render(font_config=_fonts_in_use(), pdf_tags=True)
        _number_marks(document)
        document.write_pdf(buffer, pdf_tags=True)
    return buffer.getvalue(), tuple(said.lines)


def _number_marks(document: Document) -> None:
    """Separate content from artifacts, and give each text and picture of a page the number under which it is drawn."""
    heads: set[Any] = set()
    for page in document.pages:
        _mark_artifacts(page._page_box, "", heads)  # noqa: SLF001
        drawn = (box for box in _boxes(page._page_box) if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)))  # noqa: SLF001
        for number, box in enumerate(box for box in drawn if not box.artifact):
            box.mark = number


def _mark_artifacts(box: Any, kind: str, heads: set[Any]) -> None:
    """Record for each box which kind of artifact it is; empty for content.

    `heads` are the heads of tables that were found on earlier pages.
    """
    box = getattr(box, "_box", box)
    box.artifact = kind or _artifact(box, heads)
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            _mark_artifacts(child, box.artifact, heads)


def _artifact(box: Any, heads: set[Any]) -> str:
    if isinstance(box, boxes.MarginBox):
        return "Header" if box.at_keyword.startswith("@top") else "Footer"
    if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
        again = box.element in heads
        heads.add(box.element)
        return "Again" if again else ""
    if "::" in (box.element_tag or "") and not box.element_tag.endswith("::marker"):
        return "Layout"
    if box.element is None:
        return ""  # a page, not the document on it
    words = isinstance(box, boxes.TextBox)
    return "Layout" if words and not may_have_words(box.element) else artifact_kind(box.element)


def _finish(layout: LaidOut, document: Document, pdf: pydyf.PDF) -> None:
    """Write what WeasyPrint leaves out, or writes in a way that PDF/A and PDF/UA do not allow."""
    right_to_left = document.pages[0]._page_box.style["direction"] == "rtl"  # noqa: SLF001
    drawn = Drawn(tuple(_marks(layout)), tuple(_link_marks(layout)), layout.sheets, right_to_left)
    write_tags(pdf, layout.structure, drawn)
    describe(pdf, _metadata(document), right_to_left=right_to_left)


def _metadata(document: Document) -> Metadata:
    stated = document.metadata
    return Metadata(
        title=stated.title or "",
        author=", ".join(stated.authors),
        language=stated.lang or "",
        created=stated.created or "",
        modified=stated.modified or "",
        identifier=stated.custom.get("dcterms.identifier", ""),
        producer=f"WeasyPrint {weasyprint.__version__}",
    )


def _marks(layout: LaidOut) -> Iterator[Mark]:
    """What was drawn as content, in the order of the boxes."""
    for page, box in _content(layout):
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            area = _area(box.content_box_x(), box.content_box_y(), box.width, box.height)
            kind: Literal["text", "picture", "bullet"] = "text" if isinstance(box, boxes.TextBox) else "picture"
            if box.element_tag.endswith("::marker"):
                kind = "bullet"
            yield Mark(page, box.mark, layout.numbers[box.element], kind, getattr(box, "text", ""), area)


def _link_marks(layout: LaidOut) -> Iterator[LinkMark]:
    for page, box in _content(layout):
        if box.link_annotation:
            yield LinkMark(page, layout.numbers[box.element], box.link_annotation)


def _content(layout: LaidOut) -> Iterator[tuple[int, Any]]:
    for number, page in enumerate(layout.document.pages):
        for box in _boxes(page._page_box):  # noqa: SLF001
            if not box.artifact:
                yield number, box


def _boxes(box: Any) -> Iterator[Any]:
    """A box and all boxes in it, in the order of the document."""
    box = getattr(box, "_box", box)  # an AbsolutePlaceholder wraps its box
    yield box
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            yield from _boxes(child)


def _fragments(root: Element, numbers: dict[Element, int]) -> Iterator[Fragment]:
    body = root.find("body")
    for element in body.iter() if body is not None else ():
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if squeeze(own):
            yield Fragment(numbers[element], squeeze(own))


def _overlong(runs: Iterable[Run], document: Document) -> Iterator[Overrun]:
    """The pages and panels whose text takes more than one side of paper."""
    areas = _content_areas(document)
    flow = [run for run in runs if run.is_in(areas[run.page - 1])]  # running lines are outside
    for frame in dict.fromkeys(run.frame for run in flow if run.frame):
        own = [run for run in flow if run.frame == frame]
        sides = sorted({run.page for run in own})
        if len(sides) > 1:
            height = areas[sides[0] - 1].bottom - areas[sides[0] - 1].top
            taken = [max(run.area.bottom for run in own if run.page == side) - areas[side - 1].top for side in sides]
            over = [run for run in own if run.page != sides[0]]
            text = "".join(run.text for run in over)
            yield Overrun(frame, sum(taken) / height, sum(taken[1:]), line_count(over), text)


def _places(document: Document, root: Element) -> Iterator[LimitedPlace]:
    has = {element: int(str(element.get("data-lines"))) for element in root.iter() if element.get("data-lines")}
    for number, page in enumerate(document.pages, start=1):
        lines = (box for box in _boxes(page._page_box) if isinstance(box, boxes.LineBox))  # noqa: SLF001
        taken = Counter(line.element for line in lines if line.element in has)  # a line's is the one it is a line of
        for element, takes in taken.items():
            yield LimitedPlace(number, " ".join("".join(element.itertext()).split()), has[element], takes)


def _content_areas(document: Document) -> list[Area]:
    """What the margins of each page leave; a cover has margins of its own."""
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 -- no public way to the boxes
    return [_area(box.content_box_x(), box.content_box_y(), box.width, box.height) for box in boxes]


def _runs(document: Document, root: Element, numbers: dict[Element, int]) -> Iterator[Run]:
    small = {below for part in root.iter() if part.get("data-size") == "small" for below in part.iter()}
    sections, frames = _inside(root, "data-section"), _inside(root, "data-frame")
    directions = _inside(root, "dir")
    paragraphs = {below: numbers[element] for element in _paragraphs(root) for below in element.iter()}
    for number, page in enumerate(document.pages, start=1):
        for box, room, ground, veiled in _text_boxes(page._page_box, _EVERYWHERE, WHITE, veiled=False):  # noqa: SLF001
            yield Run(
                page=number,
                text=box.text,
                area=_area(box.position_x, box.position_y, box.width, box.height),
                room=room,
                size_pt=box.style["font_size"] * _PT_PER_PX,
                weight=box.style["font_weight"],
                small_print=box.element is None or box.element in small,  # a margin box has no element
                contrast=contrast_ratio(_over(box.style["color"], ground), ground),
                veiled=veiled or box.style["color"].alpha < 1 or box.style["visibility"] != "visible",
                section=sections.get(box.element, ""),
                frame=frames.get(box.element, ""),
                element=numbers.get(box.element, -1),
                paragraph=paragraphs.get(box.element, -1),
                mark=None if box.artifact else box.mark,
                baseline=(box.position_y + box.baseline) / _PX_PER_MM,
                language=box.style["lang"] or "",
                direction=box.style["direction"],
                stated_direction=directions.get(box.element, root.get("dir", "ltr")),
                generated_by=_generated_by(box),
            )


def _generated_by(box: Any) -> str:
    """The pseudo-element of which a text is the content. Empty for the words of the HTML, and in the margins."""
    _, colons, name = (box.element_tag or "").partition("::")
    return f"{colons}{name}"


class _PictureFinder:
    """Finds the pictures of a document. `addresses` are those of WeasyPrint's images, by the identity of each image."""

    def __init__(self, root: Element, addresses: dict[int, str], digests: dict[str, str]) -> None:
        self._sections, self._frames = _inside(root, "data-section"), _inside(root, "data-frame")
        self._addresses, self._digests = addresses, digests

    def replaced(self, document: Document) -> Iterator[PlacedPicture]:
        """The pictures that replace an element or its marker."""
        for page, box in _all_boxes(document):
            if isinstance(box, boxes.ReplacedBox):
                name = box.element.get("alt") or box.element.get("class") or box.element_tag
                area = _area(box.content_box_x(), box.content_box_y(), box.width, box.height)
                yield self._placed(page, box, area, " ".join(str(name).split()), box.replacement)

    def backgrounds(self, document: Document) -> Iterator[PlacedPicture]:
        """The pictures and gradients behind boxes, and those of their borders."""
        for page, box in _all_boxes(document):
            area = _area(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
            name = box.element_tag or "page"
            if box.style["border_image_source"][0] != "none":
                yield self._placed(page, box, area, name, box.border_image)
            for ground in (box.background, getattr(box, "canvas_background", None)):
                for layer in ground.layers if ground else ():
                    if layer.image:
                        yield self._placed(page, box, _area(*layer.painting_area), name, layer.image)

    def _placed(self, page: int, box: Any, area: Area, name: str, image: Any) -> PlacedPicture:
        section, frame = self._sections.get(box.element, ""), self._frames.get(box.element, "")
        source = self._addresses.get(id(image), "")
        pixels = (image.width, image.height) if isinstance(image, RasterImage) else None
        return PlacedPicture(page, area, section, frame, name, source, self._digests.get(source, ""), pixels)


def _all_boxes(document: Document) -> Iterator[tuple[int, Any]]:
    """Every box with its page, counted from 1."""
    for number, page in enumerate(document.pages, start=1):
        for box in _boxes(page._page_box):  # noqa: SLF001
            yield number, box


def _paragraphs(root: Element) -> Iterator[Element]:
    """The elements that have words of their own, and are inside no other such element."""
    body = root.find("body")
    waiting = [body] if body is not None else []
    while waiting:
        element = waiting.pop()
        if squeeze((element.text or "") + "".join(child.tail or "" for child in element)):
            yield element
        else:
            waiting += reversed(element)


def _inside(root: Element, attribute: str) -> dict[Element, str]:
    """The value of this attribute for each element inside an element that has it."""
    return {below: str(part.get(attribute)) for part in root.iter() if part.get(attribute) for below in part.iter()}


def _area(x: float, y: float, width: float, height: float) -> Area:
    return Area(x / _PX_PER_MM, y / _PX_PER_MM, (x + width) / _PX_PER_MM, (y + height) / _PX_PER_MM)


def _rgb(colour: Any) -> Rgb:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue


def _ground(box: Any, behind: Rgb) -> Rgb:
    """What is behind the text of a box: its own background over the background around it."""
    colour = box.style["background_color"]
    return behind if colour == "currentcolor" else _over(colour, behind)


def _over(colour: Any, behind: Rgb) -> Rgb:
    """The visible colour of a colour that may be transparent."""
    red, green, blue = (a * colour.alpha + b * (1 - colour.alpha) for a, b in zip(_rgb(colour), behind, strict=True))
    return red, green, blue


def _veils(box: Any) -> bool:
    """Whether a box makes its text transparent, moves it away from where it was measured, or puts a
    picture behind it.
    """
    style = box.style
    pictures = [image for image in style["background_image"] if image[0] != "none"]
    return bool(style["opacity"] < 1 or style["transform"] or pictures)


def _text_boxes(box: Any, room: Area, ground: Rgb, *, veiled: bool) -> Iterator[tuple[Any, Area, Rgb, bool]]:
    """Every text box in a box, with its room, the colour behind it, and whether it is veiled."""
    box = getattr(box, "_box", box)  # an AbsolutePlaceholder wraps its box
    if isinstance(box, boxes.TextBox):
        yield box, room, ground, veiled
    elif isinstance(box, boxes.ParentBox):
        if box.is_absolutely_positioned():
            room = _EVERYWHERE  # placed relative to the page, wherever it is in the text
        inner = _within(room, box) if isinstance(box, (boxes.BlockContainerBox, boxes.FlexContainerBox)) else room
        for child in box.all_children():
            yield from _text_boxes(child, inner, _ground(box, ground), veiled=veiled or _veils(box))


def _within(room: Area, box: Any) -> Area:
    own = _area(box.content_box_x(), box.content_box_y(), box.width, box.height)
    return Area(
        max(room.left, own.left), max(room.top, own.top), min(room.right, own.right), min(room.bottom, own.bottom)
    )
