"""The words of a lexicon as patterns, for scripts with spaces between words and without.

A whole word is not found inside of another one; a star at its end or its beginning lets it go on there. Scripts
without spaces find a word wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

UNSPACED = frozenset({"Hans", "Hant", "Jpan", "Thai"})
"""The scripts without spaces between words."""

# Python's letters leave out the vowel signs of Arabic, Indian scripts and Thai, and the joiner within Persian words.
_SIGNS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c"
_LETTER = rf"(?:[^\W\d_]|[{_SIGNS}])"
_ARABIC_SIGNS = re.compile("[\u064b-\u0655\u0670\u0640]")

Meaning = TypeVar("Meaning")


def fold(text: str) -> str:
    """The text for comparison: without case, Arabic vowel signs and hamzas, and differences between apostrophes."""
    text = re.sub("[\u0622\u0623\u0625]", "\u0627", unicodedata.normalize("NFC", text)).replace("İ", "i").casefold()
    return _ARABIC_SIGNS.sub("", re.sub("['\u02bc\u2018]", "’", text))


@dataclass(frozen=True)
class Vocabulary(Generic[Meaning]):
    """Words with their meanings, as one pattern with a group for each kind of word."""

    pattern: re.Pattern[str]
    meanings: Mapping[tuple[str, str], Meaning]

    def meaning(self, match: re.Match[str]) -> Meaning:
        kind = match.lastgroup or ""
        return self.meanings[kind, " ".join(match[kind].split())]

    def all_in(self, text: str) -> frozenset[Meaning]:
        """The meanings of all words in a folded text."""
        return frozenset(map(self.meaning, self.pattern.finditer(text)))


class VocabularyMaker:
    """Makes patterns of words for one script; `prefixes` are particles written together with the next word."""

    def __init__(self, script: str, prefixes: Iterable[str] = ()) -> None:
        self._spaced = script not in UNSPACED
        particles = "|".join(sorted(prefixes, key=len, reverse=True))
        start = f"(?<!{_LETTER})(?:{particles})?" if particles else f"(?<!{_LETTER})"
        self._kinds = {
            "whole": (start, f"(?!{_LETTER})"),
            "begin": (start, ""),
            "end": (f"(?<={_LETTER})", f"(?!{_LETTER})"),
            "inside": (f"(?<={_LETTER})", ""),
            "latin": ("(?<![a-z])", "(?![a-z])"),
            "part": ("", ""),
        }

    def vocabulary(self, entries: Iterable[tuple[str, Meaning]]) -> Vocabulary[Meaning]:
        """The words, the longest of a kind first; of a word that stands there twice, the first meaning."""
        meanings: dict[tuple[str, str], Meaning] = {}
        for word, meaning in entries:
            folded = fold(word)
            meanings.setdefault((self._kind(folded), folded.strip("*")), meaning)
        longest_first = sorted((body for _, body in meanings), key=len, reverse=True)
        alternatives = (
            self._alternatives(kind, [body for body in dict.fromkeys(longest_first) if (kind, body) in meanings])
            for kind in self._kinds
        )
        return Vocabulary(re.compile("|".join(filter(None, alternatives)) or "(?!)"), meanings)

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
        return "whole" if _is_letter(word[-1]) else "begin"

    def _alternatives(self, kind: str, bodies: list[str]) -> str:
        before, after = self._kinds[kind]
        words = "|".join(re.escape(body).replace(r"\ ", r"\s+") for body in bodies)
        return f"{before}(?P<{kind}>{words}){after}" if bodies else ""


def _is_letter(char: str) -> bool:
    return bool(re.match(_LETTER, char))
