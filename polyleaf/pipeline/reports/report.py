"""What a run has to say: as text for people and as JSON here; `annotations`, `sarif` and `junit` are for CI hosts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Severity

FORMATS = ("text", "json", "github", "sarif", "junit")


@dataclass(frozen=True)
class Outcome:
    """An edition, what became of it (`built`, `unchanged`, `checked`, `refused`), its files, findings and fit rung."""

    edition: Edition
    status: str
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    rung: int | None = None


@dataclass(frozen=True)
class RunReport:
    """What came of each edition of a run, and what was found that is of no single edition."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...] = ()

    def told_once(self) -> list[Finding]:
        """Each finding of the run and of all editions once, errors first, then in the order of files and lines."""
        unique = dict.fromkeys((*self.findings, *(f for outcome in self.outcomes for f in outcome.findings)))
        return sorted(unique, key=lambda finding: (-finding.severity, finding.origin, finding.check_id))

    @property
    def worst(self) -> Severity | None:
        return max((finding.severity for finding in self.told_once()), default=None)


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


def as_json(run: RunReport) -> str:
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
        for outcome in run.outcomes
    ]
    findings = [finding.as_dict() for finding in run.findings]
    return json.dumps({"editions": editions, "findings": findings}, ensure_ascii=False, indent=2)
