"""The place of each message on real pages, compared with what PDFium reads and paints there."""

from __future__ import annotations

import pickle
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image

from polyleaf.core.errors import InputError
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.pdf.text_extents import text_extents
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.message_map import MessageMap, MessagePlaces, Place, message_map
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.marked import mark
from polyleaf.typeset.laid_out import Area, LaidOut, squeeze
from polyleaf.typeset.typesetter import write_pdf
from tests.conftest import SLUG, edition
from tests.edits import Edit

EDITIONS = [(code, form) for code in ("en", "de", "ar", "ja", "th", "hi") for form in ("trifold", "leaflet")]
EDITIONS += [("de", "large-print"), ("qpr", "trifold")]
POINTS_PER_MM = 72 / 25.4
DPI = 150
SPACE = 0.25  # the widest space between two sentences, in heights of a line; a dot between two parts is wider
LETTERS_OFF = 2  # PDFium takes a letter by the middle of its box, and signs by that of their letter
ADDED_TEXT = {"th", "hi"}  # runs with combining signs have their text added, and PDFium cannot tell where its parts are


@dataclass(frozen=True)
class Mapped:
    """An edition that is laid out, its map, and its pages as PDFium opens them."""

    localized: LocalizedBrochure
    layout: LaidOut
    map: MessageMap
    pages: list[pypdfium2.PdfPage]


def laid_out(repository: Workspace, code: str, form: str) -> tuple[LocalizedBrochure, LaidOut, MessageMap]:
    inputs = Inputs(edition(code, form=form, draft=True), repository)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    return localized, layout, message_map(localized, layout, inputs)


@pytest.fixture(scope="module", params=EDITIONS, ids="-".join)
def mapped(repository: Workspace, request: pytest.FixtureRequest) -> Iterator[Mapped]:
    localized, layout, found = laid_out(repository, *request.param)
    with closing(pypdfium2.PdfDocument(write_pdf(layout)[0])) as pdf:
        yield Mapped(localized, layout, found, list(pdf))


def letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char)[0] in "LN")


def read_at(place: Place, mapped: Mapped) -> str:
    """What PDFium reads in the middle of a line."""
    page, area = mapped.pages[place.page - 1], place.area
    middle, half = (area.top + area.bottom) / 2, (area.bottom - area.top) / 8
    sides = (area.left, middle + half, area.right, middle - half)
    left, bottom, right, top = (side * POINTS_PER_MM for side in sides)
    with closing(page.get_textpage()) as text:
        return str(text.get_text_bounded(left, page.get_height() - bottom, right, page.get_height() - top))


def of_text(mapped: Mapped) -> Iterator[tuple[MessagePlaces, str]]:
    """The messages of the brochure that are printed as words, and not as the alternative of a picture."""
    alternatives = {" ".join(text.split()) for text in mapped.layout.alternatives}
    for message, words in mapped.localized.printed():
        found = mapped.map.of(SLUG, message.msgid)
        if found and " ".join(words.split()) not in alternatives:
            yield found, words


def test_every_message_that_is_printed_has_a_place(mapped: Mapped) -> None:
    printed = {message.msgid for message, _ in mapped.localized.printed()}
    assert {found.msgid for found in mapped.map.places if found.domain == SLUG} == printed
    assert {found.domain for found in mapped.map.places} == {SLUG, INTERFACE}
    assert all(found.places for found in mapped.map.places)


def test_what_is_read_at_the_places_of_a_message_is_the_message(mapped: Mapped) -> None:
    wrong = []
    for found, words in of_text(mapped):
        if mapped.localized.language.code in ADDED_TEXT and not is_alone(found, mapped):
            continue
        wanted = letters(words)
        for occurrence in range(1, found.places[-1].occurrence + 1):
            places = [place for place in found.places if place.occurrence == occurrence]
            read = letters("".join(read_at(place, mapped) for place in places))
            off = sum((wanted - read).values()) + sum((read - wanted).values())
            if off > LETTERS_OFF:
                wrong.append((words, [read_at(place, mapped) for place in places]))
    assert wrong == []


def is_alone(found: MessagePlaces, mapped: Mapped) -> bool:
    """Whether no run has words of this message and of others."""
    return not any(
        run.page == place.page and run.area.top == place.area.top and crosses(run.area, place.area)
        for place in found.places
        for run in mapped.layout.runs
    )


def crosses(run: Area, line: Area) -> bool:
    """Whether a run is partly in a line, which may be that of another column."""
    return run.left < line.right and line.left < run.right and not (line.left <= run.left and run.right <= line.right)


def spaces_in_runs(mapped: Mapped) -> Iterator[tuple[int, Area]]:
    """The page and the area of each space between two messages of one run."""
    lines = defaultdict(list)
    for found in mapped.map.places:
        for place in found.places:
            lines[place.page, place.area.top, place.area.bottom].append(place.area)
    for run in mapped.layout.runs:
        own = [area for area in lines[run.page, run.area.top, run.area.bottom] if crosses(run.area, area)]
        for one, other in pairwise(sorted(own, key=lambda area: area.left)):
            if 0 < other.left - one.right < SPACE * (run.area.bottom - run.area.top):
                yield run.page, replace(run.area, left=one.right, right=other.left)


def test_two_sentences_of_a_line_are_divided_where_the_page_has_a_space(mapped: Mapped) -> None:
    pictures = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in mapped.pages]
    spaces = list(spaces_in_runs(mapped))
    inked = [(page, area) for page, area in spaces if not is_blank(pictures[page - 1], area)]
    assert inked == []
    isolated = mapped.localized.language.direction == "rtl"  # each of its sentences is a run of its own
    assert spaces or isolated or mapped.localized.language.code == "ja"


