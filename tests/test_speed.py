"""The benchmark: its arithmetic, its turns, its commands, its projects and its page. Nothing is timed here."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from benchmarks.speed import flames, page, results
from benchmarks.speed.bench import FORMATS
from benchmarks.speed.contests import Contender, Contest, hold, possible
from benchmarks.speed.flames import Profile, folded, shares, tree
from benchmarks.speed.machine import Machine
from benchmarks.speed.projects import EDITED_LANGUAGE, EDITS, SLUG, ProjectCopy
from benchmarks.speed.results import RowResult, Series, extrapolated, growth, ratio, slope
from benchmarks.speed.rows import ROWS
from benchmarks.speed.taken import BenchError, NotMeasuredError, Server, Taken, run_command, run_commands
from benchmarks.speed.typst_source import typst_source
from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.registry import run_checks
from polyleaf.content.clinic import load_clinic
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.formats import load_formats
from tests.conftest import ROOT
from tests.test_docs import LONGEST_LINE

MACHINE = Machine("Debian", "a processor", 2, 8.0, 1.0, (("Python", "3.11"),))
PYTHON = sys.executable
NO_EXTRA = "the extra `bench` is not installed"


def series(name: str, *walls: float, size: int = 1, peak: float | None = None) -> Series:
    """A series whose processor time is twice the wall clock."""
    return Series(name, f"label of {name}", "`command`", size, tuple(Taken(wall, 2 * wall, peak) for wall in walls))


def measured(row: str, *found: Series, busy: float = 1.0, quick: bool = False) -> RowResult:
    machine = replace(MACHINE, busy_percent=busy)
    return RowResult(row, "2026-11-30 12:00 UTC", "abc1234", quick, machine, found, note="One sentence. Another one.")


def written(*found: RowResult, profiles: tuple[Profile, ...] = (), pictures: tuple[str, ...] = ()) -> str:
    return page.page(ROWS, {one.row: one for one in found}, {one.name: one for one in profiles}, pictures)


# Arithmetic


def test_a_ratio_is_of_each_round_so_that_a_drift_cancels_out() -> None:
    ours, theirs = series("ours", 1, 10, 3), series("theirs", 2, 20, 6)
    assert ratio(ours, theirs, "wall") == 0.5
    assert ratio(series("ours", 1, 9, 9), series("theirs", 2, 3, 36), "cpu") == 0.5  # of 0.5, 3 and 0.25


def test_a_ratio_to_no_time_is_none() -> None:
    assert str(ratio(series("ours", 1), series("theirs", 0), "wall")) == "nan"


def test_a_series_has_a_median_a_span_and_the_largest_peak() -> None:
    one = Series("a", "a", "", 1, (Taken(3, 1, 80), Taken(1, 5, 120), Taken(2, 2)))
    assert (one.median("wall"), one.median("cpu"), one.span("wall"), one.peak_mib) == (2, 2, (1, 3), 120)


def test_growth_in_proportion_is_one() -> None:
    linear = [series("a", 2, size=1), series("b", 8, size=4), series("c", 32, size=16)]
    assert growth(linear, "wall") == [1, 1, 1]
    assert slope(linear, "wall") == pytest.approx(1)
    assert slope([series("a", 2, size=1), series("b", 32, size=4)], "wall") == pytest.approx(2)


def test_what_is_extrapolated_is_the_first_and_the_median_of_the_others() -> None:
    total = extrapolated(Taken(10, 20, 90), [Taken(1, 2, 50), Taken(3, 4, 70), Taken(2, 9, 60)], 40)
    assert total == Taken(10 + 39 * 2, 20 + 39 * 4, 90)


# Turns


def test_contenders_take_turns_and_each_round_begins_with_another() -> None:
    said: list[str] = []

    def contender(name: str) -> Contender:
        def run() -> Taken:
            said.append(name)
            return Taken(len(said), 0)

        return Contender(name, name, "", run, lambda: said.append(f"({name})"))

    found = hold(Contest([contender("a"), contender("b")]), 2)
    assert said == ["(a)", "a", "(b)", "b", "(b)", "b", "(a)", "a"]
    assert [one.wall for one in found[0].taken] == [2, 8]
    assert hold(Contest([], {"b": "it is not here"}), 2) == ()


def test_a_contender_that_is_not_there_is_named_with_the_reason() -> None:
    there = Contender("a", "a", "", lambda: Taken(1, 1))

    def gone() -> Contender:
        raise NotMeasuredError("there is no such program")

    makers: dict[str, Callable[[], Contender]] = {"a": lambda: there, "b": gone}
    assert possible(makers) == ([there], {"b": "there is no such program"})


# Commands and servers


def test_a_command_takes_the_time_and_the_memory_of_all_its_processes() -> None:
    busy = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    taken = run_command([PYTHON, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"])
    assert taken.cpu >= 0.2
    large = run_command([PYTHON, "-c", "x = bytearray(400 << 20)"])
    assert large.peak_mib is not None
    assert large.peak_mib > 400


def test_two_at_once_wait_for_each_other_no_longer() -> None:
    sleep = [PYTHON, "-c", "import time; time.sleep(0.5)"]
    assert run_commands([sleep, sleep], 1).wall >= 1
    both = run_commands([sleep, sleep], 2)
    assert both.cpu == pytest.approx(run_commands([sleep, sleep]).cpu, abs=0.5)


def test_a_command_that_fails_has_no_time() -> None:
    with pytest.raises(BenchError, match="exit code 3\nwhat it said"):
        run_command([PYTHON, "-c", "print('what it said'); raise SystemExit(3)"])


def test_a_server_answers_and_says_what_is_wrong(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(
        "from benchmarks.speed.serving import serve\n"
        "def answer(number):\n"
        "    print('this is for nobody')\n"
        "    sum(range(3_000_000))\n"
        "    return {'half': 12 // number}\n"
        "serve(answer)\n"
    )
    pytest.importorskip("psutil", reason=NO_EXTRA)
    with Server([PYTHON, program], {"PYTHONPATH": str(ROOT)}) as server:
        assert server.ask(number=2) == {"half": 6}
        assert server.measure(number=3).cpu > 0
        with pytest.raises(BenchError, match="ZeroDivisionError"):
            server.ask(number=0)
        assert server.ask(number=1) == {"half": 12}


# Projects


@pytest.fixture
def copied(tmp_path: Path) -> ProjectCopy:
    return ProjectCopy(tmp_path / "project", ROOT)


def test_each_edit_is_of_the_same_message_and_was_never_there_before(copied: ProjectCopy) -> None:
    path = copied.root / "locales" / EDITED_LANGUAGE / "LC_MESSAGES" / f"{SLUG}.po"
    texts = [path.read_bytes()]
    for number in range(3):
        words = copied.edit_message(number)
        texts.append(path.read_bytes())
        assert texts[-1].decode().count(f'msgstr "{words}"') == 1
    assert len(set(texts)) == 4
    assert len(set(EDITS)) == len(EDITS) >= 40


def test_what_was_built_is_cleared_but_not_the_fonts(copied: ProjectCopy) -> None:
    for name in ("pages", "editions"):
        (copied.root / ".cache" / name).mkdir()
    copied.dist.mkdir()
    copied.clear()
    assert not copied.dist.exists()
    assert [path.name for path in (copied.root / ".cache").iterdir()] == ["fonts"]


def test_clinics_differ_in_what_they_print_and_have_no_findings(copied: ProjectCopy) -> None:
    workspace = Workspace(copied.root)
    brochure, _ = load_brochure(workspace, SLUG)
    fonts = workspace.load(font_lock.prepare)
    names = copied.add_clinics(30)
    clinics = [workspace.load(load_clinic, name) for name in names]
    contexts = [ClinicContext(clinic, source, brochure, workspace, fonts) for clinic, source in clinics]
    assert [finding for context in contexts for finding in run_checks(Stage.CLINIC, context)] == []
    assert len({clinic.name.within("en") for clinic, _ in clinics}) == 30
    assert len({(copied.root / "clinics" / f"{name}.svg").read_bytes() for name in names}) == 30


def test_brochures_have_titles_of_their_own_and_longer_ones_more_words(copied: ProjectCopy) -> None:
    workspace = Workspace(copied.root)
    made = [load_brochure(workspace, name)[0] for name in copied.add_brochures(2)]
    titles = [{str(section.title.text) for section in brochure.sections} for brochure in made]
    assert not titles[0] & titles[1]
    longer = [load_brochure(workspace, copied.add_longer_brochure(times))[0] for times in (1, 4)]
    words = [len(re.findall(r"\w+", brochure.model_dump_json())) for brochure in longer]
    assert words[1] > 2.5 * words[0]
    safety = [[s.id for s in brochure.sections if s.id.startswith("who-should-avoid")] for brochure in longer]
    assert safety[0] == safety[1] == ["who-should-avoid"]


def test_a_typst_document_has_the_words_and_nothing_is_markup(repository: Workspace) -> None:
    html = (
        '<html lang="de"><head><title>T</title></head><body><div data-frame="a"><h2>A #heading</h2>'
        '<p>one <strong>two</strong> "three" \\ [four]</p></div><div data-frame="b"><ul><li>five</li></ul>'
        "<table><tr><th>six</th><td>seven</td></tr></table></div></body></html>"
    )
    form = repository.load(load_formats).on("leaflet", "a4", "office")
    source = typst_source(html, form, ("Polyleaf Sans",), lambda address: address)
    assert '#heading(level: 2)[#"A #heading";\n]' in source
    assert '#"one"; #strong[#"two";] #"\\"three\\" \\\\ [four]";' in source
    assert source.count("#pagebreak()") == 1
    assert '#list([#"five";\n])' in source
    assert '#table(columns: 2, [#"six";\n], [#"seven";\n])' in source


def test_typst_compiles_what_has_every_special_character(repository: Workspace) -> None:
    typst = pytest.importorskip("typst", reason=NO_EXTRA)
    html = (
        '<html lang="en"><head><title>"T\\"</title></head><body><p>#1 $2 *3* _4_ [5] @6 &lt;7> "8" \\ // `9`</p></body>'
    )
    form = repository.load(load_formats).on("trifold", "a4", "office")
    source = typst_source(html, form, ("Polyleaf Sans",), lambda address: address)
    pdf = PdfDocument(typst.compile(source.encode()))
    assert pdf[0].get_textpage().get_text_bounded().strip() == '#1 $2 *3* _4_ [5] @6 <7> "8" \\ // `9`'


# Results and the page


def test_results_are_kept_as_they_are(tmp_path: Path) -> None:
    one = replace(measured("editions", series("polyleaf", 1, 2, peak=90)), missing={"chromium": "there is none"})
    results.save(one, tmp_path)
    assert results.load("editions", tmp_path) == one
    assert results.load("release", tmp_path) is None


def test_the_page_has_the_ratios_and_whether_they_reach_the_targets() -> None:
    text = written(
        measured("editions", series("polyleaf", 2, peak=150), series("weasyprint-1", 20), series("weasyprint-2", 4)),
        measured("nothing-changed", series("polyleaf", 1), series("weasyprint", 4)),
    )
    assert "| Editions from nothing / label of weasyprint-1 | 0.10 | 0.10 | 0.24 | 0.12 | the aim |" in text
    assert "| Editions from nothing / label of weasyprint-2 | 0.50 | 0.50 | 0.55 | 0.25 | yes |" in text
    assert "| Nothing changed / label of weasyprint | 0.25 | 0.25 | 0.05 | 0.03 | not yet |" in text
    assert "| label of polyleaf | 150 |" in text
    assert "reached: yes" in text
    assert "Measured 2026-11-30 12:00 UTC at commit abc1234, one round." in text


def test_the_page_says_what_was_not_measured_and_why() -> None:
    text = written(replace(measured("editions", series("polyleaf", 2)), missing={"warm Chromium": "there is none"}))
    assert "| Editions from nothing / warm Chromium | not measured: there is none | | | | |" in text
    assert "| One message edited, one format | not measured | | | | |" in text
    assert "Not measured yet.\n`.venv/bin/python -m benchmarks.speed --only growth-length`" in text
    assert not re.search(r"\bnan\b|None", text)


@pytest.mark.parametrize(("busy", "quick"), [(1.0, False), (60.0, False), (1.0, True)])
def test_the_page_warns_of_figures_that_nobody_should_quote(busy: float, quick: bool) -> None:
    text = written(measured("editions", series("polyleaf", 2), busy=busy, quick=quick))
    assert ("these figures are rough" in text) is (busy > 50)
    assert ("Do not quote its figures" in text) is quick


def test_the_page_shows_growth_and_only_the_pictures_that_are_there() -> None:
    sizes = (series("size-1", 2, size=1), series("size-4", 16, size=4))
    text = written(measured("growth-length", *sizes), pictures=("growth-length.svg",))
    assert "| 4 | 16.0 | 32.0 | 2.00 | 2.00 |" in text
    assert "to the power of 1.50" in text
    assert "(performance/growth-length.svg)" in text
    assert "ratios.svg" not in text


def test_no_line_of_the_page_is_too_long_and_its_tables_are_whole() -> None:
    found = [measured(row.name, series("polyleaf", 1, size=1), series("b", 2, size=2)) for row in ROWS]
    lines = written(*found, profiles=(PROFILE,)).splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
    for line, following in pairwise(lines):
        if line.startswith("|") and following.startswith("|"):
            assert line.count("|") == following.count("|"), line


def test_every_row_has_a_name_of_its_own_and_targets_that_are_harder_to_reach_than_their_aim() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    targets = [target for row in ROWS for target in row.targets if target.at_least is not None]
    assert all(target.aim is not None and target.aim < (target.at_least or 0) for target in targets)
    assert all(row.targets or row.unit for row in ROWS)
    assert set(FORMATS) == {"leaflet", "trifold", "booklet", "large-print"}


# Flame graphs

PROFILE = Profile(
    "de.leaflet",
    "now",
    "abc1234",
    "2026-11-30 12:00 UTC",
    ((("polyleaf.a:f", "weasyprint.layout.b:g"), 3.0), (("polyleaf.a:f",), 1.0)),
)


def test_a_function_that_calls_itself_is_one_bar() -> None:
    assert folded(["a", "b", "c", "b", "d"]) == ("a", "b", "d")
    assert folded(["a", "a", "a"]) == ("a",)


def test_a_bar_has_the_time_of_all_that_is_on_it() -> None:
    root = tree([(("a", "b"), 1.0), (("a", "c"), 2.0), (("a",), 0.5)])
    assert root.seconds == root.inside["a"].seconds == 3.5
    assert {name: bar.seconds for name, bar in root.inside["a"].inside.items()} == {"b": 1.0, "c": 2.0}


def test_shares_are_of_the_own_time_of_modules() -> None:
    found = shares(PROFILE, ("weasyprint", "weasyprint.layout", "weasyprint.lay", "polyleaf"))
    assert found == {"weasyprint": 0.75, "weasyprint.layout": 0.75, "weasyprint.lay": 0, "polyleaf": 0.25}


def test_profiles_are_kept_as_they_are(tmp_path: Path) -> None:
    flames.save([PROFILE], tmp_path)
    assert flames.load(tmp_path) == {"de.leaflet.now": PROFILE}


def test_pictures_are_small_and_the_same_each_time() -> None:
    pytest.importorskip("matplotlib", reason=NO_EXTRA)
    from benchmarks.speed import plots

    number = count()
    stacks = tuple(((f"polyleaf.a:f{i % 7}", f"weasyprint.b:g{i}", f"c:h{next(number)}"), 1.0) for i in range(900))
    flame = plots.flame_graph(replace(PROFILE, stacks=stacks), "a title")
    assert flame == plots.flame_graph(replace(PROFILE, stacks=stacks), "a title")
    assert len(flame) < 100_000
    assert b">f0<" in flame
    sizes = measured("growth-length", series("size-1", 2, size=1), series("size-4", 16, size=4))
    for picture in (plots.growth_plot(sizes, "times"), plots.ratio_plot({"one": (0.5, 1.0), "other": (2.0, None)})):
        assert len(picture) < 60_000
        assert picture.startswith(b"<?xml")


def test_the_page_in_the_documentation_is_one_that_the_program_wrote() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert all(f"### {row.title}\n" in text for row in ROWS)
    assert "quick try" not in text
