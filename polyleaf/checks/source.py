"""Checks of a brochure as it is written, before any language."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from polyleaf.checks.pictures import proven_picture
from polyleaf.checks.registry import Problem, check
from polyleaf.content import markup
from polyleaf.content.brochure import (
    AVOID,
    PLACES_OF_THEIR_OWN,
    TELL_FIRST,
    Brochure,
    BulletList,
    Comparison,
    Contraindications,
    Cover,
    Frequencies,
    Layout,
    Pair,
    Photograph,
    Section,
    Strips,
    Timeline,
    Track,
    UrgentHelp,
    drawn_file,
    texts,
    walk,
)
from polyleaf.content.clinic import CLINIC_FIELDS
from polyleaf.content.picture import PictureError
from polyleaf.content.reading import reading_grades
from polyleaf.content.reading_order import unknown_kinds
from polyleaf.content.resolution import OFFICE_DPI, resolution_fault
from polyleaf.content.wrong_values import suggestion
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.findings import Concern, Origin, Severity, Stage
from polyleaf.core.input_files import UnreadableError, read_input
from polyleaf.design.formats import Formats
from polyleaf.language import unit_words
from polyleaf.language.languages import Language, language
from polyleaf.language.values import is_on_axis, on_axis, phrase

_DIGIT = re.compile(r"\d+")
_AMOUNT = re.compile(r"\d+[.,]\d+|\d+(?:[.,]\d+)?[\s-]*(?P<unit>\D+)")  # 1,000 or 5 mg


@dataclass(frozen=True)
class SourceContext:
    """A brochure, the lines of its file, its folder, its formats, and the day.

    `proofs` is the folder in which proofs of its drawings are recorded. `looks` is the number of treatments that the
    style sheets of a format can show, by the format's name.
    """

    brochure: Brochure
    source_map: SourceMap
    folder: Path
    formats: Formats
    today: datetime.date
    proofs: Path
    looks: Mapping[str, int]


@dataclass(frozen=True)
class _PlacedText:
    """A text, its origin, the name of its part in words, and whether it is safety text."""

    words: str
    origin: Origin
    place: str
    critical: bool

    def problem(self, what: str) -> Problem:
        return Problem(self.origin, what, self.critical)


def _placed_texts(brochure: Brochure) -> Iterator[_PlacedText]:
    for part, text in brochure.texts_by_part():
        place = f"section {part.id!r}" if isinstance(part, Section) else f"{part!r}"
        yield _PlacedText(text.text, text.origin, place, brochure.is_critical(part))


@check(
    "value-unknown",
    Stage.SOURCE,
    "Name one of the brochure's values, or {clinic.phone} and the like.",
    concern=Concern.CONTENT,
)
def value_unknown(context: SourceContext) -> Iterator[Problem]:
    """A text that names a value which does not exist would have a gap where a patient needs a number."""
    brochure = context.brochure
    known = [*brochure.values, *(f"clinic.{name}" for name in CLINIC_FIELDS)]
    for text in _placed_texts(brochure):
        for name in markup.placeholders(text.words):
            if name in known or brochure.names_value(name):
                continue
            head, _, part = name.partition(".")
            if head in brochure.values:
                yield text.problem(f"the value {head!r} in {text.place} has no part {part!r}")
            else:
                yield text.problem(f"unknown value {name!r} in {text.place}{suggestion(name, known)}")


@check(
    "track-unknown",
    Stage.SOURCE,
    "Name values that are ranges or single durations of days or more.",
    concern=Concern.CONTENT,
)
def track_unknown(context: SourceContext) -> Iterator[Problem]:
    """A time line is drawn from values. One that does not exist, or has no duration, would give a wrong length."""
    values = context.brochure.values
    for steps, track in _tracks(context.brochure):
        for name in track.value_names:
            origin = context.source_map.origin(*steps)
            if name not in values:
                yield Problem(origin, f"unknown value {name!r} in a time line{suggestion(name, list(values))}")
            elif not is_on_axis(values[name]):
                yield Problem(origin, f"the value {name!r} in a time line has the unit {values[name].unit!r}")
    for steps, part in walk(context.brochure):
        if not isinstance(part, Timeline):
            continue
        for name in (track.longest for track in part.tracks.values()):
            if name in values and is_on_axis(values[name]) and on_axis(values[name], part.unit)[1] > part.end:
                yield Problem(context.source_map.origin(*steps), f"the value {name!r} is longer than the time line")


def _tracks(brochure: Brochure) -> Iterator[tuple[tuple[object, ...], Track]]:
    return ((steps, part) for steps, part in walk(brochure) if isinstance(part, Track))


@check(
    "frequency-unknown",
    Stage.SOURCE,
    "Name values of the unit 'count', none of them larger than the one under 'out_of'.",
    concern=Concern.CONTENT,
)
def frequency_unknown(context: SourceContext) -> Iterator[Problem]:
    """How often an effect happens is drawn from values; one that is no count would draw a wrong number of people."""
    values = context.brochure.values
    for steps, name in _counted(context.brochure):
        origin = context.source_map.origin(*steps)
        if name not in values:
            yield Problem(origin, f"unknown value {name!r} under 'frequencies'{suggestion(name, list(values))}")
        elif values[name].unit != "count" or not values[name].is_whole:
            yield Problem(origin, f"the value {name!r} under 'frequencies' is no count")
    for steps, part in walk(context.brochure):
        if isinstance(part, Frequencies) and part.out_of in values:
            yield from _too_often(part, steps, context)


def _too_often(block: Frequencies, steps: tuple[object, ...], context: SourceContext) -> Iterator[Problem]:
    values, people = context.brochure.values, context.brochure.values[block.out_of]
    if people.is_range or not people.is_whole or not any(people.numbers):
        yield Problem(context.source_map.origin(*steps, "out_of"), f"the value {block.out_of!r} is not one number")
        return
    for name in (name for name in block.counted if name in values):
        if max(values[name].numbers, default=0) > people.numbers[0]:
            problem = f"the value {name!r} is more than {block.out_of!r}"
            yield Problem(context.source_map.origin(*steps), problem)


def _counted(brochure: Brochure) -> Iterator[tuple[tuple[object, ...], str]]:
    """The values that say how often something happens, each with its place."""
    for steps, part in walk(brochure):
        if isinstance(part, Frequencies):
            yield from ((steps, name) for name in (part.out_of, *part.counted))


@check("value-unused", Stage.SOURCE, "Print it or remove it.", Severity.WARNING)
def value_unused(context: SourceContext) -> Iterator[Problem]:
    """A value that no text prints is a lost fact, or one that nobody keeps up to date."""
    used = {
        name.partition(".")[0] for text in _placed_texts(context.brochure) for name in markup.placeholders(text.words)
    }
    used |= {name for _, track in _tracks(context.brochure) for name in track.value_names}
    used |= {name for _, name in _counted(context.brochure)}
    for name in context.brochure.values:
        if name not in used:
            yield Problem(context.source_map.origin("values", name), f"the value {name!r} is printed nowhere")


@check("brace-stray", Stage.SOURCE, "Write a value as {name} or {name.from}, and no other braces.")
def brace_stray(context: SourceContext) -> Iterator[Problem]:
    """A brace outside a placeholder would be printed. It is usually a mistake in a placeholder."""
    for text in _placed_texts(context.brochure):
        if re.search(r"[{}]", markup.PLACEHOLDER.sub("", text.words)):
            yield text.problem(f"a brace without a value in {text.place}: {text.words!r}")


@check("source-unknown", Stage.SOURCE, "Add it under 'sources', or name one that is there.")
def source_unknown(context: SourceContext) -> Iterator[Problem]:
    """Standard L10: every claim names its source, and the leaflet prints it."""
    known = list(context.brochure.sources)
    for steps, name in _cited(context.brochure):
        if name not in known:
            place = context.source_map.origin(*steps)
            yield Problem(place, f"unknown source {name!r} in {steps[0]!r}{suggestion(name, known)}")


@check("source-unused", Stage.SOURCE, "Cite it or remove it.", Severity.WARNING)
def source_unused(context: SourceContext) -> Iterator[Problem]:
    """A source that is never cited claims a support that the text does not have."""
    cited = {name for _, name in _cited(context.brochure)}
    for name in context.brochure.sources:
        if name not in cited:
            yield Problem(context.source_map.origin("sources", name), f"nothing cites the source {name!r}")


def _cited(brochure: Brochure) -> Iterator[tuple[tuple[object, ...], str]]:
    for key, value in brochure.values.items():
        yield from ((("values", key, "source"), name) for name in value.source)
    for number, section in enumerate(brochure.sections):
        yield from ((("sections", number, "sources"), name) for name in section.sources or ())


@check(
    "treatment-mismatch",
    Stage.SOURCE,
    "Give each treatment under 'treatments' its part, and no other; without treatments, use another kind of block.",
    concern=Concern.CONTENT,
)
def treatment_mismatch(context: SourceContext) -> Iterator[Problem]:
    """A comparison that leaves out a treatment, or names one that is not compared, misleads."""
    expected = set(context.brochure.treatments)
    for steps, part in walk(context.brochure):
        for name, keys in _treatments_of(part):
            origin = context.source_map.origin(*steps, name)
            if not keys:
                yield Problem(origin, "the block is for treatments, and has none")
                continue
            for missing in sorted(expected - keys) if name != "treatment" else ():
                yield Problem(origin, f"the treatment {missing!r} is missing")
            for unknown in sorted(keys - expected):
                yield Problem(origin, f"unknown treatment {unknown!r}{suggestion(unknown, sorted(expected))}")


def _treatments_of(part: object) -> Iterator[tuple[str, set[str]]]:
    if isinstance(part, Pair):
        yield "sides", set(part.sides)
    elif isinstance(part, Contraindications):
        yield "treatments", set(part.treatments)
    elif isinstance(part, Timeline):
        yield "tracks", set(part.tracks)
    elif isinstance(part, Comparison):
        yield from (("rows", set(row.cells)) for row in part.rows)
    elif isinstance(part, Strips | Frequencies):
        yield "treatments", set(part.treatments)
    elif isinstance(part, Cover) and part.labels:
        yield "labels", set(part.labels)
    elif isinstance(part, Section | BulletList) and part.treatment:
        yield "treatment", {part.treatment}


@check(
    "treatment-look",
    Stage.SOURCE,
    "Compare fewer, or give each treatment its colours and marks in that style sheet, as docs/design-system.md says.",
    concern=Concern.SAFETY,
)
def treatment_look(context: SourceContext) -> Iterator[Problem]:
    """A treatment without a colour and a mark of its own is taken for another one, and so are the warnings under it."""
    count = len(context.brochure.treatments)
    for name, shown in context.looks.items():
        if count > shown:
            sheet = context.formats.formats[name].stylesheets[0]
            problem = f"the brochure has {count} treatments, and in the layout {name!r} styles/{sheet} shows {shown}"
            yield Problem(context.source_map.origin("treatments"), problem)


@check("section-duplicate", Stage.SOURCE, "Give each section an id of its own.", concern=Concern.CONTENT)
def section_duplicate(context: SourceContext) -> Iterator[Problem]:
    """With two sections of one id, a layout would print one of them twice and never the other."""
    counts = Counter(section.id for section in context.brochure.sections)
    for number, section in enumerate(context.brochure.sections):
        if counts[section.id] > 1:
            yield Problem(context.source_map.origin("sections", number, "id"), f"the id {section.id!r} is used twice")


@check(
    "section-unplaced",
    Stage.SOURCE,
    "Place every section, the cover, the contact and the imprint exactly once.",
    concern=Concern.CONTENT,
)
def section_unplaced(context: SourceContext) -> Iterator[Problem]:
    """A section in no layout is not printed. A section that a layout places twice takes the room of another one."""
    brochure = context.brochure
    sections = {section.id for section in brochure.sections}
    for name, layout in brochure.layouts.items():
        origin = context.source_map.origin("layouts", name)
        expected = (sections - set(layout.leaves_out)) | PLACES_OF_THEIR_OWN
        known = sorted(sections | PLACES_OF_THEIR_OWN)
        places = list(_whole_places(layout, list(brochure.treatments)))
        for place in sorted(expected - set(places)):
            yield Problem(origin, f"the layout {name!r} does not place {place!r}")
        for place, count in Counter(places).items():
            if place not in known:
                yield Problem(origin, f"the layout {name!r} places unknown {place!r}{suggestion(place, known)}")
            elif place in layout.leaves_out:
                yield Problem(origin, f"the layout {name!r} places {place!r} and leaves it out")
            elif count > 1:
                yield Problem(origin, f"the layout {name!r} places {place!r} {count} times")


def _whole_places(layout: Layout, treatments: list[str]) -> Iterator[str]:
    """The places of a layout; a section that is placed part by part counts once, if all its parts are there."""
    for place in dict.fromkeys(place.partition(":")[0] for place in layout.placed()):
        parts = list(layout.parts_of(place))
        by_list = [part for part in parts if part != TELL_FIRST]
        if (
            parts
            and parts != treatments
            and not (parts.count(TELL_FIRST) == 1 and by_list == [f"{treatment}{AVOID}" for treatment in treatments])
        ):
            yield from (f"{place}:{part}" for part in parts)
        elif parts:
            yield place
        else:
            yield from (name for name in layout.placed() if name == place)


@check("layout-pages", Stage.SOURCE, "Give the layout the pages or panels that styles/formats.yaml says.")
def layout_pages(context: SourceContext) -> Iterator[Problem]:
    """A layout for other pages or panels cannot be printed and folded as its format is."""
    known = context.formats.formats
    for name, layout in context.brochure.layouts.items():
        origin = context.source_map.origin("layouts", name)
        if name not in known:
            yield Problem(origin, f"unknown format {name!r}{suggestion(name, list(known))}")
            continue
        spec = known[name]
        form = "panels" if spec.sides else "pages" if spec.by_page else "flow"
        if getattr(layout, form) is None:
            yield Problem(origin, f"the layout {name!r} has no {form!r}, which its format asks for")
        elif form == "pages" and spec.pages and len(layout.frames) != spec.pages:
            yield Problem(origin, f"the layout {name!r} has {len(layout.frames)} pages, the format {spec.pages}")
        elif form == "pages" and spec.pages_multiple_of and len(layout.frames) % spec.pages_multiple_of:
            problem = f"has {len(layout.frames)} pages, which is not a multiple of {spec.pages_multiple_of}"
            yield Problem(origin, f"the layout {name!r} {problem}")
        elif form == "panels" and {frame.name for frame in layout.frames} != set(spec.panels):
            expected = ", ".join(spec.panels)
            yield Problem(origin, f"the layout {name!r} has other panels than the format: {expected}")


@check("layout-brief", Stage.SOURCE, "Write the section's 'brief', or take it off the layout's list.")
def layout_brief(context: SourceContext) -> Iterator[Problem]:
    """A layout that asks for a missing brief form would print an empty section."""
    brochure = context.brochure
    briefs = {section.id for section in brochure.sections if section.brief}
    for name, layout in brochure.layouts.items():
        for section in layout.brief:
            if section not in briefs:
                origin = context.source_map.origin("layouts", name, "brief")
                yield Problem(origin, f"the section {section!r} has no brief form{suggestion(section, sorted(briefs))}")
    for number, part in enumerate(brochure.sections):
        if part.brief and not any(part.id in layout.brief for layout in brochure.layouts.values()):
            yield Problem(context.source_map.origin("sections", number), f"no layout prints the brief of {part.id!r}")


@check(
    "safety-apart",
    Stage.SOURCE,
    "Place safety text whole, or its parts on panels or pages that are seen together.",
    concern=Concern.SAFETY,
)
def safety_apart(context: SourceContext) -> Iterator[Problem]:
    """Safety text is in every layout, and complete. A patient who opens the page sees all of it at once."""
    critical = {section.id for section in context.brochure.sections if section.critical}
    for name, layout in context.brochure.layouts.items():
        origin = context.source_map.origin("layouts", name)
        for section in sorted(critical & set(layout.leaves_out)):
            yield Problem(origin, f"the layout {name!r} leaves out the safety text {section!r}")
        if name not in context.formats.formats:
            continue  # `layout-pages` reports it
        spec = context.formats.formats[name]
        openings: dict[str, set[str]] = {}
        for frame in layout.frames:
            for place in frame.names():
                openings.setdefault(place.partition(":")[0], set()).add(spec.opening_of(frame.name))
        for section in sorted(critical):
            if len(openings.get(section, ())) > 1:
                yield Problem(origin, f"the layout {name!r} puts parts of {section!r} where they are not seen together")


@check("safety-missing", Stage.SOURCE, "Write the block, in a section with 'critical: true'.", concern=Concern.SAFETY)
def safety_missing(context: SourceContext) -> Iterator[Problem]:
    """A brochure must contain its urgent help, and the contraindications of its treatments. Both are safety text.

    Without treatments there is nobody who must not have them, and `no_contraindications` gives the reason.
    """
    kinds = {Contraindications: "contraindications", UrgentHelp: "urgent-help"}
    found = set()
    for number, section in enumerate(context.brochure.sections):
        for block in section.blocks:
            if type(block) in kinds:
                found.add(type(block))
                if not section.critical:
                    origin = context.source_map.origin("sections", number)
                    yield Problem(origin, f"the section {section.id!r} has a safety block and is not critical")
    wanted = set(kinds) if context.brochure.treatments else {UrgentHelp}
    for kind in wanted - found:
        yield Problem(context.source_map.origin("sections"), f"the brochure has no block of kind {kinds[kind]!r}")


@check(
    "contraindications-reason",
    Stage.SOURCE,
    "Write 'treatments' and their contraindications, or the reason under 'no_contraindications', and not both.",
    concern=Concern.SAFETY,
)
def contraindications_reason(context: SourceContext) -> Iterator[Problem]:
    """That nothing is said of who must not have something is a decision, and never an oversight."""
    brochure = context.brochure
    if not brochure.treatments and brochure.no_contraindications is None:
        origin = context.source_map.origin("sections")
        yield Problem(origin, "the brochure has no treatments, and no reason why it has no contraindications")
    if brochure.treatments and brochure.no_contraindications is not None:
        origin = context.source_map.origin("no_contraindications")
        yield Problem(origin, "the brochure has treatments, so that it must have contraindications")


@check("safety-kind", Stage.SOURCE, "Move the block to another section.", concern=Concern.SAFETY)
def safety_kind(context: SourceContext) -> Iterator[Problem]:
    """Safety text is compared with the page word by word. That is impossible for a block with an
    unknown reading order.
    """
    for number, section in enumerate(context.brochure.sections):
        for kind in unknown_kinds(section) if section.critical else ():
            origin = context.source_map.origin("sections", number)
            yield Problem(origin, f"the critical section {section.id!r} has a block of kind {kind!r}")


@check(
    "number-free",
    Stage.SOURCE,
    "Type the number once under 'values', with its source; a name with digits belongs under 'names'.",
    concern=Concern.CONTENT,
)
def number_free(context: SourceContext) -> Iterator[Problem]:
    """A number typed into a sentence has no source, and each language would have a copy of it."""
    for text in _placed_texts(context.brochure):
        free = _DIGIT.findall(markup.PLACEHOLDER.sub("", context.brochure.listed_names.without(text.words)))
        if free:
            yield text.problem(f"free number {', '.join(free)} in {text.place}")


@check(
    "name-measures",
    Stage.SOURCE,
    "Type it under 'values', with its source and its unit.",
    concern=Concern.CONTENT,
)
def name_measures(context: SourceContext) -> Iterator[Problem]:
    """An amount that is listed as a name is printed in one language's digits and units, and no check compares it."""
    known = set(_words_for_units(language(context.brochure.language)))
    for number, name in enumerate(context.brochure.names):
        amount = _AMOUNT.fullmatch(name)
        if amount and (not amount["unit"] or amount["unit"].casefold() in known):
            yield Problem(context.source_map.origin("names", number), f"{name!r} is an amount, and no name")
    for text in _placed_texts(context.brochure):
        for name, unit in context.brochure.listed_names.followed_by(text.words):
            if name.isdigit() and unit.casefold() in known:
                yield text.problem(f"'{name} {unit}' is an amount, and no name, in {text.place}")


