"""Compare every style of a page with the closed list, at the strictest place that each rule reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from polyleaf.checks.css_values import (
    Interval,
    PageValues,
    UnknownValueError,
    address_in,
    px,
    shape_of,
    written,
)
from polyleaf.checks.light_on_dark import COLOURS, LightOnDark
from polyleaf.checks.page_styles import StyleRule
from polyleaf.checks.registry import Problem
from polyleaf.checks.screen_list import Allowed, OutOfPlace, Scope, screen_list
from polyleaf.checks.selectors import compiled
from polyleaf.checks.web import WebContext
from polyleaf.content.reading_order import ReadText
from polyleaf.render.page import text_of
from polyleaf.typeset.laid_out import squeeze

_LEAST_LEADING = 1.15
_LARGE_PX = 22.5  # larger type states its own line height, because it may have inherited one for smaller type
_SHOWN = 70


class StyleJudge:
    """Judges the styles of one page."""

    def __init__(self, context: WebContext) -> None:
        self._context = context
        self._list = screen_list()
        self._styles = context.styles
        self._values = PageValues(self._list, self._styles.custom_properties(), context.families, context.known.says)
        self._light = LightOnDark(self._styles, self._values, context.around_safety)
        self._tests: dict[str, Any] = {}
        self._held = {
            element.etree_element: held
            for held in self._list.out_of_place.elements
            for element in self._styles.elements
            if self._is(held.for_, element)
        }

    def problems(self) -> Iterator[Problem]:
        """What is not on the list."""
        for fault in self._styles.faults:
            yield Problem(self._context.locate(fault.where), f"{fault.where}: {fault.said}")
        for rule in self._styles.rules:
            yield from self._of_rule(rule)
        yield from self._of_pages()
        yield from self._of_what_leaves_its_place()
        for rule, declaration in self._light.broken():
            yield self._problem(rule, declaration, "reaches safety text that is light on a dark ground: nobody sees it")

    # ---- Rules

    def _of_rule(self, rule: StyleRule) -> Iterator[Problem]:
        for declaration in rule.declarations:
            if not declaration.name.startswith("--"):
                found = next((said for said in self._refusals(rule, declaration) if said), "")
                if found:
                    yield self._problem(rule, declaration, found)

    def _problem(self, rule: StyleRule, declaration: Any, said: str) -> Problem:
        value = written(declaration.value) + (" !important" if declaration.important else "")
        short = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        selector = rule.selector or f"the style of <{rule.elements[0].local_name}>"
        origin = self._context.locate(rule.selector, declaration.lower_name, written(declaration.value))
        return Problem(origin, f"{selector} {{ {declaration.lower_name}: {short} }} {said}")

    def _refusals(self, rule: StyleRule, declaration: Any) -> Iterator[str]:
        """Why a declaration is refused, for each kind of element to which its rule applies."""
        for scope, elements, held in self._kinds(rule):
            beside_safety = elements[0].etree_element in self._context.around_safety
            reason = self._refusal(rule, declaration, scope, elements, held)
            touch = "reaches safety text" if beside_safety else "could lie over safety text"
            yield f"{touch}: {reason}" if reason else ""

    def _kinds(self, rule: StyleRule) -> Iterator[tuple[Scope, list[Any], OutOfPlace | None]]:
        safety = [element for element in rule.elements if element.etree_element in self._context.around_safety]
        others = [element for element in rule.elements if element.etree_element not in self._context.around_safety]
        if rule.pseudo_element:
            yield from (("mark", group, None) for group in (safety, others) if group)
            return
        if safety:
            yield "safety", safety, None
        for held in self._list.out_of_place.elements:
            of_held = [element for element in others if self._held.get(element.etree_element) is held]
            if of_held:
                yield "elsewhere", of_held, held
        others = [element for element in others if element.etree_element not in self._held]
        pictures = [element for element in others if element.local_name == "img"]
        rest = [element for element in others if element.local_name != "img"]
        if pictures:
            yield "picture", pictures, None
        if rest:
            yield "elsewhere", rest, None

    def _refusal(
        self, rule: StyleRule, declaration: Any, scope: Scope, elements: list[Any], held: OutOfPlace | None
    ) -> str:
        name = declaration.lower_name
        group = self._list.groups.get(name)
        beside_safety = elements[0].etree_element in self._context.around_safety
        if group is None:
            return f"{name!r} is not on the list of what a style sheet may set"
        if declaration.important and beside_safety:
            return "'!important' would win over what the page is proven with"
        alternatives = group.alternatives(scope, beside_safety=beside_safety)
        fitting = [allowed for allowed in alternatives if self._fits(allowed, rule, elements)]
        if held and name not in self._list.out_of_place.also:
            fitting = [allowed for allowed in fitting if allowed.for_]
        try:
            accepted = self._accepted(declaration, fitting)
        except UnknownValueError as error:
            return str(error)
        if not accepted and not (name in COLOURS and self._light.inverts(rule, strict=beside_safety)):
            described = "; or ".join(allowed.described() for allowed in alternatives)
            return f"{group.why}; allowed here: {described or 'nothing'}"
        marks = self._mark_fault(declaration, elements)
        return marks or (self._held_fault(rule, name, held) if held else self._leading_fault(rule, name))

    def _accepted(self, declaration: Any, alternatives: Sequence[Allowed]) -> bool:
        """Whether each value that a declaration may have is allowed. Raises UnknownValueError."""
        readings = self._values.readings(declaration.value)
        return all(any(self._values.accepts(allowed, reading) for allowed in alternatives) for reading in readings)

    def _mark_fault(self, declaration: Any, elements: Sequence[Any]) -> str:
        """Which mark a declaration sets beside a safety text that it does not stand for; empty for none."""
        is_marker = declaration.lower_name.startswith("list-style")
        read = [text for element in elements for text in self._read_texts(element, is_marker=is_marker)]
        for token in (token for reading in self._values.readings(declaration.value) for token in reading):
            drawings = self._list.drawings_of(shape_of(address_in(token))) if address_in(token) else []
            for text in read if drawings else ():
                if not any(drawing.suits(text) for drawing in drawings):
                    places = "; or ".join(drawing.place for drawing in drawings)
                    return f"that mark beside {text.text.text[:_SHOWN]!r} turns it round; it may stand beside {places}"
        return ""

    def _read_texts(self, element: Any, *, is_marker: bool) -> Iterator[ReadText]:
        """The safety texts that a mark of an element stands beside: a marker of a list is one of each of its items."""
        texts = self._context.read_texts
        if not is_marker and element.etree_element in texts:
            yield from texts[element.etree_element]
            return
        for below in element.iter_subtree():  # what a section is in has the texts of the section
            if below.local_name == "li" or not is_marker:
                yield from texts.get(below.etree_element, ())

    @staticmethod
    def _held_fault(rule: StyleRule, name: str, held: OutOfPlace) -> str:
        together = ", ".join(sorted(held.with_ - rule.names))
        return f"a rule that takes it out of its place sets {together} too" if name == "position" and together else ""

    def _fits(self, allowed: Allowed, rule: StyleRule, elements: Sequence[Any]) -> bool:
        """Whether an alternative applies to all these elements and to the state of the rule."""
        return (
            (allowed.for_ is None or all(self._is(allowed.for_, element) for element in elements))
            and (allowed.state is None or allowed.state in rule.states)
            and (allowed.most_letters is None or all(_letters(e) <= allowed.most_letters for e in elements))
        )

    def _is(self, selector: str, element: Any) -> bool:
        test = self._tests.get(selector) or self._tests.setdefault(selector, compiled(selector))
        return bool(test(element))

    def _leading_fault(self, rule: StyleRule, name: str) -> str:
        """What is wrong with the space between lines. A length is compared with the type size in the same rule."""
        sizes = [size for _, size in self._lengths(rule, "font-size")]
        leadings = [leading for leading, _ in self._lengths(rule, "line-height")]
        if name == "font-size" and "line-height" not in rule.names and max(sizes, default=0) > _LARGE_PX:
            return "type so large states its line height in the same rule"
        if name == "line-height" and leadings:
            if not sizes:
                return "a line height with a unit is in the same rule as the size of type"
            if min(leadings) < _LEAST_LEADING * max(sizes):
                return f"lines that are set too close run into each other: {_LEAST_LEADING} times the size at least"
        return ""

    def _lengths(self, rule: StyleRule, name: str) -> list[Interval]:
        """The lengths that a property may have in a rule, in px. What cannot be read is refused elsewhere."""
        found = []
        for declaration in rule.values_of(name):
            with suppress(UnknownValueError):
                parts = [part for reading in self._values.readings(declaration.value) for part in reading]
                found += [px(part) for part in parts if part.type in {"dimension", "function"}]
        return found

    # ---- Styles outside the rules for elements

    def _of_pages(self) -> Iterator[Problem]:
        pages = self._list.pages
        for page in self._styles.pages:
            where = f"@page @{page.box}" if page.box else "@page"
            if page.box and page.box not in pages.boxes:
                yield Problem(self._context.origin, f"{where}: a box in that margin is not on the list")
            known = pages.box_properties if page.box else pages.properties
            for declaration in page.declarations:
                if not self._is_known(declaration, known.get(declaration.lower_name, ())):
                    said = f"{where} {{ {declaration.lower_name}: {written(declaration.value)} }}"
                    yield Problem(self._context.origin, f"{said} is not on the list of what a page may have")

    def _is_known(self, declaration: Any, alternatives: Sequence[Allowed]) -> bool:
        try:
            return self._accepted(declaration, alternatives)
        except UnknownValueError:
            return False

    def _of_what_leaves_its_place(self) -> Iterator[Problem]:
        """Elements that may be above others, and are too large for that."""
        for element in self._styles.elements:
            if element.etree_element in self._held:
                yield from self._of_held(self._held[element.etree_element], element)

    def _of_held(self, held: OutOfPlace, element: Any) -> Iterator[Problem]:
        inside = {child.local_name for child in element.iter_subtree()} - {element.local_name}
        if _letters(element) > held.most_letters:
            said = f"{held.for_} leaves its place and has {_letters(element)} letters, not {held.most_letters} at most"
            yield Problem(self._context.origin, f"{said}: it could lie over safety text")
        if inside - held.holds:
            said = f"{held.for_} leaves its place and holds <{min(inside - held.holds)}>"
            yield Problem(self._context.origin, f"{said}: it could lie over safety text")
        if element.etree_element in self._context.around_safety:
            yield Problem(self._context.origin, f"{held.for_} leaves its place, and safety text is in it")
        if held.within and not self._is_placed_in(held.within, element):
            said = (
                f"{held.for_} leaves its place, and {held.within} around it does not always have 'position: relative'"
            )
            yield Problem(self._context.origin, f"{said}: it could lie over safety text")
        if held.last and not self._is_last(element):
            said = f"{held.for_} leaves its place and is not the last part of <body>"
            yield Problem(self._context.origin, f"{said}: it could lie over the text after it")

    def _is_placed_in(self, selector: str, element: Any) -> bool:
        """Whether what surrounds an element, by that selector, is what its place is counted from in every window."""
        around = next((ancestor for ancestor in reversed(element.ancestors) if self._is(selector, ancestor)), None)
        own = [rule for rule in self._styles.rules if around in rule.elements and not rule.pseudo_element]
        placing = [rule for rule in own if "position" in rule.names]
        always = any(not rule.conditional and not rule.states for rule in placing)
        values = {written(declaration.value) for rule in placing for declaration in rule.values_of("position")}
        return always and values == {"relative"}

    @staticmethod
    def _is_last(element: Any) -> bool:
        parent = element.parent
        return parent is not None and parent.local_name == "body" and element.etree_element is parent.etree_element[-1]


def _letters(element: Any) -> int:
    return len(squeeze(text_of(element.etree_element)))
