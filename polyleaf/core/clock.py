"""Two dates: the date that files state, and the day on which something is done."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from polyleaf.core.errors import UsageError

_VARIABLE = "SOURCE_DATE_EPOCH"
_DIGITS_AT_MOST = 11  # of seconds: up to the year 5138; a number of milliseconds has 13
_day_elsewhere: ContextVar[datetime.date | None] = ContextVar("day_elsewhere", default=None)


def stated_date(published: datetime.date) -> datetime.date:
    """The day (UTC) that SOURCE_DATE_EPOCH names; without it the day of publication. Raises UsageError."""
    return day_asked_for() or published


def day_asked_for() -> datetime.date | None:
    """The day (UTC) that SOURCE_DATE_EPOCH names, or None if it is not set. Raises UsageError."""
    stated = os.environ.get(_VARIABLE, "")
    if not stated:
        return None
    if not stated.isascii() or not stated.isdigit():
        raise UsageError(f"{_VARIABLE} is {stated!r}, and not a number of seconds")
    if len(stated) > _DIGITS_AT_MOST:
        raise UsageError(
            f"{_VARIABLE} is {stated[:20]}, which is not a year of four digits: it counts seconds since 1970"
        )
    return datetime.datetime.fromtimestamp(int(stated), datetime.timezone.utc).date()


@contextmanager
def asking_for(day: datetime.date | None) -> Iterator[None]:
    """Set SOURCE_DATE_EPOCH to the first second of a day (UTC), or unset it. The old value is restored afterwards."""
    former = os.environ.pop(_VARIABLE, None)
    if day is not None:
        midnight = datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc)
        os.environ[_VARIABLE] = str(int(midnight.timestamp()))
    try:
        yield
    finally:
        os.environ.pop(_VARIABLE, None)
        if former is not None:
            os.environ[_VARIABLE] = former


def today() -> datetime.date:
    """The day on this machine's clock, or the day of the machine for which `working_on` works. SOURCE_DATE_EPOCH is not
    used: a leaflet that is overdue is overdue for its reader.
    """
    return _day_elsewhere.get() or datetime.datetime.now().astimezone().date()


@contextmanager
def working_on(day: datetime.date) -> Iterator[None]:
    """Make `today` this day. A machine that works for another one may be in another time zone."""
    token = _day_elsewhere.set(day)
    try:
        yield
    finally:
        _day_elsewhere.reset(token)
