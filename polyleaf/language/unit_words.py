"""The words and symbols for units of measure, as CLDR (through Babel) has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, cast, get_args

from babel import Locale, localedata

Unit = Literal[
    "minute", "hour", "day", "week", "month", "year",
    "microgram", "milligram", "gram", "kilogram", "milliliter", "liter", "millimeter", "centimeter", "percent",
]  # fmt: skip
UNITS: tuple[Unit, ...] = get_args(Unit)

_KINDS = {"gram": "mass", "liter": "volume", "meter": "length", "percent": "concentr"}
_PLURALS = ("zero", "one", "two", "few", "many", "other")

# Symbols of the International System, which texts in every script use; µ as the Greek letter and as the sign.
SYMBOLS: dict[Unit, tuple[str, ...]] = {
    "minute": ("min",),
    "hour": ("h",),
    "microgram": ("µg", "μg", "mcg"),
    "milligram": ("mg",),
    "gram": ("g",),
    "kilogram": ("kg",),
    "milliliter": ("ml",),
    "liter": ("l",),
    "millimeter": ("mm",),
    "centimeter": ("cm",),
    "percent": ("%", "٪"),
}


def words(unit: Unit, locale: Locale) -> Iterator[str]:
    """Every word and abbreviation for a unit, in the forms that numbers take."""
    for length in ("long", "short"):
        yield from map(_word, _forms(unit, locale, length).values())


def plurals(unit: Unit, locale: Locale) -> Iterator[str]:
    """The words for several of a unit: `days`, not `day`. All of them, where the language makes no difference."""
    forms = {**_forms(unit, locale, "short"), **_forms(unit, locale, "long")}
    yield from (_word(pattern) for name, pattern in forms.items() if name != "one")


def duals(unit: Unit, locale: Locale) -> Iterator[str]:
    """Words that say "two" of a unit by themselves, as Arabic has."""
    pattern = _forms(unit, locale, "long").get("two", "{0}")
    if "{0}" not in pattern:
        yield pattern


def _word(pattern: str) -> str:
    return pattern.replace("{0}", "").strip(" \u00a0\u200f")


def _forms(unit: Unit, locale: Locale, length: str) -> dict[str, str]:
    """CLDR's patterns of that length by plural category; where the long ones are missing, the short ones say so."""
    kind = next((kind for ending, kind in _KINDS.items() if unit.endswith(ending)), "duration")
    data = localedata.LocaleDataDict(cast(Any, localedata.load(str(locale))))
    patterns = data["unit_patterns"].get(f"{kind}-{unit}", {}).get(length, {})
    return {name: str(patterns[name]) for name in _PLURALS if name in patterns}
