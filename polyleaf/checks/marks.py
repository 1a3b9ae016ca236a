"""The check of what the marks in safety text stand beside: each has a meaning, and turns another text round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from polyleaf.checks.layout import LayoutContext, is_visible, shown
from polyleaf.checks.registry import Problem, check
from polyleaf.checks.safety import pictures_in_safety
from polyleaf.content.reading_order import ReadText
from polyleaf.core.findings import Concern, Stage
from polyleaf.design.mark_lock import LockedMark
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
    read = _read_lines(context)
    for picture in pictures_in_safety(context):
        mark = context.marks.mark_at(picture.source)
        if mark:  # `safety-picture` refuses all others
            beside = _beside(picture, read, right_to_left=context.localized.language.direction == "rtl")
            if beside is None or not beside.suits(mark):
                text = repr(shown(beside.run)) if beside else "no text"
                said = f"{picture.source} stands beside {text}; it may stand beside {mark.place}"
                yield Problem(context.origin, f"page {picture.page}: {said}")


@dataclass(frozen=True)
class _ReadLine:
    """A run and the texts of a safety section that it has letters of.

    `texts` is None in a section that differs from its words, which `safety-differs` refuses.
    """

    run: Run
    texts: Sequence[ReadText] | None

    def suits(self, mark: LockedMark) -> bool:
        """Whether a mark may stand beside the run."""
        return self.texts is None or (len(self.texts) > 0 and mark.suits(self.texts[0]))


def _read_lines(context: LayoutContext) -> list[_ReadLine]:
    """The visible runs of all pages."""
    runs = [run for run in context.layout.runs if is_visible(run.text)]
    found = [_ReadLine(run, ()) for run in runs if run.section not in context.safety_words]
    for section, expected in context.safety_words.items():
        own = [run for run in runs if run.section == section]
        words = [squeeze(run.text) for run in own]
        is_whole = "".join(words) == expected.words
        for run, word, end in zip(own, words, accumulate(map(len, words)), strict=True):
            found.append(_ReadLine(run, expected.texts_between(end - len(word), end) if is_whole else None))
    return found


def _beside(picture: PlacedPicture, read: Iterable[_ReadLine], *, right_to_left: bool) -> _ReadLine | None:
    """The text that begins next behind a picture on its line, as a reader sees it.

    A picture that is taller than the line, or reaches under a text, may be drawn beside another one: it has none.
    """
    area, nearest, least = picture.area, None, _FARTHEST_MM
    middle, height = (area.top + area.bottom) / 2, area.bottom - area.top
    for candidate in read:
        own = candidate.run.area
        if candidate.run.page == picture.page and own.top <= middle <= own.bottom:
            distance = area.left - own.right if right_to_left else own.left - area.right
            if height <= own.bottom - own.top + _TOLERANCE_MM and -_TOLERANCE_MM <= distance <= least:
                nearest, least = candidate, distance
    return nearest
