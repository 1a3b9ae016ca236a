"""Saddle-stitch imposition: by the table, by folding the sheets, and in real PDFs opened again."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.pdf.imposition import impose, signature
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.paper import Face, Stack, fold_left_over, fold_right_over, seen, sheet

pytestmark = pytest.mark.slow

Pair = tuple[int | None, int | None]

PT_PER_MM = 72 / 25.4
A4, A5 = (297.0, 210.0), (148.0, 210.0)
BLEED = 3.0
MARGIN = (A4[0] / 2 - A5[0]) / 2  # an A5 page is half a millimetre narrower than half an A4 sheet
PX_PER_MM = 4  # so that the margin is one whole pixel
BARELY_LESS = 1 - 1e-6  # a page of 1188.0001 px would be drawn on 1189
DIRECTIONS = pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])


def pairs(pages: int, *, right_to_left: bool) -> list[Pair]:
    return [(side.left, side.right) for side in signature(pages, right_to_left=right_to_left)]


def nested(sides: Sequence[Pair], *, flipped_on_short_edge: bool = True) -> Stack:
    """The sheets printed, outer side first, and laid into each other: the innermost on top, its inner side up."""
    half = A4[0] / 2
    blanks = itertools.count(1)
    spans = [
        {
            str(page or f"blank {next(blanks)}"): span
            for page, span in zip(side, [(0, half), (half, 2 * half)], strict=True)
        }
        for side in sides
    ]
    sheets = [
        sheet(inner, outer, A4[0], flipped_on_short_edge=flipped_on_short_edge)
        for outer, inner in zip(spans[::2], spans[1::2], strict=True)
    ]
    return tuple(piece for printed in reversed(sheets) for piece in printed)


def folded(stack: Stack, *, right_to_left: bool) -> Stack:
    """Folded at the spine so that the front cover comes to lie on top: the spine left of it, or right."""
    return fold_right_over(stack, A4[0] / 2) if right_to_left else fold_left_over(stack, A4[0] / 2)


def faces(book: Stack) -> list[Face]:
    """What a reader sees who turns leaf after leaf."""
    return [face for leaf in book for face in (leaf.up, leaf.down)]


def read(book: Stack) -> list[str]:
    return [face.name for face in faces(book)]


def in_order(pages: int) -> list[str]:
    return [str(page) for page in range(1, pages + 1)]


# -- the table and the sums --


def test_the_table_of_print_geometry() -> None:
    assert pairs(4, right_to_left=False) == [(4, 1), (2, 3)]
    assert pairs(4, right_to_left=True) == [(1, 4), (3, 2)]
    assert pairs(8, right_to_left=False) == [(8, 1), (2, 7), (6, 3), (4, 5)]
    assert pairs(8, right_to_left=True) == [(1, 8), (7, 2), (3, 6), (5, 4)]


@DIRECTIONS
@pytest.mark.parametrize("pages", range(1, 17))
def test_every_page_stands_once_on_as_few_sheets_as_can_be(pages: int, right_to_left: bool) -> None:
    sides = pairs(pages, right_to_left=right_to_left)
    assert sorted(page for side in sides for page in side if page) == list(range(1, pages + 1))
    assert len(sides) == 2 * -(-pages // 4)


def test_no_pages_are_an_error() -> None:
    with pytest.raises(ValueError, match="one page or more"):
        signature(0, right_to_left=False)


# -- the folded dummy --


@DIRECTIONS
@pytest.mark.parametrize("pages", range(1, 17))
def test_folded_it_reads_in_order_with_its_blanks_at_the_end(pages: int, right_to_left: bool) -> None:
    book = folded(nested(pairs(pages, right_to_left=right_to_left)), right_to_left=right_to_left)
    names = read(book)
    assert names[:pages] == in_order(pages)
    assert all(name.startswith("blank") for name in names[pages:])
    assert len(names) - pages < 4
    assert all(face.upright for face in faces(book))


@DIRECTIONS
def test_open_in_the_middle_it_shows_the_middle_pages_side_by_side(right_to_left: bool) -> None:
    stack = nested(pairs(8, right_to_left=right_to_left))
    spread = [seen(stack, x).name for x in (A4[0] / 4, A4[0] * 3 / 4)]
    assert spread == (["5", "4"] if right_to_left else ["4", "5"])


@DIRECTIONS
def test_folded_the_other_way_it_reads_backwards(right_to_left: bool) -> None:
    """What a booklet imposed for the wrong direction would do."""
    book = folded(nested(pairs(8, right_to_left=right_to_left)), right_to_left=not right_to_left)
    assert read(book) == in_order(8)[::-1]


@DIRECTIONS
def test_turned_on_the_long_edge_one_side_of_every_leaf_is_upside_down(right_to_left: bool) -> None:
    stack = nested(pairs(8, right_to_left=right_to_left), flipped_on_short_edge=False)
    book = folded(stack, right_to_left=right_to_left)
    assert {leaf.up.upright != leaf.down.upright for leaf in book} == {True}
    assert read(book) != in_order(8)


# -- real PDFs --


def drawn(pages: int, size: tuple[float, float] = A5) -> bytes:
    """Pages with bleed, each in a colour of its own to the edge of the bleed, with a bar and its number."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        width, height = ((side + 2 * BLEED) * PT_PER_MM for side in size)
        trim = [BLEED * PT_PER_MM, BLEED * PT_PER_MM, width - BLEED * PT_PER_MM, height - BLEED * PT_PER_MM]
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(width, height))
            page.trimbox = pikepdf.Array(trim)
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
            bar = " ".join(f"{mm * PT_PER_MM:.5f}" for mm in (BLEED + 20, BLEED + 30, 40, 10))
            page.contents_add(
                f"{number * 20 / 255:.5f} 0.6 0.8 rg 0 0 {width:.5f} {height:.5f} re f 0 g {bar} re f "
                f"BT /F1 24 Tf 100 300 Td (Page {number}) Tj ET".encode()
            )
        buffer = BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def numbers(pdf: bytes) -> list[Pair]:
    """The number on the left and on the right half of every side; None where a half has no text."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (_number(text.get_text_bounded(right=middle)), _number(text.get_text_bounded(left=middle)))
            for text, middle in ((page.get_textpage(), page.get_width() / 2) for page in document)
        ]


def _number(text: str) -> int | None:
    """PDFium reads `1 Page` where the file says that it is turned from right to left."""
    return int("".join(char for char in text if char.isdigit())) if text.strip() else None


def pictures(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=PX_PER_MM / PT_PER_MM * BARELY_LESS).to_pil().convert("RGB") for page in document]


def px(mm: float) -> int:
    return round(mm * PX_PER_MM)


def wider_than_a_pixel(difference: Image.Image) -> Image.Image:
    """PDFium widens the edge of a clip to a whole pixel."""
    for right, down in ((1, 0), (0, 1)):
        difference = ImageChops.darker(difference, ImageChops.offset(difference, right, down))
    return difference


def letters(pdf: bytes) -> list[tuple[float, ...]]:
    """The box of the first letter of every number, in pt: left, bottom, right, top; those of a side by x."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage() for page in document]
        found = [
            sorted(text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) == "P")
            for text in texts
        ]
    return [box for boxes in found for box in boxes]


