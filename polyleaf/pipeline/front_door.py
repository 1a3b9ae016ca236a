"""The public interface: what a program can do with a project. The command line uses it too."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from polyleaf.core.edition import Edition, File, Finish, Result
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.shard import Shard
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.misnamed import misnamed_findings
from polyleaf.pipeline.plan import Request, plan
from polyleaf.pipeline.reports.report import Outcome, RunReport, lines_of
from polyleaf.pipeline.run import Builder, on_cluster, run

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from polyleaf.pipeline.progress import Progress

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
    "open",
]

_ONE_AT_A_TIME = threading.RLock()
"""WeasyPrint lays out with one set of fonts in a process, so the builds of all threads run one after another."""


class Choice(TypedDict, total=False):
    """A choice of editions. What is left out means all (for papers and languages: what each clinic prints)."""

    brochures: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    papers: tuple[str, ...]
    clinics: tuple[str, ...]
    finishes: tuple[Finish, ...]
    draft: bool
    preliminary: bool
    pseudo: bool
    shard: Shard | None


def open(path: str | Path | None = None) -> OpenProject:
    """Open the project at a path, or the nearest one from the current folder upwards.

    Raises UsageError when there is none.
    """
    return OpenProject(Workspace.find(Path(path) if path is not None else None))


@dataclass(frozen=True)
class OpenProject:
    """A project that stays open. A second build loads only what has changed since the first.

    It may be used from several threads; its builds and checks run one after another.
    """

    workspace: Workspace

    def editions(self, **choice: Unpack[Choice]) -> list[Edition]:
        """The editions of a choice, in a fixed order.

        Raises UsageError for a name that the project does not have, and InputError when `formats.yaml` is wrong.
        """
        with _ONE_AT_A_TIME:
            self.workspace.refresh()
            return plan(self.workspace, Request(**choice))

    def build(
        self,
        brochure: str,
        *,
        language: str,
        format: str,
        clinic: str,
        paper: str = "",
        finish: Literal["office", "press"] = "office",
        draft: bool = False,
        preliminary: bool = False,
    ) -> Result:
        """Build one edition in this process. Its files are in the result and are not written.

        Without `paper` it is the clinic's own paper. What is wrong with the inputs is in `result.findings`; then
        `result.files` is empty. Raises UsageError for a name that the project does not have.
        """
        with _ONE_AT_A_TIME:
            chosen = self.editions(
                brochures=(brochure,),
                languages=(language,),
                formats=(format,),
                papers=(paper,) if paper else (),
                clinics=(clinic,),
                finishes=(finish,),
                draft=draft,
                preliminary=preliminary,
            )
            if len(chosen) != 1:
                raise UsageError(f"{len(chosen)} editions fit that choice; build() makes exactly one")
            from polyleaf.pipeline.edition_build import build  # imports WeasyPrint

            return build(chosen[0], self.workspace)

    def build_all(
        self,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        cluster: str | None = None,
        progress: Progress | None = None,
        with_map: bool = False,
        **choice: Unpack[Choice],
    ) -> RunReport:
        """Build the editions of a choice into `dist/`. Editions that are up to date are not built again.

        With `with_map`, a JSON file beside each PDF says where each message is printed.

        `jobs` is the number of processes, by default one for each processor. They are forked, so with more than one the
        calling process must have no other thread. With an `executor` of `concurrent.futures`, its workers build, and
        `jobs` is their number. With `cluster`, the workers of the Dask scheduler at that address build. Only this
        process writes. Raises UsageError.
        """
        builder = _builder(jobs, executor, cluster)
        if with_map and builder:
            raise UsageError(
                "maps are made by the processes of this machine: name no executor and no cluster with them"
            )
        return self._run(choice, jobs, builder, progress, write=True, with_map=with_map)

    def check(
        self,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        cluster: str | None = None,
        progress: Progress | None = None,
        browser: bool = False,
        **choice: Unpack[Choice],
    ) -> RunReport:
        """Run all checks on the editions of a choice like `build_all`, and write nothing.

        With `browser`, the pages for the screen are also looked at in Chromium. Raises UsageError, also when there is
        no browser.
        """
        builder = _builder(jobs, executor, cluster)
        if not browser:
            return self._run(choice, jobs, builder, progress, write=False)
        from polyleaf.pipeline.browser_run import look_at  # imports Pillow, so only when it is asked for
        from polyleaf.render.browser import demand_browser

        demand_browser()
        report = self._run(choice, jobs, builder, progress, write=False)
        with _ONE_AT_A_TIME:
            looked_at = look_at(self.workspace, report.outcomes, progress or _quiet)
        return replace(report, outcomes=tuple(looked_at))

    def _run(
        self,
        choice: Choice,
        jobs: int | None,
        builder: Builder | None,
        progress: Progress | None,
        *,
        write: bool,
        with_map: bool = False,
    ) -> RunReport:
        processes = jobs or os.cpu_count() or 1
        request = Request(**choice)
        with _ONE_AT_A_TIME:
            misnamed = misnamed_findings(self.workspace, request)
            try:
                outcomes = run(
                    self.workspace,
                    request,
                    processes,
                    write,
                    progress or _quiet,
                    with_map=with_map,
                    builder=builder,
                )
            except InputError as error:  # without this file, the editions are unknown
                return RunReport((), (*misnamed, *error.findings))
            except UsageError as error:  # a misnamed file may be what the choice asks for
                raise UsageError("\n".join((*lines_of(misnamed), str(error)))) from None
            return RunReport(tuple(outcomes), tuple(misnamed))


def _builder(jobs: int | None, executor: Executor | None, cluster: str | None) -> Builder | None:
    """What builds the editions; None for processes of this machine. Raises UsageError for arguments that exclude each
    other.
    """
    if cluster:
        if jobs or executor:
            raise UsageError("a cluster has workers of its own: name no number of jobs and no executor with it")
        return on_cluster(cluster)
    return partial(_on_executor, executor, jobs or os.cpu_count() or 1) if executor else None


def _on_executor(
    executor: Executor, workers: int, editions: Sequence[Edition], workspace: Workspace
) -> Iterator[Result]:
    from polyleaf.pipeline.batches import build_all  # imports WeasyPrint

    return build_all(executor, editions, workspace, workers)


def _quiet(_done: int, _total: int, _outcome: Outcome) -> None:
    """Show no progress."""
