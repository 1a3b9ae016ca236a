"""Do the same work for many items in several worker processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")

_TRIES = 2
_SECONDS_TO_END = 1.0
_SECONDS_BETWEEN_LOOKS = 0.5


class WorkerLostError(Exception):
    """The process that worked on an item was killed, for example because the system had no memory left."""


@dataclass
class _Job(Generic[Item]):
    """An item, and how many workers have started it."""

    item: Item
    begun: int = 0


@dataclass
class _Worker(Generic[Item]):
    """A process, this end of the pipe to it, and its current job."""

    process: BaseProcess
    pipe: Connection
    job: _Job[Item] | None = None


def side_by_side(
    work: Callable[[Item], Done],
    items: Sequence[Item],
    jobs: int,
    prepare: Callable[[], object] | None = None,
    lost: Callable[[Item], Done] | None = None,
    *,
    anew: bool = False,
) -> Generator[Done, None, None]:
    """The result of each item, in the order in which the items finish.

    `prepare` is called once in each process before its first item. If a worker is killed, its item is given to another
    worker once more. After that, `lost` gives the result; without `lost`, WorkerLostError is raised. An exception of
    `work` is raised here. However this function ends, it leaves no worker behind. The workers also end by themselves
    when this process ends.

    With `anew`, all work is done in other processes, and each imports everything itself: this one may have threads, or
    an item may be one that kills its process.
    """
    if not anew and (jobs == 1 or len(items) <= 1):
        if prepare:
            prepare()
        yield from map(work, items)
        return
    waiting = deque(_Job(item) for item in items)
    workers: list[_Worker[Item]] = []
    try:
        while waiting or any(worker.job for worker in workers):
            _hand_out(waiting, workers, jobs, partial(_start, work, prepare, anew=anew))
            for worker in _ready(workers):
                job, worker.job = worker.job, None
                assert job  # noqa: S101 -- only busy workers are waited for
                try:
                    succeeded, outcome = worker.pipe.recv()
                except (EOFError, ConnectionError):
                    workers.remove(worker)
                    _end([worker])
                    if job.begun < _TRIES:
                        waiting.appendleft(job)
                    elif lost:
                        yield lost(job.item)
                    else:
                        raise WorkerLostError(str(job.item)) from None
                    continue
                if not succeeded:
                    raise outcome
                yield outcome
    finally:
        _end(workers)


def _hand_out(
    waiting: deque[_Job[Item]],
    workers: list[_Worker[Item]],
    jobs: int,
    start: Callable[[], _Worker[Item]],
) -> None:
    """Give a job to every idle worker, and start workers while there are more jobs."""
    while waiting:
        idle = next((worker for worker in workers if worker.job is None), None)
        if idle is None:
            if len(workers) == jobs:
                return
            idle = start()
            workers.append(idle)
        idle.job = waiting.popleft()
        idle.job.begun += 1
        try:
            idle.pipe.send(idle.job.item)
        except ConnectionError:
            continue  # it was killed while it was idle; reading from it reports that


def _ready(workers: Sequence[_Worker[Item]]) -> list[_Worker[Item]]:
    busy = {worker.pipe: worker for worker in workers if worker.job}
    return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _start(work: Callable[[Item], Done], prepare: Callable[[], object] | None, *, anew: bool) -> _Worker[Item]:
    """Fork where that is safe: this process has imported everything and has no other thread yet. macOS always starts a
    new one.
    """
    spawns = anew or sys.platform == "darwin"
    context = multiprocessing.get_context("spawn") if spawns else multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work, prepare, os.getpid()), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _serve(pipe: Connection, work: Callable[[Item], Done], prepare: Callable[[], object] | None, parent: int) -> None:
    """Do the work for each item that arrives, until the parent process ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    if prepare:
        prepare()
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, work(item))
        except Exception as error:
            answer = (False, error)  # type: ignore[assignment]  # the second part is an exception then
        pipe.send(answer)


def end_with(parent: int) -> None:
    """End this process when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _end(workers: Sequence[_Worker[Item]]) -> None:
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(_SECONDS_TO_END)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
