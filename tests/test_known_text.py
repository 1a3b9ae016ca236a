"""What an edition may say: texts divided into the pieces that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polyleaf.checks.known_text import KnownText
from polyleaf.content.by_language import ByLanguage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import lay_out, layout_context
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import edition

PIECES = frozenset({"Donothaveitif:", "Youarepregnant", "You", "妊娠している方", "کمک\u200cها", "3", "12"})
KNOWN = KnownText(PIECES, (("Page", "of", ""),))


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("", ""),
        ("You are\u00a0pregnant", ""),
        ("Do not have it if: You are pregnant, You are preg\u00adnant.", ""),
        ("\u2068Page \u20693\u2068 of \u206912", ""),
        ("\u2068Page \u20693\u2068 of \u206944", "44"),
        ("صفحة ۳", "صفحة ۳"),
        ("妊娠している方、You", ""),
        ("کمک\u200cها", ""),
        ("It is fine if: You are pregnant", "It is fine if: You are pregnant"),
        ("You are pregnant, so go on", "so go on"),
        ("You are", "are"),
        ("You ✓", "✓"),
        ("You \u202eare pregnant", "\u202eare pregnant"),
    ],
)
def test_what_is_known_is_left_out(text: str, unknown: str) -> None:
    assert KNOWN.strange(text) == unknown


@pytest.mark.parametrize(("language", "form"), [("en", "large-print"), ("fa", "trifold"), ("ja", "booklet")])
def test_what_a_clinic_says_of_another_is_unknown(language: str, form: str, repository: Workspace) -> None:
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
