"""How long an edit takes in the preview until its new picture is there, as the browser would ask for it.

`python -m benchmarks.preview [edits]` starts the preview on a copy of the project, edits one text again and again, and
prints the median and the 95th percentile, in seconds, of the way from the save to the picture of the page; then the
memory of the server and its render process.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from polyleaf.core.workspace import Workspace
from tests.conftest import ROOT, SLUG
from tests.previews import Answer, PreviewServer, children, preview_project, running

LANGUAGES = ("en_GB", "de", "ar", "ja")
FORMATS = ("leaflet", "trifold")
MSGID = "What is the difference?"
TAB = "benchmark-tab"
_PIXELS = 1000


def main(edits: int) -> None:
    with TemporaryDirectory() as folder:
        project = preview_project(Path(folder) / "project", (ROOT / ".cache" / "fonts").resolve())
        _give_british_english_the_text(project)
        with running(project) as server:
            for form in FORMATS:
                for language in LANGUAGES:
                    _report(server, language, form, edits)
            print(f"memory: {_memory_mb(server)} MB")


def _give_british_english_the_text(project: Workspace) -> None:
    """The source itself is not edited in the preview; its variant stands for English."""
    path = project.catalog_file("en_GB", SLUG)
    content = path.read_text(encoding="utf-8")
    path.write_text(f'{content}\nmsgid "{MSGID}"\nmsgstr "{MSGID}"\n', encoding="utf-8")


def _report(server: PreviewServer, language: str, form: str, edits: int) -> None:
    edition = {"brochure": SLUG, "language": language, "format": form, "paper": "a4", "clinic": "example"}
    times = sorted(_seconds(server, edition, edits))
    median, late = statistics.median(times), times[min(int(len(times) * 0.95), len(times) - 1)]
    print(f"{form:8} {language:6} median {median:.2f} s, 95 % {late:.2f} s, {len(times)} edits", flush=True)


def _seconds(server: PreviewServer, edition: dict[str, str], edits: int) -> Iterator[float]:
    events = _listen(server)
    server.post("/api/show", {"tab": TAB, "editions": [edition]})
    digest = _next_pages(events)
    _wait_for(events, "done")
    first = ""
    for number in range(edits):
        texts: Any = server.post("/api/texts", edition).content["texts"]
        text = next(each for each in texts if each["msgid"] == MSGID)
        first = first or text["msgstr"]
        words = first[:-1] + first[-2] * (1 + number % 3) + first[-1]  # a letter more, so that no check speaks
        start = time.perf_counter()
        save = {"edition": edition, "domain": SLUG, "msgid": MSGID, "msgstr": words, "digest": text["digest"]}
        _demand(server.post("/api/save", save))
        before, digest = digest, _next_pages(events)
        while digest == before:
            digest = _next_pages(events)
        _demand(server.ask(f"/pages/{digest}/1/{_PIXELS}.png"))
        yield time.perf_counter() - start
        _wait_for(events, "done")


def _demand(answer: Answer) -> None:
    if answer.status != 200:
        raise SystemExit(f"refused: {answer.body.decode()}")


def _listen(server: PreviewServer) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", int(server.host.rpartition(":")[2]))
    connection.request("GET", f"/events/{TAB}", headers={"host": server.host})
    answer = connection.getresponse()
    _wait_for(answer, "ready")
    return answer


def _wait_for(events: HTTPResponse, wanted: str) -> dict[str, object]:
    name = ""
    while True:
        line = events.readline().decode().strip()
        if line.startswith("event:"):
            name = line.partition(":")[2].strip()
        elif line.startswith("data:") and name == wanted:
            found: dict[str, object] = json.loads(line.partition(":")[2])
            return found


def _next_pages(events: HTTPResponse) -> str:
    return str(_wait_for(events, "pages")["digest"])


def _memory_mb(server: PreviewServer) -> int:
    """What the server and its processes hold, in MB."""
    processes = [server.process.pid, *children(server.process.pid)]
    lines = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in processes]
    return sum(int(text.partition("VmRSS:")[2].split()[0]) for text in lines) // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
