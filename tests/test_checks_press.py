"""The checks of the press edition: faults planted in the press PDF of the real leaflet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from polyleaf.checks.press import PressContext
from polyleaf.checks.registry import checks_of
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pdf.press import to_press
from tests.pressed import document, laid_out, opened, press, press_edition, pressed, slug

pytestmark = pytest.mark.press

CHECKS = {check.id: check for check in checks_of(Stage.PRESS)}
Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def context(repository: Workspace) -> PressContext:
    return pressed(press_edition("en"), repository)


def found(check_id: str, context: PressContext) -> list[str]:
    return [finding.message for finding in CHECKS[check_id].findings(context)]


def changed(context: PressContext, change: Change, version: str = "1.6") -> PressContext:
    """The context with its PDF changed and saved again."""
    with opened(context.content) as pdf:
        change(pdf)
        buffer = BytesIO()
        pdf.save(buffer, force_version=version)
    return replace(context, content=buffer.getvalue())


def draws(operators: str) -> Change:
    """Add operators to what the first page shows."""

    def change(pdf: pikepdf.Pdf) -> None:
        artwork = pdf.pages[0].Resources.XObject.Artwork
        artwork.write(artwork.read_bytes() + b"\n" + operators.encode())

    return change


def marks(operators: str) -> Change:
    """Add operators to the marks of the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].Contents
        contents.write(contents.read_bytes() + b"\n" + operators.encode())

    return change


def shows(picture: Image.Image, space: pikepdf.Object, millimetres: float) -> Change:
    """Add a picture of that width and height to the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        width, height = picture.size
        stream = pdf.make_stream(picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, ColorSpace=space)
        stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
        resources = pdf.pages[0].Resources.XObject.Artwork.Resources
        resources.XObject.Planted = stream
        size = millimetres * 72 / 25.4
        draws(f"q {size:.4f} 0 0 {size:.4f} 50 50 cm /Planted Do Q")(pdf)

    return change


def sets(path: str, value: object) -> Change:
    """Set an entry of the first page or, where the path begins so, of the catalogue; None removes it."""

    def change(pdf: pikepdf.Pdf) -> None:
        target = pdf.Root if path.startswith("Root/") else pdf.pages[0].obj
        *steps, last = path.removeprefix("Root/").split("/")
        for step in steps:
            target = target[int(step)] if step.isdigit() else target[f"/{step}"]
        if value is None:
            del target[f"/{last}"]
        else:
            target[f"/{last}"] = value

    return change


def has_shading(pdf: pikepdf.Pdf) -> None:
    """A gradient from 320 % of ink to none."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0.8] * 4), C1=Array([0] * 4), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=Array([0, 0, 9, 9]), Function=function)
    pdf.pages[0].Resources.XObject.Artwork.Resources.Shading = Dictionary(Planted=shading)
    draws("/Planted sh")(pdf)


def has_spot_colour(pdf: pikepdf.Pdf) -> None:
    space = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, Dictionary(FunctionType=2, N=1)])
    pdf.pages[0].Resources.XObject.Artwork.Resources.ColorSpace = Dictionary(Planted=space)


def is_retitled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = "Another"


