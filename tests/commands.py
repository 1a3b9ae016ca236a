"""Commands of the program, as tests call them.

`call` runs a command in this process: nothing is imported anew, and an edition that any test has built is built once
(tests/store.py). `call_apart` starts the program as its users do, and builds everything; it is for tests of the
process itself: its exit code, its environment, its clock, and that the same bytes come of another process.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from unittest.mock import patch

from click.testing import CliRunner

from polyleaf.cli.main import cli
from polyleaf.core.workspace import Workspace
from tests import store
from tests.conftest import ROOT

BUILDING = ("build", "check", "proof", "context", "release", "verify")
LEAFLET = ("--format", "leaflet")
"""The options that choose one format, where it does not matter which."""


@dataclass(frozen=True)
class Called:
    """What a command ended with, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def call(project: Workspace | None, *arguments: str, **environment: str) -> Called:
    """Run a command in this process and in one job. Raises the exception that would be a traceback for the user."""
    words = list(arguments)
    if words[0] in BUILDING and not {"--jobs", "--no-rebuild"} & set(words):
        words += ["--jobs", "1"]
    with contextlib.chdir(ROOT), patch("polyleaf.pipeline.pool.build", store.build):
        done = CliRunner().invoke(cli, [*words, *_project(project)], env=environment)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Called(done.exit_code, done.stdout, done.stderr)


def call_apart(project: Workspace | None, *arguments: str, day: str = "", **environment: str) -> Called:
    """Run a command in a process of its own, without anybody at its keyboard; on another day, if one is named."""
    clock = ["faketime", day] if day else []
    command = [*clock, *program(project, *arguments)]
    surroundings = {**os.environ, **environment}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL, env=surroundings
    )
    return Called(done.returncode, done.stdout, done.stderr)


def program(project: Workspace | None, *arguments: str) -> list[str]:
    """The command line of a command."""
    return [sys.executable, str(ROOT / "make_brochure.py"), *arguments, *_project(project)]


def _project(project: Workspace | None) -> list[str]:
    return ["--project", str(project.root)] if project else []
