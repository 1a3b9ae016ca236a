"""The words of a lexicon as patterns, for scripts with and without spaces between words.

A whole word is not found inside another word. A star at its end or beginning allows that. In scripts without spaces, a
word is found anywhere.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

UNSPACED = frozenset({"Hans", "Hant", "Jpan", "Thai"})
"""The scripts without spaces between words."""

_ARABIC_SIGNS = re.compile("[\u064b-\u0655\u0670\u0640]")
_APOSTROPHES = re.compile("['\u02bc\u2018]")
_ALEFS = re.compile("[\u0622\u0623\u0625]")
# Soft hyphen, zero-width space, direction marks, word joiner, isolates: they are part of no word. The joiners of
# Persian and Indian scripts are.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\u2066-\u2069\ufeff]")

Meaning = TypeVar("Meaning")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in the form in which it is compared.

    Case, Arabic vowel signs and hamzas, the shape of apostrophes and characters without width make no difference.
    """
    text = _ALEFS.sub("\u0627", unicodedata.normalize("NFC", _UNSEEN.sub("", text))).replace("İ", "i").casefold()
    return _ARABIC_SIGNS.sub("", _APOSTROPHES.sub("’", text))


@lru_cache(maxsize=1)
def letter_pattern() -> str:
    """A pattern of one letter of a word, in any script.

    Python's letters do not include combining signs (Unicode's category M): vowel signs of Arabic, Indian scripts and
    Thai, and marks of Vietnamese in two code points. They end no word, and neither does the joiner within Persian
    words.
    """
    signs = [code for code in _with_signs() if unicodedata.category(chr(code)).startswith("M")]
    ranges: list[tuple[int, int]] = []
    for code in signs:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return rf"(?:[^\W\d_]|[\u200c{''.join(f'{chr(first)}-{chr(last)}' for first, last in ranges)}])"


def _with_signs() -> Iterable[int]:
    """The code points that include all signs. The planes left out contain Han, private use, or nothing."""
    return chain(range(0x300, 0x20000), range(0xE0000, min(0xE01F0, sys.maxunicode)))


@dataclass(frozen=True)
class Vocabulary(Generic[Meaning]):
    """Words with their meanings, as one pattern with a group for each kind of word."""

    pattern: re.Pattern[str]
    meanings: Mapping[tuple[str, str], Meaning]

    def meaning(self, match: re.Match[str]) -> Meaning:
        kind = match.lastgroup or ""
        return self.meanings[kind, " ".join(match[kind].split())]

    def found_in(self, text: str) -> Iterator[Meaning]:
        """The meaning of each word in a folded text, in order."""
        return map(self.meaning, self.pattern.finditer(text))


class VocabularyMaker:
    """Makes patterns of words for one script; `prefixes` are particles that are written together with the next word."""

    def __init__(self, script: str, prefixes: Iterable[str] = ()) -> None:
        self._spaced = script not in UNSPACED
        letter = letter_pattern()
        particles = "|".join(sorted(map(fold, prefixes), key=len, reverse=True))
        start = f"(?<!{letter})(?:{particles})?" if particles else f"(?<!{letter})"
        # In the order in which they are tried. Several words that begin something go before one whole word, which they
        # may begin with; a single one cannot be longer than a whole word that is there.
        self._kinds = {
            "phrase": (start, ""),
            "whole": (start, f"(?!{letter})"),
            "begin": (start, ""),
            "end": (f"(?<={letter})", f"(?!{letter})"),
            "inside": (f"(?<={letter})", ""),
            "latin": ("(?<![a-z])", "(?![a-z])"),
            "part": ("", ""),
        }

    def vocabulary(self, entries: Iterable[tuple[str, Meaning]]) -> Vocabulary[Meaning]:
        """The words, the longest of a kind first. If a word is listed twice, its first meaning is used."""
        meanings: dict[tuple[str, str], Meaning] = {}
        for word, meaning in entries:
            folded = fold(word)
            meanings.setdefault((self._kind(folded), folded.strip("*")), meaning)
        alternatives = (
            f"{before}(?P<{kind}>{_any(bodies)}){after}"
            for kind, (before, after) in self._kinds.items()
            if (bodies := [body for known, body in meanings if known == kind])
        )
        return Vocabulary(re.compile("|".join(alternatives) or "(?!)"), meanings)

    def any_of(self, words: Iterable[str]) -> re.Pattern[str]:
        """Any of the words."""
        return self.vocabulary([(word, None) for word in words]).pattern

    def _kind(self, word: str) -> str:
        body = word.strip("*")
        if not self._spaced:
            return "latin" if body.isascii() and body.isalpha() else "part"
        if word.startswith("*"):
            return "inside" if word.endswith("*") else "end"
        if not _is_letter(body[0]):
            return "part"  # a sign, such as %
        if _is_letter(word[-1]):
            return "whole"
        return "phrase" if " " in body else "begin"


def _any(bodies: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first. Words with the same beginning share it.

    A plain list of hundreds of words would be tried word by word at each letter of a text.
    """
    by_first: dict[str, list[str]] = {}
    for body in bodies:
        by_first.setdefault(body[:1], []).append(body[1:])
    stops = by_first.pop("", None) is not None
    branches = [f"{_one(first)}{_any(rests)}" for first, rests in by_first.items()]
    if not branches:
        return ""
    pattern = branches[0] if len(branches) == 1 and not stops else f"(?:{'|'.join(branches)})"
    return f"{pattern}?" if stops else pattern


def _one(char: str) -> str:
    return r"\s+" if char == " " else re.escape(char)


def _is_letter(char: str) -> bool:
    return bool(re.match(letter_pattern(), char))
