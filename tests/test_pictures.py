"""The pictures that a profile or a brochure names: which are printed, and what each other one is told."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from PIL import Image, ImageCms, ImageFile

from polyleaf.checks import pictures
from polyleaf.checks.pictures import proven_picture
from polyleaf.content import raster, svg, svg_faults
from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.picture_file import read_picture

DATA = Path(__file__).parent / "data"
BLUE = (29, 90, 140)
RECT = '<rect width="70" height="24" fill="#1d5a8c"/>'
EXPAND = "flatten or expand the appearance in your drawing program"
DIFFERS = f"prints differently from what it looks like on a screen: {EXPAND}"
BROKEN_PATH = "has a broken path in it: open it in your drawing program, and save it again"
BLANK = "shows nothing on white paper: ask for the version for a light background"


def drawn(inside: str, head: str = 'viewBox="0 0 70 24"') -> str:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {head}>{inside}</svg>"


def judged(folder: Path, name: str, notes: Path) -> str | None:
    """What is wrong with a picture; None for one that is printed."""
    try:
        proven_picture(folder, name, notes)
    except PictureError as error:
        return str(error)
    return None


def drawing_judged(content: str | bytes, folder: Path) -> str | None:
    (folder / "drawing.svg").write_bytes(content if isinstance(content, bytes) else content.encode())
    return judged(folder, "drawing.svg", folder / "notes")


def pixels(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("doctype.svg", None),
        ("link.svg", None),
        ("onlyname.svg", None),
        ("size-mismatch-tall.svg", None),  # as a logo it is too high; test_logo.py
        ("size-mismatch-wide.svg", None),
        ("clip-rule.svg", DIFFERS),
        ("filter-offset-blur.svg", DIFFERS),
        ("filter-recolour.svg", DIFFERS),
        ("mask-alpha.svg", DIFFERS),
        ("mask-on-polygon.svg", DIFFERS),
        ("mask-part.svg", DIFFERS),
        ("var.svg", f"uses var(), which cannot be printed: {EXPAND}"),
        ("white.svg", BLANK),
    ],
)
def test_a_real_drawing_is_printed_as_it_looks_or_refused(name: str, said: str | None, tmp_path: Path) -> None:
    assert judged(DATA / "logo", name, tmp_path) == said


def test_every_drawing_and_picture_of_the_data_is_judged_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in DATA.glob("*/*") if f'"{path.name}"' not in source] == []


GRADIENT = '<stop stop-color="red"/><stop offset="1" stop-color="blue"/>'


@pytest.mark.parametrize(
    "inside",
    [
        f'<linearGradient id="g">{GRADIENT}</linearGradient><rect width="70" height="24" fill="url(#g)"/>',
        f'<linearGradient id="a">{GRADIENT}</linearGradient><linearGradient id="b" x:href="#a" x2="0" y2="1"/>'
        '<rect width="70" height="24" fill="url(#b)"/>',
        '<clipPath id="c"><circle cx="35" cy="12" r="9"/></clipPath><g clip-path="url(#c)">' + RECT + "</g>",
        '<path fill-rule="evenodd" d="M0 0h70v24H0zM20 4h30v16H20z"/>',
        '<g opacity=".5"><rect width="40" height="24"/><rect x="20" width="40" height="24" fill="red"/></g>',
        '<defs><rect id="r" width="30" height="24"/></defs><use href="#r" fill="#1d5a8c" x="10"/>',
        '<symbol id="s" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></symbol><use href="#s" width="20" height="9"/>',
        "<style>.a { fill: #1d5a8c } .a, .b { stroke: red }</style>" + '<rect class="a" width="70" height="24"/>',
        '<path d="M5 12h60" fill="none" stroke="#000" stroke-width="5" stroke-dasharray="8 4" stroke-linecap="round"/>',
        '<g transform="translate(20 4) rotate(20) scale(2)"><rect width="9" height="4"/></g>',
        '<circle cx="69" cy="12" r="30"/>',  # over the edge: cut off on paper and on screen
    ],
)
def test_what_drawing_programs_write_all_the_time_is_printed(inside: str, tmp_path: Path) -> None:
    assert drawing_judged(drawn(inside), tmp_path) is None


@pytest.mark.parametrize(
    "inside",
    [
        RECT + '<rect width="30" height="24" fill="#cc0" style="mix-blend-mode: multiply"/>',
        '<rect width="70" height="24" rx="20%" fill="#1d5a8c"/>',
        '<circle cx="35" cy="12" r="8" stroke="red" stroke-width="8" paint-order="stroke"/>',
        '<radialGradient id="g" fx=".2" fy=".3">' + GRADIENT + "</radialGradient>"
        '<rect width="70" height="24" fill="url(#g)"/>',
        '<pattern id="p" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="2" height="5"/></pattern>'
        '<rect width="70" height="24" fill="url(#p)"/>',
        "<style>.m { mask: url(#m) }</style>"  # a mask that masks itself, by way of a style sheet
        '<mask id="m"><rect class="m" width="70" height="24" fill="#fff"/></mask><g class="m">' + RECT + "</g>",
        f'<g transform="matrix(1 2)">{RECT}</g>',  # the renderer gives it up
    ],
)
def test_what_the_renderer_prints_differently_is_refused(inside: str, tmp_path: Path) -> None:
    assert drawing_judged(drawn(inside), tmp_path) == DIFFERS


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<style>@media print { rect { fill: red } }</style>" + RECT, "@media"),
        ("<style>@keyframes k { from { opacity: 0 } }</style>" + RECT, "@keyframes"),
        ("<style>g { rect { fill: red } }</style>" + RECT, "rules within rules"),
        ('<rect width="70" height="24" fill="color-mix(in srgb, red, blue)"/>', "color-mix()"),
        ('<rect width="70" height="24" style="clip-path: inset(5px)"/>', "inset()"),
        ('<rect width="20" height="10" style="translate: 30px 0"/>', "translate"),
        ('<g style="fill:red;background:#000">' + RECT + "</g>", "background"),
        ('<path d="M0 1h9" stroke="#000" vector-effect="non-scaling-stroke"/>', "non-scaling-stroke"),
        ('<path d="M0 1h9" stroke="#000" stroke-dasharray="1" pathLength="10"/>', "pathLength"),
        ('<linearGradient id="g" color-interpolation="linearRGB"/>' + RECT, "linearRGB"),
        ('<linearGradient id="g" spreadMethod="repeat" x2="1e-9"/>' + RECT, "spreadMethod"),
        ('<filter id="f"><feTurbulence numOctaves="99999999"/></filter>' + RECT, "feTurbulence"),
    ],
)
def test_what_only_browsers_show_is_refused_by_its_name(inside: str, word: str, tmp_path: Path) -> None:
    """Both renderers of print leave it out alike, so that no comparison would find it."""
    assert drawing_judged(drawn(inside), tmp_path) == f"uses {word}, which cannot be printed: {EXPAND}"


ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>
<svg version="1.1" xmlns="http://www.w3.org/2000/svg" xmlns:i="&ns_ai;" xmlns:x="http://www.w3.org/1999/xlink"
 x="0px" y="0px" width="70px" height="24px" viewBox="0 0 70 24" overflow="visible"
 style="enable-background:new 0 0 70 24;overflow:visible;width:99px" xml:space="preserve">
<metadata><i:owner>Anna Example</i:owner></metadata><title>C:\\anna\\logo.ai</title><!-- a note -->
<switch><foreignObject requiredExtensions="&ns_ai;"><i:pgfRef x:href="#pgf"/></foreignObject>
<g i:extraneous="self"><rect width="70" height="24" fill="#1d5a8c" data-name="secret"/></g></switch>
<i:pgf id="pgf">eJzsvWuPHLmS</i:pgf></svg>"""