def is_blank(picture: Image.Image, area: Area) -> bool:
    """Whether the middle of a space is of one colour down to the baseline."""
    middle, height = (area.left + area.right) / 2, area.bottom - area.top
    # Arabic letters may reach over a space above its middle.
    box = (middle - 0.1, area.top + height * 0.45, middle + 0.1, area.bottom - height / 5)
    left, top, right, bottom = (round(side * DPI / 25.4) for side in box)
    darkest, lightest = picture.crop((left, top, max(right, left + 1), bottom)).getextrema()
    return bool(darkest == lightest)


def test_a_point_in_a_line_leads_to_its_message(mapped: Mapped) -> None:
    for found in mapped.map.places:
        for place in found.places:
            area = place.area
            at = mapped.map.at(place.page, (area.left + area.right) / 2, (area.top + area.bottom) / 2)
            assert at
            inside = [other.area for other in at.places if other.page == place.page]
            assert at == found or any(other.left >= area.left - 1 for other in inside)


def test_a_text_that_is_printed_again_has_its_places_again(mapped: Mapped) -> None:
    title = mapped.localized.brochure.cover.title
    found = mapped.map.of(SLUG, title.text)
    assert found
    words = squeeze(mapped.localized.plain(title))
    assert found.places[-1].occurrence == [squeeze(text) for text in mapped.layout.paragraphs].count(words)
    (mark_of_draft,) = (found for found in mapped.map.places if found.msgid == "DRAFT: do not hand out")
    assert [place.page for place in mark_of_draft.places] == list(range(1, len(mapped.pages) + 1))


def test_an_alternative_is_at_its_picture(mapped: Mapped) -> None:
    cover = mapped.localized.brochure.cover.figure
    assert cover
    found = mapped.map.of(SLUG, cover.alt.text)
    assert found
    (picture,) = (each for each in mapped.layout.pictures if each.source == f"brochure:{cover.file}")
    assert found.places == (Place(picture.page, picture.frame, picture.area),)


def test_the_number_of_a_page_is_a_message_of_the_interface(mapped: Mapped) -> None:
    """In large print it is in the margin, where it has no element."""
    found = mapped.map.of(INTERFACE, "Page {page} of {pages}")
    spec = mapped.localized.layout
    assert spec
    if len(spec.frames) == len(mapped.pages):
        assert found
        assert [place.page for place in found.places] == list(range(2, len(mapped.pages) + 1))
    elif len(spec.frames) == 1:
        assert found
        assert [place.page for place in found.places] == list(range(1, len(mapped.pages) + 1))
        assert letters(read_at(found.places[8], mapped)) == letters(f"Seite 9 von {len(mapped.pages)}")
    else:
        assert found is None


def test_the_map_is_plain_data(mapped: Mapped) -> None:
    assert pickle.loads(pickle.dumps(mapped.map)) == mapped.map  # noqa: S301 -- our own


def test_the_layout_of_another_text_is_refused(repository: Workspace) -> None:
    _, german, _ = laid_out(repository, "de", "trifold")
    inputs = Inputs(edition("th", form="trifold", draft=True), repository)
    with pytest.raises(RuntimeError, match="the document has"):
        message_map(inputs.localized(), german, inputs)


def test_capitals_of_a_style_sheet_have_their_places(project: Workspace, edit: Edit) -> None:
    edit("styles/languages.css", "\n:lang(en)", "\nh2 { text-transform: uppercase }\n:lang(en)")
    localized, layout, found = laid_out(project, "de", "trifold")
    heading = localized.brochure.sections[0].title
    mapped = found.of(SLUG, heading.text)
    assert mapped
    (run,) = (run for run in layout.runs if run.area == mapped.places[0].area)
    assert run.text in localized.plain(heading).upper()


def test_other_letters_of_a_style_sheet_are_refused_with_the_reason(project: Workspace, edit: Edit) -> None:
    edit("styles/languages.css", "\n:lang(en)", "\nli, p { text-transform: uppercase }\n:lang(en)")
    with pytest.raises(InputError, match="its place is unknown") as caught:  # ß becomes SS
        laid_out(project, "de", "trifold")
    assert "text-transform" in caught.value.findings[0].hint


def test_a_text_with_characters_of_the_marks_is_refused_by_name(project: Workspace, edit: Edit) -> None:
    edit(f"locales/de/LC_MESSAGES/{SLUG}.po", 'msgstr "Botox und Filler"', 'msgstr "Botox \U000f0000 Filler"')
    inputs = Inputs(edition("de", form="trifold", draft=True), project)
    with pytest.raises(InputError, match="private planes") as caught:
        mark(inputs.localized(), inputs.form, project, inputs.siblings, SLUG)
    assert caught.value.findings[0].origin.path == f"locales/de/LC_MESSAGES/{SLUG}.po"


def test_words_against_the_direction_of_a_line_are_one_piece(repository: Workspace) -> None:
    _, layout, _ = laid_out(repository, "ar", "trifold")
    extents = repository.load(text_extents)
    run = next(run for run in layout.runs if "Botox" in run.text and run.text.index("Botox") > 0)
    start = run.text.index("Botox")
    before, word, inside = (
        extents.area(run, *part) for part in ((0, start), (start, start + 5), (start + 2, len(run.text)))
    )
    assert before.right == run.area.right
    assert word.right == before.left == inside.right
    assert word.left < word.right
