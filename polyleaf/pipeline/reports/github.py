"""Annotations for GitHub, which shows them on the lines of a pull request: the most serious findings first."""

from __future__ import annotations

from collections.abc import Sequence

from polyleaf.core.findings import Concern, Origin, Severity
from polyleaf.pipeline.reports.report import Cause, RunReport
from polyleaf.pipeline.reports.repository import RepositoryPaths

SHOWN = 10
"""GitHub keeps this many errors and this many warnings of a step, and drops the rest without a notice."""


def as_github(run: RunReport, paths: RepositoryPaths) -> str:
    """Workflow commands, the most serious first. If a severity has more, its last command says how many.

    GitHub shows an annotation on a line only if its path starts at the top folder of the repository.
    """
    ranked = sorted(run.causes(), key=_rank)
    kept: list[Cause] = []
    notices: list[str] = []
    for severity in reversed(Severity):
        those = [cause for cause in ranked if cause.finding.severity is severity]
        room = SHOWN if len(those) <= SHOWN else SHOWN - 1
        kept += those[:room]
        notices += _notice(severity, those[room:])
    annotations = [_annotation(cause, paths) for cause in sorted(kept, key=_rank)]
    return "\n".join([*annotations, *notices])


def _rank(cause: Cause) -> tuple[bool, int, int, Origin, str]:
    """Safety text first; then errors, those about texts and numbers before those about form; then warnings."""
    finding = cause.finding
    return finding.concern < Concern.SAFETY, -finding.severity, -finding.concern, finding.origin, finding.check_id


def _notice(severity: Severity, left_out: Sequence[Cause]) -> list[str]:
    if not left_out:
        return []
    count = f"{len(left_out)} more {severity.label}s"
    return [f"::{severity.label} title={count}::{count} are not shown here. The log of this step lists all findings."]


def _annotation(cause: Cause, paths: RepositoryPaths) -> str:
    finding = cause.finding
    place = f"file={_property(paths.named(finding.origin.path))}"
    if finding.origin.line:
        place += f",line={finding.origin.line}"
    text = " ".join(filter(None, (finding.message, cause.where and f"({cause.where})", finding.hint)))
    return f"::{finding.severity.label} {place},title={_property(finding.check_id)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
