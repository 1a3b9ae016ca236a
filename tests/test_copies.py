"""The folder that tests break is whole again before the next one."""

from __future__ import annotations

from pathlib import Path

from tests.copies import restore


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            str(path.readlink()) if path.is_symlink() else path.read_text() if path.is_file() else "",
        )
        for path in folder.rglob("*")
    }


def test_whatever_was_done_to_a_folder_is_undone(tmp_path: Path) -> None:
    pristine, folder = tmp_path / "pristine", tmp_path / "folder"
    (pristine / "a" / "b").mkdir(parents=True)
    for name in ("changed", "deleted", "moved", "closed", "a folder now", "a link now", "a/b/deep"):
        (pristine / name).write_text(name)
    (pristine / "link").symlink_to("changed")
    folder.mkdir()
    restore(folder, pristine)
    assert contents(folder) == contents(pristine)

    (folder / "changed").write_text("CHANGED")
    (folder / "deleted").unlink()
    (folder / "moved").rename(folder / "elsewhere")
    (folder / "closed").chmod(0)
    (folder / "a folder now").unlink()
    (folder / "a folder now" / "more").mkdir(parents=True)
    (folder / "a link now").unlink()
    (folder / "a link now").symlink_to("/")
    (folder / "link").unlink()
    (folder / "a" / "b" / "deep").unlink()
    (folder / "a" / "b").rmdir()
    (folder / "a" / "b").write_text("a file now")
    restore(folder, pristine)
    assert contents(folder) == contents(pristine)
