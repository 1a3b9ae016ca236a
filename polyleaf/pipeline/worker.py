"""What a process of an executor does: it builds the editions of a batch, one after another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from polyleaf.core.edition import Edition, Result
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import build
from polyleaf.pipeline.pool import warm_up


@dataclass
class _Process:
    """What this process keeps between batches: the project that it built last, with all that was loaded for it.

    Each batch brings a workspace without a memory. Nothing that is kept can be outdated, because a workspace compares
    the digests of all files.
    """

    workspace: Workspace | None = None

    def workspace_of(self, wanted: Workspace) -> Workspace:
        kept = self.workspace
        if kept is None or (kept.root, kept.work_dir) != (wanted.root, wanted.work_dir):
            self.workspace = kept = wanted
        return kept


_PROCESS = _Process()
ONE_AT_A_TIME = threading.RLock()
"""WeasyPrint lays out with one set of fonts in a process, so the threads of an executor take turns."""


def build_batch(editions: Sequence[Edition], workspace: Workspace) -> list[Result]:
    """Build editions of a project that this process can read. Raises UsageError and InputError as `pool` does."""
    with ONE_AT_A_TIME:
        here = _PROCESS.workspace_of(workspace)
        here.refresh()
        warm_up(here)
        built = (build(edition, here) for edition in editions)
        return [replace(result, reads=dict(result.reads)) for result in built]
