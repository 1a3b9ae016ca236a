"""An approval of safety text covers how it is composed: its texts, their headings, treatments and order."""

from __future__ import annotations

from pathlib import Path

import pytest

from polyleaf.checks.registry import run_checks
from polyleaf.checks.release import PrintedText, ReleaseContext
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Origin, Stage
from polyleaf.core.work_tree import WorkTree
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import Request
from polyleaf.release.description import _is_asked_for, _still_current, _superseded, same_versions
from polyleaf.release.manifest import Manifest, read_manifest
from polyleaf.release.notes import release_notes
from polyleaf.review.approval_report import approvals_as_text
from polyleaf.review.form import FormSection, ReviewForm, blank_form
from polyleaf.review.sheet import to_html
from polyleaf.review.sign_off import propose_form
from polyleaf.translation.approval_records import load_approvals, store_approvals
from polyleaf.translation.approval_status import State
from tests.conftest import SLUG
from tests.edits import Edit
from tests.sign_offs import SECOND, approve, not_approved, translation

BROCHURE = f"brochures/{SLUG}/brochure.yaml"
CATALOGUE = f"locales/de/LC_MESSAGES/{SLUG}.po"

AVOIDED = "                - You have severe allergies or have ever had anaphylaxis.\n"
INFECTED = "                - You have an infection where the injection would go.\n"
TOLD_FIRST = "                - Nerve or muscle problems\n"
COLD_SORES = "                - Cold sores, even if long ago\n"

RECOMPOSED = {
    "a contraindication is removed": [(AVOIDED, "")],
    "it is asked about instead of forbidden": [(AVOIDED, ""), (COLD_SORES, COLD_SORES + AVOIDED)],
    "it is under the other treatment": [(AVOIDED, ""), (INFECTED, INFECTED + AVOIDED)],
    "two are in another order": [
        ("                - Bleeding problems\n", ""),
        (TOLD_FIRST, TOLD_FIRST + "                - Bleeding problems\n"),
    ],
    "the treatments change their names": [
        ("      text: Botulinum toxin\n", "      text: Botulinum\n"),
        ("      text: Dermal fillers\n", "      text: Botulinum toxin\n"),
        ("      text: Botulinum\n", "      text: Dermal fillers\n"),
    ],
    "the headings change places": [
        ("                text: 'Do not have it if:'\n", "                text: 'Do not'\n"),
        (
            "                text: 'Tell your practitioner first about:'\n",
            "                text: 'Do not have it if:'\n",
        ),
        ("                text: 'Do not'\n", "                text: 'Tell your practitioner first about:'\n"),
    ],
    "the section is safety text no more": [
        ("    title: Who should avoid them\n    critical: true\n", "    title: Who should avoid them\n"),
    ],
}
"""Changes of meaning without a changed word."""


IN_URGENT_HELP = {
    "a list is less urgent": [("          - urgency: emergency\n", "          - urgency: same-day\n")],
    "a sign is less urgent": [
        ("              - Weakness all over\n", ""),
        (
            "            items:\n              - Spreading",
            "            items:\n              - Weakness all over\n              - Spreading",
        ),
    ],
    "a note is gone": [("              - If nobody answers, go to emergency care.\n", "")],
}
"""The same of the urgent help."""

REWORDED = {
    "a word of a translation": [(CATALOGUE, "Neigung zu Blutungen", "Blutungen")],
    "a word of the source, its translation kept": [
        (BROCHURE, "- Bleeding problems\n", "- Bleeding problem\n"),
        (CATALOGUE, 'msgid "Bleeding problems"', 'msgid "Bleeding problem"'),
    ],
    "a number in a warning": [(BROCHURE, "toxin_recent: {value: 4,", "toxin_recent: {value: 5,")],
    "a unit in a warning": [(BROCHURE, "toxin_recent: {value: 4, unit: month", "toxin_recent: {value: 4, unit: week")],
    "a warning that is new": [
        (BROCHURE, TOLD_FIRST, TOLD_FIRST + "                - Gout\n"),
        (CATALOGUE, 'msgid "Bleeding problems"', 'msgid "Gout"\nmsgstr "Gicht"\n\nmsgid "Bleeding problems"'),
    ],
    "a translation that is gone": [(CATALOGUE, 'msgstr "Neigung zu Blutungen"', 'msgstr ""')],
    "a suggestion that nobody confirmed": [
        (CATALOGUE, 'msgid "Bleeding problems"', '#, fuzzy\nmsgid "Bleeding problems"')
    ],
}
"""Changes of what one text says."""


