"""What is on a laid-out page, read from its boxes as plain data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Literal
from xml.etree.ElementTree import Element

from polyleaf.design.colours import WHITE, Rgb, contrast_ratio
from polyleaf.typeset.internals import RasterImage, boxes, boxes_in, links_of, root_box, unwrapped
from polyleaf.typeset.laid_out import Area, Fragment, LimitedPlace, PlacedPicture, Run, squeeze
from polyleaf.typeset.page_record import DrawnMark, PageMeasures
from polyleaf.typeset.structure import Node, artifact_kind, may_have_words, structure_of

_PX_PER_MM = 96 / 25.4
_PT_PER_PX = 0.75
_EVERYWHERE = Area(-math.inf, -math.inf, math.inf, math.inf)


class Tree:
    """The elements of a document, and what they say by themselves, which is the same for every layout of it.

    `numbers` counts the elements.
    """

    def __init__(self, root: Element) -> None:
        self.root = root
        self.numbers = {element: number for number, element in enumerate(root.iter())}
        self.small = {below for part in root.iter() if part.get("data-size") == "small" for below in part.iter()}
        self.sections, self.frames = _inside(root, "data-section"), _inside(root, "data-frame")
        self.directions = _inside(root, "dir")
        self.limits = {part: int(str(part.get("data-lines"))) for part in root.iter() if part.get("data-lines")}
        self._paragraphs = tuple(_paragraphs(root))
        self.paragraph_of = {below: self.numbers[part] for part in self._paragraphs for below in part.iter()}
        self.paragraphs = tuple("".join(part.itertext()) for part in self._paragraphs)
        self.fragments = tuple(_fragments(root, self.numbers))
        self.pieces = tuple(_pieces(root, self.numbers))
        self.alternatives = tuple(image.get("alt", "") for image in root.iter("img"))

    @cached_property
    def structure(self) -> Node:
        return structure_of(self.root, self.numbers)


def _inside(root: Element, attribute: str) -> dict[Element, str]:
    """The value of this attribute for each element inside an element that has it."""
    return {below: str(part.get(attribute)) for part in root.iter() if part.get(attribute) for below in part.iter()}


def _paragraphs(root: Element) -> Iterator[Element]:
    """The elements that have words of their own, and are inside no other such element."""
    body = root.find("body")
    waiting = [body] if body is not None else []
    while waiting:
        element = waiting.pop()
        if squeeze((element.text or "") + "".join(child.tail or "" for child in element)):
            yield element
        else:
            waiting += reversed(element)


def _fragments(root: Element, numbers: dict[Element, int]) -> Iterator[Fragment]:
    body = root.find("body")
    for element in body.iter() if body is not None else ():
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if squeeze(own):
            yield Fragment(numbers[element], squeeze(own))


def _pieces(root: Element, numbers: dict[Element, int]) -> Iterator[Fragment]:
    body = root.find("body")
    yield from _pieces_in(body, numbers) if body is not None else ()


def _pieces_in(element: Element, numbers: dict[Element, int]) -> Iterator[Fragment]:
    if isinstance(element.tag, str) and (text := squeeze(element.text or "")):  # a comment has no name
        yield Fragment(numbers[element], text)
    for child in element:
        yield from _pieces_in(child, numbers)
        if text := squeeze(child.tail or ""):
            yield Fragment(numbers[element], text)


class Surveyor:
    """Measures the pages of one layout, in their order.

    `addresses` are those of WeasyPrint's images, by the identity of each image, and `digests` those of the files.
    """

    def __init__(self, tree: Tree, addresses: dict[int, str], digests: dict[str, str]) -> None:
        self._tree, self._addresses, self._digests = tree, addresses, digests
        self._heads: set[Any] = set()

    def measured(self, page: Any) -> PageMeasures:
        """What is on a page. Its texts and pictures get the numbers under which they are drawn."""
        root = root_box(page)
        number_marks(root, self._heads)
        found = tuple(boxes_in(root))
        return PageMeasures(
            width=page.width,
            height=page.height,
            bleed=dict(page.bleed),
            right_to_left=root.style["direction"] == "rtl",
            area=_content_area(root),
            runs=tuple(self._runs(root)),
            pictures=tuple(self._replaced(found)),
            backgrounds=tuple(self._backgrounds(found)),
            places=tuple(self._places(found)),
            marks=tuple(self._marks(found)),
            links=tuple(links_of(page, self._tree.numbers)),
            anchors=dict(page.anchors),
            bookmarks=tuple(page.bookmarks),
        )

    def _runs(self, root: Any) -> Iterator[Run]:
        tree = self._tree
        for box, room, ground, veiled in _text_boxes(root, _EVERYWHERE, WHITE, veiled=False):
            yield Run(
                page=1,
                text=box.text,
                area=_area(box.position_x, box.position_y, box.width, box.height),
                room=room,
                size_pt=box.style["font_size"] * _PT_PER_PX,
                weight=box.style["font_weight"],
                small_print=box.element is None or box.element in tree.small,  # a margin box has no element
                contrast=contrast_ratio(_over(box.style["color"], ground), ground),
                veiled=veiled or box.style["color"].alpha < 1 or box.style["visibility"] != "visible",
                section=tree.sections.get(box.element, ""),
                frame=tree.frames.get(box.element, ""),
                element=tree.numbers.get(box.element, -1),
                paragraph=tree.paragraph_of.get(box.element, -1),
                mark=None if box.artifact else box.mark,
                baseline=(box.position_y + box.baseline) / _PX_PER_MM,
                language=box.style["lang"] or "",
                direction=box.style["direction"],
                stated_direction=tree.directions.get(box.element, tree.root.get("dir", "ltr")),
                generated_by=_generated_by(box),
            )

    def _replaced(self, found: Iterable[Any]) -> Iterator[PlacedPicture]:
        """The pictures that replace an element or its marker."""
        for box in found:
            if isinstance(box, boxes.ReplacedBox):
                name = box.element.get("alt") or box.element.get("class") or box.element_tag
                yield self._placed(box, _content_area(box), " ".join(str(name).split()), box.replacement)

    def _backgrounds(self, found: Iterable[Any]) -> Iterator[PlacedPicture]:
        """The pictures and gradients behind boxes, and those of their borders."""
        for box in found:
            area = _area(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
            name = box.element_tag or "page"
            if box.style["border_image_source"][0] != "none":
                yield self._placed(box, area, name, box.border_image)
            for ground in (box.background, getattr(box, "canvas_background", None)):
                for layer in ground.layers if ground else ():
                    if layer.image:
                        yield self._placed(box, _area(*layer.painting_area), name, layer.image)

    def _placed(self, box: Any, area: Area, name: str, image: Any) -> PlacedPicture:
        section, frame = self._tree.sections.get(box.element, ""), self._tree.frames.get(box.element, "")
        source = self._addresses.get(id(image), "")
        pixels = (image.width, image.height) if isinstance(image, RasterImage) else None
        return PlacedPicture(1, area, section, frame, name, source, self._digests.get(source, ""), pixels)

    def _places(self, found: Iterable[Any]) -> Iterator[LimitedPlace]:
        limits = self._tree.limits
        lines = (box for box in found if isinstance(box, boxes.LineBox))
        taken = Counter(line.element for line in lines if line.element in limits)  # a line's is the one it is a line of
        for element, takes in taken.items():
            yield LimitedPlace(1, " ".join("".join(element.itertext()).split()), limits[element], takes)

    def _marks(self, found: Iterable[Any]) -> Iterator[DrawnMark]:
        """What is drawn as content, in the order of the boxes."""
        for box in found:
            if not box.artifact and isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
                kind: Literal["text", "picture", "bullet"] = "text" if isinstance(box, boxes.TextBox) else "picture"
                if box.element_tag.endswith("::marker"):
                    kind = "bullet"
                number = self._tree.numbers[box.element]
                yield DrawnMark(box.mark, number, kind, getattr(box, "text", ""), _content_area(box))


def number_marks(root: Any, heads: set[Any]) -> None:
    """Separate content from artifacts on a page, and give each text and picture the number under which it is drawn.

    `heads` are the heads of tables that were found on earlier pages.
    """
    _mark_artifacts(root, "", heads)
    drawn = (box for box in boxes_in(root) if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)))
    for number, box in enumerate(box for box in drawn if not box.artifact):
        box.mark = number


def _mark_artifacts(box: Any, kind: str, heads: set[Any]) -> None:
    """Record for each box which kind of artifact it is; empty for content."""
    box = unwrapped(box)
    box.artifact = kind or _artifact(box, heads)
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            _mark_artifacts(child, box.artifact, heads)


def _artifact(box: Any, heads: set[Any]) -> str:
    if isinstance(box, boxes.MarginBox):
        return "Header" if box.at_keyword.startswith("@top") else "Footer"
    if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
        again = box.element in heads
        heads.add(box.element)
        return "Again" if again else ""
    if "::" in (box.element_tag or "") and not box.element_tag.endswith("::marker"):
        return "Layout"
    if box.element is None:
        return ""  # a page, not the document on it
    words = isinstance(box, boxes.TextBox)
    return "Layout" if words and not may_have_words(box.element) else artifact_kind(box.element)


def _generated_by(box: Any) -> str:
    """The pseudo-element of which a text is the content. Empty for the words of the HTML, and in the margins."""
    _, colons, name = (box.element_tag or "").partition("::")
    return f"{colons}{name}"


def _content_area(box: Any) -> Area:
    """Of a page: what its margins leave. A cover has margins of its own."""
    return _area(box.content_box_x(), box.content_box_y(), box.width, box.height)


def _area(x: float, y: float, width: float, height: float) -> Area:
    return Area(x / _PX_PER_MM, y / _PX_PER_MM, (x + width) / _PX_PER_MM, (y + height) / _PX_PER_MM)


def _rgb(colour: Any) -> Rgb:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue


def _ground(box: Any, behind: Rgb) -> Rgb:
    """What is behind the text of a box: its own background over the background around it."""
    colour = box.style["background_color"]
    return behind if colour == "currentcolor" else _over(colour, behind)


def _over(colour: Any, behind: Rgb) -> Rgb:
    """The visible colour of a colour that may be transparent."""
    red, green, blue = (a * colour.alpha + b * (1 - colour.alpha) for a, b in zip(_rgb(colour), behind, strict=True))
    return red, green, blue


def _veils(box: Any) -> bool:
    """Whether a box makes its text transparent, moves it away from where it was measured, or puts a
    picture behind it.
    """
    style = box.style
    pictures = [image for image in style["background_image"] if image[0] != "none"]
    return bool(style["opacity"] < 1 or style["transform"] or pictures)


def _text_boxes(box: Any, room: Area, ground: Rgb, *, veiled: bool) -> Iterator[tuple[Any, Area, Rgb, bool]]:
    """Every text box in a box, with its room, the colour behind it, and whether it is veiled."""
    box = unwrapped(box)
    if isinstance(box, boxes.TextBox):
        yield box, room, ground, veiled
    elif isinstance(box, boxes.ParentBox):
        if box.is_absolutely_positioned():
            room = _EVERYWHERE  # placed relative to the page, wherever it is in the text
        inner = _within(room, box) if isinstance(box, (boxes.BlockContainerBox, boxes.FlexContainerBox)) else room
        for child in box.all_children():
            yield from _text_boxes(child, inner, _ground(box, ground), veiled=veiled or _veils(box))


def _within(room: Area, box: Any) -> Area:
    own = _content_area(box)
    return Area(
        max(room.left, own.left), max(room.top, own.top), min(room.right, own.right), min(room.bottom, own.bottom)
    )
