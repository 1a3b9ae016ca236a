"""The catalogues of a project: read strictly, and written in one form, so that writing again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import escape, generate_po, normalize

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.program import command
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.language.languages import Language
from polyleaf.translation.po_grammar import ParsedEntry, parse
from polyleaf.translation.po_header import PoHeader, header_problems
from polyleaf.translation.po_lines import PoProblem, unescaped

LIMIT_BYTES = 1_000_000
"""Far more than a catalogue has (about 50 000). A larger file is something else, and is not read."""

LINE_WIDTH = 100
"""The width of the lines of the files in git, in characters."""

_QUOTED_WIDTH = 70  # of quoted lines in comments, so that no tool wraps them again
_FINDINGS_AT_MOST = 20  # a file that is not PO would have one in every line
_BOM = "\ufeff"
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_REFERENCE_LINE = re.compile(r":\d+$")


class KeptCatalog(Catalog):
    """A catalogue that keeps every field of its header, which Babel's own does not."""

    header: PoHeader

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        *fields, (name, value) = self.header.fields
        return [*fields, (name, f"{value}\n")]  # Babel joins them with line breaks, and puts none at the end

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        self.header = PoHeader(0, tuple(headers))

    def take_creation_date(self, template: Catalog) -> None:
        """Set the date of the template with which this catalogue was merged."""
        dates = [value for name, value in template.mime_headers if name == "POT-Creation-Date"]
        self.header = self.header.with_fields(pot_creation_date=dates[0])


def read(project: Project, domain: str, lang: Language) -> KeptCatalog:
    """The catalogue of a domain in a language, with its previous msgids in `previous_id`.

    Raises InputError with the findings if the file is missing, is not strict PO in UTF-8, or names another language
    than its folder.
    """
    catalog, repaired = read_repaired(project, domain, lang)
    _refuse(repaired)
    return catalog


def read_repaired(project: Project, domain: str, lang: Language) -> tuple[KeptCatalog, list[Finding]]:
    """The catalogue as `read` gives it, with the faults that `update` repairs.

    Raises InputError for all other faults.
    """
    path = project.readable_catalog(lang.code, domain)
    name = project.relative(path)
    if not project.has(path):
        start = f"Start the language with `{command(f'add-language {lang.code}')}`."
        hint = f"Start the file with `{command('update')}`." if project.has(project.locales / lang.code) else start
        raise InputError([_finding(name, PoProblem(0, "there is no such catalogue", hint))])
    try:
        content = project.read(path, LIMIT_BYTES)
    except UnreadableError as error:
        message = f"cannot be read as a catalogue: {error}"
        raise InputError([_finding(name, PoProblem(0, message, "Ask for the file as it was."))]) from None
    text, entries, problems = _parsed(content, name)
    header = PoHeader.of(next((entry for entry in entries if _is_header(entry)), None))
    if all(problem.repairable for problem in problems):
        problems += header_problems(header, lang, text)
    findings = [_finding(name, problem) for problem in problems]
    _refuse([finding for finding, problem in zip(findings, problems, strict=True) if not problem.repairable])
    return _catalog(entries, header, domain, lang), findings


def entries_of(content: bytes, name: str) -> list[ParsedEntry]:
    """Every entry of a catalogue in its order, with the header and the obsolete ones. Findings call the file `name`.

    Raises InputError with the findings of a file that `read` would refuse for anything but its header.
    """
    _, entries, problems = _parsed(content, name)
    _refuse([_finding(name, problem) for problem in problems])
    return entries


def _parsed(content: bytes, name: str) -> tuple[str, list[ParsedEntry], list[PoProblem]]:
    """The text of a file with Unix line ends, its entries, and its problems.

    Raises InputError with one finding for a fault of the whole file.
    """
    text, problems = _decoded(content, name)
    entries, found = parse(text)
    return text, entries, problems + sorted([*found, *_entry_problems(entries)], key=lambda problem: problem.line)


def _is_header(entry: ParsedEntry) -> bool:
    return not entry.msgid and entry.context is None and not entry.obsolete


def _catalog(entries: Iterable[ParsedEntry], header: PoHeader, domain: str, lang: Language) -> KeptCatalog:
    catalog = KeptCatalog(locale=lang.code, domain=domain, charset="utf-8", fuzzy=False)
    catalog.header = header.with_fields(language=lang.code, content_type="text/plain; charset=utf-8")
    for entry in entries:
        if _is_header(entry):
            catalog.header_comment = "\n".join(f"# {comment}".rstrip() for comment in entry.translator_comments)
        elif entry.obsolete:
            catalog.obsolete[entry.msgid] = _message(entry)
        else:
            catalog[entry.msgid] = _message(entry)
    return catalog


def _message(entry: ParsedEntry) -> Message:
    message = Message(entry.msgid, entry.msgstr, lineno=entry.line)
    # Set without Babel's method, which adds flags of its own and drops repeated comments.
    message.flags = set(entry.flags)
    message.user_comments = [comment for comment in entry.translator_comments if not comment.startswith("|")]
    message.auto_comments = list(entry.extracted_comments)
    message.locations = [(_REFERENCE_LINE.sub("", name.strip("\u2068\u2069")), 0) for name in entry.references]
    # `pybabel update` writes each line of an older wording as a comment: `# | msgid`.
    moved = [comment[1:].strip() for comment in entry.translator_comments if comment.startswith("|")]
    previous = entry.previous or unquoted(moved, "msgid")
    message.previous_id = [previous] if previous else []
    return message


