"""Which style sheets an edition is laid out with, and where the files stand that they name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.project import Project
from polyleaf.core.workspace import Workspace
from polyleaf.design.addresses import AddressError, NamedFiles


@dataclass(frozen=True)
class StyleSources:
    """Style sheets by name in the order of the cascade, and the folders of `style:`, `brochure:` and `clinic:`."""

    workspace: Workspace
    stylesheets: tuple[str, ...]
    figures: Path
    clinics: Path

    @property
    def files(self) -> NamedFiles:
        """What the document may name, scheme by scheme."""
        styles = tuple(self.workspace.style_dirs())
        return NamedFiles(self.workspace, {"brochure": (self.figures,), "clinic": (self.clinics,), "style": styles})


def style_sheet(project: Project, name: str) -> str:
    """The text of a style sheet. Raises InputError for one that is not there or cannot be read."""
    try:
        return NamedFiles(project, {"style": project.style_dirs()}).read(f"style:{name}").content.decode()
    except AddressError as error:
        hint = "Put the file there, in UTF-8; without one of its own a project has that of the engine."
        finding = Finding("file-refused", Severity.ERROR, Origin(f"styles/{name}"), str(error), hint)
        raise InputError([finding]) from None
