"""What a sentence states in numbers, units and negations, read in the words of its language."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import num2words
import pytest
import unicode_rbnf
from unicode_rbnf import RbnfEngine

from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.lexicon import load_lexicon
from polyleaf.language.statement_reader import StatementReader, load_wording
from polyleaf.language.word_patterns import VocabularyMaker
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import ROOT, SLUG, edition

PROJECT = Workspace(ROOT)
LANGUAGES = ["en", *PROJECT.languages(SLUG)]
ICU_RULES = Path(unicode_rbnf.__file__).parent / "rbnf"


def wording(code: str) -> StatementReader:
    found = load_wording(PROJECT, language(code))
    assert found
    return found


@pytest.mark.parametrize(
    ("code", "text", "stated"),
    [
        ("en", "Take 2 mg twice daily for two weeks.", ["2 milligram", "2 week"]),
        ("en", "1,500.5 mg and 3–4 months", ["1500.5 milligram", "3", "4 month"]),
        ("en", "50% or 50 per cent", ["50 percent", "50 percent"]),
        ("en", "on 1.2.2026", ["1", "2", "2026"]),
        ("en", "How each one works", []),
        ("de", "Nehmen Sie **2 mg** zwei Wochen lang.", ["2 milligram", "2 week"]),
        ("de", "1.500,5 mg und 3–4 Monate", ["1500.5 milligram", "3", "4 month"]),
        ("de", "3.5 g", ["3", "5 gram"]),  # written in another style, it reads as another number
        ("fr", "1\u202f500 mg pendant deux semaines", ["1500 milligram", "2 week"]),
        ("pl", "przez dwa tygodnie, po dwóch miesiącach", ["2 week", "2 month"]),
        ("uk", "2 мг протягом двох тижнів", ["2 milligram", "2 week"]),
        ("tr", "iki hafta, %50, koltuk altı", ["2 week", "50 percent"]),
        ("vi", "hai tuần", ["2 week"]),
        ("ar", "تناولوا ٢ ملغ لمدة أسبوعين", ["2 milligram", "2 week"]),
        ("ar", "ثلاثة أشهر و٥٠٪", ["3 month", "50 percent"]),
        ("fa", "۱٫۵ میلی‌گرم به مدت دو هفته", ["1.5 milligram", "2 week"]),
        ("hi", "दो हफ्ते", ["2 week"]),
        ("th", "ห้ามถูสองสัปดาห์", ["2 week"]),
        ("zh_Hans", "两个星期，2毫克", ["2 week", "2 milligram"]),
        ("ja", "２週間と二本の棒", ["2 week", "2"]),
        ("ko", "2주간 두 개", ["2 week", "2"]),
    ],
)
def test_a_number_is_read_by_value_in_each_script_style_and_spelling(code: str, text: str, stated: list[str]) -> None:
    found = wording(code).quantities(text).stated
    assert [f"{quantity.value:f} {quantity.unit or ''}".strip() for quantity in found] == stated


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Both are injections."),
        ("de", "Beide werden gespritzt."),
        ("ar", "شريطان"),
        ("fa", "دوبینی"),
        ("ja", "二重に見える"),
        ("ko", "둘 다 주사입니다."),
        ("hi", "दोनों इंजेक्शन हैं"),
    ],
)
def test_a_word_that_may_mean_two_does_not_state_it(code: str, text: str) -> None:
    found = wording(code).quantities(text)
    assert found.hinted == {Decimal(2)}
    assert not found.stated


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("en", "twenty-four hours", 24),
        ("de", "vierundzwanzig Stunden", 24),
        ("fr", "vingt et une heures", 21),
        ("fa", "بیست و چهار ساعت", 24),
        ("vi", "hai mươi bốn giờ", 24),
        ("zh_Hans", "二十四小时", 24),
        ("zh_Hans", "一百一十小时", 110),
    ],
)
def test_a_number_of_several_words_is_read_whole(code: str, text: str, value: int) -> None:
    found = wording(code).quantities(text)
    assert [(int(stated.value), str(stated.unit)) for stated in found.stated] == [(value, "hour")]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("th", "ห้ามถู"),  # holds the letters of five
        ("zh_Hans", "通常第二天"),  # "the second day" is the next one
        ("tr", "koltuk altı"),  # six, or under
        ("de", "Geben Sie acht."),
    ],
)
def test_a_word_that_only_looks_like_a_number_is_none(code: str, text: str) -> None:
    assert not wording(code).quantities(text).stated


@pytest.mark.parametrize(
    ("code", "text", "times"),
    [
        ("en", "Never stop it without asking; do not drive.", 2),
        ("de", "Es wird nicht empfohlen: Gute Studien fehlen.", 2),
        ("fr", "N’arrêtez jamais sans demander à la personne.", 1),
        ("pl", "Nikt nie wykazał, że jest bezpieczny.", 1),
        ("tr", "Yazan kişiye sormadan asla bırakmayın.", 1),
        ("fa", "نشان نداده است", 1),
        ("ar", "لا تفركوا ولا تدلّكوه", 2),
        ("zh_Hans", "如果您感到无力，不要开车。", 1),
        ("ja", "力が入らないときは、運転しないでください。", 1),
        ("ko", "힘이 없으면 운전하지 마십시오.", 1),
    ],
)
def test_a_negation_is_counted_once_a_sentence(code: str, text: str, times: int) -> None:
    assert wording(code).negations(text).said == times


def test_a_unit_behind_a_value_is_seen() -> None:
    assert list(wording("ja").units_behind_values("頭痛が月に{migraine_days}日以上")) == [("migraine_days", "day")]
    assert list(wording("th").units_behind_values("{toxin_interval} ก่อน")) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_a_lexicon_for_numbers_negations_and_marks(code: str) -> None:
    lexicon = wording(code).lexicon
    if not lexicon.has_words:
        return  # a language that was only started: `language-without-lexicon` says so
    assert {2, 3, 4, 5} <= {*lexicon.numbers, *lexicon.hints}
    assert len(lexicon.negations) > 1
    assert lexicon.pairs


# Korean has two sets of numerals and num2words the other one. It does not have all languages, nor has the package of
# ICU's rules: Urdu is in neither.
COMPARED = [code for code in LANGUAGES if code != "en_GB" and wording(code).lexicon.has_words]
SPELLED_BY_NUM2WORDS = [code for code in COMPARED if code in num2words.CONVERTER_CLASSES and code != "ko"]
SPELLED_BY_ICU = [code for code in COMPARED if (ICU_RULES / f"{code.partition('_')[0]}.xml").is_file()]


def test_few_lexicons_are_without_a_second_opinion() -> None:
    assert len({*SPELLED_BY_NUM2WORDS, *SPELLED_BY_ICU}) >= 18


@pytest.mark.parametrize("code", SPELLED_BY_NUM2WORDS)
def test_the_number_words_are_those_of_a_library_that_spells_numbers(code: str) -> None:
    for value in (2, 3, 4, 12, 20):
        spelled = num2words.num2words(value, lang=code).replace("'", "’")
        found = wording(code).quantities(spelled)
        assert value in {*found.hinted, *(stated.value for stated in found.stated)}, (value, spelled)


SPELLED = (*range(2, 101), 101, 110, 115, 120, 150, 200, 250, 365, 500, 999, 1000, 1500)
READ_BEFORE_UNITS_ALONE = {"vi": {23, 33, 43, 53, 63, 73, 83, 93}, "tr": {110}}
"""Numbers of words that are other words elsewhere: the Vietnamese three is also "father"."""


@pytest.mark.parametrize("code", SPELLED_BY_ICU)
def test_the_number_words_are_those_of_the_spell_out_rules_of_icu(code: str) -> None:
    reader, rules = wording(code), RbnfEngine.for_language(code.partition("_")[0])

    def reads(value: int) -> bool:
        spelled = rules.format_number(value).text_by_ruleset
        ways = {
            words for name, words in spelled.items() if name.startswith(("spellout-cardinal", "spellout-numbering"))
        }
        found = [reader.quantities(words.replace("\u00ad", "").replace("'", "’")) for words in ways]
        return any(value in {*read.hinted, *(stated.value for stated in read.stated)} for read in found)

    assert {value for value in SPELLED if not reads(value)} == READ_BEFORE_UNITS_ALONE.get(code, set())


def test_a_sign_within_a_word_ends_no_word() -> None:
    """The Bengali "specialist" begins with the letters of twenty, and goes on with a vowel sign."""
    words = VocabularyMaker("Beng", ()).vocabulary([("বিশ", 20)])
    assert list(words.found_in("বিশ দিন")) == [20]
    assert list(words.found_in("বিশেষজ্ঞ")) == []


def test_a_project_may_bring_a_lexicon_of_its_own(project: Workspace) -> None:
    path = project.locales / "nl" / "lexicon.yaml"
    assert load_lexicon(project, language("nl")) is None
    path.parent.mkdir()
    path.write_text("negations: [niet, geen]\n", encoding="utf-8")
    lexicon = load_lexicon(project, language("nl"))
    assert lexicon
    assert StatementReader(language("nl"), lexicon).negations("Wrijf niet.").said == 1


def test_an_edition_is_stale_when_the_lexicon_of_its_source_changes(project: Workspace) -> None:
    with project.recording() as reads:
        Inputs(edition("de"), project)
    (project.locales / "en").mkdir(exist_ok=True)
    (project.locales / "en" / "lexicon.yaml").write_text("negations: [not]\n", encoding="utf-8")
    project.refresh()
    assert not project.holds(reads)
