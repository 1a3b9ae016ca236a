"""A clinic's profile: what it may say, where its leaflets may lie, and what of it is printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest

from polyleaf.build import Inputs, build
from polyleaf.checks import checks_of
from polyleaf.edition import Edition, Result
from polyleaf.errors import InputError
from polyleaf.findings import Finding, Stage
from polyleaf.market import RULES
from polyleaf.project import Project
from tests.conftest import SLUG, edition

Edit = Callable[[str, str, str], None]
CLINIC = "clinics/example.yaml"
EUROPE = Edition(SLUG, "de", "leaflet", "a4", "example-eu")


def found(project: Project) -> list[Finding]:
    return [finding for finding in build(edition(), project).findings if finding.check_id in CHECKS]


CHECKS = {check.id for check in checks_of(Stage.CLINIC)}


def test_every_check_of_the_stage_is_tested_here() -> None:
    assert {"display-unlawful", "appointment-refused", "emergency-number"} == CHECKS


NUMBERS = {"us": "911", "uk": "999", "eu": "112", "au": "000", "ca": "911", "other": "911"}


@pytest.mark.parametrize(
    ("market", "wrong"), [("us", "112"), ("uk", "911"), ("eu", "911"), ("au", "999"), ("ca", "112")]
)
def test_the_emergency_number_of_another_market_is_refused(
    market: str, wrong: str, project: Project, edit: Edit
) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "distribution: waiting-room", "distribution: consultation")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{wrong}'")
    (finding,) = found(project)
    assert finding.check_id == "emergency-number"
    assert f"{wrong} is not the emergency number in the market {market!r}" in finding.message


@pytest.mark.parametrize("market", [market for market, rule in RULES.items() if not rule.may_display])
def test_display_is_refused_with_the_rule_its_source_and_the_way_out(market: str, project: Project, edit: Edit) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{NUMBERS[market]}'")
    (finding,) = found(project)
    assert finding.check_id == "display-unlawful"
    assert f"not for display in the market {market!r}: " in finding.message
    assert RULES[market].source in finding.message  # type: ignore[index]  # a market by its name
    assert "distribution: consultation" in finding.hint
    lines = (project.root / CLINIC).read_text(encoding="utf-8").splitlines()
    assert lines[finding.origin.line - 1].startswith("distribution:")


@pytest.mark.parametrize("market", RULES)
def test_a_leaflet_for_consultations_is_lawful_everywhere_and_says_so_on_its_cover(
    market: str, project: Project, edit: Edit
) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{NUMBERS[market]}'")
    edit(CLINIC, "distribution: waiting-room", "distribution: consultation")
    result = build(edition(), project)
    assert result.findings == ()
    assert "Given to you at a consultation. Not for display." in page(result, 0)


def test_display_is_allowed_in_the_us_and_the_cover_is_silent(results: dict[str, Result]) -> None:
    assert results["en"].findings == ()
    assert "Not for display" not in page(results["en"], 0)


@pytest.mark.parametrize("key", ["market", "distribution"])
def test_market_and_distribution_have_no_default(project: Project, key: str) -> None:
    path = project.root / CLINIC
    path.write_text(re.sub(rf"^{key}: .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(InputError, match=f"missing key '{key}'"):
        Inputs(edition(), project)


def test_a_clinic_prints_its_own_length_of_visits(project: Project, edit: Edit) -> None:
    edit(
        CLINIC,
        "market: us",
        "appointments:\n  toxin_visit: {from: 10, to: 20}\n  filler_visit: {value: 45}\nmarket: us",
    )
    result = build(edition(), project)
    assert result.findings == ()
    assert "10–20 minutes" in page(result, 1)
    assert "45 minutes" in page(result, 1)


def test_a_clinic_cannot_set_a_clinical_fact(project: Project, edit: Edit) -> None:
    edit(CLINIC, "market: us", "appointments:\n  toxin_lasts: {from: 9, to: 12}\nmarket: us")
    (finding,) = found(project)
    assert finding.message == "a clinic cannot set 'toxin_lasts'; did you mean 'toxin_visit'?"
    localized = Inputs(edition(), project).localized()
    assert localized.value("toxin_lasts").to == 4


def test_the_emergency_number_is_that_of_the_clinic_in_every_language(repository: Project) -> None:
    for code in repository.languages(SLUG):
        for clinic, number in (("example", "911"), ("example-eu", "112")):
            localized = Inputs(Edition(SLUG, code, "leaflet", "a4", clinic), repository).localized()
            printed = {message.msgid: words for message, words in localized.printed()}
            assert number in printed["Call {clinic.emergency_number}, then call us:"], (code, clinic)


def test_the_european_example_builds(repository: Project) -> None:
    result = build(EUROPE, repository)
    assert result.findings == ()
    assert "20–30 Minuten" in page(result, 1)
    assert "+353 1 555 0100" in page(result, 3)


def page(result: Result, index: int) -> str:
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    text = document[index].get_textpage().get_text_range()
    document.close()
    return str(text)
