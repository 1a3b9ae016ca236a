"""Releases of a small project: under version control, its texts approved by nobody who exists."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from polyleaf.core.workspace import Workspace
from tests.commands import Called, call
from tests.conftest import ROOT, SLUG
from tests.edits import edit_file
from tests.sign_offs import SECOND, approve

LANGUAGES = ("en", "ar", "ja")
FORMATS = ("leaflet", "web", "index")


def narrow_project(root: Path, fonts: Path) -> Workspace:
    """A project of three languages, ready for release: approved and committed."""
    for name in ("brochures", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    (root / "locales").mkdir()
    for path in (ROOT / "locales").iterdir():
        if path.suffix == ".pot":
            shutil.copy(path, root / "locales")
        elif path.name in LANGUAGES:
            shutil.copytree(path, root / "locales" / path.name)
    (root / "clinics" / "example-eu.yaml").unlink()
    (root / ".gitignore").write_text("/dist/\n/.cache/\n", encoding="utf-8")
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(fonts)
    project = Workspace(root.resolve())
    for code in LANGUAGES:
        approve(project, code)
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project)
    return project


def git(project: Workspace, *words: str) -> None:
    author = ["-c", "user.name=Example", "-c", "user.email=someone@example.org"]
    subprocess.run(["git", *author, *words], cwd=project.root, check=True)


def commit(project: Workspace) -> None:
    """Commit everything, on a day that is always the same, so that the same content is the same commit."""
    git(project, "add", "--all")
    day = "2026-11-25T12:00:00Z"
    command = ["git", "-c", "user.name=Example", "-c", "user.email=someone@example.org", "commit", "--quiet", "-m", "x"]
    dated = {**os.environ, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    subprocess.run(command, cwd=project.root, check=True, env=dated)


def release(
    project: Workspace,
    *words: str,
    formats: Iterable[str] = FORMATS,
    how: Callable[..., Called] = call,
    **how_else: str,
) -> Path:
    """Release a project; the folder."""
    done = how(project, "release", *words, *of(formats), **how_else)
    assert done.returncode == 0, done.stderr
    out = Path(words[words.index("--out") + 1]) if "--out" in words else project.dist / "release"
    assert out.is_dir()
    return out


def of(formats: Iterable[str]) -> list[str]:
    """The options that choose these formats."""
    return [word for name in formats for word in ("--format", name)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def copied(project: Workspace, folder: Path) -> Workspace:
    """The project in another folder, to be changed."""
    return Workspace(Path(shutil.copytree(project.root, folder, symlinks=True)).resolve())


@pytest.fixture(scope="session")
def house(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A project that may be released as it stands; no test changes it."""
    return narrow_project(tmp_path_factory.mktemp("house") / "project", repository.cache / "fonts")


@pytest.fixture(scope="session")
def released(house: Workspace) -> Path:
    return release(house)


@pytest.fixture(scope="session")
def changed(house: Workspace, released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that follows, in which a value is another."""
    project = copied(house, tmp_path_factory.mktemp("next") / "project")
    edit_file(project, f"brochures/{SLUG}/brochure.yaml", "toxin_bruise: {value: 2,", "toxin_bruise: {value: 3,")
    assert call(project, "update").returncode == 0  # the catalogues say what a value prints
    for code in LANGUAGES:
        approve(project, code, signer=SECOND)
    commit(project)
    return release(project, "--version", "1.1", "--previous", str(released))
