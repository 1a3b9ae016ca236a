"""Waivers: what they silence, what they must not, and those that are not needed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Concern, Finding, Severity
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs, text_findings
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.sign_offs import translation
from tests.test_checks_catalog import RUB, break_message
from tests.test_checks_meaning import DRIVE, LATER, SEEN

NOT_MISSING = f"- {{check: negation-missing, message: {DRIVE!r}, reason: The sentence says it by another word.}}"
SWAPPED = f"- {{check: value-order-differs, message: '{SEEN}', reason: The language puts the full effect first.}}"


def findings(project: Workspace, *waivers: str, code: str = "de") -> list[Finding]:
    path = project.locales / code / "waivers.yaml"
    path.write_text("\n".join(["waivers:", *waivers]) + "\n", encoding="utf-8")
    return list(Inputs(edition(code), project).catalog_findings())


def ids(found: Iterable[Finding]) -> list[str]:
    return [finding.check_id for finding in found]


def test_the_sample_is_read(project: Workspace) -> None:
    sample = (ROOT / "tests" / "samples" / "waivers.yaml").read_text(encoding="utf-8")
    (project.locales / "de" / "waivers.yaml").write_text(sample, encoding="utf-8")
    (waiver,) = Inputs(edition("de"), project).waivers[0].waivers
    assert waiver.check == "value-order-differs"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("de", "Fahren Sie selbst."), ("fa", "رانندگی کنید."), ("ar", "قودوا السيارة."), ("ja", "運転してください。")],
)
def test_a_warning_on_safety_text_can_be_waived(project: Workspace, code: str, wrong: str) -> None:
    break_message(project, code, DRIVE, wrong)
    told = ids(Inputs(edition(code), project).catalog_findings())
    assert "negation-missing" in told
    assert ids(findings(project, NOT_MISSING, code=code)) == [check for check in told if check != "negation-missing"]


def test_an_error_on_other_text_can_be_waived(project: Workspace) -> None:
    break_message(project, "de", SEEN, "volle Wirkung nach {toxin_full}; erste nach {toxin_onset}")
    assert ids(Inputs(edition("de"), project).catalog_findings()) == ["value-order-differs"]
    assert findings(project, SWAPPED) == []


def test_an_error_on_safety_text_cannot(project: Workspace) -> None:
    break_message(project, "de", LATER, "Wirkungen von Botulinumtoxin können Stunden bis Tage später auftreten.")
    found = findings(project, f"- {{check: units-differ, message: {LATER!r}, reason: It is so.}}")
    assert ids(found) == ["waiver-refused", "units-differ"]
    assert found[0].message == f"'units-differ' on safety text: {LATER!r}"
    assert str(found[0].origin) == "locales/de/waivers.yaml:2"


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        (NOT_MISSING, f"'negation-missing' finds nothing in {DRIVE!r}"),
        (
            NOT_MISSING.replace("negation-missing", "no-such-check"),
            "no check of translations is called 'no-such-check'",
        ),
        (NOT_MISSING.replace("weak", "week"), "'negation-missing' finds nothing in "),
    ],
)
def test_a_waiver_that_silences_nothing_is_an_error(project: Workspace, waiver: str, said: str) -> None:
    (finding,) = findings(project, SWAPPED, waiver)[1:]
    assert finding.check_id == "waiver-unused"
    assert said in finding.message
    assert str(finding.origin) == "locales/de/waivers.yaml:3"


def test_a_waiver_for_one_label_is_for_no_other_of_its_template(project: Workspace, edit: Edit) -> None:
    for label in ("closed", "by appointment"):
        edit("templates/parts/contact.html", f'_("{label}")', f'_("{label} .")')
    told = [
        finding for finding in Inputs(edition("en"), project).catalog_findings() if finding.check_id == "space-wrong"
    ]
    assert {finding.msgid for finding in told} == {"closed .", "by appointment ."}
    waiver = "- {check: space-wrong, message: closed ., reason: The space is meant.}"
    left = [finding for finding in findings(project, waiver, code="en") if finding.check_id == "space-wrong"]
    assert [finding.msgid for finding in left] == ["by appointment ."]


def test_an_error_of_a_check_that_reads_language_can_be_waived_on_safety_text(project: Workspace) -> None:
    break_message(project, "de", DRIVE, "Fahren Sie selbst.")
    told = Inputs(edition("de"), project).catalog_findings()
    (error,) = [finding for finding in told if finding.check_id == "negation-missing"]
    assert (error.severity, error.concern) == (Severity.ERROR, Concern.SAFETY)
    assert error not in findings(project, NOT_MISSING)


def test_what_is_not_translated_cannot_be_waived(project: Workspace) -> None:
    break_message(project, "de", RUB, None)
    found = findings(project, f"- {{check: message-missing, message: {RUB!r}, reason: Not needed.}}")
    assert ids(found) == ["waiver-unused", "message-missing"]


def test_a_waiver_for_another_brochure_is_let_be(project: Workspace) -> None:
    other = project.root / "brochures" / "other"
    other.mkdir()
    content = project.brochure_file(SLUG).read_text(encoding="utf-8")
    (other / "brochure.yaml").write_text(content.replace(RUB, "Leave it alone."), encoding="utf-8")
    waiver = "- {check: negation-missing, message: Leave it alone., reason: Another brochure says so.}"
    assert findings(project, waiver) == []


def test_what_is_waived_does_not_keep_a_text_from_being_approved(project: Workspace) -> None:
    break_message(project, "de", SEEN, "volle Wirkung nach {toxin_full}; erste nach {toxin_onset}")
    assert ids(text_findings(project, translation(project, "de"))) == ["value-order-differs"]
    label = "- {check: ending-differs, message: 'Language: {name}', reason: Labels are not part of what is approved.}"
    findings(project, SWAPPED, label)
    assert text_findings(project, translation(project, "de")) == []


@pytest.mark.parametrize(
    ("waiver", "said", "line"),
    [
        ("- {check: space-wrong, message: Lips, reason: ''}", "is empty", 2),
        ("- {check: space-wrong, message: Lips}", "missing key 'reason'", 2),
        ("- {check: space-wrong, message: Lips, reason: So., why: x}", "unknown key 'why'", 2),
    ],
)
def test_a_waiver_has_a_check_a_message_and_a_reason(project: Workspace, waiver: str, said: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        findings(project, waiver)
    (finding,) = caught.value.findings
    assert said in finding.message
    assert str(finding.origin) == f"locales/de/waivers.yaml:{line}"


def test_this_repository_waives_nothing() -> None:
    assert not list((ROOT / "locales").glob("*/waivers.yaml"))
