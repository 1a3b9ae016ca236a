"""Reads what a sentence states in the words of its language: numbers, units, and how often it negates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from polyleaf.content import markup
from polyleaf.core.project import Project
from polyleaf.language import unit_words
from polyleaf.language.languages import Language, PseudoLanguage
from polyleaf.language.lexicon import Lexicon, load_lexicon
from polyleaf.language.pseudo_lexicon import pseudo_lexicon
from polyleaf.language.unit_words import UNITS, Unit
from polyleaf.language.word_patterns import UNSPACED, Vocabulary, VocabularyMaker, fold

_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c’\u00a0\u202f]\d+)*")  # with the Arabic decimal point and separator
_GAP = re.compile(r"[\s\u200c*-]*")  # between a number and its unit: spaces, a joiner, the signs of markup, a hyphen
_PERCENT_BEFORE = re.compile(r"(?:[%٪]|\byüzde)\s?$")  # Turkish, and Arabic at times
_JOINED = re.compile(r"[\s\u200c-]*\w{0,3}[\s\u200c-]*")  # twenty-four, vingt et un, بیست و چهار
_HOLE = "\ufffc"  # stands for what is not read, and keeps apart what stands on its sides


@dataclass(frozen=True)
class StatedNumber:
    """A number that a text states, with its unit where that stands beside it."""

    value: Decimal
    unit: Unit | None


@dataclass(frozen=True)
class Quantities:
    """What a text states in numbers, in their order, what its words may mean besides, and the units that it names."""

    stated: tuple[StatedNumber, ...]
    hinted: frozenset[Decimal]
    units: frozenset[Unit]
    plural_units: frozenset[Unit]  # "days"; not "the next day", which languages say in many ways


@dataclass(frozen=True)
class _Place:
    """A number where it stands; `certain` when the text states it, and does not just hint at it."""

    start: int
    end: int
    quantity: StatedNumber
    certain: bool = True


class StatementReader:
    """A language and its lexicon, to read its texts with."""

    def __init__(self, language: Language, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._locale = language.locale
        self._spaced = language.script not in UNSPACED
        self._korean = language.script == "Kore"  # particles follow a unit without a space
        self._maker = VocabularyMaker(language.script, lexicon.prefixes)
        self._known: dict[str, Quantities] = {}

    def quantities(self, text: str) -> Quantities:
        """The numbers of a text, whatever their script, style and spelling, and its units. Placeholders have none.

        What was read once is kept: several checks and editions ask for the same texts.
        """
        if text not in self._known:
            self._known[text] = self._quantities(text)
        return self._known[text]

    def negations(self, text: str) -> int:
        """How often a text negates."""
        return len(self._negation.findall(self._not_negation.sub(_HOLE, fold(text))))

    def negations_at_most(self, text: str) -> int:
        """How often another language may negate what a text says: once more for each word like "avoid"."""
        return self.negations(text) + len(self._may_negate.findall(fold(text)))

    def units_behind_values(self, text: str) -> Iterator[tuple[str, Unit]]:
        """Each placeholder that has a unit right behind it, and the unit."""
        for placeholder in markup.PLACEHOLDER.finditer(text):
            unit = self._unit_at(fold(text[placeholder.end() :]), 0)
            if unit:
                yield placeholder[1], unit

    def _quantities(self, text: str) -> Quantities:
        folded = self._not_number.sub(_HOLE, fold(markup.PLACEHOLDER.sub(_HOLE, text)))
        numbers = sorted((*self._digits(folded), *self._number_words(folded)), key=lambda place: place.start)
        stated = tuple(place.quantity for place in numbers if place.certain)
        beside_numbers = {quantity.unit for quantity in stated if quantity.unit}
        return Quantities(
            stated=stated,
            hinted=frozenset(place.quantity.value for place in numbers if not place.certain),
            units=self._units.all_in(folded) | beside_numbers | {unit for _, unit in self.units_behind_values(text)},
            plural_units=self._plural_units.all_in(folded),
        )

    def _digits(self, text: str) -> Iterator[_Place]:
        for match in _NUMBER.finditer(text):
            *others, last = self._values(match[0])
            yield from (_Place(*match.span(), StatedNumber(value, None)) for value in others)
            before: Unit | None = "percent" if _PERCENT_BEFORE.search(text, 0, match.start()) else None
            yield _Place(*match.span(), StatedNumber(last, self._unit_at(text, match.end()) or before))

    def _values(self, digits: str) -> list[Decimal]:
        """One number in the language's own style; each number by itself in what is none, such as a date."""
        symbols = self._locale.number_symbols["latn"]
        point, group = (re.escape(symbols[name]) for name in ("decimal", "group"))
        latin = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in digits)
        number = re.fullmatch(
            rf"(\d+|\d{{1,3}}(?:[{group}\u066c\u00a0\u202f]\d{{3}})+)(?:[{point}\u066b](\d+))?", latin
        )
        if number is None:
            return [Decimal(part) for part in re.findall(r"\d+", latin)]
        return [Decimal(f"{re.sub('[^0-9]', '', number[1])}.{number[2] or 0}").normalize()]

    def _number_words(self, text: str) -> Iterator[_Place]:
        """The number words. Two that make up one number, such as twenty-four, are left out on both sides."""
        found = [self._number_word(text, match) for match in self._numbers.pattern.finditer(text)]
        joined = {word for pair in pairwise(found) if _make_one_number(text, *pair) for word in pair}
        return (word for word in found if word not in joined)

    def _number_word(self, text: str, match: re.Match[str]) -> _Place:
        value, unit, certain = self._numbers.meaning(match)
        unit = unit or self._unit_at(text, match.end())
        counts = unit or not self.lexicon.counters or self._counter.match(text, _behind_gap(text, match.end()))
        return _Place(*match.span(), StatedNumber(Decimal(value), unit), certain=certain and bool(counts))

    def _unit_at(self, text: str, position: int) -> Unit | None:
        """The unit that begins at a position, after a space or a hyphen or at once."""
        match = self._units_behind.pattern.match(text, _behind_gap(text, position))
        return self._units_behind.meaning(match) if match else None

    @cached_property
    def _numbers(self) -> Vocabulary[tuple[int, Unit | None, bool]]:
        """Number words: the value, the unit that some say with it, and whether a word states the number for certain."""
        entries: list[tuple[str, tuple[int, Unit | None, bool]]] = []
        for unit in UNITS:
            duals = (*unit_words.duals(unit, self._locale), *self.lexicon.duals.get(unit, ()))
            entries += [(word, (2, unit, True)) for word in duals]
        for certain, numbers in ((True, self.lexicon.numbers), (False, self.lexicon.hints)):
            entries += [(word, (value, None, certain)) for value, words in numbers.items() for word in words]
        return self._maker.vocabulary(entries)

    @cached_property
    def _not_number(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.not_numbers)

    @cached_property
    def _counter(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.counters)

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.negations)

    @cached_property
    def _not_negation(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.not_negations)

    @cached_property
    def _may_negate(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.may_negate)

    @cached_property
    def _units_behind(self) -> Vocabulary[Unit]:
        """Words and symbols for units as they stand behind a number."""
        entries: list[tuple[str, Unit]] = []
        for unit in UNITS:
            own = self._cldr(unit_words.words(unit, self._locale))
            stems = (f"{word}*" for word in own) if self._korean else own
            more = (*self.lexicon.units.get(unit, ()), *unit_words.SYMBOLS.get(unit, ()))
            entries += [(word, unit) for word in (*stems, *more)]
        return self._maker.vocabulary(entries)

    @cached_property
    def _units(self) -> Vocabulary[Unit]:
        """Words for units as they stand anywhere."""
        entries: list[tuple[str, Unit]] = []
        for unit in UNITS:
            words = (*self._cldr(unit_words.words(unit, self._locale)), *self.lexicon.units.get(unit, ()))
            entries += [(word, unit) for word in words if self._stands_alone(word)]
        return self._maker.vocabulary(entries)

    @cached_property
    def _plural_units(self) -> Vocabulary[Unit]:
        words = [(word, unit) for unit in UNITS for word in self._cldr(unit_words.plurals(unit, self._locale))]
        return self._maker.vocabulary([(word, unit) for word, unit in words if self._stands_alone(word)])

    def _cldr(self, words: Iterable[str]) -> Iterator[str]:
        """CLDR's words without the stop of an abbreviation; where words have no spaces, it tells one from others."""
        return (word.rstrip(".") if self._spaced else word for word in words)

    def _stands_alone(self, word: str) -> bool:
        """Whether a word means a unit without a number before it: a letter does not, such as `a` for years."""
        return len(word) > 1 or not self._spaced


def _behind_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _make_one_number(text: str, left: _Place, right: _Place) -> bool:
    ones, tens = sorted((left.quantity.value, right.quantity.value))
    return ones < 10 and tens >= 20 and bool(_JOINED.fullmatch(text, left.end, right.start))


def load_wording(project: Project, language: Language) -> StatementReader | None:
    """How the texts of a language are read; None where it has no lexicon. Raises InputError."""
    lexicon = load_lexicon(project, language)
    return StatementReader(language, lexicon) if lexicon else None


def pseudo_wording(project: Project, language: PseudoLanguage, source: Language) -> StatementReader | None:
    """How the texts of a pseudo-language are read; None where its source has no lexicon. Raises InputError."""
    lexicon = load_lexicon(project, source)
    return StatementReader(language, pseudo_lexicon(lexicon, source, language.code)) if lexicon else None
