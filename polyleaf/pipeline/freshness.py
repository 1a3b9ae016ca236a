"""Which editions must be built again: those for which a file that was read, a tool or a result has changed.

Only the standard library is used, so that a run with nothing to do imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from polyleaf.core.atomic_files import remove_file, sha256, write_atomically
from polyleaf.core.clock import today
from polyleaf.core.edition import Edition, Result
from polyleaf.core.findings import Finding
from polyleaf.core.input_files import UnreadableError, is_file, read_input
from polyleaf.core.names import is_file_name
from polyleaf.core.project import Project
from polyleaf.core.workspace import Reads, Workspace

_ENGINE = Path(__file__).resolve().parent.parent
_SHIPPED = frozenset({"styles", "templates"})


@dataclass(frozen=True)
class Record:
    """What is known about the last build of an edition.

    `made_with` is the digest of the tools, and `reads` is what was read for it. `files` has the digest of each file by
    its name. `by_request` says that an option asked for its paper or finish, which the clinic does not print otherwise.
    """

    edition: Edition
    made_with: str
    reads: Reads
    files: dict[str, str]
    findings: tuple[Finding, ...]
    fit_step: int | None
    review_by: str
    code: str
    by_request: bool


def current(workspace: Workspace, edition: Edition) -> Record | None:
    """The record of an edition whose inputs, tools and files are still those of its last build, or else None."""
    record = last_build(workspace, edition)
    if record is None or record.made_with != made_with() or not workspace.holds(record.reads):
        return None
    if record.review_by and today().isoformat() > record.review_by:
        return None  # overdue now, which the builder reports
    same = all(_is_file_of(workspace.dist / name, digest) for name, digest in record.files.items())
    return record if same else None


def last_build(project: Project, edition: Edition) -> Record | None:
    """The record of an edition's last build, even if its inputs have changed since."""
    return _read(_record_file(project, edition.name))


def _is_file_of(path: Path, digest: str) -> bool:
    try:
        return sha256(read_input(path)) == digest
    except UnreadableError:
        return False


def store(project: Project, result: Result, *, by_request: bool) -> None:
    """Write an edition's files, and record what they were made from."""
    edition = result.edition
    for file in result.files:
        write_atomically(project.dist / file.name, file.content)
    record = {
        "edition": asdict(edition),
        "made_with": made_with(),
        "reads": dict(result.reads),
        "files": {file.name: sha256(file.content) for file in result.files},
        "findings": [finding.as_dict() for finding in result.findings],
        "fit_step": result.fit_step,
        "review_by": result.review_by.isoformat() if result.review_by else "",
        "code": result.code,
        "by_request": by_request,
    }
    write_atomically(_record_file(project, edition.name), json.dumps(record, indent=1).encode())


def discard(project: Project, edition: Edition) -> None:
    """Remove the files of an edition that is refused now, so that nobody prints an outdated one."""
    _remove(project, edition.name)


def sweep(project: Project, planned: Iterable[Edition], clinics: Collection[str], unreadable: Collection[str]) -> None:
    """Remove the files of editions that were built once and are no longer planned.

    `planned` are all editions that the project prints without options. With `clinics`, only their editions are removed.
    An edition of an unreadable brochure is kept, because nobody knows what is planned for it. Drafts and preliminary
    editions are kept. An edition whose paper or finish was asked for is kept as long as its brochure, profile and
    catalogue exist.
    """
    names = {edition.name for edition in planned}
    for path in (project.cache / "editions").glob("*.json"):
        if path.stem in names:
            continue
        record = _read(path)
        if record is None:
            if not clinics:
                _remove(project, path.stem)
        elif _is_swept(project, record, clinics, unreadable):
            _remove(project, path.stem)


def _is_swept(project: Project, record: Record, clinics: Collection[str], unreadable: Collection[str]) -> bool:
    edition = record.edition
    if edition.draft or edition.preliminary or edition.brochure in unreadable:
        return False
    if clinics and edition.clinic not in clinics:
        return False
    return not record.by_request or _has_lost_an_input(project, record)


def _has_lost_an_input(project: Project, record: Record) -> bool:
    edition = record.edition
    catalogue = project.catalog_file(edition.language, edition.brochure)
    inputs = [project.brochure_file(edition.brochure), project.clinic_file(edition.clinic)]
    inputs += [catalogue] if project.relative(catalogue) in record.reads else []
    return not all(is_file(path) for path in inputs)


def _remove(project: Project, name: str) -> None:
    record = _read(_record_file(project, name))
    remove_file(_record_file(project, name))
    for file in record.files if record else (f"{name}.pdf", f"{name}.sheets.pdf", f"{name}.html"):
        remove_file(project.dist / file)


def made_with() -> str:
    """The digest of the tools: the engine, Python, the installed packages, the libraries, and SOURCE_DATE_EPOCH."""
    return sha256(f"{tools()} {os.environ.get('SOURCE_DATE_EPOCH', '')}".encode())


@cache
def tools() -> str:
    """The digest of what cannot change while a process runs. It is computed once per process.

    The templates and styles that a wheel has inside are left out. What was read of them is recorded for each edition.
    """
    digest = hashlib.sha256("\n".join(versions()).encode())
    own = (path for path in sorted(_ENGINE.rglob("*")) if path.relative_to(_ENGINE).parts[0] not in _SHIPPED)
    for path in own:
        if path.is_file() and path.suffix in {".py", ".yaml"} and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(_ENGINE).as_posix()} {sha256(path.read_bytes())}\n".encode())
    return digest.hexdigest()


def versions() -> Iterator[str]:
    """Python, the installed packages and their versions, and the layout libraries with the versions in their names."""
    yield sys.version
    for folder in sorted({entry for entry in sys.path if entry.endswith("site-packages")}):
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))
    yield from libraries()


def libraries() -> Iterator[str]:
    """The layout libraries by the names of their files, which contain their versions."""
    for pattern in (
        "libpango*-1.0.so.0.*",
        "libharfbuzz*.so.0.*",
        "libfontconfig.so.1.*",
        "libfribidi.so.0.*",
        "libthai.so.0.*",
        "libpango*.dylib",
        "libharfbuzz*.dylib",
        "libfribidi*.dylib",
    ):
        for root in ("/usr/lib", "/opt/homebrew/lib", "/usr/local/lib"):
            yield from sorted(path.name for path in (*Path(root).glob(pattern), *Path(root).glob(f"*/{pattern}")))


def _record_file(project: Project, name: str) -> Path:
    return project.cache / "editions" / f"{name}.json"


def _read(path: Path) -> Record | None:
    try:
        data: dict[str, Any] = json.loads(read_input(path))
        record = Record(
            edition=Edition(**data["edition"]),
            made_with=data["made_with"],
            reads=dict(data["reads"]),
            files=dict(data["files"]),
            findings=tuple(Finding.from_dict(entry) for entry in data["findings"]),
            fit_step=data["fit_step"],
            review_by=data["review_by"],
            code=data["code"],
            by_request=data["by_request"],
        )
    except (UnreadableError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # no record, or a record of another version: the edition is built again
    return record if _is_whole(record) else None


def _is_whole(record: Record) -> bool:
    """Whether a record has everything that it should have, and names only files in `dist/`."""
    pairs = (*record.reads.items(), *record.files.items())
    texts = (record.made_with, record.review_by, record.code, *(text for pair in pairs for text in pair))
    are_texts = all(isinstance(text, str) for text in texts) and isinstance(record.fit_step, int | None)
    return are_texts and all(is_file_name(name) for name in record.files)
