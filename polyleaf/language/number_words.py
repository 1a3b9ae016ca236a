"""Read number words that are next to each other as one number: twenty-four, one hundred and twenty, 二百五十.

The rules are those that ICU's spell-out rules share across the languages of the lexicons. A larger part comes before a
smaller one that fits into it. Hundreds and thousands multiply what is before them. Where German and Arabic say the ones
first, "and" is between the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from polyleaf.language.unit_words import Unit

_MULTIPLIERS = (100, 1000, 10_000)
_TWENTIES = (60, 80)  # French continues from these to 79 and 99: soixante-douze, quatre-vingt-dix
_ARTICLE_LENGTH = 2  # "a" or "un" after a number is an article rather than a one


@dataclass(frozen=True)
class NumberWord:
    """A number word at its place in a text; `certain` if it states the number and does not just hint at it.

    `and_before` says that it is written together with an "and" before it, as in Arabic.
    """

    start: int
    end: int
    value: Decimal
    unit: Unit | None = None
    certain: bool = True
    and_before: bool = False


class NumberJoiner:
    """Joins number words of one language; `joiners` are the words between the parts of one number.

    If the parts are `fused`, there is no space between them.
    """

    def __init__(self, joiners: Iterable[str], *, fused: bool) -> None:
        words = "|".join(sorted(map(re.escape, joiners), key=len, reverse=True)) or "$^"
        between = "-?" if fused else r"[\s\u200c-]*"
        self._gap = re.compile(rf"{between}(?P<and>(?:{words}){between})?")

    def joined(self, text: str, words: Iterable[NumberWord]) -> Iterator[NumberWord]:
        """The words, with those that form one number as one."""
        parts: list[NumberWord] = []
        for word, following in pairwise((*words, None)):
            if word is None:
                break
            if parts and not self._goes_on(text, parts, word, following):
                yield _whole(parts)
                parts = []
            parts.append(word)
        if parts:
            yield _whole(parts)

    def _goes_on(self, text: str, parts: list[NumberWord], word: NumberWord, following: NumberWord | None) -> bool:
        """Whether a word is the next part of a number."""
        gap = self._gap.fullmatch(text, parts[-1].end, word.start)
        if gap is None or any(part.unit for part in parts) or word.value % 1:
            return False
        joined = bool(gap["and"]) or word.and_before
        if not joined and "-" not in gap[0] and _may_be_an_article(text[word.start : word.end], word):
            return False
        values = [int(part.value) for part in parts]
        if _sum(values, int(word.value), joined=joined) is None:
            return False
        if (
            joined
            and following
            and following.value in _MULTIPLIERS
            and self._gap.fullmatch(text, word.end, following.start)
        ):
            return _sum([*values, int(word.value)], int(following.value), joined=False) is not None
        return True


def _may_be_an_article(written: str, word: NumberWord) -> bool:
    return not word.certain and len(written) <= _ARTICLE_LENGTH and written.isascii()


def _whole(parts: list[NumberWord]) -> NumberWord:
    """The number that its parts form. Parts that do not fit are never passed here."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return first
    total: int | None = int(first.value)
    for count in range(1, len(parts)):
        values = [int(part.value) for part in parts[:count]]
        total = _sum(values, int(parts[count].value), joined=True)
    certain = any(part.certain for part in parts)
    return replace(last, start=first.start, value=Decimal(total or 0), certain=certain, and_before=first.and_before)


def _sum(before: list[int], value: int, *, joined: bool) -> int | None:
    """The number that the parts before and one more part form. None if they do not form one."""
    thousands, group = 0, 0
    for number in before:
        thousands, group = _added(thousands, group, number, joined=True) or (0, 0)
    added = _added(thousands, group, value, joined=joined)
    return sum(added) if added else None


def _added(thousands: int, group: int, value: int, *, joined: bool) -> tuple[int, int] | None:
    """The parts before and after the thousands when a part is added. None if it does not fit."""
    if not thousands and not group:
        return (value, 0) if value >= 1000 and value in _MULTIPLIERS else (0, value)
    if value == 100:
        return (thousands, group * 100) if 0 < group < 10 else None
    if value in _MULTIPLIERS:
        return (group * value, 0) if 0 < group < 1000 and not thousands else None
    return (thousands, group + value) if _fits(group, value, joined=joined) else None


def _fits(group: int, value: int, *, joined: bool) -> bool:
    rest = group % 100
    if value >= 100:
        return group == 0
    if value >= 20:
        return rest == 0 or (joined and 0 < rest < 10 and value % 10 == 0)  # vier-und-zwanzig
    if value >= 10:
        return rest == 0 or rest in _TWENTIES
    return rest % 10 == 0 and rest != 10
