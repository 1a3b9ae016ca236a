"""A real Dask cluster for a test: a scheduler and workers, each a process on the loopback interface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from polyleaf.core.workspace import Workspace
from tests.conftest import ROOT

_SECONDS_TO_START = 60
_HERE = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass
class LoopbackCluster:
    """A running cluster. Its folder has the logs, and the folders of the workers."""

    folder: Path
    environment: dict[str, str]
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def _described(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        found: str = json.loads(self._described.read_text(encoding="utf-8"))["address"]
        return found

    @property
    def store(self) -> Path:
        """Where the workers keep bundles, fonts and pages."""
        return self.folder / "dask-scratch-space" / "polyleaf"

    def start_scheduler(self) -> None:
        self.scheduler = self._start("scheduler", *_HERE, "--port", "0", "--scheduler-file", str(self._described))
        _wait_until(self._described.is_file)

    def start_worker(self, *options: str) -> None:
        """Start a worker. It is not started anew when it ends."""
        name = f"worker-{len(self.workers)}"
        words = (*_HERE, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        self.workers.append(self._start("worker", self.address, *words, "--name", name, *options, log=name))
        log = self.folder / f"{name}.log"
        _wait_until(lambda: b"Registered to" in log.read_bytes())

    def _start(self, kind: str, *words: str, log: str = "") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words]
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{log or kind}.log").open("wb") as file:
            return subprocess.Popen(command, stdout=file, stderr=file, env=environment, cwd=ROOT)

    def stop(self) -> None:
        processes = [*self.workers, *([self.scheduler] if self.scheduler else [])]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


@contextmanager
def loopback_cluster(
    folder: Path, repository: Workspace, workers: int, *options: str, **environment: str
) -> Iterator[LoopbackCluster]:
    """A cluster with some workers, which use the fonts and the pages that the tests have kept."""
    cluster = LoopbackCluster(folder, environment)
    cache = cluster.store / "work" / "shared" / ".cache"
    cache.mkdir(parents=True)
    for name in ("fonts", "pages"):
        (cache / name).symlink_to(repository.cache / name)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker(*options)
        yield cluster
    finally:
        cluster.stop()


def _wait_until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + _SECONDS_TO_START
    while not condition():
        assert time.monotonic() < deadline, "the cluster does not start"
        time.sleep(0.05)
