"""The pages of a release in a real Chromium: the index, and the page that tells whether a leaflet is current."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from polyleaf.language.languages import language
from polyleaf.release.manifest import read_manifest
from polyleaf.render.page import parse
from tests import browser as chrome
from tests.releases import LANGUAGES

PAGES = ("index.html", "current.html", "desk.html")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chrome.chromium() as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window; a test fails when the page in it asks the network for anything, or the browser complains of it."""
    with chrome.quiet_page(chromium, ViewportSize(width=320, height=640)) as window:
        yield window


def code_of(folder: Path, code: str, form: str = "leaflet") -> str:
    return next(e.code for e in read_manifest(folder).editions if (e.language, e.format) == (code, form))


def answer(page: Page) -> tuple[str, str]:
    """The language of the page, and the answer that is seen."""
    (text,) = [text for text in page.locator(".answer").all() if text.is_visible()]
    return str(page.locator("html").get_attribute("lang")), str(text.get_attribute("data-answer"))


def ask(page: Page, folder: Path, code: str) -> tuple[str, str]:
    page.goto("about:blank")
    page.goto(f"{(folder / 'current.html').as_uri()}#{code}")
    return answer(page)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_leaflet_of_this_release_is_current_in_its_own_language(code: str, page: Page, released: Path) -> None:
    assert ask(page, released, code_of(released, code)) == (language(code).tag, "current")
    seen = page.locator("main").inner_text()
    assert {"en": "November 30, 2028", "ar": "30 نوفمبر 2028", "ja": "2028年11月30日"}[code] in seen
    assert "(555) 555-0100" in seen
    assert page.locator(f'section[lang="{language(code).tag}"] input').input_value() == code_of(released, code)


def test_a_leaflet_of_an_earlier_release_is_not(page: Page, released: Path, changed: Path) -> None:
    for code in LANGUAGES:
        assert ask(page, changed, code_of(released, code)) == (language(code).tag, "replaced")
        assert ask(page, changed, code_of(changed, code)) == (language(code).tag, "current")


def test_a_leaflet_past_its_review_date_is_not(page: Page, released: Path) -> None:
    page.clock.set_fixed_time(datetime.datetime(2028, 11, 30, 12, tzinfo=datetime.timezone.utc))
    assert ask(page, released, code_of(released, "ar")) == ("ar", "current")
    page.clock.set_fixed_time(datetime.datetime(2028, 12, 1, 12, tzinfo=datetime.timezone.utc))
    assert ask(page, released, code_of(released, "ar")) == ("ar", "overdue")
    assert "30 نوفمبر 2028" in page.locator("main").inner_text()


def test_a_code_is_typed_as_people_type(page: Page, released: Path) -> None:
    page.goto((released / "current.html").as_uri())
    assert not any(text.is_visible() for text in page.locator(".answer").all())
    typed = code_of(released, "ja").lower().replace("-", " ").replace("0", "o").replace("1", "l")
    page.locator("input:visible").fill(typed)
    page.locator("form button:visible").click()
    assert answer(page) == ("ja", "current")
    page.get_by_role("button", name="العربية").click()
    page.locator("input:visible").fill("0000-0000")
    page.locator("form button:visible").click()
    assert answer(page) == ("ar", "unknown")
    assert not page.locator(".contact:visible").count()


def test_without_a_script_the_table_answers(chromium: Browser, released: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto((released / "current.html").as_uri())
    row = window.locator("tr", has_text=code_of(released, "ja"))
    assert row.is_visible()
    assert row.inner_text().split("\t")[1] == "Yes"
    assert not window.locator("form").first.is_visible()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_network_no_sideways_scrolling_and_breaks_no_rule(name: str, page: Page, changed: Path) -> None:
    page.goto((changed / name).as_uri())
    assert chrome.overflow(page) <= 0
    assert {came_with_it for _, came_with_it in chrome.drawn_with(page)} == {True}
    passed, faults = chrome.judged_by_axe(page)
    assert (passed > 15, faults) == (True, [])
    with chrome.served(changed) as address:
        page.goto(f"{address}/{name}")
        assert page.locator("h1:visible").count() == 1


def test_the_index_leads_to_every_file_and_names_each_language_itself(released: Path) -> None:
    root = parse((released / "index.html").read_text(encoding="utf-8"))
    led_to = {link.get("href", "") for link in root.iter("a")}
    manifest = read_manifest(released)
    assert {file.name for edition in manifest.editions for file in edition.files} <= led_to
    assert [name for name in led_to if not (released / name).is_file()] == []
    named = {(span.get("lang"), span.text) for heading in root.iter("h3") for span in heading.iter("span")}
    assert {("en", "English"), ("ar", "العربية"), ("ja", "日本語")} <= named
    text = "".join(root.itertext())
    assert all(edition.code in text for edition in manifest.editions)
    assert sum(image.get("src", "").startswith("data:image/webp") for image in root.iter("img")) == 4


def test_the_desk_finds_a_language_by_any_of_its_names_and_prints(page: Page, released: Path) -> None:
    page.goto((released / "desk.html").as_uri())
    for typed in ("日本", "japan", "JA"):
        page.get_by_role("searchbox").fill(typed)
        assert [each.get_attribute("data-names") for each in page.locator(".language:visible").all()] == [
            "日本語 Japanese ja ja"
        ]
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Print in Japanese").first
    assert link.is_visible()
    assert (released / str(link.get_attribute("href"))).read_bytes().startswith(b"%PDF")
    assert "both sides of four sheets" in page.locator("details[open]").inner_text()
    page.get_by_role("searchbox").fill("klingon")
    assert page.locator("#none").is_visible()
    root = parse((released / "desk.html").read_text(encoding="utf-8"))
    assert [a.get("href", "") for a in root.iter("a") if not (released / a.get("href", "")).is_file()] == []


def test_the_desk_prints_nothing_past_its_review_date(page: Page, released: Path) -> None:
    page.clock.set_fixed_time(datetime.datetime(2028, 12, 1, 12, tzinfo=datetime.timezone.utc))
    page.goto((released / "desk.html").as_uri())
    page.get_by_role("searchbox").fill("ar")
    page.locator("summary:visible").first.click()
    assert page.locator(".overdue:visible").count() >= 1
    assert page.get_by_role("link", name="Print").count() == 0
