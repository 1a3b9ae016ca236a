"""Paths as a code host names them: relative to the top folder of the repository. The project may be
a subfolder of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from polyleaf.core.project import Project
from polyleaf.core.work_tree import repository_of


@dataclass(frozen=True)
class RepositoryPaths:
    """The project's folder and the top folder of its repository. Both are the same if there is no repository."""

    root: Path
    top: Path

    @classmethod
    def of(cls, project: Project) -> Self:
        return cls(project.root, repository_of(project) or project.root)

    def named(self, path: str) -> str:
        """A finding's path, relative to the top folder of the repository.

        What is not a file of the repository keeps its name: an edition, a part of a release, a file elsewhere.
        """
        full = self.root / path  # an absolute path is not changed
        if not self._is_in_a_folder_of_the_project(path) or not full.is_relative_to(self.top):
            return path
        return full.relative_to(self.top).as_posix()

    def _is_in_a_folder_of_the_project(self, path: str) -> bool:
        """True also for a missing file, which a finding may name. Every input is in a folder of the root."""
        first, *rest = PurePosixPath(path).parts or ("",)
        return bool(rest) and (self.root / first).is_dir()
