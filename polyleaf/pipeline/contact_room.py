"""Pages that are too full because of what the clinic says of itself: one finding at its profile, not one an edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from polyleaf.checks.registry import reader_finding
from polyleaf.content.by_language import ByLanguage
from polyleaf.content.clinic import Clinic, Phone, printed_texts
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.findings import Finding, Severity
from polyleaf.render.localized import LocalizedBrochure

_HOURS_LETTERS = 30  # about what a line of opening hours takes


def told_of_clinic(
    found: Sequence[Finding],
    localized: LocalizedBrochure,
    lines: SourceMap,
    judge: Callable[[LocalizedBrochure], Sequence[Finding]],
) -> list[Finding]:
    """The findings of a layout, with one at the profile in place of those that the clinic's own words are to blame for.

    These are the ones that `judge`, which lays pages out and checks them, does not find with a clinic of few words.
    """
    if not any(finding.severity >= Severity.ERROR for finding in found):
        return list(found)
    spare = replace(localized, clinic=_of_few_words(localized.clinic))
    in_any_case = {finding.check_id for finding in judge(spare)}
    others = [finding for finding in found if finding.check_id in in_any_case]
    return others if len(others) == len(found) else [*others, _too_much(localized.clinic, lines)]


def _of_few_words(clinic: Clinic) -> Clinic:
    """The clinic with no more than any leaflet has room for; its number stays, as clinical text names it."""
    few = {
        "name": ByLanguage.for_all("Clinic"),
        "address": ByLanguage.for_all(("Street, Town",)),
        "sites": (),
        "phones": (Phone.model_construct(number=clinic.phones[0].number, label=None),),
        "email": None,
        "practitioners": (),
        "hours": (),
        "holidays": None,
        "web": "example.org",
        "downloads": None,
    }
    return clinic.model_copy(update=few)


def _too_much(clinic: Clinic, lines: SourceMap) -> Finding:
    """The finding, at the key that takes most room; the same for each edition, so that it is told once."""
    letters: dict[str, int] = {"hours": _HOURS_LETTERS * len(clinic.hours)}
    for steps, text in printed_texts(clinic):
        letters[str(steps[0])] = letters.get(str(steps[0]), 0) + len(text)
    letters["sites"] = letters.get("sites", 0) + _HOURS_LETTERS * sum(len(site.hours) for site in clinic.sites)
    key = max(letters, key=lambda name: letters[name])
    message = f"the clinic's own words take more room than the pages have beside the clinical text, {key!r} most of it"
    return reader_finding("contact-overfull", lines.origin(key), message)
