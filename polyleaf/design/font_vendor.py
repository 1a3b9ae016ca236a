"""Copy the fonts of the lock into a project, so that it can be built when their wheels are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from polyleaf.core.errors import InputError
from polyleaf.core.project import Project
from polyleaf.design.font_lock import Family, FontLock, file_of, licence_of, load_lock, lock_errors

_HEAD = """\
# The font lock, with the fonts beside it in styles/fonts/: nothing else can be printed, and no wheel is needed.
# `fonts --vendor` wrote it. Each font is under the licence whose text is in its folder.
"""


def vendor(project: Project) -> list[Path]:
    """Copy every font that comes from a wheel into `styles/fonts/`, with its licence, and lock the copies.

    Returns what was written; nothing if no font comes from a wheel. The lock is written last. Raises InputError with
    the findings of the lock, and UsageError if a file cannot be written.
    """
    lock, source_map = load_lock(project)
    if findings := list(lock_errors(project, lock, source_map)):
        raise InputError(findings)
    written: dict[Path, bytes] = {}
    families = tuple(_vendored(project, family, written) for family in lock.families)
    if not written:
        return []
    own = project.root / "styles" / "fonts.yaml"
    written[own] = _lock_text(FontLock(families=families), _removed(project, lock)).encode()
    for path, content in written.items():
        project.write(path, content)
    return list(written)


def _vendored(project: Project, family: Family, written: dict[Path, bytes]) -> Family:
    """The family with its fonts by path. What is to be copied is added to `written`."""
    if all(face.path for face in family.faces):
        return family
    folder = Path("fonts") / family.family.replace(" ", "")
    faces = []
    for face in family.faces:
        font, licence = file_of(project, face), licence_of(project, family, face)
        for path in (font, licence):
            written[project.root / "styles" / folder / path.name] = path.read_bytes()
        source = {"wheel": None, "file": None, "path": (folder / font.name).as_posix()}
        faces.append(face.model_copy(update=source))
    return family.model_copy(update={"faces": tuple(faces), "licence_file": (folder / licence.name).as_posix()})


def _removed(project: Project, lock: FontLock) -> list[dict[str, Any]]:
    """The families that the engine has and the project does not, in the form that removes them."""
    names = {family.family for family in lock.families}
    packaged = load_lock(Project(project.style_layers("fonts.yaml")[-1].parent.parent))[0]
    return [{"family": family.family, "faces": None} for family in packaged.families if family.family not in names]


def _lock_text(lock: FontLock, removed: list[dict[str, Any]]) -> str:
    families = [*lock.model_dump(mode="json", exclude_defaults=True)["families"], *removed]
    return _HEAD + yaml.safe_dump({"families": families}, sort_keys=False, allow_unicode=True, width=120)
