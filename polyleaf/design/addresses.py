"""The files that templates and style sheets may name: `style:marks/box.svg`, `brochure:figures/cover.svg` and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from polyleaf.content.picture import PictureError
from polyleaf.content.picture_file import PICTURE_TYPES, find_file, picture_of
from polyleaf.core.atomic_files import sha256
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project


class AddressError(Exception):
    """An address on the network, or of a file that is in no folder of the project."""


@dataclass(frozen=True)
class NamedFile:
    """The file at an address."""

    content: bytes
    media_type: str
    path: Path
    sha256: str  # of the file as it is in its folder, before a picture is prepared


@dataclass(frozen=True)
class NamedFiles:
    """The folders of each scheme, in the order in which a file is looked for. Nothing else is read."""

    project: Project
    folders: Mapping[str, Sequence[Path]]

    def find(self, address: str) -> Path:
        """The file at an address, which may write special characters as `%20`. Raises AddressError."""
        scheme, _, quoted = address.partition(":")
        name = unquote(quoted)
        for folder in self.folders.get(scheme, ()):
            if not self.project.has(folder / name):
                continue
            try:
                return find_file(folder, name)
            except PictureError as error:
                raise AddressError(f"{address} {error}") from None
        raise AddressError(f"{address} is not a file of this project")

    def digest(self, address: str) -> str:
        """The SHA-256 of the file at an address, as it is in its folder. Raises AddressError."""
        try:
            return sha256(self.project.read(self.find(address)))
        except UnreadableError as error:
            raise AddressError(f"{address} cannot be read: {error}") from None

    def read(self, address: str) -> NamedFile:
        """A style sheet, or a picture that is prepared for print and screen. Raises AddressError."""
        path = self.find(address)
        kind = path.suffix.lower()
        if kind != ".css" and kind not in PICTURE_TYPES:
            raise AddressError(f"{address} is neither a style sheet nor a picture ({', '.join(PICTURE_TYPES)})")
        try:
            content = self.project.read(path)
        except UnreadableError as error:
            raise AddressError(f"{address} cannot be read: {error}") from None
        if kind == ".css":
            _demand_utf8(address, content)
            return NamedFile(content, "text/css", path, sha256(content))
        try:
            picture = picture_of(path)
        except PictureError as error:
            raise AddressError(f"{address} {error}") from None
        return NamedFile(picture.content, picture.media_type, path, sha256(content))


def _demand_utf8(address: str, content: bytes) -> None:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AddressError(f"{address} is not UTF-8 in line {line}; save it as UTF-8") from None
