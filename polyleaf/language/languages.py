"""The names, direction and script of languages, from CLDR (through Babel)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from polyleaf.core.errors import UsageError
from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES
from polyleaf.language.thai_breaks import with_breaks

if TYPE_CHECKING:
    from budoux.parser import Parser

# Between two Hangul syllables. A word joiner forbids a break there; WeasyPrint does not know `word-break: keep-all`.
_HANGUL_PAIR = re.compile("(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")
# The last characters of a message in a script without spaces. Joined, none of them has a line of its own.
_LAST_CHARACTERS = re.compile("[\u3041-\u30ff\u4e00-\u9fff]{3}[\u3001\u3002\uff01-\uff1f\uff09]*$")
_PLACEHOLDERS_AND_MARKS = re.compile(r"(\{[^}]*\}|\*+)")
# The space before the last word of a message, if that word and the one before it are short, or the last is very short.
_LAST_PAIR = re.compile(r"(?<= )(?P<word>[^ {}*]{1,9}(?= [^ {}*]{1,9}$)|[^ {}*]{1,14}(?= [^ {}*]{1,5}$)) ")
# Scripts whose sentences follow each other without a space.
_SQUARE = {"Jpan", "Hans", "Hant", "Kore"}
_UNSPACED = frozenset({"Hans", "Hant", "Jpan"})


@dataclass(frozen=True)
class Language:
    """A language by its catalogue code, such as `pt_BR` or `zh_Hans`."""

    code: str

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.code)

    @property
    def tag(self) -> str:
        """The BCP 47 tag for HTML and PDF."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    @cached_property
    def script(self) -> str:
        """The ISO 15924 script, from CLDR's likely subtags if the code does not name it."""
        if self.locale.script:
            return str(self.locale.script)
        likely = get_global("likely_subtags").get(self.code) or get_global("likely_subtags")[self.locale.language]
        return str(next(part for part in likely.split("_") if len(part) == len("Latn")))  # Locale.parse drops it

    @property
    def fills_square(self) -> bool:
        """Whether its characters fill a square, and so are read at a smaller size than letters."""
        return self.script in _SQUARE

    @property
    def sentence_space(self) -> str:
        """The text between two sentences."""
        return "" if self.script in _UNSPACED else " "

    def bound(self, text: str, whole_words: Iterable[str] = ()) -> str:
        """The text with no line break where it would be wrong: inside Korean and Thai words, and between two short
        words at the end.

        The latter keeps a message from ending in a line with one short word, or with one character. `whole_words` are
        words of Thai in which no line may break, whatever else is found in them.
        """
        if self.script == "Kore":
            text = _HANGUL_PAIR.sub("\u2060", text)
        if self.script in _UNSPACED:
            text = _LAST_CHARACTERS.sub(lambda last: "\u2060".join(last[0]), text)
        if self.script == "Thai":
            return with_breaks(text, whole_words)
        return text if self.script in _UNSPACED else _LAST_PAIR.sub("\\g<word>\u00a0", text)

    def phrased(self, text: str) -> str:
        """A heading that breaks only between phrases, in Japanese. BudouX knows where they are.

        Source: https://github.com/google/budoux
        """
        if self.script != "Jpan":
            return text
        parts = _PLACEHOLDERS_AND_MARKS.split(text)
        return "".join(part if number % 2 else _joined_phrases(part) for number, part in enumerate(parts))

    @property
    def english_name(self) -> str:
        return str(self.locale.get_display_name("en"))

    @property
    def own_name(self) -> str:
        return str(self.locale.get_display_name(self.locale))

    @property
    def listed_name(self) -> str:
        """Its own name as in a list: with a capital, as CLDR says (contextTransforms), unlike Babel."""
        return self.own_name[:1].upper() + self.own_name[1:]


class PseudoLanguage(Language):
    """A made-up language: words made from the source's, with numbers and direction of a real language."""

    english_name = own_name = "Pseudo-language"

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(PSEUDO_LOCALES[self.code])


@lru_cache
def language(code: str) -> Language:
    """The language of that code. Raises UsageError for a code that CLDR does not know."""
    if code in PSEUDO_LOCALES:
        return PseudoLanguage(code)
    try:
        Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        raise UsageError(f"{code!r} is not a language that CLDR knows; write it like de, pt_BR or zh_Hans") from None
    return Language(code)


def _joined_phrases(text: str) -> str:
    return "".join("\u2060".join(phrase) for phrase in _japanese_parser().parse(text.replace("\u2060", "")))


@lru_cache(maxsize=1)
def _japanese_parser() -> Parser:
    from budoux import load_default_japanese_parser  # a model that only Japanese needs

    return load_default_japanese_parser()
