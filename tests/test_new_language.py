"""A language starts with empty, valid catalogues, and only where it can be printed."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import polyleaf
from polyleaf.checks.registry import run_checks
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Stage
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.design.font_lock import FontLock
from polyleaf.language.cldr_letters import letters_of, quotation_marks
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import language
from polyleaf.language.lexicon import load_lexicon
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.webfonts import font_stacks
from polyleaf.review.next_step import next_step
from polyleaf.translation import po
from polyleaf.translation.merge import update
from polyleaf.translation.new_face import covers
from polyleaf.translation.new_language import add_language
from tests.commands import call
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.tools import needs

DOMAINS = (SLUG, INTERFACE)


@pytest.mark.parametrize(("code", "plurals"), [("sv", 2), ("sl", 4)])
def test_a_language_gets_a_catalogue_of_every_domain_with_the_plural_rule_of_cldr(
    project: Workspace, code: str, plurals: int
) -> None:
    written = add_language(project, code)
    assert [project.relative(path) for path in written] == [
        *(f"locales/{code}/LC_MESSAGES/{domain}.po" for domain in DOMAINS),
        f"locales/{code}/glossary.yaml",
        f"locales/{code}/lexicon.yaml",
        "styles/fonts.yaml",
        "styles/languages.css",
    ]
    name = language(code).english_name
    for domain in DOMAINS:
        content = project.catalog_file(code, domain).read_text(encoding="utf-8")
        assert content.startswith(f"# {name} translation of Polyleaf's {domain}.\n# Licence: CC BY 4.0.\n")
        assert f'"Language: {code}\\n"\n"Language-Team: {name}\\n"\n"Plural-Forms: nplurals={plurals}; ' in content
        assert '"Content-Type: text/plain; charset=utf-8\\n"' in content
        messages = [message for message in po.read(project, domain, language(code)) if message.id]
        assert messages
        assert {message.string for message in messages} == {""}


@needs("msgfmt")
def test_a_new_catalogue_is_in_step_and_gnu_accepts_it(project: Workspace) -> None:
    add_language(project, "sv")
    assert [file.path.name for file in update(project, ["sv"], write=False) if file.changed] == []
    for domain in DOMAINS:
        path = project.catalog_file("sv", domain)
        done = subprocess.run(
            ["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_nothing_of_a_new_language_is_printed_but_everything_is_asked_for(project: Workspace) -> None:
    add_language(project, "sv")
    inputs = Inputs(edition("sv"), project)
    context = inputs.catalog_context()
    found = run_checks(Stage.CATALOG, context)
    assert {finding.check_id for finding in found} == {"message-missing", "language-without-lexicon"}
    assert len(found) == len(context.messages) + len(context.labels) + 1


def test_a_variant_of_the_source_starts_without_messages(project: Workspace) -> None:
    add_language(project, "en_AU")
    for domain in DOMAINS:
        content = project.catalog_file("en_AU", domain).read_text(encoding="utf-8")
        assert "English (Australia) wording of Polyleaf's" in content
        assert content.count("msgid") == 1
    assert [file.path.name for file in update(project, ["en_AU"], write=False) if file.changed] == []


def test_the_glossary_is_valid_and_offers_the_terms_of_the_others(project: Workspace) -> None:
    add_language(project, "sv")
    glossary = load_glossary(project, language("sv"))
    assert glossary
    assert glossary.terms == ()
    path = project.locales / "sv" / "glossary.yaml"
    content = path.read_text(encoding="utf-8")
    assert "#   - source: botulinum toxin\n#     use: []\n" in content
    terms = (
        content.replace("# terms:", "terms:")
        .replace("#   - source", "  - source")
        .replace("#     use: []", "    use: [x]")
    )
    path.write_text(terms, encoding="utf-8")
    german, started = load_glossary(project, language("de")), load_glossary(project, language("sv"))
    assert german
    assert started
    assert {term.source for term in german.terms} <= {term.source for term in started.terms}


NEW_FACES = {
    code: family
    for code, family in {
        "ka": "Polyleaf Georgian",
        "hy": "Polyleaf Armenian",
        "hu": "Polyleaf Sans",
        "el": "Polyleaf Sans",
        "mr": "Polyleaf Devanagari",
        "ckb": "Polyleaf Arabic",
    }.items()
    if not (ROOT / "locales" / code).exists()  # a project may have added some of them
}
OF_A_NEW_SCRIPT = next(code for code in NEW_FACES if code in {"ka", "hy"})


@pytest.mark.parametrize("code", NEW_FACES)
def test_a_language_gets_a_face_with_all_its_letters_and_a_rule(code: str, project: Workspace) -> None:
    add_language(project, code)
    project.refresh()
    lock, _ = load_model(FontLock, project.root / "styles" / "fonts.yaml", project)
    (family,) = (family for family in lock.families if code in family.languages)
    assert family.family == NEW_FACES[code]
    assert letters_of(language(code))
    assert covers(project, family, language(code))
    stacks = font_stacks((project.root / "styles" / "languages.css").read_text(encoding="utf-8"))
    assert stacks[code][0] == family.family
    assert all(family.family in stack for stack in stacks.values())  # for what a clinic writes in that script


def test_a_language_of_a_script_with_signs_gets_the_leading_of_its_script(project: Workspace) -> None:
    add_language(project, "mr")
    sheet = (project.root / "styles" / "languages.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^html:lang\(.*html:lang\(hi\).*$", sheet, re.MULTILINE)
    assert "html:lang(mr)" in rule


@pytest.mark.parametrize("code", NEW_FACES)
def test_a_started_language_is_laid_out_at_once(code: str, project: Workspace) -> None:
    add_language(project, code)
    result = polyleaf.open(project.root).build(SLUG, language=code, format="leaflet", clinic="example", draft=True)
    assert result.files
    found = {finding.check_id for finding in result.findings}
    assert not found & {"font-unlocked", "glyph-missing", "language-without-font", "safety-glyphs", "tags-differ"}


def test_the_lexicon_has_the_quotation_marks_of_cldr_and_compares_nothing_yet(project: Workspace) -> None:
    add_language(project, OF_A_NEW_SCRIPT)
    lexicon = load_lexicon(project, language(OF_A_NEW_SCRIPT))
    assert lexicon
    assert lexicon.pairs == quotation_marks(language(OF_A_NEW_SCRIPT)) != ()
    assert not lexicon.has_words
    path = project.locales / OF_A_NEW_SCRIPT / "lexicon.yaml"
    filled_in = re.sub("^# (?=[a-z]+:| {2}[0-9])", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(filled_in, encoding="utf-8")
    assert load_lexicon(
        Workspace(project.root), language(OF_A_NEW_SCRIPT)
    )  # what is to be filled in has the form of a lexicon


def test_a_language_that_no_locked_font_has_is_refused_with_all_that_is_missing(project: Workspace) -> None:
    before = sorted(project.root.rglob("*"))
    with pytest.raises(InputError) as caught:
        add_language(project, "dz")
    font, style = caught.value.findings
    assert (font.check_id, font.origin.path) == ("language-without-font", "styles/fonts.yaml")
    assert font.message == "no family of the font lock is for Dzongkha"
    assert font.hint.startswith("Add a family with a font for the script Tibt: its wheel or its file below styles/")
    assert (style.check_id, style.origin.path) == ("language-without-style", "styles/languages.css")
    assert style.message == "no rule for Dzongkha"
    assert sorted(project.root.rglob("*")) == before


def test_a_language_with_digits_that_cannot_be_printed_is_refused(project: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add_language(project, "sat")
    assert caught.value.findings[0].check_id == "language-without-digits"
    assert caught.value.findings[0].message == "the digits of Santali (olck) cannot be printed"


def test_a_variant_keeps_the_rule_of_its_language(project: Workspace) -> None:
    """As in CSS, `:lang(pt)` is for pt-PT too."""
    written = [project.relative(path) for path in add_language(project, "pt_PT")]
    assert "styles/fonts.yaml" in written
    assert "styles/languages.css" not in written


def test_a_project_without_styles_gets_those_of_the_engine_with_its_language(project: Workspace) -> None:
    shutil.rmtree(project.root / "styles")
    written = [project.relative(path) for path in add_language(project, OF_A_NEW_SCRIPT)]
    assert written[-2:] == ["styles/fonts.yaml", "styles/languages.css"]
    assert "Polyleaf Thai" in (project.root / "styles" / "fonts.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "there is a language 'de' already: locales/de"),
        ("en", "'en' is the language that the source is written in"),
        ("xx", "'xx' is not a language that CLDR knows"),
        ("pt-BR", "'pt-BR' is not a language that CLDR knows"),
        ("qps", "'qps' is a pseudo-language"),
        ("zh_hans", "CLDR writes 'zh_hans' as 'zh_Hans'; so must the folder"),
        ("zh_TW", "CLDR writes 'zh_TW' as 'zh_Hant'; so must the folder; it is Chinese"),
        ("tl", "CLDR writes 'tl' as 'fil'; so must the folder; it is Filipino"),
        ("iw", "CLDR writes 'iw' as 'he'; so must the folder; it is Hebrew"),
        ("../de", "'../de' is not a language that CLDR knows"),
    ],
)
def test_what_cannot_be_a_new_language_is_refused(project: Workspace, code: str, said: str) -> None:
    before = sorted(project.locales.rglob("*"))
    with pytest.raises(UsageError, match="^" + said.replace(".", r"\.")):
        add_language(project, code)
    assert sorted(project.locales.rglob("*")) == before


def test_the_command_names_what_it_wrote_and_the_next_step(project: Workspace) -> None:
    done = call(project, "add-language", "sv")
    assert (done.returncode, done.stderr) == (0, "")
    *written, step, _ = done.stdout.splitlines()
    assert written == [
        f"written   locales/sv/LC_MESSAGES/{SLUG}.po",
        "written   locales/sv/LC_MESSAGES/interface.po",
        "written   locales/sv/glossary.yaml",
        "written   locales/sv/lexicon.yaml",
        "written   styles/fonts.yaml",
        "written   styles/languages.css",
    ]
    assert re.fullmatch(r"next: translate \d+ messages in locales/sv/LC_MESSAGES/interface.po", step)
    again = call(project, "add-language", "sv")
    assert again.returncode == 2


def test_the_next_step_leads_from_the_start_to_the_approval(project: Workspace, edit: Edit) -> None:
    def step() -> str:
        return next_step(project, "sv").what

    assert step() == "start Swedish"
    add_language(project, "sv")
    for domain in (INTERFACE, SLUG):
        assert step().endswith(f" messages in locales/sv/LC_MESSAGES/{domain}.po")
        path = project.catalog_file("sv", domain)
        catalog = po.read(project, domain, language("sv"))
        for message in catalog:
            if message.id:
                message.string = message.id
        path.write_bytes(po.content_of(catalog))
    assert step().startswith("fill in locales/sv/glossary.yaml")
    edit("locales/sv/glossary.yaml", "# Words that must", "terms:\n  - {source: toxin, use: [toxin]}\n# Words")
    assert step().startswith("fill in locales/sv/lexicon.yaml")
    edit("locales/sv/lexicon.yaml", "# negations: []", "negations: [never, inte]")
    assert re.fullmatch(r"settle \d+ errors in the catalogues of Swedish", step())


def test_the_next_step_of_a_finished_translation_is_its_review(repository: Workspace) -> None:
    found = next_step(repository, "de")
    assert found.what == "have German reviewed and approved"
    assert found.command.endswith("review --lang de")


def test_a_script_whose_words_nobody_finds_is_told_where_lines_break(project: Workspace) -> None:
    add_language(project, "km")
    assert "zero-width space" in next_step(project, "km").note
    add_language(project, OF_A_NEW_SCRIPT)
    assert "zero-width space" not in next_step(project, OF_A_NEW_SCRIPT).note
