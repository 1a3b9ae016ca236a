"""The checks of the tags: faults planted in templates and in the PDF itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
import pytest

from polyleaf.checks.pdf import PdfContext
from polyleaf.core.workspace import Workspace
from tests.conftest import edition
from tests.edits import Edit
from tests.store import build
from tests.test_checks_pdf import changed, context_of, found

TAG_CHECKS = ("tags-differ", "tags-language", "figure-alternative", "artifact-text", "safety-untagged")
Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def german(repository: Workspace) -> PdfContext:
    return context_of("de", repository)


@pytest.fixture(scope="module")
def arabic(repository: Workspace) -> PdfContext:
    return context_of("ar", repository)


def elements(pdf: pikepdf.Pdf, role: str) -> Iterator[pikepdf.Dictionary]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == f"/{role}" and "/P" in item:
            yield item


def first(pdf: pikepdf.Pdf, role: str) -> pikepdf.Dictionary:
    return next(elements(pdf, role))


def fired(context: PdfContext, change: Change) -> dict[str, list[str]]:
    """The checks that fire on a changed file, with what they say."""
    broken = changed(context, change)
    said = {check_id: found(check_id, broken) for check_id in TAG_CHECKS}
    return {check_id: messages for check_id, messages in said.items() if messages}


def test_all_are_quiet_on_a_file_that_is_only_saved_again(german: PdfContext, arabic: PdfContext) -> None:
    for context in (german, arabic):
        assert fired(context, lambda _: None) == {}


def test_a_heading_tagged_as_a_paragraph_is_found(german: PdfContext) -> None:
    def demote(pdf: pikepdf.Pdf) -> None:
        first(pdf, "H2").S = pikepdf.Name.P

    assert fired(german, demote) == {"tags-differ": ["the tags have P where the page has H2"]}


def test_parts_in_another_order_are_found(german: PdfContext) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        items = first(pdf, "L").K
        items[0], items[1] = items[1], items[0]

    (message,) = fired(german, swap)["tags-differ"]
    assert message.count("the words '") == 2


def test_paragraphs_with_each_others_words_are_found(german: PdfContext) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        one, other = [element for element in elements(pdf, "LBody") if len(element.K) == 1][:2]
        one.K, other.K = pikepdf.Array(other.K), pikepdf.Array(one.K)

    assert "tags-differ" in fired(german, swap)


def test_a_header_cell_without_scope_is_found(german: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        del first(pdf, "TH")["/A"]

    assert fired(german, strip) == {"tags-differ": ["the tags have TH where the page has TH"]}


def test_a_file_without_tags_is_found(german: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/StructTreeRoot"]

    assert {"tags-differ", "figure-alternative", "safety-untagged"} <= fired(german, strip).keys()
    assert [found(check_id, replace(changed(german, strip), tagged=False)) for check_id in TAG_CHECKS] == [[]] * 5


def test_arabic_words_over_other_letters_are_found(arabic: PdfContext) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        one, other = [span for span in elements(pdf, "Span") if "/ActualText" in span and len(span.K) == 1][:2]
        one.K, other.K = pikepdf.Array(other.K), pikepdf.Array(one.K)

    assert all("over other letters" in message for message in fired(arabic, swap)["tags-differ"])


def test_a_phrase_without_its_language_is_found(german: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        (span,) = [span for span in elements(pdf, "Span") if span.get("/Lang") == "en"]
        span.Lang = "fr"

    assert fired(german, strip) == {"tags-language": ["'German' is tagged as fr and not as en"]}


def test_sources_without_their_language_are_found(german: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        del next(sources for sources in elements(pdf, "P") if "/Lang" in sources)["/Lang"]

    (message,) = fired(german, strip)["tags-language"]
    assert message.endswith("is tagged as the document's language and not as en")


@pytest.mark.parametrize("alternative", ["", "a picture"])
def test_a_figure_without_its_alternative_is_found(alternative: str, german: PdfContext) -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        first(pdf, "Figure").Alt = alternative

    (message,) = fired(german, strip)["figure-alternative"]
    assert message.startswith(f"figure 1 has {(alternative and repr(alternative)) or 'no alternative'} instead of ")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_warning_drawn_as_an_artifact_is_found(language: str, repository: Workspace) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[3]
        marks = [*pikepdf.parse_content_stream(page)]
        begins = [i for i, one in enumerate(marks) if str(one.operator) == "BDC" and "/MCID" in one.operands[1]]
        for i in begins[4:12]:
            marks[i] = pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC"))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(marks))

    said = fired(context_of(language, repository), hide)
    assert all("is drawn as an artifact" in message for message in said["artifact-text"])
    assert "tags-differ" in said


def test_a_warning_that_the_template_hides_from_screen_readers_is_found(project: Workspace, edit: Edit) -> None:
    edit(
        "templates/blocks/contraindications.html",
        '<ul class="{{ name }}">',
        '<ul class="{{ name }}" aria-hidden="true">',
    )
    findings = build(edition(), project).findings
    assert {finding.check_id for finding in findings} == {"safety-untagged", "safety-displaced"}
    assert len(findings) > 10