def is_redated(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.ModDate = "D:20250101000000Z"


def loses_its_statement(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        del metadata["pdfxid:GTS_PDFXVersion"]
        del metadata["xmpMM:DocumentID"]


def loses_its_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == "/FontDescriptor":
            del item["/FontFile2"]


def drops_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[3]


def has_blacker_text(pdf: pikepdf.Pdf) -> None:
    artwork = pdf.pages[0].Resources.XObject.Artwork
    assert b"0 0 0 1 k" in artwork.read_bytes()
    artwork.write(artwork.read_bytes().replace(b"0 0 0 1 k", b"0.6 0.4 0.4 1 k"))


def has_rgb_group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Group.CS = Name.DeviceRGB


RICH = Image.new("CMYK", (600, 600), (204, 204, 204, 204))
FINE = Image.new("L", (600, 600), 99)
LINK = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
SCREEN_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

FAULTS: list[tuple[str, Change, list[str]]] = [
    ("press-boxes", drops_a_page, ["7 pages in the PDF, 8 to print"]),
    ("press-boxes", sets("Rotate", 90), ["page 1 is turned or scaled"]),
    (
        "press-boxes",
        sets("BleedBox", Array([28.35, 28.35, 623.6, 870.2])),
        ["page 1 has not 3 mm of bleed on each side"],
    ),
    (
        "press-boxes",
        sets("MediaBox", Array([0, 0, 640, 890])),
        ["page 1 has not 10 mm around the trimmed sheet for bleed and marks"],
    ),
    (
        "press-boxes",
        sets("TrimBox", Array([28.35, 28.35, 603.6, 870.2])),
        [
            "page 1 is trimmed to 202.9 x 297.0 mm",
            "page 1 has not 3 mm of bleed on each side",
            "page 1 has not 10 mm around the trimmed sheet for bleed and marks",
        ],
    ),
    ("press-marks", marks("/Registration CS 1 SCN 300 12 m 300 25 l S"), ["page 1 has a mark inside the bleed"]),
    ("press-intent", sets("Root/OutputIntents", None), ["0 output intents for PDF/X, not one"]),
    (
        "press-intent",
        sets("Root/OutputIntents/0/OutputConditionIdentifier", "SWOP"),
        ["the output condition is 'SWOP', not 'FOGRA39'"],
    ),
    ("press-intent", sets("Root/OutputIntents/0/Info", None), ["the output condition is not described"]),
    (
        "press-intent",
        lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(SCREEN_PROFILE),
        ["the output intent has no profile of a CMYK press"],
    ),
    ("press-rgb", draws("1 0 0 rg 0 0 9 9 re f"), ["a colour in the colour space /DeviceRGB"]),
    ("press-rgb", draws("/DeviceRGB cs 1 0 0 sc"), ["a colour in the colour space /DeviceRGB"]),
    ("press-rgb", draws("/lab-d50 CS 50 0 0 SCN"), ["a colour in the colour space /lab-d50"]),
    ("press-rgb", draws("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"), ["a picture within the operators of a page"]),
    (
        "press-rgb",
        shows(Image.new("RGB", (600, 600)), Name.DeviceRGB, 10),
        ["an object in the colour space /DeviceRGB"],
    ),
    ("press-rgb", has_rgb_group, ["an object in the colour space /DeviceRGB"]),
    ("press-rgb", has_spot_colour, ["an object in the colour space /Separation /Gold"]),
    ("press-annotation", sets("Annots", Array([LINK])), ["page 1 has an annotation of the kind /Link"]),
    ("press-annotation", sets("Root/OpenAction", Dictionary(S=Name.JavaScript)), ["the PDF has /OpenAction"]),
    ("press-annotation", sets("Root/Names", Dictionary(JavaScript=Dictionary())), ["the PDF has /JavaScript"]),
    ("press-black", has_blacker_text, ["black or grey text of several inks: C60 M40 Y40 K100"]),
    (
        "press-black",
        draws("BT 0.7 0.52 0.43 0.39 k [(grey)] TJ ET"),
        ["black or grey text of several inks: C70 M52 Y43 K39"],
    ),
    ("press-ink", draws("0.8 0.8 0.8 0.8 k 0 0 9 9 re f"), ["page 1 has a fill of 320 % ink; 300 % is too much"]),
    (
        "press-ink",
        draws("q 0.75 0.75 0.75 0.75 K 0 0 m 9 9 l S Q"),
        ["page 1 has a stroke of 300 % ink; 300 % is too much"],
    ),
    ("press-ink", marks("/Registration cs 1 scn 0 0 9 9 re f"), ["page 1 has a fill of 400 % ink; 300 % is too much"]),
    ("press-ink", shows(RICH, Name.DeviceCMYK, 10), ["page 1 has a picture of 320 % ink; 300 % is too much"]),
    ("press-ink", has_shading, ["page 1 has a shading of 320 % ink; 300 % is too much"]),
    (
        "press-fonts",
        loses_its_fonts,
        ["the font 'Polyleaf-Sans' is not embedded", "the font 'Polyleaf-Sans-Semi-Bold' is not embedded"],
    ),
    (
        "press-resolution",
        shows(FINE, Name.DeviceGray, 101.6),
        [
            "page 1 has a picture of 600 x 600 pixels on 102 x 102 mm: 150 dpi; "
            "a press needs 300 dpi, 1200 pixels of width"
        ],
    ),
    ("press-version", sets("Root/Metadata", None), ["no metadata, or compressed"]),
    ("press-version", is_retitled, ["the title is missing, or not the same in both places"]),
    ("press-version", is_redated, ["the date xmp:ModifyDate is missing, or not the same in both places"]),
    (
        "press-version",
        loses_its_statement,
        [
            "pdfxid:GTS_PDFXVersion is None in the metadata, not 'PDF/X-4'",
            "xmpMM:DocumentID is not in the metadata",
        ],
    ),
]


def test_every_check_of_the_stage_has_a_fault() -> None:
    assert {check_id for check_id, _, _ in FAULTS} == set(CHECKS)


@pytest.mark.parametrize(("check_id", "fault", "messages"), FAULTS)
def test_fires(check_id: str, fault: Change, messages: list[str], context: PressContext) -> None:
    assert found(check_id, changed(context, fault)) == messages


@pytest.mark.parametrize("check_id", CHECKS)
@pytest.mark.parametrize(
    "job",
    [
        press_edition("en"),
        press_edition("th", "letter"),
        press_edition("ar", "a4", "trifold"),
        press_edition("ja", "letter", "booklet"),
    ],
    ids=lambda job: job.name,
)
def test_is_quiet(check_id: str, job: Edition, repository: Workspace) -> None:
    assert found(check_id, pressed(job, repository)) == []


def test_press_version_fires_on_a_newer_pdf(context: PressContext) -> None:
    assert found("press-version", changed(context, lambda _: None, version="1.7")) == ["PDF 1.7, not 1.6"]


def test_press_marks_fires_on_a_fold_without_its_mark(context: PressContext) -> None:
    pages = tuple(replace(page, folds=(100,)) for page in context.pages)
    assert found("press-marks", replace(context, pages=pages)) == [
        f"page {number} lacks a mark above or below 100.0 mm from the left" for number in range(1, 9)
    ]


def test_press_marks_fires_without_crop_and_fold_marks(repository: Workspace) -> None:
    context = pressed(press_edition("en", form="trifold"), repository)
    assert found("press-marks", changed(context, lambda pdf: pdf.pages[1].Contents.write(b"/Artwork Do"))) == [
        *(f"page 2 lacks a mark above or below {x} mm from the left" for x in ("0.0", "297.0", "100.0", "200.0")),
        *(f"page 2 lacks a mark beside {y} mm from the top" for y in ("210.0", "0.0")),
    ]


def test_press_black_fires_on_text_in_a_dark_colour_that_has_no_inks(repository: Workspace) -> None:
    """A designer changes the ink of the text and forgets styles/press.yaml: the profile would make it four inks."""
    inks = {colour: build for colour, build in press(repository).spec.inks.items() if colour != "#15202b"}
    unready = replace(press(repository), spec=press(repository).spec.model_copy(update={"inks": inks}))
    _, content = laid_out(press_edition("en"), repository)
    pages = pressed(press_edition("en"), repository).pages
    messages = found(
        "press-black", PressContext(to_press(content, pages, unready, slug(repository)), pages, unready, "unready")
    )
    assert messages == ["black or grey text of several inks: C85 M62 Y40 K83"]


def test_press_resolution_counts_the_pixels_of_patterns_and_turned_pictures(
    repository: Workspace, tmp_path: Path
) -> None:
    Image.radial_gradient("L").convert("RGB").save(tmp_path / "picture.png")
    body = """<div style="background: url(brochure:picture.png) 0 0 / 30mm; height: 35mm"></div>
        <img alt="Test" src="brochure:picture.png" style="width: 30mm; transform: rotate(30deg)">
        <img alt="Test" src="brochure:picture.png" style="width: 20mm; transform: rotate(30deg)">"""
    _, context = document(body, tmp_path, repository, "@page { margin: 5mm }")
    assert found("press-resolution", context) == [
        "page 1 has a picture of 256 x 256 pixels on 30 x 30 mm: 217 dpi; a press needs 300 dpi, 355 pixels of width"
    ]
