"""Parse the style sheets of a finished page: each rule with its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from polyleaf.checks.css_values import Tokens, written
from polyleaf.checks.screen_list import ScreenList
from polyleaf.checks.selectors import Specificity, UnknownSelectorError, read_selector, selectors_of

_BRACKETS = re.compile(r"[({\[\]})]")
_DEEPEST = 50  # no style sheet written by a person comes near it
_OF_STYLE_ATTRIBUTE: Specificity = (1000, 0, 0)


@dataclass(frozen=True)
class StyleRule:
    """The declarations of a rule for one of its selectors, or of a style attribute (then `selector` is empty)."""

    selector: str
    pseudo_element: str
    states: frozenset[str]
    conditional: bool  # within @media
    declarations: tuple[Any, ...]
    elements: tuple[Any, ...]
    rank: tuple[Specificity, int]  # the greater one wins

    @cached_property
    def names(self) -> frozenset[str]:
        """The properties that it sets."""
        return frozenset(declaration.lower_name for declaration in self.declarations)

    def values_of(self, *names: str) -> Iterator[Any]:
        """The declarations of these properties."""
        return (declaration for declaration in self.declarations if declaration.lower_name in names)


@dataclass(frozen=True)
class PrintedPage:
    """The declarations of an @page rule, or of a box in its margins if `box` names one."""

    box: str
    declarations: tuple[Any, ...]


@dataclass(frozen=True)
class StyleFault:
    """What cannot be checked: the selector or at-rule in which it is, and what is wrong."""

    where: str
    said: str


@dataclass(frozen=True)
class StyleSheetFile:
    """A style sheet of the project, by its path."""

    path: str
    css: str

    def line_of(self, selector: str, name: str = "", value: str = "") -> int:
        """The line of the last rule with that selector, and in it of that property and value. 0 if there is none."""
        return self._lines.get((selector, name, value), 0)

    @cached_property
    def _lines(self) -> dict[tuple[str, str, str], int]:
        return dict(_lines(tinycss2.parse_stylesheet(self.css, skip_comments=True, skip_whitespace=True)))


def _lines(nodes: Sequence[Any]) -> Iterator[tuple[tuple[str, str, str], int]]:
    for node in nodes:
        if node.type == "at-rule":
            yield (f"@{node.lower_at_keyword}", "", ""), node.source_line
            if node.content:
                yield from _lines(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
        elif node.type == "qualified-rule":
            texts = [tinycss2.serialize(part).strip() for part in selectors_of(node.prelude)]
            for text in (*texts, tinycss2.serialize(node.prelude).strip()):
                yield (text, "", ""), node.source_line
                for declaration in tinycss2.parse_blocks_contents(node.content):
                    if declaration.type == "declaration":
                        name, value = declaration.lower_name, written(declaration.value)
                        yield from (((text, name, kept), declaration.source_line) for kept in ("", value))


@dataclass(frozen=True)
class PageStyles:
    """All styles of a page: rules that apply to an element, printed pages, and what is not on the list."""

    elements: tuple[Any, ...]  # all of the page, as wrappers of cssselect2
    rules: tuple[StyleRule, ...]
    pages: tuple[PrintedPage, ...]
    faults: tuple[StyleFault, ...]

    def custom_properties(self) -> dict[str, list[Tokens]]:
        """Every value that each custom property has anywhere."""
        found: dict[str, list[Tokens]] = {}
        for rule in self.rules:
            for declaration in rule.declarations:
                if declaration.name.startswith("--"):
                    found.setdefault(declaration.name, []).append(_stripped(declaration.value))
        return found


def read_styles(page: Element, sheets: Sequence[str], allowed: ScreenList) -> PageStyles:
    """The style sheets of a page, and the style attributes of its elements."""
    reader = _SheetReader(allowed)
    for sheet in sheets:
        if _depth(sheet) > _DEEPEST:
            reader.faults.append(StyleFault("a style sheet", "is nested too deeply to be read"))
            continue
        nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        reader.read(nodes, conditional=False)
    elements = list(cssselect2.ElementWrapper.from_html_root(page).iter_subtree())
    rules = (*_matched(reader.rules, elements), *reader.style_attributes(elements))
    return PageStyles(tuple(elements), rules, tuple(reader.pages), tuple(reader.faults))


def _depth(css: str) -> int:
    """How deeply brackets are nested, including those in strings."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(css):
        depth += 1 if bracket in "({[" else -1
        deepest = max(deepest, depth)
    return deepest


