"""The font lock: built once from the locked bytes, refused when anything is another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from tests.conftest import SLUG

Edit = Callable[[str, str, str], None]
LOCK = "styles/fonts.yaml"
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
    from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES
    from polyleaf.translation.extraction import INTERFACE
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


def test_fontconfig_knows_no_other_folder(repository: Workspace) -> None:
    built = font_lock.prepare(repository)
    config = built.config_file.read_text(encoding="utf-8")
    assert config.count("<dir>") == 1
    assert f"<dir>{built.folder}</dir>" in config
    assert "include" not in config