def _words_for_units(source: Language) -> Iterator[str]:
    for unit in unit_words.UNITS:
        words = (*unit_words.words(unit, source.locale), *unit_words.SYMBOLS.get(unit, ()))
        yield from (word.casefold() for word in words)


@check("name-unused", Stage.SOURCE, "Use it in a text, or remove it.", Severity.WARNING)
def name_unused(context: SourceContext) -> Iterator[Problem]:
    """A name that no text has is one that was misspelt there, or that was left from an older text."""
    texts = [text.words for text in _placed_texts(context.brochure)]
    used = {name for text in texts for name in context.brochure.listed_names.found(text)}
    for number, name in enumerate(context.brochure.names):
        if name not in used:
            yield Problem(context.source_map.origin("names", number), f"no text contains the name {name!r}")


@check("markup-broken", Stage.SOURCE, "Pair the asterisks, close the link, and keep to strong, emphasis and links.")
def markup_broken(context: SourceContext) -> Iterator[Problem]:
    """Markup that is not valid is printed as signs that a patient cannot read."""
    for text in _placed_texts(context.brochure):
        for sign in markup.leftovers(text.words):
            yield text.problem(f"{sign!r} is printed as it is in {text.place}")


@check(
    "figure-refused",
    Stage.SOURCE,
    "Keep figures beside the brochure as SVG, PNG or JPEG, with no words in them; docs/clinics-logos.md says more.",
)
def figure_refused(context: SourceContext) -> Iterator[Problem]:
    """A figure is a file of the project that prints as it was drawn. Words in it could not be translated."""
    for steps, part in walk(context.brochure):
        key, file = drawn_file(part)
        if file:
            try:
                proven_picture(context.folder, file, context.proofs)
            except PictureError as error:
                yield Problem(context.source_map.origin(*steps, key), f"the figure {file!r} {error}")


