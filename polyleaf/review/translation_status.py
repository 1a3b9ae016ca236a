"""How complete each catalogue is: counts for people, for programs and for the summary of a CI job."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields

from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import Language, language
from polyleaf.review.table import table_lines
from polyleaf.translation.approval_status import Counts, load_translation
from polyleaf.translation.extraction import INTERFACE_LANGUAGE, interface_messages
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import Words, is_variant, load_words

_UNKNOWN = "–"


@dataclass(frozen=True)
class CatalogStatus:
    """The counts of one catalogue. `approved` and `stale` are None for labels, which nobody approves.

    `critical_missing` counts the safety texts that no build would print: those without a translation, and the fuzzy
    ones. In a variant of the source language nothing is missing, because its catalogue contains only what differs.
    """

    language: str
    catalogue: str
    messages: int
    translated: int
    fuzzy: int
    missing: int
    critical_missing: int
    approved: int | None = None
    stale: int | None = None


@dataclass(frozen=True)
class _Source:
    """The messages that the catalogues of a domain translate, and their language."""

    domain: str
    language: str
    messages: tuple[SourceMessage, ...]


def status(workspace: Workspace, languages: Sequence[str] = ()) -> tuple[list[CatalogStatus], list[Finding]]:
    """The status of every catalogue of these languages (none named: of all), and the findings of unreadable ones.

    Raises UsageError for a language that the project does not have, and InputError for a brochure that is refused.
    """
    workspace.refresh()
    codes, sources = workspace.choose_languages(languages), _sources(workspace)
    rows: list[CatalogStatus] = []
    findings: list[Finding] = []
    for code in codes:
        for source in sources:
            try:
                rows.append(_row(workspace, source, language(code)))
            except InputError as error:
                findings.extend(error.findings)
    return rows, findings


def _sources(workspace: Workspace) -> list[_Source]:
    brochures = {slug: workspace.load(load_brochure, slug)[0] for slug in workspace.brochures()}
    return [
        *(_Source(slug, brochure.language, tuple(brochure_messages(brochure))) for slug, brochure in brochures.items()),
        _Source(INTERFACE, INTERFACE_LANGUAGE, tuple(interface_messages(workspace))),
    ]


def _row(workspace: Workspace, source: _Source, lang: Language) -> CatalogStatus:
    words = workspace.load(load_words, source.domain, lang, source.language)
    states = [(_state(words, message.msgid), message.critical) for message in source.messages]
    if is_variant(lang, source.language):
        states = [(state, critical) for state, critical in states if state != "missing"]
    counts = Counter(state for state, _ in states)
    clinical = source.domain != INTERFACE  # the templates' labels contain nothing that is approved
    approvals = Counts.of(load_translation(workspace, source.domain, lang.code).statuses) if clinical else None
    return CatalogStatus(
        language=lang.code,
        catalogue=source.domain,
        messages=len(source.messages),
        translated=counts["translated"],
        fuzzy=counts["fuzzy"],
        missing=counts["missing"],
        critical_missing=sum(critical for state, critical in states if state != "translated"),
        approved=approvals.approved if approvals else None,
        stale=approvals.void if approvals else None,
    )


def _state(words: Words, msgid: str) -> str:
    entry = words.messages.get(msgid)
    if entry is None or not entry.string:
        return "missing"
    return "fuzzy" if entry.fuzzy else "translated"


def as_text(rows: Sequence[CatalogStatus]) -> str:
    """A table in columns with numbers aligned to the right. A dash means that there is no such count."""
    return "\n".join(table_lines([_headings(), *(_cells(row) for row in rows)], right_from=2))


def as_markdown(rows: Sequence[CatalogStatus]) -> str:
    """A table for `$GITHUB_STEP_SUMMARY` and the like."""
    return "\n".join(
        [_pipes(_headings()), _pipes(["---", "---", *["---:"] * (len(_headings()) - 2)])]
        + [_pipes(_cells(row)) for row in rows]
    )


def as_json(rows: Iterable[CatalogStatus]) -> str:
    return json.dumps({"catalogues": [asdict(row) for row in rows]}, ensure_ascii=False, indent=2)


def _headings() -> list[str]:
    return [column.name.replace("_", " ").capitalize() for column in fields(CatalogStatus)]


def _cells(row: CatalogStatus) -> list[str]:
    return [_UNKNOWN if value is None else str(value) for value in astuple(row)]


def _pipes(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


FORMS: Mapping[str, Callable[[Sequence[CatalogStatus]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
"""What `status --report` offers."""
