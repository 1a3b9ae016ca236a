"""Waivers: findings of a translation that a person has judged and lets stand, each with the reason.

`locales/<language>/waivers.yaml` names the check and the message. A waiver silences a warning on any message, and an
error on a message that is no safety text. On safety text it silences only the errors of checks that read language
(`Check.judged`): they can be mistaken about a sentence, and a person then decides. What a waiver cannot silence, or no
longer silences, is an error itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from pydantic import Field

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import checks_of
from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.findings import Finding, Severity, Stage
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.language.languages import Language


class Waiver(StrictModel):
    """A check that is not made on one message."""

    check: Identifier = Field(description="The id of the check, as `make_brochure.py checks` lists it.")
    message: Line = Field(description="The message in the source language (msgid), whole.")
    reason: Line = Field(description="Why the translation is right as it is, for whoever reads it next.")


class Waivers(StrictModel):
    """The waivers of one language."""

    waivers: tuple[Waiver, ...] = ()


def load_waivers(project: Project, language: Language) -> tuple[Waivers, SourceMap]:
    """The waivers of a language, and the lines they stand on. Raises InputError."""
    path = project.locales / language.code / "waivers.yaml"
    if not project.has(path):
        return Waivers(), SourceMap(project.relative(path), None)
    return load_model(Waivers, path, project)


def waive(
    findings: list[Finding],
    context: CatalogContext,
    waivers: Waivers,
    source_map: SourceMap,
    is_elsewhere: Callable[[str], bool],
) -> Iterator[Finding]:
    """The findings that no waiver silences, and one for each waiver that silences nothing or more than it may.

    A waiver of a message that is not in this brochure is left alone when `is_elsewhere` knows the message.
    """
    translations: defaultdict[str, list[Translated]] = defaultdict(list)
    for translation in context.translations():
        translations[translation.message.msgid].append(translation)
    silenced: set[Finding] = set()
    checks = {check.id: check for check in checks_of(Stage.CATALOG)}
    for number, waiver in enumerate(waivers.waivers):
        origin = source_map.origin("waivers", number, "check")
        places = translations[waiver.message]
        found = {f for f in findings if places and f.check_id == waiver.check and f.msgid == waiver.message}
        safety = any(place.message.critical for place in places)
        if waiver.check not in checks:
            yield reader_finding("waiver-unused", origin, f"no check of translations is called {waiver.check!r}")
        elif safety and not checks[waiver.check].judged and any(f.severity is Severity.ERROR for f in found):
            yield reader_finding("waiver-refused", origin, f"{waiver.check!r} on safety text: {waiver.message!r}")
        elif not found and not (not places and is_elsewhere(waiver.message)):
            yield reader_finding("waiver-unused", origin, f"{waiver.check!r} finds nothing in {waiver.message!r}")
        else:
            silenced |= found
    yield from (finding for finding in findings if finding not in silenced)
