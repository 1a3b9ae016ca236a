"""The report of a run on stdout and stderr, in the form that was asked for."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from polyleaf.cli.options import FAIL_ON
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import how_to_print
from polyleaf.pipeline.reports.report import RunReport, as_json, cause_lines, outcome_lines, summary_lines
from polyleaf.pipeline.reports.repository import RepositoryPaths


def finish(report: RunReport, report_format: str, fail_on: str, project: Workspace) -> NoReturn:
    """Print the report, in words a summary too, and end with its exit code."""
    fails_from = FAIL_ON[fail_on]
    print_report(report, report_format, fails_from, project)
    if report_format == "text" and report.outcomes:
        for line in summary_lines(report.outcomes, how_to_print(project)):
            click.echo(line, err=True)
    sys.exit(1 if report.worst is not None and report.worst >= fails_from else 0)


def print_report(report: RunReport, report_format: str, fails_from: Severity, project: Workspace) -> None:
    """The report on stdout; its findings on stderr too where stdout does not have them all."""
    if report_format in {"text", "github"}:
        for line in cause_lines(report.causes()):
            click.echo(line, err=True)
    if text := _text_of(report, report_format, fails_from, project):
        click.echo(text)


def _text_of(report: RunReport, report_format: str, fails_from: Severity, project: Workspace) -> str:
    # The forms for CI hosts are imported where they are asked for; SARIF lists every check, whose modules are heavy.
    if report_format == "json":
        return as_json(report)
    if report_format == "github":
        from polyleaf.pipeline.reports.github import as_github

        return as_github((cause.finding for cause in report.causes()), RepositoryPaths.of(project))
    if report_format == "sarif":
        from polyleaf.pipeline.reports.sarif import as_sarif

        return as_sarif(report, RepositoryPaths.of(project))
    if report_format == "junit":
        from polyleaf.pipeline.reports.junit import as_junit

        return as_junit(report, fails_from)
    return "\n".join(outcome_lines(report.outcomes))
