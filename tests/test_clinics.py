"""Clinics of all kinds and countries: each leaflet without a finding, or with the one that it should have."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import jsonschema
import pikepdf
import pypdfium2
import pytest
import yaml
import zxingcpp

from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.registry import run_checks
from polyleaf.content.by_language import ByLanguage
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.contact_room import reported_at_clinic
from polyleaf.pipeline.edition_build import build, lay_out, layout_context, web_context, web_page
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request, plan
from polyleaf.render.clinic_words import address_block
from polyleaf.render.html import to_html
from polyleaf.render.localized import LocalizedBrochure
from tests.conftest import ROOT, SLUG

CLINICS = sorted((ROOT / "tests" / "clinics").glob("*.yaml"))
NAMES = [path.stem for path in CLINICS]
LONG = ("berlin", "london", "paris", "tokyo")
"""The ones with most to say: in the formats that have most room, too."""
REFUSED = {
    "crowded": ("contact-overfull", "  - &site", "'sites' most of it"),
    "lisbon": ("logo-refused", "logo:", "shows nothing on white paper: ask for the version for a light background"),
    "emoji": ("clinic-letter-missing", "name:", "'✨' (SPARKLES), '😀' (GRINNING FACE)"),
}

# What no page or panel holds beside the urgent help or the imprint, even in small print: one finding at the profile.
OVERFULL = {("tokyo", "ja", form) for form in ("trifold", "leaflet", "booklet")}
OVERFULL |= {("london", "ar", form) for form in ("trifold", "leaflet")}


@pytest.fixture(scope="module")
def clinics(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """This repository with these clinics in place of its own."""
    root = tmp_path_factory.mktemp("clinics")
    for name in ("brochures", "locales", "templates", "styles"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "tests" / "clinics", root / "clinics")
    (root / ".cache").mkdir()
    for name in ("fonts", "pages"):
        (root / ".cache" / name).symlink_to(repository.cache / name)
    return Workspace(root.resolve())


def editions(project: Workspace, name: str) -> list[Edition]:
    planned = plan(project, Request(clinics=(name,), formats=("leaflet", "trifold", "web")))
    roomy = plan(project, Request(clinics=(name,), formats=("booklet", "large-print"))) if name in LONG else []
    return [*planned, *(edition for edition in roomy if edition.language == roomy[-1].language)]


def findings(edition: Edition, project: Workspace) -> Iterator[Finding]:
    """What the checks say of a clinic, and of its pages as they are laid out; no file is made, which takes as long."""
    inputs = Inputs(edition, project)
    context = ClinicContext(inputs.clinic, inputs.clinic_map, inputs.brochure, project, inputs.fonts)
    of_clinic = run_checks(Stage.CLINIC, context)
    yield from of_clinic
    localized = inputs.localized()
    if not of_clinic and inputs.form.spec.medium == "screen":
        content = web_page(localized, inputs)
        yield from run_checks(Stage.WEB, web_context(localized, content, inputs))
    elif not of_clinic:
        found = laid_out(inputs, localized)
        yield from reported_at_clinic(found, localized, inputs.clinic_map, partial(laid_out, inputs))


def laid_out(inputs: Inputs, localized: LocalizedBrochure) -> list[Finding]:
    layout, _ = lay_out(localized, inputs)
    return run_checks(Stage.LAYOUT, layout_context(localized, layout, inputs))


def test_there_are_twenty_of_them() -> None:
    assert len(CLINICS) >= 20


@pytest.mark.parametrize("name", [name for name in NAMES if name not in REFUSED])
def test_every_leaflet_of_a_clinic_is_without_a_finding(name: str, clinics: Workspace) -> None:
    for edition in editions(clinics, name):
        found = list(findings(edition, clinics))
        if (edition.clinic, edition.language, edition.format) in OVERFULL:
            assert [finding.check_id for finding in found] == ["contact-overfull"], edition.name
        else:
            assert found == [], edition.name


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_a_clinic_is_one_finding_at_its_line(name: str, clinics: Workspace) -> None:
    check, line, said = REFUSED[name]
    (finding,) = {finding for edition in editions(clinics, name) for finding in findings(edition, clinics)}
    assert finding.check_id == check
    assert said in finding.message
    lines = (clinics.root / "clinics" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert finding.origin.path == f"clinics/{name}.yaml"
    assert lines[finding.origin.line - 1].startswith(line) or lines[finding.origin.line].startswith(line)


@pytest.mark.parametrize("path", CLINICS, ids=NAMES)
def test_a_profile_obeys_the_schema_that_it_names(path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "clinic.schema.json").read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../../schemas/clinic.schema.json"
    )
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


# ---- What is printed, and dialled, in finished files


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def bare(text: str) -> str:
    """Letters and digits alone: readers make something else of a hyphen that ends a line."""
    return "".join(filter(str.isalnum, text))


def links_of(pdf: bytes) -> set[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {str(note.A.URI) for page in opened.pages for note in page.get("/Annots", [])}


def test_the_longest_clinic_is_printed_whole(clinics: Workspace) -> None:
    result = build(Edition(SLUG, "en_GB", "leaflet", "a4", "london"), clinics)
    assert result.findings == ()
    assert result.pdf is not None
    text = text_of(result.pdf)
    squeezed = bare(text)
    for words in (
        "The Marylebone and St John’s Wood Practice for Dermatology and Skin Ageing",
        "Dr Amelia Example MBBS MRCP · GMC 1234567",
        "Nurse Joseph Example RN · NMC 12A3456E",
        "Suite 4, The Harley Example Building, 177–179 Upper Wimpole Example Street, Marylebone, London, W1G 0XX",
        "Reception: 020 7946 0120 ext. 12",
        "Sat 09:30–12:30 by appointment Sun closed",
        "Closed on bank holidays in England.",
    ):
        assert bare(words) in squeezed, words
    web = "Marylebone-Dermatology.example/treatments/anti-wrinkle-injections-and-fillers/before-your-visit"
    assert bare(web) in squeezed
    assert "call us at once on 020 7946 0120 ext. 12:" in text
    assert {"tel:+442079460120;ext=12", "tel:+442079460121", "tel:+447700900123", "tel:999"} <= links_of(result.pdf)
    assert "mailto:reception@marylebone-dermatology.example" in links_of(result.pdf)


def parts_of_the_contact(clinics: Workspace, language: str, clinic: str) -> str:
    """The HTML of the contact block on paper, in one line."""
    inputs = Inputs(Edition(SLUG, language, "leaflet", "a4", clinic), clinics)
    html = to_html(inputs.localized(), inputs.form, clinics, siblings=inputs.siblings)
    return " ".join(html[html.index('class="clinic-name"') :].split())


def test_the_main_number_is_first_and_a_label_stays_with_its_number(clinics: Workspace) -> None:
    contact = parts_of_the_contact(clinics, "ar", "dubai")
    contact = contact[contact.rindex("دبي") :]  # behind the address
    assert contact.index("04 555 0120") < contact.index("alnoor.example") < contact.index("واتساب")
    labels = re.findall(
        r'<span class="together">(.*?)</span></span> ', parts_of_the_contact(clinics, "en_GB", "london")
    )
    assert [bare(re.sub("<[^>]+>", "", label)) for label in labels] == [
        "Reception02079460120ext12",
        "Nurse4402079460121",
        "WhatsApp07700900123",
    ]


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (("1 Street", "Town"), "1 Street, Town"),
        (("شارع الوصل", "دبي"), "شارع الوصل، دبي"),
        (("〒150-0002", "東京都渋谷区"), "〒150-0002 東京都渋谷区"),
    ],
)
def test_a_short_address_is_joined_as_its_script_joins(lines: tuple[str, ...], printed: str) -> None:
    block = address_block(ByLanguage.for_all(lines), language("en"))
    assert [line.striptags() for line in block.lines] == [printed]


def test_the_code_for_a_long_address_is_read_again(clinics: Workspace) -> None:
    result = build(Edition(SLUG, "en_GB", "trifold", "a4", "london"), clinics)
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_pil())
    document.close()
    path = "treatments/anti-wrinkle-injections-and-fillers/before-your-visit"
    assert code.text == f"https://marylebone-dermatology.example/{path}"


def test_a_name_in_other_scripts_is_printed_in_locked_fonts_and_links_are_in_ascii(clinics: Workspace) -> None:
    """In an A4 leaflet; its PDF checks find no other font and no empty box."""
    result = build(Edition(SLUG, "de", "leaflet", "a4", "zurich"), clinics)
    assert result.findings == ()
    assert result.pdf is not None
    assert "Praxis Süd 渋谷 · Αθήνα" in text_of(result.pdf)
    assert "Praxis-Süd.example:8443/Übersicht" in text_of(result.pdf)
    assert "https://xn--praxis-sd-x9a.example:8443/%C3%9Cbersicht" in links_of(result.pdf)


def test_names_labels_and_sentences_are_those_of_the_leaflets_language(clinics: Workspace) -> None:
    def page(language: str, clinic: str) -> str:
        edition = Edition(SLUG, language, "web", "", clinic)
        inputs = Inputs(edition, clinics)
        return web_page(inputs.localized(), inputs).decode()

    english, arabic = page("en", "dubai"), page("ar", "dubai")
    assert "Al Noor Example Aesthetic Medical Centre" in english
    assert "مركز النور للطب التجميلي" in arabic
    assert "Al Noor" not in arabic
    assert "واتساب" in arabic
    assert "Shorter hours in Ramadan." in english
    german_sites = page("de", "berlin")
    assert german_sites.index("Standort Mitte") < german_sites.index("Standort Charlottenburg")
    persian = page("fa", "vancouver")
    assert "1200 – 1055 West Example Street, Vancouver, BC V6E 2E9" in persian.replace(
        "</span></span> <span", ", <"
    ) or ("1200 – 1055 West Example Street" in persian)


def test_a_text_in_another_language_than_the_pages_says_so(clinics: Workspace) -> None:
    """So that a voice reads it in its own language, and its letters are those of its own font."""
    inputs = Inputs(Edition(SLUG, "ko", "web", "", "tokyo"), clinics)
    page = web_page(inputs.localized(), inputs).decode()
    assert '<span class="isolate" lang="ja" dir="ltr">院長 見本 花子</span>' in page


@pytest.mark.parametrize(
    ("clinic", "language", "kept"),
    [
        ("minimal", "en", "A · 911 555 0120 · a.example"),
        (
            "london",
            "en_GB",
            "The Marylebone and St John’s Wood Practice for Dermatology and Skin Ageing · 020 7946 0120",
        ),
        ("tokyo", "ja", "03-5550-0120 内線12 · 見本クリニック.example/ご案内"),
    ],
)
def test_a_running_line_has_what_it_has_room_for(clinic: str, language: str, kept: str, clinics: Workspace) -> None:
    paper = {"minimal": "letter"}.get(clinic, "a4")
    form = "leaflet" if clinic == "london" else "booklet"
    inputs = Inputs(Edition(SLUG, language, form, paper, clinic), clinics)
    layout, _ = lay_out(inputs.localized(), inputs)
    bottom = max(run.area.bottom for run in layout.runs if run.page == 2)
    line = "".join(run.text for run in layout.runs if run.page == 2 and run.area.bottom > bottom - 1)
    assert kept in line
    assert kept.partition(" · ")[0] == line.partition(" · ")[0]
