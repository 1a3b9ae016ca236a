"""The project under version control: the commit that it is at, and what is in none."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.errors import UsageError
from polyleaf.core.project import Project


@dataclass(frozen=True)
class WorkTree:
    """A commit by its full hash, and the paths that differ from it or are in no commit."""

    revision: str
    changed: tuple[str, ...]


def work_tree(project: Project) -> WorkTree | None:
    """The work tree that the project's folder is in, as far as that folder goes; None where git knows none.

    Raises UsageError when git is there and refuses to read it.
    """
    git = shutil.which("git")
    if git is None or repository_of(project) is None:
        return None
    status = _git(git, project, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    changed = sorted(entry[3:] for entry in status.split("\0") if entry)
    return WorkTree(_git(git, project, "rev-parse", "HEAD").strip(), tuple(changed))


def repository_of(project: Project) -> Path | None:
    """The top folder of the git repository that holds the project, found without running git; None where none does.

    `.git` is a folder, or a file in a linked work tree and in a submodule.
    """
    folders = (project.root, *project.root.parents)
    return next((folder for folder in folders if (folder / ".git").exists()), None)


def _git(git: str, project: Project, *words: str) -> str:
    command = [git, "-C", str(project.root), *words]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- fixed words, no shell
    if done.returncode:
        raise UsageError(f"git cannot read the work tree: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode("utf-8", errors="replace")
