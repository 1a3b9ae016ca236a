"""Makes a Dask worker die at the edition of one clinic, as if it used up the memory; see tests/test_cluster.py."""

from __future__ import annotations

import os
import signal

from polyleaf.core.edition import Edition, Result
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import worker
from polyleaf.pipeline.edition_build import build


def _build_or_die(edition: Edition, workspace: Workspace) -> Result:
    if edition.clinic == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return build(edition, workspace)


worker.build = _build_or_die  # type: ignore[attr-defined, assignment]
