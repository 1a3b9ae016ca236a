"""The files that templates and style sheets may name: `style:marks/box.svg`, `brochure:figures/cover.svg` and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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

    folders: Mapping[str, Sequence[Path]]

    def read(self, address: str) -> NamedFile:
        """The file at an address. Raises AddressError."""
        scheme, _, name = address.partition(":")
        for folder in self.folders.get(scheme, ()):
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                if path.suffix.lower() not in _MEDIA_TYPES:
                    raise AddressError(f"{address} is neither a picture (svg, png, jpg) nor a style sheet")
                return NamedFile(path.read_bytes(), _MEDIA_TYPES[path.suffix.lower()], path)
        raise AddressError(f"{address} is not a file of this project")
