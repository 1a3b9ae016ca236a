"""Fonts inside a page: the locked faces, reduced to the characters of its text, as `@font-face` rules."""

from __future__ import annotations

import base64
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import tinycss2
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from polyleaf.design.font_lock import FontSet

Stacks = Mapping[str, tuple[str, ...]]

_KEPT_NAMES = range(15)  # 13 and 14, the licence, go with the outlines
_TABULAR_FIGURES = int.from_bytes(b"tnum", "big")  # the one feature of the style sheets that a subset drops by default
_SOFT_HYPHEN, _HYPHENS = "\u00ad", "-\u2010"


def font_stacks(css: str) -> Stacks:
    """The families that the `:lang(...)` rules of a style sheet name, by language."""
    stacks: dict[str, tuple[str, ...]] = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        languages = [part for part in rule.prelude if part.type == "function" and part.lower_name == "lang"]
        for declaration in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if declaration.type == "declaration" and declaration.lower_name == "font-family":
                families = tuple(part.value for part in declaration.value if part.type == "string")
                stacks |= {tinycss2.serialize(part.arguments).strip(): families for part in languages}
    return stacks


def stack_of(tag: str, stacks: Stacks) -> tuple[str, ...]:
    """The families of a language: those of its own rule, or else of a wider one (`pt` for `pt-BR`).

    Text in a language without a rule keeps the family of what is around it, so it may be any.
    """
    while tag and tag not in stacks:
        tag = tag.rpartition("-")[0]
    return stacks.get(tag) or tuple(dict.fromkeys(family for stack in stacks.values() for family in stack))


def font_faces(text_by_language: Mapping[str, str], stacks: Stacks, fonts: FontSet) -> str:
    """An `@font-face` rule for every face of the text, each with only the characters of the text.

    Like a browser, it takes a character from the first family of the language's stack that has it.
    """
    files = {family.family: fonts.file(family, family.faces[0]) for family in fonts.lock.families}
    wanted: dict[str, set[str]] = defaultdict(set)
    for tag, text in text_by_language.items():
        lacking = set(text)
        for family in stack_of(tag, stacks):
            if family in files and lacking:
                wanted[family] |= lacking
                lacking = {char for char in _without_glyph(files[family], lacking) if _is_drawn(char)}
    return "\n".join(
        f'@font-face {{ font-family: "{family.family}"; font-weight: {face.weight};'
        f" src: url(data:font/woff2;base64,{base64.b64encode(woff2).decode()}) }}"
        for family in fonts.lock.families
        if wanted[family.family]
        for face in family.faces
        if (woff2 := _subset(fonts.file(family, face), frozenset(wanted[family.family])))
    )


def _without_glyph(path: Path, characters: Iterable[str]) -> set[str]:
    """The characters for which a face has no glyph."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    return {char for char in characters if font.get_nominal_glyph(ord(char)) is None}


def _is_drawn(char: str) -> bool:
    return unicodedata.category(char) not in {"Zs", "Cc", "Cf"}


@lru_cache(maxsize=64)  # most pages have the same few characters in most faces: the languages' names
def _subset(path: Path, characters: frozenset[str]) -> bytes:
    """A face with the glyphs of these characters, as WOFF2. Empty if it has none of them."""
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    points = {ord(char) for char in _shaped(characters)} & set(face.unicodes)
    if not points:
        return b""
    plan = hb.SubsetInput()
    plan.flags = hb.SubsetFlags.NO_HINTING
    plan.sets(hb.SubsetInputSets.UNICODE).update(points)
    plan.sets(hb.SubsetInputSets.NAME_ID).update(_KEPT_NAMES)
    plan.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).add(_TABULAR_FIGURES)
    font = TTFont(BytesIO(plan.subset(face).blob.data), recalcTimestamp=False)
    font.flavor = "woff2"
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _shaped(characters: frozenset[str]) -> Iterator[str]:
    """The characters, and those that shaping makes from them: parts of a letter, and the hyphen at a soft hyphen."""
    for char in characters:
        yield char
        # Thai sara am is set as its two parts. Hangul syllables have none here: their letters would triple the font.
        yield from (chr(int(part, 16)) for part in unicodedata.decomposition(char).split() if part[0] != "<")
    if _SOFT_HYPHEN in characters:
        yield from _HYPHENS


def embedded(css: str) -> Mapping[str, frozenset[str]]:
    """The characters that all embedded faces of a family have, by family."""
    found: dict[str, frozenset[str]] = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
            family, woff2 = _described(rule)
            with TTFont(BytesIO(woff2), lazy=True) as font:
                characters = frozenset(map(chr, font.getBestCmap()))
            found[family] = found.get(family, characters) & characters
    return found


def _described(rule: Any) -> tuple[str, bytes]:
    """The family and the file of an `@font-face` rule that `font_faces` wrote."""
    family, woff2 = "", b""
    for declaration in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if declaration.lower_name == "font-family":
            family = next(part.value for part in declaration.value if part.type == "string")
        elif declaration.lower_name == "src":
            address = next(part.value for part in declaration.value if part.type == "url")
            woff2 = base64.b64decode(address.partition(",")[2])
    return family, woff2
