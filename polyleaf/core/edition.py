"""One edition of a brochure, and the result of building it."""

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
    preliminary: bool = False  # lacks an approval, or something else that a release needs

    @property
    def name(self) -> str:
        """The name of its files without the extension. An edition that must not be handed out says so in its name."""
        parts = [self.brochure, self.language, self.format, self.paper, "press" * (self.finish == "press"), self.clinic]
        return ".".join([*filter(None, parts), *["draft"] * self.draft, *["preliminary"] * self.preliminary])

    @property
    def map_name(self) -> str:
        """The name of the file that says where each message of it is printed."""
        return f"{self.name}.map.json"


@dataclass(frozen=True)
class File:
    """A finished file by its name in `dist/`."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Result:
    """The result of building an edition: its findings, its files and its fit step. There are no files if it was
    refused.

    The first file is the one to hand out; a booklet also has its imposed sheets. `fit_step` counts from 0 and is None
    when nothing was laid out. The files are overdue after `review_by`. `code` is the edition's code as it is printed.
    `reads` has the digest of everything that was read for the edition.
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
        """The file to hand out; None if it is not a PDF or was not built."""
        return next((file.content for file in self.files if file.name.endswith(".pdf")), None)
