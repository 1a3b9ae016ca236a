"""Compare the tags in the finished PDF with the HTML, which no validator does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import TypeVar

from polyleaf.checks import lost_messages
from polyleaf.checks.pdf import PdfContext, found_in_any_order, right_to_left_letters
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Stage
from polyleaf.typeset.laid_out import squeeze
from polyleaf.typeset.structure import Node, TextNode

Read = TypeVar("Read")

_QUOTED = 60  # characters of a text that a message shows


@dataclass(frozen=True)
class Passage:
    """A step in reading a document: a part begins, at its depth and with its role, or words of it are read."""

    depth: int
    role: str
    scope: str = ""
    columns: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.role} {_quoted(self.text)}".strip()


_END = Passage(0, "nothing more")


def passages(node: Node, depth: int = 0) -> Iterator[Passage]:
    """A document step by step. Words that follow one another within a part are one step, without white space."""
    yield Passage(depth, node.role, node.scope, node.columns)
    for is_words, kids in groupby(node.kids, key=lambda kid: isinstance(kid, TextNode)):
        if is_words:
            if text := squeeze("".join(kid.text for kid in kids)):
                yield Passage(depth + 1, "the words", text=text)
        else:
            for kid in kids:
                if isinstance(kid, Node):
                    yield from passages(kid, depth + 1)


def _both(context: PdfContext, read: Callable[[Node], Iterator[Read]]) -> tuple[list[Read], list[Read]]:
    """What the page and the tags contain. Nothing if the file has no tags."""
    if not context.tagged:
        return [], []
    return list(read(context.layout.structure)), list(read(context.tags.structure))


@check("tags-differ", Stage.PDF, "Look at the template and at how the tags are written; do not hand the file out.")
def tags_differ(context: PdfContext) -> Iterator[Problem]:
    """A screen reader reads the tags and not the page. They have the same parts and words, in the
    same roles and order.
    """
    for wanted, found in zip_longest(*_both(context, passages), fillvalue=_END):
        if wanted != found:
            yield Problem(context.origin, f"the tags have {found} where the page has {wanted}")
            break
    for text in context.tags.replaced if context.tagged else ():
        if Counter(right_to_left_letters(text.read)) != Counter(right_to_left_letters(text.drawn)):
            yield Problem(context.origin, f"the tags read {_quoted(text.read)} over other letters")


@check("tags-language", Stage.PDF, "Give the element of the template that changes language its lang.")
def tags_language(context: PdfContext) -> Iterator[Problem]:
    """A voice garbles a phrase that is not tagged in its own language."""
    wanted, found = _both(context, _spoken)
    if [char for char, _ in wanted] != [char for char, _ in found]:
        return  # another check reports that the words differ
    pairs = [(char, language, other) for (char, language), (_, other) in zip(wanted, found, strict=True)]
    for (language, other), run in groupby(pairs, key=lambda pair: pair[1:]):
        if language != other:
            text = _quoted("".join(char for char, _, _ in run))
            yield Problem(context.origin, f"{text} is tagged as {_named(other)} and not as {_named(language)}")


@check("figure-alternative", Stage.PDF, "Give the picture its alternative text in the brochure or the template.")
def figure_alternative(context: PdfContext) -> Iterator[Problem]:
    """The alternative text tells readers who cannot see a figure what it shows. It must be that of the HTML."""
    for number, (text, other) in enumerate(zip_longest(*_both(context, _alternatives), fillvalue=""), start=1):
        if text != other:
            has = _quoted(other) if other else "no alternative"
            yield Problem(context.origin, f"figure {number} has {has} instead of {_quoted(text)}")


@check("artifact-text", Stage.PDF, "Take `data-artifact` and `aria-hidden` from what is to be read.")
def artifact_text(context: PdfContext) -> Iterator[Problem]:
    """Text that is drawn as decoration is seen but never read out, so listeners would miss a warning in it."""
    if not context.tagged:
        return
    read = squeeze(context.tags.structure.text)
    artifacts = [squeeze(page.artifacts) for page in context.tags.pages]
    unread = [text for words in context.layout.structure.words() if (text := squeeze(words.text)) not in read]
    empty = [
        squeeze(text.read) for text in context.tags.replaced if not text.drawn and right_to_left_letters(text.read)
    ]
    for text in (*unread, *empty):
        if any(text in drawn or _is_among(text, drawn) for drawn in artifacts):
            yield Problem(context.origin, f"{_quoted(text)} is drawn as an artifact")


@check("safety-untagged", Stage.PDF, "Take `data-artifact` and `aria-hidden` from what is safety text.")
def safety_untagged(context: PdfContext) -> Iterator[Problem]:
    """Every safety text is found, complete, in what a screen reader gets, even if the HTML calls it decoration."""
    if not context.tagged:
        return
    read = squeeze(context.tags.structure.text)
    for message in context.lost_safety_texts(lambda words: squeeze(words) in read):
        yield lost_messages.problem(message, "in the tags of the file", context.localized.brochure)


def _is_among(text: str, drawn: str) -> bool:
    """Whether right-to-left text is drawn there. Its letters are in the opposite order."""
    return bool(right_to_left_letters(text)) and found_in_any_order(text, drawn)


def _spoken(node: Node, language: str = "") -> Iterator[tuple[str, str]]:
    """Each character and the language in which it is read; empty for that of the document."""
    language = node.language or language
    for kid in node.kids:
        if isinstance(kid, TextNode):
            yield from ((char, language) for char in squeeze(kid.text))
        else:
            yield from _spoken(kid, language)


def _alternatives(node: Node) -> Iterator[str]:
    if node.role == "Figure":
        yield node.alternative
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _alternatives(kid)


def _named(language: str) -> str:
    return language or "the document's language"


def _quoted(text: str) -> str:
    return repr(text[:_QUOTED] + "…" * (len(text) > _QUOTED)) if text else ""
