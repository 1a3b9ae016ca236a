"""Find the medicines, conditions, signs and so on that a text names, by the words of a glossary's families."""

from __future__ import annotations

from functools import lru_cache

from polyleaf.content import markup
from polyleaf.language.glossary import Family, LanguageGlossary
from polyleaf.language.lexicon import WordForms
from polyleaf.language.statement_reader import StatementReader
from polyleaf.language.word_patterns import VocabularyMaker, fold

Named = tuple[Family, str]
"""A member of a family: `("medicines", "painkiller")`."""


class FamilyReader:
    """The families of one glossary, to read texts with. Texts that were read are kept."""

    def __init__(self, words: tuple[tuple[str, Named], ...], script: str, prefixes: WordForms) -> None:
        self.known = frozenset(named for _, named in words)
        self._vocabulary = VocabularyMaker(script, prefixes).vocabulary(words)
        self._named_in: dict[str, frozenset[Named]] = {}

    def named_in(self, text: str) -> frozenset[Named]:
        """The members that a text names."""
        if text not in self._named_in:
            self._named_in[text] = frozenset(self._vocabulary.found_in(fold(markup.PLACEHOLDER.sub(" ", text))))
        return self._named_in[text]


def family_reader(glossary: LanguageGlossary, reader: StatementReader) -> FamilyReader:
    """The reader of a glossary's families. It is made once for the same words."""
    words = (
        (word, (family, member))
        for family, members in glossary.families.items()
        for member, forms in members.items()
        for word in forms
    )
    return _reader(tuple(words), reader.script, reader.lexicon.prefixes)


@lru_cache
def _reader(words: tuple[tuple[str, Named], ...], script: str, prefixes: WordForms) -> FamilyReader:
    return FamilyReader(words, script, prefixes)
