"""Pages that are too full because of the clinic's own words: one finding at its profile, not one for each edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from polyleaf.content.by_language import ByLanguage
from polyleaf.content.clinic import Clinic, printed_texts
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.findings import Finding, Severity
from polyleaf.core.reader_findings import reader_finding
from polyleaf.render.localized import LocalizedBrochure

Words = TypeVar("Words", str, tuple[str, ...])

_HOURS_LETTERS = 30  # the approximate room of a line of opening hours
_NAME_LETTERS, _ADDRESS_LETTERS, _WEB_LETTERS, _HOURS_LINES = 40, 60, 34, 2  # the usual lengths
_ABOUT_ROOM = frozenset(
    {
        "page-count",
        "place-overfull",
        "panel-missing",
        "panel-misplaced",
        "section-misplaced",
        "text-outside",
        "picture-outside",
        "lines-overlap",
    }
)
"""Checks that pages with too much on them fail. Other checks are reported in any case."""


def reported_at_clinic(
    found: Sequence[Finding],
    localized: LocalizedBrochure,
    lines: SourceMap,
    judge: Callable[[LocalizedBrochure], Sequence[Finding]],
) -> list[Finding]:
    """The findings of a layout, with one at the profile instead of those that the clinic's own words cause.

    These are findings about room that are not made for a clinic with words of the usual length. `judge` lays out pages
    and checks them.
    """
    usual = _of_usual_words(localized.clinic)
    if usual == localized.clinic or not any(finding.severity >= Severity.ERROR for finding in found):
        return list(found)
    in_any_case = {finding.check_id for finding in judge(replace(localized, clinic=usual))}
    others = [finding for finding in found if finding.check_id in in_any_case or finding.check_id not in _ABOUT_ROOM]
    return others if len(others) == len(found) else [*others, _too_much(localized.clinic, lines)]


def _of_usual_words(clinic: Clinic) -> Clinic:
    """The clinic with no more words than any leaflet has room for. Its number is kept, because
    clinical text names it.
    """
    address = clinic.address and _if_short(clinic.address, ("Street, Town",), _ADDRESS_LETTERS)
    usual = {
        "name": _if_short(clinic.name, "Clinic", _NAME_LETTERS),
        "address": address or ByLanguage.for_all(("Street, Town",)),
        "sites": (),
        "phones": (clinic.phones[0].model_copy(update={"label": None}),),
        "email": None,
        "practitioners": (),
        "hours": clinic.hours[:_HOURS_LINES],
        "holidays": None,
        "web": clinic.web if len(clinic.web) <= _WEB_LETTERS else "example.org",
    }
    return clinic.model_copy(update=usual)


def _if_short(own: ByLanguage[Words], other: Words, letters: int) -> ByLanguage[Words]:
    """The clinic's words, unless they are longer than this number of letters in some language."""
    longest = max(len("".join(content)) for _, content in own.choices)
    return own if longest <= letters else ByLanguage.for_all(other)


def _too_much(clinic: Clinic, lines: SourceMap) -> Finding:
    """The finding, at the key that takes most room. It is the same for each edition, so that it is reported once."""
    letters: dict[str, int] = {"hours": _HOURS_LETTERS * len(clinic.hours)}
    for steps, text in printed_texts(clinic):
        letters[str(steps[0])] = letters.get(str(steps[0]), 0) + len(text)
    letters["sites"] = letters.get("sites", 0) + _HOURS_LETTERS * sum(len(site.hours) for site in clinic.sites)
    key = max(letters, key=lambda name: letters[name])
    message = f"the clinic's own words take more room than the pages have beside the clinical text, {key!r} most of it"
    return reader_finding("contact-overfull", lines.origin(key), message)
