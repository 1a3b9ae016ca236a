"""The one next step of a language, from its start to the approval of its texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.findings import Finding, Severity
from polyleaf.core.names import INTERFACE
from polyleaf.core.program import command
from polyleaf.core.workspace import Workspace
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import Language, language
from polyleaf.language.lexicon import load_lexicon
from polyleaf.pipeline.inputs import TextInputs
from polyleaf.review.translation_status import CatalogStatus, status
from polyleaf.translation.merge import update
from polyleaf.translation.words import is_variant

_WITHOUT_SPACES = frozenset({"Khmr", "Laoo", "Mymr", "Lana"})
"""Scripts without spaces between words, of which nothing here knows where a word ends. Thai has BudouX."""


@dataclass(frozen=True)
class NextStep:
    """What to do next, the command for it (empty if it is done in a file), and what else is good to know."""

    what: str
    command: str = ""
    note: str = ""

    def lines(self) -> list[str]:
        """The step as it is printed."""
        return [f"next: {self.what}", *(f"    {part}" for part in (self.command, self.note) if part)]


def next_step(workspace: Workspace, code: str) -> NextStep:
    """The first step that is not done.

    Raises UsageError for a code that is no language, and InputError for a file that cannot be read.
    """
    workspace.refresh()
    lang = language(code)
    if not workspace.has(workspace.locales / code):
        return NextStep(f"start {lang.english_name}", command(f"add-language {code}"))
    return next(_steps(workspace, lang))


def _steps(workspace: Workspace, lang: Language) -> Iterator[NextStep]:
    """The steps that are not done, in their order. The last one is always there."""
    code = lang.code
    if any(file.behind for file in update(workspace, [code], write=False)):
        yield NextStep("bring the catalogues in step with the source", command(f"update --lang {code}"))
    rows, _ = status(workspace, [code])
    yield from _to_translate(workspace, lang, rows)
    yield from _to_fill_in(workspace, lang, [row for row in rows if row.catalogue != INTERFACE])
    errors = [finding for finding in _findings(workspace, code) if finding.severity is Severity.ERROR]
    if errors:
        one = f"{len(errors)} errors" if len(errors) > 1 else "1 error"
        yield NextStep(f"settle {one} in the catalogues of {lang.english_name}", command(f"check --lang {code}"))
    if any(row.approved is not None and row.approved < row.translated for row in rows):
        pages = f"Look at its pages first: {command(f'build --lang {code}')}"
        yield NextStep(f"have {lang.english_name} reviewed and approved", command(f"review --lang {code}"), pages)
    yield NextStep(f"nothing: {lang.english_name} is translated, checked and approved")


def _to_translate(workspace: Workspace, lang: Language, rows: list[CatalogStatus]) -> Iterator[NextStep]:
    """The catalogues with something to translate or to confirm: the labels first, as every page has them."""
    for row in sorted(rows, key=lambda row: row.catalogue != INTERFACE):
        if row.missing or row.fuzzy:
            parts = [f"translate {row.missing} messages"] * bool(row.missing)
            parts += [f"confirm {row.fuzzy} suggestions"] * bool(row.fuzzy)
            path = workspace.relative(workspace.catalog_file(lang.code, row.catalogue))
            note = "Use any PO editor, such as Poedit; docs/translators.md shows the ways."
            yield NextStep(f"{' and '.join(parts)} in {path}", note=f"{note}{_on_lines(lang)}")


def _on_lines(lang: Language) -> str:
    if lang.script not in _WITHOUT_SPACES:
        return ""
    return (
        f" {lang.english_name} has no spaces between words, and nothing here knows its words: type a zero-width space"
        " (U+200B) wherever a line may break."
    )


def _to_fill_in(workspace: Workspace, lang: Language, brochures: list[CatalogStatus]) -> Iterator[NextStep]:
    """The glossary and the lexicon, which the checks read. A variant of the source has those of the source."""
    folder = workspace.relative(workspace.locales / lang.code)
    if any(is_variant(lang, source) for source in _sources(workspace)):
        return
    glossary = workspace.load(load_glossary, lang)
    if brochures and (glossary is None or not glossary.terms):
        yield NextStep(f"fill in {folder}/glossary.yaml: the words for the terms that must always be the same")
    lexicon = workspace.load(load_lexicon, lang)
    if lexicon is None or not lexicon.has_words:
        note = "Without it, nobody compares numbers, negations and meanings with the source; see docs/meaning.md."
        yield NextStep(f"fill in {folder}/lexicon.yaml: the words for numbers, units and 'not'", note=note)


def _sources(workspace: Workspace) -> set[str]:
    return {workspace.load(load_brochure, slug)[0].language for slug in workspace.brochures()}


def _findings(workspace: Workspace, code: str) -> Iterator[Finding]:
    for slug in workspace.brochures():
        yield from TextInputs(slug, code, workspace).catalog_findings()
