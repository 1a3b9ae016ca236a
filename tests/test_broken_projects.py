"""Folders, names, styles, caches and outputs that are not as they should be: said plainly, and nothing else stops."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from polyleaf.core.edition import Result
from polyleaf.core.errors import InputError
from polyleaf.core.names import clinic_name_fault, language_fault, slug_fault
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from polyleaf.pipeline.plan import Request, plan
from polyleaf.render.html import environment
from tests.commands import call
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit
from tests.test_broken_inputs import ONE_EDITION
from tests.tools import end_without

CHECKED = f"checked   {SLUG}.en.web.example"
REFUSED = f"refused   {SLUG}.en.web.example"


def copy_profile(project: Workspace, name: bytes | str) -> None:
    target = os.fsencode(project.clinics_dir) + b"/" + os.fsencode(name)
    shutil.copy(os.fsencode(project.clinic_file("example")), target)


def told(stderr: str, path: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith(f"{path}:")]


def test_what_is_no_profile_is_passed_over(project: Workspace) -> None:
    (project.clinics_dir / ".#mine.yaml").symlink_to("user@machine.4711:1764000000")
    (project.clinics_dir / "old.yaml").mkdir()
    (project.clinics_dir / "._example.yaml").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
    (project.clinics_dir / "example.yaml~").write_text("a copy", encoding="utf-8")
    assert project.clinics() == ["example"]
    done = call(project, "check", *ONE_EDITION)
    assert (done.returncode, done.stdout, told(done.stderr, "clinics/old.yaml")) == (0, f"{CHECKED}\n", [])


def test_profiles_whose_names_no_file_can_have_are_said_and_the_others_are_built(project: Workspace) -> None:
    names = ("a.draft", "my clinic", "press", "x" * 61, b"caf\xe9", "two\nlines")
    for name in names:
        copy_profile(project, os.fsencode(name) + b".yaml")
    done = call(project, "check", *ONE_EDITION)
    assert (done.returncode, done.stdout) == (1, f"{CHECKED}\n")
    for shown in ("a.draft", "my clinic", "press", "x" * 61, "caf\ufffd", "two\ufffdlines"):
        (line,) = told(done.stderr, f"clinics/{shown}.yaml")
        assert line.endswith("[name-refused]")
    assert call(project, "check", *ONE_EDITION, "--clinic", "example").returncode == 0


def test_two_profiles_that_differ_in_capitals_alone_are_said(project: Workspace) -> None:
    copy_profile(project, "berlin.yaml")
    copy_profile(project, "Berlin.yaml")
    copy_profile(project, "Bern.yaml")
    assert project.clinics() == ["Bern", "example"]
    assert [(found.name, "differ only in capital letters" in found.reason) for found in project.misnamed()] == [
        ("Berlin", True),
        ("berlin", True),
    ]


def test_a_clinic_that_is_asked_for_by_a_name_that_it_cannot_have_is_told_why(project: Workspace) -> None:
    copy_profile(project, "a.sheets.yaml")
    done = call(project, "check", *ONE_EDITION, "--clinic", "a.sheets")
    assert done.returncode == 2
    assert "clinics/a.sheets.yaml: error: the name of a profile is made of" in done.stderr


def test_no_two_editions_of_any_profiles_have_one_file(project: Workspace) -> None:
    for name in ("a", "a.sheets", "a.draft", "A", "sheets", "draft", "press", "b-c", "b"):
        copy_profile(project, f"{name}.yaml")
    request = Request(languages=("en",), papers=("a4", "letter"), finishes=("office", "press"))
    editions = [*plan(project, request), *plan(project, Request(languages=("en",), draft=True))]
    assert {job.clinic for job in editions} == {"b", "b-c", "example"}
    files = [file for job in editions for file in (f"{job.name}.pdf", f"{job.name}.html", f"{job.name}.sheets.pdf")]
    assert len({file.lower() for file in files}) == len(files)


def test_brochures_and_languages_with_such_names_are_said_too(project: Workspace) -> None:
    for slug in ("My Leaflet", "interface", "a.b"):
        shutil.copytree(project.brochure_file(SLUG).parent, project.root / "brochures" / slug)
    shutil.copytree(project.locales / "de", project.locales / "de copy")
    (project.locales / "drafts").mkdir()  # of no language
    done = call(project, "check", *ONE_EDITION)
    assert (done.returncode, done.stdout) == (1, f"{CHECKED}\n")
    for path in ("brochures/My Leaflet", "brochures/interface", "brochures/a.b"):
        assert len(told(done.stderr, path)) == 1
    assert "locales/de copy" not in done.stderr  # English was asked for
    assert [found.name for found in project.misnamed() if found.kind == "language"] == ["de copy"]


@pytest.mark.parametrize("name", ["a", "Berlin-2", "9to5", "x" * 60])
def test_good_names_of_clinics(name: str) -> None:
    assert clinic_name_fault(name, [name]) is None


@pytest.mark.parametrize("name", ["", "-a", "a_b", "a b", "ä", "a/b", "..", "a\n", "Draft", "PRESS", "sheets"])
def test_bad_names_of_clinics(name: str) -> None:
    assert clinic_name_fault(name)


def test_names_of_brochures_and_languages() -> None:
    assert [name for name in ("botox", "a-1", "B", "1a", "a_b", "interface", "a.b", "") if slug_fault(name)] == [
        "B", "1a", "a_b", "interface", "a.b", ""
    ]  # fmt: skip
    names = ("de", "pt_BR", "zh_Hans", "es_419", "sr_Latn_RS", "fil", "de-DE", "de copy", "german", ".git", "DE")
    assert [name for name in names if language_fault(name)] == ["de-DE", "de copy", "german", ".git", "DE"]
    assert all(language_fault(path.name) is None for path in (ROOT / "locales").iterdir() if path.is_dir())


def test_a_choice_made_twice_is_planned_once(project: Workspace) -> None:
    request = Request(languages=("de", "de"), formats=("web", "web"), clinics=("example", "example"))
    assert len(plan(project, request)) == 1
    twice = (*ONE_EDITION, "--lang", "en", "--format", "web", "--finish", "office", "--finish", "office")
    assert call(project, "check", *twice).stdout == f"{CHECKED}\n"


# The system refuses nothing to root but for those who give up the right to be asked no questions.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


def unprivileged(project: Workspace, *words: str) -> subprocess.CompletedProcess[str]:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        end_without("setpriv is not installed, and root reads every file")
    command = [*UNPRIVILEGED * (os.geteuid() == 0), sys.executable, str(ROOT / "make_brochure.py"), *words]
    command += ["--project", str(project.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def close(project: Workspace) -> Iterator[Callable[[str], None]]:
    """Take away all rights to a file or a folder of the project for the length of a test."""
    closed: list[tuple[Path, int]] = []

    def take_away(name: str, mode: int = 0) -> None:
        path = project.root / name
        closed.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield take_away
    for path, mode in closed:
        path.chmod(mode)


@pytest.mark.parametrize(
    ("name", "languages", "refused"),
    [
        ("clinics/closed.yaml", ("en",), f"{SLUG}.en.web.closed"),
        ("brochures/closed", ("en",), "closed.en.web.example"),
        ("locales/de/LC_MESSAGES", ("en", "de"), f"{SLUG}.de.web.example"),
    ],
)
def test_what_is_closed_to_us_is_refused_alone(
    name: str, languages: tuple[str, ...], refused: str, project: Workspace, close: Callable[[str], None]
) -> None:
    if name.startswith("clinics"):
        copy_profile(project, "closed.yaml")
    if name.startswith("brochures"):
        shutil.copytree(project.brochure_file(SLUG).parent, project.root / name)
    close(name)
    words = [word for code in languages for word in ("--lang", code)]
    done = unprivileged(project, "check", "--format", "web", "--jobs", "1", *words)
    assert done.returncode == 1
    assert sorted(done.stdout.splitlines()) == [CHECKED, f"refused   {refused}"]
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize("name", ["clinics", "brochures", "locales", "styles", "templates"])
def test_a_folder_that_is_closed_to_us_is_named(name: str, project: Workspace, close: Callable[[str], None]) -> None:
    close(name)
    done = unprivileged(project, "check", *ONE_EDITION)
    assert done.returncode in {1, 2}
    assert name in done.stderr


@pytest.mark.parametrize(
    "name",
    ["clinics/example.yaml", f"brochures/{SLUG}", "locales/de/glossary.yaml", "templates/web.html", "styles/base.css"],
)
def test_a_link_to_itself_is_refused(name: str, project: Workspace) -> None:
    path = project.root / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(path.name)
    code = "de" if name.startswith("locales") else "en"
    done = call(project, "check", "--format", "web", "--lang", code, "--jobs", "1")
    assert done.returncode == 1
    assert "Too many levels of symbolic links" in done.stderr or "is a link that leads back to itself" in done.stderr


def test_a_named_pipe_is_not_waited_for(project: Workspace) -> None:
    os.mkfifo(project.clinic_file("pipe"))
    done = call(project, "check", *ONE_EDITION)
    assert done.stdout == f"{CHECKED}\nrefused   {SLUG}.en.web.pipe\n"
    assert "clinics/pipe.yaml: error: cannot be read: it is not an ordinary file [source-invalid]" in done.stderr


FORMATS = "styles/formats.yaml"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("papers: null\n", "missing key 'papers'"),
        ("formats:\n", "missing key 'formats'"),
        ("papers: {a4: null, letter: null}\n", "'papers' is empty"),
        ("papers: [a4]\nformats: [web]\n", "'formats' has no keys of its own"),
        ("", "the file holds nothing where its keys are expected"),
    ],
)
def test_formats_of_which_a_part_is_missing_are_said(content: str, said: str, project: Workspace) -> None:
    (project.root / FORMATS).write_text(content, encoding="utf-8")
    done = call(project, "check", *ONE_EDITION)
    assert (done.returncode, done.stdout) == (1, "")
    assert told(done.stderr, f"{FORMATS}:1")
    assert said in done.stderr


def test_a_folded_format_without_widths_for_a_paper_refuses_its_editions_on_that_paper(
    project: Workspace, edit: Edit
) -> None:
    lines = (project.root / FORMATS).read_text(encoding="utf-8").splitlines()
    (widths,) = [line for line in lines if line.startswith("      letter: {flap:")]
    edit(FORMATS, widths, "      letter: null")
    copy_profile(project, "american.yaml")
    edit("clinics/american.yaml", "paper: a4", "paper: letter")
    done = call(project, "check", "--lang", "en", "--format", "trifold", "--jobs", "1")
    assert done.returncode == 1
    assert done.stdout == f"checked   {SLUG}.en.trifold.a4.example\nrefused   {SLUG}.en.trifold.letter.american\n"
    (line,) = told(done.stderr, f"{FORMATS}:{next(n for n, line in enumerate(lines, 1) if 'widths_mm' in line)}")
    assert "the format 'trifold' has no widths of its panels on 'letter' [source-invalid]" in line


def test_a_sheet_that_leads_to_no_format_is_said_with_its_line(project: Workspace, edit: Edit) -> None:
    edit(FORMATS, "leads_to: web", "leads_to: wbe")
    done = call(project, "check", "--lang", "en", "--format", "index", "--jobs", "1")
    assert (
        "the format 'index' leads to 'wbe', which is not a format; did you mean 'web'? [source-invalid]" in done.stderr
    )


STYLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "imports itself": (lambda css: b"@import url(style:languages.css);\n" + css, "style:languages.css imports itself"),
    "Latin-1": (lambda css: css + b"/* \xe9 */\n", "style:languages.css is not UTF-8 in line "),
    "another kind of file": (
        lambda css: css + b"h1 { background: url(style:fonts.yaml) }\n",
        "style:fonts.yaml is neither ",
    ),
    "the network": (lambda css: css + b"h1 { background: url(https://example.org/x.png) }\n", "is not a file of this"),
}


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("form", ["web", "leaflet"])
def test_a_style_sheet_that_cannot_be_taken_is_refused(name: str, form: str, project: Workspace) -> None:
    how, said = STYLES[name]
    path = project.root / "styles" / "languages.css"
    path.write_bytes(how(path.read_bytes()))
    done = call(project, "check", "--lang", "en", "--format", form, "--jobs", "1")
    assert done.returncode == 1
    assert done.stdout.startswith(f"refused   {SLUG}.en.{form}")
    assert said in done.stderr
    assert "[file-refused]" in done.stderr


# what a template holds, the line of it that is named, and what is said
TEMPLATES: dict[str, tuple[bytes, str, str]] = {
    "division by zero": (b"a\n{{ 1/0 }}", "t.html:2", "cannot be rendered: division by zero"),
    "Latin-1": (b"a\nb\ncaf\xe9", "t.html:3", "not UTF-8"),
    "syntax": (b"a\n{% endmacro %}", "t.html:2", "Encountered unknown tag 'endmacro'."),
    "a name that is not there": (b"\n{{ nothing }}", "t.html:2", "cannot be rendered: 'nothing' is undefined"),
    "itself": (b"\n{% include 't.html' %}", "t.html:2", "it includes or calls itself without end"),
    "a macro that calls itself": (b"{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}", "t.html:2", "calls itself"),
    "no such template": (b"\n{% include 'none.html' %}", "t.html:2", "there is no template 'none.html'"),
    "no such filter": (b"\n{{ 5|none }}", "t.html:2", "No filter named 'none'."),
    "a million million": (b"\n{% for i in range(1000000000000) %}{% endfor %}", "t.html:2", "Range too big"),
    "too deep": (b"{{ " + b"(" * 3000 + b"1" + b")" * 3000 + b" }}", "t.html", "cannot be compiled"),
    "words and numbers": (b"\n{{ 'a' + 1 }}", "t.html:2", "cannot be rendered: can only concatenate"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_fails_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    content, place, said = TEMPLATES[name]
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "t.html").write_bytes(content)
    with pytest.raises(InputError) as caught:
        environment(Workspace(tmp_path)).get_template("t.html").render()
    (finding,) = caught.value.findings
    assert (finding.check_id, str(finding.origin)) == ("render-failed", f"templates/{place}")
    assert said in finding.message


def test_a_template_that_fails_refuses_the_editions_that_it_is_for(project: Workspace, edit: Edit) -> None:
    edit("templates/web.html", "{% block head %}", "{% block head %}{{ 1/0 }}")
    edit("templates/index.html", "{% block", "\u00e9{% block")
    path = project.root / "templates" / "index.html"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "xmlcharrefreplace"))
    done = call(
        project, "check", "--lang", "en", "--format", "web", "--format", "index", "--format", "leaflet", "--jobs", "1"
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"refused   {SLUG}.en.index.a4.example",
        f"checked   {SLUG}.en.leaflet.a4.example",
        REFUSED,
    ]
    assert "templates/web.html:" in done.stderr
    assert "cannot be rendered: division by zero [render-failed]" in done.stderr
    assert "templates/index.html:" in done.stderr


def test_a_template_that_cannot_be_read_takes_no_labels_out_of_the_catalogues(project: Workspace) -> None:
    path = project.root / "templates" / "web.html"
    path.write_bytes(b"\xe9" + path.read_bytes())
    (path.parent / "._web.html").write_bytes(b"\x00\x05\x16\x07\xff")  # of a macOS disk
    before = (project.locales / "interface.pot").read_bytes()
    for command in ("extract", "update"):
        done = call(project, command)
        assert done.returncode == 1
        assert "templates/web.html:1: error: not UTF-8 [render-failed]" in done.stderr
    assert (project.locales / "interface.pot").read_bytes() == before


def test_a_folder_in_the_place_of_an_output_refuses_that_edition(project: Workspace) -> None:
    copy_profile(project, "second.yaml")
    (project.dist / f"{SLUG}.en.web.example.html").mkdir(parents=True)
    done = call(project, "build", *ONE_EDITION)
    assert done.returncode == 1
    assert done.stdout == f"{REFUSED}\nbuilt     dist/{SLUG}.en.web.second.html\n"
    assert "Is a directory [output-blocked]" in done.stderr
    project.clinic_file("example").write_text("", encoding="utf-8")  # refused for another reason, and cannot be removed
    done = call(project, "build", *ONE_EDITION)
    assert "it is a folder [output-blocked]" in done.stderr
    assert done.stdout.startswith(REFUSED)


@pytest.mark.parametrize("refused", [True, False])
def test_a_dist_that_cannot_be_written_is_wrong_use(
    *, refused: bool, project: Workspace, close: Callable[[str, int], None]
) -> None:
    project.dist.mkdir()
    outdated = project.dist / f"{SLUG}.en.web.example.html"
    outdated.write_text("outdated", encoding="utf-8")
    if refused:
        project.clinic_file("example").write_text("", encoding="utf-8")
    close("dist", 0o555)
    done = unprivileged(project, "build", *ONE_EDITION)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write to" in done.stderr
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize(
    "record",
    ["[]", "{}", "null", "[" * 100_000, "\xff", '{"inputs": 1}', "5", '{"inputs": "", "files": {"../../evil": ""}}'],
)
def test_a_record_that_is_none_is_no_record(record: str, project: Workspace) -> None:
    path = project.cache / "editions" / f"{edition().name}.json"
    path.parent.mkdir()
    path.write_bytes(record.encode("latin-1"))
    assert freshness.last_build(project, edition()) is None
    assert freshness.current(project, edition()) is None


def test_a_record_never_removes_what_is_not_in_dist(project: Workspace) -> None:
    freshness.store(project, Result(edition(), ()), by_request=False)
    path = project.cache / "editions" / f"{edition().name}.json"
    record = json.loads(path.read_text(encoding="utf-8")) | {"files": {"../clinics/example.yaml": ""}}
    path.write_text(json.dumps(record), encoding="utf-8")
    freshness.discard(project, edition())
    assert project.clinic_file("example").is_file()


@pytest.mark.parametrize("epoch", ["1764547200000", "9" * 30, "9" * 5000, "-5", "1.5", "\u0661"])
def test_a_date_that_is_no_number_of_seconds_is_wrong_use(
    epoch: str, project: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    done = call(project, "check", *ONE_EDITION)
    assert done.returncode == 2
    assert done.stderr.startswith("SOURCE_DATE_EPOCH is ")


def test_a_waiver_for_another_brochure_does_not_need_that_one_whole(project: Workspace) -> None:
    waiver = "- {check: value-order-differs, message: A message of the other., reason: It is so.}"
    (project.locales / "de" / "waivers.yaml").write_text(f"waivers:\n{waiver}\n", encoding="utf-8")
    project.brochure_file("other").parent.mkdir()
    project.brochure_file("other").write_text("[" * 50_000, encoding="utf-8")
    done = call(project, "check", "--format", "web", "--lang", "de", "--brochure", SLUG, "--jobs", "1")
    assert (done.returncode, done.stdout) == (0, f"checked   {SLUG}.de.web.example\n")


def test_a_logo_or_a_figure_that_links_to_itself_is_said(project: Workspace, edit: Edit) -> None:
    (project.clinics_dir / "logo.svg").symlink_to("logo.svg")
    edit("clinics/example.yaml", "paper: a4", "paper: a4\nlogo: {file: logo.svg, width_mm: 20}")
    figure = project.brochure_file(SLUG).parent / "figures" / "cover.svg"
    figure.unlink()
    figure.symlink_to("cover.svg")
    done = call(project, "check", *ONE_EDITION)
    assert (done.returncode, done.stdout) == (1, f"{REFUSED}\n")
    assert "[logo-refused]" in done.stderr
    assert "the figure 'figures/cover.svg' is a link that leads back to itself" in done.stderr
