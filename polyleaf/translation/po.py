"""PO files: read strictly, and written in one form, so that a second writing changes nothing.

Babel's reader is lenient where a leaflet cannot be: it cuts the last character of a string without its closing quote,
and keeps one of two entries of a message. What it would get wrong is refused before it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import StringIO

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, denormalize, generate_po, normalize, read_po, unescape

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Concern, Finding, Origin, Severity
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project
from polyleaf.language.languages import Language

LIMIT_BYTES = 1_000_000
"""Far more than a catalogue has (50 000 or so); a larger file is something else, and is not even read."""

_LINE_WIDTH = 100  # of the files in git
_QUOTED_WIDTH = 70  # of strings in comments: room for the words before them, so that Babel does not wrap the line again
_FINDINGS_AT_MOST = 20  # of a file that is not PO at all, every line would be one
_MEND = "`msgfmt --check` shows the same; mend the line, or ask for the file as it was."
_PO_STRING = re.compile(r'"(?:[^"\\]|\\["\\ntr])*"')
_KEYWORD = re.compile(r"(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+")
_MSGID = re.compile(r'^msgid ((?:".*"\s*)+)', re.MULTILINE)
_NOT_OURS = re.compile(r"^(msgctxt|msgid_plural) ", re.MULTILINE)
_PREVIOUS_OF_OBSOLETE = re.compile(r"^#~\|.*", re.MULTILINE)  # GNU writes them; Babel takes them for broken entries
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read(project: Project, domain: str, lang: Language) -> Catalog:
    """The catalogue of a domain in a language, its previous msgids in `previous_id`.

    Raises InputError with the findings when the file is missing, is not strict PO in UTF-8, or has another language or
    plural rule than its folder.
    """
    path = project.catalog_file(lang.code, domain)
    name = project.relative(path)
    if not project.has(path):
        hint = f"Start the language: make_brochure.py add-language {lang.code}; or the file: pybabel init -D {domain}."
        raise InputError([_finding(Origin(name), "there is no such catalogue", hint)])
    try:
        content = _decode(project.read(path, LIMIT_BYTES), name)
    except UnreadableError as error:
        message = f"cannot be read as a catalogue: {error}"
        raise InputError([_finding(Origin(name), message, "Ask for the file as it was.")]) from None
    _refuse([*_lexical_errors(content, name), *_entry_errors(content, name)][:_FINDINGS_AT_MOST])
    catalog = _parse(content, name, domain)
    _refuse(list(_header_errors(catalog, lang, name)))
    catalog.fuzzy = False  # of the header, as some converters set it
    for entry in catalog:
        _take_previous(entry)
    return catalog


def content_of(catalog: Catalog) -> bytes:
    """A catalogue or a template as it stands in git: 100 columns, places without lines, previous msgids as `#|`."""
    return "".join(_pieces(catalog)).encode()


def _pieces(catalog: Catalog) -> Iterator[str]:
    """Babel's pieces, and before each msgid the previous one, which Babel would wrap inside its quotes."""
    messages = iter(catalog)
    for piece in generate_po(catalog, include_lineno=False, width=_LINE_WIDTH):
        if piece.startswith("msgid "):
            for previous in next(messages).previous_id[:1]:
                yield from (f"#| {line}\n" for line in quoted_lines("msgid", previous))
        yield piece


def quoted_lines(keyword: str, text: str) -> list[str]:
    """A keyword and a text as PO writes them, over as many lines as it takes."""
    return f"{keyword} {normalize(text, width=_QUOTED_WIDTH)}".splitlines()


def unquoted(lines: Sequence[str], keyword: str) -> str | None:
    """The text that `quoted_lines` wrote, from among other lines; None when its keyword is not there."""
    found = re.search(rf'^{re.escape(keyword)} ("(?:.*"\n")*.*")$', "\n".join(lines), re.MULTILINE)
    return denormalize(found[1]) if found else None


def _take_previous(message: Message) -> None:
    """Move the previous msgid from the comments, where Babel's reader leaves it, to its place."""
    previous = [comment[1:].strip() for comment in message.user_comments if comment.startswith("|")]
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]
    msgid = unquoted(previous, "msgid")
    message.previous_id = [msgid] if msgid else []


