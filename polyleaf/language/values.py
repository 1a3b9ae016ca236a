"""Print typed values as words: the digits, units, plurals and ranges of each language, from CLDR."""

from __future__ import annotations

import datetime
from fractions import Fraction

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

from polyleaf.content.brochure import Amount, Number, Quantity, TimelineUnit, Value
from polyleaf.language.languages import Language
from polyleaf.language.unit_patterns import currency_number_pattern, unit_pattern
from polyleaf.language.unit_words import is_currency

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


def number(value: Number, language: Language) -> str:
    """The number with all its decimals, in the language's own digits.

    Raises LookupError for an unknown system of digits.
    """
    return _number(value, None, language)


def _number(value: Number, pattern: str | None, language: Language) -> str:
    """A number as a pattern groups it. Nothing is rounded, because 0.0625 mg is not 0.063 mg."""
    text = format_decimal(
        value, format=pattern, locale=language.locale, decimal_quantization=False, numbering_system="default"
    )
    return own_digits(text, language)


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
    """The whole value: `3–4 months`, `0.5 mg`, `1 in 100`, `15`.

    Raises LookupError for a unit that CLDR does not have.
    """
    if value.unit == "date":
        return _interval(value, language)
    digits = _joined([_amount(amount, value, language) for amount in value.amounts], language)
    pattern = unit_pattern(value.unit, value.numbers[-1], language, is_range=value.is_range)
    printed = own_digits(pattern.replace("{0}", digits), language)
    # In Japanese there is no space before か月.
    return printed if language.sentence_space or value.unit == "count" else printed.replace(" ", "")


def form(value: Quantity, part: str, language: Language) -> str:
    """What a placeholder prints: the whole phrase, or one end of a range for the part `from` or `to`."""
    if not part:
        return phrase(value, language)
    low, high = bounds(value)
    return _amount(low if part == "from" else high, value, language)


def bounds(value: Quantity) -> tuple[Amount, Amount]:
    """The lower and upper end of a range. Raises ValueError for a single amount."""
    if value.from_ is None or value.to is None:
        raise ValueError("a single number has no 'from' and 'to'")
    return value.from_, value.to


_DAYS: dict[str, Fraction] = {
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(365, 12),
    "year": Fraction(365),
}


def is_on_axis(value: Value) -> bool:
    """Whether a value is a duration that a time line can show."""
    return value.unit in _DAYS


def on_axis(value: Value, unit: TimelineUnit) -> tuple[float, float]:
    """The ends of a duration in the unit of an axis (a year has 365 days). Both are the same for a single number.

    Raises KeyError for anything but a duration of days or more.
    """
    scale = _DAYS[value.unit] / _DAYS[unit]
    ends = [float(Fraction(number) * scale) for number in value.numbers]
    return ends[0], ends[-1]


def _amount(amount: Amount, value: Quantity, language: Language) -> str:
    """One amount of a value without its unit. Money has its decimals, or none if all amounts of the value are whole."""
    if isinstance(amount, datetime.date):
        return date(amount, language)
    if is_currency(value.unit) and not value.is_whole:
        decimals = get_currency_precision(value.unit)
        whole, _, _ = currency_number_pattern(language).partition(".")
        return _number(amount, f"{whole}.{'0' * decimals}" if decimals else whole, language)
    return number(amount, language)


def _interval(value: Quantity, language: Language) -> str:
    """A date, or two as CLDR joins the ends of an interval; each is whole, so that none has to be put together."""
    days = [date(day, language) for day in value.amounts if isinstance(day, datetime.date)]
    if len(days) == 1:
        return days[0]
    pattern = str(language.locale.interval_formats[None]).replace("\u2009", " ")  # a thin space, which few fonts have
    return pattern.format(*days)


def _joined(numbers: list[str], language: Language) -> str:
    """A number, or the two ends of a range."""
    pattern = _RANGE_PATTERNS.get(language.locale.language, "{0}–{1}")
    return pattern.format(*numbers) if len(numbers) > 1 else numbers[0]
