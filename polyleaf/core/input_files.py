"""Input files read with care: a file that cannot be read is an error with a reason, never a traceback or a wait."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from polyleaf.core.errors import UsageError


class UnreadableError(Exception):
    """A file that cannot be read; the text is the reason, such as `Permission denied`."""


def read_input(path: Path, limit_bytes: int | None = None) -> bytes:
    """The content of a file.

    Raises UnreadableError for what is no file, what the system refuses, and what is larger than the limit. A named pipe
    or a device is refused before it is opened, as a read from it may never end.
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
    """Whether there is a file; unlike `Path.is_file` it raises no error where the system will not say."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder; unlike `Path.is_dir` it raises no error where the system will not say."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_present(path: Path) -> bool:
    """Whether something has that name, even a link that leads nowhere or a file in a folder that is closed to us.

    What is there is read, or said to be wrong; it is never passed over as if it were not there.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def entries(folder: Path) -> Iterator[Path]:
    """What is in a folder, in the order of the names, without hidden files; nothing where there is no such folder.

    Editors and file managers keep hidden files of their own, such as `.#mine.yaml` or `._example.yaml`.
    Raises UsageError for a folder that the system does not let us read.
    """
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise UsageError(f"cannot read the folder {printable(folder)}: {_reason(error)}") from None
    yield from (path for path in found if not path.name.startswith("."))


def printable(path: Path | str) -> str:
    """A path as text that can be printed: what is not UTF-8, or no letter or sign, becomes a replacement character."""
    text = os.fsencode(path).decode("utf-8", errors="replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
