"""The proof by ink on pages that a test writes: what the renders of a page and its objects say of a text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.pdf.ink import Look, looks
from polyleaf.pdf.page_objects import Bounds, PageObjects, PaintedText, Transform
from polyleaf.typeset.typesetter import typeset, write_pdf

WORDS = "Wait until it has healed."


class Page:
    """A page of 100 x 50 mm with a paragraph, and what is read of it."""

    def __init__(self, project: Workspace, css: str, words: str = WORDS) -> None:
        html = f'<html lang="en" dir="ltr"><head><title>Test</title></head><body><p>{words}</p></body></html>'
        sources = StyleSources(project, ("languages.css",), Path(), Path())
        look = "@page { size: 100mm 50mm; margin: 10mm } p { font-size: 12pt; color: #15202b; position: relative }"
        self.layout = typeset(html, sources, look + css)
        self.content, _ = write_pdf(self.layout)
        self.page = pypdfium2.PdfDocument(self.content)[0]
        self.objects = PageObjects(self.page, {run.mark for run in self.layout.runs if run.mark is not None})

    @property
    def text(self) -> PaintedText:
        (text,) = self.objects.texts
        return text

    @property
    def look(self) -> Look:
        (look,) = looks(self.page, self.objects)
        return look


def test_a_text_is_read_as_it_is_painted(repository: Workspace) -> None:
    page = Page(repository, "")
    text, (run,) = page.text, page.layout.runs
    assert text.size * text.matrix.a == pytest.approx(12)
    assert (text.matrix.b, text.matrix.c, text.solid, text.clip) == (0, 0, True, None)
    assert text.matrix.e == pytest.approx(run.area.left * 72 / 25.4, abs=0.01)
    assert text.matrix.f == pytest.approx((50 - run.baseline) * 72 / 25.4, abs=0.01)
    assert tuple(round(part * 255) for part in text.colour) == (0x15, 0x20, 0x2B)
    assert page.look.differs == 0
    assert page.look.contrast == pytest.approx(16.49, abs=0.01)


@pytest.mark.parametrize(
    ("css", "contrast"),
    [
        ("p { background: #a3161a; color: #fff; padding: 2mm }", 7.8),
        ("p { background: #eef3f5; padding: 2mm }", 14.7),
        ("p { background: #eef3f5; border-radius: 5mm; padding: 2mm }", 14.7),  # no rectangle, so found by its look
        ("body { background: #000 } p { background: #fff; padding: 2mm }", 16.5),
        ("p { border: 3pt solid #a3161a; padding: 2mm }", 16.5),  # a frame is no ground
        ("p { color: #fff }", 1.0),
        ("p { background: #15202b; padding: 2mm }", 1.0),
    ],
)
def test_the_contrast_is_that_to_the_ground_that_is_seen(css: str, contrast: float, repository: Workspace) -> None:
    look = Page(repository, css).look
    assert look.is_whole
    assert look.contrast == pytest.approx(contrast, abs=0.05)


@pytest.mark.parametrize(
    "css",
    [
        "p::after { content: ''; position: absolute; left: 2mm; top: 1mm; width: 1mm; height: 2mm; background: #fff }",
        "p::after { content: ''; position: absolute; inset: 0; background: #ffffff14 }",
        "p { text-decoration: line-through }",
        "p { background: linear-gradient(90deg, #fff, #bbb); padding: 2mm }",
        "p { background: #a3161a; color: #fff; line-height: 6pt }",  # the letters stand over their ground
    ],
)
def test_what_is_painted_over_or_unevenly_behind_makes_a_difference(css: str, repository: Workspace) -> None:
    assert not Page(repository, css).look.is_whole


def test_a_text_off_the_page_is_not_whole(repository: Workspace) -> None:
    assert not Page(repository, "p { left: 300mm }").look.is_whole


def test_a_page_is_left_as_it_was(repository: Workspace) -> None:
    page = Page(repository, "p { background: #a3161a; color: #fff; padding: 2mm }")
    before = page.page.render(scale=2).to_pil().tobytes()
    assert page.look.is_whole
    assert page.page.render(scale=2).to_pil().tobytes() == before


@pytest.mark.parametrize("css", ["p { color: #15202bcc }", "p { opacity: 0.9 }", "body { opacity: 0.9 }"])
def test_a_text_that_is_see_through_is_not_solid(css: str, repository: Workspace) -> None:
    assert not Page(repository, css).text.solid


def test_a_text_that_is_cut_off_has_a_clip_that_does_not_hold_it(repository: Workspace) -> None:
    cut = Page(repository, "p { width: 20mm; overflow: hidden; white-space: nowrap }").text
    whole = Page(repository, "p { overflow: hidden; padding: 2mm }").text
    rounded = Page(repository, "p { overflow: hidden; padding: 2mm; border-radius: 2mm }").text
    assert cut.clip and not cut.clip.holds(cut.bounds, 0.1)
    assert whole.clip is None
    assert rounded.clip and not rounded.clip.holds(rounded.bounds, 0.1), "no rectangle"


def test_transforms_follow_one_another() -> None:
    turned = Transform(0, 1, -1, 0)
    moved = turned.then(Transform(2, 0, 0, 2, 10, 20))
    assert moved.of(Bounds(0, 0, 3, 1)) == Bounds(8, 20, 10, 26)
