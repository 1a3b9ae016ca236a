"""The whole way: real leaflets built, opened and read; refusals, drafts, and what is left behind."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from polyleaf.checks.pdf import _found, found_in_any_order
from polyleaf.core.edition import Edition, Result
from polyleaf.core.processes import side_by_side
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import edition_build, pool
from polyleaf.pipeline.edition_build import build
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request
from polyleaf.pipeline.reports.report import Outcome
from polyleaf.pipeline.run import run
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.typeset.copyfit import FitSteps
from polyleaf.typeset.laid_out import LaidOut
from tests.commands import LEAFLET, program
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit

pytestmark = pytest.mark.slow

BROCHURE = f"brochures/{SLUG}/brochure.yaml"
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"


def quiet(*_: object) -> None:
    """No progress."""


def run_all(
    project: Workspace, jobs: int = 1, *, draft: bool = False, languages: tuple[str, ...] = ("en", "de")
) -> list[Outcome]:
    return run(
        project, Request(languages=languages, formats=("leaflet",), draft=draft), jobs, write=True, progress=quiet
    )


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_every_language_is_built_without_a_finding(results: dict[str, Result]) -> None:
    assert {"en", "de", "ar", "zh_Hans"} <= set(results)
    assert {language: result.findings for language, result in results.items()} == dict.fromkeys(results, ())


def test_every_critical_sentence_is_in_the_text_of_every_pdf(results: dict[str, Result], repository: Workspace) -> None:
    for language, result in results.items():
        assert result.pdf is not None
        text, localized = text_of(result.pdf), Inputs(edition(language), repository).localized()
        found = found_in_any_order if localized.language.direction == "rtl" else _found
        critical = [(message.msgid, words) for message, words in localized.printed() if message.critical]
        assert len(critical) > 40
        assert [msgid for msgid, words in critical if not found(words, text)] == [], language


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh_Hans"])
def test_letter_has_eight_pages_too(language: str, repository: Workspace) -> None:
    result = build(edition(language, "letter"), repository)
    assert result.findings == ()
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    assert [document.get_page_size(n) for n in range(len(document))] == [(612.0, 792.0)] * 8


def test_arabic_is_mirrored(results: dict[str, Result]) -> None:
    """The toxin's column stands to the right of the filler's, the folio to the left of the clinic."""
    assert results["ar"].pdf is not None
    document = pypdfium2.PdfDocument(results["ar"].pdf)
    page = document[3].get_textpage()
    width = document[3].get_width()

    def left_of(word: str) -> float:
        match = page.search(word).get_next()
        assert match is not None, word
        return float(page.get_charbox(match[0])[0])

    assert left_of("Dysport") > width / 2  # a warning about the toxin, in the first column
    assert left_of("Clinic") > width / 2  # the clinic, at the start of the foot
    with pikepdf.open(BytesIO(results["ar"].pdf)) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"


def test_a_build_repeated_gives_the_same_bytes(results: dict[str, Result], repository: Workspace) -> None:
    for language in ("en", "ar", "zh_Hans"):
        assert build(edition(language), repository).pdf == results[language].pdf


def test_the_imprint_says_that_nobody_has_approved_the_text(results: dict[str, Result]) -> None:
    assert results["en"].pdf is not None
    text = " ".join(text_of(results["en"].pdf).split())
    assert "No clinician has approved this text yet." in text
    assert "Review due by: November 30, 2028" in text


def test_what_is_current_is_left_and_what_changed_is_built(project: Workspace, edit: Edit) -> None:
    assert [outcome.status for outcome in run_all(project)] == ["built", "built"]
    assert [outcome.status for outcome in run_all(project)] == ["unchanged", "unchanged"]
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Bitte nicht reiben.")
    outcomes = run_all(project)
    assert {o.edition.language: o.status for o in outcomes} == {"de": "built", "en": "unchanged"}


def test_a_file_that_somebody_changed_is_built_again(project: Workspace) -> None:
    (outcome,) = run_all(project, languages=("en",))
    (project.root / outcome.paths[0]).write_bytes(b"%PDF-1.7 another")
    (outcome,) = run_all(project, languages=("en",))
    assert outcome.status == "built"


def test_a_refused_language_leaves_no_outdated_file_and_the_others_are_built(project: Workspace, edit: Edit) -> None:
    run_all(project)
    edit(GERMAN, 'msgstr "Neigung zu Blutungen"', 'msgstr ""')
    edit(BROCHURE, "title: Words explained", "title: Terms explained")
    german, english = run_all(project)
    assert (german.status, english.status) == ("refused", "built")
    assert not (project.dist / "botox-and-fillers.de.leaflet.a4.example.pdf").exists()
    messages = [finding.message for finding in german.findings]
    assert "not translated: safety text 'Bleeding problems' (section who-should-avoid)" in messages
    assert "not translated: 'Terms explained' (section glossary)" in messages


def test_a_draft_is_built_all_the_same_and_says_so_on_every_page_and_in_its_name(
    project: Workspace, edit: Edit
) -> None:
    edit(GERMAN, 'msgstr "Neigung zu Blutungen"', 'msgstr ""')
    (outcome,) = run_all(project, draft=True, languages=("de",))
    assert outcome.status == "built"
    assert outcome.paths[0] == "dist/botox-and-fillers.de.leaflet.a4.example.draft.pdf"
    document = pypdfium2.PdfDocument((project.root / outcome.paths[0]).read_bytes())
    pages = [page.get_textpage().get_text_range() for page in document]
    assert all("ENTWURF" in page for page in pages)
    assert "Bleeding problems" in pages[3]


def test_html_in_a_translation_is_printed_as_text_never_as_markup(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Nicht <b>reiben</b><script>alert(1)</script>")
    (outcome,) = run_all(project, draft=True, languages=("de",))
    assert "html-in-translation" in {finding.check_id for finding in outcome.findings}
    assert "<b>reiben</b><script>alert(1)</script>" in text_of((project.root / outcome.paths[0]).read_bytes())


@pytest.mark.parametrize(
    "address", ["https://example.org/a.svg", "file:///etc/hostname", "brochure:../../../pyproject.toml"]
)
def test_a_template_that_names_the_network_or_another_file_is_refused(
    project: Workspace, edit: Edit, address: str
) -> None:
    edit(
        "templates/parts/cover.html", 'src="brochure:{{ brochure.cover.figure.file | urlencode }}"', f'src="{address}"'
    )
    result = build(edition(), project)
    assert result.pdf is None
    assert [finding.check_id for finding in result.findings] == ["file-refused"]


def test_errors_of_every_input_come_together(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr "Reiben')
    edit("clinics/example.yaml", "emergency_number: '911'", "emergency_number: call")
    result = build(edition("de"), project)
    assert {finding.check_id for finding in result.findings} == {"source-invalid", "catalog-invalid"}


def test_a_file_saved_while_it_is_built_makes_the_edition_stale(
    project: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from polyleaf.pipeline import pool

    def build_then_save(editions: list[Edition], project: Workspace, jobs: int, **_: bool) -> Iterator[Result]:
        for planned in editions:
            yield build(planned, project)
            path = project.root / GERMAN
            path.write_text(path.read_text(encoding="utf-8") + "# saved meanwhile\n", encoding="utf-8")

    monkeypatch.setattr(pool, "build_all", build_then_save)
    assert [outcome.status for outcome in run_all(project, languages=("de",))] == ["built"]
    assert [outcome.status for outcome in run_all(project, languages=("de",))] == ["built"]


def test_an_edition_past_its_review_date_is_no_longer_current(
    project: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_all(project, languages=("en",))
    monkeypatch.setattr("polyleaf.pipeline.freshness.today", lambda: datetime.date(2028, 12, 1))
    monkeypatch.setattr("polyleaf.pipeline.edition_build.today", lambda: datetime.date(2028, 12, 1))
    (outcome,) = run_all(project, languages=("en",))
    assert outcome.status == "refused"
    assert [finding.check_id for finding in outcome.findings] == ["review-overdue"]
    assert not list(project.dist.glob("*.pdf"))


def test_a_whole_build_removes_editions_that_are_no_longer_planned(project: Workspace, edit: Edit) -> None:
    for code in project.languages(SLUG):
        if code != "de":
            shutil.rmtree(project.locales / code)
    run(project, Request(), 1, write=True, progress=quiet)
    edit("clinics/example.yaml", "paper: a4", "paper: letter")
    run(project, Request(), 1, write=True, progress=quiet)
    names = [path.name for path in project.dist.glob("*.pdf")]
    assert "botox-and-fillers.de.leaflet.letter.example.pdf" in names
    assert not [name for name in names if ".a4." in name]
    kinds = {name.partition(".letter")[0].removeprefix(f"{SLUG}.") for name in names}
    assert {"de.leaflet", "de.trifold", "de.booklet", "de.large-print", "en.index"} <= kinds
    assert "de.index" not in kinds


def test_a_draft_that_runs_over_says_so_on_every_page(project: Workspace, edit: Edit) -> None:
    edit(BROCHURE, "                - Do not rub the area.\n", "                - Do not rub the area.\n" * 40)
    (outcome,) = run_all(project, draft=True, languages=("en",))
    document = pypdfium2.PdfDocument((project.root / outcome.paths[0]).read_bytes())
    pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 8
    assert all("DRAFT" in page for page in pages)


def test_a_draft_prints_a_placeholder_that_nobody_knows(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Nicht reiben {nix}.")
    (outcome,) = run_all(project, draft=True, languages=("de",))
    assert "placeholder-differs" in {finding.check_id for finding in outcome.findings}
    assert "{nix}" in text_of((project.root / outcome.paths[0]).read_bytes())


def test_a_template_that_does_not_parse_refuses_the_edition_with_its_line(project: Workspace, edit: Edit) -> None:
    edit("templates/blocks/list.html", "{% endmacro %}", "{% endmakro %}")
    result = build(edition("de"), project)
    assert result.pdf is None
    (finding,) = result.findings
    assert finding.check_id == "render-failed"
    assert finding.origin.path == "templates/blocks/list.html"
    assert finding.origin.line > 1


def test_a_figure_alone_that_runs_over_is_a_finding(project: Workspace, edit: Edit) -> None:
    edit(
        "styles/formats/leaflet.css",
        ".cover-figure { height: var(--cover-height);",
        ".cover-figure { height: 270mm;",
    )
    result = build(edition(), project)
    assert "page-count" in {finding.check_id for finding in result.findings}


def test_processes_build_the_same_as_one(project: Workspace, results: dict[str, Result]) -> None:
    outcomes = run_all(project, jobs=2)
    for outcome in outcomes:
        assert (project.root / outcome.paths[0]).read_bytes() == results[outcome.edition.language].pdf


def command(project: Workspace, *arguments: str) -> list[str]:
    return program(project, *arguments, *LEAFLET)


def test_two_builds_at_once_leave_whole_files(project: Workspace) -> None:
    arguments = command(project, "build", "--lang", "en", "--lang", "de")
    both = [subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    files = sorted(project.dist.iterdir())
    assert [file.name for file in files] == [
        "botox-and-fillers.de.leaflet.a4.example.pdf",
        "botox-and-fillers.en.leaflet.a4.example.pdf",
    ]
    for file in files:
        assert len(pypdfium2.PdfDocument(file)) == 8


def test_two_builds_at_once_cut_the_fonts_once(project: Workspace) -> None:
    (project.cache / "fonts").unlink()
    arguments = command(project, "check", "--lang", "en")
    both = [subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=240) for process in both] == [0, 0]
    (folder,) = (project.cache / "fonts").iterdir()
    assert (folder / "fonts.conf").is_file()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process inherits that Ctrl-C is ignored: a shell starts what runs in the background that way."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("wait", [0.3, 1.5, 2.5])
def test_ctrl_c_ends_every_process_and_leaves_no_half_file(project: Workspace, wait: float) -> None:
    process = subprocess.Popen(
        command(project, "build", "--paper", "a4", "--paper", "letter", "--jobs", "2"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "interrupted" in said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):  # nobody of the group is left
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
    for file in project.dist.glob("*") if project.dist.is_dir() else ():
        if file.suffix == ".html":
            assert file.read_text(encoding="utf-8").endswith("</html>\n"), file.name
        else:
            assert len(pypdfium2.PdfDocument(file)) > 0, file.name


def test_a_dist_that_cannot_be_written_is_named(project: Workspace) -> None:
    project.dist.write_text("in the way", encoding="utf-8")
    done = subprocess.run(command(project, "build", "--lang", "en"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot write to" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_project_without_templates_and_styles_uses_those_that_come_with_the_engine(project: Workspace) -> None:
    for name in ("templates", "styles"):
        shutil.rmtree(project.root / name)
    result = build(edition(), Workspace(project.root))
    assert result.findings == ()


def test_the_wheel_carries_templates_styles_labels_and_the_first_brochure(tmp_path: Path) -> None:
    build_wheel: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        ROOT,
    ]
    subprocess.run(build_wheel, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    templates, styles = "polyleaf/templates/pages.html", "polyleaf/styles/fonts.yaml"
    for expected in (templates, styles, "polyleaf/pipeline/edition_build.py", "polyleaf/starter/brochure.yaml"):
        assert expected in names
    catalogues = {name for name in names if name.startswith("polyleaf/locales/")}
    shipped = [path for name in ("interface", "preview") for path in ROOT.glob(f"locales/*/LC_MESSAGES/{name}.po")]
    own = {f"polyleaf/{path.relative_to(ROOT).as_posix()}" for path in shipped}
    assert catalogues == own, "words of the program, and none of a brochure"


def test_a_fault_of_the_engine_refuses_one_edition_with_its_traceback_in_the_log(
    project: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lay_out = edition_build.lay_out

    def broken(localized: LocalizedBrochure, inputs: Inputs) -> tuple[LaidOut, FitSteps]:
        if inputs.edition.language == "de":
            raise RuntimeError("a fault")
        return lay_out(localized, inputs)

    monkeypatch.setattr(edition_build, "lay_out", broken)
    german, english = run_all(project)
    assert (german.status, english.status) == ("refused", "built")
    assert [(f.check_id, f.message) for f in german.findings] == [("internal-error", "RuntimeError: a fault")]
    assert "Traceback" in caplog.text
    assert "RuntimeError: a fault" in caplog.text


def test_an_edition_whose_worker_is_killed_twice_is_refused_by_name(project: Workspace) -> None:
    lost = edition("de")
    results = side_by_side(partial(_killed_at, lost), [lost, edition()], 2, lost=pool.lost)
    found = {result.edition: [finding.check_id for finding in result.findings] for result in results}
    assert found == {lost: ["worker-lost"], edition(): []}


def _killed_at(lost: Edition, planned: Edition) -> Result:
    if planned == lost:
        os.kill(os.getpid(), signal.SIGKILL)
    return Result(planned, ())
