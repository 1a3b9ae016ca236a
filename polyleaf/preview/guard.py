"""What a request must be before the application sees it, and what every answer says to the browser.

The server is for one machine, and its pages write files. So another web page must not reach it through the browser of
the same person: not by a name that it made to mean this machine (DNS rebinding), and not by a request across sites.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-polyleaf-token"  # noqa: S105 -- the name of a header
_COOKIE = "polyleaf"
_LONGEST_BODY = 256 * 1024
_LONGEST_PATH = 2048
_REQUESTS_PER_SECOND = 200.0
_REQUESTS_AT_ONCE = 400.0

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content Security Policy of every answer that has none of its own."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from the same machine."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


class TooLargeError(Exception):
    """The body of a request is longer than any that the page sends."""


@dataclass(frozen=True)
class Address:
    """Where the server listens. `token` must be shown to enter; it is empty on a loopback address."""

    host: str
    port: int
    token: str = ""

    @classmethod
    def of(cls, host: str, port: int) -> Address:
        """An address, with a new token if other machines can reach it."""
        return cls(host, port, "" if is_loopback(host) else secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        """The address to open, with the token if one is needed."""
        host = socket.gethostname() if _is_any(self.host) else self.host
        query = f"?token={self.token}" if self.token else ""
        return f"http://{_in_url(host)}:{self.port}/{query}"

    def is_named(self, host: str) -> bool:
        """Whether a request that asks for this host and port means this server.

        A name that somebody else's DNS gives may mean any machine; an address in digits means the one that it says.
        """
        if host in {f"{_in_url(name)}:{self.port}" for name in self._names}:
            return True
        address, _, port = host.rpartition(":")
        return bool(self.token) and port == str(self.port) and _is_address(address.strip("[]"))

    @property
    def _names(self) -> set[str]:
        if self.token:
            return {self.host.lower(), socket.gethostname().lower()}
        return {"localhost", "127.0.0.1", "::1", self.host.lower()}


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_any(host: str) -> bool:
    """Whether it stands for all addresses of the machine."""
    return _is_address(host) and ip_address(host).is_unspecified


@dataclass
class Guard:
    """An ASGI application that lets only the requests of its own pages through to another one."""

    app: ASGIApp
    address: Address
    write_token: str
    _left: float = _REQUESTS_AT_ONCE
    _filled: float = field(default_factory=time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        await self.app(scope, _bounded(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that the application must not see. None if it may."""
        headers = Headers(scope=scope)
        if not self.address.is_named(headers.get("host", "").lower()):
            return PlainTextResponse("this server has another name", 421)
        if not self._is_own(headers):
            return PlainTextResponse("from another site", 403)
        if len(scope["path"]) + len(scope["query_string"]) > _LONGEST_PATH:
            return PlainTextResponse("too long", 414)
        if not self._has_time():
            return PlainTextResponse("too many requests", 429, {"retry-after": "1"})
        return self._unknown(scope, headers) or self._not_a_write(scope, headers)

    def _is_own(self, headers: Headers) -> bool:
        """Whether a request comes from a page of this server, or is a person's who opens an address."""
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{headers.get('host', '').lower()}":
            return False
        site = headers.get("sec-fetch-site", "same-origin")
        opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site in {"same-origin", "none"} or (opened and origin is None)

    def _has_time(self) -> bool:
        now = time.monotonic()
        self._left = min(_REQUESTS_AT_ONCE, self._left + (now - self._filled) * _REQUESTS_PER_SECOND) - 1
        self._filled = now
        self._left = max(self._left, -1.0)
        return self._left >= 0

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to somebody without the token. A first visit with it gets a cookie."""
        if not self.address.token or _is_same(_cookie(headers), self.address.token):
            return None
        shown = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] != "GET" or not _is_same(shown, self.address.token):
            return PlainTextResponse("open the address that the terminal shows", 401)
        answer = RedirectResponse(scope["path"], 303)
        answer.set_cookie(_COOKIE, self.address.token, httponly=True, samesite="strict")
        return answer

    def _not_a_write(self, scope: Scope, headers: Headers) -> Response | None:
        if scope["method"] in {"GET", "HEAD"}:
            return None
        if scope["method"] != "POST":
            return PlainTextResponse("only GET and POST", 405)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return PlainTextResponse("only JSON", 415)
        if not _is_same(headers.get(TOKEN_HEADER, ""), self.write_token):
            return PlainTextResponse("load the page again", 403)
        if not headers.get("content-length", "0").isdigit() or int(headers.get("content-length", "0")) > _LONGEST_BODY:
            return PlainTextResponse("too large", 413)
        return None


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _cookie(headers: Headers) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[_COOKIE].value if _COOKIE in cookies else ""


def _bounded(receive: Receive) -> Receive:
    """The body of a request, which may have said nothing of its length. Raises TooLargeError."""
    length = 0

    async def received() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > _LONGEST_BODY:
            raise TooLargeError
        return message

    return received


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
