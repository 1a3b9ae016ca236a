"""Where the panels of a folded leaflet are on a side of its sheet, in mm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Side:
    """A side of a sheet, with its panels from left to right as a left-to-right reader sees it."""

    name: str
    panels: tuple[str, ...]


def panel_spans(
    side_panels: Sequence[str], widths_mm: Mapping[str, float], right_to_left: bool
) -> dict[str, tuple[float, float]]:
    """The left and right edge of every panel, in mm from the left edge of the side, from left to right.

    A right-to-left sheet is the mirror image. Raises KeyError for a panel without a width.
    """
    panels = list(reversed(side_panels)) if right_to_left else list(side_panels)
    edges = accumulate((widths_mm[panel] for panel in panels), initial=0.0)
    return dict(zip(panels, pairwise(edges), strict=True))


def panel_folds(side_panels: Sequence[str], widths_mm: Mapping[str, float], right_to_left: bool) -> tuple[float, ...]:
    """Where the side is folded, in mm from its left edge: between its panels, and not at the edges of the sheet."""
    spans = panel_spans(side_panels, widths_mm, right_to_left)
    return tuple(right for _, right in spans.values())[:-1]
