"""A real project to break: a copy of this repository's content, with the built fonts shared."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Concatenate

import pytest

from polyleaf.core.edition import Edition, Result
from polyleaf.core.workspace import Loaded, P, Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from polyleaf.pipeline.plan import Request, plan
from polyleaf.translation import po
from polyleaf.translation.extraction import Template, templates
from polyleaf.translation.merge import UpdatedFile, merge, update
from polyleaf.translation.words import is_variant
from tests.copies import restore
from tests.edits import Edit, edit_file
from tests.store import build
from tests.tools import check_programs, needs

pytest_plugins = ["tests.releases"]

ROOT = Path(__file__).resolve().parent.parent
SLUG = "botox-and-fillers"

_IN_A_BROWSER = (pytest.mark.browser, needs("chromium"))
_OF_A_RELEASE = (pytest.mark.release, pytest.mark.xdist_group("release"))  # one process makes what these tests share
_SLOW = (pytest.mark.slow,)
_MARKS = {
    "browser": _IN_A_BROWSER,
    "chromium": _IN_A_BROWSER,
    "house": _OF_A_RELEASE,
    "job": _SLOW,
    "results": _SLOW,
}
"""What a test is that uses a fixture of this name."""

_SLOW_FILES = {
    "test_approvals", "test_broken_projects", "test_browser_check", "test_checks_pdf", "test_checks_tags",
    "test_checks_web", "test_cli", "test_clinic", "test_clinics", "test_context", "test_editors", "test_logo",
    "test_message_map", "test_pages", "test_parity", "test_places", "test_screen_tricks", "test_seen",
    "test_stock_tools", "test_subjects", "test_update", "test_verapdf", "test_web",
}  # fmt: skip
"""Files that take 20 seconds of processor time or more, as they build whole editions: `make quick` leaves them out."""


class EditedWorkspace(Workspace):
    """A workspace whose files a test may change between any two calls: each is a run of its own."""

    def load(self, loader: Callable[Concatenate[Workspace, P], Loaded], *args: P.args, **kwargs: P.kwargs) -> Loaded:
        self._begin()
        return super().load(loader, *args, **kwargs)

    def read(self, path: Path, limit_bytes: int | None = None) -> bytes:
        self._begin()
        return super().read(path, limit_bytes)

    def has(self, path: Path) -> bool:
        self._begin()
        return super().has(path)

    def _begin(self) -> None:
        if not self._state.recorders:  # else within a build, or within a loader
            self.refresh()


@pytest.fixture(scope="session")
def repository() -> Workspace:
    """This repository, its fonts built and in use."""
    project = Workspace(ROOT)
    font_lock.prepare(project).activate()
    return project


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the expensive fixtures that they use, so that none is forgotten."""
    for item in items:
        if item.path.stem in _SLOW_FILES:
            item.add_marker(pytest.mark.slow)
        for fixture in getattr(item, "fixturenames", ()):
            for mark in _MARKS.get(fixture, ()):
                item.add_marker(mark)


def pytest_runtest_setup(item: pytest.Item) -> None:
    check_programs(item)


def git_form(project: Workspace, pot: Template, code: str) -> bytes:
    """A catalogue as `update` would write it, whatever program wrapped it."""
    lang = language(code)
    catalog = po.read(project, pot.domain, lang)
    merge(catalog, pot.catalog, variant=is_variant(lang, pot.source_language))
    return po.content_of(catalog)


@pytest.fixture(scope="session")
def rewrapped(repository: Workspace) -> dict[Path, bytes]:
    """The catalogues of this repository that a program wrapped in its own way, as tests want to find them."""
    forms = {
        repository.catalog_file(code, pot.domain): git_form(repository, pot, code)
        for pot in templates(repository)
        for code in repository.languages(pot.domain)
    }
    return {path: content for path, content in forms.items() if content != path.read_bytes()}


@pytest.fixture(scope="session")
def pristine(repository: Workspace, rewrapped: dict[Path, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder from which `project` is restored; no test changes it."""
    root = tmp_path_factory.mktemp("pristine") / "project"
    for name in ("brochures", "locales", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    for path, content in rewrapped.items():
        (root / path.relative_to(ROOT)).write_bytes(content)
    (root / "clinics" / "example-eu.yaml").unlink()  # one clinic is enough to break
    (root / ".cache").mkdir()
    for name in ("fonts", "pages"):  # both are kept under the digests of all from which they are made
        (repository.cache / name).mkdir(exist_ok=True)
        (root / ".cache" / name).symlink_to(repository.cache / name)
    return root.parent


@pytest.fixture(scope="session")
def kept(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace of `project`: it keeps what it has loaded for the next test, where the files are the same."""
    return EditedWorkspace((tmp_path_factory.mktemp("kept") / "project").resolve())


@pytest.fixture
def project(kept: Workspace, pristine: Path, request: pytest.FixtureRequest) -> Workspace:
    """A copy of the project that a test may break; before each test it is as it was."""
    restore(kept.root.parent, pristine)
    # What a patched engine has loaded is for nobody else.
    return EditedWorkspace(kept.root) if "monkeypatch" in request.fixturenames else kept


@pytest.fixture(scope="session")
def behind(repository: Workspace) -> list[UpdatedFile]:
    """The catalogues of this repository that `update` would write, as it would write them."""
    return [file for file in update(repository, write=False) if file.changed]


@pytest.fixture
def in_step(project: Workspace, behind: list[UpdatedFile]) -> Workspace:
    """A copy whose catalogues are in step with their source."""
    for file in behind:
        (project.root / file.path.relative_to(ROOT)).write_bytes(file.content)
    return project


@pytest.fixture(scope="session")
def results(repository: Workspace) -> dict[str, Result]:
    """Every language of the leaflet on A4, built once, by language."""
    editions = plan(repository, Request(formats=("leaflet",), papers=("a4",), clinics=("example",)))
    for edition in editions[:: -1 if worker_number() % 2 else 1]:  # two workers begin at the two ends, and meet
        build(edition, repository)
    return {edition.language: build(edition, repository) for edition in editions}


def worker_number() -> int:
    """The number of this worker among those of the test run, from 0."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def edition(language: str = "en", paper: str = "a4", form: str = "leaflet", *, draft: bool = False) -> Edition:
    return Edition(SLUG, language, form, paper, "example", draft=draft)


@pytest.fixture
def edit(project: Workspace) -> Edit:
    """Replace a text in a file of the project."""
    return partial(edit_file, project)