@DIRECTIONS
@pytest.mark.parametrize("pages", [4, 6, 8])
def test_a_real_pdf_folded_reads_in_order(pages: int, right_to_left: bool) -> None:
    printed = numbers(impose(drawn(pages), *A4, right_to_left=right_to_left))
    assert printed == pairs(pages, right_to_left=right_to_left)
    book = folded(nested(printed), right_to_left=right_to_left)
    assert read(book)[:pages] == in_order(pages)


@DIRECTIONS
def test_every_half_is_its_page_to_the_pixel_and_nothing_else_is_drawn(right_to_left: bool) -> None:
    """The trim at its own size, a quarter of a millimetre from the spine; no bleed; blank halves white."""
    source = drawn(6)
    trim = (px(BLEED), px(BLEED), px(BLEED + A5[0]), px(BLEED + A5[1]))
    pages = [picture.crop(trim) for picture in pictures(source)]
    imposed = pictures(impose(source, *A4, right_to_left=right_to_left))
    for picture, side in zip(imposed, pairs(6, right_to_left=right_to_left), strict=True):
        expected = Image.new("RGB", (px(A4[0]), px(A4[1])), "white")
        for page, place in zip(side, (MARGIN, A4[0] / 2 + MARGIN), strict=True):
            if page:
                expected.paste(pages[page - 1], (px(place), 0))
        assert picture.size == expected.size
        assert wider_than_a_pixel(ImageChops.difference(picture, expected)).getbbox() is None


def test_letters_keep_their_size_and_their_place_on_the_page() -> None:
    (before,) = set(letters(drawn(8)))
    after = letters(impose(drawn(8), *A4, right_to_left=False))
    offsets = [(MARGIN - BLEED) * PT_PER_MM, (A4[0] / 2 + MARGIN - BLEED) * PT_PER_MM] * 4
    for box, offset in zip(after, offsets, strict=True):
        moved = (before[0] + offset, before[1] - BLEED * PT_PER_MM, before[2] + offset, before[3] - BLEED * PT_PER_MM)
        assert box == pytest.approx(moved, abs=0.001)


