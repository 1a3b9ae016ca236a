"""The structure tree of a tagged PDF (ISO 32000-1, 14.7): what a document says, linked to what was drawn of it.

WeasyPrint's own tree follows its boxes: a paragraph over two pages is two, and language, scope and many lists are
missing. This tree follows the HTML.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pydyf

from polyleaf.typeset.laid_out import Area, Sheet, squeeze
from polyleaf.typeset.structure import BREAK_MARKS, Node, TextNode

BULLET = "\u2022"  # the text of the picture before an item
HYPHEN = "\u2010"  # the hyphen that WeasyPrint adds
_POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Mark:
    """What was drawn under one number of a page, both counted from 0: a line of text, a picture, or a list's bullet."""

    page: int
    number: int
    element: int
    kind: Literal["text", "picture", "bullet"]
    text: str
    area: Area


@dataclass(frozen=True)
class LinkMark:
    """A link of the HTML that can be clicked on a page, counted from 0. A link with a line break has several."""

    page: int
    element: int
    annotation: pydyf.Dictionary


@dataclass(frozen=True)
class Drawn:
    """Everything that was drawn of a document in the order of its boxes, the sizes of its pages, and its direction."""

    marks: Sequence[Mark]
    links: Sequence[LinkMark]
    sheets: Sequence[Sheet]
    right_to_left: bool


def write_tags(pdf: pydyf.PDF, structure: Node, drawn: Drawn) -> None:
    """Add the structure tree to a PDF that was drawn with marks, and declare the PDF as tagged."""
    writer = _Writer(pdf, drawn)
    root = writer.add({"Type": "/StructTreeRoot"})
    document = writer.element(structure, root)
    root["K"] = pydyf.Array([document.reference])
    root["ParentTree"] = writer.parent_tree().reference
    root["ParentTreeNextKey"] = len(drawn.sheets) + len(drawn.links)
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Writer:
    """Writes the elements of the tree, and remembers to which of them each mark belongs."""

    def __init__(self, pdf: pydyf.PDF, drawn: Drawn) -> None:
        self._pdf = pdf
        self._drawn = drawn
        self._marks: dict[tuple[str, int], deque[Mark]] = defaultdict(deque)
        for mark in drawn.marks:
            self._marks[mark.kind, mark.element].append(mark)
        self._owners: dict[tuple[int, int], bytes] = {}
        self._link_owners: dict[int, bytes] = {}

    def add(self, entries: dict[str, object]) -> pydyf.Dictionary:
        dictionary = pydyf.Dictionary(entries)
        self._pdf.add_object(dictionary)
        return dictionary

    def element(self, node: Node, parent: pydyf.Dictionary) -> pydyf.Dictionary:
        """A structure element with all below it."""
        element = self.add({"Type": "/StructElem", "S": f"/{node.role}", "P": parent.reference})
        kids: list[Mark | bytes] = [*self._bullet(node, element), *self._marks_of("picture", node, role="Figure")]
        self._describe(element, node, kids)
        for kid in node.kids:
            kids += self._words(kid, element) if isinstance(kid, TextNode) else [self.element(kid, element).reference]
        if node.role == "Link":
            kids += self._links(node, element)
        self._set_kids(element, kids)
        return element

    def parent_tree(self) -> pydyf.Dictionary:
        """The links from the marks of each page, and from each link, to their elements."""
        nums = pydyf.Array()
        for page in range(len(self._drawn.sheets)):
            count = sum(mark.page == page for mark in self._drawn.marks)
            nums += [page, pydyf.Array(self._owners.get((page, number), "null") for number in range(count))]
        for key, owner in self._link_owners.items():
            nums += [key, owner]
        return self.add({"Nums": nums})

    def _bullet(self, node: Node, element: pydyf.Dictionary) -> Iterable[bytes]:
        for mark in self._marks_of("bullet", node, role="LI"):
            text = mark.text.strip() or BULLET
            label = self.add({"Type": "/StructElem", "S": "/Lbl", "P": element.reference})
            label["ActualText"] = pydyf.String(text)
            self._set_kids(label, [mark])
            yield label.reference

    def _marks_of(self, kind: str, node: Node, role: str) -> Iterable[Mark]:
        return self._marks.get((kind, node.element), ()) if node.role == role else ()

    def _words(self, words: TextNode, parent: pydyf.Dictionary) -> list[Mark | bytes]:
        """The lines into which a text was broken, in an element of their own if the glyphs do not
        give the text back.
        """
        lines = self._lines(words)
        if not lines or not self._needs_actual_text(words, lines):
            return list(lines)
        text = words.text.translate(BREAK_MARKS)
        span = self.add({"Type": "/StructElem", "S": "/Span", "P": parent.reference})
        span["ActualText"] = pydyf.String(text)
        self._set_kids(span, lines)
        return [span.reference]

    def _needs_actual_text(self, words: TextNode, lines: Sequence[Mark]) -> bool:
        """Whether glyphs do not give a text back: it is right to left, has an added hyphen, or is only a space.

        It stands on the element and not on the marks, where PDFium and poppler turn right-to-left text round letter by
        letter: they read the glyphs, as they always do, and readers of the tree read this. A bracket that runs from
        right to left is drawn as the other one,
        and in a text without letters, such as a range, the parts run from right to left.
        """
        hyphenated = any(line.text.endswith(HYPHEN) for line in lines)
        mirrored = any(unicodedata.mirrored(char) for char in words.text)
        turned = self._drawn.right_to_left and (mirrored or not _is_left_to_right(words.text))
        return hyphenated or turned or not words.text.strip() or is_right_to_left(words.text)

    def _lines(self, words: TextNode) -> list[Mark]:
        """The next lines of the element with these words: as many as have their letters."""
        waiting, taken = self._marks["text", words.element], []
        missing = len(squeeze(words.text))
        blank = not missing
        while waiting and (missing > 0 or (blank and not squeeze(waiting[0].text))):
            taken.append(waiting.popleft())
            missing -= len(squeeze(taken[-1].text))
        return taken

    def _links(self, node: Node, element: pydyf.Dictionary) -> Iterable[bytes]:
        for key, link in enumerate(self._drawn.links, start=len(self._drawn.sheets)):
            if link.element == node.element:
                link.annotation["Contents"] = pydyf.String(" ".join(node.text.split()))
                link.annotation["StructParent"] = key
                self._link_owners[key] = element.reference
                page = self._pdf.page_references[link.page]
                yield self.add({"Type": "/OBJR", "Obj": link.annotation.reference, "Pg": page}).reference

    def _describe(self, element: pydyf.Dictionary, node: Node, kids: Sequence[Mark | bytes]) -> None:
        if node.language:
            element["Lang"] = pydyf.String(node.language)
        if node.alternative:
            element["Alt"] = pydyf.String(node.alternative)
        if node.role == "L" and (numbering := _numbering(node, self._marks)):
            element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
        if node.role in {"TH", "TD"}:
            table = {"Scope": f"/{node.scope}"} if node.scope else {}
            table |= {"ColSpan": str(node.columns)} if node.columns > 1 else {}
            if table:
                element["A"] = pydyf.Dictionary({"O": "/Table", **table})
        for mark in kids:
            if node.role == "Figure" and isinstance(mark, Mark):
                box = _in_points(mark.area, self._drawn.sheets[mark.page])
                element["A"] = pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array(box)})

    def _set_kids(self, element: pydyf.Dictionary, kids: Sequence[Mark | bytes]) -> None:
        """Marks by their numbers, on the page of the first one. A mark on another page names its page."""
        own = next((kid.page for kid in kids if isinstance(kid, Mark)), None)
        if own is not None:
            element["Pg"] = self._pdf.page_references[own]
        if kids:
            element["K"] = pydyf.Array(self._kid(element, kid, own) for kid in kids)

    def _kid(self, element: pydyf.Dictionary, kid: Mark | bytes, page: int | None) -> object:
        if isinstance(kid, bytes):
            return kid
        self._owners[kid.page, kid.number] = element.reference
        if kid.page == page:
            return kid.number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._pdf.page_references[kid.page], "MCID": kid.number})


