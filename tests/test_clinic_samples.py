"""Profiles as people wrote them, and what becomes of each: refused with the way out, or printed and dialled right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from polyleaf.content.clinic import Clinic, load_clinic
from polyleaf.content.web_address import web_uri
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.language.hours import hours_lines
from polyleaf.language.languages import language
from tests.conftest import ROOT

SAMPLES = ROOT / "tests" / "samples" / "clinics"
REFUSED = {
    "bare-hours": [(5, "Write '09:00' in quotes."), (5, "Write '17:00' in quotes.")],
    "military-plain": [(5, "Write '12:00' in quotes.")],
}
DIALLED = {
    "00-prefix-trunk-zero": ("0049 (0)30 555 0100", "tel:+49305550100"),
    "nbsp": ("+49 30 555 0100", "tel:+49305550100"),
    "slash": ("030/555 01-00", "tel:0305550100"),
    "spanish-bracket": ("(+34) 91 555 01 00", "tel:+34915550100"),
    "trunk-zero-in-area-code": ("+61 (02) 5550 0100", "tel:+61255500100"),
}


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    shutil.copytree(SAMPLES, tmp_path / "clinics")
    return Workspace(tmp_path.resolve())


def clinic_of(home: Workspace, name: str) -> Clinic:
    return load_clinic(home, name)[0]


def test_every_sample_has_its_outcome_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.yaml")} == {*REFUSED, *DIALLED, "midnight", "idn"}


@pytest.mark.parametrize("name", REFUSED)
def test_times_that_are_numbers_are_told_to_be_quoted(name: str, home: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        clinic_of(home, name)
    assert [(finding.origin.line, finding.hint) for finding in caught.value.findings] == REFUSED[name]


@pytest.mark.parametrize("name", DIALLED)
def test_a_number_is_printed_as_it_is_and_dialled_right(name: str, home: Workspace) -> None:
    phone = clinic_of(home, name).phone
    assert (phone.printed, phone.uri) == DIALLED[name]


def test_midnight_is_the_end_of_the_day(home: Workspace) -> None:
    (line,) = hours_lines(clinic_of(home, "midnight").hours, language("de"))
    assert line.times == ("24 Stunden",)


def test_a_domain_with_an_umlaut_is_printed_as_it_is_and_linked_in_ascii(home: Workspace) -> None:
    clinic = clinic_of(home, "idn")
    assert (clinic.web, web_uri(clinic.web)) == ("praxis-süd.de", "https://xn--praxis-sd-x9a.de")
