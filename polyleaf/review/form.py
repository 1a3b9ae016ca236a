"""The form that belongs to a review sheet: what the clinician ticked and noted, as YAML."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import Field

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.content.yaml_text import to_yaml
from polyleaf.core.errors import UsageError
from polyleaf.core.program import command
from polyleaf.core.workspace import Workspace
from polyleaf.translation.approval_records import Checksum, composition_digest
from polyleaf.translation.approval_status import ApprovalStatus, Translation

_HEADING = """\
# The form of the review sheet {name}.pdf.
# Write `approve: yes` at each section and each text that is ticked on the sheet, and its note for the translator, if
# there is one.
# Leave all else as it is: a correction belongs in the catalogue. Then, in one line:
#   {approve} --reviewer NAME --role ROLE --from-sheet {name}.yaml
"""


class FormRow(StrictModel):
    """A row of the sheet, with its number there."""

    number: int = Field(ge=1)
    section: Line
    digest: Checksum
    msgid: Line
    msgstr: Line
    approve: bool
    note: str

    def refusal(self, status: ApprovalStatus | None) -> str:
        """Why the row cannot be approved with the catalogue of now. Empty if it can."""
        if status is None or status.wording is None:
            return "the brochure no longer has this text"
        if status.wording.digest != self.digest:
            return "the text has changed since the sheet was made"
        if status.wording.msgstr != self.msgstr:
            return "the text was edited in the form; a correction belongs in the catalogue"
        return ""


class FormSection(StrictModel):
    """How a section of safety text is composed: its texts, under which heading and in which order."""

    section: Identifier
    digest: Checksum
    approve: bool


class ReviewForm(StrictModel):
    """A row for each text of a brochure in one language, in reading order."""

    brochure: Identifier
    version: Line
    language: Line
    text: Line = Field(description="The beginning of a digest of all texts: the sheet has the same in its foot.")
    rows: tuple[FormRow, ...]
    sections: tuple[FormSection, ...] = Field((), description="The sections of safety text, and how each is composed.")

    @property
    def is_filled_in(self) -> bool:
        ticked = any(section.approve for section in self.sections)
        return ticked or any(row.approve or row.note for row in self.rows)


def blank_form(translation: Translation) -> ReviewForm:
    """The form of a translation's sheet. Messages without a translation have no row."""
    digests = [status.wording.digest for status in translation.statuses if status.wording]
    return ReviewForm(
        brochure=translation.slug,
        version=translation.brochure.imprint.version,
        language=translation.language.code,
        text=hashlib.sha256("".join(digests).encode()).hexdigest()[:12],
        sections=tuple(
            FormSection(section=c.section, digest=composition_digest(c.section, c.texts), approve=False)
            for c in translation.compositions
        ),
        rows=tuple(
            FormRow(
                number=number,
                section=status.message.sections[0],
                digest=status.wording.digest,
                msgid=status.wording.msgid,
                msgstr=status.wording.msgstr,
                approve=False,
                note="",
            )
            for number, status in enumerate(translation.statuses, start=1)
            if status.wording is not None
        ),
    )


def load_form(path: Path, workspace: Workspace) -> tuple[ReviewForm, SourceMap]:
    """A filled-in form, and the lines of its parts. Raises InputError."""
    return load_model(ReviewForm, path, workspace)


def write_form(form: ReviewForm, path: Path, workspace: Workspace) -> None:
    """Write a blank form. Raises UsageError if there is a filled-in form already, so that no notes are lost."""
    if path.is_file() and load_form(path, workspace)[0].is_filled_in:
        name = workspace.relative(path)
        raise UsageError(f"{name} has been filled in: record it with `approve --from-sheet`, or put it elsewhere")
    approve = command(f"approve --lang {form.language}")
    workspace.write(path, to_yaml(form, _HEADING.format(name=path.stem, approve=approve)))
