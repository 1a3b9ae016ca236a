"""A real project to break: a copy of this repository's content, with the built fonts shared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from polyleaf.core.edition import Edition, Result
from polyleaf.core.project import Project
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from polyleaf.pipeline.edition_build import build
from polyleaf.pipeline.plan import Request, plan
from polyleaf.translation import po
from polyleaf.translation.extraction import Template, templates
from polyleaf.translation.merge import UpdatedFile, merge, update
from polyleaf.translation.words import is_variant

pytest_plugins = ["tests.releases"]

ROOT = Path(__file__).resolve().parent.parent
SLUG = "botox-and-fillers"
needs_gettext = pytest.mark.skipif(
    shutil.which("msgfmt") is None, reason="GNU gettext is not installed; .ci/run installs it"
)


@pytest.fixture(scope="session")
def repository() -> Project:
    """This repository, its fonts built and in use."""
    project = Project(ROOT)
    font_lock.prepare(project).activate()
    return project


def git_form(project: Project, pot: Template, code: str) -> bytes:
    """A catalogue as `update` would write it, whatever program wrapped it."""
    lang = language(code)
    catalog = po.read(project, pot.domain, lang)
    merge(catalog, pot.catalog, variant=is_variant(lang, pot.source_language))
    return po.content_of(catalog)


@pytest.fixture(scope="session")
def rewrapped(repository: Project) -> dict[Path, bytes]:
    """The catalogues of this repository that a program wrapped in its own way, as tests want to find them."""
    forms = {
        repository.catalog_file(code, pot.domain): git_form(repository, pot, code)
        for pot in templates(repository)
        for code in repository.languages(pot.domain)
    }
    return {path: content for path, content in forms.items() if content != path.read_bytes()}


@pytest.fixture
def project(tmp_path: Path, repository: Project, rewrapped: dict[Path, bytes]) -> Project:
    """A copy of the project that a test may break, its catalogues in the form that `update` writes."""
    root = tmp_path / "project"
    for name in ("brochures", "locales", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    for path, content in rewrapped.items():
        (root / path.relative_to(ROOT)).write_bytes(content)
    (root / "clinics" / "example-eu.yaml").unlink()  # one clinic is enough to break
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(repository.cache / "fonts")
    return Project(root.resolve())


@pytest.fixture(scope="session")
def behind(repository: Project) -> list[UpdatedFile]:
    """The catalogues of this repository that `update` would write, as it would write them."""
    return [file for file in update(repository, write=False) if file.changed]


@pytest.fixture
def in_step(project: Project, behind: list[UpdatedFile]) -> Project:
    """A copy whose catalogues are in step with their source."""
    for file in behind:
        (project.root / file.path.relative_to(ROOT)).write_bytes(file.content)
    return project


@pytest.fixture(scope="session")
def results(repository: Project) -> dict[str, Result]:
    """Every language of the leaflet on A4, built once a process, by language."""
    editions = plan(repository, Request(formats=("leaflet",), papers=("a4",), clinics=("example",)))
    return {edition.language: build(edition, repository) for edition in editions}


def edition(language: str = "en", paper: str = "a4", form: str = "leaflet", *, draft: bool = False) -> Edition:
    return Edition(SLUG, language, form, paper, "example", draft=draft)


@pytest.fixture
def edit(project: Project) -> Iterator[Callable[[str, str, str], None]]:
    """Replace the first of a text that must be in a file of the project; `count` for more."""

    def replace(name: str, old: str, new: str, count: int = 1) -> None:
        path = project.root / name
        content = path.read_text(encoding="utf-8")
        assert content.count(old) >= 1, f"{old!r} is not in {name}"
        path.write_text(content.replace(old, new, count), encoding="utf-8")

    yield replace
