"""The preview in a real Chromium: what a translator, a reviewer, a designer and a receptionist do there."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from polyleaf.core.workspace import Workspace
from polyleaf.translation.approval_records import load_approvals
from tests import browser as chrome
from tests.conftest import ROOT, SLUG
from tests.edits import edit_file
from tests.previews import PATIENCE_MS, PreviewServer, children, preview_project, running
from tests.sign_offs import approve, not_approved
from tests.tools import end_without

pytestmark = pytest.mark.xdist_group("preview")

LANGUAGES = len(["en", *Workspace(ROOT).languages(SLUG)])
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
RIGHT_AWAY = "starts right away"
SOON = "beginnt sofort"
_PICTURES = "[...document.querySelectorAll('figure[data-digest]')].map((figure) => figure.dataset.digest)"
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chrome.chromium() as running_browser:
        yield running_browser


@pytest.fixture(scope="module")
def server(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreviewServer]:
    project = preview_project(tmp_path_factory.mktemp("preview") / "project", repository.cache / "fonts")
    with running(project) as started:
        yield started


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window; a test fails when the page asks another server, or the browser complains of it."""
    with chrome.quiet_page(chromium, ViewportSize(width=1280, height=800), may_be_refused=True) as window:
        window.set_default_timeout(PATIENCE_MS)
        yield window


@pytest.fixture
def kept(server: PreviewServer) -> Iterator[Path]:
    """The German catalogue, which a test may change."""
    path = server.project.root / GERMAN
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


def translate(page: Page, server: PreviewServer, language: str = "de", form: str = "trifold") -> None:
    """Open the translators' page, and wait for its pages."""
    page.goto(f"{server.url}?language={language}&format={form}")
    settled(page)
    expect(page.locator("figure[data-digest]").first).to_be_visible()


def settled(page: Page) -> str:
    """Wait until the pages are those of the files, and return their status."""
    expect(page.locator(".state")).to_have_attribute("data-status", re.compile("built|draft|refused"))
    return str(page.locator(".state").get_attribute("data-status"))


def choose(page: Page, msgid: str) -> None:
    page.get_by_role("searchbox").fill(msgid)
    page.locator(".message").filter(has_text=msgid).first.click()
    expect(page.locator(".editor > .source")).to_have_text(msgid)


def picture_of(page: Page) -> set[str]:
    return {str(each.get_attribute("data-digest")) for each in page.locator("figure[data-digest]").all()}


def wait_for_a_new_picture(page: Page, before: set[str]) -> None:
    page.wait_for_function(f"(before) => {_PICTURES}.some((picture) => !before.includes(picture))", arg=list(before))


def type_instead(page: Page, text: str) -> None:
    field = page.locator(".field")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    expect(field).to_have_text(text)


def test_point_at_a_text_edit_it_save_it_and_see_it_printed(page: Page, server: PreviewServer, kept: Path) -> None:
    """The whole way of a translator, and `git diff` shows the one entry."""
    before = kept.read_text(encoding="utf-8")
    translate(page, server)
    choose(page, "What is the difference?")
    mark = page.locator(".mark.chosen").first
    expect(mark).to_be_visible()
    place = mark.bounding_box()
    assert place
    choose(page, RIGHT_AWAY)
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.locator(".editor > .source")).to_have_text("What is the difference?")
    expect(page.locator(".field")).to_be_focused()

    pictures = picture_of(page)
    type_instead(page, "Was unterscheidet sie?")
    expect(page.locator(".saved")).to_have_text("Not saved yet")
    page.get_by_role("button", name="Save", exact=True).click()
    wait_for_a_new_picture(page, pictures)
    expect(page.locator(".saved")).to_have_text("")
    lines = list(
        difflib.unified_diff(before.splitlines(), kept.read_text(encoding="utf-8").splitlines(), n=0, lineterm="")
    )
    assert [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}] == [
        '-msgstr "Was ist der Unterschied?"',
        '+msgstr "Was unterscheidet sie?"',
    ]
    page.keyboard.press("Control+Alt+z")
    expect(page.locator("#said")).to_have_text("The last save is undone.")
    assert kept.read_text(encoding="utf-8") == before


def test_the_checks_of_the_catalogue_speak_while_a_text_is_typed(page: Page, server: PreviewServer, kept: Path) -> None:
    before = kept.read_bytes()
    translate(page, server)
    choose(page, RIGHT_AWAY)
    expect(page.locator(".verdict")).to_have_text("The checks find nothing.")
    type_instead(page, "beginnt nach 7 Tagen")
    expect(page.locator(".verdict .id").filter(has_text="number-in-translation")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".verdict")).to_have_text("The checks find nothing.")
    assert kept.read_bytes() == before


