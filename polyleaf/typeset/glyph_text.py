"""The text of each glyph in scripts with clusters, read from the font.

WeasyPrint records the text of a whole cluster for its first glyph, and none for the others. If a cluster has two glyphs
(a letter and its vowel sign), every later use of either is extracted as letters that are not there, or as nothing.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from io import BytesIO

from fontTools.ttLib import TTFont

_SCRIPTS = {0x0627, 0x0915}  # a letter of each, Arabic and Devanagari

_PRESENTATION_FORMS = range(0xFB00, 0xFF00)


@lru_cache
def glyph_texts(font: bytes) -> dict[int, str]:
    """The text of each glyph by its id, for fonts of Arabic and Devanagari. Empty for all others.

    A glyph that the character map does not name is a form of one (`reh.fina`) or joins several (`lam_alef`), as its
    name says.
    """
    with TTFont(BytesIO(font), lazy=True) as tables:
        characters = tables.getBestCmap()
        if not _SCRIPTS & characters.keys():
            return {}
        by_name = {name: chr(code) for code, name in reversed(characters.items())}
        order = tables.getGlyphOrder()
    texts = {number: _text(name, by_name) for number, name in enumerate(order)}
    return {number: text for number, text in texts.items() if text}


def _text(name: str, by_name: dict[str, str]) -> str:
    """The text of a glyph by its name. Empty if the name does not tell."""
    parts = [name] if name in by_name else name.partition(".")[0].split("_")
    return as_drawn("".join(map(_letter, (by_name[part] for part in parts)))) if by_name.keys() >= set(parts) else ""


def _letter(character: str) -> str:
    """The letter, or letters, of a presentation form (`ﬁ`, the last form of an Arabic letter)."""
    return unicodedata.normalize("NFKC", character) if ord(character) in _PRESENTATION_FORMS else character


def as_drawn(text: str) -> str:
    """The text of a ligature in the order of its letters from left to right. Marks have their own glyphs.

    A PDF stores right-to-left text glyph by glyph from the left. PDFium and poppler reverse the letters of a line one
    by one, even inside a glyph.
    """
    if not any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text):
        return text
    return "".join(char for char in reversed(text) if unicodedata.category(char) != "Mn")