def test_a_drawing_keeps_what_is_drawn_and_nothing_else(tmp_path: Path) -> None:
    assert drawing_judged(ILLUSTRATOR, tmp_path) is None
    picture = read_picture(tmp_path, "drawing.svg")
    assert re.sub(r' (version|style)="[^"]*"', "", picture.content.decode()) == (
        '<svg width="70px" height="24px" viewBox="0 0 70 24" xmlns="http://www.w3.org/2000/svg">'
        '<g><g><rect width="70" height="24" fill="#1d5a8c" /></g></g></svg>'
    )


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('viewBox="0 0 70 24"', (70, 24)),
        ('viewBox="0,0,70,24" width="100%" height="100%"', (70, 24)),
        ('viewBox="0 0 70 24" width="200" height="400"', (200, 400)),
        ('viewBox="0 0 70 24" width="35"', (35, 12)),
        ('viewBox="0 0 70 24" height="12"', (35, 12)),
        ('viewBox="a b c d" width="1in" height="2.54cm"', (96, 96)),
        ('width="70mm" height="24mm"', (70 * 96 / 25.4, 24 * 96 / 25.4)),
    ],
)
def test_a_drawing_is_as_large_as_css_has_it(head: str, size: tuple[float, float]) -> None:
    picture = svg.read(drawn(RECT, head).encode())
    assert (picture.width, picture.height) == pytest.approx(size)


