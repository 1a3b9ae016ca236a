"""A build shared out among machines, and its parts joined: the same release, or a list of what does not fit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.shard import Shard
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.part import join_parts
from polyleaf.pipeline.plan import Request, plan
from tests.commands import LEAFLET, call
from tests.conftest import SLUG
from tests.edits import edit_file
from tests.releases import FORMATS, contents, copied, of


def build_part(project: Workspace, share: str, into: Path) -> Path:
    """What a machine leaves that builds a share from a fresh clone."""
    done = call(project, "build", "--shard", share, *of(FORMATS))
    assert done.returncode == 0, done.stderr
    return Path(shutil.move(project.dist, into))


@pytest.fixture(scope="session")
def parts(house: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Two parts, each built in a copy of its own."""
    home = tmp_path_factory.mktemp("parts")
    projects = [copied(house, home / f"machine-{number}") for number in (1, 2)]
    for project in projects:
        shutil.rmtree(project.dist, ignore_errors=True)
    return tuple(build_part(project, f"{i}/2", home / f"part-{i}") for i, project in enumerate(projects, start=1))


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_shares_are_even_whole_and_each_has_its_formats(count: int, repository: Workspace) -> None:
    editions = plan(repository, Request())
    shares = [Shard(index, count).of(editions) for index in range(1, count + 1)]
    assert sorted(edition for share in shares for edition in share) == editions
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    for form in ("leaflet", "large-print", "web"):
        numbers = [sum(edition.format == form for edition in share) for share in shares]
        assert max(numbers) - min(numbers) <= 1


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "1/2/3", "a/b", "-1/2"])
def test_a_share_that_is_none_is_wrong_use(share: str, house: Workspace) -> None:
    done = call(house, "build", f"--shard={share}")
    assert (done.returncode, done.stderr) == (2, f"'{share}' is not a share: write it like 2/4, the second of four\n")


def test_the_joined_parts_are_the_release_that_one_machine_makes(
    house: Workspace, parts: tuple[Path, ...], released: Path, tmp_path: Path
) -> None:
    words = [word for part in parts for word in ("--from", str(part))]
    done = call(house, "release", *words, "--out", str(tmp_path / "whole"), *of(FORMATS))
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["joined"] * 7 + ["released"]
    assert contents(tmp_path / "whole") == contents(released)


def joined(project: Workspace, parts: tuple[Path, ...], out: Path) -> str:
    """What is said of parts that do not fit; nothing is released."""
    words = [word for part in parts for word in ("--from", str(part))]
    done = call(project, "release", *words, "--out", str(out), *of(FORMATS))
    assert done.returncode == 1
    assert list(out.parent.glob(f"*{out.name}*")) == []
    return done.stderr


def test_a_missing_part_and_one_that_is_there_twice_are_named(
    house: Workspace, parts: tuple[Path, ...], tmp_path: Path
) -> None:
    missing = joined(house, parts[:1], tmp_path / "out")
    assert "part 2: error: is missing [part-mismatch]" in missing
    assert "is in no part [part-mismatch]" in missing
    assert "part 1: error: is there more than once" in joined(house, (parts[0], *parts), tmp_path / "out")


def test_a_file_that_was_changed_or_lost_on_the_way_is_named(
    house: Workspace, parts: tuple[Path, ...], tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(parts[0], tmp_path / "broken"))
    first, second = sorted(broken.glob("*.[ph]*"))[:2]
    first.write_bytes(first.read_bytes() + b"\n")
    second.unlink()
    said = joined(house, (broken, parts[1]), tmp_path / "out")
    assert f"{first}: error: is not the file that was built [part-mismatch]" in said
    assert f"{second}: error: is missing [part-mismatch]" in said


def test_parts_made_from_other_sources_or_with_other_options_are_named(
    house: Workspace, parts: tuple[Path, ...], tmp_path: Path
) -> None:
    (description,) = Path(shutil.copytree(parts[0], tmp_path / "other")).glob("part-*.json")
    part = json.loads(description.read_text(encoding="utf-8"))
    part["editions"][0]["made_with"] = "0" * 64
    another = f"{SLUG}.de.web.another"
    part["editions"][1] |= {"name": another, "files": {}}
    description.write_text(json.dumps(part), encoding="utf-8")
    said = joined(house, (description.parent, parts[1]), tmp_path / "out")
    assert f"{part['editions'][0]['name']}: error: was made from other sources or by other tools than are here" in said
    assert f"{another}: error: is in a part and not in the release" in said


