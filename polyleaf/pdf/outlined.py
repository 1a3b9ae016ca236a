"""A part of a page with some words outlined, to show where they are among the others."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from polyleaf.typeset.laid_out import Area

_MM_PER_INCH = 25.4
_AROUND_MM = 14.0  # what is shown around the words
_LEAST_MM = (110.0, 60.0)  # the width and the height that show where on the page they are
_PADDING_PX = 3  # between the words and their outline
_OUTLINE = (208, 0, 96)
_OUTLINE_PX = 3
_GLOW_PX = 5
_VEIL = 0.3  # the share of white over all other words, which can still be read
_COLOURS = 128  # of the palette; more make the file larger and no page clearer


def outlined(page: Image.Image, areas: Sequence[Area], dpi: float) -> Image.Image:
    """The part of a page around these areas, with a line around them. The picture of the page has that resolution."""
    scale = dpi / _MM_PER_INCH
    left, top, right, bottom = _region(areas, page.width / scale, page.height / scale)
    part = page.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))
    in_pixels = [
        [side * scale for side in (area.left - left, area.top - top, area.right - left, area.bottom - top)]
        for area in areas
    ]
    return _with_outline(
        part.convert("RGB"),
        _mask(part.size, in_pixels, _PADDING_PX),
        _mask(part.size, in_pixels, _PADDING_PX + _OUTLINE_PX),
    )


def _mask(size: tuple[int, int], boxes: Sequence[Sequence[float]], wider: int) -> Image.Image:
    """White boxes on black, each by so many pixels wider on each side."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for left, top, right, bottom in boxes:
        draw.rectangle((left - wider, top - wider, right + wider, bottom + wider), fill=255)
    return mask


def _region(areas: Sequence[Area], width_mm: float, height_mm: float) -> tuple[float, float, float, float]:
    """What is shown: the areas and what is around them, as far as the page has it."""
    left, right = _span([(area.left, area.right) for area in areas], _LEAST_MM[0], width_mm)
    top, bottom = _span([(area.top, area.bottom) for area in areas], _LEAST_MM[1], height_mm)
    return left, top, right, bottom


def _span(sides: Sequence[tuple[float, float]], least: float, whole: float) -> tuple[float, float]:
    """From where to where on one axis of a page, in mm."""
    start, end = min(side[0] for side in sides) - _AROUND_MM, max(side[1] for side in sides) + _AROUND_MM
    missing = max(0.0, least - (end - start)) / 2
    start, end = start - missing, end + missing
    shift = max(0.0, -start) - max(0.0, end - whole)  # back onto the page
    return max(0.0, start + shift), min(whole, end + shift)


def _with_outline(part: Image.Image, words: Image.Image, around: Image.Image) -> Image.Image:
    """The words as they are, all others veiled, and a line between them with a soft edge."""
    veiled = Image.blend(part, Image.new("RGB", part.size, "white"), _VEIL)
    shown = Image.composite(part, veiled, words)
    glow = around.filter(ImageFilter.GaussianBlur(_GLOW_PX)).point(lambda tone: tone // 2)
    shown.paste(_OUTLINE, mask=ImageChops.subtract(glow, words))
    shown.paste(_OUTLINE, mask=ImageChops.subtract(around, words))
    return shown


def as_png(picture: Image.Image) -> bytes:
    """The picture as a small PNG file, the same for the same picture and version of Pillow."""
    buffer = BytesIO()
    palette = picture.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(buffer, format="PNG")  # `optimize` takes seven times as long, and saves 4 %
    return buffer.getvalue()
