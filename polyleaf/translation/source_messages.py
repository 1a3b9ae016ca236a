"""The messages of a brochure, with everything that a translator and a check need to know about each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polyleaf.content.brochure import Brochure, Section
from polyleaf.content.text import Text
from polyleaf.core.findings import Origin
from polyleaf.language import values
from polyleaf.language.languages import Language, language

_LIMIT = re.compile(r"\bMax-length: (\d+)")


@dataclass(frozen=True)
class SourceMessage:
    """A message of a brochure, with everything that a translator and a check need to know about it."""

    msgid: str
    origin: Origin
    critical: bool
    sections: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def max_length(self) -> int | None:
        """The number of letters that its place holds, in any language. None if nothing limits it."""
        return limit_of(self.comments)


def limit_of(comments: Iterable[str]) -> int | None:
    """A limit as comments state it. `pybabel extract`, and programs that keep no flags, have comments too."""
    return min((int(found) for comment in comments for found in _LIMIT.findall(comment)), default=None)


def brochure_messages(brochure: Brochure) -> list[SourceMessage]:
    """Every message of a brochure once, in reading order. It is critical if one of its sections is critical."""
    english = language(brochure.language)
    found: dict[str, list[tuple[str, bool, Text]]] = {}
    for place, critical, text in _places(brochure):
        found.setdefault(text.text, []).append((place, critical, text))
    return [
        SourceMessage(
            msgid=msgid,
            origin=uses[0][2].origin,
            critical=any(critical for _, critical, _ in uses),
            sections=tuple(dict.fromkeys(place for place, _, _ in uses)),
            comments=tuple(_comments(msgid, uses, brochure, english)),
        )
        for msgid, uses in found.items()
    ]


def _places(brochure: Brochure) -> Iterator[tuple[str, bool, Text]]:
    """Every text with the place where it is printed, and whether that place is critical."""
    for part, text in brochure.texts_by_part():
        yield part.id if isinstance(part, Section) else part, brochure.is_critical(part), text


def _comments(
    msgid: str, uses: list[tuple[str, bool, Text]], brochure: Brochure, source_language: Language
) -> Iterator[str]:
    for place, critical in dict.fromkeys((place, critical) for place, critical, _ in uses):
        yield f"Section: {place}, for patients" + (" (safety text: critical)" if critical else "")
    for name in dict.fromkeys(re.findall(r"\{([a-z0-9_]+)[.}]", msgid)):
        if name in brochure.values:
            yield f"{{{name}}} prints: {values.phrase(brochure.values[name], source_language)}"
    for name in dict.fromkeys(brochure.listed_names.found(msgid)):
        yield f"Name, the same in every language: {name}"
    yield from dict.fromkeys(f"Note: {text.note}" for _, _, text in uses if text.note)
    yield from dict.fromkeys(f"Max-length: {text.max_length}" for _, _, text in uses if text.max_length)
