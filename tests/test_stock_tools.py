"""What translators do with other tools than ours: every way there and back changes no translation.

The real programs of GNU gettext, Babel and the Translate Toolkit (which is also what Weblate reads and writes PO files
with) on the real catalogues; our strict reader has the last word.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from configparser import ConfigParser
from pathlib import Path

import polib
import pytest
from translate.convert import po2csv, po2xliff, xliff2po
from translate.storage.pypo import pofile

from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation import po
from polyleaf.translation.extraction import Template, templates
from polyleaf.translation.merge import carried_over, update
from tests.commands import call
from tests.conftest import ROOT, SLUG, git_form
from tests.edits import Edit
from tests.tools import needs

pytestmark = needs("msgfmt")
Words = dict[str, tuple[str, bool]]
BIN = Path(sys.executable).parent
LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "locales").glob(f"*/LC_MESSAGES/{SLUG}.po"))
PRESS = "Do not press the area."
SOURCE = f"brochures/{SLUG}/brochure.yaml"


def run(*command: str | Path) -> str:
    """Run a program that must succeed and, apart from what it prints on stdout, keep quiet."""
    name = BIN / str(command[0])
    program = name if name.is_file() else command[0]
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return done.stdout


def words(project: Workspace, code: str, domain: str = SLUG) -> Words:
    """Each message with its translation and whether it is fuzzy, as our strict reader has them."""
    catalog = po.read(project, domain, language(code))
    return {str(message.id): (str(message.string), message.fuzzy) for message in catalog if message.id}


def out_of_use(project: Workspace, code: str, domain: str = SLUG) -> set[str]:
    """The obsolete messages, which po2xliff brings back among the others; `update` puts them away again."""
    return {str(msgid) for msgid in po.read(project, domain, language(code)).obsolete}


def form(project: Workspace, code: str, domain: str = SLUG, pots: Sequence[Template] = ()) -> list[bytes]:
    """The lines that a catalogue has in git; without the fields of the header that say who saved it and when."""
    (pot,) = (pot for pot in pots or templates(project) if pot.domain == domain)
    return in_git(git_form(project, pot, code))


def in_git(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if not line.startswith(SAVED)]


SAVED = (b'"POT-Creation-Date', b'"Report-Msgid-Bugs-To', b'"PO-Revision-Date', b'"X-Generator')


def behind(project: Workspace, code: str) -> list[str]:
    """The catalogues for which `update --check` would exit with 1."""
    return [file.path.name for file in update(project, [code], write=False) if file.behind]


def changed(project: Workspace, code: str) -> list[str]:
    return [file.path.name for file in update(project, [code], write=False) if file.changed]


def csv_and_back(path: Path) -> None:
    sheet, edited = path.with_suffix(".csv"), path.with_suffix(".edited.po")
    po2csv.main(["--progress=none", str(path), str(sheet)])
    run("csv2po", "--progress=none", "--unescape-formulas", "--template", path, sheet, edited)  # leaves files open
    edited.replace(path)


def xliff_and_back(path: Path) -> None:
    xliff = path.with_suffix(".xlf")
    po2xliff.main(["--progress=none", str(path), str(xliff)])
    xliff2po.main(["--progress=none", str(xliff), str(path)])


def merged_with_gnu(path: Path) -> None:
    run("msgmerge", "--quiet", "--previous", "--update", "--backup=none", path, path.parents[2] / f"{path.stem}.pot")


def merged_with_babel(path: Path) -> None:
    code, domain, pot = path.parent.parent.name, path.stem, path.parents[2] / f"{path.stem}.pot"
    run("pybabel", "-q", "update", "--previous", "-w", "100", "-l", code, "-D", domain, "-i", pot, "-o", path)


def saved_by_gnu(path: Path, *options: str) -> None:
    """As Poedit's writer and many editors' do it: GNU's own form, wrapped at 79 columns."""
    run("msgcat", *options, "-o", path, path)


def saved_by_gnu_narrow(path: Path) -> None:
    saved_by_gnu(path, "--width=40")


def saved_by_gnu_unwrapped(path: Path) -> None:
    saved_by_gnu(path, "--no-wrap")


def saved_by_gnu_in_escapes(path: Path) -> None:
    saved_by_gnu(path, "--escape")


