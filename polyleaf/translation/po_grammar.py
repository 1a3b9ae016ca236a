"""The grammar of PO files: the entries of a text, and every place where it is not PO.

It accepts what GNU gettext's parser accepts, and refuses what that parser refuses. docs/translators.md lists where it
is stricter. No library does this. Of the malformed catalogues in `tests/test_malformed_catalogs.py`, Babel 2.18 reads
two thirds without an error, and polib 1.2 and the Translate Toolkit 3.20 nearly half; they lose parts of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from polyleaf.core.program import command
from polyleaf.translation.po_lines import PoLine, PoProblem, PoToken, po_lines

_ORDER = "A message is its comments, then msgid with its text, then msgstr with its text."
_PREVIOUS = f"`{command('update')}` puts it right; or remove the lines that begin with #|, which no build prints."
_WHOLE_ENTRY = re.compile(r"(msgctxt )?msgid (msgstr|msgid_plural( msgstr\[\d+\])+)")
_WHOLE_PREVIOUS = re.compile(r"(msgctxt )?msgid( msgid_plural)?")
_MANY_PROBLEMS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FLAG_BREAK = re.compile(r"[\s,;]+")
_REFERENCE = re.compile("\u2068[^\u2069]*\u2069(?::\\d+)?|\\S+")  # gettext isolates names that have spaces


@dataclass(frozen=True)
class ParsedEntry:
    """One entry of a PO file: a message, or the header (its msgid is empty). `line` is the line of its msgid.

    `previous` is the msgid for which the translation was made, as `#|` gives it.
    """

    line: int
    msgid: str
    msgstr: str
    obsolete: bool
    context: str | None
    plural: str | None
    translator_comments: tuple[str, ...]
    extracted_comments: tuple[str, ...]
    references: tuple[str, ...]
    flags: frozenset[str]
    previous: str | None


def parse(text: str) -> tuple[list[ParsedEntry], list[PoProblem]]:
    """The entries of a file with Unix line ends, and its problems by line. Entries with a problem are left out.

    A file with many problems is not PO at all, and is not read to its end.
    """
    parser = _Parser()
    for line in po_lines(text):
        parser.read(line)
        if len(parser.problems) >= _MANY_PROBLEMS:
            break
    parser.end()
    return parser.entries, sorted(parser.problems, key=lambda problem: problem.line)


@dataclass
class _Part:
    """A keyword and its text; None while it has no text."""

    keyword: str
    line: int
    content: bytes | None = None


@dataclass
class _Comments:
    """What is before a message: its comments, and the parts of an older wording."""

    lines: list[str] = field(default_factory=list)
    previous: list[_Part] = field(default_factory=list)
    previous_marks: set[bool] = field(default_factory=set)  # whether its lines begin with #~
    previous_broken: bool = False
    last_line: int = 0

    def of_kind(self, *signs: str) -> tuple[str, ...]:
        """The comments whose `#` is followed by one of these signs."""
        return tuple(text[2:].strip() for text in self.lines if text[1:2] in signs)

    def flags(self) -> frozenset[str]:
        """Flags with any separator. `fuzzy` is found in upper and lower case. `#=` is GNU's newer line."""
        words = (word for line in self.of_kind(",", "=") for word in _FLAG_BREAK.split(line) if word)
        return frozenset("fuzzy" if word.casefold() == "fuzzy" else word for word in words)

    def translator(self) -> tuple[str, ...]:
        return tuple(text[1:].strip() for text in self.lines if text[1:2] not in {".", ":", ",", "="})


@dataclass
class _Draft:
    """An entry while it is being read."""

    comments: _Comments
    parts: list[_Part] = field(default_factory=list)
    marks: set[bool] = field(default_factory=set)  # whether its lines begin with #~
    broken: bool = False

    @property
    def keywords(self) -> list[str]:
        return [part.keyword for part in self.parts]

    @property
    def complete(self) -> bool:
        return any(keyword.startswith("msgstr") for keyword in self.keywords)

    def is_followed_by(self, keyword: str) -> bool:
        """Whether that keyword begins the next entry, correctly or not."""
        if keyword == "msgid":
            return self.keywords != ["msgctxt"]
        return keyword == "msgctxt" or bool(keyword and "msgstr" in self.keywords)


