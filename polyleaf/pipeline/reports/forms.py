"""The registry of report forms: what `--report` offers for a run, and the function that writes each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polyleaf.core.findings import Severity
from polyleaf.pipeline.reports.report import RunReport, as_json, as_text

if TYPE_CHECKING:
    from polyleaf.pipeline.reports.repository import RepositoryPaths


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


def _github(run: RunReport, context: ReportContext) -> str:
    from polyleaf.pipeline.reports.github import as_github  # like the other two: only when that form is asked for

    return as_github(run, context.paths)


def _sarif(run: RunReport, context: ReportContext) -> str:
    from polyleaf.pipeline.reports.sarif import as_sarif

    return as_sarif(run, context.paths)


def _junit(run: RunReport, context: ReportContext) -> str:
    from polyleaf.pipeline.reports.junit import as_junit

    return as_junit(run, context.fails_from)


FORMS: Mapping[str, ReportForm] = {
    "text": ReportForm(lambda run, _: as_text(run), partial=True),
    "json": ReportForm(lambda run, _: as_json(run)),
    "github": ReportForm(_github, partial=True),
    "sarif": ReportForm(_sarif),
    "junit": ReportForm(_junit),
}
"""One line for each form. Nothing else lists them."""
