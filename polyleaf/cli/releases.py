"""Commands for what is handed out: release, verify, diff."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import CLUSTER, EDITIONS, JOBS, PROJECT, processes, report_option, reported, request
from polyleaf.cli.printing import print_report
from polyleaf.core.errors import InputError, RefusedError
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.progress import progress
from polyleaf.pipeline.reports.report import RunReport

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@cli.command()
@EDITIONS
@CLUSTER
@click.option("--version", default="", help="The release's own version; else the brochure's.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the release; else dist/release.")
@click.option("--previous", type=_FOLDER, help="The previous release, for the notes and for what is replaced.")
@click.option(
    "--from", "parts", type=_FOLDER, multiple=True, help="A part that `build --shard` made. Repeatable; all are joined."
)
@click.option(
    "--verify",
    "judges",
    type=click.Choice(("quick", "full")),
    default="quick",
    show_default=True,
    help="full: veraPDF judges every PDF too, where Java is there.",
)
@reported
def release(
    *,
    project: Path | None,
    version: str,
    out: Path | None,
    previous: Path | None,
    parts: tuple[Path, ...],
    judges: str,
    jobs: int | None,
    cluster: str | None,
    report_format: str,
    **choice: Any,
) -> None:
    """Build a release from nothing. It is refused if a text is not approved, is outdated, or is behind its source."""
    from polyleaf.release.make import Order, Release
    from polyleaf.release.make import release as make

    home = Workspace.find(project)
    order = Order(
        request(**choice), out or home.dist / "release", version, previous, parts, judges == "full", cluster or ""
    )
    try:
        with progress() as tell:
            made = make(home, order, processes(jobs), tell)
    except InputError as error:
        made = Release((), tuple(error.findings), None)
    print_report(RunReport(made.outcomes, made.findings), report_format, Severity.WARNING, home)
    if made.folder is None:
        raise RefusedError("no release is made; --preliminary makes one that is marked as such")
    click.echo(f"released  {home.relative(made.folder)}", err=report_format != "text")


@cli.command()
@click.argument("folder", type=_FOLDER)
@PROJECT
@click.option("--no-rebuild", is_flag=True, help="Only compare the files with the manifest.")
@JOBS
@reported
def verify(folder: Path, project: Path | None, jobs: int | None, *, no_rebuild: bool) -> None:
    """Check a release against its manifest, and make it again to compare the files byte by byte."""
    from polyleaf.release.verify import check_files, compare_rebuilt

    findings = check_files(folder)
    if not findings and not no_rebuild:
        with progress() as tell:
            findings = compare_rebuilt(Workspace.find(project), folder, processes(jobs), tell)
    if findings:
        raise InputError(findings)
    click.echo(f"verified  {folder}")


@cli.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the page of what changed; else dist/diff.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything differs.")
@report_option("text", "json")
@PROJECT
@reported
def diff(*, project: Path | None, old: Path, new: Path, out: Path | None, exit_code: bool, report_format: str) -> None:
    """Compare the editions in two folders page by page, and make an HTML page of what changed."""
    from polyleaf.release.compare import report as reports

    home = Workspace.find(project)
    target = out or home.dist / "diff"
    comparison = reports.write_comparison(home, old, new, target, os.cpu_count() or 1)
    click.echo(reports.FORMS[report_format](comparison))
    click.echo(f"written   {home.relative(target / reports.PAGE)}", err=True)
    for edition in comparison.unreadable:
        click.echo(f"error: {edition.note}", err=True)
    sys.exit(1 if comparison.unreadable or (exit_code and comparison.differs) else 0)
