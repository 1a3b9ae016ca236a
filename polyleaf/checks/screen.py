"""Checks of what a page for the screen is made of, by the closed list: its markup, and every style that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from polyleaf.checks.css_values import PageValues, UnknownValueError, px, written
from polyleaf.checks.page_styles import StyleRule
from polyleaf.checks.registry import Problem, check
from polyleaf.checks.screen_list import Allowed, OutOfPlace, PageMarkup, Scope, screen_list
from polyleaf.checks.selectors import compiled
from polyleaf.checks.web import HIDING_ATTRIBUTES, HIDING_ELEMENTS, WebContext
from polyleaf.core.findings import Concern, Stage
from polyleaf.render.page import text_of
from polyleaf.typeset.laid_out import squeeze

_LEAST_LEADING = 1.15
_LARGE_PX = 22.5  # type above this states its own line height: it may have inherited one for smaller type
_COLOURS = ("color", "background", "background-color")
_SHOWN = 70


@check(
    "web-markup-unknown",
    Stage.WEB,
    "Use the elements and attributes that docs/screen-styles.md lists.",
    concern=Concern.SAFETY,
)
def web_markup_unknown(context: WebContext) -> Iterator[Problem]:
    """What nobody has looked at may hide safety text, speak over it, or say something else in its place."""
    markup = screen_list().markup
    for element in context.page.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        safety = element in context.in_safety
        elements = markup.safety_elements if safety else markup.elements
        attributes = markup.safety_attributes if safety else markup.attributes
        place = " in a safety section" if safety else ""
        if element.tag not in elements and not (element in context.around_safety and element.tag in HIDING_ELEMENTS):
            yield Problem(context.origin, f"the page has an element <{element.tag}>{place}")
        for name in element.attrib:
            known = name in attributes or ("data-*" in attributes and name.startswith("data-"))
            if not known and not (element in context.around_safety and name in HIDING_ATTRIBUTES):
                yield Problem(context.origin, f"<{element.tag}> has an attribute {name!r}{place}")
        if safety and "dir" in element.attrib and element.tag not in {"span", "a"}:
            yield Problem(context.origin, f"<{element.tag}> in a safety section has a direction of its own")
    for meta in context.page.iter("meta"):
        for fault in _faults_of_meta(meta, markup):
            yield Problem(context.origin, f"the page has a <meta> {fault}")
    for style in context.page.iter("style"):
        if style not in list(context.page[0]):
            yield Problem(context.origin, "a <style> is not in the head of the page")


def _faults_of_meta(meta: Element, markup: PageMarkup) -> Iterator[str]:
    """What is wrong with what a <meta> tells the browser: it could make the page small, dark, or of other letters."""
    if "name" in meta.attrib and meta.get("name") not in markup.metas:
        yield f"with the name {meta.get('name')!r}"
    if meta.get("name") == "viewport" and meta.get("content") != markup.viewport:
        yield f"with the viewport {meta.get('content')!r}, not {markup.viewport!r}"
    if meta.get("charset", "utf-8").lower() != "utf-8":
        yield f"with the charset {meta.get('charset')!r}, not utf-8"
    if meta.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
        yield f"with the http-equiv {meta.get('http-equiv')!r}"


@check(
    "web-style-refused",
    Stage.WEB,
    "Write it in a way that docs/screen-styles.md allows, or take it out.",
    concern=Concern.SAFETY,
)
def web_style_refused(context: WebContext) -> Iterator[Problem]:
    """There are more ways to hide a text or turn it round than can be named; a style sheet may do what is listed."""
    yield from dict.fromkeys(_StyleJudge(context).problems())


class _StyleJudge:
    """Judges the styles of one page."""

    def __init__(self, context: WebContext) -> None:
        self._context = context
        self._list = screen_list()
        self._styles = context.styles
        self._values = PageValues(self._list, self._styles.custom_properties(), context.families, context.known.says)
        self._tests: dict[str, Any] = {}
        self._held = {
            element.etree_element: held
            for held in self._list.out_of_place.elements
            for element in self._styles.elements
            if self._is(held.for_, element)
        }

    def problems(self) -> Iterator[Problem]:
        for fault in self._styles.faults:
            yield Problem(self._context.locate(fault.where), f"{fault.where}: {fault.said}")
        for rule in self._styles.rules:
            yield from self._of_rule(rule)
        yield from self._of_pages()
        yield from self._of_what_leaves_its_place()
        yield from self._of_light_text()

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
        """Why a declaration is refused, for each kind of element that its rule is for."""
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
        if not accepted and not (name in _COLOURS and self._inverts(rule, strict=beside_safety)):
            described = "; or ".join(allowed.described() for allowed in alternatives)
            return f"{group.why}; allowed here: {described or 'nothing'}"
        return self._held_fault(rule, name, held) if held else self._leading_fault(rule, name)

    def _accepted(self, declaration: Any, alternatives: Sequence[Allowed]) -> bool:
        """Whether each value that a declaration may have is allowed. Raises UnknownValueError."""
        readings = self._values.readings(declaration.value)
        return all(any(self._values.accepts(allowed, reading) for allowed in alternatives) for reading in readings)

    @staticmethod
    def _held_fault(rule: StyleRule, name: str, held: OutOfPlace) -> str:
        together = ", ".join(sorted(held.with_ - rule.names))
        return f"a rule that takes it out of its place sets {together} too" if name == "position" and together else ""

    def _fits(self, allowed: Allowed, rule: StyleRule, elements: Sequence[Any]) -> bool:
        """Whether an alternative is meant for all these elements and for the state that a rule is for."""
        return (
            (allowed.for_ is None or all(self._is(allowed.for_, element) for element in elements))
            and (allowed.state is None or allowed.state in rule.states)
            and (allowed.most_letters is None or all(_letters(e) <= allowed.most_letters for e in elements))
        )

    def _is(self, selector: str, element: Any) -> bool:
        test = self._tests.get(selector) or self._tests.setdefault(selector, compiled(selector))
        return bool(test(element))

    def _leading_fault(self, rule: StyleRule, name: str) -> str:
        """What is wrong with the space between lines: a length is measured by the size of type in the same rule."""
        if name == "font-size" and "line-height" not in rule.names:
            sizes = [px(part)[1] for part in self._lengths(rule, "font-size")]
            return "type so large states its line height in the same rule" if max(sizes, default=0) > _LARGE_PX else ""
        if name == "line-height":
            leadings = [px(part)[0] for part in self._lengths(rule, "line-height")]
            sizes = [px(part)[1] for part in self._lengths(rule, "font-size")]
            if leadings and not sizes:
                return "a line height with a unit stands in one rule with the size of type"
            if leadings and min(leadings) < _LEAST_LEADING * max(sizes):
                return f"lines that are set too close run into each other: {_LEAST_LEADING} times the size at least"
        return ""

    def _lengths(self, rule: StyleRule, name: str) -> Iterator[Any]:
        """The lengths that a property may have in a rule, without plain numbers and percentages."""
        for declaration in rule.values_of(name):
            for reading in self._values.readings(declaration.value):
                parts = [part for part in reading if part.type in {"dimension", "function"}]
                yield from parts

    # ---- Light on dark

    def _inverts(self, rule: StyleRule, *, strict: bool) -> bool:
        """Whether a rule sets light text and the dark ground for it, at every width and, near safety text, surely."""
        texts, grounds = self._colours(rule, "color"), self._colours(rule, "background", "background-color")
        if not texts or not grounds or rule.pseudo_element or (strict and rule.conditional):
            return False
        light = all(self._values.is_light(text) for text in texts)
        dark = all(self._values.is_dark(ground) for ground in grounds)
        return light and dark and (not strict or self._surely_set(rule))

    def _colours(self, rule: StyleRule, *names: str) -> list[Any]:
        """Every value of a single part that these properties may have in a rule; None for one of several parts."""
        try:
            readings = [
                reading
                for declaration in rule.values_of(*names)
                for reading in self._values.readings(declaration.value)
            ]
        except UnknownValueError:
            return []
        return [parts[0] if len(parts := [p for p in r if p.type != "whitespace"]) == 1 else None for r in readings]

    def _surely_set(self, rule: StyleRule) -> bool:
        """Whether every custom property in a rule's colours is set on the root of the page, at every width."""
        names = {
            part.arguments[0].value
            for declaration in rule.values_of(*_COLOURS)
            for part in declaration.value
            if part.type == "function" and part.lower_name == "var"
        }
        on_root = {
            declaration.name
            for other in self._styles.rules
            if other.selector in {":root", "html"} and not other.conditional
            for declaration in other.declarations
        }
        return names <= on_root

    def _of_light_text(self) -> Iterator[Problem]:
        """Rules that set another colour or ground where safety text is light on dark."""
        inverting = [rule for rule in self._near_rules if self._inverts(rule, strict=True)]
        for rule in self._near_rules:
            for declaration in rule.values_of(*_COLOURS):
                if rule not in inverting and self._breaks(rule, declaration, inverting):
                    yield self._problem(
                        rule, declaration, "reaches safety text that is light on a dark ground: it would not be seen"
                    )

    @cached_property
    def _near_rules(self) -> list[StyleRule]:
        """The rules with colours for safety text."""
        return [
            rule
            for rule in self._styles.rules
            if not rule.pseudo_element
            and rule.names & set(_COLOURS)
            and any(element.etree_element in self._context.around_safety for element in rule.elements)
        ]

    def _breaks(self, rule: StyleRule, declaration: Any, inverting: Sequence[StyleRule]) -> bool:
        if declaration.lower_name == "color" and written(declaration.value) in {"inherit", "currentcolor"}:
            return False
        for other in inverting:
            for dark in other.elements:
                within = [element for element in rule.elements if dark in element.ancestors]
                if within or (dark in rule.elements and rule.rank > other.rank):
                    return True
        return False

    # ---- What is no rule for elements

    def _of_pages(self) -> Iterator[Problem]:
        pages = self._list.pages
        for page in self._styles.pages:
            where = f"@page @{page.box}" if page.box else "@page"
            if page.box and page.box not in pages.boxes:
                yield Problem(self._context.origin, f"{where}: a box in that margin is not on the list")
            known = pages.box_properties if page.box else pages.properties
            for declaration in page.declarations:
                readings = self._values.readings(declaration.value)
                alternatives = known.get(declaration.lower_name, ())
                if not all(any(self._values.accepts(a, reading) for a in alternatives) for reading in readings):
                    said = f"{declaration.lower_name}: {written(declaration.value)}"
                    yield Problem(
                        self._context.origin, f"{where} {{ {said} }} is not on the list of what a page may have"
                    )

    def _of_what_leaves_its_place(self) -> Iterator[Problem]:
        """Elements that may lie over others, and are too large to."""
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


def _letters(element: Any) -> int:
    return len(squeeze(text_of(element.etree_element)))
