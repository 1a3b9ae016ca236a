"""Merging: nothing is lost, nothing is invented, what is in step is not touched, and suggestions are never printed."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from polyleaf.checks.registry import run_checks
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.translation import po
from polyleaf.translation.merge import UpdatedFile, carried_over, update
from tests.commands import call
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.tools import needs

SOURCE = f"brochures/{SLUG}/brochure.yaml"
FILES = len(list((ROOT / "locales").glob(f"*/LC_MESSAGES/{SLUG}.po")))
"""The template and every catalogue but that of British English, which has nothing of its own of most texts."""
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
RUB, PRESS = "Do not rub the area.", "Do not press the area."
REIBEN = "Reiben Sie nicht an der Stelle."
BRAND = "Botox is a registered trademark of its owner. This leaflet is not connected with any manufacturer."


def snapshot(project: Workspace) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(project.locales.rglob("*")) if path.is_file()}


def changed(project: Workspace, *languages: str) -> list[str]:
    return [project.relative(file.path) for file in update(project, languages) if file.changed]


def read(project: Workspace, code: str = "de", domain: str = SLUG) -> Catalog:
    return po.read(project, domain, language(code))


def entry(project: Workspace, msgid: str) -> str:
    """The lines of a message in the German catalogue."""
    entries = (project.root / GERMAN).read_text(encoding="utf-8").split("\n\n")
    (found,) = [lines for lines in entries if f'\nmsgid "{msgid}"' in lines.replace('"\n"', "")]
    return found


def press(edit: Edit) -> None:
    edit(SOURCE, RUB, PRESS, 2)


def test_the_repository_is_in_step(behind: list[UpdatedFile]) -> None:
    assert [file.path.name for file in behind if file.behind] == []


def test_a_second_run_changes_no_byte(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    assert len(changed(in_step)) == FILES
    before = snapshot(in_step)
    assert changed(in_step) == []
    assert snapshot(in_step) == before


def test_a_limit_whose_flag_a_tool_dropped_comes_back(in_step: Workspace, edit: Edit) -> None:
    before = snapshot(in_step)
    edit(GERMAN, "#, max-length:24\n", "", 2)
    assert changed(in_step, "de") == [GERMAN]
    assert snapshot(in_step) == before


def test_a_new_limit_reaches_every_catalogue(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "max_length: 24", "max_length: 23")
    assert len(changed(in_step)) == FILES
    assert "#. Max-length: 23\n" in entry(in_step, "Botulinum toxin")


def test_only_the_edited_message_changes(in_step: Workspace, edit: Edit) -> None:
    before = (in_step.root / GERMAN).read_text(encoding="utf-8").splitlines()
    press(edit)
    update(in_step, ["de"])
    after = (in_step.root / GERMAN).read_text(encoding="utf-8").splitlines()
    new = [line for line in after if line not in before and "POT-Creation-Date" not in line]
    assert new == [
        "#, fuzzy",
        f'#| msgid "{RUB}"',
        f'msgid "{PRESS}"',
        f'#~ msgid "{RUB}"',
        f'#~ msgstr "{REIBEN}"',
    ]


def test_a_suggestion_is_fuzzy_with_its_previous_msgid_and_is_not_printed(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    update(in_step, ["de"])
    message = read(in_step)[PRESS]
    assert message
    assert (message.fuzzy, message.previous_id, message.string) == (True, [RUB], REIBEN)
    inputs = Inputs(edition("de"), in_step)
    assert inputs.words.get(PRESS) is None
    found = run_checks(Stage.CATALOG, inputs.catalog_context())
    assert [f.message for f in found if f.check_id == "message-fuzzy"] == [f"fuzzy: {PRESS!r}"]


def test_the_previous_msgid_of_a_long_message_is_po(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, BRAND, BRAND.replace("any manufacturer", "its manufacturer"))
    update(in_step, ["de"])
    lines = entry(in_step, BRAND.replace("any manufacturer", "its manufacturer"))
    assert (
        '#| msgid ""\n#| "Botox is a registered trademark of its owner. This leaflet is not "\n#| "connected' in lines
    )
    again = read(in_step)[BRAND.replace("any manufacturer", "its manufacturer")]
    assert again
    assert again.previous_id == [BRAND]


@needs("msgfmt")
def test_gnu_accepts_every_updated_catalogue(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    edit(SOURCE, BRAND, BRAND.replace("any manufacturer", "its manufacturer"))
    update(in_step)
    for path in in_step.locales.glob("*/LC_MESSAGES/*.po"):
        done = subprocess.run(
            ["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_what_leaves_the_source_is_kept_and_comes_back_with_its_text(in_step: Workspace, edit: Edit) -> None:
    before = (in_step.root / GERMAN).read_bytes()
    out_of_use = set(read(in_step).obsolete)
    press(edit)
    update(in_step, ["de"])
    assert f'\n\n#~ msgid "{RUB}"\n#~ msgstr "{REIBEN}"\n\n' in (in_step.root / GERMAN).read_text(encoding="utf-8")
    assert set(read(in_step).obsolete) == {*out_of_use, RUB}
    edit(SOURCE, PRESS, RUB, 2)
    update(in_step, ["de"])
    german = read(in_step)
    message = german[RUB]
    assert message
    assert (message.fuzzy, message.string) == (False, REIBEN)
    assert set(german.obsolete) == out_of_use
    assert [line for line in (in_step.root / GERMAN).read_bytes().splitlines() if b"POT-Creation" not in line] == [
        line for line in before.splitlines() if b"POT-Creation" not in line
    ]


def test_two_edits_in_a_row_keep_the_first_wording_and_the_translation(in_step: Workspace, edit: Edit) -> None:
    out_of_use = set(read(in_step).obsolete)
    press(edit)
    update(in_step, ["de"])
    edit(SOURCE, PRESS, "Do not press or rub the area.", 2)
    update(in_step, ["de"])
    message = read(in_step)["Do not press or rub the area."]
    assert message
    assert (message.fuzzy, message.previous_id, message.string) == (True, [RUB], REIBEN)
    assert set(read(in_step).obsolete) == {*out_of_use, RUB}


def test_a_confirmed_suggestion_loses_its_previous_msgid(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    update(in_step, ["de"])
    edit(GERMAN, f'#, fuzzy\n#| msgid "{RUB}"\nmsgid "{PRESS}"\nmsgstr "{REIBEN}"', f'msgid "{PRESS}"\nmsgstr "Nein."')
    assert changed(in_step, "de") == []
    edit(GERMAN, f'msgid "{PRESS}"', f'#| msgid "{RUB}"\nmsgid "{PRESS}"')
    assert changed(in_step, "de") == [GERMAN]
    assert "#|" not in (in_step.root / GERMAN).read_text(encoding="utf-8")


def test_an_edit_is_matched_with_its_older_wording_before_a_likeness(in_step: Workspace, edit: Edit) -> None:
    likeness = "Do not rub or massage the area unless you are told to."
    edit(SOURCE, RUB, "Do not rub or massage the area.", 2)
    update(in_step, ["de"])
    message = read(in_step)["Do not rub or massage the area."]
    assert message
    assert message.previous_id == [RUB]
    kept = read(in_step)[likeness]
    assert kept
    assert (kept.fuzzy, bool(kept.string)) == (False, True)


def test_a_new_message_like_none_is_empty(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, f"- {RUB}", f"- {RUB}\n                - Zebras graze quietly beneath wide acacia trees.")
    update(in_step, ["de"])
    assert entry(in_step, "Zebras graze quietly beneath wide acacia trees.").endswith('msgstr ""')


def test_comments_flags_and_order_follow_the_source_and_the_translators_own_stay(
    in_step: Workspace, edit: Edit
) -> None:
    edit(GERMAN, f'msgid "{RUB}"', f'# Nicht: kratzen.\nmsgid "{RUB}"')
    edit(GERMAN, "#. Section: cover, for patients\n#. Note:", "#. Section: elsewhere\n#. Note:")
    edit(GERMAN, '#, python-brace-format\nmsgid "{toxin_visit}"', '#, no-python-brace-format\nmsgid "{toxin_visit}"')
    update(in_step, ["de"])
    content = (in_step.root / GERMAN).read_text(encoding="utf-8")
    assert "# Nicht: kratzen.\n#. Section" in content
    assert "#. Section: elsewhere" not in content
    assert '#, no-python-brace-format\nmsgid "{toxin_visit}"' in content
    template = (in_step.locales / f"{SLUG}.pot").read_text(encoding="utf-8")
    messages = re.compile(r'^msgid (?:"".*\n)?"(.{1,40})', re.MULTILINE)
    assert messages.findall(content) == messages.findall(template)


def test_a_file_that_says_the_same_is_left_as_its_tool_wrapped_it(in_step: Workspace) -> None:
    path = in_step.root / GERMAN
    wrapped = BytesIO()
    write_po(wrapped, read_po(BytesIO(path.read_bytes()), "de"), width=60)
    path.write_bytes(wrapped.getvalue())
    before = path.read_bytes()
    assert before.count(b"\n") > 1000
    assert changed(in_step, "de") == []
    assert path.read_bytes() == before


def test_british_english_gets_no_empty_messages_but_is_asked_about_an_edit(in_step: Workspace, edit: Edit) -> None:
    british = f"locales/en_GB/LC_MESSAGES/{SLUG}.po"
    press(edit)
    edit(SOURCE, "has put people in the hospital.", "has put many people in the hospital.", 2)
    update(in_step)
    content = (in_step.root / british).read_text(encoding="utf-8")
    assert PRESS not in content
    assert 'msgstr ""\n\n' not in content.partition("\n\n")[2]
    message = read(in_step, "en_GB")["Unlicensed or fake toxin has put many people in the hospital."]
    assert message
    assert message.fuzzy
    taken_out = re.sub(r"(#.*\n)*#, fuzzy\n(.+\n)+\n", "", content)
    (in_step.root / british).write_text(taken_out, encoding="utf-8")
    assert "many people" not in taken_out
    assert changed(in_step, "en_GB") == []


def test_another_babel_and_another_day_change_nothing(in_step: Workspace) -> None:
    for path in (in_step.locales / f"{SLUG}.pot", in_step.root / GERMAN):
        content = path.read_text(encoding="utf-8")
        content = re.sub(r"Generated-By: Babel [\d.]+", "Generated-By: Babel 2.99.0", content)
        path.write_text(
            re.sub(r"POT-Creation-Date: [\d-]+", "POT-Creation-Date: 2020-01-01", content), encoding="utf-8"
        )
    assert changed(in_step, "de") == []


def test_only_the_languages_named_are_merged(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    files = update(in_step, ["de", "fr"])
    assert [in_step.relative(file.path) for file in files if file.changed] == [
        f"locales/{SLUG}.pot",
        GERMAN,
        f"locales/fr/LC_MESSAGES/{SLUG}.po",
    ]
    with pytest.raises(UsageError, match="there is no language 'sv'; there is ar, "):
        update(in_step, ["sv"])


def test_a_broken_catalogue_is_refused_with_its_findings_and_nothing_is_written(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    edit(GERMAN, f'msgstr "{REIBEN}"', f'msgstr "{REIBEN}')
    edit(f"locales/it/LC_MESSAGES/{SLUG}.po", "Language: it", "Language: es")
    before = snapshot(in_step)
    with pytest.raises(InputError) as caught:
        update(in_step)
    assert [finding.origin.path for finding in caught.value.findings] == [GERMAN, f"locales/it/LC_MESSAGES/{SLUG}.po"]
    assert snapshot(in_step) == before


def test_check_writes_nothing_and_names_what_is_behind(in_step: Workspace, edit: Edit) -> None:
    assert call(in_step, "update", "--check").returncode == 0
    assert call(in_step, "extract", "--check").returncode == 0
    press(edit)
    before = snapshot(in_step)
    extracted, updated = (call(in_step, command, "--check") for command in ("extract", "update"))
    assert (extracted.returncode, updated.returncode) == (1, 1)
    assert extracted.stdout.splitlines()[0] == f"behind    locales/{SLUG}.pot"
    behind = [line.split()[1] for line in updated.stdout.splitlines() if line.startswith("behind")]
    assert len(behind) == FILES
    assert GERMAN in behind
    assert snapshot(in_step) == before
    assert call(in_step, "update").returncode == 0
    assert call(in_step, "update", "--check").returncode == 0


def test_a_translation_is_carried_over_an_edit_that_changed_no_meaning(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    done = call(in_step, "update", "--meaning-unchanged", PRESS)
    assert (done.returncode, done.stderr) == (0, "")
    for code in set(in_step.languages(SLUG)) - {"en_GB"}:
        message = read(in_step, code)[PRESS]
        assert message
        assert (message.fuzzy, message.previous_id, carried_over(message)) == (False, [], RUB)
    assert f'# Meaning unchanged since: "{RUB}"\n#. Section' in entry(in_step, PRESS)
    assert changed(in_step) == []


def test_the_record_of_a_long_message_is_read_again_whole(in_step: Workspace, edit: Edit) -> None:
    now = BRAND.replace("any manufacturer", "its manufacturer")
    edit(SOURCE, BRAND, now)
    update(in_step, ["de", "fr"])
    update(in_step, ["de"], [now])
    assert '# Meaning unchanged since: ""\n# "Botox is a registered' in entry(in_step, now)
    german, french = read(in_step)[now], read(in_step, "fr")[now]
    assert german
    assert french
    assert carried_over(german) == BRAND
    assert (french.fuzzy, carried_over(french)) == (True, None)
    assert changed(in_step, "de") == []


def test_a_record_does_not_follow_the_next_edit(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    update(in_step, ["de"], [PRESS])
    edit(SOURCE, PRESS, "Do not press hard on the area.", 2)
    update(in_step, ["de"])
    message = read(in_step)["Do not press hard on the area."]
    assert message
    assert (message.previous_id, carried_over(message)) == ([PRESS], None)


@pytest.mark.parametrize("msgid", ["Nothing that is here", "Bleeding problems"])
def test_a_message_without_a_suggestion_cannot_be_carried_over(in_step: Workspace, edit: Edit, msgid: str) -> None:
    press(edit)
    before = snapshot(in_step)
    done = call(in_step, "update", "--meaning-unchanged", msgid)
    assert done.returncode == 2
    assert f"no catalogue has a suggestion from an older wording for '{msgid}'" in done.stderr
    assert snapshot(in_step) == before


def carry_refused(project: Workspace, msgid: str) -> str:
    before = snapshot(project)
    with pytest.raises(InputError) as caught:
        update(project, ["de"], [msgid])
    (finding,) = caught.value.findings
    assert (finding.check_id, finding.origin.path) == ("not-carried-over", GERMAN)
    assert snapshot(project) == before
    return finding.message


def test_a_suggestion_from_another_message_is_not_carried_over(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, f"- {RUB}", f"- {RUB}\n                - Do not rub the areas.")
    assert "'Do not rub the area.' is still in the source" in carry_refused(in_step, "Do not rub the areas.")


def test_a_suggestion_that_was_edited_is_not_carried_over(in_step: Workspace, edit: Edit) -> None:
    press(edit)
    update(in_step, ["de"])
    edit(GERMAN, f'\nmsgstr "{REIBEN}"', '\nmsgstr "Drücken Sie nicht auf die Stelle."')
    assert "its suggestion was edited" in carry_refused(in_step, PRESS)


def test_a_suggestion_with_other_values_is_not_carried_over(in_step: Workspace, edit: Edit) -> None:
    edit(
        SOURCE, "Avoid hard exercise, sun and heat for {filler_rest}.", "Avoid hard exercise, sun and heat for a time."
    )
    assert "has other values" in carry_refused(in_step, "Avoid hard exercise, sun and heat for a time.")
