"""A language starts with empty, valid catalogues, and only where it can be printed."""

from __future__ import annotations

import subprocess

import pytest

from polyleaf.checks.registry import run_checks
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Stage
from polyleaf.core.names import INTERFACE
from polyleaf.core.workspace import Workspace
from polyleaf.language.glossary import load_glossary
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.translation import po
from polyleaf.translation.merge import update
from polyleaf.translation.new_language import add_language
from tests.commands import call
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.tools import needs

DOMAINS = (SLUG, INTERFACE)


@pytest.fixture
def printable(project: Workspace, edit: Edit) -> Workspace:
    """A project with a face for Swedish, for Slovenian with its four plurals, and for a variant of the source."""
    edit("styles/fonts.yaml", "tr, vi,", "tr, vi, sv, sl, en_AU,")
    edit("styles/languages.css", ":lang(vi)", ":lang(vi), :lang(sv), :lang(sl)")
    return project


@pytest.mark.parametrize(("code", "plurals"), [("sv", 2), ("sl", 4)])
def test_a_language_gets_a_catalogue_of_every_domain_with_the_plural_rule_of_cldr(
    printable: Workspace, code: str, plurals: int
) -> None:
    written = add_language(printable, code)
    assert [printable.relative(path) for path in written] == [
        *(f"locales/{code}/LC_MESSAGES/{domain}.po" for domain in DOMAINS),
        f"locales/{code}/glossary.yaml",
    ]
    name = language(code).english_name
    for domain in DOMAINS:
        content = printable.catalog_file(code, domain).read_text(encoding="utf-8")
        assert content.startswith(f"# {name} translation of Polyleaf's {domain}.\n# Licence: CC BY 4.0.\n")
        assert f'"Language: {code}\\n"\n"Language-Team: {name}\\n"\n"Plural-Forms: nplurals={plurals}; ' in content
        assert '"Content-Type: text/plain; charset=utf-8\\n"' in content
        messages = [message for message in po.read(printable, domain, language(code)) if message.id]
        assert messages
        assert {message.string for message in messages} == {""}


@needs("msgfmt")
def test_a_new_catalogue_is_in_step_and_gnu_accepts_it(printable: Workspace) -> None:
    add_language(printable, "sv")
    assert [file.path.name for file in update(printable, ["sv"], write=False) if file.changed] == []
    for domain in DOMAINS:
        path = printable.catalog_file("sv", domain)
        done = subprocess.run(
            ["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_nothing_of_a_new_language_is_printed_but_everything_is_asked_for(printable: Workspace) -> None:
    add_language(printable, "sv")
    inputs = Inputs(edition("sv"), printable)
    context = inputs.catalog_context()
    found = run_checks(Stage.CATALOG, context)
    assert {finding.check_id for finding in found} == {"message-missing", "language-without-lexicon"}
    assert len(found) == len(context.messages) + len(context.labels) + 1


def test_a_variant_of_the_source_starts_without_messages(printable: Workspace) -> None:
    add_language(printable, "en_AU")
    for domain in DOMAINS:
        content = printable.catalog_file("en_AU", domain).read_text(encoding="utf-8")
        assert "English (Australia) wording of Polyleaf's" in content
        assert content.count("msgid") == 1
    assert [file.path.name for file in update(printable, ["en_AU"], write=False) if file.changed] == []


def test_the_glossary_is_valid_and_offers_the_terms_of_the_others(printable: Workspace) -> None:
    add_language(printable, "sv")
    glossary = load_glossary(printable, language("sv"))
    assert glossary
    assert glossary.terms == ()
    path = printable.locales / "sv" / "glossary.yaml"
    content = path.read_text(encoding="utf-8")
    assert "#   - source: botulinum toxin\n#     use: []\n" in content
    terms = (
        content.replace("# terms:", "terms:")
        .replace("#   - source", "  - source")
        .replace("#     use: []", "    use: [x]")
    )
    path.write_text(terms, encoding="utf-8")
    german, started = load_glossary(printable, language("de")), load_glossary(printable, language("sv"))
    assert german
    assert started
    assert {term.source for term in german.terms} <= {term.source for term in started.terms}


def test_a_language_that_cannot_be_printed_is_refused_with_all_that_is_missing(project: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add_language(project, "ta")
    font, style = caught.value.findings
    assert (font.check_id, font.origin.path) == ("language-without-font", "styles/fonts.yaml")
    assert font.message == "no family of the font lock is for Tamil"
    assert font.hint == "Add a family with a font for the script Taml: its wheel, file and SHA-256, and ta."
    assert (style.check_id, style.origin.path) == ("language-without-style", "styles/languages.css")
    assert style.message == "no rule for Tamil"
    assert not (project.locales / "ta").exists()


def test_the_hint_names_the_families_of_the_same_script(project: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add_language(project, "sv")
    assert caught.value.findings[0].hint.startswith("Add sv to the languages of Polyleaf Sans, once you have seen")


@pytest.mark.parametrize(
    ("code", "missing"),
    [("pt_PT", ["language-without-font"]), ("zh_Hant", ["language-without-font", "language-without-style"])],
)
def test_a_rule_for_a_language_is_one_for_its_countries_and_not_for_another_script(
    project: Workspace, code: str, missing: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        add_language(project, code)
    assert [finding.check_id for finding in caught.value.findings] == missing


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "there is a language 'de' already: locales/de"),
        ("en", "'en' is the language that the source is written in"),
        ("xx", "'xx' is not a language that CLDR knows"),
        ("pt-BR", "'pt-BR' is not a language that CLDR knows"),
        ("qps", "'qps' is a pseudo-language"),
        ("zh_hans", "CLDR writes 'zh_hans' as 'zh_Hans'; so must the folder"),
        ("../de", "'../de' is not a language that CLDR knows"),
    ],
)
def test_what_cannot_be_a_new_language_is_refused(project: Workspace, code: str, said: str) -> None:
    before = sorted(project.locales.rglob("*"))
    with pytest.raises(UsageError, match="^" + said.replace(".", r"\.")):
        add_language(project, code)
    assert sorted(project.locales.rglob("*")) == before


def test_the_command_names_what_it_wrote(printable: Workspace) -> None:
    done = call(printable, "add-language", "sv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"written   locales/sv/LC_MESSAGES/{SLUG}.po",
        "written   locales/sv/LC_MESSAGES/interface.po",
        "written   locales/sv/glossary.yaml",
    ]
    again = call(printable, "add-language", "sv")
    assert again.returncode == 2
