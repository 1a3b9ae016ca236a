"""Opening hours in the words, the order and the digits of each language."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize(
    ("code", "night", "evening", "day"),
    [
        ("en", "8:00 PM – 2:00 AM", "6:00 PM – 12:00 AM", "24 hours"),
        ("en_GB", "20:00–02:00", "18:00–24:00", "24 hours"),
        ("de", "20:00–02:00 Uhr", "18:00–24:00 Uhr", "24 Stunden"),
        ("es", "20:00–2:00", "18:00–24:00", "24 horas"),
        ("ar", "8:00 م – 2:00 ص", "6:00 م – 12:00 ص", "24 ساعة"),
        ("fa", "۲۰:۰۰ تا ۲:۰۰", "۱۸:۰۰ تا ۲۴:۰۰", "۲۴ ساعت"),
        ("ja", "20時00分～2時00分", "18時00分～24時00分", "24時間"),
        ("ko", "오후 8:00 ~ 오전 2:00", "오후 6:00 ~ 오전 12:00", "24시간"),
        ("th", "20:00 น. – 02:00 น.", "18:00 น. – 24:00 น.", "24 ชั่วโมง"),
    ],
)
def test_midnight_and_what_comes_after_it(code: str, night: str, evening: str, day: str) -> None:
    hours = (opening("mon", "20:00", "02:00"), opening("tue", "18:00", "24:00"), opening("wed", "0:00", "24:00"))
    printed = [plain(line)[1] for line in hours_lines(hours, language(code))]
    assert printed == [night, evening, day]


def test_midnight_is_the_end_of_a_day_however_it_is_written() -> None:
    assert opening("mon", "18:00", "24:00") == opening("mon", "18:00", "00:00")


def test_closed_days_and_days_by_appointment_have_a_line() -> None:
    closed = Opening.model_validate({"days": "sun", "closed": True})
    asked = Opening.model_validate({"days": "sat", "by_appointment": True})
    asked_later = Opening.model_validate({"days": "fri", "open": "14:00", "close": "16:00", "by_appointment": True})
    hours = (opening("fri", "9:00", "12:00"), closed, asked, asked_later)
    lines = hours_lines(hours, language("en_GB"))
    assert [(line.days, line.times, line.closed, line.by_appointment) for line in lines] == [
        ("Fri", ("09:00–12:00",), False, False),
        ("Fri", ("14:00–16:00",), False, True),
        ("Sat", (), False, True),
        ("Sun", (), True, False),
    ]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"days": "mon-fry", "open": "9:00", "close": "17:00"}, "'fry' is not a day: write mon, tue, "),
        ({"days": [], "open": "9:00", "close": "17:00"}, "at least 1 item"),
        ({"days": "mon", "open": "9:75", "close": "17:00"}, "'9:75' is not a time of day: write '17:00'"),
        ({"days": "mon", "open": "0730", "close": "17:00"}, "'0730' is not a time of day: write '07:30'"),
        ({"days": "mon", "open": "9", "close": "17:00"}, "'9' is not a time of day: write '09:00'"),
        ({"days": "mon", "open": "9.30", "close": "17:00"}, "'9.30' is not a time of day: write '09:30'"),
        ({"days": "mon", "open": "9h30", "close": "17:00"}, "'9h30' is not a time of day: write '09:30'"),
        ({"days": "mon", "open": "9:00", "close": "5 pm"}, "'5 pm' is not a time of day: write '17:00'"),
        ({"days": "mon", "open": "9:00", "close": "12 a.m."}, "'12 a.m.' is not a time of day: write '00:00'"),
        ({"days": "mon", "open": "24:00", "close": "2:00"}, "'24:00' is not a time of day"),
        ({"days": "mon", "open": 9, "close": "17:00"}, "is read as a number"),
        ({"days": "mon", "open": True, "close": "17:00"}, "is read as a number"),
        ({"days": "mon", "open": 9.3, "close": "17:00"}, "is read as a number"),
        ({"days": "mon", "open": "9:00", "close": "5:00"}, "closes at 05:00, before it opens at 09:00"),
        ({"days": "mon", "open": "17:00", "close": "8:30"}, "closes at 08:30, before it opens at 17:00"),
        ({"days": "mon", "open": "9:00", "close": "9:00"}, "closes at 09:00, before it opens at 09:00"),
        ({"days": "mon", "open": "9:00"}, "has one time only"),
        ({"days": "mon"}, "has no times"),
        ({"days": "mon", "open": "9:00", "close": "17:00", "closed": True}, "says that the clinic is closed"),
    ],
)
def test_what_are_no_hours_is_refused(part: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        Opening.model_validate(part)
