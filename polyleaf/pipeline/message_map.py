"""The place of each message on the pages of an edition, from the layout that is printed.

The HTML is rendered again with marks around each message (`render.marked`), so that it is known for each character of
each element to which messages it belongs. The runs of the layout consume these characters in order, and the map proves
that each run has exactly the letters that it takes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element

from polyleaf.content.markup import PLACEHOLDER
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Origin
from polyleaf.core.reader_findings import reader_finding
from polyleaf.pdf.text_extents import TextExtents, text_extents
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.marked import MarkedHtml, Owners, PrintedMessage, mark
from polyleaf.typeset.laid_out import Area, LaidOut, Run, squeeze

_LETTERS_HINT = "Remove `text-transform`, or whatever else in a style sheet replaces letters."
_IN_MARGIN = -1  # the number of the element of text that a style sheet prints in the margins of a page


@dataclass(frozen=True)
class Place:
    """Where a line of a message is, or the picture whose alternative it is: its page, counted from 1, its panel or page
    by name, and its area in mm from the top left corner of the trimmed page.

    `occurrence` counts from 1 how many times the message has been printed up to there.
    """

    page: int
    frame: str
    area: Area
    occurrence: int = 1


@dataclass(frozen=True)
class MessagePlaces:
    """A message that an edition prints, and all its places in the order of reading.

    `domain` is the brochure's slug or `interface`. `msgstr` is empty if the draft prints the source text.
    """

    domain: str
    msgctxt: str | None
    msgid: str
    msgstr: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class MessageMap:
    """The messages that an edition prints, in the order of their first places."""

    places: tuple[MessagePlaces, ...]

    def of(self, domain: str, msgid: str) -> MessagePlaces | None:
        """A message by its domain and msgid. None if the edition does not print it."""
        return next((found for found in self.places if (found.domain, found.msgid) == (domain, msgid)), None)

    def at(self, page: int, x_mm: float, y_mm: float) -> MessagePlaces | None:
        """The message at a point of a page. If one is inside another, it is the inner one."""
        areas = [
            (_size(place.area), number, message)
            for number, message in enumerate(self.places)
            for place in message.places
            if place.page == page and _holds(place.area, x_mm, y_mm)
        ]
        return min(areas, key=lambda found: found[:2])[2] if areas else None


def message_map(localized: LocalizedBrochure, layout: LaidOut, inputs: Inputs) -> MessageMap:
    """The map of an edition for paper that is laid out.

    Raises InputError for a text that cannot be marked, and for a style sheet that prints other letters than the text
    has; and RuntimeError if the layout is not that of this brochure.
    """
    marked = mark(localized, inputs.form, inputs.workspace, inputs.siblings, inputs.edition.brochure)
    finder = _Finder(inputs.edition.name, marked, layout, inputs.workspace.load(text_extents))
    return _collected(marked, [*finder.words(), *finder.pictures(), *finder.margins()])


@dataclass(frozen=True)
class _PrintedPart:
    """A run, a part of one, or a picture, that belongs to messages.

    `time` counts how often its text was there before: on further pages, or as the head of a table over several pages.
    """

    owners: Owners
    page: int
    frame: str
    area: Area
    time: int = 0


class _Finder:
    """Finds the parts of a layout that belong to messages."""

    def __init__(self, name: str, marked: MarkedHtml, layout: LaidOut, extents: TextExtents) -> None:
        self._name, self._marked, self._layout, self._extents = name, marked, layout, extents

    def words(self) -> Iterator[_PrintedPart]:
        """The words of the document, run by run.

        A running head, or the head of a table over several pages, is in the document once and on each of these pages.
        """
        own = _own_texts(self._marked, self._layout.numbers)
        taken: dict[int, int] = defaultdict(int)
        for run in self._layout.runs:
            text = squeeze(run.text)
            if not text or run.element == _IN_MARGIN:
                continue
            words = own[run.element]
            time, start = divmod(taken[run.element], len(words.owners))
            taken[run.element] += len(text)
            self._demand_same(words.text[start : start + len(text)], text)
            yield from self._parts(run, words.owners[start : start + len(text)], time)

    def _demand_same(self, meant: str, printed: str) -> None:
        """Raise InputError for other letters than those of the text. Capitals are the same letters."""
        if meant != printed and meant.casefold() != printed.casefold():
            problem = f"the pages have {printed[:60]!r} where the text is {meant[:60]!r}, so its place is unknown"
            raise InputError([reader_finding("render-failed", Origin(self._name), problem, _LETTERS_HINT)])

    def _parts(self, run: Run, owners: Sequence[Owners], time: int) -> Iterator[_PrintedPart]:
        """A run by the messages of its letters."""
        if len(set(owners)) == 1:
            yield _PrintedPart(owners[0], run.page, run.frame, run.area, time)
            return
        letters = [index for index, char in enumerate(run.text) if squeeze(char)]
        for whose, group in groupby(zip(letters, owners, strict=True), key=itemgetter(1)):
            indices = [index for index, _ in group]
            area = self._extents.area(run, indices[0], indices[-1] + 1)
            yield _PrintedPart(whose, run.page, run.frame, area, time)

    def pictures(self) -> Iterator[_PrintedPart]:
        """The pictures whose alternatives are messages. Pictures with the same alternative are in the same order."""
        waiting: dict[str, deque[_PrintedPart]] = defaultdict(deque)
        for picture in self._layout.pictures:
            waiting[picture.name].append(_PrintedPart((), picture.page, picture.frame, picture.area))
        for alternative in self._marked.alternatives():
            if waiting[alternative.text]:
                yield replace(waiting[alternative.text].popleft(), owners=alternative.owners)

    def margins(self) -> Iterator[_PrintedPart]:
        """The messages that a style sheet prints in the margins of each page, with numbers in their placeholders."""
        runs = [run for run in self._layout.runs if run.element == _IN_MARGIN]
        for number in self._marked.in_margins():
            message = self._marked.messages[number]
            literals = PLACEHOLDER.sub("\0", message.msgstr or message.msgid).split("\0")
            pattern = re.compile(".+".join(re.escape(_in_margin(text)) for text in literals))
            found = (run for run in runs if pattern.fullmatch(_in_margin(run.text)))
            yield from (_PrintedPart((number,), run.page, run.frame, run.area, time) for time, run in enumerate(found))


def _in_margin(text: str) -> str:
    """A text without white space and the isolates that are around text in margins."""
    return squeeze(text).translate({0x2068: None, 0x2069: None})


@dataclass(frozen=True)
class _OwnText:
    """The words that an element has of its own, without white space, and the messages to which each letter belongs."""

    text: str
    owners: Sequence[Owners]


def _own_texts(marked: MarkedHtml, numbers: Mapping[Element, int]) -> dict[int, _OwnText]:
    """The words of each element of the document by its number.

    The elements are those that were laid out, and the words of both documents are the same from the first to the last.
    """
    pieces = list(marked.texts())
    text = "".join(piece.text for piece in pieces)
    owners = [piece.owners for piece in pieces for _ in piece.text]
    own: dict[int, list[tuple[str, list[Owners]]]] = defaultdict(list)
    position = 0
    for element, words in _texts_of(numbers):
        if not text.startswith(words, position):
            raise RuntimeError(f"the document has {words!r} where its HTML has {text[position : position + 80]!r}")
        own[element].append((words, owners[position : position + len(words)]))
        position += len(words)
    if position != len(text):
        raise RuntimeError(f"the document lacks {text[position : position + 80]!r} of its HTML")
    return {
        element: _OwnText("".join(text for text, _ in parts), [whose for _, part in parts for whose in part])
        for element, parts in own.items()
    }


def _texts_of(numbers: Mapping[Element, int]) -> Iterator[tuple[int, str]]:
    """Each piece of text of the body without white space, with the number of its element, in the order of the HTML."""
    body = next(element for element in numbers if element.tag == "body")
    return _walk(body, numbers)


def _walk(element: Element, numbers: Mapping[Element, int]) -> Iterator[tuple[int, str]]:
    if isinstance(element.tag, str) and (text := squeeze(element.text or "")):  # a comment has no name
        yield numbers[element], text
    for child in element:
        yield from _walk(child, numbers)
        if text := squeeze(child.tail or ""):
            yield numbers[element], text


def _collected(marked: MarkedHtml, parts: Iterable[_PrintedPart]) -> MessageMap:
    """The parts by message, in the order of the templates."""
    printed: dict[tuple[int, int], list[_PrintedPart]] = defaultdict(list)
    for part in parts:
        for number in part.owners:
            printed[number, part.time].append(part)
    found: dict[PrintedMessage, list[Place]] = {}
    occurrences: Counter[PrintedMessage] = Counter()
    for (number, _), own in sorted(printed.items(), key=itemgetter(0)):
        message = marked.messages[number]
        occurrences[message] += 1
        found.setdefault(message, []).extend(_lines(own, occurrences[message]))
    return MessageMap(
        tuple(
            MessagePlaces(message.domain, None, message.msgid, message.msgstr, tuple(places))
            for message, places in found.items()
        )
    )


def _lines(parts: Iterable[_PrintedPart], occurrence: int) -> Iterator[Place]:
    """One place for each line. Its parts, such as emphasized words and values, are joined."""
    line: Place | None = None
    for part in parts:
        place = Place(part.page, part.frame, part.area, occurrence)
        if line and _in_one_line(line, place):
            line = replace(line, area=_around(line.area, place.area))
        else:
            if line:
                yield line
            line = place
    if line:
        yield line


def _in_one_line(line: Place, place: Place) -> bool:
    middle = (place.area.top + place.area.bottom) / 2
    return (line.page, line.frame) == (place.page, place.frame) and line.area.top < middle < line.area.bottom


def _around(one: Area, other: Area) -> Area:
    return Area(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _size(area: Area) -> float:
    return (area.right - area.left) * (area.bottom - area.top)


def _holds(area: Area, x_mm: float, y_mm: float) -> bool:
    return area.left <= x_mm <= area.right and area.top <= y_mm <= area.bottom
