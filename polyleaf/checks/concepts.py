"""Checks of the words that decide a sentence: unless, before, only, rarely, left, Thursday, "whom can I call"."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Stage
from polyleaf.language.concepts import (
    NOT_IN_ORDERS,
    OPPOSITES,
    SAID_IN_MANY_WAYS,
    SAME_WHEN_NEGATED,
    SURELY_KEPT,
    USUALLY_KEPT,
    Concept,
)
from polyleaf.language.statement_reader import Notions


def _notions(context: CatalogContext) -> Iterator[tuple[Translated, Notions, Notions, bool]]:
    """Every translation with the concepts of its source and its own, and whether the source negates."""
    source, own = context.source_wording, context.wording
    if source and own and own.lexicon.has_words:
        for translation in context.translations():
            msgid = translation.message.msgid
            negates = source.negations(msgid).said > 0
            yield translation, source.notions(msgid), own.notions(translation.text), negates


@check(
    "meaning-turned",
    Stage.CATALOG,
    "Read it again. Where it is right, waive this with the reason, or teach the language's lexicon the word.",
    concern=Concern.CONTENT,
    judged=True,
)
def meaning_turned(context: CatalogContext) -> Iterator[Problem]:
    """One small word reverses a sentence: "after" for "before", "often" for "rarely", "may" for "must"."""
    for translation, source, own, negates in _notions(context):
        for said, says in _turned(source, own, negates=negates):
            problem = f"the source says {said!r}, the translation {says!r}: {translation.named}"
            is_sure = own.stated[says] and not own.hinted[said] and said not in SAID_IN_MANY_WAYS
            yield translation.problem(problem, unsure=not is_sure)


def _turned(source: Notions, own: Notions, *, negates: bool) -> Iterator[tuple[Concept, Concept]]:
    """The concepts of a source that its translation lacks, each with the opposite that the translation has instead."""
    for said, says in OPPOSITES:
        if source.stated[said] and not (negates and frozenset((said, says)) in SAME_WHEN_NEGATED):
            is_turned = _is_exchanged if said in SAID_IN_MANY_WAYS else _is_turned
            if is_turned(source, own, said, says):
                yield said, says


def _is_turned(source: Notions, own: Notions, said: Concept, says: Concept) -> bool:
    """Whether a translation lacks one concept or says it less often, and says its opposite, unlike the source."""
    if source.hinted[says]:
        return False
    return bool(
        own.hinted[says] if not own.hinted[said] else own.hinted[said] < source.stated[said] and own.stated[says]
    )


def _is_exchanged(source: Notions, own: Notions, said: Concept, says: Concept) -> bool:
    """Whether a translation has fewer words for one concept, and more for the other."""
    is_fewer = own.stated[said] < source.stated[said] and own.hinted[said] < source.hinted[said]
    return is_fewer and own.stated[says] > source.hinted[says]


@check(
    "meaning-lost",
    Stage.CATALOG,
    "Say it too. Where the translation says it in other words, waive this, or teach the language's lexicon the word.",
    concern=Concern.CONTENT,
    judged=True,
)
def meaning_lost(context: CatalogContext) -> Iterator[Problem]:
    """Without its "unless" or "only", side or day of the week, a sentence still reads well and says something else."""
    for translation, source, own, negates in _notions(context):
        turned = {said for said, _ in _turned(source, own, negates=negates)}
        for concept in (concept for concept in source.stated if not own.hinted[concept] and concept not in turned):
            if concept in SURELY_KEPT or concept in USUALLY_KEPT:
                problem = f"the source says {concept!r}, the translation does not: {translation.named}"
                yield translation.problem(problem, unsure=concept not in SURELY_KEPT)


@check(
    "meaning-added",
    Stage.CATALOG,
    "Leave it out. Where the source means it, waive this with the reason, or teach the source's lexicon the word.",
    concern=Concern.CONTENT,
    judged=True,
)
def meaning_added(context: CatalogContext) -> Iterator[Problem]:
    """A side or a day that the source does not name narrows a warning. "Better not" turns a prohibition into advice."""
    for translation, source, own, negates in _notions(context):
        turned = {says for _, says in _turned(source, own, negates=negates)}
        for concept in (concept for concept in own.stated if not source.hinted[concept] and concept not in turned):
            if concept in SURELY_KEPT or (negates and concept in NOT_IN_ORDERS):
                yield translation.problem(f"the translation says {concept!r}, the source does not: {translation.named}")
