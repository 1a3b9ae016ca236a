"""The translation of each message, as a catalogue has it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from babel.messages.catalog import Message

from polyleaf.content.listed_names import ListedNames
from polyleaf.core.findings import Origin
from polyleaf.core.project import Project
from polyleaf.language.languages import Language, PseudoLanguage, language
from polyleaf.language.pseudo import pseudo_translation
from polyleaf.translation import po
from polyleaf.translation.source_messages import SourceMessage


@dataclass(frozen=True)
class Words:
    """A catalogue: the translation of each msgid in one language, and its place in the file."""

    path: str
    messages: Mapping[str, Message] = field(default_factory=dict)

    def get(self, msgid: str) -> str | None:
        """The translation. None if it is missing, fuzzy or empty."""
        message = self.messages.get(msgid)
        if message is None or message.fuzzy or not isinstance(message.string, str):
            return None
        return message.string or None

    def origin(self, msgid: str) -> Origin:
        message = self.messages.get(msgid)
        return Origin(self.path, (message.lineno or 0) if message else 0)


class SourceWords(Words):
    """The words of the language in which the brochure is written, or of a variant of it (British English).

    What the catalogue of a variant does not contain is printed as in the source. No other language falls back to
    another.
    """

    def get(self, msgid: str) -> str | None:
        return super().get(msgid) or msgid


def pseudo_words(lang: PseudoLanguage, messages: Iterable[SourceMessage], names: ListedNames) -> Words:
    """The words of a pseudo-language, made from the messages of a domain. The names in them stay as they are."""

    def made_up(msgid: str) -> str:
        return names.unmarked(pseudo_translation(names.marked(msgid), lang.code))

    made = {message.msgid: Message(message.msgid, made_up(message.msgid)) for message in messages}
    return Words(f"pseudo-language {lang.code}", made)


def is_variant(lang: Language, source_language: str) -> bool:
    """Whether it is the source language of another region, whose catalogue contains only what differs.

    Another script is not a variant: readers of traditional Chinese do not get simplified Chinese.
    """
    source = language(source_language)
    same_words = (lang.locale.language, lang.script) == (source.locale.language, source.script)
    return same_words and lang.locale.variant == source.locale.variant


def load_words(project: Project, domain: str, lang: Language, source_language: str) -> Words:
    """The catalogue of a domain in a language. Raises InputError as `po.read` does.

    `source_language` is that of the domain: of the brochure, or English for the labels of the templates.
    """
    if lang.code == source_language:
        return SourceWords(path="")
    words = SourceWords if is_variant(lang, source_language) else Words
    name = project.relative(project.readable_catalog(lang.code, domain))
    return words(name, {str(message.id): message for message in po.read(project, domain, lang) if message.id})


FOREIGN_HINT = "Put the right file there; if the source was rewritten so far, `msgmerge --previous` merges it."


def foreign_problem(messages: int) -> str:
    """What is said about a catalogue with so many messages that belongs to another source."""
    return f"the catalogue has {messages} messages, of which this source has hardly any"


def is_foreign(msgids: Collection[str], known: Container[str]) -> bool:
    """Whether a catalogue belongs to another source: it has at least four messages, and less than a
    quarter is known here.
    """
    return len(msgids) >= 4 and 4 * sum(msgid in known for msgid in msgids) < len(msgids)
