"""The machine, the versions and the commit that a figure belongs to."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("weasyprint", "pydyf", "pypdfium2", "pikepdf", "uharfbuzz", "playwright", "typst")
_LOOKED_AT_S = 1.0
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Machine:
    """A machine as the page describes it. `busy_percent` is the share of its processors that other programs used
    just before the row began. `versions` are pairs of a program and its version.
    """

    system: str
    processor: str
    processors: int
    memory_gib: float
    busy_percent: float
    versions: tuple[tuple[str, str], ...]


def this_machine() -> Machine:
    """This machine, and how busy it is while this process waits for a second."""
    import psutil  # of the extra `bench`

    packages = ((name, _version(name)) for name in _PACKAGES)
    chromium = chromium_program()
    browser = (("Chromium", _said(chromium, "--version").split()[1]),) if chromium else ()
    return Machine(
        system=f"{_system_name()}, {platform.machine()}",
        processor=_processor(),
        processors=os.cpu_count() or 1,
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        busy_percent=psutil.cpu_percent(interval=_LOOKED_AT_S),
        versions=(("Python", platform.python_version()), *(pair for pair in packages if pair[1]), *browser),
    )


def chromium_program() -> str:
    """The path of the system's Chromium; empty if there is none."""
    return next((path for name in _CHROMIUM if (path := shutil.which(name))), "")


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def commit_of(root: Path) -> str:
    """The commit of a working copy, with a plus sign if files differ from it; empty where git does not know it."""
    commit = _said("git", "-C", root, "rev-parse", "--short", "HEAD")
    return f"{commit}+" if commit and _said("git", "-C", root, "status", "--porcelain", "-uno") else commit


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _said(*command: str | Path) -> str:
    """The first line that a program prints; empty if there is no such program or it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip().partition("\n")[0].strip()


def _system_name() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def _processor() -> str:
    """The name of the processor, as Linux or macOS tells it; empty if it does not."""
    path = Path("/proc/cpuinfo")
    if path.is_file():
        names = (
            line.partition(":")[2].strip() for line in path.read_text().splitlines() if line.startswith("model name")
        )
        return next(names, "")
    return _said("sysctl", "-n", "machdep.cpu.brand_string")
