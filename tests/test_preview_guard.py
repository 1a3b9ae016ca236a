"""What the preview's server refuses: other sites, other names, and requests that no page of its own sends."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.preview.guard import TOKEN_HEADER, Address
from tests.previews import PreviewServer, children, preview_project, running

pytestmark = pytest.mark.xdist_group("preview")

EDITION = {"brochure": "botox-and-fillers", "language": "de", "format": "trifold", "paper": "a4", "clinic": "example"}
TEXT = {"edition": EDITION, "domain": "botox-and-fillers", "msgid": "starts right away"}


@pytest.fixture(scope="module")
def project(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return preview_project(tmp_path_factory.mktemp("guarded") / "project", repository.cache / "fonts")


@pytest.fixture(scope="module")
def server(project: Workspace) -> Iterator[PreviewServer]:
    with running(project) as started:
        yield started


def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(server: PreviewServer) -> None:
    answer = server.ask("/")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    for page in ("/", "/desk"):
        text = server.ask(page).body.decode()
        assert "<script>" not in text
        assert " style=" not in text


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "127.0.0.1:1", "evil.localhost", ""])
def test_another_host_is_refused(host: str, server: PreviewServer) -> None:
    """A name that somebody else's DNS points at this machine would make another site the same site (DNS rebinding)."""
    assert server.ask("/api/start", host=host).status == 421


def test_a_loopback_host_is_this_server_by_any_of_its_names(server: PreviewServer) -> None:
    port = server.host.rpartition(":")[2]
    assert {server.ask("/", host=f"{name}:{port}").status for name in ("localhost", "LOCALHOST", "127.0.0.1")} == {200}


