"""The checks: a registry by stage, and the function that runs them.

A check is a generator function with the decorator `@check(...)`. Its id is permanent, its docstring is its rationale,
and it yields the problems that it finds. The modules of a stage register their checks when they are imported. Those of
layout and PDF are imported only when they run, because they need WeasyPrint and pikepdf.
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
    """What a check found: where, what is wrong, whether it is in safety text, and in which text (its msgid).

    An `unsure` problem is a warning, even if the check reports errors.
    """

    origin: Origin
    message: str
    safety: bool = False
    msgid: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Check:
    """A check, with the reason for it and how to fix what it finds.

    A `judged` check reads language by rules that do not fit every sentence. A person may waive its errors on safety
    text.
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
    """Register a function as the check with that id.

    `concern` is what is at risk outside safety text; for `judged`, see `Check`.
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
    Stage.LAYOUT: ("safety", "marks", "craft", "continued"),
    Stage.PDF: ("tags", "ink", "copies"),
    Stage.WEB: ("screen",),
}
"""Modules of a stage in addition to the one with its name."""


def checks_of(stage: Stage) -> list[Check]:
    """The checks of a stage, in the order of their source code."""
    for name in (stage.value, *_MORE_MODULES.get(stage, ())):
        import_module(f"polyleaf.checks.{name}")
    return [registered for registered in _REGISTRY.values() if registered.stage is stage]


def run_checks(stage: Stage, context: object) -> list[Finding]:
    """All findings of a stage. Its module defines the class of `context`."""
    return [finding for registered in checks_of(stage) for finding in registered.findings(context)]
