"""A language's glossary: which words stand for the terms of the source, and which must never be used."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from polyleaf.content.brochure import Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.input_files import is_present
from polyleaf.core.project import Project
from polyleaf.language.languages import Language

TermForms = Annotated[tuple[Line, ...], Field(min_length=1)]


class TermWords(StrictModel):
    """A term of the source, and the stems of which a translation of it contains one."""

    source: Line
    use: TermForms


class Forbidden(StrictModel):
    """Words that must not stand in a translation, and why."""

    words: TermForms
    reason: Line


class LanguageGlossary(StrictModel):
    """The words of one language."""

    address: Line = Field(description="The form of address, in English, for the next translator.")
    terms: tuple[TermWords, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    same_as_source: tuple[Line, ...] = Field(
        (), description="Messages that are spelled in this language as in the source."
    )


def load_glossary(project: Project, language: Language) -> LanguageGlossary | None:
    """The glossary `locales/<language>/glossary.yaml`; None where a language has none. Raises InputError."""
    path = project.locales / language.code / "glossary.yaml"
    if not is_present(path):
        return None
    glossary, _ = load_model(LanguageGlossary, path, project)
    return glossary
