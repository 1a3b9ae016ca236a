"""One edition, from its files to its PDF, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path

from jinja2 import TemplateError

from polyleaf.checks.catalog import CatalogContext
from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.layout import LayoutContext
from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.press import PressContext
from polyleaf.checks.registry import run_checks
from polyleaf.checks.source import SourceContext
from polyleaf.checks.waivers import load_waivers, waive
from polyleaf.checks.web import WebContext
from polyleaf.content.brochure import Brochure
from polyleaf.content.clinic import load_clinic
from polyleaf.content.yaml_loader import SourceMap, load_brochure
from polyleaf.core.clock import today
from polyleaf.core.edition import Edition, File, Result
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Report, Severity, Stage
from polyleaf.core.project import Project
from polyleaf.design import font_lock
from polyleaf.design.addresses import AddressError
from polyleaf.design.formats import Format, Formats, load_formats
from polyleaf.design.inks import Press, load_press
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.language.statement_reader import load_wording, pseudo_wording
from polyleaf.pdf.imposition import impose
from polyleaf.pdf.press import press_pages, to_press
from polyleaf.render.edition_code import edition_code
from polyleaf.render.html import to_html
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.siblings import Sibling, siblings_of
from polyleaf.render.web import self_contained
from polyleaf.translation.approval_records import Approvals, load_approvals
from polyleaf.translation.approval_status import Translation
from polyleaf.translation.extraction import INTERFACE, interface_messages
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import SourceWords, Words, load_words, pseudo_words
from polyleaf.typeset.copyfit import fit
from polyleaf.typeset.fetcher import FileRefusedError
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import write_pdf

_OF_STANDING = frozenset({"review-overdue", "waiver-unused"})
"""Errors that say nothing against the words themselves; `release` refuses them, and --preliminary goes on."""


def build(edition: Edition, project: Project) -> Result:
    """Build an edition; a draft is built whatever its translation and its layout lack.

    A preliminary one is built where nothing but the standing of its text keeps it from being handed out.
    """
    report = Report()
    try:
        inputs = Inputs(edition, project)
        report.add(_graded(edition, _source_findings(project, edition.brochure)))
        report.add(run_checks(Stage.CLINIC, ClinicContext(inputs.clinic, inputs.clinic_map, inputs.brochure, project)))
        if report.blocks:
            return Result(edition, tuple(report))
        report.add(_graded(edition, inputs.catalog_findings()))
        if report.blocks and not edition.draft:
            return Result(edition, tuple(report))
        make = _on_screen if inputs.form.spec.medium == "screen" else _on_paper
        files, rung = make(inputs.localized(), inputs, report)
    except InputError as error:
        report.add(error.findings)
        return Result(edition, tuple(report))
    except (TemplateError, LookupError) as error:
        report.add([render_failure(error, edition.name, project)])
        return Result(edition, tuple(report))
    built = files if edition.draft or not report.blocks else ()
    return Result(edition, tuple(report), built, rung, inputs.brochure.imprint.review_by)


def _graded(edition: Edition, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a text; what leaves it whole and its pages right is a warning for a preliminary edition."""
    for finding in findings:
        lenient = edition.preliminary and finding.check_id in _OF_STANDING
        yield replace(finding, severity=Severity.WARNING) if lenient else finding


def _on_paper(localized: LocalizedBrochure, inputs: Inputs, report: Report) -> tuple[tuple[File, ...], int | None]:
    """The rest of the way for paper: the PDF, a booklet's sheets beside it, and the rung of the fit."""
    edition = inputs.edition
    layout, rung = lay_out(localized, inputs)
    report.add(run_checks(Stage.LAYOUT, LayoutContext(localized, layout, inputs.form, edition.name)))
    if report.blocks and not edition.draft:
        return (), rung
    pdf, said = write_pdf(layout)
    if edition.finish == "press":
        press = _press(inputs.project)
        pages = press_pages(inputs.form, len(layout.sheets), right_to_left=inputs.right_to_left)
        pdf = to_press(pdf, pages, press)
        report.add(run_checks(Stage.PRESS, PressContext(pdf, pages, press, edition.name)))
    sheets = _sheets(pdf, inputs)
    tagged = edition.finish == "office"
    context = PdfContext(localized, layout, pdf, said, inputs.fonts.families, edition.name, sheets, tagged)
    report.add(run_checks(Stage.PDF, context))
    imposed = (File(f"{edition.name}.sheets.pdf", sheets),) if sheets else ()
    return (File(f"{edition.name}.pdf", pdf), *imposed), rung


def _on_screen(localized: LocalizedBrochure, inputs: Inputs, report: Report) -> tuple[tuple[File, ...], int | None]:
    """The rest of the way for the screen: one page of HTML, which the browser lays out."""
    page = web_page(localized, inputs)
    report.add(run_checks(Stage.WEB, WebContext(localized, page, inputs.siblings, inputs.edition.name)))
    return (File(f"{inputs.edition.name}.html", page),), None


