"""A clinic's logo: what is printed, and what is refused."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from polyleaf.checks.registry import run_checks
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from tests.conftest import edition
from tests.store import build
from tests.test_clinic import clinic_context

CLINIC = "clinics/example.yaml"


def drawn(inside: str, head: str = 'viewBox="0 0 70 24"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" {head}>{inside}</svg>'


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
    path.write_text(f"{text}logo: {{file: '{name}', width_mm: {width_mm}}}\n", encoding="utf-8")


def found(project: Workspace) -> list[Finding]:
    return run_checks(Stage.CLINIC, clinic_context(project))


@pytest.mark.parametrize(
    "content",
    [
        drawn('<rect width="70" height="24"/>'),
        drawn('<style>rect { fill: url(#g) }</style><a x:href="#g"><rect id="g" width="9" height="9"/></a>'),
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
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "x">]>' + drawn("&a;"), "has a document type, which could bring in"),
        (drawn("<g>"), "is no readable SVG: mismatched tag"),
        ("<html/>", "is no SVG"),
        (drawn("", ""), "states no size: give it a viewBox"),
        (drawn("", 'width="100%" height="100%"'), "states no size: give it a viewBox"),
        (drawn("", 'viewBox="0 0 10 10"'), "is 35 mm high at that width; the cover has 15: print it 15.0 mm wide"),
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
        ("../templates/leaflet.html", "lies outside the folder of the profiles"),
        ("/etc/hosts", "lies outside the folder of the profiles"),
        ("https://example.org/logo.svg", "is an address, not a file"),
        ("example.yaml", "is none of .svg, .png, .jpg"),
        ("broken.png", "is no readable picture"),
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


@pytest.mark.parametrize(("name", "pixels", "width_mm"), [("logo.png", (414, 60), 35), ("logo.jpg", (207, 60), 17.5)])
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
