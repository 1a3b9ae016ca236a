"""Checks of the finished PDF, which is opened again and read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import accumulate
from math import ceil

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageStat
from pypdfium2 import raw

from polyleaf.checks import lost_messages
from polyleaf.checks.layout import is_visible
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.design.font_lock import FontSet
from polyleaf.design.mark_lock import MarkLock
from polyleaf.pdf.imposition import creep_mm, signature
from polyleaf.pdf.ink import Look, looks
from polyleaf.pdf.page_objects import Bounds, PageObjects, PaintedText
from polyleaf.pdf.pdf_text import lines_of
from polyleaf.pdf.tag_reader import Tagged, read_tags
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import LaidOut, Run, squeeze

_FOREIGN = re.compile(
    r"\d+(?:[.,\u066b\u066c]\d+)*|[A-Za-z]+"
)  # runs that are set left to right inside right-to-left text
_POINTS_PER_MM = 72 / 25.4
_PAGE_PX = 200  # enough to distinguish two pages of text
_SAME_GREY = 0.5  # of 255 on average; two pages of text differ by 16 or more
_HYPHENS = re.compile("[-\u2010\u2011\x02\ufffe]")  # PDFium gives U+0002 or U+FFFE for a hyphen that ends a line


class OpenedPdf:
    """A PDF as bytes. It is opened and read once for all checks."""

    content: bytes

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(BytesIO(self.content))

    @cached_property
    def tags(self) -> Tagged:
        return read_tags(self.pdf)

    @cached_property
    def pages(self) -> list[pypdfium2.PdfPage]:
        """The pages as PDFium reads and renders them."""
        return list(pypdfium2.PdfDocument(self.content))


@dataclass(frozen=True)
class PdfContext(OpenedPdf):
    """A PDF as bytes, what the renderer reported while it drew, and what the PDF was made from."""

    localized: LocalizedBrochure
    layout: LaidOut
    content: bytes
    said: tuple[str, ...]
    fonts: FontSet
    edition: str
    marks: MarkLock
    sheets: bytes = b""  # the same pages imposed for saddle stitch, where the format is
    tagged: bool = True  # what goes to a press is not

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)

    def lost_safety_texts(self, holds: Callable[[str], bool]) -> list[SourceMessage]:
        """The safety texts that some part of the file does not hold."""
        return [message for message, _ in lost_messages.lost_messages(self.localized, holds) if message.critical]

    @cached_property
    def safety_runs(self) -> list[DrawnRun]:
        """The safety sections as they were laid out, with what is drawn of them."""
        critical = {section.id for section in self.localized.brochure.sections if section.critical}
        runs = [run for run in self.layout.runs if run.section in critical and is_visible(run.text)]
        return [
            drawn
            for number, page in enumerate(self.pages, start=1)
            if (own := [run for run in runs if run.page == number])
            for drawn in _drawn_runs(page, own)
        ]


@dataclass(frozen=True)
class DrawnRun:
    """A run of text, the texts that are drawn of it, how each looks, and where the trimmed page is in the file."""

    run: Run
    texts: tuple[PaintedText, ...]
    looks: tuple[Look, ...]
    trim: Bounds


def _drawn_runs(page: pypdfium2.PdfPage, runs: Sequence[Run]) -> Iterator[DrawnRun]:
    objects = PageObjects(page, {run.mark for run in runs if run.mark is not None})
    drawn: dict[int | None, list[tuple[PaintedText, Look]]] = defaultdict(list)
    for text, look in zip(objects.texts, looks(page, objects), strict=True):
        drawn[text.mark].append((text, look))
    trim = Bounds(*page.get_trimbox())
    for run in runs:
        texts, own_looks = zip(*drawn[run.mark], strict=True) if drawn[run.mark] else ((), ())
        yield DrawnRun(run, texts, own_looks, trim)


@check(
    "glyph-missing",
    Stage.PDF,
    "Write the text without that character, or lock a font that has it.",
    concern=Concern.CONTENT,
)
def glyph_missing(context: PdfContext) -> Iterator[Problem]:
    """A character that no locked font has is printed as an empty box, perhaps in a warning."""
    for line in context.said:
        if ".notdef" in line:
            yield Problem(context.origin, f"a character without a glyph: {line}")


@check("drawing-warning", Stage.PDF, "Fix what the renderer complains of in the text, the figure or the font.")
def drawing_warning(context: PdfContext) -> Iterator[Problem]:
    """A clean drawing has no warnings. What the renderer could not draw is not in the file."""
    for line in context.said:
        if ".notdef" not in line:
            yield Problem(context.origin, f"the renderer says: {line}")


@check("font-unlocked", Stage.PDF, "Use the families of styles/fonts.yaml in the style sheets.")
def font_unlocked(context: PdfContext) -> Iterator[Problem]:
    """A font outside the lock looks different on another machine, and one that is not embedded on every printer."""
    for name, embedded in sorted(fonts_of(context.pdf)):
        if not any(name == family or name.startswith(f"{family}-") for family in context.fonts.families):
            yield Problem(context.origin, f"the font {name!r} is not in the font lock")
        elif not embedded:
            yield Problem(context.origin, f"the font {name!r} is not embedded")


def fonts_of(pdf: pikepdf.Pdf) -> set[tuple[str, bool]]:
    """The name of every font in the file, without its subset tag, and whether it is embedded."""
    found = set()
    for font in pdf.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font" or "/DescendantFonts" in font:
            continue  # in a composite font, the descendant has the glyphs
        descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
        embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        found.add((re.sub(r"^/([A-Z]{6}\+)?", "", str(font.BaseFont)), embedded))
    return found


@check("pdf-title", Stage.PDF, "Give the template a <title>.")
def pdf_title(context: PdfContext) -> Iterator[Problem]:
    """Readers and screen readers show or say the title of the file. Without a title, it is the file's name."""
    cover, localized = context.localized.brochure.cover, context.localized
    title = str(context.pdf.docinfo.get("/Title", ""))
    if not title.startswith(localized.plain(cover.title)):
        yield Problem(context.origin, f"the title of the PDF is {title!r}")
    elif not context.pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield Problem(context.origin, "the PDF does not ask readers to show its title")