def _sheets(pdf: bytes, inputs: Inputs) -> bytes:
    """The pages of a booklet imposed for saddle stitch, two on a side; empty where nothing is imposed.

    A print shop imposes the pages itself, for its own sheets.
    """
    form = inputs.form
    if not form.spec.imposed or inputs.edition.finish == "press":
        return b""
    return impose(pdf, 2 * form.width_mm, form.height_mm, right_to_left=inputs.right_to_left)


def render_failure(error: Exception, name: str, project: Project) -> Finding:
    """A template that does not parse or names what is not there, or a language that CLDR cannot count in."""
    line = getattr(error, "lineno", None) or 0
    path = project.relative(Path(str(getattr(error, "filename", "")))) if line else name
    message = f"cannot be rendered: {type(error).__name__}: {error}"
    hint = "Mend the template named, or ask for the language's data."
    return Finding("render-failed", Severity.ERROR, Origin(path, line), message, hint)


class Inputs:
    """Everything that an edition is made from, loaded once a process where editions share it.

    Raises InputError with the findings of every file that cannot be read.
    """

    def __init__(self, edition: Edition, project: Project) -> None:
        self.edition = edition
        self.project = project
        self.language: Language = language(edition.language)
        self.formats = _formats(project)
        self.form: Format = self.formats.on(edition.format, edition.paper, edition.finish)
        self.fonts = _fonts(project)
        self.brochure, _ = _brochure(project, edition.brochure)
        findings: list[Finding] = []
        for load in (
            self._load_clinic,
            self._load_words,
            self._load_interface,
            self._load_glossary,
            self._load_waivers,
            self._load_wordings,
            self._load_approvals,
        ):
            try:
                load()
            except InputError as error:
                findings += error.findings
        if findings:
            raise InputError(findings)

    @property
    def right_to_left(self) -> bool:
        return self.language.direction == "rtl"

    @property
    def siblings(self) -> tuple[Sibling, ...]:
        """The edition, or what it leads to, in every language that the clinic hands out."""
        known = {self.brochure.language, *self.project.languages(self.edition.brochure)}
        codes = known & set(self.clinic.languages or known)
        target = self.form.spec.leads_to or self.edition.format
        if self.formats.formats[target].medium == "screen":
            return siblings_of(replace(self.edition, format=target, paper=""), codes)
        return siblings_of(replace(self.edition, format=target), codes)

    def _load_clinic(self) -> None:
        self.clinic, self.clinic_map = load_clinic(self.project, self.edition.clinic)

    def _load_words(self) -> None:
        self.words = self._words(self.edition.brochure, brochure_messages(self.brochure))

    def _load_interface(self) -> None:
        self.interface = self._words(INTERFACE, _labels(self.project))

    def _words(self, domain: str, messages: Iterable[SourceMessage]) -> Words:
        if isinstance(self.language, PseudoLanguage):
            return pseudo_words(self.language, messages)
        return load_words(self.project, domain, self.language, self.brochure.language)

    def _load_glossary(self) -> None:
        self.glossary = load_glossary(self.project, self.language)
        self.source_glossary = load_glossary(self.project, language(self.brochure.language))

    def _load_approvals(self) -> None:
        self.approvals: Approvals = load_approvals(self.project, self.language.code)

    def _load_waivers(self) -> None:
        self.waivers = load_waivers(self.project, self.language)

    def _load_wordings(self) -> None:
        source = language(self.brochure.language)
        self.source_wording = load_wording(self.project, source)
        if isinstance(self.language, PseudoLanguage):
            self.wording = pseudo_wording(self.project, self.language, source)
        else:
            self.wording = load_wording(self.project, self.language)

    def catalog_context(self) -> CatalogContext:
        return CatalogContext(
            language=self.language,
            messages=tuple(brochure_messages(self.brochure)),
            words=self.words,
            labels=_labels(self.project),
            interface=self.interface,
            font_languages=self.fonts.languages(),
            glossary=self.glossary,
            source_glossary=self.source_glossary,
            wording=self.wording,
            source_wording=self.source_wording,
            values=self.brochure.values,
        )

    def catalog_findings(self) -> list[Finding]:
        """What the checks say of the translation, but for what is waived."""
        context = self.catalog_context()
        is_elsewhere = partial(_is_elsewhere, self.project, self.edition.brochure)
        return list(waive(run_checks(Stage.CATALOG, context), context, *self.waivers, is_elsewhere))

    def localized(self) -> LocalizedBrochure:
        layout = self.brochure.layouts.get(self.edition.format)
        without = self.brochure.model_copy(update={"sections": ()})  # a sheet that names the languages
        printed = self.brochure.as_laid_out(layout) if layout else without
        approval = Translation(self.edition.brochure, printed, self.language, self.words, self.approvals).approval
        localized = LocalizedBrochure(
            printed,
            self.language,
            self.words,
            self.interface,
            self.clinic,
            self.edition.draft,
            approval,
            self.edition.preliminary,
        )
        return replace(localized, code=self._code(localized))

    def _code(self, localized: LocalizedBrochure) -> str:
        """The edition's code; a copy from a print shop has the same as one from an office printer."""
        office = replace(self.edition, finish="office")
        form = self.formats.on(office.format, office.paper, office.finish)
        html = to_html(localized, form, tuple(self.project.template_dirs()), siblings=self.siblings)
        return edition_code(office.name, html, _pictures(self.style_sources.figures))

    @property
    def style_sources(self) -> StyleSources:
        return StyleSources(
            stylesheets=("base.css", self.form.spec.stylesheet, "languages.css"),
            styles=tuple(self.project.style_dirs()),
            figures=self.project.brochure_file(self.edition.brochure).parent,
            clinics=self.project.clinics_dir,
        )


