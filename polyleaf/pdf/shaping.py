"""Compare the glyphs and widths of a text in a PDF with those that HarfBuzz gives for its fonts.

Letters of another form, letters in another order, and words that are too close or too far apart do not change the text
layer. The numbers of the glyphs and the moves of the pen show them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import uharfbuzz

from polyleaf.pdf.tag_reader import DrawnGlyphs

Fault = Literal["letters", "spacing"]
Step = tuple[int, float]  # a glyph by its number, and how far it moves the pen, in em

_JOINERS = {"\u200c", "\u200d"}  # they are inside a word and have no glyph
_SPACES = " \u00a0"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\u200c\u200d\ufb1d-\ufdff\ufe70-\ufeff]")
"""The Unicode blocks of right-to-left scripts without their digits, and with their signs and joiners."""
_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)+")
_LOOSE_EM = 0.06  # a letter, from its natural place: less than what an eye takes for a space
_NARROW, _WIDE = 0.5, 4.0  # what a space may be, in times of its natural width


@dataclass(frozen=True)
class Writing:
    """How a text is written: its language (BCP 47) and its script (ISO 15924), for HarfBuzz."""

    language: str
    script: str | None


class ShapingFont:
    """A font as HarfBuzz shapes text in it."""

    def __init__(self, file: Path) -> None:
        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
        self._font = uharfbuzz.Font(self._face)
        self._spaces: dict[Writing, dict[int, float]] = {}

    @property
    def glyph_count(self) -> int:
        return int(self._face.glyph_count)

    def has(self, character: str) -> bool:
        return self._font.get_nominal_glyph(ord(character)) is not None

    def spaces(self, writing: Writing) -> dict[int, float]:
        """The glyphs of spaces, and their widths in em."""
        if writing not in self._spaces:
            self._spaces[writing] = dict(step for space in _SPACES for step in self._steps(space, writing, ""))
        return self._spaces[writing]

    def shape(self, text: str, writing: Writing, direction: str = "") -> list[Step]:
        """The glyphs of a text from left to right without spaces, in the direction of its letters or in another one."""
        spaces = self.spaces(writing)
        return [step for step in self._steps(text, writing, direction) if step[0] not in spaces]

    def width(self, text: str, writing: Writing) -> float:
        """The width of a text in em."""
        return _width(self._steps(text, writing, ""))

    def _steps(self, text: str, writing: Writing, direction: str) -> list[Step]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        if writing.language:
            buffer.language = writing.language
        if writing.script and not buffer.script:  # digits and signs are shaped like the letters around them
            buffer.script = writing.script
        if not direction and (_NUMBER.fullmatch(text) or not _RIGHT_TO_LEFT.search(text)):
            direction = "ltr"  # numbers in Persian digits too, which HarfBuzz takes for letters
        if direction:
            buffer.direction = direction
        uharfbuzz.shape(self._font, buffer)
        numbers = (info.codepoint for info in buffer.glyph_infos)
        widths = (position.x_advance / self._face.upem for position in buffer.glyph_positions)
        return list(zip(numbers, widths, strict=True))


class Shaper:
    """Compares texts with their glyphs. `files` are the fonts by their names in a PDF."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self._fonts: dict[str, ShapingFont] = {}

    def fault(
        self, text: str, language: str, drawn: Sequence[DrawnGlyphs], *, right_to_left: bool = False
    ) -> Fault | None:
        """What is wrong with how a text is drawn: its letters, or their distances. None if nothing is.

        In a text with several fonts or both directions, or of signs alone, each word or sign is compared alone, because
        the layout decides in which order they are. So it does for the numbers and signs of a text without letters that
        is set from right to left. Raises KeyError for an unknown font.
        """
        writing = Writing(language, _script(text))
        fonts = {part.font.name: self._font(part.font.name) for part in drawn}
        spaces = {name: font.spaces(writing) for name, font in fonts.items()}
        letters: dict[str, list[Step]] = {name: [] for name in fonts}
        gaps: list[float] = []
        for part in drawn:
            name = part.font.name
            moved = 0.0
            for glyph, width in zip(part.glyphs, part.advances, strict=True):
                if glyph >= fonts[name].glyph_count:
                    moved += width  # a letter for readers, which has no glyph; its parts follow
                    continue
                whole, moved = width + moved, 0.0
                if glyph in spaces[name]:
                    gaps.append(whole / spaces[name][glyph])
                else:
                    letters[name].append((glyph, whole))
        in_one_order = any(map(str.isalpha if right_to_left else _is_in_word, text)) and not _runs_both_ways(text)
        if len(fonts) == 1 and in_one_order:
            ((name, font),) = fonts.items()
            forms = [font.shape(text, each) for each in _writings(writing)]
            natural = next((form for form in forms if _numbers(form) == _numbers(letters[name])), forms[0])
            same = _numbers(natural) == _numbers(letters[name])
        else:
            numbers = {name: _numbers(steps) for name, steps in letters.items()}
            natural = _taken(text, writing, fonts, numbers)
            same = not any(numbers.values()) and len(natural) == sum(map(len, letters.values()))
        if not same:
            return "letters"
        loose = sum(map(_width, letters.values())) - _width(natural)
        fits = abs(loose) <= _LOOSE_EM * len(natural) and all(_NARROW <= gap <= _WIDE for gap in gaps)
        return None if fits else "spacing"

    def _font(self, name: str) -> ShapingFont:
        if name not in self._fonts:
            self._fonts[name] = ShapingFont(self._files[name])
        return self._fonts[name]


