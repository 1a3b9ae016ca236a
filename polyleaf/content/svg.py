"""What a vector drawing must not hold to be printed: other files, programs, and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

_REFUSED = {
    "script": "a program",
    "foreignObject": "a foreign object",
    "image": "a picture",
    "text": "words set in type",
}
# References in attributes and in style sheets; those that begin with # stay within the drawing.
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import", re.IGNORECASE)


def drawing(content: bytes) -> Element:
    """The root element of an SVG drawing. Raises ValueError for what is none."""
    text = content.decode("utf-8-sig", errors="replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("has a document type, which could bring in other files")
    try:
        root = fromstring(text)  # noqa: S314 -- without a document type there is nothing to expand or fetch
    except ParseError as error:
        raise ValueError(f"is no readable SVG: {error}") from None
    if _name(root.tag) != "svg":
        raise ValueError("is no SVG")
    return root


def faults(root: Element) -> Iterator[str]:
    """What keeps a drawing from being printed, each once."""
    for kind in sorted({_name(element.tag) for element in root.iter()} & set(_REFUSED)):
        yield f"has {_REFUSED[kind]} in it (<{kind}>)"
    attributes = [(_name(key), value) for element in root.iter() for key, value in element.attrib.items()]
    if any(name.startswith("on") for name, _ in attributes):
        yield "has a program in it (an on... attribute)"
    linked = any(name == "href" and not value.startswith("#") for name, value in attributes)
    styles = [value for _, value in attributes] + [element.text or "" for element in root.iter()]
    if linked or any(_OUTSIDE.search(style) for style in styles):
        yield "names something outside itself"


def size(root: Element) -> tuple[float, float]:
    """Width and height in its own units. Raises ValueError for a drawing that states neither size nor view box."""
    box = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    sides = box[2:] or [_length(root.get(side, "")) for side in ("width", "height")]
    if len(sides) != 2 or min(sides) <= 0:
        raise ValueError("states no size: give it a viewBox")
    return sides[0], sides[1]


def _length(text: str) -> float:
    number = re.fullmatch(r"([\d.]+)(px|mm|cm|in|pt|pc)?", text.strip())
    return float(number[1]) if number else 0.0


def _name(tag: object) -> str:
    """The local name of an element or attribute; empty for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
