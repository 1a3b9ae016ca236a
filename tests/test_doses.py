"""A small brochure of doses, temperatures and prices, built for real: what it prints, and errors that are found."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import yaml

from polyleaf.checks.pdf import found_in_any_order
from polyleaf.core.edition import Edition, Result
from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from tests.edits import edit_file
from tests.store import build
from tests.subjects import copied

SLUG = "fever"
BROCHURE = f"brochures/{SLUG}/brochure.yaml"
ON_PAPER = {
    "en": ["36.5–37.5°C", "0.5 mg", "2.5–5 mL", "3–4 times per day", "62.5 micrograms", "1 in 1,250", "€4.50–12.00"],
    "de": ["36,5–37,5 °C", "0,5 mg", "2,5–5 ml", "3–4-mal pro Tag", "62,5 Mikrogramm", "1 von 1.250", "4,50–12,00 €"],
}
BOTH = ["sheet", "web"]


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


@pytest.mark.parametrize("code", ["en", "de", "ar", "fa"])
@pytest.mark.parametrize("form", BOTH)
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
