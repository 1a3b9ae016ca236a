"""What Polyleaf uses of WeasyPrint that is not public, and what it replaces there.

This is the only module with private names of WeasyPrint, its boxes and its streams. WeasyPrint is pinned to one
version, and a test guards these names. A laid-out page is drawn once, into plain data (`PageDrawing`), and every PDF is
written by repeating such data.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol
from xml.etree.ElementTree import Element, tostring

from polyleaf.typeset.glyph_text import as_drawn, glyph_texts, space_of_parts
from polyleaf.typeset.page_record import (
    FontUse,
    FormContent,
    NamedResources,
    PageDrawing,
    PageLink,
    PageMeasures,
    SetPage,
)
from polyleaf.typeset.quick_import import import_weasyprint
from polyleaf.typeset.structure import BREAK_MARKS
from polyleaf.typeset.tags import HYPHEN, is_right_to_left
from polyleaf.typeset.weasyprint_log import Reported

import_weasyprint()

import pydyf  # noqa: E402 -- after the quick import
import uharfbuzz as hb  # noqa: E402
import weasyprint.pdf  # noqa: E402
from weasyprint import CSS, HTML, Document  # noqa: E402
from weasyprint.document import Page  # noqa: E402
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.html import UA, get_html_metadata  # noqa: E402
from weasyprint.images import RasterImage, SVGImage  # noqa: E402
from weasyprint.layout import inline  # noqa: E402
from weasyprint.pdf.fonts import Font  # noqa: E402
from weasyprint.pdf.metadata import DocumentMetadata  # noqa: E402
from weasyprint.pdf.stream import Stream  # noqa: E402
from weasyprint.text import line_break  # noqa: E402
from weasyprint.text.ffi import ffi, pango  # noqa: E402
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key  # noqa: E402

__all__ = ["DocumentMetadata", "RasterImage", "boxes"]

_SCALE = 0.75  # points in a CSS pixel
_WORD_JOINER = "\u2060"
_SARA_AM = "\u0e32\u0e33\u0eb2\u0eb3"  # sara am is two glyphs, and shares one of them with sara aa

# Artifacts by kind (ISO 32000-1, 14.8.2.2.2). The head of a table is repeated on its further pages.
_ARTIFACTS = {
    "Header": {"Type": "/Pagination", "Subtype": "/Header"},
    "Footer": {"Type": "/Pagination", "Subtype": "/Footer"},
    "Again": {"Type": "/Pagination"},
    "Layout": {"Type": "/Layout"},
}


# Boxes


def root_box(page: Any) -> Any:
    """The box of a whole page, with its margins."""
    return page._page_box  # noqa: SLF001


def boxes_in(box: Any) -> Iterator[Any]:
    """A box and all boxes in it, in the order of the document."""
    box = unwrapped(box)
    yield box
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            yield from boxes_in(child)


def unwrapped(box: Any) -> Any:
    """The box itself where a placeholder of an absolutely positioned one is in its place."""
    return getattr(box, "_box", box)


# The style sheet of the user agent

NOT_PLAIN = re.compile(r"float\s*:\s*\w*note|list-item")
"""What needs the rules that `_user_agent_sheet` leaves out."""


class ParsedHtml(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A document whose style sheet of the user agent may be the shorter one."""

    is_plain = True

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_user_agent_sheet()] if self.is_plain and not forms else super()._ua_stylesheets(forms)

    @property
    def stated(self) -> DocumentMetadata:
        """What its head states."""
        return DocumentMetadata(**get_html_metadata(self))


@lru_cache
def _user_agent_sheet() -> CSS:
    """WeasyPrint's own without notes, and with markers for the items of lists alone.

    Each of these pseudo-elements would get a computed style for every element: seven styles instead of one.
    """
    rules = re.sub(r"^::(?:foot)?note-\w+ \{.*\n", "", UA, flags=re.MULTILINE)
    return CSS(string=re.sub(r"^::marker \{", "li::marker {", rules, flags=re.MULTILINE))


# Fonts


@lru_cache
def _font_configuration(_config_file: str) -> FontConfiguration:
    """WeasyPrint's list of fonts, created once for each set of fonts; each new one leaks about 0.5 MiB."""
    return FontConfiguration()


def fonts_in_use() -> FontConfiguration:
    return _font_configuration(_config_file())


def _config_file() -> str:
    return os.environ.get("FONTCONFIG_FILE", "")


