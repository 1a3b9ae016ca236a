"""The letters and the quotation marks of a language, from CLDR. Babel has neither; see scripts/cldr_letters.py."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from polyleaf.language.languages import Language

_FILE = Path(__file__).with_suffix(".json")
_MEMBER = re.compile(r"\{((?:\\.|[^}])*)\}|(\\u[0-9A-Fa-f]{4}|\\.|[^\s\[\]])")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_JOINERS = frozenset("\u200c\u200d")  # they have no glyph


def letters_of(language: Language) -> frozenset[str]:
    """The characters that a face needs to print a language, with their capitals. Empty if CLDR does not say."""
    members = _MEMBER.findall(_entry(language).get("letters", ""))
    plain = "".join(_ESCAPE.sub(_unescaped, several or one) for several, one in members)
    return frozenset(plain + plain.upper()) - _JOINERS


def quotation_marks(language: Language) -> tuple[str, ...]:
    """The marks that open and close a quotation, and those inside another one, each as a pair."""
    marks = _entry(language).get("quotes", "")
    return tuple(dict.fromkeys(marks[start : start + 2] for start in range(0, len(marks), 2)))


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


def _entry(language: Language) -> dict[str, str]:
    """The entry of a language, or else of the wider one that it is a variant of."""
    code, known = language.code, _known()
    while code and code not in known:
        code = code.rpartition("_")[0]
    entry: dict[str, str] = known.get(code, {})
    return entry


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    languages: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["languages"]
    return languages
