"""One message of a catalogue changed in its file, and no other line with it: on the real catalogues of this repository.

GNU `msgfmt` and the project's own reader accept each result.
"""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.project import Project
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.translation import po
from polyleaf.translation.catalog_lock import sole_writer
from polyleaf.translation.merge import update
from polyleaf.translation.po_entry import (
    EntryChangedError,
    EntryMissingError,
    PoEntry,
    read_entry,
    save_entry,
    with_translation,
)
from polyleaf.translation.po_grammar import ParsedEntry
from tests.conftest import SLUG
from tests.test_malformed_catalogs import ACCEPTED, HEADER
from tests.tools import needs

LANGUAGES = ("de", "ar", "ja", "th")
ODD = 'a "quoted" word, a \\ backslash,\ta tab\nand a line'


def messages(content: bytes) -> list[ParsedEntry]:
    return [entry for entry in po.entries_of(content, "") if entry.msgid and not entry.obsolete]


def own_lines(content: bytes, line: int) -> range:
    """The lines, from 0, of the message in that line. The catalogues here have a blank line before each message."""
    blank = [number for number, text in enumerate(content.split(b"\n")) if not text.strip(b"\r")]
    first = max(number for number in blank if number < line) + 1
    return range(first, min((number for number in blank if number >= line), default=content.count(b"\n") + 1))


def assert_only(seen: PoEntry, before: bytes, after: bytes) -> None:
    """Assert that all lines are the same but those of this message. It was not fuzzy, so that its line is the same."""
    parts = []
    for content in (before, after):
        lines, own = content.split(b"\n"), own_lines(content, seen.line)
        parts.append((lines[: own.start], lines[own.stop :]))
    assert parts[0] == parts[1]


def accepted(content: bytes, path: Path) -> None:
    """Assert that GNU's compiler takes the catalogue."""
    path.write_bytes(content)
    done = subprocess.run(["msgfmt", "--check", "-o", os.devnull, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@needs("msgfmt")
@pytest.mark.parametrize("code", LANGUAGES)
def test_fifty_messages_are_changed_one_after_another_and_no_other_line(
    code: str, project: Workspace, tmp_path: Path
) -> None:
    path, random = project.catalog_file(code, SLUG), Random(code)  # noqa: S311 -- the same messages in every run
    content = path.read_bytes()
    chosen = random.sample(messages(content), 50)
    plain = [entry.msgstr for entry in chosen if "{" not in entry.msgstr]
    wanted = {entry.msgid: entry.msgstr for entry in messages(content)}
    for number, entry in enumerate(chosen):
        seen = read_entry(content, None, entry.msgid)
        translation = wanted[entry.msgid] = f"{random.choice(plain)} {entry.msgstr}"
        changed = with_translation(content, seen, translation)
        assert_only(seen, content, changed)
        if number % 5 == 0:
            assert with_translation(changed, seen, entry.msgstr) == content
        content = changed
    assert {entry.msgid: entry.msgstr for entry in messages(content)} == wanted
    accepted(content, tmp_path / "changed.po")
    project.write(path, content)
    assert len(po.read(project, SLUG, language(code))) == len(wanted)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_is_wrapped_as_update_wraps_it(code: str, project: Workspace) -> None:
    content = project.catalog_file(code, SLUG).read_bytes()
    longest = max(messages(content), key=lambda entry: len(entry.msgstr))
    changed = with_translation(content, read_entry(content, None, longest.msgid), f"{longest.msgstr} {ODD}")
    project.write(project.catalog_file(code, SLUG), changed)
    assert po.content_of(po.read(project, SLUG, language(code))) == changed


@needs("msgfmt")
@pytest.mark.parametrize("width", ["--width=79", "--width=77", "--no-wrap"])
def test_the_wrapping_of_other_programs_is_kept(width: str, project: Workspace, tmp_path: Path) -> None:
    path = project.catalog_file("de", SLUG)
    content = subprocess.run(["msgcat", width, path], capture_output=True, check=True).stdout
    for entry in Random(1).sample(messages(content), 5):  # noqa: S311 -- as above
        seen = read_entry(content, None, entry.msgid)
        changed = with_translation(content, seen, f"{ODD}: {entry.msgstr}")
        assert_only(seen, content, changed)
        accepted(changed, tmp_path / "changed.po")
        content = changed
    assert subprocess.run(["msgcat", width, "-"], input=content, capture_output=True, check=True).stdout == content


def test_the_line_ends_and_the_missing_end_of_a_file_are_kept(project: Workspace) -> None:
    content = project.catalog_file("de", SLUG).read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n")
    last = messages(content)[-1]
    for entry in (messages(content)[3], last):
        changed = with_translation(content, PoEntry.of(entry), entry.msgstr + " lang" * 40)
        assert changed.count(b"\n") == changed.count(b"\r\n") > content.count(b"\n")
        assert not changed.endswith(b"\n")
        assert_only(PoEntry.of(entry), content, changed)


@needs("msgfmt")
@pytest.mark.parametrize("entry", ACCEPTED)
def test_every_form_that_the_reader_accepts_can_be_changed(entry: str, tmp_path: Path) -> None:
    content = (HEADER + entry).encode()
    try:
        read = read_entry(content, None, "a")
    except InputError:
        pytest.skip("`read` refuses it until `update` has repaired it")
    changed = with_translation(content, read, ODD)
    assert read_entry(changed, None, "a").msgstr == ODD
    assert not read_entry(changed, None, "a").fuzzy
    assert changed.startswith(HEADER.encode())
    accepted(changed, tmp_path / "changed.po")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('#, fuzzy\n#| msgid "A"\nmsgid "a"\nmsgstr "b"\n', 'msgid "a"\nmsgstr "b"\n'),
        (
            '# Mine.\n#, max-length:9, Fuzzy\nmsgid "a"\nmsgstr "b"\n',
            '# Mine.\n#, max-length:9\nmsgid "a"\nmsgstr "b"\n',
        ),
        ('#,fuzzy no-wrap\n# | msgid "A"\nmsgid "a"\nmsgstr "b"\n', '#, no-wrap\nmsgid "a"\nmsgstr "b"\n'),
        ('#: x.html\n#, no-wrap\nmsgid "a"\nmsgstr "b"\n', '#: x.html\n#, no-wrap\nmsgid "a"\nmsgstr "b"\n'),
    ],
)
def test_a_saved_message_is_no_longer_fuzzy_and_has_no_older_wording(before: str, after: str) -> None:
    content = (HEADER + before).encode()
    assert with_translation(content, read_entry(content, None, "a"), "b") == (HEADER + after).encode()


