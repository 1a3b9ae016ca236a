"""Malformed catalogues beside GNU `msgfmt`: refused where it refuses, accepted where it accepts.

Where the reader is stricter on purpose, docs/translators.md says so, and `STRICTER` holds it to that.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation import po
from tests.conftest import ROOT, EditedWorkspace
from tests.tools import needs

HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: Polyleaf 0.1.0\n"
"Report-Msgid-Bugs-To: the Polyleaf contributors\n"
"POT-Creation-Date: 2026-11-29 00:28+0000\n"
"PO-Revision-Date: 2026-11-23 12:00+0000\n"
"Last-Translator: A translator\n"
"Language: de\n"
"Language-Team: German\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
FIRST = HEADER.count("\n") + 1  # the line that the entries of a case begin in

# entries that msgfmt takes -> the translation of "a" that is read; None for a message that is fuzzy
ACCEPTED: dict[str, str | None] = {
    'msgid "a"\nmsgstr "b"\n': "b",
    'msgid\t"a"\nmsgstr\t"b"\n': "b",
    'msgid  "a"\nmsgstr   "b"\n': "b",
    'msgid"a"\nmsgstr"b"\n': "b",
    '  msgid "a"\n  msgstr "b"\n': "b",
    'msgid\n"a"\nmsgstr\n"b"\n': "b",
    'msgid "a" msgstr "b"\n': "b",
    'msgid "a"\n\nmsgstr "b"\n\n"c"\n': "bc",
    'msgid "a"\nmsgstr "b" "c"\n': "bc",
    'msgid "a"\nmsgstr ""\n"b"\n"c"\n': "bc",
    'msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n': "b",
    'msgid "a"\nmsgstr "b # c"\n': "b # c",
    'msgid "a"\nmsgstr "\\303\\274 \\xc3\\xbc \\"\\\\"\n': 'ü ü "\\',
    'msgid "a"\nmsgstr "b"\n# A comment at the end.\n': "b",
    'msgid "a"\nmsgstr "b"\n#, fuzzy\n': "b",
    '#, fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '#,fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '#, fuzzy no-wrap\nmsgid "a"\nmsgstr "b"\n': None,
    '#,\tno-wrap,fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '#, no-wrap\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '  #, fuzzy\n  msgid "a"\n  msgstr "b"\n': None,
    '#, fuzzy, max-length:24\n#| msgid "z"\nmsgid "a"\nmsgstr "b"\n': None,
    '#= fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '#= fuzzy, no-wrap\nmsgid "a"\nmsgstr "b"\n': None,
    '#, Fuzzy\nmsgid "a"\nmsgstr "b"\n': None,
    '#, fuzzy; no-wrap\nmsgid "a"\nmsgstr "b"\n': None,
    '#| msgid "z"\n\nmsgid "a"\nmsgstr "b"\n': "b",
    '#| msgid "z"\n#| msgid_plural "zs"\nmsgid "a"\nmsgstr "b"\n': "b",
    'msgid "a"\nmsgstr "b"\n\n#~ msgid "c"\n#~ msgstr "d"\n': "b",
    'msgid "a"\nmsgstr "b"\n\n#~msgid "c"\n#~msgstr "d"\n': "b",
    'msgid "a"\nmsgstr "b"\n\n#, fuzzy\n#~| msgid "z"\n#~ msgid "c"\n#~ msgstr "d"\n': "b",
    'msgid "a"\nmsgstr "b"\n\n#~ # A comment.\n#~ msgid "c"\n#~ msgstr "d"\n': "b",
}

# entries that msgfmt refuses -> the line of the first finding, counted from the first of the entries, and what it says
REFUSED: dict[str, tuple[int, str]] = {
    'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n': (4, 'the message "a" is in line 15 too'),
    'msgid "a"\nmsgstr "b"\n\nmsgid  "a"\nmsgstr "c"\n': (4, 'the message "a" is in line 15 too'),
    'msgid "a"\nmsgstr "b"\n\nmsgid\t"a"\nmsgstr\t"c"\n': (4, 'the message "a" is in line 15 too'),
    '  msgid "a"\n  msgstr "b"\n\n  msgid "a"\n  msgstr "c"\n': (4, 'the message "a" is in line 15 too'),
    'msgid "ab"\nmsgstr "b"\n\nmsgid ""\n"a"\n"b"\nmsgstr "c"\n': (4, 'the message "ab" is in line 15 too'),
    'msgid "ab"\nmsgstr "b"\n\nmsgid "\\141b"\nmsgstr "c"\n': (4, 'the message "ab" is in line 15 too'),
    '#~ msgid "a"\n#~ msgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n': (4, 'the message "a" is in line 15 too'),
    'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n': (4, 'the message "a" is in line 15 too'),
    'msgid ""\nmsgstr "Language: de\\n"\n': (1, "the header is in line 1 too"),
    'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n': (1, "a message without its msgstr"),
    'msgid "a"\n': (1, "a message without its msgstr"),
    '#~ msgid "a"\n': (1, "a message without its msgstr"),
    'msgstr "b"\n': (1, "msgstr without a msgid of its own"),
    '# A comment.\nmsgstr "b"\n': (2, "msgstr without a msgid of its own"),
    'msgid "a"\nmsgstr "b"\nmsgstr "c"\n': (3, "msgstr without a msgid of its own"),
    'msgstr "b"\nmsgid "a"\n': (1, "msgstr without a msgid of its own"),
    'msgid "a"\nmsgctxt "c"\nmsgstr "b"\n': (1, "a message without its msgstr"),
    'msgid_plural "a"\nmsgstr "b"\n': (1, "msgid_plural without a msgid of its own"),
    'msgid "a"\nmsgid_plural "as"\nmsgstr "b"\n': (1, "the parts of this message are out of order"),
    'msgid "a"\nmsgid_plural "as"\nmsgstr[1] "b"\n': (1, "a message with a plural"),
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[2] "c"\n': (1, "a message with a plural"),
    'msgid "a"\nmsgstr[0] "b"\n': (1, "the parts of this message are out of order"),
    'msgid "a"\n# A comment.\nmsgstr "b"\n': (2, "a comment inside a message"),
    'msgid "a"\nmsgstr "b"\n# A comment.\n"c"\n': (4, "a text without a keyword before it"),
    'msgid "a" # A comment.\nmsgstr "b"\n': (1, "a comment behind a text"),
    'msgid "a"\nmsgstr "b\n': (2, "not PO syntax: no quotation mark at the end"),
    'msgid "a"\nmsgstr "b\\\n': (2, "not PO syntax: no quotation mark at the end"),
    'msgid "a"\nmsgstr b"\n': (2, "not PO syntax: 'b' is not a keyword"),
    'msgid "a"\nmsgstr "b"c"\n': (2, "not PO syntax: 'c' is not a keyword"),
    'msgid "a"\nmsgstr\n': (2, "msgstr without a text"),
    'msgid "a"\nmsgstring "b"\n': (2, "not PO syntax: 'msgstring' is not a keyword"),
    'MSGID "a"\nMSGSTR "b"\n': (1, "not PO syntax: 'MSGID' is not a keyword"),
    "hello\n": (1, "not PO syntax: 'hello' is not a keyword"),
    '// A comment.\nmsgid "a"\nmsgstr "b"\n': (1, "not PO syntax: // A comment."),
    "msgid “a”\nmsgstr “b”\n": (1, "not PO syntax: msgid “a”"),
    "msgid 'a'\nmsgstr 'b'\n": (1, "not PO syntax: msgid 'a'"),
    'msgid\u00a0"a"\nmsgstr "b"\n': (1, "not PO syntax: msgid"),
    '5\nmsgid "a"\nmsgstr "b"\n': (1, "not PO syntax: 5"),
    'msgid "a"\nmsgstr "\\y"\n': (2, "\\y means nothing in a catalogue"),
    'msgid "a"\nmsgstr "\\xg"\n': (2, "\\x means nothing in a catalogue"),
    '#~ msgid "a"\nmsgstr "b"\n': (1, "only some lines of this message begin with #~"),
    'msgid "a"\n#~ msgstr "b"\n': (1, "only some lines of this message begin with #~"),
    '#~ msgid "a"\n#~ msgstr ""\n"b"\n': (1, "only some lines of this message begin with #~"),
    "#~ hello\n": (1, "not PO syntax: 'hello' is not a keyword"),
    '#| msgid "z\nmsgid "a"\nmsgstr "b"\n': (1, "in an older wording (#|): not PO syntax"),
    '#| msgid "z z"\n#| zz"\nmsgid "a"\nmsgstr "b"\n': (2, "in an older wording (#|): not PO syntax"),
    '#| hello\nmsgid "a"\nmsgstr "b"\n': (1, "in an older wording (#|): not PO syntax"),
    '#| "z"\nmsgid "a"\nmsgstr "b"\n': (1, "in an older wording (#|): a text without a keyword"),
    '#| msgid\nmsgid "a"\nmsgstr "b"\n': (1, "in an older wording (#|): not a msgid with its text"),
    '#| msgctxt "z"\nmsgid "a"\nmsgstr "b"\n': (1, "in an older wording (#|): not a msgid with its text"),
    '#| msgid "z"\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n': (2, "a comment between an older wording (#|)"),
    'msgid "a"\nmsgstr "b"\n#| msgid "z"\n': (3, "an older wording (#|) without a message"),
    '#| msgid "z"\n#~ msgid "a"\n#~ msgstr "b"\n': (1, "an older wording that begins with #| for an obsolete"),
    'msgid "a"\n#| msgid "z"\nmsgstr "b"\n': (2, "a comment inside a message"),
    'msgid "a\\n"\nmsgstr "b"\n': (1, 'the message "a'),
    'domain "other"\nmsgid "a"\nmsgstr "b"\n': (1, "a line that begins with 'domain'"),
    '<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n=======\nmsgid "a"\nmsgstr "c"\n>>>>>>> x\n': (1, "a merge conflict"),
}

# what docs/translators.md says is stricter here -> entries that msgfmt takes and the reader does not
STRICTER = {
    "a context": ('msgctxt "c"\nmsgid "a"\nmsgstr "b"\n', "a message with a context"),
    "a plural": ('msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n', "a message with a plural"),
    "control characters": ('msgid "a"\nmsgstr "b\x01c"\n', "a control character, U+0001"),
    "form feeds": ('msgid "a"\n\fmsgstr "b"\n', "a control character, U+000C"),
    "as escapes": ('msgid "a"\nmsgstr "\\a"\n', "a control character, U+0007, written as an escape"),
    "a NUL": ('msgid "a"\nmsgstr "b\0c"\n', "a control character, U+0000"),
    "not UTF-8": ('msgid "a"\nmsgstr "\\374"\n', "escapes that are no letter in UTF-8"),
    "a comment at the end of a line": ('msgid "a"\nmsgstr "b" # c\n', "a comment behind a text"),
}

# a change of the header -> whether `msgfmt --check` takes it, and what the reader says; empty where it takes it
HEADERS: dict[tuple[str, str], tuple[bool, str]] = {
    ("PO-Revision-Date: 2026-11-23 12:00+0000", "PO-Revision-Date: "): (True, ""),
    ("PO-Revision-Date: 2026-11-23 12:00+0000", "PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE"): (True, ""),
    ("PO-Revision-Date: 2026-11-23 12:00+0000", "PO-Revision-Date: last Tuesday"): (True, ""),
    ('"PO-Revision-Date: 2026-11-23 12:00+0000\\n"\n', ""): (True, ""),
    ("POT-Creation-Date: 2026-11-29 00:28+0000", "POT-Creation-Date: YEAR-MO-DA HO:MI+ZONE"): (True, ""),
    ("POT-Creation-Date: 2026-11-29 00:28+0000", "POT-Creation-Date: "): (True, ""),
    ("Language: de\\n", "Language: de \\n"): (True, ""),
    ("Language: de\\n", "Language: de_DE\\n"): (True, ""),
    ("Language: de\\n", "Language: DE\\n"): (True, ""),
    ("charset=utf-8", "charset=UTF-8"): (True, ""),
    ("charset=utf-8", "charset=utf8"): (True, ""),
    ("msgid", "# Converted from charset=ISO-8859-1 by a colleague.\nmsgid"): (True, ""),
    ("msgid", "#, fuzzy\nmsgid"): (True, ""),
    ("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"): (True, ""),
    ("nplurals=2; plural=(n != 1);", "nplurals=2; plural=n > 1"): (True, ""),
    ('"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n', ""): (True, ""),
    ("MIME-Version: 1.0", "X-Generator: Poedit 3.2.2\\n"): (True, ""),
    ("MIME-Version: 1.0", "no field at all"): (True, ""),
    ("Language: de\\n", "Language: \\n"): (True, "the header says Language: nothing, the folder de"),
    ('"Language: de\\n"\n', ""): (True, "the header says Language: nothing, the folder de"),
    ("Language: de\\n", "Language: it\\n"): (True, "the header says Language: it, the folder de"),
    ("Language: de\\n", "Language: de\\n\"\n\"Language: it\\n"): (True, "the header says Language: it, the folder de"),
    ("charset=utf-8", "charset=ISO-8859-1"): (True, "the charset is ISO-8859-1, not UTF-8"),
    ("charset=utf-8", "charset=CHARSET"): (True, "the charset is CHARSET, not UTF-8"),
    ("plural=(n != 1)", "plural=(n !! 1)"): (False, "Plural-Forms has an expression that cannot be worked out"),
    ("plural=(n != 1)", "plural=1 / n"): (False, "Plural-Forms has an expression that cannot be worked out"),
    ("plural=(n != 1)", "plural=n"): (False, "Plural-Forms has an expression that gives more forms than it counts"),
    ("nplurals=2; plural=(n != 1)", "nplurals=INTEGER; plural=EXPRESSION"): (False, "Plural-Forms has no number"),
}  # fmt: skip


@dataclass(frozen=True)
class GermanFile:
    """A project with one catalogue."""

    project: Workspace

    @property
    def path(self) -> Path:
        return self.project.catalog_file("de", "leaflet")

    def write(self, content: str | bytes) -> None:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def findings(self) -> list[tuple[int, str]]:
        """The lines of the findings with their messages; none for a file that is read."""
        try:
            po.read(self.project, "leaflet", language("de"))
        except InputError as error:
            assert all(finding.hint.endswith(".") for finding in error.findings)
            return [(finding.origin.line, finding.message) for finding in error.findings]
        return []

    def gnu_accepts(self, *options: str) -> bool:
        command = ["msgfmt", *options, "-o", "/dev/null", str(self.path)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def german(tmp_path: Path) -> GermanFile:
    (tmp_path / "brochures").mkdir()
    file = GermanFile(EditedWorkspace(tmp_path.resolve()))
    file.path.parent.mkdir(parents=True)
    return file


@needs("msgfmt")
@pytest.mark.parametrize("entries", ACCEPTED)
def test_what_gnu_takes_is_read_as_gnu_reads_it(entries: str, german: GermanFile) -> None:
    german.write(HEADER + entries)
    assert german.gnu_accepts()
    assert german.findings() == []
    message = po.read(german.project, "leaflet", language("de")).get("a")
    assert message
    assert (None if message.fuzzy else message.string) == ACCEPTED[entries]


@needs("msgfmt")
@pytest.mark.parametrize("entries", REFUSED)
def test_what_gnu_refuses_is_refused_with_its_line(entries: str, german: GermanFile) -> None:
    line, said = REFUSED[entries]
    german.write(HEADER + entries)
    assert not german.gnu_accepts() or (entries.startswith("domain") and not german.gnu_accepts("--check"))
    first_line, message = german.findings()[0]
    assert message.startswith(said)
    assert first_line == FIRST + line - 1


@needs("msgfmt")
@pytest.mark.parametrize("words", STRICTER)
def test_what_is_stricter_on_purpose_is_told_to_translators(words: str, german: GermanFile) -> None:
    entries, said = STRICTER[words]
    german.write(HEADER + entries)
    assert german.gnu_accepts()
    ((_, message),) = german.findings()
    assert message == said
    section = (ROOT / "docs" / "translators.md").read_text(encoding="utf-8").partition("## Stricter than msgfmt")[2]
    assert words in section


@needs("msgfmt")
@pytest.mark.parametrize("change", HEADERS)
def test_a_header_that_gnu_takes_is_taken_if_it_says_the_language_and_utf_8(
    change: tuple[str, str], german: GermanFile
) -> None:
    accepted, said = HEADERS[change]
    assert change[0] in HEADER
    german.write(HEADER.replace(*change, 1) + 'msgid "a"\nmsgstr "b"\n')
    assert german.gnu_accepts("--check") is accepted
    assert [message.partition(":")[0] for _, message in german.findings()] == ([said.partition(":")[0]] if said else [])


@needs("msgfmt")
def test_a_file_without_a_header_and_one_with_the_header_last(german: GermanFile) -> None:
    german.write('msgid "a"\nmsgstr "b"\n')
    assert not german.gnu_accepts("--check")
    assert german.findings() == [(1, "the header says Language: nothing, the folder de")]
    german.write('msgid "a"\nmsgstr "b"\n\n' + HEADER)
    assert german.gnu_accepts("--check")
    assert german.findings() == []


LINES = ["# c", "#, fuzzy", '#| msgid "p"', 'msgid "m"', '"c"', 'msgstr "x"', "", '#~ msgid "n"', '#~ msgstr "z"']
ODD_LINES = [
    *LINES,
    "msgid",
    '"un',
    '\tmsgid  "d"',
    'msgid "f" msgstr "g"',
    "junk",
    '#~| msgid "o"',
    '#| "q"',
    "#",
    "#~",
]


@needs("msgfmt")
def test_a_hundred_catalogues_with_lines_at_random_are_judged_as_gnu_judges_them(german: GermanFile) -> None:
    random = Random(12)  # noqa: S311 -- it chooses lines, no secrets
    verdicts = set()
    for _ in range(100):
        lines = list(LINES)
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(lines))
            lines[place : place + random.randint(0, 1)] = random.sample(ODD_LINES, random.randint(0, 1))
        german.write(HEADER + "\n".join(lines) + "\n")
        accepted = german.gnu_accepts()
        assert (german.findings() == []) is accepted, lines
        verdicts.add(accepted)
    assert verdicts == {True, False}


def test_all_faults_are_named_at_once_and_each_only_once(german: GermanFile) -> None:
    german.write(HEADER + 'msgid "a\nmsgstr "b"\n\nmsgid "c"\n\nmsgid "d"\nmsgstr "\\y"\n')
    assert [line - FIRST + 1 for line, _ in german.findings()] == [1, 4, 7]


def test_every_field_of_a_header_is_kept_and_only_what_git_has_otherwise_is_set(german: GermanFile) -> None:
    header = HEADER.replace("Language: de", "Language: de_DE").replace("charset=utf-8", "charset=UTF-8")
    german.write(header.replace('"MIME', '"X-Poedit-Basepath: .\\n"\n"MIME') + 'msgid "a"\nmsgstr "b"\n')
    written = po.content_of(po.read(german.project, "leaflet", language("de"))).decode()
    fields = [*HEADER.strip().splitlines()[2:], '"X-Poedit-Basepath: .\\n"']
    assert written.partition("\n\n")[0].splitlines()[-len(fields) :] == fields
