"""SARIF 2.1.0, which code hosts keep as alerts: one run, with a rule for each check and a result for each finding."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from urllib.parse import quote

from polyleaf.checks.listing import all_checks
from polyleaf.checks.registry import Check
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.version import __version__
from polyleaf.pipeline.reports.report import RunReport
from polyleaf.pipeline.reports.repository import RepositoryPaths


def as_sarif(run: RunReport, paths: RepositoryPaths) -> str:
    """All findings of a run. Paths start at the top folder of the repository, as code hosts require."""
    editions = {outcome.edition.name: outcome.edition for outcome in run.outcomes}
    seen: Counter[str] = Counter()
    results = [_result(finding, editions, paths, seen) for finding in run.unique_findings()]
    driver = {"name": "Polyleaf", "version": __version__, "rules": [_rule(check) for check in all_checks()]}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(check: Check) -> dict[str, object]:
    return {
        "id": check.id,
        "shortDescription": {"text": check.id.replace("-", " ").capitalize()},
        "fullDescription": {"text": check.rationale},
        "help": {"text": check.hint},
        "defaultConfiguration": {"level": check.severity.label},
        "properties": {"tags": [check.stage.value]},
    }


def _result(
    finding: Finding, editions: dict[str, Edition], paths: RepositoryPaths, seen: Counter[str]
) -> dict[str, object]:
    return {
        "ruleId": finding.check_id,
        "level": finding.severity.label,
        "message": {"text": f"{finding.message}. {finding.hint}".strip()},
        "locations": [_location(finding.origin, editions, paths)] if finding.origin.path else [],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding, seen)},
        "properties": _properties(finding),
    }


def _properties(finding: Finding) -> dict[str, str]:
    return {"concern": finding.concern.label} | ({"msgid": finding.msgid} if finding.msgid else {})


def _location(origin: Origin, editions: dict[str, Edition], paths: RepositoryPaths) -> dict[str, object]:
    """A place in a file. A finding about a finished edition is placed at its brochure."""
    edition = editions.get(origin.path)
    path = f"brochures/{edition.brochure}/brochure.yaml" if edition else origin.path
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(paths.named(path))}}
    if origin.line:
        physical["region"] = {"startLine": origin.line}
    location: dict[str, object] = {"physicalLocation": physical}
    if edition:
        location["logicalLocations"] = [{"fullyQualifiedName": edition.name}]
    return location


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """A key that stays the same when the line moves, with a count for equal findings. GitHub's own key has one too."""
    parts = "\0".join((finding.check_id, finding.origin.path, finding.message))
    digest = hashlib.sha256(parts.encode()).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
