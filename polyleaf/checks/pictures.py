"""Pictures that a profile or a brochure names, judged for print; not a stage, but what two stages share."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.picture_file import read_picture
from polyleaf.core.atomic_files import sha256, write_atomically

_RENDERERS = ("weasyprint", "pypdfium2", "resvg-py")


def proven_picture(folder: Path, name: str, notes: Path) -> Picture:
    """The picture of that name in a folder, whole and proven to print. Raises PictureError.

    A drawing that was proven is noted in the folder `notes`; it is proven again when it, or a renderer, is another.
    """
    picture = read_picture(folder, name)
    if not picture.has_pixels:
        note = notes / sha256(_proof().encode() + repr(picture).encode())
        if not note.is_file():
            _prove(picture)
            write_atomically(note, b"")
    return picture


def _prove(picture: Picture) -> None:
    from polyleaf.pdf.drawing_proof import drawing_fault  # brings three renderers, which a noted drawing does without

    fault = drawing_fault(picture)
    if fault:
        raise PictureError(fault)


@cache
def _proof() -> str:
    """What a proof is made by: the versions of the renderers, and of the engine's code that compares them."""
    code = (Path(__file__).parent.parent / "pdf" / "drawing_proof.py").read_bytes()
    return " ".join([*(f"{name}=={version(name)}" for name in _RENDERERS), sha256(code)])
