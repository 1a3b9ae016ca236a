"""How hard an English text is to read: US school grades, by two published formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True)
class ReadingGrades:
    """The US school grades that a reader of the text needs.

    Flesch-Kincaid (Kincaid et al. 1975) uses the length of sentences and syllables. Gunning fog (Gunning 1952) uses the
    length of sentences and the number of words with three syllables or more.
    """

    flesch_kincaid: float
    gunning_fog: float


def reading_grades(texts: Iterable[str]) -> ReadingGrades:
    """The grades of English texts. A heading or list item without a full stop counts as a sentence."""
    import readability

    sentences = (_WORD.findall(part) for text in texts for part in _SENTENCE_END.split(text))
    measures = readability.getmeasures([" ".join(words) for words in sentences if words], lang="en")
    grades = measures["readability grades"]
    return ReadingGrades(round(grades["Kincaid"], 1), round(grades["GunningFogIndex"], 1))
