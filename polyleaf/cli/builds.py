"""Commands that build editions: build, check, proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import BUILDS, PSEUDO, processes, reported, request
from polyleaf.cli.printing import finish
from polyleaf.core.errors import InputError
from polyleaf.core.project import Project
from polyleaf.pipeline.progress import progress
from polyleaf.pipeline.reports.report import RunReport


@cli.command()
@BUILDS
@click.option("--shard", metavar="I/N", help="Only the I-th of N shares, for `release --from` to join.")
@reported
def build(**options: Any) -> None:
    """Build the PDFs into dist/; what is current is left as it is."""
    _run(write=True, **options)


@cli.command()
@BUILDS
@PSEUDO
@reported
def check(**options: Any) -> None:
    """Run all checks as `build` does, and write nothing."""
    _run(write=False, **options)


def _run(*, write: bool, project: Path | None, **options: Any) -> None:
    home = Project.find(project)
    finish(_report(home, write=write, **options), options["report_format"], options["fail_on"], home)


def _report(home: Project, *, write: bool, jobs: int | None, **choice: Any) -> RunReport:
    from polyleaf.pipeline.run import run

    chosen = request(**choice)
    try:
        with progress() as tell:
            return RunReport(tuple(run(home, chosen, processes(jobs), write, tell)))
    except InputError as error:  # a file without which nobody knows which editions there are
        return RunReport((), tuple(error.findings))


@cli.command()
@BUILDS
@PSEUDO
@click.option("--dpi", type=click.IntRange(20, 300), default=72, show_default=True, help="Pixels an inch.")
@click.option("--across", type=click.IntRange(1, 8), default=4, show_default=True, help="Pages in a row.")
@reported
def proof(*, dpi: int, across: int, project: Path | None, **options: Any) -> None:
    """Build, then draw each edition's pages on one picture in dist/proofs/."""
    from polyleaf.pdf.contact_sheet import write_contact_sheet

    home = Project.find(project)
    report = _report(home, write=True, **options)
    for outcome in report.outcomes:
        if any(path.endswith(".pdf") for path in outcome.paths):
            sheet = home.relative(write_contact_sheet(home, outcome.edition, dpi, across))
            click.echo(f"proof     {sheet}", err=options["report_format"] != "text")
    finish(report, options["report_format"], options["fail_on"], home)
