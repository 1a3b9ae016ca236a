"""A page of HTML as a browser parses it: its elements, and its text by language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5


def parse(html: str) -> Element:
    """The `html` element of a page, by the rules of the HTML standard that browsers follow."""
    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


def body_of(root: Element) -> Element:
    """The body of a page; every page that was parsed has one."""
    return root[-1]


def text_of(element: Element) -> str:
    """All text of an element, in the order of the document."""
    return "".join(element.itertext())


def text_by_language(root: Element) -> dict[str, str]:
    """The text of the body, by the language tag of the nearest element that states one."""
    found: dict[str, str] = defaultdict(str)
    for tag, text in _runs(body_of(root), root.get("lang", "")):
        found[tag] += text
    return dict(found)


def _runs(element: Element, inherited: str) -> Iterator[tuple[str, str]]:
    tag = element.get("lang", inherited)
    yield tag, element.text or ""
    for child in element:
        yield from _runs(child, tag)
        yield tag, child.tail or ""
