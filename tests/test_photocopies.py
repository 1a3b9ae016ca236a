"""Photocopies: on a copy in grey or in black and white, the two treatments are still told apart."""

from __future__ import annotations

import shutil

import pytest

from polyleaf.checks.copies import treatments_alike
from polyleaf.checks.pdf import PdfContext
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.design.mark_lock import load_mark_lock
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset.typesetter import write_pdf
from tests.conftest import SLUG
from tests.test_craft import add_style


def messages(project: Workspace, language: str = "en", form: str = "trifold") -> list[str]:
    inputs = Inputs(Edition(SLUG, language, form, "a4", "example"), project)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    marks = project.load(load_mark_lock)
    context = PdfContext(localized, layout, *write_pdf(layout), inputs.fonts, "copy", marks)
    return [problem.message for problem in treatments_alike(context)]


@pytest.mark.parametrize(("language", "form"), [("en", "leaflet"), ("ar", "trifold")])
def test_the_treatments_are_told_apart_on_copies_of_the_real_pages(
    language: str, form: str, repository: Workspace
) -> None:
    assert messages(repository, language, form) == []


def test_marks_that_a_copy_loses_are_found(project: Workspace) -> None:
    mark = project.root / "styles" / "marks" / "dots-white.svg"
    mark.write_text(mark.read_text(encoding="utf-8").replace("#ffffff", "#2a6f6d"), encoding="utf-8")
    assert "page 2: marks/dots-white.svg is not seen on a copy in black and white" in messages(project)


def test_two_marks_that_look_alike_are_found(project: Workspace) -> None:
    marks = project.root / "styles" / "marks"
    shutil.copy(marks / "dome-white.svg", marks / "dots-white.svg")
    (message,) = messages(project)
    assert message.endswith("marks/dots-white.svg and marks/dome-white.svg look alike on a copy in black and white")


def test_colours_that_are_one_grey_are_found(project: Workspace) -> None:
    add_style(project, "trifold", ".treatment-2 { --treatment: #5c1038 }")
    (message,) = messages(project)
    assert message.endswith("are nearly the same grey on a copy")
