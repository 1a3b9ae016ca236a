"""Count the parts of a text: its sentences, and the items that commas, "and" and "or" join."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from polyleaf.content import markup
from polyleaf.language.word_patterns import fold

_ITEM_LENGTH = 5  # words; what is longer between two commas is a clause rather than an item
_LIST_COMMAS = 2  # this many commas between short parts make a list, even without an "and"
_HOLE = "\ufffc"
_SECTION = re.compile(r"(?P<words>.+?)(?:(?P<colon>[:：])|[.!?…۔؟।]+(?=[\s”»“\"’]|$)|[。！？;؛；]+|$)", re.DOTALL)
_MARKS = re.compile("(?P<comma>[,،、，])|(?P<other>[()（）/–—])")
_SPACE = re.compile(r"(?P<comma>[\s,])|(?P<other>[()/–—])")
_COMMA_IS_A_SPACE = frozenset({"Thai", "Laoo", "Khmr", "Mymr"})


@dataclass(frozen=True)
class Conjunction:
    """A word for "and" or "or" in a folded text; `certain` if it has no other meaning."""

    kind: str
    start: int
    end: int
    certain: bool


@dataclass(frozen=True)
class _Joint:
    """What is between two parts of a sentence: its kind (`comma`, `and`, `or`, `other`) and its place."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Items:
    """How many items a part of a text joins: for certain, at most, and with brackets and dashes.

    Brackets and dashes may be used instead of commas. A part `introduces` what follows if it ends with a colon.
    """

    certain: int
    at_most: int
    bracketed: int
    introduces: bool


class ClauseReader:
    """Counts the parts of texts of one language, and keeps the counts.

    `conjunctions` finds the words for "and" and "or" in a folded text, and `openers` finds the words that begin a
    clause.
    """

    def __init__(
        self, conjunctions: Callable[[str], Iterator[Conjunction]], openers: re.Pattern[str], script: str
    ) -> None:
        self._conjunctions = conjunctions
        self._openers = openers
        self._marks = _SPACE if script in _COMMA_IS_A_SPACE else _MARKS
        self._known: dict[str, tuple[Items, ...]] = {}

    def sections(self, text: str) -> tuple[Items, ...]:
        """The items of each part of a text that ends with a full stop, a colon or a semicolon."""
        if text not in self._known:
            parts = _SECTION.finditer(fold(markup.PLACEHOLDER.sub(_HOLE, text)))
            self._known[text] = tuple(
                self._items(part["words"], introduces=bool(part["colon"]))
                for part in parts
                if part["words"].strip(" *\u00a0\u202f")
            )
        return self._known[text]

    def _items(self, section: str, *, introduces: bool) -> Items:
        marks = [_Joint(match.lastgroup or "", *match.span()) for match in self._marks.finditer(section)]
        words = list(self._conjunctions(section))
        certain = [_Joint(word.kind, word.start, word.end) for word in words if word.certain]
        possible = [_Joint(word.kind, word.start, word.end) for word in words]
        joints = _merged(section, [*marks, *possible])
        return Items(
            certain=self._listed(section, _merged(section, [*marks, *certain])) + 1,
            at_most=len(joints) + 1,
            bracketed=sum(joint.kind == "other" for joint in joints),
            introduces=introduces,
        )

    def _listed(self, section: str, joints: list[_Joint]) -> int:
        """How many joints of a part are between the items of a list, or between alternatives."""
        commas = sum(joint.kind == "comma" for joint in joints)
        words = [number for number, joint in enumerate(joints) if joint.kind in {"and", "or"}]
        ors = sum(joint.kind == "or" for joint in joints)
        parts = self._parts(section, joints)
        if commas >= _LIST_COMMAS and self._are_items(parts) and not self._openers.match(parts[-1]):
            return commas + len(words)
        if words and words[0] and self._are_items(parts[: words[0] + 1]):
            return sum(joint.kind == "comma" for joint in joints[: words[0]]) + len(words)
        return ors

    @staticmethod
    def _parts(section: str, joints: list[_Joint]) -> list[str]:
        """The text after each joint, up to the next joint."""
        ends = [*(joint.start for joint in joints[1:]), len(section)]
        return [section[joint.end : end].strip() for joint, end in zip(joints, ends, strict=bool(joints))]

    def _are_items(self, parts: list[str]) -> bool:
        """Whether the parts, except the last, are items of a list and not clauses."""
        return all(len(part.split()) <= _ITEM_LENGTH and not self._openers.match(part) for part in parts[:-1])


def _merged(section: str, joints: Iterable[_Joint]) -> list[_Joint]:
    """The joints in order. Joints that are next to each other are one: a comma and the "or" after it."""
    merged: list[_Joint] = []
    for joint in sorted(joints, key=lambda joint: joint.start):
        last = merged[-1] if merged else None
        if last and not section[last.end : joint.start].strip(" *"):
            kind = joint.kind if last.kind in {"comma", "other"} else last.kind
            merged[-1] = _Joint(kind, last.start, max(last.end, joint.end))
        else:
            merged.append(joint)
    return [joint for joint in merged if section[: joint.start].strip(" *") and section[joint.end :].strip(" *")]


def fewer_items(source: tuple[Items, ...], own: tuple[Items, ...]) -> bool:
    """Whether a translation joins fewer items than its source. Parts are compared one by one if both have as many."""
    if len(source) == len(own):
        return any(_possible(said, says) < said.certain for said, says in zip(source, own, strict=True))
    return sum(items.at_most for items in own) < sum(items.certain - items.introduces for items in source)


def _possible(source: Items, own: Items) -> int:
    """How many items a part may join. Brackets that the source has too do not count as commas."""
    return own.at_most - min(source.bracketed, own.bracketed)
