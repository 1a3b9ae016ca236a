"""Results of builds, shared by all tests and by all processes of a test run.

A stored result stands for a build only while the engine, the tools and every file that was read for it are the same.
What is refused before anything is laid out is not stored: a file that cannot be found or opened is not read.
Tests of the build itself, and tests that patch the engine, call `edition_build.build`.
"""

from __future__ import annotations

import fcntl
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from polyleaf.core.atomic_files import sha256, write_atomically
from polyleaf.core.edition import Edition, Result
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import edition_build, freshness

STORE = Path(__file__).resolve().parent.parent / ".cache" / "test-results"


def build(edition: Edition, workspace: Workspace, *, with_map: bool = False) -> Result:
    """What `edition_build.build` gives, from the store where the same was built before.

    A process waits for one that is building an edition of the same name, as that is mostly the same build.
    """
    folder = STORE / freshness.made_with()[:16] / (edition.map_name if with_map else edition.name)
    with _locked(folder):
        return _stored(folder, edition, workspace, with_map=with_map)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stored(folder: Path, edition: Edition, workspace: Workspace, *, with_map: bool) -> Result:
    workspace.refresh()
    for described in sorted(folder.glob("*.json")):
        reads = json.loads(described.read_text(encoding="utf-8"))
        if workspace.holds(reads):
            result: Result = pickle.loads(described.with_suffix(".pickle").read_bytes())  # noqa: S301 -- written below
            return result
    result = edition_build.build(edition, workspace, with_map=with_map)
    if result.fit_step is not None or result.files:
        _keep(folder, result)
    return result


def _keep(folder: Path, result: Result) -> None:
    described = json.dumps(dict(result.reads), indent=1).encode()
    path = folder / sha256(described)[:16]
    write_atomically(path.with_suffix(".pickle"), pickle.dumps(replace(result, reads=dict(result.reads))))
    write_atomically(path.with_suffix(".json"), described)  # last: a reader looks for it first
