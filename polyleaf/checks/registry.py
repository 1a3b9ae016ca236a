"""The checks: a registry by stage, and the runner.

A check is a generator function under `@check(...)`. Its id is permanent, its docstring is its rationale; it yields the
problems it finds. The modules of a stage register their checks when they are imported; layout and PDF are imported
where they run, as they need WeasyPrint and pikepdf.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from polyleaf.core.findings import Concern, Finding, Origin, Severity, Stage


@dataclass(frozen=True)
class Problem:
    """What a check found: where, what is wrong, whether it is wrong in safety text, and in which text (its msgid).

    An `unsure` problem is a warning, even where the check makes errors.
    """

    origin: Origin
    message: str
    safety: bool = False
    msgid: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Check:
    """A check, with why it is made and how to fix what it finds.

    A `judged` check reads language by rules that a sentence can escape: a person may waive its errors on safety text.
    """

    id: str
    stage: Stage
    severity: Severity
    rationale: str
    hint: str
    run: Callable[[Any], Iterator[Problem]]
    concern: Concern = Concern.FORM
    judged: bool = False

    def findings(self, context: object) -> Iterator[Finding]:
        for problem in self.run(context):
            concern = Concern.SAFETY if problem.safety else self.concern
            severity = Severity.WARNING if problem.unsure else self.severity
            yield Finding(self.id, severity, problem.origin, problem.message, self.hint, concern, problem.msgid)


_REGISTRY: dict[str, Check] = {}


def check(
    check_id: str,
    stage: Stage,
    hint: str,
    severity: Severity = Severity.ERROR,
    concern: Concern = Concern.FORM,
    *,
    judged: bool = False,
) -> Callable[[Callable[[Any], Iterator[Problem]]], Callable[[Any], Iterator[Problem]]]:
    """Register a function as the check of that id.

    `concern` is what is at stake where it is not safety text; `judged`, see `Check`.
    """

    def register(function: Callable[[Any], Iterator[Problem]]) -> Callable[[Any], Iterator[Problem]]:
        if check_id in _REGISTRY:
            raise ValueError(f"two checks have the id {check_id!r}")
        rationale = inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        _REGISTRY[check_id] = Check(check_id, stage, severity, rationale, hint, function, concern, judged)
        return function

    return register


_MORE_MODULES = {
    Stage.CATALOG: ("meaning", "concepts", "completeness", "address", "families", "typography"),
    Stage.LAYOUT: ("safety",),
    Stage.PDF: ("tags", "ink"),
    Stage.WEB: ("screen",),
}
"""Modules of a stage beside the one of its name."""


def checks_of(stage: Stage) -> list[Check]:
    """The checks of a stage, in the order in which they are written."""
    for name in (stage.value, *_MORE_MODULES.get(stage, ())):
        import_module(f"polyleaf.checks.{name}")
    return [registered for registered in _REGISTRY.values() if registered.stage is stage]


def run_checks(stage: Stage, context: object) -> list[Finding]:
    """All findings of a stage; `context` is the one that the stage's module defines."""
    return [finding for registered in checks_of(stage) for finding in registered.findings(context)]
