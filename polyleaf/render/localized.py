"""A brochure in one language and for one clinic. Templates print it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from polyleaf.content import markup
from polyleaf.content.brochure import (
    Brochure,
    Layout,
    Number,
    Quantity,
    Source,
    StrictModel,
    TimelineUnit,
    Value,
    texts,
)
from polyleaf.content.clinic import CLINIC_FIELDS, Clinic
from polyleaf.content.opening import Opening
from polyleaf.content.phone import dialled
from polyleaf.content.reading_order import ReadText, reading_order
from polyleaf.content.text import Text
from polyleaf.core.clock import stated_date
from polyleaf.language import values
from polyleaf.language.hours import HoursLine, hours_lines
from polyleaf.language.languages import Language, language
from polyleaf.render.clinic_words import LONGEST_UNBROKEN, own_words, phone_link, web_link, with_names
from polyleaf.translation.approval_status import NOTHING_APPROVED, EditionApproval
from polyleaf.translation.extraction import INTERFACE_LANGUAGE
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import Words

CURRENT_PAGE = "current.html"
"""The page of a release that says for a leaflet's code whether it is current."""


_STATED = {"\u200e": "ltr", "\u200f": "rtl"}
_NO_MARKS = {ord(mark): None for mark in "\u200e\u200f\u061c"}
_LATIN = re.compile("[A-Za-z]")


def printed_value(text: str, language: Language) -> Markup:
    """A value on a line of its own, unless it is long, as two dates are.

    It is one run where it would be mixed up with the right-to-left text around it.

    That is where it has Latin letters (`mg`), or where CLDR puts a mark of direction at its beginning. The marks
    themselves are not printed: the element does what they do, and no program has to skip them.
    """
    plain = text.translate(_NO_MARKS)
    direction = _STATED.get(text[:1]) or ("ltr" if _LATIN.search(plain) else "")
    classes = "value long" if len(plain) > LONGEST_UNBROKEN else "value"
    if language.direction == "rtl" and direction:
        return Markup('<span class="{}" dir="{}">{}</span>').format(classes, direction, plain)
    return Markup('<span class="{}">{}</span>').format(classes, plain)


def check_page(clinic: Clinic) -> str:
    """The web address of the page that tells whether a leaflet is current; empty where none is published."""
    return f"{clinic.downloads}/{CURRENT_PAGE}" if clinic.downloads else ""


def code_leads_to(clinic: Clinic, code: str) -> str:
    """The web address in the QR code of a leaflet, by its edition code."""
    page = check_page(clinic)
    return f"{page}#{code}" if page else clinic.web


