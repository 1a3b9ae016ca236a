"""Approvals by a person: what is to be approved, why it may not be, and what is then recorded."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from polyleaf.content.wrong_values import suggestion
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.clock import today
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Severity
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import text_findings
from polyleaf.review.form import ReviewForm, load_form
from polyleaf.translation.approval_records import (
    Approvals,
    ApprovedComposition,
    ApprovedMessage,
    CarriedOver,
    SignOff,
    approved_composition,
    approved_message,
    composition_digest,
    nfc,
    sealed,
    signed,
    store_approvals,
)
from polyleaf.translation.approval_status import (
    ApprovalStatus,
    CompositionStatus,
    State,
    Translation,
    load_translations,
)

_NAMED_MESSAGES = 20  # more would not be read

CRITICAL = "critical"
"""The name for all safety text, wherever it is printed."""


@dataclass(frozen=True)
class Signer:
    """The person who approves, as the imprint names them, and the day."""

    reviewer: str
    role: str
    date: datetime.date

    @classmethod
    def of(cls, reviewer: str, role: str) -> Signer:
        """A person who approves today. Raises UsageError for a blank name or role."""
        name, title = (" ".join(text.split()) for text in (reviewer, role))
        if not name or not title:
            raise UsageError("an approval needs the name and the role of the person who gives it")
        return cls(name, title, today())

    def sign_off(self, number: int, brochure: str, version: str) -> SignOff:
        """A sign-off of this person with the id `number`."""
        return signed(
            SignOff(
                id=number,
                reviewer=self.reviewer,
                role=self.role,
                date=self.date,
                brochure=brochure,
                version=version,
            )
        )


@dataclass(frozen=True)
class SignOffRequest:
    """What a person asks to approve: sections, a filled-in form, or messages with unchanged meaning; or else
    everything.

    `brochure` may be left out if a project has only one.
    """

    brochure: str | None
    language: str
    sections: tuple[str, ...] = ()
    form: Path | None = None
    meaning_unchanged: bool = False
    msgids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What would be recorded for a language, in words for the person who is asked, and what is refused."""

    language: str
    summary: tuple[str, ...]
    approvals: Approvals
    refused: tuple[Finding, ...] = ()


def propose(workspace: Workspace, request: SignOffRequest, signer: Signer) -> Proposal:
    """The proposal for a request. Nothing is recorded yet.

    Raises UsageError for a request that cannot be carried out. Raises InputError for files that cannot be read, and for
    a text that a check refuses, because what is wrong is not approved.
    """
    workspace.refresh()
    if (request.form is not None) + bool(request.sections) + request.meaning_unchanged > 1:
        raise UsageError("choose one of --section, --from-sheet and --meaning-unchanged")
    if request.meaning_unchanged != bool(request.msgids):
        raise UsageError("--meaning-unchanged takes messages, each as its source says it; nothing else does")
    slugs = (request.brochure,) if request.brochure else tuple(workspace.brochures())
    if len(slugs) > 1:
        raise UsageError(f"choose one with --brochure: {', '.join(slugs)}")
    (translation,) = load_translations(workspace, slugs, (request.language,))
    errors = [finding for finding in text_findings(workspace, translation) if finding.severity >= Severity.ERROR]
    if errors:
        raise InputError(errors)
    if request.form is not None:
        return propose_form(translation, *load_form(request.form, workspace), signer)
    if request.meaning_unchanged:
        return propose_carrying_over(translation, request.msgids, signer)
    return propose_sections(translation, request.sections, signer)


def record(workspace: Workspace, proposal: Proposal) -> str:
    """Write what was proposed, and return the path of the file."""
    return workspace.relative(store_approvals(workspace, proposal.language, proposal.approvals))


def propose_sections(translation: Translation, sections: Sequence[str], signer: Signer) -> Proposal:
    """A proposal to approve the messages of sections, by id or as `critical`. Without any, all messages.

    Raises UsageError for a section that the brochure does not have.
    """
    known = dict.fromkeys(place for status in translation.statuses for place in status.message.sections)
    for name in sections:
        if name not in {*known, CRITICAL}:
            raise UsageError(f"there is no section {name!r}; there is {', '.join([CRITICAL, *known])}")
    chosen = [status for status in translation.statuses if not sections or _is_in(status, sections)]
    version = translation.brochure.imprint.version
    asked = [c for c in translation.compositions if not sections or CRITICAL in sections or c.section in sections]
    composed = _whole_with(chosen, asked, translation)
    summary = (*_summary(translation, chosen, version), *_composition_summary(composed))
    return Proposal(translation.language.code, summary, _approve(translation, chosen, composed, signer, version))


