"""Everything from which an edition is made. The workspace loads it, and keeps what editions share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from polyleaf.checks.catalog import CatalogContext
from polyleaf.checks.registry import run_checks
from polyleaf.checks.source import SourceContext
from polyleaf.checks.waivers import load_waivers, waive
from polyleaf.content.clinic import load_clinic
from polyleaf.content.picture_file import PICTURE_TYPES
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.clock import today
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin, Stage
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.kept_results import KeptResults
from polyleaf.core.names import INTERFACE
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.tools import tools
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.formats import Format, Formats, check_printable, load_formats
from polyleaf.design.palette import load_looks
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.language.statement_reader import load_wording, pseudo_wording
from polyleaf.render.edition_code import edition_code, pictures_of
from polyleaf.render.html import to_html
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.siblings import Sibling, siblings_of
from polyleaf.translation.approval_records import Approvals, load_approvals
from polyleaf.translation.approval_status import Translation
from polyleaf.translation.extraction import INTERFACE_LANGUAGE, interface_messages
from polyleaf.translation.source_messages import SourceMessage, brochure_messages
from polyleaf.translation.words import SourceWords, Words, load_words, pseudo_words
from polyleaf.typeset.kept_pages import KeptPages

_KEPT_BYTES = 512 * 1024 * 1024  # some 3000 editions


class TextInputs:
    """Everything from which the texts of a brochure are made in a language, whatever the format and the clinic.

    Raises InputError with the findings of every file that cannot be read.
    """

    def __init__(self, slug: str, code: str, workspace: Workspace) -> None:
        self.slug = slug
        self.workspace = workspace
        self.brochure, source_map = workspace.load(load_brochure, slug)
        _known_language(self.brochure.language, source_map.origin("language"))
        self.language = _known_language(code, Origin(workspace.relative(workspace.locales / code)))
        self.fonts = workspace.load(font_lock.prepare)
        self.fonts.activate()
        findings: list[Finding] = []
        for load in self._loads():
            try:
                load()
            except InputError as error:
                findings += error.findings
        if findings:
            raise InputError(findings)

    @property
    def labels(self) -> tuple[SourceMessage, ...]:
        """The messages of the templates."""
        return self.workspace.load_kept(interface_messages)

    def _loads(self) -> tuple[Callable[[], None], ...]:
        """What loads the rest, in the order in which findings are reported."""
        return (self._load_words, self._load_interface, self._load_glossary, self._load_waivers, self._load_wordings)

    def _load_words(self) -> None:
        self.words = self._words(self.slug, brochure_messages(self.brochure), self.brochure.language)

    def _load_interface(self) -> None:
        self.interface = self._words(INTERFACE, self.labels, INTERFACE_LANGUAGE)

    def _words(self, domain: str, messages: Iterable[SourceMessage], source_language: str) -> Words:
        if isinstance(self.language, PseudoLanguage):
            return pseudo_words(self.language, messages, self.brochure.listed_names)
        return self.workspace.load(load_words, domain, self.language, source_language)

    def _load_glossary(self) -> None:
        self.glossary = self.workspace.load(load_glossary, self.language)
        self.source_glossary = self.workspace.load(load_glossary, language(self.brochure.language))

    def _load_waivers(self) -> None:
        self.waivers = self.workspace.load(load_waivers, self.language)

    def _load_wordings(self) -> None:
        source = language(self.brochure.language)
        self.source_wording = self.workspace.load(load_wording, source)
        if isinstance(self.language, PseudoLanguage):
            self.wording = self.workspace.load(pseudo_wording, self.language, source)
        else:
            self.wording = self.workspace.load(load_wording, self.language)

    def catalog_context(self) -> CatalogContext:
        return CatalogContext(
            language=self.language,
            messages=tuple(brochure_messages(self.brochure)),
            words=self.words,
            labels=self.labels,
            interface=self.interface,
            font_languages=self.fonts.languages(),
            glossary=self.glossary,
            source_glossary=self.source_glossary,
            wording=self.wording,
            source_wording=self.source_wording,
            values=self.brochure.values,
            names=self.brochure.listed_names,
        )

    def catalog_parts(self) -> tuple[CatalogContext, ...]:
        """The catalogues to check, those of one source language together: the labels of the templates are English."""
        whole = self.catalog_context()
        if self.brochure.language == INTERFACE_LANGUAGE:
            return (whole,)
        english = language(INTERFACE_LANGUAGE)
        return (
            replace(whole, labels=(), interface=SourceWords(path="")),
            replace(
                whole,
                messages=(),
                words=SourceWords(path=""),
                source_glossary=self.workspace.load(load_glossary, english),
                source_wording=self.workspace.load(load_wording, english),
            ),
        )

    def catalog_findings(self) -> tuple[Finding, ...]:
        """What the checks report about the translation, except what is waived."""
        return self.workspace.load_kept(_catalog_findings, self.slug, self.language.code)


class Inputs(TextInputs):
    """Everything from which an edition is made. The workspace loads it, and keeps what editions share.

    Raises InputError with the findings of every file that cannot be read.
    """

    def __init__(self, edition: Edition, workspace: Workspace) -> None:
        self.edition = edition
        self.formats = workspace.load(load_formats)
        check_printable(workspace, self.formats, edition.format, edition.paper)
        self.form: Format = self.formats.on(edition.format, edition.paper, edition.finish)
        super().__init__(edition.brochure, edition.language, workspace)

    def _loads(self) -> tuple[Callable[[], None], ...]:
        return (self._load_clinic, *super()._loads(), self._load_approvals)

    @property
    def right_to_left(self) -> bool:
        return self.language.direction == "rtl"

    @property
    def siblings(self) -> tuple[Sibling, ...]:
        """The edition, or what it links to, in every language that the clinic hands out."""
        known = {self.brochure.language, *self.workspace.languages(self.edition.brochure)}
        codes = known & set(self.clinic.languages or known)
        target = self.form.spec.leads_to
        if target is None:
            return siblings_of(self.edition, codes)
        spec, paper = self.formats.formats[target], self.edition.paper
        own = "" if spec.medium == "screen" else spec.paper_for.get(paper, paper)
        return siblings_of(replace(self.edition, format=target, paper=own), codes)

    def _load_clinic(self) -> None:
        self.profile, self.clinic_map = self.workspace.load(load_clinic, self.edition.clinic)
        self.clinic = self.profile.handing_out(self.slug, self.brochure.values)

    def _load_approvals(self) -> None:
        self.approvals: Approvals = self.workspace.load(load_approvals, self.language.code)

    def localized(self) -> LocalizedBrochure:
        layout = self.brochure.layouts.get(self.edition.format)
        without = self.brochure.model_copy(update={"sections": ()})  # a sheet that names the languages
        printed = self.brochure.as_laid_out(layout, self.clinic.market) if layout else without
        text = Translation(
            self.edition.brochure, printed, self.language, self.words, self.approvals, whole=self.brochure
        )
        localized = LocalizedBrochure(
            printed,
            self.language,
            self.words,
            self.interface,
            self.clinic,
            self.edition.draft,
            text.approval,
            self.edition.preliminary,
            layout=layout,
            whole_words=self.glossary.whole_words if self.glossary else frozenset(),
        )
        return replace(localized, code=self._code(localized))

    def _code(self, localized: LocalizedBrochure) -> str:
        """The edition's code. A copy from a print shop has the same code as one from an office printer."""
        office = replace(self.edition, finish="office")
        form = self.formats.on(office.format, office.paper, office.finish)
        html = to_html(localized, form, self.workspace, siblings=self.siblings)
        return edition_code(office.name, html, pictures_of(localized.brochure, self.style_sources))

    @property
    def kept_pages(self) -> KeptPages:
        """The pages that were laid out before."""
        return self.workspace.load(_kept_pages)

    @property
    def style_sources(self) -> StyleSources:
        return StyleSources(
            workspace=self.workspace,
            named=self.form.spec.stylesheets,
            figures=self.workspace.brochure_file(self.edition.brochure).parent,
            clinics=self.workspace.clinics_dir,
        )


