"""The files of a project on their way to another machine: what is sent, what is refused, and what is kept there."""

from __future__ import annotations

import os
import pickle
import time
from dataclasses import replace
from pathlib import Path

import pytest

from polyleaf.core.bundle import Bundle, BundledFile, contents, pack
from polyleaf.core.bundle_store import BundleStore
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.workspace import Workspace


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """A project of three files and an empty folder; two files are the same."""
    root = tmp_path.resolve() / "project"
    for folder in ("brochures/one", "locales/de", "clinics"):
        (root / folder).mkdir(parents=True)
    for name in ("brochures/one/brochure.yaml", "clinics/a.yaml", "clinics/b.yaml"):
        (root / name).write_text(name[:8], encoding="utf-8")
    (root / "notes.txt").write_text("is no input", encoding="utf-8")
    return Workspace(root)


@pytest.fixture
def store(tmp_path: Path) -> BundleStore:
    return BundleStore(tmp_path / "store")


def send(project: Workspace, store: BundleStore) -> Path:
    bundle = pickle.loads(pickle.dumps(pack(project)))  # noqa: S301 -- as it is sent
    store.add(contents(project, bundle, store.missing(bundle)))
    assert store.unpack(bundle)
    folder = store.project(bundle.digest)
    assert folder is not None
    return folder


def test_a_project_arrives_with_its_files_and_its_folders_and_nothing_else(
    small: Workspace, store: BundleStore
) -> None:
    folder = send(small, store)
    arrived = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert arrived == {
        "brochures", "brochures/one", "brochures/one/brochure.yaml", "clinics", "clinics/a.yaml", "clinics/b.yaml",
        "locales", "locales/de",
    }  # fmt: skip
    assert (folder / "clinics" / "b.yaml").read_text(encoding="utf-8") == "clinics/"
    assert pack(Workspace(folder)).digest == pack(small).digest


def test_only_what_changed_is_missing_the_second_time(small: Workspace, store: BundleStore) -> None:
    assert len(store.missing(pack(small))) == 2
    first = send(small, store)
    assert store.missing(pack(small)) == ()
    (small.clinics_dir / "b.yaml").write_text("another", encoding="utf-8")
    assert len(store.missing(pack(small))) == 1
    assert send(small, store) != first
    assert (first / "clinics" / "b.yaml").read_text(encoding="utf-8") == "clinics/"


def test_all_that_cannot_be_sent_is_reported_at_once(small: Workspace) -> None:
    (small.clinics_dir / "inside.yaml").symlink_to("a.yaml")
    (small.root / "locales" / "fr").symlink_to("/etc")
    os.mkfifo(small.root / "brochures" / "one" / "pipe")
    with pytest.raises(InputError) as raised:
        pack(small)
    found = {finding.origin.path: finding.message for finding in raised.value.findings}
    assert found == {
        "brochures/one/pipe": "cannot be sent to a cluster: it is not an ordinary file",
        "clinics/inside.yaml": "cannot be sent to a cluster: it is a symbolic link",
        "locales/fr": "cannot be sent to a cluster: it is a symbolic link",
    }


@pytest.mark.parametrize(
    "path", ["../clinics/a.yaml", "clinics/../../a", "/etc/passwd", "clinics//a", "clinics/./a", ".ssh/a", "clinics\0"]
)
def test_a_path_outside_the_project_is_written_nowhere(path: str, store: BundleStore) -> None:
    bundle = Bundle((BundledFile(path, "0" * 64, 1),), ())
    with pytest.raises(UsageError, match="is not a path of a project's input file"):
        store.unpack(bundle)
    assert not store.folder.exists()


def test_a_project_that_is_too_large_is_refused(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyleaf.core.bundle.MOST_BYTES", 10)
    with pytest.raises(UsageError, match="the limit is"):
        pack(small)
    monkeypatch.setattr("polyleaf.core.bundle.MOST_FILES", 2)
    with pytest.raises(UsageError, match="more than 2 files"):
        pack(small)


def test_a_file_that_changes_while_it_is_sent_is_not_sent(small: Workspace) -> None:
    bundle = pack(small)
    (small.clinics_dir / "a.yaml").unlink()
    (small.clinics_dir / "b.yaml").write_text("edited", encoding="utf-8")
    with pytest.raises(UsageError, match=r"clinics/.\.yaml was changed while it was sent"):
        list(contents(small, bundle, [file.sha256 for file in bundle.files]))


def test_a_file_that_is_damaged_on_the_worker_is_sent_again(small: Workspace, store: BundleStore) -> None:
    bundle = pack(small)
    store.add(contents(small, bundle, store.missing(bundle)))
    damaged = next(iter(store.folder.glob("files/*/*")))
    damaged.write_bytes(b"damaged")
    assert not store.unpack(bundle)
    assert store.project(bundle.digest) is None
    assert len(store.missing(bundle)) == 1
    send(small, store)


def test_what_a_killed_process_left_is_no_project_and_is_removed_in_time(small: Workspace, store: BundleStore) -> None:
    half = store.folder / "projects" / ".half"
    half.mkdir(parents=True)
    yesterday = time.time() - 2 * 24 * 60 * 60
    os.utime(half, (yesterday, yesterday))
    assert store.missing(pack(small))
    send(small, store)
    assert not half.exists()


def test_the_store_forgets_projects_that_are_long_unused_and_their_files(small: Workspace, store: BundleStore) -> None:
    yesterday = time.time() - 2 * 24 * 60 * 60
    folders = []
    for number in range(7):
        (small.clinics_dir / "b.yaml").write_text(f"edit {number}", encoding="utf-8")
        folders.append(send(small, store))
        for path in (folders[-1], *store.folder.glob("files/*/*")):
            os.utime(path, (yesterday + number, yesterday + number))
    (small.clinics_dir / "b.yaml").write_text("the last", encoding="utf-8")
    folders.append(send(small, store))
    assert [folder.exists() for folder in folders] == [False] * 4 + [True] * 4
    kept = {path.read_text(encoding="utf-8") for path in store.folder.glob("files/*/*")}
    assert kept == {"brochure", "clinics/", "edit 4", "edit 5", "edit 6", "the last"}


def test_reads_agree_with_a_bundle_only_by_every_digest(small: Workspace) -> None:
    bundle = pack(small)
    reads = {file.path: file.sha256 for file in bundle.files}
    reads |= {"locales/de/glossary.yaml": "", "has clinics/a.yaml": "yes", "engine:styles/page.css": "1"}
    assert bundle.agrees(reads)
    assert not bundle.agrees({**reads, "clinics/a.yaml": "0" * 64})
    assert not bundle.agrees({**reads, "clinics/a.yaml": ""})
    assert not bundle.agrees({**reads, "locales/de/glossary.yaml": "1"})
    assert not replace(bundle, files=bundle.files[1:]).agrees(reads)
