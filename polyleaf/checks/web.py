"""Checks of the finished HTML file, taken apart as a browser does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.page import body_of, parse, text_by_language, text_of
from polyleaf.render.siblings import Sibling
from polyleaf.render.web import POLICY
from polyleaf.render.webfonts import embedded, font_stacks, stack_of
from polyleaf.typeset.laid_out import squeeze

_ACTIVE = frozenset({"script", "iframe", "frame", "object", "embed", "base", "form", "audio", "video"})
_ADDRESSES = ("href", "src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest")
_HIDING_ELEMENTS = frozenset({"details", "dialog", "noscript", "template"})
_INVISIBLE = frozenset({"Zs", "Cc", "Cf"})  # spaces and joiners: a browser draws them without a glyph
# The values of these properties that leave text where it can be read; any other may hide it.
_HARMLESS = {
    "display": r"(?!none).*",
    "visibility|content-visibility|overflow(-x|-y|-block|-inline)?": "visible",
    "opacity": "1",
    "position": "static|relative",
    "transform|translate|scale|rotate|clip-path|filter|(-webkit-)?mask(-image)?|(-webkit-)?line-clamp": "none",
    "clip|(max-)?(height|block-size)": "auto|none",
    "text-indent": "0",
    "font-size": r"(?!0).*",
    "color": r"(?!transparent).*",
}


@dataclass(frozen=True)
class WebContext:
    """An HTML file's bytes, the words that it was made from, and the editions that it leads to."""

    localized: LocalizedBrochure
    content: bytes
    siblings: tuple[Sibling, ...]
    edition: str

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)

    @cached_property
    def page(self) -> Element:
        return parse(self.content.decode("utf-8"))

    @cached_property
    def css(self) -> str:
        return "\n".join(style.text or "" for style in self.page.iter("style"))

    @cached_property
    def critical(self) -> frozenset[str]:
        return frozenset(section.id for section in self.localized.brochure.sections if section.critical)


@check("web-language", Stage.WEB, "Give the template's <html> its lang and dir.")
def web_language(context: WebContext) -> Iterator[Problem]:
    """A screen reader speaks the page in the language that it states; the direction turns its columns."""
    language = context.localized.language
    stated, expected = (context.page.get("lang"), context.page.get("dir")), (language.tag, language.direction)
    if stated != expected:
        yield Problem(context.origin, f"the page states the language and direction {stated}, not {expected}")


@check("web-title", Stage.WEB, "Give the template a <title>.")
def web_title(context: WebContext) -> Iterator[Problem]:
    """Browsers name the window by the title, and screen readers say it first."""
    title = context.page.findtext("head/title", "")
    if not squeeze(title).startswith(squeeze(context.localized.plain(context.localized.brochure.cover.title))):
        yield Problem(context.origin, f"the title of the page is {title!r}")


@check("web-words-lost", Stage.WEB, "Mend the template of that block: it leaves the text out.", concern=Concern.CONTENT)
def web_words_lost(context: WebContext) -> Iterator[Problem]:
    """Every message of the brochure stands in the page in its translation; a template must not forget one."""
    alternatives = (image.get("alt", "") for image in context.page.iter("img"))
    text = squeeze("\n".join([text_of(body_of(context.page)), *alternatives]))
    for message, words in context.localized.printed():
        if squeeze(words) not in text:
            safety = "safety text " if message.critical else ""
            yield Problem(message.origin, f"not in {context.edition}: {safety}{message.msgid!r}", message.critical)


@check(
    "web-safety-differs",
    Stage.WEB,
    "Mend the template of that block: it loses, adds or moves a text.",
    concern=Concern.SAFETY,
)
def web_safety_differs(context: WebContext) -> Iterator[Problem]:
    """A safety section stands in the page word by word and in order: each list under its treatment and its heading."""
    for section, words in context.localized.safety_sections():
        parts = context.page.iterfind(f".//*[@data-section='{section}']")
        if squeeze("".join(map(text_of, parts))) != squeeze(words):
            yield Problem(context.origin, f"the section {section!r} differs from its text")


@check(
    "web-hidden",
    Stage.WEB,
    "Take the element or the declaration off: safety text stands open, in the flow.",
    concern=Concern.SAFETY,
)
def web_hidden(context: WebContext) -> Iterator[Problem]:
    """Safety text that is folded up, hidden or clipped at some width, or kept from screen readers, somebody misses."""
    root = cssselect2.ElementWrapper.from_html_root(context.page)
    elements = list(dict.fromkeys(_around_safety_text(root, context.critical)))
    for element in elements:
        attributes = element.etree_element
        if element.local_name in _HIDING_ELEMENTS or {"hidden", "inert", "aria-hidden"} & set(attributes.keys()):
            yield Problem(context.origin, f"<{element.local_name}> hides safety text")
        for declaration in _hiding(tinycss2.parse_blocks_contents(attributes.get("style", ""))):
            yield Problem(context.origin, f"the style of <{element.local_name}> may hide safety text: {declaration}")
    for prelude, declarations in _rules(tinycss2.parse_stylesheet(context.css)):
        hiding = list(_hiding(declarations))
        if hiding and _touches(prelude, elements):
            selector = tinycss2.serialize(prelude).strip()
            yield Problem(context.origin, f"the style sheet may hide safety text: {selector} {{ {'; '.join(hiding)} }}")


