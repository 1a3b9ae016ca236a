"""Read input files safely. A file that cannot be read gives an error with a reason, never a traceback or a wait."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from polyleaf.core.errors import UsageError


class UnreadableError(Exception):
    """A file that cannot be read. Its text is the reason, such as `Permission denied`."""


def read_input(path: Path, limit_bytes: int | None = None) -> bytes:
    """The content of a file.

    Raises UnreadableError for anything that is not a file, for what the system refuses to read, and for a file that is
    larger than the limit. A named pipe or a device is refused before it is opened, because reading it may never end.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableError("it is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("it is not an ordinary file")
        if limit_bytes is not None and found.st_size > limit_bytes:
            raise UnreadableError(f"it has {found.st_size / 1e6:.1f} MB; the limit is {limit_bytes / 1e6:.0f} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(_reason(error)) from None
    except ValueError:
        raise UnreadableError("its name has a NUL character") from None


def is_file(path: Path) -> bool:
    """Whether there is a file. Unlike `Path.is_file`, it raises no error when the system refuses to answer."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder. Unlike `Path.is_dir`, it raises no error when the system refuses to answer."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_present(path: Path) -> bool:
    """Whether the name exists, even as a link that leads nowhere, or as a file in a folder that cannot be read.

    What exists is read or reported as wrong. It is never skipped as if it did not exist.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def entries(folder: Path) -> Iterator[Path]:
    """What is in a folder, sorted by name, without hidden files. Nothing if the folder does not exist.

    Editors and file managers keep hidden files of their own, such as `.#mine.yaml` or `._example.yaml`. Raises
    UsageError for a folder that the system does not allow to be read.
    """
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise UsageError(f"cannot read the folder {printable(folder)}: {_reason(error)}") from None
    yield from (path for path in found if not path.name.startswith("."))


def printable(path: Path | str) -> str:
    """A path as printable text. Anything that is not UTF-8, and any unprintable character, becomes a replacement
    character.
    """
    text = os.fsencode(path).decode("utf-8", errors="replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
