"""The lexicon of a pseudo-language: that of the source in its letters, so that its texts are read as any other."""

from __future__ import annotations

from collections.abc import Iterable

from polyleaf.language import unit_words
from polyleaf.language.languages import Language
from polyleaf.language.lexicon import Lexicon
from polyleaf.language.pseudo import disguised
from polyleaf.language.unit_words import UNITS

_MARKS = ",;?"


def pseudo_lexicon(lexicon: Lexicon, source: Language, code: str) -> Lexicon:
    """The lexicon of the source language in the letters of a pseudo-language, the source's units by CLDR included."""

    def written(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(disguised(word, code) for word in words)

    units = {unit: (*unit_words.words(unit, source.locale), *lexicon.units.get(unit, ())) for unit in UNITS}
    marks = {mark: disguised(mark, code) for mark in _MARKS}
    return Lexicon(
        numbers={number: written(words) for number, words in lexicon.numbers.items()},
        hints={number: written(words) for number, words in lexicon.hints.items()},
        # A letter by itself stands for a unit behind a number; a cut filler word could be one.
        units={unit: written(word for word in words if len(word) > 1) for unit, words in units.items()},
        negations=written(lexicon.negations),
        not_negations=written(lexicon.not_negations),
        pairs=lexicon.pairs,
        marks={mark: own for mark, own in marks.items() if own != mark},
    )
