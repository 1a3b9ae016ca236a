"""The programs that translators use, run for real: Poedit and Lokalize open a catalogue, and save it.

An honest save changes no translation, leaves nothing to complain about, and `update` finds its way back to git's form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from polyleaf.checks.registry import run_checks
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from polyleaf.translation.merge import update
from tests.conftest import SLUG, edition
from tests.screen import Screen, screen, wait_for
from tests.test_stock_tools import behind, changed, form, words
from tests.tools import needs

needs_poedit = needs("poedit", "Xvfb", "xdotool")
needs_lokalize = needs("lokalize", "dbus-run-session", "Xvfb", "xdotool")
LANGUAGES = ("de", "ar", "ja")
LOKALIZE_USER = "[Identity]\nauthorName=Tester\nauthorLocalizedName=Tester\nauthorEmail=tester@example.org\n"
FIRST = "Botox and fillers"  # the message that editors show when they open the catalogue


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Screen]:
    home = tmp_path / "home"
    (home / ".config").mkdir(parents=True)
    (home / ".config" / "lokalizerc").write_text(LOKALIZE_USER, encoding="utf-8")
    home.chmod(0o700)
    with screen(home) as made:
        yield made


def saved(path: Path, press_save: Callable[[], None]) -> str:
    """What a program writes when it is told to save; told again until it does, as it may still be starting."""
    before = path.read_bytes()

    def written() -> bytes:
        press_save()
        return path.read_bytes() if path.read_bytes() != before else b""

    wait_for(written, f"{path.name} was not saved")
    return path.read_text(encoding="utf-8")


def entries(project: Workspace, code: str) -> list[bytes]:
    """The lines of a catalogue in git's form, without its header, which tells who saved it."""
    lines = form(project, code)
    return lines[lines.index(b"") :]


def assert_honest(
    project: Workspace, code: str, before: list[bytes], translations: dict[str, tuple[str, bool]]
) -> None:
    assert words(project, code) == translations
    found = run_checks(Stage.CATALOG, Inputs(edition(code), project).catalog_context())
    assert [finding.message for finding in found] == []
    assert behind(project, code) == []
    update(project, [code])
    assert entries(project, code) == before
    assert behind(project, code) == changed(project, code) == []


@needs_poedit
@pytest.mark.parametrize("code", LANGUAGES)
def test_poedit_opens_and_saves_a_catalogue(code: str, in_step: Workspace, display: Screen) -> None:
    path, before, translations = in_step.catalog_file(code, SLUG), entries(in_step, code), words(in_step, code)
    with display.running("poedit", path):
        display.window(path.name)
        content = saved(path, lambda: display.press("ctrl+s"))
    assert '"X-Generator: Poedit ' in content
    assert "max-length:" not in content, "which Poedit drops; were it kept, half of this test would prove nothing"
    assert_honest(in_step, code, before, translations)
    assert "max-length:24" in path.read_text(encoding="utf-8")


@needs_poedit
def test_what_poedit_marks_as_needing_work_is_not_printed(in_step: Workspace, display: Screen) -> None:
    path = in_step.catalog_file("de", SLUG)
    assert words(in_step, "de")[FIRST] == ("Botox und Filler", False)
    with display.running("poedit", path):
        display.window(path.name)
        saved(path, lambda: display.press("ctrl+s"))
        display.press("ctrl+u")
        saved(path, lambda: display.press("ctrl+s"))
    assert words(in_step, "de")[FIRST] == ("Botox und Filler", True)
    assert Inputs(edition("de"), in_step).words.get(FIRST) is None


@needs_lokalize
@pytest.mark.parametrize("code", LANGUAGES)
def test_lokalize_opens_and_saves_a_catalogue(code: str, in_step: Workspace, display: Screen) -> None:
    path, before, translations = in_step.catalog_file(code, SLUG), entries(in_step, code), words(in_step, code)
    with display.running("dbus-run-session", "--", "lokalize", path):
        display.window("default")
        content = saved(path, lambda: display.press("x", "BackSpace", "ctrl+s"))  # it saves what was touched only
    assert '"X-Generator: Lokalize ' in content
    assert_honest(in_step, code, before, translations)
