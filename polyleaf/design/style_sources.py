"""The style sheets with which an edition is laid out, and the folders of the files that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Origin
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.design.addresses import AddressError, NamedFiles

PROJECT_SHEET = "project.css"
"""The style sheet of a project's own, which comes last wherever the others are loaded."""

_NAMED = re.compile(r"""url\(\s*['"]?(style:[^)'"\s]+)""")


@dataclass(frozen=True)
class StyleSources:
    """Style sheets by name in the order of the cascade, and the folders of `style:`, `brochure:` and `clinic:`.

    `named` are the style sheets without the project's own one.
    """

    workspace: Workspace
    named: tuple[str, ...]
    figures: Path
    clinics: Path

    @property
    def stylesheets(self) -> tuple[str, ...]:
        return cascade(self.workspace, self.named)

    @property
    def files(self) -> NamedFiles:
        """What the document may name, scheme by scheme."""
        styles = tuple(self.workspace.style_dirs())
        return NamedFiles(self.workspace, {"brochure": (self.figures,), "clinic": (self.clinics,), "style": styles})

    def marks(self) -> Iterator[str]:
        """The addresses of the pictures that the style sheets name. A sheet that does not exist names none."""
        for name in self.stylesheets:
            yield from self._marks(f"style:{name}", set())

    def _marks(self, address: str, seen: set[str]) -> Iterator[str]:
        if address in seen:
            return
        seen.add(address)
        try:
            css = self.workspace.read(self.files.find(address)).decode(errors="replace")
        except (AddressError, UnreadableError):
            return
        for named in _NAMED.findall(css):
            yield from self._marks(named, seen) if named.endswith(".css") else (named,)


def cascade(project: Project, stylesheets: tuple[str, ...]) -> tuple[str, ...]:
    """The style sheets with the project's own one after them, if it has one: the last one wins."""
    is_there = any(project.has(folder / PROJECT_SHEET) for folder in project.style_dirs())
    return (*stylesheets, PROJECT_SHEET) if is_there else stylesheets


def style_sheet(project: Project, name: str) -> str:
    """The text of a style sheet. Raises InputError if it does not exist or cannot be read."""
    try:
        return NamedFiles(project, {"style": project.style_dirs()}).read(f"style:{name}").content.decode()
    except AddressError as error:
        hint = "Put the file there, in UTF-8; without one of its own a project has that of the engine."
        finding = reader_finding("file-refused", Origin(f"styles/{name}"), str(error), hint)
        raise InputError([finding]) from None
