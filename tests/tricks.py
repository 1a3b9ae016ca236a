"""Ways to hide safety text on the screen, to turn it round or to say something else in its place."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

from polyleaf.checks.web import WebContext
from polyleaf.content.picture_file import picture_of

ROOT = Path(__file__).resolve().parent.parent

HEAD_END = "</style></head>"
"""The end of the last style sheet of a page, where a rule wins over the others."""


def mark(name: str) -> str:
    """A mark of the engine as a page embeds it."""
    coded = base64.b64encode(picture_of(ROOT / "styles" / "marks" / f"{name}.svg").content).decode()
    return f'url("data:image/svg+xml;base64,{coded}")'


@dataclass(frozen=True)
class Trick:
    """A trick: a rule at the end of the style sheets, or a text of the page put in place of another.

    `unseen` names a trick that the browser does not see as the check looks at the page, and says why.
    """

    css: str = ""
    old: str = HEAD_END
    new: str = ""
    unseen: str = ""

    def played(self, context: WebContext) -> WebContext:
        """The page with the trick in it."""
        page = context.content.decode("utf-8")
        assert self.old in page, self.old
        return replace(context, content=page.replace(self.old, self.new or f"{self.css}\n{HEAD_END}", 1).encode())


def style(css: str, unseen: str = "") -> Trick:
    return Trick(css=css, unseen=unseen)


def markup(old: str, new: str, unseen: str = "") -> Trick:
    return Trick(old=old, new=new, unseen=unseen)


_STATE = "only while the reader does something"
_READ_OUT = "it is read out, not seen"
_PICTURE = "what a picture shows, no browser reads"
_SAME = "it looks the same in this browser"
AVOID = '<ul class="avoid">'
WHITE = "#ffffff"

TRICKS: dict[str, Trick] = {
    # ---- Covers
    "a fixed white cover": style(f"body::after {{ content: ''; position: fixed; inset: 0; background: {WHITE} }}"),
    "a cover that the pointer passes through": style(
        "main { position: relative } main::after"
        f" {{ content: ''; position: absolute; inset: 0; background: {WHITE}; pointer-events: none }}"
    ),
    "a cover over a part of each line": style(
        ".avoid li { position: relative } .avoid li::after"
        f" {{ content: ''; position: absolute; inset: 0 60% 0 0; background: {WHITE} }}"
    ),
    "the link past the languages as a cover": style(f".skip {{ position: fixed; inset: 0; background: {WHITE} }}"),
    "the help as a cover": style(f".help-bar {{ position: fixed; inset: 0; background: {WHITE} }}"),
    "the help as high as the window": style(".help-bar { padding-block: 25rem }"),
    "a link of the help as high as the window": style(".help-bar .to-help { min-height: 50rem }"),
    "a number in the help as high as the window": style(".help-bar .isolate { display: block; margin-block: 30rem }"),
    "the help that does not end below the text": markup(
        '<section class="section section-who-should-avoid',
        '<nav class="help-bar"><a href="#x">911</a></nav><section class="section section-who-should-avoid',
        unseen="it is covered only where the reader has scrolled to",
    ),
    "the help in print": style(
        "@media print { .help-bar { position: fixed; inset-block-end: 0 } }", unseen="it is below"
    ),
    "words that leave their drawing": style(
        ".canvas { position: static } .word { top: 60% }", unseen="nothing is there, on this page"
    ),
    "words that leave their drawing in a wide window": style(
        "@media (min-width: 70em) { .canvas { position: static } }", unseen="nothing is there, on this page"
    ),
    "words over the list": markup(
        AVOID,
        f'<p class="word" style="left: 0%; top: 0%"><span>no</span></p>{AVOID}',
        unseen="a word is beside the list, where its place is counted from the window",
    ),
    "a neighbour drawn up": style(
        ".section-who-should-avoid + * { position: relative; margin-top: -60rem; padding-top: 60rem;"
        f" background: {WHITE} }}"
    ),
    "a neighbour moved": style(f".imprint {{ transform: translateY(-250rem) scaleY(9); background: {WHITE} }}"),
    "a shadow of a neighbour": style(f".imprint {{ position: relative; box-shadow: 0 0 0 99999px {WHITE} }}"),
    "an outline of a neighbour": style(f".section-who-should-avoid + * {{ outline: 900px solid {WHITE} }}"),
    "an outline drawn inwards": style(f".avoid li {{ outline: 12px solid {WHITE}; outline-offset: -12px }}"),
    "two parts in one cell": style(
        ".contraindications { grid-template-columns: none !important } .contraindications > *"
        f" {{ grid-area: 1 / 1; background: {WHITE} }}"
    ),
    "a text that runs over the next": style(".callout { height: 0 }"),
    "a mark as large as the list": style(
        ".avoid li { list-style: none } .avoid::before"
        f" {{ content: ''; float: left; width: 100%; height: 90rem; margin-bottom: -90rem; background: {WHITE};"
        " position: relative }"
    ),
    # ---- Colours
    "white": style(f".avoid {{ color: {WHITE} }}"),
    "white, short": style(".avoid { color: #fff }"),
    "transparent": style(".avoid { color: #fff0 }"),
    "nearly white": style(".avoid li { color: rgb(240 240 240) }"),
    "a fill": style(".avoid { -webkit-text-fill-color: transparent }"),
    "faint": style("main { opacity: 0.05 }"),
    "a dark ground": style(".avoid { background: #15202b }"),
    "a dark picture": style(".avoid { background-image: linear-gradient(#15202b, #15202b) }"),
    "white under the white title": style(f".section-get-help-now.critical > h2 {{ background: {WHITE} }}"),
    "the alarm in white": style(f":root {{ --alarm: {WHITE} }}"),
    "an alarm that is not set": style(":root { --alarm: initial }"),
    "a blend": style(".avoid { color: #777777; mix-blend-mode: color-dodge }"),
    "a filter": style(".avoid { filter: blur(9px) }"),
    "a line through it": style(".avoid { text-decoration: line-through }"),
    "a thick line through it": style(f".avoid {{ text-decoration: line-through 1.2em {WHITE} }}"),
    "a dark scheme": style("@media (prefers-color-scheme: dark) { html { background: #000 } }"),
    "a scheme of the browser": markup(
        '<meta name="viewport"', '<meta name="color-scheme" content="dark"><meta name="viewport"', unseen=_SAME
    ),
    # ---- Not there, or not in sight
    "not displayed": style(".avoid li:last-child { display: none }"),
    "not displayed by a property": style(":root { --x: none } .avoid { display: var(--x) }"),
    "a fallback": style(".avoid { display: var(--never-set, none) }"),
    "a property that is not set": style(".avoid { display: var(--never-set) }", unseen=_SAME),
    "not visible": style("h1, .contraindications h4 { visibility: hidden }"),
    "not laid out": style(".avoid { content-visibility: hidden }"),
    "out of the window": style(".avoid { margin-inline-start: -9999px }"),
    "out of the window by indent": style(".avoid li { text-indent: -9999px }"),
    "out of the window by place": style(".level-emergency { position: absolute; left: -100rem }"),
    "out of the window by padding": style(".avoid { padding-inline-start: 9999px }"),
    "cut off": style("#who-should-avoid { height: 20rem; overflow: hidden }"),
    "cut off on a phone": style("@media (max-width: 30em) { .avoid { height: 2rem; overflow: clip } }"),
    "clipped": style(".section.critical { clip-path: inset(50%) }"),
    "masked": style(".avoid { mask-image: linear-gradient(transparent, transparent) }"),
    "one line": style(".avoid li { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }"),
    "a clamp": style(
        ".avoid { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }"
    ),
    "fades away": style("@keyframes x { to { opacity: 0 } } .avoid { animation: x 1s 3s forwards }"),
    "fades away by a transition": style(".avoid { transition: opacity 9s; opacity: 0.99 }", unseen=_SAME),
    "on paper only": style("@media print { .avoid { display: none } }"),
    "in a container": style(
        "body { container-type: inline-size } @container (min-width: 1px) { .avoid { display: none } }"
    ),
    "in a layer": style("@layer x { .avoid { display: none } }"),
    "where it is supported": style("@supports (display: grid) { .avoid { display: none } }"),
    "in a nested rule": style("main { .avoid { display: none } }"),
    "by a registered property": style(
        "@property --x { syntax: '*'; inherits: true; initial-value: none } .avoid { display: var(--x, none) }"
    ),
    "under the pointer": style(".avoid:hover { opacity: 0 }", unseen=_STATE),
    "where a link leads": style("#who-should-avoid:target ul { display: none }", unseen=_STATE),
    "when the languages are open": style("body:has(details[open]) .avoid { display: none }", unseen=_STATE),
    "by capitals in an attribute": style('[dir="LTR"] .avoid { display: none }'),
    "in any language": style(':lang("*") .avoid { display: none }', unseen="other browsers know it"),
    "in a list that forgives": style(":is(!, .avoid) { display: none }"),
    "by what it holds": style("section:has(> div ul.avoid) { display: none }"),
    "the first letters": style(".avoid li::first-letter { font-size: 0 }"),
    # ---- Too small, too close
    "tiny": style(".avoid { font-size: .1px }"),
    "small step by step": style(".section, .column, ul, li { font-size: 0.6em }"),
    "a small root": style("html { font-size: 30% }"),
    "adjusted to nothing": style(".avoid { font-size-adjust: 0 }"),
    "zoomed out": style(".avoid { zoom: .01 }"),
    "scaled": style(".avoid { transform: scale(0.01) }"),
    "turned on its head": style(".avoid { rotate: 180deg }"),
    "lines on one another": style(".avoid { line-height: 0; letter-spacing: -1em }"),
    "lines set close": style(".avoid li { font-size: 2rem; line-height: 16px }"),
    "a narrow column": style(".avoid { width: 1px; overflow-wrap: normal }", unseen="it is ugly, and can be read"),
    "many columns": style(".avoid { columns: 40 }"),
    "a small window": markup("initial-scale=1", "initial-scale=0.01", unseen="browsers on desks ignore it"),
    # ---- Turned round, or something else in its place
    "a text before each item": style('.avoid li::before { content: "It is fine if: " }'),
    "a text as a mark": style('.avoid { list-style-type: "It is fine if: " }'),
    "a text by an attribute": style(".avoid::before { content: attr(class) }"),
    "a text by a counter": style(
        "@counter-style x { system: cyclic; symbols: 'OK'; suffix: ': ' } .avoid { list-style: x }"
    ),
    "a picture before each item": style(
        ".avoid li { list-style-image: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90'"
        " height='20'><text y='16'>It is fine if</text></svg>\") }",
        unseen=_PICTURE,
    ),
    "crosses before what to tell first": style(
        f"ul.tell-first {{ list-style-image: {mark('cross')} }}", unseen=_PICTURE
    ),
    "boxes to tick before each reason not to": style(f".avoid {{ list-style-image: {mark('box')} }}", unseen=_PICTURE),
    "the mark of the other treatment": style(
        f".treatment-1 > h3::before {{ background: {mark('dome')} }}", unseen=_PICTURE
    ),
    "a clock beside the emergency": style(
        f".level-emergency > h3::before {{ background-image: {mark('clock')} }}", unseen=_PICTURE
    ),
    "a cross beside a heading": style(f".urgent-help::before {{ background: {mark('cross')} }}", unseen=_PICTURE),
    "crosses before all items": style(f"main {{ list-style: {mark('cross')} }}", unseen=_PICTURE),
    "the order of the lists": style(".contraindications .column { display: flex; flex-direction: column-reverse }"),
    "the order of the items": style(
        ".contraindications .column { display: flex; flex-direction: column } h4 { order: 1 }"
    ),
    "a heading that floats": style(".contraindications h4 { float: inline-end }"),
    "letters from right to left": style(".avoid { direction: rtl; unicode-bidi: bidi-override }"),
    "lines on their side": style(".avoid { writing-mode: vertical-rl }"),
    "other letters": style(".avoid { text-transform: uppercase }"),
    "other glyphs": style('.avoid { font-feature-settings: "frac", "sups" }'),
    "another font": style('.avoid { font-family: "Webdings", "Symbol" }'),
    "a font of another script": style('.avoid { font-family: "Polyleaf Thai" }', unseen=_SAME),
    "a font of one's own": style(
        '@font-face { font-family: "Polyleaf Sans"; font-weight: 400; src: local("Webdings") }',
        unseen="only where that font is",
    ),
    "a hyphen of words": style('.avoid { hyphens: auto; hyphenate-character: " not " }', unseen=_SAME),
    "a box in the margin": style(
        f"@page {{ @bottom-center {{ content: 'OK'; background: {WHITE} }} }}", unseen="on paper only"
    ),
    # ---- By the markup
    "folded up": markup(AVOID, f"<details>{AVOID}"),
    "hidden": markup(AVOID, '<ul class="avoid" hidden>'),
    "kept from screen readers": markup(AVOID, '<ul class="avoid" aria-hidden="true">', unseen=_READ_OUT),
    "another name for screen readers": markup(
        "<li>You are pr", '<li aria-label="It is fine">You are pr', unseen=_READ_OUT
    ),
    "no list for screen readers": markup(AVOID, '<ul class="avoid" role="presentation">', unseen=_READ_OUT),
    "a style of its own": markup(AVOID, '<ul class="avoid" style="color: transparent">'),
    "the text of the body": markup("<body ", '<body text="#ffffff" '),
    "a font element": markup("<li>You are pr", '<li><font color="#ffffff">Oh, </font>You are pr'),
    "another direction": markup("<li>You are pr", "<li><bdo dir=rtl>You are pr"),
    "a style in a drawing": markup("<main", "<svg><style>.avoid { display: none }</style></svg><main"),
    "a style in the body": markup("<main", "<style>.avoid { display: none }</style><main"),
    "a picture in a list": markup(
        AVOID,
        f'{AVOID}<img alt="" src="data:image/svg+xml,%3Csvg/%3E">',
        unseen=_PICTURE,
    ),
    "a popover": markup(AVOID, '<ul class="avoid" popover>'),
    "other letters by the charset": markup('charset="utf-8"', 'charset="utf-16le"', unseen=_SAME),
    "words of the template": markup(
        '<h4 class="avoid">', '<p>It is all right if:</p><h4 class="avoid">', unseen="it does not know the messages"
    ),
    "words elsewhere": markup(
        "</main>", "<p>You may ignore the lists above.</p></main>", unseen="it does not know the messages"
    ),
    "a warning in the shape of another": markup(AVOID, '<ul class="avoid skip">'),
}
