"""A complete run: plan, leave out what is up to date, build the rest, write what has no errors, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from polyleaf.core.atomic_files import check_writable
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.in_use import in_use
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from polyleaf.pipeline.plan import Request, plan, unreadable_brochures
from polyleaf.pipeline.progress import Progress
from polyleaf.pipeline.reports.report import Outcome

Builder = Callable[[Sequence[Edition], Workspace], Iterator[Result]]
"""Builds editions somewhere, and gives their results in any order."""


def on_cluster(address: str, *, from_nothing: bool = False) -> Builder:
    """The workers of the Dask scheduler at that address. With `from_nothing`, they use no page that they have kept."""

    def build(editions: Sequence[Edition], workspace: Workspace) -> Iterator[Result]:
        from polyleaf.pipeline.cluster import build_all  # imports WeasyPrint, so only when there is something to build

        return build_all(address, editions, workspace, from_nothing=from_nothing)

    return build


def run(
    workspace: Workspace,
    request: Request,
    jobs: int,
    write: bool,
    progress: Progress,
    *,
    with_map: bool = False,
    builder: Builder | None = None,
) -> list[Outcome]:
    """Build (or only check) every edition of a request. The outcomes are in the order of the plan.

    With `with_map`, an edition on paper that has no map of its messages is not up to date. Without a builder, as many
    processes of this machine build as `jobs` says.

    A build of everything that is printed, of the whole project or of some clinics, removes what is no longer planned
    there. Raises UsageError and InputError.
    """
    workspace.refresh()
    editions = plan(workspace, request)
    if write and request == Request(clinics=request.clinics):
        freshness.sweep(workspace, plan(workspace, Request()), request.clinics, unreadable_brochures(workspace))
    outcomes = run_editions(workspace, editions, jobs, progress, write=write, with_map=with_map, builder=builder)
    if write and request.shard:
        from polyleaf.pipeline.part import write_part  # imports pydantic, so only for a share

        write_part(workspace, request.shard, outcomes)
    return outcomes


def run_editions(
    workspace: Workspace,
    editions: Sequence[Edition],
    jobs: int,
    progress: Progress,
    *,
    write: bool,
    with_map: bool = False,
    builder: Builder | None = None,
) -> list[Outcome]:
    """Build (or only check) these editions. The outcomes are in the same order.

    Raises InputError, and UsageError if nothing can be written.
    """
    outcomes = dict(_unchanged(workspace, editions, with_map=with_map)) if write else {}
    for count, outcome in enumerate(outcomes.values(), start=1):
        progress(count, len(editions), outcome)
    rest = [edition for edition in editions if edition not in outcomes]
    if rest and write:
        check_writable(workspace.dist)
        check_writable(workspace.cache)
    if rest:
        from polyleaf.pipeline.pool import build_all  # imports WeasyPrint, so only when there is something to build

        by_request = _by_request(workspace, rest) if write else frozenset()
        with in_use(workspace.cache):
            built = builder(rest, workspace) if builder else build_all(rest, workspace, jobs, with_map=with_map)
            for result in _results(built, rest):
                outcomes[result.edition] = _settle(workspace, result, write=write, by_request=by_request)
                progress(len(outcomes), len(editions), outcomes[result.edition])
    return [outcomes[edition] for edition in editions]


def _by_request(workspace: Workspace, editions: Sequence[Edition]) -> frozenset[Edition]:
    """The editions on a paper or with a finish that their clinic prints only on request."""
    try:
        planned = plan(workspace, Request())
    except InputError:
        return frozenset()
    kinds = {replace(edition, paper="", finish="office") for edition in planned}
    others = (edition for edition in editions if edition not in planned)
    return frozenset(e for e in others if replace(e, paper="", finish="office") in kinds)


def _results(built: Iterator[Result], editions: Sequence[Edition]) -> Iterator[Result]:
    """What was built. Every edition is refused if a file that they share cannot be read."""
    try:
        yield from built
    except InputError as error:
        yield from (Result(edition, tuple(error.findings)) for edition in editions)


def _unchanged(
    workspace: Workspace, editions: Sequence[Edition], *, with_map: bool
) -> Iterator[tuple[Edition, Outcome]]:
    for edition in editions:
        record = freshness.current(workspace, edition)
        lacks_map = record and with_map and edition.paper and edition.map_name not in record.files
        if record and not lacks_map:
            paths = _paths(workspace, record.files)
            yield edition, Outcome(edition, "unchanged", paths, record.findings, record.fit_step)


def _settle(workspace: Workspace, result: Result, *, write: bool, by_request: frozenset[Edition]) -> Outcome:
    """Write the files of an edition without errors, and remove the outdated files of one that is refused."""
    edition = result.edition
    try:
        if write and result.files:
            freshness.store(workspace, result, by_request=edition in by_request)
        elif write:
            freshness.discard(workspace, edition)
    except UsageError as error:  # of this edition's files alone; whether the folder can be written was checked before
        blocked = reader_finding("output-blocked", Origin(workspace.relative(workspace.dist)), str(error))
        return Outcome(edition, "refused", (), (*result.findings, blocked), result.fit_step)
    built = "built" if write else "checked"
    paths = _paths(workspace, [file.name for file in result.files]) if write else ()
    return Outcome(edition, built if result.files else "refused", paths, result.findings, result.fit_step)


def _paths(workspace: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(workspace.relative(workspace.dist / name) for name in names)
