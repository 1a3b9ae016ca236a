"""The words: extraction to POT files, and catalogues read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po

from polyleaf import __version__, values
from polyleaf.errors import InputError
from polyleaf.files import write_atomically
from polyleaf.findings import Finding, Origin, Severity
from polyleaf.language import Language, PseudoLanguage, language
from polyleaf.model import Brochure, Section
from polyleaf.project import Project
from polyleaf.pseudo import pseudo_translation
from polyleaf.source import load_brochure
from polyleaf.text import Text

INTERFACE = "interface"
_CREATION_DATE = re.compile(r'^"POT-Creation-Date: .*\\n"$', re.MULTILINE)
_MEND = "`msgfmt --check` shows the same; mend the line, or ask for the file as it was."
_PO_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_KEYWORD = re.compile(r"(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+")


@dataclass(frozen=True)
class SourceMessage:
    """A message of a brochure with all that a translator and a check need to know of it."""

    msgid: str
    origin: Origin
    critical: bool
    sections: tuple[str, ...]
    comments: tuple[str, ...]


def brochure_messages(brochure: Brochure) -> list[SourceMessage]:
    """Every message of a brochure once, in reading order; critical when it stands in a critical section too."""
    english = language(brochure.language)
    found: dict[str, list[tuple[str, bool, Text]]] = {}
    for place, critical, text in _places(brochure):
        found.setdefault(text.text, []).append((place, critical, text))
    return [
        SourceMessage(
            msgid=msgid,
            origin=uses[0][2].origin,
            critical=any(critical for _, critical, _ in uses),
            sections=tuple(dict.fromkeys(place for place, _, _ in uses)),
            comments=tuple(_comments(msgid, uses, brochure, english)),
        )
        for msgid, uses in found.items()
    ]


def _places(brochure: Brochure) -> Iterator[tuple[str, bool, Text]]:
    """Every text with the place it is printed in and whether that place is critical."""
    for part, text in brochure.texts_by_part():
        if isinstance(part, Section):
            yield part.id, part.critical, text
        else:
            yield part, part == "treatments", text  # their names stand over the lists of contraindications


def _comments(
    msgid: str, uses: list[tuple[str, bool, Text]], brochure: Brochure, source_language: Language
) -> Iterator[str]:
    for place, critical in dict.fromkeys((place, critical) for place, critical, _ in uses):
        yield f"Section: {place}, for patients" + (" (safety text: critical)" if critical else "")
    for name in dict.fromkeys(re.findall(r"\{([a-z0-9_]+)[.}]", msgid)):
        if name in brochure.values:
            yield f"{{{name}}} prints: {values.phrase(brochure.values[name], source_language)}"
    yield from dict.fromkeys(f"Note: {text.note}" for _, _, text in uses if text.note)


def extract_brochure(
    fileobj: IO[bytes],
    keywords: object,  # noqa: ARG001 -- the last three are Babel's to pass; a brochure has no keywords
    comment_tags: object,  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's extractor for `brochure.yaml` (entry point `polyleaf`), so that stock `pybabel extract` works.

    Raises InputError for a file that the model refuses.
    """
    path = Path(fileobj.name).resolve()
    project = Project.find(path.parents[2])
    brochure, _ = load_brochure(project, path.parent.name)
    for message in brochure_messages(brochure):
        yield message.origin.line, "", message.msgid, list(message.comments)


METHODS = {"brochures": [("**/brochure.yaml", "polyleaf")], "templates": [("**.html", "jinja2")]}
"""Babel's mappings, the same as in `babel.cfg`."""


def extract(project: Project) -> list[tuple[Path, bool]]:
    """Write the POT of every brochure and of the interface; each path with whether it changed.

    Raises InputError for a brochure that the model refuses.
    """
    pots = [(slug, _brochure_template(project, slug)) for slug in project.brochures()]
    pots.append((INTERFACE, interface_template(project)))
    return [_write_template(project.locales / f"{domain}.pot", catalog) for domain, catalog in pots]


def _brochure_template(project: Project, slug: str) -> Catalog:
    brochure, _ = load_brochure(project, slug)
    catalog = _new_template(slug)
    for message in brochure_messages(brochure):
        catalog.add(message.msgid, locations=[(message.origin.path, 0)], auto_comments=list(message.comments))
    return catalog


def interface_template(project: Project) -> Catalog:
    """The messages of the templates, those that come with the engine included."""
    catalog = _new_template(INTERFACE)
    for folder in reversed(project.template_dirs()):
        found = extract_from_dir(folder, METHODS["templates"], comment_tags=("Note:",), strip_comment_tags=False)
        for filename, _, msgid, comments, _ in sorted(found, key=lambda item: (item[0], item[1])):
            catalog.add(msgid, locations=[(f"templates/{filename}", 0)], auto_comments=comments)
    return catalog


def interface_messages(project: Project) -> list[SourceMessage]:
    """The messages of the templates, as checks want them."""
    return [
        SourceMessage(str(message.id), Origin(message.locations[0][0]), critical=False, sections=(), comments=())
        for message in interface_template(project)
        if message.id
    ]


def _new_template(domain: str) -> Catalog:
    return Catalog(
        project="Polyleaf",
        version=__version__,
        domain=domain,
        msgid_bugs_address="the Polyleaf contributors",
        header_comment=f"# {domain}: the words of Polyleaf.\n# Licence: CC BY 4.0.",
        charset="utf-8",
        creation_date=datetime.now(timezone.utc),
        fuzzy=False,
    )


