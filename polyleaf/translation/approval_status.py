"""The approval status of each message of a language: approved, void (and why) or never approved."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Literal

from polyleaf.content.brochure import Brochure
from polyleaf.content.composition import safety_compositions
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.project import choose
from polyleaf.core.workspace import Workspace
from polyleaf.language import values
from polyleaf.language.languages import Language, language
from polyleaf.translation.approval_records import (
    Approvals,
    ApprovedComposition,
    ApprovedMessage,
    ApprovedWording,
    SignOff,
    composition_digest,
    load_approvals,
    nfc,
    wording,
)
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import Words, load_words

_ALIKE = 0.6  # of two sources' characters; from this value on, one is the older wording of the other, as in msgmerge


class State(StrEnum):
    """The approval status of a message."""

    APPROVED = "approved"
    VOID = "void"
    NEVER = "never approved"


@dataclass(frozen=True)
class VoidingChange:
    """Why an approval is void: the source, the translation or a value has changed.

    A value is given as it prints in the source language, with its name. A translation that was removed is empty now.
    """

    kind: Literal["source", "translation", "value"]
    was: str
    now: str
    name: str = ""

    def __str__(self) -> str:
        subject = f"the value {self.name}" if self.name else f"the {self.kind}"
        return f"{subject} was {self.was!r}"


@dataclass(frozen=True)
class ApprovalStatus:
    """A message as it is now, and its last approval.

    `wording` is None without a translation. `approved` is what was approved last; None if it was never approved.
    """

    message: SourceMessage
    origin: Origin
    wording: ApprovedWording | None
    state: State
    changes: tuple[VoidingChange, ...] = ()
    approved: ApprovedMessage | None = None
    sign_offs: tuple[SignOff, ...] = ()


@dataclass(frozen=True)
class CompositionStatus:
    """How a section of safety text is composed now, and the approval of its composition.

    `approved` are the texts as they were approved last, each with its place; empty if they never were.
    """

    section: str
    texts: tuple[str, ...]
    state: State
    approved: tuple[str, ...] = ()
    sign_off: SignOff | None = None

    @property
    def removed(self) -> tuple[str, ...]:
        """The texts that were approved in a place where they no longer are."""
        return tuple(text for text in self.approved if text not in self.texts)

    @property
    def added(self) -> tuple[str, ...]:
        """The texts in a place for which they were not approved."""
        return tuple(text for text in self.texts if text not in self.approved) if self.approved else ()

    @property
    def difference(self) -> str:
        """What differs from what was approved, in words. What was removed comes first."""
        removed = [f"without {text!r}" for text in self.removed]
        added = [f"with {text!r}" for text in self.added]
        return ", ".join((*removed, *added)) or "in another order"


@dataclass(frozen=True)
class EditionApproval:
    """How much of an edition's text is approved, and by which sign-offs, the oldest first."""

    scope: Literal["nothing", "safety", "whole"] = "nothing"
    sign_offs: tuple[SignOff, ...] = ()


NOTHING_APPROVED = EditionApproval()


@dataclass(frozen=True)
class Counts:
    """How many messages are approved, void and never approved."""

    approved: int = 0
    void: int = 0
    never: int = 0

    @property
    def total(self) -> int:
        return self.approved + self.void + self.never

    @classmethod
    def of(cls, statuses: Iterable[ApprovalStatus]) -> Counts:
        counted = Counter(status.state for status in statuses)
        return cls(counted[State.APPROVED], counted[State.VOID], counted[State.NEVER])


