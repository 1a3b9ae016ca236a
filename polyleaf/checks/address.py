"""The check of how a translation addresses its reader: formally or as a friend, and always in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from polyleaf.checks.catalog import CatalogContext
from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Severity, Stage


@check(
    "address-mixed",
    Stage.CATALOG,
    "Address the reader as the other texts do; the glossary says how.",
    Severity.WARNING,
)
def address_mixed(context: CatalogContext) -> Iterator[Problem]:
    """A leaflet that says "Sie" and then "du" has two voices, and the reader trusts neither."""
    if context.wording is None or not context.wording.lexicon.has_words:
        return
    forms = {translation: context.wording.address(translation.text) for translation in context.translations()}
    usual = Counter(form for found in forms.values() for form in found).most_common(1)
    for translation, found in forms.items():
        for form in sorted(found - {usual[0][0]} if usual else ()):
            problem = f"{form} address, where most texts have {usual[0][0]}: {translation.named}"
            yield translation.problem(problem)
