"""Compare what a translation states with what its source states: numbers, units, order of values, negations."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import Problem, check
from polyleaf.content import markup
from polyleaf.content.brochure import Value
from polyleaf.core.findings import Concern, Severity, Stage
from polyleaf.language.statement_reader import Negations, Quantities, StatedNumber, StatementReader
from polyleaf.language.unit_words import BEFORE_NUMBERS, Unit, measured
from polyleaf.language.word_patterns import fold

_NEEDS_WORDS = (
    "numbers, units, the order of values, negations, conditions, medicines and signs, how the reader is addressed"
)
_NEEDS_MARKS = "spaces, the marks at the end, quotation marks, letters of other scripts"
_PART_ENDS = re.compile(r"[.;:,()?!،؛؟。、，；：（）？！।—–/]+")
_ALIKE = 0.5  # the same words in another case or gender share more letters than this, and other words share fewer


@check(
    "language-without-lexicon",
    Stage.CATALOG,
    "Fill in locales/<language>/lexicon.yaml after docs/meaning.md; polyleaf/language/lexicons/ has examples.",
    Severity.WARNING,
)
def language_without_lexicon(context: CatalogContext) -> Iterator[Problem]:
    """Without a language's words for numbers, units and "not", and its marks, nobody compares them with the source."""
    if context.wording is None or not context.wording.lexicon.has_words:
        has = "are no words in the lexicon" if context.wording else "is no lexicon"
        off = _NEEDS_WORDS if context.wording else f"{_NEEDS_WORDS}, {_NEEDS_MARKS}"
        problem = f"there {has} for {context.language.english_name}, so nobody compares these: {off}"
        yield Problem(context.words.origin(""), problem)


def _read(context: CatalogContext) -> Iterator[tuple[Translated, StatementReader, StatementReader]]:
    """Every translation, with the readers of its source's language and of its own."""
    source, own = context.source_wording, context.wording
    if source and own and own.lexicon.has_words:
        for translation in context.translations():
            yield translation, source, own


def _quantities(context: CatalogContext) -> Iterator[tuple[Translated, Quantities, Quantities]]:
    """Every translation, with the numbers that its source states and that it states itself."""
    for translation, source, own in _read(context):
        said, says = (context.names.without(text) for text in (translation.message.msgid, translation.text))
        yield translation, source.quantities(said), own.quantities(says)


@check(
    "numbers-differ", Stage.CATALOG, "State the numbers of the source, in digits or in words.", concern=Concern.CONTENT
)
def numbers_differ(context: CatalogContext) -> Iterator[Problem]:
    """A different number, in digits or in words, is a wrong fact: three weeks are not two."""
    for translation, source, own in _quantities(context):
        said, says = (Counter(quantity.value for quantity in part.stated) for part in (source, own))
        for value in _beyond(said - says, own):
            yield translation.problem(f"the number {value:f} is missing in {translation.named}")
        typed, meant = (context.names.without(text) for text in (translation.text, translation.message.msgid))
        if _types_digits(typed) and not _types_digits(meant):
            continue  # a number typed where the source has a placeholder: `number-in-translation` reports it
        # Languages say "two" where English says "both", "between" or "together".
        loose = Counter(quantity.value for quantity in own.stated if quantity == StatedNumber(Decimal(2), None))
        for value in _beyond(says - said - loose, source):
            yield translation.problem(f"the number {value:f} is not in the source of {translation.named}")


def _types_digits(text: str) -> bool:
    return bool(re.search(r"\d", markup.PLACEHOLDER.sub("", text)))


def _beyond(left_over: Counter[Decimal], other: Quantities) -> list[Decimal]:
    """The numbers of one side at which the words of the other do not even hint: "both" for two."""
    return sorted(value for value in left_over.elements() if value not in other.hinted)