def test_a_message_can_be_made_untranslated(project: Workspace) -> None:
    content = project.catalog_file("ja", SLUG).read_bytes()
    seen = PoEntry.of(max(messages(content), key=lambda entry: len(entry.msgstr)))
    changed = with_translation(content, seen, "")
    assert read_entry(changed, None, seen.msgid).msgstr == ""
    assert_only(seen, content, changed)


BROKEN = {
    'msgid "a"\nmsgstr "b\n': "no quotation mark",
    'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n': "is in line",
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n': "a message with a plural",
    '<<<<<<< ours\nmsgid "a"\nmsgstr "b"\n': "merge conflict",
}


@pytest.mark.parametrize(("entry", "said"), BROKEN.items())
def test_nothing_is_written_to_a_broken_file(entry: str, said: str, project: Workspace) -> None:
    seen = read_entry((HEADER + 'msgid "a"\nmsgstr "b"\n').encode(), None, "a")
    path = project.catalog_file("de", SLUG)
    path.write_text(HEADER + entry, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        save_entry(project, path, seen, "c")
    assert said in caught.value.findings[0].message
    assert caught.value.findings[0].origin.path == f"locales/de/LC_MESSAGES/{SLUG}.po"
    assert path.read_text(encoding="utf-8") == HEADER + entry


@pytest.mark.parametrize("translation", ["b\n", "b\x00", "b\x1b[0m", "\ud83d", "\n"])
def test_a_translation_that_the_reader_would_refuse_is_not_written(translation: str, project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    content = path.read_bytes()
    seen = PoEntry.of(messages(content)[7])
    with pytest.raises(InputError):
        save_entry(project, path, seen, translation)
    assert path.read_bytes() == content


def test_a_message_that_changed_meanwhile_is_not_overwritten_and_all_others_are_kept(project: Workspace) -> None:
    path = project.catalog_file("ar", SLUG)
    first, second = (PoEntry.of(entry) for entry in messages(path.read_bytes())[4:6])
    saved = save_entry(project, path, first, "واحد")
    assert (saved.msgstr, saved.fuzzy) == ("واحد", False)
    content = path.read_bytes()
    with pytest.raises(EntryChangedError) as caught:
        save_entry(project, path, first, "اثنان")
    assert caught.value.now == saved
    assert path.read_bytes() == content
    save_entry(project, path, second, "اثنان")
    assert read_entry(path.read_bytes(), None, first.msgid).msgstr == "واحد"
    path.write_text(HEADER, encoding="utf-8")
    with pytest.raises(EntryChangedError) as caught:
        save_entry(project, path, second, "ثلاثة")
    assert caught.value.now is None


def test_a_message_that_another_program_made_fuzzy_has_changed(project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    seen = PoEntry.of(messages(path.read_bytes())[4])
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[: seen.line - 1], b"#, fuzzy", *lines[seen.line - 1 :]]))
    with pytest.raises(EntryChangedError) as caught:
        save_entry(project, path, seen, "neu")
    assert caught.value.now
    assert caught.value.now.fuzzy
    assert (
        save_entry(project, path, caught.value.now, "neu").digest
        == read_entry(path.read_bytes(), None, seen.msgid).digest
    )