def _write_template(path: Path, catalog: Catalog) -> tuple[Path, bool]:
    """Write a POT unless nothing but its date would change."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, include_lineno=False)
    new = buffer.getvalue()
    old = path.read_bytes() if path.is_file() else b""
    if _undated(old) == _undated(new):
        return path, False
    write_atomically(path, new)
    return path, True


def _undated(content: bytes) -> str:
    return _CREATION_DATE.sub("", content.decode("utf-8"))


@dataclass(frozen=True)
class Words:
    """A catalogue: what each msgid says in one language, and where that stands."""

    path: str
    messages: Mapping[str, Message] = field(default_factory=dict)

    def get(self, msgid: str) -> str | None:
        """The translation; None when there is none, or only a fuzzy or an empty one."""
        message = self.messages.get(msgid)
        if message is None or message.fuzzy or not isinstance(message.string, str):
            return None
        return message.string or None

    def origin(self, msgid: str) -> Origin:
        message = self.messages.get(msgid)
        return Origin(self.path, (message.lineno or 0) if message else 0)


class SourceWords(Words):
    """The words of the language that the brochure is written in, or of a variant of it (British English).

    What the catalogue of a variant does not hold says itself. No other language falls back to another.
    """

    def get(self, msgid: str) -> str | None:
        return super().get(msgid) or msgid


def pseudo_words(lang: PseudoLanguage, messages: Iterable[SourceMessage]) -> Words:
    """The words of a pseudo-language, made from the messages of a domain."""
    made = {message.msgid: Message(message.msgid, pseudo_translation(message.msgid, lang.code)) for message in messages}
    return Words(f"pseudo-language {lang.code}", made)


def load_words(project: Project, domain: str, lang: Language, source_language: str) -> Words:
    """The catalogue of a domain in a language.

    Raises InputError with every finding when the file is missing, is not strict PO, is not UTF-8, or has another
    plural rule than CLDR.
    """
    if lang.code == source_language:
        return SourceWords(path="")
    words = SourceWords if lang.locale.language == language(source_language).locale.language else Words
    path = project.catalog_file(lang.code, domain)
    name = project.relative(path)
    if not path.is_file():
        raise InputError(
            [_po_finding(Origin(name), "there is no such catalogue", f"Start it: pybabel init -D {domain}.")]
        )
    content = _decode(path.read_bytes(), name)
    findings = [*_lexical_errors(content, name), *_entry_errors(content, name)]
    if findings:
        raise InputError(findings)
    try:
        catalog = read_po(StringIO(content), domain=domain, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        line = error.lineno + 1 if isinstance(error, PoFileError) else 0
        raise InputError([_po_finding(Origin(name, line), f"not a valid catalogue: {error}", _MEND)]) from None
    findings = list(_header_errors(catalog, lang, name))
    if findings:
        raise InputError(findings)
    return words(name, {str(message.id): message for message in catalog if message.id})


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([_po_finding(Origin(name, line), "not UTF-8", "Save the catalogue as UTF-8.")]) from None
    charset = re.search(r"charset=([^\s\\\"]+)", text)
    if charset and charset[1].lower().replace("-", "") != "utf8":
        line = text[: charset.start()].count("\n") + 1
        hint = "Save the catalogue as UTF-8 and say so in its header."
        raise InputError([_po_finding(Origin(name, line), f"the charset is {charset[1]}, not UTF-8", hint)])
    return text


def _lexical_errors(content: str, name: str) -> Iterator[Finding]:
    """Lines that are not PO. Babel cuts the last character of a string without its closing quote in silence."""
    for line_number, line in enumerate(content.splitlines(), start=1):
        body = line.strip().removeprefix("#~").strip()
        if not body or body.startswith("#"):
            continue
        string = _KEYWORD.sub("", body, count=1)
        if not _PO_STRING.fullmatch(string):
            hint = 'A line is a keyword and one string in straight quotes; quotes inside it are written \\".'
            yield _po_finding(Origin(name, line_number), f"not PO syntax: {line.strip()[:60]}", hint)


def _entry_errors(content: str, name: str) -> Iterator[Finding]:
    """Entries that stand twice, of which Babel keeps one in silence, and contexts, which no message here has."""
    seen: dict[str, int] = {}
    for entry in re.finditer(r'^msgid ((?:".*"\s*)+)', content, re.MULTILINE):
        line = content[: entry.start()].count("\n") + 1
        msgid = "".join(_PO_STRING.findall(entry[1])).replace('""', "")
        if msgid in seen:
            message = f"the message {msgid[:60]} stands in line {seen[msgid]} too"
            yield _po_finding(Origin(name, line), message, "Keep one of the two.")
        seen.setdefault(msgid, line)
    for context in re.finditer(r"^msgctxt ", content, re.MULTILINE):
        line = content[: context.start()].count("\n") + 1
        yield _po_finding(Origin(name, line), "a message with a context", "No message has one: merge with the POT.")


def _header_errors(catalog: Catalog, lang: Language, name: str) -> Iterator[Finding]:
    stated = str(catalog.locale_identifier or "")
    if stated != lang.code:
        message = f"the header says Language: {stated or 'nothing'}, the folder {lang.code}"
        yield _po_finding(Origin(name, 1), message, f"Write Language: {lang.code}, or put the file where it belongs.")
    count, rule = get_plural(lang.code)
    header = dict(catalog.mime_headers).get("Plural-Forms", "")
    if catalog.num_plurals != count or _squeeze(catalog.plural_expr) != _squeeze(rule):
        expected = f"nplurals={count}; plural={rule};"
        message = f"Plural-Forms is {header!r}, not that of {lang.english_name}"
        yield _po_finding(Origin(name, 1), message, f"Write: Plural-Forms: {expected}")


def _squeeze(expression: str) -> str:
    return re.sub(r"[\s()]", "", expression)


def _po_finding(origin: Origin, message: str, hint: str = "") -> Finding:
    return Finding("catalog-invalid", Severity.ERROR, origin, message, hint)
