"""How much longer translations are than their sources: which of them to shorten first when a page runs over.

Lengths are in letters, because the pages of the source are not laid out for this. They are compared with what the
language's texts usually need, because Chinese is short and German is long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polyleaf.content.markup import PLACEHOLDER
from polyleaf.translation.words import Words

_MUCH = 1.3  # times the usual growth


@dataclass(frozen=True)
class Grown:
    """A translation that is much longer than its source: `times` as long, while `usual` is usual in the language."""

    msgid: str
    times: float
    usual: float
    letters_to_gain: float


def much_longer(words: Words, msgids: Iterable[str]) -> list[Grown]:
    """The messages whose translations are much longer than usual. Those that could lose the most letters come first.

    The usual growth is that of all these messages together.
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
