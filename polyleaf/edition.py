"""The small frozen job: one edition of a brochure, and what came of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from polyleaf.findings import Finding


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
    """What came of an edition: its findings, its PDF unless they keep it from being built, and its fit.

    `rung` counts the steps of the format's fit ladder from 0; None when nothing was laid out. The file is overdue after
    `review_by`.
    """

    edition: Edition
    findings: tuple[Finding, ...]
    pdf: bytes | None = None
    rung: int | None = None
    review_by: datetime.date | None = None
