"""The words and symbols for units of measure and currencies, from CLDR (through Babel)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, cast, get_args

from babel import Locale, localedata

Unit = Literal[
    "minute", "hour", "day", "week", "month", "year",
    "microgram", "milligram", "gram", "kilogram", "milliliter", "liter", "millimeter", "centimeter", "percent",
    "second", "meter", "kilometer", "inch", "pound", "ounce", "permille", "celsius", "fahrenheit", "kilocalorie",
    "millimeter-of-mercury", "teaspoon", "tablespoon", "drop", "tablet", "international-unit",
    "euro", "dollar", "pound-sterling", "franc", "yen", "yuan", "rupee", "won", "zloty", "hryvnia", "lira", "real",
    "riyal", "rial", "dirham", "dong", "baht",
]  # fmt: skip
"""The units that are distinguished. CLDR knows all but `tablet` and `international-unit`, which lexicons name."""

UNITS: tuple[Unit, ...] = get_args(Unit)

NAMED_ALONE: frozenset[Unit] = frozenset(UNITS[: UNITS.index("percent") + 1])
"""Units whose words mean a unit even without a number: "days later". A "second" opinion measures nothing."""

# CLDR's name of a unit: the kind of measure, and the unit's name if it is not the same as ours.
_KINDS = {"gram": "mass", "liter": "volume", "meter": "length"}
_CLDR_NAMES: dict[Unit, str] = {
    "percent": "concentr-percent",
    "permille": "concentr-permille",
    "inch": "length-inch",
    "pound": "mass-pound",
    "ounce": "mass-ounce",
    "celsius": "temperature-celsius",
    "fahrenheit": "temperature-fahrenheit",
    "kilocalorie": "energy-kilocalorie",
    "millimeter-of-mercury": "pressure-millimeter-ofhg",
    "teaspoon": "volume-teaspoon",
    "tablespoon": "volume-tablespoon",
    "drop": "volume-drop",
}
_CURRENCIES: dict[Unit, tuple[str, ...]] = {
    "euro": ("EUR",),
    "dollar": ("USD",),
    "pound-sterling": ("GBP",),
    "franc": ("CHF",),
    "yen": ("JPY",),
    "yuan": ("CNY",),
    "rupee": ("INR",),
    "won": ("KRW",),
    "zloty": ("PLN",),
    "hryvnia": ("UAH",),
    "lira": ("TRY",),
    "real": ("BRL",),
    "riyal": ("SAR", "QAR"),
    "rial": ("IRR",),
    "dirham": ("AED", "MAD"),
    "dong": ("VND",),
    "baht": ("THB",),
}
_CODES: dict[str, Unit] = {code: unit for unit, codes in _CURRENCIES.items() for code in codes}
_PLURALS = ("zero", "one", "two", "few", "many", "other")

# Symbols of the International System, which texts in every script use; µ is the Greek letter and the sign.
SYMBOLS: dict[Unit, tuple[str, ...]] = {
    "second": ("s",),
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
    "meter": ("m",),
    "kilometer": ("km",),
    "inch": ("″",),
    "pound": ("lb", "lbs"),
    "ounce": ("oz",),
    "percent": ("%", "٪"),
    "permille": ("‰", "؉"),
    "celsius": ("°C", "℃", "° C"),
    "fahrenheit": ("°F", "℉", "° F"),
    "kilocalorie": ("kcal",),
    "millimeter-of-mercury": ("mmHg", "mm Hg"),
    "international-unit": ("IU",),
    "euro": ("€", "EUR"),
    "dollar": ("$", "US$", "USD"),
    "pound-sterling": ("£", "GBP"),
    "franc": ("CHF",),
    "yen": ("JPY",),
    "yuan": ("CNY", "RMB"),
    "rupee": ("₹", "INR"),
    "won": ("₩", "KRW"),
    "zloty": ("PLN", "zł"),
    "hryvnia": ("₴", "UAH"),
    "lira": ("₺", "TRY"),
    "real": ("R$", "BRL"),
    "riyal": ("SAR",),
    "rial": ("IRR",),
    "dirham": ("AED",),
    "dong": ("₫", "VND"),
    "baht": ("฿", "THB"),
}

BEFORE_NUMBERS: dict[Unit, tuple[str, ...]] = {
    "percent": ("%", "٪"),
    "permille": ("‰",),
    **{unit: SYMBOLS[unit] for unit in _CURRENCIES},
}
"""The symbols that are written before a number in some languages: $20, €20, %50."""


def is_currency(unit: str) -> bool:
    """Whether the unit of a value is the code of a currency."""
    return unit in _CODES


def measured(unit: str) -> Unit | None:
    """The unit that a text names beside a value of this unit: the currency of a code, the day of "times a day".

    None for what has no word of its own: counts, chances and dates.
    """
    named = _CODES.get(unit, unit.removeprefix("times-a-"))
    return named if named in UNITS else None


def cldr_name(unit: str) -> str:
    """CLDR's name of a unit of measure: `mass-gram` for `gram`."""
    kind = next((kind for ending, kind in _KINDS.items() if unit.endswith(ending)), "duration")
    return _CLDR_NAMES.get(cast(Unit, unit), f"{kind}-{unit}")


def words(unit: Unit, locale: Locale) -> Iterator[str]:
    """Every word and abbreviation for a unit, in the forms that follow numbers.

    Abbreviations of rarer units are left out, because they are other words too: "in" for inches and others.
    """
    for length in ("long", "short") if unit in NAMED_ALONE else ("long",):
        yield from map(_word, _forms(unit, locale, length).values())


def plurals(unit: Unit, locale: Locale) -> Iterator[str]:
    """The words for several of a unit: `days`, not `day`. All of them, if the language makes no difference."""
    forms = {**_forms(unit, locale, "short"), **_forms(unit, locale, "long")}
    yield from (_word(pattern) for name, pattern in forms.items() if name != "one")


def duals(unit: Unit, locale: Locale) -> Iterator[str]:
    """Words that say "two" of a unit by themselves, as Arabic has."""
    pattern = _forms(unit, locale, "long").get("two", "{0}")
    if "{0}" not in pattern:
        yield pattern


def weekdays(locale: Locale) -> list[tuple[str, ...]]:
    """The names of the days of the week from Monday on, each within a date and by itself."""
    forms = [locale.days[form]["wide"] for form in ("format", "stand-alone")]
    return [tuple(dict.fromkeys(str(names[day]) for names in forms)) for day in range(7)]


def _word(pattern: str) -> str:
    return pattern.replace("{0}", "").strip(" \u00a0\u200f")


def _forms(unit: Unit, locale: Locale, length: str) -> dict[str, str]:
    """CLDR's patterns of that length by plural category. If there are no long ones, the short ones are used."""
    data = localedata.LocaleDataDict(cast(Any, localedata.load(str(locale))))
    if unit in _CURRENCIES:
        return _currency_forms(unit, data)
    patterns = data["unit_patterns"].get(cldr_name(unit), {}).get(length, {})
    return {name: str(patterns[name]) for name in _PLURALS if name in patterns}


def _currency_forms(unit: Unit, data: localedata.LocaleDataDict) -> dict[str, str]:
    """CLDR's names of a unit's currencies, numbered in their order, because their plural category
    does not matter here.
    """
    names: list[str] = []
    for code in _CURRENCIES[unit]:
        names += [data["currency_names"].get(code, ""), *data["currency_names_plural"].get(code, {}).values()]
    return {str(number): f"{{0}} {name}" for number, name in enumerate(filter(None, map(str, names)))}
