"""A clinic's logo: what is printed, and what is refused."""

from __future__ import annotations

import base64
import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from polyleaf.checks.registry import run_checks
from polyleaf.core.edition import Result
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from tests.conftest import edition
from tests.store import build
from tests.test_clinic import clinic_context
from tests.test_pictures import DATA, DIFFERS, drawn

CLINIC = "clinics/example.yaml"


def give(project: Workspace, name: str, content: str | tuple[int, int], width_mm: float = 35) -> None:
    """Give the clinic a logo: a drawing, or a picture of so many pixels."""
    path = project.clinics_dir / name
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        Image.new("RGB", content, "#1d5a8c").save(path)
    name_logo(project, name, width_mm)


def name_logo(project: Workspace, name: str, width_mm: float = 35) -> None:
    path = project.root / CLINIC
    text = re.sub(r"^logo:.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(f"{text}logo: {{file: {json.dumps(name)}, width_mm: {width_mm}}}\n", encoding="utf-8")


def found(project: Workspace) -> list[Finding]:
    return run_checks(Stage.CLINIC, clinic_context(project))


@pytest.mark.parametrize(
    "content",
    [
        drawn('<rect width="70" height="24"/>'),
        drawn('<style>rect { fill: #1d5a8c }</style><a x:href="#g"><rect id="g" width="9" height="9"/></a>'),
        drawn("<!-- words in a comment --><rect width='9' height='9'/>", 'width="70mm" height="24mm"'),
    ],
)
def test_a_plain_drawing_is_printed(content: str, project: Workspace) -> None:
    give(project, "logo.svg", content)
    assert build(edition(), project).findings == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (drawn("<text>Clinic</text>"), "has words set in type in it (<text>)"),
        (drawn("<script>alert()</script>"), "has a program in it (<script>)"),
        (drawn('<g onload="alert()"/>'), "has a program in it (an on... attribute)"),
        (drawn("<foreignObject/>"), "has a foreign object in it (<foreignObject>)"),
        (drawn('<image x:href="data:image/png;base64,AA=="/>'), "has a picture in it (<image>)"),
        (drawn('<use x:href="other.svg#mark"/>'), "names something outside itself"),
        (drawn("<rect style=\"fill: url( 'http://example.org/a')\"/>"), "names something outside itself"),
        (drawn("<style>@import 'https://example.org/a.css';</style>"), "names something outside itself"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "x">]>' + drawn("&a;"), "is not a readable SVG file: undefined entity &a;"),
        (drawn("<g>"), "is not a readable SVG file: mismatched tag"),
        ("<html/>", "is not an SVG file"),
        (drawn("", ""), "states no size: give it a viewBox"),
        (drawn("", 'width="100%" height="100%"'), "states no size: give it a viewBox"),
        (drawn('<g style="filter: url(#f)"/>'), "shows nothing on white paper"),
        (
            drawn("<circle r='9'/>", 'viewBox="0 0 10 10"'),
            "is 35 mm high at that width; the cover has 15: print it 15.0 mm wide",
        ),
    ],
)
def test_a_drawing_that_could_print_something_else_is_refused(content: str, said: str, project: Workspace) -> None:
    give(project, "logo.svg", content)
    findings = [finding for finding in found(project) if finding.check_id == "logo-refused"]
    assert [finding for finding in findings if f"the logo 'logo.svg' {said}" in finding.message], findings
    lines = (project.root / CLINIC).read_text(encoding="utf-8").splitlines()
    assert lines[findings[0].origin.line - 1].startswith("logo:")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.svg", "is not there"),
        ("../templates/flow.html", "lies outside the folder clinics/"),
        ("/etc/hosts", "lies outside the folder clinics/"),
        ("https://example.org/logo.svg", "is an address, not a file"),
        ("example.yaml", "is not one of .svg, .png, .jpg, .jpeg: export it as SVG or PNG"),
        ("broken.png", "is not a readable picture: it is neither SVG, PNG nor JPEG inside"),
        ("a\u200bb.svg", "has an invisible character in its name"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(name: str, said: str, project: Workspace) -> None:
    (project.clinics_dir / "broken.png").write_bytes(b"no picture")
    name_logo(project, name)
    (finding,) = found(project)
    assert (finding.check_id, finding.message) == ("logo-refused", f"the logo {name!r} {said}")


def test_a_picture_of_150_dpi_is_refused_with_the_ways_out(project: Workspace) -> None:
    give(project, "logo.png", (207, 60))
    (finding,) = found(project)
    assert finding.check_id == "logo-resolution"
    assert finding.message == (
        "the logo 'logo.png' has 150 dpi at 35 mm: 300 dpi take 414 pixels of width instead of 207, "
        "or a width of 17.5 mm at most"
    )


@pytest.mark.parametrize(("name", "pixels", "width_mm"), [("logo.png", (413, 60), 35), ("logo.jpeg", (207, 60), 17.5)])
def test_a_picture_of_300_dpi_is_printed(
    name: str, pixels: tuple[int, int], width_mm: float, project: Workspace
) -> None:
    give(project, name, pixels, width_mm)
    assert build(edition(), project).findings == ()


def test_the_logo_is_as_wide_as_asked_and_has_the_clinics_name(project: Workspace) -> None:
    give(project, "logo.png", (600, 120), 40)
    result = build(edition(), project)
    assert result.findings == ()
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    (logo,) = [part for part in document[0].get_objects() if isinstance(part, pypdfium2.PdfImage)]
    left, _, right, _ = logo.get_bounds()
    document.close()
    assert (right - left) * 25.4 / 72 == pytest.approx(40, abs=0.1)
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        alternatives = [
            str(part.Alt) for part in pdf.objects if isinstance(part, pikepdf.Dictionary) and "/Alt" in part
        ]
    assert alternatives[0] == "Example Clinic"


def test_a_changed_logo_makes_the_edition_stale_and_another_clinics_does_not(project: Workspace) -> None:
    give(project, "logo.svg", drawn('<rect width="70" height="24"/>'))
    reads = build(edition(), project).reads
    (project.clinics_dir / "other.svg").write_text(drawn(""), encoding="utf-8")
    project.refresh()
    assert project.holds(reads)
    change(project.clinics_dir / "logo.svg")
    project.refresh()
    assert not project.holds(reads)


def change(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("24", "23"), encoding="utf-8")


def on_screen(project: Workspace) -> bytes:
    result = build(edition("en", "", "web"), project)
    assert result.findings == ()
    return result.files[0].content


def logo_on_screen(page: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of the logo inside a page."""
    found = re.search(rb'class="logo" src="data:([^;]+);base64,([^"]+)"', page)
    assert found
    return found[1].decode(), base64.b64decode(found[2])


def logo_on_paper(result: Result) -> Image.Image:
    """The logo of a leaflet as PDFium shows it: the first page at 300 dpi, cut at the logo."""
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    page = document[0]
    (logo,) = [part for part in page.get_objects() if isinstance(part, pypdfium2.PdfImage)]
    left, bottom, right, top = logo.get_bounds()
    shown: Image.Image = page.render(scale=300 / 72).to_pil()
    document.close()
    height = shown.height * 72 / 300
    left, upper, right, lower = (round(side * 300 / 72) for side in (left, height - top, right, height - bottom))
    return shown.crop((left, upper, right, lower))


@pytest.mark.parametrize("name", ["cmyk.jpg", "exif6.jpg", "g16.png"])
def test_a_picture_of_any_kind_is_the_same_on_paper_and_on_screen(name: str, project: Workspace) -> None:
    shutil.copy(DATA / "raster" / name, project.clinics_dir)
    name_logo(project, name)
    result = build(edition(), project)
    assert result.findings == ()
    assert result.pdf is not None
    assert b"DeviceCMYK" not in result.pdf
    _, content = logo_on_screen(on_screen(project))
    screen = in_cells(Image.open(BytesIO(content)))
    extrema: Any = ImageChops.difference(in_cells(logo_on_paper(result)), screen).getextrema()
    assert max(high for _, high in extrema) < 12


def in_cells(picture: Image.Image) -> Image.Image:
    """A picture as 31 x 8 cells of one colour each, without its edges, which share their pixels with the paper."""
    return picture.convert("RGB").resize((35, 12), Image.Resampling.BOX).crop((2, 2, 33, 10))


def test_a_half_loaded_picture_is_refused_after_the_renderer_has_been_at_work(project: Workspace) -> None:
    """WeasyPrint has Pillow take half pictures for whole ones, for all of the program."""
    assert build(edition(), project).findings == ()
    shutil.copy(DATA / "raster" / "cut-baseline.jpg", project.clinics_dir)
    name_logo(project, "cut-baseline.jpg")
    (finding,) = build(edition(), project).findings
    assert finding.check_id == "logo-refused"
    assert "is damaged or cut off, as after a broken download" in finding.message


def test_where_a_photograph_was_taken_is_on_no_page(project: Workspace) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}  # GPS: latitude
    exif[0x013B] = "Anna Example"
    Image.new("RGB", (600, 100), "#1d5a8c").save(project.clinics_dir / "logo.jpg", exif=exif)
    assert b"Anna Example" in (project.clinics_dir / "logo.jpg").read_bytes()
    name_logo(project, "logo.jpg")
    _, content = logo_on_screen(on_screen(project))
    result = build(edition(), project)
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        jpegs = [item.read_raw_bytes() for item in pdf.objects if is_jpeg(item)]
    assert len(jpegs) == 1
    for picture in (content, *jpegs):
        assert b"Exif" not in picture
        assert b"Anna" not in picture


def is_jpeg(item: object) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Filter") == "/DCTDecode"


def test_what_a_drawing_program_noted_is_on_no_page(project: Workspace) -> None:
    notes = "<!-- /home/anna --><metadata>Anna</metadata><title>anna.ai</title>"
    give(project, "logo.svg", drawn(f'{notes}<rect data-name="anna" width="70" height="24"/>'))
    kind, content = logo_on_screen(on_screen(project))
    assert (kind, b"anna" in content.lower()) == ("image/svg+xml", False)


@pytest.mark.parametrize("name", ["überblick 50%.svg", "a%20b#1?.svg"])
def test_a_name_is_one_name_for_checks_paper_and_screen(name: str, project: Workspace) -> None:
    give(project, name, drawn('<rect width="70" height="24" fill="#1d5a8c"/>'))
    result = build(edition(), project)
    assert result.findings == ()
    assert result.pdf is not None
    document = pypdfium2.PdfDocument(result.pdf)
    colours = {colour for _, colour in document[0].render(scale=1).to_pil().getcolors(1 << 20) or ()}
    document.close()
    assert (29, 90, 140) in colours
    assert logo_on_screen(on_screen(project))[0] == "image/svg+xml"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("size-mismatch-tall.svg", "is 70 mm high at that width; the cover has 15: print it 7.5 mm wide"),
        ("size-mismatch-wide.svg", None),
        ("link.svg", None),
        ("doctype.svg", None),
        ("onlyname.svg", None),
        ("mask-part.svg", DIFFERS),
    ],
)
def test_a_real_logo_is_printed_or_refused_with_a_way_out(name: str, said: str | None, project: Workspace) -> None:
    shutil.copy(DATA / "logo" / name, project.clinics_dir)
    name_logo(project, name)
    messages = [finding.message for finding in found(project)]
    assert messages == ([f"the logo {name!r} {said}"] if said else [])
