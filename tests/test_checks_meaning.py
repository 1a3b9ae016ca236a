"""The checks of what a translation says: each fires in Latin, Arabic (both sets of digits) and Han script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.lexicon import Lexicon
from polyleaf.language.statement_reader import StatementReader, load_wording
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import SLUG, edition
from tests.edits import edit_file
from tests.test_checks_catalog import CHECKS, WAIT, break_message, run

BARS = "Two bars on a scale of months. The bar for botulinum toxin is short, the bar for fillers is long."
LATER = "Effects of toxin can appear hours to weeks later."
LASTS = "{toxin_lasts}, sometimes up to {toxin_lasts_longest}"
SEEN = "starts after {toxin_onset}, full effect by {toxin_full}"
DRIVE = "Do not drive if you feel weak or dizzy, or if your sight has changed."
INFECTION = "You have an infection where the injection would go."
UNUSUAL, RUBBING = "Severe or unusual pain", "Do not rub or massage the area unless you are told to."
ADULTS = "Both are injections, for adults only."

# check id -> the message that is broken, its wrong translation in each language, and what the check says of it
FAULTS: dict[str, tuple[str, dict[str, str], str]] = {
    "numbers-differ": (
        BARS,
        {
            "de": "Drei Balken auf einer Skala in Monaten.",
            "ar": "ثلاثة أشرطة على مقياس بالأشهر.",
            "fa": "سه میله روی مقیاسی بر حسب ماه.",
            "ja": "月単位の目盛りに並ぶ三本の棒。",
            "zh_Hans": "以月为刻度的三条横条。",
        },
        "the number 3 is not in the source of",
    ),
    "units-differ": (
        LATER,
        {
            "de": "Wirkungen können Stunden bis Tage später auftreten.",
            "ar": "قد تظهر آثار بعد الحقن بساعات إلى أيام.",
            "fa": "اثرها ممکن است ساعت‌ها تا روزها بعد پیدا شود.",
            "ja": "影響は、数時間から数日たって現れることがあります。",
            "zh_Hans": "影响可能在数小时到数天后才出现。",
        },
        "the source says 'week', the translation does not: safety text",
    ),
    "value-unit-differs": (
        WAIT,
        {
            "de": "Warten Sie {toxin_interval} Monate.",
            "ar": "انتظروا {toxin_interval} أسابيع.",
            "fa": "{toxin_interval} ماه صبر کنید.",
            "ja": "{toxin_interval}週間あけてください。",
            "zh_Hans": "等{toxin_interval}个月。",
        },
        "{toxin_interval} prints a unit, and '",
    ),
    "value-order-differs": (
        SEEN,
        dict.fromkeys(("de", "ar", "fa", "ja", "zh_Hans"), "… {toxin_full} … {toxin_onset}"),
        "the values are in another order (toxin_full, toxin_onset) than in",
    ),
    "negation-missing": (
        DRIVE,
        {
            "de": "Bei Schwäche, Schwindel oder verändertem Sehen fahren Sie selbst.",
            "ar": "تقودوا السيارة إذا شعرتم بضعف أو دوخة، أو إذا تغيّر نظركم.",
            "fa": "اگر احساس ضعف یا سرگیجه دارید، رانندگی کنید.",
            "ja": "力が入らない、めまいがする、または見え方が変わったら、運転してください。",
            "zh_Hans": "如果您感到无力或头晕，或者视力有变化，请开车。",
        },
        "the source negates once, the translation 0: safety text",
    ),
    "negation-added": (
        INFECTION,
        {
            "de": "Sie haben keine Infektion dort, wo gespritzt werden soll.",
            "ar": "لا عدوى في المكان الذي ستدخل فيه الحقنة.",
            "fa": "در محلی که قرار است تزریق شود، عفونت ندارید.",
            "ja": "注射する場所に感染がない方。",
            "zh_Hans": "您要注射的部位没有感染。",
        },
        "the translation negates once, the source 0: safety text",
    ),
    "translated-two-ways": (
        ADULTS,
        {
            "de": "Man gibt Spritzen, nur bei Erwachsenen.",
            "ar": "إبر في الجلد، للبالغين فقط.",
            "ja": "針を使う施術で、大人だけが対象です。",
            "zh_Hans": "要打针，只用于成年人。",
        },
        "'both are injections' is '",
    ),
}
CASES = [(check_id, code) for check_id, (_, wrong, _) in FAULTS.items() for code in wrong]


@pytest.mark.parametrize(("check_id", "code"), CASES)
def test_fires(check_id: str, code: str, project: Workspace) -> None:
    msgid, wrong, said = FAULTS[check_id]
    break_message(project, code, msgid, wrong[code])
    findings = run(check_id, project, code)
    assert [finding for finding in findings if said in finding.message], [f.message for f in findings]


def test_a_dropped_negation_of_any_safety_text_would_be_noticed(repository: Workspace) -> None:
    for code in repository.languages(SLUG):
        context = Inputs(edition(code), repository).catalog_context()
        assert context.source_wording
        assert context.wording
        for translation in context.translations():
            said = context.source_wording.negations(translation.message.msgid).said
            if said and translation.message.critical:
                # Not one more than the source has: with one to spare, a lost one would not show.
                assert context.wording.negations(translation.text).said == said, (code, translation.text)


@pytest.mark.parametrize(
    ("code", "msgid", "translation"),
    [
        ("de", UNUSUAL, "Starke Schmerzen oder solche, die nicht üblich sind"),  # "unusual" is "not usual"
        ("ar", UNUSUAL, "ألم شديد أو غير معتاد"),
        ("ja", UNUSUAL, "激しい痛み、または普通ではない痛み"),
        ("th", INFECTION, "คุณมีการติดเชื้ออย่างรุนแรงในตำแหน่งที่จะฉีด"),  # the letters of "do not" in "manner"
        ("fa", RUBBING, "محل تزریق را نمالید و ماساژ ندهید، مگر اینکه از شما بخواهند."),  # no safety text
    ],
)
def test_what_another_language_says_with_a_negation_is_none_too_many(
    project: Workspace, code: str, msgid: str, translation: str
) -> None:
    break_message(project, code, msgid, translation)
    assert run("negation-added", project, code) == []


def test_language_without_lexicon_fires(repository: Workspace) -> None:
    context = Inputs(edition("de"), repository).catalog_context()
    unknown = language("nl")
    context = replace(context, language=unknown, wording=load_wording(repository, unknown))
    (finding,) = CHECKS["language-without-lexicon"].findings(context)
    assert finding.message.startswith("there is no lexicon for Dutch, so nobody compares these: numbers, units, ")
    assert finding.message.endswith("quotation marks, letters of other scripts")
    assert not [f for check_id in FAULTS for f in CHECKS[check_id].findings(context)]


def test_a_lexicon_with_marks_alone_switches_off_what_needs_words_and_says_so(repository: Workspace) -> None:
    context = Inputs(edition("de"), repository).catalog_context()
    started = StatementReader(language("de"), Lexicon(pairs=("„“",)))
    context = replace(context, wording=started)
    (finding,) = CHECKS["language-without-lexicon"].findings(context)
    assert finding.message.startswith(
        "there are no words in the lexicon for German, so nobody compares these: numbers, "
    )
    assert "quotation marks" not in finding.message  # which it has
    needs_words = ("address-mixed", "meaning-turned", "negations-differ", "numbers-differ", "term-swapped")
    assert not [f for check_id in needs_words if check_id in CHECKS for f in CHECKS[check_id].findings(context)]


@pytest.mark.parametrize(
    ("code", "translation", "quiet"),
    [
        ("de", "Zwei Balken, die beide Monate zeigen.", True),
        ("de", "2 Balken auf einer Skala in Monaten.", True),  # in digits; another check asks for the placeholder
        ("de", "Balken auf einer Skala in Monaten.", False),
        ("ar", "شريطان على مقياس بالأشهر.", True),  # the dual says two
        ("fa", "۲ میله روی مقیاسی بر حسب ماه.", True),
        ("ja", "月単位の目盛りに並ぶ２本の棒。", True),
        ("ja", "月単位の目盛りに並ぶ棒。", False),
    ],
)
def test_a_number_may_be_spelled_out_or_not(project: Workspace, code: str, translation: str, *, quiet: bool) -> None:
    break_message(project, code, BARS, translation)
    assert (run("numbers-differ", project, code) == []) is quiet


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        ("{toxin_lasts.from} bis {toxin_lasts.to} Monate, {toxin_lasts_longest}", None),
        ("{toxin_lasts.from} bis {toxin_lasts.to}, {toxin_lasts_longest}", "no 'month' with the ends of {toxin_lasts}"),
        ("{toxin_lasts.from} bis {toxin_lasts.to} Wochen, …", "no 'month' with the ends of {toxin_lasts}"),
    ],
)
def test_the_ends_of_a_range_stand_with_its_unit(project: Workspace, translation: str, said: str | None) -> None:
    break_message(project, "de", LASTS, translation)
    messages = [finding.message for finding in run("value-unit-differs", project, "de")]
    assert [said in message for message in messages] == [True] if said else messages == []


def test_the_ends_of_a_range_keep_their_order(project: Workspace) -> None:
    break_message(project, "de", LASTS, "{toxin_lasts.from} bis {toxin_lasts.to} Monate, {toxin_lasts_longest}")
    assert run("value-order-differs", project, "de") == []
    break_message(project, "de", LASTS, "{toxin_lasts.to} bis {toxin_lasts.from} Monate, {toxin_lasts_longest}")
    (finding,) = run("value-order-differs", project, "de")
    assert "(toxin_lasts reversed, toxin_lasts_longest)" in finding.message


def test_a_value_that_prints_its_unit_names_it(project: Workspace) -> None:
    asked = "starts after {toxin_onset.from} to {toxin_onset.to} days, full effect by {toxin_full}"
    for path in (project.brochure_file(SLUG), project.catalog_file("de", SLUG)):
        edit_file(project, project.relative(path), SEEN, asked, -1)
    assert run("units-differ", project, "de") == []
    break_message(project, "de", asked, "nach {toxin_onset.from} bis {toxin_onset.to} Wochen; {toxin_full}")
    assert [finding.check_id for finding in run("units-differ", project, "de")] == ["units-differ"]


def test_a_part_in_persian_is_compared_too(project: Workspace) -> None:
    break_message(project, "fa", "sometimes, or some products", "همیشه، یا بعضی محصولات")
    (finding,) = run("translated-two-ways", project, "fa")
    assert finding.message.startswith("'sometimes' is '")


@pytest.mark.parametrize(
    ("code", "translation"),
    [
        ("de", "Beide werden als Spritze gegeben, nur bei Erwachsenen."),  # the same words, bent
        ("ar", "للبالغين فقط، كلاهما حقن."),  # in another place of the sentence
        ("ja", "大人だけが対象の注射です。"),  # divided otherwise: nothing to compare
    ],
)
def test_another_form_is_no_second_way(project: Workspace, code: str, translation: str) -> None:
    break_message(project, code, ADULTS, translation)
    assert run("translated-two-ways", project, code) == []