@pytest.mark.parametrize(
    ("data", "is_whole"),
    [
        (" M0 0h70v24H0z\n", True),
        ("m.5.5-1e-3,2 3 4Z M1,1", True),
        ("M0 0a5 5 0 01.5.5 6,6 0,1,1,9,9", True),
        ("M 0 0 C 1 1 2 2 3 3 S 1 2 3 4 Q 1 2 3 4 T 5 6 L 7 8 V 9", True),
        ("", True),
        ("0 0h9", False),
        ("M0 0h", False),
        ("M0 0L1", False),
        ("M0 0z5", False),
        ("M0 0b5 5", False),
        ("M0 nan", False),
        ("M0 0a5 5 0 2 1 5 5", False),
        ("M0 0L1 1;", False),
    ],
)
def test_a_path_is_whole_or_broken(data: str, is_whole: bool) -> None:
    found = list(svg_faults.faults(Element("path", {"d": data})))
    assert found == (
        [] if is_whole else ["has a broken path in it: open it in your drawing program, and save it again"]
    )


GROUPS = 5000
TWICE = '<rect id="u0" width="9" height="9"/>' + "".join(
    f'<g id="u{n + 1}"><use href="#u{n}"/><use href="#u{n}"/></g>' for n in range(25)
)
CHAIN = "".join(f'<use id="u{n}" href="#u{n + 1}"/>' for n in range(3000)) + '<rect id="u3000" width="9" height="9"/>'
BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
    + drawn('<g id="&j;"/>')
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        ("<!doctype html><html>404", "is not a readable SVG file: syntax error: line 1, column 0"),
        (drawn('<g id="ü"/>' + RECT).encode("latin-1"), "is not a readable SVG file: it is not saved in UTF-8"),
        (b'<?xml version="1.0" encoding="x-none"?><svg/>', "is not a readable SVG file: unknown encoding: x-none"),
        (
            b'<?xml version="1.0" encoding="shift_jis"?><svg/>',
            "is not a readable SVG file: multi-byte encodings are not",
        ),
        (
            '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawn("&a;"),
            "is not a readable SVG file: undefined",
        ),
        (BOMB, "is not a readable SVG file: limit on input amplification factor"),
        (drawn("<g>" * GROUPS + RECT + "</g>" * GROUPS), f"has parts within parts, over 60 levels deep: {EXPAND}"),
        (drawn(CHAIN), f"has parts within parts, over 60 levels deep: {EXPAND}"),
        (drawn('<use id="a" href="#b"/><use id="b" href="#a"/>'), f"has a part that refers to itself: {EXPAND}"),
        (drawn(TWICE), "parts, more than 5000: simplify it in your drawing program"),
        (drawn(RECT * 5001), "has 5002 parts, more than 5000: simplify it in your drawing program"),
        (drawn("<style>" + ".a{fill:red}" * 5000 + "</style>" + RECT), "has 5003 parts, more than 5000: simplify it"),
        (drawn('<path d="' + "M0 0 L70 24 " * 40_000 + '"/>'), "has 480 kB of lines, more than 400: simplify it"),
        (drawn(RECT, 'viewBox="0 0 0 0"'), "states no size: give it a viewBox"),
        (drawn(RECT, 'viewBox="0 0 nan inf"'), "states no size: give it a viewBox"),
        (drawn(RECT, 'viewBox="0 0 1e300 1e300"'), "states a size of 1e+300 x 1e+300: crop it to what is drawn"),
        (drawn(RECT, 'viewBox="0 0 9000 9"'), "states a size of 9000 x 9: crop it to what is drawn"),
        (
            drawn("<text>A</text><image/><animate/>"),
            "has an animation in it (<animate>); has a picture in it (<image>);",
        ),
    ],
)
def test_a_broken_drawing_is_one_finding(content: str | bytes, said: str, tmp_path: Path) -> None:
    assert said in str(drawing_judged(content, tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        drawn(RECT).encode("utf-16"),
        b"\xef\xbb\xbf" + drawn(RECT).encode(),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + drawn('<g id="ü"/>' + RECT)).encode("latin-1"),
        f'<svg viewBox="0 0 70 24">{RECT}</svg>'.encode(),  # browsers show nothing of it; ours say its name space
        f'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 70 24"><s:{RECT[1:]}</s:svg>'.encode(),
    ],
)
def test_a_drawing_is_read_in_every_spelling(content: bytes, tmp_path: Path) -> None:
    assert drawing_judged(content, tmp_path) is None
    assert read_picture(tmp_path, "drawing.svg").content.startswith(b"<svg ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\0b.svg", "has an invisible character in its name"),
        ("a\nb.svg", "has an invisible character in its name"),
        ("a\u202eb.svg", "has an invisible character in its name"),
        ("\ud800.svg", "has an invisible character in its name"),
        ("x" * 300 + ".svg", "has a name of 304 characters, which no file can have"),
        ("ü" * 200 + ".svg", "has a name of 204 characters, which no file can have"),
        ("/".join(["a"] * 3000) + ".svg", "cannot be opened: File name too long"),
        ("loop.svg", "is a link that leads back to itself"),
        ("dangling.svg", "is not there; did you mean 'logo.svg'?"),
        ("folder.svg", "is a folder, or something else that is not a file"),
        ("outside.svg", "lies outside the folder clinics/"),
        ("..", "lies outside the folder clinics/"),
        ("C:\\logo.svg", "is an address, not a file"),
        ("sub\\logo.svg", "is not there: write / between folders, not \\"),
        ("Logo.svg", "is not there; did you mean 'logo.svg'?"),
        ("notes.txt", "is not one of .svg, .png, .jpg, .jpeg: export it as SVG or PNG"),
        ("webp.png", "is not a readable picture: it is neither SVG, PNG nor JPEG inside"),
        ("large.svg", "has 21 MB, more than 20: save it smaller"),
    ],
)
def test_a_name_that_leads_to_no_picture_is_one_finding(name: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "clinics"
    (folder / "folder.svg").mkdir(parents=True)
    (folder / "loop.svg").symlink_to("loop.svg")
    (folder / "dangling.svg").symlink_to("nowhere.svg")
    (folder / "outside.svg").symlink_to(DATA / "logo" / "link.svg")
    (folder / "logo.svg").write_text(drawn(RECT), encoding="utf-8")
    (folder / "notes.txt").write_text("notes", encoding="utf-8")
    (folder / "webp.png").write_bytes(b"RIFF0000WEBPVP8 ")
    (folder / "large.svg").write_bytes(b" " * 21_000_000)
    assert judged(folder, name, tmp_path / "notes") == said


AWKWARD = ["überblick.svg", "a b.svg", "50%.svg", "a%20b.svg", "q?x.svg", "h#y.svg", "a&b.svg", "'q'.svg", "LOGO.SVG"]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_that_a_file_can_have_is_found(name: str, tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", name)).write_text(drawn(RECT), encoding="utf-8")
    assert judged(tmp_path, name, tmp_path / "notes") is None


def png(width: int, height: int, bits: int, colours: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG as its header states it (ISO/IEC 15948, 11.2.2), with these chunks."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, content in (header, *chunks, (b"IEND", b"")):
        parts.append(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content)))
    return b"".join(parts)


def png_that_states(width: int, height: int) -> bytes:
    return png(width, height, 8, 2, (b"IDAT", zlib.compress(b"0")))


def damaged_in_the_middle(name: str, how_many: int) -> bytes:
    """A picture of the data with some bytes in its middle gone to zero; its beginning and its end are as they were."""
    content = (DATA / "raster" / name).read_bytes()
    middle = len(content) // 2
    return content[:middle] + bytes(how_many) + content[middle + how_many :]


GREY_16 = (b"IDAT", zlib.compress((b"\0" + b"\x1d\x1d" * 9) * 3))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ((DATA / "raster" / "cut-baseline.jpg").read_bytes(), "is damaged or cut off, as after a broken download"),
        ((DATA / "raster" / "g16.png").read_bytes()[:500], "is damaged or cut off, as after a broken download"),
        (
            damaged_in_the_middle("g16.png", 1),
            "is damaged or cut off, as after a broken download: ask for the file again",
        ),
        (damaged_in_the_middle("exif6.jpg", 1), "is damaged or cut off, as after a broken download: ask for the file"),
        (damaged_in_the_middle("cmyk.jpg", 200), "is damaged or cut off, as after a broken download: ask for the file"),
        (png_that_states(60_000, 20_000), "has more than 50 million pixels: save it smaller"),
        (png_that_states(10_000, 9_500), "has more than 50 million pixels: save it smaller"),
        (png_that_states(10_000, 6_000), "has 10000 x 6000 pixels, more than 50 million: save it smaller"),
        (png_that_states(0, 5), "is not a readable picture"),
        (png(9, 3, 16, 0, (b"tRNS", b"\x1d\x1d"), GREY_16), "has 16 bits a channel and a transparent colour"),
    ],
)
def test_a_broken_picture_is_one_finding(content: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with pytest.raises(PictureError, match=said):
        raster.read(content)
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_photograph_of_a_telephone_with_a_second_picture_in_it_is_proven_too() -> None:
    shown = Image.open(DATA / "raster" / "exif6.jpg").convert("RGB")
    buffer = BytesIO()
    shown.save(buffer, "MPO", save_all=True, append_images=[shown])
    content = buffer.getvalue()
    assert raster.read(content).media_type == "image/jpeg"
    middle = content.index(b"\xff\xd9") // 2 + 200  # of the first picture
    with pytest.raises(PictureError, match="is damaged or cut off"):
        raster.read(content[:middle] + bytes(30) + content[middle + 30 :])


def near(found: object, colour: tuple[int, int, int], apart: int = 4) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) <= apart for one, other in zip(found, colour, strict=True))


