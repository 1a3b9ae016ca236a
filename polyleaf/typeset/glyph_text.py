"""The text of each glyph in scripts with clusters, read from the font.

WeasyPrint records the text of a whole cluster for its first glyph, and none for the others. If a cluster has two glyphs
(a letter and its vowel sign), every later use of either is extracted as letters that are not there, or as nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from fontTools import agl
from fontTools.ttLib import TTFont

_MULTIPLE_SUBSTITUTION, _EXTENSION = 2, 7  # types of lookups of the table GSUB
_PRESENTATION_FORMS = range(0xFB00, 0xFF00)


@lru_cache
def glyph_texts(font: bytes) -> dict[int, str]:
    """The text of each glyph by its id, for fonts of scripts with clusters. Empty for all others.

    Such scripts run from right to left, or have vowel signs around their letters, as those of India have. A glyph that
    the character map does not name is a form of one (`reh.fina`) or joins several (`lam_alef`, `uni0995_uni09B7`), as
    its name says. Names are after the Adobe Glyph List Specification: https://github.com/adobe-type-tools/agl-specification
    """
    with TTFont(BytesIO(font), lazy=True) as tables:
        characters = tables.getBestCmap()
        if not _has_clusters(characters):
            return {}
        by_name = {name: chr(code) for code, name in reversed(characters.items())}
        order = tables.getGlyphOrder()
    texts = {number: _text(name, by_name) for number, name in enumerate(order)}
    return {number: text for number, text in texts.items() if text}


def _has_clusters(characters: Iterable[int]) -> bool:
    return any(_is_right_to_left(char) or "VOWEL SIGN" in unicodedata.name(char, "") for char in map(chr, characters))


def _is_right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL"}


@lru_cache
def space_of_parts(font: bytes) -> tuple[int, int] | None:
    """The glyph of the space and its width in thousandths of an em, of a right-to-left font with letters in parts.

    Letters share such parts in Nastaliq: one glyph is the body of several letters, and dots are glyphs of their own. No
    glyph has a text then. None for all other fonts.
    """
    with TTFont(BytesIO(font), lazy=True) as tables:
        characters = tables.getBestCmap()
        letters = {name for code, name in characters.items() if _is_right_to_left(chr(code))}
        if not letters or len(letters & _divided(tables)) * 2 < len(letters):
            return None
        space = characters[ord(" ")]
        return tables.getGlyphID(space), round(tables["hmtx"][space][0] * 1000 / tables["head"].unitsPerEm)


def _divided(tables: TTFont) -> set[str]:
    """The names of the glyphs for which a font sets several others."""
    names: set[str] = set()
    for lookup in tables["GSUB"].table.LookupList.Lookup if "GSUB" in tables else ():
        for table in lookup.SubTable:
            inner = table.ExtSubTable if table.LookupType == _EXTENSION else table
            if inner.LookupType == _MULTIPLE_SUBSTITUTION:
                names |= inner.mapping.keys()
    return names


def _text(name: str, by_name: dict[str, str]) -> str:
    """The text of a glyph by its name. Empty if the name does not tell."""
    parts = [name] if name in by_name else name.partition(".")[0].split("_")
    if by_name.keys() >= set(parts):
        return as_drawn("".join(map(_letter, (by_name[part] for part in parts))))
    return as_drawn(agl.toUnicode(name))


def _letter(character: str) -> str:
    """The letter, or letters, of a presentation form (`ﬁ`, the last form of an Arabic letter)."""
    return unicodedata.normalize("NFKC", character) if ord(character) in _PRESENTATION_FORMS else character


def as_drawn(text: str) -> str:
    """The text of a ligature in the order of its letters from left to right. Marks have their own glyphs.

    A PDF stores right-to-left text glyph by glyph from the left. PDFium and poppler reverse the letters of a line one
    by one, even inside a glyph.
    """
    if not any(map(_is_right_to_left, text)):
        return text
    return "".join(char for char in reversed(text) if unicodedata.category(char) != "Mn")