class _Parser:
    """Reads line by line. Comments are kept until a keyword shows to which entry they belong."""

    def __init__(self) -> None:
        self.entries: list[ParsedEntry] = []
        self.problems: list[PoProblem] = []
        self._comments = _Comments()
        self._draft: _Draft | None = None

    def read(self, line: PoLine) -> None:
        if line.comment or line.previous:
            self._read_comment(line)
            return
        for token in line.tokens:
            self._take(token, line)
        if line.problem:
            self.problems.append(line.problem)
            if self._draft:
                self._draft.broken = True

    def end(self) -> None:
        self._finish()
        if self._comments.previous:
            self._repairable(self._comments.last_line, "an older wording (#|) without a message after it")

    def _read_comment(self, line: PoLine) -> None:
        if self._draft and self._draft.complete:
            self._finish()
        comments = self._comments
        comments.last_line = line.number
        if line.comment:
            if comments.previous:
                self._repairable(line.number, "a comment between an older wording (#|) and its message")
            comments.lines.append(line.comment)
            return
        comments.previous_marks.add(line.obsolete)
        added = [_add(token, line.number, comments.previous) for token in line.tokens]
        if line.problem or not all(added):
            said = line.problem.message if line.problem else "a text without a keyword before it"
            self._repairable(line.number, f"in an older wording (#|): {said}")
            comments.previous_broken = True

    def _take(self, token: PoToken, line: PoLine) -> None:
        """Take a token of a message."""
        draft = self._draft
        if draft is None or draft.is_followed_by(token.keyword):
            self._finish()
            draft = self._draft = _Draft(self._comments)
            self._comments = _Comments()
        elif self._comments.last_line:
            self._break(draft, self._comments.last_line, "a comment inside a message")
            self._comments = _Comments()
        draft.marks.add(line.obsolete)
        if not _add(token, line.number, draft.parts):
            self._break(draft, line.number, "a text without a keyword before it")

    def _break(self, draft: _Draft, line: int, message: str) -> None:
        """Report the first problem of an entry. Later problems follow from it and would only confuse."""
        if not draft.broken:
            self.problems.append(PoProblem(line, message, _ORDER))
        draft.broken = True

    def _repairable(self, line: int, message: str) -> None:
        self.problems.append(PoProblem(line, message, _PREVIOUS, repairable=True))

    def _finish(self) -> None:
        """Check the entry that has been read, and keep it if nothing is wrong with it."""
        draft, self._draft = self._draft, None
        if draft is None or draft.broken:
            return
        for line, message in _shape_problems(draft):
            self._break(draft, line, message)
        for part in draft.parts:
            if problem := _text_problem(part):
                self.problems.append(problem)
                draft.broken = True
        if not draft.broken:
            self.entries.append(self._entry(draft))

    def _entry(self, draft: _Draft) -> ParsedEntry:
        texts = {part.keyword: (part.content or b"").decode() for part in draft.parts}
        comments = draft.comments
        return ParsedEntry(
            line=next(part.line for part in draft.parts if part.keyword == "msgid"),
            msgid=texts["msgid"],
            msgstr=texts.get("msgstr", ""),
            obsolete=True in draft.marks,
            context=texts.get("msgctxt"),
            plural=texts.get("msgid_plural"),
            translator_comments=comments.translator(),
            extracted_comments=comments.of_kind("."),
            references=tuple(name for line in comments.of_kind(":") for name in _REFERENCE.findall(line)),
            flags=comments.flags(),
            previous=self._previous(comments, draft.marks),
        )

    def _previous(self, comments: _Comments, marks: set[bool]) -> str | None:
        """The older msgid, if there is one and it can be read."""
        parts = comments.previous
        if not parts or comments.previous_broken:
            return None
        keywords = " ".join(part.keyword for part in parts)
        if comments.previous_marks != marks:
            self._repairable(
                parts[0].line, "an older wording that begins with #| for an obsolete message, or with #~| for another"
            )
            return None
        if not _WHOLE_PREVIOUS.fullmatch(keywords) or any(
            part.content is None or _text_problem(part) for part in parts
        ):
            self._repairable(parts[0].line, "in an older wording (#|): not a msgid with its text")
            return None
        return next((part.content or b"").decode() for part in parts if part.keyword == "msgid") or None


def _add(token: PoToken, line: int, parts: list[_Part]) -> bool:
    """Add a keyword, or a text to the keyword before it. False for a text without a keyword."""
    if token.keyword:
        parts.append(_Part(token.keyword, line))
        return True
    if not parts:
        return False
    parts[-1].content = (parts[-1].content or b"") + token.content
    return True


def _shape_problems(draft: _Draft) -> Iterator[tuple[int, str]]:
    """What is wrong with the parts of an entry, and in which line."""
    parts, keywords = draft.parts, draft.keywords
    yield from ((part.line, f"{part.keyword} without a text") for part in parts if part.content is None)
    if len(draft.marks) > 1:
        yield parts[0].line, "only some lines of this message begin with #~"
    if "msgid" not in keywords:
        yield parts[0].line, f"{keywords[0]} without a msgid of its own"
    if not draft.complete:
        yield parts[0].line, "a message without its msgstr"
    if not _WHOLE_ENTRY.fullmatch(" ".join(keywords)):
        yield parts[0].line, f"the parts of this message are out of order: {', '.join(keywords)}"


def _text_problem(part: _Part) -> PoProblem | None:
    try:
        text = (part.content or b"").decode()
    except UnicodeDecodeError:
        return PoProblem(part.line, "escapes that are no letter in UTF-8", "Type the letters themselves.")
    found = _CONTROL.search(text)
    if found:
        return PoProblem(part.line, f"a control character, U+{ord(found[0]):04X}, written as an escape", "Remove it.")
    return None
