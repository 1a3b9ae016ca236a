"""Check a release afterwards: compare its files with its manifest, and with what the same sources give now."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path

from polyleaf.core.atomic_files import sha256
from polyleaf.core.clock import asking_for
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError, read_input
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.work_tree import work_tree
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import Request
from polyleaf.pipeline.progress import Progress
from polyleaf.release.make import CHECKSUMS, Order, checksums, release
from polyleaf.release.manifest import MANIFEST, Manifest, differing, read_manifest


def check_files(folder: Path) -> list[Finding]:
    """Whether the folder contains the files of its manifest, and no others. Raises InputError without a manifest."""
    return list(_wrong_files(folder, read_manifest(folder)))


def _wrong_files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    expected = {file.name: file.sha256 for file in manifest.files}
    found = {path.name: path for path in folder.iterdir()}
    for name, digest in expected.items():
        if name not in found:
            yield _finding("release-file-missing", folder / name, "is in the manifest and not in the folder")
        elif (content := _content(found[name])) is None or sha256(content) != digest:
            yield _finding("release-file-changed", folder / name, "is not the file that was released")
    for name in sorted(found.keys() - expected.keys() - {MANIFEST, CHECKSUMS}):
        yield _finding("release-file-unknown", folder / name, "is in the folder and not in the manifest")
    if CHECKSUMS not in found:
        yield _finding("release-file-missing", folder / CHECKSUMS, "is not in the folder")
    elif checksums(folder) != _content(found[CHECKSUMS]):
        yield _finding("release-file-changed", folder / CHECKSUMS, "has other checksums than the files")


def _content(path: Path) -> bytes | None:
    """The content of a file. None if it is not a file, or cannot be read."""
    try:
        return read_input(path)
    except UnreadableError:
        return None


def compare_rebuilt(workspace: Workspace, folder: Path, jobs: int, progress: Progress) -> list[Finding]:
    """Make the release again and compare every file except those that name the previous release.

    Raises InputError when the project is at another commit, has other tools, or no longer makes that release.
    """
    manifest = read_manifest(folder)
    tree = work_tree(workspace)
    if tree is None or tree.revision != manifest.revision:
        here = f"at {tree.revision}" if tree else "under no version control"
        message = f"was made from {manifest.revision or 'no commit'}, and the project is {here}"
        raise InputError([_finding("release-incomparable", folder, message)])
    terms = manifest.terms.model_dump()
    request = Request(**terms, preliminary=manifest.preliminary)
    with tempfile.TemporaryDirectory() as elsewhere, asking_for(manifest.stated or _date_of_its_own(manifest)):
        again = release(workspace, Order(request, Path(elsewhere) / "release", manifest.version), jobs, progress)
        if again.folder is None:
            raise InputError([*again.findings, *(f for outcome in again.outcomes for f in outcome.findings)])
        return list(_differences(folder, manifest, again.folder))


def _date_of_its_own(manifest: Manifest) -> datetime.date | None:
    """The day that a release was asked to state, from its date. Older releases do not have it."""
    published = max((brochure.published for brochure in manifest.brochures), default=None)
    return manifest.date if manifest.date != published else None


def _differences(folder: Path, manifest: Manifest, again: Path) -> Iterator[Finding]:
    rebuilt = read_manifest(again)
    for name in differing(manifest.tools, rebuilt.tools):
        was, now = manifest.tools.get(name, "nothing"), rebuilt.tools.get(name, "nothing")
        yield _finding("release-incomparable", folder, f"was made with {name} {was}, and here is {now}")
    made_again = {file.name: file for edition in rebuilt.editions for file in edition.files}
    for edition in manifest.editions:
        for file in edition.files:
            if made_again.get(file.name) != file:
                yield _finding("release-differs", folder / file.name, "is another file when it is built again")


def _finding(check_id: str, path: Path, message: str) -> Finding:
    return reader_finding(check_id, Origin(str(path)), message)
