"""The heads of pages on which a section goes on: which section it is, and which treatment."""

from __future__ import annotations

import pytest

from polyleaf.checks.continued import page_heads
from polyleaf.core.workspace import Workspace
from polyleaf.typeset.laid_out import squeeze
from tests.test_craft import add_style, found, pages


def test_each_page_says_which_section_and_which_treatment_go_on(repository: Workspace) -> None:
    context = pages(repository, "de", "large-print")
    heads = {head.first.section: squeeze(head.says) for head in page_heads(context) if head.says}
    assert heads["side-by-side"].endswith("(Fortsetzung)")
    avoid = [squeeze(head.says) for head in page_heads(context) if head.first.section == "who-should-avoid"]
    title = squeeze("Wer sich nicht behandeln lassen sollte (Fortsetzung)")
    assert avoid == ["", f"{title}·Botulinumtoxin", title, f"{title}·Hautfiller"]
    assert found("page-unheaded", context) == []
    assert found("safety-stray", context) == []


def test_formats_with_a_place_for_everything_have_no_such_heads(repository: Workspace) -> None:
    assert list(page_heads(pages(repository, "en", "trifold"))) == []


@pytest.mark.parametrize("string", ["none", 'treatment " · Dermal fillers"'])
def test_a_head_without_the_treatment_or_with_the_other_is_found_as_a_fault_of_safety(
    string: str, project: Workspace
) -> None:
    add_style(project, "large-print", f".about {{ string-set: {string} }}")
    problems = [problem for problem in found("page-unheaded", pages(project, "en", "large-print")) if problem.safety]
    assert "begins with 'Tell your practitioner first about:', and its head says" in problems[0].message


def test_a_table_that_goes_on_without_its_heads_is_found(project: Workspace) -> None:
    add_style(project, "large-print", ".rows-head { display: table-row }")
    problems = found("page-unheaded", pages(project, "en", "large-print"))
    assert any(message.message.endswith("without the names over its columns") for message in problems)


def test_the_title_of_a_safety_section_at_the_head_of_another_page_is_found(project: Workspace) -> None:
    add_style(project, "large-print", '.section-in-common h2 { string-set: section-title "Who should avoid them" }')
    context = pages(project, "en", "large-print")
    assert any("is printed outside its section" in problem.message for problem in found("safety-stray", context))
