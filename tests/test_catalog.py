"""Extraction is complete and stable, stock tools work, and a wrong catalogue is refused whole."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from polyleaf.content.brochure import texts
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation.extraction import INTERFACE, extract
from polyleaf.translation.source_messages import brochure_messages
from polyleaf.translation.words import load_words
from tests.conftest import ROOT, SLUG
from tests.tools import needs

Edit = Callable[[str, str, str], None]
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
BIN = Path(sys.executable).parent


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def entries(catalog: Catalog) -> dict[object, tuple[set[str], str]]:
    """What stands with each message; how its comments are wrapped does not matter.

    An extractor of Babel's has no way to set a flag; the limit stands in the comments.
    """
    return {
        message.id: ({flag for flag in message.flags if "max-length" not in flag}, " ".join(message.auto_comments))
        for message in catalog
        if message.id
    }


@pytest.mark.parametrize("domain", [SLUG, INTERFACE])
def test_a_limit_is_a_flag_for_weblate_and_a_comment_for_all_others(domain: str) -> None:
    limited = [
        message for message in read(ROOT / "locales" / f"{domain}.pot") if "Max-length: " in str(message.auto_comments)
    ]
    assert limited
    for message in limited:
        (flag,) = (flag for flag in message.flags if flag.startswith("max-length:"))
        assert f"Max-length: {flag.removeprefix('max-length:')}" in " ".join(message.auto_comments)


def test_the_templates_in_the_repository_are_fresh(project: Workspace) -> None:
    assert [changed for _, changed in extract(project)] == [False, False]


def test_extraction_changes_what_changed_and_then_nothing(project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "Do not rub the area.", "Do not press the area.")
    assert [changed for _, changed in extract(project)] == [True, False]
    before = {path: path.read_bytes() for path in project.locales.glob("*.pot")}
    assert [changed for _, changed in extract(project)] == [False, False]
    assert {path: path.read_bytes() for path in project.locales.glob("*.pot")} == before


def test_every_text_is_a_message_with_its_section(repository: Workspace) -> None:
    brochure, _ = load_brochure(repository, SLUG)
    catalog = read(repository.locales / f"{SLUG}.pot")
    for text in texts(brochure):
        message = catalog[text.text]
        assert message is not None
        assert any(comment.startswith("Section: ") for comment in message.auto_comments)


def test_safety_text_values_and_notes_are_told_to_the_translator(repository: Workspace) -> None:
    content = (repository.locales / f"{SLUG}.pot").read_text(encoding="utf-8")
    assert "#. Section: who-should-avoid, for patients (safety text: critical)" in content
    assert "#. {toxin_lasts} prints: 3–4 months" in content
    assert '#. Note: Squint (strabismus) is not "lazy eye" (amblyopia), which is another condition.' in content
    assert '#, python-brace-format\nmsgid "{toxin_visit}"' in content
    assert not re.search(r"^#: .*:\d", content, re.MULTILINE), "places name the file only"


def test_a_message_in_a_safety_section_and_elsewhere_is_critical(repository: Workspace) -> None:
    brochure, _ = load_brochure(repository, SLUG)
    messages = {message.msgid: message for message in brochure_messages(brochure)}
    assert messages["Botulinum toxin"].critical, "it heads a list of contraindications"
    assert messages["Do not rub the area."].critical is False
    assert messages["Bleeding problems"].critical
    assert messages["Tell your practitioner first about:"].sections == ("who-should-avoid",)


@pytest.mark.parametrize(
    ("domain", "folder", "options"),
    [(SLUG, "brochures", []), (INTERFACE, "templates", ["--strip-comments"])],
)
def test_stock_pybabel_extracts_the_same(domain: str, folder: str, options: list[str], tmp_path: Path) -> None:
    pot = tmp_path / "stock.pot"
    command: list[str | Path] = [
        BIN / "pybabel",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        "-c",
        "Note:",
        *options,
        "-o",
        pot,
        folder,
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    stock, ours = read(pot), read(ROOT / "locales" / f"{domain}.pot")
    assert entries(stock) == entries(ours)


def test_stock_pybabel_starts_updates_and_compiles_a_catalogue(tmp_path: Path) -> None:
    pot, po, mo = ROOT / "locales" / f"{SLUG}.pot", tmp_path / "sv.po", tmp_path / "sv.mo"
    commands: tuple[list[str | Path], ...] = (
        ["init", "-i", pot, "-o", po, "-l", "sv"],
        ["update", "-i", pot, "-o", po, "-l", "sv", "-D", SLUG],
        ["compile", "-i", po, "-o", mo, "-l", "sv"],
    )
    for arguments in commands:
        subprocess.run([BIN / "pybabel", "-q", *arguments], check=True)
    assert mo.is_file()


@needs("msgfmt")
def test_gnu_msgfmt_accepts_every_catalogue() -> None:
    for path in sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po")):
        command: list[str | Path] = ["msgfmt", "--check", "--statistics", "-o", "/dev/null", path]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        )
        assert done.returncode == 0, done.stderr
        assert "fuzzy" not in done.stderr
        assert "untranslated" not in done.stderr


def refused(project: Workspace) -> list[Finding]:
    with pytest.raises(InputError) as caught:
        load_words(project, SLUG, language("de"), "en")
    assert all(finding.check_id == "catalog-invalid" and finding.hint for finding in caught.value.findings)
    return caught.value.findings


def test_a_string_without_its_closing_quote_is_refused_with_its_line(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr "Reiben Sie nicht an der Stelle.')
    (finding,) = refused(project)
    lines = (project.root / GERMAN).read_text(encoding="utf-8").splitlines()
    assert "not PO syntax" in finding.message
    assert lines[finding.origin.line - 1].startswith('msgstr "Reiben')


@pytest.mark.parametrize("junk", ["<<<<<<< HEAD", "msgstr", "nonsense", 'msgid "a" "b"'])
def test_lines_that_are_not_po_are_refused(project: Workspace, junk: str) -> None:
    path = project.root / GERMAN
    path.write_text(path.read_text(encoding="utf-8") + f"\n{junk}\n", encoding="utf-8")
    assert refused(project)


def test_a_message_without_its_translation_line_is_refused(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."\n', "")
    assert refused(project)


def test_another_charset_is_refused(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "charset=utf-8", "charset=iso-8859-1")
    (finding,) = refused(project)
    assert finding.message == "the charset is iso-8859-1, not UTF-8"
    assert finding.origin.line > 1


def test_bytes_that_are_not_utf_8_are_refused(project: Workspace) -> None:
    path = project.root / GERMAN
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xfc", 1))
    (finding,) = refused(project)
    assert finding.message == "not UTF-8"


def test_another_plural_rule_is_refused(project: Workspace) -> None:
    path = project.root / GERMAN
    content = re.sub(
        r'"Plural-Forms: .*\\n"', '"Plural-Forms: nplurals=3; plural=0;\\\\n"', path.read_text(encoding="utf-8")
    )
    path.write_text(content, encoding="utf-8")
    (finding,) = refused(project)
    assert finding.message == "Plural-Forms is 'nplurals=3; plural=0;', not that of German"


def test_a_message_that_stands_twice_is_refused(project: Workspace) -> None:
    path = project.root / GERMAN
    again = '\nmsgid "Bleeding problems"\nmsgstr "Etwas anderes"\n'
    path.write_text(path.read_text(encoding="utf-8") + again, encoding="utf-8")
    (finding,) = refused(project)
    assert finding.message.startswith('the message "Bleeding problems" stands in line ')


def test_a_message_with_a_context_is_refused(project: Workspace) -> None:
    path = project.root / GERMAN
    other = '\nmsgctxt "other"\nmsgid "Nothing of ours"\nmsgstr "Nichts"\n'
    path.write_text(path.read_text(encoding="utf-8") + other, encoding="utf-8")
    (finding,) = refused(project)
    assert finding.message == "a message with a context"


def test_a_catalogue_of_another_language_is_refused(project: Workspace) -> None:
    italian = project.catalog_file("it", SLUG).read_bytes()
    (project.root / GERMAN).write_bytes(italian)
    (finding,) = refused(project)
    assert finding.message == "the header says Language: it, the folder de"


def test_a_language_without_catalogue_is_refused(project: Workspace) -> None:
    with pytest.raises(InputError, match="there is no such catalogue"):
        load_words(project, SLUG, language("sv"), "en")


def test_british_english_holds_what_differs_and_falls_back_to_the_source(project: Workspace) -> None:
    words = load_words(project, SLUG, language("en_GB"), "en")
    assert words.get("Visit") == "Appointment"
    assert words.get("Bleeding problems") == "Bleeding problems"
    assert load_words(project, SLUG, language("de"), "en").get("Not in the catalogue") is None


def test_the_source_language_says_itself(project: Workspace) -> None:
    assert load_words(project, SLUG, language("en"), "en").get("Bleeding problems") == "Bleeding problems"
