"""A project's own formats, papers, fonts and style sheet over those of the engine, on a small project with all four."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.workspace import Workspace
from polyleaf.design.font_lock import load_lock
from polyleaf.design.formats import load_formats
from polyleaf.pipeline import edition_build
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request, plan
from tests.conftest import ROOT
from tests.edits import Edit, editing
from tests.store import build
from tests.subjects import copied

FORMATS, FONTS, SHEET = "styles/formats.yaml", "styles/fonts.yaml", "styles/project.css"
PACKAGED = load_formats(Workspace(ROOT))


@pytest.fixture
def own(repository: Workspace, tmp_path: Path) -> Workspace:
    return copied("formats", tmp_path / "project", repository)


@pytest.fixture
def change(own: Workspace) -> Edit:
    return editing(own)


def edition_in(form: str, paper: str, *, draft: bool = False) -> Edition:
    return Edition("card", "en", form, paper, "example", draft=draft)


def refused(own: Workspace) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        load_formats(own)
    return [(str(finding.origin), finding.message) for finding in caught.value.findings]


def line_of(own: Workspace, text: str) -> str:
    lines = (own.root / FORMATS).read_text(encoding="utf-8").splitlines()
    return f"{FORMATS}:{next(number for number, line in enumerate(lines, 1) if text in line)}"


def test_a_project_that_adds_formats_has_all_others_too(own: Workspace) -> None:
    formats = load_formats(own).formats
    assert set(formats) == {*PACKAGED.formats, "poster", "card", "gatefold"} - {"booklet"}
    assert formats["leaflet"] == PACKAGED.formats["leaflet"]
    assert formats["sheet"] == PACKAGED.formats["sheet"].model_copy(update={"how_to_print": "on both sides"})
    assert list(load_formats(own).papers) == ["a4", "letter", "a3", "a6", "legal", "tabloid"]


def test_each_format_is_printed_on_its_own_paper(own: Workspace, change: Edit) -> None:
    def papers(*wanted: str) -> dict[str, str]:
        return {edition.format: edition.paper for edition in plan(own, Request(papers=wanted)) if edition.paper}

    assert papers() == {"card": "a6", "gatefold": "a4", "index": "a4", "poster": "a3", "sheet": "a4"}
    assert papers("a3") == {"index": "a3", "poster": "a3", "sheet": "a3"}
    change("clinics/example.yaml", "paper: a4", "paper: letter")
    assert papers() == {"gatefold": "letter", "index": "letter", "poster": "tabloid", "sheet": "letter"}
    change("clinics/example.yaml", "paper: letter", "paper: legal")
    assert papers() == {"index": "legal", "sheet": "legal"}
    with pytest.raises(UsageError, match="none of the formats is printed on that paper"):
        plan(own, Request(formats=("card",)))


@pytest.mark.parametrize(
    ("form", "paper", "pages", "size"),
    [
        ("poster", "a3", 1, (297, 420)),
        ("card", "a6", 2, (105, 148)),
        ("sheet", "legal", 1, (215.9, 355.6)),
        ("gatefold", "a4", 2, (297, 210)),
    ],
)
def test_formats_by_data_alone_are_built(
    form: str, paper: str, pages: int, size: tuple[float, float], own: Workspace
) -> None:
    result = build(edition_in(form, paper), own)
    assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        sizes = [page.get_size() for page in document]
    assert len(sizes) == pages
    for width, height in sizes:
        assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx(size, abs=0.1)


def test_panels_that_are_two_thirds_empty_are_a_warning_but_not_in_a_draft(own: Workspace) -> None:
    def thin(*, draft: bool) -> list[str]:
        result = build(edition_in("gatefold", "a4", draft=draft), own)
        return [finding.message for finding in result.findings if finding.check_id == "page-thin"]

    assert "the panel 'back' is 16% full" in thin(draft=False)
    assert not any("front" in message for message in thin(draft=False)), "the cover is as it is"
    assert thin(draft=True) == []


def test_a_first_page_that_is_no_cover_is_a_warning(own: Workspace, change: Edit) -> None:
    change("brochures/card/brochure.yaml", "- [cover, care, sources]", "- [cover, sources]")
    change("brochures/card/brochure.yaml", "[get-help, contact, imprint]\n    leaves", "[care, get-help]\n    leaves")
    change("brochures/card/brochure.yaml", "[care, get-help]\n", "[get-help, imprint, contact]\n")
    change("brochures/card/brochure.yaml", "leaves_out: {", "leaves_out: {care: It has no room., ")
    change("styles/formats/card.css", ".subtitle { font-size: 13pt; }", ".message, .cover-foot { display: none }")
    result = edition_build.build(edition_in("card", "a6", draft=False), own)
    thin = [finding.message for finding in result.findings if finding.check_id == "page-thin"]
    assert any(message.startswith("page 1 is ") for message in thin), result.findings


def test_what_is_wrong_is_said_of_the_file_that_has_it(own: Workspace, change: Edit) -> None:
    change(FORMATS, "sheet: {how_to_print: on both sides}", "sheet: {how_to_prnt: on both sides}")
    change(FORMATS, "    template: trifold.html\n", "")
    change(FORMATS, "legal: {width_mm: 215.9", "legal: {width_mm: wide")
    assert dict(refused(own)) == {
        line_of(own, "legal:"): "'width_mm' is 'wide', not a number in 'legal' in 'papers'",
        line_of(own, "sheet: {"): "unknown key 'how_to_prnt' in 'sheet' in 'formats'; did you mean 'how_to_print'?",
        line_of(own, "gatefold:"): "missing key 'template' in 'gatefold' in 'formats'",
    }


def test_a_part_that_was_removed_and_is_needed_is_said_at_the_line_that_removes_it(
    own: Workspace, change: Edit
) -> None:
    change(
        FORMATS, "sheet: {how_to_print: on both sides}", "sheet: {how_to_print: on both sides}\n  leaflet: {fit: null}"
    )
    assert refused(own) == [(line_of(own, "fit: null"), "missing key 'fit' in 'leaflet' in 'formats'")]


def test_a_key_that_does_not_fit_to_one_of_the_engine_says_that_null_removes_it(own: Workspace, change: Edit) -> None:
    change(FORMATS, "sheet: {how_to_print: on both sides}", "sheet: {pages: 1}")
    ((place, message),) = refused(own)
    assert place == line_of(own, "sheet: {")
    assert "'sheet' has 'pages_multiple_of' beside 'pages' or 'sides'" in message
    change(FORMATS, "sheet: {pages: 1}", "sheet: {pages: 1, pages_multiple_of: null}")
    assert load_formats(own).formats["sheet"].pages == 1


def test_null_for_what_the_engine_does_not_have_is_an_error(own: Workspace, change: Edit) -> None:
    change(FORMATS, "booklet: null", "boklet: null")
    ((place, message),) = refused(own)
    assert (place, message) == (line_of(own, "boklet"), "'boklet' has no keys of its own in 'formats'")


def test_a_family_of_fonts_is_changed_added_and_removed_by_its_name(own: Workspace) -> None:
    packaged, _ = load_lock(Workspace(ROOT))
    brand = {family.family: family for family in packaged.families}["Polyleaf Sans"]
    face = brand.faces[0]
    (own.root / FONTS).write_text(
        "families:\n"
        "  - family: Polyleaf Thai\n    faces: null\n"
        "  - family: Polyleaf Arabic\n    languages: [ar, fa, ckb]\n"
        f"  - family: Brand\n    languages: [en]\n    licence: OFL-1.1\n    licence_file: {brand.licence_file}\n"
        f"    faces: [{{weight: 400, wheel: {face.wheel}, file: '{face.file}', sha256: {'f' * 64}}}]\n",
        encoding="utf-8",
    )
    lock, lines = load_lock(own)
    names = [family.family for family in lock.families]
    assert names == [*(family.family for family in packaged.families if family.family != "Polyleaf Thai"), "Brand"]
    changed = {family.family: family for family in lock.families}["Polyleaf Arabic"]
    assert changed.languages == ("ar", "fa", "ckb")
    assert changed.faces == next(family.faces for family in packaged.families if family.family == "Polyleaf Arabic")
    assert str(lines.origin("families", len(names) - 1, "faces", 0, "sha256")) == f"{FONTS}:10"
    assert lines.origin("families", 0, "faces", 0).path.endswith("styles/fonts.yaml")
    assert lines.origin("families", 0, "faces", 0).path != FONTS


def test_two_families_of_one_name_are_refused(own: Workspace) -> None:
    face = f"{{weight: 400, wheel: x==1, file: x, sha256: {'f' * 64}}}"
    family = f"  - {{family: Brand, languages: [en], licence: a, licence_file: b, faces: [{face}]}}\n"
    (own.root / FONTS).write_text(f"families:\n{family}{family}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lock(own)
    (finding,) = caught.value.findings
    assert str(finding.origin) == f"{FONTS}:1"
    assert finding.message == "'families' has two families named 'Brand'"


def colours(pdf: bytes) -> set[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    return {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in picture.getcolors(1 << 24)}


def test_the_style_sheet_of_the_project_comes_last_and_is_an_input(own: Workspace, change: Edit) -> None:
    first = edition_build.build(edition_in("card", "a6"), own)
    assert first.pdf is not None
    assert "#123456" in colours(first.pdf)
    assert own.holds(first.reads)
    change(SHEET, "#123456", "#345612")
    own.refresh()
    assert not own.holds(first.reads)
    second = edition_build.build(edition_in("card", "a6"), own)
    assert second.pdf is not None
    assert "#345612" in colours(second.pdf), "pages that were kept are of another style sheet"
    (own.root / SHEET).unlink()
    own.refresh()
    assert not own.holds(second.reads)
    third = edition_build.build(edition_in("card", "a6"), own)
    (own.root / SHEET).write_text("h2 { color: #123456; }\n", encoding="utf-8")
    own.refresh()
    assert not own.holds(third.reads), "a style sheet that is added later makes the edition outdated"


def test_a_page_for_the_screen_has_the_style_sheet_of_the_project_too(own: Workspace) -> None:
    result = build(edition_in("web", ""), own)
    assert result.findings == ()
    (page,) = result.files
    assert page.content.decode().rstrip().count("h2 { color: #123456; }") == 1


def test_a_sheet_of_languages_leads_to_the_paper_of_its_format(own: Workspace, change: Edit) -> None:
    def leads_to(paper: str) -> list[str]:
        return [sibling.file for sibling in Inputs(Edition("card", "en", "index", paper, "example"), own).siblings]

    assert leads_to("a4") == ["card.en.web.example.html"]
    change(FORMATS, "sheet: {how_to_print", "index: {leads_to: poster}\n  sheet: {how_to_print")
    assert leads_to("a4") == ["card.en.poster.a3.example.pdf"]
    assert leads_to("letter") == ["card.en.poster.tabloid.example.pdf"]
    assert Inputs(edition_in("poster", "a3"), own).siblings[0].file == "card.en.poster.a3.example.pdf"
