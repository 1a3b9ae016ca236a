"""What the pages show: drawings from typed values, numbers in own digits, words kept whole, contact sheets."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pypdfium2
import pytest
import weasyprint
from PIL import Image
from weasyprint.html import UA

from polyleaf.core.edition import Result
from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.languages import language
from polyleaf.pdf.contact_sheet import contact_sheet, write_language_sheets
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.html import to_html
from polyleaf.translation.approval_records import SignOff
from polyleaf.translation.approval_status import EditionApproval
from polyleaf.typeset import internals
from polyleaf.typeset.copyfit import page_css
from polyleaf.typeset.typesetter import Typesetter, typeset, write_pdf
from tests.commands import LEAFLET, call
from tests.conftest import SLUG, edition


def html(code: str, project: Workspace) -> str:
    inputs = Inputs(edition(code), project)
    return to_html(inputs.localized(), inputs.form, project)


@dataclass(frozen=True)
class Bar:
    """Where the parts of a bar of the time line end, in its drawing's units: ten a month."""

    dark: float
    fading: float
    hatched: float


def bars(page: str) -> list[Bar]:
    """The bars of the time line, in the order in which they are drawn."""
    drawings = map(unquote, re.findall(r'<img class="directional" alt="[^"]*" src="data:image/svg\+xml,([^"]+)"', page))
    return [Bar(*(_end(part, drawing) for part in _ENDS)) for drawing in drawings]


_ENDS = (
    r'(?:1H|width=")([\d.]+)(?:V9Z|" height="8)" fill="#(?:042f33|a44077)"',
    r'width="([\d.]+)" height="8" fill="#(?:7fb0af|dc9fc0)"',
    r"1\.3H([\d.]+)V8\.7H",
)
"""How the ends of the dark, the lighter and the hatched part are written."""


def _end(pattern: str, drawing: str) -> float:
    found = re.search(pattern, drawing)
    assert found, drawing
    return float(found[1])


