"""Programs that some tests need: found, or the test is skipped with the reason; in CI it fails instead.

`python -m tests.tools` prints the packages of Debian that are missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from typing import NoReturn

import pytest

from polyleaf.release import verapdf

_PACKAGES = {
    "chromium": "chromium",
    "dbus-run-session": "dbus-daemon",
    "faketime": "faketime",
    "gs": "ghostscript",
    "lokalize": "lokalize",
    "msgfmt": "gettext",
    "pdftotext": "poppler-utils",
    "poedit": "poedit",
    "xdotool": "xdotool",
    "Xvfb": "xvfb",
}
"""The package of Debian that has each program; scripts/test-programs.sh installs them."""


def _missing_dask() -> str:
    return "" if find_spec("distributed") else "the extra 'cluster'"


_OTHERS: dict[str, Callable[[], str]] = {"verapdf": lambda: ", ".join(verapdf.missing()), "dask": _missing_dask}
"""What is more than a program: a function that names what is missing."""


def needs(*programs: str) -> pytest.MarkDecorator:
    """A mark for tests that need these programs."""
    return pytest.mark.needs(*programs)


def check_programs(item: pytest.Item) -> None:
    """Skip a test whose programs are missing, or fail it where POLYLEAF_REQUIRE_TOOLS says that they must be there."""
    programs = [program for mark in item.iter_markers("needs") for program in mark.args]
    if missing := [said for program in programs if (said := _missing(program))]:
        end_without(", ".join(missing))


def end_without(what_is_missing: str) -> NoReturn:
    """Skip the test that is running, or fail it where POLYLEAF_REQUIRE_TOOLS is set."""
    if os.environ.get("POLYLEAF_REQUIRE_TOOLS"):
        pytest.fail(f"{what_is_missing}; POLYLEAF_REQUIRE_TOOLS is set", pytrace=False)
    pytest.skip(what_is_missing)


def _missing(program: str) -> str:
    if program in _OTHERS:
        lacking = _OTHERS[program]()
        return f"{program} lacks {lacking}" if lacking else ""
    return "" if shutil.which(program) else f"{program} is not installed (Debian's {_PACKAGES[program]})"


def missing_packages() -> list[str]:
    """The packages of Debian with the programs that are not installed."""
    return sorted(package for program, package in _PACKAGES.items() if not shutil.which(program))


if __name__ == "__main__":
    print(*missing_packages())  # noqa: T201 -- for scripts/test-programs.sh
