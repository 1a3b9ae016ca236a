"""The words that an edition may be made of, on paper and on the screen: texts taken apart into those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from polyleaf.checks.known_text import KnownText
from polyleaf.checks.web import WebContext
from polyleaf.content.by_language import ByLanguage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import lay_out, layout_context
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import edition
from tests.test_checks_web import changed, context_of, found


def known(*texts: str, labels: Sequence[tuple[str, ...]] = ()) -> KnownText:
    """What may be said, by its pieces without their spaces."""
    return KnownText(frozenset("".join(text.split()) for text in texts), tuple(labels))


PIECES = known(
    "Do not have it if:",
    "You are pregnant",
    "You",
    "3",
    "12",
    "妊娠している方",
    "کمک\u200cها",
    labels=[("Page", "of", "")],
)


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("", ""),
        ("You are\u00a0pregnant", ""),
        ("Do not have it if: You are pregnant, You are preg\u00adnant.", ""),
        ("\u2068Page \u20693\u2068 of \u206912", ""),
        ("Page 3 of 13", "13"),
        ("Page 3", "Page 3"),
        ("صفحة ۳", "صفحة ۳"),
        ("妊娠している方、You", ""),
        ("کمک\u200cها", ""),
        ("کمکها", "کمکها"),
        ("It is fine if: You are pregnant", "It is fine if: You are pregnant"),
        ("You are pregnant, so go on", "so go on"),
        ("You are", "are"),
        ("You ✓", "✓"),
        ("✓ You are pregnant", "✓ You are pregnant"),
        ("You \u202eare pregnant", "\u202eare pregnant"),
        ("You \u200fare", "are"),
    ],
)
def test_what_is_known_is_left_out(text: str, strange: str) -> None:
    assert PIECES.strange(text) == strange


@pytest.mark.parametrize(("language", "form"), [("en", "large-print"), ("fa", "trifold"), ("ja", "booklet")])
def test_what_a_clinic_says_of_another_is_strange(language: str, form: str, repository: Workspace) -> None:
    inputs = Inputs(edition(language, form=form), repository)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    context = layout_context(localized, layout, inputs)
    telephone = localized.clinic.phones[0].model_copy(update={"number": "(555) 555-0199"})
    name = ByLanguage.for_all("Another Clinic")
    other = localized.clinic.model_copy(update={"name": name, "phones": (telephone,)})
    mistaken = replace(context, localized=replace(localized, clinic=other)).known
    assert [text for text in layout.paragraphs if context.known.strange(text)] == []
    assert {mistaken.strange(text)[:14] for text in layout.paragraphs} >= {"", "Example Clinic"}


def test_a_text_is_a_row_of_pieces() -> None:
    text = known("Donotrub.", "Youarepregnant.", "12", "1")
    assert text.says("")
    assert text.says(" Do not rub.  You are pregnant. ")
    assert text.says("1 · 12\u00a0Do not\nrub.")
    assert text.strange("Do not rub. It is fine.") == "It is fine."
    assert text.strange("It is fine if: You are pregnant.") == "It is fine if: You are pregnant."
    assert text.strange("Do not rub. You are") == "You are"
    assert text.strange("112") == "112"


def test_a_label_has_pieces_in_its_places_and_nothing_else() -> None:
    text = known("Ana", "1.0", labels=[("Version", ",of", ""), ("by", "!")])
    assert text.says("Version 1.0, of Ana")
    assert text.says("by Ana!")
    assert text.strange("Version 1.0, of the devil") == "the devil"
    assert text.strange("by nobody!") == "by nobody!"


@pytest.fixture(scope="module")
def context(repository: Workspace) -> WebContext:
    return context_of("de", repository)


def test_a_page_of_an_edition_says_what_it_may(context: WebContext) -> None:
    clinic = context.localized.clinic
    language = context.localized.language.code
    assert clinic.address is not None
    name, address = clinic.name.within(language), ", ".join(clinic.address.within(language))
    for text in (name, address, clinic.phone.printed, "3", "Türkçe", context.localized.code):
        assert context.known.says(text), text
    for text in ("27", "Sie dürfen es", f"{name} rät dazu", "Do not rub the area."):
        assert not context.known.says(text), text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("</main>", "<p>Alles gut.</p></main>", "'Alles gut.'"),
        ("</main>", '<p title="Alles gut.">1</p></main>', "'Alles gut.'"),
        ("</main>", '<p aria-label="Alles gut.">1</p></main>', "'Alles gut.'"),
        ("<title>", "<title>Alles gut: ", "'Alles gut: "),
        ('alt="', 'alt="Alles gut. ', "'Alles gut. "),
        ("<head>", '<head><meta name="description" content="Alles gut.">', "'Alles gut.'"),
    ],
)
def test_words_anywhere_on_a_page_are_found(old: str, new: str, said: str, context: WebContext) -> None:
    messages = found("web-words-unknown", changed(context, old, new))
    assert [message for message in messages if message.startswith(f"the page says {said}")], messages


def test_a_drawing_with_words_is_found(context: WebContext) -> None:
    drawing = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ctext%3EAlles gut%3C/text%3E%3C/svg%3E"
    (message,) = found("web-words-unknown", changed(context, "</main>", f'<img alt="" src="{drawing}"></main>'))
    assert message == "a drawing of the page (without words) has words set in type in it (<text>)"
