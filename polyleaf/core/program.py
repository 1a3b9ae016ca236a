"""What to type to run the program, for hints that name a command."""

from __future__ import annotations

import sys
from pathlib import Path

_SCRIPT = "make_brochure.py"


def command(words: str) -> str:
    """A command as the person who runs the program types it: by the script of this repository, or by its own name."""
    program = _SCRIPT if Path(sys.argv[0]).name == _SCRIPT else "polyleaf"
    return f"{program} {words}"
