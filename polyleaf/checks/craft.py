"""Checks of the craft: what a good typesetter would not let through, although every word is there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from urllib.parse import quote

from polyleaf.checks.layout import LayoutContext, is_bold, is_visible, shown
from polyleaf.checks.registry import Problem, check
from polyleaf.content.brochure import Figure, UrgentHelp, walk
from polyleaf.core.findings import Concern, Severity, Stage
from polyleaf.typeset.laid_out import Run, squeeze

_MM_PER_PT = 25.4 / 72
_LEADING = {"Arab": 1.5, "Deva": 1.5, "Thai": 1.5, "Kore": 1.5, "Jpan": 1.6, "Hans": 1.6, "Hant": 1.6}
_LEAST_LEADING = 1.3  # Latin, Cyrillic, Greek
_LEADING_TOLERANCE = 0.01
_SAME_LINE_MM = 0.3
_HEADING_TIMES = 1.15  # of body type, from which bold text is a heading and may be set closer
_LEAST_FILL = 0.5
_LEAST_FILL_OF_FLOW = 0.4  # lists of safety text are never divided, and a flow has what it has
_NEARLY_EMPTY = 1 / 3  # the fill below which a panel, or a first page, has nothing to look at
_SAME_EDGE_MM, _OTHER_EDGE_MM = 0.25, 0.8  # between these, two edges look like one that was missed
_LAST_LINE = 0.15  # of the longest line of its heading


@check(
    "urgent-help-split",
    Stage.LAYOUT,
    "Give the urgent help a page of its own, or make room on its page: it must not break.",
    concern=Concern.SAFETY,
)
def urgent_help_split(context: LayoutContext) -> Iterator[Problem]:
    """Who needs help at once reads one page. A sign that is on the next page is not seen."""
    for section in context.localized.brochure.sections:
        if any(isinstance(block, UrgentHelp) for block in section.blocks):
            pages = sorted({run.page for run in context.safety_runs if run.section == section.id})
            if len(pages) > 1:
                numbers = ", ".join(map(str, pages))
                yield Problem(context.origin, f"the urgent help is divided between the pages {numbers}")


@check("leading-low", Stage.LAYOUT, "Set `line-height` in the style sheet to `var(--leading)` or more there.")
def leading_low(context: LayoutContext) -> Iterator[Problem]:
    """Lines that are too close are hard to follow, above all in scripts with marks over and under the letters."""
    least = _LEADING.get(context.localized.language.script, _LEAST_LEADING)
    low: dict[int, tuple[float, str]] = {}
    for before, after in _neighbours(context):
        own = _LEAST_LEADING if after.language.startswith(context.localized.brochure.language) else least
        leading = (after.baseline - before.baseline) / (after.size_pt * _MM_PER_PT)
        if leading < own - _LEADING_TOLERANCE and not _is_heading(after, context):
            low.setdefault(after.page, (leading, shown(after)))
    for page, (leading, text) in low.items():
        yield Problem(context.origin, f"page {page}: {text!r} is set with a leading of {leading:.2f}")


def _neighbours(context: LayoutContext) -> Iterator[tuple[Run, Run]]:
    """Each run with one on the line before it, of the same paragraph and the same size."""
    for lines in _lines(context).values():
        for before, after in pairwise(lines):
            upper, lower = before[0], after[0]
            if (upper.page, upper.size_pt) == (lower.page, lower.size_pt) and upper.baseline < lower.baseline:
                yield upper, lower


def _lines(context: LayoutContext) -> dict[int, list[list[Run]]]:
    """The lines of each paragraph, each with its runs."""
    paragraphs: dict[int, list[list[Run]]] = defaultdict(list)
    for run in context.layout.runs:
        if run.element < 0 or not is_visible(run.text):
            continue
        lines = paragraphs[run.paragraph]
        if lines and lines[-1][0].page == run.page and abs(lines[-1][0].baseline - run.baseline) < _SAME_LINE_MM:
            lines[-1].append(run)
        else:
            lines.append([run])
    return paragraphs


def _is_heading(run: Run, context: LayoutContext) -> bool:
    return is_bold(run) and run.size_pt >= _HEADING_TIMES * context.form.spec.body_pt


@check(
    "heading-orphan",
    Stage.LAYOUT,
    "Shorten the heading, or set it in another size: its last line is a scrap.",
    Severity.WARNING,
)
def heading_orphan(context: LayoutContext) -> Iterator[Problem]:
    """A heading whose last line is one short word, or one character, looks broken."""
    for lines in _lines(context).values():
        if len(lines) > 1 and _is_heading(lines[-1][0], context):
            longest = max(map(_width, lines))
            if _width(lines[-1]) < _LAST_LINE * longest:
                last = lines[-1][0]
                yield Problem(context.origin, f"page {last.page}: the last line of a heading is {shown(last)!r}")


@check(
    "edges-uneven",
    Stage.LAYOUT,
    "Give the texts one distance in the style sheet: padding, border and the room of a mark count together.",
    Severity.WARNING,
)
def edges_uneven(context: LayoutContext) -> Iterator[Problem]:
    """Lines of safety text that begin nearly at the same place, and not quite, look like a list that was put together
    from two.
    """
    if context.localized.draft:
        return  # a text without a translation has a ground of its own, which is wider
    rtl = context.localized.language.direction == "rtl"
    edges: dict[tuple[str, int, str], dict[float, Run]] = defaultdict(dict)
    for line in (line for lines in _lines(context).values() for line in lines):
        first = max(line, key=lambda run: run.area.right) if rtl else min(line, key=lambda run: run.area.left)
        if first.section in context.critical:
            edge = -first.area.right if rtl else first.area.left
            edges[first.section, first.page, first.frame].setdefault(round(edge, 1), first)
    for (_, page, _), places in edges.items():
        for one, other in pairwise(sorted(places)):
            if _SAME_EDGE_MM < other - one < _OTHER_EDGE_MM:
                texts = f"{shown(places[one])!r} and {shown(places[other])!r}"
                yield Problem(context.origin, f"page {page}: {texts} begin {other - one:.1f} mm apart")


@check(
    "word-broken",
    Stage.LAYOUT,
    "Report it as a fault of Polyleaf: words of the glossary are kept whole.",
    concern=Concern.CONTENT,
)
def word_broken(context: LayoutContext) -> Iterator[Problem]:
    """A word that goes on on the next line without a hyphen is read as two, and one of them may mean something else."""
    if context.localized.language.script != "Thai":
        return  # other scripts without spaces may break inside words
    for lines in _lines(context).values():
        parts = ["".join(squeeze(run.text) for run in line) for line in lines]
        text = "".join(parts)
        ends = list(accumulate(map(len, parts[:-1])))
        for word in sorted(word for word in context.localized.whole_words if ends and word in text):
            for start, end in (found.span() for found in re.finditer(re.escape(word), text)):
                for number in (number for number, place in enumerate(ends) if start < place < end):
                    shown_as = f"{text[start : ends[number]]}|{text[ends[number] : end]}"
                    message = f"page {lines[number][0].page}: a line ends inside a word of the glossary, {shown_as!r}"
                    yield Problem(context.origin, message)


def _width(line: Iterable[Run]) -> float:
    line = list(line)
    return max(run.area.right for run in line) - min(run.area.left for run in line)


@check(
    "key-split",
    Stage.LAYOUT,
    "Keep the figure and its key together in the style sheet, or make room for both on one page.",
    concern=Concern.CONTENT,
)
def key_split(context: LayoutContext) -> Iterator[Problem]:
    """A number in a drawing says nothing without its key on the same page."""
    drawn = {picture.source: picture for picture in context.layout.pictures}
    for _, part in walk(context.localized.brochure):
        if isinstance(part, Figure) and (picture := drawn.get(f"brochure:{quote(part.file)}")):
            runs = (run for run in context.layout.runs if run.section == picture.section)
            beside = [(said, run.page) for run in runs if (said := squeeze(run.text))]
            for text in (label.label for legend in part.legends for label in legend.labels):
                words = context.localized.plain(text)
                squeezed = squeeze(words)
                pages = {page for said, page in beside if said in squeezed}
                if pages and picture.page not in pages:
                    message = f"page {picture.page}: the key of a figure, {words!r}, is on page {min(pages)}"
                    yield Problem(context.origin, message)


@check(
    "page-thin",
    Stage.LAYOUT,
    "Move a section to the page, or away from it, in the layout of the brochure.",
    Severity.WARNING,
)
def page_thin(context: LayoutContext) -> Iterator[Problem]:
    """A page that is less than half full costs a sheet and looks as if something were missing.

    A panel, and the first page, may be emptier: they are reported when two thirds of them are empty. A cover is as it
    is, and a text that flows may end anywhere.
    """
    pages, planned = len(context.layout.sheets), context.planned_pages
    if context.localized.draft or not context.form.spec.per_language or planned not in {None, pages}:
        return  # a text may be missing in a draft; `page-count` reports pages too many
    yield from _empty_frames(context)
    if context.form.spec.sides:
        return
    for page in range(2, pages + (planned is not None)):  # a cover is as it is; a flow may end anywhere
        fill = context.layout.fill(page)
        if fill < (_LEAST_FILL if planned else _LEAST_FILL_OF_FLOW):
            yield Problem(context.origin, f"page {page} is {fill:.0%} full")


def _empty_frames(context: LayoutContext) -> Iterator[Problem]:
    """A problem for each panel, or for the first page, of which two thirds are empty, unless it is the cover."""
    layout, places = context.localized.layout, context.layout.pages_by_frame()
    frames = layout.frames if layout and context.planned_pages else ()
    for frame in frames if context.form.spec.sides else frames[:1]:
        if frame.places == ("cover",) or frame.name not in places:
            continue
        fill = context.layout.fill(places[frame.name][0], frame.name)
        if fill < _NEARLY_EMPTY:
            yield Problem(context.origin, f"{_named(frame.name)} is {fill:.0%} full")


def _named(frame: str) -> str:
    return frame if frame.startswith("page ") else f"the panel {frame!r}"
