"""A part of a page as an office copier shows it: in grey, and in black and white without halftones."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops, ImageOps

from polyleaf.pdf.page_objects import Bounds

_SCALE = 2.0  # 144 dpi
_BLACK_BELOW = 128  # of 255; a copier set to text makes everything darker black
_PATTERN = (32, 32)  # pixels in which two marks are compared, whatever their sizes
_FULL = 255
_CUBE_FROM = 216 / 24389  # CIE 15: below it, lightness is proportional to luminance
_LINEAR = 24389 / 27
_GAMMA = 2.2


@dataclass(frozen=True)
class Photocopy:
    """A part of a page in grey (0 black to 255 white)."""

    grey: Image.Image

    @classmethod
    def of(cls, page: pypdfium2.PdfPage, bounds: Bounds) -> Photocopy:
        """The part of a page within these bounds, in pt from its foot."""
        width, height = page.get_size()
        crop = (bounds.left, bounds.bottom, width - bounds.right, height - bounds.top)
        return cls(page.render(scale=_SCALE, crop=crop, grayscale=True).to_pil())

    @property
    def ground_lightness(self) -> float:
        """The lightness (CIE L*, 0 to 100) of the most frequent grey."""
        histogram = self.grey.histogram()
        luminance: float = (histogram.index(max(histogram)) / _FULL) ** _GAMMA
        return 116 * float(luminance ** (1 / 3)) - 16 if luminance > _CUBE_FROM else luminance * _LINEAR

    @property
    def black_and_white(self) -> Image.Image:
        """The same, with pixels of 0 and 255 alone."""
        return self.grey.point([0 if grey < _BLACK_BELOW else _FULL for grey in range(_FULL + 1)])

    @property
    def drawn_share(self) -> float:
        """How much of it is not like its ground in black and white, 0 to 0.5."""
        black = self.black_and_white.histogram()[0] / (self.grey.width * self.grey.height)
        return min(black, 1 - black)

    def difference(self, other: Photocopy) -> float:
        """How much of the two drawings differs in black and white, 0 to 1, in the same size and on a white ground."""
        both = ImageChops.difference(self._pattern(), other._pattern())
        return sum(both.histogram()[_BLACK_BELOW:], start=0.0) / (both.width * both.height)

    def _pattern(self) -> Image.Image:
        """The drawing in black on white, as wide or as high as the pattern, and in the middle of it."""
        image = self.black_and_white
        if image.histogram()[0] * 2 > image.width * image.height:
            image = ImageChops.invert(image)
        drawn = ImageChops.invert(image).getbbox()
        return ImageOps.pad(image.crop(drawn), _PATTERN, Image.Resampling.BOX, color=_FULL)
