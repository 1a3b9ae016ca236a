"""Which editions a call asks for. Reads no more than it needs, so that it stays quick."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from polyleaf.core.edition import Edition, Finish
from polyleaf.core.errors import UsageError
from polyleaf.core.project import Project, choose
from polyleaf.core.shard import Shard
from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Request:
    """What the user chose; an empty choice means all there is (for paper and language: what the clinic prints)."""

    brochures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    finishes: tuple[Finish, ...] = ("office",)
    draft: bool = False
    preliminary: bool = False
    pseudo: bool = False  # the pseudo-languages instead of the real ones
    shard: Shard | None = None  # a share of these


def plan(project: Project, request: Request) -> list[Edition]:
    """The editions of a request, in a fixed order.

    Raises UsageError for a name that the project does not have, and for a choice that leaves no edition.
    """
    known = _Known(project, pseudo=request.pseudo)
    profiles = {name: known.profile(name) for name in choose("clinic", request.clinics, project.clinics())}
    formats = choose("format", request.formats, known.formats)
    papers = choose("paper", request.papers, known.papers) if request.papers else None
    editions = sorted(
        Edition(slug, code, name, paper, clinic, finish, request.draft, request.preliminary)
        for slug in choose("brochure", request.brochures, project.brochures())
        for finish in request.finishes
        for name, code in known.kinds(slug, formats, choose("language", request.languages, known.languages(slug)))
        if finish == "office" or known.is_on_paper(name)
        for clinic, profile in profiles.items()
        if not known.is_per_language(name) or code in (profile.languages & set(known.languages(slug)) or {code})
        for paper in (papers or (profile.paper,) if known.is_on_paper(name) else ("",))
    )
    if not editions:
        raise UsageError("no edition: each clinic chosen leaves these languages out, by 'languages' in its profile")
    return request.shard.of(editions) if request.shard else editions


def how_to_print(project: Project) -> dict[str, str]:
    """What to tell whoever prints each format, by its name."""
    known = _Known(project, pseudo=False)
    return {name: str(known.format_entry(name).get("how_to_print", "")) for name in known.formats}


@dataclass(frozen=True)
class _Profile:
    """What a clinic's profile says of its editions; no languages mean all."""

    paper: str
    languages: frozenset[str]


class _Known:
    """The names that the project's files offer, by a quick look; the builder reads the files in full."""

    def __init__(self, project: Project, *, pseudo: bool) -> None:
        self._project = project
        self._pseudo = pseudo

    @cached_property
    def _formats_file(self) -> dict[str, dict[str, object]]:
        try:
            content = yaml.safe_load(self._project.style("formats.yaml").read_bytes())
        except yaml.YAMLError:
            from polyleaf.design.formats import load_formats  # slow to import, and says what is wrong and where

            load_formats(self._project)
            raise
        return content if isinstance(content, dict) else {}

    @property
    def formats(self) -> list[str]:
        return list(self._formats_file.get("formats", {}))

    @property
    def papers(self) -> list[str]:
        return list(self._formats_file.get("papers", {}))

    def is_on_paper(self, format_name: str) -> bool:
        return self.format_entry(format_name).get("medium", "paper") == "paper"

    def is_per_language(self, format_name: str) -> bool:
        return self.format_entry(format_name).get("per_language", True) is not False

    def kinds(self, slug: str, formats: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The formats that a brochure has a layout for, each with its languages.

        A sheet that names all languages has no layout and one edition, in the language that the brochure is written in.
        """
        layouts, source = self._layouts(slug), self._source(slug)
        for name in formats:
            if not self.is_per_language(name):
                yield from ((name, code) for code in languages if code == source)
            elif name in layouts:
                yield from ((name, code) for code in languages)

    def _layouts(self, slug: str) -> list[str]:
        """The names below `layouts:`, each at the start of an indented line."""
        content = self._project.brochure_file(slug).read_text(encoding="utf-8", errors="replace")
        _, _, below = content.partition("\nlayouts:\n")
        block = re.split(r"^(?=\S)", below, maxsplit=1, flags=re.MULTILINE)[0]
        return re.findall(r"^ {2}([a-z][a-z0-9_-]*):", block, flags=re.MULTILINE)

    def format_entry(self, name: str) -> dict[str, object]:
        found = self._formats_file["formats"][name]
        return found if isinstance(found, dict) else {}  # a wrong entry is the builder's finding

    def languages(self, slug: str) -> list[str]:
        if self._pseudo:
            return list(PSEUDO_LOCALES)
        return sorted({self._source(slug), *self._project.languages(slug)})

    def _source(self, slug: str) -> str:
        return self._line("language", self._project.brochure_file(slug).read_bytes()) or "en"

    def profile(self, clinic: str) -> _Profile:
        """What is of use in a profile; what is wrong with it is the builder's finding."""
        try:
            content = yaml.load(self._project.clinic_file(clinic).read_bytes(), _Loader)  # noqa: S506 -- a SafeLoader
        except yaml.YAMLError:
            content = None
        found = content if isinstance(content, dict) else {}
        paper, languages = found.get("paper"), found.get("languages")
        return _Profile(
            paper=paper if paper in self.papers else self.papers[0],
            languages=frozenset(map(str, languages)) if isinstance(languages, list) else frozenset(),
        )

    @staticmethod
    def _line(key: str, content: bytes) -> str:
        """The value of a top-level key that stands in one line."""
        for line in content.decode("utf-8", errors="replace").splitlines():
            if line.startswith(f"{key}:"):
                return line.partition(":")[2].partition("#")[0].strip().strip("'\"")
        return ""
