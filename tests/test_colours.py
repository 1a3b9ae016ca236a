"""Colours by published formulas, against values from elsewhere."""

from __future__ import annotations

import math

import pytest

from polyleaf.design import colours
from polyleaf.design.colours import Rgb


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((0, 0, 0), (1, 1, 1), 21.0), ((1, 1, 1), (1, 1, 1), 1.0), ((119 / 255,) * 3, (1, 1, 1), 4.48)],
)
def test_contrast_is_that_of_wcag(one: Rgb, other: Rgb, expected: float) -> None:
    assert round(colours.contrast_ratio(one, other), 2) == expected


@pytest.mark.parametrize("pale", ["#ffcc00", "#4da3e0", "#ff4444", "#00ff00", "#8a8f94", "#ffffff", "#e91e63"])
def test_the_nearest_dark_colour_passes_barely_and_keeps_the_hue(pale: str) -> None:
    dark = colours.parse_hex(colours.darkened(colours.parse_hex(pale), 7.0))
    assert 7.0 <= colours.contrast_ratio(dark, colours.WHITE) < 7.2
    _, a, b = colours._oklab(dark)
    _, a_before, b_before = colours._oklab(colours.parse_hex(pale))
    if math.hypot(a_before, b_before) > 0.01:  # a grey has no hue
        assert math.degrees(math.atan2(b, a)) == pytest.approx(math.degrees(math.atan2(b_before, a_before)), abs=1)


@pytest.mark.parametrize("dark", ["#1d5a8c", "#000000", "#15202b"])
def test_a_colour_that_is_dark_enough_stays(dark: str) -> None:
    assert colours.darkened(colours.parse_hex(dark), 7.0) == dark


@pytest.mark.parametrize(
    ("colour", "lightness", "a", "b"),
    [
        # CSS Color 4 gives red as oklab(0.62796 0.22486 0.12585), lime as oklab(0.86644 -0.23389 0.1795)
        ("#ff0000", 0.62796, 0.22486, 0.12585),
        ("#00ff00", 0.86644, -0.23389, 0.1795),
        ("#ffffff", 1.0, 0.0, 0.0),
    ],
)
def test_oklab_is_that_of_css(colour: str, lightness: float, a: float, b: float) -> None:
    assert colours._oklab(colours.parse_hex(colour)) == pytest.approx((lightness, a, b), abs=0.0001)


def test_the_difference_of_black_and_white_is_one() -> None:
    assert colours.difference((0, 0, 0), (1, 1, 1)) == pytest.approx(1, abs=0.001)
