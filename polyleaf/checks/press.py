"""Checks of the PDF for a press, which is opened again and read: the demands of PDF/X-4, marks, and inks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import count

import pikepdf
from pikepdf.models.metadata import decode_pdf_date
from PIL import ImageMath

from polyleaf.checks.pdf import fonts_of
from polyleaf.checks.registry import Problem, check
from polyleaf.content.resolution import pixels_for
from polyleaf.core.findings import Origin, Stage
from polyleaf.design.inks import Cmyk, Press, is_press_profile
from polyleaf.pdf.painting import Colour, Paint, Point, paints
from polyleaf.pdf.press import POINTS_PER_MM, PressPage

_LETTERS_MM = 2.5  # from the foot of a g to the head of an f, in 6 pt
_NEAR = 0.1  # pt: rounding may move a box or a mark by this much
_NEUTRAL = 12  # CIE chroma below which text looks grey or black; the palest colour of text has 23
_MOSTLY_BLACK = 0.9
_INK_SPACES = {"/DeviceCMYK", "/DeviceGray", "/Pattern"}
_RGB_OPERATORS = {"rg", "RG"}
_EVERY_PLATE = Colour("/All", (1.0,))


@dataclass(frozen=True)
class PressContext:
    """A press PDF as bytes, the sheets that it must have, and its press."""

    content: bytes
    pages: tuple[PressPage, ...]
    press: Press
    edition: str

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(BytesIO(self.content))

    @cached_property
    def paints(self) -> tuple[Paint, ...]:
        return tuple(paints(self.pdf))

    def sheets(self) -> Iterator[tuple[int, pikepdf.Page, PressPage]]:
        """The pages of the PDF, each with its number from 1 and the sheet that it must be."""
        yield from zip(count(1), self.pdf.pages, self.pages, strict=False)  # `press-boxes` counts them

    def problems(self, messages: Iterable[str]) -> Iterator[Problem]:
        """Each message once, in order."""
        yield from (Problem(self.origin, message) for message in dict.fromkeys(messages))


@check("press-boxes", Stage.PRESS, "The sheet and its bleed come from styles/formats.yaml; no style sheet sets others.")
def press_boxes(context: PressContext) -> Iterator[Problem]:
    """A press imposes and cuts by the boxes: the trimmed sheet, its bleed on all sides, and room for the marks."""
    yield from context.problems(_box_faults(context))


def _box_faults(context: PressContext) -> Iterator[str]:
    if len(context.pdf.pages) != len(context.pages):
        yield f"{len(context.pdf.pages)} pages in the PDF, {len(context.pages)} to print"
    for number, page, sheet in context.sheets():
        media, bleed, trim = (_sides(box) for box in (page.mediabox, page.bleedbox, page.trimbox))
        width, height = trim[2] - trim[0], trim[3] - trim[1]
        if not _same((width, height), (sheet.width * POINTS_PER_MM, sheet.height * POINTS_PER_MM)):
            yield f"page {number} is trimmed to {width / POINTS_PER_MM:.1f} x {height / POINTS_PER_MM:.1f} mm"
        if not _same(bleed, _grown(trim, sheet.bleed)):
            yield f"page {number} has not {sheet.bleed:g} mm of bleed on each side"
        if not _same(media, _grown(trim, sheet.margin)) or not _same(media[:2], (0, 0)):
            yield f"page {number} has not {sheet.margin:g} mm around the trimmed sheet for bleed and marks"
        if page.get("/Rotate", 0) or page.get("/UserUnit", 1) != 1:
            yield f"page {number} is turned or scaled"


def _sides(box: pikepdf.Object) -> tuple[float, ...]:
    return tuple(float(side) for side in box)


def _same(one: Iterable[float], other: Iterable[float]) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def _grown(box: tuple[float, ...], millimetres: float) -> tuple[float, ...]:
    by = millimetres * POINTS_PER_MM
    left, bottom, right, top = box
    return left - by, bottom - by, right + by, top + by


@check("press-marks", Stage.PRESS, "The folds come from styles/formats.yaml; the marks are drawn by polyleaf/press.py.")
def press_marks(context: PressContext) -> Iterator[Problem]:
    """The marks say where the sheet is cut and folded. Each must be in its place, and none where
    the bleed would show it.
    """
    yield from context.problems(_mark_faults(context))


def _mark_faults(context: PressContext) -> Iterator[str]:
    for number, page, sheet in context.sheets():
        marks = [paint.points for paint in context.paints if paint.page == number and paint.colour == _EVERY_PLATE]
        left, bottom, right, top = _sides(page.trimbox)
        if any(_inside(point, _grown((left, bottom, right, top), sheet.bleed)) for mark in marks for point in mark):
            yield f"page {number} has a mark inside the bleed"
        for x in (left, right, *(left + fold * POINTS_PER_MM for fold in sheet.folds)):
            if not _marked(marks, 0, x, bottom, top):
                yield f"page {number} lacks a mark above or below {(x - left) / POINTS_PER_MM:.1f} mm from the left"
        for y in (bottom, top):
            if not _marked(marks, 1, y, left, right):
                yield f"page {number} lacks a mark beside {(top - y) / POINTS_PER_MM:.1f} mm from the top"


def _inside(point: Point, box: tuple[float, ...]) -> bool:
    left, bottom, right, top = box
    return left - _NEAR < point[0] < right + _NEAR and bottom - _NEAR < point[1] < top + _NEAR


def _marked(marks: list[tuple[Point, ...]], axis: int, at: float, before: float, behind: float) -> bool:
    """Whether there is a mark at that place of an axis (0: x, 1: y) on both sides of the sheet."""
    there = [mark for mark in marks if all(abs(point[axis] - at) <= _NEAR for point in mark)]
    reach = [[point[1 - axis] for point in mark] for mark in there]
    return any(max(ends) < before for ends in reach) and any(min(ends) > behind for ends in reach)


@check("press-intent", Stage.PRESS, "The printing condition comes from styles/press.yaml.")
def press_intent(context: PressContext) -> Iterator[Problem]:
    """Four numbers are a colour only together with the paper and press for which they are meant."""
    yield from context.problems(_intent_faults(context))


def _intent_faults(context: PressContext) -> Iterator[str]:
    intents = [intent for intent in context.pdf.Root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"{len(intents)} output intents for PDF/X, not one"
    for intent in intents:
        identifier, condition = str(intent.get("/OutputConditionIdentifier", "")), context.press.spec.condition
        if identifier != condition.identifier:
            yield f"the output condition is {identifier!r}, not {condition.identifier!r}"
        if str(intent.get("/RegistryName", "")) != condition.registry or not str(intent.get("/Info", "")):
            yield "the output condition is not described"
        profile = intent.get("/DestOutputProfile")
        if profile is None or profile.get("/N") != 4 or not is_press_profile(profile.read_bytes()):
            yield "the output intent has no profile of a CMYK press"


@check("press-rgb", Stage.PRESS, "Name colours in sRGB (#rrggbb) and use PNG, JPEG or SVG; the rest is converted.")
def press_rgb(context: PressContext) -> Iterator[Problem]:
    """If a colour is not given in the four inks, some machine decides how it prints, or it gets a plate of its own."""
    yield from context.problems(_space_faults(context.pdf))


def _space_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        for space in _named_spaces(item):
            if not _is_ink(space):
                yield f"an object in the colour space {_family(space)}"
        if isinstance(item, pikepdf.Stream) and (item.get("/Subtype") == "/Form" or "/PatternType" in item):
            yield from _operator_faults(item, item.get("/Resources", pikepdf.Dictionary()))
    for page in pdf.pages:
        yield from _operator_faults(page, page.get("/Resources", pikepdf.Dictionary()))


def _named_spaces(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The colour spaces that an object names, at any depth."""
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in item.items():
            if key in {"/ColorSpace", "/CS"}:
                yield from value.values() if isinstance(value, pikepdf.Dictionary) else [value]
            else:
                yield from _named_spaces_within(value)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            yield from _named_spaces_within(value)


