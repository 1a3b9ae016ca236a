"""Names with digits in a text, such as COVID-19 or the number of a help line. No number is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

MOST_NAMES = 500
_FIRST_MARK = 0xE000
_MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + MOST_NAMES - 1)}]")
_LINK_TARGET = re.compile(r"(\]\([^()]*\))")
_NEXT_WORD = re.compile(r"[\s-]*([^\s.,;:!?()]*)")
_HOLE = "\ufffc"  # replaces a name where the numbers of a text are read


@dataclass(frozen=True)
class ListedNames:
    """The names that a brochure lists. They are found as they are written, in capitals or not."""

    names: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any of the names, the longest first. Letters of other alphabets may follow, as in Korean and Chinese."""
        longest = sorted(self.names, key=len, reverse=True)
        return re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(map(re.escape, longest)) or '$^'})(?![0-9A-Za-z]|[.,]\d)")

    def found(self, text: str) -> list[str]:
        """The names in a text, in order."""
        return self._pattern.findall(text)

    def followed_by(self, text: str) -> list[tuple[str, str]]:
        """Each name in a text, with the word or sign behind it; empty if there is none."""
        found = ((match[0], _NEXT_WORD.match(text, match.end())) for match in self._pattern.finditer(text))
        return [(name, word[1] if word else "") for name, word in found]

    def without(self, text: str) -> str:
        """The text with a sign that is neither letter nor digit in place of each name."""
        return self._pattern.sub(_HOLE, text) if self.names else text

    def marked(self, text: str) -> str:
        """The text with a character of Unicode's private use in place of each name, except in the targets of links.

        No catalogue may contain such a character (`control-in-translation`).
        """
        if not self.names:
            return text
        parts = _LINK_TARGET.split(text)
        parts[::2] = [self._pattern.sub(self._mark, part) for part in parts[::2]]
        return "".join(parts)

    def _mark(self, match: re.Match[str]) -> str:
        return chr(_FIRST_MARK + self.names.index(match[0]))

    def unmarked(self, text: str, printed: Callable[[str], str] = str) -> str:
        """The text with each name as it is printed, in place of the character that `marked` wrote."""

        def name(mark: re.Match[str]) -> str:
            number = ord(mark[0]) - _FIRST_MARK
            return printed(self.names[number]) if number < len(self.names) else mark[0]

        return _MARK.sub(name, text)
