"""What translators do with other tools than ours: every way there and back changes no translation.

The real programs of GNU gettext, Babel and the Translate Toolkit (which is also what Weblate reads and writes PO files
with) on the real catalogues; our strict reader has the last word.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation import po
from polyleaf.translation.extraction import INTERFACE
from polyleaf.translation.merge import carried_over, update
from tests.conftest import ROOT, SLUG
from tests.tools import needs

pytestmark = [needs("msgfmt"), pytest.mark.slow]
Edit = Callable[..., None]
Words = dict[str, tuple[str, bool]]
BIN = Path(sys.executable).parent
LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "locales").glob(f"*/LC_MESSAGES/{SLUG}.po"))
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


def form(project: Workspace, code: str, domain: str = SLUG) -> list[bytes]:
    """The lines that a catalogue has in git; without those of the header that GNU takes from the template."""
    content = po.content_of(po.read(project, domain, language(code)))
    templates = (b'"POT-Creation-Date', b'"Report-Msgid-Bugs-To')
    return [line for line in content.splitlines() if not line.startswith(templates)]


Way = Callable[[Sequence[Path]], None]
"""What is done to catalogues. The Toolkit and Babel take whole folders: a program is started once, not once a file."""


def csv_and_back(paths: Sequence[Path]) -> None:
    with gathered(paths) as (pos, sheets, edited):
        run("po2csv", "--progress=none", pos, sheets)
        run("csv2po", "--progress=none", "--unescape-formulas", "--template", pos, sheets, edited)


def xliff_and_back(paths: Sequence[Path]) -> None:
    with gathered(paths) as (pos, xliffs, edited):
        run("po2xliff", "--progress=none", pos, xliffs)
        run("xliff2po", "--progress=none", xliffs, edited)


@contextmanager
def gathered(paths: Sequence[Path]) -> Iterator[tuple[Path, Path, Path]]:
    """A folder with copies of the catalogues, one for another form, and one from which they are written back."""
    with TemporaryDirectory() as name:
        folders = tuple(Path(name, folder) for folder in ("po", "between", "edited"))
        names = {path: f"{path.parent.parent.name}.{path.name}" for path in paths}
        for folder in folders:
            folder.mkdir()
        for path in paths:
            shutil.copy(path, folders[0] / names[path])
        yield folders[0], folders[1], folders[2]
        for path in paths:
            shutil.copy(folders[2] / names[path], path)


def merged_with_gnu(paths: Sequence[Path]) -> None:
    for path in paths:
        run("msgmerge", "--quiet", "--previous", "--update", "--backup=none", path, template_of(path))


def merged_with_babel(paths: Sequence[Path]) -> None:
    """All languages at once, unless there is one catalogue."""
    chosen = ("-l", paths[0].parent.parent.name) if len(paths) == 1 else ()
    for template in sorted({template_of(path) for path in paths}):
        words = (*chosen, "-D", template.stem, "-i", template, "-d", template.parent)
        run("pybabel", "-q", "update", "--previous", "-w", "100", *words)


def saved_by_gnu(paths: Sequence[Path]) -> None:
    """As Poedit saves: GNU's own form, wrapped at 79 columns."""
    for path in paths:
        run("msgcat", "-o", path, path)


def template_of(path: Path) -> Path:
    return path.parents[2] / f"{path.stem}.pot"


WAYS = [csv_and_back, xliff_and_back, merged_with_gnu, merged_with_babel, saved_by_gnu]


@pytest.mark.parametrize("way", WAYS)
def test_there_and_back_changes_no_translation_and_update_gives_the_same_bytes(way: Way, in_step: Workspace) -> None:
    if "merged" in way.__name__:
        shutil.rmtree(in_step.locales / "en_GB")  # British English, merged, is a test of its own
    catalogues = [(code, domain) for code in in_step.languages(SLUG) for domain in (SLUG, INTERFACE)]
    translations = {catalogue: words(in_step, *catalogue) for catalogue in catalogues}
    # British English has no label of its own, and the converters write no file without messages.
    full = [catalogue for catalogue in catalogues if translations[catalogue]]
    assert len(full) >= 2 * len(LANGUAGES) - 2
    before = {catalogue: form(in_step, *catalogue) for catalogue in full}
    way([in_step.catalog_file(*catalogue) for catalogue in full])
    for catalogue in full:
        assert words(in_step, *catalogue) == translations[catalogue], catalogue
        run("msgfmt", "--check", "-o", "/dev/null", in_step.catalog_file(*catalogue))
    update(in_step, in_step.languages(SLUG))
    for catalogue in full:
        assert form(in_step, *catalogue) == before[catalogue], catalogue


def test_a_variant_merged_by_stock_tools_says_the_same_with_empty_messages(in_step: Workspace) -> None:
    """`msgmerge` adds the source's messages to British English, empty; `update` takes them out again."""
    path = in_step.catalog_file("en_GB", SLUG)
    before, translations = form(in_step, "en_GB"), words(in_step, "en_GB")
    merged_with_gnu([path])
    merged = words(in_step, "en_GB")
    assert len(merged) > 100
    assert {msgid: found for msgid, found in merged.items() if found[0] and not found[1]} == translations
    update(in_step, ["en_GB"])
    assert form(in_step, "en_GB") == before


@pytest.mark.parametrize("merged", [merged_with_gnu, merged_with_babel])
def test_after_an_edit_stock_tools_and_ours_suggest_the_same(merged: Way, in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "Do not rub the area.", "Do not press the area.", 2)
    before = in_step.catalog_file("de", SLUG).read_bytes()
    update(in_step, ["de"])
    ours = words(in_step, "de")
    in_step.catalog_file("de", SLUG).write_bytes(before)
    merged([in_step.catalog_file("de", SLUG)])
    assert words(in_step, "de") == ours
    assert ours["Do not press the area."] == ("Reiben Sie nicht an der Stelle.", True)


def previous(project: Workspace) -> dict[str, list[str]]:
    """The messages of the German catalogue with a previous msgid."""
    catalog = po.read(project, SLUG, language("de"))
    return {str(message.id): message.previous_id for message in catalog if message.previous_id}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_confirms_a_suggestion(way: Way, in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "This leaflet is not connected with any", "This leaflet is not connected with its")
    update(in_step, ["de"])
    ours, before = words(in_step, "de"), form(in_step, "de")
    assert [fuzzy for _, fuzzy in ours.values()].count(True) == 1
    assert len(previous(in_step)) == 1
    way([in_step.catalog_file("de", SLUG)])
    after = words(in_step, "de")
    assert {msgid: after[msgid] for msgid in ours} == ours
    assert len(after) <= len(ours) + 1  # po2xliff takes the obsolete message with it; update puts it back to its place
    update(in_step, ["de"])
    lost = b"#|" if way is xliff_and_back else b"nothing"  # XLIFF has no place for the older wording
    assert form(in_step, "de") == [line for line in before if not line.startswith(lost)]


@pytest.mark.parametrize("way", WAYS)
def test_the_record_of_an_unchanged_meaning_survives_every_way(way: Way, in_step: Workspace, edit: Edit) -> None:
    now = "This leaflet is not connected with its manufacturer."
    edit(SOURCE, "This leaflet is not connected with any manufacturer.", now)
    brand = f"Botox is a registered trademark of its owner. {now}"
    update(in_step, ["de"], [brand])
    way([in_step.catalog_file("de", SLUG)])
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
    assert [file.path.name for file in update(in_step, ["sv"], write=False) if file.changed] == []


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
