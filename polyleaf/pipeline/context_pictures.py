"""A picture of each message in its place on the page, for translators and for Weblate.

The pictures of a language are in one folder, with a manifest in the terms of Weblate's interface for screenshots. Only
pictures that have changed are written again, and those of messages that are no longer printed are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from pydantic import BaseModel, ConfigDict, ValidationError

from polyleaf.core.atomic_files import remove_file, sha256, write_atomically
from polyleaf.core.edition import Edition
from polyleaf.core.names import is_file_name
from polyleaf.core.project import choose
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import load_formats
from polyleaf.pdf.outlined import as_png, outlined
from polyleaf.pdf.page_picture import page_pictures
from polyleaf.pipeline.map_file import MapBox, MapFile, MapMessage, MapPlace
from polyleaf.typeset.laid_out import Area

MANIFEST_NAME = "screenshots.json"
_DPI = 150
_SLUG_LENGTH = 48
_DIGEST_LENGTH = 8
_NAME_LENGTH = 120  # Weblate takes 200 characters
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class ContextUnit(BaseModel):
    """A string as Weblate names it; `context` is empty without a msgctxt."""

    model_config = ConfigDict(frozen=True)

    context: str
    source: str


class ContextPicture(BaseModel):
    """A screenshot: its fields are those of Weblate's `POST /api/screenshots/`, and the strings that are on it."""

    model_config = ConfigDict(frozen=True)

    name: str
    image: str
    component_slug: str
    language_code: str
    units: tuple[ContextUnit, ...]


class ContextManifest(BaseModel):
    """The pictures of a language."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    screenshots: tuple[ContextPicture, ...]


@dataclass(frozen=True)
class ContextFolder:
    """The folder of a language, how many pictures are in it, and how many of them were written or removed."""

    path: Path
    pictures: int
    written: int
    removed: int

    @property
    def described(self) -> str:
        return f"{self.pictures} pictures, {self.written} written, {self.removed} removed"


def paper_formats(workspace: Workspace, chosen: Sequence[str]) -> tuple[str, ...]:
    """The formats whose pages can be drawn, in the order of `formats.yaml`: the chosen ones, or else all.

    Raises UsageError for a format that has no pages, or is not in the file.
    """
    formats = workspace.load(load_formats).formats
    drawable = [name for name, spec in formats.items() if spec.medium == "paper" and spec.per_language]
    return tuple(choose("format on paper", chosen, drawable))


def write_context(workspace: Workspace, language: str, editions: Sequence[Edition]) -> ContextFolder:
    """Draw the messages of editions that were built with a map, each on the first edition that prints it.

    Raises UsageError for a folder that cannot be written.
    """
    folder = workspace.dist / "context" / language
    former = _former(folder)
    drawn: list[ContextPicture] = []
    written = 0
    for described, content in _drawn(workspace, language, editions):
        path = folder / described.image
        if not path.is_file() or path.read_bytes() != content:
            write_atomically(path, content)
            written += 1
        drawn.append(described)
    gone = former - {described.image for described in drawn}
    for name in gone:
        remove_file(folder / name)
    _write_manifest(folder, ContextManifest(screenshots=tuple(sorted(drawn, key=lambda each: each.image))))
    return ContextFolder(folder, len(drawn), written, len(gone))


def _drawn(workspace: Workspace, language: str, editions: Iterable[Edition]) -> Iterator[tuple[ContextPicture, bytes]]:
    """The pictures, each with its file. An edition is opened only if it prints a message that no earlier one prints."""
    seen: set[tuple[str, str]] = set()
    for edition in editions:
        mapped = MapFile.model_validate_json((workspace.dist / edition.map_name).read_bytes())
        new = [message for message in mapped.messages if (message.domain, message.msgid) not in seen]
        seen.update((message.domain, message.msgid) for message in new)
        if not new:
            continue
        pages = {_first_lines(message)[0].page for message in new}
        pictures = page_pictures((workspace.dist / f"{edition.name}.pdf").read_bytes(), _DPI, sorted(pages))
        for message in new:
            lines = _first_lines(message)
            picture = outlined(pictures[lines[0].page], [_area(line.box) for line in lines], _DPI)
            yield _described(message, language, f"{edition.format}, page {lines[0].page}"), as_png(picture)


def _first_lines(message: MapMessage) -> list[MapPlace]:
    """The lines of the first time that a message is printed, as far as they are on one page."""
    first = message.places[0]
    return [place for place in message.places if (place.occurrence, place.page) == (first.occurrence, first.page)]


def _area(box: MapBox) -> Area:
    return Area(box.left, box.top, box.right, box.bottom)


def _described(message: MapMessage, language: str, where: str) -> ContextPicture:
    return ContextPicture(
        name=f"{shorten(message.msgid, _NAME_LENGTH, placeholder=' ...')} ({where})",
        image=_file_name(message),
        component_slug=message.domain,
        language_code=language,
        units=(ContextUnit(context=message.msgctxt or "", source=message.msgid),),
    )


def _file_name(message: MapMessage) -> str:
    """A name that people can read, and that no other message has; it is the same wherever the message is printed."""
    slug = _NOT_IN_SLUG.sub("-", message.msgid.lower())[:_SLUG_LENGTH].strip("-")
    digest = sha256(f"{message.domain}\0{message.msgctxt or ''}\0{message.msgid}".encode())[:_DIGEST_LENGTH]
    return f"{message.domain}.{slug}.{digest}.png"


def _former(folder: Path) -> set[str]:
    """The pictures of an earlier run, by its manifest. Files that are not in a manifest are never removed."""
    try:
        manifest = ContextManifest.model_validate_json((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValidationError):
        return set()
    return {described.image for described in manifest.screenshots if is_file_name(described.image)}


def _write_manifest(folder: Path, manifest: ContextManifest) -> None:
    path, content = folder / MANIFEST_NAME, (manifest.model_dump_json(indent=1) + "\n").encode()
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)
