"""Locks that make programs which change the same catalogue wait for each other.

Between reading a catalogue and writing it, nobody else may write it, or one of the two edits is lost. The locks are
advisory: an editor such as Poedit does not know them.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from polyleaf.core.errors import UsageError
from polyleaf.core.project import Project

_TIMEOUT_S = 10.0  # a save takes some milliseconds, and an update of all catalogues some seconds
_POLL_S = 0.01


@contextmanager
def sole_writer(project: Project, catalogues: Iterable[Path]) -> Iterator[None]:
    """Hold the locks of these catalogues; no other process or thread holds one of them meanwhile.

    The system releases a lock when its process ends, however it ends. Raises UsageError for a lock that cannot be
    written, or that another program holds for 10 seconds.
    """
    with ExitStack() as held:
        for path in sorted(catalogues):  # in one order, so that two programs never wait for each other
            name = project.relative(path)
            held.enter_context(_locked(project.cache / "locks" / f"{name.replace('/', '.')}.lock", name))
        yield


@contextmanager
def _locked(lock: Path, name: str) -> Iterator[None]:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("wb")
    except OSError as error:
        raise UsageError(f"cannot write to {lock.parent}: {error.strerror}") from None
    with file:
        _wait_for(file, name)
        yield


def _wait_for(file: BinaryIO, name: str) -> None:
    end = time.monotonic() + _TIMEOUT_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise UsageError(f"another program is writing {name}; wait for it, and try again") from None
            time.sleep(_POLL_S)
        else:
            return
