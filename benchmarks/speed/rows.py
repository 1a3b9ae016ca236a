"""Every row of the benchmark, with what it should reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.speed import rows_editions, rows_edits, rows_growth, rows_many
from benchmarks.speed.bench import Bench
from benchmarks.speed.contests import Contest

OURS = "polyleaf"
"""The contender whose figures are divided by the others'."""


@dataclass(frozen=True)
class Target:
    """The ratio to another contender that is to be reached at least, and the aim. None where there is no target."""

    rival: str
    at_least: float | None = None
    aim: float | None = None


@dataclass(frozen=True)
class BenchRow:
    """A contest with its name on the command line, its title, and its targets.

    `unit` says of what the sizes are, in a row that shows how cost grows; else it is empty. A row that takes long has
    fewer `rounds`.
    """

    name: str
    title: str
    set_up: Callable[[Bench], Contest]
    targets: tuple[Target, ...] = ()
    unit: str = ""
    rounds: int = 5


ROWS = (
    BenchRow(
        "editions",
        "Editions from nothing",
        rows_editions.from_nothing,
        (
            Target("weasyprint-1", 0.24, 0.12),
            Target("weasyprint-2", 0.55, 0.25),
            Target("chromium", 1.8, 0.60),
            Target("typst"),
            Target("before"),
        ),
    ),
    BenchRow("edit-one", "One message edited, one format", rows_edits.one_format, (Target("weasyprint", 0.65, 0.35),)),
    BenchRow(
        "edit-four", "One message edited, four formats", rows_edits.four_formats, (Target("weasyprint", 0.35, 0.15),)
    ),
    BenchRow(
        "living-pdf",
        "The whole PDF after an edit, open project",
        rows_edits.living_pdf,
        (Target("chromium", 1.5, 0.50),),
    ),
    BenchRow(
        "living-picture",
        "The edited page as a picture, open project",
        rows_edits.living_picture,
        (Target("chromium-printed", 0.6, 0.30), Target("chromium-screenshot", 0.6, 0.30)),
    ),
    BenchRow("nothing-changed", "Nothing changed", rows_edits.nothing_changed, (Target("weasyprint", 0.05, 0.03),)),
    BenchRow("clinics", "40 clinics", rows_many.clinics, (Target("apart", 0.5, 0.30),), rounds=3),
    BenchRow("release", "A release", rows_many.release, (Target("before", 0.55, 0.35),), rounds=3),
    BenchRow("growth-editions", "More editions", rows_growth.editions, unit="languages"),
    BenchRow("growth-length", "A longer article", rows_growth.length, unit="times the words"),
    BenchRow("growth-brochures", "More brochures", rows_growth.brochures, unit="brochures"),
)
