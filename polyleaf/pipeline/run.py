"""A whole run: plan, leave out what is current, build the rest, write what is clean, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from polyleaf.checks.registry import reader_finding
from polyleaf.core.atomic_files import check_writable
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.project import Project
from polyleaf.pipeline import freshness
from polyleaf.pipeline.plan import Request, plan
from polyleaf.pipeline.progress import Progress
from polyleaf.pipeline.reports.report import Outcome


def run(project: Project, request: Request, jobs: int, write: bool, progress: Progress) -> list[Outcome]:
    """Build (or only check) every edition of a request; the outcomes in the order of the plan.

    Raises UsageError and InputError.
    """
    editions = plan(project, request)
    if write and request == Request():
        freshness.sweep(project, editions)
    outcomes = run_editions(project, editions, jobs, progress, write=write)
    if write and request.shard:
        from polyleaf.pipeline.part import write_part  # imports pydantic; not where nobody shares

        write_part(project, request.shard, outcomes)
    return outcomes


def run_editions(
    project: Project, editions: Sequence[Edition], jobs: int, progress: Progress, *, write: bool
) -> list[Outcome]:
    """Build (or only check) these editions; the outcomes in their order.

    Raises InputError, and UsageError where nothing can be written.
    """
    outcomes = dict(_unchanged(project, editions)) if write else {}
    for count, outcome in enumerate(outcomes.values(), start=1):
        progress(count, len(editions), outcome)
    rest = [edition for edition in editions if edition not in outcomes]
    if rest and write:
        check_writable(project.dist)
        check_writable(project.cache)
    if rest:
        from polyleaf.pipeline.pool import build_all  # imports WeasyPrint; not before there is something to build

        # Taken before the build: a file that is saved meanwhile makes the edition stale, not current.
        inputs = {edition: freshness.inputs_digest(project, edition) for edition in rest}
        for result in _results(build_all(rest, project, jobs), rest):
            outcomes[result.edition] = _settle(project, result, write, inputs[result.edition])
            progress(len(outcomes), len(editions), outcomes[result.edition])
    return [outcomes[edition] for edition in editions]


def _results(built: Iterator[Result], editions: Sequence[Edition]) -> Iterator[Result]:
    """What was built; every edition refused where a file that they share cannot be read."""
    try:
        yield from built
    except InputError as error:
        yield from (Result(edition, tuple(error.findings)) for edition in editions)


def _unchanged(project: Project, editions: Sequence[Edition]) -> list[tuple[Edition, Outcome]]:
    records = ((edition, freshness.current(project, edition)) for edition in editions)
    return [(e, Outcome(e, "unchanged", _paths(project, r.files), r.findings, r.rung)) for e, r in records if r]


def _settle(project: Project, result: Result, write: bool, inputs: str) -> Outcome:
    """Write the files of a clean edition; remove the outdated files of one that is refused."""
    edition = result.edition
    try:
        if write and result.files:
            freshness.store(project, result, inputs)
        elif write:
            freshness.discard(project, edition)
    except UsageError as error:  # of this edition's files alone: that the folder can be written was asked before
        blocked = reader_finding("output-blocked", Origin(project.relative(project.dist)), str(error))
        return Outcome(edition, "refused", (), (*result.findings, blocked), result.rung)
    built = "built" if write else "checked"
    paths = _paths(project, [file.name for file in result.files]) if write else ()
    return Outcome(edition, built if result.files else "refused", paths, result.findings, result.rung)


def _paths(project: Project, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(project.relative(project.dist / name) for name in names)
