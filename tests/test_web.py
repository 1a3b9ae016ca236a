"""The pages for the screen, in a real Chromium: what is seen, read out, printed, and asked of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from polyleaf.checks.pdf import _found, found_in_any_order
from polyleaf.core.edition import Edition, Result
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request, plan
from polyleaf.render.page import parse, text_by_language
from polyleaf.render.siblings import siblings_of
from polyleaf.typeset.laid_out import squeeze
from tests import browser as chrome
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.store import build

LANGUAGES = sorted({"en", *Workspace(ROOT).languages(SLUG)})
NARROW, WIDE = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=900)


def on_screen(code: str = "en", *, draft: bool = False) -> Edition:
    return edition(code, "", "web", draft=draft)


@pytest.fixture(scope="module")
def built(repository: Workspace) -> dict[str, Result]:
    """Every language's page, by language."""
    editions = plan(repository, Request(formats=("web",), clinics=("example",)))
    return {edition.language: build(edition, repository) for edition in editions}


@pytest.fixture(scope="module")
def folder(built: dict[str, Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as they lie side by side."""
    home = tmp_path_factory.mktemp("dist")
    for result in built.values():
        for file in result.files:
            (home / file.name).write_bytes(file.content)
    return home


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chrome.chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window; a test fails when the page in it asks the network for anything, or the browser complains of it."""
    with chrome.quiet_page(browser, NARROW) as window:
        yield window


def address(folder: Path, code: str) -> str:
    return (folder / f"{on_screen(code).name}.html").as_uri()


def test_every_language_is_one_file_without_a_finding(built: dict[str, Result]) -> None:
    assert sorted(built) == LANGUAGES
    for code, result in built.items():
        assert result.findings == (), code
        assert [file.name for file in result.files] == [f"{SLUG}.{code}.web.example.html"]
        assert len(result.files[0].content) < 750_000


def test_a_page_built_again_has_the_same_bytes(built: dict[str, Result], repository: Workspace) -> None:
    for code in ("en", "ar", "ja"):
        assert build(on_screen(code), repository).files == built[code].files


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_phone_shows_all_of_it(code: str, folder: Path, page: Page, repository: Workspace) -> None:
    """At 320 px, and at half of that as if zoomed to 200 %: nothing is cut, and all type is from the file."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address(folder, code))
    assert [unquote(url) for url in requests] == [unquote(address(folder, code))]
    page.locator("summary").click()
    assert {font for font in chrome.drawn_with(page) if not font[1] or not font[0].startswith("Polyleaf ")} == set()
    assert chrome.overflow(page) == 0
    page.set_viewport_size({"width": 160, "height": 320})
    assert chrome.overflow(page) == 0


@pytest.mark.parametrize("window", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_safety_text_can_be_seen(
    code: str, window: ViewportSize, folder: Path, page: Page, repository: Workspace
) -> None:
    page.set_viewport_size(window)
    page.goto(address(folder, code))
    localized = Inputs(on_screen(code), repository).localized()
    seen = chrome.texts(page, "#get-help-now") + chrome.texts(page, "#who-should-avoid")
    assert [text for text in seen if text["problem"] or float(str(text["size"])) < 18] == []
    text = squeeze("".join(str(part["text"]) for part in seen))
    critical = [message for message, words in localized.printed() if message.critical and squeeze(words) not in text]
    assert [message.msgid for message in critical] == []


def test_type_is_16_px_or_more_everywhere(folder: Path, page: Page) -> None:
    page.goto(address(folder, "de"))
    assert 16 <= min(float(str(text["size"])) for text in chrome.texts(page, "body")) < 16.1
    assert [text for text in chrome.texts(page, "body > footer") if text["problem"]] == []


def test_the_test_of_what_is_seen_sees_what_is_not(folder: Path, page: Page) -> None:
    """Text that is clipped, covered, moved out of the window, faded, or not there at all."""
    page.goto(address(folder, "en"))
    for rule, problem in {
        ".avoid { opacity: 0 }": "hidden",
        ".avoid { display: none }": "hidden",
        ".avoid { position: relative; left: -2000px }": "outside the window",
        ".avoid { position: relative } .avoid::after { content: ''; position: absolute; inset: 0 }": "covered by DIV",
        ".skip { position: fixed; inset: 0 }": "covered by A",
        ".avoid { height: 2rem; overflow: hidden }": "covered by",
    }.items():
        style = page.add_style_tag(content=rule)
        problems = [str(text["problem"]) for text in chrome.texts(page, "#who-should-avoid")]
        assert len([found for found in problems if found.startswith(problem)]) >= 8, (rule, problems)
        style.evaluate("element => element.remove()")


def test_lines_are_short_enough_to_read(folder: Path, page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto(address(folder, "en"))
    assert 60 < max(chrome.line_lengths(page)) <= 70


def test_the_comparison_is_a_table_for_screen_readers_at_every_width(folder: Path, page: Page) -> None:
    page.goto(address(folder, "en"))
    row = '- row "Visit 30–45 minutes 30–60 minutes":\n      - rowheader "Visit"\n      - cell "30–45 minutes"'
    for window in (NARROW, WIDE):
        page.set_viewport_size(window)
        table = page.locator("table").first
        assert row in table.aria_snapshot()
        assert 'columnheader "Dermal fillers"' in table.aria_snapshot()
        label = table.locator("td[data-label]").first.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert ("Botulinum toxin" in label) == (window is NARROW)


@pytest.mark.parametrize("over_http", [False, True], ids=["file", "http"])
def test_the_switcher_leads_to_every_sibling(folder: Path, page: Page, *, over_http: bool) -> None:
    siblings = siblings_of(on_screen(), LANGUAGES if over_http else ["ar", "de", "en", "ja"])
    with chrome.served(folder) as server:
        base = server if over_http else folder.as_uri()
        page.goto(f"{base}/{on_screen().name}.html")
        for sibling in siblings:
            page.locator("summary").click()
            page.get_by_role("link", name=sibling.language.listed_name, exact=True).click()
            html = page.locator("html")
            assert html.get_attribute("lang") == sibling.language.tag
            assert html.get_attribute("dir") == sibling.language.direction
            current = page.locator("nav [aria-current=page]")
            assert current.get_attribute("lang") == sibling.language.tag
        page.goto("about:blank")


def test_the_keyboard_reaches_the_text_and_shows_where_it_is(folder: Path, page: Page) -> None:
    page.goto(address(folder, "en"))
    skip = page.get_by_role("link", name="Skip to the text")
    assert page.locator("header, main, body > footer, nav").count() == 7  # the cover's header is none of the page's
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('.skip').getBoundingClientRect().top >= 0")
    assert skip.evaluate("link => link === document.activeElement && getComputedStyle(link).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") < 1
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_links_are_large_enough_for_a_finger(folder: Path, page: Page) -> None:
    page.goto(address(folder, "ar"))
    page.locator("summary").click()
    targets = page.locator("header summary, header a")
    boxes = [box for target in targets.all() if (box := target.bounding_box())]
    assert len(boxes) == len(LANGUAGES) + 1
    assert min(box["height"] for box in boxes) >= 44
    assert min(box["width"] for box in boxes) >= 24


@pytest.mark.parametrize("code", ["de", "ar"])
def test_the_contents_lead_to_every_section_in_the_order_of_the_page(code: str, folder: Path, page: Page) -> None:
    page.goto(address(folder, code))
    links = page.locator("nav.contents a")
    sections = page.locator("main > section, main > .columns section")
    targets = [link.get_attribute("href") for link in links.all()]
    assert targets == [f"#{section.get_attribute('id')}" for section in sections.all()]
    assert links.all_inner_texts() == [section.locator("h2").inner_text() for section in sections.all()]
    for link in (links.nth(4), links.last):
        link.click()
        target = page.locator(f"[id='{(link.get_attribute('href') or '').removeprefix('#')}'] > h2")
        box = target.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 640


PHONE = ViewportSize(width=375, height=812)


@pytest.mark.parametrize("code", ["en", "de", "ar", "ja"])
def test_help_is_within_reach_on_every_screen_of_the_page(code: str, folder: Path, page: Page) -> None:
    """The way to the urgent help and the telephone are at the foot of the window, wherever the reader is."""
    page.set_viewport_size(PHONE)
    page.goto(address(folder, code))
    to_help, to_clinic = page.locator(".help-bar .to-help"), page.locator(".help-bar .to-clinic")
    assert to_clinic.get_attribute("href") == "tel:+15555550100"
    for place in range(0, int(page.evaluate("document.body.scrollHeight")) - 900, 3000):
        page.evaluate(f"scrollTo(0, {place})")
        for link in (to_help, to_clinic):
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 56
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 375
            assert box["y"] > 700
            assert box["y"] + box["height"] <= 812
    to_help.click()
    heading = page.locator("#get-help-now > h2").bounding_box()
    assert heading is not None
    assert 0 <= heading["y"] < 100


@pytest.mark.parametrize("window", [PHONE, WIDE, ViewportSize(width=640, height=320)], ids=["phone", "wide", "low"])
def test_the_bar_of_help_covers_nothing_at_the_end_of_the_page(window: ViewportSize, folder: Path, page: Page) -> None:
    """It has its own place there; in a window that is not high it is nowhere else."""
    page.set_viewport_size(window)
    page.goto(address(folder, "en"))
    bar = page.locator(".help-bar")
    at_top = bar.bounding_box()
    assert at_top is not None
    assert (at_top["y"] < window["height"]) == (window["height"] > 600)
    assert at_top["height"] <= 90
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    at_end, imprint = bar.bounding_box(), page.locator("footer.imprint").bounding_box()
    assert at_end is not None
    assert imprint is not None
    assert imprint["y"] + imprint["height"] <= at_end["y"]
    page.emulate_media(media="print")
    assert not bar.is_visible()


def test_a_focused_link_is_not_under_the_bar_of_help(folder: Path, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address(folder, "en"))
    for link in page.locator("main a").all():
        link.focus()
        box, bar = link.bounding_box(), page.locator(".help-bar").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] + box["height"] <= bar["y"] + 1


def test_the_screen_has_the_colours_of_paper() -> None:
    def colours(name: str) -> dict[str, str]:
        css = (ROOT / "styles" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))

    paper, screen = colours("base.css"), colours("formats/web.css")
    assert {name: screen[name] for name in paper} == paper


@pytest.mark.parametrize("code", ["en", "de", "ar", "ja"])
def test_axe_finds_nothing(code: str, folder: Path, page: Page) -> None:
    page.goto(address(folder, code))
    page.locator("summary").click()
    for window in (NARROW, WIDE):
        # Not high: axe cannot tell the ground of a text that the bar of help is over for the moment.
        page.set_viewport_size({"width": window["width"], "height": 500})
        passed, faults = chrome.judged_by_axe(page)
        assert (passed > 25, faults) == (True, [])


@pytest.mark.parametrize("code", ["en", "de", "ar", "ja", "zh_Hans"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_with_every_safety_text(
    code: str, paper: str, folder: Path, page: Page, repository: Workspace
) -> None:
    """The contraindications stand together on one page."""
    page.goto(address(folder, code))
    pages = printed(page, paper)
    assert len(pages) <= 11  # the leaflet has 8, each filled to its edge
    localized = Inputs(on_screen(code), repository).localized()
    found = found_in_any_order if localized.language.direction == "rtl" else _found
    critical = [(message, words) for message, words in localized.printed() if message.critical]
    assert [message.msgid for message, words in critical if not found(words, "".join(pages))] == []
    avoid = [words for message, words in critical if "who-should-avoid" in message.sections]
    assert len(avoid) > 25
    assert any(all(found(words, side) for words in avoid) for side in pages)


def printed(page: Page, paper: str) -> list[str]:
    """The text of each page as Chromium prints it."""
    document = pypdfium2.PdfDocument(page.pdf(format=paper))
    try:
        return [side.get_textpage().get_text_range() for side in document]
    finally:
        document.close()


def test_a_draft_says_so_on_the_screen_and_on_every_printed_page(
    browser: Browser, repository: Workspace, tmp_path: Path
) -> None:
    (file,) = build(on_screen("de", draft=True), repository).files
    (tmp_path / file.name).write_bytes(file.content)
    assert file.name == f"{SLUG}.de.web.example.draft.html"
    page = browser.new_page()
    page.goto((tmp_path / file.name).as_uri())
    page.evaluate("scrollTo(0, 3000)")
    assert page.get_by_text("ENTWURF").is_visible()
    assert page.locator(".draft").evaluate("draft => draft.getBoundingClientRect().top") == 0
    assert all("ENTWURF" in side for side in printed(page, "A4"))
    page.close()


def test_korean_words_are_kept_whole_by_the_browser_not_by_joiners(built: dict[str, Result]) -> None:
    assert "\u2060" not in built["ko"].files[0].content.decode("utf-8")


def test_the_names_of_the_languages_have_capitals_and_scripts_of_their_own() -> None:
    names = [sibling.language.listed_name for sibling in siblings_of(on_screen(), ["tr", "pt_BR", "fa", "zh_Hans"])]
    assert names == ["Português (Brasil)", "Türkçe", "فارسی", "中文 (简体)"]


def test_text_is_told_apart_by_language() -> None:
    page = parse('<html lang="de"><body>Ja <b lang="fr">oui <i>si</i></b> doch <i lang="">x</i></body></html>')
    assert text_by_language(page) == {"de": "Ja  doch ", "fr": "oui si", "": "x"}


def test_a_new_language_makes_the_pages_stale(project: Workspace) -> None:
    reads = build(on_screen(), project).reads
    assert project.holds(reads)
    catalogue = project.catalog_file("nl", SLUG)
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    project.refresh()
    assert not project.holds(reads)


def test_a_clinic_with_a_logo_a_colour_and_its_own_languages(page: Page, repository: Workspace, tmp_path: Path) -> None:
    planned = replace(on_screen("uk"), clinic="example-eu")
    result = build(planned, repository)
    (tmp_path / result.files[0].name).write_bytes(result.files[0].content)
    page.goto((tmp_path / result.files[0].name).as_uri())
    assert result.findings == ()
    assert page.locator(".site nav a").count() == 10
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"  # for consultations only
    assert page.locator(".logo").evaluate("logo => logo.complete && logo.naturalWidth > 0")
    assert page.locator(".clinic-name").first.evaluate("name => getComputedStyle(name).color") == "rgb(29, 90, 140)"
    for width in (160, 320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert chrome.overflow(page) == 0
        assert [text for text in chrome.texts(page, "header.cover") if text["problem"]] == []


@pytest.mark.parametrize(
    "named", ["https://example.org/a.svg", "file:///etc/hostname", "brochure:../../../pyproject.toml"]
)
def test_a_template_or_style_sheet_that_names_another_file_is_refused(
    project: Workspace, edit: Edit, named: str
) -> None:
    edit("styles/formats/web.css", "style:marks/globe.svg", named)
    result = build(on_screen(), project)
    assert result.files == ()
    assert [finding.check_id for finding in result.findings] == ["file-refused"]
    edit("styles/formats/web.css", named, "style:marks/globe.svg")
    edit("templates/parts/cover.html", "brochure:{{ brochure.cover.figure.file | urlencode }}", named)
    assert [finding.check_id for finding in build(on_screen(), project).findings] == ["file-refused"]
