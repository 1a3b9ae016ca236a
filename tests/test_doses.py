"""A small brochure of doses, temperatures and prices, built for real: what it prints, and errors that are found."""

from __future__ import annotations

import base64
import datetime
import re
from decimal import Decimal
from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml
from PIL import Image

from polyleaf.checks.pdf import found_in_any_order
from polyleaf.content.composition import composition
from polyleaf.content.listed_names import ListedNames
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition, Finish, Result
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.languages import PseudoLanguage, language
from polyleaf.pdf.shaping import Shaper
from polyleaf.pdf.tag_reader import read_tags
from polyleaf.render.localized import printed_value
from polyleaf.translation.approval_records import (
    SignOff,
    approved_message,
    load_approvals,
    sealed,
    signed,
    store_approvals,
    wording,
)
from polyleaf.translation.source_messages import brochure_messages
from polyleaf.translation.words import pseudo_words
from polyleaf.typeset.structure import Node
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.conftest import ROOT
from tests.edits import edit_file
from tests.store import build
from tests.subjects import copied
from tests.test_block_kinds import outline

SLUG = "fever"
BROCHURE = f"brochures/{SLUG}/brochure.yaml"
ON_PAPER = {
    "en": ["36.5–37.5°C", "0.5 mg", "2.5–5 mL", "3–4 times per day", "62.5 micrograms", "1 in 1,250", "€4.50–12.00"],
    "de": ["36,5–37,5 °C", "0,5 mg", "2,5–5 ml", "3–4-mal pro Tag", "62,5 Mikrogramm", "1 von 1.250", "4,50–12,00 €"],
}


@pytest.fixture
def doses(repository: Workspace, tmp_path: Path) -> Workspace:
    return copied("doses", tmp_path / "project", repository)


def change(project: Workspace, file: str, old: str, new: str) -> None:
    edit_file(project, file, old, new)
    project.refresh()


def built(code: str, project: Workspace, form: str = "sheet") -> Result:
    return build(Edition(SLUG, code, form, "" if form == "web" else "a4", "example"), project)


def errors(result: Result) -> list[str]:
    return [finding.message for finding in result.findings if finding.severity is Severity.ERROR]


def catalogue(code: str) -> str:
    return f"locales/{code}/LC_MESSAGES/{SLUG}.po"


def words_of(result: Result) -> str:
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("code", "form"),
    [
        *product(["en", "de", "ar", "fa", "ja"], ["sheet", "web"]),
        *product(["de", "ar", "ja"], ["trifold"]),
        ("ar", "large-print"),
    ],
)
def test_every_kind_of_value_is_printed(code: str, form: str, doses: Workspace) -> None:
    """Each number of safety text is read back from the finished file by the checks of every build."""
    result = built(code, doses, form)
    assert errors(result) == []
    if form == "sheet":
        said = words_of(result)
        assert [text for text in ON_PAPER.get(code, ()) if text not in said] == []


def test_letters_of_a_unit_keep_their_direction_in_right_to_left_text(doses: Workspace) -> None:
    page = built("fa", doses, "web").files[0].content.decode()
    assert '<span class="value" dir="ltr">۳۸٫۵°C</span>' in page
    assert '<span class="value" dir="ltr">€\u00a0۴٫۵۰–۱۲٫۰۰</span>' in page
    assert '<span class="value">۶۲٫۵ میکروگرم</span>' in page


@pytest.mark.parametrize(
    ("code", "old", "wrong", "said"),
    [
        ("de", "Tabletten: {tablet}", "Tabletten: 5 mg", "free number 5 in the translation of"),
        ("fa", "قرص: {tablet}", "قرص: ۵ میلی‌گرم", "free number ۵ in the translation of"),
        (
            "de",
            "Üblich sind {usual}",
            "Üblich sind {usual.from} bis {usual.to} °F",
            "no 'celsius' with the ends of {usual}",
        ),
        ("de", "Saft: {dose}", "Saft: {dose.from} bis {dose.to} Liter", "no 'milliliter' with the ends of {dose}"),
        ("ar", "الأقراص: {tablet}", "الأقراص: {tablet} غرام", "{tablet} prints a unit, and 'gram' follows it in"),
        ("de", "kostet {price}", "kostet €{price}", "{price} prints a unit, and 'euro' is before it in"),
        ("de", "höchstens {drops}", "höchstens {tablet}", "{tablet} is not in the source"),
    ],
)
def test_a_wrong_amount_in_a_translation_is_found(code: str, old: str, wrong: str, said: str, doses: Workspace) -> None:
    change(doses, catalogue(code), old, wrong)
    messages = errors(built(code, doses))
    assert [message for message in messages if said in message], messages