@dataclass(frozen=True)
class Translation:
    """The text of a brochure, or of what a layout prints of it, in one language, with its approvals."""

    slug: str
    brochure: Brochure
    language: Language
    words: Words
    approvals: Approvals
    whole: Brochure | None = None  # the whole brochure, if `brochure` is what a layout prints of it

    @cached_property
    def compositions(self) -> tuple[CompositionStatus, ...]:
        """The approval status of each section of safety text, including approved sections that are
        no longer safety text.
        """
        now = safety_compositions(self.whole or self.brochure)
        approved = self.approvals.compositions_of(self.slug)
        sections = dict.fromkeys((*now, *approved))
        return tuple(self._composition(name, now.get(name, ()), approved.get(name)) for name in sections)

    def _composition(
        self, section: str, texts: tuple[str, ...], entry: ApprovedComposition | None
    ) -> CompositionStatus:
        if entry is None:
            return CompositionStatus(section, texts, State.NEVER)
        same = composition_digest(section, texts) == entry.digest
        state = State.APPROVED if same else State.VOID
        in_nfc = tuple(nfc(text) for text in texts)
        return CompositionStatus(section, in_nfc, state, entry.texts, self.approvals.sign_off(entry.sign_off))

    @cached_property
    def statuses(self) -> tuple[ApprovalStatus, ...]:
        """The approval status of every message, in reading order."""
        return tuple(self._statuses())

    def _statuses(self) -> Iterator[ApprovalStatus]:
        messages = brochure_messages(self.brochure)
        approved = {entry.msgid: entry for entry in self._entries()}
        current = {nfc(message.msgid) for message in messages}
        former = [msgid for msgid in approved if msgid not in current]
        for message in messages:
            entry = approved.get(nfc(message.msgid))
            if entry is None:
                alike = difflib.get_close_matches(nfc(message.msgid), former, n=1, cutoff=_ALIKE)
                entry = approved[alike[0]] if alike else None
            yield self._status(message, entry)

    @property
    def name(self) -> str:
        """The brochure and the language, for people."""
        return f"{self.slug} in {self.language.english_name} ({self.language.code})"

    @property
    def sign_offs(self) -> tuple[SignOff, ...]:
        """Every sign-off of the brochure, the oldest first, including those that no longer approve a text."""
        return tuple(sign_off for sign_off in self.approvals.sign_offs if sign_off.brochure == self.slug)

    def _entries(self) -> Iterator[ApprovedMessage]:
        return (entry for entry in self.approvals.messages if self.approvals.brochure_of(entry) == self.slug)

    def _status(self, message: SourceMessage, entry: ApprovedMessage | None) -> ApprovalStatus:
        translation = self.words.get(message.msgid)
        now = wording(message.msgid, translation, self.brochure) if translation is not None else None
        origin = self.words.origin(message.msgid) if self.words.path else message.origin
        status = ApprovalStatus(message, origin, now, State.NEVER)
        if entry is None:
            return status
        sign_offs = tuple(self.approvals.sign_off(number) for number in entry.sign_offs)
        status = replace(status, approved=entry, sign_offs=sign_offs)
        if now is not None and now.digest == entry.digest:
            return replace(status, state=State.APPROVED)
        source_language = language(self.brochure.language)
        return replace(
            status, state=State.VOID, changes=tuple(_changes(message.msgid, entry.wording, now, source_language))
        )

    @property
    def approval(self) -> EditionApproval:
        """How much of this text is approved. Nothing, if the safety text is composed differently
        from what was approved.
        """
        if not self.approvals.messages or any(c.state is not State.APPROVED for c in self.compositions):
            return NOTHING_APPROVED
        safety = [status for status in self.statuses if status.message.critical]
        if _all_approved(self.statuses):
            return EditionApproval("whole", _sign_offs(self.statuses))
        if _all_approved(safety):
            return EditionApproval("safety", _sign_offs(safety))
        return NOTHING_APPROVED


def _all_approved(statuses: Iterable[ApprovalStatus]) -> bool:
    states = {status.state for status in statuses}
    return states == {State.APPROVED}


def _sign_offs(statuses: Iterable[ApprovalStatus]) -> tuple[SignOff, ...]:
    """The sign-offs of messages. If two would be printed the same, only one of them."""
    found = {sign_off.id: sign_off for status in statuses for sign_off in status.sign_offs}
    in_order = sorted(found.values(), key=lambda sign_off: (sign_off.date, sign_off.id))
    return tuple({(s.reviewer, s.role, s.date, s.version): s for s in in_order}.values())


def _changes(
    msgid: str, was: ApprovedWording, now: ApprovedWording | None, source_language: Language
) -> Iterator[VoidingChange]:
    if now is None:
        if was.msgid != nfc(msgid):  # an unconfirmed suggestion, or nothing yet: the source has changed
            yield VoidingChange("source", was.msgid, msgid)
        else:
            yield VoidingChange("translation", was.msgstr, "")
        return
    if was.msgid != now.msgid:
        yield VoidingChange("source", was.msgid, now.msgid)
    if was.msgstr != now.msgstr:
        yield VoidingChange("translation", was.msgstr, now.msgstr)
    for name in sorted(set(was.values) & set(now.values)):
        if was.values[name] != now.values[name]:
            old, new = (values.phrase(text.values[name], source_language) for text in (was, now))
            yield VoidingChange("value", old, new, name)


def load_translation(workspace: Workspace, slug: str, code: str) -> Translation:
    """A brochure's text in one language with its approvals.

    Raises InputError with the findings of every file that cannot be read.
    """
    brochure, _ = workspace.load(load_brochure, slug)
    findings: list[Finding] = []
    lang = language(code)
    try:
        approvals = workspace.load(load_approvals, code)
    except InputError as error:
        findings += error.findings
    try:
        words = workspace.load(load_words, slug, lang, brochure.language)
    except InputError as error:
        findings += error.findings
    if findings:
        raise InputError(findings)
    return Translation(slug, brochure, lang, words, approvals)


def load_translations(workspace: Workspace, brochures: Sequence[str], languages: Sequence[str]) -> list[Translation]:
    """The texts of the chosen brochures and languages. An empty choice means all.

    Raises UsageError for a name that the project does not have, and InputError.
    """
    workspace.refresh()
    return [
        load_translation(workspace, slug, code)
        for slug in choose("brochure", brochures, workspace.brochures())
        for code in choose("language", languages, review_languages(workspace, slug))
    ]


def approval_counts(workspace: Workspace, code: str) -> Counts:
    """How many messages of all brochures are approved in a language. Raises InputError."""
    slugs = [slug for slug in workspace.brochures() if code in review_languages(workspace, slug)]
    return Counts.of(status for slug in slugs for status in load_translation(workspace, slug, code).statuses)


def review_languages(workspace: Workspace, slug: str) -> list[str]:
    """The languages in which a brochure can be approved: its own, and those with a catalogue. Raises InputError."""
    brochure, _ = workspace.load(load_brochure, slug)
    return sorted({brochure.language, *workspace.languages(slug)})
