"""The comparison of two folders: each change that is made to a page is found, in three scripts, and nothing else is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import pikepdf
import pytest
from click.testing import CliRunner

from polyleaf.cli.main import cli
from polyleaf.core.atomic_files import whole_folder
from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.languages import language
from polyleaf.release.compare.folders import EditionDiff, PartDiff, compare_folders
from polyleaf.release.compare.pages import Page, changed_regions, read_pages
from polyleaf.release.compare.report import write_comparison
from polyleaf.release.compare.text import TextChange, TextComparer
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.browser import chromium, judged_by_axe, overflow
from tests.commands import call
from tests.conftest import ROOT, SLUG, edition
from tests.store import build
from tests.tools import needs

Pages = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Sample:
    """Two pages of a leaflet in one language, and what is changed in them: the word moves to the end of its line."""

    pages: Pages
    number: tuple[str, str]
    word: tuple[str, str]
    folio: str


SAMPLES = {
    "en": Sample(
        (
            ("It lasts 3–4 months, sometimes longer.", "Do not rub the area.", "Call us if something changes."),
            ("You feel weak: call for help.", "Wait at least 2 weeks.", "Bruises fade after some days."),
        ),
        ("2 weeks", "3 weeks"),
        ("You feel weak: call for help.", "feel weak: call for help. You"),
        "Page {} of {}",
    ),
    "ar": Sample(
        (
            ("مدة المفعول 3–4 أشهر، وأحيانًا أطول.", "لا تفركوا مكان الحقن.", "اتصلوا بنا إذا تغير شيء."),
            ("تشعرون بالضعف: اطلبوا المساعدة.", "انتظروا 2 أسابيع على الأقل.", "تزول الكدمات بعد أيام."),
        ),
        ("2 أسابيع", "3 أسابيع"),
        ("تشعرون بالضعف: اطلبوا المساعدة.", "بالضعف: اطلبوا المساعدة. تشعرون"),
        "صفحة {} من {}",
    ),
    "ja": Sample(
        (
            (
                "効果は3～4か月、時にはもっと続きます。",
                "注射した場所をこすらないでください。",
                "変化があれば電話してください。",
            ),
            ("力が入らない：助けを呼んでください。", "少なくとも2週間あけてください。", "内出血は数日で消えます。"),
        ),
        ("2週間", "3週間"),
        ("力が入らない：助けを呼んでください。", "入らない：助けを呼んでください。力が"),
        "{}／{}ページ",
    ),
}
LANGUAGES = list(SAMPLES)
NAME = "sample.{}.leaflet.a4.example.pdf"


@cache
def pdf(project: Workspace, code: str, pages: Pages, css: str = "") -> bytes:
    """A PDF with these lines on its pages, and the number of the page at its foot."""
    lang = language(code)
    sides = (
        [*(f"<p>{line}</p>" for line in lines), f"<footer>{SAMPLES[code].folio.format(number, len(pages))}</footer>"]
        for number, lines in enumerate(pages, start=1)
    )
    body = "".join(f"<div>{''.join(side)}</div>" for side in sides)
    document = f'<html lang="{lang.tag}" dir="{lang.direction}"><title>Sample</title><body>{body}</body></html>'
    sources = StyleSources(project, ("languages.css",), ROOT, ROOT)
    look = "@page { size: 110mm 70mm; margin: 5mm } div { break-after: page } footer { font-size: 8pt }"
    content, said = write_pdf(typeset(document, sources, look + css))
    assert not said
    return content


@pytest.fixture
def compared(tmp_path: Path, repository: Workspace) -> Callable[..., EditionDiff]:
    """What becomes of an edition, from its content in the old folder to that in the new one."""

    def compare(old: bytes, new: bytes, name: str) -> EditionDiff:
        for side, content in (("old", old), ("new", new)):
            (tmp_path / side).mkdir()
            (tmp_path / side / name).write_bytes(content)
        (tmp_path / "out").mkdir()
        (found,) = compare_folders(repository, tmp_path / "old", tmp_path / "new", tmp_path / "out", 1)
        for part in found.parts:
            for picture in part.pictures:
                assert (tmp_path / "out" / "pictures" / picture.file).is_file()
        return found

    return compare


Compare = Callable[[bytes, bytes, str], EditionDiff]


def replaced(pages: Pages, old: str, new: str) -> Pages:
    changed = tuple(tuple(line.replace(old, new) for line in lines) for lines in pages)
    assert changed != pages
    return changed


def only(found: EditionDiff) -> PartDiff:
    """The one page that differs."""
    assert found.status == "changed"
    (part,) = found.parts
    return part


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_same_pages_are_quiet(code: str, repository: Workspace, compared: Compare) -> None:
    content = pdf(repository, code, SAMPLES[code].pages)
    with pikepdf.open(BytesIO(content)) as document:
        document.docinfo["/Keywords"] = "other"
        document.save(other := BytesIO())
    found = compared(content, other.getvalue(), NAME.format(code))
    assert (found.status, found.note, found.parts) == ("same", "same pages, other metadata", ())


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_changed_number_is_marked(code: str, repository: Workspace, compared: Compare) -> None:
    sample = SAMPLES[code]
    new = pdf(repository, code, replaced(sample.pages, *sample.number))
    part = only(compared(pdf(repository, code, sample.pages), new, NAME.format(code)))
    (change,) = part.changes
    assert (part.name, change.alarms) == ("page 2", ("number",))
    assert (change.old.strip(), change.new.strip()) == ("2", "3")
    assert words(sample.number[1]) in words(change.before + change.new + change.after)
    assert [picture.shows for picture in part.pictures] == ["page 2, old", "page 2, new", "page 2, new with frames"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_moved_word_is_found_where_it_left_and_where_it_stands(
    code: str, repository: Workspace, compared: Compare
) -> None:
    sample = SAMPLES[code]
    new = pdf(repository, code, replaced(sample.pages, *sample.word))
    part = only(compared(pdf(repository, code, sample.pages), new, NAME.format(code)))
    left, stands = part.changes
    assert words(left.old) == words(stands.new) != ""
    assert (part.name, left.new, stands.old) == ("page 2", "", "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_changed_colour_is_found_by_its_look_alone(code: str, repository: Workspace, compared: Compare) -> None:
    pages = SAMPLES[code].pages
    new = pdf(repository, code, pages, "p { color: #15202b } div:last-child p:last-of-type { color: #1c2733 }")
    part = only(compared(pdf(repository, code, pages, "p { color: #15202b }"), new, NAME.format(code)))
    assert (part.name, part.changes, len(part.pictures)) == ("page 2", (), 3)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_inserted_page_changes_no_other(code: str, repository: Workspace, compared: Compare) -> None:
    first, last = SAMPLES[code].pages
    new = pdf(repository, code, (first, last[::-1], last))
    part = only(compared(pdf(repository, code, (first, last)), new, NAME.format(code)))
    assert (part.name, part.status) == ("page 2", "new")
    assert words(last[2]) in words(part.changes[0].new)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_cut_line_is_found(code: str, repository: Workspace, compared: Compare) -> None:
    first, last = SAMPLES[code].pages
    new = pdf(repository, code, (first, last[:2]))
    part = only(compared(pdf(repository, code, (first, last)), new, NAME.format(code)))
    (change,) = part.changes
    assert (part.name, words(change.old), change.new) == ("page 2", words(last[2]), "")


def test_a_page_that_says_something_else_altogether_is_changed_not_new(
    repository: Workspace, compared: Compare
) -> None:
    first, last = SAMPLES["en"].pages
    new = pdf(repository, "en", (first, ("Nothing of this was there.",)))
    part = only(compared(pdf(repository, "en", (first, last)), new, NAME.format("en")))
    assert (part.name, part.status) == ("page 2", "changed")


def test_a_line_that_goes_over_to_the_next_page_has_moved(repository: Workspace, compared: Compare) -> None:
    first, last = SAMPLES["en"].pages
    new = pdf(repository, "en", (first[:2], (first[2], *last)))
    found = compared(pdf(repository, "en", (first, last)), new, NAME.format("en"))
    said = [(part.name, change.moved, change.alarms) for part in found.parts for change in part.changes]
    assert said == [("page 1", "to page 2", ()), ("page 2", "from page 1", ())]


def test_a_line_that_is_cut_twice_and_stands_once_elsewhere_has_not_just_moved(
    repository: Workspace, compared: Compare
) -> None:
    line = "Wait at least 2 weeks before you travel."
    first, last = SAMPLES["en"].pages
    old, new = ((line, *first), (line, *last), last[::-1]), (first, last, (line, *last[::-1]))
    found = compared(pdf(repository, "en", old), pdf(repository, "en", new), NAME.format("en"))
    assert [(change.moved, change.alarms) for part in found.parts for change in part.changes] == [("", ("number",))] * 3


def test_two_numbers_that_change_places_between_pages_are_marked(repository: Workspace, compared: Compare) -> None:
    old = (("Wait 2 weeks.", "Do not rub."), ("It lasts 4 months.", "Call us."))
    new = (("Wait 4 months.", "Do not rub."), ("It lasts 2 weeks.", "Call us."))
    found = compared(pdf(repository, "en", old), pdf(repository, "en", new), NAME.format("en"))
    assert [change.alarms for part in found.parts for change in part.changes] == [("number",), ("number",)]


def test_a_comma_is_found_and_framed_alone(repository: Workspace) -> None:
    old, new = (
        _read(pdf(repository, "en", ((f"Pain{mark} swelling",),), "p { font-size: 7pt; font-family: monospace }"))
        for mark in ",."
    )
    ((left, top, right, bottom),) = changed_regions(old, new)
    assert right - left < 25
    assert bottom - top < 25


def _read(content: bytes) -> Page:
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        (page,) = read_pages(Path(file.name), right_to_left=False)
    return page


def test_an_address_that_a_link_leads_to_is_compared(repository: Workspace, compared: Compare) -> None:
    old, new = (
        pdf(repository, "en", ((f'<a href="tel:+1555555{number}">Call us</a>',),)) for number in ("0100", "0101")
    )
    part = only(compared(old, new, NAME.format("en")))
    (change,) = part.changes
    assert (change.old, change.new, change.alarms) == ("tel:+15555550100", "tel:+15555550101", ("number",))
    assert (part.note, part.pictures) == ("It looks the same; what programs read differs.", ())


CHANGES = {
    "a unit": ("en", "Wait 2 weeks at least.", "Wait 2 days at least.", "weeks", "days", ("number",)),
    "a number word": ("en", "Wait two weeks.", "Wait three weeks.", "two", "three", ("number",)),
    "a lost negation": ("en", "Do not rub the area.", "Do rub the area.", "not", "", ("negation",)),
    "a negation in German": ("de", "Nicht reiben, bitte.", "Reiben, bitte.", "Nicht reiben,", "Reiben,", ("negation",)),
    "a plain word": ("en", "Call us at once.", "Call them at once.", "us", "them", ()),
    "the end of a range": ("ja", "効果は3～4か月です。", "効果は3～14か月です。", "3～4", "3～14", ("number",)),
    "digits of its own": ("fa", "پس از ۳ روز", "پس از ۴ روز", "۳", "۴", ("number",)),
    "a vowel sign": ("th", "ที่นี่มีน้ำ", "ที่นี่มีน้า", "น้ำ", "น้า", ()),
    "a letter with its signs": ("hi", "सूजन कम होगी", "सूजन काम होगी", "कम", "काम", ()),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_words_change_whole_and_what_is_at_stake_is_said(kind: str, repository: Workspace) -> None:
    code, old, new, was, now, alarms = CHANGES[kind]
    (change,) = text_changes(repository, code, old, new)
    assert (change.old.strip(), change.new.strip(), change.alarms) == (was, now, alarms)


def text_changes(project: Workspace, code: str, old: str, new: str) -> list[TextChange]:
    comparer = TextComparer(project, language(code))
    return comparer.changes(comparer.tokens(old), comparer.tokens(new))


@pytest.mark.parametrize(
    ("code", "lines", "other"),
    [
        ("en", ("Do not rub the area; a follow\x02", "up is free."), ("Do not rub the", "area; a follow-up is free.")),
        ("de", ("Botulinum\x02", "toxin wirkt."), ("Botulinumtoxin", "wirkt.")),
        ("ja", ("少なくとも2週", "間あけて"), ("少なくとも", "2週間あけて")),
        ("ko", ("시술\u2060 부위를", "문지르지"), ("시술\u00a0부위를 문지르지",)),
    ],
)
def test_line_breaks_are_no_difference(
    code: str, lines: tuple[str, ...], other: tuple[str, ...], repository: Workspace
) -> None:
    comparer = TextComparer(repository, language(code))
    old, new = (comparer.tokens(comparer.unwrapped(wrapped)) for wrapped in (lines, other))
    assert comparer.changes(old, new) == []


WEB = "sample.en.web.example.html"


def web(text: str = "Wait 2 weeks.", head: str = "", href: str = "tel:+15555550100") -> bytes:
    return f"""<!DOCTYPE html><html lang="en"><head><title>Sample</title>{head}</head><body>
        <section data-section="aftercare"><h2>After</h2><p>{text}</p><ul><li>Do <b>not</b> rub.</li></ul></section>
        <p><a href="{href}">Call us</a></p></body></html>""".encode()


def test_a_page_for_the_screen_is_compared_by_its_sections(compared: Compare) -> None:
    part = only(compared(web(), web("Wait 3 weeks."), WEB))
    (change,) = part.changes
    assert (part.name, change.old.strip(), change.alarms) == ("section aftercare", "2", ("number",))
    assert change.before == "After Wait "
    assert change.after == "weeks. Do not rub."


@pytest.mark.parametrize(
    ("new", "status", "said"),
    [
        (web(href="tel:+15555550101"), "changed", "section links"),
        (
            web(head="<style>p { color: red }</style>"),
            "changed",
            "the text is the same; styles, fonts or figures differ",
        ),
        (web(head='<meta name="generator" content="x">'), "same", "other metadata"),
        (b"\xff\xfe", "unreadable", "cannot be read"),
    ],
)
def test_what_else_differs_on_a_page_for_the_screen_is_said(
    new: bytes, status: str, said: str, compared: Compare
) -> None:
    found = compared(web(), new, WEB)
    assert found.status == status
    assert said in " ".join([found.note, *(part.name for part in found.parts)])


def filled(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_folders_are_paired_by_name_and_sheets_follow_their_pages(repository: Workspace, tmp_path: Path) -> None:
    one = pdf(repository, "en", SAMPLES["en"].pages)
    other = pdf(repository, "en", SAMPLES["en"].pages[:1])
    old = {"a.en.booklet.a4.pdf": one, "a.en.booklet.a4.sheets.pdf": b"1", "a.de.leaflet.a4.pdf": one}
    new = {"a.en.booklet.a4.pdf": other, "a.en.booklet.a4.sheets.pdf": b"2", "a.fr.leaflet.a4.pdf": one}
    same = {"b.en.booklet.a4.pdf": one, "index.html": b"", "manifest.json": b"", "notes.xx.of.pdf": b""}
    before, after = filled(tmp_path / "old", {**old, **same}), filled(tmp_path / "new", {**new, **same})
    (tmp_path / "out").mkdir()
    found = compare_folders(repository, before, after, tmp_path / "out", 2)
    assert [(edition.name, edition.status) for edition in found] == [
        ("a.de.leaflet.a4.pdf", "gone"),
        ("a.en.booklet.a4.pdf", "changed"),
        ("a.en.booklet.a4.sheets.pdf", "changed"),
        ("a.fr.leaflet.a4.pdf", "new"),
        ("b.en.booklet.a4.pdf", "same"),
    ]
    assert found[2].note == "the pages of a.en.booklet.a4.pdf on sheets"


def test_a_broken_file_is_named_and_the_rest_compared(repository: Workspace, tmp_path: Path) -> None:
    good = pdf(repository, "en", SAMPLES["en"].pages)
    old = filled(tmp_path / "old", {"a.en.leaflet.a4.pdf": good, "b.en.leaflet.a4.pdf": good})
    new = filled(tmp_path / "new", {"a.en.leaflet.a4.pdf": b"%PDF-1.7 cut off", "b.en.leaflet.a4.pdf": good})
    done = call(None, "diff", str(old), str(new), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert f"error: {new}/a.en.leaflet.a4.pdf cannot be read: " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.splitlines()[1:] == ["same       b.en.leaflet.a4.pdf", "1 unreadable, 1 same"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing", "full"], "there is no folder missing"),
        (["full", "empty"], "no editions in empty"),
        (["full", "full", "--out", "full"], "full is not empty and is not an earlier output"),
    ],
)
def test_wrong_folders_exit_with_2_and_change_nothing(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Workspace
) -> None:
    monkeypatch.chdir(tmp_path)
    filled(tmp_path / "full", {"a.en.web.html": web()})
    (tmp_path / "empty").mkdir()
    out = [] if "--out" in arguments else ["--out", "out"]
    done = CliRunner().invoke(cli, ["diff", *arguments, *out, "--project", str(repository.root)])
    assert done.exit_code == 2
    assert said in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "full"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["a.en.web.html"]


def test_a_former_comparison_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for content in ("1", "2"):
        with whole_folder(out, marker="mark") as folder:
            (folder / "mark").write_text(content)
            (folder / content).touch()
    assert sorted(path.name for path in out.iterdir()) == ["2", "mark"]
    with pytest.raises(KeyError), whole_folder(out, marker="mark") as folder:
        raise KeyError
    assert (out / "mark").read_text() == "2"
    assert list(tmp_path.iterdir()) == [out]


@pytest.fixture(scope="module")
def comparison(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison: a changed number in three languages, an edition gone, one new, one the same."""
    folder = tmp_path_factory.mktemp("comparison")
    old = {NAME.format(code): pdf(repository, code, sample.pages) for code, sample in SAMPLES.items()}
    new = {
        NAME.format(code): pdf(repository, code, replaced(sample.pages, *sample.number))
        for code, sample in SAMPLES.items()
    }
    old_page, new_page = web("Touch <i>a &lt;b&gt;</i>."), web("Touch <i>a &lt;u&gt;</i>.")
    old |= {WEB: old_page, "gone.de.web.html": web(), "same.de.web.html": web()}
    new |= {WEB: new_page, "new.de.web.html": web(), "same.de.web.html": web()}
    write_comparison(repository, filled(folder / "old", old), filled(folder / "new", new), folder / "out", 1)
    return folder / "out"


