"""A project starts with `init`, and builds as it is; a further brochure starts with `new-brochure`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polyleaf.cli.main import cli
from polyleaf.core.edition import Edition
from polyleaf.core.program import command
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import Request, plan
from tests.store import build


def run(folder: Path, *arguments: str) -> Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(cli, arguments)


@pytest.fixture
def started(tmp_path: Path, repository: Workspace) -> Workspace:
    """A folder after `init`, with the fonts of this repository."""
    root = tmp_path / "leaflets"
    root.mkdir()
    assert run(root, "init").exit_code == 0
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(repository.cache / "fonts")
    return Workspace(root.resolve())


def test_every_edition_of_a_new_project_is_built_without_a_finding(started: Workspace) -> None:
    editions = [edition for edition in plan(started, Request()) if edition.format != "index"]
    assert {edition.format for edition in editions} == {"sheet", "large-print", "web"}
    for edition in editions:
        result = build(edition, started)
        assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []
        assert result.files


def test_init_names_what_it_writes_and_the_command_to_build(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "clinic-leaflets")
    assert done.stdout == (
        "written   brochures/example/brochure.yaml\nwritten   clinics/example.yaml\nwritten   .gitignore\n"
    )
    assert done.stderr == "Build it: polyleaf build --project clinic-leaflets\n"


def test_where_there_is_no_project_init_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "status")
    assert done.exit_code != 0
    assert "or start one with `polyleaf init`" in done.stderr


def test_init_never_writes_over_a_project(started: Workspace) -> None:
    brochure = started.brochure_file("example")
    brochure.write_text("mine", encoding="utf-8")
    done = run(started.root, "init")
    assert done.exit_code != 0
    assert "there is a project already" in done.stderr
    assert brochure.read_text(encoding="utf-8") == "mine"


def test_init_never_writes_over_a_clinic(tmp_path: Path) -> None:
    (tmp_path / "clinics").mkdir()
    (tmp_path / "clinics" / "example.yaml").write_text("mine", encoding="utf-8")
    done = run(tmp_path, "init")
    assert done.exit_code != 0
    assert "clinics/example.yaml is there already" in done.stderr
    assert not (tmp_path / "brochures").exists()


def test_a_gitignore_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert run(tmp_path, "init").exit_code == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_second_brochure_is_built_beside_the_first(started: Workspace) -> None:
    done = run(started.root, "new-brochure", "after-surgery")
    assert done.stdout == "written   brochures/after-surgery/brochure.yaml\n"
    assert "polyleaf update" in done.stderr
    started.refresh()
    result = build(Edition("after-surgery", "en", "sheet", "a4", "example"), started)
    assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("example", "there is a brochure 'example' already"),
        ("After", "the name of a brochure is a letter"),
        ("interface", "'interface'"),
        ("../up", "the name of a brochure is a letter"),
    ],
)
def test_a_brochure_that_cannot_be_started_is_refused(started: Workspace, slug: str, message: str) -> None:
    done = run(started.root, "new-brochure", slug)
    assert done.exit_code != 0
    assert message in done.stderr
    assert started.brochures() == ["example"]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("/home/me/.venv/bin/polyleaf", "polyleaf update"),
        ("make_brochure.py", "make_brochure.py update"),
        ("/srv/project/make_brochure.py", "make_brochure.py update"),
    ],
)
def test_hints_name_the_program_that_was_run(program: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [program, "build"])
    assert command("update") == expected
