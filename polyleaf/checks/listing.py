"""The list of all checks, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping

from polyleaf.checks.registry import READER_FINDINGS, Check, checks_of
from polyleaf.core.findings import Stage


def all_checks() -> list[Check]:
    """Every check, in the order of the stages."""
    readers = {stage: [check for check in READER_FINDINGS if check.stage is stage] for stage in Stage}
    return [check for stage in Stage for check in (*readers[stage], *checks_of(stage))]


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
