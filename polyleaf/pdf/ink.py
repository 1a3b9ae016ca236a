"""The proof by ink: whether texts on a finished page look as their glyphs do on a plain background.

PDFium renders a page twice: as it is, and with only these texts on it, in black. The second picture says how much of
each pixel the glyphs cover. With the colours of text and background, that gives what the page must show. A cover, a
line through a word, another text over it, a background that is not plain: everything that changes the look of a text
makes a difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from polyleaf.design.colours import WHITE, Rgb, contrast_ratio
from polyleaf.pdf.page_objects import Bounds, PageObjects, PaintedText

_PX_PER_PT = 1.0  # 72 dpi; a fine stroke gives a grey, which is compared like any other
_RING_PX = 1  # around the ink, where nothing else may be painted
_RING = ImageFilter.MaxFilter(2 * _RING_PX + 1)
_DIFFERS = 8  # of 255; the plain pages of all editions differ by 2 at most
_FULL = 255  # white
_INKED = [_FULL if grey < 250 else 0 for grey in range(_FULL + 1)]  # whether a grey of the mask is ink
_RED, _GREEN, _BLUE = 0.30, 0.59, 0.11  # the weights by which PDFium makes a colour grey

Box = tuple[int, int, int, int]
Tones = tuple[int, int]  # the greys of a text and of its background


@dataclass(frozen=True)
class Look:
    """How a text looks on its page: its contrast to its background (1 to 21), and how much a pixel differs.

    `differs` is the largest difference in grey, 0 to 255, of any pixel of the ink and of the ring around it.
    """

    contrast: float
    differs: int

    @property
    def is_whole(self) -> bool:
        """Whether the page shows what the glyphs draw."""
        return self.differs < _DIFFERS


def looks(page: pypdfium2.PdfPage, objects: PageObjects) -> list[Look]:
    """How each of the texts of a page looks on it."""
    if not objects.texts:
        return []
    raster = _Raster(page, objects)
    expected = [_Expected(text, raster.box(text.bounds), _ground(text, objects)) for text in objects.texts]
    if raster.is_empty:
        return [Look(text.contrast, _FULL) for text in expected]
    seen = raster.render()
    with objects.texts_alone():
        mask = raster.render()
    return _Proof(seen, mask, objects, expected).looks()


def _ground(text: PaintedText, objects: PageObjects) -> Rgb:
    """The colour of the last area below a text that contains it, or of the paper if there is none."""
    below = (area for area in reversed(objects.areas) if area.order < text.order and area.bounds.holds(text.bounds, 0))
    return next((area.colour for area in below), WHITE)


def _grey(colour: Rgb) -> int:
    red, green, blue = colour
    return round(_FULL * (_RED * red + _GREEN * green + _BLUE * blue))


class _Expected:
    """A text as its page should show it: its box in pixels, its tones, and their contrast."""

    def __init__(self, text: PaintedText, box: Box, ground: Rgb) -> None:
        self.text = text
        self.box = box
        self.tones: Tones = (_grey(text.colour), _grey(ground))
        self.contrast = contrast_ratio(text.colour, ground)


class _Proof:
    """A page compared with what its texts should look like on it: all together, and one by one if that fails."""

    def __init__(self, seen: Image.Image, mask: Image.Image, objects: PageObjects, expected: list[_Expected]) -> None:
        self._seen, self._mask, self._objects, self._expected = seen, mask, objects, expected

    def looks(self) -> list[Look]:
        differences = self._all_differences()
        boxes = Image.new("L", self._seen.size)
        for text in self._expected:
            boxes.paste(_FULL, text.box)
        on_page = not any(_is_empty(text.box) for text in self._expected)
        if on_page and _most(ImageChops.darker(differences, boxes)) < _DIFFERS:
            return [Look(text.contrast, 0) for text in self._expected]
        return [self._look(text, differences) for text in self._expected]

    def _all_differences(self) -> Image.Image:
        """How much each pixel in the boxes of the texts differs from what it should be."""
        (common, _), *_ = Counter(text.tones for text in self._expected).most_common(1)
        differences = _differences(self._seen, self._mask, common)
        for text in self._expected:
            if text.tones != common:
                own = _differences(self._seen.crop(text.box), self._mask.crop(text.box), text.tones)
                differences.paste(own, text.box)
        return differences

    def _look(self, text: _Expected, differences: Image.Image) -> Look:
        """How a text looks on the background that it should have, or else on the one that is seen around it."""
        if _is_empty(text.box):
            return Look(text.contrast, _FULL)  # not on the page
        if _most(differences.crop(text.box)) < _DIFFERS:
            return Look(text.contrast, 0)
        seen, mask = self._seen.crop(text.box), self._mask.crop(text.box)
        look = self._compared(text, seen, mask)
        if look.is_whole:
            return look
        histogram = seen.histogram()
        grey = histogram.index(max(histogram))
        other = _Expected(text.text, text.box, self._colour_seen(text, grey))
        return min(look, self._compared(other, seen, mask), key=lambda found: found.differs)

    def _compared(self, text: _Expected, seen: Image.Image, mask: Image.Image) -> Look:
        differences = _differences(seen, mask, text.tones)
        for other in self._expected:
            is_neighbour = other.text is not text.text and other.tones != text.tones
            if is_neighbour and (common := _common(text.box, other.box)):
                own, theirs = differences.crop(common), _differences(seen.crop(common), mask.crop(common), other.tones)
                differences.paste(ImageChops.darker(own, theirs), common)
        near = mask.point(_INKED).filter(_RING)
        return Look(text.contrast, _most(ImageChops.darker(differences, near)))

    def _colour_seen(self, text: _Expected, grey: int) -> Rgb:
        """The colour that is seen around a text: that of the last area below it with this grey."""
        below = (area for area in reversed(self._objects.areas) if area.order < text.text.order)
        same = (area for area in below if area.bounds.meets(text.text.bounds) and abs(_grey(area.colour) - grey) <= 1)
        return next((area.colour for area in same), (grey / _FULL, grey / _FULL, grey / _FULL))


def _differences(seen: Image.Image, mask: Image.Image, tones: Tones) -> Image.Image:
    """How much each pixel differs from text of one tone on a background of another."""
    return ImageChops.difference(seen, mask.point(_shades(tones)))


@lru_cache(maxsize=32)
def _shades(tones: Tones) -> list[int]:
    """What each grey of a black text on white becomes in these tones."""
    text, ground = tones
    return [round(text + (ground - text) * grey / _FULL) for grey in range(_FULL + 1)]


def _common(box: Box, other: Box) -> Box | None:
    """The common part of two boxes, relative to the corner of the first."""
    left, top = max(box[0], other[0]), max(box[1], other[1])
    right, bottom = min(box[2], other[2]), min(box[3], other[3])
    common = (left - box[0], top - box[1], right - box[0], bottom - box[1])
    return None if _is_empty(common) else common


def _is_empty(box: Box) -> bool:
    left, top, right, bottom = box
    return left >= right or top >= bottom


def _most(image: Image.Image) -> int:
    _, most = image.getextrema()
    return int(most)  # type: ignore[arg-type]  # of one band


class _Raster:
    """The part of a page that contains its texts, as pixels."""

    def __init__(self, page: pypdfium2.PdfPage, objects: PageObjects) -> None:
        self._page = page
        self._page_left, bottom, right, self._page_top = page.get_bbox()
        self._width, self._height = (ceil(length * _PX_PER_PT) for length in page.get_size())
        self._across = self._width / (right - self._page_left)
        self._down = self._height / (self._page_top - bottom)
        boxes = [self._on_page(text.bounds) for text in objects.texts]
        self._left, self._top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        self._right, self._bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)

    @property
    def is_empty(self) -> bool:
        """Whether none of the texts is on the page."""
        return self._left >= self._right or self._top >= self._bottom

    def box(self, bounds: Bounds) -> Box:
        """The pixels that a rectangle touches and a ring around them, within the page."""
        left, top, right, bottom = self._on_page(bounds)
        return left - self._left, top - self._top, right - self._left, bottom - self._top

    def _on_page(self, bounds: Bounds) -> Box:
        left = floor((bounds.left - self._page_left) * self._across) - _RING_PX
        top = floor((self._page_top - bounds.top) * self._down) - _RING_PX
        right = ceil((bounds.right - self._page_left) * self._across) + _RING_PX
        bottom = ceil((self._page_top - bounds.bottom) * self._down) + _RING_PX
        left, top = min(max(left, 0), self._width), min(max(top, 0), self._height)
        return left, top, min(max(right, left), self._width), min(max(bottom, top), self._height)

    def render(self) -> Image.Image:
        edges = (self._left, self._height - self._bottom, self._width - self._right, self._top)
        crop = tuple(edge / _PX_PER_PT for edge in edges)
        bitmap = self._page.render(scale=_PX_PER_PT, crop=crop, grayscale=True, draw_annots=False, may_draw_forms=False)
        image: Image.Image = bitmap.to_pil()
        return image
