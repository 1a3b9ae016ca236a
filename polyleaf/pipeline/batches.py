"""Editions in batches, built by any executor of `concurrent.futures`.

Editions of one brochure in one language share its catalogue, the findings about it and many of its pages, so a worker
that gets them together does less work.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Literal

from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import PolyleafError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import pool, worker

Batch = tuple[Edition, ...]
Verdict = Literal["again", "lost", "fault"]
"""What an exception says about a batch: it was not begun and is handed out again, its worker was lost, or it failed."""

_MOST_IN_A_BATCH = 8  # results of some 0.5 MB each travel together
_BATCHES_FOR_A_WORKER = 4  # at the least, so that no worker is idle for long at the end
_BATCHES_AHEAD = 2  # for each worker, so that the next one is there when a batch is done
_SECONDS_BETWEEN_LOOKS = 5.0

_log = logging.getLogger("polyleaf")


@dataclass(frozen=True)
class Station:
    """Where batches are built, and what is known about it.

    `workers` is how many batches it builds at once. `judge` says what an exception of a batch means. `look` is called
    while nothing happens; it raises UsageError when nothing will.
    """

    executor: Executor
    workers: int
    judge: Callable[[Exception], Verdict]
    look: Callable[[], None]


def build_all(executor: Executor, editions: Sequence[Edition], workspace: Workspace, workers: int) -> Iterator[Result]:
    """The results of all editions, in the order in which they finish.

    The processes of the executor must see the project under the same path. When one is killed, a pool of processes can
    no longer be used; what it has not built is then built in processes of this machine. Raises UsageError, and
    InputError for a file that all editions need.
    """
    station = Station(executor, workers, lambda _: "fault", lambda: None)
    build = partial(worker.build_batch, workspace=workspace)
    built: set[Edition] = set()
    try:
        for result in results(station, build, pool.longest_first(editions, workspace)):
            built.add(result.edition)
            yield result
    except BrokenExecutor:
        rest = [edition for edition in editions if edition not in built]
        _log.warning("the executor lost a process; %d editions are built in processes of their own", len(rest))
        yield from pool.build_all(rest, workspace, workers, anew=True)


def results(
    station: Station, build: Callable[[Batch], Sequence[Result]], editions: Sequence[Edition]
) -> Iterator[Result]:
    """The results of all editions from a station, in the order in which batches finish.

    A batch whose worker is lost is divided into its editions, and each is built once more. One that loses its worker
    again is refused, as is one at which the engine fails. Raises UsageError, InputError and BrokenExecutor.
    """
    waiting = deque(batches(editions, station.workers))
    running: dict[Future[Sequence[Result]], Batch] = {}
    lost_before: set[Batch] = set()
    try:
        while waiting or running:
            while waiting and len(running) < station.workers * _BATCHES_AHEAD:
                batch = waiting.popleft()
                running[_submit(station.executor, build, batch)] = batch
            done = wait(running, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done
            if not done:
                station.look()
            for future in done:
                batch = running.pop(future)
                try:
                    yield from future.result()
                except (PolyleafError, BrokenExecutor):
                    raise
                except (Exception, CancelledError) as error:
                    verdict = station.judge(error)
                    if verdict == "again":
                        waiting.append(batch)
                    elif verdict == "lost" and batch not in lost_before:
                        singles = [(edition,) for edition in batch]
                        lost_before.update(singles)
                        waiting.extend(singles)
                    else:
                        yield from _refused(batch, error, lost=verdict == "lost")
    finally:
        for future in running:
            future.cancel()


def batches(editions: Sequence[Edition], workers: int) -> Iterator[Batch]:
    """The editions of each brochure and language together, in their order, in batches of a size that fits the number of
    workers.
    """
    size = max(1, min(_MOST_IN_A_BATCH, len(editions) // (workers * _BATCHES_FOR_A_WORKER)))
    for _, group in groupby(editions, key=lambda edition: (edition.brochure, edition.language)):
        together = tuple(group)
        yield from (together[start : start + size] for start in range(0, len(together), size))


def _submit(executor: Executor, build: Callable[[Batch], Sequence[Result]], batch: Batch) -> Future[Sequence[Result]]:
    try:
        return executor.submit(build, batch)
    except BrokenExecutor:
        raise
    except RuntimeError as error:
        raise UsageError(f"the executor takes no more work: {error}") from None


def _refused(batch: Batch, error: Exception, *, lost: bool) -> Iterator[Result]:
    if lost:
        yield from map(pool.lost, batch)
        return
    for edition in batch:
        _log.error("the engine failed at %s", edition.name, exc_info=error)
        message = f"{type(error).__name__}: {error}"
        yield Result(edition, (reader_finding("internal-error", Origin(edition.name), message),))
