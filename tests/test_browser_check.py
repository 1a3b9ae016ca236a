"""`check --browser`: what is judged of what a browser shows, and the browser itself on plain pages and on tricks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from polyleaf.checks.browser import BrowserContext
from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.checks.web import WebContext
from polyleaf.cli.main import cli
from polyleaf.core.errors import UsageError
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.render import browser as module
from polyleaf.render.browser import WINDOWS, SeenText, SeenWord, View, Window, chromium, look
from tests.commands import call
from tests.conftest import ROOT
from tests.edits import Edit
from tests.test_checks_web import context_of
from tests.tricks import TRICKS

NARROW, WIDE, DARK, PRINT = WINDOWS
TEXT = SeenText("You are pregnant", 18, "", "", (SeenWord("You", 1, 15), SeenWord("pregnant", 1, 14)))
PLAIN = View(NARROW, (TEXT,), (), (), moving=False)
FAINT = (SeenWord("You", 1, 15), SeenWord("pregnant", 0.99, 3.2))
COVERED = (SeenWord("You", 1, 15), SeenWord("pregnant", 0.6, 14))

# check id -> a view in which it fires, and what it says
VIEWS: dict[str, tuple[View, str]] = {
    "browser-unseen": (
        replace(
            PLAIN, texts=(TEXT, replace(TEXT, problem="it is covered by <p>"), replace(TEXT, problem="it is hidden"))
        ),
        "in a window 375 px wide: 'You are pregnant': it is covered by <p>",
    ),
    "browser-faint": (replace(PLAIN, texts=(replace(TEXT, words=FAINT),)), "its contrast is 3.2 to 1"),
    "browser-small": (replace(PLAIN, texts=(replace(TEXT, size_px=9.5),)), "its type is 9.5 px high, not 16 px"),
    "browser-changed": (
        replace(PLAIN, texts=(replace(TEXT, changed="direction rtl"), replace(TEXT, changed="direction rtl"))),
        "'You are pregnant' and 1 more: it is changed by direction rtl",
    ),
    "browser-order": (replace(PLAIN, out_of_order=("Do not",)), "'Do not' is not where it is read"),
    "browser-added": (replace(PLAIN, added=('"OK: "',)), 'a style sheet adds "OK: " to safety text'),
    "browser-moves": (replace(PLAIN, moving=True), "safety text changes with time"),
}
# Of each kind one, as each takes a second or more; all of them: tests/tricks.py.
SEEN = {
    "a fixed white cover": NARROW,
    "a cover that the pointer passes through": NARROW,
    "a cover over a part of each line": NARROW,
    "a neighbour drawn up": NARROW,
    "a shadow of a neighbour": NARROW,
    "an outline drawn inwards": NARROW,
    "transparent": NARROW,
    "faint": NARROW,
    "white under the white title": NARROW,
    "a filter": NARROW,
    "a thick line through it": NARROW,
    "a dark scheme": DARK,
    "not displayed by a property": NARROW,
    "out of the window": NARROW,
    "cut off": WIDE,
    "cut off on a phone": NARROW,
    "fades away": NARROW,
    "on paper only": PRINT,
    "in a container": NARROW,
    "in a nested rule": NARROW,
    "by what it holds": NARROW,
    "tiny": NARROW,
    "small step by step": NARROW,
    "zoomed out": NARROW,
    "lines on one another": NARROW,
    "many columns": NARROW,
    "a text before each item": NARROW,
    "a text as a mark": NARROW,
    "the order of the lists": NARROW,
    "letters from right to left": NARROW,
    "other letters": NARROW,
    "another font": NARROW,
}


SECTIONS = ("who-should-avoid", "get-help-now")
"""The sections in which tricks are played. One at a time takes half as long."""


@pytest.fixture(scope="module")
def context(repository: Workspace) -> WebContext:
    return context_of("en", repository)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def found(view: View) -> list[Finding]:
    return run_checks(Stage.BROWSER, BrowserContext("an edition", (view,)))


def seen(context: WebContext, browser: Browser, sections: Collection[str], *windows: Window) -> list[Finding]:
    views = look(browser, context.content, sorted(sections), windows)
    return run_checks(Stage.BROWSER, BrowserContext("an edition", tuple(views)))


def test_every_check_of_the_stage_has_a_view_here() -> None:
    assert set(VIEWS) == {check.id for check in checks_of(Stage.BROWSER)}


@pytest.mark.parametrize("check_id", VIEWS)
def test_fires(check_id: str) -> None:
    view, said = VIEWS[check_id]
    assert {finding.check_id for finding in found(view)} == {check_id}
    assert said in found(view)[0].message


def test_all_are_quiet_where_all_is_seen() -> None:
    assert found(PLAIN) == []
    (finding,) = found(replace(PLAIN, texts=(replace(TEXT, words=COVERED),)))
    assert finding.message.endswith("a part of its letters is not seen")


def test_a_page_without_safety_text_is_found() -> None:
    assert [finding.message for finding in found(replace(PLAIN, texts=()))] == [
        "in a window 375 px wide: there is no safety text"
    ]


@pytest.mark.browser
@pytest.mark.parametrize("code", ["en", "ar", "th", "zh_Hans"])
def test_a_browser_finds_nothing_on_a_plain_page(code: str, repository: Workspace, browser: Browser) -> None:
    context = context_of(code, repository)
    assert seen(context, browser, context.critical, *(WINDOWS if code == "en" else (NARROW,))) == []


@pytest.mark.browser
@pytest.mark.parametrize("name", SEEN)
def test_a_browser_sees_a_trick(name: str, context: WebContext, browser: Browser) -> None:
    assert not TRICKS[name].unseen
    played = TRICKS[name].played(context)
    assert any(seen(played, browser, {section}, SEEN[name]) for section in SECTIONS)


def test_there_are_enough_tricks_for_the_browser() -> None:
    assert len(SEEN) >= 31


@pytest.mark.browser
def test_the_command_refuses_what_the_browser_does_not_see(project: Workspace, edit: Edit) -> None:
    """Many paddings, each of them on the list, push the text out of a narrow window together."""
    edit("styles/formats/web.css", "@page {", ".section, .column, ul, li { padding-inline: 4rem }\n@page {")
    chosen = ("--format", "web", "--lang", "en", "--jobs", "1")
    without = call(project, "check", *chosen)
    assert (without.returncode, without.stdout) == (0, "checked   botox-and-fillers.en.web.example\n")
    # In a process of its own: this one may have a browser open, and Playwright allows one at a time.
    command = [sys.executable, str(ROOT / "make_brochure.py"), "check", "--browser", *chosen]
    done = subprocess.run(
        [*command, "--project", str(project.root)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (1, "refused   botox-and-fillers.en.web.example\n")
    assert "[browser-unseen]" in done.stderr


def test_without_playwright_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    done = CliRunner().invoke(cli, ["check", "--browser", "--format", "web"])
    assert done.exit_code == 2
    assert done.stderr == f"--browser needs Playwright, which is not installed: {module.INSTALL}\n"


def test_a_chromium_that_does_not_start_is_no_traceback(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    script = (
        "from polyleaf.core.errors import UsageError\nfrom polyleaf.render.browser import chromium\n"
        "try:\n  with chromium(): pass\nexcept UsageError as error: print(error)"
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith("--browser cannot start Chromium (")
    assert done.stdout.endswith(f"{module.INSTALL}\n")


def test_there_must_be_a_page_for_the_screen(repository: Workspace) -> None:
    from polyleaf.pipeline.browser_run import look_at

    def silent(*_: Any) -> None:
        raise AssertionError

    with pytest.raises(UsageError, match="none of these editions is one"):
        look_at(repository, [], silent)


def test_a_check_without_a_browser_does_not_load_one() -> None:
    program = (
        "import sys; import polyleaf.cli.main, polyleaf.pipeline.edition_build\n"
        "print([name for name in sys.modules if name.startswith('playwright')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
