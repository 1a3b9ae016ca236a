"""Catalogues that are not what they should be: one clear finding with file, line and remedy, and no file is touched."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from polyleaf.checks.registry import run_checks
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.translation.merge import update
from polyleaf.translation.words import load_words
from tests.commands import call
from tests.conftest import SLUG, edition

GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
RUB, REIBEN = b'msgid "Do not rub the area."', b"Reiben Sie nicht an der Stelle."


def after(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def replace(content: bytes) -> bytes:
        assert content.count(old) == 1
        return content.replace(old, new)

    return replace


def conflict(content: bytes) -> bytes:
    line = b'msgstr "' + REIBEN + b'"\n'
    theirs = b'msgstr "Nicht reiben."\n'
    return content.replace(line, b"<<<<<<< HEAD\n" + line + b"=======\n" + theirs + b">>>>>>> update\n")


def twice(content: bytes) -> bytes:
    return content + b'\nmsgid "Do not rub the area."\nmsgstr "Nicht reiben."\n'


# what was done to the German catalogue: how, what is said, what the line named begins with (empty: the whole file)
SPOILT: dict[str, tuple[Callable[[bytes], bytes], str, bytes]] = {
    "lone CR": (after(RUB, RUB + b"\r "), "a control character, U+000D", RUB),
    "Latin-1": (lambda content: content.decode().encode("latin-1", "replace"), "not UTF-8", b'"Ein ruhiges Gesicht'),
    "Latin-1 in the header": (after(b"charset=utf-8", b"charset=latin-1"), "the charset is latin-1", b'"Content-Type'),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "not UTF-8", b"\xff\xfe"),
    "merge conflict": (conflict, "a merge conflict is not settled", b"<<<<<<< HEAD"),
    "a message twice": (twice, 'the message "Do not rub the area." is in line', RUB),
    "NUL": (after(REIBEN, b"Nicht\x00reiben."), "a control character, U+0000", b'msgstr "Nicht'),
    "escape": (after(REIBEN, b"Nicht\x1b[1mreiben."), "a control character, U+001B", b'msgstr "Nicht'),
    "unknown escape": (after(REIBEN, rb"Nicht \y reiben."), "\\y means nothing in a catalogue", b'msgstr "Nicht'),
    "5 MB of junk": (lambda _: b"junk and more junk\n" * 263_000, "it has 5.0 MB; the limit is 1 MB", b""),
    "5 MB of PO": (lambda content: content * 140, "MB; the limit is 1 MB", b""),
    "5 MB of bytes": (lambda _: bytes(range(256)) * 19_532, "it has 5.0 MB; the limit is 1 MB", b""),
    "empty": (lambda _: b"", "the header says Language: nothing", b""),
}


def spoil(project: Workspace, how: Callable[[bytes], bytes]) -> bytes:
    path = project.root / GERMAN
    content = how(path.read_bytes())
    path.write_bytes(content)
    return content


def only_finding(error: pytest.ExceptionInfo[InputError]) -> Finding:
    (finding,) = error.value.findings
    assert finding.origin.path == GERMAN
    assert finding.hint.endswith(".")
    return finding


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_file_is_one_finding_and_stays_as_it_is(case: str, project: Workspace) -> None:
    how, said, line = SPOILT[case]
    content = spoil(project, how)
    start = time.process_time()
    with pytest.raises(InputError) as read:
        load_words(project, SLUG, language("de"), "en")
    assert time.process_time() - start < 1
    finding = only_finding(read) if case != "empty" else read.value.findings[0]
    assert finding.message.startswith(said) or (said in finding.message and "MB" in said)
    assert content.split(b"\n")[finding.origin.line - 1].startswith(line)
    with pytest.raises(InputError) as updated:
        update(project, ["de"])
    assert updated.value.findings == read.value.findings
    assert (project.root / GERMAN).read_bytes() == content


BOM = b"\xef\xbb\xbf"
OLDER = b'#, fuzzy\n#| msgid "Do not rub the whole area, nor the skin around\n#| it."\n'

# a file as some programs save it: what it becomes, and whether no page is printed of it before `update` has written it
PUT_RIGHT: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    "BOM": (lambda content: BOM + content, True),
    "CRLF": (lambda content: content.replace(b"\n", b"\r\n"), False),
    "one CRLF": (after(RUB, RUB + b"\r"), False),
    "BOM and CRLF": (lambda content: BOM + content.replace(b"\n", b"\r\n"), True),
}


@pytest.mark.parametrize("case", PUT_RIGHT)
def test_a_file_as_windows_programs_save_it_is_put_right_by_update(case: str, in_step: Workspace) -> None:
    how, refused = PUT_RIGHT[case]
    before = (in_step.root / GERMAN).read_bytes()
    spoil(in_step, how)
    if refused:
        with pytest.raises(InputError) as read:
            load_words(in_step, SLUG, language("de"), "en")
        finding = only_finding(read)
        assert (finding.message, finding.origin.line) == ("the file begins with a byte order mark", 1)
        assert finding.hint.startswith("`polyleaf update` takes it out;")
    else:
        assert load_words(in_step, SLUG, language("de"), "en").get("Do not rub the area.") == REIBEN.decode()
    (file,) = (file for file in update(in_step, ["de"]) if file.changed)
    assert file.behind is refused
    assert (in_step.root / GERMAN).read_bytes() == before


def test_an_older_wording_that_is_not_po_is_refused_and_put_right_by_update(in_step: Workspace) -> None:
    """As Babel wraps it; it is never printed, so nothing is lost with it."""
    spoil(in_step, after(RUB, OLDER + RUB))
    with pytest.raises(InputError) as read:
        load_words(in_step, SLUG, language("de"), "en")
    assert {finding.message.partition(":")[0] for finding in read.value.findings} == {"in an older wording (#|)"}
    assert "polyleaf update" in read.value.findings[0].hint
    (file,) = (file for file in update(in_step, ["de"]) if file.changed)
    assert (file.behind, file.unexplained) == (True, ("Do not rub the area.",))
    assert b"#, fuzzy\n" + RUB in file.content
    assert b"#|" not in file.content


def test_a_folder_in_the_place_of_a_catalogue_is_no_catalogue(project: Workspace) -> None:
    (project.root / GERMAN).unlink()
    (project.root / GERMAN).mkdir()
    with pytest.raises(InputError) as updated:
        update(project, ["de"])
    assert only_finding(updated).message == "cannot be read as a catalogue: it is a folder"


def test_less_junk_than_the_limit_is_refused_quickly_with_some_of_its_lines(project: Workspace) -> None:
    spoil(project, lambda _: b"junk\n" * 190_000)
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        load_words(project, SLUG, language("de"), "en")
    assert time.process_time() - start < 2
    assert [finding.origin.line for finding in caught.value.findings] == list(range(1, 21))


def test_a_large_catalogue_below_the_limit_is_read_quickly(project: Workspace) -> None:
    entries = "".join(f'msgid "{number}"\nmsgstr ""\n\n' for number in range(30_000))
    spoil(project, lambda content: content + entries.encode())
    start = time.process_time()
    load_words(project, SLUG, language("de"), "en")
    assert time.process_time() - start < 5


def other_brochure(content: bytes) -> bytes:
    """The same language, other messages."""
    header, _, entries = content.partition(b"\n\n")
    others = entries.replace(b'msgid "', b'msgid "Other ').replace(b'"Other "', b'""\n"Other "')
    return header + b"\n\n" + others.replace(b'#~ msgid ""\n"Other "', b'#~ msgid ""\n#~ "Other "')


def test_the_catalogue_of_another_brochure_is_one_finding_and_stays_as_it_is(project: Workspace) -> None:
    content = spoil(project, other_brochure)
    with pytest.raises(InputError) as caught:
        update(project, ["de"])
    finding = only_finding(caught)
    assert (finding.check_id, finding.origin.line) == ("catalog-foreign", 1)
    assert (project.root / GERMAN).read_bytes() == content
    found = run_checks(Stage.CATALOG, Inputs(edition("de"), project).catalog_context())
    assert [f.check_id for f in found if f.origin.path == GERMAN] == ["catalog-foreign"]


def test_a_catalogue_merged_with_an_older_template_names_each_message_and_is_brought_in_step(
    project: Workspace,
) -> None:
    older = b'msgid "Do not rub the spot."'
    spoil(project, after(RUB, older))
    found = run_checks(Stage.CATALOG, Inputs(edition("de"), project).catalog_context())
    mine = [finding for finding in found if finding.origin.path == GERMAN]
    assert [finding.message for finding in mine] == ["not translated: 'Do not rub the area.' (section aftercare)"]
    update(project, ["de"])
    again = (project.root / GERMAN).read_bytes()
    assert b'#, fuzzy\n#| msgid "Do not rub the spot."\n' + RUB in again
    assert b'#~ msgid "Do not rub the spot."' in again


# a translation that no build may print -> the check that says so
UNFIT = {
    "Nicht reiben: ../../clinics/example.yaml.": "path-in-translation",
    "Nicht reiben {{ clinic.name }}.": "template-in-translation",
    "Nicht reiben {% include 'x' %}.": "template-in-translation",
    "Nicht <b>reiben</b>.": "html-in-translation",
    "Nicht \ue000 reiben.": "control-in-translation",
    "Nicht \x85 reiben.": "control-in-translation",
    "Nicht \u202ereiben.": "control-in-translation",
}


@pytest.mark.parametrize("translation", UNFIT)
def test_an_unfit_translation_is_found_with_its_line(translation: str, project: Workspace) -> None:
    content = spoil(project, after(REIBEN, translation.encode()))
    found = run_checks(Stage.CATALOG, Inputs(edition("de"), project).catalog_context())
    finding = next(f for f in found if f.origin.path == GERMAN and f.check_id == UNFIT[translation])
    assert content.split(b"\n")[finding.origin.line - 1] == RUB


def test_the_command_says_it_in_one_line_and_its_hint(project: Workspace) -> None:
    spoil(project, conflict)
    done = call(project, "update", "--lang", "de")
    said, hint = done.stderr.splitlines()
    assert done.returncode == 1
    assert said.startswith(f"{GERMAN}:")
    assert said.endswith("error: a merge conflict is not settled [catalog-invalid]")
    assert hint == "    Keep one side of each message, and remove the markers."
    assert done.stdout == ""