def saved_by_polib(path: Path) -> None:
    polib.pofile(str(path)).save()


def saved_by_polib_narrow(path: Path) -> None:
    """Narrow enough to wrap comments inside their words and texts."""
    polib.pofile(str(path), wrapwidth=40).save()


def saved_by_weblate(path: Path, width: int = 77) -> None:
    """As Weblate saves when every message was touched: by the Translate Toolkit, with Weblate's settings."""
    store = pofile(path.read_bytes())
    assert store.wrapper
    store.wrapper.width = width
    fields = {"x_generator": "Weblate 5.14", "po_revision_date": "2027-01-01 00:00+0000"}
    store.updateheader(add=True, **fields)  # type: ignore[no-untyped-call]
    for unit in store.units:
        if not unit.isheader() and not unit.isobsolete():
            unit.source, unit.target = str(unit.source), str(unit.target)
    store.savefile(str(path))


def saved_by_weblate_unwrapped(path: Path) -> None:
    """`po_line_wrap` set to none."""
    saved_by_weblate(path, -1)


PROVEN_IN_ALL = [csv_and_back, xliff_and_back, merged_with_gnu, merged_with_babel, saved_by_gnu]
PROVEN_IN_SOME = [
    saved_by_gnu_narrow,
    saved_by_gnu_unwrapped,
    saved_by_gnu_in_escapes,
    saved_by_polib,
    saved_by_polib_narrow,
    saved_by_weblate,
    saved_by_weblate_unwrapped,
]
WAYS = [*PROVEN_IN_ALL, *PROVEN_IN_SOME]
SOME = ("ar", "de", "en_GB", "ja")


# British English, merged, is a test of its own.
CASES = [
    *((way, code) for way in PROVEN_IN_ALL for code in LANGUAGES if code != "en_GB" or "merged" not in way.__name__),
    *((way, code) for way in PROVEN_IN_SOME for code in SOME),
]


@pytest.fixture(scope="session")
def pots(repository: Workspace) -> list[Template]:
    return templates(repository)


@pytest.mark.parametrize(("way", "code"), CASES)
def test_there_and_back_changes_no_translation_and_update_gives_the_same_bytes(
    way: Callable[[Path], None], code: str, in_step: Workspace, pots: list[Template]
) -> None:
    before = {domain: form(in_step, code, domain, pots) for domain in (SLUG, INTERFACE)}
    for domain in before:
        translations, obsolete = words(in_step, code, domain), out_of_use(in_step, code, domain)
        if translations:  # British English has no label of its own, and the converters write no file without messages
            way(in_step.catalog_file(code, domain))
            after = words(in_step, code, domain)
            assert {msgid: after[msgid] for msgid in translations} == translations
            assert after.keys() - translations.keys() == (obsolete if way is xliff_and_back else set())
            run("msgfmt", "--check", "-o", "/dev/null", in_step.catalog_file(code, domain))
    files = update(in_step, [code])
    assert [file.path.name for file in files if file.behind] == []
    for file in (file for file in files if file.changed):
        assert in_git(file.content) == before[file.path.stem], "what the program dropped is there again"
    assert {domain: form(in_step, code, domain, pots) for domain in before} == before


def test_a_variant_merged_by_stock_tools_says_the_same_with_empty_messages(in_step: Workspace) -> None:
    """`msgmerge` adds the source's messages to British English, empty; `update` takes them out again."""
    path = in_step.catalog_file("en_GB", SLUG)
    before, translations = form(in_step, "en_GB"), words(in_step, "en_GB")
    merged_with_gnu(path)
    merged = words(in_step, "en_GB")
    assert len(merged) > 100
    assert {msgid: found for msgid, found in merged.items() if found[0] and not found[1]} == translations
    update(in_step, ["en_GB"])
    assert form(in_step, "en_GB") == before


@pytest.mark.parametrize("merged", [merged_with_gnu, merged_with_babel])
def test_after_an_edit_stock_tools_and_ours_suggest_the_same(
    merged: Callable[[Path], None], in_step: Workspace, edit: Edit
) -> None:
    edit(SOURCE, "Do not rub the area.", PRESS, 2)
    before = in_step.catalog_file("de", SLUG).read_bytes()
    update(in_step, ["de"])
    ours = words(in_step, "de")
    in_step.catalog_file("de", SLUG).write_bytes(before)
    merged(in_step.catalog_file("de", SLUG))
    assert words(in_step, "de") == ours
    assert ours[PRESS] == ("Reiben Sie nicht an der Stelle.", True)


