"""A project with two brochures and two clinics, one of which hands out one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.registry import run_checks
from polyleaf.content.clinic import load_clinic
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition
from polyleaf.core.errors import UsageError
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.pipeline import edition_build
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request, plan
from polyleaf.release.manifest import read_manifest
from polyleaf.render.page import parse
from tests import browser as chrome
from tests.commands import call
from tests.edits import Edit, edit_file, editing
from tests.previews import running
from tests.releases import commit, git
from tests.subjects import copied
from tests.tools import needs

BOTH, WOUNDS = "clinics/both.yaml", "clinics/wounds.yaml"


@pytest.fixture
def two(repository: Workspace, tmp_path: Path) -> Workspace:
    return copied("two", tmp_path / "project", repository)


@pytest.fixture
def change(two: Workspace) -> Edit:
    return editing(two)


def handed_out(two: Workspace, *slugs: str) -> set[tuple[str, str]]:
    return {(edition.clinic, edition.brochure) for edition in plan(two, Request(brochures=slugs, formats=("web",)))}


def found(two: Workspace, slug: str, clinic: str) -> list[Finding]:
    profile, lines = load_clinic(two, clinic)
    brochure, _ = load_brochure(two, slug)
    context = ClinicContext(profile, lines, brochure, two, font_lock.prepare(two))
    return [each for each in run_checks(Stage.CLINIC, context) if each.check_id != "example-left"]


def visit(two: Workspace, slug: str, clinic: str = "both") -> str:
    printed = Inputs(Edition(slug, "en", "web", "", clinic), two).localized().quantity("visit")
    return printed.replace("\N{NO-BREAK SPACE}", " ")


def test_a_profile_says_which_brochures_it_hands_out(two: Workspace) -> None:
    everything = {("both", "skin"), ("both", "wound"), ("wounds", "wound")}
    assert handed_out(two) == everything
    assert handed_out(two, "wound") == {("both", "wound"), ("wounds", "wound")}
    assert plan(two, Request(brochures=("skin",), clinics=("both",), formats=("index",)))
    with pytest.raises(UsageError, match="leaves these languages or brochures out"):
        plan(two, Request(brochures=("skin",), clinics=("wounds",)))


def test_a_brochure_that_is_misspelt_is_planned_so_that_it_can_be_reported(two: Workspace, change: Edit) -> None:
    assert found(two, "wound", "wounds") == []
    change(WOUNDS, "[wound]", "[wuond]")
    assert handed_out(two) == {(clinic, slug) for clinic in ("both", "wounds") for slug in ("skin", "wound")}
    (finding,) = found(two, "wound", "wounds")
    assert finding.check_id == "clinic-brochure"
    assert finding.message == "there is no brochure 'wuond'; did you mean 'wound'?"
    assert finding.origin.line == len((two.root / WOUNDS).read_text(encoding="utf-8").splitlines())


def test_visits_have_their_own_length_in_one_brochure(two: Workspace) -> None:
    assert (visit(two, "skin"), visit(two, "wound")) == ("30 minutes", "40–50 minutes")
    assert visit(two, "wound", "wounds") == "15 minutes"
    assert found(two, "skin", "both") == found(two, "wound", "both") == []


def test_a_length_that_only_another_brochure_has_is_no_fault(two: Workspace, change: Edit) -> None:
    change("brochures/skin/brochure.yaml", "visit", "appointment", -1)
    change("brochures/skin/brochure.yaml", "A appointment", "A visit")
    assert found(two, "skin", "both") == []
    result = edition_build.build(Edition("skin", "en", "web", "", "both"), two)
    assert result.files, result.findings
    assert b"A visit takes" in result.files[0].content


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  visit: {value: 30}", "  visits: {value: 30}", "a clinic cannot set 'visits'; did you mean 'visit'?"),
        ("  visit: {value: 30}", "  none_days: {value: 30}", "a clinic cannot set 'none_days'"),
        ("    visit:", "    wound_days:", "a clinic cannot set 'wound_days' of 'wound'"),
        ("  wound:", "  wuond:", "there is no brochure 'wuond'; did you mean 'wound'?"),
    ],
)
def test_what_a_clinic_cannot_set_is_reported_in_every_brochure(
    old: str, new: str, said: str, two: Workspace, change: Edit
) -> None:
    change(BOTH, old, new)
    for slug in ("skin", "wound"):
        messages = [finding.message for finding in found(two, slug, "both")]
        assert [message for message in messages if message.startswith(said)], messages


def test_a_wrong_length_in_one_brochure_is_said_with_its_place(two: Workspace, change: Edit) -> None:
    change(BOTH, "{from: 40, to: 50}", "{from: 50, to: 40}")
    result = edition_build.build(Edition("wound", "en", "web", "", "both"), two)
    (finding,) = result.findings
    assert finding.message == "'visit' is neither a number nor a range in 'wound' in 'appointments'"


def test_a_paper_that_the_project_does_not_have_is_said_with_what_else_is_wrong(two: Workspace, change: Edit) -> None:
    change(BOTH, "paper: a4", "paper: a5\nmarkt: us")
    result = edition_build.build(Edition("wound", "en", "web", "", "both"), two)
    messages = {finding.message for finding in result.findings}
    assert messages == {"'paper' cannot be 'a5'", "unknown key 'markt'; did you mean 'market'?"}


@pytest.fixture
def kept(two: Workspace) -> Workspace:
    """The project under version control, with templates of its catalogues."""
    (two.root / "locales").mkdir()
    assert call(two, "extract").returncode == 0
    (two.root / ".gitignore").write_text("/dist/\n/.cache/\n", encoding="utf-8")
    git(two, "init", "--quiet", "--initial-branch=main")
    commit(two)
    return two


def release(project: Workspace, folder: str, *words: str) -> Path:
    out = project.root.parent / folder
    done = call(project, "release", "--preliminary", "--format", "web", "--out", str(out), *words)
    assert done.returncode == 0, done.stderr
    return out


def entries(page: Path, selector: str) -> list[str]:
    html = parse(page.read_text(encoding="utf-8"))
    return [" ".join("".join(part.itertext()).split()) for part in html.iterfind(selector)]


@pytest.mark.release
def test_pages_of_a_release_tell_its_brochures_apart(kept: Workspace) -> None:
    whole = release(kept, "whole")
    assert {brochure.slug for brochure in read_manifest(whole).brochures} == {"skin", "wound"}
    titles = ["Your skin after a peel", "A small wound", "A small wound"]
    links = entries(whole / "index.html", ".//ul[@class='entries']/li/p/a")
    assert links == [f"{title}: For the screen in English" for title in titles]
    assert entries(whole / "desk.html", ".//li/h3") == [f"{title}: For the screen" for title in titles]


@pytest.mark.release
def test_one_brochure_alone_is_released_whatever_another_one_lacks(kept: Workspace) -> None:
    edit_file(kept, "brochures/skin/brochure.yaml", "Keep it clean", "Keep it very clean")
    commit(kept)
    alone = release(kept, "alone", "--brochure", "wound")
    manifest = read_manifest(alone)
    assert [brochure.slug for brochure in manifest.brochures] == ["wound"]
    assert {edition.clinic for edition in manifest.editions} == {"both", "wounds"}
    assert not any("skin" in line for line in manifest.lacks)
    assert entries(alone / "desk.html", ".//li/h3") == ["For the screen"] * 2
    assert any("skin" in line for line in read_manifest(release(kept, "whole")).lacks)


@pytest.mark.browser
@needs("chromium")
def test_the_desk_of_the_preview_offers_what_the_clinic_hands_out(two: Workspace) -> None:
    size = ViewportSize(width=800, height=700)
    with (
        running(two) as server,
        chrome.chromium() as browser,
        chrome.quiet_page(browser, size, may_be_refused=True) as page,
    ):
        page.goto(f"{server.url}desk?clinic=both")
        leaflet, clinic = (page.locator(".desk-head .choice", has_text=name) for name in ("Leaflet", "Clinic"))
        expect(leaflet.locator("option")).to_have_text(["Your skin after a peel", "A small wound"])
        clinic.locator("select").select_option("wounds")
        expect(page.locator("h1")).to_have_text("A small wound")
        expect(leaflet).to_have_count(0)
        clinic.locator("select").select_option("both")
        expect(leaflet.locator("option")).to_have_count(2)
