"""What the checks know of a language's words and marks: numbers, units, negations, concepts, address, quotation marks.

The words are data, in one file for each language: `polyleaf/language/lexicons/<language>.yaml`, or the project's own
`locales/<language>/lexicon.yaml` instead. Units come from CLDR. A lexicon adds the forms that CLDR does not have, such
as those of other cases. Quotation marks are those of CLDR 48.2, and others that the language's printers use. Number
words are written by hand: a library that spells out numbers gives one form of each, and a text in most of these
languages may contain any of six.

A word with a star at its end means all words with that beginning, and one with a star at its beginning all words with
that end. Scripts without spaces between words need no stars.

A word either states something for certain, or hints at it. A hint is enough where the source has the word, and requires
none. A word that is listed under two concepts hints at both.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from polyleaf.content.brochure import Line, StrictModel
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.project import Project
from polyleaf.language.concepts import Concept
from polyleaf.language.languages import Language
from polyleaf.language.unit_words import Unit

_SHIPPED = Path(__file__).resolve().parent / "lexicons"

WordForms = tuple[Line, ...]
QuotePair = Annotated[str, StringConstraints(min_length=2, max_length=2)]
SingleMark = Annotated[str, StringConstraints(min_length=1, max_length=1)]


class Lexicon(StrictModel):
    """The words and marks of one language."""

    numbers: dict[int, WordForms] = Field(
        {}, description="Words that state a number, in all their forms; from two on, as one is often an article."
    )
    hints: dict[int, WordForms] = Field(
        {}, description="Words that may mean a number or something else: 'both', 'double', or a word that means more."
    )
    numbers_before_units: dict[int, WordForms] = Field(
        {}, description="Words that state a number where a unit follows, and are other words elsewhere: 'sei giorni'."
    )
    fractions: dict[Decimal, WordForms] = Field(
        {}, description="Words for parts of one and for one and a half; they state a number where a unit follows."
    )
    and_a_half: WordForms = Field((), description="Words that add a half to the number or unit before them.")
    number_joiners: WordForms = Field((), description="Words between the parts of one number: 'hundred and twenty'.")
    fused_numbers: bool = Field(
        default=False, description="Whether the parts of a number are written as one word: 'vierundzwanzig'."
    )
    not_numbers: WordForms = Field((), description="Words that contain the letters of a number and are not numbers.")
    counters: WordForms = Field((), description="Words before which alone a number word states a number, beside units.")
    units: dict[Unit, WordForms] = Field({}, description="Words for units beyond those of CLDR.")
    duals: dict[Unit, WordForms] = Field({}, description="Words that say 'two' of a unit, beyond those of CLDR.")
    prefixes: WordForms = Field((), description="Particles that are written together with the next word.")
    negations: WordForms = Field(
        (), description="Words that make a sentence negative; not those that only accompany them."
    )
    concord: WordForms = Field(
        (), description="Words that negate alone and add nothing to another negation of their clause: 'nadie', 'rien'."
    )
    not_negations: WordForms = Field((), description="Phrases that contain a negation and do not negate the sentence.")
    refusals: WordForms = Field(
        (), description="Words that forbid or warn without a negation, and count as one: 'avoid', 'forbidden'."
    )
    may_negate: WordForms = Field(
        (), description="Words that other languages may say with a negation: 'unless', 'unusual', 'without'."
    )
    concepts: dict[Concept, WordForms] = Field({}, description="Words that certainly express a concept.")
    concept_hints: dict[Concept, WordForms] = Field(
        {}, description="Words that may express a concept or something else."
    )
    not_concepts: WordForms = Field((), description="Phrases that contain the word of a concept and do not mean it.")
    clause_openers: WordForms = Field(
        (), description="Words that begin a clause behind a comma, which is then no item of a list: 'if', 'which'."
    )
    formal: WordForms = Field((), description="Pronouns and verb forms that address the reader formally.")
    familiar: WordForms = Field((), description="Pronouns and verb forms that address the reader as a friend.")
    pairs: tuple[QuotePair, ...] = Field((), description="Marks that come in pairs: quotation marks, and Spanish ¿?.")
    marks: dict[SingleMark, Line] = Field({}, description="The language's marks for English ones, where they differ.")
    unmarked: str = Field("", description="The English marks at a message's end that the language may leave out.")
    no_break_before: str = Field("", description="Marks with a no-break space before them.")
    no_break_after: str = Field("", description="Marks with a no-break space after them.")
    foreign_letters: dict[SingleMark, Line] = Field({}, description="Letters of another language that look right.")

    @property
    def has_words(self) -> bool:
        """Whether it is more than the marks with which a language starts. Without negations, nothing is compared."""
        return bool(self.negations)


def load_lexicon(project: Project, language: Language) -> Lexicon | None:
    """The lexicon of a language, or of the language of which it is a variant. None if there is
    none. Raises InputError.
    """
    for code in dict.fromkeys((language.code, language.locale.language)):
        for path in (project.locales / code / "lexicon.yaml", _SHIPPED / f"{code}.yaml"):
            if project.has(path):
                lexicon, _ = load_model(Lexicon, path, project)
                return lexicon
    return None
