"""Read the structure of a tagged PDF from the file: roles, languages, alternatives, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from struct import unpack

import pikepdf

from polyleaf.pdf.press import ARTWORK
from polyleaf.pdf.separation import MARK
from polyleaf.typeset.structure import Node, TextNode
from polyleaf.typeset.tags import BULLET

_OPERATORS = "BDC BMC EMC Tf TJ Tj"
_CHARACTER = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>")
_NO_ELEMENT = -1  # the file does not contain the HTML
_MARK_KEYS = ("/MCID", f"/{MARK}")
_EM = 1000
_BEFORE_FIRST = -1  # the place of a move before the first glyph
_CODE_BYTES = 2  # of a glyph in the composite fonts that WeasyPrint writes


@dataclass(frozen=True)
class ReadFont:
    """A font of the file, by its name without the tag of the subset, with the text and the width of each glyph.

    Widths are in thousandths of an em.
    """

    name: str
    characters: Mapping[int, str]
    widths: Mapping[int, float]


@dataclass
class DrawnGlyphs:
    """Glyphs drawn in one font from left to right, by number, and how far the pen is moved back after some of them.

    These moves are in thousandths of an em, by the index of the glyph.
    """

    font: ReadFont
    glyphs: list[int] = field(default_factory=list)
    moves: dict[int, float] = field(default_factory=dict)

    @property
    def advances(self) -> list[float]:
        """How far each glyph moves the pen, in em."""
        widths, moves = self.font.widths, self.moves
        found = [(widths.get(glyph, 0) - moves.get(place, 0)) / _EM for place, glyph in enumerate(self.glyphs)]
        if found:
            found[0] -= moves.get(_BEFORE_FIRST, 0) / _EM
        return found

    def text(self, start: int) -> str:
        """The text of the glyphs from an index on."""
        return "".join([self.font.characters.get(glyph, "") for glyph in self.glyphs[start:]])

    def show(self, operand: pikepdf.Object) -> None:
        """Add what a show operator writes. The numbers between its strings move the pen."""
        for part in (operand,) if isinstance(operand, pikepdf.String) else operand:
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                self.glyphs += unpack(f">{len(codes) // _CODE_BYTES}H", codes)
            elif part:
                place = len(self.glyphs) - 1
                self.moves[place] = self.moves.get(place, 0) + float(part)


@dataclass
class PageText:
    """The text of a page: what is drawn under each mark, what is to be read for it if that differs, and the rest.

    `glyphs` are those that are drawn under each mark.
    """

    drawn: dict[int, str] = field(default_factory=dict)
    glyphs: dict[int, list[DrawnGlyphs]] = field(default_factory=dict)
    actual: dict[int, str] = field(default_factory=dict)
    artifacts: str = ""

    def of(self, mark: int) -> str:
        return self.actual.get(mark, self.drawn.get(mark, ""))


@dataclass(frozen=True)
class TaggedText:
    """Words as the tags give them, and as they are drawn, if the tags give them separately."""

    read: str
    drawn: str


@dataclass(frozen=True)
class Tagged:
    """A tagged file: its structure, the text of its pages, and the words that the tags give
    separately from the glyphs.
    """

    structure: Node
    pages: tuple[PageText, ...]
    replaced: tuple[TaggedText, ...]


def read_tags(pdf: pikepdf.Pdf) -> Tagged:
    """The structure of a PDF with its words. It is empty for a file without tags."""
    fonts: dict[tuple[int, int], ReadFont] = {}
    pages = tuple(_page_text(page, fonts) for page in pdf.pages)
    reader = _TagTreeReader({page.obj.objgen: text for page, text in zip(pdf.pages, pages, strict=True)})
    root = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    kids = tuple(reader.kids(root))
    document = kids[0] if len(kids) == 1 and isinstance(kids[0], Node) else Node("", _NO_ELEMENT)
    return Tagged(document, pages, tuple(reader.replaced))


class _TagTreeReader:
    """Reads structure elements; the text of a page is found by the page's object."""

    def __init__(self, pages: Mapping[tuple[int, int], PageText]) -> None:
        self._pages = pages
        self.replaced: list[TaggedText] = []

    def kids(self, element: pikepdf.Object) -> Iterator[Node | TextNode]:
        """The content of an element: nodes, and the words between them."""
        for kid in _as_list(element.get("/K")):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self._parts(kid)
            elif text := self._marked(kid, element):
                yield TextNode(_NO_ELEMENT, text)

    def _parts(self, element: pikepdf.Object) -> Iterator[Node | TextNode]:
        """An element as a node, or as words if it only says how its text reads. A list's bullet gives nothing."""
        role, actual, language = (str(element.get(key, "")) for key in ("/S", "/ActualText", "/Lang"))
        kids = tuple(self.kids(element))
        if actual:
            self.replaced.append(TaggedText(actual, "".join(self._drawn(element))))
            kids = (TextNode(_NO_ELEMENT, actual),)
        if role == "/Lbl" and actual == BULLET:
            return
        if role == "/Span" and not language:
            yield from kids
        else:
            attributes = _entries(element.get("/A"))
            yield Node(
                role.removeprefix("/"),
                _NO_ELEMENT,
                kids,
                language,
                str(element.get("/Alt", "")),
                str(attributes.get("/Scope", "")).removeprefix("/"),
                int(attributes.get("/ColSpan", 1)),
            )

    def _marked(self, kid: pikepdf.Object | int, element: pikepdf.Object) -> str:
        page, mark = self._mark(kid, element)
        return page.of(mark)

    def _drawn(self, element: pikepdf.Object) -> Iterator[str]:
        for kid in _as_list(element.get("/K")):
            page, mark = self._mark(kid, element)
            yield page.drawn.get(mark, "")

    def _mark(self, kid: pikepdf.Object | int, element: pikepdf.Object) -> tuple[PageText, int]:
        """The page and number of marked content. Nothing for the reference to a link."""
        entries = _entries(kid)
        mark = entries.get("/MCID", _NO_ELEMENT) if isinstance(kid, pikepdf.Object) else kid
        page = entries.get("/Pg", element.get("/Pg"))
        return self._pages.get(page.objgen, PageText()) if page is not None else PageText(), int(mark)


