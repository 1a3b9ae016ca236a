"""Selectors of a closed list, read so that they match at least what a browser may ever match.

States that depend on the reader (a pointer over a text, an open list) are taken as true. Where a browser and the
library that matches selectors could differ, the selector is read in the wider sense, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2
from cssselect2.parser import parse

from polyleaf.checks.screen_list import Selectors

Specificity = tuple[int, int, int]

_ALWAYS = ":is(*)"
_COMBINATORS = (">", "+", "~")
_COUNT = re.compile(r"odd|even|[-+\d\sn]+")
_CHANGING_ATTRIBUTES = frozenset({"open"})  # that a browser sets by itself


class UnknownSelectorError(Exception):
    """A selector that is not on the list, with the part that is not."""


@dataclass(frozen=True)
class ReadSelector:
    """A selector as it was written, tests of which one is true for every element that it may match, and its rank.

    `states` are its pseudo-classes of states, and "lang" if it is for a language.
    """

    text: str
    pseudo_element: str
    states: frozenset[str]
    tests: tuple[Any, ...]  # compiled selectors of cssselect2
    specificity: Specificity

    def matches(self, element: Any) -> bool:
        """Whether a browser may ever match an element (an element wrapper of cssselect2)."""
        return any(compiled.test(element) for compiled in self.tests)


def compiled(selector: str) -> Callable[[Any], bool]:
    """A test of elements for a selector of our own."""
    tests = cssselect2.compile_selector_list(selector)
    return lambda element: any(part.test(element) for part in tests)


def selectors_of(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors in a list."""
    parts: list[list[Any]] = [[]]
    for node in prelude:
        if node == ",":
            parts.append([])
        elif node.type != "comment":
            parts[-1].append(node)
    return parts


def read_selector(tokens: Sequence[Any], allowed: Selectors) -> ReadSelector:
    """Read one selector. Raises UnknownSelectorError."""
    return _read(tinycss2.serialize(tokens).strip(), allowed)


@lru_cache(maxsize=1024)  # all editions of a project have the same style sheets
def _read(text: str, allowed: Selectors) -> ReadSelector:
    own, pseudo_element = _without_pseudo_element(tinycss2.parse_component_value_list(text), allowed)
    reader = _WideReader(allowed)
    wide = reader.wide(own)
    try:
        tests = tuple(cssselect2.compile_selector_list(wide))
        specificity = max(selector.specificity for selector in parse(tinycss2.serialize(own).strip() or "*"))
    except cssselect2.SelectorError as error:
        raise UnknownSelectorError(f"cannot be read: {error}") from None
    a, b, c = specificity
    return ReadSelector(text, pseudo_element, frozenset(reader.states), tests, (a, b, c + bool(pseudo_element)))


def _without_pseudo_element(tokens: Sequence[Any], allowed: Selectors) -> tuple[list[Any], str]:
    """A selector without the pseudo-element at its end, and the name of the pseudo-element."""
    own = list(tokens)
    while own and own[-1].type == "whitespace":
        own.pop()
    legacy = {"before", "after"} & allowed.pseudo_elements
    if len(own) > 1 and own[-1].type == "ident" and own[-2] == ":":
        name = own[-1].lower_value
        if len(own) > 2 and own[-3] == ":":
            if name not in allowed.pseudo_elements:
                raise UnknownSelectorError(f"has ::{name}, which is not on the list of selectors")
            return own[:-3], name
        if name in legacy:
            return own[:-2], name
    return own, ""


class _WideReader:
    """Reads the parts of a selector, and records the states that it names."""

    def __init__(self, allowed: Selectors) -> None:
        self._allowed = allowed
        self.states: set[str] = set()

    def wide(self, tokens: Sequence[Any]) -> str:
        """A selector, or a list in brackets, for at least everything that a browser may match."""
        text = "".join(self._parts(list(tokens))).strip()
        return text if text and text[-1] not in " >+~" else f"{text}*"

    def _parts(self, rest: list[Any]) -> Iterator[str]:
        while rest:
            part = rest.pop(0)
            following = rest[0].type if rest else ""
            if part.type == "whitespace":
                yield " "
            elif part.type == "ident" or (part.type == "hash" and part.is_identifier) or part in ("*", *_COMBINATORS):
                yield part.serialize()
            elif part == "." and following == "ident":
                yield "." + rest.pop(0).serialize()
            elif part.type == "[] block":
                yield self._attribute(part)
            elif part == ":" and following in {"ident", "function"}:
                yield self._pseudo_class(rest.pop(0))
            else:
                raise UnknownSelectorError(f"has {part.serialize()!r}, which is not on the list of selectors")

    def _attribute(self, block: Any) -> str:
        """Case is ignored, because browsers ignore it in the values of some attributes."""
        parts = [part for part in block.content if part.type not in {"whitespace", "comment"}]
        if parts and parts[0].type == "ident" and parts[0].lower_value in _CHANGING_ATTRIBUTES:
            return _ALWAYS
        return f"[{tinycss2.serialize(parts[:3])}{' i' if len(parts) > 1 else ''}]"

    def _pseudo_class(self, token: Any) -> str:
        name = token.lower_value if token.type == "ident" else token.lower_name
        if token.type == "ident":
            if name in self._allowed.states:
                self.states.add(name)
                return _ALWAYS
            if name in self._allowed.structure:
                return f":{name}"
        elif name in self._allowed.functions:
            return self._function(name, token.arguments)
        raise UnknownSelectorError(f"has :{name}, which is not on the list of selectors")

    def _function(self, name: str, arguments: Sequence[Any]) -> str:
        text = tinycss2.serialize(arguments).strip().lower()
        if name == "lang":
            if not re.fullmatch(r"[a-z-]+(\s*,\s*[a-z-]+)*", text):
                raise UnknownSelectorError(f"has :lang({text}), which is not on the list of selectors")
            self.states.add("lang")
            return ":lang({})".format(",".join(part.strip().partition("-")[0] for part in text.split(",")))
        if name.startswith("nth-"):
            if not _COUNT.fullmatch(text):
                raise UnknownSelectorError(f"has :{name}({text}), which is not on the list of selectors")
            return f":{name}({text})"
        return self._logical(name, arguments)

    def _logical(self, name: str, arguments: Sequence[Any]) -> str:
        """`:is`, `:where`, `:not` and `:has` with simple parts. What is wider inside `:not` would
        be narrower outside.
        """
        written, wide = [], []
        states = set(self.states)
        for part in selectors_of(arguments):
            inner, lead = _simple(part, may_lead=name == "has")
            written.append(lead + tinycss2.serialize(inner))
            wide.append(lead + self.wide(inner))
        self.states = states  # what is in brackets need not be true
        if name == "not" and written != wide:
            return _ALWAYS
        return f":{name}({','.join(wide)})"


def _simple(tokens: Sequence[Any], *, may_lead: bool) -> tuple[list[Any], str]:
    """A part of a list in brackets. It has no combinator, except perhaps at its beginning."""
    inner = [part for part in tokens if part.type != "comment"]
    while inner and inner[0].type == "whitespace":
        inner.pop(0)
    while inner and inner[-1].type == "whitespace":
        inner.pop()
    lead = ""
    if may_lead and inner and inner[0] in _COMBINATORS:
        lead = inner.pop(0).value
        while inner and inner[0].type == "whitespace":
            inner.pop(0)
    if not inner or any(part.type == "whitespace" or part in _COMBINATORS for part in inner):
        raise UnknownSelectorError("has brackets with more than a simple selector in them")
    return inner, lead
