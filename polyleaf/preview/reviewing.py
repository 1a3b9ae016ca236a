"""A review on the page: the rows of the review sheet, and what a clinician ticks, recorded by the code of `approve`."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from polyleaf.content.yaml_text import to_yaml
from polyleaf.core.errors import PolyleafError, UsageError
from polyleaf.core.findings import Finding, Severity
from polyleaf.core.workspace import Workspace
from polyleaf.language import values
from polyleaf.language.languages import Language, language
from polyleaf.pipeline.inputs import text_findings
from polyleaf.review.form import FormRow, ReviewForm, blank_form
from polyleaf.review.sign_off import Proposal, Signer, SignOffRequest, propose, record
from polyleaf.translation.approval_records import ApprovedWording
from polyleaf.translation.approval_status import ApprovalStatus, State, Translation, load_translation

_PROPOSALS_AT_MOST = 16


class ProposalOutdatedError(PolyleafError):
    """The files have changed since a person was shown what would be recorded."""

    exit_code = 1


@dataclass(frozen=True)
class ReadValue:
    """A value of a text, as it prints in the source language and in the translation's."""

    name: str
    source: str
    translation: str


@dataclass(frozen=True)
class Reading:
    """A source and its translation, with the values that they name."""

    msgid: str
    msgstr: str
    values: tuple[ReadValue, ...]


@dataclass(frozen=True)
class ReviewRow:
    """A row of the sheet. `was` is what was approved last, where it differs; `changes` say how."""

    number: int
    section: str
    digest: str
    critical: bool
    state: str
    now: Reading
    was: Reading | None
    changes: tuple[str, ...]
    approved_by: tuple[str, ...]


@dataclass(frozen=True)
class ReviewSection:
    """A section of safety text: its texts in order, and what differs from what was approved."""

    section: str
    digest: str
    state: str
    texts: tuple[str, ...]
    difference: str


@dataclass(frozen=True)
class ReviewPage:
    """Everything that is read in a review. `errors` are findings that keep all of it from being approved."""

    version: str
    rows: tuple[ReviewRow, ...]
    sections: tuple[ReviewSection, ...]
    untranslated: int
    errors: tuple[Finding, ...]


@dataclass(frozen=True)
class Ticks:
    """What a person has ticked and noted: the digests of rows and of sections, and the notes by the digest of a row."""

    brochure: str
    language: str
    reviewer: str
    role: str
    rows: frozenset[str]
    sections: frozenset[str]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskedProposal:
    """A proposal that a person is asked about, by a name that only this page knows.

    `outdated` counts the ticked texts and sections that have changed since they were read; they are not approved.
    """

    name: str
    summary: tuple[str, ...]
    refused: tuple[Finding, ...]
    outdated: int


class ReviewDesk:
    """Shows what is to be read, and records what a person has approved. It may be used from several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._proposals: dict[str, tuple[Ticks, Proposal]] = {}

    def page(self, slug: str, code: str) -> ReviewPage:
        """The rows of a review. Raises InputError, and UsageError for a name that the project does not have."""
        with self._lock:
            self._workspace.refresh()
            translation = load_translation(self._workspace, slug, code)
            form = blank_form(translation)
            statuses = {status.message.msgid: status for status in translation.statuses}
            by_wording = {status.wording.msgid: status for status in statuses.values() if status.wording}
            return ReviewPage(
                version=form.version,
                rows=tuple(_row(row, by_wording[row.msgid], translation) for row in form.rows),
                sections=tuple(_sections(form, translation)),
                untranslated=len(statuses) - len(form.rows),
                errors=tuple(f for f in text_findings(self._workspace, translation) if f.severity >= Severity.ERROR),
            )

    def propose(self, ticks: Ticks) -> AskedProposal:
        """What would be recorded. Nothing is yet. Raises UsageError and InputError as `sign_off.propose` does."""
        with self._lock:
            proposal, outdated = self._proposal(ticks)
            name = secrets.token_urlsafe(12)
            while len(self._proposals) >= _PROPOSALS_AT_MOST:
                self._proposals.pop(next(iter(self._proposals)))
            self._proposals[name] = (ticks, proposal)
            return AskedProposal(name, proposal.summary, proposal.refused, outdated)

    def record(self, name: str) -> str:
        """Record a proposal as it was shown, and return the path of the file.

        Raises ProposalOutdatedError if it would be another one now, and UsageError if it was never shown.
        """
        with self._lock:
            if name not in self._proposals:
                raise UsageError("this was not proposed; look at the summary again")
            ticks, shown = self._proposals.pop(name)
            now, _ = self._proposal(ticks)
            if (now.summary, now.approvals) != (shown.summary, shown.approvals):
                raise ProposalOutdatedError("a file has changed since the summary was shown; look at it again")
            return record(self._workspace, shown)

    def _proposal(self, ticks: Ticks) -> tuple[Proposal, int]:
        """The proposal for a form with these ticks, and how many of them are outdated.

        The form is a file, and it is read by the same code as that of `approve --from-sheet`.
        """
        self._workspace.refresh()
        translation = load_translation(self._workspace, ticks.brochure, ticks.language)
        signer = Signer.of(ticks.reviewer, ticks.role)
        with TemporaryDirectory() as folder:
            path = Path(folder).resolve() / "ticks.yaml"
            form = blank_form(translation)
            path.write_bytes(to_yaml(_filled_in(form, ticks), ""))
            known = {row.digest for row in form.rows} | {section.digest for section in form.sections}
            request = SignOffRequest(ticks.brochure, ticks.language, form=path)
            try:
                return propose(self._workspace, request, signer), len((ticks.rows | ticks.sections) - known)
            except UsageError as error:
                raise UsageError(str(error).replace(f"{path} ", "the review ")) from None


def _filled_in(form: ReviewForm, ticks: Ticks) -> ReviewForm:
    """The form with the ticks of a person. A row that was read in another wording is not in it."""
    notes = dict(ticks.notes)
    rows = tuple(
        row.model_copy(update={"approve": row.digest in ticks.rows, "note": notes.get(row.digest, "")})
        for row in form.rows
    )
    sections = tuple(
        section.model_copy(update={"approve": section.digest in ticks.sections}) for section in form.sections
    )
    return form.model_copy(update={"rows": rows, "sections": sections})


def _row(row: FormRow, status: ApprovalStatus, translation: Translation) -> ReviewRow:
    languages = language(translation.brochure.language), translation.language
    was = status.approved.wording if status.state is State.VOID and status.approved else None
    assert status.wording is not None  # noqa: S101 -- a form has rows for translated messages only
    return ReviewRow(
        number=row.number,
        section=row.section,
        digest=row.digest,
        critical=status.message.critical,
        state=status.state.value,
        now=_reading(status.wording, *languages),
        was=_reading(was, *languages) if was else None,
        changes=tuple(map(str, status.changes)),
        approved_by=tuple(f"{s.reviewer}, {s.role}, {s.date}" for s in status.sign_offs),
    )


def _reading(text: ApprovedWording, source: Language, target: Language) -> Reading:
    found = (
        ReadValue(name, values.phrase(value, source), values.phrase(value, target))
        for name, value in text.values.items()
    )
    return Reading(text.msgid, text.msgstr, tuple(found))


def _sections(form: ReviewForm, translation: Translation) -> Iterator[ReviewSection]:
    for section, composition in zip(form.sections, translation.compositions, strict=True):
        difference = composition.difference if composition.state is State.VOID else ""
        yield ReviewSection(section.section, section.digest, composition.state.value, composition.texts, difference)
