"""Measures a build on this machine and the same build through a Dask cluster on it: docs/scale.md has the figures.

    .venv/bin/python benchmarks/scale.py [CLINICS]

Needs the extra `cluster`. Builds three languages in all formats for one clinic and for CLINICS (default 3), each from
nothing but cut fonts, in two processes; then the last again with a scheduler and two workers. Processor time is what
to compare on a machine that has other work.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from polyleaf.core.bundle import pack  # noqa: E402
from polyleaf.core.workspace import Workspace  # noqa: E402
from polyleaf.design import font_lock  # noqa: E402

LANGUAGES = ("ar", "de", "ja")
WORKERS = 2


@dataclass(frozen=True)
class Measured:
    """A build: its editions, the seconds that it took, and seconds of processor time by who used them."""

    files: dict[str, bytes]
    seconds: float
    processor: dict[str, float]

    def __str__(self) -> str:
        used = ", ".join(f"{who} {seconds:.1f} s" for who, seconds in self.processor.items())
        count = sum(1 for name in self.files if not name.endswith(".sheets.pdf"))
        return f"{count} editions in {self.seconds:.1f} s ({count / self.seconds:.2f} a second); processor: {used}"


def main() -> None:
    clinics = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        one = here(project_with(1, Path(folder) / "one"))
        print(f"one clinic, here       {one}", flush=True)
        local = here(project_with(clinics, Path(folder) / "local"))
        print(f"{clinics} clinics, here        {local}", flush=True)
        remote = on_cluster(project_with(clinics, Path(folder) / "remote"), Path(folder) / "workers")
        print(f"{clinics} clinics, by Dask     {remote}", flush=True)
    first = sum(one.processor.values()) / len(one.files)
    further = (sum(local.processor.values()) - sum(one.processor.values())) / (len(local.files) - len(one.files))
    print(f"a file of the first clinic costs {first:.2f} s of processor time, of a further one {further:.2f} s")
    print(f"a file has {sum(map(len, local.files.values())) / len(local.files) / 1e3:.0f} kB on average")
    print(f"the same bytes by Dask: {local.files == remote.files}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}")


def project_with(clinics: int, root: Path) -> Workspace:
    """A copy of this project with as many clinics, which differ in their names."""
    for name in ("brochures", "locales", "templates", "styles"):
        shutil.copytree(ROOT / name, root / name)
    profile = (ROOT / "clinics" / "example.yaml").read_text(encoding="utf-8")
    (root / "clinics").mkdir()
    for number in range(clinics):
        named = profile.replace("Example Clinic", f"Example Clinic {number}")
        (root / "clinics" / f"clinic-{number}.yaml").write_text(named, encoding="utf-8")
    fonts = font_lock.prepare(Workspace(ROOT)).folder.parent
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(fonts)
    return Workspace(root.resolve())


def here(project: Workspace) -> Measured:
    return build(project, "--jobs", str(WORKERS))


def build(project: Workspace, *where: str) -> Measured:
    languages = [word for code in LANGUAGES for word in ("--lang", code)]
    program = [sys.executable, str(ROOT / "make_brochure.py")]
    command = [*program, "build", "--project", str(project.root), *languages, *where]
    before, start = children(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, used = time.perf_counter() - start, children() - before
    files = {path.name: path.read_bytes() for path in project.dist.iterdir()}
    return Measured(files, seconds, {"client" if "--cluster" in where else "all": used})


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def on_cluster(project: Workspace, folder: Path) -> Measured:
    start = time.perf_counter()
    bundle = pack(project)
    seconds = time.perf_counter() - start
    print(f"the bundle has {len(bundle.files)} files and {bundle.size / 1e6:.1f} MB; packed in {seconds:.2f} s")
    with cluster(folder) as client:
        before = [time.process_time(), sum(client.run(time.process_time).values())]
        measured = build(project, "--cluster", client.scheduler.address)
        after = [time.process_time(), sum(client.run(time.process_time).values())]
    scheduler, workers = (late - early for late, early in zip(after, before, strict=True))
    processor = {**measured.processor, "scheduler": scheduler, "workers": workers}
    return Measured(measured.files, measured.seconds, processor)


@contextmanager
def cluster(folder: Path) -> Iterator[Any]:
    """A scheduler in this process and workers in others, which use the fonts that were cut."""
    from distributed import Client, LocalCluster

    cache = folder / "dask-scratch-space" / "polyleaf" / "work" / "shared" / ".cache"
    cache.mkdir(parents=True)
    (cache / "fonts").symlink_to(font_lock.prepare(Workspace(ROOT)).folder.parent)
    options = {"n_workers": WORKERS, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(local_directory=str(folder), **options) as started, Client(started) as client:
        yield client


if __name__ == "__main__":
    main()
