"""The comparison with other tools: run in part with the real ones, and its table compared with what they say."""

from __future__ import annotations

import re

import pytest

from benchmarks.planted_errors import (
    BEGIN,
    END,
    LANGUAGES,
    PAGE,
    PLANTED,
    TOOLS,
    Planted,
    catches,
    dennis,
    false_alarms,
    msgfmt,
    pofilter,
    polyleaf,
    write,
)

pytestmark = pytest.mark.slow

BY_NAME = {planted.what: planted for planted in PLANTED}
TABLE = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
CELLS = {
    cells[0].strip(): dict(zip(TOOLS, (cell.strip() for cell in cells[1:]), strict=True))
    for cells in (line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("|"))
}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.what)
def test_polyleaf_catches_each_error_in_each_language(planted: Planted) -> None:
    assert [lang for lang in LANGUAGES if not catches(polyleaf, planted, lang)] == []


def test_polyleaf_has_no_false_alarm_in_the_real_catalogues() -> None:
    assert not false_alarms(polyleaf)


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