def _parse(content: str, name: str, domain: str) -> Catalog:
    readable = _PREVIOUS_OF_OBSOLETE.sub("", content)
    try:
        return read_po(StringIO(readable), domain=domain, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        line = error.lineno + 1 if isinstance(error, PoFileError) else 0
        raise InputError([_finding(Origin(name, line), f"not a valid catalogue: {error}", _MEND)]) from None


def _decode(content: bytes, name: str) -> str:
    """The text of a file. Raises InputError with one finding for what is wrong with the file as a whole."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([_finding(Origin(name, line), "not UTF-8", "Save the catalogue as UTF-8.")]) from None
    for problem, match, hint in _text_errors(text):
        line = text.count("\n", 0, match.start()) + 1
        raise InputError([_finding(Origin(name, line), problem, hint)])
    return text


def _text_errors(text: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """What is wrong, where, and how to mend it."""
    if found := re.match("\ufeff", text):
        yield "the file begins with a byte order mark", found, "Save the catalogue as UTF-8 without a signature (BOM)."
    if found := re.search(r"^<{7} ", text, re.MULTILINE):
        yield "a merge conflict is not settled", found, "Keep one side of each message, and remove the markers."
    if found := re.search("\r\n", text):
        yield "the lines end in CRLF", found, "Save the catalogue with Unix line ends (LF)."
    if found := _CONTROL.search(text):
        hint = "Remove the character; a line break inside a text is written \\n."
        yield f"a control character, U+{ord(found[0]):04X}", found, hint
    found = re.search(r"charset=([^\s\\\"]+)", text)
    if found and found[1].lower().replace("-", "") != "utf8":
        yield f"the charset is {found[1]}, not UTF-8", found, "Save the catalogue as UTF-8 and say so in its header."


def _lexical_errors(content: str, name: str) -> Iterator[Finding]:
    """Lines that are not PO."""
    for line_number, line in enumerate(content.split("\n"), start=1):
        body = line.strip().removeprefix("#~").strip()
        if not body or body.startswith(("#", "|")):
            continue
        string = _KEYWORD.sub("", body, count=1)
        if not _PO_STRING.fullmatch(string):
            hint = 'A line is a keyword and one string in straight quotes; " and \\ inside it are written \\" and \\\\.'
            yield _finding(Origin(name, line_number), f"not PO syntax: {line.strip()[:60]}", hint)


def _entry_errors(content: str, name: str) -> Iterator[Finding]:
    """Entries that stand twice, of which Babel keeps one in silence, and what no message here has."""
    seen: dict[str, int] = {}
    for line, entry in _by_line(_MSGID, content):
        msgid = "".join(unescape(string) for string in _PO_STRING.findall(entry[1]))
        if msgid in seen:
            message = f'the message "{msgid[:60]}" stands in line {seen[msgid]} too'
            yield _finding(Origin(name, line), message, "Keep one of the two.")
        seen.setdefault(msgid, line)
    for line, keyword in _by_line(_NOT_OURS, content):
        kind = "context" if keyword[1] == "msgctxt" else "plural"
        yield _finding(Origin(name, line), f"a message with a {kind}", "No message has one: merge with the POT.")


def _by_line(pattern: re.Pattern[str], content: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Every match with its line."""
    line, position = 1, 0
    for match in pattern.finditer(content):
        line += content.count("\n", position, match.start())
        position = match.start()
        yield line, match


def _header_errors(catalog: Catalog, lang: Language, name: str) -> Iterator[Finding]:
    stated = str(catalog.locale_identifier or "")
    if stated != lang.code:
        message = f"the header says Language: {stated or 'nothing'}, the folder {lang.code}"
        yield _finding(Origin(name, 1), message, f"Write Language: {lang.code}, or put the file where it belongs.")
    count, rule = get_plural(lang.code)
    header = dict(catalog.mime_headers).get("Plural-Forms", "")
    if catalog.num_plurals != count or _squeeze(catalog.plural_expr) != _squeeze(rule):
        expected = f"nplurals={count}; plural={rule};"
        message = f"Plural-Forms is {header!r}, not that of {lang.english_name}"
        yield _finding(Origin(name, 1), message, f"Write: Plural-Forms: {expected}")


def _squeeze(expression: str) -> str:
    return re.sub(r"[\s()]", "", expression)


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise InputError(findings)


def _finding(origin: Origin, message: str, hint: str) -> Finding:
    return Finding("catalog-invalid", Severity.ERROR, origin, message, hint, Concern.CONTENT)
