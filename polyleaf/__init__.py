"""Polyleaf prints one patient brochure in many languages.

    import polyleaf

    workspace = polyleaf.open("path/of/project")
    result = workspace.build("botox-and-fillers", language="de", format="leaflet", clinic="example")
    print(result.code, result.findings)

`docs/api.md` describes what this module offers. Everything else in the package may change without notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyleaf.core.version import __version__

if TYPE_CHECKING:
    from polyleaf.pipeline.front_door import (
        Choice,
        Edition,
        File,
        Finding,
        OpenProject,
        Origin,
        Outcome,
        Result,
        RunReport,
        Severity,
        Shard,
        open,
    )

__all__ = [
    "Choice",
    "Edition",
    "File",
    "Finding",
    "OpenProject",
    "Origin",
    "Outcome",
    "Result",
    "RunReport",
    "Severity",
    "Shard",
    "__version__",
    "open",
]


def __getattr__(name: str) -> Any:
    # The names are imported when they are first used: `polyleaf --help` needs none of them.
    if name in __all__:
        from polyleaf.pipeline import front_door

        return getattr(front_door, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
