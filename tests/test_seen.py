"""Text hidden or turned round on paper, by a rule of a style sheet or a line of a template: every way is refused.

One page of the leaflet, the one with the contraindications, is laid out with each rule added. Of all checks the one
that is to refuse the rule is run, and the page is written as a PDF where that check reads one. What it finds there and
not on the plain page counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from polyleaf.checks.layout import LayoutContext
from polyleaf.checks.pdf import PdfContext
from polyleaf.checks.registry import checks_of, run_checks
from polyleaf.content.brochure import Block, Brochure, Contraindications, Group, Section
from polyleaf.core.findings import Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design.inks import load_press
from polyleaf.design.mark_lock import MarkLock, load_mark_lock
from polyleaf.pdf.press import press_pages, to_press
from polyleaf.pipeline.edition_build import layout_context
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.html import to_html
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.typeset.copyfit import page_css
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.conftest import edition
from tests.edits import Edit
from tests.pressed import slug
from tests.store import build
from tests.test_checks_catalog import break_message

S = ".section-who-should-avoid"
AVOID = f"{S} .contraindications ul.avoid"
VEIL = "content: ''; position: absolute; inset: 0"
COVER = "content: ''; position: absolute; left: 0; top: 40mm; width: 100mm; height: 60mm"
BEFORE_LINE = "content: ''; display: inline-block; position: relative; width: 60mm; margin-right: -60mm"

# what is done -> (the rule, the check that refuses it)
TRICKS: dict[str, tuple[str, str]] = {
    # covered
    "a white box over the section": (
        f"{S} {{ position: relative }} {S}::after {{ {COVER}; background: #fff }}",
        "safety-covered",
    ),
    "a white margin box": (
        "@page { @bottom-center { content: ''; width: 200mm; height: 200mm; margin-top: -200mm; background: #fff } }",
        "safety-covered",
    ),
    "a fixed white box on every page": (
        f".page::before {{ {COVER}; position: fixed; background: #fff }}",
        "safety-covered",
    ),
    "a picture over the section": (
        f"{S} {{ position: relative }} {S}::after {{ {COVER}; background: url(style:marks/item.svg) }}",
        "safety-covered",
    ),
    "a white square of 1 pt on a letter": (
        f"{S} {{ position: relative }} {S}::after {{ content: ''; position: absolute; left: 11.3mm; top: 43.5mm; "
        "width: 1pt; height: 2pt; background: #fff }",
        "safety-covered",
    ),
    "a veil of half": (
        f"{S} {{ position: relative }} {S}::after {{ {VEIL}; background: #ffffff80 }}",
        "safety-covered",
    ),
    "a veil of a tenth": (
        f"{S} {{ position: relative }} {S}::after {{ {VEIL}; background: #ffffff1a }}",
        "safety-covered",
    ),
    "a white line through the words": (f"{S} li {{ text-decoration: line-through #fff 14pt }}", "safety-covered"),
    "a line through the words": (f"{S} li {{ text-decoration: line-through }}", "safety-covered"),
    "a hairline through the words": (f"{S} li {{ text-decoration: line-through #15202b 0.3pt }}", "safety-covered"),
    "an underline through the words": (
        f"{S} li {{ text-decoration: underline; text-underline-offset: -4pt }}",
        "safety-covered",
    ),
    "an outline inwards": (f"{S} li {{ outline: 8pt solid #fff; outline-offset: -8pt }}", "safety-covered"),
    "a white border over the line": (
        f"{AVOID} li::before {{ {BEFORE_LINE}; border-bottom: 9pt solid #fff }}",
        "safety-covered",
    ),
    "a white border of an inline box": (
        f"{AVOID} li::after {{ content: ''; position: relative; border-bottom: 12pt solid #fff; "
        "margin-left: -40mm; padding-left: 40mm }",
        "safety-covered",
    ),
    "a white shadow": (
        f"{AVOID} li:nth-child(3) {{ position: relative; box-shadow: 0 -20mm 0 8mm #fff }}",
        "safety-covered",
    ),
    "a white shadow inwards": (
        f"{AVOID} li::before {{ {BEFORE_LINE}; height: 10pt; box-shadow: inset 0 0 0 10mm #fff }}",
        "safety-covered",
    ),
    "items over one another": (f"{AVOID} li {{ position: absolute; top: 60mm }}", "lines-overlap"),
    # without contrast
    "white on white": (f"{S} li {{ color: #fff }}", "safety-faint"),
    "nearly white": (f"{S} li {{ color: #f4f4f4 }}", "safety-faint"),
    "grey": (f"{S} li {{ color: #777 }}", "safety-faint"),
    "a colour that is transparent": (f"{S} li {{ color: #fff0 }}", "safety-displaced"),
    "a ground of the text's colour": (f"{AVOID} {{ background: #15202b }}", "safety-faint"),
    "a gradient behind the text": (f"{AVOID} {{ background: linear-gradient(#000, #000) }}", "safety-faint"),
    "a picture behind the text": (f"{AVOID} {{ background: url(style:marks/cross.svg) }}", "safety-covered"),
    "a picture behind the page": ("@page { background: url(style:marks/globe.svg) }", "safety-picture"),
    "the first line in white": (f"{AVOID} li::first-line {{ color: #fff }}", "safety-displaced"),
    "the first letter in white": (f"{AVOID} li::first-letter {{ color: #fff }}", "words-lost"),
    # transparent, turned, moved, cut
    "opacity": (f"{AVOID} {{ opacity: 0.05 }}", "safety-displaced"),
    "nearly opaque": (f"{AVOID} {{ opacity: 0.95 }}", "safety-displaced"),
    "hidden": (f"{AVOID} {{ visibility: hidden }}", "safety-displaced"),
    "not displayed": (f"{AVOID} {{ display: none }}", "words-lost"),
    "upside down": (f"{AVOID} {{ transform: rotate(180deg) }}", "safety-displaced"),
    "mirrored": (f"{AVOID} {{ transform: scaleX(-1) }}", "safety-displaced"),
    "scaled": (f"{AVOID} {{ transform: scale(0.1) }}", "safety-displaced"),
    "slanted": (f"{AVOID} {{ transform: skewX(40deg) }}", "safety-displaced"),
    "off the page": (f"{AVOID} {{ transform: translateX(300mm) }}", "safety-displaced"),
    "a margin off the page": (f"{AVOID} {{ margin-left: -9999px }}", "safety-displaced"),
    "an indent off the page": (f"{S} li {{ text-indent: -9999px }}", "safety-displaced"),
    "an indent beyond its box": (
        f"{AVOID} {{ overflow: hidden }} {AVOID} li {{ text-indent: -40mm }}",
        "safety-displaced",
    ),
    "a low box that cuts": (f"{AVOID} {{ height: 20mm; overflow: hidden }}", "safety-displaced"),
    "a narrow box that cuts": (f"{AVOID} {{ width: 20mm; overflow: hidden; white-space: nowrap }}", "safety-displaced"),
    "a clip": (f"{AVOID} {{ position: absolute; clip: rect(0, 0, 0, 0) }}", "safety-displaced"),
    "a clip path": (f"{AVOID} {{ clip-path: inset(50%) }}", "layout-warning"),
    "a mask": (f"{AVOID} {{ mask-border: linear-gradient(#0000, #0000) }}", "safety-displaced"),
    "lines cut off": (f"{AVOID} li {{ max-lines: 1 }}", "words-lost"),
    "an ellipsis": (
        f"{AVOID} li {{ overflow: hidden; white-space: nowrap; text-overflow: ellipsis; width: 30mm }}",
        "safety-glyphs",
    ),
    # too small, too close, too far apart
    "tiny type": (f"{S} li {{ font-size: 0.5pt }}", "type-too-small"),
    "type of no size": (f"{S} li {{ font-size: 0 }}", "words-lost"),
    "lines of no height": (f"{S} li {{ line-height: 0 }}", "lines-overlap"),
    "lines into one another": (f"{S} li {{ line-height: 0.75 }}", "lines-overlap"),
    "items into one another": (f"{AVOID} li {{ margin-bottom: -14pt }}", "lines-overlap"),
    "letters pushed together": (f"{S} li {{ letter-spacing: -0.3em }}", "safety-glyphs"),
    "letters pulled apart": (f"{S} li {{ letter-spacing: 0.2em }}", "safety-glyphs"),
    "words pushed together": (f"{S} li {{ word-spacing: -0.25em }}", "safety-glyphs"),
    "words pulled apart": (f"{S} li {{ text-align: justify; text-align-last: justify }}", "safety-glyphs"),
    # in another place
    "a list over its heading": (f"{AVOID} {{ margin-top: -25mm }}", "safety-order"),
    "a heading below its list": (f"{S} h4.avoid {{ position: relative; top: 90mm }}", "safety-order"),
    "a heading at the foot": (f"{S} h4.tell-first {{ position: absolute; top: 250mm }}", "safety-order"),
    "a heading beside another list": (f"{S} h4.tell-first {{ float: right; margin-top: -80mm }}", "safety-order"),
    "a number above its line": (f"{S} li .value {{ vertical-align: 2em }}", "safety-order"),
    "the columns the other way round": (
        f"{S} .columns {{ direction: rtl }} {S} .column {{ direction: ltr }}",
        "safety-order",
    ),
    "headings as running elements": (
        f"{S} h4 {{ position: running(h) }} @page {{ @bottom-left {{ content: element(h) }} }}",
        "safety-displaced",
    ),
    "a list as a running element": (f"{AVOID} {{ position: running(h) }}", "words-lost"),
    "items as footnotes": (f"{AVOID} li {{ float: footnote }}", "safety-addition"),
    # other words
    "words before each item": (f"{AVOID} li::before {{ content: 'It is fine if: ' }}", "safety-addition"),
    "words after each item": (f"{AVOID} li::after {{ content: ' (not true)' }}", "safety-addition"),
    "quotation marks that speak": (
        f"{AVOID} li::before {{ content: open-quote; quotes: 'It is fine if: ' '' }}",
        "safety-addition",
    ),
    "numbers before each item": (
        f"{AVOID} {{ counter-reset: n }} {AVOID} li::before {{ counter-increment: n; content: counter(n) '. ' }}",
        "safety-addition",
    ),
    "a marker that speaks": (f"{AVOID} {{ list-style: 'OK: ' }}", "safety-addition"),
    "a marker of its own style": (
        "@counter-style fine { system: cyclic; symbols: 'Fine:'; suffix: ' ' } " + AVOID + " { list-style: fine }",
        "safety-addition",
    ),
    "another picture before each item": (
        f"{AVOID} {{ list-style-image: url(style:marks/globe.svg) }}",
        "safety-picture",
    ),
    "boxes to tick before each item": (f"{AVOID} {{ list-style-image: url(style:marks/box.svg) }}", "safety-mark"),
    "a picture after each item": (f"{AVOID} li::after {{ content: url(style:marks/globe.svg) }}", "safety-picture"),
    "a border of a gradient": (
        f"{AVOID} li:first-child {{ border: 1pt solid; border-image: linear-gradient(#fff, #fff) 1 }}",
        "safety-picture",
    ),
    "crosses before what to tell first": (
        f"{S} ul.tell-first {{ list-style-image: url(style:marks/cross.svg) }}",
        "safety-mark",
    ),
    "crosses drawn beside what to tell first": (
        f"{S} .tell-first li::before {{ content: ''; display: inline-block; width: 3mm; height: 3mm; "
        "background: url(style:marks/cross.svg) }",
        "safety-mark",
    ),
    "the crosses moved to the other list": (
        f"{AVOID} {{ position: relative }} {AVOID} li::before {{ content: ''; position: absolute; left: -4mm; "
        "top: 100mm; width: 3mm; height: 3mm; background: url(style:marks/cross.svg) }",
        "safety-mark",
    ),
    "a cross of the page": (
        ".page::before { content: ''; position: absolute; left: 14mm; top: 120mm; width: 3mm; height: 3mm; "
        "background: url(style:marks/cross.svg) }",
        "safety-mark",
    ),
    "a cross low in the column": (
        f"{S} .column {{ background: url(style:marks/cross.svg) no-repeat 0 95% / 3mm }}",
        "safety-mark",
    ),
    "a cross at the end of a box": (
        f"{AVOID} li {{ position: relative }} {AVOID} li:first-child::before {{ content: ''; position: absolute; "
        "left: -4mm; width: 99mm; height: 4mm; background: url(style:marks/cross.svg) no-repeat right / 3mm }",
        "safety-mark",
    ),
    "a telephone before each item": (f"{AVOID} {{ list-style-image: url(style:marks/phone.svg) }}", "safety-mark"),
    "the sign of the other treatment": (
        f"{S} .columns > .column.treatment-1 > h3::before {{ background-image: url(style:marks/dome-white.svg) }}",
        "safety-mark",
    ),
    "items of the other treatment": (f"{AVOID} {{ list-style-image: url(style:marks/item-2.svg) }}", "safety-mark"),
    "words in the margin": ("@page { @right-middle { content: 'This page is out of date' } }", "text-unknown"),
    "words set in the margin": (
        f"{S} h2 {{ string-set: x 'Fine for all' }} @page {{ @top-left {{ content: string(x) }} }}",
        "text-unknown",
    ),
    "words of the page amid the list": (
        ".page::before { content: 'Not so:'; position: absolute; top: 40mm; left: 50mm; color: #15202b }",
        "safety-intruder",
    ),
    "all in capitals": (f"{S} li {{ text-transform: uppercase }}", "safety-differs"),
    "a hyphen that speaks": (
        f"{S} li {{ hyphens: auto; hyphenate-limit-chars: 4 2 2; hyphenate-character: ' not '; width: 30mm }}",
        "safety-differs",
    ),
    # other letters
    "small capitals": (f"{S} li {{ font-feature-settings: 'smcp' }}", "safety-glyphs"),
    "letters as superscripts": (f"{S} li {{ font-feature-settings: 'sups' }}", "safety-glyphs"),
    "the other direction": (f"{S} li {{ direction: rtl }}", "safety-turned"),
    "the other direction by force": (f"{S} li {{ direction: rtl; unicode-bidi: bidi-override }}", "safety-turned"),
}


@dataclass(frozen=True)
class SafetyPage:
    """The page of the leaflet with the contraindications, to be laid out with a rule more."""

    inputs: Inputs
    localized: LocalizedBrochure
    html: str

    def findings(self, rule: str = "", only: str = "") -> set[tuple[str, str]]:
        """The ids and messages of what the checks of layout and PDF find on the page, or the one with the id `only`."""
        layout, found = self._laid_out(rule), set[tuple[str, str]]()
        for stage in (Stage.LAYOUT, Stage.PDF):
            if checks := [check for check in checks_of(stage) if only in {"", check.id}]:
                context = self._pages(layout) if stage is Stage.LAYOUT else self._file(layout)
                found |= {(check.id, finding.message) for check in checks for finding in check.findings(context)}
        return found

    def _pages(self, layout: LaidOut) -> LayoutContext:
        return layout_context(self.localized, layout, self.inputs)

    def _file(self, layout: LaidOut) -> PdfContext:
        return PdfContext(self.localized, layout, *write_pdf(layout), self.inputs.fonts, "page", self._marks())

    def pressed(self, rule: str = "") -> set[tuple[str, str]]:
        """What the checks find in the file for a press."""
        layout = self._laid_out(rule)
        pages = press_pages(self.inputs.form, len(layout.sheets), right_to_left=False)
        pdf = to_press(write_pdf(layout)[0], pages, load_press(self.inputs.workspace), slug(self.inputs.workspace))
        written = PdfContext(self.localized, layout, pdf, (), self.inputs.fonts, "page", self._marks(), tagged=False)
        return {(finding.check_id, finding.message) for finding in run_checks(Stage.PDF, written)}

    def _marks(self) -> MarkLock:
        return self.inputs.workspace.load(load_mark_lock)

    def _laid_out(self, rule: str) -> LaidOut:
        form = self.inputs.form
        return typeset(self.html, self.inputs.style_sources, page_css(form, {}, {}) + rule)


def safety_page(language: str, project: Workspace, *, press: bool = False, frame: str = "page 4") -> SafetyPage:
    inputs = Inputs(replace(edition(language), finish="press" if press else "office"), project)
    localized = inputs.localized()
    localized = replace(localized, brochure=shortened(localized.brochure))
    html = to_html(localized, inputs.form, project, inputs.siblings)
    return SafetyPage(inputs, localized, _page_alone(html, int(frame.removeprefix("page "))))


def _page_alone(html: str, number: int) -> str:
    """The document with one of its pages alone."""
    pages = list(re.finditer(r'<div class="page page-\d+', html))
    starts = [*(page.start() for page in pages), html.index("</body>")]
    return html[: starts[0]] + html[starts[number - 1] : starts[number]] + html[starts[-1] :]


def shortened(brochure: Brochure) -> Brochure:
    """The brochure with a few items in each list of contraindications: half the page."""
    return brochure.model_copy(update={"sections": tuple(map(_shortened_section, brochure.sections))})


def _shortened_section(section: Section) -> Section:
    return section.model_copy(update={"blocks": tuple(map(_shortened_block, section.blocks))})


def _shortened_block(block: Block) -> Block:
    if not isinstance(block, Contraindications):
        return block
    treatments = {
        name: lists.model_copy(
            update={"avoid": _shortened_group(lists.avoid), "tell_first": _shortened_group(lists.tell_first)}
        )
        for name, lists in block.treatments.items()
    }
    return block.model_copy(update={"treatments": treatments})


def _shortened_group(group: Group) -> Group:
    kept = (
        item for number, item in enumerate(group.items) if number < 3 or "{" in item.text
    )  # the one with a value too
    return group.model_copy(update={"items": tuple(kept)})


@pytest.fixture(scope="module")
def english(repository: Workspace) -> SafetyPage:
    return safety_page("en", repository)


@pytest.fixture(scope="module")
def plain(english: SafetyPage) -> set[tuple[str, str]]:
    """What is found on one page of eight in any case: that the others are missing."""
    return english.findings()


def test_the_plain_page_lacks_the_other_pages_and_nothing_else(plain: set[tuple[str, str]]) -> None:
    assert {check_id for check_id, _ in plain} == {
        "page-count",
        "message-unprinted",
        "safety-unreadable",
        "safety-untagged",
    }


def test_there_are_enough_tricks() -> None:
    assert len(TRICKS) >= 40


@pytest.mark.parametrize(("rule", "check_id"), TRICKS.values(), ids=TRICKS)
def test_a_rule_that_hides_or_turns_text_is_refused(
    rule: str, check_id: str, english: SafetyPage, plain: set[tuple[str, str]]
) -> None:
    assert english.findings(rule, only=check_id) - plain


# Rules that any project may add.
HARMLESS = {
    "more space between lines": f"{S} li {{ line-height: 1.4 }}",
    "a frame around the list": f"{AVOID} {{ border: 1pt solid #15202b; border-radius: 3mm; padding: 2mm 2mm 2mm 6mm }}",
    "a tinted ground": f"{AVOID} {{ background: #eef3f5 }}",
    "a round tinted ground": f"{AVOID} {{ background: #eef3f5; border-radius: 4mm; padding-top: 1mm }}",
    "bold items": f"{AVOID} li {{ font-weight: 600 }}",
    "dots as in other lists": f"{AVOID} {{ list-style-image: url(style:marks/item.svg) }}",
    "plain bullets": f"{AVOID} {{ list-style: disc }}",
    "no kerning": f"{S} li {{ font-feature-settings: 'kern' 0 }}",
    "a little letter-spacing": f"{S} h4 {{ letter-spacing: 0.02em }}",
    "an accent": f"{S} h4 {{ color: #0b5a5c }}",
    "a rule below each item": f"{S} li {{ border-bottom: 0.5pt solid #c4c2ba; padding-bottom: 1pt }}",
}


@pytest.mark.parametrize("rule", HARMLESS.values(), ids=HARMLESS)
def test_a_rule_that_only_changes_the_look_is_accepted(
    rule: str, english: SafetyPage, plain: set[tuple[str, str]]
) -> None:
    found = english.findings(rule) - plain
    assert {check_id for check_id, _ in found} <= {"page-count"}, found  # a longer page is shortened elsewhere


OF_ALL_SCRIPTS = (
    "a white box over the section",
    "a hairline through the words",
    "nearly white",
    "nearly opaque",
    "a low box that cuts",
    "letters pushed together",
    "a heading below its list",
    "words before each item",
    "crosses before what to tell first",
)


@pytest.mark.parametrize("language", ["ar", "hi", "th", "ja"])
def test_the_tricks_are_refused_in_every_script(language: str, repository: Workspace) -> None:
    page = safety_page(language, repository)
    plain = page.findings()
    for trick in OF_ALL_SCRIPTS:
        rule, check_id = TRICKS[trick]
        assert page.findings(rule, only=check_id) - plain, trick


OVER_URGENT_HELP = {
    "another section over it": ".section-aftercare { position: relative; margin-top: -60mm; background: #fff }",
    "the section behind another": ".section-aftercare { position: absolute; top: 60mm; background: #fff }",
}


@pytest.mark.parametrize("rule", OVER_URGENT_HELP.values(), ids=OVER_URGENT_HELP)
def test_another_section_over_safety_text_is_refused(rule: str, repository: Workspace) -> None:
    page = safety_page("en", repository, frame="page 8")
    assert page.findings(rule, only="safety-covered") - page.findings(only="safety-covered")


CLOCK = "background-image: url(style:marks/clock.svg)"
BESIDE_URGENT_HELP = {
    "a clock beside the emergency": f".level-emergency h3::before {{ {CLOCK} !important }}",
    "a clock beside the title": f".section:has(> .urgent-help) > h2::before {{ {CLOCK} }}",
    "crosses before the signs": ".urgent-help ul { list-style-image: url(style:marks/cross.svg) }",
}


def test_each_mark_of_the_urgent_help_stands_for_its_urgency(repository: Workspace) -> None:
    page = safety_page("ar", repository, frame="page 8")
    assert not page.findings(only="safety-mark")
    for trick, rule in BESIDE_URGENT_HELP.items():
        assert page.findings(rule, only="safety-mark"), trick


HIGHEST = {  # headings with the highest letters and marks of each script
    "ar": "فورًا أً كلًّا كلٌّ آً",
    "fa": "فوراً اً گٌّ",
    "hi": "र्कीं र्ऐं",
    "th": "ป๊ำ ฟ้ำ",
    "vi": "Ế Ẫ Ẩ Ỗ",
}


@pytest.mark.parametrize("language", HIGHEST)
def test_the_white_heading_keeps_within_its_band_in_every_script(language: str, repository: Workspace) -> None:
    page = safety_page(language, repository, frame="page 8")
    heading = page.localized.heading(page.localized.brochure.section("get-help-now").title)
    assert page.html.count(f">{heading}</h2>") == 1
    highest = replace(page, html=page.html.replace(f">{heading}</h2>", f">{HIGHEST[language]}</h2>"))
    assert not highest.findings(only="safety-covered")
    lowest = (
        ".section:has(> .urgent-help) > h2 { padding-top: 0.1em !important }"  # as for other scripts in large print
    )
    assert bool(highest.findings(lowest, only="safety-covered")) == (language in {"ar", "fa"})


HEADING = '<h4 class="{{ name }}">{{ part.heading | heading }}</h4>'
LIST = '<ul class="{{ name }}">'
ITEM = "<li>{{ item | t }}</li>"
BLOCK = "templates/blocks/contraindications.html"

# what is done -> (the file, what stands there, what stands there then, the check that refuses it)
EDITS: dict[str, tuple[str, str, str, str]] = {
    "words before a heading": (BLOCK, HEADING, HEADING.replace(">{{", ">It is fine if: {{"), "safety-differs"),
    "words in an expression": (BLOCK, ITEM, '<li>{{ "Not always: " }}{{ item | t }}</li>', "text-unknown"),
    "words that are made up": (BLOCK, ITEM, '<li>{{ "on" ~ "ly " }}{{ item | t }}</li>', "text-unknown"),
    "another list": (BLOCK, LIST, '<p>{{ _("Opening hours") }}</p><ul class="{{ name }}">', "safety-differs"),
    "a list in small print": (BLOCK, LIST, '<ul class="{{ name }}" data-size="small">', "safety-small"),
    "a warning a second time": (
        "templates/pages.html",
        "{{ place(names) }}",
        "{{ place(names) }}"
        '<p>{{ brochure.section("who-should-avoid").blocks[1].treatments["toxin"].avoid["items"][0] | t }}</p>',
        "safety-stray",
    ),
    "a list as decoration": (BLOCK, LIST, '<ul class="{{ name }}" data-artifact="Header">', "safety-displaced"),
    "a list from right to left": (BLOCK, LIST, '<ul class="{{ name }}" dir="rtl">', "safety-turned"),
    "a style of its own": (BLOCK, LIST, '<ul class="{{ name }}" style="color: #fff">', "safety-faint"),
    "a picture in the list": (
        BLOCK,
        ITEM,
        '<li>{{ item | t }}<img src="style:marks/globe.svg" alt=""></li>',
        "safety-picture",
    ),
    "a drawing in the list": (
        BLOCK,
        ITEM,
        '<li>{{ item | t }}<svg viewBox="0 0 9 9" width="9" height="9"><path d="M0 0H9V9"/></svg></li>',
        "safety-picture",
    ),
    "a marker that is another picture": (
        "styles/marks/cross.svg",
        "M13 5 L31 23 M31 5 L13 23",
        "M13 14 L20 23 L31 5",
        "safety-picture",
    ),
}


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_an_edit_that_hides_or_turns_text_is_refused(
    edited: tuple[str, str, str, str], project: Workspace, edit: Edit, plain: set[tuple[str, str]]
) -> None:
    name, old, new, check_id = edited
    edit(name, old, new)
    assert safety_page("en", project).findings(only=check_id) - plain


def test_a_picture_is_accepted_under_its_new_digest(
    project: Workspace, edit: Edit, plain: set[tuple[str, str]]
) -> None:
    edit("styles/marks/cross.svg", 'stroke-width="4.6"', 'stroke-width="5"')
    content = (project.root / "styles" / "marks" / "cross.svg").read_bytes()
    ((check_id, message),) = safety_page("en", project).findings() - plain
    assert check_id == "safety-picture"
    assert message.endswith(f"its SHA-256 is {sha256(content).hexdigest()}")
    edit(
        "styles/marks.yaml",
        "55a4c3be4b9489667a97cac652e344b4657c3e8025afd791aa939ee69948e924",
        sha256(content).hexdigest(),
    )
    assert safety_page("en", project).findings() == plain


WHERE = {
    "a template": (
        "templates/parts/contact.html",
        '<p class="hours-title"',
        '<p>Botox is harmless.</p>\n<p class="hours-title"',
    ),
    "a style sheet": (
        "styles/base.css",
        ".hours-title { font-weight: 600; }",
        '.hours-title::before { content: "Botox is harmless." }',
    ),
}


@pytest.mark.parametrize("edited", WHERE.values(), ids=WHERE)
def test_words_of_no_message_are_found_with_their_file_and_line(
    edited: tuple[str, str, str], project: Workspace, edit: Edit
) -> None:
    edit(*edited)
    result = build(edition(), project)
    assert result.pdf is None
    (finding,) = [finding for finding in result.findings if finding.check_id == "text-unknown"]
    line = (project.root / edited[0]).read_text(encoding="utf-8").split("Botox is harmless")[0].count("\n") + 1
    assert (finding.origin.path, finding.origin.line) == (edited[0], line)
    assert "'Botox is harmless.'" in finding.message


@pytest.mark.parametrize("trick", ["a white box over the section", "a hairline through the words", "small capitals"])
def test_the_tricks_are_refused_for_a_press_too(trick: str, repository: Workspace) -> None:
    page = safety_page("en", repository, press=True)
    rule, check_id = TRICKS[trick]
    assert {found for found, _ in page.pressed()} == {"safety-unreadable"}  # the texts of the other pages
    assert check_id in {found for found, _ in page.pressed(rule)}


def test_a_draft_without_a_safety_text_has_no_other_findings(project: Workspace) -> None:
    for msgid in ("Get help now", "Bleeding problems"):  # on the red band, and on paper
        break_message(project, "ar", msgid, "")
    result = build(edition("ar", draft=True), project)
    assert {finding.check_id for finding in result.findings} == {"message-missing"}
    assert result.pdf


@pytest.mark.parametrize("trick", ["a white box over the section", "a white margin box", "words before each item"])
def test_a_project_with_such_a_rule_is_not_built(trick: str, project: Workspace, edit: Edit) -> None:
    rule, check_id = TRICKS[trick]
    edit("styles/formats/leaflet.css", ".contact {", f"{rule}\n.contact {{")
    result = build(edition(), project)
    assert result.pdf is None
    assert [finding.concern for finding in result.findings if finding.check_id == check_id]
