"""A vector drawing: read, cleaned of what is not drawn, and refused for what no printed page can show."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from polyleaf.content.picture import Picture, PictureError

_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"

MOST_PARTS = 5_000
"""What is drawn in about a second; a logo has dozens of parts, a map some thousands."""
MOST_BYTES = 400_000
"""Of what is drawn, without notes; the largest of 5,400 logos has 100,000."""
DEEPEST = 60
"""Levels of groups within groups. Renderers call themselves for each, and run out of stack at some hundred."""

_NOT_DRAWN = {"metadata", "title", "desc"}  # they may tell who drew it, and where on whose disk
_REFUSED = {
    "script": "a program",
    "foreignObject": "a foreign object",
    "image": "a picture",
    "text": "words set in type",
    "animate": "an animation",
    "animateColor": "an animation",
    "animateMotion": "an animation",
    "animateTransform": "an animation",
    "set": "an animation",
}
_SIMPLIFY = "simplify it in your drawing program"
_EXPAND = "flatten or expand the appearance in your drawing program"

# References in attributes and in style sheets; those that begin with # stay within the drawing.
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import", re.IGNORECASE)
_INSIDE = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_FUNCTION = re.compile(r"([a-zA-Z-]+)\(")
_FUNCTIONS = {"url", "rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewx", "skewy"}
_CONDITION = re.compile(r"@(media|supports|container|keyframes|layer|property|scope)\b", re.IGNORECASE)
_NESTED_RULE = re.compile(r"\{[^}]*\{")
# What browsers alone take from a style, and what both renderers of print leave out alike.
_PROPERTY = re.compile(
    r"(?:^|[;{\s])(background(?:-[a-z]+)?|scale|translate|rotate|zoom|offset(?:-[a-z]+)?|animation(?:-[a-z]+)?)\s*:"
)
_LINEAR_ATTRIBUTE = ("color-interpolation", "linearRGB")
_LINEAR_RGB = re.compile(r"color-interpolation\s*:\s*linearRGB")
_OUTERMOST = re.compile(r"(?:^|;)\s*(?:(?:(?:min|max)-)?(?:width|height)|overflow)\s*:[^;]*")
_NO_STYLE = {"id", "class", "d", "points"}

_LONGEST = 100  # times as long as wide
_LARGEST = 1e6
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "ex": 8}


@lru_cache(maxsize=64)
def read(content: bytes) -> Picture:
    """The drawing in an SVG file. Raises PictureError with all that keeps it from being printed."""
    root = _cleaned(_parsed(content))
    faults = list(_faults(root))
    if faults:
        raise PictureError("; ".join(faults))
    width, height = _size(root)
    _state_size(root, width, height)
    cleaned = tostring(root)
    if len(cleaned) > MOST_BYTES:
        raise PictureError(f"has {len(cleaned) / 1000:.0f} kB of lines, more than {MOST_BYTES / 1000:.0f}: {_SIMPLIFY}")
    return Picture(cleaned, "image/svg+xml", width, height)


def _parsed(content: bytes) -> Element:
    try:
        root = fromstring(content)  # noqa: S314 -- expat fetches nothing, and bounds what entities expand to
    except (ParseError, ValueError, LookupError) as error:  # the latter two for an encoding that Python lacks
        raise PictureError(f"is no readable SVG: {_reason(content, str(error))}") from None
    if _name(root) != "svg":
        raise PictureError("is no SVG")
    _extent(root, {})  # so that all that follows may call itself
    return root


def _reason(content: bytes, said: str) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if b"encoding=" not in content[:200]:
            return "it is not saved in UTF-8"
    return said


class _Extent(NamedTuple):
    """How many elements are drawn for one, and how many levels deep."""

    parts: int
    height: int


def _extent(element: Element, by_id: dict[str, Element]) -> _Extent:
    """The extent of an element; with `by_id`, of what it uses as well.

    Raises PictureError for one that uses itself, or is too deep.
    """
    known: dict[Element, _Extent | None] = {}

    def extent(part: Element) -> _Extent:
        if part in known:
            found = known[part]
            if found is None:
                raise PictureError(f"has a part that refers to itself: {_EXPAND}")
            return found
        known[part] = None
        below = [extent(other) for other in (*part, *_used(part, by_id))]
        found = _Extent(1 + sum(each.parts for each in below), 1 + max((each.height for each in below), default=0))
        known[part] = found
        return found

    try:
        whole = extent(element)
    except RecursionError:
        whole = _Extent(0, DEEPEST + 1)
    if whole.height > DEEPEST:
        raise PictureError(f"has parts within parts, over {DEEPEST} levels deep: {_EXPAND}")
    return whole


def _used(element: Element, by_id: dict[str, Element]) -> Iterator[Element]:
    """What an element refers to by its attributes."""
    names = [element.get("href", "")[1:]]
    names += (name for _, value in _styles(element) for name in _INSIDE.findall(value))
    yield from (by_id[name] for name in names if name in by_id)


def _cleaned(element: Element) -> Element:
    """A copy with what is drawn and nothing else: no notes, no other program's data, no links, no name spaces."""
    name = _name(element)
    attributes = {key: value for key, value in element.attrib.items() if not key.startswith(("{", "data-"))}
    if _LINK in element.attrib:
        attributes.setdefault("href", element.attrib[_LINK])
    if name == "a":
        attributes.pop("href", None)
    copy = Element("g" if name in {"a", "switch"} else name, attributes)
    if name == "style":
        copy.text = "".join(element.itertext())
    else:
        copy.extend(_cleaned(child) for child in _drawn_children(element))
    return copy