@pytest.mark.parametrize(
    "good",
    ["{often.from} bis {often.to} Mal am Tag", "{often.from} bis {often.to} Mal täglich"],
)
def test_the_ends_of_a_frequency_are_printed_with_their_day(good: str, doses: Workspace) -> None:
    change(doses, catalogue("de"), "Saft: {dose}, {often}", f"Saft: {{dose}}, {good}")
    assert [message for message in errors(built("de", doses)) if "ends of" in message] == []


@pytest.mark.parametrize("block", ["list", "paragraph"])
def test_a_decimal_that_a_template_types_is_found(block: str, doses: Workspace, repository: Workspace) -> None:
    """1.2 is not made of the numbers 1 and 2, which the page may say."""
    own = doses.root / "templates" / "blocks"
    own.mkdir(parents=True)
    template = (repository.root / "templates" / "blocks" / f"{block}.html").read_text(encoding="utf-8")
    wrong = template.replace("</p>", " 1.2</p>").replace("</li>", " 1.2</li>")
    assert wrong != template
    (own / f"{block}.html").write_text(wrong, encoding="utf-8")
    doses.refresh()
    said = [message for message in errors(built("en", doses)) if "1.2" in message]
    assert [message for message in said if "is no message, label, value or name" in message]


@pytest.mark.parametrize(("drawn", "is_found"), [("0.5", True), ("5.0", False), ("0,5", False), ("05", False)])
def test_a_decimal_in_right_to_left_text_is_read_as_a_whole(drawn: str, is_found: bool) -> None:
    assert found_in_any_order("الأقراص: 0.5 مغم", f"مغم {drawn} الأقراص:") is is_found
    persian = drawn.translate(str.maketrans("05.", "۰۵٫"))
    assert found_in_any_order("قرص: ۰٫۵ گرم", f"گرم {persian} قرص:") is is_found


@pytest.mark.parametrize(
    ("code", "text", "drawn", "fault"),
    [
        ("fa", "۰٫۵ گرم", "۰٫۵ گرم", None),
        ("fa", "۰٫۵ گرم", "۵٫۰ گرم", "letters"),
        ("ar", "4.5–12.5%", "4.5–12.5%", None),
        ("ar", "4.5–12.5%", "5.4–12.5%", "letters"),
        ("ja", "0.5mg", "0.5mg", None),
        ("ja", "0.5mg", "5.0mg", "letters"),
        ("ko", "2.5mL", "2.5mL", None),
        ("en", "4.5–12.5%", "12.5–4.5%", "letters"),
    ],
)
def test_the_glyphs_of_a_decimal_are_in_its_order(
    code: str, text: str, drawn: str, fault: str | None, repository: Workspace
) -> None:
    """Read from a page that is set in the language. Numbers may change places there, and digits never do."""
    direction = language(code).direction
    html = f'<html lang="{code}" dir="{direction}"><head><title>Test</title></head><body><p>{drawn}</p></body></html>'
    layout = typeset(html, StyleSources(repository, ("languages.css",), Path(), Path()), "p { font-size: 12pt }")
    content, _ = write_pdf(layout)
    with pikepdf.open(BytesIO(content)) as pdf:
        glyphs = [part for parts in read_tags(pdf).pages[0].glyphs.values() for part in parts]
    shaper = Shaper(repository.load(font_lock.prepare).files_by_pdf_name)
    assert shaper.fault(text, code, glyphs, right_to_left=direction == "rtl") == fault


