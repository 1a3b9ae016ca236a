"""The command line as its users call it: exit codes, where output goes, reports, and how quick it is."""

from __future__ import annotations

import json
import os
import pty
import resource
import subprocess
import sys
import threading

import pytest

from polyleaf.checks.listing import all_checks
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.progress import progress
from polyleaf.pipeline.reports.report import Outcome
from tests.commands import LEAFLET, call, call_apart, program
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit

GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"


def test_a_clean_build_exits_with_0_results_on_stdout_progress_on_stderr(project: Workspace) -> None:
    done = call_apart(project, "build", "--lang", "en", *LEAFLET)
    assert done.returncode == 0
    assert done.stdout == "built     dist/botox-and-fillers.en.leaflet.a4.example.pdf\n"
    assert done.stderr.splitlines() == [
        "[1/1] built botox-and-fillers.en.leaflet.a4.example",
        "1 edition: 1 built; the files are in dist",
        'How to print them, always at 100 % ("actual size"):',
        "  leaflet      both sides of four sheets, or of two sheets of twice the size, folded and stapled",
    ]


def test_a_second_build_does_nothing_and_imports_nothing_heavy(project: Workspace) -> None:
    call(project, "build", "--lang", "en", *LEAFLET)
    code = (
        "import sys; from polyleaf.cli.main import cli\n"
        f"try: cli(['build', '--lang', 'en', '--format', 'leaflet', '--project', {str(project.root)!r}])\n"
        "except SystemExit as end: print(end.code)\n"
        "print([name for name in ('weasyprint', 'pydantic', 'babel', 'jinja2', 'pikepdf') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "unchanged dist/botox-and-fillers.en.leaflet.a4.example.pdf\n0\n[]\n"


def test_findings_exit_with_1_and_name_file_line_message_check_and_hint(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "3 Tage nicht reiben.")
    done = call(project, "check", "--lang", "de", *LEAFLET)
    assert done.returncode == 1
    assert f"{GERMAN}:" in done.stderr
    assert "error: free number 3 in the translation of 'Do not rub the area.' [number-in-translation]" in done.stderr
    assert "Use the placeholder; a number is never typed into a sentence." in done.stderr
    assert done.stdout == "refused   botox-and-fillers.de.leaflet.a4.example\n"


def test_warnings_fail_only_when_asked_to(project: Workspace, edit: Edit) -> None:
    edit(
        f"brochures/{SLUG}/brochure.yaml",
        "  toxin_onset:",
        "  unused: {value: 1, unit: day, source: nhs}\n  toxin_onset:",
    )
    assert call(project, "check", "--lang", "en", *LEAFLET).returncode == 0
    done = call(project, "check", "--lang", "en", "--fail-on", "warning", *LEAFLET)
    assert done.returncode == 1
    assert "warning: the value 'unused' is printed nowhere [value-unused]" in done.stderr


def test_an_unchanged_edition_still_tells_its_warnings(project: Workspace, edit: Edit) -> None:
    edit(
        f"brochures/{SLUG}/brochure.yaml",
        "  toxin_onset:",
        "  unused: {value: 1, unit: day, source: nhs}\n  toxin_onset:",
    )
    first = call(project, "build", "--lang", "en", *LEAFLET)
    second = call(project, "build", "--lang", "en", *LEAFLET)
    assert second.stdout.startswith("unchanged")
    assert [line for line in first.stderr.splitlines() if "warning" in line] == [
        line for line in second.stderr.splitlines() if "warning" in line
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--lang", "xx"], "there is no language 'xx'; there is ar, "),
        (["build", "--paper", "a5"], "there is no paper 'a5'; there is a4, letter"),
        (["build", "--format", "poster"], "there is no format 'poster'; there is leaflet"),
        (["build", "--clinic", "none"], "there is no clinic 'none'; there is example"),
        (["build", "--project", "/"], "no project at /"),
        (["build", "--jobs", "0"], "0 is not in the range"),
        (["bild"], "No such command 'bild'"),
    ],
)
def test_wrong_use_exits_with_2(arguments: list[str], said: str) -> None:
    done = call(None, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_use_is_told_to_the_shell() -> None:
    assert call_apart(None, "bild").returncode == 2


def test_clinic_all_is_every_clinic(project: Workspace) -> None:
    profile = (project.root / "clinics" / "example.yaml").read_text(encoding="utf-8")
    (project.root / "clinics" / "second.yaml").write_text(profile, encoding="utf-8")
    done = call(project, "check", "--clinic", "all", "--lang", "en", *LEAFLET)
    assert done.stdout.splitlines() == [
        f"checked   {SLUG}.en.leaflet.a4.example",
        f"checked   {SLUG}.en.leaflet.a4.second",
    ]


def test_json_tells_every_edition_with_its_findings(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "3 Tage nicht reiben.")
    done = call(project, "build", "--lang", "de", "--lang", "en", "--report", "json", *LEAFLET)
    german, english = json.loads(done.stdout)["editions"]
    assert (german["status"], german["paths"]) == ("refused", [])
    assert german["findings"][0]["check"] == "number-in-translation"
    assert german["findings"][0]["path"] == GERMAN
    assert (english["status"], english["findings"]) == ("built", [])


def test_github_annotates_the_line_of_the_catalogue(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "3 Tage, 100 % nicht reiben.")
    done = call(project, "check", "--lang", "de", "--report", "github", *LEAFLET)
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"::error file={GERMAN},line=")
    assert ",title=number-in-translation::free number 3, 100 in the translation" in line


