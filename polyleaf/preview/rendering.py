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

    `glance` says that nobody needs its map, so that a file in `dist/` will do if it is up to date.
    """

    edition: Edition
    again: bool = False
    glance: bool = False


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


RenderNews = RenderedFile | RenderedMap | Rendered


def memory_mb() -> int:
    """The memory that this process holds, in MB; where the system does not tell, the most that it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on macOS
        return int(most // (1024 * 1024))
    return pages * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)
