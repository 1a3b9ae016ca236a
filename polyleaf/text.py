"""`Text`, a piece of prose in a brochure that knows where it stands, and `SourceString`, how it gets to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from polyleaf.findings import Origin


class SourceString(str):
    """A string from a YAML file that carries its line (from 1)."""

    __slots__ = ("line",)
    line: int

    @classmethod
    def at(cls, value: str, line: int) -> SourceString:
        string = cls(value)
        string.line = line
        return string


@dataclass(frozen=True)
class Text:
    """One message: a sentence, heading, label or list item in the source language.

    In YAML it is a string, or `{text: ..., note: ...}` where `note` is for the translator.
    """

    text: str
    note: str
    origin: Origin

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
            },
            "required": ["text", "note"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"type": "string", "minLength": 1}, with_note]}

    @classmethod
    def _parse(cls, data: Any, info: core_schema.ValidationInfo) -> Text:
        note: Any = ""
        if isinstance(data, Mapping):
            if set(data) != {"text", "note"}:
                raise PydanticCustomError("text_keys", "a text with a note has the keys 'text' and 'note', no others")
            note, data = data["note"], data["text"]
        if not isinstance(data, str) or not isinstance(note, str):
            raise PydanticCustomError(
                "text_type", "expected a text, got {kind}; put it in quotes", {"kind": type(data).__name__}
            )
        if not data.strip():
            raise PydanticCustomError("text_empty", "the text is empty; write it or remove the entry")
        path = (info.context or {}).get("path", "")
        return cls(" ".join(data.split()), " ".join(note.split()), Origin(path, getattr(data, "line", 0)))
