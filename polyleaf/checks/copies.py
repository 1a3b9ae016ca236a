"""Checks of photocopies: what an office copier leaves of the pages. Colours are gone there, and tints are white."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Stage
from polyleaf.design.mark_lock import LockedMark
from polyleaf.pdf.page_objects import Bounds
from polyleaf.pdf.photocopy import Photocopy
from polyleaf.typeset.laid_out import PlacedPicture

_POINTS_PER_MM = 72 / 25.4
_LEAST_DRAWN = 0.02  # of the area of a mark; the least of all marks is 0.07
_LEAST_DIFFERENCE = 0.15  # of two marks; the least that was measured is 0.25
_LEAST_LIGHTNESS = 25  # between the grounds of two marks, of 100
_DARK = 60  # a ground that is darker has the colour of its treatment; a lighter one is paper or a tint

CopiedMark = tuple[LockedMark, PlacedPicture, Photocopy]


@check(
    "treatments-alike",
    Stage.PDF,
    "Look at the marks of the treatments and at the colours behind them, in the style sheet.",
    concern=Concern.SAFETY,
)
def treatments_alike(context: PdfContext) -> Iterator[Problem]:
    """On a photocopy, a reader sees of which treatment a warning speaks by its mark, and by how dark its bar is."""
    copied = list(_copied(context))
    for mark, picture, copy in copied:
        if copy.drawn_share < _LEAST_DRAWN:
            yield Problem(context.origin, f"page {picture.page}: {mark.file} is not seen on a copy in black and white")
    for (mark, picture, copy), (other, _, other_copy) in product(copied, copied):
        if (mark.treatment or 0) < (other.treatment or 0) and mark.beside == other.beside:
            if copy.difference(other_copy) < _LEAST_DIFFERENCE:
                message = f"page {picture.page}: {mark.file} and {other.file} look alike on a copy in black and white"
                yield Problem(context.origin, message)
            lightness = copy.ground_lightness, other_copy.ground_lightness
            if _are_two(context) and max(lightness) < _DARK and abs(lightness[0] - lightness[1]) < _LEAST_LIGHTNESS:
                same = f"the grounds of {mark.file} and {other.file} are nearly the same grey on a copy"
                yield Problem(context.origin, f"page {picture.page}: {same}")


def _are_two(context: PdfContext) -> bool:
    """Whether there are so few treatments that their bars can have greys of their own; more have their marks alone."""
    return len(context.localized.brochure.treatments) <= 2


def _copied(context: PdfContext) -> Iterator[CopiedMark]:
    """Each mark of a treatment where it is first in the file, as a copier shows it."""
    seen: set[str] = set()
    for picture in (*context.layout.pictures, *context.layout.backgrounds):
        mark = context.marks.mark_at(picture.source)
        if mark and mark.treatment and mark.file not in seen:
            seen.add(mark.file)
            page = context.pages[picture.page - 1]
            trim, area = page.get_trimbox(), picture.area
            left, top = trim[0] + area.left * _POINTS_PER_MM, trim[3] - area.top * _POINTS_PER_MM
            right, bottom = trim[0] + area.right * _POINTS_PER_MM, trim[3] - area.bottom * _POINTS_PER_MM
            yield mark, picture, Photocopy.of(page, Bounds(left, bottom, right, top))
