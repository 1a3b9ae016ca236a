"""Builds on a real Dask cluster: the same bytes as here, whatever is killed, and refusals before any work."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import polyleaf
from polyleaf.core.atomic_files import sha256
from polyleaf.core.bundle import pack
from polyleaf.core.edition import File, Result
from polyleaf.core.errors import UsageError
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.cluster import _Cluster, _connected
from polyleaf.pipeline.cluster_worker import BundleMissingError
from tests.clusters import LoopbackCluster, loopback_cluster
from tests.commands import call_apart, program
from tests.conftest import ROOT, edition
from tests.tools import needs

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster"), needs("dask")]

SHEETS = ("--format", "index", "--lang", "en")
"""One page for each clinic: the editions that take the least time."""


@pytest.fixture(scope="module")
def cluster(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackCluster]:
    """A cluster of two workers with two threads each, which no test breaks. It is in another time zone, and its
    environment states another date.
    """
    elsewhere = {"TZ": "EAST-14", "SOURCE_DATE_EPOCH": "0"}
    with loopback_cluster(tmp_path_factory.mktemp("cluster"), repository, 2, "--nthreads", "2", **elsewhere) as started:
        yield started


@pytest.fixture
def clinics(project: Workspace) -> Workspace:
    """A project with five clinics."""
    for number in range(4):
        shutil.copy(project.clinic_file("example"), project.clinic_file(f"clinic-{number}"))
    return project


def built(project: Workspace) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in project.dist.iterdir()}


def built_here(project: Workspace, *choice: str) -> dict[str, bytes]:
    """What a build in a process of this machine makes of the same files."""
    shutil.rmtree(project.dist)
    shutil.rmtree(project.cache / "editions")
    assert call_apart(project, "build", *choice, "--jobs", "1").returncode == 0
    return built(project)


def test_a_cluster_makes_the_same_bytes_and_what_it_built_is_up_to_date(
    cluster: LoopbackCluster, project: Workspace
) -> None:
    choice = ("--lang", "de", "--lang", "en", "--format", "index", "--format", "web")
    done = call_apart(project, "build", *choice, "--cluster", cluster.address)
    assert done.returncode == 0, done.stderr
    found = built(project)
    assert len(found) == 3
    again = call_apart(project, "build", *choice)
    assert "3 editions: 3 unchanged" in again.stderr
    assert found == built_here(project, *choice)


@pytest.mark.release
def test_a_release_is_built_from_nothing_and_leaves_nothing_on_the_workers(
    cluster: LoopbackCluster, project: Workspace
) -> None:
    page = ("--format", "web", "--lang", "en", "--preliminary")
    where = ("--out", str(project.dist / "release"), "--cluster", cluster.address)
    done = call_apart(project, "release", *page, *where)
    assert done.returncode == 0, done.stderr
    released = {path.name: path.read_bytes() for path in (project.dist / "release").glob("*.example.*")}
    assert [path.name for path in (cluster.store / "work").iterdir()] == ["shared"]
    assert call_apart(project, "build", *page, "--jobs", "1").returncode == 0
    assert released == {path.name: path.read_bytes() for path in project.dist.glob("*.example.*")}
    assert len(released) == 1


def test_a_check_writes_nothing_and_reports_what_a_local_check_reports(
    cluster: LoopbackCluster, project: Workspace
) -> None:
    profile = project.clinic_file("example")
    profile.write_text(profile.read_text(encoding="utf-8").replace("'911'", "call"), encoding="utf-8")
    reports = [
        call_apart(project, "check", *SHEETS, "--report", "json", *where)
        for where in (("--cluster", cluster.address), ("--jobs", "1"))
    ]
    assert [report.returncode for report in reports] == [1, 1]
    assert json.loads(reports[0].stdout) == json.loads(reports[1].stdout)
    assert not project.dist.exists()


def test_a_file_that_changed_is_sent_and_the_others_are_there(cluster: LoopbackCluster, project: Workspace) -> None:
    def kept() -> set[Path]:
        return set(cluster.store.glob("files/*/*"))

    assert call_apart(project, "check", *SHEETS, "--cluster", cluster.address).returncode == 0
    before = kept()
    profile = project.clinic_file("example")
    profile.write_text(profile.read_text(encoding="utf-8") + "# another day\n", encoding="utf-8")
    assert call_apart(project, "check", *SHEETS, "--cluster", cluster.address).returncode == 0
    assert [path.read_bytes() for path in kept() - before] == [profile.read_bytes()]


def test_other_packages_are_refused_before_any_work(
    cluster: LoopbackCluster, project: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "site-packages" / "other-1.0.dist-info").mkdir(parents=True)
    paths = f"{ROOT}:{tmp_path / 'site-packages'}"
    done = call_apart(project, "check", *SHEETS, "--cluster", cluster.address, PYTHONPATH=paths)
    assert (done.returncode, done.stdout) == (2, "")
    assert "has other packages: only there nothing; only here other-1.0" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers"),
        ("nowhere", "missing port"),
        ("ftp://a:1", "unknown address"),
        ("tls://127.0.0.1:9", "ssl_context"),
    ],
)
def test_an_address_without_a_scheduler_is_refused(
    address: str, said: str, project: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polyleaf.pipeline.cluster._SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match=said):
        polyleaf.open(project.root).check(cluster=address, formats=("index",))
    with pytest.raises(UsageError, match="workers of its own"):
        polyleaf.open(project.root).check(cluster=address, jobs=2)


def test_a_link_is_refused_with_its_name(cluster: LoopbackCluster, project: Workspace) -> None:
    (project.clinics_dir / "linked.svg").symlink_to("/etc/hostname")
    done = call_apart(project, "check", *SHEETS, "--cluster", cluster.address)
    assert done.returncode == 1
    assert "clinics/linked.svg: error: cannot be sent to a cluster: it is a symbolic link" in done.stderr


def test_a_worker_that_joins_later_is_sent_the_files(cluster: LoopbackCluster, project: Workspace) -> None:
    profile = project.clinic_file("example")
    profile.write_text(profile.read_text(encoding="utf-8") + "# no worker has seen this\n", encoding="utf-8")
    bundle = pack(project)
    with _connected(cluster.address) as client:
        assert _Cluster(client, cluster.address, project, bundle).judge(BundleMissingError()) == "again"
    arrived = cluster.store / "projects" / bundle.digest / "clinics" / "example.yaml"
    assert arrived.read_bytes() == profile.read_bytes()


def test_a_result_from_other_files_than_those_that_were_sent_is_refused(project: Workspace) -> None:
    reads = {"clinics/example.yaml": sha256(project.clinic_file("example").read_bytes())}
    here = _Cluster(None, "", project, pack(project))  # nothing is asked of the cluster
    whole = Result(edition(), (), (File("a.pdf", b"%PDF"),), reads=reads)
    assert here.proven(whole) is whole
    for wrong in ({"clinics/example.yaml": "0" * 64}, {"engine:styles/base.css": "0" * 64}):
        refused = here.proven(replace(whole, reads=wrong))
        assert refused.files == ()
        assert [finding.check_id for finding in refused.findings] == ["internal-error"]


def test_a_worker_that_is_killed_loses_nothing(clinics: Workspace, repository: Workspace, tmp_path: Path) -> None:
    with loopback_cluster(tmp_path, repository, 2) as cluster:
        command = program(clinics, "build", *SHEETS, "--cluster", cluster.address)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as build:
            assert build.stderr
            assert build.stderr.readline().startswith("[1/5] built")
            cluster.workers[0].send_signal(signal.SIGKILL)
            said = build.stderr.read()
            assert build.wait(120) == 0, said
    assert "5 editions: 5 built" in said
    assert built(clinics) == built_here(clinics, *SHEETS)


def test_an_edition_that_kills_its_workers_is_refused_and_the_others_are_built(
    clinics: Workspace, repository: Workspace, tmp_path: Path
) -> None:
    shutil.copy(clinics.clinic_file("example"), clinics.clinic_file("deadly"))
    deadly = ("--preload", str(ROOT / "tests" / "killing_worker.py"))
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with loopback_cluster(tmp_path, repository, 3, *deadly, **once) as cluster:
        done = call_apart(clinics, "build", *SHEETS, "--report", "json", "--cluster", cluster.address)
        assert [worker.poll() for worker in cluster.workers].count(None) == 1
    found = {entry["edition"]: entry for entry in json.loads(done.stdout)["editions"]}
    refused = {name for name, entry in found.items() if entry["status"] == "refused"}
    assert refused == {"botox-and-fillers.en.index.a4.deadly"}
    assert len(found) == 6
    assert "worker-lost" in done.stdout
