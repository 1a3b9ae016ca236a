"""The outcome of a run, as text for people and as JSON. `forms` lists all forms; the others are for CI hosts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Origin, Severity

_EDITIONS_SHOWN = 3
_STATUSES = ("built", "checked", "unchanged", "refused")
_AT_FULL_SIZE = 'How to print them, always at 100 % ("actual size"):'


@dataclass(frozen=True)
class Outcome:
    """An edition, its status (`built`, `unchanged`, `checked`, `refused`), its files, findings and fit step."""

    edition: Edition
    status: str
    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    fit_step: int | None = None


@dataclass(frozen=True)
class Cause:
    """A finding, and the names of the editions in which it was made; none for a finding that belongs to no edition."""

    finding: Finding
    editions: tuple[str, ...]

    @property
    def where(self) -> str:
        """The editions in words. Empty if there is none, or if the finding itself names its only edition."""
        if not self.editions or self.editions == (self.finding.origin.path,):
            return ""
        names = ", ".join(self.editions[:_EDITIONS_SHOWN])
        more = f" and {len(self.editions) - _EDITIONS_SHOWN} more" if len(self.editions) > _EDITIONS_SHOWN else ""
        number = "1 edition" if len(self.editions) == 1 else f"{len(self.editions)} editions"
        return f"in {number}: {names}{more}"


@dataclass(frozen=True)
class RunReport:
    """The outcome of each edition of a run, and the findings that belong to no single edition."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...] = ()

    def unique_findings(self) -> list[Finding]:
        """Each finding of the run and of all editions once, errors first, then in the order of files and lines."""
        unique = dict.fromkeys((*self.findings, *(f for outcome in self.outcomes for f in outcome.findings)))
        return sorted(unique, key=_order)

    def causes(self) -> list[Cause]:
        """The findings by cause, in the order of `unique_findings`. The same finding in several editions is one cause.

        In a run of a single edition, no cause names it.
        """
        told = [("", finding) for finding in self.findings]
        told += [(outcome.edition.name, finding) for outcome in self.outcomes for finding in outcome.findings]
        groups: dict[Finding, list[tuple[str, Finding]]] = {}
        several = len(self.outcomes) > 1
        for edition, finding in told:
            of_edition = finding.origin.path == edition
            groups.setdefault(replace(finding, origin=Origin("")) if of_edition else finding, []).append(
                (edition, finding)
            )
        causes = [
            Cause(group[0][1], tuple(dict.fromkeys(edition for edition, _ in group if edition)) if several else ())
            for group in groups.values()
        ]
        return sorted(causes, key=lambda cause: _order(cause.finding))

    @property
    def worst(self) -> Severity | None:
        return max((finding.severity for finding in self.unique_findings()), default=None)


def _order(finding: Finding) -> tuple[int, Origin, str]:
    return -finding.severity, finding.origin, finding.check_id


def cause_lines(causes: Iterable[Cause]) -> list[str]:
    """The lines of each finding, with the editions that it is about."""
    lines: list[str] = []
    for cause in causes:
        said, *hint = lines_of([cause.finding])
        lines += [said, *([f"    {cause.where}"] if cause.where else []), *hint]
    return lines


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """`path:line: severity: message [check]` for each finding, and its hint below."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.origin}: {finding.severity.label}: {finding.message} [{finding.check_id}]")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    return lines


def as_text(run: RunReport) -> str:
    """A line for each file with the status of its edition. An edition without a file has a line of its own."""
    return "\n".join(
        f"{outcome.status:<9} {path}" for outcome in run.outcomes for path in outcome.paths or (outcome.edition.name,)
    )


def summary_lines(outcomes: Sequence[Outcome], how_to_print: Mapping[str, str]) -> list[str]:
    """How many editions have which status, where their files are, and how each format is printed."""
    counts = Counter(outcome.status for outcome in outcomes)
    told = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status])
    formats = dict.fromkeys(outcome.edition.format for outcome in outcomes if outcome.paths)
    folders = sorted({path.rpartition("/")[0] for outcome in outcomes for path in outcome.paths})
    number = "1 edition" if len(outcomes) == 1 else f"{len(outcomes)} editions"
    lines = [f"{number}: {told}{'; the files are in ' if folders else ''}{', '.join(folders)}"]
    advice = [f"  {name:<12} {how_to_print[name]}" for name in formats if how_to_print.get(name)]
    return [*lines, *([_AT_FULL_SIZE, *advice] if advice else [])]


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
            "fit_step": outcome.fit_step,
            "findings": [finding.as_dict() for finding in outcome.findings],
        }
        for outcome in run.outcomes
    ]
    findings = [finding.as_dict() for finding in run.findings]
    return json.dumps({"editions": editions, "findings": findings}, ensure_ascii=False, indent=2)
