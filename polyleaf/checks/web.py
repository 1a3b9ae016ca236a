"""Checks of the finished HTML file, which is parsed as a browser parses it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import tinycss2

from polyleaf.checks import lost_messages
from polyleaf.checks.css_values import drawing_in
from polyleaf.checks.known_text import KnownText
from polyleaf.checks.page_styles import PageStyles, StyleSheetFile, read_styles
from polyleaf.checks.registry import Problem, check
from polyleaf.checks.safety_texts import SafetyWords, safety_words
from polyleaf.checks.screen_list import screen_list
from polyleaf.content import svg
from polyleaf.content.picture import PictureError
from polyleaf.content.reading_order import ReadText
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.page import body_of, parse, text_by_language, text_of
from polyleaf.render.siblings import Sibling
from polyleaf.render.web import POLICY
from polyleaf.render.webfonts import embedded, font_stacks, stack_of
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import squeeze

_ACTIVE = frozenset({"script", "iframe", "frame", "object", "embed", "base", "form", "audio", "video"})
_ADDRESSES = ("href", "src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest")
HIDING_ELEMENTS = frozenset({"details", "dialog", "noscript", "template"})
HIDING_ATTRIBUTES = frozenset({"hidden", "inert", "aria-hidden"})
_FAMILY = re.compile(r'@font-face \{ font-family: "([^"]+)"')  # as the engine writes it
_INLINE = frozenset({"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "time", "wbr"})
_SPOKEN = ("alt", "title", "aria-label", "data-label")  # attributes that are seen or read out
_INVISIBLE = frozenset({"Zs", "Cc", "Cf"})  # spaces and joiners: a browser draws them without a glyph


@dataclass(frozen=True)
class WebContext:
    """An HTML file as bytes, the words from which it was made, and the editions to which it links.

    `labels` are the messages of the templates. `sheets` are the style sheets by path, to name the line of a rule.
    `locked_families` are those of the font lock.
    """

    localized: LocalizedBrochure
    content: bytes
    siblings: tuple[Sibling, ...]
    edition: str
    labels: tuple[SourceMessage, ...] = ()
    sheets: tuple[StyleSheetFile, ...] = ()
    locked_families: frozenset[str] = frozenset()

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)

    @cached_property
    def page(self) -> Element:
        return parse(self.content.decode("utf-8"))

    @cached_property
    def lost(self) -> list[lost_messages.Message]:
        """The messages that are not on the page."""
        alternatives = (image.get("alt", "") for image in self.page.iter("img"))
        text = squeeze("\n".join([text_of(body_of(self.page)), *alternatives]))
        return lost_messages.lost_messages(self.localized, lambda words: squeeze(words) in text)

    @cached_property
    def critical(self) -> frozenset[str]:
        return frozenset(section.id for section in self.localized.brochure.sections if section.critical)

    @cached_property
    def in_safety(self) -> frozenset[Element]:
        """The elements of the safety sections."""
        sections = (element for element in self.page.iter() if element.get("data-section") in self.critical)
        return frozenset(element for section in sections for element in section.iter() if isinstance(element.tag, str))

    @cached_property
    def around_safety(self) -> frozenset[Element]:
        """The elements of the safety sections, and the elements around them."""
        return self.in_safety | {
            ancestor.etree_element
            for element in self.styles.elements
            if element.etree_element in self.in_safety
            for ancestor in element.ancestors
        }

    @cached_property
    def safety_words(self) -> dict[str, SafetyWords]:
        """The words of each safety section, by its id."""
        return safety_words(self.localized)

    @cached_property
    def read_texts(self) -> dict[Element, tuple[ReadText, ...]]:
        """The texts of the safety sections that each element holds; of sections that differ from their words, none."""
        found: dict[Element, tuple[ReadText, ...]] = defaultdict(tuple)
        for section, expected in self.safety_words.items():
            spans: dict[Element, tuple[int, int]] = {}
            end = 0
            for part in self.page.iterfind(f".//*[@data-section='{section}']"):
                end = _measure(part, end, spans)
            if end == len(expected.words):
                for element, span in spans.items():
                    found[element] += tuple(expected.texts_between(*span))
        return found

    @cached_property
    def styles(self) -> PageStyles:
        """Its styles except the font faces, which only the engine writes."""
        return read_styles(self.page, self.written_sheets, screen_list())

    @cached_property
    def written_sheets(self) -> list[str]:
        """Its style sheets except that of the font faces."""
        return [style.text or "" for style in self.page.iter("style") if style is not self._faces]

    @cached_property
    def faces_sheet(self) -> str:
        """The style sheet of the font faces, which only the engine writes. It is the last but one in the head."""
        return (self._faces.text or "") if self._faces is not None else ""

    @cached_property
    def _faces(self) -> Element | None:
        last = list(self.page[0])[-2:]
        return last[0] if [element.tag for element in last] == ["style", "style"] else None

    @cached_property
    def families(self) -> frozenset[str]:
        """The locked families. The page embeds those that its text needs."""
        return self.locked_families | frozenset(_FAMILY.findall(self.faces_sheet))

    @cached_property
    def known(self) -> KnownText:
        """What the page may say."""
        return KnownText.of(self.localized, self.labels, [sibling.language for sibling in self.siblings])

    def locate(self, selector: str, name: str = "", value: str = "") -> Origin:
        """Where a rule with that selector is written, and that property in it. The edition, if it is in no sheet.

        A value with the address of a file is different in the page.
        """
        for wanted in ((selector, name, value), (selector, name), (selector,)):
            for sheet in reversed(self.sheets):
                line = sheet.line_of(*wanted)
                if line:
                    return Origin(sheet.path, line)
        return self.origin


@check("web-language", Stage.WEB, "Give the template's <html> its lang and dir.")
def web_language(context: WebContext) -> Iterator[Problem]:
    """A screen reader speaks the page in the language that it states, and the direction decides the
    order of its columns.
    """
    language = context.localized.language
    stated, expected = (context.page.get("lang"), context.page.get("dir")), (language.tag, language.direction)
    if stated != expected:
        yield Problem(context.origin, f"the page states the language and direction {stated}, not {expected}")


@check("web-title", Stage.WEB, "Give the template a <title>.")
def web_title(context: WebContext) -> Iterator[Problem]:
    """Browsers show the title in the window, and screen readers say it first."""
    title = context.page.findtext("head/title", "")
    if not squeeze(title).startswith(squeeze(context.localized.plain(context.localized.brochure.cover.title))):
        yield Problem(context.origin, f"the title of the page is {title!r}")


@check("web-words-lost", Stage.WEB, "Fix the template: it leaves the text out.", concern=Concern.CONTENT)
def web_words_lost(context: WebContext) -> Iterator[Problem]:
    """Every message of the brochure is on the page in its translation. A template must not forget one."""
    for message, _ in context.lost:
        yield lost_messages.problem(message, "on the page for the screen", context.localized.brochure)


@check(
    "web-safety-differs",
    Stage.WEB,
    "Fix the template of that block: it loses, adds or moves a text.",
    concern=Concern.SAFETY,
)
def web_safety_differs(context: WebContext) -> Iterator[Problem]:
    """A safety section is on the page word by word and in order: each list under its treatment and its heading."""
    lost = {words for _, words in context.lost}  # `web-words-lost` reports these, each once
    for section, read in context.localized.safety_sections():
        parts = context.page.iterfind(f".//*[@data-section='{section}']")
        expected = "".join(squeeze(words) for _, words in read if words not in lost)
        if squeeze("".join(map(text_of, parts))) != expected:
            yield Problem(context.origin, f"the section {section!r} differs from its text")


@check(
    "web-hidden",
    Stage.WEB,
    "Take the element or the attribute out: safety text is always open.",
    concern=Concern.SAFETY,
)
def web_hidden(context: WebContext) -> Iterator[Problem]:
    """Readers miss safety text that is collapsed or hidden from screen readers."""
    for element in context.page.iter():
        if element in context.around_safety and (
            element.tag in HIDING_ELEMENTS or HIDING_ATTRIBUTES & set(element.keys())
        ):
            yield Problem(context.origin, f"<{element.tag}> hides safety text")


@check(
    "web-words-unknown",
    Stage.WEB,
    'Put the words into the brochure, or into a label of the template: {{ _("...") }}.',
    concern=Concern.CONTENT,
)
def web_words_unknown(context: WebContext) -> Iterator[Problem]:
    """Words that are no message, label, value or data of the clinic were never translated or approved."""
    for text in _said(context.page):
        strange = context.known.strange(text)
        if strange:
            yield Problem(
                context.origin, f"the page says {strange!r}, which is not a message, label, value or clinic data"
            )
    for image in context.page.iter("img"):
        for fault in _faults_of_drawing(image.get("src", "")):
            yield Problem(context.origin, f"a drawing of the page ({image.get('alt') or 'without words'}) {fault}")


def _said(page: Element) -> Iterator[str]:
    """Every text of a page: each paragraph, heading, item and cell, its title, and its spoken attributes."""
    yield page.findtext("head/title", "")
    yield from (meta.get("content", "") for meta in page.iter("meta") if meta.get("name") == "description")
    yield from _paragraphs(body_of(page))
    for element in page.iter():
        yield from filter(None, map(element.get, _SPOKEN))


def _paragraphs(block: Element) -> Iterator[str]:
    """The texts in a block that no other block divides."""
    run = [block.text or ""]
    for child in block:
        if child.tag in _INLINE:
            run.append(text_of(child))
        else:
            yield "".join(run)
            run = []
            if isinstance(child.tag, str):
                yield from _paragraphs(child)
        run.append(child.tail or "")
    yield "".join(run)


def _measure(element: Element, start: int, spans: dict[Element, tuple[int, int]]) -> int:
    """Note where in the words of its section each element begins and ends; where this one does is returned."""
    end = start + len(squeeze(element.text or ""))
    for child in element:
        end = _measure(child, end, spans) + len(squeeze(child.tail or ""))
    spans[element] = (start, end)
    return end


def _faults_of_drawing(address: str) -> Iterator[str]:
    """What a drawing in a `data:` address must not contain: words, pictures, programs."""
    drawn = drawing_in(address)
    if drawn:
        try:
            svg.read(drawn)
        except PictureError as error:
            yield str(error)


@check("web-network", Stage.WEB, "Keep what the page shows in the project; link only to the clinic and the siblings.")
def web_network(context: WebContext) -> Iterator[Problem]:
    """A page that loads something tells others who reads it, and shows less without a network. It runs no program."""
    files = {sibling.file for sibling in context.siblings}
    for element in context.page.iter():
        if element.tag in _ACTIVE or element.get("http-equiv", "").lower() == "refresh":
            yield Problem(context.origin, f"the page has an element <{element.tag}>")
        for address in filter(None, map(element.get, _ADDRESSES)):
            if not _stays(element, address, files):
                yield Problem(context.origin, f"<{element.tag}> names {address[:60]!r}")
    if POLICY not in {meta.get("content") for meta in context.page.iter("meta")}:
        yield Problem(context.origin, "the page lacks the Content-Security-Policy that keeps it to itself")
    styles = [*context.written_sheets, *(element.get("style", "") for element in context.page.iter())]
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
    """The addresses in a style sheet that lead outside it."""
    for node in _nodes(tinycss2.parse_component_value_list(css)):
        if node.type == "at-keyword" and node.lower_value == "import":
            yield "@import"
        elif node.type == "url" and not node.value.startswith("data:"):
            yield node.value
        elif node.type == "function" and node.lower_name in {"url", "src", "image", "image-set"}:
            strings = (part.value for part in node.arguments if part.type == "string")
            yield from (address for address in strings if not address.startswith("data:"))


def _nodes(nodes: list[Any]) -> Iterator[Any]:
    """The nodes of a style sheet with all nodes inside them, at any depth."""
    rest = list(reversed(nodes))
    while rest:
        node = rest.pop()
        yield node
        rest += reversed(getattr(node, "content", None) or getattr(node, "arguments", None) or [])


@check(
    "web-glyph-missing",
    Stage.WEB,
    "Write the text without that character, or lock a font that has it.",
    concern=Concern.CONTENT,
)
def web_glyph_missing(context: WebContext) -> Iterator[Problem]:
    """A character that no face in the file has is drawn in whatever font the reader's machine has, or as a box."""
    faces, stacks = embedded(context.faces_sheet), font_stacks("\n".join(context.written_sheets))
    for tag, text in text_by_language(context.page).items():
        covered = frozenset[str]().union(*(faces.get(family, frozenset()) for family in stack_of(tag, stacks)))
        for char in sorted(set(text) - covered):
            if unicodedata.category(char) not in _INVISIBLE:
                name = unicodedata.name(char, f"U+{ord(char):04X}")
                yield Problem(context.origin, f"no embedded face for {tag!r} has {char!r}, {name}")


@check("web-siblings", Stage.WEB, "Fix the list of languages in the template.")
def web_siblings(context: WebContext) -> Iterator[Problem]:
    """A reader who cannot read this page finds their language by its own name, in its own script and direction."""
    links = {link.get("href", ""): link for link in context.page.iter("a")}
    for sibling in context.siblings:
        link, language = links.get(sibling.file), sibling.language
        if link is None or text_of(link) != language.listed_name:
            yield Problem(context.origin, f"no link to {sibling.file} under the name {language.listed_name!r}")
        elif (link.get("lang"), link.get("dir")) != (language.tag, language.direction):
            yield Problem(context.origin, f"the link to {sibling.file} lacks its language or its direction")