def _script(text: str) -> str | None:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def _writings(writing: Writing) -> Iterator[Writing]:
    """The ways in which a text may be written.

    Pango shapes Latin letters as English in a language that is not written in them (pango_language_includes_script).
    Fonts for Japanese and Korean have other digits for English, which `0.5mg` then has.
    """
    yield writing
    if writing.script == "Latn":
        yield Writing("en", "Latn")


def _numbers(steps: Sequence[Step]) -> list[int]:
    return [number for number, _ in steps]


def _width(steps: Sequence[Step]) -> float:
    return sum(width for _, width in steps)


def _runs_both_ways(text: str) -> bool:
    """Whether a text has right-to-left letters, and also letters or digits that are not."""
    return bool(_RIGHT_TO_LEFT.search(text)) and any(_is_in_word(char) for char in _RIGHT_TO_LEFT.sub("", text))


def _runs_back(character: str) -> bool:
    return _RIGHT_TO_LEFT.match(character) is not None


def _is_sign(character: str) -> bool:
    """Whether a character is a mark on the letter before it, or joins letters."""
    return character in _JOINERS or unicodedata.category(character).startswith("M")


def _is_in_word(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] in "LMN"


def _taken(text: str, writing: Writing, fonts: Mapping[str, ShapingFont], drawn: dict[str, list[int]]) -> list[Step]:
    """The words and signs of a text that are found among the glyphs of each font. They are removed from the glyphs.

    In right-to-left text, a bracket is drawn as the other bracket.
    """
    taken: list[Step] = []
    for part in sorted(_parts(text, fonts), key=len, reverse=True):  # a 1 is not taken from 1,250
        directions = ("",) if _is_in_word(part[0]) else ("ltr", "rtl")
        forms = (
            (name, fonts[name].shape(part, writing, direction))
            for name in fonts
            if fonts[name].has(part[0])
            for direction in directions
        )
        from_right = _runs_back(part[0])  # where such a text begins: a short word may be a part of a later one
        taken += next((form for name, form in forms if _take(_numbers(form), drawn[name], from_right=from_right)), [])
    return taken


def _parts(text: str, fonts: Mapping[str, ShapingFont]) -> Iterator[str]:
    """The words of a text, each in one direction and with letters from the same fonts, and the signs between them.

    A number with decimals is one part, because its digits change places with nothing.
    """
    read_to = 0
    for number in _NUMBER.finditer(text):
        if len({tuple(name for name, font in fonts.items() if font.has(char)) for char in number[0]}) == 1:
            yield from _words(text[read_to : number.start()], fonts)
            yield number[0]
            read_to = number.end()
    yield from _words(text[read_to:], fonts)


def _words(text: str, fonts: Mapping[str, ShapingFont]) -> Iterator[str]:
    word, kind = "", None
    for char in text:
        if word and _is_sign(char):
            word += char
            continue
        having = tuple(name for name, font in fonts.items() if font.has(char))
        its_kind = (having, _runs_back(char)) if _is_in_word(char) else None
        if word and its_kind != kind:
            yield word
            word = ""
        kind = its_kind
        if kind:
            word += char
        elif char not in _SPACES and unicodedata.category(char) != "Cf":
            yield char
    if word:
        yield word


def _take(wanted: list[int], drawn: list[int], *, from_right: bool) -> bool:
    """Remove the first glyphs from one side that equal these, in this order. False if there are none."""
    starts = range(len(drawn) - len(wanted) + 1)
    for start in reversed(starts) if from_right else starts:
        if drawn[start : start + len(wanted)] == wanted:
            del drawn[start : start + len(wanted)]
            return True
    return False
