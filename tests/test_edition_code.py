"""The code of an edition: what makes it another one, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from polyleaf.core.edition import Finish
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import SLUG, edition
from tests.edits import Edit


def code(project: Workspace, finish: Finish = "office") -> str:
    return Inputs(replace(edition(), finish=finish), project).localized().code


@pytest.fixture
def photographed(project: Workspace, edit: Edit) -> Workspace:
    """A project with a photograph among its figures."""
    edit(f"brochures/{SLUG}/brochure.yaml", "file: figures/skin-toxin-1.svg", "file: figures/photo.jpg")
    photograph(project, "#1d5a8c")
    return project


def photograph(project: Workspace, colour: str) -> None:
    path = project.root / "brochures" / SLUG / "figures" / "photo.jpg"
    Image.new("RGB", (850, 220), colour).save(path)


def test_another_photograph_is_another_edition(photographed: Workspace) -> None:
    before = code(photographed)
    photograph(photographed, "#7b1e50")
    assert code(photographed) != before
    photograph(photographed, "#1d5a8c")
    assert code(photographed) == before


@pytest.mark.parametrize("mark", ["cross.svg", "warning.svg", "phone.svg"])
def test_another_mark_beside_safety_text_is_another_edition(mark: str, project: Workspace) -> None:
    """A tick in place of the cross would turn every contraindication round."""
    before = code(project)
    (project.root / "styles" / "marks" / mark).write_bytes((project.root / "styles/marks/globe.svg").read_bytes())
    assert code(project) != before


def test_what_is_not_printed_changes_no_code(project: Workspace, edit: Edit) -> None:
    before = code(project)
    (project.root / "brochures" / SLUG / "figures" / "draft.svg").write_text("<svg/>", encoding="utf-8")
    edit("styles/base.css", "#15202b", "#15202c")
    assert code(project) == before


def test_a_copy_from_a_print_shop_has_the_same_code(repository: Workspace) -> None:
    assert code(repository, "press") == code(repository)
