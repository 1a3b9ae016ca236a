"""The list of all checks, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping

from polyleaf.checks.registry import Check, checks_of
from polyleaf.core.findings import Severity, Stage
from polyleaf.core.reader_findings import READER_FINDINGS, ReaderFinding


def all_checks() -> list[Check]:
    """Every check, in the order of the stages."""
    return [check for stage in Stage for check in (*_readers(stage), *checks_of(stage))]


def _readers(stage: Stage) -> list[Check]:
    """The findings of readers as checks that find nothing, because they are made while a file is read."""
    return [_as_check(reader) for reader in READER_FINDINGS if reader.stage is stage]


def _as_check(reader: ReaderFinding) -> Check:
    return Check(
        reader.id, reader.stage, Severity.ERROR, reader.rationale, reader.hint, lambda _: iter(()), reader.concern
    )


def checks_as_text() -> str:
    return "\n\n".join(
        f"{check.id}  ({check.stage}, {check.severity.label})\n"
        + textwrap.fill(check.rationale, 100, initial_indent="  ", subsequent_indent="  ")
        + "\n"
        + textwrap.fill(f"To fix: {check.hint}", 100, initial_indent="  ", subsequent_indent="  ")
        for check in all_checks()
    )


def checks_as_json() -> str:
    rows = [
        {
            "id": check.id,
            "stage": check.stage.value,
            "severity": check.severity.label,
            "rationale": check.rationale,
            "hint": check.hint,
        }
        for check in all_checks()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


FORMS: Mapping[str, Callable[[], str]] = {"text": checks_as_text, "json": checks_as_json}
"""What `checks --report` offers."""
