"""Where a line of Thai may break. Thai has no spaces between its words.

BudouX finds the words. It does not know all of them, so the words of the glossary are kept whole.
Source: https://github.com/google/budoux
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux.parser import Parser

BREAK = "\u200b"
"""A zero-width space: the only place, besides spaces, where the typesetter breaks Thai."""

_THAI = re.compile("[\u0e01-\u0e5b]")
# After this letter a line may end: not a vowel that is written before its consonant.
_ENDS = re.compile("[\u0e01-\u0e3a\u0e45-\u0e5b]")
# With this letter a line may begin: a consonant or a vowel before one, and no sign that belongs to the letter before.
_BEGINS = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44\u0e50-\u0e59]")
_SIGN = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")  # over or under a letter
_LAST = re.compile("[\u0e01-\u0e5b]*[^\\s\u0e01-\u0e5b]*")
_EMPHASIS = re.compile(r"\*+")
_LEAST_BOUNDED = 6
"""The letters of a word that has a break before and after it. A shorter one may be a part of another word."""
_LEAST_LAST = 5
"""The letters after the last break of a text, without the signs over and under them. Fewer look lost on a line."""


def with_breaks(text: str, whole_words: Iterable[str] = ()) -> str:
    """The text with `BREAK` between its Thai words. There is none inside any of `whole_words`.

    Marks of emphasis stay where they are.
    """
    if not _THAI.search(text):
        return text
    words = _EMPHASIS.sub("", text)
    places = _places(words, frozenset(whole_words))
    result, place = "", 0
    for part in re.split(r"(\*+)", text):
        if part.startswith("*"):
            result += part
            continue
        for char in part:
            place += 1
            result += char + (BREAK if place in places else "")
    return result


def _places(words: str, whole_words: frozenset[str]) -> frozenset[int]:
    """The numbers of letters after which a line may end."""
    places = set(accumulate(map(len, _parser().parse(words))))
    kept = [span for word in whole_words for span in _spans(word, words)]
    for start, end in kept:
        if end - start >= _LEAST_BOUNDED:
            places |= {start, end}
    for start, end in kept:
        places -= set(range(start + 1, end))
    return frozenset(place for place in places if _may_break(words, place) and not _is_last_scrap(words[place:]))


def _spans(word: str, words: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(re.escape(word), words))


def _may_break(words: str, place: int) -> bool:
    return 0 < place < len(words) and bool(_ENDS.match(words[place - 1]) and _BEGINS.match(words[place]))


def _is_last_scrap(rest: str) -> bool:
    """Whether the rest of a text is one short word, or two of them without a space."""
    return bool(_LAST.fullmatch(rest)) and len(_SIGN.sub("", rest)) < _LEAST_LAST


@lru_cache(maxsize=1)
def _parser() -> Parser:
    from budoux import load_default_thai_parser  # a model that only Thai needs

    return load_default_thai_parser()
