"""The font lock: built once from the locked bytes, refused when anything is another."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from fontTools.ttLib import TTFont

from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from tests.conftest import SLUG
from tests.edits import Edit

LOCK = "styles/fonts.yaml"
THAI = "13f52f79b04f01f2751a81052a5dee2df639fd4e13f4ac30821ab45c8dd5f7e7"
SOURCE_SANS = "042fe2cc0b933e328410d7acbd0aa6a1873dca5aef81875f4bc214b08825c7b9"


def refused(project: Workspace) -> list[str]:
    with pytest.raises(InputError) as caught:
        font_lock.prepare(project)
    assert {(f.check_id, f.origin.path) for f in caught.value.findings} == {("font-missing", LOCK)}
    assert all(finding.origin.line for finding in caught.value.findings)
    assert not list((project.cache / "fonts").glob(".building-*"))
    return [finding.message for finding in caught.value.findings]


def test_a_file_that_is_not_the_locked_one_is_refused(project: Workspace, edit: Edit) -> None:
    edit(LOCK, SOURCE_SANS, "f" * 64)
    (message,) = refused(project)
    assert "is not the locked file: its SHA-256 is 042fe2cc" in message


def test_a_wheel_that_is_missing_or_another_is_refused_each_named(project: Workspace, edit: Edit) -> None:
    edit(LOCK, "wheel: fontpkg-source-sans-3==3.52", "wheel: fontpkg-source-sans-9==3.52")
    edit(LOCK, "wheel: fontpkg-source-sans-3==3.52", "wheel: fontpkg-source-sans-3==3.51")
    assert refused(project) == [
        "Polyleaf Sans 400: the wheel fontpkg-source-sans-9==3.52 is not installed",
        "Polyleaf Sans 600: the wheel fontpkg-source-sans-3 is installed as 3.52, not 3.51",
    ]


def test_a_missing_file_and_a_missing_licence_are_refused(project: Workspace, edit: Edit) -> None:
    edit(LOCK, "files/IBMPlexSansArabic-Regular.ttf", "files/IBMPlexSansArabic-None.ttf")
    edit(LOCK, "licence_file: justmytype_intl_cjk/fonts/ofl/notosanssc/OFL.txt", "licence_file: none.txt")
    messages = refused(project)
    assert any("has no file fontpkg_ibm_plex_sans_arabic/files/IBMPlexSansArabic-None.ttf" in m for m in messages)
    assert any("has no licence text none.txt" in m for m in messages)


def test_the_built_faces_are_static_and_under_their_own_name(repository: Workspace) -> None:
    built = font_lock.prepare(repository)
    files = sorted(built.folder.glob("*.ttf"))
    assert len(files) == sum(len(family.faces) for family in built.lock.families)
    for path in files:
        with TTFont(path, lazy=True) as font:
            assert "fvar" not in font, path.name
            assert str(font["name"].getDebugName(1)).startswith("Polyleaf ")
            reserved = " ".join(str(font["name"].getDebugName(number)) for number in (1, 3, 4, 6, 16))
        assert "Source" not in reserved
        assert "Plex" not in reserved


def test_every_character_of_a_language_is_in_its_family(repository: Workspace) -> None:
    from polyleaf.core.names import INTERFACE
    from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES
    from polyleaf.translation.words import load_words

    built = font_lock.prepare(repository)
    latin = _characters(built.folder / "PolyleafSans-400.ttf")
    for family in built.lock.families:
        for face in family.faces:
            own = _characters(built.folder / f"{family.postscript_name(face)}.ttf")
            for code in family.languages:
                if code in {"en", *PSEUDO_LOCALES}:
                    continue  # no catalogue to read; glyph-missing reads the pages
                for domain in (SLUG, INTERFACE):
                    words = load_words(repository, domain, language(code), "en")
                    text = {char for entry in words.messages.values() for char in str(entry.string) if char > " "}
                    assert text - own - latin - _INVISIBLE == set(), (code, domain)


_INVISIBLE = set("\u00a0\u202f\u200c\u200d\u2060\u00ad")


def _characters(path: Path) -> set[str]:
    with TTFont(path, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


@pytest.fixture
def small(project: Workspace) -> Workspace:
    """A project with a font lock of one family, Thai, which is cut in no time; its cache is its own."""
    path = project.root / LOCK
    text = path.read_text(encoding="utf-8")
    start = text.index("  - family: Polyleaf Thai")
    end = text.find("  - family:", start + 1)
    families = yaml.safe_load(text)["families"]
    others = [family["family"] for family in families if family["family"] != "Polyleaf Thai"]
    removed = "".join(f"  - {{family: {name}, faces: null}}\n" for name in others)
    path.write_text(f"families:\n{removed}{text[start : end if end > 0 else None]}", encoding="utf-8")
    (project.cache / "fonts").unlink()
    return project


DAMAGE: dict[str, Callable[[Path], object]] = {
    "400 bytes of a face": lambda folder: _flip(folder / "PolyleafThai-400.ttf"),
    "half a face": lambda folder: _halve(folder / "PolyleafThai-400.ttf"),
    "a face of another weight": lambda folder: shutil.copy(
        folder / "PolyleafThai-600.ttf", folder / "PolyleafThai-400.ttf"
    ),
    "no face": lambda folder: (folder / "PolyleafThai-400.ttf").unlink(),
    "a folder for a face": lambda folder: _into_folder(folder / "PolyleafThai-400.ttf"),
    "no record": lambda folder: (folder / "faces.json").unlink(),
    "a record of another kind": lambda folder: (folder / "faces.json").write_text("[]", encoding="utf-8"),
    "half a record": lambda folder: _halve(folder / "faces.json"),
}


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _flip(path: Path) -> None:
    """Damage as a bad disk or a bad copy makes it: other bytes, and the size and the time of before."""
    found, content = path.stat(), bytearray(path.read_bytes())
    for place in range(1000, 1400):
        content[place] ^= 0xFF
    path.write_bytes(content)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


@pytest.mark.parametrize("name", DAMAGE)
def test_a_cache_that_was_damaged_is_cut_again(name: str, small: Workspace) -> None:
    folder = font_lock.prepare(small).folder
    whole = {path.name: path.read_bytes() for path in folder.glob("*.ttf")}
    assert len(whole) == 2
    DAMAGE[name](folder)
    again = font_lock.prepare(small)
    assert {path.name: path.read_bytes() for path in again.folder.glob("*.ttf")} == whole
    assert [path.name for path in again.folder.parent.iterdir()] == [folder.name]


def test_a_whole_cache_is_not_cut_again_and_asked_in_no_time(small: Workspace) -> None:
    built = font_lock.prepare(small)
    face = built.folder / "PolyleafThai-400.ttf"
    before = face.stat()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        font_lock.prepare(small)
        times.append(time.perf_counter() - start)
    assert face.stat().st_ino == before.st_ino
    assert min(times) < 0.01
    face.touch()  # its time is another, and its bytes are the same
    font_lock.prepare(small)
    assert face.stat().st_ino == before.st_ino


def test_a_cache_that_was_made_in_another_place_is_used_with_a_configuration_of_its_own(small: Workspace) -> None:
    built = font_lock.prepare(small)
    moved = small.root.parent / "Bed & Breakfast <1>"
    small.root.rename(moved)
    again = font_lock.prepare(Workspace(moved.resolve()))
    assert again.folder == moved.resolve() / ".cache" / "fonts" / built.folder.name
    config = ElementTree.fromstring(again.config_file.read_bytes())  # noqa: S314 -- our own
    assert config.findtext("dir") == str(again.folder)
    if shutil.which("fc-list"):
        environment = {**os.environ, "FONTCONFIG_FILE": str(again.config_file)}
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True, env=environment)
        assert set(listed.stdout.splitlines()) == {"Polyleaf Thai"}
        assert listed.stderr == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("axes: {wght: 400}", "axes: {none: 400}", "cannot be cut: the font has no axis 'none'"),
        ("manimgx_fonts/NotoSansThai[wght].ttf", "manimgx_fonts/__init__.py", "is not the locked file"),
    ],
)
def test_a_face_that_cannot_be_cut_is_refused(old: str, new: str, said: str, small: Workspace, edit: Edit) -> None:
    edit(LOCK, old, new)
    (message,) = refused(small)
    assert said in message


def test_a_locked_file_that_is_no_font_is_refused(small: Workspace, edit: Edit) -> None:
    name = "manimgx_fonts-2026.9.26.post1.dist-info/licenses/LICENSE"
    path = Path(str(distribution("manimgx-fonts").locate_file(name)))
    edit(LOCK, "manimgx_fonts/NotoSansThai[wght].ttf", name)
    edit(LOCK, THAI, hashlib.sha256(path.read_bytes()).hexdigest())
    (message,) = refused(small)
    assert f"Polyleaf Thai 400: {name} cannot be cut" in message


def test_fontconfig_knows_no_other_folder(repository: Workspace) -> None:
    built = font_lock.prepare(repository)
    config = built.config_file.read_text(encoding="utf-8")
    assert config.count("<dir>") == 1
    assert f"<dir>{built.folder}</dir>" in config
    assert "include" not in config
