"""A virtual screen on which tests use real programs as people do: with windows and keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

PATIENCE_S = 90.0  # a window takes a second or two at best, and machines in CI are slow
Seen = TypeVar("Seen")


def is_installed(*programs: str) -> bool:
    return all(shutil.which(program) for program in programs)


def wait_for(see: Callable[[], Seen], what: str) -> Seen:
    """What is seen as soon as it is true. Raises TimeoutError, naming what did not come."""
    end = time.monotonic() + PATIENCE_S
    while not (seen := see()):
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.1)
    return seen


@dataclass(frozen=True)
class Screen:
    """A screen by its display name, and the folder that programs on it take for the home of their user."""

    display: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        settings = {"DISPLAY": self.display, "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config")}
        return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": str(self.home), **settings}

    @contextmanager
    def running(self, *command: str | Path) -> Iterator[None]:
        """A program while it runs; what it prints is of no interest."""
        output = subprocess.DEVNULL
        program = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(program.pid, 15)
            program.wait(PATIENCE_S)

    def window(self, title: str) -> str:
        """The window whose title begins so, once it is there, with the keys directed to it."""
        window = wait_for(lambda: self._do("search", "--name", f"^{title}").split(), f"no window {title!r}")[0]
        self._do("windowfocus", "--sync", window)
        return window

    def press(self, *keys: str) -> None:
        self._do("key", "--clearmodifiers", "--delay", "50", *keys)

    def _do(self, *words: str) -> str:
        command = ["xdotool", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout


@contextmanager
def screen(home: Path) -> Iterator[Screen]:
    """A new virtual screen on a display that is free."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield Screen(f":{number.readline().strip()}", home)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)
