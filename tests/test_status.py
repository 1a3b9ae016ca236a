"""The counts are those of the real catalogues, and every report tells the same."""

from __future__ import annotations

import json
import subprocess

import pytest

from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.workspace import Workspace
from polyleaf.review.translation_status import CatalogStatus, as_markdown, as_text, status
from polyleaf.translation.merge import update
from polyleaf.translation.source_messages import brochure_messages
from tests.commands import call
from tests.conftest import SLUG
from tests.edits import Edit
from tests.tools import needs

SOURCE = f"brochures/{SLUG}/brochure.yaml"
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"


def german(project: Workspace) -> CatalogStatus:
    rows, findings = status(project, ["de"])
    assert findings == []
    return next(row for row in rows if row.catalogue == SLUG)


def test_every_catalogue_has_a_row_and_the_counts_add_up(repository: Workspace) -> None:
    rows, findings = status(repository)
    assert findings == []
    assert {row.language for row in rows} == set(repository.languages(SLUG))
    messages = brochure_messages(load_brochure(repository, SLUG)[0])
    for row in rows:
        if row.language != "en_GB":
            assert row.translated + row.fuzzy + row.missing == row.messages
        if row.catalogue == SLUG:
            assert row.messages == len(messages)


@needs("msgfmt")
def test_the_counts_are_those_of_gnu_msgfmt(in_step: Workspace, edit: Edit) -> None:
    edit(SOURCE, "Do not rub the area.", "Do not press the area.", 2)
    edit(GERMAN, 'msgstr "Botox und Filler"', 'msgstr ""')
    update(in_step, ["de"])
    row = german(in_step)
    done = subprocess.run(
        ["msgfmt", "--statistics", "-o", "/dev/null", in_step.root / GERMAN],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == f"{row.translated} translated messages, 1 fuzzy translation, 1 untranslated message.\n"
    assert (row.fuzzy, row.missing, row.critical_missing) == (1, 1, 0)


def test_a_safety_text_is_missing_without_a_translation_and_when_fuzzy(in_step: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgid "Bleeding problems"', '#, fuzzy\nmsgid "Bleeding problems"')
    assert (german(in_step).fuzzy, german(in_step).critical_missing) == (1, 1)


def test_a_variant_counts_what_differs_and_lacks_nothing(repository: Workspace) -> None:
    rows, _ = status(repository, ["en_GB"])
    brochure, interface = rows
    assert (brochure.translated, brochure.missing) == (9, 0)
    assert (interface.translated, interface.missing) == (0, 0)


def test_labels_are_not_approved_and_texts_are_counted(repository: Workspace) -> None:
    rows, _ = status(repository, ["de"])
    assert [(row.approved, row.stale) for row in rows] == [(0, 0), (None, None)]
    assert as_text(rows).splitlines()[2].split()[-2:] == ["–", "–"]


def test_the_text_stands_in_columns(repository: Workspace) -> None:
    rows, _ = status(repository)
    lines = as_text(rows).splitlines()
    assert lines[0].split("  ")[0] == "Language"
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) == len(rows) + 1


def test_markdown_is_a_table_with_numbers_to_the_right(repository: Workspace) -> None:
    head, rule, first, *_ = as_markdown(status(repository, ["de"])[0]).splitlines()
    columns = ["Language", "Catalogue", "Messages", "Translated", "Fuzzy", "Missing", "Critical missing"]
    assert head == f"| {' | '.join([*columns, 'Approved', 'Stale'])} |"
    assert rule == "| --- | --- |" + " ---: |" * 7
    assert first.startswith(f"| de | {SLUG} | ")


@pytest.mark.parametrize("report", ["text", "json", "markdown"])
def test_the_command_prints_the_languages_asked_for(repository: Workspace, report: str) -> None:
    done = call(None, "status", "--lang", "de", "--lang", "th", "--report", report)
    assert (done.returncode, done.stderr) == (0, "")
    if report == "json":
        rows = json.loads(done.stdout)["catalogues"]
        assert [row["language"] for row in rows] == ["de", "de", "th", "th"]
        assert rows[0]["approved"] == 0
    else:
        assert len(done.stdout.splitlines()) == (5 if report == "text" else 6)


def test_a_catalogue_that_cannot_be_read_is_named_and_the_others_are_counted(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Language: de", "Language: it")
    done = call(project, "status", "--lang", "de", "--lang", "fr")
    assert done.returncode == 1
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [
        ["de", "interface"],
        ["fr", SLUG],
        ["fr", "interface"],
    ]
    assert done.stderr.startswith(f"{GERMAN}:10: error: the header says Language: it")
    assert call(None, "status", "--lang", "xx").returncode == 2
