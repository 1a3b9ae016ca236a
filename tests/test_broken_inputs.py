"""Files that are broken in every way that we know: a finding at its line, nothing else is stopped, no traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from polyleaf.content.brochure import StrictModel
from polyleaf.content.clinic import load_clinic
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.content.yaml_reader import LIMIT_PARTS, parse_yaml
from polyleaf.content.yaml_text import to_yaml
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace
from tests.commands import call
from tests.conftest import SLUG
from tests.edits import Edit

ONE_EDITION = ("--lang", "en", "--format", "web", "--jobs", "1")
NINE_LEVELS = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9)]
)
CHAIN = "b0: &b0 []\n" + "\n".join(f"b{link}: &b{link} {'[' * 40}*b{link - 1}{']' * 40}" for link in range(1, 200))


def profile(project: Workspace) -> str:
    return project.clinic_file("example").read_text(encoding="utf-8")


def with_line(text: str) -> Callable[[str], str]:
    """The profile of the example with a further line 4."""
    return lambda content: "\n".join([*(lines := content.splitlines())[:3], text, *lines[3:]]) + "\n"


def instead(old: str, new: str) -> Callable[[str], str]:
    def replace(content: str) -> str:
        assert old in content
        return content.replace(old, new, 1)

    return replace


# what is done to a clinic's profile: how, what is said, and what the line named begins with (empty: the whole file)
SPOILT: dict[str, tuple[Callable[[str], str], str, str]] = {
    "a date as name": (instead("paper: a4", "paper: 2026-13-45"), "'paper' cannot be '", "paper:"),
    "half a number": (instead("paper: a4", "paper: 0x_"), "'paper' cannot be '", "paper:"),
    "a list as key": (with_line("? [a, b]\n: c"), "a list or further keys where a key is expected", "? [a, b]"),
    "an alias to itself": (with_line("logo: &a [*a]"), "an alias (*) puts this part inside itself", "logo:"),
    "50,000 brackets": (with_line("logo: " + "[" * 50_000), "more than 50 levels", "logo:"),
    "50,000 dashes": (with_line("logo:\n  " + "- " * 50_000), "more than 50 levels", "  - -"),
    "nine levels of nine aliases": (with_line(NINE_LEVELS), "aliases (*) make this part too large", "a"),
    "a chain of aliases": (with_line(CHAIN), "aliases (*) make this part too large", "b"),
    "200,000 keys": (
        with_line("\n".join(f"key{number}: 1" for number in range(200_000))),
        f"more than {LIMIT_PARTS:,} parts",
        "name:",
    ),
    "5 MB": (lambda content: content + "# and more\n" * 500_000, "it has 5.5 MB; the limit is 4 MB", ""),
    "a long text": (instead("Example Clinic", "x" * 30_000), "a text of 30,000 letters; the limit is 20,000", "name:"),
    "a number of 5,000 digits": (instead("paper: a4", "paper: " + "9" * 5_000), "'paper' cannot be '999", "paper:"),
    "infinity": (with_line("logo: {file: logo.svg, width_mm: .inf}"), "'width_mm' is '.inf', not a number", "logo:"),
    "NUL": (instead("Example Clinic", "Example\0Clinic"), "an invisible character, U+0000", "name:"),
    "an escaped NUL": (instead("Example Clinic", '"a\\0b"'), "a control character, U+0000, written as an", "name:"),
    "an escaped NUL in a key": (with_line('"a\\0b": c'), "a control character, U+0000, written as an", '"a'),
    "a line separator": (instead("Springfield", "Spring\u2028field"), "an invisible character, U+2028", "  - Spring"),
    "a tag": (with_line("logo: !!python/object:os.system x"), "the mark '!!python/object:os.system' means", "logo:"),
    "a wrong tag": (with_line("accent: !!int 0x_"), "'0x_' is marked as a whole number and is not", "accent:"),
    "a set": (with_line("logo: !!set {a, b}"), "the mark '!!set' means nothing here", "logo:"),
    "two documents": (with_line("---"), "expected a single document in the stream", ""),
    "a merge conflict": (with_line("<<<<<<< HEAD"), "broken YAML", ""),
    "nothing": (lambda _: "", "the file holds nothing where its keys are expected", ""),
    "comments": (lambda _: "# nothing\n", "the file holds nothing where its keys are expected", ""),
    "a list": (lambda _: "- name\n", "the file holds a list where its keys are expected", "- name"),
    "a word": (lambda _: "name\n", "the file holds a single word where its keys are expected", "name"),
    "an unknown alias": (with_line("logo: *nowhere"), "broken YAML: found undefined alias", "logo:"),
    "a bare time as number": (
        instead("close: '17:00'", "close: 1700"),
        "1700 is read as a number, not as a time of day",
        "  - {days",
    ),
}


def refusals(project: Workspace, content: bytes) -> list[Finding]:
    project.clinic_file("example").write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_clinic(project, "example")
    return caught.value.findings


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_profile_has_a_finding_at_its_line(name: str, project: Workspace) -> None:
    how, said, begins = SPOILT[name]
    content = how(profile(project))
    (finding,) = refusals(project, content.encode())
    assert said in finding.message
    assert finding.origin.path == "clinics/example.yaml"
    if begins:
        assert content.split("\n")[finding.origin.line - 1].startswith(begins)


@pytest.mark.parametrize("content", [b"\xff\xfen\x00", b"name: caf\xe9\n", bytes(range(256)), b"\x89PNG\r\n\x1a\n"])
def test_a_profile_that_is_not_utf_8_has_one_finding(content: bytes, project: Workspace) -> None:
    (finding,) = refusals(project, content)
    assert finding.message == "not UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_are_read(project: Workspace) -> None:
    content = "\ufeff" + profile(project).replace("\n", "\r\n")
    project.clinic_file("example").write_bytes(content.encode())
    assert load_clinic(project, "example")[0].name.within("en") == "Example Clinic"


def test_a_day_that_no_month_has_is_named_with_its_line(project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "review_by: 2028-11-30", "review_by: 2028-02-30")
    with pytest.raises(InputError) as caught:
        load_brochure(project, SLUG)
    (finding,) = caught.value.findings
    assert finding.message == "'2028-02-30' is not a date in 'imprint'"
    lines = project.brochure_file(SLUG).read_text(encoding="utf-8").splitlines()
    assert lines[finding.origin.line - 1].startswith("  review_by:")


@pytest.mark.parametrize("written", ["20281123", "1795910400", "2028-11", "true", "[2028-11-23]", "2028-11-23T10:00"])
def test_what_is_no_day_is_refused(written: str, project: Workspace, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "review_by: 2028-11-30", f"review_by: {written}")
    with pytest.raises(InputError, match="is not a date"):
        load_brochure(project, SLUG)


# YAML 1.2.2, section 10.3.2; YAML 1.1 reads most of the texts as something else
CORE_SCHEMA: dict[str, object] = {
    "null": None,
    "~": None,
    "": None,
    "true": True,
    "False": False,
    "yes": "yes",
    "No": "No",
    "on": "on",
    "y": "y",
    "12": 12,
    "-12": -12,
    "+12": 12,
    "017": 17,
    "0o17": 15,
    "0x1F": 31,
    "0b11": "0b11",
    "1_000": "1_000",
    "17:00": "17:00",
    "1:30:00": "1:30:00",
    "2026-11-30": "2026-11-30",
    "2026-13-45": "2026-13-45",
    "0x_": "0x_",
    "1.5": 1.5,
    "1e3": 1000.0,
    ".5": 0.5,
    "5.": 5.0,
    "-.inf": float("-inf"),
    "1.2.3": "1.2.3",
    "<<": "<<",
    "=": "=",
    "'12'": "12",
    '"true"': "true",
    "!!str 12": "12",
    "!!float 12": 12.0,
}


@pytest.mark.parametrize("written", CORE_SCHEMA)
def test_plain_words_are_those_of_yaml_1_2(written: str) -> None:
    _, data = parse_yaml(f"key: {written}\n".encode(), "file.yaml")
    assert isinstance(data, dict)
    found, expected = data["key"], CORE_SCHEMA[written]
    assert (found, str if isinstance(found, str) else type(found)) == (expected, type(expected))


def test_an_alias_stands_for_what_it_names() -> None:
    _, data = parse_yaml(b"a: &a [x, {b: y}]\nc: *a\n", "file.yaml")
    assert data == {"a": ["x", {"b": "y"}], "c": ["x", {"b": "y"}]}


# texts that one version of YAML or the other would take for something else, or that a file may not hold as they are
@pytest.mark.parametrize(
    "text",
    ["", "yes", "17:00", "0o17", "1e3", "017", "null", "~", "-", "a: b", "# c", "'", '"', "\\", "a\nb", " a ", "\t",
     "é", "\u2028", "\x85", "\ufeff", "{a}", "*a", "&a", "!a", "%a", "@a", "`a", "---", "..."],
)  # fmt: skip
def test_a_text_that_is_written_is_read_again(text: str) -> None:
    class Note(StrictModel):
        note: str
        notes: tuple[str, ...]

    _, data = parse_yaml(to_yaml(Note(note=text, notes=(text,)), "# heading\n"), "file.yaml")
    assert data == {"note": text, "notes": [text]}


def test_broken_profiles_are_refused_and_the_others_are_built(project: Workspace) -> None:
    names = {f"bad-{number}": how for number, (how, _, _) in enumerate(SPOILT.values())}
    for name, how in names.items():
        project.clinic_file(name).write_bytes(how(profile(project)).encode())
    done = call(project, "check", *ONE_EDITION)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        *(f"refused   {SLUG}.en.web.{name}" for name in sorted(names)),
        f"checked   {SLUG}.en.web.example",
    ]
    for name in names:
        told = [line for line in done.stderr.splitlines() if line.startswith(f"clinics/{name}.yaml")]
        assert len(told) == 1, (name, told)


def test_broken_brochures_are_refused_and_the_others_are_built(project: Workspace) -> None:
    text = project.brochure_file(SLUG).read_text(encoding="utf-8")
    above_layouts = text[: text.index("\nlayouts:")]
    broken = {
        "brackets": "[" * 50_000,
        "commented": text.replace("layouts:", "layouts: # all").replace("published: 2026-11-30", "published: 2026-13"),
        "empty": "",
        "keys": "".join(f"key{number}: 1\n" for number in range(60_000)),
        "language": text.replace("\nlanguage: en", "\nlanguage: xx"),
        "layoutless": above_layouts,
        "misspelt": f"{above_layouts}\nlayouts:\n  wbe:\n    flow: [cover]\n",
    }
    for slug, content in broken.items():
        project.brochure_file(slug).parent.mkdir()
        project.brochure_file(slug).write_text(content, encoding="utf-8")
    (project.root / "brochures" / "folder" / "brochure.yaml").mkdir(parents=True)  # no brochure at all
    shutil.rmtree(project.locales)  # each in the language that it is written in
    done = call(project, "check", "--format", "web", "--jobs", "1")
    assert done.returncode == 1
    assert sorted(done.stdout.splitlines()) == sorted(
        [
            f"checked   {SLUG}.en.web.example",
            *(f"refused   {slug}.{'xx' if slug == 'language' else 'en'}.web.example" for slug in broken),
        ]
    )
    for slug in set(broken) - {"misspelt"}:
        told = [line for line in done.stderr.splitlines() if line.startswith(f"brochures/{slug}/brochure.yaml")]
        assert len(told) == 1, (slug, told)
    assert "brochures/misspelt/brochure.yaml" in done.stderr
    assert "unknown format 'wbe'; did you mean 'web'? [layout-pages]" in done.stderr
