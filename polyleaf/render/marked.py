"""The HTML of an edition again, with invisible marks around each message, to know which words are whose.

The printed HTML has no such marks, because the code of an edition is a digest of it. `mark` proves that the marked HTML
without its marks is the printed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from html import unescape

from markupsafe import Markup

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Origin
from polyleaf.core.names import INTERFACE
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import Format
from polyleaf.language.languages import Language
from polyleaf.render.html import to_html
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.siblings import Sibling
from polyleaf.translation.words import Words
from polyleaf.typeset.laid_out import squeeze

Owners = tuple[int, ...]
"""The numbers of the messages to which a character belongs. A message inside another one comes after it."""

_FIRST, _END = 0xF0000, "\U00100000"  # planes 15 and 16 of Unicode are for private use
_OPEN = re.compile("[\U000f0000-\U000fffff]")
_IN_STYLE = re.compile(r"\\0(f[0-9a-f]{4})")  # as it is in a string of a style sheet
_ANY_MARK = re.compile("[\U000f0000-\U00100000]|\\\\0f[0-9a-f]{4}|\\\\100000")
_TOKEN = re.compile(
    "(?P<open>[\U000f0000-\U000fffff])|(?P<end>\U00100000)|(?P<text>[^<\U000f0000-\U00100000]+)"
    "|<!--.*?-->|<(?:\"[^\"]*\"|'[^']*'|[^\"'>])*>",
    re.DOTALL,
)
_TAKEN = "a text has a character from the private planes of Unicode (U+F0000 or higher), which no font here has"
_TAKEN_HINT = "Type the character that is meant; the character may look like an empty box, or like nothing at all."
_ALTERNATIVE = re.compile(r'<img\s(?:[^>]*\s)?alt="([^"]*)"')


@dataclass(frozen=True)
class PrintedMessage:
    """A message as a template asked for it: its domain, its msgid, and its translation, empty if it has none."""

    domain: str
    msgid: str
    msgstr: str


@dataclass(frozen=True)
class OwnedText:
    """A piece of text without white space, and the messages to which it belongs."""

    text: str
    owners: Owners


@dataclass(frozen=True)
class MarkedHtml:
    """The marked HTML, and its messages by their numbers: one for each time that a template printed a message."""

    html: str
    messages: tuple[PrintedMessage, ...]

    def texts(self) -> Iterator[OwnedText]:
        """The text of the body in the order of the HTML, without tags."""
        owners: Owners = ()
        for token in _TOKEN.finditer(self._body):
            if token["open"]:
                owners = (*owners, _number(token[0]))
            elif token["end"]:
                owners = owners[:-1]
            elif token["text"] and (text := squeeze(unescape(token[0]))):
                yield OwnedText(text, owners)

    def alternatives(self) -> Iterator[OwnedText]:
        """The alternative of each picture of the body that has one, with its white space collapsed."""
        for found in _ALTERNATIVE.finditer(self._body):
            words = unescape(found[1])
            if text := " ".join(_ANY_MARK.sub("", words).split()):
                yield OwnedText(text, tuple(map(_number, _OPEN.findall(words))))

    def in_margins(self) -> Owners:
        """The messages that a style sheet of the document prints in the margins of its pages."""
        head = self.html.partition("<body")[0]
        return tuple(int(mark, 16) - _FIRST for mark in _IN_STYLE.findall(head))

    @property
    def _body(self) -> str:
        return self.html.partition("<body")[2].partition(">")[2]


@dataclass(frozen=True)
class _MarkedBrochure(LocalizedBrochure):
    """A brochure that puts marks around what it prints of each message, and remembers the message."""

    domain: str = ""
    printed_messages: list[PrintedMessage] = field(default_factory=list)

    def _html(
        self,
        words: Words,
        msgid: str,
        source: Language,
        fields: dict[str, object] | None = None,
        *,
        is_heading: bool = False,
    ) -> Markup:
        html = super()._html(words, msgid, source, fields, is_heading=is_heading)
        number = len(self.printed_messages)
        domain = INTERFACE if words is self.interface else self.domain
        self.printed_messages.append(PrintedMessage(domain, msgid, words.get(msgid) or ""))
        return Markup(chr(_FIRST + number)) + html + Markup(_END)  # noqa: S704 -- characters, no markup


def mark(
    localized: LocalizedBrochure, form: Format, workspace: Workspace, siblings: Sequence[Sibling], domain: str
) -> MarkedHtml:
    """The marked HTML of an edition whose brochure has that domain.

    Raises InputError for a text with characters that are used as marks, and RuntimeError if the marks would change what
    is printed.
    """
    html = to_html(localized, form, workspace, siblings=siblings)
    if _ANY_MARK.search(html):
        raise InputError([reader_finding("render-failed", Origin(localized.words.path), _TAKEN, _TAKEN_HINT)])
    copied = {item.name: getattr(localized, item.name) for item in fields_of(LocalizedBrochure)}
    marked = _MarkedBrochure(**copied, domain=domain)
    found = to_html(marked, form, workspace, siblings=siblings)
    if _ANY_MARK.sub("", found) != html:
        raise RuntimeError("the HTML with the marks of its messages is not the HTML that is printed")
    return MarkedHtml(found, tuple(marked.printed_messages))


def _number(mark: str) -> int:
    return ord(mark) - _FIRST