@pytest.mark.parametrize(
    ("own", "messages"),
    [
        ("{value: 2.5}", []),
        ("{value: 2026-12-01}", ["the clinic's own 'water' is no amount of the unit 'liter'"]),
    ],
)
def test_a_clinic_sets_an_amount_of_the_same_kind(own: str, messages: list[str], doses: Workspace) -> None:
    change(doses, BROCHURE, "unit: liter, source: practice", "unit: liter, source: practice, clinic_may_set: true")
    change(doses, "clinics/example.yaml", "market: us", f"market: us\nappointments: {{water: {own}}}")
    result = built("en", doses)
    assert errors(result) == messages
    if not messages:
        assert "Give 2.5 L of water." in words_of(result)


@pytest.mark.parametrize(
    ("axis", "marks", "bar"),
    [
        ({"unit": "day", "end": 14, "tick": 7}, ["7", "14 days"], 120),
        ({"unit": "week", "end": 4, "tick": 1}, ["1", "2", "3", "4 weeks"], 60),
        ({"unit": "year", "end": 2, "tick": 1}, ["1", "2 years"], 2.301),
    ],
)
def test_a_time_line_has_a_unit(
    axis: dict[str, object], marks: list[str], bar: float, repository: Workspace, tmp_path: Path
) -> None:
    """The bar of one week is as long on the axis as it takes of it; the axis is 240 units long."""
    project = copied("subjects", tmp_path / "project", repository)
    path = project.brochure_file("one")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["values"]["cream_lasts"] = {"from": 3, "to": 7, "unit": "day", "source": "practice"}
    content["values"]["cream_longest"] = {"value": 1.5, "unit": "week", "source": "practice"}
    content["sections"][0]["blocks"][0] |= axis
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    project.refresh()
    result = build(Edition("one", "en", "web", "", "example"), project)
    assert errors(result) == []
    page = result.files[0].content.decode()
    assert [mark for mark in marks if f"<p>{mark.replace(' ', chr(160))}</p>" not in page.replace(" ", chr(160))] == []
    (length,) = {float(part.partition("V")[0]) for part in page.split("M0%201.3H")[1:]}
    assert length == pytest.approx(bar - 0.3, abs=0.01)


def test_a_time_line_ends_with_a_mark(repository: Workspace, tmp_path: Path) -> None:
    project = copied("subjects", tmp_path / "project", repository)
    path = project.brochure_file("one")
    path.write_text(path.read_text(encoding="utf-8").replace("tick: 3", "tick: 5"), encoding="utf-8")
    project.refresh()
    (message,) = errors(build(Edition("one", "en", "sheet", "a4", "example"), project))
    assert "has an 'end' that is not a mark of the axis" in message


# Names with digits


def test_names_are_printed_on_one_line_as_they_are_written(doses: Workspace) -> None:
    """In right-to-left text, the groups of a number to call would change places without an element of their own."""
    for code in ("en", "fa"):
        page = built(code, doses, "web").files[0].content.decode()
        for name in ("COVID-19", "HbA1c", "L4/L5", "0800 111 222"):
            assert f'<span class="isolate" dir="ltr">{name}</span>' in page, code


@pytest.mark.parametrize(
    ("code", "old", "wrong", "said"),
    [
        ("de", "HbA1c auf", "HbA1C auf", "the name 'HbA1c' is missing in the translation of 'Write down the HbA1c.'"),
        ("de", "bei L4/L5", "bei L3/L4", "free number 3, 4 in the translation of safety text 'It hurts at L4/L5.'"),
        ("de", "bei L4/L5", "an der Wirbelsäule", "the name 'L4/L5' is missing in the translation of safety text"),
        (
            "ar",
            "بالرقم 0800 111 222",
            "بالرقم 0800 111 223",
            "the name '0800 111 222' is missing in the translation of safety text",
        ),
        ("fa", "با 0800 111 222", "با ۰۸۰۰ ۱۱۱ ۲۲۲", "free number ۰۸۰۰, ۱۱۱, ۲۲۲ in the translation of safety text"),
        ("de", "den HbA1c auf", "den HbA1c und L4/L5 auf", "the name 'L4/L5' is not in the source of"),
    ],
)
def test_a_changed_name_is_found(code: str, old: str, wrong: str, said: str, doses: Workspace) -> None:
    change(doses, catalogue(code), old, wrong)
    messages = errors(built(code, doses))
    assert [message for message in messages if said in message], messages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("COVID-19.", ["COVID-19"]),
        ("Ein COVID-19-Test, 感染COVID-19后, COVID-19는", ["COVID-19"] * 3),
        ("COVID-190, XCOVID-19, COVID-19.5, covid-19", []),
        ("B12, B1 und B", ["B12", "B1"]),
    ],
)
def test_a_name_is_found_whole(text: str, found: list[str]) -> None:
    names = ListedNames(("B1", "COVID-19", "B12"))
    assert names.found(text) == found
    assert names.unmarked(names.marked(text)) == text
    assert [char for char in names.without(text) if char.isdigit()] == [c for c in _rest(text, found) if c.isdigit()]