def test_a_folder_without_a_description_is_no_part(house: Workspace, parts: tuple[Path, ...], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "0 descriptions of a part instead of one" in joined(house, (tmp_path / "empty", parts[1]), tmp_path / "out")
    (tmp_path / "empty" / "part-1-of-2.json").write_text("{", encoding="utf-8")
    assert "is not a description of a part" in joined(house, (tmp_path / "empty", parts[1]), tmp_path / "out")


EVIL: dict[str, dict[str, object]] = {
    "a path to another folder": {"files": {"../../evil.pdf": "0" * 64}},
    "a whole path": {"files": {"/tmp/evil.pdf": "0" * 64}},  # noqa: S108 -- nothing is written there
    "another edition's file": {"files": {f"{SLUG}.en.web.other.html": "0" * 64}},
    "no edition": {"name": "../evil"},
    "a word for a fit step": {"fit_step": "first"},
}


@pytest.mark.parametrize("name", EVIL)
def test_a_part_names_files_of_its_own_editions_alone(name: str, project: Workspace, tmp_path: Path) -> None:
    entry = described_edition(f"{SLUG}.en.web.example") | EVIL[name]
    described(tmp_path / "part", {"index": 1, "count": 1, "editions": [entry]})
    (tmp_path / "evil.pdf").write_bytes(b"evil")
    with pytest.raises(InputError, match="is not a description of a part"):
        join_parts(project, [tmp_path / "part"], plan(project, Request(languages=("en",), formats=("web",))))
    assert not project.dist.exists()


@pytest.mark.parametrize(
    "part",
    [
        {"index": 1, "count": 10**12, "editions": []},
        {"index": 1, "count": 0, "editions": []},
        {"index": -1, "count": 1, "editions": []},
        [],
        None,
    ],
)
def test_a_description_that_no_part_has_is_refused(part: object, project: Workspace, tmp_path: Path) -> None:
    described(tmp_path, part)
    with pytest.raises(InputError, match="is not a description of a part"):
        join_parts(project, [tmp_path], plan(project, Request(languages=("en",), formats=("web",))))


def test_a_part_whose_description_or_file_is_a_folder_is_refused(project: Workspace, tmp_path: Path) -> None:
    editions = plan(project, Request(languages=("en",), formats=("web",)))
    file = f"{editions[0].name}.html"
    entry = described_edition(editions[0].name) | {"files": {file: ""}}
    described(tmp_path, {"index": 1, "count": 1, "editions": [entry]})
    (tmp_path / file).mkdir()
    with pytest.raises(InputError, match=r"html: cannot be read: it is a folder"):
        join_parts(project, [tmp_path], editions)
    (tmp_path / "part-1-of-1.json").unlink()
    (tmp_path / "part-1-of-1.json").mkdir()
    with pytest.raises(InputError, match=r"json: cannot be read: it is a folder"):
        join_parts(project, [tmp_path], editions)


def described_edition(name: str) -> dict[str, object]:
    return {"name": name, "made_with": "", "reads": {}, "files": {}, "findings": [], "fit_step": None}


def described(folder: Path, part: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "part-1-of-1.json").write_text(json.dumps(part), encoding="utf-8")


def test_an_edition_refused_on_its_machine_keeps_the_release_from_being_made(
    house: Workspace, parts: tuple[Path, ...], tmp_path: Path
) -> None:
    (description,) = Path(shutil.copytree(parts[0], tmp_path / "refused")).glob("part-*.json")
    part = json.loads(description.read_text(encoding="utf-8"))
    lost = Finding("words-lost", Severity.ERROR, Origin("x"), "lost")
    part["editions"][0] |= {"files": {}, "findings": [lost.as_dict()]}
    description.write_text(json.dumps(part), encoding="utf-8")
    said = joined(house, (description.parent, parts[1]), tmp_path / "out")
    assert "x: error: lost [words-lost]" in said


def test_a_preliminary_part_past_its_review_date_has_its_files(house: Workspace, tmp_path: Path) -> None:
    late = copied(house, tmp_path / "late")
    edit_file(late, f"brochures/{SLUG}/brochure.yaml", "published: 2026-11-30", "published: 2024-11-23")
    edit_file(late, f"brochures/{SLUG}/brochure.yaml", "evidence: 2026-11-30", "evidence: 2024-11-23")
    edit_file(late, f"brochures/{SLUG}/brochure.yaml", "review_by: 2028-11-30", "review_by: 2026-11-24")
    done = call(late, "build", "--preliminary", "--lang", "en", "--shard", "1/1", *LEAFLET)
    assert done.returncode == 0, done.stderr
    part = json.loads((late.dist / "part-1-of-1.json").read_text(encoding="utf-8"))
    (entry,) = part["editions"]
    assert list(entry["files"]) == [f"{SLUG}.en.leaflet.a4.example.preliminary.pdf"]