@check(
    "image-coarse",
    Stage.SOURCE,
    "Take the photograph with more pixels, or print it narrower; a drawing (SVG) is a block of kind 'figure'.",
)
def image_coarse(context: SourceContext) -> Iterator[Problem]:
    """A photograph with fewer than 150 pixels per inch is blurred on every printer; a press edition needs 300."""
    for steps, part in walk(context.brochure):
        if not isinstance(part, Photograph):
            continue
        try:
            picture = proven_picture(context.folder, part.file, context.proofs)
        except PictureError:
            continue  # `figure-refused` reports it
        fault = resolution_fault(picture, part.width_mm, OFFICE_DPI)
        if not picture.has_pixels:
            yield Problem(context.source_map.origin(*steps, "file"), f"the image {part.file!r} is a drawing")
        elif fault:
            yield Problem(context.source_map.origin(*steps, "width_mm"), f"the image {part.file!r} {fault}")


def _unreadable(path: Path) -> str | None:
    """Why a file cannot be read. None if it can."""
    try:
        read_input(path)
    except UnreadableError as error:
        return str(error)
    return None


_HIGHEST_GRADE = 8.0


@check(
    "reading-grade",
    Stage.SOURCE,
    "Shorten the sentences, and say long words in short ones; or give the reason under 'reading_grade_waived'.",
)
def reading_grade(context: SourceContext) -> Iterator[Problem]:
    """Standard L02: a reading age of 9 to 11, at most US grade 8, by two formulas. They are made for English.

    A brochure may give a reason why it is harder to read, and takes it out when it no longer needs it.
    """
    brochure = context.brochure
    fault = _reading_fault(brochure)
    if fault and brochure.reading_grade_waived is None:
        yield Problem(context.source_map.origin("sections"), fault)
    if not fault and brochure.reading_grade_waived is not None:
        origin = context.source_map.origin("reading_grade_waived")
        yield Problem(origin, "'reading_grade_waived' is not needed: the text is not found hard to read", unsure=True)


