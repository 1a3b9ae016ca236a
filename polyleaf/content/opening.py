"""Opening hours as a clinic writes them: days, times, closed days, and days by appointment."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from polyleaf.content.brochure import StrictModel

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
DAY_MINUTES = 24 * 60

_DAYS_SCHEMA = {"type": "string", "pattern": f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$"}
_TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"
_MIDNIGHT = datetime.time()
_LONGEST_NIGHT = 14 * 60  # minutes from opening to closing past midnight; 17:00 to 8:30 is 8:30 to 17:00, swapped
# Times in other notations, to suggest the right one: 9, 0930, 9.30, 9h30, 5 pm.
_ELSEWHERE = re.compile(r"(\d{1,2})(?:[.:h]?(\d{2}))?\s*(?:Uhr|h)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def _days(value: object) -> object:
    """`mon`, `mon-fri`, or a list of such, as the days themselves."""
    parts = value if isinstance(value, list) else [value]
    return tuple(day for part in parts for day in _run_of_days("" if _is_no_text(part) else str(part)))


def _is_no_text(value: object) -> bool:
    return value is None or isinstance(value, (list, dict))


def _run_of_days(text: str) -> Iterator[Weekday]:
    first, dash, last = text.partition("-")
    ends = [first, last] if dash else [first]
    for day in ends:
        if day not in WEEKDAYS:
            named = f"{day!r} is not a day" if day else "a day is missing"
            raise ValueError(f"{named}: write {', '.join(WEEKDAYS)}, or a run of days such as mon-fri")
    start, end = (WEEKDAYS.index(day) for day in (ends[0], ends[-1]))
    for step in range((end - start) % len(WEEKDAYS) + 1):
        yield WEEKDAYS[(start + step) % len(WEEKDAYS)]


def _clock(value: object) -> object:
    """A time of day from a text. A number is refused, because YAML has already changed its digits."""
    if isinstance(value, datetime.time):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("no_time", "is read as a number, not as a time of day")
    if not re.fullmatch(_TIME, value):
        named = f"{value!r} is not a time of day" if value else "the time is missing"
        raise ValueError(f"{named}: write '{meant_time(value) or '17:00'}'")
    hours, _, minutes = value.partition(":")
    return datetime.time(int(hours), int(minutes))


def _closing(value: object) -> object:
    """A time of day, or 24:00 for midnight."""
    return _MIDNIGHT if value == "24:00" else _clock(value)


def meant_time(text: str) -> str:
    """The time that a text probably means, in the right notation. Empty if it means none."""
    found = _ELSEWHERE.fullmatch(text.strip())
    if not found:
        return ""
    hours, minutes, half = int(found[1]), found[2] or "00", (found[3] or "").lower()
    if half and 1 <= hours <= 12:
        hours = hours % 12 + 12 * (half == "p")
    written = f"{hours:02}:{minutes}"
    return written if re.fullmatch(_TIME, written) else ""


Days = Annotated[
    tuple[Weekday, ...],
    Field(min_length=1),
    BeforeValidator(_days),
    WithJsonSchema({"anyOf": [_DAYS_SCHEMA, {"type": "array", "items": _DAYS_SCHEMA, "minItems": 1}]}),
]
Clock = Annotated[datetime.time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"})]
ClosingClock = Annotated[
    datetime.time, BeforeValidator(_closing), WithJsonSchema({"type": "string", "pattern": f"^({_TIME}|24:00)$"})
]


class Opening(StrictModel):
    """Days on which the clinic is open from one time to another. A day with a break has two of these.

    It may also be days on which the clinic is closed, or sees patients by appointment only, at these times or at any.
    """

    days: Days = Field(description="A day such as mon, a run such as mon-fri, or a list of them.")
    open: Clock | None = Field(None, description="When it opens, in quotes, such as '08:30'.")
    close: ClosingClock | None = Field(
        None, description="When it closes, such as '17:00'; after midnight such as '02:00'; at midnight '24:00'."
    )
    closed: bool = Field(False, description="Closed on these days, and printed so; days not named are not printed.")
    by_appointment: bool = Field(False, description="By appointment only, at these times, or without them at any.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        times = (self.open is not None) + (self.close is not None)
        if self.closed and (times or self.by_appointment):
            raise ValueError("says that the clinic is closed on these days, and when it is open: remove one")
        if times == 1:
            raise ValueError("has one time only: write both 'open' and 'close'")
        if not (times or self.closed or self.by_appointment):
            raise ValueError("has no times: write 'open' and 'close', or 'closed: true', or 'by_appointment: true'")
        return self

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        """Hours past midnight are allowed. From 9:00 to 5:00 is a mistake of somebody who uses twelve-hour times."""
        start, end = self.minutes
        if end > DAY_MINUTES and (start < DAY_MINUTES / 2 or end - start > _LONGEST_NIGHT):
            opens, closes = (f"{time:%H:%M}" for time in (self.open or _MIDNIGHT, self.close or _MIDNIGHT))
            raise ValueError(
                f"closes at {closes}, before it opens at {opens}: swap them, or count the hours up to 24 ('17:00'); "
                f"for a night, write two entries, '{opens}' to '24:00', and '00:00' to '{closes}' for the day after"
            )
        return self

    @property
    def has_times(self) -> bool:
        return self.open is not None

    @property
    def is_all_day(self) -> bool:
        """From midnight to midnight."""
        return self.open == self.close == _MIDNIGHT

    @property
    def ends_at_midnight(self) -> bool:
        return self.close == _MIDNIGHT

    @property
    def minutes(self) -> tuple[int, int]:
        """The minutes of opening and closing, counted from the midnight before. After 1440 it is the next day."""
        start, end = (60 * time.hour + time.minute for time in (self.open or _MIDNIGHT, self.close or _MIDNIGHT))
        return start, end if end > start else end + DAY_MINUTES
