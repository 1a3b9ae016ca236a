"""What was measured, its arithmetic, and its JSON file, from which the page is written again without measuring."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.speed.machine import Machine
from benchmarks.speed.taken import Clock, Taken


@dataclass(frozen=True)
class Series:
    """What a contender took in each round; see `Contender` for the other attributes."""

    name: str
    label: str
    how: str
    size: int
    taken: tuple[Taken, ...]

    def median(self, clock: Clock) -> float:
        """The median of all rounds, in s."""
        return statistics.median(one.of(clock) for one in self.taken)

    def span(self, clock: Clock) -> tuple[float, float]:
        """The least and the most of all rounds, in s."""
        times = [one.of(clock) for one in self.taken]
        return min(times), max(times)

    @property
    def peak_mib(self) -> float | None:
        """The most memory that a process had in any round, in MiB; None where it was not measured."""
        return max((one.peak_mib for one in self.taken if one.peak_mib is not None), default=None)


@dataclass(frozen=True)
class RowResult:
    """The result of one row of the benchmark. `when` is a date and a time, and `commit` that of the engine."""

    row: str
    when: str
    commit: str
    quick: bool
    machine: Machine
    series: tuple[Series, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def named(self, name: str) -> Series | None:
        return next((series for series in self.series if series.name == name), None)

    @property
    def rounds(self) -> int:
        return max((len(series.taken) for series in self.series), default=0)


def ratio(ours: Series, theirs: Series, clock: Clock) -> float:
    """The median of the ratios, each of which is of one round, so that a drift of the machine cancels out.

    NaN where the other took no time that can be measured.
    """
    pairs = zip(ours.taken, theirs.taken, strict=True)
    ratios = [one.of(clock) / other.of(clock) for one, other in pairs if other.of(clock)]
    return statistics.median(ratios) if ratios else math.nan


def growth(series: Sequence[Series], clock: Clock) -> list[float]:
    """What each size costs, as a multiple of what it would cost if the smallest one's cost grew in proportion.

    1 is linear growth, less is better, and more is worse.
    """
    smallest = min(series, key=lambda one: one.size)
    unit = smallest.median(clock) / smallest.size
    return [one.median(clock) / (one.size * unit) for one in series]


def slope(series: Sequence[Series], clock: Clock) -> float:
    """The exponent of growth: the slope of cost over size, both logarithmic, by least squares. 1 is linear."""
    points = [(math.log(one.size), math.log(one.median(clock))) for one in series]
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def extrapolated(first: Taken, others: Sequence[Taken], count: int) -> Taken:
    """What `count` pieces of work take, of which the first differs and the others cost the median of a sample."""
    peaks = [one.peak_mib for one in (first, *others) if one.peak_mib is not None]

    def total(clock: Clock) -> float:
        return first.of(clock) + (count - 1) * statistics.median(one.of(clock) for one in others)

    return Taken(total("wall"), total("cpu"), max(peaks, default=None))


def save(measured: RowResult, folder: Path) -> None:
    """Keep a result, in place of an earlier one of the same row."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f"{measured.row}.json.new"
    written.write_text(json.dumps(asdict(measured), indent=1), encoding="utf-8")
    written.replace(folder / f"{measured.row}.json")


def load(row: str, folder: Path) -> RowResult | None:
    """The last result of a row, or None if it was never measured."""
    path = folder / f"{row}.json"
    return _measured(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _measured(data: dict[str, Any]) -> RowResult:
    series = tuple(Series(**one | {"taken": tuple(Taken(**taken) for taken in one["taken"])}) for one in data["series"])
    machine = Machine(**data["machine"] | {"versions": tuple(tuple(pair) for pair in data["machine"]["versions"])})
    return RowResult(**data | {"series": series, "machine": machine})
