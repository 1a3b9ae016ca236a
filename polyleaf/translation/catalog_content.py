"""The content of a catalogue without its line breaks, to compare catalogues that different programs wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message


@dataclass(frozen=True)
class MessageContent:
    """What a catalogue says about one message. Comments have no white space, because programs wrap them differently."""

    msgid: str
    msgstr: str
    translator_comments: str
    extracted_comments: str
    flags: frozenset[str]
    places: frozenset[str]
    previous: str

    @classmethod
    def of(cls, message: Message) -> MessageContent:
        return cls(
            str(message.id),
            str(message.string),
            _squeezed(message.user_comments),
            _squeezed(message.auto_comments),
            frozenset(message.flags),
            frozenset(str(name) for name, _ in message.locations),
            "".join(map(str, message.previous_id)),
        )

    def differs_from(self, older: MessageContent) -> bool:
        """Whether the older one is wrong. What programs leave out because they have no place for it does not count.

        Poedit drops the flag of a limit. XLIFF drops every flag but `fuzzy`, and the older wordings.
        """
        return (
            self.msgstr != older.msgstr
            or ("fuzzy" in self.flags) != ("fuzzy" in older.flags)
            or self.translator_comments != older.translator_comments
            or self.extracted_comments != older.extracted_comments
            or not older.flags <= self.flags
            or bool(older.places and older.places != self.places)
        )


@dataclass(frozen=True)
class CatalogContent:
    """The messages of a catalogue in their order, and the translations of the obsolete ones."""

    messages: tuple[MessageContent, ...]
    obsolete: Mapping[str, str]

    @classmethod
    def of(cls, catalog: Catalog) -> CatalogContent:
        messages = tuple(MessageContent.of(message) for message in catalog if message.id)
        return cls(messages, {str(msgid): str(message.string) for msgid, message in catalog.obsolete.items()})

    def differs_from(self, older: CatalogContent) -> bool:
        """Whether the older one lacks a message, has a different one, or has another order.

        An additional message in the older one does not count, because what is not in the source is never printed.
        """
        wanted = {message.msgid for message in self.messages}
        shared = [message for message in older.messages if message.msgid in wanted]
        if [message.msgid for message in shared] != [message.msgid for message in self.messages]:
            return True
        return any(new.differs_from(old) for new, old in zip(self.messages, shared, strict=True))


def _squeezed(comments: Iterable[str]) -> str:
    return "".join("".join(comments).split())