class _SheetReader:
    """Collects the content of style sheets."""

    def __init__(self, allowed: ScreenList) -> None:
        self._allowed = allowed
        self.rules: list[tuple[StyleRule, Sequence[Any]]] = []  # with the compiled selectors of each
        self.pages: list[PrintedPage] = []
        self.faults: list[StyleFault] = []

    def read(self, nodes: Sequence[Any], *, conditional: bool) -> None:
        for node in nodes:
            if node.type == "qualified-rule":
                self._read_rule(node, conditional=conditional)
            elif node.type == "at-rule":
                self._read_at_rule(node)
            else:
                self.faults.append(StyleFault("a style sheet", f"cannot be read: {node.message}"))

    def _read_at_rule(self, node: Any) -> None:
        name = node.lower_at_keyword
        if name not in self._allowed.at_rules or node.content is None:
            self.faults.append(StyleFault(f"@{name}", "is not on the list of rules"))
        elif name == "page":
            self._read_page(node)
        else:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            self.read(inside, conditional=True)

    def _read_page(self, node: Any) -> None:
        own = []
        for part in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
            if part.type == "declaration":
                own.append(part)
            elif part.type == "at-rule" and part.content is not None:
                box = part.lower_at_keyword
                self.pages.append(PrintedPage(box, self._declarations(part.content, f"@{box}")))
            else:
                self.faults.append(StyleFault("@page", "has something in it that cannot be read"))
        self.pages.append(PrintedPage("", tuple(own)))

    def _read_rule(self, node: Any, *, conditional: bool) -> None:
        declarations = self._declarations(node.content, tinycss2.serialize(node.prelude).strip())
        for part in selectors_of(node.prelude):
            try:
                selector = read_selector(part, self._allowed.selectors)
            except UnknownSelectorError as error:
                self.faults.append(StyleFault(tinycss2.serialize(part).strip(), str(error)))
                continue
            rank = (selector.specificity, len(self.rules))
            rule = StyleRule(
                selector.text, selector.pseudo_element, selector.states, conditional, declarations, (), rank
            )
            self.rules.append((rule, selector.tests))

    def _declarations(self, content: Tokens, where: str) -> tuple[Any, ...]:
        found = []
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if node.type == "declaration":
                found.append(node)
            else:
                said = "cannot be read" if node.type == "error" else "has a rule inside it; write that on its own"
                self.faults.append(StyleFault(where, said))
        return tuple(found)

    def style_attributes(self, elements: Sequence[Any]) -> Iterator[StyleRule]:
        for element in elements:
            style = element.etree_element.get("style")
            if style is not None and _depth(style) > _DEEPEST:
                self.faults.append(
                    StyleFault(f"the style of <{element.local_name}>", "is nested too deeply to be read")
                )
            elif style is not None:
                declarations = self._declarations(style, f"the style of <{element.local_name}>")
                rank = (_OF_STYLE_ATTRIBUTE, len(self.rules))
                yield StyleRule("", "", frozenset(), False, declarations, (element,), rank)


def _matched(rules: Sequence[tuple[StyleRule, Sequence[Any]]], elements: Sequence[Any]) -> Iterator[StyleRule]:
    """The rules that apply to an element, each with its elements."""
    matcher = cssselect2.Matcher()
    for number, (_, tests) in enumerate(rules):
        for test in tests:
            matcher.add_selector(test, number)
    found: dict[int, list[Any]] = {}
    for element in elements:
        for number in {payload for *_, payload in matcher.match(element)}:
            found.setdefault(number, []).append(element)
    for number, (rule, _) in enumerate(rules):
        if number in found:
            yield replace(rule, elements=tuple(found[number]))


def _stripped(tokens: Tokens) -> list[Any]:
    """A value without the spaces and comments around it."""
    inner = [token for token in tokens if token.type != "comment"]
    while inner and inner[0].type == "whitespace":
        inner.pop(0)
    while inner and inner[-1].type == "whitespace":
        inner.pop()
    return inner
