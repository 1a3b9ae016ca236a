"""The texts that a translator edits: what each is now, what the checks say of it, and its approval.

Everything is asked of the same code as a build asks. A check of one text is the checks of the catalogue, run on a
catalogue with that text alone.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from babel.messages.catalog import Message

from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.checks.release import ReleaseContext
from polyleaf.checks.waivers import waive
from polyleaf.content.markup import PLACEHOLDER, placeholders
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.input_files import read_input
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language import values
from polyleaf.language.languages import PseudoLanguage, language
from polyleaf.language.word_patterns import fold
from polyleaf.pipeline.inputs import Inputs
from polyleaf.release.description import released_texts
from polyleaf.review.translation_status import CatalogStatus, status
from polyleaf.translation import po
from polyleaf.translation.approval_records import wording
from polyleaf.translation.approval_status import ApprovalStatus, State, Translation, review_languages
from polyleaf.translation.po_entry import EntryChangedError, PoEntry, read_entry, save_entry
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import SourceWords, Words, load_words

_OF_THE_TEXT = frozenset({"approval-missing", "composition-unapproved"})
"""What a release needs of each text. The rest is about a release as a whole."""


@dataclass(frozen=True)
class Placeholder:
    """A placeholder of a message, and what it prints in the language; empty if the clinic's profile says it."""

    name: str
    prints: str


