"""The review sheet: source and translation side by side, to be read, ticked and signed on paper.

Its headings are plain English in the template, and not messages. A sheet is not for patients, and a clinician who
compares a translation with its English source reads both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from jinja2 import TemplateError
from markupsafe import Markup

from polyleaf.checks.pdf import OpenedPdf
from polyleaf.checks.registry import checks_of
from polyleaf.content import markup
from polyleaf.content.listed_names import ListedNames
from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Stage
from polyleaf.core.project import choose
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.formats import FitStep, Format, FormatSpec, load_formats
from polyleaf.design.style_sources import StyleSources
from polyleaf.language import values
from polyleaf.language.languages import Language, language
from polyleaf.pipeline.edition_build import render_failure
from polyleaf.render.clinic_words import with_names
from polyleaf.render.html import environment
from polyleaf.render.localized import printed_value
from polyleaf.review.form import ReviewForm, blank_form, write_form
from polyleaf.translation.approval_records import ApprovedWording, wording
from polyleaf.translation.approval_status import ApprovalStatus, Counts, State, Translation
from polyleaf.typeset.copyfit import page_css
from polyleaf.typeset.fetcher import FileRefusedError
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset, write_pdf

# Not in styles/formats.yaml, because no brochure is printed in it.
_SPEC = FormatSpec(
    template="review.html",
    stylesheet="formats/review.css",
    sheet="landscape",
    body_pt=10,
    small_print_pt=8.5,
    clear_edge_mm=5,
    fit=(FitStep(scale=1, set={}),),
)
# The checks of an edition that apply to any document. The others need the blocks of a brochure.
_CHECKS = [
    "words-lost",
    "text-veiled",
    "text-outside",
    "lines-overlap",
    "type-too-small",
    "contrast-low",
    "layout-warning",
    "glyph-missing",
    "drawing-warning",
    "font-unlocked",
    "pdf-pages",
    "tags-differ",
    "tags-language",
    "figure-alternative",
    "artifact-text",
]


@dataclass(frozen=True)
class ValueForms:
    """A value as it prints in the source language and in the translation's language."""

    name: str
    source: str
    translation: str


@dataclass(frozen=True)
class Printed:
    """A wording as the sheet shows it: its texts with the values filled in, and each value in both languages."""

    source: Markup
    translation: Markup
    values: tuple[ValueForms, ...]


@dataclass(frozen=True)
class SheetRow:
    """A message on the sheet. `was` is the approved wording if it differs, and `changed` says what differs."""

    number: int
    status: ApprovalStatus
    now: Printed
    was: Printed | None
    changed: frozenset[str]

    @property
    def section(self) -> str:
        return self.status.message.sections[0]


@dataclass(frozen=True)
class SheetContext(OpenedPdf):
    """A sheet in the form that the checks of layout and file need."""

    layout: LaidOut
    form: Format
    content: bytes
    said: tuple[str, ...]
    fonts: font_lock.FontSet
    origin: Origin
    panels: ClassVar[dict[str, object]] = {}
    tagged: ClassVar[bool] = True

    @property
    def body_pt(self) -> float:
        """The least size of text, in pt: the same for both languages of a sheet."""
        return self.form.spec.body_pt


@dataclass(frozen=True)
class ReviewSheet:
    """A sheet with its form, and the name of both files without the extensions."""

    name: str
    pdf: bytes
    form: ReviewForm


def write_sheet(sheet: ReviewSheet, workspace: Workspace) -> list[str]:
    """Write a sheet and its blank form into `dist/reviews`, and return their paths.

    Raises UsageError if a form of that name has been filled in.
    """
    folder = workspace.dist / "reviews"
    form, pdf = folder / f"{sheet.name}.yaml", folder / f"{sheet.name}.pdf"
    write_form(sheet.form, form, workspace)
    write_atomically(pdf, sheet.pdf)
    return [workspace.relative(path) for path in (pdf, form)]


