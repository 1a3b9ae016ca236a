"""A language's glossary: the words that translate the terms of the source, and the words that must never be used.

Terms are checked in one direction: if the source has a term, its translation has the word. Families of terms are
checked in both directions: a medicine that the source does not name is as wrong as one that is lost.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.project import Project
from polyleaf.language.languages import Language

Family = Literal["medicines", "conditions", "signs", "treatments", "face", "limbs", "people"]
"""Kinds of things that must not be confused with each other."""

TermForms = Annotated[tuple[Line, ...], Field(min_length=1)]


class TermWords(StrictModel):
    """A term of the source, and stems of which a translation contains one."""

    source: Line
    use: TermForms


class Forbidden(StrictModel):
    """Words that must not be in a translation, and the reason."""

    words: TermForms
    reason: Line


class LanguageGlossary(StrictModel):
    """The words of one language."""

    address: Line = Field(description="The form of address, in English, for the next translator.")
    terms: tuple[TermWords, ...] = ()
    families: dict[Family, dict[Identifier, TermForms]] = Field(
        {},
        description="The words for each member of a family, by a name that all glossaries share, the source's too; "
        "with stars, as in lexicons.",
    )
    forbidden: tuple[Forbidden, ...] = ()
    whole: tuple[Line, ...] = Field(
        (), description="Words in which no line may break, besides the terms. Only for Thai, which has no spaces."
    )
    same_as_source: tuple[Line, ...] = Field(
        (), description="Messages that are spelled in this language as in the source."
    )

    @property
    def whole_words(self) -> frozenset[str]:
        """The words in which no line may break: terms of one word, and those under `whole`."""
        terms = (form for term in self.terms for form in term.use)
        return frozenset(word for word in (*terms, *self.whole) if not re.search(r"[\s()]", word))


def load_glossary(project: Project, language: Language) -> LanguageGlossary | None:
    """The glossary `locales/<language>/glossary.yaml`. None if the language has none. Raises InputError."""
    path = project.locales / language.code / "glossary.yaml"
    if not project.has(path):
        return None
    glossary, _ = load_model(LanguageGlossary, path, project)
    return glossary
