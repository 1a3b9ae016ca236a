"""Which editions have to be built again: those whose inputs' digest, or whose file, is not the recorded one.

Standard library only, so that a run with nothing to do imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.clock import today
from polyleaf.core.edition import Edition, Result
from polyleaf.core.findings import Finding
from polyleaf.core.project import Project

_ENGINE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Record:
    """What is known of the last build of an edition; `files` holds the digest of each by its name."""

    inputs: str
    files: dict[str, str]
    findings: tuple[Finding, ...]
    rung: int | None
    review_by: str


def current(project: Project, edition: Edition) -> Record | None:
    """The record of an edition whose inputs and files are still those of its last build; else None."""
    record = last_build(project, edition)
    if record is None or record.inputs != inputs_digest(project, edition):
        return None
    if record.review_by and today().isoformat() > record.review_by:
        return None  # overdue by now, which is the builder's to say
    same = all(_is_file_of(project.dist / name, digest) for name, digest in record.files.items())
    return record if same else None


def last_build(project: Project, edition: Edition) -> Record | None:
    """The record of an edition's last build, whatever became of its inputs since."""
    return _read(_record_file(project, edition.name))


def _is_file_of(path: Path, digest: str) -> bool:
    return path.is_file() and _digest([path.read_bytes()]) == digest


def store(project: Project, result: Result, inputs: str) -> None:
    """Write an edition's files and remember what they were made from: the digest of its inputs before the build."""
    edition = result.edition
    for file in result.files:
        write_atomically(project.dist / file.name, file.content)
    record = {
        "inputs": inputs,
        "files": {file.name: _digest([file.content]) for file in result.files},
        "findings": [finding.as_dict() for finding in result.findings],
        "rung": result.rung,
        "review_by": result.review_by.isoformat() if result.review_by else "",
    }
    write_atomically(_record_file(project, edition.name), json.dumps(record, ensure_ascii=False, indent=1).encode())


def discard(project: Project, edition: Edition) -> None:
    """Remove the files of an edition that is refused now, so that nobody prints an outdated one."""
    _remove(project, edition.name)


def sweep(project: Project, planned: Iterable[Edition]) -> list[str]:
    """Remove the files of editions that were built once and are no longer planned; their names. Drafts stay."""
    names = {edition.name for edition in planned}
    gone = [
        record.stem
        for record in (project.cache / "editions").glob("*.json")
        if record.stem not in names and not record.stem.endswith((".draft", ".preliminary"))
    ]
    for name in gone:
        _remove(project, name)
    return gone


def _remove(project: Project, name: str) -> None:
    record = _read(_record_file(project, name))
    _record_file(project, name).unlink(missing_ok=True)
    for file in record.files if record else (f"{name}.pdf", f"{name}.html"):
        (project.dist / file).unlink(missing_ok=True)


def inputs_digest(project: Project, edition: Edition) -> str:
    """The digest of all that an edition is made from: its own terms, every file it reads, and the tools."""
    terms = [repr(edition), os.environ.get("SOURCE_DATE_EPOCH", "")]
    terms += project.languages(edition.brochure)  # a page or a sheet may lead to the editions in the other languages
    files = [_tree(project.brochure_file(edition.brochure).parent), _tree(project.locales / edition.language)]
    files.append(_profile(project, edition.clinic))
    files += [_tree(path) for path in sorted(project.locales.glob("*/lexicon.yaml"))]  # the source language's, too
    glossaries = sorted(project.locales.glob("*/glossary.yaml"))
    files += [_tree(path) for path in glossaries if not (path.parent / "LC_MESSAGES").exists()]  # that of the source
    return _digest([*(term.encode() for term in terms), *files, _shared(project)])


@lru_cache
def _profile(project: Project, clinic: str) -> bytes:
    """The digest of a clinic's profile and of the files beside it that it names: its logo."""
    profile, folder = project.clinic_file(clinic).read_bytes(), project.clinics_dir
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = (_tree(path) for path in files if path.relative_to(folder).as_posix().encode() in profile)
    return _digest([profile, *named]).encode()


@lru_cache
def _shared(project: Project) -> bytes:
    """What all editions of a project share: templates, styles, the engine, the installed packages and libraries."""
    folders = [*project.template_dirs(), *project.style_dirs(), _ENGINE]
    return b"".join([*(_tree(folder) for folder in folders), *(line.encode() for line in _tools())])


@lru_cache
def _tree(path: Path) -> bytes:
    """The digest of a file, or of every file below a folder with its path in it."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).digest()
    files = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    parts = (part for file in files for part in (file.relative_to(path).as_posix().encode(), file.read_bytes()))
    return _digest(parts).encode()


def _tools() -> Iterator[str]:
    """Python, the installed packages and their versions, and the layout libraries by the versions in their names."""
    yield sys.version
    for folder in sorted({entry for entry in sys.path if entry.endswith("site-packages")}):
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))
    yield from libraries()


def libraries() -> Iterator[str]:
    """The layout libraries by the names of their files, which hold their versions."""
    for pattern in (
        "libpango*-1.0.so.0.*",
        "libharfbuzz*.so.0.*",
        "libfontconfig.so.1.*",
        "libpango*.dylib",
        "libharfbuzz*.dylib",
    ):
        for root in ("/usr/lib", "/opt/homebrew/lib", "/usr/local/lib"):
            yield from sorted(path.name for path in (*Path(root).glob(pattern), *Path(root).glob(f"*/{pattern}")))


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _record_file(project: Project, name: str) -> Path:
    return project.cache / "editions" / f"{name}.json"


def _read(path: Path) -> Record | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        findings = tuple(Finding.from_dict(entry) for entry in data["findings"])
        return Record(data["inputs"], dict(data["files"]), findings, data["rung"], data["review_by"])
    except (OSError, ValueError, KeyError):
        return None  # no record, or one that an older version wrote: the edition is built again
