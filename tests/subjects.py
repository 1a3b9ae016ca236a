"""The small brochures of `tests/projects/subjects`: about no treatment, one, three or four, and one of 24 pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from polyleaf.core.edition import Edition, Finish
from polyleaf.core.workspace import Workspace

PROJECTS = Path(__file__).resolve().parent / "projects"


def copied(name: str, target: Path, fonts: Workspace) -> Workspace:
    """A copy of a project of `tests/projects` that a test may change, with the fonts that another one has cut."""
    shutil.copytree(PROJECTS / name, target)
    (target / ".cache").mkdir()
    (fonts.cache / "fonts").mkdir(parents=True, exist_ok=True)
    (target / ".cache" / "fonts").symlink_to(fonts.cache / "fonts")
    return Workspace(target.resolve())


def edition_of(slug: str, form: str, *, finish: Finish = "office") -> Edition:
    return Edition(slug, "en", form, "" if form == "web" else "a4", "example", finish)
