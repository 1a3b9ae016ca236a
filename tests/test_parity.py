"""The parity report: quiet on the real catalogues, and every difference that is planted in one is named."""

from __future__ import annotations

import json
import re

import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.review.parity import MEASURES, Parity, parities_as_html, parities_as_json, parities_as_text, parity
from tests.commands import call
from tests.conftest import SLUG
from tests.edits import Edit
from tests.sign_offs import approve

GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
# what is planted in the German catalogue, the measure that finds it, and what it says
FAULTS = {
    "a section without title": (
        ('msgstr "Worterklärungen"', 'msgstr ""'),
        ("sections", "not translated: 'Words explained'"),
    ),
    "a warning left out": (
        ('msgstr "Neigung zu Blutungen"', 'msgstr ""'),
        ("warnings", "not translated: 'Bleeding problems'"),
    ),
    "a warning in another's words": (
        ('msgstr "Neigung zu Blutungen"', 'msgstr "Probleme mit Nerven oder Muskeln"'),
        ("warnings", "the same words for 'Nerve or muscle problems' and 'Bleeding problems'"),
    ),
    "a value left out of a warning": (
        ("Botulinumtoxin, die höchstens {toxin_recent} her ist", "Botulinumtoxin"),
        ("values in warnings", "names nothing instead of toxin_recent: 'A past reaction to botulinum toxin"),
    ),
    "a negation left out of a warning": (
        ("fahren Sie nicht selbst", "fahren Sie selbst"),
        ("negations in warnings", "negates 0 instead of 1 times: 'Do not drive if you feel weak or dizzy"),
    ),
    "a negation too many in a warning": (
        ("Sie haben eine Infektion dort", "Sie haben keine Infektion dort"),
        ("negations in warnings", "negates 1 instead of 0 times: 'You have an infection"),
    ),
    "another value": (
        ("{toxin_lasts}, manchmal", "{filler_lasts}, manchmal"),
        ("values", "names filler_lasts, toxin_lasts_longest instead of toxin_lasts, toxin_lasts_longest"),
    ),
}


@pytest.fixture(scope="module")
def real(repository: Workspace) -> Parity:
    return parity(repository, SLUG)


def test_the_real_catalogues_have_what_the_source_has(real: Parity, repository: Workspace) -> None:
    assert real.holds
    assert real.rows[0].translation.language.code == "en"
    assert {row.translation.language.code for row in real.rows} == {"en", *repository.languages(SLUG)}
    counts = {tuple(measured.count for measured in row.measured) for row in real.rows}
    assert counts == {(18, 34, 3, 35, 11)}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_difference_is_named_with_its_measure(fault: str, project: Workspace) -> None:
    (old, new), (measure, said) = FAULTS[fault]
    path = project.root / GERMAN
    joined = re.sub(r'"\n"', "", path.read_text(encoding="utf-8"))
    assert joined.count(old) >= 1
    path.write_text(joined.replace(old, new), encoding="utf-8")
    found = parity(project, SLUG)
    assert not found.holds
    differing = {row.translation.language.code: list(row.differences) for row in found.rows if list(row.differences)}
    assert set(differing) == {"de"}
    assert next(name for name, message in differing["de"] if said in message) == measure


def test_a_range_may_be_named_by_its_ends(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "{toxin_lasts}, manchmal', 'msgstr "{toxin_lasts.from} bis {toxin_lasts.to} Monate, manchmal')
    assert parity(project, SLUG).holds


def test_the_text_is_a_table_with_the_differences_below(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Neigung zu Blutungen"', 'msgstr ""')
    approve(project, "ja", "critical")
    lines = parities_as_text([parity(project, SLUG)]).splitlines()
    assert lines[0] == f"{SLUG}, version 2.0"
    assert len({line.index("0 of 269") for line in lines if "0 of 269" in line}) == 1
    assert any(re.search(r"^de +18 +33 ! ", line) for line in lines)
    assert next(line for line in lines if line.startswith("ja")).endswith("51 of 269")
    assert lines[-1] == "de: warnings: not translated: 'Bleeding problems'"


def test_the_page_needs_no_other_file_and_has_a_row_a_language(real: Parity, repository: Workspace) -> None:
    page = parities_as_html([real], repository)
    assert not re.search(r"https?:|src=|<link|@import|url\(", page)
    assert page.count("<tr>") == len(real.rows) + 1
    assert page.count("0 of 269") == len(real.rows)
    assert "Every language has what the source has." in page
    assert "Japanese (ja)" in page
    for measure in MEASURES:
        assert measure.name.capitalize() in page


def test_the_page_escapes_what_it_quotes(project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "- Bleeding problems", "- Bleeding <b>problems</b>")
    page = parities_as_html([parity(project, SLUG)], project)
    assert "Bleeding &lt;b&gt;problems" in page
    assert "differs" in page


def test_json_has_every_measure(real: Parity) -> None:
    (brochure,) = json.loads(parities_as_json([real]))["brochures"]
    german = next(entry for entry in brochure["languages"] if entry["language"] == "de")
    assert german["measures"] == {
        "sections": 18,
        "warnings": 34,
        "values in warnings": 3,
        "values": 35,
        "negations in warnings": 11,
    }
    assert (german["approved"], german["differences"], brochure["holds"]) == (0, [], True)


def test_the_command_exits_with_1_when_a_language_differs(project: Workspace, edit: Edit) -> None:
    assert call(project, "parity").returncode == 0
    edit(GERMAN, 'msgstr "Neigung zu Blutungen"', 'msgstr ""')
    done = call(project, "parity", "--report", "html")
    assert done.returncode == 1
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert "not translated: &#39;Bleeding problems&#39;" in done.stdout
