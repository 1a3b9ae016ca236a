"""`approve` and `approvals` as people call them: what is asked, what is refused, and where it is written."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess

import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.translation.approval_records import approvals_file, load_approvals
from polyleaf.translation.approval_status import Counts, approval_counts
from tests.commands import call, program
from tests.conftest import SLUG
from tests.edits import Edit
from tests.sign_offs import approve, not_approved

GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
WHO = ("--reviewer", "Example Reviewer", "--role", "Example role")
RUB = "Do not rub the area."


def answer(project: Workspace, keys: bytes, *arguments: str) -> tuple[int, str]:
    """Call the command on a terminal and type these keys; its exit code and all that it showed."""
    primary, secondary = pty.openpty()
    command = program(project, *arguments)
    process = subprocess.Popen(command, stdin=secondary, stdout=secondary, stderr=secondary, start_new_session=True)
    os.close(secondary)
    shown = b""
    while True:
        try:
            chunk = os.read(primary, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        shown += chunk
        if b"[y/N]" in chunk:
            os.write(primary, keys)
    os.close(primary)
    return process.wait(timeout=60), shown.decode()


def test_it_asks_by_name_and_records_what_a_person_says_yes_to(project: Workspace) -> None:
    code, shown = answer(project, b"y\n", "approve", "--lang", "de", *WHO, "--section", "critical")
    assert code == 0, shown
    assert f"{SLUG} in German (de), version 2.0: 51 messages, 51 of them safety text" in shown
    assert "who-should-avoid: 32" in shown
    assert "Record this as said by Example Reviewer, Example role, on " in shown
    assert "recorded  locales/de/approvals.yaml" in shown
    assert len(not_approved(project, "de")) == 218


@pytest.mark.parametrize(("keys", "code", "said"), [(b"n\n", 2, "nothing is recorded"), (b"\x04", 130, "interrupted")])
def test_without_a_yes_nothing_is_recorded(keys: bytes, code: int, said: str, project: Workspace) -> None:
    ended, shown = answer(project, keys, "approve", "--lang", "de", *WHO)
    assert (ended, said in shown) == (code, True), shown
    assert not approvals_file(project, "de").exists()


def test_without_a_person_to_ask_nothing_is_recorded(project: Workspace) -> None:
    done = call(project, "approve", "--lang", "de", *WHO)
    assert done.returncode == 2
    assert "nobody is there to say yes" in done.stderr
    assert not approvals_file(project, "de").exists()
    assert call(project, "approve", "--lang", "de", *WHO, "--yes").returncode == 0
    assert not_approved(project, "de") == set()


def test_what_a_check_refuses_is_not_approved(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "3 Tage nicht reiben.")
    done = call(project, "approve", "--lang", "de", *WHO, "--yes")
    assert done.returncode == 1
    assert "[number-in-translation]" in done.stderr
    assert not approvals_file(project, "de").exists()


def test_a_tampered_file_is_not_added_to(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit("locales/de/approvals.yaml", "Example Reviewer", "Somebody Else")
    before = approvals_file(project, "de").read_bytes()
    done = call(project, "approve", "--lang", "de", *WHO, "--yes")
    assert done.returncode == 1
    assert "[approvals-invalid]" in done.stderr
    assert approvals_file(project, "de").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lang", "de", "--role", "Example role"], "Missing option '--reviewer'"),
        (["--lang", "de", "--reviewer", "Example Reviewer"], "Missing option '--role'"),
        (["--lang", "de", "--reviewer", " ", "--role", "x"], "needs the name and the role"),
        (["--lang", "xx", *WHO], "there is no language 'xx'; there is ar, "),
        (["--lang", "de", *WHO, "--brochure", "none"], "there is no brochure 'none'"),
        (["--lang", "de", *WHO, "--section", "none"], "there is no section 'none'"),
        (["--lang", "de", *WHO, "--section", "aftercare", "--meaning-unchanged", RUB], "choose one of --section"),
        (["--lang", "de", *WHO, "--meaning-unchanged"], "--meaning-unchanged takes messages"),
        (["--lang", "de", *WHO, RUB], "--meaning-unchanged takes messages"),
        (["--lang", "de", *WHO, "--from-sheet", "none.yaml"], "'none.yaml' does not exist"),
    ],
)
def test_wrong_use_exits_with_2(arguments: list[str], said: str, project: Workspace) -> None:
    done = call(project, "approve", *arguments, "--yes")
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_where_there_are_several_brochures_one_is_chosen(project: Workspace) -> None:
    shutil.copytree(project.root / "brochures" / SLUG, project.root / "brochures" / "another")
    shutil.copy(project.catalog_file("de", SLUG), project.catalog_file("de", "another"))
    done = call(project, "approve", "--lang", "de", *WHO, "--yes")
    assert done.returncode == 2
    assert f"choose one with --brochure: another, {SLUG}" in done.stderr
    for slug in ("another", SLUG):
        assert call(project, "approve", "--lang", "de", *WHO, "--yes", "--brochure", slug).returncode == 0
    assert approval_counts(project, "de") == Counts(approved=538)
    assert [sign_off.brochure for sign_off in load_approvals(project, "de").sign_offs] == ["another", SLUG]


def test_an_approval_is_carried_over_by_the_words_of_its_source(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie nicht an dieser Stelle.")
    done = call(project, "approve", "--lang", "de", *WHO, "--yes", "--meaning-unchanged", RUB)
    assert done.returncode == 0
    assert "translation was: Reiben Sie nicht an der Stelle." in done.stderr
    assert "translation is:  Reiben Sie nicht an dieser Stelle." in done.stderr
    shown = call(project, "approvals", "--lang", "de").stdout
    assert "'Do not rub the area.': carried over an edit by Example Reviewer, Example role, " in shown


def test_approvals_shows_every_message_with_its_reason(project: Workspace, edit: Edit) -> None:
    approve(project, "de", "critical")
    edit(GERMAN, "Neigung zu Blutungen", "Blutungen")
    edit(f"brochures/{SLUG}/brochure.yaml", "toxin_recent: {value: 4,", "toxin_recent: {value: 5,")
    done = call(project, "approvals", "--lang", "de")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        f"{SLUG} in German (de): 49 of 269 approved, 2 void, 218 never approved",
        "  safety text: 49 of 51 approved, 2 void, 0 never approved",
        "  2026-11-24: Example Reviewer, Example role: version 2.0, 51 messages",
    ]
    assert len(lines) == 3 + 269 + 2  # and how the two safety sections are put together
    (bleeding,) = (line for line in lines if "'Bleeding problems'" in line)
    assert bleeding.startswith(f"  void            {GERMAN}:")
    assert bleeding.endswith("'Bleeding problems': the translation was 'Neigung zu Blutungen'")
    (recent,) = (line for line in lines if "{toxin_recent}" in line)
    assert recent.endswith("the value toxin_recent was '4 months'")


def test_approvals_as_json(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(GERMAN, "Neigung zu Blutungen", "Blutungen")
    done = call(project, "approvals", "--lang", "de", "--lang", "en", "--report", "json")
    german, english = json.loads(done.stdout)["translations"]
    assert (german["approved"], german["void"], english["never_approved"]) == (268, 1, 269)
    assert german["sign_offs"][0]["reviewer"] == "Example Reviewer"
    (bleeding,) = (message for message in german["messages"] if message["msgid"] == "Bleeding problems")
    assert (bleeding["state"], bleeding["critical"], bleeding["path"]) == ("void", True, GERMAN)
    change = {"kind": "translation", "name": "", "was": "Neigung zu Blutungen", "now": "Blutungen"}
    assert bleeding["changes"] == [change]


def test_an_edition_is_stale_when_its_approvals_change(project: Workspace) -> None:
    build = ("build", "--lang", "en", "--format", "leaflet")
    assert call(project, *build).stdout.startswith("built ")
    assert call(project, *build).stdout.startswith("unchanged ")
    approve(project, "en")
    assert call(project, *build).stdout.startswith("built ")