def _named_spaces_within(value: object) -> Iterator[pikepdf.Object]:
    """Those of a part of an object. Indirect objects are visited by themselves."""
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
        yield from _named_spaces(value)


def _is_ink(space: pikepdf.Object) -> bool:
    if not isinstance(space, pikepdf.Array):
        return str(space) in _INK_SPACES
    if space[0] == "/Separation":
        return space[1] == "/All" and _is_ink(space[2])
    return str(space[0]) in {"/Indexed", "/Pattern"} and (len(space) == 1 or _is_ink(space[1]))


def _family(space: pikepdf.Object) -> str:
    return " ".join(map(str, list(space)[:2])) if isinstance(space, pikepdf.Array) else str(space)


def _operator_faults(content: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object) -> Iterator[str]:
    known = set(resources.get("/ColorSpace", pikepdf.Dictionary()).keys()) | _INK_SPACES
    for operation in pikepdf.parse_content_stream(content):
        operator = str(operation.operator)
        if isinstance(operation, pikepdf.ContentStreamInlineImage):
            yield "a picture within the operators of a page"
        elif operator in _RGB_OPERATORS:
            yield "a colour in the colour space /DeviceRGB"
        elif operator in {"cs", "CS"} and str(operation.operands[0]) not in known:
            yield f"a colour in the colour space {operation.operands[0]}"


