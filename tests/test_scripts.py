"""Scripts with clusters, and lines from right to left: what is drawn, and what readers of a file get."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from markupsafe import Markup

from polyleaf.content.markup import to_html
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from polyleaf.pdf.shaping import Shaper
from polyleaf.pdf.tag_reader import read_tags
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.clinic_words import in_own_direction
from polyleaf.typeset.laid_out import squeeze
from polyleaf.typeset.typesetter import write_pdf
from tests.conftest import edition
from tests.test_checks_catalog import CHECKS
from tests.test_tags import laid_out, opened

RIGHT_TO_LEFT = "html { direction: rtl }"


def letters(text: str) -> str:
    """The letters of a text that a PDF gives, without what has no glyph."""
    return "".join(char for char in text if char.isalpha())


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("bn", "জেন কি", "জন ক"),  # the vowel is drawn before its letter, which is drawn without it later
        ("hi", "कि", "क"),
    ],
)
def test_a_letter_is_read_without_the_vowel_that_it_had_before(
    code: str, before: str, after: str, repository: Workspace
) -> None:
    layout = laid_out(
        f'<h1 lang="{code}">{after}</h1><p lang="{code}">{before}</p><p lang="{code}">{after}</p>', repository
    )
    with opened(layout) as pdf:
        drawn = read_tags(pdf).pages[0].drawn
        assert after.replace(" ", "") in {squeeze(text) for text in drawn.values()}


def test_the_letters_of_nastaliq_are_read_each_once_and_in_their_places(repository: Workspace) -> None:
    """Beh, peh, teh and theh have one body there, and dots that are glyphs of their own."""
    words = "پورا اثر بہت تیز"
    body = f'<h1 lang="ur">{words}</h1><p lang="ur">{words}</p>'
    layout = laid_out(body, repository, RIGHT_TO_LEFT + ':lang(ur) { font-family: "Polyleaf Nastaliq" !important }')
    with opened(layout) as pdf:
        assert {str(font.BaseFont)[8:] for font in pdf.pages[0].Resources.Font.values()} >= {"Polyleaf-Nastaliq"}
        drawn = "".join(letters(text) for text in read_tags(pdf).pages[0].drawn.values())
        assert sorted(drawn) == sorted(letters(words))  # the paragraph is on the next page
        assert letters(words)[:9][::-1] in drawn


def test_the_pen_is_where_the_layout_has_it_after_a_glyph_off_the_line(repository: Workspace) -> None:
    """PDFium loses the last move of the pen in an array with an empty string."""
    body = '<h1 lang="ur">ا</h1><p lang="ur">پورا اثر 2 ہفتے</p>'
    layout = laid_out(body, repository, RIGHT_TO_LEFT + ':lang(ur) { font-family: "Polyleaf Nastaliq" !important }')
    content, _ = write_pdf(layout)
    with pikepdf.open(BytesIO(content)) as pdf:
        operands = list(pikepdf.parse_content_stream(pdf.pages[0], "TJ"))
        strings = [text for part in operands for text in part.operands[0] if isinstance(text, pikepdf.String)]
        assert strings
        assert all(bytes(text) for text in strings)


def test_a_line_with_words_in_two_fonts_is_compared_word_by_word_from_its_beginning(repository: Workspace) -> None:
    """The full stop is Latin, and the second word is a part of a later one."""
    words = "קראו את העמוד הזה לפני שאתם מחליטים."
    with opened(laid_out(f'<h1 lang="he">א</h1><p lang="he">{words}</p>', repository, RIGHT_TO_LEFT)) as pdf:
        (glyphs,) = (found for found in read_tags(pdf).pages[0].glyphs.values() if len(found) > 1)
    shaper = Shaper(font_lock.prepare(repository).files_by_pdf_name)
    assert shaper.fault(words, "he", glyphs) is None
    assert shaper.fault(words.replace("לפני", "אחרי"), "he", glyphs) == "letters"


@pytest.mark.parametrize("words", ["8:30 AM–5:00 PM", "5:00–8:30", "Botox (A).", "Clostridium botulinum", "3 mg"])
def test_a_run_without_right_to_left_letters_reads_as_it_is_written(words: str, repository: Workspace) -> None:
    body = f'<h1 lang="ur">ا</h1><p lang="ur">پیر <span>{words}</span></p>'
    with opened(laid_out(body, repository, RIGHT_TO_LEFT)) as pdf:
        assert squeeze(read_tags(pdf).structure.text) == squeeze(f"اپیر{words}")


@pytest.mark.parametrize(
    ("code", "text", "isolated"),
    [
        ("ur", "8:30 AM–5:00 PM", True),
        ("ur", "8:30–17:00", False),  # a range runs from right to left there
        ("ar", "8:30 ص – 5:00 م", False),
        ("de", "8:30–17:00 Uhr", False),
    ],
)
def test_a_time_in_other_letters_keeps_its_direction(code: str, text: str, isolated: bool) -> None:
    expected = f'<span class="isolate" dir="ltr">{text}</span>' if isolated else text
    assert in_own_direction(text, language(code)) == expected


@pytest.mark.parametrize(("code", "isolated"), [("ar", True), ("de", False)])
def test_sentences_from_right_to_left_are_isolated_from_each_other(
    code: str, isolated: bool, repository: Workspace
) -> None:
    localized = Inputs(edition(code), repository).localized()
    message = localized.brochure.cover.message
    assert len(message) > 1
    html = localized.sentences(message)
    assert html.count('<span dir="rtl">') == (len(message) if isolated else 0)
    assert "<span dir" not in localized.sentences(message[:1])


def test_a_space_at_the_end_of_a_right_to_left_line_moves_nothing(repository: Workspace) -> None:
    body = '<h1 lang="he">א</h1><p lang="he">אבגד אבגד אבגד <b>אבגד אבגד</b></p>'
    css = RIGHT_TO_LEFT + "p { width: 40mm } b { white-space: nowrap }"
    runs = [run for run in laid_out(body, repository, css).runs if run.text.strip()]
    assert len({round(run.area.top, 1) for run in runs}) == 3
    assert len({round(run.area.right, 1) for run in runs}) == 1


def test_no_word_is_alone_on_a_line_where_only_the_space_at_its_end_has_no_room(repository: Workspace) -> None:
    words = "ماضی میں بوٹولینم ٹاکسن سے ہونے والا ری ایکشن، یا"
    body = f'<h1 lang="ur">ا</h1><p lang="ur">{words} <b>4&nbsp;مہینے</b> پہلے سے</p>'
    css = "html {{ direction: rtl }} p {{ width: {}mm; font-size: 9pt }} b {{ white-space: nowrap }}"
    for width in range(500, 620, 3):
        runs = [run for run in laid_out(body, repository, css.format(width / 10)).runs if run.text.strip()]
        first = min(run.area.top for run in runs[1:])
        line = " ".join(run.text for run in runs[1:] if run.area.top == first)
        assert len(line.split()) > 5, (width, line)


def test_signs_behind_a_placeholder_are_with_the_letter_that_they_are_for() -> None:
    def fill(_name: str) -> Markup:
        return Markup('<span class="value">৩ মাস</span>')

    assert to_html("{x}ের পরে", fill) == '<span class="value">৩ মাসে</span>র পরে'
    assert to_html("{x} ও {x}", lambda _: Markup("৩")) == "৩ ও ৩"


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("{toxin_interval}ের পরে", False),  # "months" ends in a letter
        ("{toxin_lasts.from}ে", True),  # a digit carries no vowel
        ("{toxin_interval}\u0301", True),  # nor does a Bengali letter carry an accent
        (" ের পরে", True),
    ],
)
def test_a_sign_behind_a_value_needs_a_letter_of_its_script(text: str, fires: bool, repository: Workspace) -> None:
    context = Inputs(edition("bn"), repository).catalog_context()
    translation = next(iter(context.translations()))
    only = replace(context, messages=(translation.message,), labels=())
    entry = only.words.messages[translation.message.msgid]
    before, entry.string = entry.string, text
    try:
        assert bool([*CHECKS["sign-without-letter"].findings(only)]) is fires
    finally:
        entry.string = before


def test_pdfium_reads_the_letters_of_hebrew(repository: Workspace) -> None:
    words = "קראו את העמוד"
    content, _ = write_pdf(laid_out(f'<p lang="he">{words}</p>', repository, RIGHT_TO_LEFT))
    assert words in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
