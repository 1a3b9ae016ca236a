"""Telephone numbers as people write them, and what a telephone dials. Google's `phonenumbers` reads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberFormat, PhoneMetadata, PhoneNumber, PhoneNumberFormat, ValidationResult

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
# Digits and the signs between them. Capitals are for numbers that spell a word, such as 1-800-FLOWERS.
_NUMBER = re.compile(r"[+(0-9][0-9A-Z ()./+-]*")
# An extension behind a comma, a number sign, or a word in any language: ext., x, poste, Durchwahl, 内線.
_EXTENSION = re.compile(
    r"(?P<main>.*\d\)?)(?: ?[,;#] ?[^\W\d_]{0,12}| ?(?P<word>[^\W\d_]{1,12}))[.:=]? ?(?P<extension>\d{1,7})"
)
# "or", "and" and "fax": behind them stands another number, and no extension.
_ANOTHER = frozenset(
    (
        *("or", "and", "oder", "und", "ou", "et", "o", "y", "e", "lub", "i", "veya", "ve", "hoặc", "và"),
        *("або", "чи", "і", "та", "หรือ", "และ", "या", "और", "أو", "و", "یا", "または", "或", "和", "또는"),  # noqa: RUF001
        *("fax", "telefax", "télécopie", "faks", "факс"),
    )
)
_SHORT_DIGITS = 6  # 112, 116 117, 13 11 14: dialled as they are, in their own country only
_LEAST_DIGITS, _MOST_DIGITS = 3, 15  # E.164


@dataclass(frozen=True)
class DialledNumber:
    """A number as it is printed, and the `tel:` address (RFC 3966) that dials it."""

    printed: str
    uri: str


def tidied(text: str) -> str:
    """The number as it is printed, with plain spaces and hyphens, and digits that every reader knows."""
    signs = unicodedata.normalize("NFKC", text).translate(_DASHES)
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in signs)
    return " ".join(plain.split())


def spelling_fault(text: str) -> str:
    """Why a tidied text is not a single telephone number in any country. Empty if it is one."""
    main, _ = _parts(text)
    digits = sum(char.isalnum() for char in main)
    if not _NUMBER.fullmatch(main):
        return f"{text!r} is not a telephone number: write one number, with its words under 'label'"
    if digits < _LEAST_DIGITS:
        return f"{text!r} has fewer than {_LEAST_DIGITS} digits, too few for a telephone number: write all of it"
    if digits > _MOST_DIGITS + main.count("(0)") + 2 * main.startswith("00"):
        return f"{text!r} has {digits} digits, and no telephone number has more than {_MOST_DIGITS}: write one number"
    return ""


def country_fault(text: str, region: str) -> str:
    """Why the number cannot be reached from everywhere in its country. Empty if it can.

    `region` is the clinic's country as an ISO code, or empty if it is not known. A number that does not name its
    country is then not checked.
    """
    main, _ = _parts(text)
    number = _parsed(main, region)
    if number is None:
        return f"{text!r} begins with the code of no country" if _names_country(main) else ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    if _is_short(main):
        return ""
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY or _lacks_area_code(main, number):
        return f"{text!r} is not complete: write it as a mobile telephone dials it, area code included"
    if reason == ValidationResult.IS_POSSIBLE:
        return ""
    length = {ValidationResult.TOO_SHORT: "fewer digits", ValidationResult.TOO_LONG: "more digits"}
    return f"{text!r} has {length.get(reason, 'other digits')} than telephone numbers of +{number.country_code} have"


def is_unknown_short_number(text: str, region: str) -> bool:
    """Whether a number of few digits is none of the short numbers that its country is known to have, as 116 117 is."""
    main, _ = _parts(text)
    number = _parsed(main, region) if region and _is_short(main) else None
    if number is None or phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
        return False
    return not phonenumbers.is_valid_short_number_for_region(number, region)


def dialled(text: str, region: str) -> DialledNumber:
    """A number and what dials it: from everywhere if its country is known, or else its digits.

    A trunk zero is left out where the country has one: `+44 (0)20` and `0049 030`, but not in Italy.
    """
    main, extension = _parts(text)
    number = _parsed(main, region)
    if number is None or _is_short(main):
        digits = re.sub(r"\D", "", phonenumbers.convert_alpha_characters_in_number(main))
    else:
        digits = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return DialledNumber(text, f"tel:{digits}{f';ext={extension}' if extension else ''}")


def is_country(code: str) -> bool:
    """Whether this is the ISO code of a country, in capitals."""
    return code in phonenumbers.SUPPORTED_REGIONS


def is_emergency_number(number: str, region: str) -> bool:
    """Whether a number reaches the emergency services of a country, by its ISO code."""
    return phonenumbers.is_emergency_number(number, region)


def _parts(text: str) -> tuple[str, str]:
    """The number without its extension, and the extension."""
    found = _EXTENSION.fullmatch(text)
    if found is None or (found["word"] or "").lower() in _ANOTHER:
        return text, ""
    return found["main"], found["extension"]


def _is_short(main: str) -> bool:
    return not _names_country(main) and sum(char.isalnum() for char in main) <= _SHORT_DIGITS


def _names_country(main: str) -> bool:
    return main.startswith(("+", "(+", "00"))


def _lacks_area_code(main: str, number: PhoneNumber) -> bool:
    """Whether a number lacks the digit with which all numbers of its kind in the country begin.

    `555 0100` is incomplete in Germany, where the library would read 555 as the area code.
    """
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if _names_country(main) or metadata is None or metadata.national_prefix != "0":
        return False
    written, significant = re.sub(r"\D", "", main), phonenumbers.national_significant_number(number)
    usual = next((form for form in metadata.number_format if _is_form_of(form, significant)), None)
    if usual is None or usual.national_prefix_optional_when_formatting:
        return False
    return written == significant and "0" in (usual.national_prefix_formatting_rule or "")


def _is_form_of(form: NumberFormat, significant: str) -> bool:
    """Whether numbers with this beginning and this length are written in this form."""
    leading = form.leading_digits_pattern[-1:]
    as_long = re.fullmatch(form.pattern or "", significant)
    return bool(as_long) and all(re.match(pattern, significant) for pattern in leading)


def _parsed(main: str, region: str) -> PhoneNumber | None:
    """The number as the library reads it. None if it does not name its country and the country is not known."""
    # 00 is the prefix in most countries, and never the start of a national number.
    international = re.sub(r"^00", "+", main)
    for spelling in (main, international):
        try:
            number = phonenumbers.parse(spelling, region or None)
        except phonenumbers.NumberParseException:
            continue
        if spelling.startswith("+") or phonenumbers.is_possible_number(number) or spelling == international:
            return number
    return None
