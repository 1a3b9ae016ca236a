"""The words that a page may be made of: texts taken apart into those that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polyleaf.checks.known_words import KnownWords, known_words
from polyleaf.content.by_language import ByLanguage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import lay_out, layout_context
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import edition

KNOWN = KnownWords(["Do not have it if:", "You are pregnant", "You", "Page ", " of ", "妊娠している方", "کمک\u200cها"])


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("", ""),
        ("You are\u00a0pregnant", ""),
        ("Do not have it if: You are pregnant, You are preg\u00adnant.", ""),
        ("\u2068Page \u20693\u2068 of \u206912", ""),
        ("صفحة ۳", "صفحة۳"),
        ("妊娠している方、You", ""),
        ("کمک\u200cها", ""),
        ("It is fine if: You are pregnant", "Itisfineif:Youarepregnant"),
        ("You are pregnant, so go on", "sogoon"),
        ("You are", "are"),
        ("You ✓", "✓"),
        ("You \u202eare pregnant", "\u202earepregnant"),
    ],
)
def test_what_is_known_is_left_out(text: str, unknown: str) -> None:
    assert KNOWN.unknown_part(text) == unknown


@pytest.mark.parametrize(("language", "form"), [("en", "large-print"), ("fa", "trifold"), ("ja", "booklet")])
def test_what_a_clinic_says_of_another_is_unknown(language: str, form: str, repository: Workspace) -> None:
    inputs = Inputs(edition(language, form=form), repository)
    localized = inputs.localized()
    layout, _ = lay_out(localized, inputs)
    context = layout_context(localized, layout, inputs)
    telephone = localized.clinic.phones[0].model_copy(update={"number": "(555) 555-0199"})
    name = ByLanguage.for_all("Another Clinic")
    other = localized.clinic.model_copy(update={"name": name, "phones": (telephone,)})
    mistaken = known_words(replace(localized, clinic=other), context.labels, context.siblings)
    assert [text for text in layout.paragraphs if context.known_words.unknown_part(text)] == []
    assert {mistaken.unknown_part(text)[:13] for text in layout.paragraphs} >= {"", "ExampleClinic"}
