"""The heads of pages that begin in the middle of a section: they say what the page belongs to.

A reader who opens a page at "Tell your practitioner first" has to see before which treatment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.checks.layout import LayoutContext, is_visible, shown
from polyleaf.checks.registry import Problem, check
from polyleaf.content.brochure import Comparison, walk
from polyleaf.content.reading_order import ReadText
from polyleaf.content.text import Text
from polyleaf.core.findings import Concern, Stage
from polyleaf.typeset.laid_out import Run, squeeze

CONTINUED = "{heading} (continued)"


@dataclass(frozen=True)
class PageHead:
    """What the head of a page says, and what it may say there. Nothing, if the page begins with a section."""

    page: int
    first: Run
    runs: tuple[Run, ...]
    may_say: tuple[str, ...]

    @property
    def says(self) -> str:
        return "".join(run.text for run in self.runs)


def page_heads(context: LayoutContext) -> Iterator[PageHead]:
    """The heads of the pages of a format that flows, from the second page on."""
    if not context.form.spec.flows:
        return
    begun: set[str] = set()
    for page, area in enumerate(context.layout.areas, start=1):
        runs = [run for run in context.layout.runs if run.page == page and is_visible(run.text)]
        inside = [run for run in runs if run.element >= 0 and run.is_in(area)]
        if page > 1 and inside:
            head = tuple(run for run in runs if run.element < 0 and run.baseline < area.top)
            goes_on = inside[0].section in begun - {""}
            yield PageHead(page, inside[0], head, _may_say(inside[0], context) if goes_on else ("",))
        begun |= {run.section for run in inside}


def _may_say(first: Run, context: LayoutContext) -> tuple[str, ...]:
    """The section that goes on and the treatment, or one of them where only the place of a run could tell which."""
    localized = context.localized
    section = localized.brochure.section(first.section)
    title = squeeze(str(localized.label(CONTINUED, heading=localized.plain(section.title)).striptags()))
    names = [squeeze(f" · {localized.plain(treatment.name)}") for treatment in localized.brochure.treatments.values()]
    read = _read_first(first, context)
    if read is None:
        return (title, *(title + name for name in names))
    return (title + names[read.treatment - 1],) if read.treatment and read.role != "treatment" else (title,)


def _read_first(first: Run, context: LayoutContext) -> ReadText | None:
    """The text of a safety section of which a run is a part. None in other sections."""
    if first.section not in context.critical:
        return None
    own = [run for run in context.safety_runs if run.section == first.section]
    start = len(squeeze("".join(run.text for run in own[: own.index(first)])))
    return next(iter(context.safety_words[first.section].texts_between(start, start + 1)), None)


@check(
    "page-unheaded",
    Stage.LAYOUT,
    "Look at the strings that the style sheet of the format sets for the heads of its pages.",
    concern=Concern.CONTENT,
)
def page_unheaded(context: LayoutContext) -> Iterator[Problem]:
    """A page that begins in the middle of a section says of which, and of which treatment: else it is read alone."""
    labels = {squeeze(context.localized.plain(text)) for text in _row_labels(context)}
    for head in page_heads(context):
        starts, said = shown(head.first), squeeze(head.says)
        safety = head.first.section in context.critical
        if said not in head.may_say:
            says = repr(" ".join(head.says.split())) if said else "nothing"
            yield Problem(context.origin, f"page {head.page} begins with {starts!r}, and its head says {says}", safety)
        if head.may_say != ("",) and squeeze(head.first.text) in labels:
            message = f"page {head.page}: a table goes on with {starts!r}, without the names over its columns"
            yield Problem(context.origin, message, safety)


def _row_labels(context: LayoutContext) -> Iterator[Text]:
    for section in context.localized.brochure.sections:
        for _, part in walk(section):
            if isinstance(part, Comparison):
                yield from (row.label for row in part.rows)
