"""What a run has to say, as text for people, as JSON, or as GitHub's annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polyleaf.edition import Edition
from polyleaf.findings import Finding, Severity

FORMATS = ("text", "json", "github")


@dataclass(frozen=True)
class Outcome:
    """An edition, what became of it (`built`, `unchanged`, `checked`, `refused`), its files, findings and fit rung."""

    edition: Edition
    status: str
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    rung: int | None = None


def finding_lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Each finding of all editions once, as `lines_of` writes them."""
    return lines_of(_unique(outcomes))


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """`path:line: severity: message [check]` for each finding, and its hint below."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.origin}: {finding.severity.label}: {finding.message} [{finding.check_id}]")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    return lines


def outcome_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A line a file: what became of its edition; an edition without a file has a line of its own."""
    return [f"{outcome.status:<9} {path}" for outcome in outcomes for path in outcome.paths or (outcome.edition.name,)]


def as_json(outcomes: Sequence[Outcome]) -> str:
    editions = [
        {
            "edition": outcome.edition.name,
            "brochure": outcome.edition.brochure,
            "language": outcome.edition.language,
            "format": outcome.edition.format,
            "paper": outcome.edition.paper,
            "clinic": outcome.edition.clinic,
            "finish": outcome.edition.finish,
            "draft": outcome.edition.draft,
            "preliminary": outcome.edition.preliminary,
            "status": outcome.status,
            "paths": list(outcome.paths),
            "fit_rung": outcome.rung,
            "findings": [finding.as_dict() for finding in outcome.findings],
        }
        for outcome in outcomes
    ]
    return json.dumps({"editions": editions}, ensure_ascii=False, indent=2)


def as_github(outcomes: Iterable[Outcome]) -> str:
    """Workflow commands that GitHub shows as annotations on the lines of the files."""
    return "\n".join(_annotation(finding) for finding in _unique(outcomes))


def _annotation(finding: Finding) -> str:
    place = f"file={_property(finding.origin.path)}"
    if finding.origin.line:
        place += f",line={finding.origin.line}"
    text = f"{finding.message} {finding.hint}".strip()
    return f"::{finding.severity.label} {place},title={_property(finding.check_id)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _unique(outcomes: Iterable[Outcome]) -> list[Finding]:
    """Each finding once, errors first, then in the order of files and lines."""
    findings = dict.fromkeys(finding for outcome in outcomes for finding in outcome.findings)
    return sorted(findings, key=lambda finding: (-finding.severity, finding.origin, finding.check_id))


def worst(outcomes: Iterable[Outcome]) -> Severity | None:
    return max((finding.severity for outcome in outcomes for finding in outcome.findings), default=None)