def _rest(text: str, found: list[str]) -> str:
    for name in found:
        text = text.replace(name, "", 1)
    return text


def test_the_target_of_a_link_is_no_name() -> None:
    text = "See [COVID-19](https://example.org/COVID-19)."
    assert ListedNames(("COVID-19",)).marked(text) == "See [\ue000](https://example.org/COVID-19)."


def test_a_pseudo_language_and_the_translators_have_the_names_as_they_are(doses: Workspace) -> None:
    brochure, _ = doses.load(load_brochure, SLUG)
    messages = brochure_messages(brochure)
    (message,) = (message for message in messages if message.msgid == "It hurts at L4/L5.")
    assert "Name, the same in every language: L4/L5" in message.comments
    made = pseudo_words(PseudoLanguage("qps"), messages, brochure.listed_names).get("It hurts at L4/L5.")
    assert made
    assert "L4/L5" in made


def test_a_text_may_be_a_name_alone(doses: Workspace) -> None:
    """A column of a table is called HbA1c in every language."""
    change(doses, BROCHURE, "Write down the HbA1c.", "HbA1c")
    for code in ("de", "fa"):
        path = doses.root / catalogue(code)
        content = path.read_text(encoding="utf-8")
        changed = re.sub(r'msgid "Write down the HbA1c."\nmsgstr ".*"', 'msgid "HbA1c"\nmsgstr "HbA1c"', content)
        path.write_text(changed, encoding="utf-8")
        doses.refresh()
        assert errors(built(code, doses)) == []


def test_a_number_to_call_is_no_amount(doses: Workspace) -> None:
    change(doses, BROCHURE, "names: [", "names: ['112', ")
    change(doses, BROCHURE, "COVID-19 can cause fever.", "Wait for 112 days.")
    assert [message for message in errors(built("en", doses)) if "'112 days' is an amount, and no name" in message]


@pytest.mark.parametrize("name", ["COVID", "19", "5 mg", "1,000", "[B12]", " B12"])
def test_what_is_no_name_is_refused(name: str, doses: Workspace) -> None:
    change(doses, BROCHURE, "names: [", f"names: ['{name}', ")
    messages = errors(built("en", doses))
    assert [message for message in messages if name in message and ("not valid" in message or "amount" in message)]


# Steps and tables as safety text


def test_steps_and_tables_of_safety_text_have_their_tags(doses: Workspace) -> None:
    result = built("en", doses)
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        parts = [part for part in read_tags(pdf).structure.kids if isinstance(part, Node)]
    (section,) = (part for part in parts if part.kids and getattr(part.kids[0], "text", "") == "How much and how often")
    assert [outline(part) for part in section.kids[2:]] == [
        "L(LI(Lbl(1), LBody(Measure the fever.)), LI(Lbl(2), LBody(Wait. Give no more before 6.5 hours have gone.)), "
        "LI(Lbl(3), LBody(Measure again.)))",
        "H3(How much by weight)",
        "Table(THead(TR(TH(Weight), TH(Syrup), TH(How often))), TBody(TR(TH(5–7.5 kg), TD(2.5 mL), "
        "TD(Only at night, and never together with another medicine for fever)), "
        "TR(TH(7.5–12 kg), TD(3.75 mL), TD(3–4 times per day)), TR(TH(5–12.5%), TD(€4.50–12.00), TD(1 in 1,250))))",
    ]


