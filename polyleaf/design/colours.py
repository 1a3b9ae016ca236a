"""Colours by published formulas: contrast, the nearest colour that is dark enough, and how much two colours differ."""

from __future__ import annotations

import math

Rgb = tuple[float, float, float]
"""Red, green and blue of sRGB, 0 to 1."""

WHITE: Rgb = (1.0, 1.0, 1.0)
BODY_CONTRAST = 7.0
"""The lowest contrast of text to the paper, by WCAG 2.2, 1.4.6 (level AAA)."""


def parse_hex(colour: str) -> Rgb:
    """The colour of six hexadecimal digits after a `#`."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours, 1 to 21, by WCAG 2.2 (relative luminance of sRGB)."""
    darker, lighter = sorted((_luminance(_linear(one)), _luminance(_linear(other))))
    return (lighter + 0.05) / (darker + 0.05)


def darkened(colour: Rgb, contrast: float) -> str:
    """The nearest darker colour of the same hue with at least that contrast to white, as `#rrggbb`.

    It is light of the same mixture, but less of it. A factor on linear light keeps the hue of OKLCH and always stays
    within sRGB, so no search and no mapping to the gamut is needed. Digits are rounded to the dark side.
    """
    allowed = 1.05 / contrast - 0.05  # the luminance with exactly that contrast to white
    linear = _linear(colour)
    factor = min(1.0, allowed / _luminance(linear)) if _luminance(linear) else 1.0
    return "#" + "".join(f"{math.floor(_gamma(light * factor) * 255 + 1e-9):02x}" for light in linear)


def difference(one: Rgb, other: Rgb) -> float:
    """How much two colours differ to the eye: their distance in OKLab, in which a difference of 0.02 is just visible.

    The measure is deltaEOK of CSS Color 4, section 19. The matrices are those of Ottosson's OKLab (2020, linear sRGB).
    """
    return math.dist(_oklab(one), _oklab(other))


def _oklab(colour: Rgb) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _luminance(linear: Rgb) -> float:
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: Rgb) -> Rgb:
    """The light of each part, without the gamma of sRGB."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return red, green, blue


def _gamma(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
