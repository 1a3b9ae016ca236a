"""Which style sheets an edition is laid out with, and where the files stand that they name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.workspace import Workspace
from polyleaf.design.addresses import NamedFiles


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