@check("press-annotation", Stage.PRESS, "Nothing to click belongs in print; polyleaf/press.py leaves it out.")
def press_annotation(context: PressContext) -> Iterator[Problem]:
    """Links, notes, form fields and scripts are not for paper, and PDF/X-4 does not allow them on the sheet."""
    yield from context.problems(_annotation_faults(context.pdf))


def _annotation_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            yield f"page {number} has an annotation of the kind {annotation.get('/Subtype')}"
        if "/AA" in page:
            yield f"page {number} starts an action"
    scripts = {"/AcroForm", "/AA", "/OpenAction"} & set(pdf.Root.keys())
    yield from (f"the PDF has {key}" for key in sorted(scripts | {"/JavaScript"} & set(_names(pdf))))


def _names(pdf: pikepdf.Pdf) -> Iterable[str]:
    return pdf.Root.get("/Names", pikepdf.Dictionary()).keys()


@check("press-black", Stage.PRESS, "Give the text's colour a build of black alone under `inks` in styles/press.yaml.")
def press_black(context: PressContext) -> Iterator[Problem]:
    """Black and grey text is printed with black ink alone. With several inks, a small shift gives
    letters coloured edges.
    """
    texts = (paint.colour for paint in context.paints if paint.kind == "text" and paint.colour)
    for colour in dict.fromkeys(texts):
        inks = _inks(colour)
        if inks and any(inks[:3]) and (inks[3] >= _MOSTLY_BLACK or _chroma(inks, context.press) < _NEUTRAL):
            yield Problem(context.origin, f"black or grey text of several inks: {_as_percent(inks)}")


def _inks(colour: Colour) -> Cmyk | None:
    """The inks of a colour. None if the colour is not given in inks."""
    if colour.space == "/DeviceGray" and len(colour.parts) == 1:
        return 0, 0, 0, 1 - colour.parts[0]
    if colour.space == "/All" and colour.parts:
        return (colour.parts[0],) * 4
    if colour.space == "/DeviceCMYK" and len(colour.parts) == 4:
        cyan, magenta, yellow, black = colour.parts
        return cyan, magenta, yellow, black
    return None


def _chroma(inks: Cmyk, press: Press) -> float:
    _, a, b = press.lab(inks)
    return math.hypot(a, b)


def _as_percent(inks: Cmyk) -> str:
    return " ".join(f"{name}{share * 100:.0f}" for name, share in zip("CMYK", inks, strict=True) if share)


@check("press-ink", Stage.PRESS, "Choose inks of less under `inks` in styles/press.yaml, or a lighter picture.")
def press_ink(context: PressContext) -> Iterator[Problem]:
    """Too much wet ink in one spot does not dry. It marks the next sheet, and the pages stick together."""
    yield from context.problems(_ink_faults(context))


def _ink_faults(context: PressContext) -> Iterator[str]:
    limit = context.press.spec.ink_limit
    for paint in _once(paint for paint in context.paints if not _is_mark(paint)):
        most = 100 * _most_ink(paint)
        if most >= limit:
            yield f"page {paint.page} has a {paint.kind} of {most:.0f} % ink; {limit:g} % is too much"


def _is_mark(paint: Paint) -> bool:
    """Whether a paint is a mark, or small letters of the slug; `press-marks` reports one within the bleed."""
    heights = [height for _, height in paint.points]
    letters = bool(heights) and max(heights) - min(heights) <= _LETTERS_MM * POINTS_PER_MM
    return paint.colour == _EVERY_PLATE and (paint.kind == "stroke" or letters)


def _once(all_paints: Iterable[Paint]) -> Iterator[Paint]:
    """Each colour, picture and shading of a page once for each kind of paint."""
    seen = set()
    for paint in all_paints:
        key = (paint.page, paint.kind, paint.colour, paint.source.objgen if paint.source is not None else None)
        if key not in seen or (paint.source is not None and not paint.source.is_indirect):
            seen.add(key)
            yield paint


