"""What a build removes from dist/, and what it leaves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest

from polyleaf.core.edition import Edition, File, Result
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from polyleaf.pipeline.plan import Request, plan, unreadable_brochures
from polyleaf.pipeline.reports.report import Outcome
from polyleaf.pipeline.run import run
from tests.conftest import SLUG, edition
from tests.edits import Edit

BROCHURE, CLINIC = f"brochures/{SLUG}/brochure.yaml", "clinics/example.yaml"


def quiet(_done: int, _total: int, _outcome: Outcome) -> None:
    pass


def made(project: Workspace, *editions: Edition, by_request: bool = False) -> None:
    """Editions as a build before has left them."""
    for planned in editions:
        result = Result(planned, (), (File(f"{planned.name}.pdf", b"%PDF"),), review_by=datetime.date(2099, 1, 1))
        freshness.store(project, result, by_request=by_request)


def swept(project: Workspace, clinics: Iterable[str] = ()) -> set[str]:
    """The names of the files that a build removes because they are no longer planned."""
    project.refresh()
    before = {path.name for path in project.dist.glob("*.pdf")}
    freshness.sweep(project, plan(project, Request()), tuple(clinics), unreadable_brochures(project))
    return before - {path.name for path in project.dist.glob("*.pdf")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("layouts:\n", "layouts:  # a comment\n"),
        ("  leaflet:\n", '  "leaflet":\n'),
        ("language: en\n", "'language' :  en\n"),
    ],
)
def test_another_spelling_of_the_same_yaml_plans_the_same(old: str, new: str, project: Workspace, edit: Edit) -> None:
    before = plan(project, Request())
    made(project, edition("de"))
    edit(BROCHURE, old, new)
    assert plan(project, Request()) == before
    assert swept(project) == set()


def test_a_brochure_that_cannot_be_read_is_planned_in_full_and_never_swept(project: Workspace, edit: Edit) -> None:
    made(project, edition("de"))
    edit(BROCHURE, "layouts:\n", "layouts: [\n")
    assert unreadable_brochures(project) == [SLUG]
    assert edition("de") in plan(project, Request())
    assert swept(project) == set()


def test_a_whole_build_sweeps_what_is_no_longer_planned(project: Workspace, edit: Edit) -> None:
    gone, stays = edition("de"), edition("fr")
    made(project, gone, stays)
    edit(CLINIC, "paper: a4\n", "paper: a4\nlanguages: [fr]\n")
    assert swept(project) == {f"{gone.name}.pdf"}


def test_a_build_of_one_clinic_sweeps_its_old_paper_and_leaves_other_clinics(project: Workspace, edit: Edit) -> None:
    own, other = edition("de"), replace(edition("de"), clinic="former")
    made(project, own, other)
    edit(CLINIC, "paper: a4", "paper: letter")
    assert swept(project, ["example"]) == {f"{own.name}.pdf"}
    assert swept(project) == {f"{other.name}.pdf"}, "a whole build knows that the profile is gone"


def test_what_an_option_asked_for_stays_while_its_inputs_are_there(project: Workspace) -> None:
    press, letter = replace(edition("de"), finish="press"), edition("de", "letter")
    made(project, press, letter, by_request=True)
    assert swept(project) == set()
    (project.root / CLINIC).rename(project.clinics_dir / "renamed.yaml")
    assert swept(project) == {f"{press.name}.pdf", f"{letter.name}.pdf"}


def test_a_build_records_what_an_option_asked_for(project: Workspace) -> None:
    request = Request(languages=("de",), formats=("leaflet",), papers=("a4", "letter"))
    run(project, request, 1, write=True, progress=quiet)
    records = [freshness.last_build(project, edition("de", paper)) for paper in ("a4", "letter")]
    assert [record.by_request for record in records if record] == [False, True]


def test_drafts_stay_and_a_broken_record_goes(project: Workspace) -> None:
    draft = edition("de", draft=True)
    made(project, draft, edition("fr"))
    (project.cache / "editions" / "former.de.leaflet.a4.example.json").write_text("[]", encoding="utf-8")
    (project.dist / "former.de.leaflet.a4.example.pdf").write_bytes(b"%PDF")
    assert swept(project) == {"former.de.leaflet.a4.example.pdf"}


def test_a_language_named_twice_is_planned_once(project: Workspace) -> None:
    request = Request(languages=("de", "de"), formats=("leaflet", "leaflet"))
    assert len(plan(project, request)) == 1