def test_the_time_line_is_drawn_from_the_typed_values(project: Workspace) -> None:
    assert bars(html("en", project)) == [Bar(30, 40, 59.7), Bar(60, 180, 239.7)]  # the frame is drawn within its end
    path = project.root / "brochures" / SLUG / "brochure.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("toxin_lasts: {from: 3, to: 4,", "toxin_lasts: {from: 2, to: 5,")
    )
    assert bars(html("en", project))[0] == Bar(20, 50, 59.7)


def test_the_numbers_of_a_drawing_are_in_the_languages_digits(repository: Workspace) -> None:
    numbers = re.findall(r'<span class="number[^>]*>([^<]+)</span>', html("fa", repository))
    assert numbers == list("۱۲۳۴۵") + list("۱۲۳۴۵۶۷۸۹")
    assert re.findall(r'<span class="number[^>]*>([^<]+)</span>', html("en", repository))[:5] == list("12345")


@pytest.mark.parametrize(("code", "of_the_leaflet", "of_the_sign_off"), [("fa", "۲.۰", "۰.۹"), ("hi", "2.0", "0.9")])
def test_versions_are_in_the_languages_digits(
    code: str, of_the_leaflet: str, of_the_sign_off: str, repository: Workspace
) -> None:
    signed = SignOff(id=1, reviewer="A", role="B", date=date(2026, 11, 24), brochure=SLUG, version="0.9")
    inputs = Inputs(edition(code), repository)
    localized = replace(inputs.localized(), approval=EditionApproval("whole", (signed,)))
    imprint = to_html(localized, inputs.form, repository).partition('<footer class="imprint"')[2]
    assert re.findall(r"[\d۰-۹]+\.[\d۰-۹]+", re.sub("<[^>]*>", " ", imprint)) == [of_the_sign_off, of_the_leaflet]


@pytest.mark.parametrize("code", ["de", "hi"])
def test_what_is_left_out_of_weasyprint_changes_no_byte(
    code: str, repository: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules of notes and markers, and drawings that were drawn before."""
    inputs = Inputs(edition(code, form="large-print"), repository)
    html = to_html(inputs.localized(), inputs.form, repository)
    css = page_css(inputs.form, {}, {})
    lean = Typesetter(html, inputs.style_sources).lay_out(css)
    write_pdf(lean)
    repeated = write_pdf(lean)
    monkeypatch.setattr(internals, "_user_agent_sheet", lambda: weasyprint.CSS(string=UA))
    monkeypatch.setattr(internals, "_drawn_before", OrderedDict())
    assert write_pdf(Typesetter(html, inputs.style_sources).lay_out(css)) == repeated


def test_a_drawing_with_a_gradient_is_drawn_each_time(repository: Workspace, tmp_path: Path) -> None:
    """It needs resources of its own page, which no other page has."""
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 8"><linearGradient id="g"><stop offset="0" '
        'stop-color="#7b1e50"/><stop offset="1" stop-color="#0b5a5c"/></linearGradient>'
        '<rect width="30" height="8" fill="url(#g)"/></svg>'
    )
    html = '<html lang="en"><title>t</title><img alt="a" style="width: 30mm" src="brochure:a.svg">'
    sources = StyleSources(repository, (), tmp_path, tmp_path)
    first, second = (write_pdf(typeset(html, sources, "@page { size: 50mm 50mm }")) for _ in range(2))
    assert first == second
    with pikepdf.open(BytesIO(second[0])) as pdf:
        assert [str(item.ShadingType) for item in pdf.objects if "/ShadingType" in _keys(item)]


def _keys(item: pikepdf.Object) -> set[str]:
    return set(item.keys()) if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)) else set()


def test_the_last_two_short_words_stay_together() -> None:
    assert language("en").bound("Wait until it is safe.") == "Wait until it is\u00a0safe."
    assert language("de").bound("sehr wichtig") == "sehr wichtig", "a message of two words may take two lines"
    assert language("en").bound("in exceptional circumstances") == "in exceptional circumstances"
    assert language("en").bound("the person who prescribed it.") == "the person who prescribed\u00a0it."
    assert language("en").bound("for {filler_rest}") == "for {filler_rest}"
    assert language("th").bound("ก ข") == "ก ข"


def test_directional_figures_are_mirrored_and_faces_are_not(repository: Workspace) -> None:
    page = html("ar", repository)
    assert re.search(r'class="cover-figure directional" src="brochure:figures/cover.svg"', page)
    assert re.search(r'class="directional" src="brochure:figures/skin-toxin-1.svg"', page)
    assert re.search(r'<img src="brochure:figures/face-toxin.svg"', page)


def test_every_figure_has_an_alternative_in_every_language(repository: Workspace) -> None:
    """But icons, dots and the keys of drawings, which say nothing that is not beside them in words."""
    english = re.findall(r'<img [^>]*alt="([^"]*)"', html("en", repository))
    words = set(filter(None, english))
    assert len(words) == 9, "the cover, four drawings of the skin, the time line, two faces and the code"
    for code in repository.languages(SLUG):
        alternatives = re.findall(r'<img [^>]*alt="([^"]*)"', html(code, repository))
        assert list(map(bool, alternatives)) == list(map(bool, english))
        assert code == "en_GB" or not set(alternatives) & words, code


def test_korean_words_are_kept_whole(repository: Workspace) -> None:
    inputs = Inputs(edition("ko"), repository)
    layout, _ = lay_out(inputs.localized(), inputs)
    hangul = re.compile("[\uac00-\ud7a3]+")
    words = set(hangul.findall(re.sub(r"<[^>]+>", "\n", html("ko", repository)).replace("\u2060", "")))
    lines = [hangul.findall(run.text.replace("\u2060", "")) for run in layout.runs]
    assert sum(map(len, lines)) > 500
    assert {word for line in lines for word in line} <= words


@pytest.mark.parametrize(
    ("code", "script", "space", "direction"),
    [
        ("ja", "Jpan", "", "ltr"),
        ("zh_Hans", "Hans", "", "ltr"),
        ("ko", "Kore", " ", "ltr"),
        ("fa", "Arab", " ", "rtl"),
        ("pt_BR", "Latn", " ", "ltr"),
        ("th", "Thai", " ", "ltr"),
    ],
)
def test_a_language_brings_its_script(code: str, script: str, space: str, direction: str) -> None:
    lang = language(code)
    assert (lang.script, lang.sentence_space, lang.direction) == (script, space, direction)


@pytest.mark.parametrize("code", ["hi", "th", "vi", "uk", "ja", "ko"])
def test_sentences_come_back_from_the_file_to_the_letter(
    code: str, results: dict[str, Result], repository: Workspace
) -> None:
    pdf = results[code].pdf
    assert pdf is not None
    document = pypdfium2.PdfDocument(pdf)
    text = re.sub(r"[\s\u2060]+", "", "".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    title = Inputs(edition(code), repository).words.get("Who should avoid them")
    assert re.sub(r"\s+", "", str(title)) in text


def test_a_contact_sheet_shows_every_page(results: dict[str, Result]) -> None:
    pdf = results["en"].pdf
    assert pdf is not None
    sheet = contact_sheet(pdf, dpi=36, across=2)
    single = contact_sheet(pdf, dpi=36, across=4)
    assert sheet.width < single.width
    assert sheet.height > single.height
    assert len(sheet.getcolors(maxcolors=1_000_000) or ()) > 50


def test_each_page_is_shown_in_all_languages_side_by_side(results: dict[str, Result], project: Workspace) -> None:
    project.dist.mkdir()
    for code in ("ar", "de"):
        (project.dist / results[code].files[0].name).write_bytes(results[code].files[0].content)
    written = list(write_language_sheets(project, [results[code].edition for code in ("de", "ar")], 30, 4))
    assert [path.name for path in written] == [f"{SLUG}.leaflet.a4.example.page-0{n}.png" for n in range(1, 9)]
    (page,) = (page for number, page in enumerate(_pictures(results["de"].files[0].content)) if number == 3)
    with Image.open(written[3]) as sheet:
        assert sheet.width > 2 * page.width
        assert sheet.crop((sheet.width - page.width, 14, sheet.width, sheet.height)).tobytes() == page.tobytes()
    assert list(write_language_sheets(project, [results["de"].edition], 30, 4)) == []


def _pictures(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=30 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def test_proof_writes_a_picture_an_edition(project: Workspace) -> None:
    done = call(project, "proof", "--lang", "en", "--dpi", "30", *LEAFLET)
    name = f"dist/proofs/{SLUG}.en.leaflet.a4.example.png"
    assert f"proof     {name}" in done.stdout
    with Image.open(project.root / name) as picture:
        assert picture.format == "PNG"
