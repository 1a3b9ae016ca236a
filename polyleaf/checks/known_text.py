"""What an edition may say: its messages and labels, its numbers and dates, the data of the clinic, and nothing else.

This is for paper and for the screen. A text of a page is read from its beginning as a row of such pieces. A piece is
whole: a word of a message is none. Only spaces and punctuation may be between pieces, so "It is fine if: " before a
message is found, and so is a sentence that a template wrote itself. A label with places in it, such as
"Version {version}", is a piece with other pieces in its places.

A template that says something of its own says it in one language, and no translator, reviewer or clinician has read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from polyleaf.content.brochure import Figure, Frequencies, Timeline, walk
from polyleaf.content.clinic import printed_texts
from polyleaf.content.markup import placeholders, to_plain
from polyleaf.language.languages import Language
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import squeeze

_PLACE = "\0"
_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*")  # with the marks of decimals and thousands, Arabic ones too
_FREE = frozenset("PZ")  # categories of Unicode that say nothing: punctuation and spaces; a tick is a symbol
# Without the overrides, which turn letters round.
_NO_DIRECTIONS = str.maketrans("", "", "\u061c\u200e\u200f\u2066\u2067\u2068\u2069")
_SHOWN = 60


def _letters(text: str) -> str:
    """A text without its spaces and the marks of its direction."""
    return squeeze(text).translate(_NO_DIRECTIONS)


@dataclass(frozen=True)
class _Reading:
    """A text, and the same without its spaces."""

    text: str
    letters: str

    @classmethod
    def of(cls, text: str) -> _Reading:
        return cls(text, _letters(text))

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where each of the letters is in the text with its spaces."""
        return tuple(place for place, char in enumerate(self.text) if _letters(char))

    def cuts_number(self, start: int, end: int) -> bool:
        """Whether a piece begins or ends inside a number: "1" and "2" are not "12", and "1" and "5" are not "1.5"."""
        cuts = [cut for cut in (start, end) if 0 < cut < len(self.letters)]
        return any(
            number.start() <= self.places[cut - 1] and self.places[cut] < number.end()
            for cut in cuts
            for number in self._numbers
        )

    @cached_property
    def _numbers(self) -> tuple[re.Match[str], ...]:
        """The numbers of the text, each with its decimals."""
        return tuple(_NUMBER.finditer(self.text))

    def shown_from(self, position: int) -> str:
        """The text from a character on, shortened for a finding."""
        rest = " ".join(self.text[self.places[position] :].split())
        return rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN]}…"


@dataclass(frozen=True)
class KnownText:
    """The pieces of which a text may consist, without their spaces. Labels with places are given as
    the pieces between these.
    """

    pieces: frozenset[str]
    labels: tuple[tuple[str, ...], ...]

    @classmethod
    def of(
        cls,
        localized: LocalizedBrochure,
        labels: Iterable[SourceMessage],
        languages: Iterable[Language],
        pages: int = 0,
    ) -> KnownText:
        """What an edition may say; `languages` are those whose names it lists, `pages` is how many it numbers."""
        whole: list[tuple[str, ...]] = []
        parted: list[tuple[str, ...]] = []
        for pieces in _labels(localized, labels):
            (parted if len(pieces) > 1 else whole).append(pieces)
        texts = (*_messages(localized), *_data(localized), *_numbers(localized, pages), *_names(localized, languages))
        known = {*map(_letters, texts), *(pieces[0] for pieces in whole)}
        return cls(frozenset(known - {""}), tuple(parted))

    def strange(self, text: str) -> str:
        """The part of a text from the first character that is in no piece. Empty if all is known."""
        reading = _Reading.of(text)
        if reading.letters in self.pieces:
            return ""  # as most texts are
        reached = self._reached(reading, 0, with_labels=True)
        return "" if len(reading.letters) in reached else reading.shown_from(max(reached))

    def says(self, text: str) -> bool:
        """Whether all of a text is known."""
        return not self.strange(text)

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for piece in self.pieces:
            found.setdefault(piece[:3], []).append(piece)
        return found

    def _reached(self, reading: _Reading, start: int, *, with_labels: bool) -> set[int]:
        """Every position up to which a text is a sequence of pieces from `start` on."""
        reached, rest = {start}, [start]
        while rest:
            position = rest.pop()
            ends = self._ends(reading, position)
            for end in (*ends, *self._label_ends(reading, position)) if with_labels else ends:
                if end not in reached:
                    reached.add(end)
                    rest.append(end)
        return reached

    def _ends(self, reading: _Reading, position: int) -> Iterator[int]:
        """The ends of the pieces that begin at a position, and of what may be between pieces."""
        letters = reading.letters
        if position < len(letters) and unicodedata.category(letters[position])[0] in _FREE:
            yield position + 1
        for length in (1, 2, 3):
            for piece in self._by_beginning.get(letters[position : position + length], ()):
                end = position + len(piece)
                if letters.startswith(piece, position) and not reading.cuts_number(position, end):
                    yield end

    def _label_ends(self, reading: _Reading, position: int) -> Iterator[int]:
        """The ends of the labels with places that begin at a position."""
        for first, *rest in self.labels:
            if reading.letters.startswith(first, position):
                yield from self._rest_ends(reading, position + len(first), rest)

    def _rest_ends(self, reading: _Reading, position: int, rest: Sequence[str]) -> Iterator[int]:
        """The ends of a label, of which a place begins here and these pieces are still to come."""
        if not rest:
            yield position
            return
        for place in self._reached(reading, position, with_labels=False):
            if reading.letters.startswith(rest[0], place):
                yield from self._rest_ends(reading, place + len(rest[0]), rest[1:])


