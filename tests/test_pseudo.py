"""The pseudo-languages: longer, disguised and in brackets, true to every rule of a catalogue, and never an edition."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from polyleaf.checks.registry import checks_of
from polyleaf.content.markup import PLACEHOLDER, links, placeholders
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import File, Result
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.pseudo import LOCALES, pseudo_translation
from polyleaf.language.statement_reader import StatedNumber
from polyleaf.language.values import date, number, phrase
from polyleaf.pipeline import freshness
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request, plan
from polyleaf.translation.extraction import interface_messages
from polyleaf.translation.source_messages import brochure_messages
from tests.commands import LEAFLET, call
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.store import build


def sources(project: Workspace) -> list[str]:
    brochure, _ = load_brochure(project, SLUG)
    return [message.msgid for message in (*brochure_messages(brochure), *interface_messages(project))]


def length(texts: list[str]) -> int:
    return sum(len(PLACEHOLDER.sub("", text)) for text in texts)


def test_a_text_is_disguised_lengthened_and_in_brackets() -> None:
    assert pseudo_translation("Do not rub the area.", "qps") == "[Ďö ñöţ ŕûḃ ţĥé åŕéå – ļö]."
    assert pseudo_translation("Is it licensed, or not?", "qpr") == "[عس عت لعچينسيد، ور نوت]؟"


def test_placeholders_markup_and_links_are_those_of_the_source() -> None:
    source = "**Call {clinic.phone}** for *{toxin_lasts.from}*, see [the page](https://example.org/a?b)."
    for code in LOCALES:
        made = pseudo_translation(source, code)
        assert placeholders(made) == ["clinic.phone", "toxin_lasts.from"]
        assert links(made) == ["https://example.org/a?b"]
        assert re.sub(r"[^*]+", " ", made).split() == ["**", "**", "*", "*"]


def test_a_message_of_placeholders_alone_has_only_its_brackets() -> None:
    assert pseudo_translation("{term}: {meaning}", "qps") == "[{term}: {meaning}]"


@pytest.mark.parametrize(("code", "least", "most"), [("qps", 1.27, 1.31), ("qpr", 1.05, 1.09)])
def test_the_whole_is_longer_than_a_translation_and_short_texts_by_more(
    code: str, least: float, most: float, repository: Workspace
) -> None:
    texts = sources(repository)
    assert least < length([pseudo_translation(text, code) for text in texts]) / length(texts) < most
    short = [text for text in texts if 5 <= length([text]) <= 20]
    assert length([pseudo_translation(text, code) for text in short]) / length(short) > least + 0.03


def test_no_two_letters_become_one_and_no_plain_one_is_left() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    for code in LOCALES:
        assert len(set(pseudo_translation(alphabet, code)[1:27])) == 26
    assert re.findall("[A-Za-z]", pseudo_translation(alphabet + alphabet.upper(), "qps")[:53]) == ["q", "x", "Q", "X"]
    assert not re.search("[A-Za-z,;?]", pseudo_translation(f"{alphabet}, {alphabet.upper()}; so?", "qpr"))


def test_each_has_the_direction_the_script_and_the_numbers_of_its_locale(repository: Workspace) -> None:
    accented, mirrored = language("qps"), language("qpr")
    assert [(lang.tag, lang.direction, lang.script) for lang in (accented, mirrored)] == [
        ("qps", "ltr", "Latn"),
        ("qpr", "rtl", "Arab"),
    ]
    brochure, _ = load_brochure(repository, SLUG)
    for pseudo, real in ((accented, language("en")), (mirrored, language("ar"))):
        assert phrase(brochure.values["toxin_lasts"], pseudo) == phrase(brochure.values["toxin_lasts"], real)
        assert date(brochure.imprint.published, pseudo) == date(brochure.imprint.published, real)
        assert number(15, pseudo) == number(15, real)
        assert pseudo.own_name == pseudo.english_name == "Pseudo-language"


@pytest.mark.parametrize("code", LOCALES)
def test_every_check_of_a_catalogue_keeps_quiet(code: str, repository: Workspace) -> None:
    context = Inputs(edition(code), repository).catalog_context()
    assert len(list(context.translated())) == len(sources(repository))
    assert [finding.message for check in checks_of(Stage.CATALOG) for finding in check.findings(context)] == []


@pytest.mark.parametrize("code", LOCALES)
def test_their_words_are_read_as_those_of_any_language(code: str, repository: Workspace) -> None:
    wording = Inputs(edition(code), repository).wording
    assert wording
    sentence = pseudo_translation("Do not wait for two days, or another week.", code)
    assert wording.negations(sentence).said == 1
    assert wording.quantities(sentence).stated == (StatedNumber(Decimal(2), "day"),)
    assert wording.quantities(sentence).units == {"day", "week"}


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("code", LOCALES)
def test_they_fit_in_every_format_for_every_clinic(code: str, paper: str, repository: Workspace) -> None:
    results = [build(e, repository) for e in plan(repository, Request(languages=(code,), papers=(paper,), pseudo=True))]
    assert {result.edition.format for result in results} >= {"leaflet", "trifold", "booklet", "large-print"}
    assert {result.edition.clinic for result in results} == set(repository.clinics())
    for result in results:
        assert result.findings == (), result.edition.name


def test_a_box_that_holds_the_source_and_no_translation_is_found(project: Workspace, edit: Edit) -> None:
    edit("styles/base.css", ".subtitle { font-size", ".subtitle { height: 27pt; width: 84mm; font-size")
    assert call(project, "check", "--lang", "en", "--format", "leaflet").returncode == 0
    done = call(project, "check", "--pseudo", "--lang", "qps", "--format", "leaflet")
    assert done.returncode == 1
    assert "[text-outside]" in done.stderr


def test_they_are_no_languages_of_the_project(project: Workspace) -> None:
    for arguments in (("build", "--lang", "qps"), ("check", "--lang", "qpr"), ("check", "--pseudo", "--lang", "de")):
        done = call(project, *arguments)
        assert done.returncode == 2
        assert f"there is no language {arguments[-1]!r}; there is " in done.stderr
    assert "No such option '--pseudo'" in call(project, "build", "--pseudo", *LEAFLET).stderr


def test_a_proof_draws_them_and_the_next_whole_build_removes_them(project: Workspace) -> None:
    done = call(project, "proof", "--pseudo", "--format", "leaflet", "--dpi", "20")
    assert done.returncode == 0
    pages = [f"{SLUG}.leaflet.a4.example.page-0{number}.png" for number in range(1, 9)]
    assert [path.name for path in sorted((project.dist / "proofs").iterdir())] == sorted(
        [*(f"{SLUG}.{code}.leaflet.a4.example.png" for code in LOCALES), *pages]
    )
    kept = Result(edition("de"), (), (File(f"{edition('de').name}.pdf", b"%PDF"),))
    freshness.store(project, kept, by_request=False)
    freshness.sweep(project, plan(project, Request()), (), ())
    assert [path.name for path in project.dist.glob("*.pdf")] == [f"{kept.edition.name}.pdf"]
