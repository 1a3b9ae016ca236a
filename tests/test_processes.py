"""Work in worker processes: results, failures, lost workers, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from polyleaf.core.processes import WorkerLostError, side_by_side
from tests.conftest import ROOT


def squared(number: int) -> int:
    return number * number


def kills_its_process_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fails_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


class KilledOnce:
    """Work whose process is killed the first time that it meets three."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __call__(self, number: int) -> int:
        if number == 3 and not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_item_is_done_once(jobs: int) -> None:
    assert sorted(side_by_side(squared, range(7), jobs)) == [0, 1, 4, 9, 16, 25, 36]


def test_an_item_whose_worker_was_killed_is_done_by_another(tmp_path: Path) -> None:
    assert sorted(side_by_side(KilledOnce(tmp_path / "mark"), range(6), 2)) == [0, 1, 2, 3, 4, 5]


def test_an_item_that_loses_its_worker_twice_is_named_and_the_others_are_done() -> None:
    done = side_by_side(kills_its_process_at_three, range(6), 2, lost=lambda item: -item)
    assert sorted(done) == [-3, 0, 1, 2, 4, 5]
    with pytest.raises(WorkerLostError, match="3"):
        list(side_by_side(kills_its_process_at_three, range(6), 2))


def test_an_exception_of_the_work_is_raised_and_no_worker_is_left() -> None:
    with pytest.raises(ValueError, match="three"):
        list(side_by_side(fails_at_three, range(6), 2))
    assert children() == []


def test_a_caller_that_stops_early_leaves_no_worker() -> None:
    with closing(side_by_side(squared, range(50), 2)) as done:
        next(done)
    assert children() == []


def children() -> list[int]:
    """The worker processes that still run."""
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "python"], capture_output=True, text=True, check=False
    )
    running = [int(line) for line in listed.stdout.split() if Path(f"/proc/{line}").exists()]
    return [pid for pid in running if "resource_tracker" not in _command(pid)]  # of `multiprocessing` itself


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


PARENT = """
import os, sys, time
from polyleaf.core.processes import side_by_side
def work(item):
    print(os.getpid(), flush=True)
    time.sleep(60)
for _ in side_by_side(work, range(4), 2):
    pass
"""


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_within_two_seconds_of_their_parent(ended_by: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(ended_by)
        parent.wait(5)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and any(runs(worker) for worker in workers):
            time.sleep(0.05)
        assert [worker for worker in workers if runs(worker)] == []


def runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
