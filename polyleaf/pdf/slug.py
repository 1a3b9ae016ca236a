"""The slug of a press sheet: which side of which edition it is, and the names of the plates, outside the bleed.

Its letters are outlines, so the file needs no further font, and the text of the page stays the text of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uharfbuzz

_SIZE_MM = 2.1  # 6 pt
_PLATES = {"C": "1 0 0 0 k", "M": "0 1 0 0 k", "Y": "0 0 1 0 k", "K": "0 0 0 1 k"}


@dataclass(frozen=True)
class Slug:
    """What the slug says of every side: the name of the edition, drawn with the letters of a font file."""

    name: str
    font: Path

    def operators(self, side: int, sides: int, code: str) -> Iterator[str]:
        """The operators that draw the slug from the origin to the right, in mm.

        The text is in the colour `/Registration`, which is on every plate; the name of each plate is on that plate.
        """
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.font)))
        pen = _Pen(uharfbuzz.Font(face), _SIZE_MM / face.upem)
        said = " · ".join(part for part in (self.name, f"{side}/{sides}", code) if part)
        yield from ("/Registration cs 1 scn", *pen.outlines(f"{said} · "), "f")
        for plate, colour in _PLATES.items():
            yield from (colour, *pen.outlines(f"{plate} "), "f")


@dataclass
class _Pen:
    """Writes outlines one after the other; the pen protocol is that of HarfBuzz and fontTools."""

    font: uharfbuzz.Font
    scale: float
    x: float = 0
    path: list[str] = field(default_factory=list)
    at: tuple[float, float] = (0, 0)

    def outlines(self, text: str) -> list[str]:
        self.path = []
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.font, buffer)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            self.font.draw_glyph_with_pen(info.codepoint, self)
            self.x += position.x_advance
        return self.path

    def moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 -- the pen protocol
        self._write("m", to)

    def lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802 -- the pen protocol
        self._write("l", to)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 -- the pen protocol
        self._write("c", *points)

    def qCurveTo(self, control: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802 -- the pen protocol
        """A quadratic curve as a cubic one, which PDF has alone."""
        first, second = (
            (end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3) for end in (self.at, to)
        )
        self._write("c", first, second, to)

    def closePath(self) -> None:  # noqa: N802 -- the pen protocol
        self.path.append("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        places = (f"{(x + self.x) * self.scale:.4f} {y * self.scale:.4f}" for x, y in points)
        self.path.append(" ".join((*places, operator)))
        self.at = points[-1]
