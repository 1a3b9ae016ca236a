"""`clean`: what the program made is removed, what people made is not, and never while a build runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.edition import File, Result
from polyleaf.core.in_use import in_use
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from tests.commands import call
from tests.conftest import edition

MADE = {
    "dist/botox-and-fillers.de.leaflet.a4.example.pdf",  # has no record any more
    "dist/botox-and-fillers.de.web.example.draft.html",
    "dist/.botox-and-fillers.de.web.example.html.ab12_xyz",  # of a build that was killed
    "dist/part-1-of-2.json",
    "dist/proofs/botox-and-fillers.en.leaflet.a4.example.png",
    "dist/diff/diff.json",
    "dist/diff/index.html",
}
CACHES = {".cache/fonts/0123/face.ttf", ".cache/pages/ab/cdef", ".cache/drawings/ab/cdef"}
OURS = {
    "dist/notes.pdf",
    "dist/letter.to.patients.pdf",
    "dist/reviews/botox-and-fillers.de.pdf",
    "dist/release/manifest.json",
    "dist/proofs/marked-up.pdf",
    ".cache/somebody/else",
}


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """A project in which everything was done, with an edition that has a record."""
    root = tmp_path.resolve()
    (root / "brochures").mkdir()
    for name in MADE | CACHES | OURS:
        write_atomically(root / name, b"12345")
    small = Workspace(root)
    result = Result(edition(), (), (File(f"{edition().name}.pdf", b"pdf"),))
    freshness.store(small, result, by_request=False)
    return small


def files(project: Workspace) -> set[str]:
    found = {path.relative_to(project.root).as_posix() for path in project.root.rglob("*") if path.is_file()}
    return found - {".cache/in-use.lock"}


def test_clean_removes_what_the_program_made_and_says_so(small: Workspace) -> None:
    done = call(small, "clean")
    assert done.returncode == 0
    assert files(small) == OURS
    assert "removed        0.0 MB  editions (3 files)" in done.stdout
    assert "cut fonts (1 files)" in done.stdout
    assert "left      dist/reviews" in done.stderr
    assert "left      .cache/somebody" in done.stderr
    assert call(small, "clean").stdout == "nothing to remove\n"


def test_the_caches_alone_can_be_removed_and_editions_keep_their_records(small: Workspace) -> None:
    before = files(small)
    assert call(small, "clean", "--cache").returncode == 0
    assert files(small) == before - CACHES
    assert freshness.last_build(small, edition()) is not None


def test_a_link_is_not_followed(small: Workspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "keep").write_bytes(b"1")
    (small.cache / "fonts").rename(elsewhere / "fonts")
    (small.cache / "fonts").symlink_to(elsewhere)
    assert call(small, "clean").returncode == 0
    assert (elsewhere / "keep").is_file()
    assert (small.cache / "fonts").is_symlink()


def test_nothing_is_removed_while_a_build_runs(small: Workspace) -> None:
    before = files(small)
    with in_use(small.cache), in_use(small.cache):
        done = call(small, "clean", "--cache")
    assert (done.returncode, files(small)) == (2, before)
    assert "is being built" in done.stderr
    assert call(small, "clean", "--cache").returncode == 0
