"""HTML to laid-out pages to PDF bytes, with WeasyPrint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from polyleaf.core.project import Project
from polyleaf.core.workspace import Workspace
from polyleaf.design.addresses import AddressError, NamedFiles
from polyleaf.design.style_sources import StyleSources
from polyleaf.typeset.fetcher import ProjectFetcher
from polyleaf.typeset.internals import NOT_PLAIN, LivePage, ParsedHtml, fonts_in_use, pdf_of, root_box
from polyleaf.typeset.laid_out import Area, LaidOut, Overrun, Run, Sheet, line_count
from polyleaf.typeset.measured import Surveyor, Tree, number_marks
from polyleaf.typeset.metadata import Metadata, describe
from polyleaf.typeset.page_record import PageRecord, SetPage
from polyleaf.typeset.tags import Drawn, LinkMark, Mark, write_tags
from polyleaf.typeset.weasyprint_log import Reported

import pydyf  # isort: skip -- after WeasyPrint, which the internals import
import weasyprint  # isort: skip
from cssselect2 import ElementWrapper  # isort: skip
from weasyprint import CSS, HTML  # isort: skip

_PX_PER_MM = 96 / 25.4
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class _StyleSheet:
    """A parsed style sheet, and what WeasyPrint reported while it parsed it.

    It is parsed once for many layouts, and each of them repeats the report. `texts` are the sheet and all that it
    imports, and `digest` is theirs.
    """

    css: CSS
    said: tuple[str, ...]
    is_plain: bool
    digest: str
    texts: tuple[str, ...]


def _stylesheet(workspace: Workspace, name: str) -> _StyleSheet:
    fetcher = ProjectFetcher(NamedFiles(workspace, {"style": tuple(workspace.style_dirs())}))
    with Reported() as said:
        css = CSS(url=f"style:{name}", url_fetcher=fetcher, font_config=fonts_in_use())
    is_plain = not any(map(NOT_PLAIN.search, fetcher.style_sheets))
    digest = hashlib.sha256("\0".join((name, *fetcher.style_sheets)).encode()).hexdigest()
    return _StyleSheet(css, tuple(said.lines), is_plain, digest, tuple(fetcher.style_sheets))


@dataclass(frozen=True)
class Unit:
    """A part of a document that starts on a page of its own: a page, a side with its panels, or all of it.

    `frames` are its pages or panels by name; none if the document is one flow. `first` is the number of its first
    element, and `digest` that of all from which it is laid out, except the style sheets and the files that it names.
    `classes` are those of its elements.
    """

    frames: frozenset[str]
    first: int
    digest: str
    classes: frozenset[str]


class Typesetter:
    """Lays out one document, whole or some of its pages and panels, and joins pages of several layouts.

    All layouts have the elements of one tree, whose numbers are therefore the same in each. Raises FileRefusedError
    when the document names the network, or a file outside the project's folders.
    """

    def __init__(self, html: str, sources: StyleSources) -> None:
        self._files = sources.files
        self._fetcher = ProjectFetcher(self._files)
        self._images: dict[str, Any] = {}
        self._sheets = [sources.workspace.load(_stylesheet, name) for name in sources.stylesheets]
        with Reported() as said:
            self._html = ParsedHtml(string=html, base_url="polyleaf:", url_fetcher=self._fetcher)
        self._is_plain = not NOT_PLAIN.search(html) and all(sheet.is_plain for sheet in self._sheets)
        self._said = (*(line for sheet in self._sheets for line in sheet.said), *said.lines)
        self._root: Element = self._html.etree_element
        self._tree = Tree(self._root)
        self._stated = self._html.stated
        self._feet = _feet(self._root)

    def units(self, *, without_feet: bool = False) -> tuple[Unit, ...]:
        """The parts that start on pages of their own, in the order of the document."""
        with self._emptied(self._feet.values() if without_feet else ()):
            return tuple(self._units())

    def _units(self) -> Iterator[Unit]:
        (body,) = self._root.iterfind("body")
        framed = {child: frames for child in body if (frames := _frames_in(child))}
        numbers = [self._tree.numbers[child] for child in body if child not in framed]
        for child, frames in framed.items():
            part = tostring(_without_statements(_with_frames(self._root, frames)))
            first = self._tree.numbers[child]
            # A foot that is left out has its numbers all the same, and they come before those of what is below it.
            counted = [self._tree.numbers[element] - first for element in child.iter()]
            digest = _digest(part, repr((numbers, counted)).encode())
            yield Unit(frames, first, digest, self._classes(child))
        if not framed:
            digest = _digest(tostring(_without_statements(self._root)))
            yield Unit(frozenset(), 0, digest, self._classes(self._root))

    @staticmethod
    def _classes(part: Element) -> frozenset[str]:
        return frozenset(name for element in part.iter() for name in element.get("class", "").split())

    def needed_by(self, unit: Unit, properties: Mapping[str, str]) -> dict[str, str]:
        """The custom properties on which the look of a unit may depend."""
        css = _COMMENT.sub("", "".join(text for sheet in self._sheets for text in sheet.texts))
        return {name: value for name, value in properties.items() if _may_use(unit, name, css)}

    @property
    def has_feet(self) -> bool:
        """Whether any page has a running foot."""
        return bool(self._feet)

    @property
    def feet_digest(self) -> str:
        """The digest of all from which the running feet are laid out, except the style sheets."""
        numbers = [self._tree.numbers[foot] for foot in self._feet.values()]
        return _digest(tostring(_without_statements(self._with_feet())), repr(numbers).encode())

    def feet(self, page_css: str) -> tuple[SetPage, ...]:
        """The running feet, each on a page without anything else, in the order of the document.

        None if they cannot be laid out apart: if one has an effect on its page, or the page draws anything around it.
        """
        feet, _ = self._render(page_css, self._with_feet())
        around, _ = self._render(f"{page_css} {_FEET_HIDDEN}", self._with_feet())
        apart = len(feet) == len(around) == len(self._feet)
        apart = apart and all(page.is_out_of_flow(foot) for page, foot in zip(feet, self._feet.values(), strict=True))
        return tuple(feet) if apart and all(page.drawings[0].is_blank for page in around) else ()

    def by_frame(self, feet: Sequence[SetPage]) -> dict[str, SetPage]:
        """The running feet by the names of their pages."""
        return dict(zip(self._feet, feet, strict=True)) if feet else {}

    def _with_feet(self) -> Element:
        """The document with its running feet alone, on pages that are empty otherwise."""
        part = _shell(self._root)
        (body,) = self._root.iterfind("body")
        pages = _shell(body)
        part.extend(pages if child is body else child for child in self._root)
        for child in body:
            if foot := self._feet.get(child.get("data-frame", "")):
                page = _shell(child)
                page.append(foot)
                pages.append(page)
            else:
                pages.append(_shell(child, style="display: none"))
        return part

    @contextmanager
    def _emptied(self, elements: Iterable[Element]) -> Iterator[None]:
        """Without what is in these elements, while the context is open."""
        contents = [(element, element.text, list(element)) for element in elements]
        for element, _, children in contents:
            element.text = None
            for child in children:
                element.remove(child)
        try:
            yield
        finally:
            for element, text, children in contents:
                element.text = text
                element.extend(children)

    @property
    def styles_digest(self) -> str:
        """The digest of the style sheets, with all that they import."""
        return _digest(*(sheet.digest.encode() for sheet in self._sheets))

    def lay_out(self, page_css: str, frames: frozenset[str] | None = None, *, without_feet: bool = False) -> LaidOut:
        """The document, or only its pages or panels with these names. `page_css` comes last in the cascade."""
        with self._emptied(self._feet.values() if without_feet else ()):
            part = self._root if frames is None else _with_frames(self._root, frames)
            pages, said = self._render(page_css, part)
        return self.joined(pages, (*self._said, *said))

    def _render(self, page_css: str, part: Element) -> tuple[list[LivePage], list[str]]:
        """The pages of a part of the document, and what WeasyPrint reported."""
        source = copy(self._html)
        source.is_plain = self._is_plain and not NOT_PLAIN.search(page_css)
        if part is not self._root:
            source.wrapper_element = ElementWrapper.from_html_root(part)
            source.etree_element = source.wrapper_element.etree_element
        with Reported() as said:
            sheets = [sheet.css for sheet in self._sheets]
            sheets.append(CSS(string=page_css, url_fetcher=self._fetcher, base_url="polyleaf:"))
            document = source.render(stylesheets=sheets, font_config=fonts_in_use(), pdf_tags=True, cache=self._images)
        addresses = {id(image): address for address, image in self._images.items()}
        surveyor = Surveyor(self._tree, addresses, self._fetcher.digests)
        return [LivePage(page, surveyor.measured(page)) for page in document.pages], said.lines

    def join(self, whole: LaidOut, parts: Mapping[str, LaidOut]) -> LaidOut:
        """The whole, with the pages that these frames have in other layouts of this document."""
        pages: list[SetPage] = []
        for frame, numbers in whole.pages_by_frame().items():
            of = parts.get(frame, whole)
            pages += [of.pages[number - 1] for number in of.pages_by_frame().get(frame, numbers)]
        return self.joined(
            pages, dict.fromkeys(line for layout in (whole, *parts.values()) for line in layout.warnings)
        )

    def joined(self, pages: Sequence[SetPage], warnings: Iterable[str] = ()) -> LaidOut:
        """A layout of these pages. They have the elements of this document, by number."""
        tree = self._tree
        measured = [page.measured for page in pages]
        areas = tuple(page.area for page in measured)
        numbered = list(enumerate(measured, start=1))
        drawn = tuple(_on(number, run) for number, page in numbered for run in page.runs)
        runs = tuple(run for run in drawn if not run.generated_by)
        return LaidOut(
            pages=tuple(pages),
            stated=self._stated,
            sheets=tuple(Sheet(page.width / _PX_PER_MM, page.height / _PX_PER_MM) for page in measured),
            runs=runs,
            generated=tuple(run for run in drawn if run.generated_by),
            pictures=tuple(_on(number, picture) for number, page in numbered for picture in page.pictures),
            backgrounds=tuple(_on(number, picture) for number, page in numbered for picture in page.backgrounds),
            paragraphs=tree.paragraphs,
            fragments=tree.fragments,
            pieces=tree.pieces,
            structure=tree.structure,
            alternatives=tree.alternatives,
            places=tuple(_on(number, place) for number, page in numbered for place in page.places),
            overlong=tuple(_overlong(runs, areas)),
            areas=areas,
            warnings=tuple(warnings),
        )

    def has_pictures_of(self, pages: Iterable[PageRecord]) -> bool:
        """Whether the files of the pictures on these pages are the same as when they were laid out."""
        placed = (picture for page in pages for picture in (*page.measured.pictures, *page.measured.backgrounds))
        digests = {(picture.source, picture.digest) for picture in placed if picture.digest}
        try:
            return all(self._files.digest(source) == digest for source, digest in digests)
        except AddressError:
            return False


_FEET_HIDDEN = "[data-artifact=Footer], [data-artifact=Footer] * { visibility: hidden !important }"


def typeset(html: str, sources: StyleSources, page_css: str, frames: frozenset[str] | None = None) -> LaidOut:
    """Lay out a document once; see `Typesetter`."""
    return Typesetter(html, sources).lay_out(page_css, frames)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _on(number: int, item: Any) -> Any:
    """The same item on the page with that number. Faster than `replace`, and there are a thousand."""
    if item.page == number:
        return item
    moved = object.__new__(type(item))
    vars(moved).update(vars(item), page=number)
    return moved


def _frames_in(element: Element) -> frozenset[str]:
    return frozenset(str(part.get("data-frame")) for part in element.iter() if part.get("data-frame"))


def _feet(root: Element) -> dict[str, Element]:
    """The running foot of each page that has one, by the name of the page."""
    (body,) = root.iterfind("body")
    pages = (page for page in body if page.get("data-frame"))
    return {str(page.get("data-frame")): foot for page in pages for foot in page.iterfind('*[@data-artifact="Footer"]')}


def _may_use(unit: Unit, name: str, css: str) -> bool:
    """Whether an element of a unit may have a rule that uses a custom property."""
    for rule in re.finditer(rf"([^{{}}]*)\{{[^{{}}]*var\(\s*--{re.escape(name)}\b", css):
        for selector in rule[1].split(","):
            last = re.search(r"\.([\w-]+)[^\s>+~]*\s*$", selector)
            if last is None or last[1] in unit.classes:
                return True
    return False


def _with_frames(root: Element, frames: frozenset[str]) -> Element:
    """The document with these pages and panels alone. The others are empty: panels to keep their places, and pages,
    which are not laid out, for selectors that count them.

    The elements of the pages and panels are those of the document. What is around them is copied.
    """
    part = _shell(root)
    (body,) = root.iterfind("body")  # the parser adds it
    kept = _shell(body)
    part.extend(kept if child is body else child for child in root)
    for child in body:
        inside = _frames_in(child)
        if inside <= frames:
            kept.append(child)
        elif inside & frames:
            side = _shell(child)
            side.extend(panel if panel.get("data-frame") in frames else _shell(panel) for panel in child)
            kept.append(side)
        else:
            kept.append(_shell(child, style="display: none"))
    return part


def _without_statements(root: Element) -> Element:
    """The document with no more of its head than what decides how it looks."""
    (head,) = root.iterfind("head")
    looks = _shell(head)
    looks.extend(child for child in head if child.tag in {"style", "link"})
    part = _shell(root)
    part.extend(looks if child is head else child for child in root)
    return part


def _shell(element: Element, **attributes: str) -> Element:
    """An element without what is in it, with these attributes in place of its own."""
    shell = Element(element.tag, dict(element.attrib) | attributes)
    shell.tail = element.tail
    return shell


def write_pdf(layout: LaidOut) -> tuple[bytes, tuple[str, ...]]:
    """The PDF/A-2a and PDF/UA-1 file of a layout, and what WeasyPrint reported while it drew (mainly missing glyphs).

    Its identifier is a digest of its words and their places, so that the same edition gives the same bytes.
    """
    identifier = hashlib.sha256(repr(layout.runs).encode()).digest()[:16]
    said = [line for page in layout.pages for drawing in page.drawings for line in drawing.said]
    with Reported() as more:
        pdf = pdf_of(layout.pages, layout.stated, identifier, partial(_finish, layout))
    return pdf, (*said, *more.lines)


def draw(html: str) -> tuple[bytes, tuple[str, ...]]:
    """The PDF of a page without words that names no file, and what WeasyPrint reported while it drew."""
    buffer = BytesIO()
    with Reported() as said:
        source = HTML(string=html, base_url="polyleaf:", url_fetcher=ProjectFetcher(NamedFiles(Project(Path()), {})))
        document = source.render(font_config=fonts_in_use(), pdf_tags=True)
        for page in document.pages:
            number_marks(root_box(page), set())
        document.write_pdf(buffer, pdf_tags=True)
    return buffer.getvalue(), tuple(said.lines)


def _finish(layout: LaidOut, pdf: pydyf.PDF, links: Sequence[tuple[int, int, pydyf.Dictionary]]) -> None:
    """Write what WeasyPrint leaves out, or writes in a way that PDF/A and PDF/UA do not allow."""
    right_to_left = layout.pages[0].measured.right_to_left
    marks = [
        Mark(number, mark.number, mark.element, mark.kind, mark.text, mark.area)
        for number, page in enumerate(layout.pages)
        for mark in page.measured.marks
    ]
    drawn = Drawn(marks, [LinkMark(*link) for link in links], layout.sheets, right_to_left)
    write_tags(pdf, layout.structure, drawn)
    describe(pdf, _metadata(layout.stated), right_to_left=right_to_left)


def _metadata(stated: Any) -> Metadata:
    return Metadata(
        title=stated.title or "",
        author=", ".join(stated.authors),
        language=stated.lang or "",
        created=stated.created or "",
        modified=stated.modified or "",
        identifier=stated.custom.get("dcterms.identifier", ""),
        producer=f"WeasyPrint {weasyprint.__version__}",
    )


def _overlong(runs: Iterable[Run], areas: Sequence[Area]) -> Iterator[Overrun]:
    """The pages and panels whose text takes more than one side of paper."""
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
