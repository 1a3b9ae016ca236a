"""What the tags of a PDF must say: its HTML as roles, languages, alternatives and words.

Two attributes say what HTML has no element for. `data-tag="Lbl"` names the role of an element, and `data-artifact` a
running head or foot (`Header`, `Footer`). An element with `aria-hidden`, and a picture with an empty `alt`, are not
content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

# Standard structure types (ISO 32000-1, 14.8.4). Headings also have a level, and other elements are passed through.
_ROLES = {
    "section": "Sect",
    "p": "P",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "caption": "Caption",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
}
_HEADING = re.compile(r"h([1-6])")
_INLINE = {"span", "strong", "em", "b", "i", "small", "bdi", "bdo", "abbr", "cite", "q", "sub", "sup"}
_GROUPING = {"Document", "Sect", "Div"}  # contain blocks and no words of their own
_CONTAINERS = {"body", "section", "div", "header", "footer"}
_WITHOUT_WORDS = {"L", "Table", "THead", "TBody", "TFoot", "TR"}
_EMPTY_ALLOWED = {"Figure", "TH", "TD"}
BREAK_MARKS = str.maketrans("", "", "\u00ad\u200b\u2060")
"""Takes from a text the marks that say where a line may break or may not; for `str.translate`."""
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class TextNode:
    """A text of an element of the HTML (by its number), with white space collapsed."""

    element: int
    text: str


@dataclass(frozen=True)
class Node:
    """A part of a document: its role, its element of the HTML (by number), and its content in order.

    `language` is a BCP 47 tag if it differs from that of the part around it. `scope` and `columns` are those of a cell
    of a table. An `ordered` list counts its items.
    """

    role: str
    element: int
    kids: tuple[Node | TextNode, ...] = ()
    language: str = ""
    alternative: str = ""
    scope: str = ""
    columns: int = 1
    ordered: bool = False

    def texts(self) -> Iterator[str]:
        """The texts in the part, in the order of reading."""
        for kid in self.kids:
            if isinstance(kid, TextNode):
                yield kid.text
            else:
                yield from kid.texts()

    def words(self) -> Iterator[TextNode]:
        """All words in it, in the order of reading."""
        for kid in self.kids:
            if isinstance(kid, TextNode):
                yield kid
            else:
                yield from kid.words()

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words())


def artifact_kind(element: Element) -> str:
    """The kind of artifact that an element of the HTML is, `Header`, `Footer` or `Layout`. Empty for content."""
    if kind := element.get("data-artifact"):
        return kind
    hidden = element.get("aria-hidden") == "true" or (element.tag == "img" and not element.get("alt"))
    return "Layout" if hidden else ""


def may_have_words(element: Element) -> bool:
    """Whether words, or the space between two, are content there. Between the items of a list they are not, nor between
    the blocks of a container that has no words of its own, even where those blocks are set in one line.
    """
    tag = str(element.tag)
    if tag in _CONTAINERS:
        return _has_own_words(element)
    return _ROLES.get(tag) not in _WITHOUT_WORDS


def _has_own_words(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def structure_of(root: Element, numbers: Mapping[Element, int]) -> Node:
    """The structure of a document by the root of its HTML; `numbers` counts its elements."""
    reader = _Reader(numbers, root.get("lang", ""))
    body = root.find("body")
    return Node("Document", numbers[root], tuple(reader.kids(body, "Document")) if body is not None else ())


class _Reader:
    """Reads the elements in order, because the level of a heading depends on those before it."""

    def __init__(self, numbers: Mapping[Element, int], language: str) -> None:
        self._numbers = numbers
        self._languages = [language]
        self._levels: list[int] = []

    def kids(self, element: Element, role: str) -> Iterator[Node | TextNode]:
        """The content of an element with that role, or inside an element with that role."""
        yield from self._words(element, element.text)
        for child in element:
            if isinstance(child.tag, str) and not artifact_kind(child):  # a comment has no name
                yield from self._parts(child, role)
            yield from self._words(element, child.tail)

    def _words(self, element: Element, text: str | None) -> Iterator[TextNode]:
        if text and may_have_words(element):
            yield TextNode(self._numbers[element], _WHITE_SPACE.sub(" ", text))

    def _parts(self, element: Element, enclosing: str) -> Iterator[Node | TextNode]:
        """An element as a node, or its content if the element has no meaning of its own."""
        language = element.get("lang", self._languages[-1])
        changes = language != self._languages[-1]
        role = self._role(element, enclosing) or (changes and ("Span" if element.tag in _INLINE else "Div")) or ""
        self._languages.append(language)
        kids = tuple(self.kids(element, role or enclosing))
        self._languages.pop()
        if not role:
            yield from kids
        elif role in _EMPTY_ALLOWED or any(isinstance(kid, Node) or kid.text.strip() for kid in kids):
            yield self._node(element, role, kids, language if changes else "")

    def _role(self, element: Element, enclosing: str) -> str:
        tag = str(element.tag)
        if heading := _HEADING.fullmatch(tag):
            return f"H{self._level(int(heading[1]))}"
        if role := element.get("data-tag") or _ROLES.get(tag):
            return role
        return "P" if _has_own_words(element) and enclosing in _GROUPING else ""

    def _level(self, level: int) -> int:
        """The level of a heading without gaps: PDF/UA allows no H4 directly under an H2, and HTML does."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        return len(self._levels)

    def _node(self, element: Element, role: str, kids: tuple[Node | TextNode, ...], language: str) -> Node:
        return Node(
            role,
            self._numbers[element],
            _with_body(self._numbers[element], kids) if role == "LI" else kids,
            language,
            element.get("alt", "").translate(BREAK_MARKS) if role == "Figure" else "",
            _scope(element) if role == "TH" else "",
            int(element.get("colspan", "1")),
            ordered=element.tag == "ol",
        )


def _scope(element: Element) -> str:
    """What a header cell is the header of. One above a group of rows is the header of their columns."""
    return "Row" if element.get("scope") == "row" else "Column"


def _with_body(element: int, kids: tuple[Node | TextNode, ...]) -> tuple[Node | TextNode, ...]:
    """The content of a list item: its label, if it has one, and the rest as its body."""
    labels = tuple(kid for kid in kids if isinstance(kid, Node) and kid.role == "Lbl")
    return (*labels, Node("LBody", element, tuple(kid for kid in kids if kid not in labels)))
