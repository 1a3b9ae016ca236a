"""Why a drawing cannot be printed as it was drawn, read from its elements and styles alone.

What one renderer draws and another does not is found by comparing the two (`pdf/drawing_proof.py`). This module finds
what no comparison finds: files that are no drawing, what all renderers for print leave out, and what would take them
hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from polyleaf.content.picture import PictureError

MOST_PARTS = 5_000
"""What is drawn in about a second. A logo has dozens of parts, a map some thousands."""
DEEPEST = 60
"""Levels of groups within groups. Renderers call themselves for each level, and run out of stack after some hundred."""

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
SIMPLIFY = "simplify it in your drawing program"
_EXPAND = "flatten or expand the appearance in your drawing program"

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
# Filters that are never printed, and that may take a second renderer hours.
_FILTERS = {
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feImage",
    "feMorphology",
    "feSpecularLighting",
    "feTile",
    "feTurbulence",
}
_NO_STYLE = {"id", "class", "d", "points"}

# References in attributes and style sheets. Those that begin with # stay inside the drawing.
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import", re.IGNORECASE)
_INSIDE = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_FUNCTION = re.compile(r"([a-zA-Z-]+)\(")
_FUNCTIONS = {"url", "rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewx", "skewy"}
_CONDITION = re.compile(r"@(media|supports|container|keyframes|layer|property|scope)\b", re.IGNORECASE)
_NESTED_RULE = re.compile(r"\{[^}]*\{")
_PROPERTY = re.compile(
    r"(?:^|[;{\s])(background(?:-[a-z]+)?|scale|translate|rotate|zoom|offset(?:-[a-z]+)?|animation(?:-[a-z]+)?)\s*:"
)
_LINEAR_RGB = re.compile(r"color-interpolation\s*:\s*linearRGB")
_ATTRIBUTES = {
    ("color-interpolation", "linearRGB"): "linearRGB",
    ("spreadMethod", "reflect"): "spreadMethod",  # WeasyPrint may never finish
    ("spreadMethod", "repeat"): "spreadMethod",
}

_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
_COMMAND = re.compile(r"([A-Za-z])([^A-DF-Za-df-z]*)")
_ARGUMENT, _FLAG, _BETWEEN = re.compile(NUMBER), re.compile("[01]"), re.compile(r"[\s,]*")


def faults(root: Element) -> Iterator[str]:
    """Everything that prevents a drawing from being printed, each fault once."""
    kinds = {str(element.tag) for element in root.iter()}
    yield from (f"has {_REFUSED[kind]} in it (<{kind}>)" for kind in sorted(kinds & set(_REFUSED)))
    attributes = [attribute for element in root.iter() for attribute in element.attrib.items()]
    if any(name.startswith("on") for name, _ in attributes):
        yield "has a program in it (an on... attribute)"
    styles = [style for element in root.iter() for style in _styles(element)]
    linked = any(name == "href" and not value.startswith("#") for name, value in attributes)
    if linked or any(_OUTSIDE.search(style) for style in styles):
        yield "names something outside itself"
    for word in sorted((kinds & _FILTERS).union(_beyond_print(attributes, styles))):
        yield f"uses {word}, which cannot be printed: {_EXPAND}"
    if not all(_is_path(value) for name, value in attributes if name == "d"):
        yield "has a broken path in it: open it in your drawing program, and save it again"
    yield from _extent_faults(root, styles)


def _styles(element: Element) -> Iterator[str]:
    """What decides how an element looks: its attributes, and the text of a style sheet."""
    yield from (value for name, value in element.attrib.items() if name not in _NO_STYLE)
    yield element.text or ""


def _beyond_print(attributes: Iterable[tuple[str, str]], styles: Iterable[str]) -> Iterator[str]:
    """What only a browser works out. Two renderers for print may agree on something else."""
    for attribute in attributes:
        if attribute in _ATTRIBUTES:
            yield _ATTRIBUTES[attribute]
        elif attribute[0] == "pathLength":
            yield "pathLength"
    for style in styles:
        yield from (f"{found[1]}()" for found in _FUNCTION.finditer(style) if found[1].lower() not in _FUNCTIONS)
        yield from (f"@{found[1]}" for found in _CONDITION.finditer(style))
        yield from (found[1] for found in _PROPERTY.finditer(style))
        if "non-scaling-stroke" in style:
            yield "non-scaling-stroke"
        if _NESTED_RULE.search(style) and not _CONDITION.search(style):
            yield "rules within rules"
        if _LINEAR_RGB.search(style):
            yield "linearRGB"


def _is_path(data: str) -> bool:
    """Whether the data of a path are complete (SVG 2, 9.3.9). WeasyPrint never finishes reading some broken ones."""
    commands = _COMMAND.findall(data)
    whole = "".join(letter + arguments for letter, arguments in commands) == data.lstrip()
    return whole and all(_has_arguments(letter.lower(), arguments) for letter, arguments in commands)


def _has_arguments(letter: str, text: str) -> bool:
    expected = _ARGUMENTS.get(letter)
    if expected is None:
        return False
    place, count = _BETWEEN.match(text).end(), 0  # type: ignore[union-attr]  # matches nothing as well
    while place < len(text):
        is_flag = letter == "a" and count % expected in {3, 4}  # written together with what follows, as in 01.5
        found = (_FLAG if is_flag else _ARGUMENT).match(text, place)
        if not found:
            return False
        place, count = _BETWEEN.match(text, found.end()).end(), count + 1  # type: ignore[union-attr]  # as above
    return count % expected == 0 < count if expected else not count


def _extent_faults(root: Element, styles: Iterable[str]) -> Iterator[str]:
    by_id = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    try:
        parts = extent(root, by_id).parts + sum(style.count("{") for style in styles)
    except PictureError as error:
        yield str(error)
    else:
        if parts > MOST_PARTS:
            yield f"has {parts} parts, more than {MOST_PARTS}: {SIMPLIFY}"


class Extent(NamedTuple):
    """How many elements are drawn for one element, and how many levels deep."""

    parts: int
    height: int


def extent(element: Element, by_id: dict[str, Element]) -> Extent:
    """The extent of an element; with `by_id`, including what it uses.

    Raises PictureError for an element that uses itself, or is nested too deep.
    """
    known: dict[Element, Extent | None] = {}

    def extent_of(part: Element) -> Extent:
        if part in known:
            found = known[part]
            if found is None:
                raise PictureError(f"has a part that refers to itself: {_EXPAND}")
            return found
        known[part] = None
        below = [extent_of(other) for other in (*part, *_used(part, by_id))]
        found = Extent(1 + sum(each.parts for each in below), 1 + max((each.height for each in below), default=0))
        known[part] = found
        return found

    try:
        whole = extent_of(element)
    except RecursionError:
        whole = Extent(0, DEEPEST + 1)
    if whole.height > DEEPEST:
        raise PictureError(f"has parts within parts, over {DEEPEST} levels deep: {_EXPAND}")
    return whole


def _used(element: Element, by_id: dict[str, Element]) -> Iterator[Element]:
    """What the attributes of an element refer to."""
    names = [element.get("href", "")[1:]]
    names += (name for style in _styles(element) for name in _INSIDE.findall(style))
    yield from (by_id[name] for name in names if name in by_id)
