"""The checks of the finished file: faults planted in fonts, templates and in the PDF itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.registry import checks_of
from polyleaf.core.edition import Result
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design.font_lock import FontLock, FontSet
from polyleaf.design.mark_lock import load_mark_lock
from polyleaf.pdf.imposition import impose
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset.typesetter import write_pdf
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.store import build

CHECKS = {check.id: check for check in checks_of(Stage.PDF)}
BROCHURE = f"brochures/{SLUG}/brochure.yaml"


@pytest.fixture(scope="module")
def context(repository: Workspace) -> PdfContext:
    return context_of("en", repository)


def context_of(language: str, project: Workspace) -> PdfContext:
    inputs = Inputs(edition(language), project)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    content, said = write_pdf(layout)
    return PdfContext(localized, layout, content, said, inputs.fonts, edition(language).name, load_mark_lock(project))


def found(check_id: str, context: PdfContext) -> list[str]:
    return [finding.message for finding in CHECKS[check_id].findings(context)]


def changed(context: PdfContext, change: Callable[[pikepdf.Pdf], None]) -> PdfContext:
    """The context with its PDF changed and saved again."""
    with pikepdf.open(BytesIO(context.content)) as pdf:
        change(pdf)
        buffer = BytesIO()
        pdf.save(buffer)
    return replace(context, content=buffer.getvalue())


def test_every_check_of_the_stage_is_tested_here_or_with_the_tags_or_the_tricks() -> None:
    tested = (
        "glyph-missing drawing-warning font-unlocked pdf-title pdf-language pdf-code pdf-pages "
        "safety-unreadable sheets-differ tags-differ tags-language figure-alternative artifact-text safety-untagged "
        "safety-displaced safety-covered safety-faint safety-glyphs treatments-alike"
    )
    assert set(CHECKS) == set(tested.split())


@pytest.mark.parametrize("check_id", CHECKS)
def test_is_quiet_on_every_language(check_id: str, results: dict[str, Result]) -> None:
    for language, result in results.items():
        assert [f.message for f in result.findings if f.check_id == check_id] == [], language
        assert result.pdf, language


def test_glyph_missing_fires_on_a_sign_that_no_font_has(project: Workspace, edit: Edit) -> None:
    edit(BROCHURE, "Do not rub the area.", "Do not rub the area \N{MUSICAL SYMBOL G CLEF}.")
    result = build(edition(), project)
    assert result.pdf is None
    assert "glyph-missing" in {finding.check_id for finding in result.findings}


def test_drawing_warning_fires_on_whatever_the_renderer_says(context: PdfContext) -> None:
    noisy = replace(context, said=("something could not be drawn",))
    assert found("drawing-warning", noisy) == ["the renderer says: something could not be drawn"]
    assert found("glyph-missing", noisy) == []


def test_font_unlocked_fires_on_a_font_that_the_lock_does_not_have(context: PdfContext) -> None:
    arabic = tuple(family for family in context.fonts.lock.families if family.family == "Polyleaf Arabic")
    foreign = replace(context, fonts=FontSet(context.fonts.folder, FontLock(families=arabic)))
    assert "the font 'Polyleaf-Sans' is not in the font lock" in found("font-unlocked", foreign)


def test_font_unlocked_fires_on_a_font_that_is_not_embedded(context: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                del item["/FontFile2"]

    assert "the font 'Polyleaf-Sans' is not embedded" in found("font-unlocked", changed(context, strip))


def test_pdf_title_fires(project: Workspace, edit: Edit) -> None:
    edit("templates/shell.html", "<title>{{ brochure.cover.title | plain }}", "<title>Untitled")
    findings = build(edition(), project).findings
    assert [f.message for f in findings] == ["the title of the PDF is 'Untitled: What is the difference?'"]


def test_pdf_title_fires_when_readers_are_not_asked_to_show_it(context: PdfContext) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.ViewerPreferences["/DisplayDocTitle"]

    assert found("pdf-title", changed(context, hide)) == ["the PDF does not ask readers to show its title"]


def test_pdf_language_fires(project: Workspace, edit: Edit) -> None:
    edit("templates/shell.html", 'lang="{{ language.tag }}"', 'lang="fr"')
    edit("styles/languages.css", ":lang(en)", ":lang(fr), :lang(en)")
    assert "the language of the PDF is 'fr', not 'en'" in [f.message for f in build(edition(), project).findings]


def test_pdf_language_fires_when_pages_turn_the_wrong_way(repository: Workspace) -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.ViewerPreferences["/Direction"]

    arabic = context_of("ar", repository)
    assert found("pdf-language", arabic) == []
    assert found("pdf-language", changed(arabic, turn)) == ["the reading direction of the PDF is /L2R"]


def test_pdf_code_fires(project: Workspace, edit: Edit) -> None:
    edit("templates/shell.html", '<meta name="dcterms.identifier" content="{{ localized.code }}">', "")
    (message,) = [finding.message for finding in build(edition(), project).findings]
    assert message.startswith("the code in the metadata is '', not '")


def test_pdf_pages_fires(context: PdfContext) -> None:
    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[3]
        pdf.pages[0].mediabox = pikepdf.Array([0, 0, 200, 300])

    expected = ["7 pages in the PDF, 8 laid out", "page 1 measures 70.6 x 105.8 mm"]
    assert found("pdf-pages", changed(context, drop)) == expected


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_sheets_differ_fires_when_a_page_is_in_anothers_place(language: str, repository: Workspace) -> None:
    booklet = edition(language, form="booklet")
    inputs = Inputs(booklet, repository)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    content, said = write_pdf(layout)
    right_to_left = language == "ar"
    sheets, mirrored = (impose(content, 297, 210, right_to_left=way) for way in (right_to_left, not right_to_left))
    whole = PdfContext(localized, layout, content, said, inputs.fonts, booklet.name, load_mark_lock(repository), sheets)
    assert found("sheets-differ", whole) == []
    assert len(found("sheets-differ", replace(whole, sheets=mirrored))) == 16
    with pikepdf.open(BytesIO(sheets)) as pdf:
        del pdf.pages[3]
        buffer = BytesIO()
        pdf.save(buffer)
    assert found("sheets-differ", replace(whole, sheets=buffer.getvalue())) == ["7 sides of sheets instead of 8"]


def test_a_booklet_comes_with_its_sheets(repository: Workspace) -> None:
    result = build(edition("ar", form="booklet"), repository)
    assert [file.name.rpartition("example.")[2] for file in result.files] == ["pdf", "sheets.pdf"]
    with pikepdf.open(BytesIO(result.files[1].content)) as sheets:
        assert sheets.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert [float(side) for side in sheets.pages[0].mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.01)


@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_safety_unreadable_fires_when_the_page_is_gone(language: str, repository: Workspace) -> None:
    def blank(pdf: pikepdf.Pdf) -> None:
        pdf.pages[3].Contents = pdf.make_stream(b"")

    whole = context_of(language, repository)
    gone = found("safety-unreadable", changed(whole, blank))
    in_section = [m.msgid for m, _ in whole.localized.printed() if "who-should-avoid" in m.sections]
    assert len(gone) >= len(in_section) - 2  # the treatments' names stand on other pages too
    assert found("safety-unreadable", whole) == []


def test_safety_unreadable_fires_when_one_letter_is_another(repository: Workspace) -> None:
    whole = context_of("ar", repository)
    words = whole.localized.words
    message = words.messages["Bleeding problems"]
    assert isinstance(message.string, str)
    original = message.string
    message.string = original[:-1] + ("ب" if original[-1] != "ب" else "ت")
    try:
        assert len(found("safety-unreadable", whole)) == 1
    finally:
        message.string = original


@pytest.mark.parametrize("number", ["913", "555"])  # the second stands elsewhere on the page, in the phone number
@pytest.mark.parametrize("language", ["ar", "fa", "de"])
def test_safety_unreadable_fires_when_a_number_is_another(language: str, number: str, repository: Workspace) -> None:
    whole = context_of(language, repository)
    clinic = whole.localized.clinic.model_copy(update={"emergency_number": number})
    other = replace(whole, localized=replace(whole.localized, clinic=clinic))
    assert len(found("safety-unreadable", other)) == 1
