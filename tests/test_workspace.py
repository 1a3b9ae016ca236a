"""A living process prints what the files say now: every kind of input is edited, and the next build shows it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from polyleaf.core.atomic_files import remove_file
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.plain_records import packed, unpacked
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import build
from tests.conftest import ROOT, SLUG, edition

pytestmark = pytest.mark.slow

BROCHURE = f"brochures/{SLUG}/brochure.yaml"
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
GERMAN_LABELS = "locales/de/LC_MESSAGES/interface.po"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="{}"/></svg>'

WEB = Edition(SLUG, "de", "web", "", "example")
BRITISH = replace(WEB, language="en_GB")
LEAFLET = edition("de")
PRESS = replace(edition("en"), finish="press")

Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        content = (root / name).read_text(encoding="utf-8")
        assert old in content, f"{old!r} is not in {name}"
        (root / name).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def written(name: str, content: str) -> Change:
    def change(root: Path) -> None:
        (root / name).write_text(content, encoding="utf-8")

    return change


INPUTS: dict[str, tuple[Edition, Change]] = {
    "brochure": (WEB, replaced(BROCHURE, "review_by: 2028-11-30", "review_by: 2028-11-29")),
    "catalogue": (WEB, replaced(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie die Stelle nicht.")),
    "labels": (WEB, replaced(GERMAN_LABELS, 'msgid "Opening hours"\nmsgstr "', 'msgid "Opening hours"\nmsgstr "Die ')),
    "glossary": (WEB, replaced("locales/de/glossary.yaml", "use: [botulinumtoxin]", "use: [nervengift]")),
    "lexicon": (WEB, written("locales/de/lexicon.yaml", "negations: [der]\n")),
    "waivers": (WEB, written("locales/de/waivers.yaml", "waivers: [{check: x, message: x, reason: A test.}]\n")),
    "approvals": (WEB, written("locales/de/approvals.yaml", "approved: nonsense\n")),
    "clinic": (WEB, replaced("clinics/example.yaml", "name: Example Clinic", "name: Other Example Clinic")),
    "logo": (WEB, written("clinics/logo.svg", LOGO.format("#0b5a5c"))),
    "figure": (WEB, replaced(f"brochures/{SLUG}/figures/cover.svg", "<svg ", '<svg class="changed" ')),
    "template": (WEB, replaced("templates/parts/section.html", "<section", '<section data-changed="yes"')),
    "style sheet": (WEB, replaced("styles/formats/web.css", ":root {", ":root {\n  --changed: 1;")),
    "formats": (LEAFLET, replaced("styles/formats.yaml", "pages: 8", "pages: 9")),
    "press": (PRESS, replaced("styles/press.yaml", "identifier: FOGRA39", "identifier: FOGRA39L")),
}
"""An edition that is made from each kind of input, and a change of the input that shows in it."""

OF_GERMAN_ALONE = {"catalogue", "labels", "glossary", "waivers", "approvals", "lexicon"}


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory, repository: Workspace) -> Workspace:
    """A project that one process works with for the length of this module; each test takes back what it changes."""
    root = tmp_path_factory.mktemp("living") / "project"
    for name in ("brochures", "locales", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    (root / "clinics" / "logo.svg").write_text(LOGO.format("#446688"), encoding="utf-8")
    with (root / "clinics" / "example.yaml").open("a", encoding="utf-8") as profile:
        profile.write("logo: {file: logo.svg, width_mm: 30}\n")
    (root / ".cache").mkdir()
    for name in ("fonts", "pages"):
        (root / ".cache" / name).symlink_to(repository.cache / name)
    return Workspace(root.resolve())


@pytest.fixture(scope="module")
def before(living: Workspace) -> dict[Edition, Result]:
    """The editions as the unchanged project prints them."""
    return {planned: build(planned, living) for planned in (WEB, BRITISH, LEAFLET, PRESS)}


@pytest.mark.parametrize("kind", INPUTS)
def test_the_next_build_in_a_living_process_shows_a_change_of(
    kind: str, living: Workspace, before: dict[Edition, Result], tmp_path: Path
) -> None:
    planned, change = INPUTS[kind]
    was = before[planned]
    kept = Path(shutil.copytree(living.root, tmp_path / "kept", symlinks=True))
    try:
        change(living.root)
        living.refresh()
        assert not living.holds(was.reads)
        assert living.holds(before[BRITISH].reads) == (kind in OF_GERMAN_ALONE | {"press"})
        now, anew = build(planned, living), build(planned, Workspace(living.root))
        assert (now.files, now.findings) != (was.files, was.findings)
        assert (now.files, now.findings, now.reads) == (anew.files, anew.findings, anew.reads)
    finally:
        for name in ("brochures", "locales", "templates", "styles", "clinics"):
            shutil.rmtree(living.root / name)
            shutil.copytree(kept / name, living.root / name)
        living.refresh()
    assert living.holds(was.reads)


def test_a_changed_catalogue_of_one_brochure_leaves_the_other_brochures_editions_current(project: Workspace) -> None:
    shutil.copytree(project.root / "brochures" / SLUG, project.root / "brochures" / "second")
    for code in ("de", "fr"):
        shutil.copy(project.catalog_file(code, SLUG), project.catalog_file(code, "second"))
    second, first = (build(replace(WEB, brochure=slug), project) for slug in ("second", SLUG))
    assert second.files
    replaced(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie die Stelle nicht.")(project.root)
    project.refresh()
    assert project.holds(second.reads)
    assert not project.holds(first.reads)


def test_a_new_font_lock_takes_effect_in_a_living_process(project: Workspace) -> None:
    assert build(WEB, project).findings == ()
    replaced("styles/fonts.yaml", "fr, de, it", "fr, it")(project.root)
    result = build(WEB, project)
    assert {finding.check_id for finding in result.findings} == {"language-without-font"}


def content_of(project: Workspace, name: str) -> str:
    return project.read(project.root / name).decode()


def names_in(project: Workspace, pattern: str) -> tuple[str, ...]:
    return tuple(path.name for path in project.glob(project.root, pattern))


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    (tmp_path / "brochures").mkdir()
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    return Workspace(tmp_path.resolve())


def test_a_loader_is_called_again_only_when_what_it_read_is_another(small: Workspace) -> None:
    calls = []

    def load(project: Workspace, name: str) -> str:
        calls.append(name)
        return content_of(project, name)

    assert [small.load(load, "a.txt"), small.load(load, "a.txt")] == ["a", "a"]
    (small.root / "a.txt").write_text("b", encoding="utf-8")
    assert small.load(load, "a.txt") == "a", "one run sees one state of the files"
    small.refresh()
    assert small.load(load, "a.txt") == "b"
    small.refresh()
    assert small.load(load, "a.txt") == "b"
    assert len(calls) == 2


def test_a_loader_that_listed_a_folder_or_missed_a_file_is_called_again_when_one_appears(small: Workspace) -> None:
    def load(project: Workspace) -> tuple[tuple[str, ...], bool]:
        return names_in(project, "*.txt"), project.has(project.root / "b.txt")

    assert small.load(load) == (("a.txt",), False)
    (small.root / "b.txt").write_text("b", encoding="utf-8")
    small.refresh()
    assert small.load(load) == (("a.txt", "b.txt"), True)


def test_what_an_edition_read_is_recorded_however_it_was_loaded(small: Workspace) -> None:
    def outer(workspace: Workspace) -> str:
        return workspace.load(content_of, "a.txt")

    with small.recording() as first:
        small.load(outer)
    with small.recording() as second:
        small.load(outer)
    assert first == second
    assert list(first) == ["a.txt"]
    assert small.holds(first)
    (small.root / "a.txt").unlink()
    small.refresh()
    assert not small.holds(first)


def test_findings_of_a_loader_are_remembered_until_the_file_is_right(small: Workspace) -> None:
    def load(project: Workspace) -> str:
        content = content_of(project, "a.txt")
        if content == "a":
            raise InputError([Finding("source-invalid", Severity.ERROR, Origin("a.txt"), "is wrong")])
        return content

    for _ in range(2):
        with pytest.raises(InputError, match="is wrong"):
            small.load(load)
    (small.root / "a.txt").write_text("b", encoding="utf-8")
    small.refresh()
    assert small.load(load) == "b"


def test_what_is_remembered_is_bounded(small: Workspace) -> None:
    for number in range(2000):
        small.load(lambda _, number: number, number)
    assert len(small._state.values) <= 1024
    for number in range(3):
        (small.root / f"{number}.bin").write_bytes(bytes(30_000_000))
        small.read(small.root / f"{number}.bin")
    assert sum(map(len, small._state.contents.values())) <= 64 * 1024 * 1024


def test_a_workspace_goes_to_another_process_without_its_memory(small: Workspace) -> None:
    small.load(content_of, "a.txt")
    copy = pickle.loads(pickle.dumps(small))  # noqa: S301 -- its own pickle
    assert (copy.root, copy.work_dir) == (small.root, small.work_dir)
    assert not copy._state.values


def test_files_of_the_engine_have_a_name_that_is_the_same_on_every_machine(small: Workspace) -> None:
    with small.recording() as reads:
        small.read(small.style("base.css"))
    assert set(reads) == {"has styles/base.css", "has engine:styles/base.css", "engine:styles/base.css"}
    assert reads["has styles/base.css"] == "", "the project has none of its own"
    assert small.holds(reads)


_calls: list[str] = []


def counted(workspace: Workspace, name: str) -> Origin:
    """The file's first line, as a record."""
    _calls.append(name)
    return Origin(workspace.read(workspace.root / name).decode().partition("\n")[0])


