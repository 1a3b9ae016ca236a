"""The checks of the craft on real pages: each reports on a page that is spoilt, and keeps quiet on the plain one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from weasyprint.text.line_break import Layout

from polyleaf.checks.layout import LayoutContext
from polyleaf.checks.registry import Problem, checks_of
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import lay_out, layout_context
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset import internals
from tests.conftest import SLUG
from tests.edits import Edit

CHECKS = {check.id: check for check in checks_of(Stage.LAYOUT)}
CRAFT = ("urgent-help-split", "leading-low", "heading-orphan", "key-split", "page-thin", "word-broken", "edges-uneven")


def pages(project: Workspace, language: str, form: str) -> LayoutContext:
    """The pages of an edition as they are laid out."""
    inputs = Inputs(Edition(SLUG, language, form, "a4", "example"), project)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    return layout_context(localized, layout, inputs)


def found(check_id: str, context: LayoutContext) -> list[Problem]:
    return list(CHECKS[check_id].run(context))


def add_style(project: Workspace, form: str, rule: str) -> None:
    path = project.root / "styles" / "formats" / f"{form}.css"
    path.write_text(path.read_text(encoding="utf-8") + rule + "\n", encoding="utf-8")


@pytest.mark.parametrize("form", ["leaflet", "large-print"])
def test_the_pages_of_the_project_are_well_made(form: str, repository: Workspace) -> None:
    context = pages(repository, "en", form)
    assert {check_id: found(check_id, context) for check_id in CRAFT} == {check_id: [] for check_id in CRAFT}


def test_urgent_help_on_two_pages_is_found_with_the_pages(project: Workspace) -> None:
    add_style(project, "large-print", ".urgent-help { break-inside: auto } .level { padding-bottom: 40mm }")
    (problem,) = found("urgent-help-split", pages(project, "en", "large-print"))
    assert problem.message == "the urgent help is divided between the pages 2, 3"


def test_lines_that_are_too_close_are_found_by_the_floor_of_their_script(project: Workspace) -> None:
    add_style(project, "trifold", ".panel { line-height: 1.4 }")
    assert found("leading-low", pages(project, "en", "trifold")) == []
    problems = found("leading-low", pages(project, "th", "trifold"))
    assert problems
    assert all("is set with a leading of 1.4" in problem.message for problem in problems)


def test_a_heading_that_ends_in_a_scrap_is_found(project: Workspace, edit: Edit) -> None:
    edit("templates/parts/section.html", "{{ part.title | heading }}</h2>", "{{ part.title | heading }}<br>a</h2>", -1)
    messages = {problem.message for problem in found("heading-orphan", pages(project, "en", "trifold"))}
    assert "page 2: the last line of a heading is 'a'" in messages


def test_a_page_that_is_nearly_empty_is_found(project: Workspace) -> None:
    add_style(project, "leaflet", ".page-7 > :not(:first-child):not(.running-foot) { display: none }")
    (problem,) = found("page-thin", pages(project, "en", "leaflet"))
    assert problem.message.startswith("page 7 is ")


def test_a_key_on_another_page_than_its_figure_is_found(project: Workspace) -> None:
    add_style(project, "large-print", ".legend { break-before: page }")
    problems = found("key-split", pages(project, "en", "large-print"))
    said = re.fullmatch(r"page (\d+): the key of a figure, 'Forehead lines', is on page (\d+)", problems[0].message)
    assert said
    assert int(said[2]) == int(said[1]) + 1


def test_a_line_that_ends_inside_a_word_is_found(
    repository: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pango's own breaks of Thai divide words that its dictionary does not have."""
    assert found("word-broken", pages(repository, "th", "large-print")) == []
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "fonts").symlink_to(repository.cache / "fonts")
    without_kept_pages = Workspace(repository.root, tmp_path)
    monkeypatch.setattr(Layout, "set_text", internals._set_text)
    messages = [problem.message for problem in found("word-broken", pages(without_kept_pages, "th", "large-print"))]
    assert any(message.endswith("a line ends inside a word of the glossary, 'กล้าม|เนื้อ'") for message in messages)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_texts_that_begin_nearly_at_one_place_are_found(language: str, project: Workspace) -> None:
    add_style(project, "leaflet", ".contraindications ul.avoid { padding-inline-start: 6.1mm }")
    messages = [problem.message for problem in found("edges-uneven", pages(project, language, "leaflet"))]
    assert any(message.endswith("begin 0.5 mm apart") for message in messages)
