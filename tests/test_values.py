"""Values come out in each language's digits, units, plurals and range form."""

from __future__ import annotations

import datetime

import pytest

from polyleaf.content.brochure import Value
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.workspace import Workspace
from polyleaf.language import values
from polyleaf.language.languages import language
from tests.conftest import SLUG


def span(low: int, high: int, unit: str) -> Value:
    return Value.model_validate({"from": low, "to": high, "unit": unit, "source": "nhs"})


def single(number: int, unit: str) -> Value:
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
        numbers = [value.value] if value.value is not None else list(values.bounds(value))
        dual = code == "ar" and numbers == [2]  # Arabic has a form of the unit for two, without the number
        assert dual or all(values.number(number, lang) in printed for number in numbers), name
        assert "duration" not in printed


def test_dates_are_long_and_in_the_language() -> None:
    day = datetime.date(2026, 11, 23)
    assert values.date(day, language("en")) == "November 23, 2026"
    assert values.date(day, language("de")) == "23. November 2026"
    assert values.date(day, language("zh_Hans")) == "2026年11月23日"