@pytest.mark.parametrize("form", ["sheet", "web"])
@pytest.mark.parametrize(
    ("block", "old", "new"),
    [
        ("steps", '{% for item in block["items"] %}', '{% for item in block["items"][::-1] %}'),
        ("steps", "localized.number(loop.index)", "localized.number(loop.revindex)"),
        ("table", "{% for cell in row %}", "{% for cell in row[:2] %}"),
        ("table", "{% for cell in row %}", "{% for cell in row[:1] + row[1:][::-1] %}"),
        ("table", "{% for row in block.rows %}", "{% for row in block.rows[1:] %}"),
    ],
)
def test_a_template_that_turns_safety_text_round_is_refused(
    block: str, old: str, new: str, form: str, doses: Workspace
) -> None:
    """A step under another number, a dose in another column, and a lost row."""
    own = doses.root / "templates" / "blocks" / f"{block}.html"
    own.parent.mkdir(parents=True)
    template = (ROOT / "templates" / "blocks" / f"{block}.html").read_text(encoding="utf-8")
    changed = template.replace(old, new, 1)
    assert changed != template
    own.write_text(changed, encoding="utf-8")
    doses.refresh()
    result = built("en", doses, form)
    assert not result.files
    said = ("the section 'doses' differs from its text", "safety text '{light}' is not on the page")
    assert [message for message in errors(result) if message.startswith(said)], errors(result)


def test_a_drawing_in_a_step_of_safety_text_is_refused(doses: Workspace) -> None:
    (doses.root / "brochures" / SLUG / "tick.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 5l3 3 4-7" stroke="#000"/></svg>',
        encoding="utf-8",
    )
    change(doses, BROCHURE, "- Measure the fever.", "- {text: Measure the fever., icon: tick.svg}")
    messages = errors(built("en", doses))
    assert [message for message in messages if "tick.svg is in safety text and is not locked for it" in message]


def test_a_table_that_is_too_wide_for_a_panel_is_refused(doses: Workspace) -> None:
    change(doses, catalogue("de"), 'msgstr "Wie oft"', 'msgstr "Donaudampfschifffahrtsgesellschaftskapitänsmützen"')
    assert built("de", doses).files
    result = built("de", doses, "trifold")
    assert not result.files
    assert [message for message in errors(result) if "outside its place" in message], errors(result)


def test_a_row_has_a_cell_for_each_column(doses: Workspace) -> None:
    change(doses, BROCHURE, "'{heavy_dose}', '{often}'", "'{heavy_dose}'")
    messages = errors(built("en", doses))
    assert [message for message in messages if "has 2 cells in row 2 and 3 columns" in message], messages


def test_an_approval_covers_the_place_of_each_cell_and_step(doses: Workspace) -> None:
    brochure, _ = doses.load(load_brochure, SLUG)
    lines = composition(brochure.section("doses"), brochure)
    assert lines[6:] == (
        "step: Measure the fever.",
        "step: Wait.",
        "step: Give no more before {gap} have gone.",
        "step: Measure again.",
        "table-heading: How much by weight",
        "column-heading: Weight",
        "column-heading: Syrup",
        "column-heading: How often",
        "row-heading: {light}",
        "cell: {light_dose}",
        "cell: Only at night, and never together with another medicine for fever",
        "row-heading: {heavy}",
        "cell: {heavy_dose}",
        "cell: {often}",
        "row-heading: {more}",
        "cell: {price}",
        "cell: {fits}",
    )


# Photographs

PHOTOGRAPH = "width_mm: 60"
NOTES = b"Example Camera"  # in the EXIF data of the file, with a place


