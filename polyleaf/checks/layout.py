"""Checks of the pages as they are laid out, before they become a PDF."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

from polyleaf.checks import lost_messages
from polyleaf.checks.known_text import KnownText
from polyleaf.checks.registry import Problem, check
from polyleaf.checks.safety_texts import SafetyWords, safety_words
from polyleaf.content.brochure import Figure, walk
from polyleaf.content.resolution import OFFICE_DPI
from polyleaf.core.findings import Concern, Origin, Severity, Stage
from polyleaf.core.project import Project
from polyleaf.design.colours import BODY_CONTRAST
from polyleaf.design.formats import Format, PanelPlace
from polyleaf.design.mark_lock import MarkLock
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.siblings import Sibling
from polyleaf.translation.growth import much_longer
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import Area, LaidOut, Overrun, PlacedPicture, Run, line_count, squeeze

_TOLERANCE_MM = 0.3
_LINE_TOLERANCE_EM = 0.5  # the line of a font is higher than the line on which it is set
_ASCENT_EM, _DESCENT_EM = 0.65, 0.15  # of letters, above and below their line
_MM_PER_PT = 25.4 / 72
_SIZE_TOLERANCE_PT = 0.01
_MESSAGES_SHOWN = 4
_OTHER_CONTRAST = 4.5
_BOLD = 600
_SOUGHT = 20  # characters by which a text is found in a file
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class LayoutContext:
    """An edition on paper, the words from which it was made, and what its format requires."""

    localized: LocalizedBrochure
    layout: LaidOut
    form: Format
    edition: str
    labels: tuple[SourceMessage, ...]
    siblings: tuple[Sibling, ...]
    marks: MarkLock
    project: Project

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)

    @property
    def body_pt(self) -> float:
        """The least size of body text, in pt, in the script of the language."""
        spec = self.form.spec
        return (self.localized.language.fills_square and spec.body_pt_square) or spec.body_pt

    def origin_of(self, text: str) -> Origin:
        """The line of a template or a style sheet that contains these words, or the edition if none does."""
        start = squeeze(text)[:_SOUGHT]
        for folder in (*self.project.template_dirs(), *self.project.style_dirs()):
            for path in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".css"}):
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                    if start in squeeze(line):
                        return Origin(self.project.relative(path), number)
        return self.origin

    @cached_property
    def critical(self) -> frozenset[str]:
        """The ids of the sections that are safety text."""
        return frozenset(section.id for section in self.localized.brochure.sections if section.critical)

    @cached_property
    def safety_runs(self) -> tuple[Run, ...]:
        """What is printed of the safety sections, in the order of reading."""
        return tuple(run for run in self.layout.runs if run.section in self.critical and is_visible(run.text))

    @cached_property
    def unprinted(self) -> list[lost_messages.Message]:
        """The messages that are not on the pages."""
        return lost_messages.unprinted(self.localized, self.layout)

    @cached_property
    def safety_words(self) -> dict[str, SafetyWords]:
        """The words of each safety section, by its id."""
        return safety_words(self.localized)

    @cached_property
    def known(self) -> KnownText:
        """What the pages may say."""
        languages = [sibling.language for sibling in self.siblings]
        return KnownText.of(self.localized, self.labels, languages, len(self.layout.sheets))

    @property
    def planned_pages(self) -> int | None:
        """The number of pages that there must be. None for a text that flows."""
        layout = self.localized.layout
        return len(layout.frames) if layout and self.form.spec.by_page else self.form.spec.pages

    @cached_property
    def panels(self) -> dict[str, PanelPlace]:
        return self.form.panel_places(right_to_left=self.localized.language.direction == "rtl")


@check(
    "page-count",
    Stage.LAYOUT,
    "Shorten the text of the page or panel named, or give its sections another place.",
    concern=Concern.CONTENT,
)
def page_count(context: LayoutContext) -> Iterator[Problem]:
    """One page too many means that a text runs over. The sheet no longer folds, and a page may be left behind."""
    actual, expected = len(context.layout.sheets), context.planned_pages
    if expected is None or actual == expected:
        return
    edition = f"{context.form.name} in {context.localized.language.code}"
    overlong = [_overrun(over, context) for over in context.layout.overlong]
    for where in overlong or ["nothing but figures or empty space runs over"]:
        yield Problem(context.origin, f"{edition}: {actual} pages instead of {expected}; {where}")


def _overrun(over: Overrun, context: LayoutContext) -> str:
    """How far a page or panel runs over, the messages that are too much, and those to shorten first."""
    text = squeeze(over.text)
    beyond = [message.msgid for message, words in context.localized.printed() if squeeze(words) in text]
    messages = ", ".join(repr(msgid) for msgid in beyond[:_MESSAGES_SHOWN]) or repr(over.text[:60])
    more = f" and {len(beyond) - _MESSAGES_SHOWN} more" if len(beyond) > _MESSAGES_SHOWN else ""
    lines = f"{over.lines} {'line' if over.lines == 1 else 'lines'}"
    measured = f"{lines} ({over.over_mm:.1f} mm, about {len(text)} characters)"
    return f"{over.frame} runs over by {measured}: {messages}{more}{_to_shorten(over.frame, context)}"


def _to_shorten(frame: str, context: LayoutContext) -> str:
    """The messages of a frame that are much longer than their sources, and their lines.

    Those that could lose the most come first. A message on a single line cannot be shortened usefully.
    """
    runs = [run for run in context.layout.runs if run.frame == frame]
    printed = {message.msgid: squeeze(words) for message, words in context.localized.printed()}
    named = []
    for grown in much_longer(context.localized.words, printed):
        lines = line_count(_runs_of(printed[grown.msgid], runs))
        if lines > 1:
            times = f"{grown.times:.1f} times its source, {grown.usual:.1f} is usual"
            named.append(f"{grown.msgid!r} ({lines} lines, {times})")
    return f"; shorten first: {', '.join(named[:_MESSAGES_SHOWN])}" if named else ""


def _runs_of(words: str, runs: Iterable[Run]) -> list[Run]:
    """The runs that print these words, without white space. None if they are not printed."""
    texts = [(run, squeeze(run.text)) for run in runs]
    start = "".join(text for _, text in texts).find(words)
    found, position = [], 0
    for run, text in texts:
        if start >= 0 and position < start + len(words) and position + len(text) > start:
            found.append(run)
        position += len(text)
    return found


@check(
    "place-overfull",
    Stage.LAYOUT,
    "Shorten the text; a `max_length` beside it in the source tells every translator.",
    Severity.WARNING,
)
def place_overfull(context: LayoutContext) -> Iterator[Problem]:
    """Titles, column headings, labels and running lines have a place of their own. One more line
    pushes other text away.
    """
    overfull = [place for place in context.layout.places if place.takes > place.has]
    for place in {place.text: place for place in reversed(overfull)}.values():  # a running line once, on its first page
        lines = f"{place.takes} lines, {place.takes - place.has} more than its place has"
        yield Problem(context.origin, f"page {place.page}: {place.text!r} takes {lines}")


@check(
    "panel-missing",
    Stage.LAYOUT,
    "Fix the template: it leaves the panel out, or has nothing to set on it.",
    concern=Concern.CONTENT,
)
def panel_missing(context: LayoutContext) -> Iterator[Problem]:
    """A folded sheet with an empty panel has lost a part of its text, or is folded wrongly."""
    found = {run.frame for run in context.layout.runs if is_visible(run.text)}
    for panel in context.form.spec.panels:
        if panel not in found:
            yield Problem(context.origin, f"nothing is on the panel {panel!r}")


@check("panel-misplaced", Stage.LAYOUT, "Fix the order or the direction of the panels in template and style sheet.")
def panel_misplaced(context: LayoutContext) -> Iterator[Problem]:
    """A panel in the wrong place is hidden when it should be seen. Urgent help is outside, and warnings are inside."""
    misplaced: dict[tuple[str, int], str] = {}
    for run in context.layout.runs:
        place = context.panels.get(run.frame)
        if place and is_visible(run.text) and not _is_on(run, place):
            misplaced.setdefault((run.frame, run.page), shown(run))
    for (panel, page), text in misplaced.items():
        yield Problem(context.origin, f"the panel {panel!r} is in another place, on side {page}: {text!r}")


def _is_on(item: Run | PlacedPicture, place: PanelPlace) -> bool:
    """Whether text or a picture is on its panel. For one that continues on another page, `page-count` reports that."""
    middle = (item.area.left + item.area.right) / 2
    return place.left < middle < place.right and item.page >= place.page


@check("section-misplaced", Stage.LAYOUT, "Fix the template: it sets the section on another page or panel.")
def section_misplaced(context: LayoutContext) -> Iterator[Problem]:
    """Every section is where the layout puts it. A reader who looks for urgent help on the back must find it there."""
    layout = context.localized.brochure.layouts.get(context.form.name)
    frames = layout.frames if layout else ()
    placed = {(frame.name, place.partition(":")[0]) for frame in frames for place in frame.names()}
    found = dict.fromkeys((run.frame, run.section) for run in context.layout.runs if run.frame and run.section)
    for frame, section in found:
        if (frame, section) not in placed:
            yield Problem(context.origin, f"the section {section!r} is on {frame!r}, where the layout has others")


@check("words-lost", Stage.LAYOUT, "Look for a box of fixed height or a hidden part there.", concern=Concern.CONTENT)
def words_lost(context: LayoutContext) -> Iterator[Problem]:
    """Text that does not fit a fixed box disappears, and the renderer reports nothing. It could contain a warning."""
    printed: dict[int, str] = defaultdict(str)
    for run in context.layout.runs:
        printed[run.element] += squeeze(run.text)
    for fragment in context.layout.fragments:
        if not _holds(printed[fragment.element], fragment.text):
            yield Problem(context.origin, f"lost in layout: {_first_lost(fragment.text, printed[fragment.element])!r}")


def _holds(printed: str, text: str) -> bool:
    """Whether a text is completely on paper, once, or more than once (a running line on an additional page)."""
    return bool(printed) and printed == text * (len(printed) // len(text))


def _first_lost(expected: str, actual: str) -> str:
    """Up to 60 characters of the expected text, from where the printed text differs."""
    same = next((i for i, (a, b) in enumerate(zip(expected, actual, strict=False)) if a != b), len(actual))
    return expected[same : same + 60]


@check(
    "message-unprinted",
    Stage.LAYOUT,
    "Fix the template: it leaves the text out. If it does not, a style sheet hides the text.",
    concern=Concern.CONTENT,
)
def message_unprinted(context: LayoutContext) -> Iterator[Problem]:
    """Every message of the brochure is on paper in its translation. A template must not forget one."""
    for message, _ in context.unprinted:
        yield lost_messages.problem(message, "on the pages", context.localized.brochure)


@check(
    "safety-differs",
    Stage.LAYOUT,
    "Fix the template of that block: it loses, adds or moves a text.",
    concern=Concern.SAFETY,
)
def safety_differs(context: LayoutContext) -> Iterator[Problem]:
    """A safety section is on paper word by word and in order: each list under its treatment and its heading."""
    unprinted = {words for _, words in context.unprinted}  # `message-unprinted` reports these, each once
    for section, read in context.localized.safety_sections():
        expected = "".join(squeeze(words) for _, words in read if words not in unprinted)
        printed = "".join(squeeze(run.text) for run in context.layout.runs if run.section == section)
        if printed != expected:
            lost = _first_lost(expected, printed) or "the end"
            yield Problem(context.origin, f"the section {section!r} differs from its text, first at {lost!r}")


@check(
    "text-veiled",
    Stage.LAYOUT,
    "Set text in an opaque colour, on a plain background, and do not move it.",
    concern=Concern.CONTENT,
)
def text_veiled(context: LayoutContext) -> Iterator[Problem]:
    """Text that is transparent, was moved after it was measured, or is on a picture may be unreadable."""
    veiled = {(run.page, shown(run)) for run in context.layout.runs if run.veiled and is_visible(run.text)}
    for page, text in sorted(veiled):
        yield Problem(context.origin, f"page {page}: {text!r} is transparent, moved, or set on a picture")


@check("text-outside", Stage.LAYOUT, "Shorten the word or the line, or give it more room.", concern=Concern.CONTENT)
def text_outside(context: LayoutContext) -> Iterator[Problem]:
    """Text beyond its column is printed over other text. Near the edge it is cut, and near a fold
    it is hard to read.
    """
    for run in context.layout.runs:
        if not is_visible(run.text):
            continue  # a joiner left over at the end of a line
        beyond = max(beyond_box(run), _beyond_page(run, context))
        if beyond > 0:
            yield Problem(context.origin, f"page {run.page}: {shown(run)!r} is {beyond:.1f} mm outside its place")


def least_contrast(run: Run) -> float:
    """The contrast that a text needs: headings, names and answers are bold, and are read at less than body text."""
    return _OTHER_CONTRAST if run.small_print or is_bold(run) else BODY_CONTRAST


def is_bold(run: Run) -> bool:
    return run.weight >= _BOLD


def shown(run: Run) -> str:
    """The text of a run as a finding quotes it, with plain spaces."""
    return " ".join(run.text.split())


def is_visible(text: str) -> bool:
    return any(not char.isspace() and unicodedata.category(char) != "Cf" for char in text)


def beyond_box(run: Run) -> float:
    """How far a run is outside its block, in mm. 0 or less if it is not."""
    sideways = max(run.room.left - run.area.left, run.area.right - run.room.right) - _TOLERANCE_MM
    upright = max(run.room.top - run.area.top, run.area.bottom - run.room.bottom) - _TOLERANCE_MM
    return max(sideways, upright - _LINE_TOLERANCE_EM * run.size_pt * _MM_PER_PT)


def _beyond_page(item: Run | PlacedPicture, context: LayoutContext) -> float:
    """How far text or a picture is too near to the edge of its page, or to a fold, in mm. 0 or less if it is not."""
    sheet, area, edge = context.layout.sheets[item.page - 1], item.area, context.form.spec.clear_edge_mm
    place = context.panels.get(item.frame)
    left, right = (place.left, place.right) if place and _is_on(item, place) else (0.0, sheet.width)
    overhangs = (left + edge - area.left, edge - area.top, area.right - right + edge, area.bottom - sheet.height + edge)
    return max(overhangs) - _TOLERANCE_MM


@check("picture-outside", Stage.LAYOUT, "Make the picture smaller, or give it more room.")
def picture_outside(context: LayoutContext) -> Iterator[Problem]:
    """A picture beyond its panel is folded. Near the edge of the sheet, an office printer cuts it."""
    for picture in context.layout.pictures:
        beyond = _beyond_page(picture, context)
        if beyond > 0:
            problem = f"page {picture.page}: the picture {picture.name!r} is {beyond:.1f} mm outside its place"
            yield Problem(context.origin, problem)


@check(
    "picture-coarse",
    Stage.LAYOUT,
    "Ask for the picture as SVG or with more pixels, or print it smaller.",
    Severity.WARNING,
)
def picture_coarse(context: LayoutContext) -> Iterator[Problem]:
    """A picture with few pixels for its size is blurred on an office printer, or shows its steps.

    A logo (`logo-resolution`) and a press edition (`press-resolution`) need 300 pixels an inch.
    """
    if context.form.bleed_mm:
        return
    for picture in context.layout.pictures:
        if picture.pixels and not picture.source.startswith("clinic:"):
            resolution = _resolution(picture.pixels, picture.area)
            if round(resolution) < OFFICE_DPI:
                yield Problem(_origin_of(picture, context), _coarse(picture, resolution))


def _resolution(pixels: tuple[int, int], area: Area) -> float:
    """In dpi, the lower one of across and down; without end for a picture that takes no room."""
    sides = zip(pixels, (area.right - area.left, area.bottom - area.top), strict=True)
    return min((_MM_PER_INCH * count / length for count, length in sides if length > 0), default=math.inf)


def _coarse(picture: PlacedPicture, resolution: float) -> str:
    area = picture.area
    file = unquote(picture.source.partition(":")[2])
    size = f"{area.right - area.left:.0f} x {area.bottom - area.top:.0f} mm"
    needed = math.ceil(picture.pixels[0] * OFFICE_DPI / resolution) if picture.pixels else 0
    return (
        f"page {picture.page}: the picture {file!r} has {resolution:.0f} dpi on {size}, and print needs {OFFICE_DPI} "
        f"or more: {needed} pixels of width"
    )


def _origin_of(picture: PlacedPicture, context: LayoutContext) -> Origin:
    """The line of the brochure that has the figure's alternative text, beside its file; else the edition."""
    figures = [part for _, part in walk(context.localized.brochure) if isinstance(part, Figure)]
    origins = (figure.alt.origin for figure in figures if f"brochure:{quote(figure.file)}" == picture.source)
    return next(origins, context.origin)


