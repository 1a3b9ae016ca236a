"""The words of a safety section in one row, and which text of the brochure each of them is of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from polyleaf.content.reading_order import ReadText
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.typeset.laid_out import squeeze


@dataclass(frozen=True)
class SafetyWords:
    """The words of a safety section in the order of reading, white space left out, and where each text begins."""

    words: str
    texts: Sequence[ReadText]
    starts: Sequence[int]

    def texts_between(self, start: int, end: int) -> Sequence[ReadText]:
        """The texts that have letters from one place of the words up to another."""
        if start >= end:
            return ()
        return self.texts[bisect_right(self.starts, start) - 1 : bisect_right(self.starts, end - 1)]


def safety_words(localized: LocalizedBrochure) -> dict[str, SafetyWords]:
    """The words of each safety section, by its id."""
    found = {}
    for section, read in localized.safety_sections():
        words = [squeeze(text) for _, text in read]
        starts = list(accumulate(map(len, words), initial=0))[:-1]
        found[section] = SafetyWords("".join(words), [text for text, _ in read], starts)
    return found
