"""Build editions on a Dask cluster: compare versions, send the project's files, hand out batches.

A worker needs only the same version of Polyleaf with the same packages. Results are those of a local build, byte for
byte, and only the client writes them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from polyleaf.core.bundle import Bundle, contents, pack
from polyleaf.core.clock import day_asked_for, today
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import PolyleafError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.tools import tools, versions
from polyleaf.core.version import __version__
from polyleaf.core.workspace import ENGINE, Workspace
from polyleaf.pipeline import batches, cluster_worker, pool
from polyleaf.pipeline.batches import Station, Verdict
from polyleaf.pipeline.cluster_worker import BundleMissingError, ClusterJob, ClusterWorker

if TYPE_CHECKING:
    from distributed import Client

_SECONDS_TO_CONNECT = 10
_SECONDS_WITHOUT_WORKERS = 60
_BYTES_AT_ONCE = 8 * 1024 * 1024
_DELIVERIES_AT_MOST = 100
_ROUNDS_AT_MOST = 3  # of one delivery: a file that is damaged on the worker's disk is sent again
_DIFFERENCES_NAMED = 3


def build_all(
    address: str, editions: Sequence[Edition], workspace: Workspace, *, from_nothing: bool = False
) -> Iterator[Result]:
    """The results of all editions, in the order in which they finish.

    With `from_nothing`, no page that was kept on a worker is used. Raises UsageError when there is no such cluster,
    when a worker has other versions, and when the cluster is lost; InputError for a file that cannot be sent.
    """
    workspace.refresh()  # what is sent is what is here now
    bundle = pack(workspace)
    with _connected(address) as client:
        work = uuid4().hex if from_nothing else ""
        cluster = _Cluster(client, address, workspace, bundle)
        cluster.deliver()
        job = ClusterJob(bundle.digest, tools(), today(), day_asked_for(), work)
        executor = client.get_executor(pure=False)
        station = Station(executor, cluster.workers, cluster.judge, cluster.look)
        try:
            build = partial(cluster_worker.build, job=job)
            for result in batches.results(station, build, pool.longest_first(editions, workspace)):
                yield cluster.proven(result)
        finally:
            executor.shutdown(wait=False)
            if work and client.status == "running":
                client.run(cluster_worker.clear, work, on_error="ignore")


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at an address, with the TLS settings of Dask's own configuration. Raises UsageError."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--cluster needs Dask; install the extra 'cluster', for example polyleaf[cluster]") from None
    with _quiet_dask():
        try:
            with ThreadPoolExecutor(1) as thread:  # the caller's thread may have an event loop
                thread.submit(asyncio.run, _answers(address)).result()
            client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise UsageError(f"no Dask scheduler answers at {address}: {error}") from None
        try:
            yield client
        finally:
            client.close(timeout=_SECONDS_TO_CONNECT)


async def _answers(address: str) -> None:
    """Connect once. A client that cannot connect would end with a traceback of its own."""
    from distributed import Security
    from distributed.comm import connect

    comm = await connect(address, timeout=_SECONDS_TO_CONNECT, **Security().get_connection_args("client"))
    await comm.close()


@contextmanager
def _quiet_dask() -> Iterator[None]:
    """Dask logs a traceback for each lost connection. What matters of it is reported here in one sentence."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    levels = {log: log.level for log in map(logging.getLogger, names)}
    for log in levels:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in levels.items():
            log.setLevel(level)


