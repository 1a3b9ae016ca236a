"""The checks of the pages: faults planted in templates, styles and texts, on the real brochure."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from polyleaf.build import Inputs, _formats, build, lay_out
from polyleaf.checks import checks_of
from polyleaf.edition import Result
from polyleaf.findings import Stage
from polyleaf.project import Project
from tests.conftest import SLUG, edition

CHECKS = {check.id for check in checks_of(Stage.LAYOUT)}
Edit = Callable[[str, str, str], None]
BROCHURE = f"brochures/{SLUG}/brochure.yaml"

# check id -> (file, old, new) and what the check says of it
FAULTS: dict[str, tuple[tuple[str, str, str], str]] = {
    "page-count": (
        (BROCHURE, "                - Do not rub the area.\n", "                - Do not rub the area.\n" * 30),
        "5 pages instead of 4; page 2 of the layout runs over",
    ),
    "words-lost": (
        (
            "styles/base.css",
            ".contraindications h4 {",
            ".avoid li:last-child { display: none }\n.contraindications h4 {",
        ),
        "lost in layout: 'Youareallergictocow’s-milkprotein",
    ),
    "message-unprinted": (
        ("templates/blocks/contraindications.html", '{{ group(block.treatments[name].avoid, "avoid") }}', ""),
        "safety text 'You have an infection where the injection would go.'",
    ),
    "text-outside": (
        (BROCHURE, "- Do not rub the area.", f"- Do not rub the {'are' * 60}a."),
        "mm beyond its place",
    ),
    "safety-differs": (
        ("templates/blocks/contraindications.html", "<h3>{{ treatment.name | t }}</h3>", ""),
        "the section 'who-should-avoid' differs from its text, first at 'Botulinumtoxin",
    ),
    "text-veiled": (
        ("styles/base.css", ".contraindications h4 {", ".contraindications { opacity: 0.02 }\n.contraindications h4 {"),
        "'You have an infection where the injection' is see-through, moved, or set on a picture",
    ),
    "lines-overlap": (
        ("styles/base.css", ".contraindications h4 {", "h4.tell-first { margin-top: -6mm }\n.x {"),
        " is printed over 'Tell your practitioner first about:'",
    ),
    "type-too-small": (
        ("styles/base.css", ".callout { font-weight: 600;", ".callout { font-size: 11pt; font-weight: 600;"),
        "in 11 pt; the floor is 12 pt",
    ),
    "contrast-low": (
        ("styles/base.css", "--ink: #15202b;", "--ink: #8a8f94;"),
        "has a contrast of 3.",
    ),
    "layout-warning": (
        ("styles/formats/leaflet.css", ".subtitle {", ".subtitle { text-shadow: 1px 1px red; } .subtitle {"),
        "the renderer says: ",
    ),
}


def messages(result: Result, check_id: str) -> list[str]:
    return [finding.message for finding in result.findings if finding.check_id == check_id]


def test_every_check_of_the_stage_has_a_fault_here() -> None:
    assert set(FAULTS) == CHECKS


@pytest.mark.parametrize("check_id", FAULTS)
def test_fires(check_id: str, project: Project, edit: Edit) -> None:
    fault, said = FAULTS[check_id]
    edit(*fault)
    result = build(edition(), project)
    assert result.pdf is None
    assert [m for m in messages(result, check_id) if said in m], [f.message for f in result.findings]


@pytest.mark.parametrize("check_id", FAULTS)
def test_is_quiet_on_every_language(check_id: str, results: dict[str, Result]) -> None:
    for language, result in results.items():
        assert messages(result, check_id) == [], language


@pytest.mark.parametrize("overflow", ["hidden", "visible"])
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_a_box_of_fixed_height_that_swallows_text_is_found(
    language: str, overflow: str, project: Project, edit: Edit
) -> None:
    rule = f".contraindications ul.avoid {{ height: 20mm; overflow: {overflow} }}"
    edit("styles/base.css", ".contraindications h4 {", f"{rule}\n.contraindications h4 {{")
    assert any("beyond its place" in m for m in messages(build(edition(language), project), "text-outside"))


@pytest.mark.parametrize("rule", [".page-3 { height: 200mm }", ".page-3 { position: absolute; height: 150mm }"])
def test_a_panel_of_fixed_height_is_found(rule: str, project: Project, edit: Edit) -> None:
    edit("styles/base.css", ".contraindications h4 {", f"{rule}\n.contraindications h4 {{")
    result = build(edition(), project)
    assert result.pdf is None
    assert {finding.check_id for finding in result.findings} & {"words-lost", "text-outside", "page-count"}


TELL_FIRST = '{{ group(block.treatments[name].tell_first, "tell-first") }}'
WITHOUT_HEADING = '<ul>{% for i in block.treatments[name].tell_first["items"] %}<li>{{ i | t }}</li>{% endfor %}</ul>'
AVOID = '{{ group(block.treatments[name].avoid, "avoid") }}'
OF_THE_OTHER = '{{ group((block.treatments.values() | reject("equalto", block.treatments[name]) | first).avoid, "") }}'


@pytest.mark.parametrize(("old", "new"), [(TELL_FIRST, WITHOUT_HEADING), (AVOID, OF_THE_OTHER)])
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_a_safety_list_under_the_wrong_heading_is_found(
    old: str, new: str, language: str, project: Project, edit: Edit
) -> None:
    edit("templates/blocks/contraindications.html", old, new)
    assert messages(build(edition(language), project), "safety-differs")


@pytest.mark.parametrize(
    "rule",
    ["color: transparent", "color: rgba(21, 32, 43, 0.1)", "transform: translateX(400mm)", "visibility: hidden",
     "background: linear-gradient(#15202b, #15202b)"],
)  # fmt: skip
def test_text_that_cannot_be_seen_is_found(rule: str, project: Project, edit: Edit) -> None:
    edit("styles/base.css", ".contraindications h4 {", f".contraindications {{ {rule} }}\n.contraindications h4 {{")
    result = build(edition(), project)
    assert result.pdf is None
    assert {"text-veiled", "contrast-low", "words-lost"} & {finding.check_id for finding in result.findings}


def test_text_too_near_the_edge_is_found(project: Project, edit: Edit) -> None:
    edit("styles/formats/leaflet.css", "margin: 16mm 15mm 14mm;", "margin: 16mm 3mm 14mm;")
    assert any("beyond its place" in m for m in messages(build(edition(), project), "text-outside"))


def test_words_lost_are_named_in_arabic_and_chinese(project: Project, edit: Edit) -> None:
    edit(*FAULTS["words-lost"][0])
    for language in ("ar", "zh_Hans"):
        assert messages(build(edition(language), project), "words-lost"), language


def test_without_the_ladder_a_longer_language_runs_over(project: Project) -> None:
    assert build(edition("de", "letter"), project).findings == ()
    path = project.root / "styles" / "formats.yaml"
    rungs = re.sub(r"^      - \{scale: 0.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(rungs, encoding="utf-8")
    _formats.cache_clear()
    result = build(edition("de", "letter"), project)
    assert result.rung == 0
    assert "page-count" in {finding.check_id for finding in result.findings}


def test_no_text_of_any_language_has_less_contrast_than_body_text_may(repository: Project) -> None:
    inputs = Inputs(edition("ar"), repository)
    layout, _ = lay_out(inputs.localized(), inputs)
    assert min(run.contrast for run in layout.runs) > 7
    white_on_red = [run for run in layout.runs if run.contrast < 8 and run.size_pt > 18]
    assert white_on_red, "the title of the urgent help is judged against its own ground"
