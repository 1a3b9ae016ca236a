"""Editions built side by side: one a job, in processes that are warm before the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from polyleaf.core.edition import Edition, Result
from polyleaf.core.input_files import is_file
from polyleaf.core.processes import side_by_side
from polyleaf.core.project import Project
from polyleaf.pipeline.edition_build import build, warm_up


def build_all(editions: Sequence[Edition], project: Project, jobs: int) -> Iterator[Result]:
    """The results of all editions, as they come.

    When the caller stops early (Ctrl-C), nothing of the processes is left: only the caller writes.
    Raises BrokenProcessPool when a process dies.
    """
    warm_up(project)
    work = partial(build, project=project)
    yield from side_by_side(work, _longest_first(editions, project), jobs, partial(warm_up, project))


def _longest_first(editions: Sequence[Edition], project: Project) -> list[Edition]:
    """The editions with the longest catalogues first: they take longest, and nobody waits for them at the end."""

    def length(edition: Edition) -> int:
        catalogue = project.catalog_file(edition.language, edition.brochure)
        return catalogue.stat().st_size if is_file(catalogue) else 0

    return sorted(editions, key=length, reverse=True)
