"""Compare the pages of two PDFs by their text and by their look.

A page counts as changed if at least `_FEWEST_PIXELS` pixels differ by more than `_TOLERANCE` at 100 dpi. PDFium draws
the same page to the same pixels, so an edition that is built twice differs in none. A full stop instead of a comma in
type of 7 pt differs in five, and a colour as close as #1c2733 to #15202b wherever there is text. Glyphs snap to a grid
finer than the pixels, so a page that is moved by a hundredth of a point differs in thousands. No threshold
distinguishes that from a change, and it counts as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from polyleaf.pdf.pdf_text import PdfLine, lines_of
from polyleaf.render.edition_code import without_code

_DPI = 100
_PX_PER_PT = _DPI / 72
_TOLERANCE = 4  # of 255, in the channel that differs most
_FEWEST_PIXELS = 3
_CELL_PX = 8  # differing pixels are gathered in cells of this size
_APART_CELLS = 3  # cells closer than this are in one frame
_FRAME = "#c2006b"  # 6:1 to white, and not a colour of a leaflet
_FRAME_PX = 3
_PAST_INK_PX = 5  # from a line of type to the edge of the part that is not compared
_DIGITS = re.compile(r"\d+")

Box = tuple[int, int, int, int]  # left, top, right and bottom in px


@dataclass(frozen=True)
class Page:
    """A page, counted from 1: its lines without the page number, the addresses of its links, its look.

    `folios` are the heights, top and bottom in px, of the lines with the page number. `folio` is that number with the
    number of all pages.
    """

    number: int
    lines: tuple[str, ...]
    links: tuple[str, ...]
    look: Image.Image
    folio: tuple[int, int]
    folios: tuple[tuple[int, int], ...]


PagePair = tuple[Page | None, Page | None]


def read_pages(path: Path, *, right_to_left: bool) -> list[Page]:
    """The pages of a PDF, without its edition code, which changes whenever anything changes.

    Raises pypdfium2.PdfiumError, pikepdf.PdfError and OSError for a file that cannot be read.
    """
    with pikepdf.open(path) as pdf:
        links = [tuple(_links(page)) for page in pdf.pages]
        code = str(pdf.open_metadata().get("dc:identifier", ""))
    with closing(pypdfium2.PdfDocument(path)) as document:
        lines = [list(lines_of(page, right_to_left=right_to_left)) for page in document]
        looks = [page.render(scale=_PX_PER_PT).to_pil().convert("RGB") for page in document]
    running = _running_lines(lines)
    pages = []
    for number, look in enumerate(looks, start=1):
        folio = (number, len(looks))
        texts, folios = _without_folios(lines[number - 1], folio, running)
        rows = tuple(_rows(line, look.height) for line in folios)
        texts = tuple(without_code(text, code) for text in texts)
        pages.append(Page(number, texts, links[number - 1], look, folio, rows))
    return pages


def _links(page: pikepdf.Page) -> Iterator[str]:
    for annotation in page.get("/Annots", ()):
        action = annotation.get("/A", pikepdf.Dictionary())
        if "/URI" in action:
            yield str(action.URI)


def _without_folios(
    lines: Sequence[PdfLine], folio: tuple[int, int], running: frozenset[str]
) -> tuple[tuple[str, ...], list[PdfLine]]:
    """The texts of a page's lines, with the page number removed from running lines, and the lines that had it."""
    texts, folios = [], []
    for line in lines:
        unnumbered = _unnumbered(line.text, *folio)
        if unnumbered != line.text and unnumbered in running:
            folios.append(line)
            texts.append(unnumbered)
        else:
            texts.append(line.text)
    return tuple(texts), folios


def _rows(line: PdfLine, height: int) -> tuple[int, int]:
    top, bottom = (height - round(side * _PX_PER_PT) for side in (line.top, line.bottom))
    return top - _PAST_INK_PX, bottom + _PAST_INK_PX


def _running_lines(pages: Sequence[Sequence[PdfLine]]) -> frozenset[str]:
    """The lines that are on at least a third of the pages and say the same there, except for the page number."""
    count = len(pages)
    seen = Counter(
        text
        for number, lines in enumerate(pages, start=1)
        for text in {_unnumbered(line.text, number, count) for line in lines}
    )
    return frozenset(text for text, times in seen.items() if times >= max(2, count / 3))


