"""The text of a page for the screen, section by section, in the form in which two pages are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from polyleaf.render.edition_code import without_code
from polyleaf.render.page import body_of, parse

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
)
_REST = "outside the sections"
_LINKS = "links"


@dataclass(frozen=True)
class WebPage:
    """A page for the screen: the lines of each section by its name, and the markup that decides how it looks."""

    sections: dict[str, tuple[str, ...]]
    dressing: str


def read_web_page(path: Path) -> WebPage:
    """A parsed page, without its edition code, which changes whenever anything changes.

    The addresses of its links are a section of their own. The alternatives of pictures are lines, because they are read
    out. Raises UnicodeDecodeError and OSError.
    """
    root = parse(path.read_text(encoding="utf-8"))
    body = body_of(root)
    stated = (meta.get("content", "") for meta in root.iter("meta") if meta.get("name") == "dcterms.identifier")
    code = next(stated, "")
    sections: dict[str, list[str]] = defaultdict(list)
    for name, line in _lines(body, _REST):
        sections[name].append(without_code(line, code))
    sections[_LINKS] = [link.get("href", "") for link in body.iter("a")]
    styles = [style.text or "" for style in root.iter("style")]
    return WebPage(
        {name: tuple(lines) for name, lines in sections.items()},
        "\n".join([*styles, tostring(body, encoding="unicode")]),
    )


def _lines(body: Element, outside: str) -> Iterator[tuple[str, str]]:
    """Each line with its section: the text between two elements that begin a line of their own."""
    name, line = outside, ""
    for section, text in _pieces(body, outside):
        if text is not None:
            line += text
        if text is None or section != name:
            if line.strip():
                yield name, " ".join(line.split())
            name, line = section, ""


def _pieces(element: Element, section: str) -> Iterator[tuple[str, str | None]]:
    """The pieces of text with their section; None at the end of a line."""
    own = element.get("data-section", section)
    breaks = element.tag not in _INLINE
    if breaks:
        yield own, None
    yield own, (element.text or "") + element.get("alt", "")
    for child in element:
        yield from _pieces(child, own)
        yield own, child.tail or ""
    if breaks:
        yield own, None
