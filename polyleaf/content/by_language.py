"""Texts that a clinic writes once for all languages, or once for each: its name, its address, its own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from polyleaf.content.spelling import Spelling

Content = TypeVar("Content")

LANGUAGE_CODE = r"[a-z]{2,3}(_[A-Za-z0-9]+)*"
LanguageCode = Annotated[str, Spelling(LANGUAGE_CODE, "the code of a language, such as de, pt_BR or zh_Hans")]

# Control characters, line and paragraph separators, private and unassigned characters, surrogates.
_UNPRINTABLE = frozenset({"Cc", "Zl", "Zp", "Co", "Cn", "Cs"})
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _printable(text: str) -> str:
    """The text with single spaces. A character that cannot be printed in a line is refused."""
    text = re.sub(" +", " ", text.strip(" "))
    if not text:
        raise ValueError("the text is empty: write it, or remove the entry")
    for char in text:
        if char in _LINE_ENDS:
            raise ValueError("has a line break in it: write it in one line; a long one wraps by itself in print")
        if char in _TURNING:
            raise ValueError(f"has the invisible character {_code(char)}, which reverses the text: delete it")
        if unicodedata.category(char) in _UNPRINTABLE:
            raise ValueError(f"has the character {_code(char)}, which cannot be printed: delete it")
    return text


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


PrintedText = Annotated[str, Field(min_length=1), AfterValidator(_printable)]
"""A text that is printed as the clinic writes it, in one line."""


@dataclass(frozen=True)
class ByLanguage(Generic[Content]):
    """A text (or an address) for all languages, or one for each. In YAML it is the text, or a mapping by language."""

    choices: tuple[tuple[str, Content], ...]

    @classmethod
    def for_all(cls, content: Content) -> ByLanguage[Content]:
        """The same in every language."""
        return cls((("", content),))

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages that it names; none if it is for all."""
        return tuple(code for code, _ in self.choices if code)

    def language_for(self, code: str) -> str:
        """The language of what a leaflet in the language `code` prints; empty if it is not known.

        It is that language itself, or else another form of it (`pt` for `pt_BR`), or else the first.
        """
        base = code.partition("_")[0]
        same = [own for own in self.codes if own == code]
        near = [own for own in self.codes if own.partition("_")[0] == base]
        return next(iter((*same, *near)), self.choices[0][0])

    def within(self, code: str) -> Content:
        """What a leaflet in the language `code` prints."""
        return dict(self.choices)[self.language_for(code)]

    def __iter__(self) -> Iterator[Content]:
        return (content for _, content in self.choices)


@dataclass(frozen=True)
class _Written:
    """The annotation of something that is written once (`content`, a pydantic type), or as a mapping by language."""

    content: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        one = handler.generate_schema(self.content)
        many = core_schema.dict_schema(handler.generate_schema(LanguageCode), one, min_length=1)
        kinds = {"all": one, "each": many}
        either = core_schema.tagged_union_schema(kinds, lambda value: "each" if isinstance(value, dict) else "all")
        return core_schema.no_info_after_validator_function(self._read, either)

    @staticmethod
    def _read(value: Any) -> ByLanguage[Any]:
        return ByLanguage(tuple(value.items())) if isinstance(value, dict) else ByLanguage.for_all(value)


def _lines(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else (value,)


_Lines = Annotated[
    tuple[PrintedText, ...],
    Field(min_length=1),
    BeforeValidator(
        _lines, json_schema_input_type=PrintedText | Annotated[tuple[PrintedText, ...], Field(min_length=1)]
    ),
]

OwnText = Annotated[ByLanguage[str], _Written(PrintedText)]
"""A text in the clinic's own words."""
OwnLines = Annotated[ByLanguage[tuple[str, ...]], _Written(_Lines)]
"""Lines in the clinic's own words, such as an address."""
