"""The checks of how a translation is written: each fires in several scripts; what is right there is let be."""

from __future__ import annotations

import pytest

from polyleaf.core.findings import Severity
from polyleaf.core.workspace import Workspace
from tests.edits import edit_file
from tests.test_checks_catalog import RUB, break_message, run

ASK = "Can it be undone?"
FILLERS = "Dermal fillers"

# check id -> language, message, its wrong translation, and what the check says of it
Fault = tuple[str, str, str, str, str]
FAULTS: list[Fault] = [
    ("space-wrong", "de", RUB, " Reiben Sie nicht.", "a space at an end in the translation of 'Do not rub the area.'"),
    ("space-wrong", "de", RUB, "Reiben  Sie nicht.", "two spaces"),
    ("space-wrong", "de", RUB, "Reiben Sie nicht .", "a space before '.'"),
    ("space-wrong", "fr", ASK, "Peut-on l’annuler ?", "no no-break space before '?'"),
    ("space-wrong", "fr", ASK, "Peut-on l’annuler?", "no no-break space before '?'"),
    ("space-wrong", "fr", ASK, "«Peut-on\u00a0» l’annuler\u202f?", "no no-break space after '«'"),
    ("space-wrong", "ar", RUB, "لا تفركوا ( المكان).", "a space after a bracket"),
    ("space-wrong", "fa", RUB, "محل تزریق را نمالید ،", "a space before '،'"),
    ("space-wrong", "zh_Hans", RUB, "不要揉 注射部位。", "a space between words of a script without spaces"),
    ("ending-differs", "de", RUB, "Reiben Sie nicht", "ends without a mark instead of '.'"),
    ("ending-differs", "es", ASK, "Se puede deshacer.", "ends with '.' instead of '?'"),
    ("ending-differs", "ar", ASK, "هل يمكن إبطال مفعوله?", "ends with '?' instead of '؟'"),
    ("ending-differs", "fa", RUB, "محل تزریق را نمالید:", "ends with ':' instead of '.'"),
    ("ending-differs", "hi", RUB, "उस जगह को न रगड़ें.", "ends with '.' instead of '।'"),
    ("ending-differs", "ja", RUB, "こすらないでください.", "ends with '.' instead of '。'"),
    ("ending-differs", "th", RUB, "ห้ามถูบริเวณที่ฉีด:", "ends with ':'"),
    ("mark-foreign", "de", RUB, "Reiben Sie， bitte、 nicht.", "'，' in the translation of"),
    ("mark-foreign", "ar", RUB, "لا تفركوا, مكان الحقن.", "',' for '،' in the translation of"),
    ("mark-foreign", "fa", ASK, "می‌توان اثرش را خنثی کرد?", "'?' for '؟' in the translation of"),
    ("mark-foreign", "zh_Hans", RUB, "不要揉,注射部位。", "',' for '，' in the translation of"),
    ("mark-foreign", "ja", RUB, "こすらない(で)ください。", "'(' for '（' in the translation of"),
    ("pair-broken", "de", RUB, "Reiben Sie nicht (bitte.", "'(' has no partner"),
    ("pair-broken", "de", RUB, "Reiben Sie „nicht.", "'„' has no partner"),
    ("pair-broken", "es", ASK, "Se puede deshacer?", "'?' has no partner"),
    ("pair-broken", "ar", RUB, "لا تفركوا «مكان الحقن.", "'«' has no partner"),
    ("pair-broken", "ja", RUB, "「こすらないでください。", "'「' has no partner"),
    ("quote-foreign", "de", RUB, 'Reiben Sie "nicht".', "'\"' for '„“' in the translation of"),
    ("quote-foreign", "de", RUB, "Reiben Sie “nicht”.", "'”' for '„“' in the translation of"),
    ("quote-foreign", "fr", ASK, "Peut-on l'annuler\u202f?", "\"'\" for '’' in the translation of"),
    ("quote-foreign", "fa", RUB, "محل “تزریق” را نمالید.", "'“' for '«»' in the translation of"),
    ("quote-foreign", "ja", RUB, "“こすらない”でください。", "'“' for '「」' in the translation of"),
    ("letter-foreign", "uk", RUB, "Нe тріть це місце.", "'Нe' has letters of Cyrillic and Latin"),
    ("letter-foreign", "uk", RUB, "Не тріть це місце, a то…", "'a' is written in Latin"),
    ("letter-foreign", "uk", RUB, "Не трыть це місце.", "'ы' (U+044B) for 'и'"),
    ("letter-foreign", "de", RUB, "R\u0435iben Sie nicht.", "'R\u0435iben' has letters of Cyrillic and Latin"),
    ("letter-foreign", "fa", RUB, "محل تزريق را نماليد.", "'ي' (U+064A) for 'ی'"),
    ("letter-foreign", "fa", RUB, "کمک نكنيد.", "'ك' (U+0643) for 'ک'"),
    ("letter-foreign", "ar", RUB, "لا تفرکوا المکان.", "'ک' (U+06A9) for 'ك'"),
    ("letter-foreign", "ja", RUB, "Ａ型をこすらないでください。", "'Ａ' (U+FF21) for 'A'"),
    ("letter-foreign", "ko", RUB, "시술 부위를 문지르지 마십시오！", "'！' (U+FF01) for '!'"),
    ("bidi-broken", "ar", RUB, "\u2067لا تفركوا.", "an isolate stays open"),
    ("bidi-broken", "fa", RUB, "نمالید\u2069.", "an isolate is closed that was not opened"),
    ("bidi-broken", "de", RUB, "\u2069Reiben\u2068 Sie nicht.", "an isolate is closed that was not opened"),
    ("bidi-broken", "ja", RUB, "\u2066\u2067こすらない\u2069。", "an isolate stays open"),
    ("length-over", "de", FILLERS, "Dermale Unterspritzungsmittel", "29 letters where 24 have room"),
    ("length-over", "fa", FILLERS, "مواد پرکنندهٔ پوست و چروک", "25 letters where 24 have room"),
    ("length-over", "ja", FILLERS, "皮膚に入れるフィラー（注射）", "28 letters where 24 have room"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(fault[:2]))
def test_fires(fault: Fault, project: Workspace) -> None:
    check_id, code, msgid, wrong, said = fault
    break_message(project, code, msgid, wrong)
    findings = run(check_id, project, code)
    assert [finding for finding in findings if said in finding.message], [f.message for f in findings]


@pytest.mark.parametrize(
    ("check_id", "code", "msgid", "right"),
    [
        ("space-wrong", "fr", ASK, "Peut-on l’annuler\u202f? (De 10:30 à 12:00.)"),
        ("space-wrong", "ja", RUB, "Clostridium botulinumをこすらないでください。"),
        ("ending-differs", "de", RUB, "Sagen Sie: „Nicht reiben.“"),
        ("ending-differs", "tr", "How it works", "Nasıl etki eder?"),  # a heading may ask
        ("ending-differs", "th", RUB, "ห้ามถูบริเวณที่ฉีด"),  # Thai sets no stop
        ("mark-foreign", "ar", RUB, "لا تفركوا Botox, Inc. هنا."),  # the comma of a Latin name
        ("mark-foreign", "ja", RUB, "Botox (A) をこすらないでください。"),
        ("pair-broken", "uk", RUB, "Не тріть п’ять «місць» (це)."),
        ("pair-broken", "es", ASK, "¿Se puede «deshacer»?"),
        ("pair-broken", "fr", RUB, "Ne frottez pas l’endroit d’aujourd’hui."),
        ("quote-foreign", "pl", RUB, "Proszę nie „pocierać”."),
        ("letter-foreign", "uk", "Botox is one brand of botulinum toxin type A.", "Botox — марка типу A."),
        ("letter-foreign", "ja", RUB, "（A）をこすらないでください。"),  # full-width marks are the language's own
        ("length-over", "de", FILLERS, "Gewebe-Unterfütterungen."),  # as long as it may be
        ("length-over", "ja", FILLERS, "皮膚フィラー（注射剤）。"),
        ("bidi-broken", "ar", RUB, "\u2068Botox\u2069 لا تفركوا."),
    ],
)
def test_is_quiet(check_id: str, code: str, msgid: str, right: str, project: Workspace) -> None:
    break_message(project, code, msgid, right)
    assert run(check_id, project, code) == []


def test_the_source_is_judged_too_and_where_it_stands(project: Workspace) -> None:
    path = project.brochure_file("botox-and-fillers")
    edit_file(project, project.relative(path), "Crow’s feet", "Crow's feet", -1)
    (finding,) = run("quote-foreign", project, "en")
    assert finding.origin.path == "brochures/botox-and-fillers/brochure.yaml"
    assert "Crow's feet" in path.read_text(encoding="utf-8").splitlines()[finding.origin.line - 1]
    assert finding.severity is Severity.WARNING