def test_what_is_kept_on_disk_is_loaded_by_another_workspace_until_a_file_changes(tmp_path: Path) -> None:
    (tmp_path / "brochures").mkdir()
    (tmp_path / "file").write_text("first\n")
    _calls.clear()
    assert Workspace(tmp_path).load_kept(counted, "file") == Origin("first")
    other = Workspace(tmp_path)
    with other.recording() as reads:
        assert other.load_kept(counted, "file") == Origin("first")
    assert (len(_calls), list(reads)) == (1, ["file"])
    (tmp_path / "file").write_text("second\n")
    other.refresh()
    assert other.load_kept(counted, "file") == Workspace(tmp_path).load_kept(counted, "file") == Origin("second")
    assert len(_calls) == 2


def refused(workspace: Workspace) -> Origin:
    _calls.append("refused")
    raise InputError([reader_finding("source-invalid", Origin("file"), "it is wrong")])


def test_a_refusal_is_kept_on_disk_too(tmp_path: Path) -> None:
    _calls.clear()
    for _ in range(2):
        with pytest.raises(InputError, match="it is wrong"):
            Workspace(tmp_path).load_kept(refused)
    assert _calls == ["refused"]


def test_a_kept_result_that_names_a_function_is_refused() -> None:
    with pytest.raises(pickle.UnpicklingError, match="print is not a record"):
        unpacked(pickle.dumps(print))
    with pytest.raises(pickle.UnpicklingError, match="remove_file is not a record"):
        unpacked(pickle.dumps(remove_file))
    assert unpacked(packed(Finding("a", Severity.ERROR, Origin("b", 3), "c"))).origin.line == 3