def _most_ink(paint: Paint) -> float:
    """The largest amount of all inks together that a paint needs; 1 is one full ink."""
    if paint.colour:
        return sum(_inks(paint.colour) or ())
    if isinstance(paint.source, pikepdf.Stream) and paint.source.get("/ColorSpace") == "/DeviceCMYK":
        return _most_of_picture(paint.source)
    if isinstance(paint.source, pikepdf.Dictionary):
        return max((sum(float(share) for share in end) for end in _ends(paint.source.get("/Function"))), default=4)
    return 1  # a grey picture, or a mask that is filled with a colour


def _ends(function: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    """The colours at the ends of a gradient. None for a kind that WeasyPrint does not write."""
    if isinstance(function, pikepdf.Dictionary):
        yield from (function[key] for key in ("/C0", "/C1") if key in function)
        for step in function.get("/Functions", []):
            yield from _ends(step)


def _most_of_picture(picture: pikepdf.Stream) -> float:
    cyan, magenta, yellow, black = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False).split()
    inks = {"c": cyan, "m": magenta, "y": yellow, "k": black}
    total = ImageMath.lambda_eval(lambda ink: ink["c"] + ink["m"] + ink["y"] + ink["k"], **inks)
    return float(total.getextrema()[1]) / 255


@check("press-fonts", Stage.PRESS, "Use the families of styles/fonts.yaml in the style sheets.")
def press_fonts(context: PressContext) -> Iterator[Problem]:
    """The printer replaces a font that is not in the file with another one."""
    missing = sorted(name for name, embedded in fonts_of(context.pdf) if not embedded)
    yield from context.problems(f"the font {name!r} is not embedded" for name in missing)


@check("press-resolution", Stage.PRESS, "Use a picture with more pixels, or print it smaller.")
def press_resolution(context: PressContext) -> Iterator[Problem]:
    """A picture with too few pixels for its size looks fine on a screen, and shows steps in print."""
    yield from context.problems(_resolution_faults(context))


def _resolution_faults(context: PressContext) -> Iterator[str]:
    least = context.press.spec.resolution_dpi
    for paint in context.paints:
        if paint.kind == "picture" and paint.source is not None and paint.width and paint.height:
            across, down = int(paint.source.Width), int(paint.source.Height)
            resolution = round(min(across / paint.width, down / paint.height) * 72)
            if resolution < least:
                size = f"{paint.width / POINTS_PER_MM:.0f} x {paint.height / POINTS_PER_MM:.0f} mm"
                needed = pixels_for(paint.width / POINTS_PER_MM, least)
                yield (
                    f"page {paint.page} has a picture of {across} x {down} pixels on {size}: {resolution} dpi; "
                    f"a press needs {least} dpi, {needed} pixels of width"
                )


@check("press-version", Stage.PRESS, "polyleaf/press.py states these; give the template a title and its dates.")
def press_version(context: PressContext) -> Iterator[Problem]:
    """A press accepts a file for what it states: PDF/X-4, its date, and that it is not trapped yet."""
    yield from context.problems(_version_faults(context.pdf))


def _version_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.pdf_version != "1.6":
        yield f"PDF {pdf.pdf_version}, not 1.6"
    if pdf.is_encrypted or "/ID" not in pdf.trailer:
        yield "the file is encrypted or has no identifier"
    if "/Metadata" not in pdf.Root or "/Filter" in pdf.Root.Metadata:
        yield "no metadata, or compressed"
        return
    metadata, info = pdf.open_metadata(), pdf.docinfo
    for key, value in {"pdfxid:GTS_PDFXVersion": "PDF/X-4", "pdf:Trapped": str(info.get("/Trapped", ""))[1:]}.items():
        if not value or metadata.get(key) != value:
            yield f"{key} is {metadata.get(key)!r} in the metadata, not {value!r}"
    for key in ("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass", "xmp:MetadataDate"):
        if not metadata.get(key):
            yield f"{key} is not in the metadata"
    if str(info.get("/Title", "")) != metadata.get("dc:title", None) or not metadata.get("dc:title"):
        yield "the title is missing, or not the same in both places"
    for key, name in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
        stated = decode_pdf_date(str(info[key])).isoformat().replace("+00:00", "Z") if key in info else ""
        if not stated or stated != metadata.get(name):
            yield f"the date {name} is missing, or not the same in both places"
