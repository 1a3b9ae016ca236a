"""Update catalogues to their source: merge the templates, and carry translations over an edit.

A new message gets the translation of the most similar one as a suggestion. It is fuzzy, so no build prints it, and the
older text is its previous msgid. What leaves the source is kept as obsolete, and returns with its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from polyleaf.content import markup
from polyleaf.core import work_tree
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Concern, Finding, Origin, Severity
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation import po
from polyleaf.translation.catalog_content import CatalogContent
from polyleaf.translation.catalog_lock import sole_writer
from polyleaf.translation.extraction import PREVIEW, Template, templates
from polyleaf.translation.new_language import new_catalog
from polyleaf.translation.po_grammar import parse
from polyleaf.translation.words import FOREIGN_HINT, foreign_problem, is_foreign, is_variant

_RECORD = "Meaning unchanged since:"
_OWN_FLAGS = re.compile("fuzzy|no-.*")  # what a catalogue says about its message; all other flags are the template's
_VERSIONS_AT_MOST = 20  # versions of a catalogue in git that are searched for an older wording


@dataclass(frozen=True)
class UpdatedFile:
    """A template or a catalogue as it should be.

    It is `behind` if it does not fit the source of today. It is also `changed` if a tool only left out what can be
    derived: then `update` writes it, but nothing is wrong with it. `carried` has the messages whose translation was
    carried over, and `unexplained` the suggestions without the older wording from which they come.
    """

    path: Path
    content: bytes
    changed: bool
    behind: bool
    carried: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


def update(
    project: Workspace, languages: Sequence[str] = (), meaning_unchanged: Sequence[str] = (), *, write: bool = True
) -> list[UpdatedFile]:
    """Extract the templates and merge them into the catalogues of these languages (none named: of all).

    Nothing is written unless everything can be. Raises InputError with the findings of every catalogue that is wrong,
    and UsageError for a language, or a message whose meaning is unchanged, that is not there.
    """
    project.refresh()
    chosen = project.choose_languages(languages)
    pots = templates(project)
    catalogues = [(pot, code) for pot in pots for code in chosen if _is_kept(project, pot, code)]
    paths = [project.catalog_file(code, pot.domain) for pot, code in catalogues]
    with sole_writer(project, paths if write else ()):
        project.refresh()  # what was saved while this waited
        files = [UpdatedFile(pot.path, pot.content, pot.changed, behind=pot.changed) for pot in pots]
        files += _all_updated(project, catalogues, meaning_unchanged)
        _demand_carried(meaning_unchanged, files)
        for file in files:
            if file.changed and write:
                project.write(file.path, file.content)
    return files


def _is_kept(project: Project, pot: Template, code: str) -> bool:
    """Whether a project has a catalogue of a template in a language, or has to have one.

    A second brochure lacks those of all languages. Labels may be those of the engine, and a language need not have the
    words of the preview.
    """
    if project.has(project.catalog_file(code, pot.domain)):
        return True
    if pot.domain == PREVIEW:
        return False
    return code != pot.source_language and not project.has(project.readable_catalog(code, pot.domain))


def _all_updated(
    project: Project, catalogues: Iterable[tuple[Template, str]], meaning_unchanged: Sequence[str]
) -> list[UpdatedFile]:
    """Each catalogue, updated to its template. Raises InputError with the findings of all that are wrong."""
    files: list[UpdatedFile] = []
    findings: list[Finding] = []
    for pot, code in catalogues:
        try:
            files.append(_updated(project, pot, code, meaning_unchanged))
        except InputError as error:
            findings.extend(error.findings)
    if findings:
        raise InputError(findings)
    return files


def _demand_carried(msgids: Iterable[str], files: Sequence[UpdatedFile]) -> None:
    carried = {msgid for file in files for msgid in file.carried}
    for msgid in msgids:
        if msgid not in carried:
            raise UsageError(
                f"no catalogue has a suggestion from an older wording for {msgid!r}; name the message as it reads now"
            )


def _updated(project: Project, pot: Template, code: str, meaning_unchanged: Iterable[str]) -> UpdatedFile:
    """One catalogue, updated to its template. A file with the same content is not changed, however it is wrapped."""
    lang, template = language(code), pot.catalog
    path = project.catalog_file(code, pot.domain)
    if not project.has(path):
        return UpdatedFile(path, po.content_of(new_catalog(project, pot, lang)), changed=True, behind=True)
    catalog, repaired = po.read_repaired(project, pot.domain, lang)
    name, old = project.relative(path), path.read_bytes()
    _refuse_foreign(catalog, template, name)
    before = CatalogContent.of(catalog)
    _restore_previous(catalog, work_tree.versions(project, path, _VERSIONS_AT_MOST))
    merge(catalog, template, variant=is_variant(lang, pot.source_language))
    carried = tuple(msgid for msgid in meaning_unchanged if _carry_over(catalog, template, msgid, name))
    after = CatalogContent.of(catalog)
    unexplained = tuple(msgid for msgid, message in _translated(catalog) if message.fuzzy and not message.previous_id)
    behind = bool(repaired or carried) or after.differs_from(before)
    if not behind and after == before and b"\r\n" not in old:
        return UpdatedFile(path, old, changed=False, behind=False, unexplained=unexplained)
    catalog.take_creation_date(template)
    return UpdatedFile(
        path, po.content_of(catalog), changed=True, behind=behind, carried=carried, unexplained=unexplained
    )


def _restore_previous(catalog: Catalog, versions: Iterable[bytes]) -> None:
    """Restore the older wordings that a tool such as XLIFF dropped, from the file's versions in git.

    The newest version comes first. A version in which the message was not a suggestion ends the search.
    """
    wanted = {msgid: message for msgid, message in _translated(catalog) if message.fuzzy and not message.previous_id}
    for content in versions if wanted else ():
        entries, _ = parse(content.decode(errors="replace").replace("\r\n", "\n"))
        older = {entry.msgid: entry for entry in entries if "fuzzy" in entry.flags and not entry.obsolete}
        for msgid, message in list(wanted.items()):
            entry = older.get(msgid)
            if entry is None or entry.previous:
                del wanted[msgid]
            if entry and entry.previous:
                message.previous_id = [entry.previous]
        if not wanted:
            return


def _refuse_foreign(catalog: Catalog, template: Catalog, name: str) -> None:
    msgids, known = ([str(message.id) for message in each if message.id] for each in (catalog, template))
    if is_foreign(msgids, known):
        # This is the check `catalog-foreign`, which needs more than a catalogue to run.
        problem, concern = foreign_problem(len(msgids)), Concern.CONTENT
        raise InputError([Finding("catalog-foreign", Severity.ERROR, Origin(name, 1), problem, FOREIGN_HINT, concern)])


def _translated(catalog: Catalog) -> Iterator[tuple[str, Message]]:
    yield from ((str(message.id), message) for message in catalog if message.id and message.string)


def merge(catalog: Catalog, template: Catalog, *, variant: bool) -> None:
    """Update a catalogue to its template: its messages, their order, comments and flags.

    The catalogue of a variant contains only what differs from the source. It gets no empty messages. It gets a
    suggestion only when one of its own messages leaves the source, so that a message that was removed does not return.
    """
    own = {str(message.id): message for message in catalog if message.id}
    kept = {str(key): message for key, message in catalog.obsolete.items() if message.string and not message.fuzzy}
    texts = kept | dict(_translated(catalog))
    current = [str(entry.id) for entry in template if entry.id]
    gone = [msgid for msgid in texts if msgid not in current]
    # Edits come before similar texts.
    pools = ([msgid for msgid in gone if msgid in own],) if variant else (gone, list(texts))
    for msgid in own:
        catalog.delete(msgid)
    for entry in (entry for entry in template if entry.id):
        known = texts.get(str(entry.id)) or own.get(str(entry.id))
        similar = None if known else _similar(str(entry.id), pools)
        message = _renewed(entry, known) if known else _suggested(entry, texts[similar]) if similar else entry
        if message.string or not variant:
            catalog[str(entry.id)] = message
    catalog.obsolete = {msgid: texts[msgid] for msgid in sorted(gone) if not texts[msgid].fuzzy}  # for fewer conflicts


def _similar(msgid: str, pools: Iterable[list[str]]) -> str | None:
    """The most similar text, from the first pool that has one."""
    return next((match for pool in pools for match in get_close_matches(msgid, pool, n=1)), None)


def _renewed(entry: Message, known: Message) -> Message:
    """A message of the template with what the catalogue has for it."""
    message = entry.clone()
    message.string = known.string
    message.user_comments = known.user_comments
    message.flags |= {flag for flag in known.flags if _OWN_FLAGS.fullmatch(flag)}
    if "no-python-brace-format" in message.flags:
        message.flags.discard("python-brace-format")
    message.previous_id = known.previous_id if known.fuzzy else []
    return message


def _suggested(entry: Message, similar: Message) -> Message:
    """A message of the template with the translation of a similar one as a suggestion."""
    message = entry.clone()
    message.string = similar.string
    message.user_comments = po.without_quoted(similar.user_comments, _RECORD)
    message.flags.add("fuzzy")
    message.previous_id = similar.previous_id or [str(similar.id)]
    return message


def _carry_over(catalog: Catalog, template: Catalog, msgid: str, name: str) -> bool:
    """Confirm the suggestion for a message whose older wording meant the same, and record the older wording.

    Raises InputError for a suggestion that does not come from an older wording, or is no longer its translation.
    """
    message = catalog.get(msgid)
    if message is None or not message.fuzzy or not message.previous_id:
        return False
    older = str(message.previous_id[0])
    problem = _why_not(msgid, older, message, catalog, template)
    if problem:
        text = f"not carried over to {msgid!r}: {problem}"
        raise InputError([reader_finding("not-carried-over", Origin(name, message.lineno or 0), text)])
    message.flags.discard("fuzzy")
    message.previous_id = []
    message.user_comments = [*message.user_comments, *po.quoted_lines(_RECORD, older)]
    return True


def _why_not(msgid: str, older: str, message: Message, catalog: Catalog, template: Catalog) -> str:
    kept = catalog.obsolete.get(older)
    if template.get(older):
        return f"{older!r} is still in the source, so it is another message"
    if kept and kept.string != message.string:
        return "its suggestion was edited"
    if Counter(markup.placeholders(msgid)) != Counter(markup.placeholders(older)):
        return f"{older!r} has other values"
    return ""


def carried_over(message: Message) -> str | None:
    """The msgid that this translation translated before an edit that kept the meaning. None if there was none.

    The record is a translator comment, quoted as in PO: `# Meaning unchanged since: "Do not rub the area."`.
    """
    return po.unquoted(message.user_comments, _RECORD)