@dataclass
class _Cluster:
    """A cluster that builds one project."""

    client: Client
    address: str
    workspace: Workspace
    bundle: Bundle
    _deliveries: int = field(default=0, init=False)
    _last_seen: float = field(default_factory=time.monotonic, init=False)

    @property
    def workers(self) -> int:
        """The number of its workers. Each builds one edition at a time, however many threads it has."""
        try:
            return len(self.client.nthreads())
        except OSError as error:
            raise self._lost() from error

    def deliver(self) -> None:
        """Make sure that all present workers are like this client and have the project's files. Raises UsageError."""
        self._deliveries += 1
        if self._deliveries > _DELIVERIES_AT_MOST:
            raise UsageError("the workers of the cluster lose the project's files again and again")
        for worker in self._one_worker_per_store().values():
            self._deliver_to(worker)

    def judge(self, error: Exception) -> Verdict:
        """What an exception says about a batch. Raises UsageError when the cluster is lost."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, BundleMissingError):
            self.deliver()
            return "again"
        if isinstance(error, KilledWorker):
            return "lost"
        if isinstance(error, CancelledError) or self.client.status != "running":
            raise self._lost() from None
        return "fault"

    def look(self) -> None:
        """Raise UsageError when the scheduler is lost, or has had no worker for a while."""
        if self.client.status == "running" and self.workers:
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > _SECONDS_WITHOUT_WORKERS:
            raise self._lost()

    def proven(self, result: Result) -> Result:
        """A result, unless the worker read other files than those that it was sent, or another engine's."""
        of_engine = {name: digest for name, digest in result.reads.items() if name.startswith(ENGINE)}
        if self.bundle.agrees(result.reads) and self.workspace.holds(of_engine):
            return result
        message = "the worker read other files than those that it was sent"
        return Result(result.edition, (reader_finding("internal-error", Origin(result.edition.name), message),))

    def _one_worker_per_store(self) -> dict[str, str]:
        """The address of a worker for each store. Raises UsageError for a worker with other versions."""
        found = self._run(cluster_worker.introduce)
        if not found:
            raise UsageError(f"the cluster at {self.address} has no workers; start some, then build")
        differing = {worker: _difference(reply) for worker, reply in found.items()}
        if any(differing.values()):
            lines = (f"worker {worker} {difference}" for worker, difference in differing.items() if difference)
            raise UsageError("\n".join(lines))
        return {reply.store: worker for worker, reply in found.items()}

    def _deliver_to(self, worker: str) -> None:
        """Send a worker what it lacks. One that ends meanwhile needs nothing."""
        for _ in range(_ROUNDS_AT_MOST):
            for lacking in self._run(cluster_worker.missing, self.bundle, worker=worker).values():
                for files in _pieces(contents(self.workspace, self.bundle, lacking)):
                    self._run(cluster_worker.add, files, worker=worker)
            if all(self._run(cluster_worker.unpack, self.bundle, worker=worker).values()):
                return
        raise UsageError(f"worker {worker} cannot keep the project's files; look at its disk")

    def _run(self, function: Callable[..., Any], *arguments: Any, worker: str = "") -> dict[str, Any]:
        """What a function returns on one worker, or on all. Workers that have ended are left out.

        Raises UsageError.
        """
        chosen = [worker] if worker else None
        try:
            replies = self.client.run(function, *arguments, workers=chosen, on_error="return")
        except (OSError, ValueError) as error:
            raise self._lost() from error
        for address, reply in replies.items():
            if isinstance(reply, PolyleafError):
                raise reply
            if isinstance(reply, Exception) and not isinstance(reply, OSError):
                raise UsageError(
                    f"worker {address} cannot build: {type(reply).__name__}: {reply}; "
                    f"install Polyleaf {__version__} there with the same packages as here"
                )
        return {address: reply for address, reply in replies.items() if not isinstance(reply, OSError)}

    def _lost(self) -> UsageError:
        message = f"the cluster at {self.address} is gone or has no workers; what was built is kept, so build again"
        return UsageError(message)


def _pieces(files: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The files in lists of a size that a message may have."""
    piece: list[bytes] = []
    for content in files:
        piece.append(content)
        if sum(map(len, piece)) > _BYTES_AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


def _difference(worker: ClusterWorker) -> str:
    """How a worker differs from this client, or nothing."""
    if worker.tools == tools():
        return ""
    if worker.version != __version__:
        return f"has Polyleaf {worker.version}, and this is {__version__}"
    here, there = set(versions()), set(worker.versions)
    if here == there:
        return "has another build of this version of Polyleaf"
    only_there, only_here = _some(there - here), _some(here - there)
    return f"has other packages: only there {only_there}; only here {only_here}"


def _some(names: set[str]) -> str:
    listed = sorted(name.removesuffix(".dist-info").splitlines()[0] for name in names)
    more = f" and {len(listed) - _DIFFERENCES_NAMED} more" if len(listed) > _DIFFERENCES_NAMED else ""
    return ", ".join(listed[:_DIFFERENCES_NAMED]) + more or "nothing"
