"""The check of what the marks in safety text stand beside: each has a meaning, and turns another text round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from polyleaf.checks.layout import LayoutContext, shown
from polyleaf.checks.registry import Problem, check
from polyleaf.checks.safety import pictures_in_safety
from polyleaf.content.reading_order import ReadText
from polyleaf.core.findings import Concern, Stage
from polyleaf.typeset.laid_out import PlacedPicture, Run, squeeze

_TOLERANCE_MM = 0.3
_FARTHEST_MM = 8.0  # from a mark to the text that it is read with


@check(
    "safety-mark",
    Stage.LAYOUT,
    "Take the mark that styles/marks.yaml has for that text, or none.",
    concern=Concern.SAFETY,
)
def safety_mark(context: LayoutContext) -> Iterator[Problem]:
    """A cross says "not for you", and a clock "not at once": beside another text, each turns that text round."""
    read = _read_texts(context)
    for picture in pictures_in_safety(context):
        mark = context.marks.mark_at(picture.source)
        if mark:  # `safety-picture` refuses all others
            run = _beside(picture, context)
            suits = run and (mark.suits(read[run][0]) if run in read else run.section in context.critical)
            if not suits:
                beside = repr(shown(run)) if run else "no text"
                said = f"{picture.source} stands beside {beside}; it may stand beside {mark.place}"
                yield Problem(context.origin, f"page {picture.page}: {said}")


def _read_texts(context: LayoutContext) -> Mapping[Run, Sequence[ReadText]]:
    """The texts that each run of a safety section has letters of.

    Sections that differ from their words are left out; `safety-differs` is for them.
    """
    found = {}
    for section, expected in context.safety_words.items():
        runs = [run for run in context.layout.runs if run.section == section and squeeze(run.text)]
        words = [squeeze(run.text) for run in runs]
        if "".join(words) == expected.words:
            ends = list(accumulate(map(len, words)))
            for run, own, end in zip(runs, words, ends, strict=True):
                found[run] = expected.texts_between(end - len(own), end)
    return found


@dataclass(frozen=True)
class _Reach:
    """How far a run begins behind the end of a mark, in mm in the direction of reading."""

    run: Run
    distance: float


def _beside(picture: PlacedPicture, context: LayoutContext) -> Run | None:
    """The text that begins next behind a picture on its line, as a reader sees it.

    A picture that is taller than the line, or reaches under a text, may be drawn beside another one: it has none.
    """
    right_to_left = context.localized.language.direction == "rtl"
    area = picture.area
    middle, height = (area.top + area.bottom) / 2, area.bottom - area.top
    reached = []
    for run in (run for run in context.layout.runs if run.page == picture.page and squeeze(run.text)):
        distance = area.left - run.area.right if right_to_left else run.area.left - area.right
        on_line = run.area.top <= middle <= run.area.bottom and height <= run.area.bottom - run.area.top + _TOLERANCE_MM
        if on_line and -_TOLERANCE_MM <= distance <= _FARTHEST_MM:
            reached.append(_Reach(run, distance))
    return min(reached, key=lambda reach: reach.distance).run if reached else None
