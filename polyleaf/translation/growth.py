"""How much longer translations are than their sources: which of them to shorten first where a page runs over.

In letters, as the pages of the source are not laid out for it; and against what the language's texts usually take, so
that Chinese is not praised for its short words, nor German blamed for its long ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polyleaf.content.markup import PLACEHOLDER
from polyleaf.translation.words import Words

_MUCH = 1.3  # times what is usual


@dataclass(frozen=True)
class Grown:
    """A translation that is much longer than its source: `times` as long, where the language's texts are `usual`."""

    msgid: str
    times: float
    usual: float
    letters_to_gain: float


def much_longer(words: Words, msgids: Iterable[str]) -> list[Grown]:
    """The messages whose translations are much longer than usual, those with the most letters to be gained first.

    What is usual is that of all these messages together.
    """
    lengths = [(msgid, _length(words.get(msgid) or msgid), _length(msgid)) for msgid in msgids]
    usual = sum(own for _, own, _ in lengths) / max(1, sum(source for *_, source in lengths))
    grown = [
        Grown(msgid, own / source, usual, own - usual * source)
        for msgid, own, source in lengths
        if source and own > _MUCH * usual * source
    ]
    return sorted(grown, key=lambda each: each.letters_to_gain, reverse=True)


def _length(text: str) -> int:
    return len(PLACEHOLDER.sub("", text))
