"""The page's own words: in the language of its user if there is a catalogue of them, and in English otherwise.

No patient reads them, so this is the only catalogue that a language need not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.errors import InputError
from polyleaf.core.project import shipped
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.preview.facts import LanguageFacts, language_facts
from polyleaf.translation import po
from polyleaf.translation.extraction import INTERFACE_LANGUAGE, PREVIEW


@dataclass(frozen=True)
class PageWords:
    """The translations of the page in a language, and the languages that can be chosen."""

    language: LanguageFacts
    words: dict[str, str]
    languages: tuple[LanguageFacts, ...]


def page_words(workspace: Workspace, chosen: str, accepted: str) -> PageWords:
    """The words in the language that was chosen, or else in the first that a browser accepts.

    A catalogue of the project is used before the one of the engine. One that is broken is not used, and its words are
    English; `update` says what is wrong with it.
    """
    known = _catalogues(workspace)
    codes = [INTERFACE_LANGUAGE, *sorted(known)]
    wanted = chosen if chosen in codes else next(_matching(accepted, codes), INTERFACE_LANGUAGE)
    words = _words(known[wanted], wanted) if wanted in known else {}
    return PageWords(
        language=language_facts(language(wanted if words else INTERFACE_LANGUAGE)),
        words=words,
        languages=tuple(language_facts(language(code)) for code in codes),
    )


def _catalogues(workspace: Workspace) -> dict[str, Workspace]:
    """The languages that have a catalogue, each with the project that keeps it."""
    engine = Workspace(shipped("locales").parent)
    found = dict.fromkeys(_languages(engine), engine)
    return found | dict.fromkeys(_languages(workspace), workspace)


def _languages(project: Workspace) -> list[str]:
    return project.languages(PREVIEW) if Path(project.locales).is_dir() else []


def _matching(accepted: str, codes: Iterable[str]) -> Iterator[str]:
    """The codes in the order in which an `Accept-Language` header names their languages."""
    by_tag = {language(code).tag.lower(): code for code in codes}
    for part in accepted.split(",")[:20]:
        tag = part.partition(";")[0].strip().lower()
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in by_tag:
                yield by_tag[candidate]


def _words(project: Workspace, code: str) -> dict[str, str]:
    try:
        catalog = po.read(project, PREVIEW, language(code))
    except InputError:
        return {}
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}