def test_a_placeholder_is_one_piece_that_prints_its_value(page: Page, server: PreviewServer, kept: Path) -> None:
    msgid = "{filler_lasts}, some products up to {filler_lasts_longest}"
    translate(page, server)
    page.get_by_role("searchbox").fill("filler_lasts_longest")
    page.locator(".message").filter(has_text="some products up to").first.click()
    expect(page.locator(".field .chip")).to_have_text(["6–18 Monate", "2 Jahre"])
    page.locator(".field").click()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(page.locator(".field .chip")).to_have_count(1)
    expect(page.locator(".verdict .finding.error").first).to_be_visible()
    page.get_by_role("button", name="Insert filler_lasts_longest").click()
    expect(page.locator(".field .chip")).to_have_count(2)
    page.keyboard.insert_text(" {filler_lasts} ")  # typed in full, it becomes a piece too
    expect(page.locator(".field .chip")).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(page.locator(".field .chip")).to_have_count(2)
    assert f'msgid "{msgid}"' in kept.read_text(encoding="utf-8")


def test_the_keyboard_alone_is_enough(page: Page, server: PreviewServer, kept: Path) -> None:
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', 'msgstr ""')
    translate(page, server)
    assert settled(page) == "draft"
    page.keyboard.press("Alt+Shift+ArrowDown")  # the next untranslated text
    expect(page.locator(".editor > .source")).to_have_text(RIGHT_AWAY)
    expect(page.locator(".field")).to_be_focused()
    page.keyboard.insert_text(SOON)
    pictures = picture_of(page)
    page.keyboard.press("Control+Enter")  # save, and the next
    wait_for_a_new_picture(page, pictures)
    expect(page.locator(".editor > .source")).not_to_have_text(RIGHT_AWAY)
    expect(page.locator(".field")).to_be_focused()
    expect(page.locator(".state")).to_have_attribute("data-status", "built")
    assert f'msgstr "{SOON}"' in kept.read_text(encoding="utf-8")
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_change_by_another_program_shows_on_the_page(page: Page, server: PreviewServer, kept: Path) -> None:
    translate(page, server)
    choose(page, "What is the difference?")
    pictures = picture_of(page)
    edit_file(server.project, GERMAN, 'msgstr "Was ist der Unterschied?"', 'msgstr "Was unterscheidet sie?"')
    expect(page.locator(".field")).to_have_text("Was unterscheidet sie?")
    wait_for_a_new_picture(page, pictures)


def test_what_another_program_changed_meanwhile_is_not_overwritten(
    page: Page, server: PreviewServer, kept: Path
) -> None:
    translate(page, server)
    choose(page, RIGHT_AWAY)
    type_instead(page, "geht sofort los")
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', 'msgstr "beginnt gleich"')
    expect(page.locator(".conflict .theirs")).to_have_text("beginnt gleich")
    expect(page.locator(".field")).to_have_text("geht sofort los")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.keyboard.press("Control+s")
    assert 'msgstr "beginnt gleich"' in kept.read_text(encoding="utf-8")
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".saved")).to_have_text("")
    expect(page.locator("#said")).to_have_text("Saved")
    assert 'msgstr "geht sofort los"' in kept.read_text(encoding="utf-8")


def test_a_save_that_comes_too_late_is_refused_by_the_server(server: PreviewServer, kept: Path) -> None:
    edition = {"brochure": SLUG, "language": "de", "format": "trifold", "paper": "a4", "clinic": "example"}
    text = {"edition": edition, "domain": SLUG, "msgid": RIGHT_AWAY, "msgstr": "zu spät", "digest": "0" * 64}
    before = kept.read_bytes()
    answer = server.post("/api/save", text)
    assert answer.status == 409
    assert SOON in answer.body.decode()
    assert kept.read_bytes() == before


def test_a_broken_file_is_named_with_its_line_and_the_last_good_pages_stay(
    page: Page, server: PreviewServer, kept: Path
) -> None:
    translate(page, server)
    pictures = picture_of(page)
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', f'msgstr "{SOON}')
    alarm = page.locator(".alarm")
    expect(alarm).to_contain_text("You see the last good pages")
    expect(alarm.locator("code").first).to_have_text(re.compile(rf"^{re.escape(GERMAN)}:\d+$"))
    assert picture_of(page) == pictures
    edit_file(server.project, GERMAN, f'msgstr "{SOON}', f'msgstr "{SOON}"')
    expect(alarm).to_have_count(0)


