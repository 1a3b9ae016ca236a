"""Checks of the ink: what a reader of the finished page sees of each safety text, independent of its text layer."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.checks.layout import least_contrast, shown
from polyleaf.checks.pdf import DrawnRun, PdfContext
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Stage
from polyleaf.pdf.page_objects import PaintedText
from polyleaf.pdf.shaping import Shaper

_POINTS_PER_MM = 72 / 25.4
_SIZE_TOLERANCE_PT = 0.01
_PLACE_TOLERANCE_PT = 0.1
_OVERHANG_EM = 0.5  # of a glyph beyond the sides of its run
_BELOW_EM, _ABOVE_EM = 0.7, 1.4  # of a glyph below and above the baseline; marks are above tall letters
_CLIP_TOLERANCE_PT = 0.1


@check(
    "safety-displaced",
    Stage.PDF,
    "Look for a transform, a clip, an opacity, an overflow or `aria-hidden` in the style sheet and the template.",
    concern=Concern.SAFETY,
)
def safety_displaced(context: PdfContext) -> Iterator[Problem]:
    """A text that the layout has measured is on paper in that place and size: upright, opaque and complete."""
    for drawn in context.safety_runs:
        fault = next(filter(None, (_text_fault(text, drawn) for text in drawn.texts)), "")
        if not drawn.texts:
            fault = "is not drawn as content of the page"
        elif not fault and not any(_is_on_baseline(text, drawn) for text in drawn.texts):
            fault = "is not on its line"
        if fault:
            yield _problem(drawn, fault, context)


def _text_fault(text: PaintedText, drawn: DrawnRun) -> str:
    """What is wrong with how a text is placed. Empty if nothing is."""
    matrix = text.matrix
    if matrix.b or matrix.c or matrix.a <= 0 or abs(matrix.a - matrix.d) > _SIZE_TOLERANCE_PT:
        return "is turned, mirrored or stretched"
    size = text.size * matrix.a
    if abs(size - drawn.run.size_pt) > _SIZE_TOLERANCE_PT:
        return f"is drawn in {size:g} pt, and was laid out in {drawn.run.size_pt:g} pt"
    if not text.solid:
        return "is transparent, or drawn as an outline"
    if text.clip and not text.clip.holds(text.bounds, _CLIP_TOLERANCE_PT):
        return "is cut off"
    return "" if _is_in_place(text, drawn) else "is not drawn where it was laid out"


def _is_in_place(text: PaintedText, drawn: DrawnRun) -> bool:
    """Whether the glyphs of a text are on the paper, inside their run and near its baseline."""
    run, bounds, trim = drawn.run, text.bounds, drawn.trim
    baseline, left, right = _baseline(drawn), *(trim.left + x * _POINTS_PER_MM for x in (run.area.left, run.area.right))
    overhang = _OVERHANG_EM * run.size_pt
    across = left - overhang <= bounds.left and bounds.right <= right + overhang
    upright = baseline - _BELOW_EM * run.size_pt <= bounds.bottom and bounds.top <= baseline + _ABOVE_EM * run.size_pt
    return across and upright and trim.holds(bounds, _CLIP_TOLERANCE_PT)


def _is_on_baseline(text: PaintedText, drawn: DrawnRun) -> bool:
    """Whether a text is on the line of its run. A mark may be raised, but not the whole run."""
    return abs(text.matrix.f - _baseline(drawn)) <= _PLACE_TOLERANCE_PT


def _baseline(drawn: DrawnRun) -> float:
    """The height of a run's line, in pt from the foot of the page."""
    return drawn.trim.top - drawn.run.baseline * _POINTS_PER_MM


def _problem(drawn: DrawnRun, fault: str, context: PdfContext) -> Problem:
    return Problem(context.origin, f"page {drawn.run.page}: {shown(drawn.run)!r} {fault}")


@check(
    "safety-covered",
    Stage.PDF,
    "Look at the page: something is painted over the text, through it, or behind a part of it.",
    concern=Concern.SAFETY,
)
def safety_covered(context: PdfContext) -> Iterator[Problem]:
    """Each safety text looks like its letters on a plain background: the page is rendered with and
    without everything else.
    """
    for drawn in context.safety_runs:
        if not all(look.is_whole for look in drawn.looks):
            yield _problem(drawn, "does not look like its letters on a plain background", context)


@check(
    "safety-faint",
    Stage.PDF,
    "Take a darker colour for the text, or a lighter one behind it.",
    concern=Concern.SAFETY,
)
def safety_faint(context: PdfContext) -> Iterator[Problem]:
    """Whatever colours a style sheet states, each safety text has the contrast on the finished page that it needs."""
    for drawn in context.safety_runs:
        least = least_contrast(drawn.run)
        contrast = min((look.contrast for look in drawn.looks), default=least)
        if contrast < least:
            yield _problem(drawn, f"has a contrast of {contrast:.1f}:1 on the page; {least:g}:1 is the least", context)


@check(
    "safety-glyphs",
    Stage.PDF,
    "Look for font features, letter or word spacing, or a direction in the style sheet.",
    concern=Concern.SAFETY,
)
def safety_glyphs(context: PdfContext) -> Iterator[Problem]:
    """Each safety text is drawn with the glyphs that its letters have in the locked fonts, with the same distances."""
    shaper = Shaper(context.fonts.files_by_pdf_name)
    for drawn in context.safety_runs:
        run = drawn.run
        glyphs = context.tags.pages[run.page - 1].glyphs.get(run.mark, []) if run.mark is not None else []
        if not glyphs:
            continue  # `safety-displaced` reports it
        try:
            fault = shaper.fault(run.text, run.language, glyphs, right_to_left=run.direction == "rtl")
        except KeyError:
            continue  # `font-unlocked` reports it
        if fault:
            yield _problem(drawn, _GLYPH_FAULTS[fault], context)


_GLYPH_FAULTS = {
    "letters": "is drawn with other letters, or in another order",
    "spacing": "has letters or words too close together or too far apart",
}
