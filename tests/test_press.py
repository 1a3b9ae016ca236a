"""Press editions: inks for screen colours, boxes, marks and bleed, the same page on paper as on screen, its plates."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms, ImageMath, ImageStat

from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.press import PressContext
from polyleaf.checks.registry import run_checks
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design.inks import Press, load_press
from polyleaf.design.mark_lock import load_mark_lock
from polyleaf.pdf.press import POINTS_PER_MM, PressPage, press_pages, to_press
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.html import to_html
from tests.conftest import ROOT, edition
from tests.edits import Edit
from tests.pressed import document, laid_out, opened, press, press_edition, pressed, slug
from tests.tools import needs

pytestmark = pytest.mark.press

DPI = 144
PER_MM = DPI / 25.4


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


# Inks


def test_every_screen_colour_of_the_project_has_its_inks(repository: Workspace) -> None:
    files = [path for folder in ("styles", "templates", "brochures") for path in (ROOT / folder).rglob("*")]
    printed = [path for path in files if path.suffix in {".css", ".html", ".svg"} and path.name != "diff.html"]
    texts = [path.read_text(encoding="utf-8") for path in printed]
    named = {colour for text in texts for colour in re.findall(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?\b", text)}
    colours = {"#" + "".join(digit * 2 for digit in name[1:]) if len(name) == 4 else name for name in named}
    assert len(colours) > 10
    assert colours <= set(press(repository).spec.inks)


def test_the_inks_of_a_colour_look_like_it(repository: Workspace) -> None:
    screen = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    for colour, build in press(repository).spec.inks.items():
        pixel = Image.new("RGB", (1, 1), colour)
        seen = ImageCms.applyTransform(pixel, screen)
        assert seen is not None
        lightness, *chroma = seen.tobytes()
        printed = press(repository).lab((build.c / 100, build.m / 100, build.y / 100, build.k / 100))
        assert abs(lightness / 2.55 - printed[0]) < 4 or build.k == 100, colour  # no single ink is darker than that
        if build.total != build.k:  # a grey gives up its tinge on purpose, to be one ink
            assert max(abs((byte + 128) % 256 - 128 - of) for byte, of in zip(chroma, printed[1:], strict=True)) < 4, (
                colour
            )


def test_a_grey_is_black_ink_that_looks_as_light(repository: Workspace) -> None:
    *colours, black = press(repository).inks(0.5, 0.5, 0.5)
    assert colours == [0, 0, 0]
    assert press(repository).lab((0, 0, 0, black))[0] == pytest.approx(53.6, abs=1)  # L* of #808080
    (pixel,) = press(repository).grey_picture(Image.new("L", (1, 1), 128)).tobytes()
    assert 1 - pixel / 255 == pytest.approx(black, abs=0.01)
    assert press(repository).grey_picture(Image.new("L", (1, 1), 255)).tobytes() == b"\xff"


def test_text_is_black_ink_alone_and_paper_none(repository: Workspace) -> None:
    assert press(repository).inks(*rgb("#15202b")) == (0, 0, 0, 1)
    assert press(repository).inks(*rgb("#ffffff")) == (0, 0, 0, 0)


def test_another_colour_is_converted_by_the_profile(repository: Workspace) -> None:
    cyan, magenta, yellow, black = press(repository).inks(0, 0.6, 0.2)
    assert cyan > 0.7 > magenta + black
    assert yellow > 0.7


def test_a_picture_stays_under_the_ink_limit_and_is_else_as_the_profile_says(repository: Workspace) -> None:
    shades = Image.merge(
        "RGB", [Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90), Image.new("L", (256, 256))]
    )
    inks = press(repository).picture(shades)
    profile = ImageCms.ImageCmsProfile(BytesIO(press(repository).profile))
    plain = ImageCms.profileToProfile(
        shades,
        ImageCms.createProfile("sRGB"),
        profile,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        "CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert plain is not None
    assert most_ink(plain) > 300
    assert 290 < most_ink(inks) < 300
    assert inks.crop((128, 128, 256, 256)).tobytes() == plain.crop((128, 128, 256, 256)).tobytes()


def most_ink(picture: Image.Image) -> float:
    inks = dict(zip("cmyk", picture.split(), strict=True))
    total = ImageMath.lambda_eval(lambda ink: ink["c"] + ink["m"] + ink["y"] + ink["k"], **inks)
    return float(total.getextrema()[1]) / 2.55


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{m: 100, y: 85, k: 35}", "{c: 100, m: 100, y: 85, k: 35}", "the inks of #a3161a are 320 %, not under 300 %"),
        ('"#15202b"', '"ink"', "'ink' is not valid for"),
        ("{k: 80}", "{k: 120}", "'k' is 120, and is to be at most 100"),
        ("FOGRA39L_coated.icc", "LICENSE.txt", "'icc/LICENSE.txt' is not the ICC profile of a CMYK printer"),
    ],
)
def test_a_wrong_press_is_refused_with_its_line(
    old: str, new: str, message: str, project: Workspace, edit: Edit
) -> None:
    edit("styles/press.yaml", old, new)
    with pytest.raises(InputError) as caught:
        load_press(project)
    (finding,) = caught.value.findings
    assert message in finding.message
    assert finding.origin.path == "styles/press.yaml"
    assert finding.origin.line > 1


# The file


def test_the_same_layout_gives_the_same_bytes(repository: Workspace) -> None:
    _, content = laid_out(press_edition("ja"), repository)
    context = pressed(press_edition("ja"), repository)
    assert to_press(content, context.pages, press(repository), slug(repository, context.edition)) == context.content
    folded = to_press(content, [PressPage(210, 297, 3, (105,))] * 8, press(repository), slug(repository))
    first, second = (opened(pdf).open_metadata()["xmpMM:DocumentID"] for pdf in (context.content, folded))
    assert first != second


@pytest.mark.parametrize(("paper", "width", "height", "bleed"), [("a4", 210, 297, 3), ("letter", 215.9, 279.4, 3.175)])
def test_the_boxes_leave_room_for_bleed_and_marks(
    paper: str, width: float, height: float, bleed: float, repository: Workspace
) -> None:
    margin = bleed + 7
    for page in opened(pressed(press_edition("en", paper), repository).content).pages:
        boxes = [[float(side) / POINTS_PER_MM for side in box] for box in (page.mediabox, page.bleedbox, page.trimbox)]
        assert boxes[0] == pytest.approx([0, 0, width + 2 * margin, height + 2 * margin], abs=0.01)
        assert boxes[1] == pytest.approx([7, 7, width + 2 * margin - 7, height + 2 * margin - 7], abs=0.01)
        assert boxes[2] == pytest.approx([margin, margin, width + margin, height + margin], abs=0.01)


def test_each_side_of_a_folded_sheet_brings_its_folds(repository: Workspace) -> None:
    form = Inputs(press_edition("en", "letter", "trifold"), repository).form
    outside, inside, extra = press_pages(form, 3, right_to_left=False)
    assert outside == PressPage(279.4, 215.9, 3.175, (92.075, 185.7375))
    assert inside == PressPage(279.4, 215.9, 3.175, (93.6625, 187.325))
    assert extra.folds == ()  # a page too many, in a draft
    assert press_pages(form, 1, right_to_left=True)[0].folds == (93.6625, 187.325)


def test_a_press_has_no_fold_marks_on_the_sheet(repository: Workspace) -> None:
    pages = {}
    for job in (edition("en", form="trifold"), press_edition("en", form="trifold")):
        inputs = Inputs(job, repository)
        pages[job.finish] = to_html(inputs.localized(), inputs.form, repository)
    assert pages["office"].count('class="fold"') == 8
    assert 'class="fold"' not in pages["press"]


def test_bleed_moves_nothing(repository: Workspace) -> None:
    inputs = Inputs(edition("de"), repository)
    assert laid_out(press_edition("de"), repository)[0].runs == lay_out(inputs.localized(), inputs)[0].runs


@pytest.mark.parametrize("language", ["en", "ar", "hi", "ja"])
def test_the_text_is_read_back_as_from_the_screen_edition(language: str, repository: Workspace) -> None:
    layout, content = laid_out(press_edition(language), repository)
    context = pressed(press_edition(language), repository)
    assert text(context.content) == text(content)
    inputs = Inputs(edition(language), repository)
    fonts = inputs.fonts
    judged = PdfContext(
        inputs.localized(), layout, context.content, (), fonts, "press", load_mark_lock(repository), tagged=False
    )
    assert {finding.check_id for finding in run_checks(Stage.PDF, judged)} <= {
        "pdf-pages"
    }  # that one measures the sheet


def text(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def test_nothing_of_the_screen_is_left(repository: Workspace, tmp_path: Path) -> None:
    linked, context = document('<h1>Head</h1><p><a href="https://example.org">A link</a></p>', tmp_path, repository)
    before, after = opened(linked), opened(context.content)
    assert {"/Outlines", "/StructTreeRoot", "/MarkInfo"} <= set(before.Root.keys())
    assert set(after.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences", "/OutputIntents", "/Metadata"}
    assert len(before.pages[0].Annots) == 1
    assert "/Annots" not in after.pages[0]
    assert b"MCID" not in b"".join(
        item.read_bytes()
        for item in after.objects
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"
    )


# The page


PICTURES = """
<p><img alt="Test" src="brochure:rgb.png"> <img alt="Test" src="brochure:rgb.jpg">
<img alt="Test" src="brochure:alpha.png"> <img alt="Test" src="brochure:grey.png">
<img alt="Test" src="brochure:palette.png"></p>
<div style="background: url(brochure:rgb.png) 0 0 / 5mm; height: 8mm"></div>
<img alt="Test" src="brochure:gradient.svg" style="width: 30mm; height: 8mm">
<div style="background: linear-gradient(#a3161a, #ffffff); height: 8mm"></div>
<div style="opacity: 0.5; background: #0b5a5c; height: 8mm; border: 2mm solid rgba(123, 30, 80, 0.4)"></div>
<p style="color: #15202b">Black text</p>
"""
STYLE = "@page { margin: 5mm; background: #bcd8d7 } img { height: 5mm; image-rendering: crisp-edges }"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, repository: Workspace) -> tuple[bytes, PressContext]:
    """A page with every kind of picture, pattern, gradient and transparency that WeasyPrint writes."""
    folder = tmp_path_factory.mktemp("pictures")
    colours = Image.merge(
        "RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.new("L", (256, 256), 90)]
    )
    colours = colours.resize((64, 64))
    colours.save(folder / "rgb.png")
    colours.save(folder / "rgb.jpg", quality=95)
    colours.convert("L").save(folder / "grey.png")
    colours.quantize(32).save(folder / "palette.png")
    faded = colours.copy()
    faded.putalpha(Image.linear_gradient("L").resize((64, 64)))
    faded.save(folder / "alpha.png")
    (folder / "gradient.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 8"><linearGradient id="g">'
        '<stop offset="0" stop-color="#7b1e50"/><stop offset="0.5" stop-color="#dcb9cb"/>'
        '<stop offset="1" stop-color="#0b5a5c"/></linearGradient><rect width="30" height="8" fill="url(#g)"/></svg>'
    )
    return document(PICTURES, folder, repository, STYLE)


def test_pictures_patterns_and_gradients_become_inks(pictures: tuple[bytes, PressContext]) -> None:
    content, context = pictures
    with opened(content) as before:
        streams = [item for item in before.objects if isinstance(item, pikepdf.Stream)]
        assert [str(item.get("/ColorSpace")) for item in streams].count("/DeviceRGB") >= 4
        assert any(item.get("/PatternType") == 1 for item in streams)
        assert any(isinstance(item, pikepdf.Dictionary) and "/ShadingType" in item for item in before.objects)
    assert [finding.message for finding in run_checks(Stage.PRESS, context)] == []


@needs("gs")
def test_the_printed_page_looks_like_the_screen_page(
    pictures: tuple[bytes, PressContext], repository: Workspace, tmp_path: Path
) -> None:
    pairs = [
        pictures,
        *(
            (laid_out(press_edition(language), repository)[1], pressed(press_edition(language), repository))
            for language in ("en", "ar")
        ),
    ]
    for number, (content, context) in enumerate(pairs):
        folder = tmp_path / str(number)
        screen = ghostscript("png16m", content, folder / "screen")
        inks = ghostscript("tiff32nc", context.content, folder / "press")
        for before, after, sheet in zip(screen, inks, context.pages, strict=True):
            printed = proof(trimmed(Image.open(after), sheet, sheet.margin), context.press)
            wanted = trimmed(Image.open(before), sheet, sheet.bleed)
            assert printed.size == wanted.size
            difference = ImageStat.Stat(ImageChops.difference(printed.reduce(8), wanted.reduce(8)))
            assert max(difference.mean) < 5, after
            assert ImageStat.Stat(wanted).stddev[0] > 20


@needs("gs")
def test_a_background_fills_the_bleed_and_ends_there(pictures: tuple[bytes, PressContext], tmp_path: Path) -> None:
    _, context = pictures
    plates = separated(context, tmp_path)[0]
    sheet, cyan = context.pages[0], plates["Cyan"]
    edge = (sheet.margin - sheet.bleed) * PER_MM
    far = (sheet.margin + sheet.width + sheet.bleed) * PER_MM
    for near in (edge + 1, far - 2):
        for at in (edge + 1, sheet.margin * PER_MM, 55 * PER_MM, far - 2):
            assert cyan.getpixel((round(near), round(at))) == cyan.getpixel((round(at), round(near)))
            assert 60 < int(str(cyan.getpixel((round(near), round(at))))) < 90  # 30 % of 255
    assert cyan.crop((0, 0, cyan.width, round(edge) - 2)).getextrema()[0] == 0
    assert cyan.getpixel((round(edge) - 2, round(55 * PER_MM))) == 0


# The plates


def ghostscript(device: str, content: bytes, folder: Path) -> list[Path]:
    """The pages as Ghostscript draws them on a device, in order; plates of `tiffsep` lie beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "in.pdf").write_bytes(content)
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}", f"-r{DPI}"]
    subprocess.run([*command, f"-sOutputFile={folder}/%d.tif", str(folder / "in.pdf")], check=True, capture_output=True)
    return [folder / f"{number}.tif" for number in range(1, len(opened(content).pages) + 1)]