@dataclass(frozen=True)
class LocalizedBrochure:
    """The words of one edition.

    A message without a translation raises KeyError. A draft prints the source instead, and marks it.
    """

    brochure: Brochure  # as one of its layouts prints it
    language: Language
    words: Words
    interface: Words
    clinic: Clinic
    draft: bool = False
    approval: EditionApproval = NOTHING_APPROVED
    preliminary: bool = False
    code: str = ""  # of the edition; empty while it is worked out
    layout: Layout | None = None  # that it is printed in
    whole_words: frozenset[str] = frozenset()  # in which no line may break

    def html(self, text: Text) -> Markup:
        """A text of the brochure as HTML."""
        return self._html(self.words, text.text, self._source)

    def heading(self, text: Text) -> Markup:
        """A heading of the brochure as HTML. It breaks where a reader pauses."""
        return self._html(self.words, text.text, self._source, is_heading=True)

    def sentences(self, texts: Iterable[Text]) -> Markup:
        """Sentences as one run of HTML, with the language's spaces between them.

        From right to left, each is isolated: a Latin word at the end of one and at the beginning of the next would
        change places, and take the mark between them along.
        """
        parts = [self.html(text) for text in texts]
        if self.language.direction == "rtl" and len(parts) > 1:
            parts = [Markup('<span dir="rtl">{}</span>').format(part) for part in parts]
        return escape(self.language.sentence_space).join(parts)

    def label(self, msgid: str, **fields: object) -> Markup:
        """A message of the templates as HTML, with `fields` in its placeholders."""
        return self._html(self.interface, msgid, language(INTERFACE_LANGUAGE), fields)

    def plain(self, text: Text) -> str:
        """A text of the brochure without markup, for titles and alternatives."""
        return markup.to_plain(self.html(text))

    @property
    def modified(self) -> datetime.date:
        """The date that the file states of itself. Raises UsageError."""
        return stated_date(self.brochure.imprint.published)

    def date(self, day: datetime.date) -> str:
        return values.date(day, self.language)

    def own_digits(self, text: str) -> str:
        """A text with digits that is no number, such as a version, in the digits of the language."""
        return values.own_digits(text, self.language)

    def number(self, value: Number) -> str:
        return values.number(value, self.language)

    def opening_hours(self, hours: tuple[Opening, ...]) -> list[HoursLine]:
        return hours_lines(hours, self.language)

    def value(self, name: str) -> Value:
        """A value of the brochure, or the clinic's own if it may set one."""
        value, own = self.brochure.values[name], self.clinic.visits.get(name)
        return value.set_to(own) if own and value.clinic_may_set else value

    @property
    def check_page(self) -> str:
        """The web address of the page that tells whether a leaflet is current; empty where none is published."""
        return check_page(self.clinic)

    @property
    def code_leads_to(self) -> str:
        """The web address in the QR code: what that page says of this edition, else the clinic's page."""
        return code_leads_to(self.clinic, self.code)

    def quantity(self, name: str) -> str:
        """A value as it is printed."""
        return values.phrase(self.value(name), self.language)

    def ends(self, name: str) -> tuple[int, int]:
        """The ends of a value of whole numbers; both the same for a single number."""
        numbers = self.value(name).numbers
        return int(numbers[0]), int(numbers[-1])

    def duration(self, count: int, unit: TimelineUnit) -> str:
        """A number of days, weeks, months or years in the language's words."""
        return values.phrase(Quantity(value=count, unit=unit), self.language)

    def on_axis(self, name: str, unit: TimelineUnit) -> tuple[float, float]:
        """The ends of a value on an axis of that unit. Both are the same for a single number."""
        return values.on_axis(self.value(name), unit)

    def printed(self) -> Sequence[tuple[SourceMessage, str]]:
        """Every message of the brochure with the plain words that are printed for it. None if there are no sections."""
        return self._printed if self.brochure.sections else ()  # a sheet that names the languages has none

    @cached_property
    def _printed(self) -> tuple[tuple[SourceMessage, str], ...]:
        messages = brochure_messages(self.brochure)
        words, source = self.words, self._source
        return tuple((message, markup.to_plain(self._html(words, message.msgid, source))) for message in messages)

    def sources(self) -> list[Source]:
        """What is printed of the sources: those of the sections that are printed, and of the values in them."""
        brochure = self.brochure
        printed = (text.text for text in texts(brochure.sections))
        values = {name.partition(".")[0] for text in printed for name in markup.placeholders(text)}
        cited = {name for section in brochure.sections for name in section.sources or ()}
        cited |= {name for value in values & set(brochure.values) for name in brochure.values[value].source}
        return [source for name, source in brochure.sources.items() if source.printed and name in cited]

    def safety_sections(self) -> Iterator[tuple[str, list[tuple[ReadText, str]]]]:
        """The id of each critical section, and its texts in the order of reading, each with its plain words."""
        words = {message.msgid: words for message, words in self._printed}
        for section in self.brochure.sections:
            if section.critical:
                parts = self.layout.parts_of(section.id) if self.layout else ()
                order = reading_order(section, self.brochure, parts)
                yield section.id, [(read, self._numbered(read, words[read.text.text])) for read in order]

    def _numbered(self, read: ReadText, words: str) -> str:
        """The words of a text, with the number of its step before them."""
        return f"{self.number(read.step)} {words}" if read.step else words

    def is_safety(self, block: StrictModel) -> bool:
        """Whether a block is in a section of safety text."""
        return any(block is own for section in self.brochure.sections if section.critical for own in section.blocks)

    @property
    def _source(self) -> Language:
        """The language in which the brochure is written."""
        return language(self.brochure.language)

    def _html(
        self,
        words: Words,
        msgid: str,
        source: Language,
        fields: dict[str, object] | None = None,
        *,
        is_heading: bool = False,
    ) -> Markup:
        def fill(name: str) -> Markup:
            return self._fill(name, fields or {})

        translation = words.get(msgid)
        if translation is None and not self.draft:
            raise KeyError(f"{words.path} has no translation of {msgid!r}")
        names = self.brochure.listed_names
        bound = self.language.bound(names.marked(translation or msgid), self.whole_words)
        html = with_names(markup.to_html(self.language.phrased(bound) if is_heading else bound, fill), names)
        if translation:
            return html
        untranslated = Markup('<span class="untranslated" lang="{}" dir="{}">{}</span>')
        return untranslated.format(source.tag, source.direction, html)

    def _fill(self, name: str, fields: dict[str, object]) -> Markup:
        if name in fields:
            return escape(fields[name])
        head, _, part = name.partition(".")
        if head == "clinic" and part in CLINIC_FIELDS:
            return self._of_clinic(part)
        if self.draft and not self.brochure.names_value(name):
            return Markup('<span class="untranslated">{{{}}}</span>').format(name)
        return printed_value(values.form(self.value(head), part, self.language), self.language)

    def _of_clinic(self, field: str) -> Markup:
        """The clinic's data that a text prints, by one of `CLINIC_FIELDS`."""
        clinic = self.clinic
        if field == "name":
            return own_words(clinic.name, self.language)
        if field == "web":
            return web_link(clinic.web)
        return phone_link(clinic.phone if field == "phone" else dialled(clinic.emergency_number, ""))