@dataclass(frozen=True)
class EditableText:
    """A message as the page shows it.

    `digest` is that of its entry in the catalogue, empty if it has none and so cannot be edited here. `state` is its
    approval status, empty for a label, which nobody approves. `lapses` says why an approval is void.
    """

    domain: str
    msgid: str
    msgstr: str
    line: int
    critical: bool
    sections: tuple[str, ...]
    comments: tuple[str, ...]
    max_length: int | None
    placeholders: tuple[Placeholder, ...]
    fuzzy: bool = False
    digest: str = ""
    state: str = ""
    lapses: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class LanguageTexts:
    """All messages of a language for one edition, and the findings that belong to none of them.

    `path` is the catalogue of the brochure, empty in the language in which it is written.
    """

    path: str
    address: str
    texts: tuple[EditableText, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class TermWord:
    """A term of a source text, and the stems of which its translation contains one."""

    source: str
    use: tuple[str, ...]


@dataclass(frozen=True)
class OtherText:
    """The same message in another language; empty if it has no translation there."""

    language: str
    msgstr: str


@dataclass(frozen=True)
class Background:
    """What helps to translate a message: the words of the glossary, and its other translations."""

    terms: tuple[TermWord, ...]
    others: tuple[OtherText, ...]


@dataclass(frozen=True)
class Verdict:
    """What the checks say of a text before it is saved, and whose approvals it would void."""

    findings: tuple[Finding, ...]
    voids: tuple[str, ...]


class TextDesk:
    """Reads, checks and saves the texts of a project. It may be used from several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()

    def texts(self, edition: Edition) -> LanguageTexts:
        """The messages of an edition's brochure and of the templates. Raises InputError."""
        with self._lock:
            inputs = self._inputs(edition)
            by_msgid: defaultdict[str, list[Finding]] = defaultdict(list)
            for finding in inputs.catalog_findings():
                by_msgid[finding.msgid].append(finding)
            whole = tuple(by_msgid.pop("", ()))
            return LanguageTexts(
                path=inputs.words.path,
                address=inputs.glossary.address if inputs.glossary else "",
                texts=tuple(self._texts(inputs, by_msgid)),
                findings=whole,
            )

    def check(self, edition: Edition, domain: str, msgid: str, msgstr: str) -> Verdict:
        """What the checks say of a text, and which approvals it voids. Raises InputError, and UsageError for an unknown
        message.
        """
        with self._lock:
            inputs = self._inputs(edition)
            message = _message(inputs, domain, msgid)
            findings = tuple(_findings(inputs, domain, message, msgstr))
            return Verdict(findings, tuple(_voids(inputs, domain, msgid, msgstr)))

    def save(self, edition: Edition, domain: str, msgid: str, digest: str, msgstr: str) -> PoEntry:
        """Save a text that was last seen with that digest.

        Raises EntryChangedError if another program has changed it since, InputError for a file that is broken, and
        UsageError for one that cannot be written.
        """
        with self._lock:
            self._workspace.refresh()
            path = self._workspace.catalog_file(edition.language, self._domain(edition, domain))
            now = read_entry(read_input(path, po.LIMIT_BYTES), None, msgid, self._workspace.relative(path))
            if now.digest != digest:
                raise EntryChangedError(self._workspace.relative(path), replace(now, digest=digest), now)
            return save_entry(self._workspace, path, now, msgstr)

    def background(self, edition: Edition, domain: str, msgid: str) -> Background:
        """What helps to translate a message. Raises InputError."""
        with self._lock:
            inputs = self._inputs(edition)
            terms = inputs.glossary.terms if inputs.glossary else ()
            folded = fold(PLACEHOLDER.sub("", msgid))
            return Background(
                tuple(TermWord(term.source, term.use) for term in terms if fold(term.source) in folded),
                tuple(self._others(edition, self._domain(edition, domain), inputs.brochure.language, msgid)),
            )

    def progress(self) -> tuple[list[CatalogStatus], list[Finding]]:
        """How complete each catalogue is, and the findings of those that cannot be read. Raises InputError."""
        with self._lock:
            return status(self._workspace)

    def lacks(self, edition: Edition) -> dict[str, list[Finding]]:
        """What the text of an edition lacks to be handed out, in each language of its brochure. Raises InputError."""
        with self._lock:
            codes = review_languages(self._workspace, edition.brochure)
            return {code: self._lacks(replace(edition, language=code)) for code in codes}

    def is_lacking(self, edition: Edition) -> bool:
        """Whether the text of an edition lacks anything to be handed out, as the files are now."""
        with self._lock:
            self._workspace.refresh()
            return bool(self._lacks(edition))

    def _lacks(self, edition: Edition) -> list[Finding]:
        try:
            texts = tuple(released_texts(self._workspace, [edition]))
        except InputError as error:
            return list(error.findings)
        context = ReleaseContext(texts, (), None)
        checks = (check for check in checks_of(Stage.RELEASE) if check.id in _OF_THE_TEXT)
        return [finding for check in checks for finding in check.findings(context)]

    def _others(self, edition: Edition, domain: str, source: str, msgid: str) -> Iterator[OtherText]:
        for code in self._workspace.languages(domain):
            if code == edition.language:
                continue
            try:
                words = self._workspace.load(load_words, domain, language(code), source)
            except (InputError, UsageError):
                continue  # its own page says what is wrong with it
            yield OtherText(code, words.get(msgid) or "")

    def _inputs(self, edition: Edition) -> Inputs:
        self._workspace.refresh()
        return Inputs(replace(edition, draft=True), self._workspace)

    def _domain(self, edition: Edition, domain: str) -> str:
        """The domain of a message. Raises UsageError for one that the edition does not have."""
        if domain not in {edition.brochure, INTERFACE}:
            raise UsageError(f"the edition has no texts of {domain!r}")
        return domain

    def _texts(self, inputs: Inputs, findings: dict[str, list[Finding]]) -> Iterator[EditableText]:
        slug = inputs.edition.brochure
        statuses = {status.message.msgid: status for status in _translation(inputs).statuses}
        for domain, words, messages in (
            (slug, inputs.words, brochure_messages(inputs.brochure)),
            (INTERFACE, inputs.interface, inputs.labels),
        ):
            entries = self._entries(inputs, domain)
            for message in messages:
                own = tuple(f for f in findings.get(message.msgid, ()) if _is_of(f, words, message))
                text = replace(_editable(inputs, domain, message, words.get(message.msgid) or ""), findings=own)
                if entry := entries.get(message.msgid):
                    text = _in_catalogue(text, entry)
                yield _with_approval(text, statuses[message.msgid]) if domain == slug else text

    def _entries(self, inputs: Inputs, domain: str) -> dict[str, PoEntry]:
        """The entries of a catalogue by their msgids; none in a language that has no such file."""
        path = self._workspace.catalog_file(inputs.language.code, domain)
        if isinstance(inputs.language, PseudoLanguage) or not self._workspace.has(path):
            return {}
        found = po.entries_of(self._workspace.read(path, po.LIMIT_BYTES), self._workspace.relative(path))
        return {entry.msgid: PoEntry.of(entry) for entry in found if entry.msgid and not entry.obsolete}


def _is_of(finding: Finding, words: Words, message: SourceMessage) -> bool:
    """Whether a finding is about a message in this catalogue, and not about the same words in the other one."""
    return finding.origin.path in {words.path, message.origin.path} or not words.path


def _translation(inputs: Inputs) -> Translation:
    return Translation(inputs.edition.brochure, inputs.brochure, inputs.language, inputs.words, inputs.approvals)


def _editable(inputs: Inputs, domain: str, message: SourceMessage, msgstr: str) -> EditableText:
    """A message that no catalogue has an entry for: it prints as the source says it, or not at all."""
    return EditableText(
        domain=domain,
        msgid=message.msgid,
        msgstr=msgstr,
        line=message.origin.line,
        critical=message.critical,
        sections=message.sections,
        comments=message.comments,
        max_length=message.max_length,
        placeholders=tuple(_placeholders(inputs, message.msgid)),
    )


def _in_catalogue(text: EditableText, entry: PoEntry) -> EditableText:
    return replace(text, msgstr=entry.msgstr, fuzzy=entry.fuzzy, digest=entry.digest, line=entry.line)


def _with_approval(text: EditableText, status: ApprovalStatus) -> EditableText:
    signed = tuple(f"{s.reviewer}, {s.role}, {s.date}" for s in status.sign_offs)
    return replace(text, state=status.state.value, lapses=tuple(map(str, status.changes)), approved_by=signed)


def _placeholders(inputs: Inputs, msgid: str) -> Iterator[Placeholder]:
    for name in dict.fromkeys(placeholders(msgid)):
        head, _, part = name.partition(".")
        value = inputs.brochure.values.get(head) if inputs.brochure.names_value(name) else None
        yield Placeholder(name, values.form(value, part, inputs.language) if value else "")


def _message(inputs: Inputs, domain: str, msgid: str) -> SourceMessage:
    """The message of a domain. Raises UsageError if there is none."""
    messages = inputs.labels if domain == INTERFACE else brochure_messages(inputs.brochure)
    for message in messages:
        if message.msgid == msgid:
            return message
    raise UsageError(f"the source no longer has the message {msgid!r}")


def _findings(inputs: Inputs, domain: str, message: SourceMessage, msgstr: str) -> Iterator[Finding]:
    """What the checks of a catalogue find in one with this text alone, except what is waived."""
    now = inputs.interface if domain == INTERFACE else inputs.words
    words = Words(now.path, {message.msgid: Message(message.msgid, msgstr, lineno=now.origin(message.msgid).line)})
    nothing = SourceWords(path="")
    context = replace(inputs.catalog_context(), messages=(), words=nothing, labels=(), interface=nothing)
    if domain == INTERFACE:
        context = replace(context, labels=(message,), interface=words)
    else:
        context = replace(context, messages=(message,), words=words)
    found = waive(run_checks(Stage.CATALOG, context), context, *inputs.waivers, lambda _: True)
    return (finding for finding in found if finding.msgid == message.msgid)


def _voids(inputs: Inputs, domain: str, msgid: str, msgstr: str) -> Iterator[str]:
    """Who has approved the text that this one would take the place of."""
    if domain == INTERFACE:
        return
    status = next((status for status in _translation(inputs).statuses if status.message.msgid == msgid), None)
    if status is None or status.state is not State.APPROVED or status.approved is None:
        return
    if not msgstr or wording(msgid, msgstr, inputs.brochure).digest != status.approved.digest:
        yield from (f"{s.reviewer}, {s.role}, {s.date}" for s in status.sign_offs)
