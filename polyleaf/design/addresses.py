"""The files that templates and style sheets may name: `style:marks/box.svg`, `brochure:figures/cover.svg` and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from polyleaf.content.picture import PictureError
from polyleaf.content.picture_file import PICTURE_TYPES, find_file, picture_of


class AddressError(Exception):
    """An address of the network, or of a file that is in no folder of the project."""


@dataclass(frozen=True)
class NamedFile:
    """What stands at an address, as every renderer gets it."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class NamedFiles:
    """The folders of each scheme, in the order in which a file is looked for; nothing else is read."""

    folders: Mapping[str, Sequence[Path]]

    def find(self, address: str) -> Path:
        """The file at an address, in which what is no letter may be written as `%20`. Raises AddressError."""
        scheme, _, name = address.partition(":")
        for folder in self.folders.get(scheme, ()):
            try:
                return find_file(folder, unquote(name))
            except PictureError:
                continue
        raise AddressError(f"{address} is not a file of this project")

    def read(self, address: str) -> NamedFile:
        """A style sheet, or a picture made ready for print and screen. Raises AddressError."""
        path = self.find(address)
        kind = path.suffix.lower()
        if kind == ".css":
            return NamedFile(path.read_bytes(), "text/css")
        if kind not in PICTURE_TYPES:
            raise AddressError(f"{address} is neither a style sheet nor a picture")
        try:
            picture = picture_of(path)
        except PictureError as error:
            raise AddressError(f"{address} {error}") from None
        return NamedFile(picture.content, picture.media_type)