def separated(context: PressContext, folder: Path) -> list[dict[str, Image.Image]]:
    """The plates of each page by the name of their ink, 0 for no ink to 255 for full ink."""
    pages = ghostscript("tiffsep", context.content, folder)
    return [
        {
            plate.stem.partition("(")[2].rstrip(")"): ImageChops.invert(Image.open(plate))
            for plate in folder.glob(f"{page.stem}(*.tif")
        }
        for page in pages
    ]


def trimmed(picture: Image.Image, sheet: PressPage, margin: float) -> Image.Image:
    left, size = round(margin * PER_MM), (round(sheet.width * PER_MM), round(sheet.height * PER_MM))
    return picture.crop((left, left, left + size[0], left + size[1]))


def proof(inks: Image.Image, of: Press) -> Image.Image:
    """What inks look like, on a screen."""
    profile, screen = ImageCms.ImageCmsProfile(BytesIO(of.profile)), ImageCms.createProfile("sRGB")
    seen = ImageCms.profileToProfile(
        inks, profile, screen, ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
    )
    assert seen is not None
    return seen


@needs("gs")
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_black_text_is_on_the_black_plate_alone(language: str, repository: Workspace, tmp_path: Path) -> None:
    """The other plates have no more there than the tint on which it may stand."""
    layout, _ = laid_out(press_edition(language), repository)
    context = pressed(press_edition(language), repository)
    pages = separated(context, tmp_path)
    assert [sorted(plates) for plates in pages] == [["Black", "Cyan", "Magenta", "Yellow"]] * 8
    black_text = [run for run in layout.runs if run.contrast > 16 and len(run.text.strip()) > 2]
    assert len(black_text) > 100
    tints = {"Cyan": 26, "Magenta": 39, "Yellow": 13}  # 10, 15 and 5 % of 255
    for run in black_text:
        sheet = context.pages[run.page - 1]
        third = (
            run.area.bottom - run.area.top
        ) / 3  # the middle of the line: a rule or a word in colour may stand close
        sides = (run.area.left + 0.3, run.area.top + third, run.area.right - 0.3, run.area.bottom - third)
        place = [side + sheet.margin for side in sides]
        inked = {ink: strongest(plate, *place) for ink, plate in pages[run.page - 1].items()}
        assert inked.pop("Black") > 150, run.text
        assert all(ink <= tints[plate] for plate, ink in inked.items()), run.text


