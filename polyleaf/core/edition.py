"""The small frozen job: one edition of a brochure, and what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from polyleaf.core.findings import Finding

Finish = Literal["office", "press"]


@dataclass(frozen=True, order=True)
class Edition:
    """One brochure in one language, format, paper and finish, for one clinic; `paper` is empty for the screen."""

    brochure: str
    language: str
    format: str
    paper: str
    clinic: str
    finish: Finish = "office"
    draft: bool = False
    preliminary: bool = False  # of a release that lacks an approval, or whatever else a release asks for

    @property
    def name(self) -> str:
        """The name of its files without the ending; one that is not to be handed out says so there too."""
        parts = [self.brochure, self.language, self.format, self.paper, "press" * (self.finish == "press"), self.clinic]
        return ".".join([*filter(None, parts), *["draft"] * self.draft, *["preliminary"] * self.preliminary])


@dataclass(frozen=True)
class File:
    """A finished file by its name in `dist/`."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Result:
    """What came of an edition: its findings, its files unless they keep it from being built, and its fit.

    The first file is the one to hand out; a booklet has its imposed sheets beside it. `fit_step` counts from 0 and is
    None when nothing was laid out. The files are overdue after `review_by`. `code` is the edition's code as it is
    printed, and `reads` has the digest of everything that was read for it.
    """

    edition: Edition
    findings: tuple[Finding, ...]
    files: tuple[File, ...] = ()
    fit_step: int | None = None
    review_by: datetime.date | None = None
    code: str = ""
    reads: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def pdf(self) -> bytes | None:
        """The file to hand out, where it is a PDF and was built."""
        return next((file.content for file in self.files if file.name.endswith(".pdf")), None)
