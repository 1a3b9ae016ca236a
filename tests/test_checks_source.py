"""The checks of a brochure: each fires on its fault and keeps quiet on the real brochure."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from polyleaf.checks.registry import checks_of
from polyleaf.checks.source import SourceContext
from polyleaf.content.reading import reading_grades
from polyleaf.core.findings import Finding, Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import source_context
from tests.conftest import SLUG
from tests.edits import Edit

FILE = f"brochures/{SLUG}/brochure.yaml"
CHECKS = {check.id: check for check in checks_of(Stage.SOURCE)}

# check id -> a text of the real brochure, what is put in its place, and what the check says of it
FAULTS: dict[str, tuple[str, str, str]] = {
    "value-unknown": (
        "Wait at least {toxin_interval}",
        "Wait at least {toxin_intervall}",
        "unknown value 'toxin_intervall' in section 'aftercare'; did you mean 'toxin_interval'?",
    ),
    "track-unknown": (
        "            usual: toxin_lasts\n",
        "            usual: toxin_last\n",
        "unknown value 'toxin_last' in a time line; did you mean 'toxin_lasts'?",
    ),
    "frequency-unknown": (
        "happens: toxin_has_bruise, dummy",
        "happens: toxin_has_bruises, dummy",
        "unknown value 'toxin_has_bruises' under 'frequencies'; did you mean 'toxin_has_bruise'?",
    ),
    "value-unused": ("for {filler_rest}.", "for a day.", "the value 'filler_rest' is printed nowhere"),
    "brace-stray": ("for {filler_rest}.", "for {filler_rest}}.", "a brace without a value in section 'aftercare'"),
    "source-unknown": ("unit: week, source: aesthetic-society}", "unit: week, source: asthetics}", "'asthetics'"),
    "source-unused": (
        "  practice:\n",
        "  extra: {name: Extra, title: Extra}\n  practice:\n",
        "nothing cites the source 'extra'",
    ),
    "treatment-mismatch": (
        "              filler: adds volume under the skin\n",
        "",
        "the treatment 'filler' is missing",
    ),
    "treatment-look": (
        "treatments:\n",
        "treatments:\n  three: {name: Three}\n  four: {name: Four}\n  five: {name: Five}\n",
        "the brochure has 5 treatments, and in the layout 'web' styles/formats/web.css shows ",
    ),
    "contraindications-reason": (
        "treatments:\n",
        "no_contraindications: They are harmless.\ntreatments:\n",
        "the brochure has treatments, so that it must have contraindications",
    ),
    "section-duplicate": ("  - id: glossary\n", "  - id: questions\n", "the id 'questions' is used twice"),
    "section-unplaced": (
        "[get-help-now, aftercare, contact,",
        "[get-help-now, contact,",
        "the layout 'leaflet' does not place 'aftercare'",
    ),
    "layout-pages": ("      - [what-matters, how-often]\n", "", "the layout 'leaflet' has 7 pages, the format 8"),
    "layout-brief": (
        "    brief: [side-by-side, aftercare,",
        "    brief: [how-long, side-by-side, aftercare,",
        "the section 'how-long' has no brief form",
    ),
    "safety-apart": (
        "      flap: [",
        "      flap: [who-should-avoid:filler.avoid, ",
        "the layout 'trifold' puts parts of 'who-should-avoid' where they are not seen together",
    ),
    "safety-missing": (
        "    title: Get help now\n    critical: true\n",
        "    title: Get help now\n",
        "the section 'get-help-now' has a safety block and is not critical",
    ),
    "safety-kind": (
        "      - kind: callout\n        sentences:\n          - Never stop",
        "      - kind: checklist\n        items:\n          - Never stop",
        "the critical section 'who-should-avoid' has a block of kind 'checklist'",
    ),
    "number-free": ("no hard exercise that day", "no hard exercise for 2 days", "free number 2 in section 'aftercare'"),
    "name-measures": ("values:\n", "names: [5 mg]\nvalues:\n", "'5 mg' is an amount, and no name"),
    "name-unused": ("values:\n", "names: [COVID-19]\nvalues:\n", "no text contains the name 'COVID-19'"),
    "markup-broken": (
        "Do not rub the area.",
        "Do **not rub the area.",
        "'**' is printed as it is in section 'aftercare'",
    ),
    "figure-refused": (
        "file: figures/skin-toxin-1.svg",
        "file: ../../README.md",
        "lies outside the folder botox-and-fillers/",
    ),
    "reading-grade": (
        "- Both can make lines look softer.",
        "- " + "Notwithstanding individual physiological considerations, comprehensive consultation necessitates " * 40,
        "the text reads above grade 8: Flesch-Kincaid ",
    ),
    "image-coarse": (
        "      - kind: callout\n",
        "      - {kind: image, file: figures/cover.svg, width_mm: 60, alt: A face}\n      - kind: callout\n",
        "the image 'figures/cover.svg' is a drawing",
    ),
    "review-overdue": ("review_by: 2028-11-30", "review_by: 2026-12-01", "the review was due by 2026-12-01"),
}


def run(check_id: str, project: Workspace, today: datetime.date = datetime.date(2026, 11, 30)) -> list[Finding]:
    context = source_context(project, SLUG, today)
    assert isinstance(context, SourceContext)
    return list(CHECKS[check_id].findings(context))


def test_every_check_of_the_stage_has_a_fault_here() -> None:
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("check_id", FAULTS)
def test_fires(check_id: str, project: Workspace, edit: Edit) -> None:
    old, new, message = FAULTS[check_id]
    edit(FILE, old, new)
    findings = run(check_id, project, datetime.date(2026, 12, 2))
    assert [f for f in findings if message in f.message], [f.message for f in findings]
    assert all(f.check_id == check_id and f.origin.path == FILE and f.origin.line > 0 for f in findings)


@pytest.mark.parametrize("check_id", FAULTS)
def test_is_quiet(check_id: str, project: Workspace) -> None:
    assert run(check_id, project) == []


def test_a_finding_names_the_line_of_its_text(project: Workspace, edit: Edit) -> None:
    edit(FILE, "Do not rub the area.", "Do not rub the area for 3 days.")
    (finding,) = run("number-free", project)
    lines = (project.root / FILE).read_text(encoding="utf-8").splitlines()
    assert "for 3 days" in lines[finding.origin.line - 1]


def test_a_single_number_has_no_parts(project: Workspace, edit: Edit) -> None:
    edit(FILE, "{toxin_interval}", "{toxin_interval.from}")
    (finding,) = run("value-unknown", project)
    assert finding.message == "the value 'toxin_interval' in section 'aftercare' has no part 'from'"


def test_the_parts_of_a_range_are_values(project: Workspace, edit: Edit) -> None:
    edit(FILE, "after {toxin_onset}, full", "after {toxin_onset.from} to {toxin_onset.to} days, full")
    assert run("value-unknown", project) == []
    assert run("value-unused", project) == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("https://example.org/a.svg", "is an address, not a file"),
        ("file:///etc/passwd", "is an address, not a file"),
        ("//example.org/a.svg", "is an address, not a file"),
        ("/etc/hostname", "lies outside the folder botox-and-fillers/"),
        ("figures/none.svg", "the figure 'figures/none.svg' is not there"),
        ("figures/face-toxen.svg", "is not there; did you mean 'figures/face-toxin.svg'?"),
        ("brochure.yaml", "is not one of .svg, .png, .jpg, .jpeg: export it as SVG or PNG"),
        ('"figures/a\\u200B.svg"', "has an invisible character in its name"),
    ],
)
def test_a_figure_from_elsewhere_is_refused(project: Workspace, edit: Edit, file: str, message: str) -> None:
    edit(FILE, "file: figures/skin-toxin-1.svg", f"file: {file}")
    (finding,) = run("figure-refused", project)
    assert message in finding.message


def test_a_figure_with_words_in_it_is_refused(project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/figures/cover.svg", "</svg>", "<text>Safe for all</text></svg>")
    (finding,) = run("figure-refused", project)
    assert finding.message == "the figure 'figures/cover.svg' has words set in type in it (<text>)"


def test_a_value_longer_than_its_time_line_is_found(project: Workspace, edit: Edit) -> None:
    edit(FILE, "end: 24", "end: 18")
    (finding,) = run("track-unknown", project)
    assert finding.message == "the value 'filler_lasts_longest' is longer than the time line"


def test_a_link_out_of_the_folder_is_refused(project: Workspace, tmp_path: Path) -> None:
    figure = project.root / "brochures" / SLUG / "figures" / "skin-toxin-1.svg"
    outside = tmp_path / "outside.svg"
    outside.write_bytes(figure.read_bytes())
    figure.unlink()
    figure.symlink_to(outside)
    (finding,) = run("figure-refused", project)
    assert "outside" in finding.message


@pytest.mark.parametrize("kind", ["contraindications", "urgent-help"])
def test_a_brochure_without_its_safety_blocks_is_refused(project: Workspace, kind: str) -> None:
    path = project.root / FILE
    section = {"contraindications": "who-should-avoid", "urgent-help": "get-help-now"}[kind]
    pattern = rf"  - id: {section}\n.*?(?=\n  - id: )"
    path.write_text(re.sub(pattern, "", path.read_text(encoding="utf-8"), flags=re.DOTALL), encoding="utf-8")
    assert f"the brochure has no block of kind {kind!r}" in [f.message for f in run("safety-missing", project)]


def test_a_reading_grade_is_waived_with_a_reason(project: Workspace, edit: Edit) -> None:
    reason = "reading_grade_waived: The law asks for these words.\n"
    edit(FILE, "sources:\n", f"{reason}sources:\n")
    (finding,) = run("reading-grade", project)
    assert (finding.severity, finding.message) == (
        Severity.WARNING,
        "'reading_grade_waived' is not needed: the text is not found hard to read",
    )
    edit(FILE, *FAULTS["reading-grade"][:2])
    assert run("reading-grade", project) == []
    edit(FILE, reason, "reading_grade_waived:\n")
    assert [finding.severity for finding in run("reading-grade", project)] == [Severity.ERROR]


def test_reading_grades_tell_easy_from_hard() -> None:
    easy = reading_grades(["The cat sat on the mat.", "It was a hot day."])
    hard = reading_grades(
        ["Notwithstanding considerable methodological heterogeneity, investigators concluded affirmatively."]
    )
    assert easy.flesch_kincaid < 3
    assert hard.flesch_kincaid > 15
    assert hard.gunning_fog > 15


def test_an_unknown_place_and_a_section_placed_twice_are_named(project: Workspace, edit: Edit) -> None:
    edit(
        FILE,
        "      - [get-help-now, aftercare, contact,",
        "      - [get-help-now, aftercare, aftercare, glossery, contact,",
    )
    messages = [finding.message for finding in run("section-unplaced", project)]
    assert messages == [
        "the layout 'leaflet' places 'aftercare' 2 times",
        "the layout 'leaflet' places unknown 'glossery'; did you mean 'glossary'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "who-should-avoid:toxin]\n      - [who",
            "who-should-avoid:toxins]\n      - [who",
            "the layout 'booklet' does not place 'who-should-avoid'",
        ),
        (
            "who-should-avoid:filler.avoid, benefits",
            "benefits",
            "the layout 'trifold' places unknown 'who-should-avoid:toxin.avoid'",
        ),
        (
            "      how-long: The comp",
            "      side-by-side: The comp",
            "the layout 'trifold' places 'side-by-side' and leaves it out",
        ),
    ],
)
def test_a_section_that_is_placed_in_part_is_named(
    project: Workspace, edit: Edit, old: str, new: str, message: str
) -> None:
    edit(FILE, old, new)
    assert any(finding.message.startswith(message) for finding in run("section-unplaced", project))


def test_a_layout_cannot_leave_safety_text_out(project: Workspace, edit: Edit) -> None:
    edit(FILE, "      how-long: The comparison", "      get-help-now: The comparison")
    (finding,) = run("safety-apart", project)
    assert finding.message == "the layout 'trifold' leaves out the safety text 'get-help-now'"


def test_a_brief_that_nothing_prints_is_named(project: Workspace, edit: Edit) -> None:
    edit(FILE, "    brief: [side-by-side, aftercare,", "    brief: [aftercare,")
    (finding,) = run("layout-brief", project)
    assert finding.message == "no layout prints the brief of 'side-by-side'"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  trifold:\n    panels:\n", "  tryfold:\n    panels:\n", "unknown format 'tryfold'; did you mean 'trifold'?"),
        ("      in-3: [", "      in-4: [", "has other panels than the format: flap, back, front, in-1, in-2, in-3"),
        ("  large-print:\n    flow: [", "  booklet:\n    flow: [", "the layout 'booklet' has no 'pages'"),
    ],
)
def test_a_layout_of_another_form_than_its_format_is_named(
    project: Workspace, edit: Edit, old: str, new: str, message: str
) -> None:
    if "booklet:" in new:
        edit(FILE, "  booklet:\n    pages:", "  large-print:\n    pages:")
        old = "  large-print:\n    flow: ["
    edit(FILE, old, new)
    assert any(message in finding.message for finding in run("layout-pages", project))
