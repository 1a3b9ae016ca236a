"""The registry of report forms: what `--report` offers for a run, and the function that writes each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from polyleaf.core.findings import Severity
from polyleaf.pipeline.reports.github import as_github
from polyleaf.pipeline.reports.junit import as_junit
from polyleaf.pipeline.reports.report import RunReport, as_json, as_text
from polyleaf.pipeline.reports.repository import RepositoryPaths
from polyleaf.pipeline.reports.sarif import as_sarif


@dataclass(frozen=True)
class ReportContext:
    """What a form may need in addition to the report: how the host names files, and the severity that fails the run."""

    paths: RepositoryPaths
    fails_from: Severity


@dataclass(frozen=True)
class ReportForm:
    """A form of a report. One that leaves findings out is `partial`: all findings are then printed on stderr too."""

    write: Callable[[RunReport, ReportContext], str]
    partial: bool = False


FORMS: Mapping[str, ReportForm] = {
    "text": ReportForm(lambda run, _: as_text(run), partial=True),
    "json": ReportForm(lambda run, _: as_json(run)),
    "github": ReportForm(lambda run, context: as_github(run, context.paths), partial=True),
    "sarif": ReportForm(lambda run, context: as_sarif(run, context.paths)),
    "junit": ReportForm(lambda run, context: as_junit(run, context.fails_from)),
}
"""One line for each form. Nothing else lists them."""
