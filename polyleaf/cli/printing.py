"""The report of a run on stdout and stderr, in the requested form."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from polyleaf.cli.options import FAIL_ON
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import how_to_print
from polyleaf.pipeline.reports.forms import FORMS, ReportContext
from polyleaf.pipeline.reports.report import RunReport, cause_lines, summary_lines
from polyleaf.pipeline.reports.repository import RepositoryPaths


def finish(report: RunReport, report_format: str, fail_on: str, project: Workspace) -> NoReturn:
    """Print the report, with a summary if it is text, and end with its exit code."""
    fails_from = FAIL_ON[fail_on]
    print_report(report, report_format, fails_from, project)
    if report_format == "text" and report.outcomes:
        for line in summary_lines(report.outcomes, how_to_print(project)):
            click.echo(line, err=True)
    sys.exit(1 if report.worst is not None and report.worst >= fails_from else 0)


def print_report(report: RunReport, report_format: str, fails_from: Severity, project: Workspace) -> None:
    """Print the report on stdout, and its findings on stderr too if stdout does not have them all."""
    form = FORMS[report_format]
    if form.partial:
        for line in cause_lines(report.causes()):
            click.echo(line, err=True)
    if text := form.write(report, ReportContext(RepositoryPaths.of(project), fails_from)):
        click.echo(text)
