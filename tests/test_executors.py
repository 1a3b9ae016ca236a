"""Builds with executors of `concurrent.futures`: what is handed out, lost workers, faults, and kills at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

import polyleaf
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Origin
from polyleaf.core.processes import side_by_side
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import batches, worker
from polyleaf.pipeline.batches import Batch, Station, Verdict
from tests.commands import program
from tests.conftest import ROOT, SLUG, edition

LOST = RuntimeError("the worker is gone")


def planned(*clinics: str, language: str = "en") -> list[Edition]:
    return [replace(edition(language), clinic=clinic) for clinic in clinics]


def judge(error: Exception) -> Verdict:
    return "lost" if error is LOST else "fault"


@pytest.fixture
def station() -> Iterator[Station]:
    with ThreadPoolExecutor(2) as threads:
        yield Station(threads, 2, judge, lambda: None)


def checks(results: Iterator[Result]) -> dict[str, list[str]]:
    return {result.edition.clinic: [finding.check_id for finding in result.findings] for result in results}


def test_batches_are_of_one_language_and_no_larger_than_leaves_work_for_all() -> None:
    editions = [*planned(*"abcdefghij"), *planned(*"abcdefghij", language="de")]
    assert {len(batch) for batch in batches.batches(editions, workers=4)} == {1}
    two = list(batches.batches(editions, workers=2))
    assert [len(batch) for batch in two] == [2] * 10
    many = list(batches.batches(editions * 20, workers=1))
    assert max(map(len, many)) == 8
    assert all(len({edition.language for edition in batch}) == 1 for batch in two + many)
    assert [edition for batch in many for edition in batch] == editions * 20


def test_a_lost_batch_is_built_again_edition_by_edition_and_only_the_deadly_one_is_refused(station: Station) -> None:
    handed_out: list[Batch] = []

    def build(batch: Batch) -> list[Result]:
        handed_out.append(batch)
        if any(planned.clinic == "deadly" for planned in batch):
            raise LOST
        return [Result(planned, ()) for planned in batch]

    clinics = ("a", "b", "c", "d", "deadly", *"efghijklmnopqrst")
    found = checks(batches.results(station, build, planned(*clinics)))
    assert found == {clinic: ["worker-lost"] * (clinic == "deadly") for clinic in clinics}
    assert sum(any(e.clinic == "deadly" for e in batch) for batch in handed_out) == 2


def test_a_fault_refuses_its_batch_alone(station: Station) -> None:
    def build(batch: Batch) -> list[Result]:
        if batch[0].clinic == "b":
            raise ValueError("a fault")
        return [Result(planned, ()) for planned in batch]

    assert checks(batches.results(station, build, planned(*"abc"))) == {"a": [], "b": ["internal-error"], "c": []}


def test_no_more_is_handed_out_than_the_workers_need(station: Station) -> None:
    gate, handed_out = threading.Event(), []

    def build(batch: Batch) -> list[Result]:
        handed_out.append(batch)
        gate.wait(10)
        return [Result(planned, ()) for planned in batch]

    found = batches.results(replace(station, look=gate.set), build, planned(*"abcdefg"))
    gate.set()
    next(found)
    assert len(handed_out) <= 5
    assert len(list(found)) == 6


def test_an_executor_that_is_shut_down_is_a_usage_error(repository: Workspace) -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises(UsageError, match="takes no more work"):
        polyleaf.open(repository.root).check(executor=threads, formats=("index",), clinics=("example",))


def test_what_a_worker_reports_about_inputs_arrives_with_its_findings() -> None:
    finding = reader_finding("font-missing", Origin("styles/fonts.yaml", 3), "is not installed")
    with ProcessPoolExecutor(1) as processes, pytest.raises(InputError) as raised:
        processes.submit(_fail, finding).result()
    assert raised.value.findings == [finding]


def _fail(finding: object) -> None:
    raise InputError([finding])  # type: ignore[list-item]


@pytest.fixture
def clinics(project: Workspace) -> Workspace:
    """A project with four clinics."""
    for number in range(3):
        shutil.copy(project.clinic_file("example"), project.clinic_file(f"clinic-{number}"))
    return project


class KilledOnce:
    """Builds; the first process that gets to one clinic is killed."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __call__(self, edition: Edition, _workspace: Workspace) -> Result:
        if edition.clinic == "clinic-1" and not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Result(edition, ())


def test_an_executor_whose_process_is_killed_loses_nothing(
    clinics: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The executor is of no more use then; the rest is really built, in new processes of this machine."""
    monkeypatch.setattr(worker, "build", KilledOnce(tmp_path / "mark"))
    with ProcessPoolExecutor(1, get_context("fork")) as processes:  # the fork has the patched engine
        report = polyleaf.open(clinics.root).build_all(executor=processes, jobs=1, formats=("index",))
    assert (tmp_path / "mark").exists()
    assert len(report.outcomes) == 4
    built = [outcome for outcome in report.outcomes if outcome.status == "built"]
    assert len(built) >= 1  # not what the executor "built", which has no files
    found = {finding.check_id for outcome in report.outcomes for finding in outcome.findings}
    assert not {"worker-lost", "internal-error"} & found
    assert "clinic-1" in {outcome.edition.clinic for outcome in built}


def test_new_processes_build_even_a_single_item_elsewhere() -> None:
    assert list(side_by_side(_process, [0], 1, anew=True)) != [os.getpid()]


def _process(_item: int) -> int:
    return os.getpid()


@pytest.mark.slow
def test_a_build_whose_parent_is_killed_leaves_whole_files_and_the_next_completes_it(clinics: Workspace) -> None:
    command = program(clinics, "build", "--format", "index", "--jobs", "2")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT) as build:
        assert build.stderr
        assert build.stderr.readline().startswith("[1/4]")
        build.kill()
    left = {path.name: path.read_bytes() for path in clinics.dist.glob("*.pdf")}
    assert left
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    whole = {path.name: path.read_bytes() for path in clinics.dist.glob("*.pdf")}
    assert len(whole) == 4
    assert left.items() <= whole.items()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a full disk", "a limit of file sizes"])
def test_a_disk_without_room_leaves_no_half_of_a_file(kind: str, clinics: Workspace) -> None:
    clinics.dist.mkdir()
    command = program(clinics, "build", "--format", "index", "--jobs", "1")
    if kind == "a full disk":
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(clinics.dist)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("this user may mount no file system; the limit of file sizes stands for it")
    else:
        command = ["sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *command]  # 8 kB or 16 kB
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        left = {path.name: path.read_bytes() for path in clinics.dist.iterdir()}
    finally:
        if kind == "a full disk":
            subprocess.run(["umount", str(clinics.dist)], check=True)
    assert done.returncode == 1, done.stderr
    assert "output-blocked" in done.stderr
    assert "Traceback" not in done.stderr
    assert all(content.rstrip().endswith(b"%%EOF") for content in left.values())
    assert not [name for name in left if name.startswith(".")]


def test_the_editions_of_a_thread_pool_are_those_of_this_process(repository: Workspace) -> None:
    project = polyleaf.open(repository.root)
    choice = polyleaf.Choice(brochures=(SLUG,), languages=("en",), formats=("index",), clinics=("example",))
    with ThreadPoolExecutor(2) as threads:
        assert project.check(executor=threads, **choice) == project.check(jobs=1, **choice)
