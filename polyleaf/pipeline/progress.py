"""Progress on stderr: a bar on a terminal, or else a line for each edition."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from polyleaf.pipeline.reports.report import Outcome

Progress = Callable[[int, int, Outcome], None]
"""Called with the number of finished editions, the number of all editions, and the latest outcome."""


@contextmanager
def progress() -> Iterator[Progress]:
    """A function to call after each edition."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console  # only when there is a terminal to draw on
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("editions", total=None)

        def advance(done: int, total: int, outcome: Outcome) -> None:
            bar.update(task, completed=done, total=total, description=f"{outcome.status} {outcome.edition.name}")
            bar.refresh()  # no thread refreshes it, because workers are forked meanwhile

        yield advance


def _line(done: int, total: int, outcome: Outcome) -> None:
    click.echo(f"[{done}/{total}] {outcome.status} {outcome.edition.name}", err=True)
