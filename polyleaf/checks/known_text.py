"""What an edition may say: its messages and labels, its numbers and dates, the data of the clinic, and nothing else.

A text of a page is read from its beginning as a row of such pieces. A piece is whole: a word of a message is none. Only
spaces and punctuation may stand between pieces, so "It is fine if: " before a message is found, and so is a sentence
that a template wrote itself. A label with places in it, such as "Version {version}", is a piece with others in those.
"""

from __future__ import annotations

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
_FREE = ("L", "M", "N")  # letters, marks and numbers have to be of a piece; all else may stand between pieces
_SHOWN = 60


@dataclass(frozen=True)
class _Reading:
    """A text without its spaces, and where each of its characters stands in the text with them."""

    text: str
    letters: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Reading:
        kept = [(place, char) for place, char in enumerate(text) if squeeze(char) and not _is_direction(char)]
        return cls(text, "".join(char for _, char in kept), tuple(place for place, _ in kept))

    def cuts_number(self, start: int, end: int) -> bool:
        """Whether a piece begins or ends within a number: "1" and "2" are no "12"."""
        return any(
            0 < cut < len(self.letters)
            and self.letters[cut - 1 : cut + 1].isdigit()
            and self.places[cut - 1] + 1 == self.places[cut]
            for cut in (start, end)
        )

    def shown_from(self, position: int) -> str:
        """The text from a character on, as far as a finding shows it."""
        rest = " ".join(self.text[self.places[position] :].split())
        return rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN]}…"


@dataclass(frozen=True)
class KnownText:
    """The pieces that a text may be made of, without their spaces; labels with places as the pieces between these."""

    pieces: frozenset[str]
    labels: tuple[tuple[str, ...], ...]

    @classmethod
    def of(
        cls, localized: LocalizedBrochure, labels: Iterable[SourceMessage], languages: Iterable[Language]
    ) -> KnownText:
        """What an edition may say; `languages` are those whose names it lists."""
        whole: list[tuple[str, ...]] = []
        parted: list[tuple[str, ...]] = []
        for pieces in _labels(localized, labels):
            (parted if len(pieces) > 1 else whole).append(pieces)
        texts = (*_messages(localized), *_data(localized), *_numbers(localized), *_names(localized, languages))
        known = {_Reading.of(text).letters for text in texts} | {pieces[0] for pieces in whole}
        return cls(frozenset(known - {""}), tuple(parted))

    def strange(self, text: str) -> str:
        """What in a text is no piece, from its first character on; empty when all is known."""
        reading = _Reading.of(text)
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
        """Every place up to which a text is a row of pieces from `start` on."""
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
        """Where the pieces end that begin at a place, and what may stand between pieces."""
        letters = reading.letters
        if position < len(letters) and unicodedata.category(letters[position])[0] not in _FREE:
            yield position + 1
        for length in (1, 2, 3):
            for piece in self._by_beginning.get(letters[position : position + length], ()):
                end = position + len(piece)
                if letters.startswith(piece, position) and not reading.cuts_number(position, end):
                    yield end

    def _label_ends(self, reading: _Reading, position: int) -> Iterator[int]:
        """Where the labels with places end that begin at a place."""
        for first, *rest in self.labels:
            if reading.letters.startswith(first, position):
                yield from self._rest_ends(reading, position + len(first), rest)

    def _rest_ends(self, reading: _Reading, position: int, rest: Sequence[str]) -> Iterator[int]:
        """Where a label ends of which a place begins here, and these are its pieces still to come."""
        if not rest:
            yield position
            return
        for place in self._reached(reading, position, with_labels=False):
            if reading.letters.startswith(rest[0], place):
                yield from self._rest_ends(reading, place + len(rest[0]), rest[1:])


def _is_direction(char: str) -> bool:
    """Whether a character only says in which direction others run."""
    return unicodedata.category(char) == "Cf" and char not in "\u200c\u200d"


def _messages(localized: LocalizedBrochure) -> Iterator[str]:
    return (words for _, words in localized.printed())


def _labels(localized: LocalizedBrochure, labels: Iterable[SourceMessage]) -> Iterator[tuple[str, ...]]:
    """Each label without its spaces, cut at its places; those of other formats may not be translated."""
    for message in labels:
        places = [name for name in placeholders(message.msgid) if not name.startswith("clinic.")]
        try:
            words = to_plain(localized.label(message.msgid, **dict.fromkeys(places, _PLACE)))
        except KeyError:
            continue
        pieces = tuple(_Reading.of(part).letters for part in words.split(_PLACE))
        if any(char.isalpha() for char in "".join(pieces)):
            yield pieces


def _data(localized: LocalizedBrochure) -> Iterator[str]:
    """What is printed of the clinic and of the edition as it was typed, and dates."""
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


def _numbers(localized: LocalizedBrochure) -> Iterator[str]:
    """The numbers of items in lists and drawings, the marks of time lines, and how often effects happen."""
    longest = 0
    for section in localized.brochure.sections:
        for _, part in walk(section):
            if isinstance(part, tuple):
                longest = max(longest, len(part))
            elif isinstance(part, Figure):
                longest = max(longest, sum(len(legend.labels) for legend in part.legends))
            elif isinstance(part, Timeline):
                yield localized.months(part.end_month)
                yield from map(localized.number, range(part.tick_months, part.end_month, part.tick_months))
            elif isinstance(part, Frequencies):
                yield from map(localized.quantity, (part.out_of, *part.counted))
    yield from map(localized.number, range(1, longest + 1))


def _names(localized: LocalizedBrochure, languages: Iterable[Language]) -> Iterator[str]:
    for language in (localized.language, *languages):
        yield from (language.own_name, language.listed_name, language.english_name)
