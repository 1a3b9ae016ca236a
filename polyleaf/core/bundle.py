"""The input files of a project as a bundle for another machine: which files there are, each with its digest.

The files themselves travel by digest, so a machine that has most of them gets only the others.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from polyleaf.core.atomic_files import sha256
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError, is_file, is_present, printable, read_input
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding

INPUT_FOLDERS = ("brochures", "clinics", "locales", "styles", "templates")
"""The folders of a project from which editions are made. A bundle contains these and nothing else."""

MOST_FILES = 200_000
MOST_BYTES = 8 * 1024**3


@dataclass(frozen=True)
class BundledFile:
    """An input file: its path below the project with forward slashes, its SHA-256, and its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Bundle:
    """All input files of a project and all their folders, in the order of their paths."""

    files: tuple[BundledFile, ...]
    folders: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """The digest of all paths and contents."""
        lines = (*self.folders, *(f"{file.path}\0{file.sha256}" for file in self.files))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
        return sum(file.size for file in self.files)

    def agrees(self, reads: Mapping[str, str]) -> bool:
        """Whether the input files that were read are those of the bundle. `reads` has their digests by their paths;
        the digest of a file that did not exist is empty.
        """
        names = (name for name in reads if name.partition("/")[0] in INPUT_FOLDERS)
        return all(reads[name] == self._digests.get(name, "") for name in names)

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {file.path: file.sha256 for file in self.files}

    def check(self) -> None:
        """Raise UsageError for a path outside the input folders, and for a bundle that is too large.

        A machine that receives a bundle calls this before it writes anything.
        """
        if len(self.files) + len(self.folders) > MOST_FILES:
            raise UsageError(f"the project has more than {MOST_FILES} files, which is more than a cluster is sent")
        if self.size > MOST_BYTES:
            raise UsageError(f"the project has {self.size / 1e9:.1f} GB; the limit is {MOST_BYTES / 1e9:.1f} GB")
        for path in (*self.folders, *(file.path for file in self.files)):
            if not _is_inside(path):
                raise UsageError(f"{printable(path)} is not a path of a project's input file")


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return parts[0] in INPUT_FOLDERS and not {"", ".", ".."} & set(parts) and "\0" not in path


@dataclass
class _Packing:
    """What was found in a project so far."""

    project: Project
    files: list[BundledFile] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, path: Path) -> None:
        """Add a file, or a folder with everything in it."""
        try:
            kind = path.lstat().st_mode
            if fault := _fault(path, kind):
                self._refuse(path, fault)
            elif stat.S_ISDIR(kind):
                self.folders.append(self._name(path))
                for entry in sorted(path.iterdir()):
                    self.add(entry)
            else:
                content = read_input(path)
                self.files.append(BundledFile(self._name(path), sha256(content), len(content)))
        except OSError as error:
            self._refuse(path, error.strerror or str(error))
        except UnreadableError as error:
            self._refuse(path, str(error))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.project.root).as_posix()

    def _refuse(self, path: Path, reason: str) -> None:
        message = f"cannot be sent to a cluster: {reason}"
        self.findings.append(reader_finding("bundle-refused", Origin(self.project.relative(path)), message))


def _fault(path: Path, kind: int) -> str:
    """Why a path cannot be sent, or nothing."""
    if stat.S_ISLNK(kind):
        return "it is a symbolic link"
    return "" if printable(path.name) == path.name else "its name has characters that cannot be printed"


def pack(project: Project) -> Bundle:
    """The bundle of a project as it is now.

    Raises InputError with a finding for every file that cannot be sent, such as a symbolic link, and UsageError for a
    project that is too large.
    """
    packing = _Packing(project)
    for folder in INPUT_FOLDERS:
        path = project.root / folder
        if is_present(path):
            packing.add(path)
    if packing.findings:
        raise InputError(packing.findings)
    bundle = Bundle(tuple(packing.files), tuple(packing.folders))
    bundle.check()
    return bundle


def contents(project: Project, bundle: Bundle, digests: Iterable[str]) -> Iterator[bytes]:
    """The contents of the files with these digests, read from the project.

    Raises UsageError when a file has changed since the bundle was made.
    """
    paths = {file.sha256: file.path for file in bundle.files}
    for digest in digests:
        path = project.root / PurePosixPath(paths[digest])
        content = read_input(path) if is_file(path) else None
        if content is None or sha256(content) != digest:
            raise UsageError(f"{paths[digest]} was changed while it was sent to the cluster; build again")
        yield content
