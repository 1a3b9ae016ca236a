"""A brochure may be written in any language; the labels of the templates are translated from English in each."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import UsageError
from polyleaf.core.findings import Severity
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.statement_reader import load_wording
from polyleaf.pipeline.inputs import TextInputs
from polyleaf.review.translation_status import status
from polyleaf.translation import po
from polyleaf.translation.merge import update
from polyleaf.translation.new_language import add_language
from tests.conftest import ROOT
from tests.store import build
from tests.subjects import copied

PAGE = {"de": "Seite 1 von 1", "en": "Page 1 of 1"}
GERMAN_LABELS = ROOT / "locales" / "de" / "LC_MESSAGES" / "interface.po"


@pytest.fixture
def german(repository: Workspace, tmp_path: Path) -> Workspace:
    """A brochure in German, with an English translation and no labels of its own."""
    return copied("german", tmp_path / "project", repository)


@pytest.fixture
def arabic(repository: Workspace, tmp_path: Path) -> Workspace:
    return copied("arabic", tmp_path / "project", repository)


def errors(result: Result) -> list[str]:
    return [finding.message for finding in result.findings if finding.severity is Severity.ERROR]


def sheet(slug: str, code: str, project: Workspace) -> Result:
    return build(Edition(slug, code, "sheet", "a4", "example"), project)


def words_of(result: Result) -> str:
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("code", ["de", "en"])
def test_from_german_its_labels_are_in_the_language_of_the_page(code: str, german: Workspace) -> None:
    result = sheet("wunde", code, german)
    assert errors(result) == []
    words = words_of(result)
    other = "en" if code == "de" else "de"
    assert PAGE[code] in words
    assert PAGE[other] not in words


@pytest.mark.parametrize("form", ["sheet", "web"])
def test_arabic_is_a_source(form: str, arabic: Workspace) -> None:
    result = build(Edition("jurh", "ar", form, "" if form == "web" else "a4", "example"), arabic)
    assert errors(result) == []
    assert result.files


def test_a_label_that_the_language_lacks_is_missing_and_never_english(german: Workspace) -> None:
    own = german.catalog_file("de", INTERFACE)
    own.parent.mkdir(parents=True)
    translated = 'msgid "Page {page} of {pages}"\nmsgstr "Seite {page} von {pages}"'
    content = GERMAN_LABELS.read_text(encoding="utf-8")
    assert translated in content
    own.write_text(content.replace(translated, translated.rpartition("msgstr")[0] + 'msgstr ""'), encoding="utf-8")
    german.refresh()
    result = sheet("wunde", "de", german)
    assert errors(result) == ["not translated: 'Page {page} of {pages}'"]
    assert not result.files


def test_a_language_without_labels_is_refused(german: Workspace) -> None:
    path = german.brochure_file("wunde")
    path.write_text(path.read_text(encoding="utf-8").replace("language: de", "language: cs"), encoding="utf-8")
    german.refresh()
    result = sheet("wunde", "cs", german)
    (finding,) = [finding for finding in result.findings if finding.message == "there is no such catalogue"]
    assert finding.origin.path == "locales/cs/LC_MESSAGES/interface.po"
    assert finding.hint == "Start the language with `polyleaf add-language cs`."


def test_english_is_started_as_a_translation(german: Workspace) -> None:
    for path in sorted((german.locales / "en").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (german.locales / "en").rmdir()
    german.refresh()
    written = [german.relative(path) for path in add_language(german, "en")]
    assert written == ["locales/en/LC_MESSAGES/wunde.po", "locales/en/glossary.yaml"]
    with pytest.raises(UsageError, match="'de' is the language that the source is written in"):
        add_language(german, "de")


def test_another_language_starts_with_the_labels_that_the_engine_has(german: Workspace) -> None:
    add_language(german, "fr")
    labels = [message for message in po.read(german, INTERFACE, language("fr")) if message.id]
    assert labels
    assert all(message.string for message in labels)
    assert not any(message.string for message in po.read(german, "wunde", language("fr")) if message.id)
    rows, _ = status(german, ["fr"])
    assert {(row.catalogue, row.missing == 0) for row in rows} == {("wunde", False), (INTERFACE, True)}


def test_the_labels_are_compared_with_english_and_the_text_with_german(german: Workspace) -> None:
    parts = TextInputs("wunde", "en", german).catalog_parts()
    sources = [german.load(load_wording, language(code)) for code in ("de", "en")]
    assert all(part.source_wording is source for part, source in zip(parts, sources, strict=True))
    assert [bool(part.messages) for part in parts] == [True, False]
    assert [bool(part.labels) for part in parts] == [False, True]


def test_a_negation_that_is_lost_on_the_way_to_english_is_found(german: Workspace) -> None:
    path = german.catalog_file("en", "wunde")
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("Do not drive yourself", "Drive yourself"), encoding="utf-8")
    german.refresh()
    assert [message for message in errors(sheet("wunde", "en", german)) if "negates" in message]


def test_a_second_brochure_gets_the_catalogues_of_every_language(german: Workspace) -> None:
    first = german.brochure_file("wunde")
    second = german.brochure_file("zweite")
    second.parent.mkdir()
    second.write_bytes(first.read_bytes())
    german.refresh()
    rows, findings = status(german)
    assert "zweite" not in {row.catalogue for row in rows}
    assert [finding.hint for finding in findings] == ["Start the file with `polyleaf update`."]
    behind = [german.relative(file.path) for file in update(german, write=False) if file.behind]
    assert "locales/en/LC_MESSAGES/zweite.po" in behind
    update(german)
    assert [file for file in update(german, write=False) if file.behind] == []
    missing = {row.catalogue: row.missing for row in status(german)[0]}
    assert missing["wunde"] == 0
    assert missing["zweite"] > 10
