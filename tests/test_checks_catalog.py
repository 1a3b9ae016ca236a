"""The checks of a translation: each fires in Latin, Arabic and Han script, and keeps quiet on the real catalogues."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po, write_po

from polyleaf.checks.registry import checks_of
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import SLUG, edition
from tests.edits import edit_file

LANGUAGES = ("de", "ar", "fa", "zh_Hans")  # ar has Latin digits, fa its own
CHECKS = {check.id: check for check in checks_of(Stage.CATALOG)}
WAIT = "Wait at least {toxin_interval} before the next treatment."
RUB = "Do not rub the area."

# check id -> the message that is broken, its wrong translation (None: taken out), and what the check says of it
FAULTS: dict[str, tuple[str, str | None, str]] = {
    "message-missing": (RUB, None, "not translated: 'Do not rub the area.' (section aftercare)"),
    "message-untranslated": (RUB, RUB, "the translation repeats the source: 'Do not rub the area.'"),
    "message-fuzzy": (RUB, "FUZZY", "fuzzy: 'Do not rub the area.'"),
    "placeholder-differs": (WAIT, "… {toxin_recent} …", "{toxin_interval} is missing in the translation of"),
    "number-in-translation": (RUB, "… ٣ …", "free number ٣ in the translation of"),
    "markup-differs": (RUB, "… [x](https://example.org) …", "the links differ from those of"),
    "template-in-translation": (
        RUB,
        "… {{ clinic.name }} …",
        "template syntax '{{ clinic.name }}' in the translation of",
    ),
    "control-in-translation": (RUB, "… \ue000 …", "the character U+E000 in the translation of"),
    "path-in-translation": (RUB, "… ../../etc/passwd …", "'../../etc/passwd' in the translation of"),
    "html-in-translation": (RUB, "… <script>alert()</script> …", "HTML '<script>' in the translation of"),
}


def run(check_id: str, project: Workspace, language: str) -> list[Finding]:
    return list(CHECKS[check_id].findings(Inputs(edition(language), project).catalog_context()))


def break_message(project: Workspace, language: str, msgid: str, translation: str | None) -> None:
    path = project.catalog_file(language, SLUG)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    message = catalog[msgid]
    assert message is not None
    if translation == "FUZZY":
        message.flags.add("fuzzy")
    else:
        message.string = translation or ""
    with path.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)


def test_every_check_of_the_stage_has_a_fault() -> None:
    from tests import test_checks_meaning, test_checks_typography, test_planted_errors  # they break messages, too

    here = {*FAULTS, "catalog-foreign", "language-without-font", "term-differs", "term-forbidden"}
    typography = {check_id for check_id, *_ in test_checks_typography.FAULTS}
    here |= {"name-differs", *test_planted_errors.CAUGHT_BY}  # the former is in test_doses.py
    assert here | typography | {*test_checks_meaning.FAULTS, "language-without-lexicon"} == set(CHECKS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check_id", FAULTS)
def test_fires(check_id: str, language: str, project: Workspace) -> None:
    msgid, translation, said = FAULTS[check_id]
    break_message(project, language, msgid, translation)
    findings = run(check_id, project, language)
    assert [f for f in findings if said in f.message], [f.message for f in findings]
    lines = project.catalog_file(language, SLUG).read_text(encoding="utf-8").splitlines()
    assert all(lines[f.origin.line - 1].startswith("msgid") for f in findings)


@pytest.mark.parametrize("check_id", CHECKS)
def test_is_quiet_on_every_language(check_id: str, repository: Workspace) -> None:
    for language in repository.languages(SLUG):
        assert run(check_id, repository, language) == [], language


def test_a_critical_message_is_named_as_safety_text(project: Workspace) -> None:
    break_message(project, "de", "Bleeding problems", None)
    (finding,) = run("message-missing", project, "de")
    assert finding.message == "not translated: safety text 'Bleeding problems' (section who-should-avoid)"


@pytest.mark.parametrize(
    ("translation", "quiet"),
    [
        ("nach {toxin_onset.from} bis {toxin_onset.to} Tagen; {toxin_full}", True),
        ("nach {toxin_onset}; {toxin_full}", True),
        ("nach {toxin_onset.from} Tagen; {toxin_full}", False),
        ("nach {toxin_onset} und {toxin_onset}; {toxin_full}", False),
        ("nach {toxin_onset}; {toxin_ful}", False),
        ("nach {toxin_onset}; {toxin_full}}", False),
    ],
)
def test_a_translation_uses_the_values_in_either_form(project: Workspace, translation: str, *, quiet: bool) -> None:
    break_message(project, "de", "starts after {toxin_onset}, full effect by {toxin_full}", translation)
    assert (run("placeholder-differs", project, "de") == []) is quiet


def test_emphasis_that_got_lost_is_found(project: Workspace) -> None:
    for path in (project.brochure_file(SLUG), project.catalog_file("de", SLUG)):
        edit_file(project, project.relative(path), RUB, "Do **not** rub the area.", -1)
    (finding,) = run("markup-differs", project, "de")
    assert finding.message == "what is emphasized differs from 'Do **not** rub the area.'"
    break_message(project, "de", "Do **not** rub the area.", "Reiben Sie **nicht** an der Stelle.")
    assert run("markup-differs", project, "de") == []


def test_markup_that_does_not_close_is_found(project: Workspace) -> None:
    break_message(project, "zh_Hans", RUB, "**不要揉搓注射部位。")
    (finding,) = run("markup-differs", project, "zh_Hans")
    assert "'**' is printed as it is" in finding.message


def test_language_without_font_fires(project: Workspace) -> None:
    path = project.root / "styles" / "fonts.yaml"
    lock = path.read_text(encoding="utf-8").replace("languages: [ar]", "languages: [ur]")
    path.write_text(lock.replace("languages: [ar,", "languages: [ur,"), encoding="utf-8")
    (finding,) = run("language-without-font", project, "ar")
    assert finding.message == "no family of the font lock is for Arabic"


@pytest.mark.parametrize("language", LANGUAGES)
def test_term_differs_fires_when_the_glossary_word_is_missing(project: Workspace, language: str) -> None:
    break_message(project, language, "Botulinum toxin relaxes a muscle.", "…")
    messages = [finding.message for finding in run("term-differs", project, language)]
    assert len(messages) == 2
    assert messages[0].startswith("'botulinum toxin' is not translated by ")
    assert messages[1].startswith("'muscle' is not translated by ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_term_forbidden_fires_on_a_forbidden_word(project: Workspace, language: str) -> None:
    glossary = Inputs(edition(language), project).glossary
    assert glossary
    word = glossary.forbidden[0].words[0]
    break_message(project, language, RUB, f"… {word} …")
    (finding,) = run("term-forbidden", project, language)
    assert finding.message.startswith(f"{word!r} in the translation of 'Do not rub the area.': ")


def test_a_turkish_capital_i_is_the_letter_of_the_glossary(repository: Workspace) -> None:
    words = Inputs(edition("tr"), repository).words
    assert "İğne" in str(words.get("You have an infection where the injection would go."))
    assert run("term-differs", repository, "tr") == []


def test_every_translation_has_a_glossary(repository: Workspace) -> None:
    for language in repository.languages(SLUG):
        if language != "en_GB":
            glossary = Inputs(edition(language), repository).glossary
            assert glossary, language
            assert len(glossary.terms) > 15
            assert glossary.forbidden


@pytest.mark.parametrize(
    ("language", "foreign"), [("ar", "Blutungen"), ("zh_Hans", "Blutungen"), ("de", "كدمات"), ("de", "…")]
)
def test_a_translation_in_another_script_is_found(project: Workspace, language: str, foreign: str) -> None:
    break_message(project, language, "Bleeding problems", foreign)
    (finding,) = run("message-untranslated", project, language)
    assert finding.message.startswith("no letter of the ")
    assert "safety text 'Bleeding problems'" in finding.message


def test_a_word_spelled_as_in_the_source_is_allowed_by_name(project: Workspace) -> None:
    assert run("message-untranslated", project, "de") == []
    edit_file(project, "locales/de/glossary.yaml", "same_as_source: [Keloid]", "")
    (finding,) = run("message-untranslated", project, "de")
    assert finding.message == "the translation repeats the source: 'Keloid'"


@pytest.mark.parametrize(
    "translation",
    ["{% if x %}", "{# x #}", "a {{x}} b", "{{", "{%"],
)
def test_template_syntax_is_one_finding_of_its_own(project: Workspace, translation: str) -> None:
    break_message(project, "de", RUB, f"Nicht reiben. {translation}")
    assert len(run("template-in-translation", project, "de")) == 1
    assert run("placeholder-differs", project, "de") == []


@pytest.mark.parametrize(
    "char", ["\x85", "\u2028", "\ue000", "\ufffd", "\ufffe", "\u202e", "\t", "\n", "\r", "\U000f0000"]
)
def test_a_character_that_is_no_letter_is_found(project: Workspace, char: str) -> None:
    break_message(project, "de", RUB, f"Nicht {char}reiben.")
    (finding,) = run("control-in-translation", project, "de")
    assert finding.message.startswith(f"the character U+{ord(char):04X} in the translation of")


@pytest.mark.parametrize("char", ["\u200c", "\u200d", "\u200f", "\u00ad", "\u00a0", "\u2060"])
def test_joiners_marks_and_spaces_are_letters_of_their_languages(project: Workspace, char: str) -> None:
    break_message(project, "de", RUB, f"Nicht {char}reiben.")
    assert run("control-in-translation", project, "de") == []


@pytest.mark.parametrize("char", ["\u00ad", "\u200b", "\u2060"])
def test_a_break_mark_within_a_term_is_no_other_word(project: Workspace, char: str) -> None:
    source = "Never stop a prescribed blood thinner without asking the person who prescribed it."
    translation = Inputs(edition("de"), project).catalog_context().words.get(source)
    assert translation
    assert "Blutverdünner" in translation
    break_message(project, "de", source, translation.replace("Blutverdünner", f"Blut{char}verdünner"))
    assert [*run("term-differs", project, "de"), *run("term-unmatched", project, "de")] == []


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "~/brochure", "C:\\\\Users\\\\x", "\\\\\\\\server\\\\x", "file:///x", "https://example.org"]
)
def test_a_path_or_an_address_is_found(project: Workspace, path: str) -> None:
    break_message(project, "de", RUB, f"Nicht reiben {path} …")
    assert len(run("path-in-translation", project, "de")) == 1


@pytest.mark.parametrize("words", ["Sie und/oder er", "Patient:innen", "Mo / Di", "z. B. /ja", "24/7", "Ende..."])
def test_slashes_and_stops_of_prose_are_no_paths(project: Workspace, words: str) -> None:
    break_message(project, "de", RUB, words)
    assert run("path-in-translation", project, "de") == []


def test_the_catalogue_of_another_brochure_is_one_finding(project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    path.write_bytes(
        path.read_bytes().replace(b'\nmsgid "', b'\nmsgid "Other ').replace(b'\nmsgid "Other "', b'\nmsgid ""')
    )
    (finding,) = run("catalog-foreign", project, "de")
    assert finding.message.startswith("the catalogue has ")
    assert "of which this source has hardly any" in finding.message
    assert str(finding.origin) == f"locales/de/LC_MESSAGES/{SLUG}.po:1"
    assert not [f for f in run("message-missing", project, "de") if f.origin.path == finding.origin.path]
