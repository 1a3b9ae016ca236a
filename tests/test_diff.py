"""The comparison of two folders: each change that is made to a page is found, in three scripts, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from polyleaf.diff import EditionDiff, PartDiff, compare_folders
from polyleaf.language import language
from polyleaf.project import Project
from polyleaf.typeset import StyleSources, typeset, write_pdf
from tests.conftest import ROOT

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
def pdf(project: Project, code: str, pages: Pages, css: str = "") -> bytes:
    """A PDF with these lines on its pages, and the number of the page at its foot."""
    lang = language(code)
    sides = (
        [*(f"<p>{line}</p>" for line in lines), f"<footer>{SAMPLES[code].folio.format(number, len(pages))}</footer>"]
        for number, lines in enumerate(pages, start=1)
    )
    body = "".join(f"<div>{''.join(side)}</div>" for side in sides)
    document = f'<html lang="{lang.tag}" dir="{lang.direction}"><title>Sample</title><body>{body}</body></html>'
    sources = StyleSources(("languages.css",), tuple(project.style_dirs()), ROOT, ROOT)
    look = "@page { size: 110mm 70mm; margin: 5mm } div { break-after: page } footer { font-size: 8pt }"
    content, said = write_pdf(typeset(document, sources, look + css))
    assert not said
    return content


@pytest.fixture
def compared(tmp_path: Path, repository: Project) -> Callable[..., EditionDiff]:
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
def test_the_same_pages_are_quiet(code: str, repository: Project, compared: Compare) -> None:
    content = pdf(repository, code, SAMPLES[code].pages)
    with pikepdf.open(BytesIO(content)) as document:
        document.docinfo["/Keywords"] = "other"
        document.save(other := BytesIO())
    found = compared(content, other.getvalue(), NAME.format(code))
    assert (found.status, found.note, found.parts) == ("same", "same pages, other metadata", ())


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_changed_number_is_marked(code: str, repository: Project, compared: Compare) -> None:
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
    code: str, repository: Project, compared: Compare
) -> None:
    sample = SAMPLES[code]
    new = pdf(repository, code, replaced(sample.pages, *sample.word))
    part = only(compared(pdf(repository, code, sample.pages), new, NAME.format(code)))
    left, stands = part.changes
    assert words(left.old) == words(stands.new) != ""
    assert (part.name, left.new, stands.old) == ("page 2", "", "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_changed_colour_is_found_by_its_look_alone(code: str, repository: Project, compared: Compare) -> None:
    pages = SAMPLES[code].pages
    new = pdf(repository, code, pages, "p { color: #15202b } div:last-child p:last-of-type { color: #1c2733 }")
    part = only(compared(pdf(repository, code, pages, "p { color: #15202b }"), new, NAME.format(code)))
    assert (part.name, part.changes, len(part.pictures)) == ("page 2", (), 3)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_inserted_page_changes_no_other(code: str, repository: Project, compared: Compare) -> None:
    first, last = SAMPLES[code].pages
    new = pdf(repository, code, (first, last[::-1], last))
    part = only(compared(pdf(repository, code, (first, last)), new, NAME.format(code)))
    assert (part.name, part.status) == ("page 2", "new")
    assert words(last[2]) in words(part.changes[0].new)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_cut_line_is_found(code: str, repository: Project, compared: Compare) -> None:
    first, last = SAMPLES[code].pages
    new = pdf(repository, code, (first, last[:2]))
    part = only(compared(pdf(repository, code, (first, last)), new, NAME.format(code)))
    (change,) = part.changes
    assert (part.name, words(change.old), change.new) == ("page 2", words(last[2]), "")