def test_broken_yaml_is_named_too(page: Page, server: PreviewServer) -> None:
    translate(page, server)
    profile = server.project.root / "clinics" / "example.yaml"
    content = profile.read_bytes()
    try:
        profile.write_bytes(content.replace(b"paper: a4", b"paper: [a4"))
        expect(page.locator(".alarm code").first).to_have_text(re.compile(r"^clinics/example\.yaml:\d+$"))
        expect(page.locator("figure[data-digest]").first).to_be_visible()
    finally:
        profile.write_bytes(content)
    expect(page.locator(".alarm")).to_have_count(0)


def test_a_language_that_runs_from_right_to_left(page: Page, server: PreviewServer) -> None:
    translate(page, server, "ar")
    choose(page, "What is the difference?")
    field = page.locator(".field")
    expect(field).to_have_attribute("dir", "rtl")
    expect(field).to_have_attribute("lang", "ar")
    mark, sheet = page.locator(".mark.chosen").first.bounding_box(), page.locator(".paper").first.bounding_box()
    assert mark
    assert sheet
    assert mark["x"] + mark["width"] / 2 < sheet["x"] + sheet["width"] / 2, "the front panel is on the left"
    page.get_by_text("Source beside").click()
    expect(page.locator("figure[data-digest]")).to_have_count(4)
    expect(page.locator(".mark.chosen")).to_have_count(2)


