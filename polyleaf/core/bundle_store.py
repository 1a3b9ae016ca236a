"""Bundles on the machine that receives them: files by digest, and a folder for each project made from them.

Several processes may use a store at once, and each may be killed at any moment: what is there is whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from polyleaf.core.atomic_files import sha256, write_atomically
from polyleaf.core.bundle import Bundle
from polyleaf.core.errors import UsageError
from polyleaf.core.input_files import UnreadableError, is_file, read_input

_MOST_PROJECTS = 4
_SECONDS_UNUSED = 24 * 60 * 60
_SHARED_WORK = "shared"
_WORK_OF_JOBS = "job-"


@dataclass(frozen=True)
class BundleStore:
    """A folder with the bundles that were received.

    It is limited: projects that nothing was built from for a day are removed, except the four that were used last, and
    so are files that no project has.
    """

    folder: Path

    def name(self) -> str:
        """A name that processes with the same folder share, and no others. Raises UsageError."""
        path = self.folder / "name"
        if not is_file(path):
            write_atomically(path, uuid4().hex.encode())
        return read_input(path).decode()

    def project(self, digest: str) -> Path | None:
        """The folder of the project with that digest, if it is here."""
        path = self._project(digest)
        try:
            os.utime(path)  # used now
        except FileNotFoundError:
            return None
        return path

    def work_dir(self, name: str) -> Path:
        """Where fonts and pages are kept, for all projects or for the work of that name alone."""
        return self.folder / "work" / (f"{_WORK_OF_JOBS}{name}" if name else _SHARED_WORK)

    def missing(self, bundle: Bundle) -> tuple[str, ...]:
        """The digests of the files that are not here, each once."""
        if self.project(bundle.digest):
            return ()
        digests = dict.fromkeys(file.sha256 for file in bundle.files)
        return tuple(digest for digest in digests if not is_file(self._file(digest)))

    def add(self, files: Iterable[bytes]) -> None:
        """Keep files by their digests. Raises UsageError when they cannot be written."""
        for content in files:
            write_atomically(self._file(sha256(content)), content)

    def unpack(self, bundle: Bundle) -> bool:
        """Make the folder of a project. Returns False, and makes none, while a file is missing or damaged.

        Raises UsageError for a bundle with a path outside a project, and when nothing can be written.
        """
        bundle.check()
        if self.project(bundle.digest):
            return True
        if not self._are_whole(bundle):
            return False
        target = self._project(bundle.digest)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as temporary:
                self._fill(Path(temporary) / "new", bundle)
                _move(Path(temporary) / "new", target)
            self._trim()
        except OSError as error:
            raise UsageError(f"cannot write to {target.parent}: {error.strerror}") from None
        return True

    def _project(self, digest: str) -> Path:
        return self.folder / "projects" / digest

    def _file(self, digest: str) -> Path:
        return self.folder / "files" / digest[:2] / digest[2:]

    def _are_whole(self, bundle: Bundle) -> bool:
        """Whether all files are here with the content that their names promise. Damaged ones are removed."""
        whole = True
        for digest in {file.sha256 for file in bundle.files}:
            path = self._file(digest)
            try:
                same = sha256(read_input(path)) == digest
            except UnreadableError:
                same = False
            if not same:
                path.unlink(missing_ok=True)
                whole = False
        return whole

    def _fill(self, folder: Path, bundle: Bundle) -> None:
        folder.mkdir()
        for name in bundle.folders:
            (folder / name).mkdir(parents=True)
        for file in bundle.files:
            _link(self._file(file.sha256), folder / file.path)

    def _trim(self) -> None:
        """Remove what was not used for a long time."""
        left_over = self._unused(self.folder.glob("projects/.*"))  # by a process that was killed
        projects = sorted(self.folder.glob("projects/[!.]*"), key=lambda path: path.stat().st_mtime, reverse=True)
        of_jobs = self.folder.glob(f"work/{_WORK_OF_JOBS}*")
        for path in (*left_over, *self._unused(projects[_MOST_PROJECTS:]), *self._unused(of_jobs)):
            shutil.rmtree(path, ignore_errors=True)
        for path in self._unused(self.folder.glob("files/*/*")):
            if path.stat().st_nlink == 1:  # no project has it
                path.unlink(missing_ok=True)

    def _unused(self, paths: Iterable[Path]) -> Iterator[Path]:
        limit = time.time() - _SECONDS_UNUSED
        return (path for path in paths if path.exists() and path.stat().st_mtime < limit)


def _move(folder: Path, target: Path) -> None:
    """Rename a folder, unless another process has made the same one meanwhile."""
    try:
        folder.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _link(path: Path, target: Path) -> None:
    """Make a file appear in a second place. It is copied where the disk has no hard links."""
    try:
        target.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, target)
