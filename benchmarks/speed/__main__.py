"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.speed import flames, results
from benchmarks.speed.bench import ROOT, Bench
from benchmarks.speed.contests import hold
from benchmarks.speed.machine import commit_of, now, this_machine
from benchmarks.speed.results import RowResult
from benchmarks.speed.rows import ROWS, BenchRow
from benchmarks.speed.taken import BenchError

_PROFILES = "profiles"


def main() -> None:
    options = _options()
    folder = ROOT / ".cache" / "bench" / ("quick" if options.quick else "full")
    failed = [] if options.page else _measure(options, folder)
    written = _write_page(folder, folder if options.quick else ROOT / "docs")
    print(f"written: {written.relative_to(ROOT)}")
    if failed:
        raise SystemExit("not measured:\n" + "\n".join(failed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure what builds cost.")
    names = [*(row.name for row in ROWS), _PROFILES]
    parser.add_argument(
        "--quick", action="store_true", help="fewer editions, one round; the page is in .cache/bench/quick"
    )
    parser.add_argument("--rounds", type=int, help="rounds for each row (default 5 or 3; with --quick 1)")
    parser.add_argument("--only", action="append", choices=names, metavar="ROW", help=f"one of {', '.join(names)}")
    parser.add_argument(
        "--before", action="store_true", help="measure the commit before pages were kept too; takes long"
    )
    parser.add_argument(
        "--page", action="store_true", help="write the page again from the last results, and measure nothing"
    )
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds takes a number from 1")
    return options


def _measure(options: argparse.Namespace, folder: Path) -> list[str]:
    """Measure the rows that were asked for. Returns what failed and why; the others are kept all the same."""
    failed = []
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work).resolve(), quick=options.quick, with_before=options.before)
        for name, measure in _asked_for(options, bench, folder).items():
            print(name, file=sys.stderr, flush=True)
            try:
                with bench.row():
                    measure()
            except BenchError as error:
                failed.append(f"{name}: {error}")
    return failed


def _asked_for(options: argparse.Namespace, bench: Bench, folder: Path) -> dict[str, Callable[[], None]]:
    """What measures each row, and keeps its result."""
    rounds = options.rounds or (1 if options.quick else None)
    every: dict[str, Callable[[], None]] = {row.name: partial(_measure_row, row, bench, rounds, folder) for row in ROWS}
    every[_PROFILES] = lambda: flames.save(flames.profiles(bench), folder)
    return {name: measure for name, measure in every.items() if not options.only or name in options.only}


def _measure_row(row: BenchRow, bench: Bench, rounds: int | None, folder: Path) -> None:
    contest = row.set_up(bench)
    machine = this_machine()
    series = hold(contest, rounds or row.rounds)
    measured = RowResult(row.name, now(), commit_of(ROOT), bench.quick, machine, series, contest.missing, contest.note)
    results.save(measured, folder)


def _write_page(folder: Path, target: Path) -> Path:
    """Write the page and its pictures into a folder, from the results in another."""
    from benchmarks.speed import page, plots  # after measuring, as Matplotlib takes much memory

    found = {row.name: measured for row in ROWS if (measured := results.load(row.name, folder))}
    profiles = flames.load(folder)
    pictures = {
        f"{row.name}.svg": plots.growth_plot(found[row.name], row.unit)
        for row in ROWS
        if row.unit and row.name in found
    }
    pictures |= {page.flame_name(one): plots.flame_graph(one, page.flame_title(one)) for one in profiles.values()}
    if ratios := page.ratio_pictures(ROWS, found):
        pictures[page.RATIOS] = plots.ratio_plot(ratios)
    plots.write(pictures, target / page.PICTURES)
    path = target / "performance.md"
    path.write_text(page.page(ROWS, found, profiles, pictures), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
