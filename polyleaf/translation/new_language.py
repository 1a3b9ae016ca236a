"""Start a new language: its face, empty catalogues of every domain, and the beginnings of a glossary and a lexicon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from babel.core import get_global
from babel.messages.catalog import Catalog

from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.names import INTERFACE
from polyleaf.core.project import Project, shipped_labels
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.language.cldr_letters import quotation_marks
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.language.lexicon import load_lexicon
from polyleaf.language.values import knows_digits
from polyleaf.translation import po
from polyleaf.translation.extraction import PREVIEW, Template, templates
from polyleaf.translation.new_face import with_face
from polyleaf.translation.words import is_variant

_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def add_language(project: Workspace, code: str) -> list[Path]:
    """Write all that a language needs before it is translated, and return the files.

    These are its entries in the font lock and in the style sheet of languages, a catalogue for each template with empty
    messages, and the beginnings of a glossary and a lexicon. Plural rule, letters and marks come from CLDR. Raises
    UsageError for a language that exists already, is the source language or is not in CLDR. Raises InputError naming
    what is needed to print it.
    """
    project.refresh()
    lang = language(code)
    if isinstance(lang, PseudoLanguage):
        raise UsageError(f"{code!r} is a pseudo-language, which has no catalogues")
    _refuse_code(code, lang)
    pots = templates(project)
    translated = [pot for pot in pots if pot.source_language != code and pot.domain != PREVIEW]  # which is optional
    if all(pot.domain == INTERFACE for pot in translated):
        raise UsageError(f"{code!r} is the language that the source is written in")
    if (project.locales / code).exists():
        raise UsageError(f"there is a language {code!r} already: {project.relative(project.locales / code)}")
    styles = _styles(project, lang)
    files = {
        project.catalog_file(code, pot.domain): po.content_of(new_catalog(project, pot, lang)) for pot in translated
    }
    files[project.locales / code / "glossary.yaml"] = _glossary(project, lang).encode()
    if load_lexicon(project, lang) is None:
        files[project.locales / code / "lexicon.yaml"] = _lexicon(lang).encode()
    files |= styles
    for path, content in files.items():
        project.write(path, content)
    return list(files)


def _styles(project: Project, lang: Language) -> dict[Path, bytes]:
    """The style files with the language in them. Raises InputError with all that is missing to print it."""
    findings = list(_digit_errors(project, lang))
    try:
        styles = with_face(project, lang)
    except InputError as error:
        findings += error.findings
    if findings:
        raise InputError(findings)
    return styles


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


def _refuse_code(code: str, lang: Language) -> None:
    """Raises UsageError for another name of a language: `iw` for `he`, `zh_TW` for `zh_Hant`."""
    if str(lang.locale) == code:
        return
    parts = lang.locale
    likely = get_global("likely_subtags").get(parts.language, "").split("_")
    names_script = any(part.casefold() == str(parts.script).casefold() for part in code.split("_"))
    needs_script = parts.script and (names_script or parts.script not in likely)
    short = f"{parts.language}_{parts.script}" if needs_script else parts.language
    known = f"; it is {lang.english_name}" if short.casefold() != code.casefold() else ""
    raise UsageError(f"CLDR writes {code!r} as {short!r}; so must the folder{known}")


def _digit_errors(project: Project, lang: Language) -> Iterator[Finding]:
    if not knows_digits(lang):
        system = lang.locale.default_numbering_system
        message = f"the digits of {lang.english_name} ({system}) cannot be printed"
        yield reader_finding("language-without-digits", Origin(project.relative(project.locales)), message)


def _lexicon(lang: Language) -> str:
    """The beginning of a lexicon: the marks that CLDR knows, and what is to be filled in."""
    pairs = ", ".join(json.dumps(pair, ensure_ascii=False) for pair in quotation_marks(lang))
    lines = [
        "# yaml-language-server: $schema=../../schemas/lexicon.schema.json",
        f"# What the checks know of {lang.english_name}. Quotation marks are from CLDR.",
        "# Fill in the words, and remove the signs in front; docs/meaning.md says what each list is for.",
        "# Until there are negations, the checks do not compare what sentences state with their sources.",
        f"pairs: [{pairs}]",
        "# numbers:",
        *(f"#   {number}: []  # {word}" for number, word in _NUMBERS.items()),
        "# negations: []  # not, no, never, without",
        "# refusals: []  # avoid, forbidden",
        "# formal: []  # the pronouns and verb forms that address the reader politely",
    ]
    return "\n".join(lines) + "\n"


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
