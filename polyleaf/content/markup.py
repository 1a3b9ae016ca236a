"""Inline markup, a small subset of Markdown (strong, emphasis, link), and placeholders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
_TAG = re.compile(r"<[^>]+>")
_BREAK_MARKS = re.compile("[\u200b\u2060]")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # "zero" has no rule but plain text. HTML stays text and is escaped.
    return MarkdownIt("zero", {"html": False}).enable(["emphasis", "link"])


@lru_cache(maxsize=8192)
def _inline(text: str) -> str:
    """The HTML of a text, with its placeholders. Each text is printed in several places, formats and editions."""
    return str(_parser().renderInline(text))


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(_parser().parseInline(text)[0].children or ())


def placeholders(text: str) -> list[str]:
    """The names in `{...}` of a text, in order."""
    return PLACEHOLDER.findall(text)


def to_html(text: str, fill: Callable[[str], Markup]) -> Markup:
    """The text as HTML. Everything but the inline markup is escaped, and `fill(name)` replaces each `{name}`.

    Vowel signs and accents right behind a placeholder go into its element, to the letter that they are for: in another
    element a sign is drawn apart, on a dotted circle.
    """
    html, parts, end = _inline(text), [], 0
    for match in PLACEHOLDER.finditer(html):
        parts.append(html[end : match.start()])
        end = match.end()
        while unicodedata.category(html[end : end + 1] or " ").startswith("M"):
            end += 1
        parts.append(_with_signs(str(fill(match[1])), html[match.end() : end]))
    return Markup("".join((*parts, html[end:])))  # noqa: S704 -- escaped by the parser


def _with_signs(html: str, signs: str) -> str:
    """An element, or a text, with signs behind its last letter."""
    words, tag, name = html.rpartition("</") if html.endswith(">") else (html, "", "")
    return f"{words}{signs}{tag}{name}"


def to_plain(html: str) -> str:
    """The plain words of HTML that `to_html` made, without the marks that say where a line may break."""
    return _BREAK_MARKS.sub("", unescape(_TAG.sub("", html)))


def links(text: str) -> list[str]:
    """The targets of the links in a text, in order."""
    return [str(token.attrGet("href")) for token in _tokens(text) if token.type == "link_open"]


def emphasis(text: str) -> list[str]:
    """The tags of the runs that a text emphasizes (`strong`, `em`), in alphabetical order."""
    return sorted(token.tag for token in _tokens(text) if token.type in {"strong_open", "em_open"})


def leftovers(text: str) -> list[str]:
    """Signs that did not become markup: an asterisk without a partner, a link without an end."""
    return re.findall(r"\*+|\]\(", to_plain(_inline(text)))
