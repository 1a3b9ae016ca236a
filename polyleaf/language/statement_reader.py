"""Read what a sentence states in the words of its language: numbers, units, concepts, and how often it negates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain

from polyleaf.content import markup
from polyleaf.core.project import Project
from polyleaf.language import unit_words
from polyleaf.language.clauses import ClauseReader, Conjunction
from polyleaf.language.concepts import CONCEPTS, NEAR_NEGATIONS, WEEKDAYS, Concept
from polyleaf.language.languages import Language, PseudoLanguage
from polyleaf.language.lexicon import Lexicon, WordForms, load_lexicon
from polyleaf.language.number_words import NumberJoiner, NumberWord
from polyleaf.language.pseudo_lexicon import pseudo_lexicon
from polyleaf.language.unit_words import NAMED_ALONE, UNITS, Unit
from polyleaf.language.word_patterns import UNSPACED, Vocabulary, VocabularyMaker, fold, letter_pattern

_FRACTIONS = "¼½¾⅓⅔"
# With the Arabic decimal point and separator. A fraction may follow a number.
_NUMBER = re.compile(rf"\d+(?:[.,\u066b\u066c’\u00a0\u202f]\d+)*(?:\s?[{_FRACTIONS}])?|[{_FRACTIONS}]")
_GAP = re.compile(r"[\s\u200c*-]*")  # between a number and its unit: spaces, a joiner, the signs of markup, a hyphen
_SHORT_WORD = re.compile(r"[\s-]*[^\W\d_]{1,3}\s+")  # half *an* hour
_HOLE = "\ufffc"  # replaces what is not read, and keeps its two sides apart
_HALF = Decimal("0.5")
_COMMA = re.compile("[,،、，;؛；]")
_CLAUSE_MARKS = ".,;:?!()…،؛؟।。、，；：（）？！—–"


@dataclass(frozen=True)
class StatedNumber:
    """A number that a text states, with its unit if one is next to it."""

    value: Decimal
    unit: Unit | None


@dataclass(frozen=True)
class Quantities:
    """The numbers that a text states, in order, the numbers that its words may mean, and the units that it names."""

    stated: tuple[StatedNumber, ...]
    hinted: frozenset[Decimal]
    units: frozenset[Unit]
    plural_units: frozenset[Unit]  # "days"; not "the next day", which languages say in many ways


@dataclass(frozen=True)
class Negations:
    """What negates in a text: words for "not" or "avoid", and words that may be said with a "not", such as "unless".

    `joints` counts its commas, ands and ors, because "do not rub or press" is "do not rub and do not press" in some
    languages. `kept` counts the words that may be said with a "not" and that a lexicon knows as a concept.
    """

    said: int
    perhaps: int
    joints: int
    kept: Counter[Concept]

    def missing_in(self, own: Negations) -> int:
        """How many of these negations a translation lacks."""
        return max(0, self.said - own.said)

    def replaced_in(self, own: Negations) -> bool:
        """Whether a translation has more words that may negate, so that one of them may replace a missing "not"."""
        return own.perhaps > self.perhaps

    def added_in(self, own: Negations) -> int:
        """How many negations a translation has beyond what its source can be said with.

        A word of the source such as "unless" may be said with a "not", but not where the translation says "unless" too.
        """
        repeated = max(self.joints, own.joints) if self.said else 0
        otherwise = max(0, self.perhaps - (self.kept & own.kept).total())
        return max(0, own.said - self.said - repeated - otherwise)


@dataclass(frozen=True)
class ConceptWord:
    """A word for concepts: the one that it states, or None if it states none or several, and all that it may mean."""

    stated: Concept | None
    hinted: tuple[Concept, ...]


@dataclass(frozen=True)
class Notions:
    """The concepts that a text states, and those that its words may mean, each with a count."""

    stated: Counter[Concept]
    hinted: Counter[Concept]


class StatementReader:
    """A language and its lexicon, to read texts with. Results are kept, because several checks ask
    for the same text.
    """

    def __init__(self, language: Language, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._locale = language.locale
        self.script = language.script
        self._spaced = language.script not in UNSPACED
        self._korean = language.script == "Kore"  # particles follow a unit without a space
        self._maker = VocabularyMaker(language.script, lexicon.prefixes)
        self._joiner = NumberJoiner(map(fold, lexicon.number_joiners), fused=lexicon.fused_numbers)
        self._quantities_of: dict[str, Quantities] = {}
        self._negations_of: dict[str, Negations] = {}
        self._notions_of: dict[str, Notions] = {}

    def quantities(self, text: str) -> Quantities:
        """The numbers of a text, in any script, style and spelling, and its units. Placeholders have none."""
        if text not in self._quantities_of:
            self._quantities_of[text] = self._quantities(text)
        return self._quantities_of[text]

    def negations(self, text: str) -> Negations:
        """How often a text negates."""
        if text not in self._negations_of:
            folded = fold(markup.PLACEHOLDER.sub(_HOLE, text))
            clauses = self._clause_end.split(self._not_negation.sub(_HOLE, folded))
            said = sum(len(self._negation.findall(clause)) or bool(self._concord.search(clause)) for clause in clauses)
            notions = self.notions(text)
            self._negations_of[text] = Negations(
                said,
                perhaps=len(self._may_negate.findall(folded)),
                joints=len(_COMMA.findall(folded)) + notions.hinted["and"] + notions.hinted["or"],
                kept=Counter({concept: notions.stated[concept] for concept in NEAR_NEGATIONS}),
            )
        return self._negations_of[text]

    def notions(self, text: str) -> Notions:
        """The concepts that a text names. A word for several concepts states none of them."""
        if text not in self._notions_of:
            matches = list(self._concepts.pattern.finditer(fold(markup.PLACEHOLDER.sub(_HOLE, text))))
            words = list(map(self._concepts.meaning, matches))
            stated = Counter(word.stated for word in words if word.stated)
            hinted: Counter[Concept] = Counter(concept for word in words for concept in word.hinted)
            hinted["and"] += sum(map(self._is_joined, matches))
            self._notions_of[text] = Notions(stated, hinted)
        return self._notions_of[text]

    @cached_property
    def clauses(self) -> ClauseReader:
        """The reader that counts the parts of a text in this language."""
        return ClauseReader(self._conjunctions, self._maker.any_of(self.lexicon.clause_openers), self.script)

    def address(self, text: str) -> frozenset[str]:
        """How a text addresses its reader: `formal`, `familiar`, both or neither."""
        forms = (("formal", self._formal), ("familiar", self._familiar))
        return frozenset(form for form, patterns in forms if any(found(text) for found in patterns))

    def units_behind_values(self, text: str) -> Iterator[tuple[str, Unit]]:
        """Each placeholder that is directly followed by a unit, and the unit."""
        for placeholder in markup.PLACEHOLDER.finditer(text):
            unit, _ = self._unit_at(fold(text[placeholder.end() :]), 0)
            if unit:
                yield placeholder[1], unit

    def units_before_values(self, text: str) -> Iterator[tuple[str, Unit]]:
        """Each placeholder that directly follows the sign of a currency or a percentage, and the unit."""
        for placeholder in markup.PLACEHOLDER.finditer(text):
            before = fold(text[: placeholder.start()])
            unit = self._unit_before(before, len(before))
            if unit:
                yield placeholder[1], unit

    def _conjunctions(self, folded: str) -> Iterator[Conjunction]:
        """The words of a folded text that may join two parts of it."""
        for match in self._concepts.pattern.finditer(folded):
            if self._is_joined(match):
                yield Conjunction("and", match.start(), match.start(), certain=False)
            word = self._concepts.meaning(match)
            kind = next((concept for concept in word.hinted if concept in {"and", "or", "also"}), None)
            if kind:
                yield Conjunction(kind, *match.span(), certain=word.stated in {"and", "or"})

    def _is_joined(self, match: re.Match[str]) -> bool:
        """Whether a word begins with an "and" that is written together with it, as in Arabic."""
        prefix = match.string[match.start() : match.start(match.lastgroup or 0)]
        return bool(prefix) and prefix.startswith(tuple(map(fold, self.lexicon.number_joiners)))

    def _quantities(self, text: str) -> Quantities:
        folded = self._not_number.sub(_HOLE, fold(markup.PLACEHOLDER.sub(_HOLE, text)))
        numbers = sorted((*self._digits(folded), *self._number_words(folded)), key=lambda number: number.start)
        numbers = list(self._with_halves(folded, numbers))
        stated = tuple(StatedNumber(number.value, number.unit) for number in numbers if number.certain)
        beside_numbers = {quantity.unit for quantity in stated if quantity.unit}
        return Quantities(
            stated=stated,
            hinted=frozenset(number.value for number in numbers if not number.certain),
            units=frozenset(
                (
                    *self._units.found_in(folded),
                    *beside_numbers,
                    *(unit for _, unit in self.units_behind_values(text)),
                    *(unit for _, unit in self.units_before_values(text)),
                )
            ),
            plural_units=frozenset(self._plural_units.found_in(folded)),
        )

    def _digits(self, text: str) -> Iterator[NumberWord]:
        for match in _NUMBER.finditer(text):
            *others, last = self._values(match[0])
            yield from (NumberWord(*match.span(), value) for value in others)
            unit, _ = self._unit_at(text, match.end())
            yield NumberWord(*match.span(), last, unit or self._unit_before(text, match.start()))

    def _values(self, digits: str) -> list[Decimal]:
        """One number in the language's own style. In other writings, such as a date, each number is read alone."""
        symbols = self._locale.number_symbols["latn"]
        point, group = (re.escape(symbols[name]) for name in ("decimal", "group"))
        part = sum((Decimal(str(unicodedata.numeric(char))) for char in digits if char in _FRACTIONS), Decimal(0))
        latin = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in digits)
        latin = latin.strip(f"{_FRACTIONS} \u00a0\u202f") or "0"
        number = re.fullmatch(
            rf"(\d+|\d{{1,3}}(?:[{group}\u066c\u00a0\u202f]\d{{3}})+)(?:[{point}\u066b](\d+))?", latin
        )
        if number is None:
            return [Decimal(part) for part in re.findall(r"\d+", latin)]
        return [part + Decimal(f"{re.sub('[^0-9]', '', number[1])}.{number[2] or 0}").normalize()]

    def _number_words(self, text: str) -> Iterator[NumberWord]:
        """The number words, with those that form one number joined."""
        fused = list(self._fused(text))
        found = [
            self._number_word(text, match)
            for match in self._numbers.pattern.finditer(text)
            if not any(number.start <= match.start() < number.end for number in fused)
        ]
        words = sorted((*fused, *found), key=lambda word: word.start)
        return (self._weighed(text, word) for word in self._joiner.joined(text, words))

    def _number_word(self, text: str, match: re.Match[str]) -> NumberWord:
        value, unit, certain = self._numbers.meaning(match)
        if certain is None:
            certain = self._unit_at(text, match.end())[0] is not None
        prefixed = match.start(match.lastgroup or 0) > match.start()
        return NumberWord(*match.span(), value, unit, certain, and_before=prefixed)

    def _weighed(self, text: str, word: NumberWord) -> NumberWord:
        """A number word with its unit, and whether it states its number now that the unit is known."""
        unit = word.unit or self._unit_at(text, word.end)[0]
        if word.value % 1 and not unit and (short := _SHORT_WORD.match(text, word.end)):
            unit, _ = self._unit_at(text, short.end())
        if word.value < 1:
            return replace(word, unit=unit, certain=unit is not None)
        counts = unit or not self.lexicon.counters or self._counter.match(text, _behind_gap(text, word.end))
        return replace(word, unit=unit, certain=word.certain and bool(counts))

    def _fused(self, text: str) -> Iterator[NumberWord]:
        """Numbers whose parts are written as one word: vierundzwanzig, ventiquattro, 이십사."""
        for run in self._fused_run.finditer(text) if self.lexicon.fused_numbers else ():
            parts = list(self._fused_parts(text, *run.span()))
            numbers = list(self._joiner.joined(text, parts))
            if len(parts) > 1 and len(numbers) == 1:
                yield replace(numbers[0], start=run.start(), end=run.end())

    def _fused_parts(self, text: str, start: int, end: int) -> Iterator[NumberWord]:
        """The number words in one word that is made of them and of joiners."""
        while match := self._fused_start.fullmatch(text, start, end):
            part, start = match["part"], match.end("part")
            if part in self._fused_values:
                yield NumberWord(match.start(), start, Decimal(self._fused_values[part]))

    def _with_halves(self, text: str, numbers: list[NumberWord]) -> Iterator[NumberWord]:
        """The numbers, each with what "and a half" after it adds."""
        halves = {half.start(): half for half in self._and_a_half.finditer(text)} if self.lexicon.and_a_half else {}
        read_to = 0
        for number in numbers:
            end = self._unit_at(text, number.end)[1] if number.unit else number.end
            half = halves.pop(_behind_gap(text, end), None)
            if half:
                read_to = half.end()
                unit = number.unit or self._unit_at(text, read_to)[0]
                yield replace(number, value=number.value + _HALF, unit=unit, certain=number.certain or unit is not None)
            elif number.start >= read_to:
                yield number
        for half in halves.values():  # "an hour and a half" in languages without a word for "an"
            for match in self._units_behind.pattern.finditer(text, 0, half.start()):
                if _behind_gap(text, self._word_end(text, match.end())) == half.start():
                    yield NumberWord(match.start(), half.end(), 1 + _HALF, self._units_behind.meaning(match))

    def _unit_at(self, text: str, position: int) -> tuple[Unit | None, int]:
        """The unit that begins at a position, directly or after a space or a hyphen, and where its word ends."""
        start = _behind_gap(text, position)
        # A Korean unit is written together with the number word before it, as if a text began there.
        text_from, begins = (text[start:], 0) if self._korean else (text, start)
        match = self._units_behind.pattern.match(text_from, begins)
        if match is None:
            return None, position
        return self._units_behind.meaning(match), self._word_end(text, start + match.end() - begins)

    def _word_end(self, text: str, position: int) -> int:
        """The end of the word that contains the end of a stem."""
        rest = self._letters.match(text, position) if self._spaced and not self._korean else None
        return rest.end() if rest else position

    def _unit_before(self, text: str, position: int) -> Unit | None:
        """The unit that ends at a position: the sign of a currency, or a percentage as Turkish writes it."""
        for match in self._units_before.pattern.finditer(text, max(0, position - 12), position):
            if not text[match.end() : position].strip():
                return self._units_before.meaning(match)
        return None

    @cached_property
    def _numbers(self) -> Vocabulary[tuple[Decimal, Unit | None, bool | None]]:
        """Number words: the value, the unit that some include, and whether a word states the number for certain.

        That is None for a word that does so only before a unit.
        """
        entries: list[tuple[str, tuple[Decimal, Unit | None, bool | None]]] = []
        for unit in UNITS:
            duals = (*unit_words.duals(unit, self._locale), *self.lexicon.duals.get(unit, ()))
            entries += [(word, (Decimal(2), unit, True)) for word in duals]
        lists: tuple[tuple[bool | None, Mapping[int, WordForms] | Mapping[Decimal, WordForms]], ...] = (
            (True, self.lexicon.numbers),
            (None, self.lexicon.numbers_before_units),
            (True, self.lexicon.fractions),
            (False, self.lexicon.hints),
        )
        for certain, numbers in lists:
            for value, words in numbers.items():
                entries += [(word, (Decimal(value), None, certain)) for word in words]
        return self._maker.vocabulary(entries)

    @cached_property
    def _fused_values(self) -> dict[str, int]:
        """The words that numbers written as one word are made of."""
        lists = (self.lexicon.numbers, self.lexicon.numbers_before_units, self.lexicon.hints)
        words = ((word, value) for numbers in lists for value, words in numbers.items() for word in words)
        return {fold(word): value for word, value in words if word.isalpha()}

    @cached_property
    def _parts_of_fused(self) -> str:
        words = (*self._fused_values, *map(fold, self.lexicon.number_joiners))
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

    @cached_property
    def _fused_start(self) -> re.Pattern[str]:
        """The first part of a word that consists of parts up to its end."""
        return re.compile(rf"(?P<part>{self._parts_of_fused})(?:{self._parts_of_fused})*")

    @cached_property
    def _fused_run(self) -> re.Pattern[str]:
        behind = rf"(?!{letter_pattern()})"
        if self._korean:
            behind = rf"(?:{behind}|(?={self._counter_stems}))"
        return re.compile(rf"(?<!{letter_pattern()})(?:{self._parts_of_fused}){{2,}}{behind}")

    @property
    def _counter_stems(self) -> str:
        stems = (*self.lexicon.counters, *(word for words in self.lexicon.units.values() for word in words))
        cldr = (word for unit in NAMED_ALONE for word in unit_words.words(unit, self._locale))
        return "|".join(re.escape(fold(word).strip("*")) for word in (*stems, *cldr))

    @cached_property
    def _letters(self) -> re.Pattern[str]:
        return re.compile(f"{letter_pattern()}*")

    @cached_property
    def _not_number(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.not_numbers)

    @cached_property
    def _and_a_half(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.and_a_half)

    @cached_property
    def _counter(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.counters)

    @cached_property
    def _formal(self) -> list[Callable[[str], object]]:
        return self._addressing(self.lexicon.formal)

    @cached_property
    def _familiar(self) -> list[Callable[[str], object]]:
        return self._addressing(self.lexicon.familiar)

    def _addressing(self, words: Iterable[str]) -> list[Callable[[str], object]]:
        """A pattern for any of the words. A capital distinguishes "Sie" from "sie", but not at the
        beginning of a sentence.
        """
        letter, small = letter_pattern(), [word for word in words if word == word.lower()]
        capital = "|".join(map(re.escape, sorted(set(words) - set(small))))
        spelled = re.compile(rf"(?<=[^.!?:…][ \u00a0])(?:{capital or '$^'})(?!{letter})")
        folded = VocabularyMaker(self.script).any_of(small)
        return [spelled.search, lambda text: folded.search(fold(text))]

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        return self._maker.any_of((*self.lexicon.negations, *self.lexicon.refusals))

    @cached_property
    def _concord(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.concord)

    @cached_property
    def _clause_end(self) -> re.Pattern[str]:
        joiners = self._maker.any_of(self.lexicon.concepts.get("and", ())).pattern
        return re.compile(rf"[{_CLAUSE_MARKS}]|{re.sub('[(][?]P<[a-z]+>', '(?:', joiners)}")

    @cached_property
    def _not_negation(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.not_negations)

    @cached_property
    def _may_negate(self) -> re.Pattern[str]:
        return self._maker.any_of(self.lexicon.may_negate)

    @cached_property
    def _concepts(self) -> Vocabulary[ConceptWord]:
        """The words for concepts, including CLDR's names of the days of the week."""
        stated: dict[str, dict[Concept, None]] = {}
        meant: dict[str, dict[Concept, None]] = {}
        for concept in CONCEPTS:
            certain = (*self.lexicon.concepts.get(concept, ()), *self._names_of(concept))
            for word in map(fold, certain):
                stated.setdefault(word, {})[concept] = None
            for word in map(fold, (*certain, *self.lexicon.concept_hints.get(concept, ()))):
                meant.setdefault(word, {})[concept] = None
        ignored = [(fold(word), ConceptWord(None, ())) for word in self.lexicon.not_concepts]
        known = [(word, _concept_word(word, stated.get(word, {}), meant)) for word in meant]
        return self._maker.vocabulary((*ignored, *known))

    def _names_of(self, concept: Concept) -> tuple[str, ...]:
        """What CLDR calls a day of the week."""
        return unit_words.weekdays(self._locale)[WEEKDAYS.index(concept)] if concept in WEEKDAYS else ()

    @cached_property
    def _units_behind(self) -> Vocabulary[Unit]:
        """Words and symbols for units after a number."""
        entries: list[tuple[str, Unit]] = []
        for unit in UNITS:
            own = self._cldr(unit_words.words(unit, self._locale))
            stems = (f"{word}*" for word in own) if self._korean else own
            more = (*self.lexicon.units.get(unit, ()), *unit_words.SYMBOLS.get(unit, ()))
            entries += [(word, unit) for word in (*stems, *more)]
        return self._maker.vocabulary(entries)

    @cached_property
    def _units_before(self) -> Vocabulary[Unit]:
        """Symbols for units before a number."""
        lists = unit_words.BEFORE_NUMBERS.items()
        words = [(f"{word}*", unit) for unit, symbols in lists for word in symbols]
        return self._maker.vocabulary([("yüzde", "percent"), *words] if self._locale.language == "tr" else words)

    @cached_property
    def _units(self) -> Vocabulary[Unit]:
        """Words for units anywhere in a text."""
        entries: list[tuple[str, Unit]] = []
        for unit in (unit for unit in UNITS if unit in NAMED_ALONE):
            words = (*self._cldr(unit_words.words(unit, self._locale)), *self.lexicon.units.get(unit, ()))
            entries += [(word, unit) for word in words if self._stands_alone(word)]
        return self._maker.vocabulary(entries)

    @cached_property
    def _plural_units(self) -> Vocabulary[Unit]:
        named = [unit for unit in UNITS if unit in NAMED_ALONE]
        words = [(word, unit) for unit in named for word in self._cldr(unit_words.plurals(unit, self._locale))]
        return self._maker.vocabulary([(word, unit) for word, unit in words if self._stands_alone(word)])

    def _cldr(self, words: Iterable[str]) -> Iterator[str]:
        """CLDR's words without the full stop of an abbreviation. In scripts without spaces, it is
        needed to find the word.
        """
        return (word.rstrip(".") if self._spaced else word for word in words)

    def _stands_alone(self, word: str) -> bool:
        """Whether a word means a unit without a number before it. A letter does not, such as `a` for years."""
        return len(word) > 1 or not self._spaced


def _concept_word(word: str, stated: Iterable[Concept], meant: Mapping[str, Iterable[Concept]]) -> ConceptWord:
    """What a word says: its one concept, and what it may mean by itself, by the words in it, and by its stems."""
    certain = list(stated)
    stems = (f"{word[:end]}*" for end in range(1, len(word.rstrip("*")) + (not word.endswith("*"))))
    others = chain(stems, word.split(" ") if " " in word else ())
    hinted = dict.fromkeys(chain(meant[word], *(meant[other] for other in others if other in meant)))
    return ConceptWord(certain[0] if len(certain) == 1 else None, tuple(hinted))


def _behind_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def load_wording(project: Project, language: Language) -> StatementReader | None:
    """How the texts of a language are read. None if it has no lexicon. Raises InputError."""
    lexicon = load_lexicon(project, language)
    return StatementReader(language, lexicon) if lexicon else None


def pseudo_wording(project: Project, language: PseudoLanguage, source: Language) -> StatementReader | None:
    """How the texts of a pseudo-language are read. None if its source has no lexicon. Raises InputError."""
    lexicon = load_lexicon(project, source)
    return StatementReader(language, pseudo_lexicon(lexicon, source, language.code)) if lexicon else None
