"""Profiles the build of one edition in a process that has imported everything. Run as a program.

    python profile_edition.py PROJECT BROCHURE LANGUAGE FORMAT CLINIC

It builds once, empties the caches except the fonts, and builds again. It prints one line of JSON: the stacks of that
second build, from the outermost function inwards, each with its own wall-clock time in s. It uses only the public
interface, so it also profiles an older commit.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyinstrument import Profiler

import polyleaf

_EVERY_S = 0.001


def main() -> None:
    root, brochure, language, form, clinic = sys.argv[1:]

    def build() -> None:
        result = polyleaf.open(root).build(brochure, language=language, format=form, clinic=clinic, paper="a4")
        if not result.files:
            raise SystemExit("; ".join(finding.message for finding in result.findings))

    build()
    for path in (Path(root) / ".cache").iterdir():
        if path.name != "fonts":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    profiler = Profiler(interval=_EVERY_S)
    profiler.start()
    build()
    session = profiler.stop()
    print(json.dumps([[stack, seconds] for stack, seconds in _stacks(session.root_frame(), [])]))


def _stacks(frame: Any, outer: list[str]) -> Iterator[tuple[list[str], float]]:
    stack = outer if frame.is_synthetic else [*outer, f"{_module(frame)}:{frame.function}"]
    own = frame.time - sum(child.time for child in frame.children if not child.is_synthetic)
    if own > 0 and not frame.is_synthetic:
        yield stack, own
    for child in frame.children:
        yield from _stacks(child, stack)


def _module(frame: Any) -> str:
    """The module of a frame as it is imported, such as `weasyprint.layout.block`."""
    path = Path(frame.file_path or "")
    folders = [folder for folder in map(Path, sys.path) if folder.parts and path.is_relative_to(folder)]
    if not folders:
        return path.stem
    nearest = max(folders, key=lambda folder: len(folder.parts))  # site-packages may be inside another one
    return ".".join(path.relative_to(nearest).with_suffix("").parts)


if __name__ == "__main__":
    main()