@check("pdf-language", Stage.PDF, "Give the template's <html> its lang and dir.")
def pdf_language(context: PdfContext) -> Iterator[Problem]:
    """A screen reader speaks the PDF in the language that it states, and the direction of its pages follows from it."""
    stated, expected = str(context.pdf.Root.get("/Lang", "")), context.localized.language.tag
    if stated != expected:
        yield Problem(context.origin, f"the language of the PDF is {stated!r}, not {expected!r}")
    direction = context.pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Direction", "/L2R")
    if (direction == "/R2L") != (context.localized.language.direction == "rtl"):
        yield Problem(context.origin, f"the reading direction of the PDF is {direction}")


@check("pdf-code", Stage.PDF, "Give the template its <meta name=dcterms.identifier>.")
def pdf_code(context: PdfContext) -> Iterator[Problem]:
    """A file without the code of its edition cannot be told from an outdated one after it is renamed."""
    stated = str(context.pdf.open_metadata().get("dc:identifier", ""))
    if stated != context.localized.code:
        yield Problem(context.origin, f"the code in the metadata is {stated!r}, not {context.localized.code!r}")


@check(
    "pdf-pages",
    Stage.PDF,
    "The page size comes from styles/formats.yaml; no style sheet sets another.",
    concern=Concern.CONTENT,
)
def pdf_pages(context: PdfContext) -> Iterator[Problem]:
    """Pages whose number or size differs from the layout are not the edition that was checked."""
    if len(context.pdf.pages) != len(context.layout.sheets):
        yield Problem(
            context.origin, f"{len(context.pdf.pages)} pages in the PDF, {len(context.layout.sheets)} laid out"
        )
    for number, (page, sheet) in enumerate(zip(context.pdf.pages, context.layout.sheets, strict=False), start=1):
        left, bottom, right, top = _shown_part(page)
        if abs(right - left - sheet.width) > 0.1 or abs(top - bottom - sheet.height) > 0.1:
            yield Problem(context.origin, f"page {number} measures {right - left:.1f} x {top - bottom:.1f} mm")


