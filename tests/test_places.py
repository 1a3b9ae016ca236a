"""The places that hold a number of lines: each text with a limit is set as long as it may be, in every language's font.

A limit that its place does not hold fails here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from polyleaf.checks.layout import LayoutContext, place_overfull
from polyleaf.content.text import letters
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import layout_context
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.html import to_html
from polyleaf.translation.words import Words
from polyleaf.typeset.copyfit import page_css
from polyleaf.typeset.laid_out import squeeze
from polyleaf.typeset.typesetter import typeset
from tests.conftest import ROOT, SLUG, edition
from tests.test_checks_meaning import BARS

LANGUAGES = ["en", *Workspace(ROOT).languages(SLUG)]
TIME_LINE_MM = 110  # the bars of two years, with a number every six months
TITLE, TOXIN, FILLER = "Botox and fillers", "Botulinum toxin", "Dermal fillers"
LASTS, ENDS, LONGEST = "lasts", "usually ends in this time", "sometimes, or some products"
HOURS, DRAFT = "Opening hours", "DRAFT: do not hand out"


@dataclass(frozen=True)
class AtTheLimit(Words):
    """Words of which each that has a limit is as long as that allows: the translation again and again."""

    words: Words = field(default_factory=lambda: Words(""))
    limits: dict[str, int] = field(default_factory=dict)

    def get(self, msgid: str) -> str | None:
        text = self.words.get(msgid)
        return filled(text, self.limits[msgid]) if text and msgid in self.limits else text


def filled(text: str, limit: int) -> str:
    long = f"{text} " * limit
    while letters(long) > limit:
        long = long[:-1]
    return long.strip()


def at_the_limit(
    language: str, paper: str, form: str, frame: str | None, project: Workspace, *, times: int = 1
) -> LayoutContext:
    """A page or panel (None: all) on the first fit step, with the largest type; texts so many times their limits."""
    inputs = Inputs(edition(language, paper, form, draft=True), project)
    context = inputs.catalog_context()
    limits = {m.msgid: times * m.max_length for m in (*context.messages, *context.labels) if m.max_length}
    words, interface = (AtTheLimit(each.path, words=each, limits=limits) for each in (inputs.words, inputs.interface))
    localized = replace(inputs.localized(), words=words, interface=interface)
    only = frozenset({frame}) if frame else None
    html = to_html(localized, inputs.form, project, siblings=inputs.siblings)
    css = page_css(inputs.form, {}, localized.clinic.style_properties)
    return layout_context(localized, typeset(html, inputs.style_sources, css, only), inputs)


def held(context: LayoutContext, *msgids: str) -> bool:
    """Whether these texts stand in places that count lines, and no place has a line too many."""
    places = [squeeze(place.text) for place in context.layout.places]
    words, interface = context.localized.words, context.localized.interface
    texts = [squeeze(words.get(msgid) or interface.get(msgid) or msgid) for msgid in msgids]
    assert list(place_overfull(context)) == []
    return all(any(text in place for place in places) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_hours_and_mark_of_a_draft_fit_the_narrowest_panel(language: str, repository: Workspace) -> None:
    context = at_the_limit(language, "letter", "trifold", "front", repository)
    assert held(context, TITLE, HOURS, DRAFT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_column_headings_fit_the_columns(language: str, repository: Workspace) -> None:
    context = at_the_limit(language, "a4", "leaflet", "page 5", repository)
    assert held(context, TITLE, TOXIN, FILLER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_key_leave_the_time_line_its_room(language: str, repository: Workspace) -> None:
    context = at_the_limit(language, "letter", "booklet", "page 3", repository)
    assert held(context, TITLE, LASTS, ENDS, LONGEST)
    alternative = context.localized.words.get(BARS) or BARS
    (bars,) = (p.area for p in context.layout.pictures if squeeze(p.name) == squeeze(alternative))
    assert bars.right - bars.left > TIME_LINE_MM


@pytest.mark.parametrize("language", ["pl", "zh_Hans"])
def test_all_of_them_fit_in_large_print(language: str, repository: Workspace) -> None:
    assert held(
        at_the_limit(language, "a4", "large-print", None, repository), TITLE, LASTS, ENDS, LONGEST, HOURS, DRAFT
    )


@pytest.mark.parametrize("language", ["de", "fa", "ja"])
def test_twice_the_limit_is_a_line_too_many(language: str, repository: Workspace) -> None:
    context = at_the_limit(language, "a4", "leaflet", "page 5", repository, times=2)
    over = [problem.message for problem in place_overfull(context)]
    assert len(over) == 2, "the headings of the two columns"
    assert all(re.search(r"takes (2 lines, 1|3 lines, 2) more than its place has$", message) for message in over)