@needs("gs")
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_marks_are_on_every_plate_and_no_spot_takes_too_much_ink(
    language: str, repository: Workspace, tmp_path: Path
) -> None:
    context = pressed(press_edition(language, form="trifold"), repository)
    for plates, sheet in zip(separated(context, tmp_path), context.pages, strict=True):
        left, right = sheet.margin, sheet.margin + sheet.width
        top, bottom = sheet.margin, sheet.margin + sheet.height
        folds = [left + fold for fold in sheet.folds]
        assert len(folds) == 2
        upright = [(x, y) for x in (left, right, *folds) for y in (3.5, bottom + sheet.margin - 3.5)]
        level = [(x, y) for x in (3.5, right + sheet.margin - 3.5) for y in (top, bottom)]
        for plate in plates.values():
            assert all(strongest(plate, x - 0.5, y - 0.5, x + 0.5, y + 0.5) > 100 for x, y in upright + level)
            assert strongest(plate, left + 10, 0, left + 60, sheet.margin) == 0
        paper = Image.merge("CMYK", [plates[ink] for ink in ("Cyan", "Magenta", "Yellow", "Black")])
        assert 120 < most_ink(trimmed(paper, sheet, sheet.margin)) < 300


@needs("gs")
def test_the_slug_is_on_every_plate_and_the_name_of_a_plate_on_its_own(repository: Workspace, tmp_path: Path) -> None:
    context = pressed(press_edition("de", form="trifold"), repository)
    for plates, sheet in zip(separated(context, tmp_path), context.pages, strict=True):
        foot = sheet.margin + sheet.height + sheet.bleed
        sides = (sheet.margin + 2, foot + 1, sheet.margin + sheet.folds[0] - 2, foot + 7)
        left, top, right, bottom = (round(side * PER_MM) for side in sides)
        strips = [plates[ink].crop((left, top, right, bottom)) for ink in ("Cyan", "Magenta", "Yellow", "Black")]
        boxes = [box for box in (strip.getbbox() for strip in strips) if box]
        assert len(boxes) == 4
        assert len({box[0] for box in boxes}) == 1, "the text begins on all plates at one place"
        assert [box[2] for box in boxes] == sorted({box[2] for box in boxes}), "C, M, Y and K follow each other"


def strongest(plate: Image.Image, left: float, top: float, right: float, bottom: float) -> int:
    """The most ink on a part of a plate, 0 to 255; in mm from the top left corner of the paper."""
    part = plate.crop((round(left * PER_MM), round(top * PER_MM), round(right * PER_MM), round(bottom * PER_MM)))
    return max(part.tobytes())