HOSTILE = (
    "<script>window.hit = 1</script>",
    '\\"><img src=x onerror=\\"window.hit = 1\\">',
    "[x](javascript:window.hit=1)",
    "<svg onload='window.hit=1'>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_translation_is_ever_markup_or_script_in_the_page(
    text: str, page: Page, server: PreviewServer, kept: Path
) -> None:
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', f'msgstr "{text}"')
    translate(page, server)
    choose(page, RIGHT_AWAY)
    expect(page.locator(".field")).to_have_text(text.replace('\\"', '"'))
    expect(page.locator(".verdict .finding").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.locator(".message script, .field script, .field img, .field svg, .finding img, .finding a").count() == 0


def test_no_name_of_a_clinic_is_ever_markup_or_script(page: Page, server: PreviewServer) -> None:
    profile = server.project.root / "clinics" / "hostile.yaml"
    example = (server.project.root / "clinics" / "example.yaml").read_text(encoding="utf-8")
    name = '"\'><img src=x onerror=window.hit=1>"'
    profile.write_text(example.replace("name: Example Clinic", f"name: {name}"), encoding="utf-8")
    try:
        for path in ("?format=trifold&clinic=hostile", "desk", "overview", "review"):
            page.goto(server.url + path)
            page.wait_for_selector("h1, select, .message")
        page.goto(f"{server.url}desk")
        expect(page.locator("select option").filter(has_text="onerror")).to_have_count(1)
        assert page.evaluate("window.hit") is None
        assert page.locator("img[src='x']").count() == 0
    finally:
        profile.unlink()


def test_the_overview_shows_every_language_in_every_format(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}overview")
    expect(page.locator(".board tbody tr")).to_have_count(LANGUAGES + 2)  # and the two pseudo-languages
    expect(page.locator(".board tbody tr").first.locator("td")).to_have_count(5)
    german = page.locator("tr").filter(has_text="Deutsch")
    expect(german.locator(".left")).to_contain_text("304 of 304 translated")
    expect(german.locator(".left")).to_contain_text("0 of 269 approved")
    expect(page.locator(".card .badge.good").first).to_be_visible()
    page.locator('.card[aria-label="German, Tri-fold"]').click()
    expect(page.locator("select[data-choice=format]")).to_have_value("trifold")


def test_a_saved_style_sheet_shows_in_four_languages_side_by_side(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}design?format=trifold")
    for number in range(4):
        expect(page.locator(".head .state").nth(number)).to_have_attribute("data-status", "built")
    expect(page.locator("figure[data-digest]").nth(3)).to_be_visible()
    page.get_by_role("button", name="Baselines").click()
    assert page.locator(".boxes .baselines").count() > 400
    assert page.locator(".boxes .over").count() == 0
    pictures = picture_of(page)
    sheet = server.project.root / "styles" / "formats" / "trifold.css"
    content = sheet.read_bytes()
    try:
        sheet.write_bytes(content + b"\n.cover h1 { letter-spacing: 0.5pt }\n")
        page.wait_for_function(f"(old) => {_PICTURES}.every((picture) => !old.includes(picture))", arg=list(pictures))
    finally:
        sheet.write_bytes(content)


def test_a_clinician_reads_ticks_and_records(page: Page, server: PreviewServer) -> None:
    """Nothing is recorded before the last click, and it ends in the same record as `approve --from-sheet`."""
    path = server.project.locales / "uk" / "approvals.yaml"
    page.goto(f"{server.url}review?language=uk")
    rows = page.locator(".to-read")
    expect(rows).to_have_count(269)
    expect(page.locator(".sign button")).to_be_disabled()
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(2).get_by_role("checkbox").check()
    page.get_by_label("Your name").fill("Example Reviewer")
    page.get_by_label("Your profession").fill("Example role")
    page.locator(".sign button").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 messages, 0 of them safety text")
    assert not path.exists()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#said")).to_contain_text("locales/uk/approvals.yaml")
    expect(page.locator(".to-read .badge.good")).to_have_count(2)
    approvals = load_approvals(Workspace(server.project.root), "uk")
    (sign_off,) = approvals.sign_offs
    assert (sign_off.reviewer, sign_off.role) == ("Example Reviewer", "Example role")
    assert len(approvals.messages) == 2
    path.unlink()


def test_what_changed_since_it_was_read_is_not_approved(page: Page, server: PreviewServer, kept: Path) -> None:
    page.goto(f"{server.url}review?language=de")
    row = page.locator(".to-read").filter(has_text=RIGHT_AWAY)
    row.get_by_role("checkbox").check()
    expect(page.locator(".toolbar .state")).to_have_text(re.compile("^1 of"))
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', 'msgstr "beginnt gleich"')
    expect(page.locator(".sign .todo")).to_contain_text("1 ticked texts have changed")
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    expect(page.locator(".sign button")).to_be_disabled()


def test_the_desk_prints_only_what_is_approved(page: Page, server: PreviewServer) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"{server.url}desk")
    expect(page.locator(".language")).to_have_count(LANGUAGES)
    assert chrome.overflow(page) == 0
    page.get_by_role("searchbox").fill("japan")
    expect(page.locator(".language")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tri-fold").click()
    expect(page.locator(".alarm")).to_contain_text("Not for patients yet")
    expect(page.get_by_role("link", name="Print")).to_have_count(0)
    copy = page.get_by_role("link", name="PRELIMINARY")
    expect(copy).to_have_attribute("href", re.compile(r"preliminary\.pdf$"))
    digest = str(copy.get_attribute("href")).split("/")[2]
    name = str(copy.get_attribute("href")).split("/")[3]
    assert server.ask(f"/hand-out/{digest}/{name}").status == 409

    approve(server.project, "ja")
    assert not_approved(server.project, "ja") == set()
    try:
        link = page.get_by_role("link", name="Print", exact=True)
        expect(link).to_be_visible()
        expect(page.locator(".hints")).to_contain_text("flip on the short edge")
        address = str(link.get_attribute("href"))
        handed_out = server.ask(address)
        assert handed_out.status == 200
        assert handed_out.body.startswith(b"%PDF")
        (server.project.locales / "ja" / "approvals.yaml").unlink()
        assert server.ask(address).status == 409, "it is asked again when it is printed"
        expect(page.locator(".alarm")).to_contain_text("Not for patients yet")
    finally:
        (server.project.locales / "ja" / "approvals.yaml").unlink(missing_ok=True)


def test_the_desk_says_that_a_draft_is_one(page: Page, server: PreviewServer, kept: Path) -> None:
    edit_file(server.project, GERMAN, f'msgstr "{SOON}"', 'msgstr "beginnt nach 7 Tagen"')
    page.goto(f"{server.url}desk?format=trifold")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator(".alarm")).to_contain_text("DRAFT")
    expect(page.get_by_role("link", name="Print")).to_have_count(0)
    expect(page.get_by_role("link", name="Look at the draft")).to_have_attribute("href", re.compile(r"\.draft\.pdf$"))


VIEWS = ("?format=trifold", "overview", "review", "design?format=trifold", "desk")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_views_keep_the_rules_of_accessibility(view: str, scheme: str, page: Page, server: PreviewServer) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(server.url + view)
    page.wait_for_selector("#main > *")
    if view.startswith("?"):
        settled(page)
        choose(page, "What is the difference?")
    passes, faults = chrome.judged_by_axe(page, may_be_covered=True)
    assert passes > 15
    assert faults == []
    page.set_viewport_size({"width": 375, "height": 700})
    assert chrome.overflow(page) <= 0


