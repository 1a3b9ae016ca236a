"""Commands that build editions: build, check, proof, context; and clean, which removes them."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import click

import polyleaf
from polyleaf.cli.group import cli
from polyleaf.cli.options import BROCHURES, BUILDS, CLUSTER, JOBS, LANGUAGES, PROJECT, PSEUDO, chosen, reported
from polyleaf.cli.printing import finish
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.progress import progress
from polyleaf.pipeline.reports.report import RunReport, cause_lines


@cli.command()
@BUILDS
@click.option("--map", "with_map", is_flag=True, help="Write where each message is printed beside each PDF, as JSON.")
@CLUSTER
@click.option("--shard", metavar="I/N", help="Only the I-th of N shares, for `release --from` to join.")
@reported
def build(**options: Any) -> None:
    """Build the PDFs into dist/. Editions that are up to date are not built again."""
    _run(write=True, **options)


@cli.command()
@BUILDS
@CLUSTER
@PSEUDO
@click.option(
    "--browser", is_flag=True, help="Look at the pages for the screen in Chromium too; for styles of your own."
)
@reported
def check(**options: Any) -> None:
    """Run all checks like `build`, and write nothing."""
    _run(write=False, **options)


def _run(*, write: bool, **options: Any) -> None:
    report = _report(write=write, **options)
    finish(report, options["report_format"], options["fail_on"], Workspace.find(options["project"]))


def _report(
    *,
    write: bool,
    project: Path | None,
    jobs: int | None,
    cluster: str | None = None,
    browser: bool = False,
    with_map: bool = False,
    **options: Any,
) -> RunReport:
    opened = polyleaf.open(project)
    choice = chosen(**options)
    with progress() as tell:
        if write:
            return opened.build_all(jobs=jobs, cluster=cluster, progress=tell, with_map=with_map, **choice)
        return opened.check(jobs=jobs, cluster=cluster, progress=tell, browser=browser, **choice)


@cli.command()
@BUILDS
@PSEUDO
@click.option("--dpi", type=click.IntRange(20, 300), default=72, show_default=True, help="Pixels per inch.")
@click.option("--across", type=click.IntRange(1, 8), default=4, show_default=True, help="Pages in a row.")
@reported
def proof(*, dpi: int, across: int, project: Path | None, **options: Any) -> None:
    """Build, then draw each edition's pages, and each page in all languages, as contact sheets in dist/proofs/."""
    from polyleaf.pdf.contact_sheet import write_contact_sheet, write_language_sheets

    home = Workspace.find(project)
    report = _report(write=True, project=project, **options)
    drawn = [outcome.edition for outcome in report.outcomes if any(path.endswith(".pdf") for path in outcome.paths)]
    sheets = (write_contact_sheet(home, edition, dpi, across) for edition in drawn)
    for sheet in chain(sheets, write_language_sheets(home, drawn, dpi, across)):
        click.echo(f"proof     {home.relative(sheet)}", err=options["report_format"] != "text")
    finish(report, options["report_format"], options["fail_on"], home)


@cli.command()
@PROJECT
@BROCHURES
@LANGUAGES
@click.option("--format", "formats", multiple=True, help="A format on paper. Repeatable; else all.")
@click.option("--clinic", help="The clinic whose editions are drawn; else the first one.")
@JOBS
@reported
def context(
    *,
    project: Path | None,
    brochures: tuple[str, ...],
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    clinic: str | None,
    jobs: int | None,
) -> None:
    """Draw a picture of each message in its place on the page, for translators, in dist/context/."""
    from polyleaf.pipeline.context_pictures import paper_formats, write_context

    home = Workspace.find(project)
    chosen_formats = paper_formats(home, formats)
    chosen_clinics = (clinic,) if clinic else tuple(home.clinics()[:1])
    report = _report(
        write=True,
        project=project,
        jobs=jobs,
        with_map=True,
        brochures=brochures,
        languages=languages,
        formats=chosen_formats,
        papers=(),
        clinics=chosen_clinics,
        finishes=("office",),
        preliminary=False,
        draft=True,
    )
    built = sorted(
        (outcome.edition for outcome in report.outcomes if outcome.paths),
        key=lambda edition: (edition.language, chosen_formats.index(edition.format)),
    )
    for language, editions in groupby(built, key=lambda edition: edition.language):
        drawn = write_context(home, language, list(editions))
        click.echo(f"context   {home.relative(drawn.path)}: {drawn.described}")
    refused = [outcome for outcome in report.outcomes if not outcome.paths]
    for line in cause_lines(replace(report, outcomes=tuple(refused)).causes()):
        click.echo(line, err=True)
    sys.exit(1 if refused else 0)


@cli.command()
@PROJECT
@click.option("--cache", "cache_only", is_flag=True, help="Only what can be made again at any time; keep dist/.")
@reported
def clean(*, project: Path | None, cache_only: bool) -> None:
    """Remove what the program made in dist/ and .cache/, except releases and review sheets."""
    from polyleaf.pipeline.cleaning import clean as remove

    cleaned = remove(Workspace.find(project), cache_only=cache_only)
    for entry in cleaned.removed:
        click.echo(f"removed   {entry.size / 1e6:8.1f} MB  {entry.kind} ({entry.files} files)")
    if not cleaned.removed:
        click.echo("nothing to remove")
    for path in cleaned.left:
        click.echo(f"left      {path}", err=True)
