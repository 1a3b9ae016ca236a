"""The result of a comparison: a line for each edition, JSON, and a page of HTML with pictures."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from polyleaf.core.atomic_files import whole_folder
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import Language
from polyleaf.release.compare.folders import PICTURES, EditionDiff, PartDiff, Status, compare_folders
from polyleaf.release.compare.text import TextChange
from polyleaf.render.html import environment

PAGE, DATA = "index.html", "diff.json"
_NUMBERS = re.compile(r"\(?\d+(?:(?:\) |[.,\u066b\u066c/–-])\d+)+")
_STATUSES: tuple[Status, ...] = ("changed", "new", "gone", "unreadable", "same")  # those that matter most first


@dataclass(frozen=True)
class ChangePlace:
    """Where a change is: the file and the page or section, with the fragment that leads there."""

    edition: str
    part: str
    fragment: str


@dataclass(frozen=True)
class FolderComparison:
    """Two folders, with the names that the caller gave them, and the comparison of each edition."""

    old: str
    new: str
    editions: tuple[EditionDiff, ...]

    @property
    def differs(self) -> bool:
        return any(edition.status != "same" for edition in self.editions)

    @property
    def unreadable(self) -> list[EditionDiff]:
        return self.of_status("unreadable")

    def of_status(self, status: Status) -> list[EditionDiff]:
        return [edition for edition in self.editions if edition.status == status]

    @property
    def counts(self) -> dict[Status, int]:
        """How many editions there are of each status."""
        return {status: len(self.of_status(status)) for status in _STATUSES}

    @property
    def languages(self) -> list[tuple[Language, list[EditionDiff]]]:
        """The languages in which something differs, by their English names, each with those editions."""
        found: dict[Language, list[EditionDiff]] = defaultdict(list)
        for edition in self.editions:
            if edition.status != "same":
                found[edition.language].append(edition)
        return sorted(found.items(), key=lambda entry: entry[0].english_name)

    @property
    def alarms(self) -> list[tuple[Language, TextChange, list[ChangePlace]]]:
        """Each changed number or negation once, with all its places; numbers come first."""
        found: dict[tuple[Language, TextChange], list[ChangePlace]] = defaultdict(list)
        for lang, editions in self.languages:
            for edition, part, change in _changes(editions):
                if change.alarms:
                    found[lang, change].append(ChangePlace(edition.name, part.name, fragment(edition, part)))
        entries = [(lang, change, places) for (lang, change), places in found.items()]
        return sorted(entries, key=lambda entry: "number" not in entry[1].alarms)


def _changes(editions: Sequence[EditionDiff]) -> Iterator[tuple[EditionDiff, PartDiff, TextChange]]:
    for edition in editions:
        for part in edition.parts:
            yield from ((edition, part, change) for change in part.changes)


def fragment(edition: EditionDiff, part: PartDiff | None = None) -> str:
    """The id of an edition, or of one of its parts, on the page."""
    return "-".join([edition.name, *(part.name if part else "").split()])


def write_comparison(workspace: Workspace, old: Path, new: Path, out: Path, jobs: int) -> FolderComparison:
    """Compare two folders of editions. The page, its pictures and the data are written to a folder.

    Raises UsageError for a folder without editions, and for an output folder with anything but an earlier comparison.
    """
    with whole_folder(out, marker=DATA) as folder:
        comparison = FolderComparison(str(old), str(new), tuple(compare_folders(workspace, old, new, folder, jobs)))
        (folder / PAGE).write_text(as_html(comparison, workspace), encoding="utf-8")
        (folder / DATA).write_text(as_json(comparison), encoding="utf-8")
    return comparison


def as_text(comparison: FolderComparison) -> str:
    """A line for each edition, and the totals."""
    sums = ", ".join(f"{count} {status}" for status, count in comparison.counts.items() if count)
    return "\n".join([*map(_line, comparison.editions), sums])


def _line(edition: EditionDiff) -> str:
    said = [", ".join(part.name for part in edition.parts), edition.note]
    if edition.numbers:
        said.append(f"{edition.numbers} {'numbers' if edition.numbers > 1 else 'number'} changed")
    return ": ".join(filter(None, [f"{edition.status:<10} {edition.name}", "; ".join(filter(None, said))]))


def as_json(comparison: FolderComparison) -> str:
    data = {
        "old": comparison.old,
        "new": comparison.new,
        "differs": comparison.differs,
        "counts": comparison.counts,
        "editions": [{**asdict(edition), "language": edition.language.code} for edition in comparison.editions],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


FORMS: Mapping[str, Callable[[FolderComparison], str]] = {"text": as_text, "json": as_json}
"""What `diff --report` offers."""


def as_html(comparison: FolderComparison, workspace: Workspace) -> str:
    """The page. It needs the pictures beside it, and no other file."""
    template = workspace.load(environment).get_template("diff.html")
    return template.render(comparison=comparison, pictures=PICTURES, fragment=fragment, upright=_upright)


def _upright(text: str) -> str:
    """A text in which ranges and phone numbers run from left to right. Among right-to-left words
    they would be reversed.
    """
    return _NUMBERS.sub("\u2066\\g<0>\u2069", text)  # left-to-right isolate, and its end