def is_right_to_left(text: str) -> bool:
    """Whether a text has right-to-left letters."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def _is_left_to_right(text: str) -> bool:
    """Whether a text begins and ends with what runs from left to right: a letter, or at its end a digit after one.

    The digits and signs before the first letter, and the signs after the last, are drawn on the other side of it. In a
    text without letters, the parts of a range change places.
    """
    kinds = [unicodedata.bidirectional(char) for char in text.strip()]
    return bool(kinds) and kinds[0] == "L" and kinds[-1] in {"L", "EN"}


def _numbering(node: Node, marks: dict[tuple[str, int], deque[Mark]]) -> str:
    """How the items of a list are distinguished. Empty if nothing is before them."""
    items = [kid for kid in node.kids if isinstance(kid, Node)]
    if node.ordered or any(isinstance(part, Node) and part.role == "Lbl" for item in items for part in item.kids):
        return "/Decimal"
    return "/Disc" if any(("bullet", item.element) in marks for item in items) else ""


def _in_points(area: Area, sheet: Sheet) -> tuple[float, float, float, float]:
    """A rectangle in PDF's units: points from the lower left corner of the page."""
    sides = (area.left, sheet.height - area.bottom, area.right, sheet.height - area.top)
    left, bottom, right, top = (round(side * _POINTS_PER_MM, 3) for side in sides)
    return left, bottom, right, top
