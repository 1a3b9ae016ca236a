"""What all servers of the benchmark do: answer each line of JSON on stdin by one on stdout, until stdin ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Answer = dict[str, Any]


def serve(answer: Callable[..., Answer]) -> None:
    """Answer each request. What is raised is the answer `error`, and the server goes on."""
    stdout = _own_stdout()
    for line in sys.stdin:
        try:
            reply = answer(**json.loads(line))
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        stdout(reply)


async def serve_async(answer: Callable[..., Awaitable[Answer]]) -> None:
    """The same for a function that is awaited."""
    stdout = _own_stdout()
    for line in sys.stdin:
        try:
            reply = await answer(**json.loads(line))
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        stdout(reply)


def _own_stdout() -> Callable[[Answer], None]:
    """Writes answers to stdout. Whatever else the process prints goes to stderr from now on."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def write(reply: Answer) -> None:
        out.write(json.dumps(reply) + "\n")
        out.flush()

    return write
