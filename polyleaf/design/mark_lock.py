"""The lock of marks: which pictures may stand in safety text, beside which texts, each with the digest of its file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from polyleaf.content.brochure import Line, StrictModel
from polyleaf.content.reading_order import ReadText, Role
from polyleaf.content.spelling import Spelling
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.project import Project

LOCK = "marks.yaml"
_ADDRESS = "style:"


class MarkUse(StrictModel):
    """Beside which texts a mark may stand: a cross beside another list would turn each of its items round."""

    beside: tuple[Role, ...] = Field(description="What the text beside the mark is: the items of a list, or a heading.")
    treatment: int | None = Field(
        None, ge=1, description="The number of the treatment that the mark stands for, if it stands for one."
    )

    @property
    def place(self) -> str:
        """Where the mark may stand, in words."""
        of_treatment = f" of treatment {self.treatment}" if self.treatment else ""
        return f"{', '.join(self.beside)}{of_treatment}" if self.beside else "no safety text"

    def suits(self, read: ReadText) -> bool:
        """Whether the mark may stand beside a text."""
        return read.role in self.beside and self.treatment in {None, read.treatment}


class LockedMark(MarkUse):
    """A picture that somebody has looked at and found fit to stand in safety text."""

    file: Line = Field(description="The picture's path from the folder of the styles, such as marks/cross.svg.")
    sha256: Annotated[str, Spelling(r"[0-9a-f]{64}", "the 64 digits that `sha256sum` prints for the file")]
    shows: Line = Field(description="What a reader sees, and what it stands for.")


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
