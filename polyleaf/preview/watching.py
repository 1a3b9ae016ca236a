"""Notices at once which files of a project another program has changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

from polyleaf.core.workspace import Workspace

_SETTLED_MS = 100  # an editor writes a file in several steps
_STEP_MS = 30


async def changes(workspace: Workspace) -> AsyncIterator[list[str]]:
    """The paths of the files that have changed, a few at a time, as findings name them."""
    folders = [workspace.root / "brochures", workspace.locales, workspace.clinics_dir]
    folders += [*workspace.template_dirs(), *workspace.style_dirs()]
    there = [folder for folder in folders if folder.is_dir()]
    async for found in awatch(*there, watch_filter=_is_input, debounce=_SETTLED_MS, step=_STEP_MS):
        yield sorted({workspace.relative(Path(path)) for _, path in found})


def _is_input(_: Change, path: str) -> bool:
    """Whether a file may be part of a project: not the temporary name of a program that is saving."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith(("~", ".swp", ".swx", ".tmp", ".pyc", ".mo"))