@check(
    "units-differ",
    Stage.CATALOG,
    "Keep the unit of each number, and name the units that the source names.",
    concern=Concern.CONTENT,
)
def units_differ(context: CatalogContext) -> Iterator[Problem]:
    """Milligrams for grams, or days for weeks, is the worst misprint, because the sentence still reads well."""
    for translation, source, own in _quantities(context):
        named = source.plural_units if translation.message.sections else frozenset()  # a label counts nothing
        said = named | {quantity.unit for quantity in source.stated if quantity.unit}
        printed = {
            measured(context.values[name].unit)
            for name in markup.placeholders(translation.text)
            if name in context.values
        }
        for unit in sorted(said - own.units - printed):
            problem = f"the source says {unit!r}, the translation does not: {translation.named}"
            yield translation.problem(problem)
        for value, units in _other_units(source, own):
            yield translation.problem(f"{value:f} has another unit ({units}) than in {translation.named}")


def _other_units(source: Quantities, own: Quantities) -> Iterator[tuple[Decimal, str]]:
    """The numbers to which both sides give a unit, but not the same ones."""
    by_number: defaultdict[Decimal, tuple[Counter[Unit], Counter[Unit]]] = defaultdict(lambda: (Counter(), Counter()))
    for side, quantities in enumerate((source, own)):
        for quantity in quantities.stated:
            if quantity.unit:
                by_number[quantity.value][side][quantity.unit] += 1
    for value, (said, says) in sorted(by_number.items()):
        if said - says and says - said:
            yield value, ", ".join(sorted((says - said).elements()))


@check(
    "value-unit-differs",
    Stage.CATALOG,
    "Write the unit of the value with {x.from} and {x.to}, and none after {x}.",
    concern=Concern.CONTENT,
)
def value_unit_differs(context: CatalogContext) -> Iterator[Problem]:
    """`{x}` prints its unit, but `{x.from}` and `{x.to}` do not. Beside them, the translation names
    the value's unit.
    """
    for translation, _, own in _read(context):
        for name, unit in own.units_behind_values(translation.text):
            value = context.values.get(name)
            if value and value.unit != "count":
                problem = f"{{{name}}} prints a unit, and {unit!r} follows it in {translation.named}"
                yield translation.problem(problem)
        for name, unit in own.units_before_values(translation.text):
            value = context.values.get(name)
            if value and measured(value.unit) in BEFORE_NUMBERS:
                problem = f"{{{name}}} prints a unit, and {unit!r} is before it in {translation.named}"
                yield translation.problem(problem)
        for name, value in _in_parts(translation, context).items():
            if not _is_named(value, translation.text, own):
                problem = f"no {value.unit!r} with the ends of {{{name}}} in {translation.named}"
                yield translation.problem(problem)


def _is_named(value: Value, text: str, own: StatementReader) -> bool:
    """Whether a text names the unit of a value. "Daily" is as good as "a day" for a frequency."""
    unit = measured(value.unit)
    if unit is None or unit in own.quantities(text).units:
        return True
    return value.unit != unit and f"per-{unit}" in map(str, own.notions(text).hinted)


def _in_parts(translation: Translated, context: CatalogContext) -> dict[str, Value]:
    """The values whose ends a translation prints separately."""
    heads = (name.partition(".") for name in markup.placeholders(translation.text))
    return {head: context.values[head] for head, _, part in heads if part and head in context.values}


@check(
    "value-order-differs",
    Stage.CATALOG,
    "Keep the order of the source; where the language cannot, make two messages of it or waive this.",
    concern=Concern.CONTENT,
)
def value_order_differs(context: CatalogContext) -> Iterator[Problem]:
    """Two values that changed places are two wrong numbers in a sentence that has lost nothing."""
    for translation in context.translations():
        source, own = (_values_in(text, context) for text in (translation.message.msgid, translation.text))
        if source != own and Counter(source) == Counter(name.removesuffix(_TURNED) for name in own):
            problem = f"the values are in another order ({', '.join(own)}) than in {translation.named}"
            yield translation.problem(problem)
    for translation, said, says in _quantities(context):
        source, own = ([f"{quantity.value:f}" for quantity in part.stated] for part in (said, says))
        if source != own and Counter(source) == Counter(own):
            problem = f"the numbers are in another order ({', '.join(own)}) than in {translation.named}"
            yield translation.problem(problem)


