"""The same edition in every language, to which a page for the screen or a sheet of all languages links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from polyleaf.core.edition import Edition
from polyleaf.language.languages import Language, language


@dataclass(frozen=True)
class Sibling:
    """An edition in one language, by the name of its file in the same folder."""

    language: Language
    file: str


def siblings_of(edition: Edition, codes: Iterable[str]) -> tuple[Sibling, ...]:
    """An edition in all these languages, including its own, sorted by the languages' own names."""
    editions = (replace(edition, language=code) for code in codes)
    ending = "pdf" if edition.paper else "html"
    found = (Sibling(language(sibling.language), f"{sibling.name}.{ending}") for sibling in editions)
    return tuple(sorted(found, key=lambda sibling: sibling.language.listed_name))
