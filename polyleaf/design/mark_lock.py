"""The lock of marks: which pictures may be in safety text, each with the digest of its file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from polyleaf.content.brochure import Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.project import Project

LOCK = "marks.yaml"
_ADDRESS = "style:"


class LockedMark(StrictModel):
    """A picture that somebody has looked at and found fit for safety text."""

    file: Line = Field(description="The picture's path from the folder of the styles, such as marks/cross.svg.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    shows: Line = Field(description="What a reader sees, and what it means.")


class MarkLock(StrictModel):
    """The pictures that may be in safety text: list markers and icons."""

    marks: tuple[LockedMark, ...]

    def mark_at(self, address: str) -> LockedMark | None:
        """The mark at an address such as `style:marks/cross.svg`. None for a picture that is not locked."""
        return next((mark for mark in self.marks if address == f"{_ADDRESS}{mark.file}"), None)


def load_mark_lock(project: Project) -> MarkLock:
    """The locked marks of a project. Raises InputError."""
    lock, _ = load_model(MarkLock, project.style(LOCK), project)
    return lock