@check(
    "lines-overlap", Stage.LAYOUT, "Look for a negative margin or an absolute position there.", concern=Concern.CONTENT
)
def lines_overlap(context: LayoutContext) -> Iterator[Problem]:
    """Text that is printed over other text cannot be read, and neither can the warning below it."""
    visible = [(number, run) for number, run in enumerate(context.layout.runs) if is_visible(run.text)]
    downwards = sorted(visible, key=lambda found: (found[1].page, found[1].area.top))
    for place, (number, run) in enumerate(downwards):
        for other_number, other in downwards[place + 1 :]:
            if other.page != run.page or other.area.top >= run.area.bottom:
                break  # all that follow are too
            if _overlap(run, other):
                one, two = (run, other) if number < other_number else (other, run)
                yield Problem(context.origin, f"page {run.page}: {shown(one)!r} is printed over {shown(two)!r}")


def _overlap(one: Run, other: Run) -> bool:
    """Whether two runs share some width, and more than half the height of the lower one or a part of their letters.

    Letters reach about two thirds of their size above their line, and a sixth below it.
    """
    wide = min(one.area.right, other.area.right) - max(one.area.left, other.area.left)
    if wide <= _TOLERANCE_MM:
        return False
    high = min(one.area.bottom, other.area.bottom) - max(one.area.top, other.area.top)
    lower = min(one.area.bottom - one.area.top, other.area.bottom - other.area.top)
    upper, below = sorted((one, other), key=lambda run: run.baseline)
    letters = (_DESCENT_EM * upper.size_pt + _ASCENT_EM * below.size_pt) * _MM_PER_PT
    return high > lower / 2 or below.baseline - upper.baseline < letters


