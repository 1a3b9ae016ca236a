"""Which editions a call asks for, according to the YAML files. Nothing heavy is imported, so that planning is quick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from polyleaf.content.yaml_layers import read_style
from polyleaf.content.yaml_reader import read_mapping
from polyleaf.core.edition import Edition, Finish
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.names import language_fault
from polyleaf.core.project import choose
from polyleaf.core.shard import Shard
from polyleaf.core.workspace import Workspace
from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES


@dataclass(frozen=True)
class Request:
    """What the user chose. An empty choice means all (for paper and language: what the clinic prints)."""

    brochures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    finishes: tuple[Finish, ...] = ("office",)
    draft: bool = False
    preliminary: bool = False
    pseudo: bool = False  # the pseudo-languages instead of the real ones
    shard: Shard | None = None  # only a share of these


def plan(workspace: Workspace, request: Request) -> list[Edition]:
    """The editions of a request, in a fixed order.

    Raises UsageError for a name that the project does not have, and for a choice that leaves no edition.
    """
    known = _Known(workspace, pseudo=request.pseudo)
    profiles = {name: known.profile(name) for name in choose("clinic", request.clinics, workspace.clinics())}
    formats = choose("format", request.formats, known.formats)
    papers = choose("paper", request.papers, known.papers) if request.papers else None
    slugs = workspace.brochures()
    editions = sorted(
        Edition(slug, code, name, paper, clinic, finish, request.draft, request.preliminary)
        for slug in choose("brochure", request.brochures, slugs)
        for finish in request.finishes
        for name, code in known.kinds(slug, formats, choose("language", request.languages, known.languages(slug)))
        if finish == "office" or known.is_on_paper(name)
        for clinic, profile in profiles.items()
        if slug in (profile.brochures & set(slugs) or {slug})
        if not known.is_per_language(name) or code in (profile.languages & set(known.languages(slug)) or {code})
        for paper in known.papers_of(name, papers or (profile.paper,))
    )
    in_use = papers or {profile.paper for profile in profiles.values()}
    if not editions and not any(known.papers_of(name, in_use) for name in formats):
        raise UsageError(
            "no edition: none of the formats is printed on that paper, by 'papers' and 'paper_for' in "
            "styles/formats.yaml"
        )
    if not editions:
        raise UsageError(
            "no edition: each clinic chosen leaves these languages or brochures out, by 'languages' and 'brochures' "
            "in its profile"
        )
    return request.shard.of(editions) if request.shard else editions


def how_to_print(workspace: Workspace) -> dict[str, str]:
    """What to tell the people who print each format, by its name."""
    known = _Known(workspace, pseudo=False)
    return {name: str(known.format_entry(name).get("how_to_print", "")) for name in known.formats}


@dataclass(frozen=True)
class _Profile:
    """What a clinic's profile says about its editions. No languages, and no brochures, means all."""

    paper: str
    languages: frozenset[str]
    brochures: frozenset[str]


class _Known:
    """The names in the project's files. The builder checks the files completely, and reports what is wrong."""

    def __init__(self, workspace: Workspace, *, pseudo: bool) -> None:
        self._workspace = workspace
        self._pseudo = pseudo

    @cached_property
    def _formats_file(self) -> dict[str, Any]:
        content, _ = self._workspace.load(read_style, "formats.yaml")
        if not all(isinstance(content.get(key), dict) and content[key] for key in ("formats", "papers")):
            from polyleaf.design.formats import load_formats  # slow to import; it reports what is wrong and where

            load_formats(self._workspace)
        return content

    @property
    def formats(self) -> list[str]:
        return list(self._formats_file["formats"])

    @property
    def papers(self) -> list[str]:
        return list(self._formats_file["papers"])

    def is_on_paper(self, format_name: str) -> bool:
        return bool(self.format_entry(format_name).get("medium", "paper") == "paper")

    def papers_of(self, format_name: str, wanted: Iterable[str]) -> list[str]:
        """The papers on which a format is printed where these are wanted; one without a name for the screen."""
        if not self.is_on_paper(format_name):
            return [""]
        entry = self.format_entry(format_name)
        named, by_paper = entry.get("papers"), entry.get("paper_for")
        if isinstance(by_paper, dict) and by_paper:
            own = [str(paper) for paper in by_paper.values()]
            return sorted({str(by_paper.get(paper, paper)) for paper in wanted if paper in by_paper or paper in own})
        return [paper for paper in wanted if not isinstance(named, list) or not named or paper in named]

    def is_per_language(self, format_name: str) -> bool:
        return self.format_entry(format_name).get("per_language", True) is not False

    def kinds(self, slug: str, formats: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The formats for which a brochure has a layout, each with its languages.

        A sheet that lists all languages has no layout and one edition, in the language in which the brochure is
        written. If a brochure cannot be read, all formats are planned, so that the builder reports what is wrong with
        it.
        """
        layouts, source = self._layouts(slug), self._source(slug)
        for name in formats:
            if not self.is_per_language(name):
                yield from ((name, code) for code in languages if code == source)
            elif layouts is None or name in layouts:
                yield from ((name, code) for code in languages)

    def _layouts(self, slug: str) -> list[str] | None:
        """The formats for which a brochure has a layout. None if they cannot be read."""
        content = _brochure(self._workspace, slug)
        return [name for name in self.formats if content and name in content["layouts"]] or None

    def format_entry(self, name: str) -> dict[str, Any]:
        found = self._formats_file["formats"][name]
        return found if isinstance(found, dict) else {}  # the builder reports a wrong entry

    def languages(self, slug: str) -> list[str]:
        if self._pseudo:
            return list(PSEUDO_LOCALES)
        return sorted({self._source(slug), *self._workspace.languages(slug)})

    def _source(self, slug: str) -> str:
        stated = (_brochure(self._workspace, slug) or {}).get("language")
        return str(stated) if isinstance(stated, str) and language_fault(stated) is None else "en"

    def profile(self, clinic: str) -> _Profile:
        """The part of a profile that planning needs."""
        found = _mapping(self._workspace, self._workspace.clinic_file(clinic)) or {}
        paper = found.get("paper")
        return _Profile(
            paper=str(paper) if paper in self.papers else self.papers[0],
            languages=_names(found.get("languages")),
            brochures=_names(found.get("brochures")),
        )


def _names(written: object) -> frozenset[str]:
    return frozenset(map(str, written)) if isinstance(written, list) else frozenset()


def unreadable_brochures(workspace: Workspace) -> list[str]:
    """The slugs of the brochures whose plan is unknown, because they cannot be read."""
    return [slug for slug in workspace.brochures() if _brochure(workspace, slug) is None]


def _brochure(workspace: Workspace, slug: str) -> dict[str, Any] | None:
    content = _mapping(workspace, workspace.brochure_file(slug))
    return content if content and isinstance(content.get("layouts"), dict) else None


def _mapping(workspace: Workspace, path: Path) -> dict[str, Any] | None:
    """The content of a YAML file. None if it cannot be read, which the builder reports."""
    try:
        return workspace.load(read_mapping, path)[0]
    except InputError:
        return None
