"""Build editions in several processes, which import everything before their first edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from polyleaf.core.edition import Edition, Result
from polyleaf.core.findings import Origin
from polyleaf.core.input_files import is_file
from polyleaf.core.processes import side_by_side
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.formats import load_formats
from polyleaf.pipeline.edition_build import build
from polyleaf.translation.extraction import interface_messages


def build_all(
    editions: Sequence[Edition], workspace: Workspace, jobs: int, *, with_map: bool = False, anew: bool = False
) -> Iterator[Result]:
    """The results of all editions, in the order in which they finish; with the maps of their messages on request.

    An edition whose process is killed is built once more, and then refused. When the caller stops early (Ctrl-C), no
    process is left. Only the caller writes. With `anew`, no process is a fork of this one, which may have threads.
    Raises InputError for a file that all editions need.
    """
    warm_up(workspace)
    work, prepare = partial(build, workspace=workspace, with_map=with_map), partial(warm_up, workspace)
    yield from side_by_side(work, longest_first(editions, workspace), jobs, prepare, lost, anew=anew)


def warm_up(workspace: Workspace) -> None:
    """Load what every edition of a project needs, before the first one."""
    workspace.load(font_lock.prepare).activate()
    workspace.load(load_formats)
    workspace.load_kept(interface_messages)


def lost(edition: Edition) -> Result:
    """The result of an edition that no process has finished."""
    message = "its process was killed each time"
    return Result(edition, (reader_finding("worker-lost", Origin(edition.name), message),))


def longest_first(editions: Sequence[Edition], workspace: Workspace) -> list[Edition]:
    """The editions with the longest catalogues first, because they take longest and should not be the last."""

    def length(edition: Edition) -> int:
        catalogue = workspace.catalog_file(edition.language, edition.brochure)
        return catalogue.stat().st_size if is_file(catalogue) else 0

    return sorted(editions, key=length, reverse=True)
