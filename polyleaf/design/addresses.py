"""The files that templates and style sheets may name: `style:marks/box.svg`, `brochure:figures/cover.svg` and so on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project

_MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".css": "text/css"}


class AddressError(Exception):
    """An address of the network, or of a file that is in no folder of the project."""


@dataclass(frozen=True)
class NamedFile:
    """What stands at an address."""

    content: bytes
    media_type: str
    path: Path


@dataclass(frozen=True)
class NamedFiles:
    """The folders of each scheme, in the order in which a file is looked for; nothing else is read."""

    project: Project
    folders: Mapping[str, Sequence[Path]]

    def read(self, address: str) -> NamedFile:
        """The file at an address. Raises AddressError."""
        scheme, _, name = address.partition(":")
        for folder in self.folders.get(scheme, ()):
            path = _inside(folder, name)
            if path is None or not self.project.has(folder / name):
                continue
            media_type = _MEDIA_TYPES.get(Path(name).suffix.lower())
            if media_type is None:
                raise AddressError(f"{address} is none of {', '.join(_MEDIA_TYPES)}")
            try:
                file = NamedFile(self.project.read(path), media_type, path)
            except UnreadableError as error:
                raise AddressError(f"{address} cannot be read: {error}") from None
            if media_type == "text/css":
                _demand_utf8(address, file.content)
            return file
        raise AddressError(f"{address} is not a file of this project")


def _inside(folder: Path, name: str) -> Path | None:
    """Where a name leads to, links followed; None for what is outside the folder."""
    try:
        path = Path(os.path.realpath(folder / name))
    except ValueError:  # a NUL in the name
        return None
    return path if path.is_relative_to(os.path.realpath(folder)) else None


def _demand_utf8(address: str, content: bytes) -> None:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AddressError(f"{address} is not UTF-8 in line {line}; save it as UTF-8") from None
