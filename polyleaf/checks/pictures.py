"""Check for print the pictures that a profile or a brochure names. Two stages share this module."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.picture_file import read_picture
from polyleaf.core.atomic_files import sha256, write_atomically

_RENDERERS = ("weasyprint", "pypdfium2", "resvg-py")


def proven_picture(folder: Path, name: str, notes: Path) -> Picture:
    """The picture of that name in a folder, complete and proven to print. Raises PictureError.

    A proven drawing is recorded in the folder `notes`. It is proven again if it has changed, or a renderer has.
    """
    picture = read_picture(folder, name)
    if not picture.has_pixels:
        note = notes / sha256(_proof().encode() + repr(picture).encode())
        if not note.is_file():
            _prove(picture)
            write_atomically(note, b"")
    return picture


def _prove(picture: Picture) -> None:
    # This imports three renderers, which a recorded drawing does not need.
    from polyleaf.pdf.drawing_proof import drawing_fault

    fault = drawing_fault(picture)
    if fault:
        raise PictureError(fault)


@cache
def _proof() -> str:
    """What a proof depends on: the versions of the renderers, and of the engine's code that compares them."""
    code = (Path(__file__).parent.parent / "pdf" / "drawing_proof.py").read_bytes()
    return " ".join([*(f"{name}=={version(name)}" for name in _RENDERERS), sha256(code)])