def previous(project: Workspace) -> dict[str, list[str]]:
    """The messages of the German catalogue with a previous msgid."""
    catalog = po.read(project, SLUG, language("de"))
    return {str(message.id): message.previous_id for message in catalog if message.previous_id}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_confirms_a_suggestion(way: Callable[[Path], None], in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "This leaflet is not connected with any", "This leaflet is not connected with its")
    update(in_step, ["de"])
    ours, before = words(in_step, "de"), form(in_step, "de")
    assert [fuzzy for _, fuzzy in ours.values()].count(True) == 1
    assert len(previous(in_step)) == 1
    obsolete = out_of_use(in_step, "de")
    way(in_step.catalog_file("de", SLUG))
    after = words(in_step, "de")
    assert {msgid: after[msgid] for msgid in ours} == ours
    assert after.keys() - ours.keys() == (obsolete if way is xliff_and_back else set())
    assert behind(in_step, "de") == []
    update(in_step, ["de"])
    lost = b"#|" if way is xliff_and_back else b"nothing"  # XLIFF has no place for the older wording
    expected = [line for line in before if not line.startswith(lost)]
    assert form(in_step, "de") == expected
    if way in {xliff_and_back, saved_by_gnu}:  # the flags that they drop are there again
        assert in_git(in_step.catalog_file("de", SLUG).read_bytes()) == expected


def test_the_older_wording_that_xliff_drops_is_restored_from_git_or_said(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "Do not rub the area.", PRESS, 2)
    update(in_step, ["de"])
    before = in_step.catalog_file("de", SLUG).read_bytes()
    xliff_and_back(in_step.catalog_file("de", SLUG))
    saved = in_step.catalog_file("de", SLUG).read_bytes()
    assert previous(in_step) == {}
    done = call(in_step, "update", "--lang", "de")
    said = f"no older wording is known for the suggestion for {PRESS!r}; compare all of it with the source"
    assert (done.returncode, said in done.stderr, previous(in_step)) == (0, True, {})

    in_step.catalog_file("de", SLUG).write_bytes(before)
    commit(in_step, "As it was")
    in_step.catalog_file("de", SLUG).write_bytes(saved)
    commit(in_step, "As XLIFF left it")
    done = call(in_step, "update", "--check", "--lang", "de")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"untidy    locales/de/LC_MESSAGES/{SLUG}.po\n" in done.stdout
    update(in_step, ["de"])
    assert previous(in_step) == {PRESS: ["Do not rub the area."]}


def test_an_older_wording_is_not_taken_from_before_the_message_was_confirmed(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "Do not rub the area.", PRESS, 2)
    update(in_step, ["de"])
    commit(in_step, "A suggestion")
    path, lines = f"locales/de/LC_MESSAGES/{SLUG}.po", '#, fuzzy\n#| msgid "Do not rub the area."\n'
    edit(path, lines, "")
    commit(in_step, "Confirmed")
    edit(path, f'msgid "{PRESS}"', f'#, fuzzy\nmsgid "{PRESS}"')
    (file,) = (file for file in update(in_step, ["de"]) if file.path.name == f"{SLUG}.po")
    assert (file.unexplained, file.changed, previous(in_step)) == ((PRESS,), False, {})


def commit(project: Workspace, message: str) -> None:
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org")
    git = ("git", "-C", str(project.root), *who)
    run(*git, "init", "--quiet")
    run(*git, "add", "--all")
    run(*git, "commit", "--quiet", "--message", message)


@pytest.mark.parametrize("way", WAYS)
def test_the_record_of_an_unchanged_meaning_survives_every_way(
    way: Callable[[Path], None], in_step: Workspace, edit: Edit
) -> None:
    now = "This leaflet is not connected with its manufacturer."
    edit(SOURCE, "This leaflet is not connected with any manufacturer.", now)
    brand = f"Botox is a registered trademark of its owner. {now}"
    update(in_step, ["de"], [brand])
    way(in_step.catalog_file("de", SLUG))
    message = po.read(in_step, SLUG, language("de"))[brand]
    assert message
    assert carried_over(message) == brand.replace("its manufacturer", "any manufacturer")


