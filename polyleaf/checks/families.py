"""Compare the medicines, conditions, signs and people that a translation names with those of its source."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Severity, Stage
from polyleaf.language.families import Named, family_reader

_KEPT = frozenset(("medicines", "conditions", "treatments", "people"))
"""The families whose members a translation names if its source does; in safety text, signs too."""

_NEVER_ADDED = frozenset(("medicines", "conditions"))
"""The families of which a translation names no more than its source; it may name a treatment instead of an "it"."""


def _families(context: CatalogContext) -> Iterator[tuple[Translated, frozenset[Named], frozenset[Named]]]:
    """Every translation with what only its source names, and what only the translation names."""
    source, own = context.source_glossary, context.glossary
    if source is None or own is None or context.source_wording is None or context.wording is None:
        return
    if not context.wording.lexicon.has_words:
        return
    source_reader, own_reader = family_reader(source, context.source_wording), family_reader(own, context.wording)
    known = source_reader.known & own_reader.known
    for translation in context.translations():
        said, says = source_reader.named_in(translation.message.msgid), own_reader.named_in(translation.text)
        yield translation, (said - says) & known, (says - said) & known


@check(
    "term-swapped",
    Stage.CATALOG,
    "Name what the source names. Where the word is right, add it to the family in the language's glossary.",
    concern=Concern.CONTENT,
    judged=True,
)
def term_swapped(context: CatalogContext) -> Iterator[Problem]:
    """An antibiotic for a painkiller, or a leg for an arm: the sentence still reads well, and warns
    the wrong patient.
    """
    for translation, lost, added in _families(context):
        for family, member in sorted(lost):
            others = sorted(other for kind, other in added if kind == family)
            if others:
                problem = f"{member!r} is not named, {others[0]!r} is, in the translation of {translation.named}"
                yield translation.problem(problem)


@check(
    "term-unmatched",
    Stage.CATALOG,
    "Name what the source names. Where the word is right, add it to the family in the language's glossary.",
    Severity.WARNING,
    concern=Concern.CONTENT,
)
def term_unmatched(context: CatalogContext) -> Iterator[Problem]:
    """A medicine that is lost, or one that the source does not name, changes which patients are warned."""
    for translation, lost, added in _families(context):
        swapped = {family for family, _ in lost} & {family for family, _ in added}
        for family, member in sorted(lost):
            is_kept = family in _KEPT or (family == "signs" and translation.message.critical)
            if is_kept and family not in swapped:
                yield translation.problem(f"{member!r} is not named in the translation of {translation.named}")
        for family, member in sorted(added):
            if family in _NEVER_ADDED and family not in swapped:
                yield translation.problem(f"{member!r} is not in the source of {translation.named}")
