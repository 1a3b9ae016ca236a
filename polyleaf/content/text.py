"""`Text`, a piece of prose in a brochure that knows its file and line."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from polyleaf.content.markup import PLACEHOLDER
from polyleaf.core.findings import Origin


@dataclass(frozen=True)
class Text:
    """One message: a sentence, heading, label or list item in the source language.

    In YAML it is a string, or `{text: ..., note: ...}` with a `note` for the translator. `max_length` may be given too,
    if the place where the text is printed holds no more. It is in letters, as `letters` counts them.
    """

    text: str
    note: str
    origin: Origin
    max_length: int | None = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        with_note = {
            "type": "object",
            "properties": {
                "text": {"type": "string", "minLength": 1},
                "note": {"type": "string", "minLength": 1, "description": "For the translator; never printed."},
                "max_length": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "The letters that its place holds in any language; full-width ones count twice.",
                },
            },
            "required": ["text", "note"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"type": "string", "minLength": 1}, with_note]}

    @classmethod
    def _parse(cls, data: Any, info: core_schema.ValidationInfo) -> Text:
        if isinstance(data, cls):
            return data
        note: Any = ""
        limit: Any = None
        if isinstance(data, Mapping):
            if set(data) - {"max_length"} != {"text", "note"}:
                raise ValueError(
                    "has other keys than a text with a note: write 'text', 'note' and perhaps 'max_length'"
                )
            note, limit, data = data["note"], data.get("max_length"), data["text"]
        if not isinstance(data, str) or not isinstance(note, str):
            raise PydanticCustomError("text_type", "expected a text: put it in quotes")
        if not data.strip():
            raise ValueError("the text is empty: write it, or remove the entry")
        text = " ".join(data.split())
        if limit is not None:
            _demand_limit(limit, text)
        path = (info.context or {}).get("path", "")
        return cls(text, " ".join(note.split()), Origin(path, getattr(data, "line", 0)), limit)


def letters(text: str) -> int:
    """The length of a text in letters. A full-width letter, as in Chinese, counts as two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _demand_limit(limit: object, text: str) -> None:
    if not isinstance(limit, int) or limit < letters(text):
        raise ValueError(f"'max_length' is not a number that the text keeps to: write {letters(text)} or more letters")
    if PLACEHOLDER.search(text):
        raise ValueError("a text with a value cannot have a 'max_length', as the value has none: remove 'max_length'")
