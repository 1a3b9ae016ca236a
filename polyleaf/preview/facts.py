"""What the page needs to know about a project before it shows anything: names to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polyleaf.content.clinic import load_clinic
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import load_formats
from polyleaf.language.languages import Language, language
from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES


@dataclass(frozen=True)
class LanguageFacts:
    """A language with its names and its direction."""

    code: str
    tag: str
    direction: str
    own_name: str
    english_name: str
    is_pseudo: bool


@dataclass(frozen=True)
class FormatFacts:
    """A format: whether it is on paper, the papers that it is for (none named: all), and how to print it.

    `paper_for` has its own paper by the paper of a clinic, if it is another one.
    """

    name: str
    on_paper: bool
    per_language: bool
    papers: tuple[str, ...]
    paper_for: Mapping[str, str]
    how_to_print: str
    steps: int


@dataclass(frozen=True)
class BrochureFacts:
    """A brochure with its title, its language, its formats and the languages that it can be printed in."""

    slug: str
    title: str
    source: str
    formats: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class ClinicFacts:
    """A clinic with its name, its paper, and the languages and brochures that it hands out (none named: all)."""

    profile: str
    name: str
    paper: str
    languages: tuple[str, ...]
    brochures: tuple[str, ...]


@dataclass(frozen=True)
class ProjectFacts:
    """The names of everything that can be shown, and the findings of files that cannot be read."""

    brochures: tuple[BrochureFacts, ...]
    languages: tuple[LanguageFacts, ...]
    formats: tuple[FormatFacts, ...]
    papers: tuple[str, ...]
    clinics: tuple[ClinicFacts, ...]
    findings: tuple[Finding, ...]


def project_facts(workspace: Workspace) -> ProjectFacts:
    """What there is in a project. What cannot be read is a finding, and the rest is there."""
    workspace.refresh()
    findings: list[Finding] = []
    try:
        formats = workspace.load(load_formats)
    except InputError as error:
        return ProjectFacts((), (), (), (), (), tuple(error.findings))
    brochures = []
    for slug in workspace.brochures():
        try:
            brochures.append(_brochure(workspace, slug))
        except InputError as error:
            findings += error.findings
    clinics = []
    for name in workspace.clinics():
        try:
            clinics.append(_clinic(workspace, name))
        except InputError as error:
            findings += error.findings
    codes = dict.fromkeys(code for brochure in brochures for code in brochure.languages)
    known = [language(code) for code in codes]
    return ProjectFacts(
        brochures=tuple(brochures),
        languages=tuple(map(language_facts, sorted(known, key=lambda lang: lang.listed_name.casefold())))
        + tuple(language_facts(language(code), is_pseudo=True) for code in PSEUDO_LOCALES),
        formats=tuple(
            FormatFacts(
                name,
                spec.medium == "paper",
                spec.per_language,
                spec.printed_on,
                spec.paper_for,
                spec.how_to_print or "",
                len(spec.fit),
            )
            for name, spec in formats.formats.items()
        ),
        papers=tuple(formats.papers),
        clinics=tuple(clinics),
        findings=tuple(findings),
    )


def _brochure(workspace: Workspace, slug: str) -> BrochureFacts:
    brochure, _ = workspace.load(load_brochure, slug)
    codes = sorted({brochure.language, *workspace.languages(slug)})
    return BrochureFacts(slug, brochure.cover.title.text, brochure.language, tuple(brochure.layouts), tuple(codes))


def _clinic(workspace: Workspace, name: str) -> ClinicFacts:
    clinic, _ = workspace.load(load_clinic, name)
    return ClinicFacts(
        name, clinic.name.within("en"), clinic.paper, tuple(clinic.languages or ()), tuple(clinic.brochures or ())
    )


def language_facts(lang: Language, *, is_pseudo: bool = False) -> LanguageFacts:
    """The names of a language, and its direction."""
    own = f"{lang.listed_name} ({lang.code})" if is_pseudo else lang.listed_name
    tag = f"{PSEUDO_LOCALES[lang.code]}-x-{lang.code}" if is_pseudo else lang.tag  # a browser knows no made-up language
    return LanguageFacts(lang.code, tag, lang.direction, own, lang.english_name, is_pseudo)
