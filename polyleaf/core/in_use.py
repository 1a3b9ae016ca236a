"""Tell other processes that a cache is in use, so that nobody removes the fonts with which pages are laid out.

The system frees a lock when its process ends, however that happens.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polyleaf.core.errors import UsageError

LOCK = "in-use.lock"
"""The name of the file in the cache that is locked. It is empty."""


@contextmanager
def in_use(cache: Path) -> Iterator[None]:
    """Use a cache. Any number of processes may do so at once; this waits for one that has it alone.

    A cache in which nothing can be written is used without a lock, because nobody can remove anything from it either.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(cache / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # also for the processes that were forked meanwhile
        os.close(descriptor)


@contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Have a cache alone. Raises UsageError while another process uses it, and when it cannot be locked."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(cache / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise UsageError(f"cannot write to {cache}: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise UsageError("this project is being built; wait until that has ended") from None
    finally:
        os.close(descriptor)
