"""The same work for many items, side by side in processes."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def side_by_side(
    work: Callable[[Item], Done], items: Sequence[Item], jobs: int, prepare: Callable[[], None] | None = None
) -> Iterator[Done]:
    """What comes of each item, as it comes; `prepare` is called once a process, before its first item.

    When the caller stops early (Ctrl-C), the processes are ended. Raises BrokenProcessPool when a process dies.
    """
    if jobs == 1 or len(items) <= 1:
        if prepare:
            prepare()
        yield from map(work, items)
        return
    executor = ProcessPoolExecutor(min(jobs, len(items)), _context(), _initialize, (prepare,))
    try:
        for future in as_completed([executor.submit(work, item) for item in items]):
            yield future.result()
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    executor.shutdown()


def _context() -> multiprocessing.context.BaseContext:
    """Fork where it is safe: the parent has imported everything and runs no thread yet. macOS starts anew."""
    return multiprocessing.get_context("spawn" if sys.platform == "darwin" else "fork")


def _initialize(prepare: Callable[[], None] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its children
    if prepare:
        prepare()
