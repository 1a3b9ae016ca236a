"""What a piece of work takes: wall-clock time, processor time and memory of a command, or of a request to a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal, Self

Command = Sequence[str | Path]
Clock = Literal["wall", "cpu"]
_MAXRSS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


class BenchError(Exception):
    """A command that is measured has failed, so its time says nothing."""


class NotMeasuredError(Exception):
    """Something cannot be measured on this machine. The message says why, for the reader of the page."""


@dataclass(frozen=True)
class Taken:
    """What some work took: wall clock and processor time in s, and the peak memory of its largest process in MiB.

    The processor time is that of all its processes.
    """

    wall: float
    cpu: float
    peak_mib: float | None = None

    def of(self, clock: Clock) -> float:
        """The time by the clock on the wall or by that of the processors, in s."""
        return self.wall if clock == "wall" else self.cpu


def run_command(command: Command, env: Mapping[str, str] | None = None, expected: int = 0) -> Taken:
    """Run a command, and return what it and all processes that it waited for took. Raises BenchError when it fails.

    The peak memory is never less than that of this process, from which the command is forked.
    """
    with TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=env)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != expected:
            said.seek(0)
            text = said.read().decode(errors="replace")[-2000:]
            raise BenchError(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{text}")
    return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _MAXRSS_PER_MIB)


def run_commands(commands: Sequence[Command], at_once: int = 1, env: Mapping[str, str] | None = None) -> Taken:
    """Run commands, so many at a time, and return what all of them took together."""
    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        taken = list(pool.map(lambda command: run_command(command, env), commands))
    peaks = [one.peak_mib for one in taken if one.peak_mib is not None]
    return Taken(time.perf_counter() - start, sum(one.cpu for one in taken), max(peaks, default=None))


class Server:
    """A process that stays, and answers requests: one line of JSON for each."""

    def __init__(self, command: Command, env: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, and wait for it."""
        with self._process:  # closes its stdin, by which it ends
            pass

    def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to a request. Raises BenchError with what the server says is wrong."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout  # noqa: S101 -- for the type checker; they are pipes
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise BenchError(f"the server ended at {request}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise BenchError(f"{request}: {answer['error']}")
        return answer

    def measure(self, **request: Any) -> Taken:
        """What it takes to answer a request, in the server and in the processes that it has started."""
        cpu, start = self._cpu(), time.perf_counter()
        self.ask(**request)
        wall = time.perf_counter() - start
        return Taken(wall, self._cpu() - cpu)

    def _cpu(self) -> float:
        """The processor time so far of the server, its processes, and those that have ended and were waited for."""
        import psutil  # of the extra `bench`

        first = psutil.Process(self._process.pid)
        total = 0.0
        for process in (first, *first.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue  # what it used is counted by its parent
            total += times.user + times.system + times.children_user + times.children_system
        return total