def test_a_picture_that_a_camera_turned_stands_upright_without_its_notes() -> None:
    picture = read_picture(DATA / "raster", "exif6.jpg")
    shown = pixels(picture)
    assert (picture.width, picture.height, shown.size) == (700, 240, (700, 240))
    assert not shown.getexif() and b"Exif" not in picture.content
    raw = Image.open(DATA / "raster" / "exif6.jpg")
    assert near(shown.getpixel((10, 230)), raw.getpixel((230, 689)))  # type: ignore[arg-type]  # RGB
    assert near(shown.getpixel((690, 10)), raw.getpixel((10, 9)))  # type: ignore[arg-type]  # RGB


def photograph(**notes: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (90, 30), BLUE).save(buffer, "JPEG", **notes)
    return buffer.getvalue()


def test_what_a_camera_noted_is_not_handed_out() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}  # GPS: latitude
    exif[0x013B] = "Anna Example"
    noted = photograph(exif=exif, comment=b"at home", xmp=b"<x:xmpmeta>Anna</x:xmpmeta>")
    assert b"Anna" in noted and b"at home" in noted
    content = raster.read(noted + b"trailer of a phone").content
    for note in (b"Exif", b"Anna", b"home", b"xmp", b"trailer"):
        assert note not in content
    assert len(content) == len(photograph())


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("profile", [None, SRGB, b"broken"])
def test_inks_become_the_colours_that_they_print(profile: bytes | None) -> None:
    """Cyan of a press is no cyan of a screen: (0, 159, 227) by FOGRA39, and not (0, 255, 255)."""
    picture = read_picture(DATA / "raster", "cmyk.jpg")
    assert pixels(picture).mode == "RGB"
    buffer = BytesIO()
    Image.new("CMYK", (40, 40), (255, 0, 0, 0)).save(buffer, "JPEG", quality=100, icc_profile=profile)
    assert near(pixels(raster.read(buffer.getvalue())).getpixel((20, 20)), (0, 159, 227), apart=8)