def test_a_finding_of_all_languages_is_reported_once(project: Workspace, edit: Edit) -> None:
    edit(
        f"brochures/{SLUG}/brochure.yaml",
        "  toxin_onset:",
        "  unused: {value: 1, unit: day, source: nhs}\n  toxin_onset:",
    )
    done = call(project, "check", "--lang", "en", "--lang", "de", "--report", "github", *LEAFLET)
    assert len(done.stdout.splitlines()) == 1


def test_checks_lists_every_check_with_its_rationale_and_hint() -> None:
    text, rows = call(None, "checks").stdout, json.loads(call(None, "checks", "--report", "json").stdout)
    assert [row["id"] for row in rows] == [check.id for check in all_checks()]
    for row in rows:
        assert f"{row['id']}  ({row['stage']}, {row['severity']})" in text
        assert row["rationale"].endswith(".")
        assert row["hint"].endswith(".")
        assert Severity[row["severity"].upper()]


def test_extract_and_schema_leave_what_is_fresh(project: Workspace) -> None:
    assert call(project, "extract").stdout.split() == [
        "unchanged",
        f"locales/{SLUG}.pot",
        "unchanged",
        "locales/interface.pot",
        "unchanged",
        "locales/preview.pot",
    ]
    assert {line.split()[0] for line in call(project, "schema").stdout.splitlines()} == {"written"}
    assert {line.split()[0] for line in call(project, "schema").stdout.splitlines()} == {"unchanged"}


def test_a_style_file_that_is_wrong_is_named_with_its_hint(project: Workspace, edit: Edit) -> None:
    edit("styles/formats.yaml", "    pages: 8", "    pagse: 8")
    done = call(project, "build", "--lang", "en", *LEAFLET)
    assert done.returncode == 1
    assert "styles/formats.yaml:" in done.stderr
    assert "unknown key 'pagse' in 'leaflet' in 'formats'; did you mean 'pages'? [source-invalid]" in done.stderr
    assert done.stdout == "refused   botox-and-fillers.en.leaflet.a4.example\n"
    assert "    Correct 'pagse', or remove it." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_shared_file_that_is_wrong_leaves_no_older_pdf_and_a_json_report(project: Workspace, edit: Edit) -> None:
    assert call(project, "build", "--lang", "en", *LEAFLET).returncode == 0
    edit("styles/fonts.yaml", "weight: 400", "wieght: 400")
    done = call(project, "build", "--lang", "en", "--report", "json", *LEAFLET)
    assert done.returncode == 1
    (outcome,) = json.loads(done.stdout)["editions"]
    assert outcome["status"] == "refused"
    assert outcome["findings"][0]["path"] == "styles/fonts.yaml"
    assert not list(project.dist.glob("*.pdf"))


def test_formats_that_are_no_yaml_are_named_with_their_line(project: Workspace, edit: Edit) -> None:
    edit("styles/formats.yaml", "papers:", "papers: [")
    done = call_apart(project, "build", "--lang", "en", *LEAFLET)
    assert done.returncode == 1
    assert "styles/formats.yaml:" in done.stderr
    assert "broken YAML" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_proof_with_a_json_report_leaves_stdout_to_the_report(project: Workspace) -> None:
    done = call(project, "proof", "--lang", "en", "--dpi", "20", "--report", "json", *LEAFLET)
    assert json.loads(done.stdout)["editions"][0]["status"] == "built"
    assert "dist/proofs/" in done.stderr


def test_on_a_terminal_progress_is_a_bar(project: Workspace) -> None:
    primary, secondary = pty.openpty()
    command = program(project, "check", "--lang", "en", *LEAFLET)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=secondary)
    os.close(secondary)
    shown = b""
    while True:
        try:
            chunk = os.read(primary, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(primary)
    assert process.wait(timeout=60) == 0
    assert b"1/1" in shown
    assert b"checked botox-and-fillers.en" in shown


def test_the_bar_runs_no_thread_as_workers_are_forked_while_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    before = threading.active_count()
    with progress() as tell:
        tell(1, 2, Outcome(edition(), "checked", (), ()))
        assert threading.active_count() == before


def test_help_is_quick() -> None:
    """In processor time, which other programs on the machine do not change."""
    times = []
    for _ in range(5):
        start = _seconds_of_children()
        assert call_apart(None, "--help").returncode == 0
        times.append(_seconds_of_children() - start)
    assert min(times) < 0.3


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