def test_the_page_names_everything_and_needs_nothing_from_elsewhere(comparison: Path) -> None:
    page = (comparison / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|https?:|@import|url\(", page)
    for name in re.findall(r'(?:src|href)="(pictures/[^"]+)"', page):
        assert (comparison / html.unescape(name)).is_file()
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets
    assert page.index("Numbers and negations that changed") < page.index('<h2 id="ar"')
    assert '<span class="words" lang="ar" dir="rtl">' in page
    assert "<del>&lt;b&gt;.</del><ins>&lt;u&gt;.</ins>" in page
    for said in ("gone.de.web.html: gone", "new.de.web.html: new", "same.de.web.html"):
        assert said in page


@pytest.mark.browser
@needs("chromium")
def test_the_page_is_accessible_and_fits_a_phone(comparison: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto((comparison / "index.html").as_uri())
        assert overflow(page) <= 0
        page.evaluate("document.querySelectorAll('img').forEach((picture) => (picture.loading = 'eager'))")
        page.wait_for_function("[...document.images].every((picture) => picture.naturalWidth > 0)")
        kept, faults = judged_by_axe(page)
        assert (kept > 20, faults) == (True, [])
        page.close()


def test_a_real_leaflet_with_another_value(
    project: Workspace, edit: Callable[[str, str, str], None], repository: Workspace, tmp_path: Path
) -> None:
    job = edition("en")
    old, again = (build(job, repository).pdf for _ in range(2))
    edit(f"brochures/{SLUG}/brochure.yaml", "toxin_lasts: {from: 3, to: 4", "toxin_lasts: {from: 3, to: 5")
    new = build(job, project).pdf
    assert old and again and new
    folders = [
        str(filled(tmp_path / name, {f"{job.name}.pdf": content}))
        for name, content in (("old", old), ("again", again), ("new", new))
    ]
    arguments = ["--out", str(tmp_path / "out"), "--exit-code", "--project", str(project.root)]
    same = CliRunner().invoke(cli, ["diff", *folders[:2], *arguments])
    assert (same.exit_code, same.stdout) == (0, f"same       {job.name}.pdf\n1 same\n")
    changed = CliRunner().invoke(cli, ["diff", folders[0], folders[2], *arguments, "--report", "json"])
    assert changed.exit_code == 1
    data = json.loads(changed.stdout)
    assert data == json.loads((tmp_path / "out" / "diff.json").read_text(encoding="utf-8"))
    (found,) = data["editions"]
    said = {part["name"]: [(c["old"], c["new"], c["alarms"]) for c in part["changes"]] for part in found["parts"]}
    # the time line on page 2 is drawn from the same value
    # and the QR code on page 8 leads to what is said of the edition's code, which is another
    number = ("3–4 ", "3–5 ", ["number"])
    assert said == {"page 2": [number], "page 3": [number], "page 5": [number], "page 6": [number], "page 8": []}
