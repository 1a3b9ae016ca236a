"""Many clinics, and a whole release."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.speed.bench import BEFORE, FORMATS, ROOT, Bench, build_command, clone
from benchmarks.speed.contests import Contender, Contest
from benchmarks.speed.projects import CLINIC, ProjectCopy
from benchmarks.speed.results import extrapolated
from benchmarks.speed.taken import Command, NotMeasuredError, Taken, run_command

_CLINICS = 40
_FORMATS = ("leaflet", "trifold")
_RELEASED = (*FORMATS, "web")


def clinics(bench: Bench) -> Contest:
    """A sample of the clinics is built, each by a command of its own, and the rest extrapolated from their median."""
    sample, languages = (3, ("de",)) if bench.quick else (5, ())

    def contender(name: str, label: str, how: str, *, shared: bool) -> Contender:
        project = bench.project()
        commands = [
            build_command(project, languages, _FORMATS, clinics=[clinic]) for clinic in project.add_clinics(sample)
        ]

        def run() -> Taken:
            taken = [_built(command, project, shared=shared) for command in commands]
            return extrapolated(taken[0], taken[1:] if shared else taken, _CLINICS)

        return Contender(name, label, how, run, project.clear)

    contenders = (
        contender("polyleaf", "Polyleaf", "`make_brochure.py build --clinic ...` for each clinic in turn", shared=True),
        contender("apart", "the same, sharing nothing", "the same, with `.cache` emptied before each", shared=False),
    )
    chosen = " and ".join(languages) or "all languages"
    note = (
        f"{_CLINICS} clinics with names, telephone numbers, logos and colours of their own, in {chosen}, "
        f"as {' and '.join(_FORMATS)}. {sample} clinics were built. "
        f"The figures for {_CLINICS} are extrapolated: the first, and the median of the others for each further one."
    )
    return Contest(contenders, note=note)


def _built(command: Command, project: ProjectCopy, *, shared: bool) -> Taken:
    if not shared:
        project.clear()
    return run_command(command)


def release(bench: Bench) -> Contest:
    """Releases start with an empty cache by themselves."""
    languages = ("de", "ja") if bench.quick else ()
    options = ["--preliminary", "--clinic", CLINIC]
    options += [part for code in languages for part in ("--lang", code)]
    options += [part for form in _RELEASED for part in ("--format", form)]

    def contender(name: str, label: str, engine: Path, project: Path) -> Contender:
        out = bench.folder / f"release-{name}"
        command: Command = [
            sys.executable,
            engine / "make_brochure.py",
            "release",
            "--project",
            project,
            "--out",
            out,
            *options,
        ]
        _share_fonts(engine, project)
        how = "`make_brochure.py release --preliminary --clinic example --out ...`"
        return Contender(name, label, how, lambda: run_command(command), lambda: shutil.rmtree(out, ignore_errors=True))

    then = f"Polyleaf at commit {BEFORE}"
    try:
        before = bench.before
    except NotMeasuredError as reason:
        return Contest((), {then: str(reason)})
    after = clone(bench.folder / "after")
    contenders = (contender("polyleaf", "Polyleaf", ROOT, after), contender("before", then, before, before))
    chosen = ", ".join(languages) or "all languages"
    what = f"A sample of a release, in {chosen}" if languages else "A whole release, in all languages"
    note = (
        f"{what}, as {', '.join(_RELEASED)}, for one clinic. "
        "Each side releases the content of its own commit. "
        "The sheet of languages is left out: its line that says PRELIMINARY does not fit, so it is refused."
    )
    return Contest(contenders, note=note)


def _share_fonts(engine: Path, project: Path) -> None:
    fonts = ROOT / ".cache" / "fonts"
    for root in {engine, project} - {ROOT}:
        link = root / ".cache" / "fonts"
        if not link.exists():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(fonts)
