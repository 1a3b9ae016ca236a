"""Where a line may break: headings, the ends of messages, and words of scripts without spaces."""

from __future__ import annotations

import pytest

from polyleaf.content.markup import to_plain
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.thai_breaks import BREAK, with_breaks
from polyleaf.typeset.tags import HYPHEN
from tests.test_tags import laid_out

JOINER = "\u2060"


def test_a_japanese_heading_breaks_between_phrases_alone() -> None:
    phrased = language("ja").phrased("すぐに助けを求めてください")
    assert phrased.replace(JOINER, "") == "すぐに助けを求めてください"
    breaks = [place for place in range(1, len(phrased)) if JOINER not in phrased[place - 1 : place + 1]]
    assert len(breaks) == 2  # after すぐに and 助けを


def test_placeholders_and_marks_of_a_heading_stay_whole() -> None:
    assert "{clinic.phone}" in language("ja").phrased("フィラーの後、**すぐに**{clinic.phone}に電話してください：")
    assert "**" in language("ja").phrased("**すぐに**電話")


def test_other_languages_have_no_phrases() -> None:
    assert language("de").phrased("Sofort Hilfe holen") == "Sofort Hilfe holen"


@pytest.mark.parametrize("code", ["ja", "zh_Hans"])
def test_no_message_ends_in_a_line_of_one_character(code: str) -> None:
    text = {"ja": "次の施術まで待ってください。", "zh_Hans": "治疗当天不要剧烈运动。"}[code]
    bound = language(code).bound(text)
    assert bound.replace(JOINER, "") == text
    assert bound == text[:-4] + JOINER.join(text[-4:])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("คุณเป็นโรคหอบหืดหรือหายใจลำบากมาก", "คุณ|เป็น|โรค|หอบหืด|หรือ|หายใจ|ลำบากมาก"),
        ("ผู้ที่แพ้กรดไฮยาลูโรนิกควรเลี่ยง", "ผู้|ที่|แพ้|กรดไฮยาลูโรนิก|ควรเลี่ยง"),
        ("**กรดไฮยาลูโรนิก**ควรเลี่ยง", "**กรดไฮยาลูโรนิก|**ควรเลี่ยง"),
        ("ชนิดอื่นสลายไม่ได้", "ชนิด|อื่น|สลายไม่ได้"),  # no line of one short word at the end
        ("Botox คือยา", "Botox คือยา"),
        ("ต่าง ๆ", "ต่าง ๆ"),
    ],
)
def test_thai_breaks_between_words_alone(text: str, parts: str) -> None:
    whole = {"กรดไฮยาลูโรนิก", "หอบหืด", "หายใจ"}
    assert language("th").bound(text, whole).replace(BREAK, "|") == parts


def test_plain_words_and_other_scripts_have_no_marks_of_breaks() -> None:
    assert with_breaks("Wait until it is safe.") == "Wait until it is safe."
    assert to_plain(with_breaks("ผู้ที่แพ้ควรเลี่ยง")) == "ผู้ที่แพ้ควรเลี่ยง"


def test_the_last_word_of_a_text_is_not_hyphenated_and_others_are(repository: Workspace) -> None:
    """A part of a word on a line of its own is worse than a short line before it."""
    css = "p { width: 45mm; hyphens: auto }"
    texts = ("eine Gesundheitsberatung", "eine Gesundheitsberatung ist gut", "Donaudampfschifffahrtsgesellschaft")
    first = [laid_out(f"<p>{text}</p>", repository, css).runs[0].text.strip() for text in texts]
    assert first[0] == "eine"
    assert [line[-1] for line in first[1:]] == [HYPHEN, HYPHEN], "a word that is too long for a line is divided"
