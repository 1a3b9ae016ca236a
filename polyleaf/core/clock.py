"""Two dates: the one that files state of themselves, and the day on which something is done."""

from __future__ import annotations

import datetime
import os

from polyleaf.core.errors import UsageError

_VARIABLE = "SOURCE_DATE_EPOCH"
_DIGITS_AT_MOST = 11  # of seconds: up to the year 5138; a number of milliseconds has 13


def stated_date(published: datetime.date) -> datetime.date:
    """The day (UTC) that SOURCE_DATE_EPOCH names; without it the day of publication. Raises UsageError."""
    stated = os.environ.get(_VARIABLE, "")
    if not stated:
        return published
    if not stated.isascii() or not stated.isdigit():
        raise UsageError(f"{_VARIABLE} is {stated!r}, and no number of seconds")
    if len(stated) > _DIGITS_AT_MOST:
        raise UsageError(f"{_VARIABLE} is {stated[:20]}, which is no year of four digits: it counts seconds since 1970")
    return datetime.datetime.fromtimestamp(int(stated), datetime.timezone.utc).date()


def today() -> datetime.date:
    """The day on this machine's clock. SOURCE_DATE_EPOCH is for bytes; what is overdue is overdue for the reader."""
    return datetime.datetime.now().astimezone().date()
