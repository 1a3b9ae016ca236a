"""Where a line may break: headings, the ends of messages, and words of scripts without spaces."""

from __future__ import annotations

import pytest

from polyleaf.language.languages import language

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