@pytest.mark.parametrize(
    ("mode", "kept", "colour"),
    [("P", "RGB", None), ("RGBA", "RGBA", (*BLUE, 255)), ("L", "L", None), ("1", "L", None), ("LA", "RGBA", None)],
)
def test_a_png_becomes_plain_8_bits(mode: str, kept: str, colour: object) -> None:
    buffer = BytesIO()
    Image.new("RGB", (40, 40), BLUE).convert(mode).save(buffer, "PNG", dpi=(1, 1), comment="Anna")
    shown = pixels(raster.read(buffer.getvalue()))
    assert shown.mode == kept
    assert colour is None or shown.getpixel((20, 20)) == colour


def test_16_bits_of_grey_stay_as_light() -> None:
    shown = pixels(read_picture(DATA / "raster", "g16.png"))
    assert (shown.mode, shown.getextrema()) == ("L", (117, 117))  # 30,000 of 65,535


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 0), (240, 238, 236, 255)])
def test_a_picture_that_would_not_be_seen_is_refused(colour: tuple[int, ...]) -> None:
    buffer = BytesIO()
    Image.new("RGBA", (40, 40), colour).save(buffer, "PNG")
    with pytest.raises(PictureError, match="shows nothing on white paper"):
        raster.read(buffer.getvalue())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    """The dark corner is where a reader of EXIF 2.3 (4.6.4 A) shows it."""
    corner = ["left", "right", "right", "left", "left", "right", "right", "left"][orientation - 1]
    picture = Image.new("RGB", (90, 30), "white")
    picture.paste((0, 0, 0), (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    shown = pixels(raster.read(buffer.getvalue())).convert("L")
    top = orientation in {1, 2, 5, 6}
    assert shown.size == ((90, 30) if orientation < 5 else (30, 90))
    place = (3 if corner == "left" else shown.width - 4, 3 if top else shown.height - 4)
    assert shown.getpixel(place) == pytest.approx(0, abs=20)


def test_a_jpeg_is_compressed_as_it_was() -> None:
    buffer = BytesIO()
    Image.effect_noise((200, 100), 60).convert("RGB").save(buffer, "JPEG", quality=70)
    content = raster.read(buffer.getvalue()).content
    assert len(content) == pytest.approx(len(buffer.getvalue()), rel=0.05)


def test_a_proof_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "logo.svg").write_text(drawn(RECT), encoding="utf-8")
    proven_picture(tmp_path, "logo.svg", tmp_path / "notes")
    made: list[Picture] = []
    monkeypatch.setattr(pictures, "_prove", made.append)
    proven_picture(tmp_path, "logo.svg", tmp_path / "notes")
    assert made == []
    (tmp_path / "logo.svg").write_text(drawn(RECT.replace("1d5a8c", "1d5a8d")), encoding="utf-8")
    proven_picture(tmp_path, "logo.svg", tmp_path / "notes")
    assert len(made) == 1
    monkeypatch.setattr(pictures, "_proof", lambda: "resvg-py==99")
    proven_picture(tmp_path, "logo.svg", tmp_path / "notes")
    assert len(made) == 2
