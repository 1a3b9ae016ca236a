"""What the render process says about an edition, as plain data that can be sent between processes."""

from __future__ import annotations

import datetime
import os
import resource
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from polyleaf.core.edition import Edition, File
from polyleaf.core.findings import Finding

if TYPE_CHECKING:
    from polyleaf.pipeline.message_map import MessageMap

Status = Literal["built", "draft", "refused"]
"""Whether the pages are those that would be handed out, those of a draft, or none."""


@dataclass(frozen=True)
class RenderOrder:
    """An edition to render; `again` even if no file has changed since the last time.

    `glance` says that nobody needs its map, so that a file in `dist/` will do if it is up to date. With `anatomy`, it
    is also told how the pages are laid out.
    """

    edition: Edition
    again: bool = False
    glance: bool = False
    anatomy: bool = False


@dataclass(frozen=True)
class FrameFit:
    """A page or panel: its fit step, counted from 0, and how much of its height is filled, 0 to 1."""

    frame: str
    page: int
    fit_step: int
    fill: float


@dataclass(frozen=True)
class RenderedFile:
    """The file of an edition as soon as it is written. `sizes` are those of its pages, in mm."""

    edition: Edition
    draft: bool
    name: str
    content: bytes
    sizes: tuple[tuple[float, float], ...] = ()
    frames: tuple[FrameFit, ...] = ()


@dataclass(frozen=True)
class RenderedMap:
    """Where each message of an edition is printed."""

    edition: Edition
    places: MessageMap


Box = tuple[int, float, float, float, float]
"""A page, counted from 1, and the left, top, right and bottom edge of an area there, in mm."""


@dataclass(frozen=True)
class RenderedAnatomy:
    """How the pages of an edition are laid out, for designers.

    `lines` are the boxes of runs of text, and `baselines` the line on which each is set. `rooms` are what the blocks
    around text leave for it, and `margins` what the margins of each page leave. `over` are the lines that leave their
    room further than the check `text-outside` allows. `overlong` says for each page or panel that takes too much room
    by how many lines.
    """

    edition: Edition
    lines: tuple[Box, ...]
    baselines: tuple[Box, ...]
    rooms: tuple[Box, ...]
    pictures: tuple[Box, ...]
    margins: tuple[Box, ...]
    over: tuple[Box, ...]
    overlong: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Rendered:
    """The end of an order. `reads` has the digests of the files that were read; `unchanged` says that none differs.

    `memory_mb` is what the process holds now. `sheets` are those of a booklet, imposed. `day` is the day of the
    rendering, as a leaflet that is fit today may be overdue tomorrow.
    """

    edition: Edition
    status: Status
    findings: tuple[Finding, ...]
    fit_step: int | None = None
    unchanged: bool = False
    seconds: float = 0.0
    memory_mb: int = 0
    sheets: File | None = None
    day: datetime.date | None = None
    reads: Mapping[str, str] = field(default_factory=dict, compare=False)


RenderNews = RenderedFile | RenderedMap | RenderedAnatomy | Rendered


def memory_mb() -> int:
    """The memory that this process holds, in MB; where the system does not tell, the most that it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on macOS
        return int(most // (1024 * 1024))
    return pages * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)
