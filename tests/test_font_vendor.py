"""Fonts that are kept in the project: the pages are the same when no wheel of a font can be found any more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import NoReturn

import pytest
import yaml
from click.testing import CliRunner

from polyleaf.cli.main import cli
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.font_lock import load_lock
from polyleaf.design.font_vendor import vendor
from tests.commands import call_apart
from tests.conftest import ROOT
from tests.subjects import PROJECTS

FONTS = "styles/fonts.yaml"
KEPT = {"Polyleaf Sans", "Polyleaf Thai"}
CARD = Edition("card", "en", "card", "a6", "example")


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """A project with two families, which are cut in no time, in a cache of its own."""
    shutil.copytree(PROJECTS / "formats", tmp_path / "project")
    own = Workspace((tmp_path / "project").resolve())
    names = [family.family for family in load_lock(Workspace(ROOT))[0].families]
    removed = [{"family": name, "faces": None} for name in names if name not in KEPT]
    (own.root / FONTS).write_text(yaml.safe_dump({"families": removed}), encoding="utf-8")
    return own


def gone(_: str) -> NoReturn:
    raise PackageNotFoundError


HIDDEN = """
import importlib.metadata as metadata
found = metadata.distribution
def distribution(name):
    if name in {names}:
        raise metadata.PackageNotFoundError(name)
    return found(name)
metadata.distribution = distribution
"""
"""What hides the wheels from a process of its own, which is the first that loads its fonts."""


def built(own: Workspace, **environment: str) -> tuple[str, bytes]:
    """What a new process says of the card, and the file, which is made from nothing."""
    for folder in (own.cache, own.dist):
        shutil.rmtree(folder, ignore_errors=True)
    done = call_apart(own, "build", "--format", "card", "--jobs", "1", **environment)
    path = own.dist / f"{CARD.name}.pdf"
    return done.stderr, path.read_bytes() if path.is_file() else b""


def test_a_project_with_its_fonts_is_built_without_their_wheels_to_the_same_bytes(
    own: Workspace, tmp_path: Path
) -> None:
    wheels = {
        face.wheel.partition("==")[0] for family in load_lock(own)[0].families for face in family.faces if face.wheel
    }
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text(HIDDEN.format(names=wheels), encoding="utf-8")
    without_wheels = {"PYTHONPATH": os.pathsep.join((str(tmp_path / "hidden"), str(ROOT)))}
    _, before = built(own)
    assert before.startswith(b"%PDF")
    said, nothing = built(own, **without_wheels)
    assert "is not installed [font-missing]" in said
    assert nothing == b""
    written = {own.relative(path) for path in vendor(own)}
    assert written == {
        "styles/fonts/PolyleafSans/SourceSans3[wght].ttf",
        "styles/fonts/PolyleafSans/LICENSE",
        "styles/fonts/PolyleafThai/NotoSansThai[wght].ttf",
        "styles/fonts/PolyleafThai/LICENSE",
        FONTS,
    }
    assert "SIL OPEN FONT LICENSE" in (own.root / "styles/fonts/PolyleafSans/LICENSE").read_text(encoding="utf-8")
    assert {family.family for family in load_lock(own)[0].families} == KEPT, "what was removed does not come back"
    assert built(own, **without_wheels)[1] == before
    assert vendor(own) == []


def test_nothing_is_copied_of_a_lock_that_is_wrong(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (own.root / FONTS).read_bytes()
    monkeypatch.setattr(font_lock, "distribution", gone)
    with pytest.raises(InputError) as caught:
        vendor(own)
    assert {finding.check_id for finding in caught.value.findings} == {"font-missing"}
    assert (own.root / FONTS).read_bytes() == before
    assert not (own.root / "styles" / "fonts").exists()


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "another font": (
        lambda folder: (folder / "SourceSans3[wght].ttf").write_bytes(b"no font"),
        "Polyleaf Sans 400: fonts/PolyleafSans/SourceSans3[wght].ttf is not the locked file: its SHA-256 is ",
    ),
    "no font": (
        lambda folder: (folder / "SourceSans3[wght].ttf").unlink(),
        "Polyleaf Sans 400: styles/fonts/PolyleafSans/SourceSans3[wght].ttf is not there",
    ),
    "no licence": (
        lambda folder: (folder / "LICENSE").unlink(),
        "Polyleaf Sans 400: styles/fonts/PolyleafSans/LICENSE is not there",
    ),
    "a link to another folder": (
        lambda folder: (folder / "LICENSE").symlink_to((folder / "LICENSE").rename(folder.parents[2] / "LICENSE")),
        "Polyleaf Sans 400: styles/fonts/PolyleafSans/LICENSE lies outside the folder styles/",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_font_of_the_project_that_is_not_the_locked_one_is_refused(name: str, own: Workspace) -> None:
    vendor(own)
    spoil, said = FAULTS[name]
    spoil(own.root / "styles" / "fonts" / "PolyleafSans")
    own.refresh()
    with pytest.raises(InputError) as caught:
        font_lock.prepare(own)
    first = caught.value.findings[0]
    assert (first.check_id, first.origin.path) == ("font-missing", FONTS)
    assert first.origin.line
    assert first.message.startswith(said)
    assert first.hint == "Restore the file from version control, or lock the one that is there."


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("path: fonts/x.ttf, file: x.ttf", "has 'path' beside 'wheel' or 'file'"),
        ("file: x.ttf", "names no font"),
        ("path: ../x.ttf", "is not valid"),
        ("path: /x.ttf", "is not valid"),
    ],
)
def test_a_face_has_one_source(source: str, said: str, own: Workspace) -> None:
    face = f"{{weight: 400, {source}, sha256: {'f' * 64}}}"
    family = f"{{family: Brand, languages: [en], licence: OFL-1.1, licence_file: fonts/OFL.txt, faces: [{face}]}}"
    (own.root / FONTS).write_text(f"families:\n  - {family}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lock(own)
    (finding,) = caught.value.findings
    assert str(finding.origin) == f"{FONTS}:2"
    assert said in finding.message


def test_the_command_lists_the_fonts_and_copies_them(own: Workspace) -> None:
    listed = CliRunner().invoke(cli, ["fonts", "--project", str(own.root)])
    assert "Polyleaf Thai 400  manimgx-fonts==" in listed.output
    copied = CliRunner().invoke(cli, ["fonts", "--vendor", "--project", str(own.root)])
    assert f"written   {FONTS}\n" in copied.output
    assert "Polyleaf Thai 400  styles/fonts/PolyleafThai/NotoSansThai[wght].ttf" in copied.output
