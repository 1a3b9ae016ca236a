"""The tools with which everything is made. What was made with others is made again.

Only the standard library is used, so that a run with nothing to do imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from polyleaf.core.atomic_files import sha256

_ENGINE = Path(__file__).resolve().parent.parent
_SHIPPED = frozenset({"styles", "templates"})
_LIBRARY = re.compile(
    r"lib(?:(?:pango.*-1\.0|harfbuzz.*|fribidi|thai)\.so\.0\..*|fontconfig\.so\.1\..*"
    r"|(?:pango|harfbuzz|fribidi).*\.dylib)"
)


@cache
def tools() -> str:
    """The digest of what cannot change while a process runs. It is computed once per process.

    The templates and styles that a wheel has inside are left out. What was read of them is recorded for each edition.
    """
    digest = hashlib.sha256("\n".join(versions()).encode())
    own = (path for path in sorted(_ENGINE.rglob("*")) if path.relative_to(_ENGINE).parts[0] not in _SHIPPED)
    for path in own:
        if path.is_file() and path.suffix in {".py", ".yaml"} and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(_ENGINE).as_posix()} {sha256(path.read_bytes())}\n".encode())
    return digest.hexdigest()


def versions() -> Iterator[str]:
    """Python, the installed packages and their versions, and the layout libraries with the versions in their names."""
    yield sys.version
    for folder in sorted({entry for entry in sys.path if entry.endswith("site-packages")}):
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))
    yield from libraries()


def libraries() -> Iterator[str]:
    """The layout libraries by the names of their files, which contain their versions."""
    for root in ("/usr/lib", "/opt/homebrew/lib", "/usr/local/lib"):
        for folder in (root, *(f"{root}/{name}" for name in _names_in(root))):
            yield from filter(_LIBRARY.fullmatch, _names_in(folder))


def _names_in(folder: str) -> list[str]:
    """The names in a folder; none if it is no folder, or closed to us. `Path.glob` takes five times as long."""
    try:
        return sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return []
