"""Which editions a call asks for. Reads no more than the few lines it needs, so that it stays quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import yaml

from polyleaf.edition import Edition, Finish
from polyleaf.errors import UsageError
from polyleaf.project import Project
from polyleaf.pseudo import LOCALES as PSEUDO_LOCALES


@dataclass(frozen=True)
class Request:
    """What the user chose; an empty choice means all there is (for the paper: the clinic's own)."""

    brochures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    finish: Finish = "office"
    draft: bool = False
    pseudo: bool = False  # the pseudo-languages instead of the real ones


def plan(project: Project, request: Request) -> list[Edition]:
    """The editions of a request, in a fixed order. Raises UsageError for a name that the project does not have."""
    known = _Known(project)
    clinics = _choose("clinic", request.clinics, project.clinics())
    formats = _choose("format", request.formats, known.formats)
    papers = _choose("paper", request.papers, known.papers) if request.papers else None
    return sorted(
        Edition(slug, code, name, paper, clinic, request.finish, request.draft)
        for slug in _choose("brochure", request.brochures, project.brochures())
        for code in _choose("language", request.languages, PSEUDO_LOCALES if request.pseudo else known.languages(slug))
        for name in formats
        if known.is_for(name, code, slug) and (request.finish == "office" or known.is_on_paper(name))
        for clinic in clinics
        for paper in (papers or (known.paper_of(clinic),) if known.is_on_paper(name) else ("",))
    )


class _Known:
    """The names that the project's files offer, by a quick look; the builder reads the files in full."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def _formats_file(self) -> dict[str, dict[str, object]]:
        try:
            content = yaml.safe_load(self._project.style("formats.yaml").read_bytes())
        except yaml.YAMLError:
            from polyleaf.formats import load_formats  # slow to import, and says what is wrong and where

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
        return self._format(format_name).get("medium", "paper") == "paper"

    def is_for(self, format_name: str, code: str, slug: str) -> bool:
        """Whether a format has an edition in that language; a sheet that names all languages has the source's only."""
        return self._format(format_name).get("per_language", True) is not False or code == self._source(slug)

    def _format(self, name: str) -> dict[str, object]:
        found = self._formats_file["formats"][name]
        return found if isinstance(found, dict) else {}  # a wrong entry is the builder's finding

    def languages(self, slug: str) -> list[str]:
        return sorted({self._source(slug), *self._project.languages(slug)})

    def _source(self, slug: str) -> str:
        return self._line("language", self._project.brochure_file(slug).read_bytes()) or "en"

    def paper_of(self, clinic: str) -> str:
        paper = self._line("paper", self._project.clinic_file(clinic).read_bytes())
        return paper if paper in self.papers else self.papers[0]  # a wrong paper is the builder's finding

    @staticmethod
    def _line(key: str, content: bytes) -> str:
        """The value of a top-level key that stands in one line."""
        for line in content.decode("utf-8", errors="replace").splitlines():
            if line.startswith(f"{key}:"):
                return line.partition(":")[2].partition("#")[0].strip().strip("'\"")
        return ""


def _choose(kind: str, wanted: Sequence[str], known: Iterable[str]) -> list[str]:
    available = list(known)
    if not available:
        raise UsageError(f"the project has no {kind}")
    for name in wanted:
        if name not in available:
            raise UsageError(f"there is no {kind} {name!r}; there is {', '.join(available)}")
    return list(wanted) or available
