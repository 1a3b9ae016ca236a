"""The two dates: what files state follows SOURCE_DATE_EPOCH in UTC, and what is overdue follows the machine's day."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

import pytest

from polyleaf.core.clock import stated_date, today, working_on

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""UTC+14 and UTC-12: at every moment, the day differs between the two."""


@pytest.fixture(autouse=True)
def own_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Restore the time zone of this process after the test."""
    yield
    monkeypatch.undo()
    time.tzset()


def move_to(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()


def test_today_is_the_day_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leaflet is overdue when the day is over where it is handed out, and not when it is over in Greenwich."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    move_to(EAST, monkeypatch)
    in_the_east = today()
    move_to(WEST, monkeypatch)
    assert in_the_east - today() >= datetime.timedelta(days=1)


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_the_date_that_files_state_is_the_same_in_every_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    move_to(zone, monkeypatch)
    assert stated_date(datetime.date(2000, 1, 1)) == datetime.date(2025, 12, 1)


def test_work_for_another_machine_is_done_on_its_day() -> None:
    there = datetime.date(2028, 12, 1)
    with working_on(there):
        assert today() == there
    assert today() != there
