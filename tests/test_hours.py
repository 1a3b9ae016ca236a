"""Opening hours in the words, the order and the digits of each language."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from polyleaf.content.opening import Opening
from polyleaf.language.hours import HoursLine, hours_lines
from polyleaf.language.languages import language


def opening(days: object, start: object, end: object) -> Opening:
    return Opening.model_validate({"days": days, "open": start, "close": end})


WITH_A_BREAK = (
    opening("mon-thu", "13:30", "18:00"),
    opening("mon-thu", "8:30", "12:30"),
    opening("fri", "08:30", "13:00"),
)


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("en", ("Mon – Thu", "8:30 AM – 12:30 PM", "1:30 – 6:00 PM"), ("Fri", "8:30 AM – 1:00 PM")),
        ("en_GB", ("Mon – Thu", "08:30–12:30", "13:30–18:00"), ("Fri", "08:30–13:00")),
        ("de", ("Mo – Do", "08:30–12:30 Uhr", "13:30–18:00 Uhr"), ("Fr", "08:30–13:00 Uhr")),
        ("ar", ("الاثنين – الخميس", "8:30 ص – 12:30 م", "1:30–6:00 م"), ("الجمعة", "8:30 ص – 1:00 م")),
        ("fa", ("دوشنبه تا پنجشنبه", "۸:۳۰ تا ۱۲:۳۰", "۱۳:۳۰ تا ۱۸:۰۰"), ("جمعه", "۸:۳۰ تا ۱۳:۰۰")),
        ("hi", ("सोम – गुरु", "8:30 am – 12:30 pm", "1:30–6:00 pm"), ("शुक्र", "8:30 am – 1:00 pm")),
        ("ja", ("月～木", "8時30分～12時30分", "13時30分～18時00分"), ("金", "8時30分～13時00分")),
        ("ko", ("월 ~ 목", "오전 8:30 ~ 오후 12:30", "오후 1:30~6:00"), ("금", "오전 8:30 ~ 오후 1:00")),
        ("zh_Hans", ("周一 – 周四", "08:30–12:30", "13:30–18:00"), ("周五", "08:30–13:00")),
        ("fr_CA", ("lun. – jeu.", "8 h 30 – 12 h 30", "13 h 30 – 18 h 00"), ("ven.", "8 h 30 – 13 h 00")),
        ("th", ("จ. – พฤ.", "08:30 น. – 12:30 น.", "13:30 น. – 18:00 น."), ("ศ.", "08:30 น. – 13:00 น.")),
    ],
)
def test_days_and_times_are_those_of_the_language(code: str, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    printed = [plain(line) for line in hours_lines(WITH_A_BREAK, language(code))]
    assert printed == [first, second]


def plain(line: HoursLine) -> tuple[str, ...]:
    """The line with all its spaces, thin and narrow ones too, as plain ones."""
    return tuple(" ".join(part.split()) for part in (line.days, *line.times))


@pytest.mark.parametrize(
    ("days", "printed"),
    [
        ("mon", ["Mon"]),
        (["mon", "wed", "fri"], ["Mon", "Wed", "Fri"]),
        (["mon-tue", "thu"], ["Mon – Tue", "Thu"]),
        ("sun-thu", ["Sun – Thu"]),
        ("sat-sun", ["Sat – Sun"]),
        ("mon-sun", ["Mon – Sun"]),
    ],
)
def test_days_with_the_same_hours_are_one_run(days: object, printed: list[str]) -> None:
    lines = hours_lines((opening(days, "9:00", "17:00"),), language("en"))
    assert [" ".join(line.days.split()) for line in lines] == printed


def test_days_with_other_hours_are_lines_of_their_own_from_monday_on() -> None:
    hours = (opening("sat", "10:00", "12:00"), opening("mon-fri", "9:00", "17:00"), opening("wed", "18:00", "20:00"))
    lines = hours_lines(hours, language("en_GB"))
    assert [(" ".join(line.days.split()), len(line.times)) for line in lines] == [
        ("Mon – Tue", 1),
        ("Wed", 2),
        ("Thu – Fri", 1),
        ("Sat", 1),
    ]


def test_a_time_without_quotes_is_the_time_that_was_typed() -> None:
    assert opening("mon", 9 * 60, 17 * 60) == opening("mon", "09:00", "17:00")  # so YAML 1.1 reads 9:00 and 17:00


@pytest.mark.parametrize(
    ("days", "start", "end", "said"),
    [
        ("mon-fry", "9:00", "17:00", "'fry' is no day: write mon, tue, "),
        ([], "9:00", "17:00", "at least 1 item"),
        ("mon", "9:75", "17:00", "'9:75' is no time of day"),
        ("mon", True, "17:00", "'True' is no time of day"),
        ("mon", "17:00", "9:00", "'open' lies before 'close'"),
    ],
)
def test_what_are_no_hours_is_refused(days: object, start: object, end: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        opening(days, start, end)
