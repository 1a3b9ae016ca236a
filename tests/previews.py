"""The preview as tests use it: the program in a process of its own, on a copy of the project."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from polyleaf.core.workspace import Workspace
from tests.commands import program
from tests.conftest import ROOT

PATIENCE_MS = 60_000  # a page takes a second or two, and machines in CI are slow


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class PreviewServer:
    """A preview that runs, and the project that it shows."""

    process: subprocess.Popen[str]
    url: str
    project: Workspace

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request with exactly these headers beside its Host. An underscore in a name is a hyphen."""
        connection = HTTPConnection("127.0.0.1", int(self.host.rpartition(":")[2]), timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            named = {"host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
            if body is not None and "transfer-encoding" not in named:
                named.setdefault("content-length", str(len(body)))
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def post(self, path: str, content: object, **headers: str) -> Answer:
        """Send JSON as a page of the server does, except for the headers that are given."""
        token = str(self.ask("/api/start").content["writeToken"])
        own = {"content_type": "application/json", "x_polyleaf_token": token, "origin": f"http://{self.host}"}
        given = {name.replace("-", "_"): value for name, value in headers.items()}
        return self.ask(path, "POST", json.dumps(content).encode(), **(own | given))


def preview_project(root: Path, fonts: Path) -> Workspace:
    """A copy of this repository's content with one clinic."""
    for name in ("brochures", "locales", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    (root / "clinics" / "example-eu.yaml").unlink()
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(fonts)
    return Workspace(root.resolve())


@contextmanager
def running(project: Workspace, *options: str) -> Iterator[PreviewServer]:
    """A preview of a project. It is ended by Ctrl-C, and must end well."""
    command = program(project, "preview", "--port", "0", "--no-open", *options)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        try:
            url = process.stdout.readline().split()[1]
            yield PreviewServer(process, url, project)
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=20)
                said = process.stderr.read().replace("WARNING:  Invalid HTTP request received.\n", "")
                said = re.sub(
                    r"(interrupted; nothing half-written is left|ERROR: +Cancel \d+ running task.*)\n", "", said
                )
                assert said == "", said
        finally:
            process.kill()


def children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        own = [int(child) for child in task.read_text().split()]
        found += [*own, *(each for child in own for each in children(child))]
    return found