def test_a_server_that_is_killed_while_it_saves_leaves_a_whole_file(repository: Workspace, tmp_path: Path) -> None:
    project = preview_project(tmp_path / "project", repository.cache / "fonts")
    path = project.root / GERMAN
    edition = {"brochure": SLUG, "language": "de", "format": "trifold", "paper": "a4", "clinic": "example"}
    for number in range(3):
        before = path.read_bytes()
        with running(project) as server:
            texts = server.post("/api/texts", edition).content["texts"]
            assert isinstance(texts, list)
            text = next(each for each in texts if each["msgid"] == RIGHT_AWAY)
            words = f"beginnt sofort {'wirklich ' * (number + 1)}".strip()
            save = {"edition": edition, "domain": SLUG, "msgid": RIGHT_AWAY, "msgstr": words, "digest": text["digest"]}
            killer = subprocess.Popen(["sh", "-c", f"sleep 0.0{number * 2 + 1}; kill -9 {server.process.pid}"])
            with suppress(OSError):  # the end may be faster
                server.post("/api/save", save)
            killer.wait()
        after = path.read_bytes()
        assert after in {before, before.replace(f'msgstr "{text["msgstr"]}"'.encode(), f'msgstr "{words}"'.encode())}


def test_a_full_disk_loses_nothing(repository: Workspace, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        end_without("the right to mount a small disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this system mounts no small disk")
    try:
        project = preview_project(small / "project", repository.cache / "fonts")
        path = project.root / GERMAN
        before = path.read_bytes()
        edition = {"brochure": SLUG, "language": "de", "format": "trifold", "paper": "a4", "clinic": "example"}
        with running(project) as server:
            texts = server.post("/api/texts", edition).content["texts"]
            assert isinstance(texts, list)
            text = next(each for each in texts if each["msgid"] == RIGHT_AWAY)
            with (small / "rest").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
                while True:
                    file.write(b"\0" * 4096)
            save = {"edition": edition, "domain": SLUG, "msgid": RIGHT_AWAY, "msgstr": "x", "digest": text["digest"]}
            answer = server.post("/api/save", save)
            assert answer.status == 400
            assert "No space left" in str(answer.content["error"])
            assert path.read_bytes() == before
            (small / "rest").unlink()
            assert server.post("/api/save", save).status == 200
        assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_many_tabs_and_a_fast_typist_render_only_what_is_shown(
    chromium: Browser, server: PreviewServer, kept: Path
) -> None:
    """Each tab says what it shows, and a closed tab wants nothing."""
    context = chromium.new_context()
    tabs = [context.new_page() for _ in range(5)]
    for number, tab in enumerate(tabs):
        tab.goto(f"{server.url}?language={('fr', 'it', 'pl', 'es', 'tr')[number]}&format=leaflet")
    for tab in tabs[:-1]:
        tab.close()
    last = tabs[-1]
    last.locator("select[data-choice=format]").select_option("trifold")
    start = time.monotonic()
    expect(last.locator(".state")).to_have_attribute("data-status", "built")
    assert time.monotonic() - start < PATIENCE_MS / 1000
    expect(last.locator("figure[data-digest]").first).to_be_visible()
    context.close()


def test_a_render_process_that_is_killed_is_replaced(page: Page, server: PreviewServer, kept: Path) -> None:
    translate(page, server)
    pictures = picture_of(page)
    for pid in children(server.process.pid):
        if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8"):
            os.kill(pid, signal.SIGKILL)
    edit_file(server.project, GERMAN, 'msgstr "Was ist der Unterschied?"', 'msgstr "Was unterscheidet sie?"')
    wait_for_a_new_picture(page, pictures)
    assert settled(page) == "built"


def test_a_folder_that_is_taken_away_and_comes_back_is_watched_again(
    page: Page, server: PreviewServer, kept: Path
) -> None:
    translate(page, server)
    pictures = picture_of(page)
    templates = server.project.root / "templates"
    templates.rename(templates.with_name("away"))
    templates.with_name("away").rename(templates)
    time.sleep(2.5)
    edit_file(server.project, GERMAN, 'msgstr "Was ist der Unterschied?"', 'msgstr "Was unterscheidet sie?"')
    wait_for_a_new_picture(page, pictures)
