"""The checks of the pages: faults planted in templates, styles and texts, on the real brochure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from PIL import Image

from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.core.edition import Edition, Result
from polyleaf.core.findings import Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import lay_out, layout_context
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset.laid_out import Run
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.store import build
from tests.test_checks_catalog import break_message
from tests.test_craft import CRAFT

pytestmark = pytest.mark.slow

CHECKS = {check.id for check in checks_of(Stage.LAYOUT)}
BROCHURE = f"brochures/{SLUG}/brochure.yaml"

# check id -> (file, old, new) and what the check says of it on the leaflet
FAULTS: dict[str, tuple[tuple[str, str, str], str]] = {
    "page-count": (
        (BROCHURE, "                - Do not rub the area.\n", "                - Do not rub the area.\n" * 30),
        "leaflet in en: 9 pages instead of 8; page 8 runs over by ",
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
        "mm outside its place",
    ),
    "picture-outside": (
        ("styles/base.css", "width: 100%; margin-inline: auto; }", "width: 115%; }"),
        "page 1: the picture 'A calm face in two halves.",
    ),
    "safety-differs": (
        ("templates/blocks/contraindications.html", "<h3>{{ about(brochure.treatments[name]) }}</h3>", ""),
        "the section 'who-should-avoid' differs from its text, first at 'Botulinumtoxin",
    ),
    "text-veiled": (
        ("styles/base.css", ".contraindications h4 {", ".contraindications { opacity: 0.02 }\n.contraindications h4 {"),
        "'You have an infection where the injection' is transparent, moved, or set on a picture",
    ),
    "lines-overlap": (
        ("styles/base.css", ".contraindications h4 {", "h4.tell-first { margin-top: -12mm }\n.x {"),
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
    "section-misplaced": (
        (
            "templates/pages.html",
            "{% for names in frame.places %}",
            "{% for names in layout.frames[-loop.index].places %}",
        ),
        "the section 'get-help-now' is on 'page 1', where the layout has others",
    ),
    "layout-warning": (
        ("styles/formats/leaflet.css", ".contact {", ".subtitle { text-shadow: 1px 1px red; } .contact {"),
        "the renderer says: ",
    ),
}


@dataclass(frozen=True)
class Planted:
    """A fault in a format other than the leaflet, the check that finds it, and what it says, as a pattern."""

    check_id: str
    edition: Edition
    edit: tuple[str, str, str]
    said: str


TRIFOLD_CSS, TRIFOLD, PANEL = "styles/formats/trifold.css", "templates/trifold.html", ".panel {"
BRIEF_ITEM = "\n          - Do no hard exercise that day.\n"
PLACES = "{% for names in layout.frame(panel).places %}"


def swapped(one: str, other: str) -> tuple[str, str, str]:
    """The texts of two panels, each on the other."""
    mistaken = f'{{"{one}": "{other}", "{other}": "{one}"}}.get(panel, panel)'
    return TRIFOLD, PLACES, PLACES.replace("frame(panel)", f"frame({mistaken})")


PLANTED: dict[str, Planted] = {
    "a paragraph too much in a panel": Planted(
        "page-count",
        edition(form="trifold"),
        (BROCHURE, BRIEF_ITEM, BRIEF_ITEM + "          - Ask us again before each visit.\n" * 20),
        r"trifold in en: 3 pages instead of 2; flap runs over by \d+ lines \(\d+\.\d mm, about \d{2,3} characters\): '"
        r"Ask us again before each visit\.'",
    ),
    "a paragraph too much in a panel in Arabic": Planted(
        "page-count",
        edition("ar", form="trifold"),
        (TRIFOLD_CSS, PANEL, ".section-questions { padding-top: 120mm }\n.panel {"),
        r"trifold in ar: 3 pages instead of 2; in-1 runs over by \d+ lines \(\d+\.\d mm, about \d{2,3} characters\): '",
    ),
    "a box of fixed height that swallows text": Planted(
        "words-lost",
        edition(form="trifold"),
        (TRIFOLD_CSS, PANEL, ".panel-in-1 .columns { position: absolute; top: 180mm; height: 20mm }\n.panel {"),
        "lost in layout: 'Yo",
    ),
    "a list cut by its box": Planted(
        "text-outside",
        edition(form="trifold"),
        (TRIFOLD_CSS, PANEL, ".panel-in-1 ul.avoid { height: 20mm; overflow: hidden }\n.panel {"),
        r"page 2: 'would go\.' is \d+\.\d mm outside its place",
    ),
    "absolute overlap": Planted(
        "lines-overlap",
        edition(form="trifold"),
        (TRIFOLD_CSS, PANEL, ".panel-in-2 h3.shared { position: absolute; top: 60mm }\n.panel {"),
        "page 2: 'Tell your practitioner first about:' is printed over '",
    ),
    "a word of 200 letters": Planted(
        "text-outside",
        edition(form="trifold"),
        (BROCHURE, BRIEF_ITEM, f"\n          - Do no {'exercise' * 25} that day.\n"),
        r"page 1: 'exerciseexercise.*' is \d+\.\d mm outside its place",
    ),
    "text too near a fold": Planted(
        "text-outside",
        edition(form="trifold"),
        (TRIFOLD_CSS, "padding-inline: 5.4mm", "padding-inline: 5.4mm 3mm"),
        r"page 2: '.*' is [12]\.\d mm outside its place",
    ),
    "text too near the last fold in Arabic": Planted(
        "text-outside",
        edition("ar", form="trifold"),
        (TRIFOLD_CSS, PANEL, ".panel-in-3 { padding-inline-start: 3mm !important }\n.panel {"),
        r"page 2: '.*' is 1\.7 mm outside its place",
    ),
    "a missing panel": Planted(
        "panel-missing",
        edition(form="trifold"),
        (TRIFOLD, PLACES, PLACES.replace(" %}", ' if panel != "in-2" %}')),
        "nothing is on the panel 'in-2'",
    ),
    "a side that is not mirrored in Arabic": Planted(
        "panel-misplaced",
        edition("ar", form="trifold"),
        (TRIFOLD_CSS, '[dir="rtl"] .cover-at-end { direction: ltr; }', ""),
        "the panel 'front' is in another place, on side 1: 'Botox ",
    ),
    "panels in the wrong order in Arabic": Planted(
        "panel-misplaced",
        edition("ar", form="trifold"),
        (TRIFOLD, "side.reading_order %}\n<div", "side.reading_order | reverse %}\n<div"),
        "the panel 'in-1' is in another place, on side 2: ",
    ),
    "front and back swapped in Arabic": Planted(
        "section-misplaced",
        edition("ar", form="trifold"),
        swapped("front", "back"),
        "the section 'get-help-now' is on 'front', where the layout has others",
    ),
    "the contraindications swapped in Arabic": Planted(
        "safety-differs",
        edition("ar", form="trifold"),
        swapped("in-1", "in-2"),
        "the section 'who-should-avoid' differs from its text, first at ",
    ),
    "type of 10.5 pt on the tri-fold": Planted(
        "type-too-small",
        edition(form="trifold"),
        (TRIFOLD_CSS, ".panel { font-size: var(--size); }", ".panel { font-size: 10.5pt; }"),
        r"page 1: \d+ runs of text in 10\.5 pt; the floor is 11 pt",
    ),
    "type of 17 pt in large print": Planted(
        "type-too-small",
        edition(form="large-print"),
        ("styles/formats/large-print.css", "--size: 18pt;", "--size: 17pt;"),
        r"page 2: \d+ runs of text in 17 pt; the floor is 18 pt",
    ),
}


IN_TEST_SEEN = [
    "safety-addition",
    "safety-intruder",
    "safety-stray",
    "safety-small",
    "safety-order",
    "safety-turned",
    "safety-picture",
    "safety-mark",
    "text-unknown",
]


def messages(result: Result, check_id: str) -> list[str]:
    return [finding.message for finding in result.findings if finding.check_id == check_id]


def test_every_check_of_the_stage_has_a_fault_here() -> None:
    others = {"place-overfull", "picture-coarse", *IN_TEST_SEEN, *CRAFT, "page-unheaded"}  # in modules of their own
    assert set(FAULTS) | {fault.check_id for fault in PLANTED.values()} | others == CHECKS


@pytest.mark.parametrize("check_id", FAULTS)
def test_fires(check_id: str, project: Workspace, edit: Edit) -> None:
    fault, said = FAULTS[check_id]
    edit(*fault)
    result = build(edition(), project)
    assert result.pdf is None
    assert [m for m in messages(result, check_id) if said in m], [f.message for f in result.findings]


@pytest.mark.parametrize("fault", PLANTED.values(), ids=PLANTED)
def test_a_fault_planted_in_another_format_is_caught_by_name(fault: Planted, project: Workspace, edit: Edit) -> None:
    edit(*fault.edit)
    result = build(fault.edition, project)
    assert result.pdf is None
    said = messages(result, fault.check_id)
    assert [m for m in said if re.search(fault.said, m)], [f.message for f in result.findings]


@pytest.mark.parametrize("check_id", [*FAULTS, "place-overfull", "picture-coarse", *IN_TEST_SEEN])
def test_is_quiet_on_every_language(check_id: str, results: dict[str, Result]) -> None:
    for language, result in results.items():
        assert messages(result, check_id) == [], language


RISKS, LONG = (
    "Both are injections, both have risks, and some people should not have them.",
    {
        "de": "Beide werden gespritzt, beide haben Risiken, und manche Menschen sollten sie nicht bekommen. ",
        "ar": "كلاهما حقن، ولكليهما مخاطر، وبعض الناس لا ينبغي أن يخضعوا لأيّ منهما. ",
        "ja": "どちらも注射で、どちらにも危険があり、受けないほうがよい人もいます。",
    },
)


@pytest.mark.parametrize("language", LONG)
def test_a_message_much_longer_than_its_source_is_to_be_shortened_first(language: str, project: Workspace) -> None:
    break_message(project, language, RISKS, (LONG[language] * 14).strip())
    (said,) = messages(build(replace(edition(language, form="trifold"), draft=True), project), "page-count")
    assert re.search(r"front runs over by \d+ lines \(\d+\.\d mm", said)
    shortest_first = said.partition("; shorten first: ")[2]
    assert re.match(rf"'{RISKS}' \(\d+ lines, \d+\.\d times its source, [01]\.\d is usual\)", shortest_first), said


@pytest.mark.parametrize("overflow", ["hidden", "visible"])
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_a_box_of_fixed_height_that_swallows_text_is_found(
    language: str, overflow: str, project: Workspace, edit: Edit
) -> None:
    rule = f".contraindications ul.avoid {{ height: 20mm; overflow: {overflow} }}"
    edit("styles/base.css", ".contraindications h4 {", f"{rule}\n.contraindications h4 {{")
    result = build(edition(language, form="trifold"), project)
    assert any("outside its place" in m for m in messages(result, "text-outside"))


@pytest.mark.parametrize("rule", [".page-4 { height: 200mm }", ".page-4 { position: absolute; height: 150mm }"])
def test_a_panel_of_fixed_height_is_found(rule: str, project: Workspace, edit: Edit) -> None:
    edit("styles/base.css", ".contraindications h4 {", f"{rule}\n.contraindications h4 {{")
    result = build(edition(), project)
    assert result.pdf is None
    assert {finding.check_id for finding in result.findings} & {"words-lost", "text-outside", "page-count"}


TELL_FIRST = '{{ group(block.treatments[name].tell_first, "tell-first", headed=not shared) }}'
WITHOUT_HEADING = '<ul>{% for i in block.treatments[name].tell_first["items"] %}<li>{{ i | t }}</li>{% endfor %}</ul>'
AVOID = '{{ group(block.treatments[name].avoid, "avoid") }}'
OF_THE_OTHER = '{{ group((block.treatments.values() | reject("equalto", block.treatments[name]) | first).avoid, "") }}'


@pytest.mark.parametrize(
    ("change", "check_id"),
    [((TELL_FIRST, WITHOUT_HEADING), "message-unprinted"), ((AVOID, OF_THE_OTHER), "safety-differs")],
    ids=["without its heading", "of the other treatment"],
)
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_a_safety_list_under_the_wrong_heading_is_found(
    change: tuple[str, str], check_id: str, language: str, project: Workspace, edit: Edit
) -> None:
    edit("templates/blocks/contraindications.html", *change)
    assert messages(build(edition(language), project), check_id)


@pytest.mark.parametrize(
    "rule",
    ["color: transparent", "color: rgba(21, 32, 43, 0.1)", "transform: translateX(400mm)", "visibility: hidden",
     "background: linear-gradient(#15202b, #15202b)"],
)  # fmt: skip
def test_text_that_cannot_be_seen_is_found(rule: str, project: Workspace, edit: Edit) -> None:
    edit("styles/base.css", ".contraindications h4 {", f".contraindications {{ {rule} }}\n.contraindications h4 {{")
    result = build(edition(form="trifold"), project)
    assert result.pdf is None
    assert {"text-veiled", "contrast-low", "words-lost"} & {finding.check_id for finding in result.findings}


@pytest.mark.parametrize(("language", "form"), [("fr", "booklet"), ("ar", "trifold")])
def test_the_mark_of_a_draft_stands_clear_of_all_text(language: str, form: str, repository: Workspace) -> None:
    """French has the longest title, and so the longest running head; the tri-fold has the smallest margin."""
    assert build(edition(language, form=form, draft=True), repository).findings == ()


def test_text_too_near_the_edge_is_found(project: Workspace, edit: Edit) -> None:
    edit("styles/formats/leaflet.css", "margin: 14mm 11mm 12.5mm;", "margin: 14mm 3mm 12.5mm;")
    assert any("outside its place" in m for m in messages(build(edition(), project), "text-outside"))


def test_words_lost_are_named_in_arabic_and_chinese(project: Workspace, edit: Edit) -> None:
    edit(*FAULTS["words-lost"][0])
    for language in ("ar", "zh_Hans"):
        assert messages(build(edition(language, form="trifold"), project), "words-lost"), language


def test_without_the_ladder_a_longer_language_runs_over(project: Workspace) -> None:
    assert build(edition("de", "letter"), project).findings == ()
    path = project.root / "styles" / "formats.yaml"
    fit_steps = re.sub(r"^      - \{scale: 0.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(fit_steps, encoding="utf-8")
    result = build(edition("de", "letter"), project)
    assert result.fit_step == 0
    assert "page-count" in {finding.check_id for finding in result.findings}


def test_no_text_of_any_language_has_less_contrast_than_body_text_may(repository: Workspace) -> None:
    inputs = Inputs(edition("ar"), repository)
    layout, _ = lay_out(inputs.localized(), inputs)
    assert all(run.contrast > 7 for run in layout.runs if run.weight < 600 and not run.small_print)
    assert all(run.contrast > 4.5 for run in layout.runs)
    white_on_red = [run for run in layout.runs if 7 < run.contrast < 8 and run.size_pt > 18]
    assert white_on_red, "the title of the urgent help is judged against its own ground"


def test_a_text_that_its_neighbour_interrupts_on_paper_is_printed_and_one_that_no_template_has_is_not(
    repository: Workspace,
) -> None:
    """Two cells side by side that break over two pages: the first halves stand before the second ones."""
    inputs = Inputs(edition(), repository)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    lines = Counter(run.element for run in layout.runs if run.section == "side-by-side")
    two_lines = next(element for element, count in lines.items() if count > 1)
    halves = [run for run in layout.runs if run.element == two_lines]
    interrupted = [run for run in layout.runs if run not in halves]
    middle = len(interrupted) // 2
    broken = (*halves[:1], *interrupted[:middle], *halves[1:], *interrupted[middle:])

    def unprinted(runs: tuple[Run, ...]) -> list[str]:
        context = layout_context(localized, replace(layout, runs=runs), inputs)
        return [
            finding.message for finding in run_checks(Stage.LAYOUT, context) if finding.check_id == "message-unprinted"
        ]

    assert unprinted(broken) == []
    without = replace(layout.structure, kids=())
    context = layout_context(localized, replace(layout, runs=broken, structure=without), inputs)
    assert "message-unprinted" in {finding.check_id for finding in run_checks(Stage.LAYOUT, context)}


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (
            500,
            [
                "page 1: the picture 'figures/cover.png' has 64 dpi on 200 x 178 mm, and print needs 150 or more: "
                "1182 pixels of width"
            ],
        ),
        (1200, []),
    ],
)
def test_a_figure_with_few_pixels_is_a_warning_at_its_line(
    pixels: int, said: list[str], project: Workspace, edit: Edit
) -> None:
    figures = project.brochure_file(SLUG).parent / "figures"
    Image.linear_gradient("L").resize((pixels, pixels * 178 // 200)).save(figures / "cover.png")
    edit(BROCHURE, "file: figures/cover.svg", "file: figures/cover.png")
    result = build(edition(), project)
    assert result.pdf is not None
    assert messages(result, "picture-coarse") == said
    lines = project.brochure_file(SLUG).read_text(encoding="utf-8").splitlines()
    for finding in result.findings:
        assert finding.severity is Severity.WARNING
        assert lines[finding.origin.line - 1].strip().startswith("alt: A calm face")
