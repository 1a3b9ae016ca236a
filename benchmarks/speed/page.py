"""The page of results, `docs/performance.md`, from what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.speed.flames import EDITIONS, Profile, shares
from benchmarks.speed.results import RowResult, Series, growth, ratio, slope
from benchmarks.speed.rows import OURS, BenchRow, Target

PICTURES = "performance"
RATIOS = "ratios.svg"
MEMORY_AT_LEAST_MIB, MEMORY_AIM_MIB = 200, 120
_BUSY_PERCENT = 15
_MODULES = (
    "weasyprint.layout",
    "weasyprint.css",
    "weasyprint.formatting_structure",
    "weasyprint",
    "pydyf",
    "polyleaf.checks",
    "polyleaf",
)
Results = Mapping[str, RowResult]

_INTRODUCTION = """\
# Performance

What builds cost, beside other programs that do the same or less on the same machine.
`make bench` measures everything and writes this page, which takes long.
`make bench BENCH=--quick` tries it in three minutes, and writes its page into `.cache/bench/quick/`.
A ratio is our time divided by the other's, so less is better.
"""

_METHOD = """\
## How it is measured

- The contenders of a row take turns, and each round begins with another one.
  So a machine whose speed drifts hits all alike.
- A time is the median of all rounds.
  A ratio is the median of the ratios of each round.
- Every build is a process of its own, started from nothing, unless the row says that a process stays open.
  Fonts are cut beforehand, which happens once on a machine.
- The processor time is that of all processes that a contender starts, the memory that of the largest one.
- Results are kept in `.cache/bench/`.
  `.venv/bin/python -m benchmarks.speed --page` writes this page again without measuring.
- `--only NAME` measures one row, `--rounds N` sets the number of rounds, and `--before` includes the earlier commit.
"""

_RATIO_PICTURE = f"""
![Our ratio to each of the others]({PICTURES}/{RATIOS})

