"""Editions built side by side: one a job, in processes that are warm before the first."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from polyleaf.build import build, warm_up
from polyleaf.edition import Edition, Result
from polyleaf.project import Project


def build_all(editions: Sequence[Edition], project: Project, jobs: int) -> Iterator[Result]:
    """The results of all editions, as they come.

    When the caller stops early (Ctrl-C), the processes are ended and nothing of theirs is left: only the caller writes.
    Raises BrokenProcessPool when a process dies.
    """
    warm_up(project)
    if jobs == 1 or len(editions) == 1:
        yield from (build(edition, project) for edition in editions)
        return
    executor = ProcessPoolExecutor(min(jobs, len(editions)), _context(), _initialize, (project,))
    try:
        pending = [executor.submit(build, edition, project) for edition in _longest_first(editions, project)]
        for future in as_completed(pending):
            yield future.result()
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    executor.shutdown()


def _longest_first(editions: Sequence[Edition], project: Project) -> list[Edition]:
    """The editions with the longest catalogues first: they take longest, and nobody waits for them at the end."""

    def length(edition: Edition) -> int:
        catalogue = project.catalog_file(edition.language, edition.brochure)
        return catalogue.stat().st_size if catalogue.is_file() else 0

    return sorted(editions, key=length, reverse=True)


def _context() -> multiprocessing.context.BaseContext:
    """Fork where it is safe: the parent has imported everything and runs no thread yet. macOS starts anew."""
    return multiprocessing.get_context("spawn" if sys.platform == "darwin" else "fork")


def _initialize(project: Project) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its children
    warm_up(project)