def _messages(localized: LocalizedBrochure) -> Iterator[str]:
    return (words for _, words in localized.printed())


def _labels(localized: LocalizedBrochure, labels: Iterable[SourceMessage]) -> Iterator[tuple[str, ...]]:
    """Each label without its spaces, divided at its places. Labels of other formats may have no translation."""
    for message in labels:
        places = [name for name in placeholders(message.msgid) if not name.startswith("clinic.")]
        try:
            words = to_plain(localized.label(message.msgid, **dict.fromkeys(places, _PLACE)))
        except KeyError:
            continue
        pieces = tuple(map(_letters, words.split(_PLACE)))
        if any(char.isalpha() for char in "".join(pieces)):
            yield pieces


def _data(localized: LocalizedBrochure) -> Iterator[str]:
    """The data of the clinic and of the edition that is printed as it was typed, and dates."""
    clinic, imprint, sources = localized.clinic, localized.brochure.imprint, localized.brochure.sources.values()
    yield from (text for _, text in printed_texts(clinic))
    yield clinic.emergency_number
    yield from (
        localized.code,
        localized.check_page,
        localized.code_leads_to,
        localized.own_digits(imprint.version),
        imprint.author,
    )
    for hours in (clinic.hours, *(site.hours for site in clinic.sites)):
        for line in localized.opening_hours(hours):
            yield from (line.days, *line.times)
    for source in sources:
        yield from (source.name, source.title)
    for day in (imprint.published, imprint.evidence, imprint.review_by):
        yield localized.date(day)
    for sign_off in localized.approval.sign_offs:
        yield from (
            sign_off.reviewer,
            sign_off.role,
            localized.own_digits(sign_off.version),
            localized.date(sign_off.date),
        )


def _numbers(localized: LocalizedBrochure, pages: int) -> Iterator[str]:
    """The numbers of pages, and of items in lists and drawings, the marks of time lines, and counted people."""
    longest = pages
    for section in localized.brochure.sections:
        for _, part in walk(section):
            if isinstance(part, tuple):
                longest = max(longest, len(part))
            elif isinstance(part, Figure):
                longest = max(longest, sum(len(legend.labels) for legend in part.legends))
            elif isinstance(part, Timeline):
                yield localized.duration(part.end, part.unit)
                yield from map(localized.number, part.marks)
            elif isinstance(part, Frequencies):
                yield from map(localized.quantity, (part.out_of, *part.counted))
    yield from map(localized.number, range(1, longest + 1))


def _names(localized: LocalizedBrochure, languages: Iterable[Language]) -> Iterator[str]:
    for language in (localized.language, *languages):
        yield from (language.own_name, language.listed_name, language.english_name)
