"""The lexicon of a pseudo-language: that of the source in disguised letters, so that texts are read like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from polyleaf.language import unit_words
from polyleaf.language.languages import Language
from polyleaf.language.lexicon import Lexicon, WordForms
from polyleaf.language.pseudo import disguised
from polyleaf.language.unit_words import UNITS

_MARKS = ",;?"
Key = TypeVar("Key")


def pseudo_lexicon(lexicon: Lexicon, source: Language, code: str) -> Lexicon:
    """The lexicon of the source language in the letters of a pseudo-language, including CLDR's units of the source."""

    def written(words: Iterable[str]) -> WordForms:
        return tuple(disguised(word, code) for word in words)

    def all_written(lists: Mapping[Key, WordForms]) -> dict[Key, WordForms]:
        return {key: written(words) for key, words in lists.items()}

    units = {unit: (*unit_words.words(unit, source.locale), *lexicon.units.get(unit, ())) for unit in UNITS}
    marks = {mark: disguised(mark, code) for mark in _MARKS}
    return Lexicon(
        numbers=all_written(lexicon.numbers),
        hints=all_written(lexicon.hints),
        fractions=all_written(lexicon.fractions),
        and_a_half=written(lexicon.and_a_half),
        number_joiners=written(lexicon.number_joiners),
        # A single letter after a number means a unit; a filler word that was cut could be one.
        units={unit: written(word for word in words if len(word) > 1) for unit, words in units.items()},
        negations=written(lexicon.negations),
        not_negations=written(lexicon.not_negations),
        refusals=written(lexicon.refusals),
        may_negate=written(lexicon.may_negate),
        concepts=all_written(lexicon.concepts),
        concept_hints=all_written(lexicon.concept_hints),
        not_concepts=written(lexicon.not_concepts),
        pairs=lexicon.pairs,
        marks={mark: own for mark, own in marks.items() if own != mark},
    )
