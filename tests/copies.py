"""A folder made the same as another, by copying what differs."""

from __future__ import annotations

import shutil
from pathlib import Path


def restore(folder: Path, pristine: Path) -> None:
    """Make a folder hold what the pristine one holds: by content, permissions and kind of each entry, never by date."""
    wanted, found = ({path.name: path for path in home.iterdir()} for home in (pristine, folder))
    for name in found.keys() - wanted.keys():
        _remove(found[name])
    for name, original in wanted.items():
        path = folder / name
        if name in found and not _same_kind(path, original):
            _remove(path)
        if original.is_dir() and not original.is_symlink():
            path.mkdir(exist_ok=True)
            shutil.copymode(original, path)
            restore(path, original)
        elif not _same(path, original):
            shutil.copy2(original, path, follow_symlinks=False)


def _same_kind(path: Path, original: Path) -> bool:
    return path.lstat().st_mode == original.lstat().st_mode


def _same(path: Path, original: Path) -> bool:
    if original.is_symlink():
        return path.is_symlink() and path.readlink() == original.readlink()
    return path.is_file() and path.read_bytes() == original.read_bytes()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
