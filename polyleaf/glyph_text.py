"""What each glyph of a joining script stands for, read from the font itself.

WeasyPrint notes the text of a whole cluster for the first glyph that it meets of it; where a cluster has two glyphs (a
letter and its vowel sign), every later use of that glyph then extracts as letters that are not there.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from fontTools.ttLib import TTFont

_ARABIC_ALEF = 0x0627


@lru_cache
def glyph_texts(font: bytes) -> dict[int, str]:
    """The text of each glyph by its id, for fonts of the Arabic script; empty for all others.

    A glyph that the character map does not name is a form of one (`reh.fina`) or joins several (`lam_alef`), as its
    name says.
    """
    with TTFont(BytesIO(font), lazy=True) as tables:
        characters = tables.getBestCmap()
        if _ARABIC_ALEF not in characters:
            return {}
        by_name = {name: chr(code) for code, name in reversed(characters.items())}
        order = tables.getGlyphOrder()
    texts = {number: _text(name, by_name) for number, name in enumerate(order)}
    return {number: text for number, text in texts.items() if text}


def _text(name: str, by_name: dict[str, str]) -> str:
    """The text of a glyph by its name; empty where the name does not tell."""
    if name in by_name:
        return by_name[name]
    parts = name.partition(".")[0].split("_")
    return "".join(by_name[part] for part in parts) if all(part in by_name for part in parts) else ""
