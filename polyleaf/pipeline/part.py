"""A build that several machines share: each builds its part, and `release --from` joins the parts.

A part is a folder with the files of its editions and `part-<i>-of-<n>.json`, which says what they were made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from polyleaf.core.atomic_files import sha256, write_atomically
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError, is_present, read_input
from polyleaf.core.names import FILE_NAME
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.shard import Shard
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from polyleaf.pipeline.reports.report import Outcome

_ENDINGS = frozenset({"pdf", "html", "sheets.pdf"})
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME)]
PartNumber = Annotated[int, Field(ge=1, le=9999)]


class _PartModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartFinding(_PartModel):
    """A finding, as `Finding.as_dict` writes it."""

    check: str
    severity: Literal["warning", "error"]
    path: str
    line: int
    message: str
    hint: str
    concern: Literal["form", "content", "safety"]
    msgid: str


class PartEdition(_PartModel):
    """An edition of a part: its tools, its reads and the SHA-256 of each of its files; all empty if it was refused."""

    name: FileName
    made_with: str
    reads: dict[str, str]
    files: dict[FileName, str]
    findings: tuple[PartFinding, ...]
    fit_step: int | None

    @model_validator(mode="after")
    def _files_are_its_own(self) -> Self:
        """A file with another edition's name would replace the file of that edition."""
        for file in self.files:
            if file.removeprefix(f"{self.name}.") not in _ENDINGS:
                raise ValueError(f"{file!r} is not a file of the edition {self.name!r}")
        return self


class Part(_PartModel):
    """What one machine built."""

    index: PartNumber
    count: PartNumber
    editions: tuple[PartEdition, ...]


def write_part(workspace: Workspace, shard: Shard, outcomes: Iterable[Outcome]) -> Path:
    """Describe in `dist/` what was built as a share, and return the path."""
    editions = tuple(_described(workspace, outcome) for outcome in outcomes)
    part = Part(index=shard.index, count=shard.count, editions=editions)
    path = workspace.dist / shard.file
    write_atomically(path, (json.dumps(part.model_dump(), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _described(workspace: Workspace, outcome: Outcome) -> PartEdition:
    record = freshness.last_build(workspace, outcome.edition) if outcome.paths else None  # including overdue ones
    names = set(record.files if record else ()) - {outcome.edition.map_name}  # a map is for translators
    return PartEdition(
        name=outcome.edition.name,
        made_with=record.made_with if record else "",
        reads=dict(record.reads) if record else {},
        files={name: sha256((workspace.dist / name).read_bytes()) for name in sorted(names)},
        findings=tuple(PartFinding.model_validate(finding.as_dict()) for finding in outcome.findings),
        fit_step=outcome.fit_step,
    )


def join_parts(workspace: Workspace, folders: Sequence[Path], editions: Sequence[Edition]) -> list[Outcome]:
    """Copy the files of all parts into `dist/`. Returns the outcome of each edition of the plan, in its order.

    Raises InputError with everything that is wrong: a part that is missing, repeated or unreadable; an edition that is
    missing or not in the plan; files that are missing or changed; and parts that were made from something other than
    the present files.
    """
    parts = [(folder, _read_part(folder)) for folder in folders]
    findings = [*_wrong_parts(parts), *_wrong_editions(workspace, parts, editions)]
    if findings:
        raise InputError(findings)
    built = {entry.name: (folder, entry) for folder, part in parts for entry in part.editions}
    return [_joined(workspace, edition, *built[edition.name]) for edition in editions]


def _joined(workspace: Workspace, edition: Edition, folder: Path, entry: PartEdition) -> Outcome:
    for name in entry.files:
        write_atomically(workspace.dist / name, read_input(folder / name))
    findings = tuple(Finding.from_dict(finding.model_dump()) for finding in entry.findings)
    paths = tuple(workspace.relative(workspace.dist / name) for name in entry.files)
    return Outcome(edition, "joined" if entry.files else "refused", paths, findings, entry.fit_step)


def _read_part(folder: Path) -> Part:
    found = sorted(folder.glob("part-*-of-*.json"))
    if len(found) != 1:
        message = f"{len(found)} descriptions of a part instead of one; name the folder that `build --shard` left"
        raise InputError([_wrong(str(folder), message)])
    try:
        return Part.model_validate_json(read_input(found[0]))
    except UnreadableError as error:
        raise InputError([_wrong(str(found[0]), f"cannot be read: {error}")]) from None
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or "the file"
        message = f"is not a description of a part: {place} is not as `build --shard` writes it"
        raise InputError([_wrong(str(found[0]), message)]) from error


def _wrong_parts(parts: Sequence[tuple[Path, Part]]) -> Iterator[Finding]:
    """Parts of different divisions, missing parts, and repeated ones."""
    counts = {part.count for _, part in parts}
    if len(counts) != 1:
        yield _wrong(str(parts[0][0]), f"parts of different divisions: of {', '.join(map(str, sorted(counts)))}")
        return
    indices = [part.index for _, part in parts]
    for index in range(1, counts.pop() + 1):
        if indices.count(index) != 1:
            yield _wrong(f"part {index}", "is missing" if index not in indices else "is there more than once")


def _wrong_editions(
    workspace: Workspace, parts: Sequence[tuple[Path, Part]], editions: Sequence[Edition]
) -> Iterator[Finding]:
    planned = {edition.name: edition for edition in editions}
    names = [entry.name for _, part in parts for entry in part.editions]
    for name in sorted({*planned, *names}):
        if name not in names:
            yield _wrong(name, "is in no part")
        elif name not in planned:
            yield _wrong(name, "is in a part and not in the release")
        elif names.count(name) > 1:
            yield _wrong(name, "is in more than one part")
    for folder, part in parts:
        for entry in part.editions:
            if entry.files and not (entry.made_with == freshness.made_with() and workspace.holds(entry.reads)):
                yield _wrong(entry.name, "was made from other sources or by other tools than are here")
            for name, digest in entry.files.items():
                if problem := _wrong_file(folder / name, digest):
                    yield _wrong(str(folder / name), problem)


def _wrong_file(path: Path, digest: str) -> str:
    """What is wrong with a file of a part. Empty if it is the file that was built."""
    if not is_present(path):
        return "is missing"
    try:
        return "" if sha256(read_input(path)) == digest else "is not the file that was built"
    except UnreadableError as error:
        return f"cannot be read: {error}"


def _wrong(place: str, message: str) -> Finding:
    return reader_finding("part-mismatch", Origin(place), message)
