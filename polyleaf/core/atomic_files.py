"""Write files and folders completely or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polyleaf.core.errors import UsageError


def sha256(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Write to a temporary name beside the target, then rename it. A reader sees either the old file or the new one.

    Raises UsageError when the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"cannot write to {path.parent}: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink()
        if isinstance(error, OSError):
            raise UsageError(f"cannot write {path}: {error.strerror}") from None
        raise


def remove_file(path: Path) -> None:
    """Remove a file if it exists. Raises UsageError if the system refuses, and for a folder."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        reason = "it is a folder" if path.is_dir() else error.strerror
        raise UsageError(f"cannot remove {path}: {reason}") from None


def check_writable(folder: Path) -> None:
    """Raise UsageError for a folder in which no file can be written. A folder that does not exist is created."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from None


@contextmanager
def whole_folder(path: Path, marker: str) -> Iterator[Path]:
    """A folder to fill under a temporary name beside the target. It replaces the target when everything has succeeded.

    An existing folder is replaced if it is empty, or if it contains the file `marker`, which shows that the caller made
    it. Raises UsageError for any other folder, and when the folder cannot be written.
    """
    check_replaceable(path, marker)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise UsageError(f"cannot write to {path.parent}: {error.strerror}") from None
    try:
        folder, former = temporary / "new", temporary / "former"
        folder.mkdir()
        yield folder
        if path.exists():
            path.replace(former)
        folder.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    finally:
        shutil.rmtree(temporary)


def check_replaceable(path: Path, marker: str) -> None:
    """Raise UsageError for a folder that `whole_folder` would not replace."""
    replaceable = path.is_dir() and ((path / marker).is_file() or not any(path.iterdir()))
    if path.exists() and not replaceable:
        raise UsageError(f"{path} is not empty and is not an earlier output; name another folder, or remove it")
