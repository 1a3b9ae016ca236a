"""Texts that must be spelt in one way. Refusals are in words, because few people read patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True)
class Spelling:
    """The annotation of a text that must match all of `pattern`. `words` say how to spell it.

    Editors use the pattern, which is in the JSON Schema. People read `words`, as in `write {words}`.
    """

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._spelt, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _spelt(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("spelling", "{text} is not valid: write {words}", self._context(text))
        return text

    def _context(self, text: str) -> dict[str, Any]:
        return {"text": repr(text), "words": self.words}