def _kept_pages(workspace: Workspace) -> KeptPages:
    return KeptPages(KeptResults(workspace.cache / "pages", _KEPT_BYTES), tools())


def _catalog_findings(workspace: Workspace, slug: str, code: str) -> tuple[Finding, ...]:
    inputs = TextInputs(slug, code, workspace)
    found = dict.fromkeys(finding for part in inputs.catalog_parts() for finding in run_checks(Stage.CATALOG, part))
    is_elsewhere = partial(_is_elsewhere, workspace, slug)
    return tuple(waive(list(found), inputs.catalog_context(), *inputs.waivers, is_elsewhere))


def _known_language(code: str, origin: Origin) -> Language:
    """The language with that code. Raises InputError for one that CLDR does not know."""
    try:
        return language(code)
    except UsageError as error:
        hint = "Write the code as CLDR does; a language that is not there cannot be printed."
        raise InputError([reader_finding("source-invalid", origin, str(error), hint)]) from None


def figures(project: Project, slug: str) -> tuple[bytes, ...]:
    """The pictures of a brochure that can be read, in the order of their names."""
    pictures = []
    for path in project.glob(project.brochure_file(slug).parent, "**/*"):
        if path.suffix.lower() in PICTURE_TYPES:
            with suppress(UnreadableError):  # the checks report why
                pictures.append(project.read(path))
    return tuple(pictures)


