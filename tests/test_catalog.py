"""Extraction is complete and stable, stock tools work, and a wrong catalogue is refused whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from polyleaf.checks.registry import run_checks
from polyleaf.content.brochure import texts
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.translation.extraction import extract
from polyleaf.translation.merge import update
from polyleaf.translation.source_messages import brochure_messages
from polyleaf.translation.words import SourceWords, Words, is_variant, load_words
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit, edit_file
from tests.tools import needs

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
    assert [changed for _, changed in extract(project)] == [False, False, False]


def test_extraction_changes_what_changed_and_then_nothing(project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "Do not rub the area.", "Do not press the area.")
    assert [changed for _, changed in extract(project)] == [True, False, False]
    before = {path: path.read_bytes() for path in project.locales.glob("*.pot")}
    assert [changed for _, changed in extract(project)] == [False, False, False]
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


PLURALS = re.compile(r'"Plural-Forms: (?:.*\n)*?(?="MIME)')

# how other programs write a catalogue, of which none is a fault: its language, and what is replaced by what
TAKEN: dict[str, tuple[str, str | re.Pattern[str], str]] = {
    "a blank behind the language": ("de", "Language: de\\n", "Language: de \\n"),
    "the date of an empty template": ("de", re.compile("POT-Creation-Date: .*?0000"), "POT-Creation-Date: YEAR-MO-DA"),
    "a blank date": ("de", re.compile("PO-Revision-Date: .*?0000"), "PO-Revision-Date: "),
    "a comment that names a charset": ("de", "# German", "# Converted from charset=ISO-8859-1.\n# German"),
    "Weblate's plurals of Persian": ("fa", PLURALS, '"Plural-Forms: nplurals=2; plural=n > 1;\\\\n"\n'),
    "Weblate's plurals of Arabic": (
        "ar",
        PLURALS,
        '"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : '
        'n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;\\\\n"\n',
    ),
    "no plurals": ("de", PLURALS, ""),
    "CLDR's older code": ("zh_Hans", "Language: zh_Hans", "Language: zh_CN"),
    "a hyphen": ("pt_BR", "Language: pt_BR", "Language: pt-BR"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_a_header_of_another_program_is_no_fault(case: str, in_step: Workspace) -> None:
    code, old, new = TAKEN[case]
    path = in_step.catalog_file(code, SLUG)
    before = load_words(in_step, SLUG, language(code), "en")
    content = path.read_text(encoding="utf-8")
    replaced = content.replace(old, new, 1) if isinstance(old, str) else old.sub(new, content, count=1)
    assert replaced != content
    path.write_text(replaced, encoding="utf-8")
    after = load_words(in_step, SLUG, language(code), "en")
    assert {msgid: after.get(msgid) for msgid in after.messages} == {
        msgid: before.get(msgid) for msgid in before.messages
    }
    assert [file.path for file in update(in_step, [code]) if file.changed] == []


@pytest.mark.parametrize("flags", ["#, fuzzy no-wrap", "#= fuzzy", "#,fuzzy", "#, Fuzzy", "#,\tno-wrap;fuzzy"])
def test_a_text_marked_as_unconfirmed_in_any_spelling_is_not_printed(
    flags: str, in_step: Workspace, edit: Edit
) -> None:
    msgid = "What is the difference?"
    edit(GERMAN, f'msgid "{msgid}"', f'{flags}\nmsgid "{msgid}"')
    assert load_words(in_step, SLUG, language("de"), "en").get(msgid) is None
    found = run_checks(Stage.CATALOG, Inputs(edition("de"), in_step).catalog_context())
    assert [finding.message for finding in found if finding.check_id == "message-fuzzy"] == [f"fuzzy: {msgid!r}"]
    assert [file.path for file in update(in_step, ["de"]) if file.changed] == []


@pytest.mark.parametrize("again", ['msgid  "{}"', 'msgid\t"{}"', '  msgid "{}"', 'msgid ""\n"{}"'])
def test_a_message_that_stands_twice_in_any_spelling_is_refused(again: str, project: Workspace) -> None:
    path = project.root / GERMAN
    content = path.read_text(encoding="utf-8")
    path.write_text(content + f'\n{again.format("What is the difference?")}\nmsgstr\t"Falsch"\n', encoding="utf-8")
    (finding,) = refused(project)
    assert finding.message.startswith('the message "What is the difference?" is in line ')
    assert finding.origin.line == content.count("\n") + 2


def test_a_plural_rule_that_cannot_be_worked_out_is_refused(project: Workspace) -> None:
    edit_file(project, GERMAN, "plural=(n != 1)", "plural=(n !! 1)")
    content = (project.root / GERMAN).read_text(encoding="utf-8")
    (finding,) = refused(project)
    assert finding.message.startswith("Plural-Forms has an expression that cannot be worked out: nplurals=2;")
    assert content.split("\n")[finding.origin.line - 1].startswith('"Plural-Forms')


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


@pytest.mark.parametrize(
    ("code", "source", "variant"),
    [
        ("en_GB", "en", True),
        ("pt_PT", "pt_BR", True),
        ("zh_TW", "zh_Hant", True),
        ("zh_Hant", "zh_Hans", False),
        ("zh_TW", "zh_Hans", False),
        ("sr_Latn", "sr", False),
        ("de", "en", False),
    ],
)
def test_only_another_region_of_the_source_language_falls_back_to_it(code: str, source: str, variant: bool) -> None:
    assert is_variant(language(code), source) is variant


def test_a_language_in_another_script_than_the_source_is_missing_what_it_does_not_say(project: Workspace) -> None:
    content = project.catalog_file("zh_Hans", SLUG).read_text(encoding="utf-8")
    path = project.catalog_file("zh_Hant", SLUG)
    path.parent.mkdir(parents=True)
    path.write_text(content.replace("Language: zh_Hans", "Language: zh_Hant"), encoding="utf-8")
    words = load_words(project, SLUG, language("zh_Hant"), "zh_Hans")
    assert not isinstance(words, SourceWords)
    assert words.get("Not in the catalogue") is None


@pytest.mark.parametrize(("source", "direction"), [("en", "ltr"), ("ar", "rtl"), ("pt_BR", "ltr")])
def test_what_a_draft_lacks_is_printed_as_the_language_that_it_is_in(
    source: str, direction: str, repository: Workspace
) -> None:
    inputs = Inputs(edition("de"), repository)
    brochure = inputs.brochure.model_copy(update={"language": source})
    draft = LocalizedBrochure(brochure, language("de"), Words(""), Words(""), inputs.clinic, draft=True)
    opening = f'<span class="untranslated" lang="{language(source).tag}" dir="{direction}">'
    assert draft.html(next(texts(brochure))).startswith(opening)
    assert draft.label("Opening hours").startswith('<span class="untranslated" lang="en" dir="ltr">')


def test_the_source_language_says_itself(project: Workspace) -> None:
    assert load_words(project, SLUG, language("en"), "en").get("Bleeding problems") == "Bleeding problems"
