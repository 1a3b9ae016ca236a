"""A picture as it is printed and shown, whatever its file format, and the error if it cannot be printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A picture that has been read completely and cleaned.

    `content` is what every renderer gets instead of the file. Width and height are in pixels; a drawing has its
    intrinsic size in CSS pixels.
    """

    content: bytes
    media_type: str
    width: float
    height: float

    @property
    def has_pixels(self) -> bool:
        """False for a drawing, which is sharp at any size."""
        return self.media_type != "image/svg+xml"


class PictureError(ValueError):
    """A picture that cannot be printed; `str()` is a predicate such as "is not there"."""