def test_a_new_translation_in_xliff_is_fuzzy_until_it_is_approved(in_step: Workspace, edit: Edit) -> None:
    edit(f"locales/de/LC_MESSAGES/{SLUG}.po", 'msgstr "Botox und Filler"', 'msgstr ""')
    path = in_step.catalog_file("de", SLUG)
    for approved in (False, True):
        run("po2xliff", "--progress=none", path, path.with_suffix(".xlf"))
        xliff = path.with_suffix(".xlf").read_text(encoding="utf-8")
        unit = re.search(r"<trans-unit[^>]*>\s*<source>Botox and fillers</source>\s*<target[^>]*>[^<]*</target>", xliff)
        assert unit
        done = re.sub(r"<target[^>]*>[^<]*", "<target>Neuer Titel", unit[0])
        if approved:
            done = re.sub(r' approved="no"', "", done).replace("<trans-unit", '<trans-unit approved="yes"')
        path.with_suffix(".xlf").write_text(xliff.replace(unit[0], done), encoding="utf-8")
        run("xliff2po", "--progress=none", path.with_suffix(".xlf"), path)
        assert words(in_step, "de")["Botox and fillers"] == ("Neuer Titel", not approved)


def test_babel_compiles_every_catalogue(in_step: Workspace) -> None:
    for domain in (SLUG, INTERFACE):
        run("pybabel", "-q", "compile", "-D", domain, "-d", in_step.locales)
        assert len(list(in_step.locales.glob(f"*/LC_MESSAGES/{domain}.mo"))) == len(LANGUAGES)


def test_babel_starts_a_language_in_the_form_of_add_language(in_step: Workspace, tmp_path: Path) -> None:
    run("pybabel", "-q", "init", "-i", in_step.locales / f"{SLUG}.pot", "-d", in_step.locales, "-D", SLUG, "-l", "sv")
    assert not any(translation for translation, _ in words(in_step, "sv").values())
    changed = [file.path.name for file in update(in_step, ["sv"], write=False) if file.changed]
    assert changed == ["interface.po"], "the labels are started, and what Babel wrote stays as it is"


def test_an_edit_in_a_spreadsheet_reaches_its_message_and_no_other(in_step: Workspace, tmp_path: Path) -> None:
    """The three columns are place, source and translation; only the last is edited."""
    path, sheet, edited = in_step.catalog_file("de", SLUG), tmp_path / "de.csv", tmp_path / "de.po"
    run("po2csv", "--progress=none", path, sheet)
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["source"] == "Do not rub the area.":
            row["target"] = "Nicht an der Stelle reiben."
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    before = words(in_step, "de")
    run("csv2po", "--progress=none", "--unescape-formulas", "--template", path, sheet, edited)
    edited.replace(path)
    after = words(in_step, "de")
    assert {msgid for msgid in before if before[msgid] != after[msgid]} == {"Do not rub the area."}
    assert after["Do not rub the area."] == ("Nicht an der Stelle reiben.", False)


def test_the_weblate_client_finds_where_to_go() -> None:
    """Read as `wlc` reads it: an INI file with the section `weblate`; keys of servers stay in the user's own file."""
    config = ConfigParser()
    assert config.read(ROOT / ".weblate", encoding="utf-8")
    assert set(config["weblate"]) == {"url", "translation"}
    assert config["weblate"]["url"].endswith("/api/")
    assert config["weblate"]["translation"] == f"polyleaf/{SLUG}"
    assert config.sections() == ["weblate"]


def test_the_settings_for_weblate_name_files_that_are_there() -> None:
    settings = (ROOT / "docs" / "weblate.md").read_text(encoding="utf-8")
    for domain in (SLUG, INTERFACE):
        mask, base = f"locales/*/LC_MESSAGES/{domain}.po", f"locales/{domain}.pot"
        assert f"`{mask}`" in settings
        assert f"`{base}`" in settings
        assert len(list(ROOT.glob(mask))) == len(LANGUAGES)
        assert (ROOT / base).is_file()
