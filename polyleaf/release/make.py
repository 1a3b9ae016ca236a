"""Make a release: built from nothing, refused if a text is not fit to be handed out, and described file by file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from polyleaf.checks.registry import run_checks
from polyleaf.checks.release import ReleaseContext
from polyleaf.core.atomic_files import check_replaceable, sha256, whole_folder, write_atomically
from polyleaf.core.edition import Edition, File
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.input_files import UnreadableError, read_input
from polyleaf.core.work_tree import WorkTree, work_tree
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.misnamed import misnamed_findings
from polyleaf.pipeline.part import join_parts
from polyleaf.pipeline.plan import Request, plan
from polyleaf.pipeline.progress import Progress
from polyleaf.pipeline.reports.report import Outcome
from polyleaf.pipeline.run import on_cluster, run_editions
from polyleaf.release.description import Made, describe, released_texts, same_versions
from polyleaf.release.manifest import MANIFEST, Manifest, ReleasedFile, manifest_json, read_manifest
from polyleaf.release.notes import release_notes
from polyleaf.release.pages import current_page, desk_page, index_page
from polyleaf.release.verapdf import check_present, judge
from polyleaf.translation.merge import update

CHECKSUMS = "SHA256SUMS"
NOTES = "NOTES.md"


@dataclass(frozen=True)
class Order:
    """What a release is asked for.

    `version` is its own, or else the brochures'. `previous` is the folder of the previous release. `parts` are folders
    of parts that are joined instead of building. With `full`, veraPDF also judges the PDFs for office printers.
    `cluster` is the address of a Dask scheduler whose workers build; empty for this machine.
    """

    request: Request
    out: Path
    version: str = ""
    previous: Path | None = None
    parts: tuple[Path, ...] = ()
    full: bool = False
    cluster: str = ""


@dataclass(frozen=True)
class Release:
    """The result: the outcome of each edition, other findings, and the folder if it was written."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    folder: Path | None


def release(workspace: Workspace, order: Order, jobs: int, progress: Progress) -> Release:
    """Make a release, or report why not. A preliminary one is made in spite of what its texts lack.

    Nothing is left in `order.out` unless the whole release is there. Raises UsageError and InputError.
    """
    workspace.refresh()
    check_replaceable(order.out, MANIFEST)
    if order.full:
        check_present()
    editions = plan(workspace, order.request)
    previous = read_manifest(order.previous) if order.previous else None
    tree = work_tree(workspace)
    lacking = [*misnamed_findings(workspace, order.request), *_lacking(workspace, editions, tree, previous)]
    if lacking and not order.request.preliminary:
        return Release((), tuple(lacking), None)
    with TemporaryDirectory() as clean:
        work = replace(workspace, work_dir=Path(clean).resolve())
        outcomes = _outcomes(work, editions, order, jobs, progress)
        found = [finding for outcome in outcomes for finding in outcome.findings]
        if order.full:
            found += judge(_office_pdfs(work, outcomes))
        if any(not outcome.paths for outcome in outcomes) or (found and not order.request.preliminary):
            return Release(tuple(outcomes), tuple(found), None)
        lacks = (*lacking, *dict.fromkeys(found))
        made = Made(order.request, order.version, tuple(outcomes), tree, lacks, previous)
        manifest = describe(work, made)
        _write(work, manifest, previous)
        with whole_folder(order.out, MANIFEST) as folder:
            for path in work.dist.iterdir():
                shutil.move(path, folder)
    return Release(tuple(_moved(outcome, workspace, order.out) for outcome in outcomes), tuple(lacking), order.out)


def _lacking(
    workspace: Workspace, editions: Sequence[Edition], tree: WorkTree | None, previous: Manifest | None
) -> list[Finding]:
    """What the texts and the sources of a release lack."""
    chosen = {edition.language for edition in editions}
    others = set(workspace.brochures()) - {edition.brochure for edition in editions}
    behind = (
        workspace.relative(file.path)
        for file in update(workspace, write=False)
        if file.behind and file.path.stem not in others
        if file.path.suffix == ".pot" or file.path.parent.parent.name in chosen
    )
    texts = tuple(released_texts(workspace, editions))
    context = ReleaseContext(texts, tuple(behind), tree, tuple(same_versions(workspace, editions, previous)))
    return run_checks(Stage.RELEASE, context)


def _outcomes(
    work: Workspace, editions: Sequence[Edition], order: Order, jobs: int, progress: Progress
) -> list[Outcome]:
    if order.parts:
        return join_parts(work, order.parts, editions)
    builder = on_cluster(order.cluster, from_nothing=True) if order.cluster else None
    return run_editions(work, editions, jobs, progress, write=True, builder=builder)


def _office_pdfs(work: Workspace, outcomes: Iterable[Outcome]) -> Iterator[File]:
    """The files that claim PDF/A and PDF/UA. Imposed sheets and press editions do not."""
    names = (f"{outcome.edition.name}.pdf" for outcome in outcomes if outcome.edition.finish == "office")
    paths = (work.dist / name for name in names)
    return (File(path.name, path.read_bytes()) for path in paths if path.is_file())


def _write(work: Workspace, manifest: Manifest, previous: Manifest | None) -> None:
    """The pages, the notes, the manifest and the checksums of a release."""
    others = {
        "index.html": index_page(work, manifest),
        "current.html": current_page(work, manifest),
        "desk.html": desk_page(work, manifest),
        NOTES: release_notes(manifest, previous).encode(),
    }
    described = (ReleasedFile(name=name, sha256=sha256(text), bytes=len(text)) for name, text in others.items())
    whole = manifest_json(manifest.model_copy(update={"other_files": tuple(described)}))
    for name, content in {**others, MANIFEST: whole}.items():
        write_atomically(work.dist / name, content)
    write_atomically(work.dist / CHECKSUMS, checksums(work.dist))


def checksums(folder: Path) -> bytes:
    """The SHA-256 of every file in a folder except the checksums, as `sha256sum --check` reads them."""
    lines = []
    for path in sorted(path for path in folder.iterdir() if path.name != CHECKSUMS):
        with suppress(UnreadableError):  # a folder, or a file that cannot be read, which `verify` reports
            lines.append(f"{sha256(read_input(path))}  {path.name}\n")
    return os.fsencode("".join(lines))


def _moved(outcome: Outcome, workspace: Workspace, out: Path) -> Outcome:
    """The outcome with the paths of its files in the release."""
    return replace(outcome, paths=tuple(workspace.relative(out / Path(path).name) for path in outcome.paths))
