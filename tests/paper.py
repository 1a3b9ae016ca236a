"""Paper printed on both sides and folded by hand, to prove layouts that are folded; it knows nothing of the engine.

A sheet lies on a table, seen from above; x runs from its left edge to the right, in mm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOLERANCE_MM = 0.01

Spans = Mapping[str, tuple[float, float]]  # what is printed on a side, and from where to where, as seen face-on


@dataclass(frozen=True)
class Face:
    """What is printed on one side of a piece of paper; not upright is upside down."""

    name: str
    upright: bool = True


@dataclass(frozen=True)
class Piece:
    """The paper between two folds, with the face that looks up and the one that looks down."""

    left: float
    right: float
    up: Face
    down: Face

    def turned_over(self, axis: float) -> Piece:
        """Turned over about a line that runs away from the reader at this x: left becomes right, top stays top."""
        return Piece(2 * axis - self.right, 2 * axis - self.left, up=self.down, down=self.up)


Stack = tuple[Piece, ...]  # from the top down; pieces that lie side by side in any order


def sheet(up: Spans, down: Spans, width: float, *, flipped_on_short_edge: bool = True) -> Stack:
    """A landscape sheet, its second side put on the back by a printer.

    Turned on the short edge, as a leaf of a book turns, what stands at x on the back lies under `width - x`. Turned on
    the long edge, as a leaf of a wall calendar turns, it lies under x, its head under the foot of the front.
    Raises AssertionError when the panels of the two sides do not lie back to back.
    """
    behind = {}
    for name, (left, right) in down.items():
        span = (width - right, width - left) if flipped_on_short_edge else (left, right)
        behind[Face(name, upright=flipped_on_short_edge)] = span
    return tuple(Piece(*span, Face(name), _backing(span, behind)) for name, span in up.items())


def _backing(span: tuple[float, float], behind: Mapping[Face, tuple[float, float]]) -> Face:
    found = [face for face, other in behind.items() if _same(span, other)]
    assert len(found) == 1, f"no panel, or more than one, backs {span}: {behind}"
    return found[0]


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= TOLERANCE_MM for a, b in zip(one, other, strict=True))


def fold_right_over(stack: Stack, at: float) -> Stack:
    """Lift all paper right of a line and lay it over the left."""
    return _fold(stack, at, [piece.left >= at - TOLERANCE_MM for piece in stack])


def fold_left_over(stack: Stack, at: float) -> Stack:
    """Lift all paper left of a line and lay it over the right."""
    return _fold(stack, at, [piece.right <= at + TOLERANCE_MM for piece in stack])


def _fold(stack: Stack, at: float, lifted: Sequence[bool]) -> Stack:
    """Raises AssertionError when the line does not run along the edge of every panel that it meets."""
    for piece in stack:
        assert not piece.left + TOLERANCE_MM < at < piece.right - TOLERANCE_MM, f"the fold at {at} crosses {piece}"
    over = [piece.turned_over(at) for piece, moves in zip(stack, lifted, strict=True) if moves]
    under = [piece for piece, moves in zip(stack, lifted, strict=True) if not moves]
    return (*reversed(over), *under)


def turn_over(stack: Stack, axis: float) -> Stack:
    """The whole stack, seen from behind."""
    return tuple(piece.turned_over(axis) for piece in reversed(stack))


def seen(stack: Stack, x: float) -> Face:
    """What a reader sees at x."""
    return next(piece.up for piece in stack if piece.left <= x <= piece.right)
