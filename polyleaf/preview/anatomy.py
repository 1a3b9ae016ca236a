"""How pages are laid out, taken from their layout for designers: boxes, baselines, and what runs over."""

from __future__ import annotations

from polyleaf.checks.layout import beyond_box, is_visible
from polyleaf.core.edition import Edition
from polyleaf.preview.rendering import Box, RenderedAnatomy
from polyleaf.typeset.laid_out import Area, LaidOut, Run


def anatomy(edition: Edition, layout: LaidOut) -> RenderedAnatomy:
    """What a designer sees over the pages of an edition."""
    return RenderedAnatomy(
        edition,
        lines=tuple(_box(run.page, run.area) for run in layout.runs),
        baselines=tuple(_baseline(run) for run in layout.runs),
        rooms=tuple(dict.fromkeys(_box(run.page, run.room) for run in layout.runs)),
        pictures=tuple(_box(picture.page, picture.area) for picture in layout.pictures),
        margins=tuple(_box(page, area) for page, area in enumerate(layout.areas, start=1)),
        over=tuple(_box(run.page, run.area) for run in layout.runs if is_visible(run.text) and beyond_box(run) > 0),
        overlong=tuple((overrun.frame, overrun.lines) for overrun in layout.overlong),
    )


def _box(page: int, area: Area) -> Box:
    return page, round(area.left, 2), round(area.top, 2), round(area.right, 2), round(area.bottom, 2)


def _baseline(run: Run) -> Box:
    level = round(run.baseline, 2)
    return run.page, round(run.area.left, 2), level, round(run.area.right, 2), level
