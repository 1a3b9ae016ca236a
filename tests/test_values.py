"""Values come out in each language's digits, units, plurals and range form."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import get_args

import pytest

from polyleaf.content.brochure import Quantity, Value, ValueUnit
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.language import values
from polyleaf.language.languages import language
from polyleaf.language.unit_words import UNITS, measured
from tests.conftest import SLUG


def span(low: int, high: int, unit: str) -> Value:
    return Value.model_validate({"from": low, "to": high, "unit": unit, "source": "nhs"})


def single(number: float, unit: str) -> Value:
    return Value.model_validate({"value": number, "unit": unit, "source": "nhs"})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "3–4 months"),
        ("de", "3–4 Monate"),
        ("fr", "3–4 mois"),
        ("es", "3-4 meses"),
        ("pl", "3–4 miesiące"),
        ("uk", "3–4 місяці"),
        ("ar", "3–4 أشهر"),
        ("fa", "۳–۴ ماه"),
        ("zh_Hans", "3～4个月"),
        ("ja", "3～4か月"),
        ("ko", "3~4개월"),
    ],
)
def test_a_range_in_the_language(code: str, expected: str) -> None:
    assert values.phrase(span(3, 4, "month"), language(code)).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("en", 1, "1 week"),
        ("en", 2, "2 weeks"),
        ("pl", 1, "1 tydzień"),
        ("pl", 2, "2 tygodnie"),
        ("pl", 5, "5 tygodni"),
        ("ar", 2, "أسبوعان"),
        ("ar", 3, "3 أسابيع"),
        ("ar", 11, "11 أسبوعًا"),
        ("zh_Hans", 2, "2周"),
    ],
)
def test_a_plural_in_the_language(code: str, number: int, expected: str) -> None:
    assert values.phrase(single(number, "week"), language(code)).replace("\xa0", " ") == expected


def test_a_range_that_ends_in_two_keeps_its_numbers_in_arabic() -> None:
    assert values.phrase(span(1, 2, "week"), language("ar")) == "1–2 أسبوع"


def test_a_count_has_no_unit() -> None:
    assert values.phrase(single(15, "count"), language("fa")) == "۱۵"


PRINTED: dict[str, dict[str, str]] = {
    "0.5 milligram": {"en": "0.5 mg", "de": "0,5 mg", "ar": "0.5 مغم", "fa": "۰٫۵ میلی\u200cگرم", "ja": "0.5mg"},
    "36.5 37.5 celsius": {"en": "36.5–37.5°C", "pl": "36,5–37,5 °C", "es": "36,5-37,5 °C", "zh_Hans": "36.5～37.5°C"},
    "62.5 microgram": {"en": "62.5 micrograms", "de": "62,5 Mikrogramm", "pl": "62,5 mikrograma"},
    "0.0625 milligram": {"en": "0.0625 mg", "it": "0,0625 mg"},
    "5 12.5 percent": {
        "en": "5–12.5%",
        "de": "5–12,5 %",
        "tr": "%5–12,5",
        "fa": "۵–۱۲٫۵٪",
        "ar": "5–12.5\u200e%\u200e",
    },
    "120 EUR": {"en": "€120", "de": "120 €", "fa": "\u200e€ ۱۲۰", "ar": "\u200f120 €"},
    "12.5 EUR": {"en": "€12.50", "fr": "12,50 €"},
    "4.5 12 USD": {"en": "$4.50–12.00", "en_GB": "US$4.50–12.00", "pt_BR": "US$ 4,50–12,00"},
    "1234.5 JPY": {"en": "¥1,234.5", "ja": "￥1,234.5"},
    "100 150 CHF": {"en": "CHF 100–150", "de": "100–150 CHF"},
    "1250 one-in": {"en": "1 in 1,250", "de": "1 von 1.250", "fa": "۱ در ۱٬۲۵۰", "tr": "1/1.250", "bn": "১/১,২৫০"},
    "1 times-a-day": {"en": "1 time per day", "ar": "مرة واحدة في اليوم", "uk": "1 раз на день"},
    "3 4 times-a-day": {
        "en": "3–4 times per day",
        "pl": "3–4 razy na dobę",
        "ko": "3~4회/일",
        "ar": "3–4 مرات في اليوم",
    },
    "2 times-a-week": {"de": "2-mal pro Woche", "hi": "2 बार प्रति सप्ताह", "ka": "2× კვირაში"},
    "1.5 hour": {"en": "1.5 hours", "fr": "1,5 heure", "pl": "1,5 godziny"},
    "7.4 count": {"en": "7.4", "th": "7.4", "de": "7,4"},
    "2026-11-30 date": {"en": "November 30, 2026", "fa": "۳۰ نوامبر ۲۰۲۶"},
    "2026-11-30 2027-03-01 date": {
        "de": "30. November 2026 – 1. März 2027",
        "en": "November 30, 2026 – March 1, 2027",
        "ja": "2026年11月30日～2027年3月1日",
    },
}


@pytest.mark.parametrize(
    ("what", "code", "expected"),
    [(what, code, text) for what, texts in PRINTED.items() for code, text in texts.items()],
)
def test_a_value_in_the_language(what: str, code: str, expected: str) -> None:
    *amounts, unit = what.split()
    keys = ("value",) if len(amounts) == 1 else ("from", "to")
    typed = {key: amount if unit == "date" else float(amount) for key, amount in zip(keys, amounts, strict=True)}
    printed = values.phrase(Quantity.model_validate({**typed, "unit": unit}), language(code))
    assert printed.replace("\xa0", " ").replace("\u202f", " ") == expected


def test_every_unit_is_known_to_the_checks_and_prints_in_every_language(repository: Workspace) -> None:
    """A unit of a value is one that texts are read for, and has a pattern in every language of the project."""
    named = {unit for name in get_args(ValueUnit) if (unit := measured(name))}
    assert named == set(UNITS) - {"tablet", "international-unit"}
    for code in repository.languages(SLUG):
        for unit in get_args(ValueUnit):
            amount = {"value": "2026-11-30" if unit == "date" else 7}
            printed = values.phrase(Quantity.model_validate({**amount, "unit": unit}), language(code))
            assert "{" not in printed
            assert values.number(30 if unit == "date" else 7, language(code)) in printed, (code, unit)


def test_decimals_are_read_as_they_are_written() -> None:
    assert single(0.1, "milligram").numbers == (Decimal("0.1"),)
    assert single(2.0, "milligram").model_dump_json(include={"value"}) == '{"value":2}'
    assert Quantity.model_validate_json(single(0.3, "gram").quantity.model_dump_json(by_alias=True)) == (
        Quantity(value=Decimal("0.3"), unit="gram")
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"value": -5, "unit": "celsius"}, "'value' is -5, and is to be at least 0"),
        ({"value": "much", "unit": "gram"}, "'value' is 'much', not a number"),
        ({"value": 0.12345678, "unit": "gram"}, "'value' has more than 6 decimals"),
        ({"from": 2.5, "to": 1.5, "unit": "gram"}, "'x' is neither a number nor a range"),
        ({"from": 2.5, "to": "2026-11-30", "unit": "gram"}, "'x' is neither a number nor a range"),
        ({"value": 1.5, "unit": "times-a-day"}, "'x' has parts of a number with the unit 'times-a-day'"),
        ({"value": "2026-11-30", "unit": "day"}, "'x' has a date and another unit"),
        ({"value": 3, "unit": "date"}, "'x' has the unit 'date' and no date"),
        ({"value": 3, "unit": "milligrams"}, "'unit' cannot be 'milligrams'; did you mean 'milligram'?"),
    ],
)
def test_what_is_no_value_is_refused_in_words(value: dict[str, object], said: str, project: Workspace) -> None:
    path = project.brochure_file(SLUG)
    content = path.read_text(encoding="utf-8")
    typed = ", ".join(f"{key}: {amount}" for key, amount in value.items())
    path.write_text(content.replace("values:\n", f"values:\n  x: {{{typed}, source: nhs}}\n", 1), encoding="utf-8")
    project.refresh()
    with pytest.raises(InputError) as error:
        load_brochure(project, SLUG)
    messages = [re.sub(r"( in 'x')? in 'values'", "", finding.message) for finding in error.value.findings]
    assert messages == [said]


def test_a_single_number_has_no_bounds() -> None:
    with pytest.raises(ValueError, match="no 'from' and 'to'"):
        values.bounds(single(2, "week"))


@pytest.mark.parametrize(
    "code", ["en", "de", "fr", "es", "it", "pt_BR", "pl", "uk", "tr", "vi", "ar", "fa", "hi", "th"]
)
def test_every_value_of_the_brochure_prints_its_numbers(code: str, repository: Workspace) -> None:
    brochure, _ = load_brochure(repository, SLUG)
    lang = language(code)
    for name, value in brochure.values.items():
        printed = values.phrase(value, lang)
        numbers = list(value.numbers)
        dual = code == "ar" and numbers == [2]  # Arabic has a form of the unit for two, without the number
        assert dual or all(values.number(number, lang) in printed for number in numbers), name
        assert "duration" not in printed


def test_dates_are_long_and_in_the_language() -> None:
    day = datetime.date(2026, 11, 23)
    assert values.date(day, language("en")) == "November 23, 2026"
    assert values.date(day, language("de")) == "23. November 2026"
    assert values.date(day, language("zh_Hans")) == "2026年11月23日"
