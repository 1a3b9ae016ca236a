"""Findings: what a check or a reader of a file reports, with its place, its severity and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """The severity of a finding. An edition with an error is not built."""

    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        return self.name.lower()


class Concern(IntEnum):
    """What a finding puts at risk for the patient. A report that is cut off shows the most serious findings first."""

    FORM = 0  # how it looks, or where it is filed
    CONTENT = 1  # a text or a number that may be missing, outdated or wrong
    SAFETY = 2  # safety text: contraindications, urgent help

    @property
    def label(self) -> str:
        return self.name.lower()


class Stage(StrEnum):
    """The stages of a build, in the order in which their checks run."""

    SOURCE = "source"
    CLINIC = "clinic"
    CATALOG = "catalog"
    LAYOUT = "layout"
    PDF = "pdf"
    PRESS = "press"
    WEB = "web"
    BROWSER = "browser"  # only on request: what a real browser shows
    RELEASE = "release"  # not part of a build: what a release needs


@dataclass(frozen=True, order=True)
class Origin:
    """A place in a file: a path relative to the project root and a line counted from 1 (0: the whole file)."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where it is, and what to do about it.

    `msgid` is the source text that the finding is about, or empty if it is about no single text. Several texts can have
    the same origin, because a template has no line numbers.
    """

    check_id: str
    severity: Severity
    origin: Origin
    message: str
    hint: str = ""
    concern: Concern = Concern.FORM
    msgid: str = ""

    def as_dict(self) -> dict[str, object]:
        return {
            "check": self.check_id,
            "severity": self.severity.label,
            "path": self.origin.path,
            "line": self.origin.line,
            "message": self.message,
            "hint": self.hint,
            "concern": self.concern.label,
            "msgid": self.msgid,
        }

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> Finding:
        return cls(
            check_id=str(data["check"]),
            severity=Severity[str(data["severity"]).upper()],
            origin=Origin(str(data["path"]), int(str(data["line"]))),
            message=str(data["message"]),
            hint=str(data["hint"]),
            concern=Concern[str(data["concern"]).upper()],
            msgid=str(data["msgid"]),
        )


@dataclass
class Report:
    """The findings of one edition, in the order in which they were made."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    @property
    def blocks(self) -> bool:
        """True when at least one finding is an error."""
        return any(finding.severity >= Severity.ERROR for finding in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)
