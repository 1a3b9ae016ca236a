"""Read a vector drawing and remove what is not drawn. A drawing that print cannot show is refused."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.svg_faults import NUMBER, SIMPLIFY, extent, faults

_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"

MOST_BYTES = 400_000
"""Of what is drawn, without notes. The largest of 5,400 logos has 100,000."""

_NOT_DRAWN = {"metadata", "title", "desc"}  # they may say who drew it, and where on whose disk
# Comments, and type for text that is not there.
_NOT_STYLE = re.compile(r"/\*.*?\*/|@font-face\s*\{[^}]*\}", re.DOTALL)
_OUTERMOST = re.compile(r"(?:^|;)\s*(?:(?:(?:min|max)-)?(?:width|height)|overflow)\s*:[^;]*")
_LONGEST = 100  # ratio of the sides
_LARGEST = 1e6
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "ex": 8}


@lru_cache(maxsize=64)
def read(content: bytes) -> Picture:
    """The drawing in an SVG file. Raises PictureError with everything that prevents printing."""
    root = _cleaned(_parsed(content))
    found = list(faults(root))
    if found:
        raise PictureError("; ".join(found))
    width, height = _size(root)
    _state_size(root, width, height)
    cleaned = tostring(root)
    if len(cleaned) > MOST_BYTES:
        raise PictureError(f"has {len(cleaned) / 1000:.0f} kB of lines, more than {MOST_BYTES / 1000:.0f}: {SIMPLIFY}")
    return Picture(cleaned, "image/svg+xml", width, height)


def _parsed(content: bytes) -> Element:
    try:
        root = fromstring(content)  # noqa: S314 -- expat fetches nothing, and bounds what entities expand to
    except (ParseError, ValueError, LookupError) as error:  # the latter two for an encoding that Python lacks
        raise PictureError(f"is not a readable SVG file: {_reason(content, str(error))}") from None
    if _name(root) != "svg":
        raise PictureError("is not an SVG file")
    extent(root, {})  # so that nothing after it can refer to itself
    return root


def _reason(content: bytes, said: str) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if b"encoding=" not in content[:200]:
            return "it is not saved in UTF-8"
    return said


def _cleaned(element: Element) -> Element:
    """A copy with what is drawn and nothing else: no notes, no data of other programs, no links, no namespaces."""
    name = _name(element)
    attributes = {key: value for key, value in element.attrib.items() if not key.startswith(("{", "data-"))}
    if _LINK in element.attrib:
        attributes.setdefault("href", element.attrib[_LINK])
    if name == "a":
        attributes.pop("href", None)
    copy = Element("g" if name in {"a", "switch"} else name, attributes)
    if name == "style":
        copy.text = _NOT_STYLE.sub("", "".join(element.itertext()))
    else:
        copy.extend(_cleaned(child) for child in _drawn_children(element))
    return copy


def _drawn_children(element: Element) -> list[Element]:
    """The children that are drawn. Of a choice, this is the first without a condition."""
    children = [child for child in element if _is_drawn(child)]
    return children[:1] if _name(element) == "switch" else children


def _is_drawn(element: Element) -> bool:
    name = _name(element)
    return bool(name) and name not in _NOT_DRAWN and not element.get("requiredExtensions")


def _size(root: Element) -> tuple[float, float]:
    """Width and height as in CSS: those that are stated, or else the ratio of the view box."""
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
    """The four numbers of the view box. None if it is missing, malformed or empty."""
    box = [float(number) for number in re.findall(NUMBER, root.get("viewBox", ""))]
    return box if len(box) == 4 and all(map(math.isfinite, box)) and min(box[2:]) > 0 else []


def _length(text: str) -> float:
    """A length in CSS pixels. 0 if there is none, and if it depends on the page, such as 100%."""
    found = re.fullmatch(f"({NUMBER})([a-z]*)", text.strip())
    length = float(found[1]) * _PIXELS.get(found[2], 0) if found else 0
    return length if math.isfinite(length) and length > 0 else 0


def _state_size(root: Element, width: float, height: float) -> None:
    """Keep on the outermost element only what all renderers read alike: its size, and which part of it is shown."""
    box = _view_box(root) or [0, 0, width, height]
    root.set("viewBox", " ".join(f"{number:.12g}" for number in box))
    for side in ("width", "height"):
        if not _length(root.get(side, "")):
            root.attrib.pop(side, None)  # the page decides, as it does for 100%
    root.set("style", _OUTERMOST.sub("", root.get("style", "")))
    root.set("xmlns", _NAMESPACE)
    for attribute in ("x", "y", "overflow"):
        root.attrib.pop(attribute, None)  # without meaning on the outermost element, but renderers use them


def _name(element: Element) -> str:
    """The local name of an SVG element. Empty for comments, and for elements of other programs."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    return name if space in {"", f"{{{_NAMESPACE}"} else ""