def _whole_with(
    chosen: Sequence[ApprovalStatus], asked: Iterable[CompositionStatus], translation: Translation
) -> list[CompositionStatus]:
    """The requested sections of safety text in which every text is approved now or was approved before."""
    approved = {s.message.msgid for s in translation.statuses if s.state is State.APPROVED}
    approved |= {s.message.msgid for s in chosen if s.wording is not None}
    lacking = {
        section
        for status in translation.statuses
        if status.message.msgid not in approved
        for section in status.message.sections
    }
    return [composition for composition in asked if composition.section not in lacking]


def _composition_summary(composed: Iterable[CompositionStatus]) -> Iterator[str]:
    """What was removed from safety text since its approval, section by section."""
    for composition in composed:
        if composition.state is State.VOID:
            yield f"  {composition.section} is composed otherwise than was approved: {composition.difference}"


def _is_in(status: ApprovalStatus, sections: Sequence[str]) -> bool:
    message = status.message
    return (CRITICAL in sections and message.critical) or bool(set(message.sections) & set(sections))


def propose_form(translation: Translation, form: ReviewForm, lines: SourceMap, signer: Signer) -> Proposal:
    """A proposal to approve what a filled-in form says yes to, for the version on its sheet.

    A row whose text is no longer that of the sheet is refused by name; the others are not. Raises UsageError for the
    form of another text, or one that says yes to nothing, and InputError when no row is left.
    """
    if (form.brochure, form.language) != (translation.slug, translation.language.code):
        raise UsageError(f"{lines.path} is the form of {form.brochure} in {form.language}")
    if not (any(row.approve for row in form.rows) or any(section.approve for section in form.sections)):
        raise UsageError(f"{lines.path} approves nothing: write `approve: yes` at each text that is approved")
    current = {status.wording.msgid: status for status in translation.statuses if status.wording}
    chosen: list[ApprovalStatus] = []
    refused: list[Finding] = []
    for index, row in enumerate(form.rows):
        status = current.get(row.msgid)
        if row.approve and (reason := row.refusal(status)):
            message = f"row {row.number} is not approved: {reason}: {row.msgid!r}"
            refused.append(reader_finding("sheet-stale", lines.origin("rows", index), message))
        elif row.approve and status is not None:
            chosen.append(status)
    if not chosen and not any(section.approve for section in form.sections):
        raise InputError(refused)
    notes = [f"note on row {row.number}, {row.msgid!r}: {row.note}" for row in form.rows if row.note]
    ticked, stale = _ticked_sections(translation, form, lines)
    refused += stale
    composed = _whole_with(chosen, ticked, translation)
    summary = (*notes, *_summary(translation, chosen, form.version), *_composition_summary(composed))
    approvals = _approve(translation, chosen, composed, signer, form.version)
    return Proposal(translation.language.code, summary, approvals, tuple(refused))


def _ticked_sections(
    translation: Translation, form: ReviewForm, lines: SourceMap
) -> tuple[list[CompositionStatus], list[Finding]]:
    """The sections of safety text whose composition a form approves, and those that are composed differently now."""
    current = {composition.section: composition for composition in translation.compositions}
    ticked, stale = [], []
    for index, section in enumerate(form.sections):
        composition = current.get(section.section)
        if not section.approve:
            continue
        if composition and composition_digest(composition.section, composition.texts) == section.digest:
            ticked.append(composition)
        else:
            message = f"the section {section.section!r} is not approved: it has changed since the sheet was made"
            stale.append(reader_finding("sheet-stale", lines.origin("sections", index), message))
    return ticked, stale


def propose_carrying_over(translation: Translation, msgids: Sequence[str], signer: Signer) -> Proposal:
    """A proposal to carry the approvals of these messages over an edit that changed no meaning.

    Raises UsageError for a message that has no void approval, or whose value changed, because that is another fact.
    """
    statuses = {status.message.msgid: status for status in translation.statuses}
    chosen = [_carried(statuses, msgid) for msgid in msgids]
    summary = [f"{translation.name}: the meaning of {_count(chosen)} is unchanged"]
    for status in chosen:
        for change in status.changes:
            summary += [f"  {change.kind} was: {change.was}", f"  {change.kind} is:  {change.now}"]
    return Proposal(translation.language.code, tuple(summary), _carry_over(translation, chosen, signer))


