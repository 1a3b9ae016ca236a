"""The checks of the pages for the screen: faults planted in templates, styles, texts, and in the file itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polyleaf.checks.registry import checks_of
from polyleaf.checks.web import WebContext
from polyleaf.core.edition import Result
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import web_context, web_page
from polyleaf.pipeline.inputs import Inputs
from tests.conftest import SLUG, edition
from tests.edits import Edit
from tests.store import build
from tests.tricks import style

CHECKS = {check.id: check for check in checks_of(Stage.WEB)}
BROCHURE = f"brochures/{SLUG}/brochure.yaml"
AVOID = '{{ group(block.treatments[name].avoid, "avoid") }}'
TELL_FIRST = '{{ group(block.treatments[name].tell_first, "tell-first", headed=not shared) }}'
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
        ("templates/blocks/contraindications.html", "<h3>{{ about(brochure.treatments[name]) }}</h3>", ""),
        "the section 'who-should-avoid' differs from its text",
    ),
    "web-hidden": (
        ("templates/blocks/contraindications.html", '<ul class="{{ name }}">', '<ul class="{{ name }}" hidden>'),
        "<ul> hides safety text",
    ),
    "web-words-unknown": (
        ("templates/web.html", '<a class="skip"', '<p>You may ignore this.</p><a class="skip"'),
        "the page says 'You may ignore this.', which is not a message, label, value or clinic data",
    ),
    "web-markup-unknown": (
        ("templates/blocks/contraindications.html", "<li>{{ item | t }}</li>", "<li><mark>{{ item | t }}</mark></li>"),
        "the page has an element <mark> in a safety section",
    ),
    "web-style-refused": (
        ("styles/formats/web.css", "@page {", ".avoid li:last-child { display: none }\n@page {"),
        ".avoid li:last-child { display: none } reaches safety text: what is not displayed is not read",
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


def context_of(language: str, project: Workspace, *, draft: bool = False) -> WebContext:
    planned = edition(language, "", "web", draft=draft)
    inputs = Inputs(planned, project)
    localized = inputs.localized()
    return web_context(localized, web_page(localized, inputs), inputs)


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


@pytest.mark.parametrize("code", ["en", "ar", "hi", "ja", "ko", "th", "zh_Hans", "qps", "qpr"])
def test_all_are_quiet(code: str, repository: Workspace) -> None:
    context = context_of(code, repository)
    assert {check_id: found(check_id, context) for check_id in CHECKS} == {check_id: [] for check_id in CHECKS}


def test_a_draft_is_quiet_too(repository: Workspace) -> None:
    context = context_of("ar", repository, draft=True)
    assert {check_id: found(check_id, context) for check_id in CHECKS} == {check_id: [] for check_id in CHECKS}


@pytest.mark.parametrize(
    "rule",
    [
        ".comparison td { display: none }",
        ".subtitle { font-size: 1.25rem; line-height: 1.5; color: var(--quiet) }",
        ".avoid { margin-block: 1rem; padding-inline-start: 2em; border-inline-start: 4px solid #c4c2ba }",
        ".section.critical { overflow-wrap: anywhere; overflow: visible; display: flow-root; background: #f4f1ea }",
        ".section.critical > h2 { background: #15202b; color: #ffffff; font-size: 1.5rem; line-height: 1.3 }",
        ".contraindications > * { display: block }",
        "@media (min-width: 60em) { .contraindications { gap: 2rem 3.5rem; grid-template-columns: 1fr 1fr } }",
        ":root { --gap: calc(0.5rem + 4px); --alarm: #7a0c10 } .avoid li { margin-bottom: var(--gap) }",
        ".logo { float: inline-start; width: 30mm }",
        "@page { margin: 15mm }",
        "[data-size='small'] { font-size: 1rem; line-height: 24px }",
    ],
)
def test_what_designers_need_is_let_be(rule: str, context: WebContext) -> None:
    assert found("web-style-refused", style("\n" + rule).played(context)) == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (".avoid { gap: 2px; hue: 1 }", ".avoid { hue: 1 } reaches safety text: 'hue' is not on the list"),
        (
            ".avoid li { font-size: .1px }",
            ".avoid li { font-size: .1px } reaches safety text: type that is too small cannot be read, and type that"
            " is too large runs out of the window; allowed here: 11pt, a length from 16px to 3rem, 100% to 150%",
        ),
        (
            ".cover { box-shadow: 0 0 9px }",
            ".cover { box-shadow: 0 0 9px } could lie over safety text: 'box-shadow' is",
        ),
        (".avoid { color: #111 !important }", "'!important' would win over what the page is proven with"),
        (".avoid { color: var(--nix) }", "reaches safety text: --nix is not set"),
        (":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }", "reaches safety text: --a refers to itself"),
        ("@layer x { p { color: #000 } }", "@layer: is not on the list of rules"),
        (".avoid { .x { color: #000 } }", ".avoid: has a rule inside it; write that on its own"),
        ("p:unheard-of(ul) { margin: 0 }", "has :unheard-of, which is not on the list of selectors"),
        ("::unheard-of, p { margin: 0 }", "has ::unheard-of, which is not on the list of selectors"),
        (".avoid { color: #000; } }", "a style sheet: cannot be read"),
        (".avoid li { line-height: 30px }", "a line height with a unit is in the same rule as the size of type"),
        (".avoid li { font-size: 2rem }", "type so large states its line height in the same rule"),
        (".comparison thead { position: absolute }", "sets clip-path, height, overflow, width too"),
        (".avoid { color: #fff; background: #000 url(x) }", ".avoid { color: #fff } reaches safety text"),
        (".avoid li { font-size: 3vh; line-height: 20px }", ".avoid li { font-size: 3vh } reaches safety text"),
        ("@page { margin: var(--nix) }", "@page { margin: var(--nix) } is not on the list of what a page may have"),
        ("p { margin: " + "(" * 99 + " }", "a style sheet: is nested too deeply to be read"),
    ],
)
def test_a_refusal_says_what_and_why(rule: str, said: str, context: WebContext) -> None:
    messages = found("web-style-refused", style("\n" + rule).played(context))
    assert [message for message in messages if said in message], messages


def test_a_refusal_names_the_line_of_the_style_sheet(project: Workspace, edit: Edit) -> None:
    edit("styles/formats/web.css", "@page {", ".section.critical,\n.avoid\n{\n  gap: 1rem;\n  opacity: 0;\n}\n@page {")
    line = (project.root / "styles/formats/web.css").read_text(encoding="utf-8").split("opacity")[0].count("\n") + 1
    result = build(edition("en", "", "web"), project)
    assert {str(finding.origin) for finding in result.findings} == {f"styles/formats/web.css:{line}"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<ul class="avoid">', '<ul class="avoid" hidden>'),
        ('<ul class="avoid">', '<ul class="avoid" aria-hidden="true">'),
        ('<main id="text">', '<main id="text" inert>'),
        ('<ul class="avoid">', '<details><ul class="avoid">'),
    ],
)
def test_markup_that_hides_safety_text_is_found(old: str, new: str, context: WebContext) -> None:
    assert len(found("web-hidden", changed(context, old, new))) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('src="data:', 'src="https://example.org/a.svg?data:', "<img> names 'https://example.org/a.svg?data:"),
        (
            "</style></head>",
            "p { background: url(https://example.org/a.png) }</style></head>",
            "names 'https://example.org/a.png'",
        ),
        (
            "</style></head>",
            "p { background: url('//example.org/a.png') }</style></head>",
            "names '//example.org/a.png'",
        ),
        ("</style></head>", "p { background: image-set('a.png' 1x) }</style></head>", "names 'a.png'"),
        ("</style></head>", "@import 'https://example.org/a.css';</style></head>", "names '@import'"),
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


def test_a_name_in_another_script_is_drawn_whatever_language_is_stated(context: WebContext) -> None:
    """A clinic's name may be in any script that leaflets are printed in, so each language falls back to all faces."""
    stated = changed(context, 'lang="th" hreflang="th" dir', 'lang="de" hreflang="th" dir')
    assert found("web-glyph-missing", stated) == []
    (message,) = found("web-glyph-missing", changed(context, "ไทย", "ไทย☃"))
    assert message == "no embedded face for 'th' has '☃', SNOWMAN"
