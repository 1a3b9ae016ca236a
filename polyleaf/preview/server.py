"""Runs the application on an address until its terminal ends it."""

from __future__ import annotations

import signal
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from polyleaf.core.errors import UsageError
from polyleaf.core.workspace import Workspace
from polyleaf.preview.app import Preview
from polyleaf.preview.guard import Address

_CONNECTIONS_AT_MOST = 256
_SECONDS_TO_END = 2


def run(workspace: Workspace, host: str, port: int, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C, or until the terminal closes. Raises UsageError for an address that is not free.

    With port 0 the system chooses one. `say` gets the address to open.
    """
    listener = _listener(host, port)
    with listener:
        address = Address.of(host, listener.getsockname()[1])
        app = Preview(workspace).application(address)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="none",
            limit_concurrency=_CONNECTIONS_AT_MOST,
            timeout_graceful_shutdown=_SECONDS_TO_END,
            h11_max_incomplete_event_size=32 * 1024,
        )
        server = uvicorn.Server(config)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda *_: setattr(server, "should_exit", True))
        say(address.url)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address.url]).start()
        server.run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror}; choose another --port") from None
    return listener