The lines in the bars are where the ratios should at least be.
"""


@dataclass(frozen=True)
class _Line:
    """A measure of the summary: our ratio to one rival, by both clocks."""

    label: str
    target: Target
    wall: float
    cpu: float


def page(rows: Sequence[BenchRow], results: Results, profiles: Mapping[str, Profile], pictures: Iterable[str]) -> str:
    """The page. What was not measured is said instead of a number. `pictures` are the names of the files beside it."""
    there = frozenset(pictures)
    against, grown = [row for row in rows if not row.unit], [row for row in rows if row.unit]
    parts = (
        _INTRODUCTION,
        _warnings(results.values()),
        _summary(against, results, there),
        _memory(results.get("editions")),
        "## Each measure\n",
        *(_contest(row, results.get(row.name)) for row in against),
        "## As the work grows\n\nThe dashed lines in the plots are growth in proportion.\n",
        *(_growth(row, results.get(row.name), there) for row in grown),
        _flames(profiles, there),
        _METHOD,
        _machines(results.values()),
    )
    return "\n".join(part for part in parts if part)


def ratio_pictures(rows: Sequence[BenchRow], results: Results) -> dict[str, tuple[float, float | None]]:
    """The ratios of the plot by their labels, each with its target."""
    lines = (line for row in rows for line in _lines(row, results.get(row.name)) if isinstance(line, _Line))
    return {line.label.replace("`", ""): (line.wall, line.target.at_least) for line in lines}


def _warnings(results: Iterable[RowResult]) -> str:
    found = list(results)
    said = []
    if any(measured.quick for measured in found):
        said.append("**This is a quick try, with fewer editions and one round. Do not quote its figures.**")
    busy = [measured.row for measured in found if measured.machine.busy_percent > _BUSY_PERCENT]
    if busy:
        said.append("**The machine did other work too, so these figures are rough. Run `make bench` on an idle one.**")
    return "".join(f"{line}\n" for line in said)


def _summary(rows: Sequence[BenchRow], results: Results, pictures: frozenset[str]) -> str:
    table = [
        "| Measure | Ratio, wall clock | Ratio, processor time | At least | Aim | Reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        for line in _lines(row, results.get(row.name)):
            table.append(line if isinstance(line, str) else _summary_line(line))
    picture = _RATIO_PICTURE if RATIOS in pictures else ""
    return "## Results\n\n" + "\n".join(table) + "\n" + picture


def _summary_line(line: _Line) -> str:
    target = line.target
    cells = (line.label, _number(line.wall), _number(line.cpu), _bound(target.at_least), _bound(target.aim))
    return f"| {' | '.join(cells)} | {_reached(line.wall, target.at_least, target.aim)} |"


def _lines(row: BenchRow, measured: RowResult | None) -> Iterator[_Line | str]:
    """The measures of a row: its ratios, or table lines that say why there is none."""
    if measured is None:
        yield f"| {row.title} | not measured | | | | |"
        return
    ours = measured.named(OURS)
    for target in row.targets:
        rival = measured.named(target.rival)
        if ours and rival:
            yield _Line(f"{row.title} / {rival.label}", target, ratio(ours, rival, "wall"), ratio(ours, rival, "cpu"))
    for label, reason in measured.missing.items():
        yield f"| {row.title} / {label} | not measured: {reason} | | | | |"


def _contest(row: BenchRow, measured: RowResult | None) -> str:
    if measured is None:
        return f"### {row.title}\n\nNot measured yet.\n{_again(row)}"
    ours = measured.named(OURS)
    table = [
        "| | Wall clock, s | from – to | Processor time, s | Memory, MiB | Ratio, wall clock | Ratio, processor time |"
    ]
    table += ["|---|---|---|---|---|---|---|", *(_contender(series, ours) for series in measured.series)]
    table += [f"| {label} | not measured: {reason} | | | | | |" for label, reason in measured.missing.items()]
    how = [f"- {series.label[0].upper()}{series.label[1:]}: {series.how}." for series in measured.series]
    return "\n".join(
        (f"### {row.title}\n", *_sentences(measured.note), "", *table, "", *how, "", _again(row, measured))
    )


def _contender(series: Series, ours: Series | None) -> str:
    least, most = series.span("wall")
    memory = f"{series.peak_mib:.0f}" if series.peak_mib is not None else "–"
    ratios = ("1", "1")
    if ours and series is not ours:
        ratios = (_number(ratio(ours, series, "wall")), _number(ratio(ours, series, "cpu")))
    times = (_seconds(series.median("wall")), f"{_seconds(least)} – {_seconds(most)}", _seconds(series.median("cpu")))
    return f"| {' | '.join((series.label, *times, memory, *ratios))} |"


def _again(row: BenchRow, measured: RowResult | None = None) -> str:
    command = f"`.venv/bin/python -m benchmarks.speed --only {row.name}` measures it"
    if measured is None:
        return f"{command}.\n"
    rounds = "one round" if measured.rounds == 1 else f"{measured.rounds} rounds"
    load = f" Other programs used {measured.machine.busy_percent:.0f} % of the processors just before."
    return f"Measured {measured.when} at commit {measured.commit or 'unknown'}, {rounds}.{load}\n{command} again.\n"


def _memory(measured: RowResult | None) -> str:
    """The largest processes of the row with all editions."""
    found = [series for series in measured.series if series.peak_mib is not None] if measured else []
    ours = measured.named(OURS) if measured else None
    if ours is None or ours.peak_mib is None:
        return "## Memory\n\nNot measured.\n"
    lines = [f"| {series.label} | {series.peak_mib:.0f} |" for series in found]
    reached = _reached(ours.peak_mib, MEMORY_AT_LEAST_MIB, MEMORY_AIM_MIB)
    return "\n".join(
        (
            "## Memory\n",
            "The peak of the largest process while all editions are built from nothing, in MiB.",
            f"At most {MEMORY_AT_LEAST_MIB} is to be reached, and {MEMORY_AIM_MIB} is the aim; reached: {reached}.\n",
            "| | Largest process, MiB |\n|---|---|",
            *lines,
            "",
        )
    )


def _growth(row: BenchRow, measured: RowResult | None, pictures: frozenset[str]) -> str:
    if measured is None:
        return f"### {row.title}\n\nNot measured yet.\n{_again(row)}"
    series = sorted(measured.series, key=lambda one: one.size)
    multiples = zip(growth(series, "wall"), growth(series, "cpu"), strict=True)
    heads = ("Wall clock, s", "Processor time, s", "Of the proportional cost, wall clock", "processor time")
    table = [f"| Size, in {row.unit} | {' | '.join(heads)} |"]
    table += ["|---|---|---|---|---|"]
    table += [
        f"| {one.size} | {_seconds(one.median('wall'))} | {_seconds(one.median('cpu'))} | {wall:.2f} | {cpu:.2f} |"
        for one, (wall, cpu) in zip(series, multiples, strict=True)
    ]
    exponent = f"The processor time grows with the size to the power of {slope(series, 'cpu'):.2f}; 1 is linear."
    name = f"{row.name}.svg"
    picture = [f"![{row.title}]({PICTURES}/{name})", ""] if name in pictures else []
    heading = (f"### {row.title}\n", *_sentences(measured.note), exponent, "")
    return "\n".join((*heading, *table, "", *picture, _again(row, measured)))


def _flames(profiles: Mapping[str, Profile], pictures: frozenset[str]) -> str:
    lines = [
        "## Where the time goes\n",
        "A warm process builds one edition with empty caches.",
        "The width of a bar is wall-clock time, and each bar is on the function that called it.",
        "A function that calls itself, also through others, is one bar; small bars are left out.",
        "Polyleaf is teal, WeasyPrint orange, its PDF writer olive, pikepdf violet, and everything else grey.\n",
    ]
    if not profiles:
        return "\n".join((*lines, "Not measured yet.\n"))
    lines += [
        f"| Edition | Time, s | {' | '.join(f'`{module}`' for module in _MODULES)} |",
        "|---" * (len(_MODULES) + 2) + "|",
    ]
    for profile in profiles.values():
        part = shares(profile, _MODULES)
        cells = " | ".join(f"{100 * part[module]:.0f} %" for module in _MODULES)
        lines.append(f"| {_profile_label(profile)} | {profile.seconds:.2f} | {cells} |")
    lines.append("\nThe shares are of the time in the functions of each package, without what they call in others.")
    lines.append("That of `weasyprint` includes its three parts before it, and that of `polyleaf` its checks.\n")
    for edition in EDITIONS:
        for side in ("before", "now"):
            found = profiles.get(f"{edition}.{side}")
            if found is None:
                lines.append(f"{edition}, {side}: not measured; it takes `--before`.\n")
            elif flame_name(found) in pictures:
                lines.append(f"![Flame graph: {_profile_label(found)}]({PICTURES}/{flame_name(found)})\n")
    return "\n".join(lines)


def flame_name(profile: Profile) -> str:
    return f"flame-{profile.edition.replace('.', '-')}-{profile.side}.svg"


def flame_title(profile: Profile) -> str:
    return f"{_profile_label(profile)}, {profile.seconds:.2f} s"


def _profile_label(profile: Profile) -> str:
    return f"{profile.edition} at commit {profile.commit}, measured {profile.when}"


def _machines(results: Iterable[RowResult]) -> str:
    """The machines and versions of all results; mostly one."""
    described: dict[str, None] = {}
    for measured in results:
        machine = measured.machine
        processors = (
            f"{machine.processors} processors ({machine.processor or 'unknown'}), {machine.memory_gib:g} GiB of memory"
        )
        versions = ", ".join(f"{name} {version}" for name, version in machine.versions)
        described[f"{machine.system}; {processors}.\n{versions}.\n"] = None
    return "\n".join(("## Machine and versions\n", *(described or ("Nothing was measured yet.\n",))))


def _sentences(note: str) -> list[str]:
    """A note with one sentence on a line, as Markdown is written here."""
    return note.replace(". ", ".\n").split("\n")


def _reached(value: float, at_least: float | None, aim: float | None) -> str:
    if at_least is None or math.isnan(value):
        return "–"
    if aim is not None and value <= aim:
        return "the aim"
    return "yes" if value <= at_least else "not yet"


def _bound(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