def lay_out(localized: LocalizedBrochure, inputs: Inputs) -> tuple[LaidOut, int]:
    """The pages of an edition, and the rung of the fit ladder that they stand on. Raises InputError."""
    # Remembered, as the same pages are tried on several rungs.
    folders = tuple(inputs.project.template_dirs())
    html_of = cache(partial(to_html, localized, inputs.form, folders, siblings=inputs.siblings))
    try:
        return fit(html_of, inputs.style_sources, inputs.form, localized.clinic.style_properties)
    except FileRefusedError as error:
        raise _refused(error, inputs.edition) from None


def web_page(localized: LocalizedBrochure, inputs: Inputs) -> bytes:
    """The file of an edition for the screen. Raises InputError."""
    html = to_html(localized, inputs.form, tuple(inputs.project.template_dirs()), siblings=inputs.siblings)
    try:
        return self_contained(html, inputs.style_sources, inputs.fonts, localized.clinic.style_properties)
    except AddressError as error:
        raise _refused(error, inputs.edition) from None


def _refused(error: Exception, edition: Edition) -> InputError:
    hint = "Templates and style sheets name `brochure:`, `clinic:` and `style:` files only."
    return InputError([Finding("file-refused", Severity.ERROR, Origin(edition.name), str(error), hint)])


def warm_up(project: Project) -> None:
    """Load what every edition of a project needs, before the first one."""
    _fonts(project).activate()
    _formats(project)
    _labels(project)


@lru_cache
def _fonts(project: Project) -> font_lock.FontSet:
    return font_lock.prepare(project)


@lru_cache
def _formats(project: Project) -> Formats:
    return load_formats(project)


@lru_cache
def _press(project: Project) -> Press:
    return load_press(project)


@lru_cache
def _brochure(project: Project, slug: str) -> tuple[Brochure, SourceMap]:
    return load_brochure(project, slug)


@lru_cache
def _pictures(folder: Path) -> tuple[bytes, ...]:
    """The figures of a brochure, in the order of their names."""
    return tuple(path.read_bytes() for path in sorted(folder.rglob("*.svg")))


@lru_cache
def _source_findings(project: Project, slug: str) -> tuple[Finding, ...]:
    """What the checks say of a brochure; the same for all its editions."""
    return tuple(run_checks(Stage.SOURCE, source_context(project, slug)))


def source_context(project: Project, slug: str) -> SourceContext:
    """A brochure as the checks of the source want it. Raises InputError."""
    brochure, source_map = _brochure(project, slug)
    return SourceContext(brochure, source_map, project.brochure_file(slug).parent, _formats(project), today())


def text_findings(project: Project, translation: Translation) -> list[Finding]:
    """What the checks say of a brochure and of its catalogue in one language, the templates' labels left out.

    Raises InputError.
    """
    context = CatalogContext(
        language=translation.language,
        messages=tuple(brochure_messages(translation.brochure)),
        words=translation.words,
        labels=(),
        interface=SourceWords(path=""),
        font_languages=_fonts(project).languages(),
        glossary=load_glossary(project, translation.language),
        source_glossary=load_glossary(project, language(translation.brochure.language)),
        wording=load_wording(project, translation.language),
        source_wording=load_wording(project, language(translation.brochure.language)),
        values=translation.brochure.values,
    )
    waivers = load_waivers(project, translation.language)
    is_elsewhere = partial(_is_elsewhere, project, translation.slug)
    found = waive(run_checks(Stage.CATALOG, context), context, *waivers, is_elsewhere)
    return [*_source_findings(project, translation.slug), *found]


def _is_elsewhere(project: Project, slug: str, msgid: str) -> bool:
    """Whether a message stands in the templates, or in another brochure of the project than that one."""
    others = (_brochure(project, other)[0] for other in project.brochures() if other != slug)
    messages = (*_labels(project), *(message for other in others for message in brochure_messages(other)))
    return any(message.msgid == msgid for message in messages)


@lru_cache
def _labels(project: Project) -> tuple[SourceMessage, ...]:
    return tuple(interface_messages(project))
