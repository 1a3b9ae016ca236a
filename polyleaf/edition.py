"""The small frozen job: one edition of a brochure, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from polyleaf.findings import Finding, Severity


@dataclass(frozen=True, order=True)
class Edition:
    """One brochure in one language, format and paper, for one clinic."""

    brochure: str
    language: str
    format: str
    paper: str
    clinic: str
    draft: bool = False

    @property
    def name(self) -> str:
        """The name of its file without the ending; a draft says so there too."""
        parts = [self.brochure, self.language, self.format, self.paper, self.clinic]
        return ".".join([*parts, "draft"] if self.draft else parts)


@dataclass(frozen=True)
class Result:
    """What came of an edition: its findings, and its PDF unless they keep it from being built."""

    edition: Edition
    findings: tuple[Finding, ...]
    pdf: bytes | None = None

    def worst(self) -> Severity | None:
        return max((finding.severity for finding in self.findings), default=None)
