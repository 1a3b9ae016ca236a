"""A clinic's profile: what it may say, where its leaflets may lie, and what of it is printed."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import segno
import zxingcpp

from polyleaf.checks.clinic import ClinicContext
from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.content.clinic import load_clinic
from polyleaf.content.market import RULES
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.colours import WHITE, contrast_ratio, parse_hex
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit, edit_file
from tests.store import build

CLINIC = "clinics/example.yaml"
EUROPE = Edition(SLUG, "de", "leaflet", "a4", "example-eu")
EUROPE_IN_ENGLISH = Edition(SLUG, "en_GB", "leaflet", "a4", "example-eu")


def clinic_context(project: Workspace) -> ClinicContext:
    clinic, lines = load_clinic(project, "example")
    return ClinicContext(clinic, lines, load_brochure(project, SLUG)[0], project, font_lock.prepare(project))


def found(project: Workspace) -> list[Finding]:
    return run_checks(Stage.CLINIC, clinic_context(project))


CHECKS = {check.id for check in checks_of(Stage.CLINIC)}


def test_every_check_of_the_stage_is_tested_here() -> None:
    others = {"display-unlawful", "appointment-refused", "emergency-number", "clinic-text-language"}
    assert {*FAULTS, *LOGO_CHECKS, *others, "example-left"} == CHECKS


LOGO_CHECKS = {"logo-refused", "logo-resolution"}  # in test_logo.py

# check id -> what a clinic writes, its line, and what the check says of it
FAULTS: dict[str, tuple[str, str, str]] = {
    "hours-overlap": (
        "hours:\n- {days: mon-fri, open: '8:30', close: '12:30'}\n- {days: [wed, sat], open: '12:00', close: '13:00'}",
        "- {days: [wed, sat]",
        "08:30-12:30 and 12:00-13:00 overlap on wed",
    ),
    "accent-pale": (
        "accent: '#4da3e0'",
        "accent:",
        "#4da3e0 has a contrast of 2.75:1 to white, text needs 7:1; the nearest colour that passes is #295d82",
    ),
    "accent-alarm": ("accent: '#8b0000'", "accent:", "#8b0000 is too near the red of urgent help (#a3161a)"),
    "clinic-language": ("languages: [en, pt_PT]", "languages:", "there is no language 'pt_PT'; did you mean 'pt_BR'?"),
    "clinic-brochure": ("brochures: [botox]", "brochures:", "there is no brochure 'botox'"),
    "phone-number": (
        "phones:\n  - (555) 555-0100\n  - 555-0101",
        "  - 555-0101",
        "'555-0101' is not complete: write it as a mobile telephone dials it, area code included",
    ),
    "clinic-letter-missing": (
        "address:\n  - 100 Example Street\n  - Springfield 😀 அ",
        "  - Springfield",
        "'address' has signs that no font of the leaflets has: '😀' (GRINNING FACE), 'அ' (TAMIL LETTER A)",
    ),
    "appointment-unfit": (
        "appointments: {toxin_visit: {value: 2026-11-30}}",
        "appointments:",
        "the clinic's own 'toxin_visit' is no amount of the unit 'minute'",
    ),
    "qr-fine": (
        f"downloads: clinic.test/{'a' * 64}",
        "downloads:",
        "the QR code of 'downloads' has squares of 0.38 mm, and telephones need 0.4 mm: "
        "it holds 107 letters, and 106 fit",
    ),
}
QUIET = {
    "hours-overlap": "hours: [{days: mon, open: '8:30', close: '12:30'}, {days: mon, open: '12:30', close: '13:00'}]",
    "accent-pale": "accent: '#1d5a8c'",
    "accent-alarm": "accent: '#7b3f00'",
    "clinic-language": "languages: [en, pt_BR, zh_Hans]",
    "phone-number": "phones: ['(555) 555-0100', '+49 (0)30 555 0100']",
    "clinic-letter-missing": "address: [渋谷 100, Αθήνα, مثال]",
    "appointment-unfit": "appointments: {toxin_visit: {value: 37.5}}",
    "qr-fine": f"downloads: clinic.test/{'a' * 63}",
}


def profile(project: Workspace, added: str) -> None:
    """Give the clinic of the project that part of a profile, instead of its own."""
    path = project.root / CLINIC
    key = added.partition(":")[0]
    without = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(f"{without}{added}\n", encoding="utf-8")


@pytest.mark.parametrize("check_id", FAULTS)
def test_fires_with_its_line(check_id: str, project: Workspace) -> None:
    added, line, said = FAULTS[check_id]
    profile(project, added)
    (finding,) = found(project)
    assert (finding.check_id, finding.message) == (check_id, said)
    lines = (project.root / CLINIC).read_text(encoding="utf-8").splitlines()
    assert lines[finding.origin.line - 1].startswith(line)


@pytest.mark.parametrize("check_id", QUIET)
def test_is_quiet(check_id: str, project: Workspace) -> None:
    profile(project, QUIET[check_id])
    assert found(project) == []


def test_a_short_number_that_its_country_does_not_know_is_a_warning(project: Workspace) -> None:
    profile(project, "phones: ['(555) 555-0100', '012 34']")
    (finding,) = found(project)
    assert (finding.check_id, finding.severity) == ("phone-number", Severity.WARNING)
    assert finding.message == "'012 34' is not known as a short number in US"


def test_the_colour_that_a_pale_accent_is_told_passes_itself(project: Workspace) -> None:
    profile(project, "accent: '#ffcc00'")
    (finding,) = found(project)
    (named,) = re.findall(r"passes is (#\w{6})", finding.message)
    assert contrast_ratio(parse_hex(named), WHITE) >= 7
    profile(project, f"accent: '{named}'")
    assert found(project) == []


def test_a_pale_red_is_told_of_urgent_help_at_once(project: Workspace) -> None:
    profile(project, "accent: '#ff4444'")
    assert [finding.check_id for finding in found(project)] == ["accent-pale", "accent-alarm"]


def test_the_accent_colours_the_name_and_the_title_and_never_the_alarm(project: Workspace) -> None:
    profile(project, "accent: '#1d5a8c'")
    blue = tuple(round(part * 255) for part in parse_hex("#1d5a8c"))
    assert blue in colours_of(build(edition(), project), 0)
    red = tuple(round(part * 255) for part in parse_hex("#a3161a"))
    assert {red, blue} <= colours_of(build(edition(), project), 7)
    profile(project, "accent: '#15202b'")
    assert blue not in colours_of(build(edition(), project), 0)


@pytest.mark.parametrize(
    ("added", "said", "way_out"),
    [
        ("phones: []", "'phones' is empty", "Give it at least one entry."),
        ("phones: [call us]", "'call us' is not a telephone number", "Write one number, with its words under 'label'."),
        ("phones: [12-(-)]", "fewer than 3 digits", "Write all of it."),
        ("phones: [5555550100]", "5555550100 is read as a number", "Write '5555550100' in quotes."),
        ("phone: (555) 555-0100", "unknown key 'phone'; did you mean 'phones'?", "Correct 'phone', or remove it."),
        ("phones: {number: '112'}", "'phones' is not a list", "on a line of its own that begins with a dash"),
        ("emergency_number: 999", "999 is read as a number", "Write '999' in quotes."),
        ("emergency_number: 000", "000 is read as a number", "Write '000' in quotes."),
        ("emergency_number: nine", "'nine' is not valid for 'emergency_number'", "Write the digits alone, in quotes"),
        ("hours: [{days: mon-fri, open: 9, close: '17:00'}]", "9 is read as a number", "Write '09:00' in quotes."),
        ("hours: [{days: mon-fri, open: 1200, close: '17:00'}]", "1200 is read as", "Write '12:00' in quotes."),
        (
            "hours: [{days: mon-fri, open: '17:00', close: '8:30'}]",
            "closes at 08:30, before it opens",
            "Swap them, or count the hours",
        ),
        ("hours: [{days: mon-fr, open: '8:30', close: '17:00'}]", "'fr' is not a day", "Write mon, tue, wed, "),
        ("logo: {file: logo.svg, width_mm: 80}", "'width_mm' is 80", "Write a number that is at most 60."),
        ("accent: blue", "'blue' is not valid for 'accent'", "Write six digits behind #, in quotes, as in '#1d5a8c'."),
        ("languages: []", "'languages' is empty", "Give it at least one entry."),
        ("languages: [German]", "'German' is not valid for entry 1 of 'languages'", "such as de, pt_BR or zh_Hans"),
        ("paper: A4", "'paper' cannot be 'A4'", "Write a4 or letter."),
        ("market: UK", "'market' cannot be 'UK'", "Write us, uk, eu, au, ca or other."),
        ("country: UK", "'UK' is not the code of a country", "Write its two letters by ISO 3166, such as GB."),
        ("country: DE", "DE is in the market 'eu', and the profile says 'us'", "Correct one."),
        ("country: NO", "NO is in the market 'eu', and the profile says 'us'", "Correct one."),
        ("web: https://example.org", "leave out https://", "Write example.org."),
        ("web: example", "is not the name of a website", "Write it with its ending, such as example.org."),
        ("email: clinic", "'clinic' is not an e-mail address", "Write one, such as clinic@example.org."),
        ("web:", "'web' is empty", "Write it, or remove the key"),
        ('name: "Clinic\\nSpringfield"', "'name' has a line break in it", "Write it in one line"),
        ('name: "Clinic\\e[31m"', "a control character, U+001B, written as an escape", "Remove it."),
        ('name: "\\u202Ecinilc"', "has the invisible character U+202E, which reverses the text", "Delete it."),
        ("name: {en: Clinic, Deutsch: Praxis}", "'Deutsch' is not valid", "such as de, pt_BR or zh_Hans"),
        ("name: [Clinic]", "'name' has several values where one text belongs", "Write one text."),
    ],
)
def test_what_the_profile_cannot_hold_is_refused_with_its_line_and_the_way_out(
    added: str, said: str, way_out: str, profiles: Workspace
) -> None:
    profile(profiles, added)
    (finding,) = refusals(profiles)
    assert said in finding.message
    assert way_out in finding.hint
    for word in ("^", "pattern", "tuple", "dictionary", "instance", "Input should", "Fix", "''"):
        assert word not in finding.message + finding.hint
    lines = (profiles.root / CLINIC).read_text(encoding="utf-8").splitlines()
    assert lines[finding.origin.line - 1].startswith(added.partition(":")[0])


@pytest.fixture
def profiles(tmp_path: Path) -> Workspace:
    """A project of nothing but a profile, for what its model says."""
    (tmp_path / "clinics").mkdir()
    shutil.copy(ROOT / CLINIC, tmp_path / CLINIC)
    return Workspace(tmp_path.resolve())


def refusals(project: Workspace) -> list[Finding]:
    with pytest.raises(InputError) as caught:
        load_clinic(project, "example")
    return caught.value.findings


def test_an_address_is_the_clinics_or_its_sites(profiles: Workspace) -> None:
    profile(profiles, "sites: [{address: [1 Example Street]}]")
    (finding,) = refusals(profiles)
    assert (finding.message, finding.hint) == ("there are both 'address' and 'sites'", "Remove one of them.")
    profile(profiles, "sites: []")
    profile(profiles, "address:")
    profiles.refresh()
    (finding,) = refusals(profiles)
    assert finding.message == "there is no address"
    assert finding.hint == "Write 'address', or 'sites' with an address each."


@pytest.mark.parametrize(
    ("hours", "overlap"),
    [
        ("{days: sat, open: '20:00', close: '02:00'}, {days: sun, open: '01:00', close: '05:00'}", True),
        ("{days: sun, open: '20:00', close: '02:00'}, {days: mon, open: '01:00', close: '05:00'}", True),
        ("{days: sat, open: '20:00', close: '24:00'}, {days: sun, open: '00:00', close: '02:00'}", False),
        ("{days: sat, closed: true}, {days: sat, open: '10:00', close: '12:00'}", True),
        ("{days: sat, by_appointment: true}, {days: sat, open: '10:00', close: '12:00'}", False),
    ],
)
def test_hours_overlap_past_midnight_and_on_closed_days(hours: str, overlap: bool, project: Workspace) -> None:
    profile(project, f"hours: [{hours}]")
    assert [finding.check_id for finding in found(project)] == ["hours-overlap"] * overlap


def test_the_hours_of_a_site_are_looked_at_too(project: Workspace) -> None:
    hours = "[{days: mon, open: '9:00', close: '12:00'}, {days: mon, open: '11:00', close: '12:00'}]"
    profile(project, "address: x")
    profile(project, f"sites: [{{address: [1 Example Street], hours: {hours}}}]")
    edit_file(project, CLINIC, "address: x\n", "")
    (finding,) = found(project)
    assert finding.message == "09:00-12:00 and 11:00-12:00 overlap on mon"


def test_what_was_left_of_the_example_is_told(project: Workspace) -> None:
    assert found(project) == []  # an example may keep it
    (project.root / CLINIC).rename(project.root / "clinics" / "north.yaml")
    clinic, lines = load_clinic(project, "north")
    context = ClinicContext(clinic, lines, load_brochure(project, SLUG)[0], project, font_lock.prepare(project))
    left = run_checks(Stage.CLINIC, context)
    assert [(one.check_id, one.severity.label, one.message) for one in left] == [
        ("example-left", "warning", "'web' is still that of an example: example.org"),
        ("example-left", "warning", "'downloads' is still that of an example: example.org/leaflets"),
    ]


@pytest.mark.parametrize(
    ("holidays", "languages", "lacking"),
    [
        ("Closed in August.", "[en, de]", ["de", "en"]),
        ("{en: Closed in August.}", "[en_GB, de]", ["de"]),
        ("{en: Closed in August., de: Im August geschlossen.}", "[en_GB, de]", []),
        ("Closed in August.", "[en]", []),
    ],
)
def test_a_sentence_is_wanted_in_each_language(
    holidays: str, languages: str, lacking: list[str], project: Workspace
) -> None:
    profile(project, f"holidays: {holidays}")
    profile(project, f"languages: {languages}")
    told = [finding for finding in found(project) if finding.check_id == "clinic-text-language"]
    assert len(told) == bool(lacking)
    assert all(code in finding.message for code in lacking for finding in told)


def test_a_language_that_a_text_names_is_one_that_there_is(project: Workspace) -> None:
    profile(project, "name: {en: Clinic, gr: Klinik}")
    (finding,) = found(project)
    assert finding.message.startswith("there is no language 'gr'")


@pytest.mark.parametrize(
    ("country", "number", "known"), [("AE", "911", False), ("AE", "998", True), ("JP", "119", True)]
)
def test_an_emergency_number_is_one_of_the_country(country: str, number: str, known: bool, project: Workspace) -> None:
    profile(project, "market: other")
    profile(project, "distribution: consultation")
    profile(project, f"country: {country}")
    profile(project, f"emergency_number: '{number}'")
    profile(project, "phones: [+1 555 555 0100]")
    assert [finding.check_id for finding in found(project)] == [] if known else ["emergency-number"]


def test_phone_numbers_and_the_web_address_are_links_in_the_pdf(repository: Workspace) -> None:
    result = build(EUROPE_IN_ENGLISH, repository)
    running = ["tel:+35315550100", "https://example.org"]
    assert [links(result, index) for index in range(7)] == [[]] * 7  # a running foot has none
    assert sorted(links(result, 7)) == sorted(
        [*running * 2, "tel:+35315550100", "tel:+35315550101", "tel:112"]  # contact, imprint; help and contact
    )


def test_the_contact_names_address_phones_and_hours(repository: Workspace) -> None:
    text = " ".join(page(build(EUROPE_IN_ENGLISH, repository), 7).split())
    assert "1 Example Square, Dublin +353 1 555 0100 · +353 1 555 0101 · example.org" in text
    assert "Opening hours Mon – Thu 08:30–12:30 13:30–18:00 Fri 08:30–13:00" in text


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_phone_numbers_run_left_to_right_in_right_to_left_text(language: str, repository: Workspace) -> None:
    result = build(Edition(SLUG, language, "leaflet", "a4", "example-eu", draft=True), repository)
    lines = "\n".join(as_seen(result, 7))
    assert lines.count("+35315550100") == 4  # urgent help, contact, imprint, foot
    assert lines.count("+35315550101") == 1


def test_a_clinic_without_hours_has_no_heading_for_them(project: Workspace) -> None:
    profile(project, "hours: []")
    result = build(edition(), project)
    assert result.findings == ()
    assert "Opening hours" not in page(result, 7)


@pytest.mark.parametrize(("clinic", "dpi"), [("example", 150), ("example-eu", 300)])
def test_the_qr_code_on_the_last_page_leads_to_what_is_said_of_the_leaflet_or_to_the_clinic(
    clinic: str, dpi: int, repository: Workspace
) -> None:
    job = Edition(SLUG, "en_GB", "leaflet", "a4", clinic, draft=True)
    result = build(job, repository)
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    (code,) = zxingcpp.read_barcodes(document[7].render(scale=dpi / 72).to_pil())
    document.close()
    own = f"https://example.org/leaflets/current.html#{Inputs(job, repository).localized().code}"
    assert code.text == {"example": own, "example-eu": "https://example.org"}[clinic]
    modules, _ = segno.make_qr(code.text, error="m").symbol_size(border=0)
    corners = (code.position.top_left, code.position.top_right)
    width_mm = (corners[1].x - corners[0].x) * 25.4 / dpi
    assert width_mm > 20 * modules / (modules + 8) - 0.5  # four of quiet zone on each side
    assert 20 / (modules + 8) > 0.4  # mm a module: a telephone reads it from a photocopy


def links(result: Result, index: int) -> list[str]:
    """Where the links of a page lead, in the order in which they stand in the file."""
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        return [str(note.A.URI) for note in pdf.pages[index].get("/Annots", [])]


def as_seen(result: Result, index: int) -> list[str]:
    """The lines of a page, their signs from left to right as they stand on paper."""
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    text = document[index].get_textpage()
    rows: dict[int, list[tuple[float, str]]] = {}
    for number in range(text.count_chars()):
        left, bottom, _, _ = text.get_charbox(number, loose=True)
        rows.setdefault(round(bottom), []).append((left, text.get_text_range(number, 1)))
    document.close()
    return ["".join(sign for _, sign in sorted(row) if not sign.isspace()) for row in rows.values()]


def colours_of(result: Result, index: int) -> set[tuple[int, ...]]:
    """The colours that cover some of a page."""
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    picture = document[index].render(scale=2).to_pil().convert("RGB")
    document.close()
    return {colour for count, colour in picture.getcolors(maxcolors=1_000_000) or () if count > 50}


NUMBERS = {"us": "911", "uk": "999", "eu": "112", "au": "000", "ca": "911", "other": "911"}


@pytest.mark.parametrize(
    ("market", "wrong"), [("us", "112"), ("uk", "911"), ("eu", "911"), ("au", "999"), ("ca", "112")]
)
def test_the_emergency_number_of_another_market_is_refused(
    market: str, wrong: str, project: Workspace, edit: Edit
) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "  - (555) 555-0100", "  - +1 555 555 0100")
    edit(CLINIC, "distribution: waiting-room", "distribution: consultation")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{wrong}'")
    (finding,) = found(project)
    assert finding.check_id == "emergency-number"
    assert f"{wrong} is not the emergency number in the market {market!r}" in finding.message


@pytest.mark.parametrize("market", [market for market, rule in RULES.items() if not rule.may_display])
def test_display_is_refused_with_the_rule_its_source_and_the_way_out(
    market: str, project: Workspace, edit: Edit
) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "  - (555) 555-0100", "  - +1 555 555 0100")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{NUMBERS[market]}'")
    (finding,) = found(project)
    assert finding.check_id == "display-unlawful"
    assert f"not for display in the market {market!r}: " in finding.message
    assert RULES[market].source in finding.message  # type: ignore[index]  # a market by its name
    assert "distribution: consultation" in finding.hint
    lines = (project.root / CLINIC).read_text(encoding="utf-8").splitlines()
    assert lines[finding.origin.line - 1].startswith("distribution:")


@pytest.mark.parametrize("market", RULES)
def test_a_leaflet_for_consultations_is_lawful_everywhere_and_says_so_on_its_cover(
    market: str, project: Workspace, edit: Edit
) -> None:
    edit(CLINIC, "market: us", f"market: {market}")
    edit(CLINIC, "  - (555) 555-0100", "  - +1 555 555 0100")
    edit(CLINIC, "emergency_number: '911'", f"emergency_number: '{NUMBERS[market]}'")
    edit(CLINIC, "distribution: waiting-room", "distribution: consultation")
    result = build(edition(), project)
    assert result.findings == ()
    assert "Given to you at a consultation. Not for display." in page(result, 0)


def test_display_is_allowed_in_the_us_and_the_cover_is_silent(repository: Workspace) -> None:
    result = build(edition(), repository)
    assert result.findings == ()
    assert "Not for display" not in page(result, 0)


@pytest.mark.parametrize("key", ["market", "distribution"])
def test_market_and_distribution_have_no_default(project: Workspace, key: str) -> None:
    path = project.root / CLINIC
    path.write_text(re.sub(rf"^{key}: .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(InputError, match=f"missing key '{key}'"):
        Inputs(edition(), project)


def test_a_clinic_prints_its_own_length_of_visits(project: Workspace, edit: Edit) -> None:
    edit(
        CLINIC,
        "market: us",
        "appointments:\n  toxin_visit: {from: 10, to: 20}\n  filler_visit: {value: 45}\nmarket: us",
    )
    result = build(edition(), project)
    assert result.findings == ()
    assert "10–20 minutes" in page(result, 4)
    assert "45 minutes" in page(result, 4)


def test_a_clinic_cannot_set_a_clinical_fact(project: Workspace, edit: Edit) -> None:
    edit(CLINIC, "market: us", "appointments:\n  toxin_lasts: {from: 9, to: 12}\nmarket: us")
    (finding,) = found(project)
    assert finding.message == "a clinic cannot set 'toxin_lasts'; did you mean 'toxin_visit'?"
    localized = Inputs(edition(), project).localized()
    assert localized.value("toxin_lasts").to == 4


def test_the_emergency_number_is_that_of_the_clinic_in_every_language(repository: Workspace) -> None:
    for code in repository.languages(SLUG):
        for clinic, number in (("example", "911"), ("example-eu", "112")):
            localized = Inputs(Edition(SLUG, code, "leaflet", "a4", clinic), repository).localized()
            printed = {message.msgid: words for message, words in localized.printed()}
            assert number in printed["Call {clinic.emergency_number}, then call us:"], (code, clinic)


def test_the_european_example_builds(repository: Workspace) -> None:
    result = build(EUROPE, repository)
    assert result.findings == ()
    assert "20–30 Minuten" in page(result, 4)
    assert "+353 1 555 0100" in page(result, 7)


def page(result: Result, index: int) -> str:
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    text = document[index].get_textpage().get_text_range()
    document.close()
    return str(text)


def test_a_slash_at_the_end_of_the_folder_for_downloads_is_left_out(project: Workspace, edit: Edit) -> None:
    edit(CLINIC, "downloads: example.org/leaflets", "downloads: example.org/leaflets/")
    assert load_clinic(project, "example")[0].downloads == "example.org/leaflets"