def test_a_message_that_is_not_there_is_named(project: Workspace) -> None:
    content = project.catalog_file("de", SLUG).read_bytes()
    for msgid in ("no such message", ""):
        with pytest.raises(EntryMissingError, match="has no message"):
            read_entry(content, None, msgid)


def test_only_catalogues_of_the_project_are_written(project: Workspace, tmp_path: Path) -> None:
    path = project.catalog_file("de", SLUG)
    seen = PoEntry.of(messages(path.read_bytes())[0])
    outside = tmp_path / "outside.po"
    outside.write_bytes(path.read_bytes())
    link = path.with_name("link.po")
    link.symlink_to(outside)
    glossary = project.locales / "de" / "glossary.yaml"
    for wrong in (outside, link, glossary, project.locales / ".." / "outside.po"):
        with pytest.raises(UsageError, match="is not a catalogue of this project"):
            save_entry(project, wrong, seen, "x")
    assert outside.read_bytes() == path.read_bytes()


SAVER = """
import sys
from pathlib import Path
from polyleaf.core.project import Project
from polyleaf.translation import po
from polyleaf.translation.po_entry import PoEntry, save_entry

project, path, first, last = Project(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
entries = [entry for entry in po.entries_of(path.read_bytes(), "") if entry.msgid and not entry.obsolete]
print("ready", flush=True)
for entry in entries[first:last]:
    save_entry(project, path, PoEntry.of(entry), f"saved {sys.argv[5]}")
"""


def saver(project: Project, path: Path, first: int, last: int, said: str) -> subprocess.Popen[bytes]:
    """A process that saves some messages of a catalogue, and writes a line when it begins."""
    call = [sys.executable, "-c", SAVER, str(project.root), str(path), str(first), str(last), said]
    return subprocess.Popen(call, stdout=subprocess.PIPE)


def test_two_processes_lose_none_of_each_others_messages(project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    with saver(project, path, 0, 12, "by one") as one, saver(project, path, 12, 24, "by another") as another:
        assert (one.wait(timeout=60), another.wait(timeout=60)) == (0, 0)
    saved = [entry.msgstr for entry in messages(path.read_bytes())[:24]]
    assert saved == ["saved by one"] * 12 + ["saved by another"] * 12


def test_two_threads_lose_none_of_each_others_messages(project: Workspace) -> None:
    path, own = project.catalog_file("de", SLUG), Project(project.root)
    seen = [PoEntry.of(entry) for entry in messages(path.read_bytes())[:16]]
    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(lambda entry: save_entry(own, path, entry, f"saved {entry.digest}"), seen))
    digests = [PoEntry.of(entry).digest for entry in messages(path.read_bytes())[:16]]
    assert digests == [entry.digest for entry in saved]


def test_a_process_that_is_killed_while_it_saves_leaves_a_whole_file_and_no_lock(project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    count = len(messages(path.read_bytes()))
    for delay in (0.02, 0.09, 0.17):
        with saver(project, path, 0, count, f"{delay}") as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        entries = messages(path.read_bytes())
        assert len(entries) == count
        save_entry(project, path, PoEntry.of(entries[-1]), f"after {delay}")


def test_a_disk_without_room_leaves_the_file_as_it_was(project: Workspace) -> None:
    path = project.catalog_file("de", SLUG)
    content, seen = path.read_bytes(), PoEntry.of(messages(path.read_bytes())[0])
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, former[1]))
    try:
        with pytest.raises(UsageError, match="cannot write"):
            save_entry(project, path, seen, "neu")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    assert path.read_bytes() == content
    assert [each for each in path.parent.iterdir() if each.name.startswith(".")] == []
    assert save_entry(project, path, seen, "neu").msgstr == "neu"


def test_a_lock_that_is_never_released_is_an_error(project: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyleaf.translation.catalog_lock._TIMEOUT_S", 0.1)
    path = project.catalog_file("de", SLUG)
    seen = PoEntry.of(messages(path.read_bytes())[0])
    save_entry(project, path, seen, seen.msgstr)
    (lock,) = (project.cache / "locks").iterdir()
    with lock.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another program is writing locales/de"):
            save_entry(project, path, seen, "neu")


def test_update_writes_nothing_while_another_program_saves(project: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyleaf.translation.catalog_lock._TIMEOUT_S", 0.1)
    path = project.catalog_file("de", SLUG)
    crlf = path.read_bytes().replace(b"\n", b"\r\n")  # which `update` would write with its own line ends
    path.write_bytes(crlf)
    with sole_writer(project, [path]), pytest.raises(UsageError, match="another program is writing locales/de"):
        update(project, ["de"])
    assert path.read_bytes() == crlf
    update(project, ["de"])
    assert b"\r" not in path.read_bytes()
