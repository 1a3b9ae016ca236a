"""The sheet of languages: every language by both its names, and a code that leads to its file."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.plan import Request, plan
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.store import build


def sheet(project: Workspace, clinic: str = "example") -> tuple[str, list[str]]:
    """The text of the sheet, its spaces made plain, and what its codes say."""
    (planned,) = plan(project, Request(formats=("index",), clinics=(clinic,)))
    result = build(planned, project)
    assert result.findings == ()
    document = pypdfium2.PdfDocument(result.pdf)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    codes = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    document.close()
    return text, codes


def test_every_language_stands_there_by_both_its_names(repository: Workspace) -> None:
    text, _ = sheet(repository)
    for code in ("en", *repository.languages(SLUG)):
        assert language(code).english_name in text
        if language(code).direction == "ltr" and code not in {"hi", "th"}:  # readers reorder the letters of the others
            assert language(code).listed_name in text


def test_every_code_leads_to_the_page_of_its_language(repository: Workspace) -> None:
    _, codes = sheet(repository)
    pages = plan(repository, Request(formats=("web",), clinics=("example",)))
    expected = [f"https://example.org/leaflets/{page.name}.html" for page in pages]
    assert len(expected) == 1 + len(repository.languages(SLUG))
    assert sorted(codes) == sorted(expected)


def test_it_names_no_medicine_and_has_no_codes_where_the_leaflet_may_not_be_displayed(repository: Workspace) -> None:
    text, codes = sheet(repository, "example-eu")
    assert codes == []
    assert "Scan a code" not in text
    assert "botox" not in text.lower()
    assert "Deutsch" in text
    assert "日本語" not in text  # not among the languages of that clinic


def test_without_a_place_for_the_files_there_are_no_codes(project: Workspace, edit: Edit) -> None:
    edit("clinics/example.yaml", "downloads: example.org/leaflets\n", "")
    assert sheet(project)[1] == []


def test_there_is_one_in_the_language_of_the_brochure_alone(repository: Workspace) -> None:
    request = Request(formats=("index",), clinics=("example",), papers=("a4", "letter"))
    assert [(e.language, e.paper) for e in plan(repository, request)] == [("en", "a4"), ("en", "letter")]
    assert plan(repository, Request(formats=("leaflet", "index"), languages=("de",), clinics=("example",))) == [
        edition("de")
    ]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("mark", ["draft", "preliminary"])
def test_the_mark_of_a_draft_has_room_at_its_head(mark: str, paper: str, repository: Workspace) -> None:
    (planned,) = plan(repository, Request(formats=("index",), clinics=("example",), papers=(paper,)))
    result = build(replace(planned, draft=mark == "draft", preliminary=mark == "preliminary"), repository)
    assert [finding for finding in result.findings if finding.severity.label == "error"] == []
    assert len(pypdfium2.PdfDocument(result.pdf)) == 1
