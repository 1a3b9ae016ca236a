"""`new-clinic`: eight questions, each answer judged at once, and a profile that builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polyleaf.cli.main import cli
from polyleaf.content.clinic import load_clinic
from polyleaf.content.new_profile import QUESTIONS, file_name
from polyleaf.core.workspace import Workspace

ANSWERS = (
    "Praxis Süd",
    "de",
    "Musterweg 3; 10117 Berlin",
    "030 555 0120",
    "",
    "https://praxis-süd.example/",
    "mon-thu 9-17; fri 9:00-12:30; sat by appointment; sun closed",
    "",
)


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    (tmp_path / "brochures").mkdir()
    return Workspace(tmp_path.resolve())


def asked(home: Workspace, *lines: str, name: str = "") -> Result:
    command = ["new-clinic", *filter(None, [name]), "--project", str(home.root)]
    return CliRunner().invoke(cli, command, input="\n".join(lines) + "\n")


def test_eight_answers_make_a_profile(home: Workspace) -> None:
    assert len(QUESTIONS) == len(ANSWERS) == 8
    done = asked(home, *ANSWERS, "y")
    assert (done.exit_code, done.stdout) == (0, "written   clinics/praxis-sud.yaml\n")
    clinic, _ = load_clinic(home, "praxis-sud")
    assert clinic.name.within("de") == "Praxis Süd"
    assert clinic.address is not None
    assert clinic.address.within("de") == ("Musterweg 3", "10117 Berlin")
    assert clinic.phone.uri == "tel:+49305550120"
    assert (clinic.market, clinic.country, clinic.paper, clinic.emergency_number) == ("eu", "DE", "a4", "112")
    assert (clinic.web, clinic.distribution, len(clinic.hours)) == ("praxis-süd.example", "consultation", 4)


def test_the_contact_is_shown_before_anything_is_written(home: Workspace) -> None:
    done = asked(home, *ANSWERS, "n")
    assert "Praxis Süd\nMusterweg 3, 10117 Berlin\n030 555 0120 · praxis-süd.example\n" in done.stderr
    assert "Sat          by appointment\nSun          closed\n" in done.stderr
    assert (done.exit_code, done.stdout) == (2, "")
    assert not home.clinics()


@pytest.mark.parametrize(
    ("question", "wrong", "said"),
    [
        (0, "", "1/8"),  # asked again
        (1, "Germany", "write its two letters, such as GB, DE or US"),
        (3, "555 0120", "is not complete"),
        (3, "ask at the desk", "is not a telephone number. Write one number, with its words under 'label'.\n"),
        (4, "911", "911 is not an emergency number in DE"),
        (5, "praxis", "'praxis' is not the name of a website. Write it with its ending, such as example.org."),
        (6, "always", "write days and times, such as mon-fri 9:00-17:00"),
        (6, "mon-fri 9:00-5:00", "closes at 05:00, before it opens at 09:00"),
        (6, "mon-fri 9:00", "has one time only"),
        (6, "mo-fr 9:00-17:00", "write days and times"),
        (7, "waiting-room", "not on display in the market 'eu': prescription-only medicines must not be advertised"),
        (7, "window", "Write waiting-room or consultation."),
    ],
)
def test_a_wrong_answer_is_told_at_once_and_asked_again(question: int, wrong: str, said: str, home: Workspace) -> None:
    done = asked(home, *ANSWERS[:question], wrong, *ANSWERS[question:], "y")
    assert said in done.stderr
    assert done.exit_code == 0
    assert load_clinic(home, "praxis-sud")[0].country == "DE"


def test_a_clinic_of_the_us_may_display_and_prints_on_letter(home: Workspace) -> None:
    answers = ("Main Street Clinic", "US", "1 Main Street; Springfield", "(555) 555-0120", "", "main.example", "")
    assert asked(home, *answers, "waiting-room", "y", name="main").exit_code == 0
    clinic, _ = load_clinic(home, "main")
    assert (clinic.paper, clinic.distribution, clinic.emergency_number) == ("letter", "waiting-room", "911")


def test_a_profile_that_is_there_is_kept(home: Workspace) -> None:
    asked(home, *ANSWERS, "y")
    before = home.clinic_file("praxis-sud").read_bytes()
    assert "clinics/praxis-sud.yaml is there already" in asked(home, *ANSWERS, "y").stderr
    assert "is there already" in asked(home, name="praxis-sud").stderr
    assert home.clinic_file("praxis-sud").read_bytes() == before


def test_an_interrupted_dialogue_writes_nothing(home: Workspace) -> None:
    done = asked(home, *ANSWERS[:3])
    assert done.exit_code == 130
    assert "nothing is written" in done.stderr
    assert not home.clinics()


@pytest.mark.parametrize(
    ("name", "file"), [("Praxis Süd & Co.", "praxis-sud-co"), ("渋谷クリニック", "clinic"), ("a" * 60, "a" * 40)]
)
def test_a_file_is_named_after_the_clinic(name: str, file: str) -> None:
    assert file_name(name) == file