def recompose(edit: Edit, change: str) -> None:
    for old, new in RECOMPOSED[change]:
        edit(BROCHURE, old, new)


def refusals(project: Workspace, code: str) -> list[str]:
    whole = translation(project, code)
    text = PrintedText(Origin(code), whole.statuses, whole.compositions)
    context = ReleaseContext((text,), (), WorkTree("0" * 40, ()))
    return [f"{finding.check_id}: {finding.message}" for finding in run_checks(Stage.RELEASE, context)]


@pytest.mark.parametrize("change", RECOMPOSED)
def test_a_release_and_the_imprint_notice_that(change: str, project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    assert refusals(project, "de") == []
    assert translation(project, "de").approval.scope == "whole"
    recompose(edit, change)
    assert not_approved(project, "de") == set(), "no word has changed"
    assert translation(project, "de").approval.scope == "nothing"
    (said,) = refusals(project, "de")
    assert said.startswith("composition-unapproved: the section 'who-should-avoid' is not as it was approved: ")


@pytest.mark.parametrize("change", IN_URGENT_HELP)
def test_it_notices_that_of_the_urgent_help_too(change: str, project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    for old, new in IN_URGENT_HELP[change]:
        edit(BROCHURE, old, new)
    assert not_approved(project, "de") == set()
    (said,) = refusals(project, "de")
    assert said.startswith("composition-unapproved: the section 'get-help-now' is not as it was approved: ")


@pytest.mark.parametrize("change", REWORDED)
def test_a_release_is_refused_for_another_text_than_was_signed(change: str, project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    assert refusals(project, "de") == []
    for file, old, new in REWORDED[change]:
        edit(file, old, new)
    assert any(said.startswith("approval-missing: 1 of ") for said in refusals(project, "de")), refusals(project, "de")


def test_what_was_removed_is_named_first(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    recompose(edit, "it is asked about instead of forbidden")
    (said,) = refusals(project, "de")
    item = "You have severe allergies or have ever had anaphylaxis."
    removed = f"filler, avoid: {item}"
    added = f"filler, tell-first: {item}"
    assert said.endswith(f"without {removed!r}, with {added!r}")
    assert f"without {removed!r}" in approvals_as_text([translation(project, "de")])
    text = translation(project, "de")
    sheet = to_html(text, blank_form(text), "x", project)
    assert sheet.index("Removed since it was approved:") < sheet.index(removed) < sheet.index('<table class="sheet">')


@pytest.mark.parametrize("sections", [(), ("critical",), ("who-should-avoid",)])
def test_a_new_approval_covers_it_again(sections: tuple[str, ...], project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    recompose(edit, "a contraindication is removed")
    approve(project, "de", *sections, signer=SECOND)
    assert refusals(project, "de") == []


def test_an_approval_of_another_section_does_not(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    recompose(edit, "a contraindication is removed")
    approve(project, "de", "get-help-now", signer=SECOND)
    assert len(refusals(project, "de")) == 1


def test_a_section_of_which_a_text_is_not_approved_is_not_approved_as_a_whole(project: Workspace) -> None:
    approve(project, "de", "get-help-now")
    states = {composition.section: composition.state for composition in translation(project, "de").compositions}
    assert states == {"who-should-avoid": State.NEVER, "get-help-now": State.APPROVED}


def ticked(form: ReviewForm, *sections: str) -> ReviewForm:
    def tick(section: FormSection) -> FormSection:
        return section.model_copy(update={"approve": section.section in sections})

    return form.model_copy(update={"sections": tuple(tick(section) for section in form.sections)})


def test_a_ticked_section_of_a_review_sheet_is_recorded(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    recompose(edit, "a contraindication is removed")
    form = ticked(blank_form(translation(project, "de")), "who-should-avoid")
    _, lines = load_brochure(project, SLUG)
    proposal = propose_form(translation(project, "de"), form, lines, SECOND)
    assert any("without" in line for line in proposal.summary)
    store_approvals(project, "de", proposal.approvals)
    assert refusals(project, "de") == []


def test_a_ticked_section_that_changed_since_the_sheet_is_refused(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    form = ticked(blank_form(translation(project, "de")), "who-should-avoid")
    recompose(edit, "a contraindication is removed")
    _, lines = load_brochure(project, SLUG)
    proposal = propose_form(translation(project, "de"), form, lines, SECOND)
    assert [finding.check_id for finding in proposal.refused] == ["sheet-stale"]
    store_approvals(project, "de", proposal.approvals)
    assert len(refusals(project, "de")) == 1


def test_a_composition_that_was_edited_by_hand_is_an_error(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit("locales/de/approvals.yaml", "avoid: You have severe allergies", "avoid: You have some allergies")
    with pytest.raises(InputError, match="the digest is not that of the texts beside it: 'who-should-avoid'"):
        load_approvals(project, "de")


def test_a_suggestion_that_nobody_confirmed_says_that_the_source_changed(project: Workspace, edit: Edit) -> None:
    approve(project, "de")
    edit(BROCHURE, "- Bleeding problems\n", "- Bleeding problem\n")
    catalogue = f"locales/de/LC_MESSAGES/{SLUG}.po"
    edit(catalogue, 'msgid "Bleeding problems"', '#, fuzzy\nmsgid "Bleeding problem"')
    statuses = {s.message.msgid: s for s in translation(project, "de").statuses}
    void = statuses["Bleeding problem"]
    assert void.state is State.VOID
    assert [change.kind for change in void.changes] == ["source"]


# Releases


@pytest.fixture(scope="session")
def former(released: Path) -> Manifest:
    """The manifest of a release of a small project."""
    return read_manifest(released)


def planned(*languages: str) -> list[Edition]:
    return [Edition(SLUG, code, "leaflet", "a4", "example") for code in languages]


def test_safety_text_that_changed_under_the_same_version_is_refused(
    project: Workspace, edit: Edit, former: Manifest
) -> None:
    editions = planned("en", "ar")
    assert list(same_versions(project, editions, former)) == []
    edit(BROCHURE, "meaning: a medicine that numbs", "meaning: a medicine which numbs")
    assert list(same_versions(project, editions, former)) == [], "no safety text"
    recompose(edit, "a contraindication is removed")
    (same,) = same_versions(project, editions, former)
    assert (same.version, same.sections) == ("2.0", ("who-should-avoid",))
    context = ReleaseContext((), (), WorkTree("0" * 40, ()), (same,))
    (finding,) = run_checks(Stage.RELEASE, context)
    assert finding.message == "version 2.0 was released with other safety text; changed are 'who-should-avoid'"
    edit(BROCHURE, "version: '2.0'", "version: '2.1'")
    assert list(same_versions(project, editions, former)) == []


def test_the_notes_name_removed_safety_text_first(former: Manifest) -> None:
    (brochure,) = former.brochures
    texts = brochure.safety["who-should-avoid"]
    fewer = brochure.model_copy(update={"safety": {**brochure.safety, "who-should-avoid": texts[:-1]}})
    now = former.model_copy(update={"brochures": (fewer,)})
    first = release_notes(now, former).split("\n## ")[1]
    assert first.startswith(f"Safety text removed since {former.version}\n")
    assert texts[-1] in first
    assert "Safety text removed" not in release_notes(former, former)


def test_a_release_of_some_editions_leaves_the_others_current(former: Manifest) -> None:
    german = Request(languages=("ar",))
    made = [edition for edition in former.editions if edition.language == "ar"]
    carried = tuple(_still_current(german, made, former))
    assert {edition.language for edition in carried} == {"en", "ja"}
    assert _superseded((*made, *carried), former) == ()
    again = former.model_copy(update={"editions": tuple(made), "still_current": carried})
    assert {edition.code for edition in _still_current(german, made, again)} == {edition.code for edition in carried}


def test_what_a_release_was_asked_for_and_did_not_make_is_replaced(former: Manifest) -> None:
    made = [edition for edition in former.editions if edition.language != "ja"]
    assert tuple(_still_current(Request(), made, former)) == ()
    assert {gone.language for gone in _superseded(made, former)} == {"ja"}
    leaflet = former.editions[0]
    assert not _is_asked_for(leaflet, Request(brochures=("another",)))
    assert _is_asked_for(leaflet, Request(brochures=(SLUG,)))
