"""Where a part of a line of text is, from left to right.

A layout knows the area of a whole run of text. The widths of its parts are those that HarfBuzz gives for the fonts of
the lock, stretched so that they add up to the width of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from unicodedata import bidirectional

from fontTools import unicodedata

from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.font_lock import FontSet
from polyleaf.pdf.shaping import ShapingFont, Writing
from polyleaf.typeset.laid_out import Area, Run

_SIGNS = "Zyyy"
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


class TextExtents:
    """Measures parts of runs of text with the fonts of a project."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._cascades: dict[tuple[str, int], list[ShapingFont]] = {}
        self._chosen: dict[tuple[str, int, str], ShapingFont] = {}

    def area(self, run: Run, start: int, end: int) -> Area:
        """The area of the characters of a run from `start` to before `end`.

        Words that run against the run's direction are one piece: if a part begins or ends inside of them, its area has
        them all.
        """
        start, end = _widened(run, start, end)
        before, part, after = (
            self._width(run, text) for text in (run.text[:start], run.text[start:end], run.text[end:])
        )
        scale = (run.area.right - run.area.left) / ((before + part + after) or 1)
        if run.direction == "rtl":
            before, after = after, before
        return replace(run.area, left=run.area.left + before * scale, right=run.area.right - after * scale)

    def _width(self, run: Run, text: str) -> float:
        """The width of a text in em, set as that run is."""
        writing = Writing(run.language, None)
        return sum(font.width(piece, writing) for font, piece in self._pieces(run, text))

    def _pieces(self, run: Run, text: str) -> Iterator[tuple[ShapingFont, str]]:
        """The pieces of a text in one font and one script each, as HarfBuzz shapes them."""
        start, font, script = 0, None, _SIGNS
        for index, char in enumerate(text):
            its_font, its_script = self._font(run, char), _script(char)
            if font and (its_font is not font or (its_script != script and _SIGNS not in {its_script, script})):
                yield font, text[start:index]
                start, script = index, _SIGNS
            font = its_font
            script = script if its_script == _SIGNS else its_script
        if font:
            yield font, text[start:]

    def _font(self, run: Run, char: str) -> ShapingFont:
        """The first font that has the character; that of the language if none has."""
        key = (run.language, run.weight, char)
        if key not in self._chosen:
            cascade = self._cascade(run.language, run.weight)
            self._chosen[key] = next((font for font in cascade if font.has(char)), cascade[0])
        return self._chosen[key]

    def _cascade(self, language: str, weight: int) -> list[ShapingFont]:
        """The fonts of the lock in that weight, in its order, those of the language first."""
        if (language, weight) not in self._cascades:
            code = language.replace("-", "_")
            families = sorted(self._fonts.lock.families, key=lambda family: code not in family.languages)
            files = [
                self._fonts.file(family, min(family.faces, key=lambda face: abs(face.weight - weight)))
                for family in families
            ]
            self._cascades[language, weight] = [ShapingFont(file) for file in files]
        return self._cascades[language, weight]


def text_extents(workspace: Workspace) -> TextExtents:
    """The measure of a project, for `Workspace.load`, which keeps its fonts open."""
    return TextExtents(workspace.load(font_lock.prepare))


def _widened(run: Run, start: int, end: int) -> tuple[int, int]:
    """A part of a run with the whole of each piece that runs against its direction."""
    for first, last in _against(run):
        start = first if first < start < last else start
        end = last if first < end < last else end
    return start, end


def _against(run: Run) -> Iterator[tuple[int, int]]:
    """The pieces of a run from the first to the last of the letters that follow each other against its direction."""
    strong = [(index, _STRONG[kind]) for index, char in enumerate(run.text) if (kind := bidirectional(char)) in _STRONG]
    for direction, letters in groupby(strong, key=itemgetter(1)):
        if direction != run.direction:
            indices = [index for index, _ in letters]
            yield indices[0], indices[-1] + 1


def _script(char: str) -> str:
    """The script of a letter (ISO 15924); one name for the signs that all scripts share, and those on letters."""
    script = unicodedata.script(char)
    return _SIGNS if script in {"Zyyy", "Zinh"} else script
