"""Compare values of CSS with the list of what is allowed: var() replaced, lengths in px, colours by their contrast."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import unquote_to_bytes

import tinycss2
from tinycss2.color3 import parse_color

from polyleaf.checks.screen_list import Allowed, ScreenList
from polyleaf.design import colours

Tokens = Sequence[Any]
Interval = tuple[float, float]

ROOT_PX = 18.0
"""The length of 1rem: the type size of the page if the reader has set no other."""

_MOST_READINGS = 64
_LONGEST_CHAIN = 16
# The length of a unit in px, at least and at most.
_UNITS: dict[str, Interval] = {
    "px": (1, 1),
    "pt": (4 / 3, 4 / 3),
    "cm": (96 / 2.54, 96 / 2.54),
    "mm": (96 / 25.4, 96 / 25.4),
    "in": (96, 96),
    "rem": (ROOT_PX, ROOT_PX),
    "em": (14, 40),  # by the smallest and the largest type
    "vw": (3.2, 19.2),  # by windows 320 to 1920 px wide
}
_PERCENT_PX: Interval = (1.6, 19.2)  # a percentage within calc() or min(), of boxes 160 to 1920 px wide
_COLOUR = re.compile(rb"#[0-9a-fA-F]{6}\b")


class UnknownValueError(Exception):
    """A value that cannot be read, with the reason."""


@dataclass(frozen=True)
class PageValues:
    """What values are compared with: the list, the custom properties of the page, and the families that it embeds."""

    rules: ScreenList
    properties: Mapping[str, Sequence[Tokens]]
    families: frozenset[str]
    is_known_text: Callable[[str], bool]

    def readings(self, tokens: Tokens) -> Sequence[Tokens]:
        """A value with its var() replaced: one for each value that a custom property has anywhere on the page.

        Raises UnknownValueError for a property that the page does not set, and for too many values.
        """
        return list(self._expanded(tokens, ()))

    def _expanded(self, tokens: Tokens, seen: tuple[str, ...]) -> Iterator[list[Any]]:
        parts = [list(self._of_token(token, seen)) for token in tokens]
        for count, chosen in enumerate(product(*parts)):
            if count > _MOST_READINGS:
                raise UnknownValueError("its custom properties have too many values")
            yield [token for part in chosen for token in part]

    def _of_token(self, token: Any, seen: tuple[str, ...]) -> Iterator[list[Any]]:
        if token.type != "function":
            yield [token]
        elif token.lower_name == "var":
            yield from self._of_var(token, seen)
        else:
            for arguments in self._expanded(token.arguments, seen):
                yield [tinycss2.ast.FunctionBlock(token.source_line, token.source_column, token.name, arguments)]

    def _of_var(self, token: Any, seen: tuple[str, ...]) -> Iterator[list[Any]]:
        arguments = _without_space(token.arguments)
        if not arguments or arguments[0].type != "ident":
            raise UnknownValueError("var() names no property")
        name, *fallback = arguments
        if name.value in seen:
            raise UnknownValueError(f"{name.value} refers to itself")
        if len(seen) > _LONGEST_CHAIN:
            raise UnknownValueError(f"{seen[0]} refers to a property that refers to another, and so on")
        values = [*self.properties.get(name.value, ()), *([fallback[1:]] if fallback else [])]
        if not values:
            raise UnknownValueError(f"{name.value} is not set")
        for value in values:
            yield from self._expanded(value, (*seen, name.value))

    def accepts(self, allowed: Allowed, tokens: Tokens) -> bool:
        """Whether a value without var() is allowed."""
        if written(tokens) in map(str.lower, allowed.values):
            return True
        parts = [part for part in _without_space(tokens) if part != ","]
        return 0 < len(parts) <= allowed.most and all(self._is_part(allowed, part) for part in parts)

    def _is_part(self, allowed: Allowed, part: Any) -> bool:
        if part.type == "literal":
            return part.value in allowed.words
        if part.type == "string":
            return (allowed.family and part.value in self.families) or (
                allowed.message and self.is_known_text(part.value)
            )
        if address_in(part):
            return allowed.drawing and bool(self.rules.drawings_of(shape_of(address_in(part))))
        return (
            (part.type == "ident" and part.lower_value in allowed.words)
            or (part.type == "percentage" and _within((part.value, part.value), allowed.percent))
            or (part.type == "number" and _within((part.value, part.value), allowed.number))
            or self._is_length(allowed, part)
            or self._is_colour(allowed, part)
        )

    def _is_length(self, allowed: Allowed, part: Any) -> bool:
        if not allowed.length or part.type == "percentage" or (part.type == "number" and part.value != 0):
            return False
        try:
            return _within(px(part), (bound(allowed.length[0]), bound(allowed.length[1])))
        except UnknownValueError:
            return False

    def _is_colour(self, allowed: Allowed, part: Any) -> bool:
        if not allowed.colour:
            return False
        if allowed.colour == "any":
            return parse_color(part) is not None
        return self.is_dark(part) if allowed.colour == "text" else self.is_light(part)

    def is_dark(self, token: Any) -> bool:
        """Whether a token is an opaque colour in which text can be read on white."""
        contrast = contrast_to_white(token)
        return contrast is not None and contrast >= self.rules.contrast.text

    def is_light(self, token: Any) -> bool:
        """Whether a token is an opaque colour on which dark text can be read."""
        contrast = contrast_to_white(token)
        return contrast is not None and contrast <= self.rules.contrast.ground


def written(tokens: Tokens) -> str:
    """A value in one form, without differences in spaces, comments and capitals."""
    text = tinycss2.serialize([token for token in tokens if token.type != "comment"])
    return " ".join(text.split()).lower()


def address_in(token: Any) -> str:
    """The address in url(). Empty for anything else. tinycss2 treats one in quotation marks as a function."""
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return "".join(part.value for part in token.arguments if part.type == "string")
    return ""


def contrast_to_white(token: Any) -> float | None:
    """The contrast of a colour to white. None for what is not a colour, or is not opaque."""
    colour = parse_color(token)
    if colour is None or colour == "currentColor" or colour.alpha < 1:
        return None
    return colours.contrast_ratio((colour.red, colour.green, colour.blue), colours.WHITE)


def drawing_in(address: str) -> bytes:
    """The drawing in a `data:` address. Empty for anything else."""
    kind, _, content = address.partition(",")
    if not kind.startswith("data:image/svg+xml"):
        return b""
    try:
        return base64.b64decode(content, validate=True) if kind.endswith(";base64") else unquote_to_bytes(content)
    except binascii.Error:
        return b""


def shape_of(address: str) -> str:
    """The SHA-256 of the drawing in a `data:` address, without its colours."""
    return hashlib.sha256(_COLOUR.sub(b"#", drawing_in(address))).hexdigest()


def bound(text: str) -> float:
    """A length of the list, in px."""
    (token,) = tinycss2.parse_component_value_list(text)
    return px(token)[0]


def px(token: Any) -> Interval:
    """A length in px, at least and at most; calc(), min(), max() and clamp() by their possible results.

    Raises UnknownValueError for what is not a length, or has a unit that depends on the window in another way.
    """
    if token.type == "number":
        return token.value, token.value
    if token.type == "percentage":
        return _ordered(token.value * _PERCENT_PX[0], token.value * _PERCENT_PX[1])
    if token.type == "dimension" and token.lower_unit in _UNITS:
        least, most = _UNITS[token.lower_unit]
        return _ordered(token.value * least, token.value * most)
    if token.type == "function" and token.lower_name in {"calc", "min", "max", "clamp"}:
        return _of_function(token.lower_name, [_sum(part) for part in _split(token.arguments)])
    if token.type == "() block":
        return _sum(token.content)
    raise UnknownValueError("no length")


def _of_function(name: str, parts: Sequence[Interval]) -> Interval:
    lows, highs = [part[0] for part in parts], [part[1] for part in parts]
    if name == "calc" and len(parts) == 1:
        return parts[0]
    if name == "clamp" and len(parts) == 3:
        return max(lows[0], min(lows[1], lows[2])), max(highs[0], min(highs[1], highs[2]))
    if name in {"min", "max"} and parts:
        return (min(lows), min(highs)) if name == "min" else (max(lows), max(highs))
    raise UnknownValueError(f"{name}() with {len(parts)} parts")


def _split(tokens: Tokens) -> list[list[Any]]:
    """The parts between commas."""
    parts: list[list[Any]] = [[]]
    for node in _without_space(tokens):
        if node == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _sum(tokens: Tokens) -> Interval:
    """A sum of products, as CSS writes it: with spaces around each sign."""
    terms: list[tuple[int, list[Any]]] = [(1, [])]
    for node in _without_space(tokens):
        if node in ("+", "-"):
            terms.append((1 if node == "+" else -1, []))
        else:
            terms[-1][1].append(node)
    low = high = 0.0
    for sign, term in terms:
        least, most = _ordered(*(sign * end for end in _product(term)))
        low, high = low + least, high + most
    return low, high


def _product(tokens: Tokens) -> Interval:
    if not tokens or len(tokens) % 2 == 0:
        raise UnknownValueError("a sum that cannot be read")
    result = px(tokens[0])
    for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
        other = px(token)
        if sign == "/" and token.type == "number" and token.value:
            other = (1 / token.value, 1 / token.value)
        elif sign != "*":
            raise UnknownValueError("a sum that cannot be read")
        ends = [one * two for one in result for two in other]
        result = min(ends), max(ends)
    return result


def _without_space(tokens: Tokens) -> list[Any]:
    return [node for node in tokens if node.type not in {"whitespace", "comment"}]


def _ordered(one: float, other: float) -> Interval:
    return min(one, other), max(one, other)


def _within(value: Interval, bounds: Interval | None) -> bool:
    return bounds is not None and bounds[0] - 1e-6 <= value[0] and value[1] <= bounds[1] + 1e-6