def _unnumbered(text: str, number: int, count: int) -> str:
    """A line without its page number and the number of all pages, if it has both, one after the other."""
    for one, other in pairwise(_DIGITS.finditer(text)):
        if (int(one[0]), int(other[0])) == (number, count):
            return f"{text[: one.start()]}#{text[one.end() : other.start()]}##{text[other.end() :]}"
        if (int(one[0]), int(other[0])) == (count, number):
            return f"{text[: one.start()]}##{text[one.end() : other.start()]}#{text[other.end() :]}"
    return text


def aligned(old: Sequence[Page], new: Sequence[Page]) -> list[PagePair]:
    """Each page with the page that is most similar, in order, so that an inserted page moves no other.

    Of all ways to pair them, it is the one with the most in common (Needleman and Wunsch 1970, with gaps at no cost).
    """
    threes_old, threes_new = [_threes(page) for page in old], [_threes(page) for page in new]
    best: list[list[tuple[float, tuple[PagePair, ...]]]] = [[(0.0, ())] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) + 1):
        for j in range(len(new) + 1):
            ways = []
            if i:
                ways.append(_with(best[i - 1][j], 0, (old[i - 1], None)))
            if j:
                ways.append(_with(best[i][j - 1], 0, (None, new[j - 1])))
            if i and j:
                alike = _likeness(threes_old[i - 1], threes_new[j - 1])
                ways.append(_with(best[i - 1][j - 1], alike, (old[i - 1], new[j - 1])))
            if ways:
                best[i][j] = max(ways, key=lambda way: way[0])
    return list(best[-1][-1][1])


def _with(way: tuple[float, tuple[PagePair, ...]], gain: float, pair: PagePair) -> tuple[float, tuple[PagePair, ...]]:
    return way[0] + gain, (*way[1], pair)


def _threes(page: Page) -> Counter[str]:
    """All sequences of three letters. They measure what two texts have in common, in any script."""
    text = "".join("".join(page.lines).split())
    return Counter(text[start : start + 3] for start in range(len(text) - 2))


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """From a little over 0 to 1. A pair of pages with nothing in common is still better than none."""
    total = old.total() + new.total()
    return 0.01 + (2 * (old & new).total() / total if total else 1)


def changed_regions(old: Page, new: Page) -> list[Box]:
    """Where two pages look different. Empty if they look the same. A page number that has changed is left out."""
    looks = [old.look, new.look]
    if old.folio != new.folio:
        looks = [_blanked(look, (*old.folios, *new.folios)) for look in looks]
    size = max(old.look.width, new.look.width), max(old.look.height, new.look.height)
    difference = ImageChops.difference(*(_extended(look, size) for look in looks))
    red, green, blue = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = most.point(lambda value: 255 if value > _TOLERANCE else 0)
    if mask.histogram()[255] < _FEWEST_PIXELS:
        return []
    return [_box_of(cells) for cells in _clusters(mask)]


def _blanked(look: Image.Image, rows: Sequence[tuple[int, int]]) -> Image.Image:
    copy = look.copy()
    for top, bottom in rows:
        copy.paste("white", (0, top, look.width, bottom))
    return copy


def _extended(look: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A page on a background as large as the larger of two."""
    if look.size == size:
        return look
    ground = Image.new("RGB", size, "#808080")
    ground.paste(look)
    return ground


def _clusters(mask: Image.Image) -> Iterator[list[tuple[int, int]]]:
    """The cells with a differing pixel, collected if they are near each other."""
    cells = mask.reduce(_CELL_PX)
    left = {(n % cells.width, n // cells.width) for n, value in enumerate(cells.tobytes()) if value}
    reach = range(-_APART_CELLS, _APART_CELLS + 1)
    while left:
        cluster = [min(left, key=lambda cell: cell[::-1])]
        left.discard(cluster[0])
        for x, y in cluster:  # grows during the loop
            near = {(x + dx, y + dy) for dx in reach for dy in reach} & left
            left -= near
            cluster.extend(sorted(near))
        yield cluster


def _box_of(cells: Sequence[tuple[int, int]]) -> Box:
    columns, rows = zip(*cells, strict=True)
    return (
        min(columns) * _CELL_PX - _FRAME_PX,
        min(rows) * _CELL_PX - _FRAME_PX,
        (max(columns) + 1) * _CELL_PX + _FRAME_PX,
        (max(rows) + 1) * _CELL_PX + _FRAME_PX,
    )


def framed(look: Image.Image, regions: Sequence[Box]) -> Image.Image:
    """A page with a frame around each region."""
    picture = look.copy()
    draw = ImageDraw.Draw(picture)
    for region in regions:
        draw.rectangle(region, outline=_FRAME, width=_FRAME_PX)
    return picture
