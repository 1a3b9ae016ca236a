"""One message of a catalogue, changed in its file so that no other line of the file changes.

A person's edit must be the only thing that a version control system shows. So the file is never written anew from what
was read of it: the lines of the translation are replaced in the file's own text, and all other bytes are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import normalize

from polyleaf.core.errors import InputError, PolyleafError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.input_files import UnreadableError, printable, read_input
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.translation import po
from polyleaf.translation.catalog_lock import sole_writer
from polyleaf.translation.po_grammar import ParsedEntry
from polyleaf.translation.po_lines import PoLine, po_lines

_NAME = "the catalogue"
_NARROW = 80  # columns of GNU gettext's own programs, Poedit (79) and Weblate (77)
_FLAG_LINE = re.compile(r"[ \t]*#[,=]")
_PREVIOUS_LINE = re.compile(r"[ \t]*#(?:~?\|| \|)")  # `pybabel update` writes `# | msgid`
_FLAG_BREAK = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class PoEntry:
    """A message of a catalogue: its texts, whether it is fuzzy, and the line of its msgid, counted from 1.

    `digest` is the same for as long as the texts and the flag are the same, wherever the message is in the file.
    """

    msgctxt: str | None
    msgid: str
    msgstr: str
    fuzzy: bool
    line: int
    digest: str

    @classmethod
    def of(cls, entry: ParsedEntry) -> PoEntry:
        fuzzy = "fuzzy" in entry.flags
        said = json.dumps([entry.context, entry.msgid, entry.msgstr, fuzzy])
        digest = hashlib.sha256(said.encode()).hexdigest()
        return cls(entry.context, entry.msgid, entry.msgstr, fuzzy, entry.line, digest)


class EntryChangedError(PolyleafError):
    """Another program has changed a message since a person saw it. `now` is what it is; None if it was removed."""

    exit_code = 1

    def __init__(self, path: str, seen: PoEntry, now: PoEntry | None) -> None:
        self.seen, self.now = seen, now
        change = "removed" if now is None else "changed"
        super().__init__(f"{path}: another program has {change} the message {seen.msgid!r}; nothing was saved")


class EntryMissingError(UsageError):
    """A catalogue does not have the message that was asked for."""


def read_entry(content: bytes, msgctxt: str | None, msgid: str, name: str = _NAME) -> PoEntry:
    """The message of a catalogue. Findings call the file `name`.

    Raises EntryMissingError if it has no such message, or only an obsolete one, and InputError with the findings of a
    file that the reader refuses.
    """
    entries = po.entries_of(content, name)
    return PoEntry.of(entries[_position(entries, msgctxt, msgid, name)])


def with_translation(content: bytes, entry: PoEntry, msgstr: str, name: str = _NAME) -> bytes:
    """The catalogue with another translation of this message, wrapped as the file is. No other byte is changed.

    A person has confirmed the message, so its fuzzy flag is removed, and so is the older wording (`#|`). An empty
    translation makes the message untranslated. Raises EntryMissingError as `read_entry` does, and InputError for a
    file that the reader refuses, or would refuse with this translation.
    """
    entries = po.entries_of(content, name)
    position = _position(entries, entry.msgctxt, entry.msgid, name)
    now = entries[position]
    if now.msgstr == msgstr and "fuzzy" not in now.flags:
        return content
    text = content.decode()
    words = [line for line in po_lines(text.replace("\r\n", "\n")) if not line.comment and not line.previous]
    lines, extent = text.split("\n"), _extent(words, position)
    if now.msgstr != msgstr:
        _replace(lines, extent, msgstr, _line_width(words))
    lines[extent.comments] = _confirmed(lines[extent.comments])
    changed = _encoded("\n".join(lines), name, now.line)
    _demand_only(position, msgstr, entries, po.entries_of(changed, name))
    return changed


def save_entry(project: Project, path: Path, seen: PoEntry, msgstr: str) -> PoEntry:
    """Save the translation of a message that a person saw, and return the message as it is now.

    The file is read again first, so what was changed in other messages meanwhile is kept. A lock makes processes and
    threads that save to the same file wait for each other. Raises EntryChangedError, with nothing written, if this
    message is no longer as it was seen; InputError as `with_translation` does; and UsageError for a path that is not a
    catalogue of the project, and for a file that cannot be written or stays locked for 10 seconds.
    """
    path = _catalogue(project, path)
    name = project.relative(path)
    with sole_writer(project, [path]):
        content = _content(path, name)
        if (now := _found(content, seen, name)) is None or now.digest != seen.digest:
            raise EntryChangedError(name, seen, now)
        changed = with_translation(content, seen, msgstr, name)
        if changed != content:
            project.write(path, changed)
        return read_entry(changed, seen.msgctxt, seen.msgid, name)


def _position(entries: Sequence[ParsedEntry], msgctxt: str | None, msgid: str, name: str) -> int:
    for position, entry in enumerate(entries):
        if msgid and not entry.obsolete and (entry.context, entry.msgid) == (msgctxt, msgid):
            return position
    raise EntryMissingError(f"{name} has no message {msgid!r}")


@dataclass(frozen=True)
class _Extent:
    """Where an entry is in its file: the lines of its comments, and where its msgstr begins and ends.

    Lines and columns are counted from 0, and the end is that of a slice of the last line.
    """

    comments: slice
    first_line: int
    first_column: int
    last_line: int
    last_column: int


def _extent(words: Sequence[PoLine], position: int) -> _Extent:
    """Where the entry with that position is. The file is PO, so each entry has one msgid and one msgstr."""
    tokens = [(line.number - 1, token) for line in words for token in line.tokens]
    keywords = [index for index, (_, token) in enumerate(tokens) if token.keyword] + [len(tokens)]
    msgid, msgstr, following = keywords[2 * position : 2 * position + 3]
    comments = slice(tokens[msgid - 1][0] + 1 if msgid else 0, tokens[msgid][0])
    (first_line, first), (last_line, last) = tokens[msgstr], tokens[following - 1]
    return _Extent(comments, first_line, first.start, last_line, last.end)


def _line_width(words: Sequence[PoLine]) -> int:
    """The width in which the texts of a file are wrapped, for Babel; 0 if they are not wrapped.

    It is that of `update`, unless another program wrapped the file: Poedit takes the longest line for the width of all,
    and would wrap every message again.
    """
    keywords = [index for index, line in enumerate(words) if line.tokens[0].keyword]
    messages = words[keywords[2] :] if len(keywords) > 2 else ()  # after the header
    wrapped = [line.tokens[-1].end for line, following in pairwise(messages) if _is_wrapped(line, following)]
    if wrapped:
        longest = max(wrapped)
        return longest + 1 if longest <= _NARROW else po.LINE_WIDTH
    could_be = (line for line in messages if b" " in line.tokens[-1].content)
    return 0 if any(line.tokens[-1].end > po.LINE_WIDTH + len("msgstr ") for line in could_be) else po.LINE_WIDTH


def _is_wrapped(line: PoLine, following: PoLine) -> bool:
    """Whether a text goes on in the next line although it has no line break there."""
    text = line.tokens[-1].content
    return bool(text) and not text.endswith(b"\n") and not following.tokens[0].keyword


def _replace(lines: list[str], extent: _Extent, msgstr: str, width: int) -> None:
    """Write the translation in place of the one that is there, with the line ends of the file."""
    line_end = "\r\n" if lines[0].endswith("\r") else "\n"
    written = f"msgstr {normalize(msgstr, width=width)}".replace("\n", line_end)
    before = lines[extent.first_line][: extent.first_column]
    after = lines[extent.last_line][extent.last_column :]
    lines[extent.first_line : extent.last_line + 1] = [f"{before}{written}{after}"]


def _confirmed(comments: Sequence[str]) -> Iterator[str]:
    """The comments of a message that a person has confirmed."""
    for line in comments:
        sign = _FLAG_LINE.match(line)
        flags = [flag for flag in _FLAG_BREAK.split(line[sign.end() :]) if flag] if sign else []
        kept = [flag for flag in flags if flag.casefold() != "fuzzy"]
        if sign and kept != flags:
            if kept:
                yield f"{sign[0]} {', '.join(kept)}{line[len(line.rstrip()) :]}"
        elif not _PREVIOUS_LINE.match(line):
            yield line


def _encoded(text: str, name: str, line: int) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        message = "the translation has half of a character, which no file can hold"
        finding = reader_finding("catalog-invalid", Origin(name, line), message, "Type the character again.")
        raise InputError([finding]) from None


def _demand_only(position: int, msgstr: str, before: Sequence[ParsedEntry], after: Sequence[ParsedEntry]) -> None:
    """Raise RuntimeError, a fault of this module, unless that translation is the only text that has changed."""
    expected = [replace(entry, line=0) for entry in before]
    found = [replace(entry, line=0) for entry in after]
    if (changed := found.pop(position)).msgstr != msgstr or "fuzzy" in changed.flags:
        raise RuntimeError("the translation was not written")
    if expected.pop(position).msgid != changed.msgid or found != expected:
        raise RuntimeError("another message would have been changed")


def _catalogue(project: Project, path: Path) -> Path:
    """The real path of a catalogue of the project. Raises UsageError for any other path."""
    real, locales = Path(os.path.realpath(path)), Path(os.path.realpath(project.locales))
    if not real.is_relative_to(locales) or real.suffix != ".po":
        raise UsageError(f"{printable(path)} is not a catalogue of this project: it is not a .po file in locales/")
    return real


def _content(path: Path, name: str) -> bytes:
    """The file as it is on the disk now, whatever a workspace has kept of it."""
    try:
        return read_input(path, po.LIMIT_BYTES)
    except UnreadableError as error:
        raise UsageError(f"cannot read {name}: {error}") from None


def _found(content: bytes, seen: PoEntry, name: str) -> PoEntry | None:
    try:
        return read_entry(content, seen.msgctxt, seen.msgid, name)
    except EntryMissingError:
        return None
