"""Waivers: findings in a translation that a person has judged and accepted, each with the reason.

`locales/<language>/waivers.yaml` names the check and the message. A waiver removes a warning on any message, and an
error on a message that is not safety text. On safety text it removes only errors of checks that read language
(`Check.judged`), because they can be mistaken about a sentence, and a person then decides. A waiver that is not
allowed, or no longer needed, is an error itself.
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
    """A check that is not applied to one message."""

    check: Identifier = Field(description="The id of the check, as the command `checks` lists it.")
    message: Line = Field(description="The message in the source language (msgid), whole.")
    reason: Line = Field(description="Why the translation is right as it is, for the next reader.")


class Waivers(StrictModel):
    """The waivers of one language."""

    waivers: tuple[Waiver, ...] = ()


def load_waivers(project: Project, language: Language) -> tuple[Waivers, SourceMap]:
    """The waivers of a language, and their lines. Raises InputError."""
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
    """The findings that no waiver removes, and one for each waiver that removes nothing or is not allowed.

    A waiver for a message of another brochure is ignored if `is_elsewhere` knows the message.
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
