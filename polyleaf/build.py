"""One edition, from its files to its PDF, top to bottom."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from pathlib import Path

from jinja2 import TemplateError

from polyleaf import fonts
from polyleaf.catalog import INTERFACE, SourceMessage, Words, brochure_messages, interface_messages, load_words
from polyleaf.checks import run_checks
from polyleaf.checks.catalog import CatalogContext
from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.layout import LayoutContext
from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.source import SourceContext
from polyleaf.clinic import load_clinic
from polyleaf.edition import Edition, File, Result
from polyleaf.errors import InputError
from polyleaf.findings import Finding, Origin, Report, Severity, Stage
from polyleaf.fit import fit
from polyleaf.formats import Format, Formats, load_formats
from polyleaf.glossary import load_glossary
from polyleaf.imposition import impose
from polyleaf.language import Language, language
from polyleaf.localize import LocalizedBrochure
from polyleaf.model import Brochure
from polyleaf.project import Project
from polyleaf.render import to_html
from polyleaf.source import SourceMap, load_brochure
from polyleaf.stale import today
from polyleaf.typeset import FileRefusedError, Layout, StyleSources, write_pdf
from polyleaf.waivers import load_waivers, waive
from polyleaf.wording import load_wording


def build(edition: Edition, project: Project) -> Result:
    """Build an edition; a draft is built whatever its translation and its layout lack."""
    report = Report()
    try:
        inputs = Inputs(edition, project)
        report.add(_source_findings(project, edition.brochure))
        report.add(run_checks(Stage.CLINIC, ClinicContext(inputs.clinic, inputs.clinic_map, inputs.brochure)))
        if report.blocks:
            return Result(edition, tuple(report))
        report.add(inputs.catalog_findings())
        if report.blocks and not edition.draft:
            return Result(edition, tuple(report))
        localized = inputs.localized()
        layout, rung = lay_out(localized, inputs)
        report.add(run_checks(Stage.LAYOUT, LayoutContext(localized, layout, inputs.form, edition.name)))
        if report.blocks and not edition.draft:
            return Result(edition, tuple(report), rung=rung)
        pdf, said = write_pdf(layout)
        sheets = _sheets(pdf, inputs)
        context = PdfContext(localized, layout, pdf, said, inputs.fonts.families, edition.name, sheets)
        report.add(run_checks(Stage.PDF, context))
    except InputError as error:
        report.add(error.findings)
        return Result(edition, tuple(report))
    except (TemplateError, LookupError) as error:
        report.add([_render_failure(error, edition, project)])
        return Result(edition, tuple(report))
    files = [File(f"{edition.name}.pdf", pdf), *([File(f"{edition.name}.sheets.pdf", sheets)] if sheets else [])]
    built = tuple(files) if edition.draft or not report.blocks else ()
    return Result(edition, tuple(report), built, rung, inputs.brochure.imprint.review_by)


def _sheets(pdf: bytes, inputs: Inputs) -> bytes:
    """The pages of a booklet imposed for saddle stitch, two on a side; empty for other formats."""
    form, right_to_left = inputs.form, inputs.language.direction == "rtl"
    return impose(pdf, 2 * form.width_mm, form.height_mm, right_to_left=right_to_left) if form.spec.imposed else b""


def _render_failure(error: Exception, edition: Edition, project: Project) -> Finding:
    """A template that does not parse or names what is not there, or a language that CLDR cannot count in."""
    line = getattr(error, "lineno", None) or 0
    path = project.relative(Path(str(getattr(error, "filename", "")))) if line else edition.name
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
        self.form: Format = self.formats.on(edition.format, edition.paper)
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
        ):
            try:
                load()
            except InputError as error:
                findings += error.findings
        if findings:
            raise InputError(findings)

    def _load_clinic(self) -> None:
        self.clinic, self.clinic_map = load_clinic(self.project, self.edition.clinic)

    def _load_words(self) -> None:
        self.words: Words = load_words(self.project, self.edition.brochure, self.language, self.brochure.language)

    def _load_interface(self) -> None:
        self.interface: Words = load_words(self.project, INTERFACE, self.language, self.brochure.language)

    def _load_glossary(self) -> None:
        self.glossary = load_glossary(self.project, self.language)

    def _load_waivers(self) -> None:
        self.waivers = load_waivers(self.project, self.language)

    def _load_wordings(self) -> None:
        self.source_wording = load_wording(self.project, language(self.brochure.language))
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
            wording=self.wording,
            source_wording=self.source_wording,
            values=self.brochure.values,
        )

    def catalog_findings(self) -> list[Finding]:
        """What the checks say of the translation, but for what is waived."""
        context = self.catalog_context()
        return list(waive(run_checks(Stage.CATALOG, context), context, *self.waivers, self._is_elsewhere))

    def _is_elsewhere(self, msgid: str) -> bool:
        """Whether a message stands in another brochure of the project."""
        others = (slug for slug in self.project.brochures() if slug != self.edition.brochure)
        return any(msgid == m.msgid for slug in others for m in brochure_messages(_brochure(self.project, slug)[0]))

    def localized(self) -> LocalizedBrochure:
        printed = self.brochure.as_laid_out(self.brochure.layouts[self.edition.format])
        return LocalizedBrochure(printed, self.language, self.words, self.interface, self.clinic, self.edition.draft)


def lay_out(localized: LocalizedBrochure, inputs: Inputs) -> tuple[Layout, int]:
    """The pages of an edition, and the rung of the fit ladder that they stand on. Raises InputError."""
    project, edition, form = inputs.project, inputs.edition, inputs.form
    # Remembered, as the same pages are tried on several rungs.
    html_of = cache(partial(to_html, localized, form, tuple(project.template_dirs())))
    sources = StyleSources(
        stylesheets=("base.css", form.spec.stylesheet, "languages.css"),
        styles=tuple(project.style_dirs()),
        figures=project.brochure_file(edition.brochure).parent,
    )
    try:
        return fit(html_of, sources, form, properties={})
    except FileRefusedError as error:
        hint = "Templates and style sheets name `brochure:` and `style:` files only."
        raise InputError([Finding("file-refused", Severity.ERROR, Origin(edition.name), str(error), hint)]) from None


def warm_up(project: Project) -> None:
    """Load what every edition of a project needs, before the first one."""
    _fonts(project).activate()
    _formats(project)
    _labels(project)


@lru_cache
def _fonts(project: Project) -> fonts.FontSet:
    return fonts.prepare(project)


@lru_cache
def _formats(project: Project) -> Formats:
    return load_formats(project)


@lru_cache
def _brochure(project: Project, slug: str) -> tuple[Brochure, SourceMap]:
    return load_brochure(project, slug)


@lru_cache
def _source_findings(project: Project, slug: str) -> tuple[Finding, ...]:
    """What the checks say of a brochure; the same for all its editions."""
    return tuple(run_checks(Stage.SOURCE, source_context(project, slug)))


def source_context(project: Project, slug: str) -> SourceContext:
    """A brochure as the checks of the source want it. Raises InputError."""
    brochure, source_map = _brochure(project, slug)
    return SourceContext(brochure, source_map, project.brochure_file(slug).parent, _formats(project), today())


@lru_cache
def _labels(project: Project) -> tuple[SourceMessage, ...]:
    return tuple(interface_messages(project))
