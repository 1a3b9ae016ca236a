"""The comparison with other tools: run in part with the real ones, and its table compared with what they say."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from benchmarks.planted_errors import (
    BEGIN,
    END,
    LANGUAGES,
    PAGE,
    PLANTED,
    REWORDINGS,
    TOOLS,
    Planted,
    catches,
    dennis,
    false_alarms,
    leaflet,
    msgfmt,
    pofilter,
    polyleaf,
    reworded,
    write,
)
from polyleaf.core.findings import Severity

pytestmark = pytest.mark.slow

BY_NAME = {planted.what: planted for planted in PLANTED}
TABLE = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
CELLS = {
    cells[0].strip(): dict(zip(TOOLS, (cell.strip() for cell in cells[1:]), strict=True))
    for cells in (line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("|"))
}

CAUGHT_BY = {
    "address-mixed": "formal and familiar address mixed",
    "items-missing": "a stroke sign dropped from the list",
    "length-unlike": "a sentence doubled",
    "meaning-added": "an arm given a side",
    "meaning-lost": "“only” dropped",
    "meaning-turned": "before → after",
    "sentence-doubled": "a sentence doubled",
    "sign-without-letter": "a vowel sign behind a value",
    "term-swapped": "painkillers → antibiotics",
    "term-unmatched": "a stroke sign dropped from the list",
}
"""Checks by the planted error that each of them finds, whatever else is said of it."""


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.what)
def test_polyleaf_catches_each_error_in_each_language(planted: Planted) -> None:
    assert [lang for lang in LANGUAGES if not catches(polyleaf, planted, lang)] == []


@pytest.mark.parametrize("check_id", CAUGHT_BY)
def test_a_check_of_meaning_fires_on_the_error_that_it_is_for(check_id: str) -> None:
    assert check_id in catches(polyleaf, BY_NAME[CAUGHT_BY[check_id]], "de")


def test_polyleaf_has_no_false_alarm_in_the_real_catalogues() -> None:
    assert not false_alarms(polyleaf)


def test_there_are_forty_kinds_in_eight_languages_and_ninety_rewordings_in_nine() -> None:
    assert len(BY_NAME) == len(PLANTED) >= 40
    assert len(LANGUAGES) >= 8
    assert sum(map(len, REWORDINGS.values())) >= 90
    assert len(REWORDINGS) >= 9


def test_no_good_rewording_is_an_error_and_at_most_three_are_warned_of() -> None:
    found = [finding for lang in REWORDINGS for finding in reworded(lang)]
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
    assert len(found) <= 3, found
    count = sum(map(len, REWORDINGS.values()))
    said = f"on {count} good rewordings in {len(REWORDINGS)} languages: 0 errors, {len(found)} warnings"
    assert said in TABLE


def test_the_rewordings_are_in_other_words() -> None:
    for lang, texts in REWORDINGS.items():
        catalogue = read_po(BytesIO(leaflet().content(lang)))
        assert [msgid for msgid, text in texts.items() if catalogue[msgid].string == text] == [], lang


@pytest.mark.parametrize("lang", ["de", "ja"])
@pytest.mark.parametrize(
    "what", ["2 mg → 5 mg", "two weeks → two days", "another value’s name", "a fuzzy translation served"]
)
def test_the_page_says_of_the_others_what_they_do(what: str, lang: str) -> None:
    for name, tool in {"msgfmt --check": msgfmt, "pofilter": pofilter, "dennis": dennis}.items():
        cell = CELLS[what][name]
        assert bool(catches(tool, BY_NAME[what], lang)) is (cell == "all" or f"`{lang}`" in cell), name


def test_the_table_is_of_these_errors() -> None:
    rows = [row for row in CELLS if row not in {"Planted error", "---"} and "False alarms" not in row]
    assert rows == [planted.what for planted in PLANTED]
    assert all(CELLS[row]["Polyleaf"] == "all" for row in rows)
    (alarms,) = (cells for row, cells in CELLS.items() if "False alarms" in row)
    assert alarms["Polyleaf"] == "0"
    assert re.search(r"GNU gettext [\d.]+, Translate Toolkit [\d.]+, dennis [\d.]+", TABLE)


def test_the_tables_are_written_between_their_marks() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert write(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
