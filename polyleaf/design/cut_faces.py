"""Compare the cut faces in the cache with what was cut. A damaged face would print text that nobody can read.

`faces.json` beside the faces contains the SHA-256 of each, and what the system said about the file when it was computed
(inode, size, times of the last change). As long as the system says the same, nobody has written to the file, and its
digest is not computed again. That would take 34 ms of processor time for the 47 MB of all faces, and asking the system
takes 0.1 ms. A program cannot set the time of change (ctime), so a copied, restored or edited file is always read. A
release does not use this cache: it cuts its faces again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from polyleaf.core.atomic_files import sha256, write_atomically
from polyleaf.core.errors import UsageError
from polyleaf.core.input_files import UnreadableError, read_input

_RECORD = "faces.json"


@dataclass(frozen=True)
class _CutFace:
    """A face as it was cut, and what the system says about its file."""

    sha256: str
    described: str


def remember(folder: Path, names: Collection[str]) -> None:
    """Record the digest of each face in a folder. Raises OSError for a face that does not exist, and UsageError."""
    faces = {name: _CutFace(sha256((folder / name).read_bytes()), _described(folder / name)) for name in names}
    _write(folder, faces)


def are_whole(folder: Path, names: Collection[str]) -> bool:
    """Whether a folder contains all these faces as they were cut."""
    known = _read(folder)
    try:
        now = {name: _CutFace(known[name].sha256, _described(folder / name)) for name in names}
        changed = [name for name, face in now.items() if face != known[name]]
        if any(sha256(read_input(folder / name)) != known[name].sha256 for name in changed):
            return False
    except (KeyError, OSError, UnreadableError):
        return False
    if changed:
        with suppress(UsageError):  # a cache that cannot be written is read again the next time
            _write(folder, now)
    return True


def _described(path: Path) -> str:
    """What changes whenever somebody writes to a file or replaces it. Raises OSError."""
    found = path.stat()
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _write(folder: Path, faces: dict[str, _CutFace]) -> None:
    content = {name: asdict(face) for name, face in sorted(faces.items())}
    write_atomically(folder / _RECORD, (json.dumps(content, indent=1) + "\n").encode())


def _read(folder: Path) -> dict[str, _CutFace]:
    """What was recorded. Nothing if there is no record, or none that can be read."""
    try:
        noted = json.loads(read_input(folder / _RECORD))
        return {name: _CutFace(face["sha256"], face["described"]) for name, face in noted.items()}
    except (UnreadableError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
