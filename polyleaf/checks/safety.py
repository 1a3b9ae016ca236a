"""Checks of the safety sections as they are laid out: nothing is added to them, and no part of them is elsewhere.

Their words are compared with the messages one by one (`safety-differs`). These checks find what a style sheet or a
template can do to them without changing a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from polyleaf.checks.continued import page_heads
from polyleaf.checks.layout import LayoutContext, is_visible, shown
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Stage
from polyleaf.render.clinic_words import first_direction
from polyleaf.typeset.laid_out import Area, PlacedPicture, Run, squeeze

_TOLERANCE_MM = 0.3
_LEVEL_MM = 2 * _TOLERANCE_MM  # between two lines that count as one
_SENTENCE = 12  # letters from which words are a sentence, and not a term that other texts may use
_QUOTED = 60  # characters of a text that a message shows
_WAYS = {"ltr": "left to right", "rtl": "right to left"}
_BULLETS = "•◦▪"  # the list markers that CSS calls disc, circle and square; they have no meaning


@check(
    "safety-addition",
    Stage.LAYOUT,
    "Remove the `content` from the style sheet: all words of a safety section are messages of the brochure.",
    concern=Concern.SAFETY,
)
def safety_addition(context: LayoutContext) -> Iterator[Problem]:
    """A style sheet that adds words to a safety section can reverse the meaning of each of its sentences."""
    for run in context.layout.generated:
        if run.section in context.critical and squeeze(run.text).strip(_BULLETS):
            added = f"{run.generated_by} adds {shown(run)!r} to the section {run.section!r}"
            yield Problem(context.origin_of(run.text), f"page {run.page}: {added}")


@check(
    "safety-intruder",
    Stage.LAYOUT,
    "Give the text a place of its own, outside the safety section.",
    concern=Concern.SAFETY,
)
def safety_intruder(context: LayoutContext) -> Iterator[Problem]:
    """A text in the middle of a safety text is read as a part of it."""
    others = [run for run in (*context.layout.runs, *context.layout.generated) if is_visible(run.text)]
    for place in _places(context):
        for run in others:
            stands_there = run.page == place.page and place.area.top < run.baseline < place.area.bottom
            if stands_there and run.section != place.section and _common_width(run.area, place.area) > _TOLERANCE_MM:
                text = f"{shown(run)!r} is inside the section {place.section!r}"
                yield Problem(context.origin_of(run.text), f"page {run.page}: {text}")


@dataclass(frozen=True)
class SafetyPlace:
    """The area of a critical section on a page, or on a panel of it."""

    section: str
    page: int
    area: Area


def _places(context: LayoutContext) -> list[SafetyPlace]:
    areas: dict[tuple[str, int, str], list[Area]] = {}
    for run in context.safety_runs:
        areas.setdefault((run.section, run.page, run.frame), []).append(run.area)
    return [SafetyPlace(section, page, _around(found)) for (section, page, _), found in areas.items()]


def _around(areas: Sequence[Area]) -> Area:
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    return Area(left, top, max(area.right for area in areas), max(area.bottom for area in areas))


def _common_width(one: Area, other: Area) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _common_height(one: Area, other: Area) -> float:
    return min(one.bottom, other.bottom) - max(one.top, other.top)


@check(
    "safety-stray",
    Stage.LAYOUT,
    "Take the text out of the template there: it belongs to its safety section alone.",
    concern=Concern.SAFETY,
)
def safety_stray(context: LayoutContext) -> Iterator[Problem]:
    """A warning that is printed a second time, under another heading, may say the opposite of what it means.

    The head of a page on which a section goes on may repeat its title.
    """
    critical = {
        squeeze(words): message
        for message, words in context.localized.printed()
        if message.critical and context.critical.issuperset(message.sections)
    }
    elsewhere: dict[tuple[int, int], str] = defaultdict(str)
    heads = {run for head in page_heads(context) if squeeze(head.says) in head.may_say for run in head.runs}
    for run in context.layout.runs:
        if run.section not in context.critical and run not in heads:
            elsewhere[run.page, run.paragraph] += squeeze(run.text)
    all_of_it = "\n".join(elsewhere.values())
    for words in (words for words in critical if words in all_of_it):
        for (page, _), text in elsewhere.items():
            if words == text or (len(words) >= _SENTENCE and words in text):
                message = critical[words]
                yield Problem(message.origin, f"page {page}: {message.msgid!r} is printed outside its section")


@check(
    "safety-small",
    Stage.LAYOUT,
    "Take `data-size` from the template there: safety text has the size and the contrast of all text.",
    concern=Concern.SAFETY,
)
def safety_small(context: LayoutContext) -> Iterator[Problem]:
    """Small print may be smaller and paler than other text, and a warning in small print is not read."""
    for run in context.safety_runs:
        if run.small_print:
            yield Problem(context.origin, f"page {run.page}: {shown(run)!r} is set as small print")


@check(
    "safety-order",
    Stage.LAYOUT,
    "Take away the position, the float, the order or the margin that moves a text from where it is read.",
    concern=Concern.SAFETY,
)
def safety_order(context: LayoutContext) -> Iterator[Problem]:
    """Each heading is above its list, and each line below the one before. An item elsewhere belongs to another list."""
    for _, runs in groupby(context.safety_runs, key=lambda run: run.section):
        for before, after in _out_of_order([_read(run, context) for run in runs]):
            text = f"{shown(after)!r} does not follow {shown(before)!r}, as it must be read"
            yield Problem(context.origin, f"page {after.page}: {text}")


@dataclass(frozen=True)
class ReadRun:
    """A run, with its beginning and end in reading direction, in mm from the edge where a line begins."""

    run: Run
    start: float
    end: float


def _read(run: Run, context: LayoutContext) -> ReadRun:
    if context.localized.language.direction == "rtl":
        return ReadRun(run, -run.area.right, -run.area.left)
    return ReadRun(run, run.area.left, run.area.right)


def _out_of_order(runs: Sequence[ReadRun]) -> Iterator[tuple[Run, Run]]:
    """A run, and one after it that is in the wrong place. It must be later on the line, below it, or on a later page.

    A new paragraph may begin in a later column, higher up. A paragraph may not continue there.
    """
    for number, after in enumerate(runs):
        own, start = after.run, after.start + _TOLERANCE_MM
        page, baseline, paragraph = own.page, own.baseline - _TOLERANCE_MM, own.paragraph
        for before in runs[:number]:
            other = before.run
            if other.page == page and (
                other.baseline < baseline
                or (before.end <= start and (other.paragraph != paragraph or other.baseline <= baseline + _LEVEL_MM))
            ):
                continue
            if other.page >= page:
                yield other, own
                break


@check(
    "safety-turned",
    Stage.LAYOUT,
    "Take `direction` from the style sheet, and `dir` from the element: the text runs as its language does.",
    concern=Concern.SAFETY,
)
def safety_turned(context: LayoutContext) -> Iterator[Problem]:
    """In the wrong direction, the words and the full stop of a sentence are in other places."""
    own = context.localized.language.direction
    for run in context.safety_runs:
        stated = run.stated_direction
        if run.direction != stated or stated not in {own, first_direction(run.text)}:
            yield Problem(context.origin, f"page {run.page}: {shown(run)!r} is set from {_WAYS[run.direction]}")


@check(
    "safety-picture",
    Stage.LAYOUT,
    "Look at the printed page. If the picture is right, write it with its digest into styles/marks.yaml.",
    concern=Concern.SAFETY,
)
def safety_picture(context: LayoutContext) -> Iterator[Problem]:
    """A tick where a cross stood turns a warning round; in safety text stand pictures that somebody has looked at."""
    for found in dict.fromkeys(_fault(picture, context) for picture in pictures_in_safety(context)):
        if found:
            yield Problem(context.origin, found)


def pictures_in_safety(context: LayoutContext) -> list[PlacedPicture]:
    """The pictures of safety sections, and those of others that reach into them."""
    places = _places(context)
    pictures = (*context.layout.pictures, *context.layout.backgrounds)
    return [picture for picture in pictures if _is_in_safety(picture, places, context)]


def _is_in_safety(picture: PlacedPicture, places: Iterable[SafetyPlace], context: LayoutContext) -> bool:
    return picture.section in context.critical or any(
        place.page == picture.page
        and min(_common_width(picture.area, place.area), _common_height(picture.area, place.area)) > _TOLERANCE_MM
        for place in places
    )


def _fault(picture: PlacedPicture, context: LayoutContext) -> str:
    """Why a picture may not be in safety text. Empty if it may."""
    mark = context.marks.mark_at(picture.source)
    if mark and mark.sha256 == picture.digest:
        return ""
    if mark:
        return f"{picture.source} is not the picture that is locked for safety text: its SHA-256 is {picture.digest}"
    name = picture.source or f"the picture or gradient of {picture.name!r}"
    digest = f"; its SHA-256 is {picture.digest}" if picture.digest else ""
    return f"page {picture.page}: {name} is in safety text and is not locked for it{digest}"


@check(
    "text-unknown",
    Stage.LAYOUT,
    "Make it a message of the brochure, or a label of the templates with `_()`, so that it is translated and read.",
    concern=Concern.CONTENT,
)
def text_unknown(context: LayoutContext) -> Iterator[Problem]:
    """What a template or a style sheet says by itself is in one language, and nobody has approved it."""
    margins = (run.text for run in context.layout.runs if run.element < 0)
    generated = (run.text for run in context.layout.generated)
    for text in dict.fromkeys((*context.layout.paragraphs, *margins, *generated)):
        if strange := context.known.strange(text):
            where = " ".join(text.split())[:_QUOTED]
            yield Problem(context.origin_of(strange), f"{strange!r} in {where!r} is no message, label, value or name")