def _reading_fault(brochure: Brochure) -> str | None:
    """What is wrong with the reading grade. None if nothing is, or if no formula is for the language."""
    if language(brochure.language).locale.language != "en":
        return None
    grades = reading_grades(spoken_texts(brochure))
    if max(grades.flesch_kincaid, grades.gunning_fog) <= _HIGHEST_GRADE:
        return None
    figures = f"Flesch-Kincaid {grades.flesch_kincaid}, Gunning fog {grades.gunning_fog}"
    return f"the text reads above grade {_HIGHEST_GRADE:g}: {figures}"


def spoken_texts(brochure: Brochure) -> list[str]:
    """The texts of all sections as they are read aloud, with their values."""
    return [_spoken(text.text, brochure) for section in brochure.sections for text in texts(section)]


def _spoken(text: str, brochure: Brochure) -> str:
    """A text with its values as they are printed, because that is what people read."""

    def value(match: re.Match[str]) -> str:
        name = match[1].partition(".")[0]
        return phrase(brochure.values[name], language(brochure.language)) if name in brochure.values else ""

    return markup.PLACEHOLDER.sub(value, text)


@check(
    "review-overdue",
    Stage.SOURCE,
    "Review the text against its sources, then set 'published' and 'review_by' again.",
    concern=Concern.CONTENT,
)
def review_overdue(context: SourceContext) -> Iterator[Problem]:
    """Standard L11: a leaflet past its review date may be outdated and is not printed."""
    due = context.brochure.imprint.review_by
    if context.today > due:
        yield Problem(context.source_map.origin("imprint", "review_by"), f"the review was due by {due}")
