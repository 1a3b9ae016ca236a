"""Remove what the program made in `dist/` and `.cache/`, and nothing else.

Caches can always be made again. Releases and review sheets are left: a release was handed out, and people write into
review sheets.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.atomic_files import remove_file
from polyleaf.core.errors import UsageError
from polyleaf.core.in_use import LOCK, alone
from polyleaf.core.names import language_fault, slug_fault
from polyleaf.core.project import Project
from polyleaf.core.shard import Shard

_CACHES = {
    "fonts": "cut fonts",
    "pages": "kept pages",
    "loads": "kept labels and findings",
    "drawings": "proofs of pictures",
}
_RECORDS = "editions"
_ENDING = re.compile(r"\.(sheets\.pdf|pdf|html)$")
_PARTS_AT_LEAST = 4  # brochure, language, format and clinic; a paper may be between
_TEMPORARY = re.compile(r"\.(.+)\.[a-z0-9_]{8}")  # the names that `write_atomically` uses until it renames
_DIFF_MARKER = "diff.json"


@dataclass(frozen=True)
class Removed:
    """What was removed: its kind in words, the number of its files, and their size in bytes."""

    kind: str
    files: int
    size: int


@dataclass(frozen=True)
class Cleaned:
    """What `clean` removed, and the paths below `dist/` and `.cache/` that it left."""

    removed: tuple[Removed, ...]
    left: tuple[str, ...]


def clean(project: Project, *, cache_only: bool) -> Cleaned:
    """Remove the caches and, unless `cache_only`, the editions in `dist/` with their records, proofs and comparisons.

    The records belong to the editions: without them, a build would not know which of them are outdated. Links are not
    followed. Raises UsageError while the project is being built, and for what cannot be removed.
    """
    with alone(project.cache):
        found = [*_caches(project), *(() if cache_only else _of_dist(project))]
        removed = tuple(_totals(found))
        for _, path in found:
            _remove(path)
        for folder in (project.dist / "proofs", project.dist):
            if _is_own_folder(folder) and not any(folder.iterdir()):
                folder.rmdir()
        return Cleaned(removed, tuple(_left(project)))


def _caches(project: Project) -> Iterator[tuple[str, Path]]:
    for name, kind in _CACHES.items():
        if _is_own_folder(project.cache / name):
            yield kind, project.cache / name


def _of_dist(project: Project) -> Iterator[tuple[str, Path]]:
    """What the program made in `dist/`, each with its kind. The records come last, for the case of a kill."""
    for path in _entries(project.dist):
        if path.is_file() and not path.is_symlink():
            yield from ((kind, path) for kind, is_one in _KINDS.items() if is_one(path.name))
    proofs, diff = project.dist / "proofs", project.dist / "diff"
    if _is_own_folder(proofs):
        yield from (("contact sheets", path) for path in _entries(proofs) if path.suffix == ".png" and path.is_file())
    if _is_own_folder(diff) and (diff / _DIFF_MARKER).is_file():
        yield "a comparison", diff
    if _is_own_folder(project.cache / _RECORDS):
        yield "records of editions", project.cache / _RECORDS


def _is_edition(name: str) -> bool:
    """Whether a file has the name of an edition's file."""
    parts = _ENDING.sub("", name).split(".")
    return (
        _ENDING.search(name) is not None
        and len(parts) >= _PARTS_AT_LEAST
        and slug_fault(parts[0]) is None
        and language_fault(parts[1]) is None
    )


def _is_left_over(name: str) -> bool:
    """Whether a file was not finished, because its process was killed."""
    found = _TEMPORARY.fullmatch(name)
    return found is not None and (_is_edition(found[1]) or Shard.is_file(found[1]))


_KINDS: dict[str, Callable[[str], bool]] = {
    "editions": _is_edition,
    "descriptions of parts": Shard.is_file,
    "unfinished files": _is_left_over,
}


def _is_own_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _totals(found: list[tuple[str, Path]]) -> Iterator[Removed]:
    for kind in dict.fromkeys(kind for kind, _ in found):
        sizes = [size for other, path in found if other == kind for size in _sizes(path)]
        yield Removed(kind, len(sizes), sum(sizes))


def _sizes(path: Path) -> Iterator[int]:
    files = path.rglob("*") if path.is_dir() else [path]
    return (file.lstat().st_size for file in files if file.is_symlink() or file.is_file())


def _remove(path: Path) -> None:
    if not path.is_dir():
        remove_file(path)
        return
    try:
        shutil.rmtree(path)
    except OSError as error:
        raise UsageError(f"cannot remove {path}: {error.strerror}") from None


def _left(project: Project) -> Iterator[str]:
    for folder in (project.dist, project.cache):
        yield from (project.relative(path) for path in _entries(folder) if path.name != LOCK)
