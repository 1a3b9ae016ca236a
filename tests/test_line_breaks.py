"""Where a line may break: headings, the ends of messages, and words of scripts without spaces."""

from __future__ import annotations

import pytest

from polyleaf.content.brochure import texts
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset.laid_out import squeeze
from tests.conftest import SLUG

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


def test_a_thai_word_is_kept_whole_and_its_signs_stay_with_their_letters() -> None:
    thai = language("th")
    bound = thai.bound("อาจทำให้ตาบอดถาวร", ["ตาบอด", "น้ำ"])
    assert "ต\u2060า\u2060บ\u2060อ\u2060ด" in bound
    assert bound.replace(JOINER, "") == "อาจทำให้ตาบอดถาวร"
    assert thai.bound("น้ำ", ["น้ำ"]) == "น้ำ"  # one letter with its signs
    assert thai.bound("อาจทำให้ตาบอด") == "อาจทำให้ตาบอด"


def test_the_thai_brochure_keeps_its_medical_words_whole(repository: Workspace) -> None:
    glossary = load_glossary(repository, language("th"))
    assert glossary is not None
    assert {"ตาบอด", "อุดตัน", "ไฮยาลูโรนิเดส"} <= glossary.whole_words
    assert not any(" " in word for word in glossary.whole_words)
    localized = Inputs(Edition(SLUG, "th", "trifold", "a4", "example"), repository).localized()
    section = localized.brochure.section("get-help-now")
    words = "".join(localized.plain(text) for text in texts(section))
    for word in ("ตาบอด", "อุดตัน"):
        assert word in squeeze(words)
        assert word not in words  # every one has joiners
