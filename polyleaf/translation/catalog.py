"""The words: extraction to POT files, and what each catalogue says."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from polyleaf import __version__
from polyleaf.content.brochure import Brochure, Section
from polyleaf.content.text import Text
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.findings import Origin
from polyleaf.core.project import Project
from polyleaf.language import values
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.language.pseudo import pseudo_translation
from polyleaf.translation import po

INTERFACE = "interface"
INTERFACE_LANGUAGE = "en"
_LIMIT = re.compile(r"\bMax-length: (\d+)")
_MADE = re.compile(r'^"(?:POT-Creation-Date|Generated-By): .*\\n"$', re.MULTILINE)  # when, and by which Babel


@dataclass(frozen=True)
class SourceMessage:
    """A message of a brochure with all that a translator and a check need to know of it."""

    msgid: str
    origin: Origin
    critical: bool
    sections: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def max_length(self) -> int | None:
        """The letters that its place holds, in whatever language; None where nothing limits it."""
        return _limit(self.comments)


def _limit(comments: Iterable[str]) -> int | None:
    """A limit as comments state it, which stock `pybabel extract` and programs that keep no flags have too."""
    return min((int(found) for comment in comments for found in _LIMIT.findall(comment)), default=None)


def _flags(comments: Iterable[str]) -> list[str]:
    """The flags that Weblate reads."""
    limit = _limit(comments)
    return [f"max-length:{limit}"] if limit else []


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
        yield part.id if isinstance(part, Section) else part, brochure.is_critical(part), text


def _comments(
    msgid: str, uses: list[tuple[str, bool, Text]], brochure: Brochure, source_language: Language
) -> Iterator[str]:
    for place, critical in dict.fromkeys((place, critical) for place, critical, _ in uses):
        yield f"Section: {place}, for patients" + (" (safety text: critical)" if critical else "")
    for name in dict.fromkeys(re.findall(r"\{([a-z0-9_]+)[.}]", msgid)):
        if name in brochure.values:
            yield f"{{{name}}} prints: {values.phrase(brochure.values[name], source_language)}"
    yield from dict.fromkeys(f"Note: {text.note}" for _, _, text in uses if text.note)
    yield from dict.fromkeys(f"Max-length: {text.max_length}" for _, _, text in uses if text.max_length)


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


@dataclass(frozen=True)
class Template:
    """A POT file: what it holds when extracted now, and whether that is news."""

    domain: str
    source_language: str
    path: Path
    content: bytes
    changed: bool

    @cached_property
    def catalog(self) -> Catalog:
        return read_po(BytesIO(self.content), domain=self.domain)


def templates(project: Project) -> list[Template]:
    """The template of every brochure, and the interface's last. Raises InputError for a brochure that is refused."""
    return [*(_brochure_template(project, slug) for slug in project.brochures()), _interface_file(project)]


def extract(project: Project, *, write: bool = True) -> list[tuple[Path, bool]]:
    """Write the POT of every brochure and of the interface; each path with whether it changed, or would.

    Raises InputError for a brochure that the model refuses.
    """
    extracted = templates(project)
    for template in extracted:
        if template.changed and write:
            write_atomically(template.path, template.content)
    return [(template.path, template.changed) for template in extracted]


def _brochure_template(project: Project, slug: str) -> Template:
    brochure, _ = load_brochure(project, slug)
    catalog = _new_template(slug)
    for message in brochure_messages(brochure):
        catalog.add(
            message.msgid,
            locations=[(message.origin.path, 0)],
            auto_comments=list(message.comments),
            flags=_flags(message.comments),
        )
    return _as_file(project, catalog, brochure.language)


def _interface_file(project: Project) -> Template:
    return _as_file(project, interface_template(project), INTERFACE_LANGUAGE)


def interface_template(project: Project) -> Catalog:
    """The messages of the templates, those that come with the engine included."""
    catalog = _new_template(INTERFACE)
    for folder in reversed(project.template_dirs()):
        found = extract_from_dir(folder, METHODS["templates"], comment_tags=("Note:",), strip_comment_tags=False)
        for filename, _, msgid, comments, _ in sorted(found, key=lambda item: (item[0], item[1])):
            location = (f"templates/{filename}", 0)
            catalog.add(msgid, locations=[location], auto_comments=comments, flags=_flags(comments))
    return catalog


def interface_messages(project: Project) -> list[SourceMessage]:
    """The messages of the templates, as checks want them."""
    return [
        SourceMessage(
            str(message.id),
            Origin(message.locations[0][0]),
            critical=False,
            sections=(),
            comments=tuple(message.auto_comments),
        )
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


def _as_file(project: Project, catalog: Catalog, source_language: str) -> Template:
    """A template as a file: the one that is there unless more would change than when and by what it was made."""
    domain = str(catalog.domain)
    path = project.locales / f"{domain}.pot"
    old, new = path.read_bytes() if path.is_file() else b"", po.content_of(catalog)
    changed = _MADE.sub("", old.decode(errors="replace")) != _MADE.sub("", new.decode())
    return Template(domain, source_language, path, new if changed else old, changed)


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


def is_variant(lang: Language, source_language: str) -> bool:
    """Whether it is the source language of another country, whose catalogue holds only what differs."""
    return bool(lang.locale.language == language(source_language).locale.language)


def load_words(project: Project, domain: str, lang: Language, source_language: str) -> Words:
    """The catalogue of a domain in a language. Raises InputError as `po.read` does."""
    if lang.code == source_language:
        return SourceWords(path="")
    words = SourceWords if is_variant(lang, source_language) else Words
    name = project.relative(project.catalog_file(lang.code, domain))
    return words(name, {str(message.id): message for message in po.read(project, domain, lang) if message.id})


def is_foreign(msgids: Collection[str], known: Container[str]) -> bool:
    """Whether a catalogue is another source's: of its four messages or more, less than a quarter is known here."""
    return len(msgids) >= 4 and 4 * sum(msgid in known for msgid in msgids) < len(msgids)
