"""Start a new language: empty catalogues of every domain and the beginning of a glossary, if it can be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.catalog import Catalog

from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.names import INTERFACE
from polyleaf.core.project import Project, shipped_labels
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.design.font_lock import load_lock
from polyleaf.design.style_sources import cascade, style_sheet
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.translation import po
from polyleaf.translation.extraction import PREVIEW, Template, templates
from polyleaf.translation.words import is_variant

_LANG = re.compile(r":lang\(([A-Za-z-]+)\)")


def add_language(project: Workspace, code: str) -> list[Path]:
    """Write `locales/<code>/`: a catalogue for each template with empty messages, and the beginning of a glossary.

    Plural rule and names come from CLDR. Raises UsageError for a language that exists already, is the source language
    or is not in CLDR. Raises InputError naming what is needed to print it: a family of the font lock, a rule of the
    style sheet.
    """
    project.refresh()
    lang = language(code)
    if isinstance(lang, PseudoLanguage):
        raise UsageError(f"{code!r} is a pseudo-language, which has no catalogues")
    if str(lang.locale) != code:
        raise UsageError(f"CLDR writes {code!r} as {str(lang.locale)!r}; so must the folder")
    pots = templates(project)
    translated = [pot for pot in pots if pot.source_language != code and pot.domain != PREVIEW]  # which is optional
    if all(pot.domain == INTERFACE for pot in translated):
        raise UsageError(f"{code!r} is the language that the source is written in")
    if (project.locales / code).exists():
        raise UsageError(f"there is a language {code!r} already: {project.relative(project.locales / code)}")
    findings = [*_font_errors(project, lang), *_style_errors(project, lang)]
    if findings:
        raise InputError(findings)
    files = {
        project.catalog_file(code, pot.domain): po.content_of(new_catalog(project, pot, lang)) for pot in translated
    }
    files[project.locales / code / "glossary.yaml"] = _glossary(project, lang).encode()
    for path, content in files.items():
        project.write(path, content)
    return list(files)


def new_catalog(project: Project, pot: Template, lang: Language) -> Catalog:
    """A catalogue without translations, but for the labels that the engine has in this language.

    That of a variant of the source contains only what differs, so it has no messages. Raises InputError.
    """
    catalog = _empty(pot, lang)
    if pot.domain == INTERFACE and project.has(shipped_labels(lang.code)):
        for message in po.read(project, INTERFACE, lang):
            if message.id and message.id in catalog:
                catalog[message.id].string = message.string
                catalog[message.id].flags |= message.flags & {"fuzzy"}
    return catalog


def _empty(pot: Template, lang: Language) -> Catalog:
    template = pot.catalog
    variant = is_variant(lang, pot.source_language)
    kind = f"{lang.english_name} wording" if variant else f"{lang.english_name} translation"
    of = f"{template.project}'s {pot.domain}" + (": only what differs from the source" if variant else "")
    catalog = Catalog(
        locale=lang.code,
        domain=pot.domain,
        header_comment=f"# {kind} of {of}.\n# Licence: CC BY 4.0.",
        project=template.project,
        version=template.version,
        msgid_bugs_address=template.msgid_bugs_address,
        creation_date=template.creation_date,
        revision_date=datetime.now(timezone.utc),
        language_team=lang.english_name,
        charset="utf-8",
        fuzzy=False,
    )
    for message in template:
        if message.id and not variant:
            catalog[message.id] = message
    return catalog


def _font_errors(project: Project, lang: Language) -> Iterator[Finding]:
    path = project.style("fonts.yaml")
    lock, _ = load_lock(project)
    if any(lang.code in family.languages for family in lock.families):
        return
    fitting = [family.family for family in lock.families if lang.script in map(_script, family.languages)]
    hint = (
        f"Add {lang.code} to the languages of {' or '.join(fitting)}, once you have seen that it has every letter."
        if fitting
        else f"Add a family with a font for the script {lang.script}: its wheel, file and SHA-256, and {lang.code}."
    )
    message = f"no family of the font lock is for {lang.english_name}"
    yield Finding("language-without-font", Severity.ERROR, Origin(project.relative(path)), message, hint)


def _script(code: str) -> str:
    return language(code).script


def _style_errors(project: Project, lang: Language) -> Iterator[Finding]:
    """Findings if no rule of `languages.css`, or of the project's own style sheet, is for the language.

    As in CSS, `:lang(pt)` is for pt-BR too.
    """
    path = project.style("languages.css")
    sheets = cascade(project, ("languages.css",))
    tags = [tag for sheet in sheets for tag in _LANG.findall(style_sheet(project, sheet))]
    if not any(f"{lang.tag}-".casefold().startswith(f"{tag}-".casefold()) for tag in tags):
        hint = f'Add :lang({lang.tag}) {{ font-family: "…"; }} with its family of styles/fonts.yaml.'
        message = f"no rule for {lang.english_name}"
        yield reader_finding("language-without-style", Origin(project.relative(path)), message, hint)


def _glossary(project: Project, lang: Language) -> str:
    """A valid glossary with the terms that other languages have fixed, to fill in."""
    glossaries = [load_glossary(project, language(code)) for code in project.choose_languages(())]
    terms = dict.fromkeys(term.source for glossary in glossaries if glossary for term in glossary.terms)
    lines = [
        "# yaml-language-server: $schema=../../schemas/glossary.schema.json",
        f"# The words of the {lang.english_name} translations.",
        "address: not decided yet; write here how the reader is spoken to",
        "# The terms that the other languages have fixed. Write the stems of yours, and remove the signs in front:",
        "# terms:",
        *(f"#   - source: {term}\n#     use: []" for term in terms),
        "# Words that must not be used, each with its reason:",
        "# forbidden:",
        '#   - words: []\n#     reason: ""',
    ]
    return "\n".join(lines) + "\n"
