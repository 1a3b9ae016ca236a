"""Compare a page for the screen with the closed list: its markup, and all its styles."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from polyleaf.checks.registry import Problem, check
from polyleaf.checks.screen_list import PageMarkup, screen_list
from polyleaf.checks.style_judge import StyleJudge
from polyleaf.checks.web import HIDING_ATTRIBUTES, HIDING_ELEMENTS, WebContext
from polyleaf.core.findings import Concern, Stage


@check(
    "web-markup-unknown",
    Stage.WEB,
    "Use the elements and attributes that docs/screen-styles.md lists.",
    concern=Concern.SAFETY,
)
def web_markup_unknown(context: WebContext) -> Iterator[Problem]:
    """Markup that nobody has examined may hide safety text, distract from it, or say something else in its place."""
    markup = screen_list().markup
    for element in context.page.iter():
        if isinstance(element.tag, str):  # and no comment
            for fault in _faults_of_element(element, context, markup):
                yield Problem(context.origin, fault)
    for meta in context.page.iter("meta"):
        for fault in _faults_of_meta(meta, markup):
            yield Problem(context.origin, f"the page has a <meta> {fault}")
    for style in context.page.iter("style"):
        if style not in list(context.page[0]):
            yield Problem(context.origin, "a <style> is not in the head of the page")


def _faults_of_element(element: Element, context: WebContext, markup: PageMarkup) -> Iterator[str]:
    """What is wrong with an element and its attributes. Another check reports what hides safety text."""
    in_safety, around = element in context.in_safety, element in context.around_safety
    place = " in a safety section" if in_safety else ""
    elements = markup.safety_elements if in_safety else markup.elements
    attributes = markup.safety_attributes if in_safety else markup.attributes
    if element.tag not in elements and not (around and element.tag in HIDING_ELEMENTS):
        yield f"the page has an element <{element.tag}>{place}"
    for name in element.attrib:
        known = name in attributes or ("data-*" in attributes and name.startswith("data-"))
        if not known and not (around and name in HIDING_ATTRIBUTES):
            yield f"<{element.tag}> has an attribute {name!r}{place}"
    if in_safety and "dir" in element.attrib and element.tag not in {"span", "a"}:
        yield f"<{element.tag}> in a safety section has a direction of its own"


def _faults_of_meta(meta: Element, markup: PageMarkup) -> Iterator[str]:
    """What is wrong with a <meta>: it could make the page small or dark, or change its letters."""
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
    """A style sheet can hide or reverse a text in more ways than can be listed, so it may only do what is listed."""
    yield from dict.fromkeys(StyleJudge(context).problems())
