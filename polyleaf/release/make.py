"""A release: built from nothing, refused when a text is not fit to be handed out, and described file by file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from polyleaf.checks.registry import run_checks
from polyleaf.checks.release import ReleaseContext
from polyleaf.core.atomic_files import check_replaceable, sha256, whole_folder, write_atomically
from polyleaf.core.edition import Edition, File
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.project import Project
from polyleaf.core.work_tree import WorkTree, work_tree
from polyleaf.pipeline.part import join_parts
from polyleaf.pipeline.plan import Request, plan
from polyleaf.pipeline.progress import Progress
from polyleaf.pipeline.reports.report import Outcome
from polyleaf.pipeline.run import run_editions
from polyleaf.release.description import Made, describe, released_texts
from polyleaf.release.manifest import MANIFEST, Manifest, ReleasedFile, manifest_json, read_manifest
from polyleaf.release.notes import release_notes
from polyleaf.release.pages import current_page, index_page
from polyleaf.release.verapdf import check_present, judge
from polyleaf.translation.merge import update

CHECKSUMS = "SHA256SUMS"
NOTES = "NOTES.md"


@dataclass(frozen=True)
class Order:
    """What is asked of a release.

    `version` is its own, else the brochures'; `previous` the folder of the release before it; `parts` are folders of
    parts to join instead of building; `full` has veraPDF judge the PDFs for office printers too.
    """

    request: Request
    out: Path
    version: str = ""
    previous: Path | None = None
    parts: tuple[Path, ...] = ()
    full: bool = False


@dataclass(frozen=True)
class Release:
    """What came of it: the outcome of each edition, what else was found, and the folder if it was written."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    folder: Path | None


def release(project: Project, order: Order, jobs: int, progress: Progress) -> Release:
    """Make a release, or say why not. A preliminary one is made in spite of what its texts lack.

    Nothing is left in `order.out` unless the whole release is. Raises UsageError and InputError.
    """
    check_replaceable(order.out, MANIFEST)
    if order.full:
        check_present()
    editions = plan(project, order.request)
    previous = read_manifest(order.previous) if order.previous else None
    tree = work_tree(project)
    lacking = _lacking(project, editions, tree)
    if lacking and not order.request.preliminary:
        return Release((), tuple(lacking), None)
    with TemporaryDirectory() as clean:
        workshop = replace(project, workshop=Path(clean).resolve())
        outcomes = _outcomes(workshop, editions, order, jobs, progress)
        found = [finding for outcome in outcomes for finding in outcome.findings]
        if order.full:
            found += judge(_office_pdfs(workshop, outcomes))
        if any(not outcome.paths for outcome in outcomes) or (found and not order.request.preliminary):
            return Release(tuple(outcomes), tuple(found), None)
        lacks = (*lacking, *dict.fromkeys(found))
        made = Made(order.request, order.version, tuple(outcomes), tree, lacks, previous)
        manifest = describe(workshop, made)
        _write(workshop, manifest, previous)
        with whole_folder(order.out, MANIFEST) as folder:
            for path in workshop.dist.iterdir():
                shutil.move(path, folder)
    return Release(tuple(_moved(outcome, project, order.out) for outcome in outcomes), tuple(lacking), order.out)


def _lacking(project: Project, editions: Sequence[Edition], tree: WorkTree | None) -> list[Finding]:
    """What the texts and the sources of a release lack."""
    chosen = {edition.language for edition in editions}
    behind = (
        project.relative(file.path)
        for file in update(project, write=False)
        if file.behind and (file.path.suffix == ".pot" or file.path.parent.parent.name in chosen)
    )
    context = ReleaseContext(tuple(released_texts(project, editions)), tuple(behind), tree)
    return run_checks(Stage.RELEASE, context)


def _outcomes(
    workshop: Project, editions: Sequence[Edition], order: Order, jobs: int, progress: Progress
) -> list[Outcome]:
    if order.parts:
        return join_parts(workshop, order.parts, editions)
    return run_editions(workshop, editions, jobs, progress, write=True)


def _office_pdfs(workshop: Project, outcomes: Iterable[Outcome]) -> Iterator[File]:
    """The files that state that they keep to PDF/A and PDF/UA: imposed sheets and press editions do not."""
    names = (f"{outcome.edition.name}.pdf" for outcome in outcomes if outcome.edition.finish == "office")
    paths = (workshop.dist / name for name in names)
    return (File(path.name, path.read_bytes()) for path in paths if path.is_file())


def _write(workshop: Project, manifest: Manifest, previous: Manifest | None) -> None:
    """The pages, the notes, the manifest and the checksums of a release."""
    others = {
        "index.html": index_page(workshop, manifest),
        "current.html": current_page(workshop, manifest),
        NOTES: release_notes(manifest, previous).encode(),
    }
    described = (ReleasedFile(name=name, sha256=sha256(text), bytes=len(text)) for name, text in others.items())
    whole = manifest_json(manifest.model_copy(update={"other_files": tuple(described)}))
    for name, content in {**others, MANIFEST: whole}.items():
        write_atomically(workshop.dist / name, content)
    write_atomically(workshop.dist / CHECKSUMS, checksums(workshop.dist))


def checksums(folder: Path) -> bytes:
    """The SHA-256 of every file in a folder but the checksums, as `sha256sum --check` reads them."""
    paths = sorted(path for path in folder.iterdir() if path.name != CHECKSUMS)
    return "".join(f"{sha256(path.read_bytes())}  {path.name}\n" for path in paths).encode()


def _moved(outcome: Outcome, project: Project, out: Path) -> Outcome:
    """The outcome with the paths that its files have in the release."""
    return replace(outcome, paths=tuple(project.relative(out / Path(path).name) for path in outcome.paths))