def _carried(statuses: dict[str, ApprovalStatus], msgid: str) -> ApprovalStatus:
    status = statuses.get(msgid)
    if status is None:
        raise UsageError(f"there is no message {msgid!r}{suggestion(msgid, list(statuses))}")
    if status.state is not State.VOID:
        raise UsageError(f"nothing to carry over, the message is {status.state}: {msgid!r}")
    if any(change.kind == "value" for change in status.changes):
        raise UsageError(f"a value changed, which is another fact: approve it again: {msgid!r}")
    return status


def _summary(translation: Translation, chosen: Sequence[ApprovalStatus], version: str) -> Iterator[str]:
    """What is approved, section by section; a few messages by name."""
    safety = sum(status.message.critical for status in chosen)
    yield f"{translation.name}, version {version}: {_count(chosen)}, {safety} of them safety text"
    for section, group in groupby(chosen, key=lambda status: status.message.sections[0]):
        messages = [status.message.msgid for status in group]
        yield f"  {section}: {len(messages)}"
        if len(chosen) <= _NAMED_MESSAGES:
            yield from (f"    {msgid!r}" for msgid in messages)


def _count(chosen: Sequence[ApprovalStatus]) -> str:
    return f"{len(chosen)} message{'s' * (len(chosen) != 1)}"


def _approve(
    translation: Translation,
    chosen: Iterable[ApprovalStatus],
    composed: Iterable[CompositionStatus],
    signer: Signer,
    version: str,
) -> Approvals:
    """The approvals with one more sign-off, for these messages and for the composition of these sections.

    Another person's approval of an unchanged text is kept too. Every sign-off stays in the file.
    """
    known = translation.approvals.sign_offs
    number = max((sign_off.id for sign_off in known), default=0) + 1
    added = signer.sign_off(number, translation.slug, version)
    fresh = {}
    for status in chosen:
        if status.wording is not None:
            others = _others(status, signer)
            history = status.approved.carried_over if status.approved and others else ()
            fresh[status.message.msgid] = approved_message(status.wording, (*others, number), history)
    sections = {composition.section: composition for composition in composed}
    kept = [c for c in translation.approvals.compositions if not _is_replaced(c, translation, sections)]
    new = [approved_composition(name, c.texts, number) for name, c in sections.items() if c.texts]
    return sealed((*known, added), _messages(translation, fresh), (*new, *kept))


def _is_replaced(entry: ApprovedComposition, translation: Translation, sections: Container[str]) -> bool:
    own = translation.approvals.sign_off(entry.sign_off).brochure == translation.slug
    return own and entry.section in sections


def _others(status: ApprovalStatus, signer: Signer) -> tuple[int, ...]:
    """The sign-offs of other people that are still valid for a message."""
    if status.state is not State.APPROVED:
        return ()
    own = (signer.reviewer, signer.role)
    return tuple(other.id for other in status.sign_offs if (other.reviewer, other.role) != own)


def _carry_over(translation: Translation, chosen: Iterable[ApprovalStatus], signer: Signer) -> Approvals:
    """The approvals with these messages as they are now, with the sign-offs that they had."""
    fresh = {}
    for status in chosen:
        was = status.approved
        if was is not None and status.wording is not None:
            edit = CarriedOver(
                reviewer=signer.reviewer, role=signer.role, date=signer.date, msgid=was.msgid, msgstr=was.msgstr
            )
            history = (*was.carried_over, edit)
            fresh[status.message.msgid] = approved_message(status.wording, was.sign_offs, history)
    approvals = translation.approvals
    return sealed(approvals.sign_offs, _messages(translation, fresh), approvals.compositions)


def _messages(translation: Translation, fresh: dict[str, ApprovedMessage]) -> tuple[ApprovedMessage, ...]:
    """The approved messages. `fresh` (by msgid) replaces what was approved of them before.

    They are in reading order, then those that the brochure no longer has, then those of other brochures.
    """
    statuses, approvals = translation.statuses, translation.approvals
    replaced = {s.approved.msgid for s in statuses if s.approved and s.message.msgid in fresh}
    own = [entry for entry in approvals.messages if approvals.brochure_of(entry) == translation.slug]
    others = [entry for entry in approvals.messages if approvals.brochure_of(entry) != translation.slug]
    order = {nfc(status.message.msgid): number for number, status in enumerate(statuses)}
    kept = [entry for entry in own if entry.msgid not in replaced]
    in_order = sorted([*fresh.values(), *kept], key=lambda entry: order.get(entry.msgid, len(order)))
    return (*in_order, *others)