def source_findings(workspace: Workspace, slug: str, today: datetime.date) -> tuple[Finding, ...]:
    """What the checks report about a brochure on a day; the same for all its editions. Raises InputError."""
    return tuple(run_checks(Stage.SOURCE, source_context(workspace, slug, today)))


def source_context(workspace: Workspace, slug: str, today: datetime.date) -> SourceContext:
    """A brochure on a day, in the form that checks of the source need. Raises InputError."""
    brochure, source_map = workspace.load(load_brochure, slug)
    workspace.load(figures, slug)  # the checks read them, and their result is kept
    folder = workspace.brochure_file(slug).parent
    proofs = workspace.cache / "drawings"
    formats = workspace.load(load_formats)
    looks = _looks(workspace, formats, brochure.layouts)
    return SourceContext(brochure, source_map, folder, formats, today, proofs, looks)


def _looks(workspace: Workspace, formats: Formats, names: Iterable[str]) -> dict[str, int]:
    """The number of treatments that the style sheets of each format can show, by its name."""
    looks = {}
    for name in names:
        if name in formats.formats:  # else `layout-pages` reports it
            with suppress(InputError):  # whoever lays out a page with the style sheet reports it
                looks[name] = len(workspace.load(load_looks, formats.formats[name].stylesheets))
    return looks


def text_findings(workspace: Workspace, translation: Translation) -> list[Finding]:
    """What the checks report about a brochure and its catalogue in one language, without the templates' labels.

    Raises InputError.
    """
    context = CatalogContext(
        language=translation.language,
        messages=tuple(brochure_messages(translation.brochure)),
        words=translation.words,
        labels=(),
        interface=SourceWords(path=""),
        font_languages=workspace.load(font_lock.prepare).languages(),
        glossary=workspace.load(load_glossary, translation.language),
        source_glossary=workspace.load(load_glossary, language(translation.brochure.language)),
        wording=workspace.load(load_wording, translation.language),
        source_wording=workspace.load(load_wording, language(translation.brochure.language)),
        values=translation.brochure.values,
        names=translation.brochure.listed_names,
    )
    waivers = workspace.load(load_waivers, translation.language)
    is_elsewhere = partial(_is_elsewhere, workspace, translation.slug)
    found = waive(run_checks(Stage.CATALOG, context), context, *waivers, is_elsewhere)
    return [*workspace.load_kept(source_findings, translation.slug, today()), *found]


def _is_elsewhere(workspace: Workspace, slug: str, msgid: str) -> bool:
    """Whether a message is, or may be, in the templates or in another brochure of the project.

    It may be in a brochure that cannot be read. The editions of that brochure are refused, and these are not.
    """
    if any(label.msgid == msgid for label in workspace.load_kept(interface_messages)):
        return True
    try:
        others = [workspace.load(load_brochure, other)[0] for other in workspace.brochures() if other != slug]
    except InputError:
        return True
    return any(message.msgid == msgid for other in others for message in brochure_messages(other))