class _OwnTexts(dict[int, str]):
    """The text of each glyph in a PDF: the font's own if it tells, or else what WeasyPrint found in the line.

    A further glyph of a cluster has none, but PDF/A requires one: a word joiner, which readers skip. The hyphen that
    WeasyPrint adds shares its glyph with the hyphen of the keyboard, which is in telephone numbers.
    """

    def __init__(self, own: dict[int, str]) -> None:
        super().__init__()
        self._own = own

    def __setitem__(self, glyph: int, text: str) -> None:
        found = "-" if text == HYPHEN else as_drawn(text)
        super().__setitem__(glyph, self._own.get(glyph) or found or _WORD_JOINER)


_LETTER = 0x110000  # beyond Unicode: what is missing is no character, but the glyph of a letter that is drawn in parts


class _LettersOfParts(dict[int, str]):
    """The texts of a font that draws letters in parts, and what is drawn of each cluster until it is shown.

    The parts get no text. The letters of a cluster get codes of their own, which the glyph of the space draws, and the
    pen is moved back: so readers find every letter once, on the line and in its place. PDFium does not read what has no
    width.
    """

    def __init__(self, font: Font, space: int, width: int) -> None:
        super().__init__({space: " "})
        self._font = font
        self._width = width
        self._drawn: list[tuple[int, str]] = []
        font.widths[space] = width

    def __contains__(self, _glyph: object) -> bool:
        return False  # WeasyPrint states the text of a glyph only once otherwise

    def __setitem__(self, glyph: int, text: str) -> None:
        in_parts = any(unicodedata.bidirectional(char) in {"R", "AL", "NSM"} for char in text)
        found = "-" if text == HYPHEN else text
        super().__setitem__(glyph, _WORD_JOINER if in_parts or not found else found)
        self._drawn.append((glyph, as_drawn(text) if in_parts else ""))

    def codes_before(self, glyph: int) -> str:
        """The codes of the letters to be read before the next glyph, as hexadecimal digits."""
        drawn, text = self._drawn.pop(0)
        if drawn != glyph:
            raise RuntimeError("WeasyPrint shows the glyphs of a line in another order than it states their texts")
        codes = [(self._font.get_unused_glyph_id(_LETTER + ord(letter)), letter) for letter in text]
        for code, letter in codes:
            super().__setitem__(code, letter)
            self._font.widths[code] = self._width
        return "".join(f"{code:04x}>{self._width}<" for code, _ in codes)


_faces: dict[tuple[str, int, float], Font] = {}
_contents: dict[tuple[str, int], bytes] = {}
_MOST_FACES = 400  # in all sizes; each holds what WeasyPrint states of it, and they share their files


def _add_font(stream: Stream, pango_font: Any) -> tuple[Any, float]:
    """`Stream.add_font`, which reads each face once in a process."""
    key, description, size = get_pango_font_key(pango_font)
    fonts = stream._fonts  # noqa: SLF001
    if key not in fonts:
        config = _config_file()
        face = _faces.get((config, key, size))
        if face is None:
            face = Font(pango_font, description, size)
            face.file_content = _contents.setdefault((config, key), face.file_content)
            if len(_faces) >= _MOST_FACES:
                _faces.clear()
            _faces[config, key, size] = face
        font = fonts[key] = copy(face)
        font.widths, font.missing = {}, {}
        if space := space_of_parts(face.file_content):
            font.to_unicode = _LettersOfParts(font, *space)
            font.space = space[0]
        else:
            font.to_unicode = _OwnTexts(glyph_texts(face.file_content))
    return fonts[key], size


def _unused_glyph(font: Any, codepoint: int) -> int:
    """`Font.get_unused_glyph_id`, which depends on the character alone, so it is the same on every page."""
    free = 0xFFFF - font.glyph_count
    font.missing[codepoint] = font.glyph_count + codepoint % free if free > 0 else 0xFFFF
    return int(font.missing[codepoint])


