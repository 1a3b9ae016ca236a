"""Which editions a call asks for: what clinics print, and what is tolerated until the builder says it."""

from __future__ import annotations

import pytest

from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import load_formats
from polyleaf.pipeline.plan import Request, plan
from tests.conftest import ROOT, SLUG
from tests.edits import Edit

CLINIC = "clinics/example.yaml"
ALL = sorted(["en", *Workspace(ROOT).languages(SLUG)])


def write(project: Workspace, name: str, *lines: str, without: str = "languages:") -> None:
    """A second clinic: the example with these lines in its profile, and without another."""
    kept = (project.root / CLINIC).read_text(encoding="utf-8").splitlines()
    text = "\n".join([*(line for line in kept if not line.startswith(without)), *lines])
    (project.clinics_dir / f"{name}.yaml").write_text(f"{text}\n", encoding="utf-8")


def languages(project: Workspace, clinic: str) -> list[str]:
    return [edition.language for edition in plan(project, Request(formats=("leaflet",), clinics=(clinic,)))]


def test_a_clinic_gets_its_own_languages_and_others_get_all(project: Workspace) -> None:
    write(project, "small", "languages: [de, en, zh_Hans]")
    assert languages(project, "small") == ["de", "en", "zh_Hans"]
    assert languages(project, "example") == ALL
    german = plan(project, Request(formats=("leaflet",), languages=("de", "fr")))
    assert [(edition.clinic, edition.language) for edition in german] == [
        ("example", "de"),
        ("small", "de"),
        ("example", "fr"),
    ]


def test_a_choice_that_leaves_nothing_says_so(project: Workspace) -> None:
    write(project, "small", "languages: [de]")
    with pytest.raises(UsageError, match="each clinic chosen leaves these languages or brochures out"):
        plan(project, Request(languages=("fr",), clinics=("small",)))


@pytest.mark.parametrize("line", ["languages: [english]", "languages: de", "languages: []", "languages: [", "- broken"])
def test_a_wrong_profile_is_planned_in_full_so_that_the_builder_can_refuse_it(line: str, project: Workspace) -> None:
    write(project, "wrong", line)
    assert languages(project, "wrong") == ALL


@pytest.mark.parametrize(
    ("lines", "paper"),
    [
        (["paper: letter"], "letter"),
        (["'paper' :   letter  # quoted and spaced otherwise"], "letter"),
        (["paper: a5"], "a4"),
        (["paper: [letter]"], "a4"),
        ([], "a4"),
    ],
)
def test_the_paper_is_the_clinics_own(lines: list[str], paper: str, project: Workspace) -> None:
    write(project, "other", *lines, without="paper:")
    planned = plan(project, Request(clinics=("other",)))
    assert {(edition.format == "web", edition.paper) for edition in planned} == {(False, paper), (True, "")}


def papers(project: Workspace, *wanted: str, form: str = "leaflet") -> list[tuple[str, str]]:
    request = Request(formats=(form,) if form else (), papers=wanted, languages=("en",))
    return sorted({(edition.format, edition.paper) for edition in plan(project, request)})


def test_a_format_is_printed_on_the_papers_that_it_names(project: Workspace, edit: Edit) -> None:
    edit("styles/formats.yaml", "    pages: 8\n", "    pages: 8\n    papers: [a4]\n")
    assert papers(project) == papers(project, "a4", "letter") == [("leaflet", "a4")]
    assert ("leaflet", "letter") not in papers(project, "letter", form="")
    assert ("trifold", "letter") in papers(project, "letter", form="")
    with pytest.raises(UsageError, match="none of the formats is printed on that paper"):
        papers(project, "letter")
    write(project, "american", "paper: letter", without="paper:")
    with pytest.raises(UsageError, match="none of the formats is printed on that paper"):
        plan(project, Request(formats=("leaflet",), clinics=("american",)))


def test_a_format_names_papers_that_the_file_has(project: Workspace, edit: Edit) -> None:
    edit("styles/formats.yaml", "    pages: 8\n", "    pages: 8\n    papers: [a4, leter]\n")
    with pytest.raises(InputError) as caught:
        load_formats(project)
    (finding,) = caught.value.findings
    assert "the format 'leaflet' names an unknown paper 'leter'; did you mean 'letter'?" in finding.message