@DIRECTIONS
def test_beyond_8_pages_inner_sheets_move_to_the_spine(right_to_left: bool) -> None:
    """By the thickness of the sheets that they lie in: 0, 0.1 and 0.2 mm."""
    (before,) = {box[0] for box in letters(drawn(12))}
    after = [box[0] for box in letters(impose(drawn(12), *A4, right_to_left=right_to_left))]
    moved = [(left - before) / PT_PER_MM + BLEED - MARGIN for left in after]
    creep = [0.0, 0.0, 0.1, 0.1, 0.2, 0.2]
    assert moved[::2] == pytest.approx(creep, abs=0.001)
    assert moved[1::2] == pytest.approx([A4[0] / 2 - shift for shift in creep], abs=0.001)


def test_no_page_crosses_the_spine_when_creep_moves_it() -> None:
    """Pages as wide as half a sheet: only their own colour stands on either side of the spine."""
    imposed = pictures(impose(drawn(12, (A4[0] / 2, A4[1])), *A4, right_to_left=False))
    middle = px(A4[0] / 2)
    for picture, (left, right) in zip(imposed, pairs(12, right_to_left=False), strict=True):
        assert left
        assert right
        beside = [picture.getpixel((x, px(5))) for x in (middle - 1, middle)]
        assert beside == [(page * 20, 153, 204) for page in (left, right)]


def test_letter_sheets_hold_half_letter_pages() -> None:
    inch = 25.4
    imposed = impose(drawn(4, (5.5 * inch, 8.5 * inch)), 11 * inch, 8.5 * inch, right_to_left=False)
    with pikepdf.open(BytesIO(imposed)) as pdf:
        assert [[float(edge) for edge in page.mediabox.as_list()] for page in pdf.pages] == [[0, 0, 792, 612]] * 2
    assert numbers(imposed) == [(4, 1), (2, 3)]


def test_a_page_larger_than_half_a_sheet_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"page 1 is 148\.0 by 210\.0 mm, and half a sheet 139\.7 by 215\.9 mm"):
        impose(drawn(4), 279.4, 215.9, right_to_left=False)


@pytest.fixture(scope="module")
def booklet(repository: Workspace) -> bytes:
    """A tagged booklet of the real typesetter, with bleed, a link and a heading on each of its 8 pages."""
    sections = "".join(
        f'<section><h1>Page {number}</h1><p><a href="https://example.org">Link</a></p></section>'
        for number in range(1, 9)
    )
    dates = '<meta name="dcterms.created" content="2026-11-23"><meta name="dcterms.modified" content="2026-11-24">'
    html = f'<html lang="fa" dir="rtl"><head><title>Eight pages</title>{dates}</head><body>{sections}</body></html>'
    css = "@page { size: 148mm 210mm; margin: 15mm; bleed: 3mm } section + section { break-before: page }"
    layout = typeset(html, StyleSources(repository, (), Path(), Path()), css)
    assert layout.warnings == ()
    content, _ = write_pdf(layout)
    return content


def test_the_print_copy_keeps_what_a_printer_needs(booklet: bytes) -> None:
    with (
        pikepdf.open(BytesIO(booklet)) as before,
        pikepdf.open(BytesIO(impose(booklet, *A4, right_to_left=True))) as pdf,
    ):
        assert dict(pdf.docinfo.items()) == dict(before.docinfo.items())
        assert (str(pdf.docinfo.Title), str(pdf.docinfo.ModDate)) == ("Eight pages", "D:20261124")
        assert str(pdf.Root.Lang) == "fa"
        assert {key: str(value) for key, value in pdf.Root.ViewerPreferences.items()} == {
            "/DisplayDocTitle": "True",
            "/Duplex": "/DuplexFlipShortEdge",
            "/PrintScaling": "/None",
            "/Direction": "/R2L",
        }
        assert pdf.pdf_version >= "1.7"
        assert pdf.check_pdf_syntax() == []


def test_the_print_copy_has_no_tags_and_no_links(booklet: bytes) -> None:
    with (
        pikepdf.open(BytesIO(booklet)) as before,
        pikepdf.open(BytesIO(impose(booklet, *A4, right_to_left=True))) as pdf,
    ):
        tagged = {"/StructTreeRoot", "/MarkInfo", "/Outlines"}
        assert tagged <= set(before.Root.keys())
        assert not tagged & set(pdf.Root.keys())
        assert all("/Annots" in page for page in before.pages)
        assert not any("/Annots" in page for page in pdf.pages)


def test_a_typeset_booklet_is_bound_on_the_right(booklet: bytes) -> None:
    assert numbers(impose(booklet, *A4, right_to_left=True)) == [(1, 8), (7, 2), (3, 6), (5, 4)]


def test_the_same_pdf_gives_the_same_bytes_at_another_time(booklet: bytes) -> None:
    once = impose(booklet, *A4, right_to_left=True)
    time.sleep(1.1)  # an identifier that is not made from the content alone holds the second
    assert impose(booklet, *A4, right_to_left=True) == once
    assert impose(booklet, *A4, right_to_left=False) != once
