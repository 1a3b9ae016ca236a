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


def build(edition: Edition, workspace: Workspace) -> Result:
    """What `edition_build.build` gives, from the store where the same was built before.

    A process waits for one that is building an edition of the same name, as that is mostly the same build.
    """
    with _locked(_folder(edition)):
        return _stored(edition, workspace)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stored(edition: Edition, workspace: Workspace) -> Result:
    workspace.refresh()
    for described in sorted(_folder(edition).glob("*.json")):
        reads = json.loads(described.read_text(encoding="utf-8"))
        if workspace.holds(reads):
            result: Result = pickle.loads(described.with_suffix(".pickle").read_bytes())  # noqa: S301 -- written below
            return result
    result = edition_build.build(edition, workspace)
    if result.fit_step is not None or result.files:
        _keep(result)
    return result


def _folder(edition: Edition) -> Path:
    return STORE / freshness.made_with()[:16] / edition.name


def _keep(result: Result) -> None:
    described = json.dumps(dict(result.reads), indent=1).encode()
    path = _folder(result.edition) / sha256(described)[:16]
    write_atomically(path.with_suffix(".pickle"), pickle.dumps(replace(result, reads=dict(result.reads))))
    write_atomically(path.with_suffix(".json"), described)  # last: a reader looks for it first
