"""Checks of whether a translation says everything that its source says, and says it once: items, sentences, length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import Problem, check
from polyleaf.content import markup
from polyleaf.core.findings import Concern, Severity, Stage
from polyleaf.language.clauses import fewer_items
from polyleaf.language.word_patterns import fold

_LIST = 3  # items; two may also be joined by a word that is in no lexicon
_SENTENCE = re.compile(r"[^.!?…۔؟।。！？]+")
_SENTENCE_LETTERS = 12
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # a syllable or a word in one letter; two count as five
_LONG_TEXT = 30  # letters; the length of shorter texts says nothing
_ENOUGH_TEXTS = 20
_SHORT, _LONG = 0.35, 2.3  # the real catalogues lie between 0.38 and 1.9 times the usual length


@check(
    "items-missing",
    Stage.CATALOG,
    "Compare the two item by item. Where nothing is missing, waive this with the reason.",
    concern=Concern.CONTENT,
    judged=True,
)
def items_missing(context: CatalogContext) -> Iterator[Problem]:
    """A list without one of the signs of a stroke still reads well."""
    source, own = context.source_clauses, context.clauses
    if source is None or own is None:
        return
    for translation in context.translations():
        said, says = source.sections(translation.message.msgid), own.sections(translation.text)
        if translation.message.sections and fewer_items(said, says):  # labels name their values in another way
            problem = f"fewer items or alternatives than in {translation.named}"
            is_list = len(said) == len(says) and any(items.certain >= _LIST for items in said)
            yield translation.problem(problem, unsure=not (is_list and translation.message.critical))


@check("sentence-doubled", Stage.CATALOG, "Take one of them out.", concern=Concern.CONTENT)
def sentence_doubled(context: CatalogContext) -> Iterator[Problem]:
    """A sentence that occurs twice replaced another one, or was left from an older text."""
    for translation in context.translations():
        for sentence in _doubled(translation.text) - _doubled(translation.message.msgid):
            yield translation.problem(f"{sentence!r} is repeated in the translation of {translation.named}")


def _doubled(text: str) -> set[str]:
    """The sentences that a text contains more than once."""
    sentences = (part.strip(" *\u00a0\u202f\n") for part in _SENTENCE.findall(fold(text)))
    counted = Counter(sentence for sentence in sentences if _weight(sentence) >= _SENTENCE_LETTERS)
    return {sentence for sentence, count in counted.items() if count > 1}


def _weight(text: str) -> float:
    """The number of letters of a text, as many as in an alphabet."""
    return sum(char.isalpha() for char in text) + 1.5 * len(_WIDE.findall(text))


@check(
    "length-unlike",
    Stage.CATALOG,
    "Compare the two: a part may be missing, or belong to another text.",
    Severity.WARNING,
    concern=Concern.CONTENT,
)
def length_unlike(context: CatalogContext) -> Iterator[Problem]:
    """A text much shorter or longer than its language needs has lost a part, or contains one of another text."""
    growths = {translation: _growth(translation) for translation in context.translations() if _is_long(translation)}
    if len(growths) < _ENOUGH_TEXTS:
        return
    usual = median(growths.values())
    for translation, growth in growths.items():
        if not _SHORT < growth / usual < _LONG:
            problem = f"{growth / usual:.1f} times as long as such a text usually is: {translation.named}"
            yield translation.problem(problem)


def _is_long(translation: Translated) -> bool:
    return _letters(translation.message.msgid) >= _LONG_TEXT


def _growth(translation: Translated) -> float:
    """The number of letters that a translation needs for one of its source."""
    return _letters(translation.text) / _letters(translation.message.msgid)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, markup.PLACEHOLDER.sub("", text)))
