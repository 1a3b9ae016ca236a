"""Approvals hold for the exact text: what changes loses its own, nothing else does; an edited file is refused."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2
import pytest
import yaml

from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.checks.release import PrintedText, ReleaseContext
from polyleaf.core.edition import Result
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin, Stage
from polyleaf.core.work_tree import WorkTree
from polyleaf.core.workspace import Workspace
from polyleaf.review.sign_off import Signer
from polyleaf.translation.approval_records import approvals_file, load_approvals
from polyleaf.translation.approval_status import ApprovalStatus, Counts, State, VoidingChange, approval_counts
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.sign_offs import REVIEWER, SECOND, approve, carry_over, not_approved, translation
from tests.store import build

BROCHURE = f"brochures/{SLUG}/brochure.yaml"
RUB = "Do not rub the area."
LASTS = "{toxin_lasts}, sometimes up to {toxin_lasts_longest}"


def catalogue(code: str) -> str:
    return f"locales/{code}/LC_MESSAGES/{SLUG}.po"


def status_of(project: Workspace, code: str, msgid: str) -> ApprovalStatus:
    return next(s for s in translation(project, code).statuses if s.message.msgid == msgid)


def text_of(result: Result) -> str:
    assert result.pdf is not None, [finding.message for finding in result.findings]
    document = pypdfium2.PdfDocument(result.pdf)
    text = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    return text


# What changes


@pytest.mark.parametrize("code", ["de", "ar", "ja"])
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("toxin_lasts", ("{from: 3, to: 4,", "{from: 3, to: 5,")),
        ("toxin_recent", ("{value: 4,", "{value: 5,")),
        ("filler_swelling", ("{from: 1, to: 2, unit: week", "{from: 1, to: 2, unit: day")),
    ],
)
def test_a_changed_value_voids_exactly_the_messages_that_print_it(
    code: str, name: str, change: tuple[str, str], project: Workspace, edit: Edit
) -> None:
    approve(project, code)
    assert not_approved(project, code) == set()
    old, new = change
    edit(BROCHURE, f"{name}: {old}", f"{name}: {new}")
    sources = [status.message.msgid for status in translation(project, code).statuses]
    printing = {source for source in sources if f"{{{name}}}" in source}
    assert len(printing) == (3 if name == "toxin_lasts" else 1)
    assert not_approved(project, code) == printing
    for source in printing:
        (changed,) = status_of(project, code, source).changes
        assert (changed.kind, changed.name) == ("value", name)


def test_a_value_that_several_messages_print_in_either_form_voids_them_all(project: Workspace, edit: Edit) -> None:
    edit(BROCHURE, "- Nothing reverses it.", "- Nothing reverses it for {toxin_lasts.from} of {toxin_lasts.to} months.")
    approve(project, "en")
    edit(BROCHURE, "toxin_lasts: {from: 3, to: 4,", "toxin_lasts: {from: 2, to: 4,")
    assert not_approved(project, "en") == {
        LASTS,
        "{toxin_lasts}",
        "People who can come back about every {toxin_lasts} to keep the effect",
        "Nothing reverses it for {toxin_lasts.from} of {toxin_lasts.to} months.",
    }


def test_a_value_that_only_the_translation_would_name_counts_too(project: Workspace, edit: Edit) -> None:
    edit(catalogue("de"), "Reiben oder massieren Sie die", "{toxin_bruise} massieren Sie die")
    approve(project, "de")
    edit(BROCHURE, "toxin_bruise: {value: 2,", "toxin_bruise: {value: 3,")
    assert not_approved(project, "de") == {
        "bruises up to {toxin_bruise}",
        "Do not rub or massage the area unless you are told to.",
    }


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [("de", "Reiben Sie nicht an der Stelle.", "Nicht reiben."), ("ar", None, "؟"), ("ja", None, "。。")],
)
def test_a_changed_translation_voids_exactly_that_message(
    code: str, old: str | None, new: str, project: Workspace, edit: Edit
) -> None:
    approve(project, code)
    before = status_of(project, code, RUB).wording
    assert before is not None
    edit(catalogue(code), f'"{before.msgstr}"', f'"{new}"')
    assert old in {None, before.msgstr}
    assert not_approved(project, code) == {RUB}
    status = status_of(project, code, RUB)
    assert (status.state, status.changes) == (State.VOID, (VoidingChange("translation", before.msgstr, new),))


def test_a_changed_source_voids_exactly_that_message_and_is_known_again(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(BROCHURE, f"- {RUB}\n", "- Do not rub that area.\n")
    edit(BROCHURE, f"- {RUB}\n", "- Do not rub that area.\n")
    edit(catalogue("de"), f'msgid "{RUB}"', 'msgid "Do not rub that area."')
    assert not_approved(project, "de") == {"Do not rub that area."}
    status = status_of(project, "de", "Do not rub that area.")
    assert status.state is State.VOID
    assert status.changes == (VoidingChange("source", RUB, "Do not rub that area."),)


def test_a_text_that_is_new_was_never_approved(project: Workspace, edit: Edit) -> None:
    approve(project, "en")
    edit(BROCHURE, f"- {RUB}\n", f"- {RUB}\n                - Quite another sentence about coffee and tea.\n")
    status = status_of(project, "en", "Quite another sentence about coffee and tea.")
    assert (status.state, status.changes, status.approved) == (State.NEVER, (), None)


def test_a_translation_that_is_taken_out_is_void(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(catalogue("de"), 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr ""')
    assert not_approved(project, "de") == {RUB}
    assert status_of(project, "de", RUB).changes[0].now == ""


def test_the_approved_wording_again_is_approved_again(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(catalogue("de"), "Reiben Sie nicht an der Stelle.", "Nicht reiben.")
    edit(catalogue("de"), "Nicht reiben.", "Reiben Sie nicht an der Stelle.")
    assert not_approved(project, "de") == set()


def test_another_way_to_write_the_same_letters_voids_nothing(project: Workspace) -> None:
    approve(project, "vi")
    path = project.root / catalogue("vi")
    content = path.read_text(encoding="utf-8")
    decomposed = unicodedata.normalize("NFD", content)
    assert decomposed != content
    path.write_text(decomposed, encoding="utf-8")
    assert not_approved(project, "vi") == set()


def test_a_clinics_own_length_of_a_visit_voids_nothing(project: Workspace) -> None:
    approve(project, "en")
    clinic = project.clinic_file("example")
    own = "appointments:\n  toxin_visit: {value: 20}\n"
    clinic.write_text(clinic.read_text(encoding="utf-8") + own, encoding="utf-8")
    text = text_of(build(edition(), project))
    assert "20 minutes" in text
    assert "Text approved by Example Reviewer" in text


# Who


def test_two_people_stand_side_by_side_and_one_person_once(project: Workspace) -> None:
    approve(project, "de")
    approve(project, "de", "critical", signer=SECOND)
    approve(project, "de", "critical", signer=SECOND)
    critical, other = status_of(project, "de", "Bleeding problems"), status_of(project, "de", RUB)
    assert [sign_off.reviewer for sign_off in critical.sign_offs] == ["Example Reviewer", "Second Example"]
    assert [sign_off.reviewer for sign_off in other.sign_offs] == ["Example Reviewer"]
    assert [sign_off.id for sign_off in translation(project, "de").sign_offs] == [1, 2, 3]


def test_an_approval_of_a_changed_text_is_the_new_persons_alone(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(catalogue("de"), "Reiben Sie nicht an der Stelle.", "Nicht reiben.")
    approve(project, "de", "aftercare", signer=SECOND)
    assert [sign_off.reviewer for sign_off in status_of(project, "de", RUB).sign_offs] == ["Second Example"]


@pytest.mark.parametrize(("reviewer", "role"), [("", "Example role"), ("Example Reviewer", " \n")])
def test_nobody_approves_nothing(reviewer: str, role: str) -> None:
    with pytest.raises(UsageError, match="needs the name and the role"):
        Signer.of(reviewer, role)


def test_an_unknown_section_is_named_with_those_that_there_are(project: Workspace) -> None:
    with pytest.raises(UsageError, match="there is no section 'nowhere'; there is critical, cover, treatments"):
        approve(project, "de", "nowhere")


# An edit that changes no meaning


def test_an_approval_is_carried_over_a_typo_and_says_by_whom(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(catalogue("de"), "Reiben Sie nicht an der Stelle.", "Reiben Sie nicht an dieser Stelle.")
    carry_over(project, "de", RUB)
    status = status_of(project, "de", RUB)
    assert status.state is State.APPROVED
    assert [sign_off.reviewer for sign_off in status.sign_offs] == ["Example Reviewer"]
    assert status.approved is not None
    (carried,) = status.approved.carried_over
    assert (carried.reviewer, carried.msgstr) == ("Second Example", "Reiben Sie nicht an der Stelle.")


def test_an_approval_is_carried_over_to_a_source_of_other_words(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(BROCHURE, "Trouble swallowing or breathing, asthma", "Trouble swallowing, breathing, asthma")
    edit(catalogue("de"), "Trouble swallowing or breathing, asthma", "Trouble swallowing, breathing, asthma")
    carry_over(project, "de", "Trouble swallowing, breathing, asthma, emphysema")
    assert not_approved(project, "de") == set()
    sources = [entry.msgid for entry in load_approvals(project, "de").messages]
    assert not [msgid for msgid in sources if "Trouble swallowing or" in msgid]


def test_no_other_fact_is_carried_over(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(BROCHURE, "toxin_lasts: {from: 3, to: 4,", "toxin_lasts: {from: 3, to: 5,")
    with pytest.raises(UsageError, match="a value changed, which is another fact"):
        carry_over(project, "de", LASTS)


def test_what_is_approved_or_never_was_cannot_be_carried_over(project: Workspace) -> None:
    with pytest.raises(UsageError, match="nothing to carry over, the message is never approved"):
        carry_over(project, "de", RUB)
    approve(project, "de")
    with pytest.raises(UsageError, match="nothing to carry over, the message is approved"):
        carry_over(project, "de", RUB)
    with pytest.raises(UsageError, match="there is no message 'Do not rub the are'; did you mean 'Do not rub the area"):
        carry_over(project, "de", "Do not rub the are")


# The file


@pytest.mark.parametrize("code", ["en", "fa", "fr", "th", "zh_Hans"])
def test_what_is_written_is_read_again(code: str, project: Workspace) -> None:
    approve(project, code)
    first = approvals_file(project, code).read_bytes()
    approve(project, code)
    assert load_approvals(project, code).sign_offs[0].reviewer == "Example Reviewer"
    assert first.count(b"\n- msgid: ") == 269
    assert not_approved(project, code) == set()


def test_without_a_file_nothing_is_approved(repository: Workspace) -> None:
    for code in repository.languages(SLUG):
        counts = approval_counts(repository, code)
        assert (counts.approved, counts.void) == (0, 0), code


def test_counts(project: Workspace, edit: Edit) -> None:
    approve(project, "de", "critical")
    edit(catalogue("de"), "Neigung zu Blutungen", "Blutungen")
    assert approval_counts(project, "de") == Counts(approved=50, void=1, never=218)


def refused(project: Workspace, code: str = "de") -> list[Finding]:
    with pytest.raises(InputError) as caught:
        load_approvals(project, code)
    assert {finding.check_id for finding in caught.value.findings} == {"approvals-invalid"}
    assert all(finding.hint and finding.origin.path == "locales/de/approvals.yaml" for finding in caught.value.findings)
    return caught.value.findings


@pytest.mark.parametrize(
    ("change", "line_with", "said"),
    [
        (("reviewer: Example Reviewer", "reviewer: Somebody Else"), "- id: 1", "it was edited"),
        (("role: Example role", "role: Professor"), "- id: 1", "it was edited"),
        (("date: '2026-11-24'", "date: '2026-12-24'"), "- id: 1", "it was edited"),
        (("version: '2.0'", "version: '3.0'"), "- id: 1", "it was edited"),
        (("msgstr: Neigung zu Blutungen", "msgstr: Nichts"), "digest:", "'Bleeding problems'"),
        (("msgid: Bleeding problems", "msgid: Other problems"), "digest:", "'Other problems'"),
        (("to: 4\n      unit: month", "to: 5\n      unit: month"), "digest:", LASTS),
        (("  sign_offs:\n  - 1\n", "  sign_offs:\n  - 7\n"), "sign_offs:", "no sign-off"),
    ],
)
def test_an_edit_by_hand_is_an_error_with_its_line(
    change: tuple[str, str], line_with: str, said: str, project: Workspace, edit: Edit
) -> None:
    approve(project, "de")
    edit("locales/de/approvals.yaml", *change)
    (finding,) = refused(project)
    assert said in finding.message
    lines = approvals_file(project, "de").read_text(encoding="utf-8").splitlines()
    assert line_with in lines[finding.origin.line - 1]


def test_a_digest_that_was_edited_is_an_error_with_its_line(project: Workspace) -> None:
    approve(project, "de")
    path = approvals_file(project, "de")
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("  digest: "))
    lines[number] = f"  digest: {'0' * 64}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (finding,) = refused(project)
    assert finding.origin.line == number + 1


def test_an_approval_from_elsewhere_or_taken_out_is_an_error_at_the_checksum(project: Workspace) -> None:
    approve(project, "de", "critical")
    path = approvals_file(project, "de")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["messages"].pop()
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (finding,) = refused(project)
    assert "something was changed, added or taken out" in finding.message
    assert finding.origin.line == 1


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.77, 0.999])
def test_a_file_that_was_cut_off_is_an_error(share: float, project: Workspace) -> None:
    approve(project, "de")
    path = approvals_file(project, "de")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(project)
    whole_lines = content[: int(len(content) * share)].rpartition(b"\n")[0] + b"\n"
    path.write_bytes(whole_lines)
    assert refused(project)


@pytest.mark.parametrize("junk", ["<<<<<<< HEAD\n", "nonsense: 1\n", "\tx", "checksum: 0\n", "sign_offs: nobody\n"])
def test_a_file_that_is_malformed_is_an_error_with_its_line(junk: str, project: Workspace) -> None:
    approve(project, "de")
    path = approvals_file(project, "de")
    path.write_text(path.read_text(encoding="utf-8") + junk, encoding="utf-8")
    assert refused(project)[0].origin.line > 0


def test_bytes_that_are_no_text_are_an_error(project: Workspace) -> None:
    approvals_file(project, "de").write_bytes(b"\xff\xfe\x00")
    assert refused(project)


def test_an_edition_with_tampered_approvals_is_refused(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit("locales/de/approvals.yaml", "reviewer: Example Reviewer", "reviewer: Somebody Else")
    result = build(edition("de", draft=True), project)
    assert result.pdf is None
    assert [finding.check_id for finding in result.findings] == ["approvals-invalid"]


# The imprint


def test_the_imprint_says_who_approved_which_version_when(project: Workspace) -> None:
    approve(project, "en")
    approve(project, "en", "critical", signer=SECOND)
    text = text_of(build(edition(), project))
    assert "Text approved by Example Reviewer, Example role, on November 24, 2026." in text
    assert "Text approved by Second Example, Another example role, on November 25, 2026." in text
    assert "No clinician has approved this text yet." not in text


def test_the_imprint_says_when_only_the_safety_text_is_approved(project: Workspace) -> None:
    approve(project, "en", "critical")
    text = text_of(build(edition(), project))
    assert "Safety text approved by Example Reviewer, Example role, on November 24, 2026; the rest not yet." in text


@pytest.mark.parametrize("sections", [("aftercare",), ("who-should-avoid",)])
def test_the_imprint_says_nobody_as_long_as_safety_text_lacks_an_approval(
    sections: tuple[str, ...], project: Workspace
) -> None:
    approve(project, "en", *sections)
    text = text_of(build(edition(), project))
    assert "No clinician has approved this text yet." in text
    assert "Example Reviewer" not in text


def test_one_changed_word_takes_the_approval_out_of_the_imprint(project: Workspace, edit: Edit) -> None:
    approve(project, "en")
    edit(BROCHURE, "- Bleeding problems", "- Bleeding problem")
    text = text_of(build(edition(), project))
    assert "No clinician has approved this text yet." in text


def test_a_change_that_an_edition_does_not_print_leaves_its_approval(project: Workspace, edit: Edit) -> None:
    """The tri-fold leaves the glossary out; the leaflet prints it."""
    approve(project, "en")
    edit(BROCHURE, "meaning: a medicine that numbs", "meaning: a medicine which numbs")
    leaflet, trifold = (text_of(build(edition(form=form), project)) for form in ("leaflet", "trifold"))
    assert "Safety text approved by Example Reviewer" in leaflet
    assert "A clinician has approved" not in trifold
    assert "Text approved by Example Reviewer" in trifold


@pytest.mark.parametrize("code", ["ar", "ja"])
def test_the_imprint_of_other_languages_names_the_reviewer(code: str, project: Workspace) -> None:
    approve(project, code)
    text = text_of(build(edition(code, draft=True), project))
    assert {"Example", "Reviewer"} <= set(re.findall(r"\w+", text))  # a line of Arabic comes word by word


# A release


def test_every_check_of_a_release_is_tested_here() -> None:
    assert [check.id for check in checks_of(Stage.RELEASE)] == [
        "approval-missing",
        "composition-unapproved",
        "version-unchanged",
        "catalog-behind",
        "tree-dirty",
    ]


def release(project: Workspace, code: str) -> list[str]:
    whole = translation(project, code)
    text = PrintedText(Origin(catalogue(code)), whole.statuses, whole.compositions)
    context = ReleaseContext((text,), (), WorkTree("0" * 40, ()))
    return [finding.message for finding in run_checks(Stage.RELEASE, context)]


def test_a_release_is_refused_without_approval(project: Workspace, edit: Edit) -> None:
    assert release(project, "de") == [
        "269 of 269 messages are not approved, 51 of them safety text, 0 approved in another wording",
        "nobody has approved how the section 'who-should-avoid' is put together",
        "nobody has approved how the section 'get-help-now' is put together",
    ]
    approve(project, "de", "critical")
    edit(catalogue("de"), "Neigung zu Blutungen", "Blutungen")
    assert release(project, "de") == [
        "219 of 269 messages are not approved, 1 of them safety text, 1 approved in another wording"
    ]


def test_a_release_is_quiet_when_all_is_approved_and_a_build_is_always(project: Workspace) -> None:
    assert build(edition(), project).findings == ()
    approve(project, "en")
    assert release(project, "en") == []
    assert REVIEWER.reviewer in text_of(build(edition(), project))
