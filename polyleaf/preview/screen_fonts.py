"""The fonts of the leaflets for the page itself, as a machine may have none for the scripts of its patients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language


def font_css(workspace: Workspace) -> str:
    """A style sheet that names the project's fonts, for the languages that each is for.

    Raises InputError as `font_lock.prepare` does.
    """
    return "\n".join(_rules(workspace.load(font_lock.prepare)))


def font_file(workspace: Workspace, name: str) -> Path | None:
    """The file of a face by its name; None if the lock has no such face. Raises InputError."""
    fonts = workspace.load(font_lock.prepare)
    return fonts.folder / name if name in fonts.files else None


def _rules(fonts: font_lock.FontSet) -> Iterator[str]:
    for family in fonts.lock.families:
        for face in family.faces:
            file = fonts.file(family, face).name
            yield (
                f'@font-face {{ font-family: "{family.family}"; font-weight: {face.weight}; '
                f'src: url("/fonts/{file}") format("truetype"); }}'
            )
        tags = ", ".join(f":lang({language(code).tag})" for code in family.languages)
        is_latin = fonts.file(family, family.faces[0]) == fonts.latin_file
        names = ("var(--interface)", f'"{family.family}"')  # Latin letters are on every machine
        yield f"{tags} {{ font-family: {', '.join(names if is_latin else reversed(names))}, sans-serif; }}"
