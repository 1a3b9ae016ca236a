"""One way to change a text in a file of a project, for every test that breaks one."""

from __future__ import annotations

from typing import Protocol

from polyleaf.core.workspace import Workspace


class Edit(Protocol):
    """What the fixture `edit` is: `edit_file` in the test's own project."""

    def __call__(self, name: str, old: str, new: str, count: int = 1) -> None: ...


def edit_file(project: Workspace, name: str, old: str, new: str, count: int = 1) -> None:
    """Replace the first of a text that must be in a file; a higher `count` replaces more, and -1 replaces all."""
    path = project.root / name
    content = path.read_text(encoding="utf-8")
    assert old in content, f"{old!r} is not in {name}"
    path.write_text(content.replace(old, new, count), encoding="utf-8")


def editing(project: Workspace) -> Edit:
    """`edit_file` in this project, after which the workspace looks at its files again."""

    def change_file(name: str, old: str, new: str, count: int = 1) -> None:
        edit_file(project, name, old, new, count)
        project.refresh()

    return change_file