@pytest.mark.parametrize("origin", ["http://example.org", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_another_origin_is_refused(origin: str, server: PreviewServer) -> None:
    assert server.ask("/api/start", origin=origin).status == 403
    assert server.post("/api/save", {}, origin=origin).status == 403


def test_a_request_across_sites_is_refused_and_a_person_may_follow_a_link(server: PreviewServer) -> None:
    assert server.ask("/api/start", sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    assert server.ask("/", sec_fetch_site="same-site", sec_fetch_mode="cors").status == 403
    followed = partial(server.ask, "/", sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert followed(sec_fetch_dest="iframe").status == 403
    assert followed(sec_fetch_dest="document").status == 200


def test_a_write_needs_the_token_of_the_page_and_json(server: PreviewServer) -> None:
    assert server.post("/api/check", TEXT | {"msgstr": "x"}).status == 200
    assert server.post("/api/check", TEXT | {"msgstr": "x"}, **{TOKEN_HEADER: "guessed"}).status == 403
    assert server.post("/api/check", TEXT | {"msgstr": "x"}, content_type="text/plain").status == 415
    assert server.ask("/api/save", "PUT").status == 405
    assert server.ask("/api/save").status == 405


def test_a_long_request_is_refused_before_it_is_read(server: PreviewServer) -> None:
    assert server.post("/api/check", {"msgstr": "x" * 300_000}).status == 413
    assert server.post("/api/check", {}, content_length="1e3").status in {400, 413}
    assert server.ask(f"/api/start?{'x' * 3000}").status == 414


def test_a_body_without_a_length_is_bounded_too(server: PreviewServer) -> None:
    token = str(server.ask("/api/start").content["writeToken"])
    chunk = b"%x\r\n%s\r\n" % (300_000, b" " * 300_000)
    answer = server.ask(
        "/api/check",
        "POST",
        chunk + b"0\r\n\r\n",
        content_type="application/json",
        x_polyleaf_token=token,
        **{"transfer-encoding": "chunked"},
    )
    assert answer.status == 413


@pytest.mark.parametrize(
    "path",
    [
        "/page/../app.py",
        "/page/%2e%2e/app.py",
        "/page/..%2fapp.py",
        "/page//etc/passwd",
        "/files/0/x.pdf",
        "/fonts/../faces.json",
        "/fonts/faces.json",
        "/fonts/%2e%2e%2ffaces.json",
        "/pages/0/1/100.png",
        "/hand-out/0/x.pdf",
    ],
)
def test_no_file_is_served_but_those_of_the_page(path: str, server: PreviewServer) -> None:
    assert server.ask(path).status in {404, 410}


@pytest.mark.parametrize(
    "edition",
    [
        EDITION | {"language": "../../etc"},
        EDITION | {"brochure": "../botox-and-fillers"},
        EDITION | {"clinic": "/etc/passwd"},
        EDITION | {"language": "tlh"},
    ],
)
def test_a_name_that_the_project_does_not_have_is_refused(edition: dict[str, str], server: PreviewServer) -> None:
    """In words, and never by a traceback or a path of the machine."""
    save = TEXT | {"edition": edition, "msgstr": "x", "digest": "0"}
    for path, content in (("/api/save", save), ("/api/texts", edition)):
        answer = server.post(path, content)
        assert answer.status in {400, 422}, answer
        assert "Traceback" not in answer.body.decode()


@pytest.mark.parametrize("content", [[], "x", {"tab": "x"}, TEXT | {"msgstr": 1}, TEXT | {"msgstr": "x", "more": 1}])
def test_what_is_not_a_request_of_the_page_is_refused(content: object, server: PreviewServer) -> None:
    assert server.post("/api/check", content).status == 400
    assert server.post("/api/check", content).content["error"]


def test_a_flood_of_requests_is_slowed_down(server: PreviewServer) -> None:
    statuses = {server.ask("/page/none").status for _ in range(900)}
    assert statuses in ({404, 429}, {404})  # a slow machine sends no flood
    time.sleep(1.1)
    assert server.ask("/").status == 200


def test_another_address_asks_for_the_token_that_its_terminal_shows(project: Workspace) -> None:
    with running(project, "--host", "0.0.0.0") as server:  # noqa: S104 -- as a clinic does whose desk is another machine
        path = server.url.partition(server.host)[2]
        host = f"127.0.0.1:{server.host.rpartition(':')[2]}"
        assert server.ask("/", host=host).status == 401
        assert server.ask("/api/start", host=host).status == 401
        assert server.ask("/?token=guessed", host=host).status == 401
        assert server.ask(path, host=f"example.org:{host.partition(':')[2]}").status == 421
        shown = server.ask(path, host=host)
        assert (shown.status, shown.headers["location"]) == (303, "/")
        cookie = shown.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert server.ask("/api/start", host=host, cookie=cookie.partition(";")[0]).status == 200


def test_only_a_loopback_address_has_no_token() -> None:
    assert [Address.of(host, 1).token for host in ("127.0.0.1", "::1", "localhost")] == ["", "", ""]
    assert all(Address.of(host, 1).token for host in ("0.0.0.0", "192.0.2.1", "::", "clinic.example.org"))  # noqa: S104
    assert Address.of("192.0.2.1", 1).token != Address.of("192.0.2.1", 1).token


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_it_ends_with_its_terminal_and_leaves_no_process(how: signal.Signals, project: Workspace) -> None:
    with running(project) as server:
        assert server.ask("/").status == 200
        started = [server.process.pid, *children(server.process.pid)]
        server.process.send_signal(how)
        server.process.wait(timeout=20)
        deadline = time.monotonic() + 10
        while [pid for pid in started if Path(f"/proc/{pid}/status").exists()] and time.monotonic() < deadline:
            time.sleep(0.1)
        assert [pid for pid in started if Path(f"/proc/{pid}/status").exists()] == []


def test_an_address_that_is_taken_is_said_in_one_line(server: PreviewServer, project: Workspace) -> None:
    from tests.commands import call_apart

    done = call_apart(project, "preview", "--no-open", "--port", server.host.rpartition(":")[2])
    assert done.returncode == 2
    assert "choose another --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1
