"""Find the files that a profile or a brochure names, and read the pictures in them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from polyleaf.content import raster, svg
from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.wrong_values import suggestion

PICTURE_TYPES = (".svg", ".png", ".jpg", ".jpeg")
MOST_BYTES = 20_000_000
_RASTER_SIGNATURES = (b"\x89PNG", b"\xff\xd8")
_LONGEST_NAME = 255  # bytes, on all common file systems


def find_file(folder: Path, name: str) -> Path:
    """The file of that name in a folder. Raises PictureError.

    An umlaut may be one character or two. macOS treats both as the same name; other systems do not.
    """
    fault = _name_fault(name)
    if fault:
        raise PictureError(fault)
    try:
        return _found(folder, name)
    except RuntimeError:
        raise PictureError("is a link that leads back to itself") from None
    except OSError as error:
        raise PictureError(f"cannot be opened: {error.strerror}") from None


def _name_fault(name: str) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.IGNORECASE):
        return "is an address, not a file"
    if not name.isprintable():
        return "has an invisible character in its name"
    if max(len(part.encode()) for part in name.split("/")) > _LONGEST_NAME:
        return f"has a name of {len(name)} characters, which no file can have"
    return None


def _found(folder: Path, name: str) -> Path:
    spellings = dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)))
    files = [path for path in (folder / spelling for spelling in spellings) if path.is_file()]
    path = files[0] if files else folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PictureError(f"lies outside the folder {folder.name}/")
    if not files:
        raise PictureError(_missing(folder, name))
    return path


def _missing(folder: Path, name: str) -> str:
    if "\\" in name:
        return "is not there: write / between folders, not \\"
    if (folder / name).exists():
        return "is a folder, or something else that is not a file"
    near = [path.relative_to(folder).as_posix() for path in (folder / name).parent.glob("*") if path.is_file()]
    return f"is not there{suggestion(name, near)}"


def read_picture(folder: Path, name: str) -> Picture:
    """The picture in the file of that name in a folder. Raises PictureError."""
    path = find_file(folder, name)
    if path.suffix.lower() not in PICTURE_TYPES:
        raise PictureError(f"is not one of {', '.join(PICTURE_TYPES)}: export it as SVG or PNG")
    return picture_of(path)


def picture_of(path: Path) -> Picture:
    """The picture in a file. Its content decides the format, not its name. Raises PictureError."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PictureError(f"has {size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}: save it smaller")
        content = path.read_bytes()
    except OSError as error:
        raise PictureError(f"cannot be opened: {error.strerror}") from None
    if not content:
        raise PictureError("is empty")
    if content.startswith(_RASTER_SIGNATURES) or path.suffix.lower() != ".svg":
        return raster.read(content)
    return svg.read(content)
