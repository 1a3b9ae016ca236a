"""What is behind the preview's page: the order of renderings, what is fit, checks of one text, reviews, and words."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from polyleaf.content.yaml_text import to_yaml
from polyleaf.core.edition import Edition
from polyleaf.core.errors import UsageError
from polyleaf.core.names import slug_fault
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.preview.pages import PageStore
from polyleaf.preview.renderer import Renderer
from polyleaf.preview.rendering import Rendered, RenderedFile
from polyleaf.preview.reviewing import ProposalOutdatedError, ReviewDesk, Ticks
from polyleaf.preview.texts import TextDesk
from polyleaf.preview.words import page_words
from polyleaf.review.form import blank_form
from polyleaf.translation import po
from polyleaf.translation.extraction import PREVIEW, PREVIEW_PAGE, preview_template
from tests.commands import call
from tests.conftest import SLUG, edition
from tests.edits import Edit, edit_file
from tests.sign_offs import approve, translation

GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
RIGHT_AWAY = "starts right away"
SOON = "beginnt sofort"


def in_order(renderer: Renderer) -> list[str]:
    """The languages in the order in which a renderer would take them, if each took no time."""
    found = []
    while (wanted := renderer._next()) is not None:
        found.append(wanted.language)
        renderer._done[wanted] = renderer._version
    return found


def test_the_newest_wish_comes_first_and_nothing_is_rendered_for_nobody() -> None:
    async def scenario() -> None:
        renderer = Renderer(Path("/nowhere"), None, lambda _: None)
        renderer.want("older", [edition(code) for code in ("fr", "it", "pl")], glance=True, anatomy=False)
        renderer.want("newer", [edition("de"), edition("en")], glance=False, anatomy=False)
        assert in_order(renderer) == ["de", "fr", "en", "it", "pl"]
        renderer.files_changed()
        renderer.want("newer", [edition("ja")], glance=False, anatomy=False)  # in place of the two before
        renderer.forget("older")
        assert in_order(renderer) == ["ja"]
        assert renderer.is_current(edition("ja"))
        renderer.files_changed()
        assert not renderer.is_current(edition("ja"))

    asyncio.run(scenario())


def test_only_the_newest_file_without_an_error_is_fit_to_hand_out() -> None:
    store, wanted = PageStore(), edition("de")

    def digest_of(content: bytes, *, draft: bool = False, of: Edition = wanted) -> str:
        return store.keep(RenderedFile(of, draft, "a.pdf", content, ((210.0, 297.0),))).digest

    first = digest_of(b"first")
    assert not store.is_fit(first), "its checks have not ended"
    store.keep(Rendered(wanted, "built", ()))
    assert store.is_fit(first)
    second = digest_of(b"second")
    assert not store.is_fit(first)
    assert not store.is_fit(second)
    store.keep(Rendered(wanted, "draft", ()))
    assert not store.is_fit(second)
    copy = replace(wanted, preliminary=True)
    third = digest_of(b"third", of=copy)
    store.keep(Rendered(copy, "built", ()))
    assert not store.is_fit(third)


def test_a_text_is_checked_by_the_checks_of_the_catalogue(project: Workspace, edit: Edit) -> None:
    """What is said while a text is typed is what a build says of it when it is saved."""
    desk, wanted = TextDesk(project), edition("de")
    for wrong in ("beginnt nach 7 Tagen", "beginnt nicht sofort", "", "beginnt sofort {unknown}", "starts right away"):
        said = desk.check(wanted, SLUG, RIGHT_AWAY, wrong).findings
        edit(GERMAN, f'msgid "{RIGHT_AWAY}"\nmsgstr "{SOON}"', f'msgid "{RIGHT_AWAY}"\nmsgstr "{wrong}"')
        project.refresh()
        found = [f for f in Inputs(wanted, project).catalog_findings() if f.msgid == RIGHT_AWAY]
        assert {(f.check_id, f.message) for f in said} == {(f.check_id, f.message) for f in found}
        assert said
        edit(GERMAN, f'msgid "{RIGHT_AWAY}"\nmsgstr "{wrong}"', f'msgid "{RIGHT_AWAY}"\nmsgstr "{SOON}"')
    assert desk.check(wanted, SLUG, RIGHT_AWAY, SOON).findings == ()


def test_whose_approval_a_save_would_void(project: Workspace) -> None:
    approve(project, "de")
    desk, wanted = TextDesk(project), edition("de")
    assert desk.check(wanted, SLUG, RIGHT_AWAY, SOON).voids == ()
    (name,) = desk.check(wanted, SLUG, RIGHT_AWAY, "beginnt gleich").voids
    assert name.startswith("Example Reviewer, Example role")
    with pytest.raises(UsageError, match="no longer has"):
        desk.check(wanted, SLUG, "never written", "x")


def test_a_language_has_every_text_with_its_state(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, f'msgid "{RIGHT_AWAY}"', f'#, fuzzy\nmsgid "{RIGHT_AWAY}"')
    texts = TextDesk(project).texts(edition("de"))
    (fuzzy,) = [text for text in texts.texts if text.fuzzy]
    assert (fuzzy.msgid, fuzzy.msgstr, fuzzy.state) == (RIGHT_AWAY, SOON, "never approved")
    assert [finding.check_id for finding in fuzzy.findings] != []
    assert {text.domain for text in texts.texts} == {SLUG, "interface"}
    assert all(text.digest for text in texts.texts)
    chips = {place.name: place.prints for text in texts.texts for place in text.placeholders}
    assert "".join(chips["toxin_lasts"].split()) == "3–4Monate"
    assert not any(text.digest for text in TextDesk(project).texts(edition("qps")).texts)


def ticks(project: Workspace, count: int) -> Ticks:
    rows = blank_form(translation(project, "de")).rows
    ticked = frozenset(row.digest for row in rows[:count])
    return Ticks(SLUG, "de", "Example Reviewer", "Example role", ticked, frozenset(), ())


def test_a_review_on_the_page_records_what_a_filled_in_form_does(project: Workspace, tmp_path: Path) -> None:
    desk, path = ReviewDesk(project), project.locales / "de" / "approvals.yaml"
    asked = desk.propose(ticks(project, 5))
    assert not path.exists()
    assert "5 messages" in asked.summary[0]
    assert desk.record(asked.name) == "locales/de/approvals.yaml"
    by_page = path.read_bytes()
    path.unlink()
    form = blank_form(translation(project, "de"))
    rows = tuple(row.model_copy(update={"approve": number < 5}) for number, row in enumerate(form.rows))
    (tmp_path / "form.yaml").write_bytes(to_yaml(form.model_copy(update={"rows": rows}), ""))
    who = ("--reviewer", "Example Reviewer", "--role", "Example role", "--yes")
    done = call(project, "approve", "--lang", "de", *who, "--from-sheet", str(tmp_path / "form.yaml"))
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == by_page


def test_a_proposal_is_recorded_once_and_only_as_it_was_shown(project: Workspace) -> None:
    desk = ReviewDesk(project)
    asked = desk.propose(ticks(project, 300))
    edit_file(project, GERMAN, f'msgstr "{SOON}"', 'msgstr "beginnt gleich"')
    with pytest.raises(ProposalOutdatedError, match="changed since"):
        desk.record(asked.name)
    with pytest.raises(UsageError, match="not proposed"):
        desk.record(asked.name)
    assert not (project.locales / "de" / "approvals.yaml").exists()


def test_a_text_that_changed_after_it_was_ticked_is_counted_and_not_approved(project: Workspace) -> None:
    ticked = ticks(project, 300)
    edit_file(project, GERMAN, f'msgstr "{SOON}"', 'msgstr "beginnt gleich"')
    asked = ReviewDesk(project).propose(ticked)
    assert asked.outdated == 1
    assert "268 messages" in asked.summary[0]


def test_nobody_approves_without_a_name_or_what_a_check_refuses(project: Workspace) -> None:
    with pytest.raises(UsageError, match="name and the role"):
        ReviewDesk(project).propose(replace(ticks(project, 1), role=" "))
    with pytest.raises(UsageError, match="approves nothing"):
        ReviewDesk(project).propose(replace(ticks(project, 0)))


def test_the_words_of_the_page_are_in_the_first_language_that_has_them(repository: Workspace) -> None:
    assert page_words(repository, "", "fr-FR,de-AT;q=0.9,en;q=0.8").language.code == "de"
    assert page_words(repository, "en", "de").language.code == "en"
    assert page_words(repository, "../x", "tlh;q=1, *").language.code == "en"
    assert page_words(repository, "", "").words == {}
    assert page_words(repository, "de", "").words["Save"] == "Speichern"


def test_a_broken_catalogue_of_the_words_leaves_the_page_in_english(project: Workspace) -> None:
    path = project.catalog_file("de", PREVIEW)
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgstr "Speichern"', 'msgstr "Speichern'), encoding="utf-8"
    )
    project.refresh()
    assert page_words(project, "de", "").language.code == "en"


def test_each_word_of_the_page_is_translated_with_the_same_placeholders(repository: Workspace) -> None:
    for code in repository.languages(PREVIEW):
        catalog = po.read(repository, PREVIEW, language(code))
        for message in preview_template(repository):
            if message.id:
                translated = catalog[str(message.id)]
                assert translated.string, (code, message.id)
                names = [sorted(re.findall(r"\{\w+\}", str(text))) for text in (message.id, translated.string)]
                assert names[0] == names[1], (code, message.id)


def test_no_word_of_the_page_is_missed_by_the_extraction(repository: Workspace) -> None:
    """Babel 2.18 misses a message with an object behind it inside a template string; 2.19 finds it."""
    places = {message.id: {path for path, _ in message.locations} for message in preview_template(repository)}
    for path in PREVIEW_PAGE.glob("*.js"):
        for msgid in re.findall(r'\b_\("([^"]*)"', path.read_text(encoding="utf-8")):
            assert f"polyleaf/preview/page/{path.name}" in places[msgid], msgid


def test_no_brochure_can_have_the_name_of_the_words() -> None:
    assert slug_fault(PREVIEW)
    assert slug_fault("interface")
    assert slug_fault(SLUG) is None