_TURNED = " reversed"


def _values_in(text: str, context: CatalogContext) -> list[str]:
    """The brochure's values in the order in which a text names them. `{x.from}` followed by `{x.to}` is `x`."""
    found: list[str] = []
    for name in markup.placeholders(text):
        head, _, part = name.partition(".")
        before = found[-1] if found else ""
        if part == "to" and before == f"{head}.from":
            found[-1] = head
        elif part == "from" and before == f"{head}.to":
            found[-1] = head + _TURNED
        elif head in context.values:
            found.append(name)
    return found


@check(
    "negation-missing",
    Stage.CATALOG,
    "Read it again. Where it is right, waive this with the reason, or teach the language's lexicon the word.",
    concern=Concern.CONTENT,
    judged=True,
)
def negation_missing(context: CatalogContext) -> Iterator[Problem]:
    """A lost "not" turns a warning into advice. The check is unsure if another word may replace it."""
    for translation, source, own in _negations(context):
        if source.missing_in(own):
            problem = f"the source negates {_times(source.said)}, the translation {own.said}: {translation.named}"
            yield translation.problem(problem, unsure=source.replaced_in(own))


@check(
    "negation-added",
    Stage.CATALOG,
    "Read it again. Where it is right, waive this with the reason, or teach the lexicon the phrase.",
    concern=Concern.CONTENT,
    judged=True,
)
def negation_added(context: CatalogContext) -> Iterator[Problem]:
    """An additional "not" sends away the patient who is meant, or tells the reader to stop what helps."""
    for translation, source, own in _negations(context):
        if source.added_in(own):
            problem = f"the translation negates {_times(own.said)}, the source {source.said}: {translation.named}"
            yield translation.problem(problem)


def _negations(context: CatalogContext) -> Iterator[tuple[Translated, Negations, Negations]]:
    """Every translation, with the negations of its source and its own."""
    for translation, source, own in _read(context):
        yield translation, source.negations(translation.message.msgid), own.negations(translation.text)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


@check(
    "translated-two-ways",
    Stage.CATALOG,
    "Use the same words for it in both; where they are meant to differ, waive this.",
    Severity.WARNING,
)
def translated_two_ways(context: CatalogContext) -> Iterator[Problem]:
    """A part of a sentence in two messages says one thing. In two wordings it looks like two things."""
    first: dict[str, tuple[str, Translated]] = {}
    for translation in context.translations():
        for said, says in _aligned(translation):
            known, where = first.setdefault(said, (says, translation))
            if not _is_among(known, translation) and not _is_among(says, where):
                problem = f"{said!r} is {known!r} in {where.named}, but {says!r} in {translation.named}"
                yield translation.problem(problem)


def _aligned(translation: Translated) -> Iterable[tuple[str, str]]:
    """The parts of a source, each with its translation. None if the two are not divided alike."""
    source, own = _parts(translation.message.msgid), _parts(translation.text)
    return zip(source, own, strict=True) if len(source) == len(own) else ()


def _parts(text: str) -> list[str]:
    """The words between a text's marks, without placeholders, which print other words each time."""
    parts = (part.strip(" *\u00a0\u202f") for part in _PART_ENDS.split(fold(markup.PLACEHOLDER.sub("", text))))
    return [part for part in parts if part]


def _is_among(words: str, translation: Translated) -> bool:
    """Whether a part of the translation has these words, in any case, gender or place."""
    return any(SequenceMatcher(None, words, part).ratio() >= _ALIKE for part in _parts(translation.text))
