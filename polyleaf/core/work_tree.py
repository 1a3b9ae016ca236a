"""The project under version control: its commit, its uncommitted files, and older versions of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from polyleaf.core.errors import UsageError
from polyleaf.core.project import Project


@dataclass(frozen=True)
class WorkTree:
    """A commit by its full hash, and the paths that differ from it or are not in it."""

    revision: str
    changed: tuple[str, ...]


def work_tree(project: Project) -> WorkTree | None:
    """The state of the project's folder in its git work tree. None if git knows no such work tree.

    Raises UsageError when git is there and refuses to read it.
    """
    git = _program(project)
    if git is None:
        return None
    words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    status = _git(git, project, *words).decode(errors="replace")
    changed = sorted(entry[3:] for entry in status.split("\0") if entry)
    return WorkTree(_git(git, project, "rev-parse", "HEAD").decode().strip(), tuple(changed))


def repository_of(project: Project) -> Path | None:
    """The top folder of the git repository that contains the project, found without running git. None if there is none.

    `.git` is a folder, or a file in a linked work tree or a submodule.
    """
    folders = (project.root, *project.root.parents)
    return next((folder for folder in folders if (folder / ".git").exists()), None)


def versions(project: Project, path: Path, at_most: int) -> Iterator[bytes]:
    """The contents of a file in the commits that changed it, the newest first. Nothing if git cannot tell."""
    git, name = _program(project), project.relative(path)
    if git is None:
        return
    with suppress(UsageError):
        log = _git(git, project, "log", f"--max-count={at_most}", "--diff-filter=AM", "--format=%H", "--", name)
        for revision in log.decode().split():
            yield _git(git, project, "show", f"{revision}:./{name}")


def _program(project: Project) -> str | None:
    """The path of git, if it is installed and the project is in a work tree."""
    import shutil  # like `subprocess`, only when git is asked

    return shutil.which("git") if repository_of(project) else None


def _git(git: str, project: Project, *words: str) -> bytes:
    import subprocess

    command = [git, "-C", str(project.root), *words]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- fixed words, no shell
    if done.returncode:
        raise UsageError(f"git cannot read the work tree: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