def _as_list(kids: pikepdf.Object | int | None) -> Sequence[pikepdf.Object | int]:
    if kids is None:
        return ()
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _entries(item: pikepdf.Object | int | None) -> pikepdf.Object:
    """A dictionary. An empty one for anything else."""
    return item if isinstance(item, pikepdf.Dictionary) else pikepdf.Dictionary()


def _page_text(page: pikepdf.Page, fonts: dict[tuple[int, int], ReadFont]) -> PageText:
    text = PageText()
    marks: list[int | None] = []
    font = ReadFont("", {}, {})
    content = _content(page)
    for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                marks.append(_begin(operands, text))
            case "EMC":
                marks.pop()
            case "Tf":
                font = _font(content.Resources.Font[str(operands[0])], fonts)
            case _:
                _show(operands[0], font, next((mark for mark in marks if mark is not None), None), text)
    return text


def _show(operand: pikepdf.Object, font: ReadFont, mark: int | None, text: PageText) -> None:
    """Add what a show operator writes to the text of its page."""
    drawn = text.glyphs.setdefault(mark, []) if mark is not None else []
    if not drawn or drawn[-1].font is not font:
        drawn.append(DrawnGlyphs(font))
    start = len(drawn[-1].glyphs)
    drawn[-1].show(operand)
    shown = drawn[-1].text(start)
    if mark is None:
        text.artifacts += shown
    else:
        text.drawn[mark] = text.drawn.get(mark, "") + shown


def _content(page: pikepdf.Page) -> pikepdf.Page | pikepdf.Object:
    """What contains the operators of a page: the page itself, or the form that a press prints."""
    forms = page.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    artwork: pikepdf.Object | None = forms.get(f"/{ARTWORK}")
    return page if artwork is None else artwork


def _begin(operands: Iterable[pikepdf.Object], text: PageText) -> int | None:
    """The number of the mark that begins; None for an artifact."""
    *_, properties = map(_entries, operands)
    key = next((key for key in _MARK_KEYS if key in properties), None)
    if key is None:
        return None
    mark = int(properties[key])
    if "/ActualText" in properties:
        text.actual[mark] = str(properties["/ActualText"])
    return mark


def _font(font: pikepdf.Object, fonts: dict[tuple[int, int], ReadFont]) -> ReadFont:
    """A font with the text of each code, as its /ToUnicode gives it."""
    if font.objgen not in fonts:
        pairs = _CHARACTER.findall(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else []
        characters = {int(code, 16): _utf16(text) for code, text in pairs}
        name = str(font.BaseFont).removeprefix("/").partition("+")[2]
        fonts[font.objgen] = ReadFont(name, characters, _widths(font))
    return fonts[font.objgen]


def _widths(font: pikepdf.Object) -> dict[int, float]:
    """The width of each glyph of a composite font: runs of widths, each after the number of its first glyph."""
    descendants = font.get("/DescendantFonts")
    runs = list(descendants[0].get("/W", [])) if descendants is not None else []
    return {
        int(first) + place: float(width)
        for first, widths in zip(runs[::2], runs[1::2], strict=True)
        for place, width in enumerate(widths)
    }


def _utf16(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")