def make_sheet(translation: Translation, workspace: Workspace, paper: str) -> ReviewSheet:
    """The review sheet of a translation on one paper. Raises InputError if a word would be lost on it."""
    workspace.refresh()
    name = f"{translation.slug}.{translation.language.code}.review.{paper}"
    form = blank_form(translation)
    locked = workspace.load(font_lock.prepare)
    locked.activate()
    papers = workspace.load(load_formats).papers
    size = papers[choose("paper", (paper,), papers)[0]]
    sheet_format = Format("review", _SPEC, paper, size.height_mm, size.width_mm, bleed_mm=0)
    sources = StyleSources(
        workspace=workspace,
        named=("base.css", _SPEC.stylesheet, "languages.css"),
        figures=workspace.brochure_file(translation.slug).parent,
        clinics=workspace.clinics_dir,
    )
    try:
        html = to_html(translation, form, name, workspace)
        layout = typeset(html, sources, page_css(sheet_format, {}, {}))
    except FileRefusedError as error:
        hint = "The templates and style sheets of review sheets name `style:` files only."
        raise InputError([reader_finding("file-refused", Origin(name), str(error), hint)]) from None
    except TemplateError as error:
        raise InputError([render_failure(error, name, workspace)]) from None
    pdf, said = write_pdf(layout)
    findings = list(_findings(SheetContext(layout, sheet_format, pdf, said, locked, Origin(name))))
    if findings:
        raise InputError(findings)
    return ReviewSheet(name, pdf, form)


def _findings(context: SheetContext) -> Iterator[Finding]:
    for check in (*checks_of(Stage.LAYOUT), *checks_of(Stage.PDF)):
        if check.id in _CHECKS:
            yield from check.findings(context)


def to_html(translation: Translation, form: ReviewForm, name: str, workspace: Workspace) -> str:
    """The HTML document of a sheet."""
    brochure = translation.brochure
    template = workspace.load(environment).get_template(_SPEC.template)
    source_language = language(brochure.language)
    statuses = translation.statuses
    rows = [_row(number, status, translation) for number, status in enumerate(statuses, start=1)]
    return template.render(
        name=name,
        form=form,
        brochure=brochure,
        source_language=source_language,
        language=translation.language,
        sections=[(section, list(group)) for section, group in groupby(rows, key=lambda row: row.section)],
        counts=Counts.of(statuses),
        compositions=translation.compositions,
        safety=sum(status.message.critical for status in statuses),
        published=values.date(brochure.imprint.published, source_language),
    )


def _row(number: int, status: ApprovalStatus, translation: Translation) -> SheetRow:
    languages = language(translation.brochure.language), translation.language
    now = status.wording or wording(status.message.msgid, "", translation.brochure)
    void = status.approved if status.state is State.VOID else None
    names = translation.brochure.listed_names
    was = _printed(void.wording, *languages, names) if void else None
    changed = frozenset(change.kind for change in status.changes)
    return SheetRow(number, status, _printed(now, *languages, names), was, changed)


def _printed(text: ApprovedWording, source: Language, target: Language, names: ListedNames) -> Printed:
    forms = (
        ValueForms(name, values.phrase(value, source), values.phrase(value, target))
        for name, value in text.values.items()
    )
    source_html, target_html = (
        with_names(_html(names.marked(words), text, lang), names)
        for words, lang in ((text.msgid, source), (text.msgstr, target))
    )
    return Printed(source_html, target_html, tuple(forms))


def _html(message: str, text: ApprovedWording, lang: Language) -> Markup:
    return markup.to_html(lang.bound(message), lambda name: _fill(name, text, lang))


def _fill(name: str, text: ApprovedWording, lang: Language) -> Markup:
    """What is printed for a placeholder: the value, or else its name in a frame, which a clinic
    fills in or which is wrong.
    """
    head, _, part = name.partition(".")
    value = text.values.get(head)
    if value and (not part or (value.is_range and part in {"from", "to"})):
        return printed_value(values.form(value, part, lang), lang)
    return Markup('<span class="slot" lang="en" dir="ltr">{}</span>').format(name)