def _subset(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """`Font.subset` with the HarfBuzz of the package uharfbuzz, which is the same on every machine."""
    if to_unicode:
        font.file_content = _subset_of(font.file_content, frozenset(to_unicode), bool(font.missing), hinting)


_UNNEEDED_TABLES = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")


@lru_cache(maxsize=64)
def _subset_of(content: bytes, glyphs: frozenset[int], lacks: bool, hinting: bool) -> bytes:
    """A font with these glyphs alone, under their numbers, and none after the last of them."""
    flags = hb.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | hb.SubsetFlags.DESUBROUTINIZE
    flags |= hb.SubsetFlags.NOTDEF_OUTLINE if lacks else 0
    numbered = hb.SubsetInput()
    numbered.glyph_set.update(glyphs)
    numbered.drop_table_tag_set.update(int.from_bytes(tag) for tag in _UNNEEDED_TABLES)
    numbered.flags = flags | hb.SubsetFlags.RETAIN_GIDS
    shorter = hb.SubsetInput()
    shorter.glyph_set.update(range(max(glyphs) + 1))
    shorter.flags = flags | (0 if hinting else hb.SubsetFlags.NO_HINTING)
    return bytes(shorter.subset(numbered.subset(hb.Face(content))).blob.data)


# Drawing


@contextmanager
def _marked(stream: Stream, box: Any, _tag: str) -> Iterator[None]:
    """`Stream.marked`, which draws an artifact as one, and content under the number of its box.

    A cluster with combining marks (Hindi, Thai) is drawn with glyphs of no character, so its text is added.
    """
    if box.artifact:
        stream.begin_marked_content("Artifact", pydyf.Dictionary(_ARTIFACTS[box.artifact]))
    else:
        text = getattr(box, "text", "")
        actual = {"ActualText": pydyf.String(text.translate(BREAK_MARKS))} if _loses_text(text) else {}
        stream.begin_marked_content("Span", pydyf.Dictionary({"MCID": box.mark, **actual}))
    try:
        yield
    finally:
        stream.end_marked_content()


def _loses_text(text: str) -> bool:
    combines = any(unicodedata.category(char) in {"Mn", "Mc"} or char in _SARA_AM for char in text)
    return combines and not is_right_to_left(text)


@dataclass(frozen=True)
class _Drawn:
    """What drawing an SVG file added to a page: operators, and the transparencies that they name."""

    operators: tuple[bytes, ...]
    alphas: dict[str, pydyf.Dictionary]


_GLYPH = re.compile("[0-9a-f]{4}(?=[0-9a-f]*>)")


def _set_font_size(stream: Stream, name: str, size: float) -> None:
    """`Stream.set_font_size`, which remembers the texts of the font."""
    stream.texts = next(font.to_unicode for font in stream._fonts.values() if font.hash == name)  # noqa: SLF001
    stream.rise = 0
    _set_size(stream, name, size)


def _set_text_rise(stream: Stream, rise: float) -> None:
    """`Stream.set_text_rise`, but a rise is written with the glyph for which it is."""
    stream.rise = rise
    if not rise:
        _set_rise(stream, rise)


def _show_glyphs(stream: Stream, text: str) -> None:
    """`Stream.show_text` with the letters of glyphs that are parts of letters, and without empty strings.

    WeasyPrint leaves empty strings around a glyph above or below the line. PDFium, and Chromium with it, loses the last
    move of the pen in an array with empty strings, so what follows is drawn over another word.
    """
    texts = stream.texts
    if isinstance(texts, _LettersOfParts):
        text = _GLYPH.sub(lambda glyph: texts.codes_before(int(glyph[0], 16)) + glyph[0], text)
    if stream.rise:
        _set_rise(stream, stream.rise)
    if shown := text.replace("<>", " ").strip():
        _show_text(stream, shown)


def _with_spaces_for_letters(
    dictionary: pydyf.Dictionary, pdf: pydyf.PDF, font: Font, widths: Mapping[int, int], *further: Any
) -> None:
    """`_build_vector_font_dictionary`, which draws the letters of parts with the glyph of the space.

    WeasyPrint has a table of codes without a glyph, for characters that a font lacks; these letters are in it.
    """
    _build_font(dictionary, pdf, font, widths, *further)
    letters = {code for key, code in font.missing.items() if key >= _LETTER}
    if not letters:
        return
    encoding = next(item for item in reversed(pdf.objects) if item.reference == dictionary["Encoding"])
    spaces = {b"<%04x> 0" % code: b"<%04x> %d" % (code, font.space) for code in letters}
    encoding.stream = [spaces.get(line, line) for line in encoding.stream]


_drawn_before: OrderedDict[tuple[object, ...], _Drawn] = OrderedDict()
_MOST_DRAWN = 200  # about 30 kB each
_NAMED = re.compile(rb"/(\S+)")
_ALPHA = re.compile(rb"[Aa][\d.]+")


def _draw_once(image: SVGImage, stream: Stream, width: float, height: float, style: Any) -> None:
    """`SVGImage.draw`, which repeats the operators of the same drawing in the same size in the same graphics state.

    A drawing that needs more of the page than transparencies, such as a font or a gradient, is always drawn anew.
    """
    if not hasattr(image, "digest"):
        image.digest = hashlib.sha256(tostring(image._svg.tree._etree_node)).digest()  # noqa: SLF001
    state = (stream._current_color, stream._current_color_stroke, stream._current_alpha, stream._current_alpha_stroke)  # noqa: SLF001
    key = (image.digest, width, height, *state)
    resources = stream._resources  # noqa: SLF001
    if drawn := _drawn_before.get(key):
        _drawn_before.move_to_end(key)
        resources["ExtGState"].update(drawn.alphas)
        stream.stream += drawn.operators
        stream.push_state()  # as after the last operator: nothing is known of the graphics state
        stream.pop_state()
        return
    before = len(stream.stream)
    _draw_svg(_with_its_patterns(image), stream, width, height, style)
    operators = tuple(stream.stream[before:])
    named = dict.fromkeys(name for operator in operators for name in _NAMED.findall(operator))  # in order
    if operators and all(map(_ALPHA.fullmatch, named)):
        alphas = {name.decode(): resources["ExtGState"][name.decode()] for name in named}
        _drawn_before[key] = _Drawn(operators, alphas)
        while len(_drawn_before) > _MOST_DRAWN:
            _drawn_before.popitem(last=False)


def _with_its_patterns(image: SVGImage) -> SVGImage:
    """The image, or a copy if it has patterns, because drawing turns them into pictures, which are drawn next time."""
    node = image._svg.tree._etree_node  # noqa: SLF001
    if not any(str(part.tag).endswith("pattern") for part in node.iter()):
        return image
    return SVGImage(deepcopy(node), image._base_url, image._url_fetcher, image._context)  # noqa: SLF001


# Lines

_THAI = re.compile("[\u0e01-\u0e5b]{2,}")
ffi.cdef("PangoAttribute * pango_attr_allow_breaks_new (gboolean allow_breaks);")


def _set_text_with_whole_words(layout: Any, text: str, justify: bool = False) -> None:
    """`Layout.set_text`, which breaks Thai at its spaces and zero-width spaces alone.

    Pango asks libthai for further places. Its dictionary divides many medical words, and does so whatever joins their
    letters, because Pango's own rules come before it. Attributes come last.
    """
    _set_text(layout, text, justify)
    stretches = list(_THAI.finditer(layout.text))
    if not stretches:
        return
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for stretch in stretches:
        whole = pango.pango_attr_allow_breaks_new(False)
        whole.start_index, whole.end_index = (len(layout.text[:place].encode()) for place in stretch.span())
        pango.pango_attr_list_change(attributes, whole)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _split_into_lines(text: str, style: Any, context: Any, max_width: Any, *options: Any, **more: Any) -> Any:
    """`split_first_line`, which does not divide the last word of a text: the rest of it would be a line of its own.

    Nor does it leave the first word alone on a line where all of a text has room but the space at its end. WeasyPrint
    does, before words in an element in which no line may break.
    """
    split = _split_first_line(text, style, context, max_width, *options, **more)
    resume_at = split[2]
    if not resume_at:
        return split
    first, rest = (part.decode() for part in (text.encode()[:resume_at], text.encode()[resume_at:]))
    if text.endswith(" ") and rest.strip() and " " not in first.strip():
        whole = _split_first_line(text.rstrip(" "), style, context, max_width, *options, **more)
        if whole[2] is None and whole[3] <= max_width:
            return whole
    if style["hyphens"] != "auto" or " " in rest.strip() or not text[: -len(rest)][-1:].isalpha():
        return split
    without = style.copy()
    without["hyphens"] = "manual"
    other = _split_first_line(text, without, context, max_width, *options, **more)
    return other if other[3] <= max_width else split


def _remove_last_whitespace(context: Any, line: Any) -> None:
    """`remove_last_whitespace`, after which the last text of a right-to-left line is where it is drawn.

    WeasyPrint goes on drawing it with the space at its left, and moves its box to the left by as much.
    """
    before = line.children[0].position_x if line.children else 0
    _remove_space(context, line)
    moved = line.children[0].position_x - before if line.children else 0
    if not moved:
        return
    last = line.children[-1]
    last.translate(dx=-moved, ignore_floats=True)
    while isinstance(last, boxes.ParentBox) and last.children:
        *others, last = last.children
        for other in others:
            other.translate(dx=moved, ignore_floats=True)
    if isinstance(last, boxes.TextBox) and last.text:
        last.pango_layout = inline.split_text_box(context, last, None, 0)[0].pango_layout


def _add_no_tags(*_: object) -> None:
    """Replaces the tags that WeasyPrint makes from its boxes. `write_tags` follows the HTML
    instead, in the finisher.
    """


_show_text, _set_size, _set_rise = Stream.show_text, Stream.set_font_size, Stream.set_text_rise
_build_font = weasyprint.pdf.fonts._build_vector_font_dictionary  # noqa: SLF001
weasyprint.pdf.fonts._build_vector_font_dictionary = _with_spaces_for_letters  # noqa: SLF001
Stream.show_text, Stream.set_font_size, Stream.set_text_rise = _show_glyphs, _set_font_size, _set_text_rise
Stream.marked, Stream.add_font = _marked, _add_font
Font.get_unused_glyph_id, Font.subset = _unused_glyph, _subset
weasyprint.pdf.add_tags = _add_no_tags
_draw_svg = SVGImage.draw
SVGImage.draw = _draw_once
_set_text = line_break.Layout.set_text
line_break.Layout.set_text = _set_text_with_whole_words
_split_first_line = line_break.split_first_line
inline.split_first_line = _split_into_lines
_remove_space = inline.remove_last_whitespace
inline.remove_last_whitespace = _remove_last_whitespace


class LivePage:
    """A page as WeasyPrint laid it out. It is drawn when its drawing is first asked for."""

    def __init__(self, page: Page, measured: PageMeasures) -> None:
        self._page = page
        self.measured = measured

    @cached_property
    def drawings(self) -> tuple[PageDrawing, ...]:
        return (_drawing(self._page),)

    def is_out_of_flow(self, element: Element) -> bool:
        """Whether an element is placed on the page without changing where anything else is."""
        first = next((box for box in boxes_in(root_box(self._page)) if box.element is element), None)
        return first is not None and first.is_absolutely_positioned()


def links_of(page: Page, numbers: Mapping[Any, int]) -> Iterator[PageLink]:
    """The links on a page. `numbers` counts the elements of the HTML."""
    for kind, target, corners, box in page.links:
        yield PageLink(kind, target, tuple(corners), None if box.artifact else numbers[box.element])


def _drawing(page: Page) -> PageDrawing:
    fonts: dict[int, Font] = {}
    images: dict[str, Any] = {}
    resources = _no_resources(b"")
    left, top = -page.bleed["left"], -page.bleed["top"]
    width, height = (page.width - left + page.bleed["right"], page.height - top + page.bleed["bottom"])
    stream = Stream(fonts, (left, top, width, height), resources, images, {}, {}, None)
    stream.transform(d=-1, f=page.height * _SCALE)  # as WeasyPrint does before it paints a page
    before = len(stream.stream)
    with Reported() as said:
        page.paint(stream, _SCALE)
    operators = _joined(stream.stream[before:])
    return PageDrawing(operators, tuple(map(_font_use, fonts.values())), _named(resources, images), tuple(said.lines))


def _joined(operators: Iterable[object]) -> bytes:
    return b"\n".join(pydyf._to_bytes(operator) for operator in operators)  # noqa: SLF001


def _no_resources(color_spaces: bytes) -> pydyf.Dictionary:
    kinds = {kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")}
    return pydyf.Dictionary({**kinds, "ColorSpace": color_spaces})


_NOT_STATED = frozenset({"hb_font", "hb_face", "file_content", "widths", "to_unicode", "missing"})


def _font_use(font: Font) -> FontUse:
    stated = {name: value for name, value in vars(font).items() if name not in _NOT_STATED}
    file = _file_of(_config_file(), font.file_content)
    content = b"" if file else font.file_content
    return FontUse(font.hash, file, content, stated, dict(font.to_unicode), dict(font.widths), dict(font.missing))


@lru_cache(maxsize=256)
def _file_of(config_file: str, content: bytes) -> str:
    """The name of the file with this content, beside the configuration of the fonts. Empty if it is none of them."""
    files = Path(config_file).parent.glob("*.ttf") if config_file else ()
    same_size = (path for path in files if path.stat().st_size == len(content))
    return next((path.name for path in same_size if path.read_bytes() == content), "")


@lru_cache(maxsize=64)
def _content_of(config_file: str, file: str) -> bytes:
    return (Path(config_file).parent / file).read_bytes()


def _named(resources: pydyf.Dictionary, images: Mapping[str, Any]) -> NamedResources:
    objects = resources["XObject"]
    groups = {name: content for name, content in objects.items() if content is not None}
    names = {id(group): name for name, group in groups.items()}
    masks = {
        name: names[id(state["SMask"]["G"])]
        for name, state in resources["ExtGState"].items()
        if isinstance(state.get("SMask"), dict)
    }
    return NamedResources(
        states={name: _without_group(state) for name, state in resources["ExtGState"].items()},
        masks=masks,
        groups={name: _form_content(group, images) for name, group in groups.items()},
        patterns={name: _form_content(pattern, images) for name, pattern in resources["Pattern"].items()},
        shadings=dict(resources["Shading"]),
        images={name: _image_object(images[name]) for name, content in objects.items() if content is None},
    )


def _without_group(state: pydyf.Dictionary) -> pydyf.Dictionary:
    """A state, with an empty place for the group of its mask."""
    mask = state.get("SMask")
    return (
        pydyf.Dictionary({**state, "SMask": pydyf.Dictionary({**mask, "G": None})}) if isinstance(mask, dict) else state
    )


def _form_content(form: Stream, images: Mapping[str, Any]) -> FormContent:
    entries = pydyf.Dictionary({**form.extra, "Resources": None})  # in its place, and filled when it is drawn again
    return FormContent(entries, _joined(form.stream), _named(form.extra["Resources"], images))


def _image_object(drawn: Mapping[str, Any]) -> pydyf.Stream:
    return _with_content(drawn["image"].get_x_object(drawn["interpolate"], 1))


def _with_content(stream: pydyf.Stream) -> pydyf.Stream:
    """A stream that holds its bytes, and not the file from which they come."""
    extra = {name: _with_content(value) if name == "SMask" else value for name, value in stream.extra.items()}
    return pydyf.Stream([_joined(stream.stream)], pydyf.Dictionary(extra), stream.compress)


# Drawing again


class _LinkPlace:
    """The place of a link, to which WeasyPrint attaches the annotation that it writes."""

    def __init__(self, element: int | None) -> None:
        self.element = element
        self.link_annotation: pydyf.Dictionary | None = None


class _RepeatedPage:
    """A page for WeasyPrint's writer of PDFs, drawn from its record."""

    def __init__(self, page: SetPage) -> None:
        measured = page.measured
        self._drawings = page.drawings
        self.width, self.height, self.bleed = measured.width, measured.height, dict(measured.bleed)
        self.bookmarks, self.anchors = list(measured.bookmarks), dict(measured.anchors)
        self.forms: dict[None, list[object]] = {None: []}
        self.links = [(link.kind, link.target, link.corners, _LinkPlace(link.element)) for link in measured.links]

    def paint(self, stream: Stream, _scale: float) -> None:
        for drawing in self._drawings:
            for use in drawing.fonts:
                _use_font(stream._fonts, use)  # noqa: SLF001
            names = _use_resources(stream, stream._resources, drawing.resources, rename=True)  # noqa: SLF001
            stream.stream.append(_renamed(drawing.operators, names))

    def annotations(self) -> Iterator[tuple[int, pydyf.Dictionary]]:
        """The links that were written, with the numbers of their elements."""
        for _, _, _, place in self.links:
            if place.element is not None and place.link_annotation is not None:
                yield place.element, place.link_annotation


def _use_font(fonts: dict[str, Font], use: FontUse) -> None:
    """Add a face, or its further glyphs. What the first page says of a glyph holds for all."""
    font = fonts.get(use.name)
    if font is None:
        font = fonts[use.name] = Font.__new__(Font)
        vars(font).update(use.stated, widths={}, to_unicode={}, missing={})
        font.file_content = use.content or _content_of(_config_file(), use.file)
    for known, used in ((font.missing, use.missing), (font.widths, use.widths), (font.to_unicode, use.texts)):
        known.update({glyph: value for glyph, value in used.items() if glyph not in known})


_Names = dict[tuple[str, str], str]
_OPERATORS = {b"Do": "groups", b"gs": "states", b"sh": "shadings", b"scn": "patterns", b"SCN": "patterns"}
_USE = re.compile(rb"^/(\S+) (Do|gs|sh|scn|SCN)$", re.MULTILINE)


def _renamed(operators: bytes, names: _Names) -> bytes:
    """Operators with the names that their resources have in this file."""
    if all(name == new for (_, name), new in names.items()):
        return operators

    def new_name(use: re.Match[bytes]) -> bytes:
        name, operator = use.groups()
        new = names.get((_OPERATORS[operator], name.decode()), name.decode())
        return b"/%s %s" % (new.encode(), operator)

    return _USE.sub(new_name, operators)


def _use_resources(stream: Stream, target: pydyf.Dictionary, own: NamedResources, *, rename: bool) -> _Names:
    """Add what a page or a form names, and return the new names by kind and former name.

    The pages of a file share their resources, so what was counted on its page is counted anew.
    """
    names: _Names = {}

    def named(kind: str, letter: str, name: str, there: Mapping[str, object]) -> str:
        names[kind, name] = f"{letter}{len(there)}" if rename else name
        return names[kind, name]

    groups, states = target["XObject"], target["ExtGState"]
    for name, content in own.images.items():
        groups[name] = None  # WeasyPrint adds it when it has written all pages
        stream._images.setdefault(name, _kept_image(name, content))  # noqa: SLF001
    for name, form in own.groups.items():
        new = named("groups", "x", name, groups)
        groups[new] = _form(stream, form, new)
    for name, form in own.patterns.items():
        new = named("patterns", "p", name, target["Pattern"])
        target["Pattern"][new] = _form(stream, form, new)
    for name, shading in own.shadings.items():
        target["Shading"][named("shadings", "s", name, target["Shading"])] = deepcopy(shading)
    for name, state in own.states.items():
        if name in own.masks:
            masked = deepcopy(state)
            masked["SMask"]["G"] = groups[names["groups", own.masks[name]]]
            states[named("states", "s", name, states)] = masked
        elif _ALPHA.fullmatch(name.encode()):
            states.setdefault(name, deepcopy(state))
        else:
            states[named("states", "s", name, states)] = deepcopy(state)
    return names


def _form(stream: Stream, content: FormContent, name: str) -> Stream:
    resources = _no_resources(stream._resources["ColorSpace"])  # noqa: SLF001
    resources["Font"] = None  # WeasyPrint adds the fonts when it has written all pages
    _use_resources(stream, resources, content.resources, rename=False)
    entries = pydyf.Dictionary({**deepcopy(content.entries), "Resources": resources})
    form = stream.clone(resources=resources, extra=entries)
    form.id = name
    form.stream = [content.operators]
    return form


class _KeptImage:
    """An image for WeasyPrint's writer of PDFs."""

    def __init__(self, content: pydyf.Stream) -> None:
        self._content = content

    def get_x_object(self, _interpolate: bool, _dpi_ratio: float) -> pydyf.Stream:
        return deepcopy(self._content)


def _kept_image(name: str, content: pydyf.Stream) -> dict[str, object]:
    interpolate = name.endswith("1")
    return {"image": _KeptImage(content), "interpolate": interpolate, "dpi_ratios": {1}, "x_object": None}


class Finisher(Protocol):
    """Completes a PDF before it is written, with the links on each page and the numbers of their elements."""

    def __call__(self, pdf: pydyf.PDF, links: Sequence[tuple[int, int, pydyf.Dictionary]]) -> None: ...


def pdf_of(pages: Iterable[SetPage], stated: DocumentMetadata, identifier: bytes, finish: Finisher) -> bytes:
    """The PDF/A-2a and PDF/UA-1 file of these pages, but for what `finish` adds."""
    repeated = [_RepeatedPage(page) for page in pages]
    document = Document(repeated, stated, None, SimpleNamespace(font_map=None), {}, None)
    buffer = BytesIO()

    def finisher(_: Document, pdf: pydyf.PDF) -> None:
        finish(pdf, [(number, *link) for number, page in enumerate(repeated) for link in page.annotations()])

    document.write_pdf(
        buffer,
        finisher=finisher,
        pdf_identifier=identifier,
        pdf_tags=True,
        pdf_variant="pdf/a-2a",
        output_intent="",  # WeasyPrint would leave the file of its profile open
    )
    return buffer.getvalue()
