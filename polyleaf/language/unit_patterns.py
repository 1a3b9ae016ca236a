"""The pattern of each unit of a value in each language: `{0} mg`, `{0} days`, `€{0}`, `1 in {0}`.

The patterns are those of CLDR, through Babel. What CLDR lacks is filled here:

- the words for "1 in {0}" and for "times", which CLDR does not have; a language that is not listed gets signs that are
  understood everywhere, `1/{0}` and the multiplication sign;
- the space between a number and a currency of letters (CLDR's currencySpacing, which Babel leaves out);
- the Polish degrees, which CLDR abbreviates in a way that no thermometer and no leaflet does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, cast

from babel import localedata
from babel.numbers import get_currency_symbol

from polyleaf.content.brochure import Number, ValueUnit
from polyleaf.language.languages import Language
from polyleaf.language.unit_words import cldr_name, is_currency

# Units of time are printed as words. So is the microgram, whose sign is misread as milligram (ISMP's list of
# error-prone abbreviations; the NHS asks for the word too), and what has no sign of its own. The others are printed as
# on a package or an instrument.
_SPELLED_OUT: frozenset[ValueUnit] = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "year", "microgram", "teaspoon", "tablespoon", "drop"}
)
_OWN_FORMS: dict[tuple[str, ValueUnit], dict[str, str]] = {
    ("pl", "celsius"): {"other": "{0}\u00a0°C"},
    ("pl", "fahrenheit"): {"other": "{0}\u00a0°F"},
}

# For things as well as for people, which is why some of them are fractions.
_ONE_IN = {
    "ar": "1 من كل {0}",
    "de": "1 von {0}",
    "en": "1 in {0}",
    "es": "1 de cada {0}",
    "fa": "1 در {0}",
    "fr": "1 sur {0}",
    "hi": "{0} में से 1",
    "it": "1 su {0}",
    "ja": "{0}分の1",
    "ko": "{0}분의 1",
    "pl": "1 na {0}",
    "pt": "1 em {0}",
    "th": "1 ใน {0}",
    "uk": "1 на {0}",
    "vi": "1 trên {0}",
    "zh": "{0}分之1",
}
_TIMES: dict[str, dict[str, str]] = {
    "ar": {"one": "مرة واحدة", "two": "مرتين", "few": "{0} مرات", "other": "{0} مرة"},
    "de": {"other": "{0}-mal"},
    "en": {"one": "{0} time", "other": "{0} times"},
    "es": {"one": "{0} vez", "other": "{0} veces"},
    "fa": {"other": "{0} بار"},
    "fr": {"other": "{0} fois"},
    "hi": {"other": "{0} बार"},
    "it": {"one": "{0} volta", "other": "{0} volte"},
    "ja": {"other": "{0}回"},
    "ko": {"other": "{0}회"},
    "pl": {"one": "{0} raz", "other": "{0} razy"},
    "pt": {"one": "{0} vez", "other": "{0} vezes"},
    "th": {"other": "{0} ครั้ง"},
    "tr": {"other": "{0} kez"},
    "uk": {"few": "{0} рази", "many": "{0} разів", "other": "{0} раз"},
    "vi": {"other": "{0} lần"},
    "zh": {"other": "{0}次"},
}
# Its long pattern means "per" as in wages.
_PER_IN_SHORT = frozenset({"ko"})

_NUMBER_PART = re.compile(r"[#,0.]+")
_RATE = "times-a-"


def unit_pattern(unit: ValueUnit, last: Number, language: Language, *, is_range: bool) -> str:
    """The pattern for the plural category of a number, or of the upper end of a range, with `{0}` for the number.

    Raises LookupError for a unit that CLDR does not have in the language.
    """
    if unit == "count":
        return "{0}"
    if unit == "one-in":
        return _ONE_IN.get(language.locale.language, "1/{0}")
    if unit == "percent":
        return _percent_pattern(language)
    if is_currency(unit):
        return _currency_pattern(unit, language)
    if unit.startswith(_RATE):
        times = _TIMES.get(language.locale.language, {"other": "{0}\u00d7"})
        rate = _rate_pattern(cast(ValueUnit, unit.removeprefix(_RATE)), language)
        return rate.replace("{0}", _plural_form(times, last, language, is_range=is_range))
    return _plural_form(_unit_forms(unit, language), last, language, is_range=is_range)


def currency_number_pattern(language: Language) -> str:
    """How the language groups the digits of an amount of money, with two decimals: `#,##0.00`."""
    found = _NUMBER_PART.search(_currency_format(language))
    return found[0] if found else "#,##0.00"


def _plural_form(forms: Mapping[str, str], last: Number, language: Language, *, is_range: bool) -> str:
    """The form for a number, or for the upper end of a range.

    CLDR's pluralRanges give the category of the upper end, except for pairs whose pattern would hide the number (Arabic
    `one` and `two` have none). Those are `other` there.
    """
    pattern = forms.get(language.locale.plural_form(last)) or forms["other"]
    return forms["other"] if is_range and "{0}" not in pattern else pattern


def _unit_forms(unit: ValueUnit, language: Language) -> Mapping[str, str]:
    """The patterns of a unit by plural category. Raises LookupError if CLDR has none.

    If it has none of one length, it means those of the other (root: long is an alias of short).
    """
    own = _OWN_FORMS.get((language.locale.language, unit))
    if own:
        return own
    lengths = _lengths(cldr_name(unit), language)
    short, long = lengths.get("short", {}), lengths.get("long", {})
    forms = {**short, **long} if unit in _SPELLED_OUT else short if "other" in short else long
    if "other" not in forms:
        raise LookupError(f"CLDR has no pattern for {unit!r} in {language.code}")
    return forms


def _rate_pattern(period: ValueUnit, language: Language) -> str:
    """CLDR's pattern for so many of something in a period: `{0} per day`."""
    lengths = _lengths(cldr_name(period), language)
    order = ("short", "long") if language.locale.language in _PER_IN_SHORT else ("long", "short")
    found = next((pattern for length in order if (pattern := lengths.get(length, {}).get("per"))), None)
    if found is None:
        raise LookupError(f"CLDR has no pattern for {_RATE + period!r} in {language.code}")
    return str(found)


def _lengths(name: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """CLDR's patterns of a unit, by their length and then by plural category."""
    data = cast(MutableMapping[str | int | None, Any], localedata.load(str(language.locale)))
    found: Mapping[str, Mapping[str, str]] = localedata.LocaleDataDict(data)["unit_patterns"].get(name, {})
    return {length: dict(forms.items()) for length, forms in found.items()}


def _percent_pattern(language: Language) -> str:
    locale = language.locale
    symbols = locale.number_symbols.get(locale.default_numbering_system) or {}
    sign = symbols.get("percentSign") or locale.number_symbols["latn"]["percentSign"]
    return _NUMBER_PART.sub("{0}", str(locale.percent_formats[None].pattern)).replace("%", str(sign))


def _currency_pattern(code: ValueUnit, language: Language) -> str:
    symbol = get_currency_symbol(code, language.locale)
    before, _, after = _NUMBER_PART.sub("{0}", _currency_format(language)).partition("¤")
    if symbol[-1:].isalpha() and after.startswith("{0}"):
        after = f"\u00a0{after}"
    if symbol[:1].isalpha() and before.endswith("{0}"):
        before = f"{before}\u00a0"
    return before + symbol + after


def _currency_format(language: Language) -> str:
    """CLDR's format of an amount of money that is not negative."""
    return str(language.locale.currency_formats["standard"].pattern).partition(";")[0]
