"""The lines of a PO file: comments, and keywords and texts with their escapes, as GNU gettext's lexer reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SYNTAX = (
    'Write a line as a keyword and its text in straight quotes: msgstr "…"; inside the text, " is \\" and \\ is \\\\.'
)
_ESCAPES = 'Write \\\\ for a backslash, \\" for a quotation mark, \\n for a line break.'
_TOKEN = re.compile(r'(?P<keyword>[A-Za-z_]\w*)(?:\s*\[\s*(?P<index>\d+)\s*\])?|"(?P<text>(?:[^"\\]|\\.)*)"', re.ASCII)
_BLANKS = " \t"
_KEYWORDS = frozenset({"msgctxt", "msgid", "msgid_plural", "msgstr"})
_ESCAPE = re.compile(rb'\\(?:([abfnrtv\\"])|([0-3]?[0-7]{1,2})|x([0-9A-Fa-f]{1,2})(?![0-9A-Fa-f])|.)')
_CHARACTERS = dict(zip(b'abfnrtv\\"', b'\a\b\f\n\r\t\v\\"', strict=True))


@dataclass(frozen=True)
class PoProblem:
    """What is wrong in a line, and how to fix it.

    `update` repairs what is `repairable` without a loss: it concerns older wordings, which no build prints.
    """

    line: int
    message: str
    hint: str
    repairable: bool = False


@dataclass(frozen=True)
class PoToken:
    """A keyword such as `msgstr` or `msgstr[0]`; or, if that is empty, the bytes of a text.

    `start` and `end` are its columns in the line, counted from 0.
    """

    keyword: str
    content: bytes
    start: int
    end: int


@dataclass(frozen=True)
class PoLine:
    """One line: a comment with its sign, or tokens. `problem` is the first of the line; what follows is left out.

    `obsolete` lines begin with `#~`, and lines of a `previous` wording with `#|` or `#~|`.
    """

    number: int
    obsolete: bool
    previous: bool
    comment: str
    tokens: tuple[PoToken, ...]
    problem: PoProblem | None


def po_lines(text: str) -> Iterator[PoLine]:
    """The lines of a file with Unix line ends that are not blank."""
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.strip(_BLANKS)
        obsolete = body.startswith("#~")
        sign = "#~|" if obsolete else "#|"
        previous = body.startswith(sign)
        rest = body.removeprefix(sign if previous else "#~").lstrip(_BLANKS)
        if rest.startswith("#"):
            yield PoLine(number, obsolete, previous=False, comment=rest, tokens=(), problem=None)
        elif rest:
            tokens: list[PoToken] = []
            problem = _read_tokens(rest, number, len(line.rstrip(_BLANKS)) - len(rest), tokens)
            yield PoLine(number, obsolete, previous, "", tuple(tokens), problem)


def _read_tokens(line: str, number: int, indent: int, tokens: list[PoToken]) -> PoProblem | None:
    """Read the tokens of a line up to its first problem. Before them, the line has `indent` characters."""
    position = 0
    while position < len(line):
        found = _TOKEN.match(line, position)
        if found is None:
            return _unreadable(line, position, number)
        start, end = indent + found.start(), indent + found.end()
        if found["keyword"]:
            keyword = found["keyword"] + (f"[{int(found['index'])}]" if found["index"] else "")
            if problem := _keyword_problem(found["keyword"], keyword, number):
                return problem
            tokens.append(PoToken(keyword, b"", start, end))
        else:
            content, wrong = unescaped(found["text"].encode())
            if wrong:
                return PoProblem(number, f"{wrong} means nothing in a catalogue", _ESCAPES)
            tokens.append(PoToken("", content, start, end))
        position = len(line) - len(line[found.end() :].lstrip(_BLANKS))
    return None


def _keyword_problem(word: str, keyword: str, number: int) -> PoProblem | None:
    if word == "domain":
        return PoProblem(number, "a line that begins with 'domain'", "Remove it; the name of the file is its domain.")
    if word not in _KEYWORDS or (keyword != word and not keyword.startswith("msgstr[")):
        return PoProblem(number, f"not PO syntax: {keyword[:60]!r} is not a keyword", _SYNTAX)
    return None


def _unreadable(line: str, position: int, number: int) -> PoProblem:
    rest = line[position:]
    if rest.startswith('"'):
        return PoProblem(number, f"not PO syntax: no quotation mark at the end of {rest[:60]}", _SYNTAX)
    if rest.startswith("#"):
        return PoProblem(
            number, "a comment behind a text", "Write the comment in a line of its own, before its message."
        )
    return PoProblem(number, f"not PO syntax: {line.strip()[:60]}", _SYNTAX)


def unescaped(text: bytes) -> tuple[bytes, str]:
    """The bytes of a text, and the first escape that is invalid."""
    wrong: list[str] = []

    def character(found: re.Match[bytes]) -> bytes:
        letter, octal, hexadecimal = found.groups()
        if letter:
            return bytes([_CHARACTERS[letter[0]]])
        if octal or hexadecimal:
            return bytes([int(octal, 8) if octal else int(hexadecimal, 16)])
        wrong.append(found[0].decode())
        return b""

    return _ESCAPE.sub(character, text), next(iter(wrong), "")