def _shown_part(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right and top, in mm, of what remains of a page when it is cut: the trim, as far as it is drawn."""
    trim, media = ([float(side) / _POINTS_PER_MM for side in box] for box in (page.trimbox, page.mediabox))
    return max(trim[0], media[0]), max(trim[1], media[1]), min(trim[2], media[2]), min(trim[3], media[3])


@check(
    "safety-unreadable",
    Stage.PDF,
    "Look at the page: the text is covered, cut or without its characters.",
    concern=Concern.SAFETY,
)
def safety_unreadable(context: PdfContext) -> Iterator[Problem]:
    """Another program finds every safety text, complete, in the text of the finished file."""
    right_to_left = context.localized.language.direction == "rtl"
    text = _text_by_line(context.pages) if right_to_left else _text(context.pages)
    found = found_in_any_order if right_to_left else _found
    for message in context.lost_safety_texts(lambda words: found(words, text)):
        yield lost_messages.problem(message, "in the text of the finished file", context.localized.brochure)


@check(
    "sheets-differ",
    Stage.PDF,
    "Look at the page's size and at the order of the pages: they must not be edited.",
    concern=Concern.CONTENT,
)
def sheets_differ(context: PdfContext) -> Iterator[Problem]:
    """Readers of a booklet miss warnings if a page is in the wrong place or is cut."""
    if not context.sheets:
        return
    right_to_left = context.localized.language.direction == "rtl"
    expected = [(side.left, side.right) for side in signature(len(context.pages), right_to_left=right_to_left)]
    with closing(pypdfium2.PdfDocument(context.sheets)) as sheets:
        sides = _drawn(sheets, 2 * _PAGE_PX)
    if len(sides) != len(expected):
        yield Problem(context.origin, f"{len(sides)} sides of sheets instead of {len(expected)}")
        return
    for count, (numbers, side) in enumerate(zip(expected, sides, strict=False)):
        creep = creep_mm(count, len(expected)) * _POINTS_PER_MM
        for number, half, moved in zip(numbers, _halves(side), (creep, -creep), strict=True):
            page = _drawn([context.pages[number - 1]], _PAGE_PX, moved)[0] if number else None
            if not _looks_like(half, page):
                name = f"page {number}" if number else "a blank"
                yield Problem(context.origin, f"side {count + 1} of the sheets: {name} is not what stands in its place")


def _drawn(pages: Iterable[pypdfium2.PdfPage], width: int, moved: float = 0) -> list[Image.Image]:
    """Pages in grey, so many pixels wide, with what is on them moved to the right by so many pt."""
    return [_rendered(page, width, moved) for page in pages]


def _rendered(page: pypdfium2.PdfPage, width: int, moved: float) -> Image.Image:
    """A page moved by parts of a pixel, which PDFium does by a matrix only."""
    scale = width / page.get_width()
    height = ceil(page.get_height() * scale)
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    matrix, clip = raw.FS_MATRIX(scale, 0, 0, scale, moved * scale, 0), raw.FS_RECTF(0, 0, width, height)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, raw.FPDF_GRAYSCALE)
    image: Image.Image = bitmap.to_pil()
    return image


def _halves(side: Image.Image) -> tuple[Image.Image, Image.Image]:
    middle = side.width // 2
    return side.crop((0, 0, middle, side.height)), side.crop((middle, 0, side.width, side.height))


def _looks_like(half: Image.Image, page: Image.Image | None) -> bool:
    """Whether a half shows a page, or nothing. An edge between two pixels may differ a little."""
    expected = page.crop((0, 0, *half.size)) if page else Image.new("L", half.size, "white")
    return ImageStat.Stat(ImageChops.difference(half, expected)).mean[0] < _SAME_GREY


def _text(pages: Iterable[pypdfium2.PdfPage]) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pages)


def _text_by_line(pages: Iterable[pypdfium2.PdfPage]) -> str:
    """Right-to-left text, with its lines kept apart."""
    return "".join(line.text for page in pages for line in lines_of(page, right_to_left=True))


def _found(words: str, text: str) -> bool:
    """Whether the text contains these words, ignoring white space and hyphens. Readers drop a
    hyphen at the end of a line.
    """
    return _flat(words) in _flat(text)


@lru_cache
def _flat(text: str) -> str:
    return _HYPHENS.sub("", squeeze(text))


def found_in_any_order(words: str, text: str) -> bool:
    """Whether the letters of these words are together in the text, with their numbers and Latin words among them.

    A PDF stores right-to-left text glyph by glyph in visual order. Readers return ligatures and vowel signs in another
    order than they were written, but the letters themselves and their number are the same. Numbers and Latin words keep
    their order.
    """
    wanted = right_to_left_letters(words)
    length, total, sums = len(wanted), sum(map(_weight, wanted)), _running_sums(text)
    starts = (start for start in range(len(sums) - length) if sums[start + length] - sums[start] == total)
    return any(_has_foreign(words, length, text, start) for start in starts)


def _has_foreign(words: str, length: int, text: str, start: int) -> bool:
    """Whether the numbers and Latin words are among the letters that begin at `start`, or at their edges.

    There may be more of them: a line of a table also contains the words of the next column.
    """
    runs = [(place - start, run) for place, run in _foreign_runs(text) if start <= place <= start + length]
    wanted = _foreign_runs(words)
    return not Counter(run for _, run in wanted) - Counter(run for _, run in runs) and not (
        Counter(run for place, run in wanted if 0 < place < length)
        - Counter(run for place, run in runs if 0 < place < length)
    )


@lru_cache
def _foreign_runs(text: str) -> list[tuple[int, str]]:
    """The numbers and Latin words of a text, each with the count of right-to-left letters before it."""
    runs: list[tuple[int, str]] = []
    letters, read = 0, 0
    for match in _FOREIGN.finditer(text):
        letters += len(right_to_left_letters(text[read : match.start()]))
        read = match.end()
        runs.append((letters, match[0]))
    return runs


@lru_cache(maxsize=1)
def _running_sums(text: str) -> list[int]:
    """The sum of the letters' weights up to each of them. Two parts with the same sum have the same letters."""
    return list(accumulate(map(_weight, right_to_left_letters(text)), initial=0))


@lru_cache
def _weight(letter: str) -> int:
    """A number of 64 bits for a letter, so that sums of different letters are not equal by chance."""
    return int.from_bytes(sha256(letter.encode()).digest()[:8], "big")


def right_to_left_letters(text: str) -> str:
    """The right-to-left letters of a text, with ligatures divided."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", text) if unicodedata.bidirectional(char) in {"R", "AL"}
    )
