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
from polyleaf.pipeline.progress import Progress, progress
from polyleaf.pipeline.reports.report import Outcome, RunReport


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
@click.option(
    "--browser", is_flag=True, help="Look at the pages for the screen in Chromium too; for styles of your own."
)
@reported
def check(**options: Any) -> None:
    """Run all checks as `build` does, and write nothing."""
    _run(write=False, **options)


def _run(*, write: bool, **options: Any) -> None:
    finish(_report(write=write, **options), options["report_format"], options["fail_on"])


def _report(
    *,
    write: bool,
    project: Path | None,
    jobs: int | None,
    browser: bool = False,
    **choice: Any,
) -> RunReport:
    from polyleaf.pipeline.run import run

    chosen, found = request(**choice), Project.find(project)
    if browser:
        from polyleaf.render.browser import demand_browser

        demand_browser()
    try:
        with progress() as tell:
            outcomes = run(found, chosen, processes(jobs), write, tell)
            return RunReport(tuple(_looked_at(found, outcomes, tell) if browser else outcomes))
    except InputError as error:  # a file without which nobody knows which editions there are
        return RunReport((), tuple(error.findings))


def _looked_at(project: Project, outcomes: list[Outcome], tell: Progress) -> list[Outcome]:
    from polyleaf.pipeline.browser_run import look_at  # imports Pillow; not where nobody looks

    return look_at(project, outcomes, tell)


@cli.command()
@BUILDS
@PSEUDO
@click.option("--dpi", type=click.IntRange(20, 300), default=72, show_default=True, help="Pixels an inch.")
@click.option("--across", type=click.IntRange(1, 8), default=4, show_default=True, help="Pages in a row.")
@reported
def proof(*, dpi: int, across: int, **options: Any) -> None:
    """Build, then draw each edition's pages on one picture in dist/proofs/."""
    from polyleaf.pdf.contact_sheet import write_contact_sheet

    project = Project.find(options["project"])
    report = _report(write=True, **options)
    for outcome in report.outcomes:
        if any(path.endswith(".pdf") for path in outcome.paths):
            sheet = project.relative(write_contact_sheet(project, outcome.edition, dpi, across))
            click.echo(f"proof     {sheet}", err=options["report_format"] != "text")
    finish(report, options["report_format"], options["fail_on"])