@check("type-too-small", Stage.LAYOUT, "Move content instead of shrinking type.")
def type_too_small(context: LayoutContext) -> Iterator[Problem]:
    """Standard L15: 12 pt or more on a sheet. Smaller type is for captions, running lines, sources and the imprint."""
    small: Counter[tuple[int, float, float]] = Counter()
    for run in context.layout.runs:
        floor = context.form.spec.small_print_pt if run.small_print else context.body_pt
        if run.size_pt < floor - _SIZE_TOLERANCE_PT:
            small[run.page, run.size_pt, floor] += 1
    for (page, size, floor), count in small.items():
        yield Problem(context.origin, f"page {page}: {count} runs of text in {size:g} pt; the floor is {floor:g} pt")


@check("contrast-low", Stage.LAYOUT, "Take a darker colour for the text, or a lighter one behind it.")
def contrast_low(context: LayoutContext) -> Iterator[Problem]:
    """Standard L18 and better: 7:1 for body text, for old eyes and photocopies; 4.5:1 for bold text and small print."""
    low: dict[tuple[int, float], str] = {}
    for run in context.layout.runs:
        if run.contrast < least_contrast(run):
            low.setdefault((run.page, round(run.contrast, 1)), shown(run))
    for (page, contrast), text in low.items():
        yield Problem(context.origin, f"page {page}: {text!r} has a contrast of {contrast}:1")


@check("layout-warning", Stage.LAYOUT, "Fix what the renderer complains of in the template or the style sheet.")
def layout_warning(context: LayoutContext) -> Iterator[Problem]:
    """A clean layout has no warnings. What the renderer ignores or cannot load is not on the page."""
    for line in context.layout.warnings:
        yield Problem(context.origin, f"the renderer says: {line}")