def _drawn_children(element: Element) -> list[Element]:
    """The children that are drawn; of a choice the first that asks for nothing."""
    children = [child for child in element if _is_drawn(child)]
    return children[:1] if _name(element) == "switch" else children


def _is_drawn(element: Element) -> bool:
    name = _name(element)
    return bool(name) and name not in _NOT_DRAWN and not element.get("requiredExtensions")


def _faults(root: Element) -> Iterator[str]:
    """What keeps a drawing from being printed, each once."""
    kinds = {element.tag for element in root.iter()} & set(_REFUSED)
    yield from (f"has {_REFUSED[kind]} in it (<{kind}>)" for kind in sorted(kinds))
    attributes = [attribute for element in root.iter() for attribute in element.attrib.items()]
    if any(name.startswith("on") for name, _ in attributes):
        yield "has a program in it (an on... attribute)"
    styles = [value for element in root.iter() for _, value in _styles(element)]
    linked = any(name == "href" and not value.startswith("#") for name, value in attributes)
    if linked or any(_OUTSIDE.search(style) for style in styles):
        yield "names something outside itself"
    words = {word for style in styles for word in _beyond_print(style)}
    words |= {name for name, value in attributes if name == "pathLength" or (name, value) == _LINEAR_ATTRIBUTE}
    for word in sorted(words):
        yield f"uses {word}, which cannot be printed: {_EXPAND}"
    by_id = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    try:
        parts = _extent(root, by_id).parts + sum(style.count("{") for style in styles)
    except PictureError as error:
        yield str(error)
    else:
        if parts > MOST_PARTS:
            yield f"has {parts} parts, more than {MOST_PARTS}: {_SIMPLIFY}"


def _styles(element: Element) -> Iterator[tuple[str, str]]:
    """What says how an element looks: its attributes, and the text of a style sheet."""
    yield from (item for item in element.attrib.items() if item[0] not in _NO_STYLE)
    if element.text:
        yield "", element.text


def _beyond_print(style: str) -> Iterator[str]:
    """What only a browser works out, so that two renderers of print may well agree on something else."""
    yield from (f"{found[1]}()" for found in _FUNCTION.finditer(style) if found[1].lower() not in _FUNCTIONS)
    yield from (f"@{found[1]}" for found in _CONDITION.finditer(style))
    yield from (found[1] for found in _PROPERTY.finditer(style))
    if "non-scaling-stroke" in style:
        yield "non-scaling-stroke"
    if _NESTED_RULE.search(style) and not _CONDITION.search(style):
        yield "rules within rules"
    if _LINEAR_RGB.search(style):
        yield "linearRGB"


def _size(root: Element) -> tuple[float, float]:
    """Width and height as CSS has them: those stated; else the view box gives the ratio."""
    box = _view_box(root)
    width, height = (_length(root.get(side, "")) for side in ("width", "height"))
    if not (width and height) and box:
        ratio = box[2] / box[3]
        width = width or (height or box[3]) * ratio
        height = height or width / ratio
    if not (width and height):
        raise PictureError("states no size: give it a viewBox")
    if max(width, height) > min(width, height) * _LONGEST or max(width, height) > _LARGEST:
        raise PictureError(f"states a size of {width:g} x {height:g}: crop it to what is drawn")
    return width, height


def _view_box(root: Element) -> list[float]:
    """The four numbers of the view box; none of one that is missing, malformed or empty."""
    box = [float(number) for number in re.findall(_NUMBER, root.get("viewBox", ""))]
    return box if len(box) == 4 and all(map(math.isfinite, box)) and min(box[2:]) > 0 else []


def _length(text: str) -> float:
    """A length in CSS pixels; 0 for none, and for one that hangs on the page, such as 100%."""
    found = re.fullmatch(f"({_NUMBER})([a-z]*)", text.strip())
    length = float(found[1]) * _PIXELS.get(found[2], 0) if found else 0
    return length if math.isfinite(length) and length > 0 else 0


def _state_size(root: Element, width: float, height: float) -> None:
    """Leave of the outermost element what all renderers read alike: how large it is, and which part of it is seen."""
    box = _view_box(root) or [0, 0, width, height]
    root.set("viewBox", " ".join(f"{number:.12g}" for number in box))
    for side in ("width", "height"):
        if not _length(root.get(side, "")):
            root.attrib.pop(side, None)  # the page decides, as it does for 100%
    root.set("style", _OUTERMOST.sub("", root.get("style", "")))
    root.set("xmlns", _NAMESPACE)
    for attribute in ("x", "y", "overflow"):
        root.attrib.pop(attribute, None)  # without meaning on the outermost element; renderers heed them all the same


def _name(element: Element) -> str:
    """The local name of an element of SVG; empty for comments, and for the elements of other programs."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    return name if space in {"", f"{{{_NAMESPACE}"} else ""
