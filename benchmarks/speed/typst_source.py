"""The texts of an edition as a Typst document: the same words, lists, tables and pictures, page by page.

It is an equivalent document, not the same page: Typst has no CSS. It sets the same type size on the same sheet, and
looks plainer. Nothing is fitted to its page, so its number of pages may differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element, tostring

import tinyhtml5

from polyleaf.design.formats import Format

Picture = Callable[[str], str]
"""Gives a picture, by its address, a name beside the document."""

_NAMESPACE = "{http://www.w3.org/1999/xhtml}"
_INLINE = {"a", "b", "bdi", "br", "em", "i", "img", "span", "strong", "sup"}
_MARGIN_MM = 12


def typst_source(html: str, form: Format, families: Sequence[str], picture: Picture) -> str:
    """The source of a document with the texts of an HTML page. Frames begin on pages or in columns of their own."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    body = root.find("body")
    writer = _TypstWriter(picture, "#colbreak()" if form.spec.sides else "#pagebreak()")
    blocks = list(writer.blocks(body))
    tag = (root.get("lang") or "en").partition("-")[0]
    title = "".join(root.find("head").find("title").itertext())
    settings = (
        f"#set document(title: {_string(title)}, author: {_string('Polyleaf')})",
        f"#set page(width: {form.width_mm:g}mm, height: {form.height_mm:g}mm, margin: {_MARGIN_MM}mm,"
        f" columns: {3 if form.spec.sides else 1})",
        f"#set text(font: ({', '.join(map(_string, families))},), lang: {_string(tag)}, size: {form.spec.body_pt:g}pt)",
        "#set par(justify: false)",
    )
    return "\n".join((*settings, *blocks)) + "\n"


class _TypstWriter:
    """Writes the elements of a page in the markup of Typst. `between` is what stands between two frames."""

    def __init__(self, picture: Picture, between: str) -> None:
        self._picture = picture
        self._between = between
        self._frames = 0

    def blocks(self, element: Element) -> Iterator[str]:
        """The blocks in an element. Inline content beside them is a paragraph."""
        line = [_text(element.text)]
        for child in element:
            if not isinstance(child.tag, str):
                continue  # a comment
            if child.tag in _INLINE or (child.tag == "svg" and "".join(line).strip()):
                line.append(self._inline(child))
            else:
                yield from _paragraph(line)
                line = []
                yield from self._block(child)
            line.append(_text(child.tail))
        yield from _paragraph(line)

    def _block(self, element: Element) -> Iterator[str]:
        name = element.tag
        if element.get("data-frame"):
            self._frames += 1
            if self._frames > 1:
                yield self._between
        if name in {"h1", "h2", "h3", "h4"}:
            yield f"#heading(level: {name[1]})[{self._content(element)}]"
        elif name in {"ul", "ol"}:
            items = ", ".join(f"[{self._content(item)}]" for item in element.iterfind("li"))
            yield f"#{'list' if name == 'ul' else 'enum'}({items})"
        elif name == "table":
            yield self._table(element)
        elif name == "svg":
            yield self._drawing(element)
        else:
            yield from self.blocks(element)

    def _table(self, table: Element) -> str:
        rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
        cells = ", ".join(f"[{self._content(cell)}]" for row in rows for cell in row)
        return f"#table(columns: {max(map(len, rows))}, {cells})"

    def _content(self, element: Element) -> str:
        return "\n\n".join(self.blocks(element))

    def _inline(self, element: Element) -> str:
        if element.tag == "br":
            return "#linebreak()"
        if element.tag == "img":
            return f"#box(image({_string(self._picture(element.get('src', '')))}, height: 20mm))"
        if element.tag == "svg":
            return f"#box({self._drawing(element)[1:]})"
        inside = _text(element.text) + "".join(
            self._inline(child) + _text(child.tail) for child in element if isinstance(child.tag, str)
        )
        if element.tag in {"b", "strong"}:
            return f"#strong[{inside}]"
        if element.tag == "a" and ":" in element.get("href", ""):
            return f"#link({_string(element.get('href', ''))})[{inside}]"
        return inside

    def _drawing(self, element: Element) -> str:
        source = tostring(element, encoding="unicode").replace(_NAMESPACE, "")
        return f"#image(bytes({_string(source)}), format: {_string('svg')}, height: 20mm)"


def _paragraph(line: Sequence[str]) -> Iterator[str]:
    text = "".join(line)
    if text.strip():
        yield f"{text}\n"


def _text(text: str | None) -> str:
    """A text as a string of Typst, in which no character is markup. White space is one space."""
    if not text:
        return ""
    if not text.strip():
        return " "
    words = " ".join(text.split())
    return f"{' ' if text[0].isspace() else ''}#{_string(words)};{' ' if text[-1].isspace() else ''}"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