def pictures_of(result: Result) -> list[tuple[int, int, str]]:
    """The pictures in a PDF, each with its pixels and its colours."""
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        found = (item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image")
        return [(int(item.Width), int(item.Height), str(item.ColorSpace)) for item in found]


@pytest.mark.parametrize(("finish", "colours"), [("office", "/DeviceRGB"), ("press", "/DeviceCMYK")])
def test_a_photograph_is_in_a_file_once_and_without_its_notes(finish: Finish, colours: str, doses: Workspace) -> None:
    source = (doses.root / "brochures" / SLUG / "photographs" / "child.jpg").read_bytes()
    assert NOTES in source
    block = "      - {kind: image, file: photographs/child.jpg, width_mm: 40, alt: The same child}\n"
    change(doses, BROCHURE, "      - kind: sources\n", f"{block}      - kind: sources\n")
    result = build(Edition(SLUG, "en", "sheet", "a4", "example", finish), doses)
    assert errors(result) == []
    assert pictures_of(result) == [(720, 480, colours)]
    assert result.pdf is not None
    assert NOTES not in result.pdf


def test_the_page_for_the_screen_has_no_notes_of_the_camera(doses: Workspace) -> None:
    page = built("en", doses, "web").files[0].content.decode()
    embedded = re.findall(r'"data:image/jpeg;base64,([^"]+)"', page)
    assert len(embedded) == 1
    with Image.open(BytesIO(base64.b64decode(embedded[0]))) as picture:
        assert picture.size == (720, 480)
        assert not picture.getexif()
        assert NOTES not in base64.b64decode(embedded[0])


def test_its_alternative_text_is_required_and_translated(doses: Workspace) -> None:
    result = built("de", doses)
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        tags = [outline(part) for part in read_tags(pdf).structure.kids if isinstance(part, Node)]
    assert [tag for tag in tags if "Figure(Ein Kind mit roten Wangen), P(Rote Wangen" in tag]
    change(doses, catalogue("de"), 'msgstr "Ein Kind mit roten Wangen"', 'msgstr ""')
    assert "not translated: 'A child with red cheeks' (section at-home)" in errors(built("de", doses))
    change(doses, BROCHURE, "        alt: A child with red cheeks\n", "")
    (message,) = errors(built("en", doses))
    assert message.startswith("missing key 'alt'")


@pytest.mark.parametrize("finish", ["office", "press"])
def test_a_photograph_with_too_few_pixels_is_refused(finish: Finish, doses: Workspace) -> None:
    change(doses, BROCHURE, PHOTOGRAPH, "width_mm: 150")
    result = build(Edition(SLUG, "en", "sheet", "a4", "example", finish), doses)
    assert not result.files
    assert errors(result) == [
        "the image 'photographs/child.jpg' has 122 dpi at 150 mm: 150 dpi take 886 pixels of width instead of 720, "
        "or a width of 121.9 mm at most"
    ]


def test_a_press_needs_more_pixels_than_an_office(doses: Workspace) -> None:
    change(doses, BROCHURE, PHOTOGRAPH, "width_mm: 100")
    assert errors(built("en", doses)) == []
    (message,) = errors(build(Edition(SLUG, "en", "sheet", "a4", "example", "press"), doses))
    assert message.endswith("183 dpi; a press needs 300 dpi, 1182 pixels of width")


def test_a_photograph_is_no_safety_text(doses: Workspace) -> None:
    change(doses, BROCHURE, "  - id: at-home\n", "  - id: at-home\n    critical: true\n")
    assert "the critical section 'at-home' has a block of kind 'image'" in errors(built("en", doses))


# What else keeps values


def test_approvals_keep_decimals_and_dates(doses: Workspace) -> None:
    brochure, _ = doses.load(load_brochure, SLUG)
    texts = [message.msgid for message in brochure_messages(brochure)]
    sign_off = SignOff(id=1, reviewer="A", role="Nurse", date=datetime.date(2026, 11, 30), brochure=SLUG, version="1.0")
    messages = tuple(approved_message(wording(msgid, msgid, brochure), (1,)) for msgid in texts)
    written = sealed((signed(sign_off),), messages)
    store_approvals(doses, "de", written)
    doses.refresh()
    assert load_approvals(doses, "de") == written
    doubled = brochure.values["tablet"].model_copy(update={"value": Decimal("0.05")})
    other = brochure.model_copy(update={"values": {**brochure.values, "tablet": doubled}})
    changed = [text for text in texts if wording(text, text, brochure).digest != wording(text, text, other).digest]
    assert changed == ["Tablets: {tablet}"]


@pytest.mark.parametrize(
    ("text", "classes"), [("30 กันยายน ค.ศ. 2026 – 31 มกราคม ค.ศ. 2027", "value long"), ("30. November 2026", "value")]
)
def test_two_dates_may_break_over_lines(text: str, classes: str) -> None:
    """On a telephone they are wider than the window."""
    assert printed_value(text, language("th")) == f'<span class="{classes}">{text}</span>'