def _around_safety_text(root: Any, critical: frozenset[str]) -> Iterator[Any]:
    """The elements of the safety sections, and those that they stand in."""
    for element in root.iter_subtree():
        if element.etree_element.get("data-section") in critical:
            yield from element.ancestors
            yield from element.iter_subtree()


def _rules(nodes: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """The selectors and declarations of a style sheet, those for some widths or for print too."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, tinycss2.parse_blocks_contents(node.content)
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in {"media", "supports", "layer"}:
            yield from _rules(tinycss2.parse_rule_list(node.content))


def _hiding(declarations: list[Any]) -> Iterator[str]:
    """The declarations that may take text out of sight."""
    for declaration in declarations:
        if declaration.type == "declaration":
            name, value = declaration.lower_name, tinycss2.serialize(declaration.value).strip().lower()
            for properties, harmless in _HARMLESS.items():
                if re.fullmatch(properties, name) and not re.fullmatch(harmless, value):
                    yield f"{name}: {value}"


def _touches(prelude: list[Any], elements: list[Any]) -> bool:
    """Whether a selector is for one of the elements; one that cannot be read is taken to be."""
    for part in _parts(prelude):
        try:
            selectors = cssselect2.compile_selector_list(part)
        except cssselect2.SelectorError:
            if "::" not in tinycss2.serialize(part):  # a browser's own part of an element is none of its text
                return True
        else:
            matching = (selector for selector in selectors if not selector.pseudo_element)
            if any(selector.test(element) for selector in matching for element in elements):
                return True
    return False


def _parts(prelude: list[Any]) -> list[list[Any]]:
    """The selectors of a list."""
    parts: list[list[Any]] = [[]]
    for node in prelude:
        if node == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


@check("web-network", Stage.WEB, "Keep what the page shows in the project; link only to the clinic and the siblings.")
def web_network(context: WebContext) -> Iterator[Problem]:
    """A page that fetches something tells others who reads it, and shows less without a network; it runs no program."""
    files = {sibling.file for sibling in context.siblings}
    for element in context.page.iter():
        if element.tag in _ACTIVE or element.get("http-equiv", "").lower() == "refresh":
            yield Problem(context.origin, f"the page has an element <{element.tag}>")
        for address in filter(None, map(element.get, _ADDRESSES)):
            if not _stays(element, address, files):
                yield Problem(context.origin, f"<{element.tag}> names {address[:60]!r}")
    if POLICY not in {meta.get("content") for meta in context.page.iter("meta")}:
        yield Problem(context.origin, "the page lacks the Content-Security-Policy that keeps it to itself")
    styles = [context.css, *(element.get("style", "") for element in context.page.iter())]
    for address in _named_in("\n".join(styles)):
        yield Problem(context.origin, f"the style sheet names {address[:60]!r}")


def _stays(element: Element, address: str, siblings: set[str]) -> bool:
    """Whether an address is inside the page, or a link that only the reader follows."""
    if element.tag == "a":
        return address in siblings or address.startswith(("#", "tel:", "mailto:", "https://"))
    if element.tag == "link":
        return element.get("rel") == "alternate" and address in siblings
    return address.startswith(("#", "data:image/"))


def _named_in(css: str) -> Iterator[str]:
    """The addresses in a style sheet that lie outside it."""
    for node in _nodes(tinycss2.parse_component_value_list(css)):
        if node.type == "at-keyword" and node.lower_value == "import":
            yield "@import"
        elif node.type == "url" and not node.value.startswith("data:"):
            yield node.value
        elif node.type == "function" and node.lower_name in {"url", "src", "image", "image-set"}:
            strings = (part.value for part in node.arguments if part.type == "string")
            yield from (address for address in strings if not address.startswith("data:"))


def _nodes(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _nodes(getattr(node, "content", None) or getattr(node, "arguments", None) or [])


@check(
    "web-glyph-missing",
    Stage.WEB,
    "Write the text without that character, or lock a font that has it.",
    concern=Concern.CONTENT,
)
def web_glyph_missing(context: WebContext) -> Iterator[Problem]:
    """A character that no face in the file has is drawn with whatever font the reader's machine finds, or as a box."""
    faces, stacks = embedded(context.css), font_stacks(context.css)
    for tag, text in text_by_language(context.page).items():
        covered = frozenset[str]().union(*(faces.get(family, frozenset()) for family in stack_of(tag, stacks)))
        for char in sorted(set(text) - covered):
            if unicodedata.category(char) not in _INVISIBLE:
                name = unicodedata.name(char, f"U+{ord(char):04X}")
                yield Problem(context.origin, f"no embedded face for {tag!r} has {char!r}, {name}")


@check("web-siblings", Stage.WEB, "Mend the list of languages in the template.")
def web_siblings(context: WebContext) -> Iterator[Problem]:
    """A reader who cannot read this page finds the own language by its own name, in its own script and direction."""
    links = {link.get("href", ""): link for link in context.page.iter("a")}
    for sibling in context.siblings:
        link, language = links.get(sibling.file), sibling.language
        if link is None or text_of(link) != language.listed_name:
            yield Problem(context.origin, f"no link to {sibling.file} under the name {language.listed_name!r}")
        elif (link.get("lang"), link.get("dir")) != (language.tag, language.direction):
            yield Problem(context.origin, f"the link to {sibling.file} lacks its language or its direction")
