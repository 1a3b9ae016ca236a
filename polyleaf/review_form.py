"""The form that comes with a review sheet: what the clinician ticked and noted, as YAML for the computer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from polyleaf.approvals import Checksum
from polyleaf.errors import UsageError
from polyleaf.files import write_atomically
from polyleaf.model import Identifier, Line, Node
from polyleaf.project import Project
from polyleaf.source import SourceMap, load_model
from polyleaf.standing import Standing, Translation
from polyleaf.yaml_text import to_yaml

_HEADING = """\
# The form of the review sheet {name}.pdf.
# Write `approve: yes` at each text that is ticked on the sheet, and its note for the translator, if there is one.
# Leave all else as it is: a correction belongs in the catalogue. Then, in one line:
#   make_brochure.py approve --lang {language} --reviewer NAME --role ROLE --from-sheet {name}.yaml
"""


class FormRow(Node):
    """A row of the sheet, by its number there."""

    number: int = Field(ge=1)
    section: Line
    digest: Checksum
    msgid: Line
    msgstr: Line
    approve: bool
    note: str

    def refusal(self, standing: Standing | None) -> str:
        """Why the row cannot be approved as it stands in the catalogue now; empty when it can."""
        if standing is None or standing.wording is None:
            return "the brochure no longer has this text"
        if standing.wording.digest != self.digest:
            return "the text has changed since the sheet was made"
        if standing.wording.msgstr != self.msgstr:
            return "the text was edited in the form; a correction belongs in the catalogue"
        return ""


class ReviewForm(Node):
    """A row for each text of a brochure in one language, in reading order."""

    brochure: Identifier
    version: Line
    language: Line
    text: Line = Field(description="The digest of all texts, as it stands on the sheet.")
    rows: tuple[FormRow, ...]

    @property
    def is_filled_in(self) -> bool:
        return any(row.approve or row.note for row in self.rows)


def blank_form(translation: Translation, standings: Iterable[Standing], text_digest: str) -> ReviewForm:
    """The form of a sheet with these messages; those without a translation have no row."""
    return ReviewForm(
        brochure=translation.slug,
        version=translation.brochure.imprint.version,
        language=translation.language.code,
        text=text_digest,
        rows=tuple(
            FormRow(
                number=number,
                section=standing.message.sections[0],
                digest=standing.wording.digest,
                msgid=standing.wording.msgid,
                msgstr=standing.wording.msgstr,
                approve=False,
                note="",
            )
            for number, standing in enumerate(standings, start=1)
            if standing.wording is not None
        ),
    )


def load_form(path: Path, project: Project) -> tuple[ReviewForm, SourceMap]:
    """A form that was filled in, and the lines of its parts. Raises InputError."""
    return load_model(ReviewForm, path, project)


def write_form(form: ReviewForm, path: Path, project: Project) -> None:
    """Write a blank form. Raises UsageError where a form that was filled in stands already: nobody's notes are lost."""
    if path.is_file() and load_form(path, project)[0].is_filled_in:
        name = project.relative(path)
        raise UsageError(f"{name} has been filled in: record it with `approve --from-sheet`, or put it elsewhere")
    write_atomically(path, to_yaml(form, _HEADING.format(name=path.stem, language=form.language)))
