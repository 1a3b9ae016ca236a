"""Print typed values as words: the digits, units, plurals and ranges of each language, from CLDR."""

from __future__ import annotations

import datetime
from collections.abc import MutableMapping
from typing import Any, cast

from babel import localedata
from babel.dates import format_date
from babel.numbers import format_decimal

from polyleaf.content.brochure import Quantity, Value
from polyleaf.language.languages import Language

# CLDR 48.2, numbers/miscPatterns/range, which Babel leaves out; every language not named here has "{0}–{1}".
# For Chinese, CLDR has a hyphen. The national standard GB/T 15834-2011 (4.13.3.3) asks for the wave between numbers.
_RANGE_PATTERNS = {
    "es": "{0}-{1}",
    "it": "{0}-{1}",
    "ja": "{0}～{1}",
    "ko": "{0}~{1}",
    "th": "{0}-{1}",
    "vi": "{0}-{1}",
    "zh": "{0}～{1}",
}


# CLDR 48.2, numberingSystems: the zero of each decimal system, its other digits following it in Unicode. Babel knows
# which system is a language's own, and writes Latin digits all the same.
_ZEROS = {"latn": "0", "arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "\u1040", "tibt": "\u0f20"}


def number(value: int, language: Language) -> str:
    """The number in the language's own digits. Raises LookupError for an unknown system of digits."""
    return own_digits(format_decimal(value, locale=language.locale, numbering_system="default"), language)


def date(day: datetime.date, language: Language) -> str:
    """The date in the language's long form and its own digits."""
    return own_digits(format_date(day, format="long", locale=language.locale), language)


def knows_digits(language: Language) -> bool:
    """Whether the language's own digits can be printed."""
    return language.locale.default_numbering_system in _ZEROS


def own_digits(text: str, language: Language) -> str:
    """The text with its Latin digits replaced by the language's own. Raises LookupError for an unknown system."""
    system = language.locale.default_numbering_system
    if system not in _ZEROS:
        raise LookupError(f"the digits {system!r} of {language.code} are not known")
    zero = ord(_ZEROS[system])
    return text.translate({ord("0") + digit: chr(zero + digit) for digit in range(10)})


def phrase(value: Quantity, language: Language) -> str:
    """The whole value: `3–4 months`, `2 weeks`, `15`. Raises LookupError for a unit that CLDR does not have."""
    if value.value is not None:
        last, digits = value.value, number(value.value, language)
    else:
        low, last = bounds(value)
        digits = _range(number(low, language), number(last, language), language)
    if value.unit == "count":
        return digits
    printed = _unit_pattern(value.unit, last, language, is_range=value.is_range).replace("{0}", digits)
    return printed if language.sentence_space else printed.replace(" ", "")  # Japanese has no space before か月


def form(value: Quantity, part: str, language: Language) -> str:
    """What a placeholder prints: the whole phrase, or one end of a range for the part `from` or `to`."""
    if not part:
        return phrase(value, language)
    return number(dict(zip(("from", "to"), bounds(value), strict=True))[part], language)


def bounds(value: Quantity) -> tuple[int, int]:
    """The lower and upper end of a range. Raises ValueError for a single number."""
    if value.from_ is None or value.to is None:
        raise ValueError("a single number has no 'from' and 'to'")
    return value.from_, value.to


MONTHS = {"day": 12 / 365, "week": 12 * 7 / 365, "month": 1.0, "year": 12.0}


def in_months(value: Value) -> tuple[float, float]:
    """The ends of a duration in months (a year has 365 days). Both are the same for a single number.

    Raises KeyError for anything but a duration of days or more.
    """
    low, high = (value.value, value.value) if value.value is not None else bounds(value)
    return low * MONTHS[value.unit], high * MONTHS[value.unit]


def _range(low: str, high: str, language: Language) -> str:
    pattern = _RANGE_PATTERNS.get(language.locale.language, "{0}–{1}")
    return pattern.format(low, high)


def _unit_pattern(unit: str, last: int, language: Language, *, is_range: bool) -> str:
    """The unit's pattern for the plural category of the number, or of the upper end of a range.

    CLDR's pluralRanges give the category of the upper end, except for pairs whose pattern would hide the number (Arabic
    `one` and `two` have none). Those are `other` there.
    """
    forms = _unit_forms(unit, language)
    pattern = forms.get(language.locale.plural_form(last)) or forms["other"]
    return forms["other"] if is_range and "{0}" not in pattern else pattern


def _unit_forms(unit: str, language: Language) -> dict[str, str]:
    """The long patterns of a unit. If CLDR has none, it means the short ones (root: long is an alias of short)."""
    data = cast(MutableMapping[str | int | None, Any], localedata.load(str(language.locale)))
    units = localedata.LocaleDataDict(data)["unit_patterns"]
    lengths = units.get(f"duration-{unit}", {})
    forms = {**lengths.get("short", {}), **lengths.get("long", {})}
    if "other" not in forms:
        raise LookupError(f"CLDR has no pattern for {unit!r} in {language.code}")
    return forms
