"""What a worker of a Dask cluster does for a build: it says who it is, takes files, and builds batches."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from polyleaf.core.bundle import Bundle
from polyleaf.core.bundle_store import BundleStore
from polyleaf.core.clock import asking_for, working_on
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import UsageError
from polyleaf.core.tools import tools, versions
from polyleaf.core.version import __version__
from polyleaf.core.workspace import Workspace

if TYPE_CHECKING:
    from distributed import Worker


@dataclass(frozen=True)
class ClusterWorker:
    """Who a worker is: its tools, and the name of its store. Workers on one machine share a store."""

    store: str
    version: str
    tools: str
    versions: tuple[str, ...]


@dataclass(frozen=True)
class ClusterJob:
    """What a batch needs to know besides its editions.

    `bundle` is the digest of the project, and `tools` that of the tools which the client has. `today` is the day of the
    client, and `stated_day` the one that its SOURCE_DATE_EPOCH names. `work` names fonts and pages that are this job's
    alone; empty if it uses those that the worker keeps.
    """

    bundle: str
    tools: str
    today: datetime.date
    stated_day: datetime.date | None
    work: str


class BundleMissingError(Exception):
    """The worker does not have the project's files, for example because it has just joined the cluster."""


def introduce(dask_worker: Worker) -> ClusterWorker:
    """Who this worker is."""
    return ClusterWorker(_store(dask_worker).name(), __version__, tools(), tuple(versions()))


def missing(bundle: Bundle, dask_worker: Worker) -> tuple[str, ...]:
    """The digests of the files of a bundle that this worker does not have."""
    return _store(dask_worker).missing(bundle)


def add(files: Sequence[bytes], dask_worker: Worker) -> None:
    """Keep files of a bundle."""
    with _said_by(dask_worker):
        _store(dask_worker).add(files)


def unpack(bundle: Bundle, dask_worker: Worker) -> bool:
    """Make the folder of a project. False if files are missing or damaged."""
    with _said_by(dask_worker):
        return _store(dask_worker).unpack(bundle)


def clear(work: str, dask_worker: Worker) -> None:
    """Remove the fonts and pages of a job."""
    shutil.rmtree(_store(dask_worker).work_dir(work), ignore_errors=True)


def build(editions: Sequence[Edition], job: ClusterJob) -> list[Result]:
    """Build a batch from the project that this worker was sent.

    Raises BundleMissingError, and UsageError when the tools are not those of the client or nothing can be written.
    """
    from distributed import get_worker

    from polyleaf.pipeline.worker import ONE_AT_A_TIME, build_batch  # imports WeasyPrint

    dask_worker = get_worker()
    store = _store(dask_worker)
    if job.tools != tools():
        raise UsageError(f"worker {dask_worker.address} joined with other versions of Polyleaf or its packages")
    root = store.project(job.bundle)
    if root is None:
        raise BundleMissingError
    workspace = Workspace(root, store.work_dir(job.work))
    # Only one thread at a time may set the date that files state, which is a variable of the whole process.
    with ONE_AT_A_TIME, _said_by(dask_worker), working_on(job.today), asking_for(job.stated_day):
        return build_batch(editions, workspace)


def _store(dask_worker: Worker) -> BundleStore:
    """The store of this machine: beside the folders of the workers themselves, which end with them."""
    return BundleStore(Path(dask_worker.local_directory).resolve().parent / "polyleaf")


@contextmanager
def _said_by(dask_worker: Worker) -> Iterator[None]:
    """Name the worker in what is wrong with it."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"worker {dask_worker.address}: {error}") from None
