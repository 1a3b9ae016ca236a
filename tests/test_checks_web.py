"""The checks of the pages for the screen: faults planted in templates, styles, texts, and in the file itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from polyleaf.checks.registry import checks_of
from polyleaf.checks.web import WebContext
from polyleaf.core.edition import Result
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import web_page
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import SLUG, edition
from tests.store import build

CHECKS = {check.id: check for check in checks_of(Stage.WEB)}
Edit = Callable[[str, str, str], None]
BROCHURE = f"brochures/{SLUG}/brochure.yaml"
AVOID = '{{ group(block.treatments[name].avoid, "avoid") }}'
TELL_FIRST = '{{ group(block.treatments[name].tell_first, "tell-first") }}'
WITHOUT_HEADING = '<ul>{% for i in block.treatments[name].tell_first["items"] %}<li>{{ i | t }}</li>{% endfor %}</ul>'

# check id -> (file, old, new) and what the check says of it
FAULTS: dict[str, tuple[tuple[str, str, str], str]] = {
    "web-language": (
        ("templates/shell.html", 'dir="{{ language.direction }}"', 'dir="rtl"'),
        "the page states the language and direction ('en', 'rtl'), not ('en', 'ltr')",
    ),
    "web-title": (
        ("templates/shell.html", "<title>{{ brochure.cover.title | plain }}", "<title>Untitled"),
        "the title of the page is 'Untitled: What is the difference?'",
    ),
    "web-words-lost": (
        ("templates/blocks/contraindications.html", AVOID, ""),
        "safety text 'You have an infection where the injection would go.'",
    ),
    "web-safety-differs": (
        ("templates/blocks/contraindications.html", TELL_FIRST, WITHOUT_HEADING),
        "the section 'who-should-avoid' differs from its text",
    ),
    "web-hidden": (
        ("styles/formats/web.css", "@page {", ".avoid li:last-child { display: none }\n@page {"),
        "the style sheet may hide safety text: .avoid li:last-child { display: none }",
    ),
    "web-network": (
        (
            "templates/web.html",
            '<a class="skip"',
            '<script src="https://example.org/count.js"></script><a class="skip"',
        ),
        "<script> names 'https://example.org/count.js'",
    ),
    "web-glyph-missing": (
        (BROCHURE, "Do not rub the area.", "Do not rub the area \N{MUSICAL SYMBOL G CLEF}."),
        "no embedded face for 'en' has '\N{MUSICAL SYMBOL G CLEF}', MUSICAL SYMBOL G CLEF",
    ),
    "web-siblings": (
        ("templates/web.html", 'lang="{{ sibling.language.tag }}" hreflang', "hreflang"),
        f"the link to {SLUG}.ar.web.example.html lacks its language or its direction",
    ),
}


@pytest.fixture(scope="module")
def context(repository: Workspace) -> WebContext:
    return context_of("en", repository)


def context_of(language: str, project: Workspace) -> WebContext:
    planned = edition(language, "", "web")
    inputs = Inputs(planned, project)
    localized = inputs.localized()
    return WebContext(localized, web_page(localized, inputs), inputs.siblings, planned.name)


def changed(context: WebContext, old: str, new: str) -> WebContext:
    """The context with the first of a text in its file replaced."""
    page = context.content.decode("utf-8")
    assert old in page
    return replace(context, content=page.replace(old, new, 1).encode())


def found(check_id: str, context: WebContext) -> list[str]:
    return [finding.message for finding in CHECKS[check_id].findings(context)]


def messages(result: Result, check_id: str) -> list[str]:
    return [finding.message for finding in result.findings if finding.check_id == check_id]


def test_every_check_of_the_stage_has_a_fault_here() -> None:
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("check_id", FAULTS)
def test_fires(check_id: str, project: Workspace, edit: Edit) -> None:
    fault, said = FAULTS[check_id]
    edit(*fault)
    result = build(edition("en", "", "web"), project)
    assert result.files == ()
    assert [message for message in messages(result, check_id) if said in message], [f.message for f in result.findings]


@pytest.mark.parametrize("code", ["en", "ar", "hi", "ko", "th", "zh_Hans"])
def test_all_are_quiet(code: str, repository: Workspace) -> None:
    context = context_of(code, repository)
    assert {check_id: found(check_id, context) for check_id in CHECKS} == {check_id: [] for check_id in CHECKS}


@pytest.mark.parametrize(
    "rule",
    [
        "@media (max-width: 30em) { .avoid { display: none } }",
        "main { opacity: 0.05 }",
        "h1, .contraindications h4 { visibility: hidden }",
        "#who-should-avoid { height: 20rem; overflow: hidden }",
        ".level-emergency { position: absolute; left: -100rem }",
        ".section.critical { clip-path: inset(50%) }",
        "section:unheard-of(ul) { display: none }",
        "::unheard-of, .section.critical { display: none }",
    ],
)
def test_a_rule_that_hides_safety_text_is_found(rule: str, context: WebContext) -> None:
    assert found("web-hidden", changed(context, "</style>", f"{rule}</style>"))


@pytest.mark.parametrize(
    "rule",
    [
        ".comparison thead { display: none }",
        "::unheard-of { display: none }",
        ".avoid::after { position: absolute }",
        ".section.critical { overflow-wrap: anywhere; overflow: visible; display: grid; font-size: 1rem }",
    ],
)
def test_other_rules_are_not_found(rule: str, context: WebContext) -> None:
    assert found("web-hidden", changed(context, "</style>", f"{rule}</style>")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<ul class="avoid">', '<ul class="avoid" hidden>'),
        ('<ul class="avoid">', '<ul class="avoid" aria-hidden="true">'),
        ('<main id="text">', '<main id="text" inert>'),
        ('<ul class="avoid">', '<details><ul class="avoid">'),
        ('<ul class="avoid">', '<ul class="avoid" style="color: transparent">'),
    ],
)
def test_markup_that_hides_safety_text_is_found(old: str, new: str, context: WebContext) -> None:
    assert len(found("web-hidden", changed(context, old, new))) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('src="data:', 'src="https://example.org/a.svg?data:', "<img> names 'https://example.org/a.svg?data:"),
        ("</style>", "p { background: url(https://example.org/a.png) }</style>", "names 'https://example.org/a.png'"),
        ("</style>", "p { background: url('//example.org/a.png') }</style>", "names '//example.org/a.png'"),
        ("</style>", "p { background: image-set('a.png' 1x) }</style>", "names 'a.png'"),
        ("</style>", "@import 'https://example.org/a.css';</style>", "names '@import'"),
        ("<main", '<p style="background: url(a.png)">x</p><main', "names 'a.png'"),
        ("<main", '<a href="http://example.org">x</a><main', "<a> names 'http://example.org'"),
        ("<main", '<a href="javascript:alert(1)">x</a><main', "<a> names 'javascript:alert(1)'"),
        ("<main", '<iframe srcdoc="x"></iframe><main', "the page has an element <iframe>"),
        ("<meta name", '<meta http-equiv="Refresh" content="0; url=//example.org"><meta name', "an element <meta>"),
        ("<title", '<link rel="stylesheet" href="a.css"><title', "<link> names 'a.css'"),
        ("default-src 'none'", "default-src *", "lacks the Content-Security-Policy"),
    ],
)
def test_what_leaves_the_page_is_found(old: str, new: str, said: str, context: WebContext) -> None:
    assert any(said in message for message in found("web-network", changed(context, old, new)))


@pytest.mark.parametrize("link", ["tel:+15555550100", "mailto:a@example.org", "https://example.org/", "#get-help-now"])
def test_links_that_only_the_reader_follows_are_let_be(link: str, context: WebContext) -> None:
    assert found("web-network", changed(context, "<main", f'<a href="{link}">x</a><main')) == []


def test_a_sibling_that_is_not_linked_is_found(context: WebContext) -> None:
    other = changed(context, "日本語", "Japanese")
    assert found("web-siblings", other) == [f"no link to {SLUG}.ja.web.example.html under the name '日本語'"]


def test_a_character_of_another_language_than_stated_is_found(context: WebContext) -> None:
    """The name of a language is drawn by the faces of that language, which its link states."""
    (message,) = found(
        "web-glyph-missing", changed(context, 'lang="th" hreflang="th" dir', 'lang="de" hreflang="th" dir')
    )[:1]
    assert message.startswith("no embedded face for 'de' has")