def content_of(catalog: Catalog) -> bytes:
    """A catalogue or a template as it is in git: 100 columns, places without lines, previous msgids as `#|`."""
    return "".join(_pieces(catalog)).encode()


def _pieces(catalog: Catalog) -> Iterator[str]:
    """Babel's pieces, with the previous msgid before each msgid. Babel would wrap it inside its quotes."""
    messages = iter(catalog)
    for piece in generate_po(catalog, include_lineno=False, width=LINE_WIDTH):
        if piece.startswith("msgid "):
            for previous in next(messages).previous_id[:1]:
                yield from (f"#| {line}\n" for line in quoted_lines("msgid", previous))
        yield piece


def quoted_lines(keyword: str, text: str) -> list[str]:
    """A keyword and a text as PO writes them, over as many lines as needed."""
    whole = f"{keyword} {escape(text)}"
    if len(whole) <= _QUOTED_WIDTH and "\n" not in text:
        return [whole]
    lines = normalize(text, width=_QUOTED_WIDTH).splitlines()
    return [f'{keyword} ""', *(line for line in lines if line != '""')]


def unquoted(lines: Sequence[str], keyword: str) -> str | None:
    """The text that `quoted_lines` wrote, taken from among other lines. None if its keyword is not there.

    A tool may have wrapped the lines again, even inside a text. Then a line break is a space.
    """
    found = _quoted(keyword).search("\n".join(lines))
    if found is None:
        return None
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', found[1].replace("\n", " "))
    return unescaped("".join(strings).encode())[0].decode(errors="replace")


def without_quoted(lines: Sequence[str], keyword: str) -> list[str]:
    """The lines except those that `quoted_lines` wrote."""
    return [line for line in _quoted(keyword).sub("", "\n".join(lines)).split("\n") if line]


def _quoted(keyword: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, keyword.split()))
    return re.compile(rf'^{words}\s+((?:"(?:[^"\\]|\\.)*"(?:\n|\Z))+)', re.MULTILINE)


def _decoded(content: bytes, name: str) -> tuple[str, list[PoProblem]]:
    """The text of a file with Unix line ends, and what `update` repairs in it.

    Raises InputError with one finding for a fault of the whole file.
    """
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([_finding(name, PoProblem(line, "not UTF-8", "Save the catalogue as UTF-8."))]) from None
    problems = []
    if text.startswith(_BOM):
        hint = f"`{command('update')}` takes it out; or save the catalogue as UTF-8 without a signature (BOM)."
        problems.append(PoProblem(1, "the file begins with a byte order mark", hint, repairable=True))
        text = text.removeprefix(_BOM)
    if found := _CONFLICT.search(text):
        hint = "Keep one side of each message, and remove the markers."
        _refuse([_finding(name, PoProblem(_line_of(found), "a merge conflict is not settled", hint))])
    if found := _CONTROL.search(text):
        hint = "Remove the character; a line break inside a text is written \\n."
        _refuse([_finding(name, PoProblem(_line_of(found), f"a control character, U+{ord(found[0]):04X}", hint))])
    return text, problems


def _line_of(found: re.Match[str]) -> int:
    return found.string.count("\n", 0, found.start()) + 1


def _entry_problems(entries: Iterable[ParsedEntry]) -> Iterator[PoProblem]:
    """Messages that occur twice, including obsolete ones, and forms that no message here has."""
    seen: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        first = seen.setdefault((entry.context, entry.msgid), entry.line)
        named = f'the message "{entry.msgid[:60]}"' if entry.msgid else "the header"
        if first != entry.line:
            yield PoProblem(entry.line, f"{named} is in line {first} too", "Keep one of the two.")
        for kind, found in (("context", entry.context), ("plural", entry.plural)):
            if found is not None:
                hint = f"No message here has a {kind}: remove it, or take the file of this brochure."
                yield PoProblem(entry.line, f"a message with a {kind}", hint)
        if _is_printed(entry) and _line_ends(entry.msgid) != _line_ends(entry.msgstr):
            hint = "Begin and end the translation with \\n exactly where the source does."
            yield PoProblem(entry.line, f"{named} and its translation differ in a line break at an end", hint)


def _is_printed(entry: ParsedEntry) -> bool:
    return bool(entry.msgid and entry.msgstr) and not entry.obsolete and "fuzzy" not in entry.flags


def _line_ends(text: str) -> tuple[bool, bool]:
    """Whether a text begins and whether it ends with a line break."""
    return text.startswith("\n"), text.endswith("\n")


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise InputError(findings[:_FINDINGS_AT_MOST])


def _finding(name: str, problem: PoProblem) -> Finding:
    return reader_finding("catalog-invalid", Origin(name, problem.line), problem.message, problem.hint)
