"""Print opening hours in words: names of days, runs of days and times as each language writes them, from CLDR."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel.dates import format_interval

from polyleaf.content.brochure import Quantity
from polyleaf.content.opening import WEEKDAYS, Opening
from polyleaf.language.languages import Language
from polyleaf.language.values import own_digits, phrase

_LAST_HOUR = re.compile(r"(?<!\d)0?0(?=\D{1,3}00\D*$)")
_QUOTED = re.compile("'[^']*'")  # words in a pattern, such as the h in Canadian French: 08 h 30


@dataclass(frozen=True)
class HoursLine:
    """One or more successive days, and the times on each of them.

    Without times, the clinic is closed on these days, or open by appointment only.
    """

    days: str
    times: tuple[str, ...]
    closed: bool = False
    by_appointment: bool = False


def hours_lines(hours: tuple[Opening, ...], language: Language) -> list[HoursLine]:
    """A line for each run of days with the same hours, from Monday on. Days that the profile does not name have no
    line.

    CLDR says whether a language uses 12 or 24 hours: `en` is American and has 8:30 AM, `en_GB` has 08:30. Times by
    appointment have a line of their own below the others of the same days.
    """
    lines: list[HoursLine] = []
    openings = [_openings(day, hours) for day in range(len(WEEKDAYS))]
    for first, last in _runs(openings):
        days = _days(first, last, language)
        for kind in (False, True):
            parts = [part for part in openings[first] if part.by_appointment is kind]
            times = tuple(_time(part, language) for part in parts if part.has_times)
            if parts:
                lines.append(HoursLine(days, times, any(part.closed for part in parts), kind))
    return lines


def _openings(day: int, hours: tuple[Opening, ...]) -> list[Opening]:
    return sorted((part for part in hours if WEEKDAYS[day] in part.days), key=lambda part: part.minutes)


def _runs(openings: list[list[Opening]]) -> list[tuple[int, int]]:
    """The first and last day of each run of the same hours. A run across the end of the week is not
    divided at Monday.
    """
    kinds = [[(part.open, part.close, part.closed, part.by_appointment) for part in parts] for parts in openings]
    count = len(kinds)
    start = next((day for day in range(0, -count, -1) if kinds[day] != kinds[day - 1]), 0)
    runs: list[tuple[int, int]] = []
    for day in range(start, start + count):
        if runs and kinds[day % count] == kinds[runs[-1][1]]:
            runs[-1] = (runs[-1][0], day % count)
        else:
            runs.append((day % count, day % count))
    return runs


def _days(first: int, last: int, language: Language) -> str:
    """A day, or a run of days. CLDR has no pattern for weekdays, and uses the general one for intervals."""
    names = language.locale.days["stand-alone"]["abbreviated"]
    if first == last:
        return str(names[first])
    return str(language.locale.interval_formats[None]).format(names[first], names[last])


def _time(opening: Opening, language: Language) -> str:
    """The time from opening to closing, in the language's own digits. A whole day is printed as a number of hours."""
    if opening.is_all_day:
        return phrase(Quantity(value=24, unit="hour"), language)
    locale = language.locale
    twelve_hours = "h" in _QUOTED.sub("", locale.time_formats["short"].pattern)
    text = format_interval(opening.open, opening.close, "hm" if twelve_hours else "Hm", locale=locale)
    if twelve_hours:
        # CLDR abbreviates Korean to AM and PM there; its readers know the words, and ICU prints them too.
        short, wide = (locale.day_periods["format"][width] for width in ("abbreviated", "wide"))
        for half in ("am", "pm"):
            text = text.replace(short[half], wide.get(half, short[half]))
    elif opening.ends_at_midnight:
        text = _LAST_HOUR.sub("24", text)  # the end of the day; 00 would be its beginning
    return own_digits(text, language)
