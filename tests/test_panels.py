"""The finished tri-fold read by another program: each text stands on its panel, whichever way the language is read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pypdfium2
import pytest
import yaml

from polyleaf.content.markup import to_plain
from polyleaf.content.reading_order import reading_order
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import ROOT, edition
from tests.store import build

pytestmark = pytest.mark.slow

POINTS_PER_MM = 72 / 25.4

# What only this panel says: urgent help behind, the title in front, the warnings inside.
SAID_ON = {
    "flap": "Do no hard exercise that day.",
    "back": "Weakness all over",
    "front": "What is the difference?",
    "in-1": "What training and experience do you have?",
    "in-2": "Bleeding problems",
    "in-3": "Your skin there is infected or inflamed. That includes cold sores and acne. Wait until it has healed.",
}


@dataclass(frozen=True)
class Panel:
    """A rectangle as high as its page, its page counted from 0 and its edges in points from the left."""

    page: int
    left: float
    right: float


def panels(paper: str, language: str) -> Iterator[tuple[str, Panel]]:
    """Where the panels lie, summed up from the widths in styles/formats.yaml and mirrored for right to left."""
    spec = yaml.safe_load((ROOT / "styles" / "formats.yaml").read_bytes())["formats"]["trifold"]
    widths = spec["widths_mm"][paper]
    for page, side in enumerate(spec["sides"]):
        x = 0.0
        for name in reversed(side["panels"]) if language in {"ar", "fa"} else side["panels"]:
            yield name, Panel(page, x * POINTS_PER_MM, (x + widths[name]) * POINTS_PER_MM)
            x += widths[name]


@cache
def panel_texts(language: str, paper: str, project: Workspace) -> dict[str, str]:
    """The letters that PDFium reads on each panel."""
    content = build(edition(language, paper, "trifold"), project).pdf
    assert content
    pdf = pypdfium2.PdfDocument(content)
    try:
        texts = {}
        for name, panel in panels(paper, language):
            page = pdf[panel.page].get_textpage()
            texts[name] = letters(page.get_text_bounded(left=panel.left, right=panel.right))
        return texts
    finally:
        pdf.close()


def letters(text: str) -> str:
    """The letters of a text; vowel signs, which PDFium gives back apart from theirs, left out."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalpha())


@pytest.mark.parametrize("panel", SAID_ON)
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_text_of_each_panel_stands_there_and_nowhere_else(
    language: str, paper: str, panel: str, repository: Workspace
) -> None:
    localized = Inputs(edition(language, paper, "trifold"), repository).localized()
    translation = localized.words.get(SAID_ON[panel])
    assert translation
    texts = panel_texts(language, paper, repository)
    assert [name for name, text in texts.items() if letters(to_plain(translation)) in text] == [panel]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_the_inner_panels_have_the_contraindications_letter_for_letter(
    language: str, paper: str, repository: Workspace
) -> None:
    """Letters are counted: readers give those of Arabic back in another order, which the checks judge."""
    localized = Inputs(edition(language, paper, "trifold"), repository).localized()
    brochure, texts = localized.brochure, panel_texts(language, paper, repository)
    assert localized.layout
    parts = localized.layout.parts_of("who-should-avoid")
    order = list(reading_order(brochure.section("who-should-avoid"), brochure, parts))
    first = next(at for at, read in enumerate(order) if read.role == "tell-first-heading")
    last = next(at for at, read in enumerate(order) if read.role == "avoid-heading" and at > first) - 1
    toxin, tell_first, filler = (
        Counter("".join(letters(localized.plain(read.text)) for read in part))
        for part in (order[:first], order[first:last], order[last:])
    )
    assert Counter(texts["in-1"]) >= toxin  # the questions stand below
    assert Counter(texts["in-2"]) == tell_first
    assert Counter(texts["in-3"]) >= filler  # benefits, risks and the sources stand below
