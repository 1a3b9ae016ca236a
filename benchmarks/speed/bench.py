"""One run of the benchmark: its settings, and the projects, plain files and servers that its rows share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.speed.machine import chromium_program
from benchmarks.speed.projects import CLINIC, EDITED_LANGUAGE, SLUG, ProjectCopy
from benchmarks.speed.taken import BenchError, Command, NotMeasuredError, Server, run_command

ROOT = Path(__file__).resolve().parents[2]
BEFORE = "10545e0"
"""The last commit before pages were kept, to which a run with `--before` compares."""

LANGUAGES = ("en", "de", "ar", "ja", "zh_Hans", "th")
FORMATS = ("leaflet", "trifold", "booklet", "large-print")
NO_CHROMIUM = "there is no Chromium on this machine"


@dataclass(frozen=True)
class PlainFiles:
    """The plain files of editions, by the names of the editions, and the folder of the fonts."""

    folder: Path
    fonts: Path
    editions: Mapping[str, Mapping[str, Any]]

    def file(self, edition: str, kind: str) -> str:
        return str(self.editions[edition][kind])

    def weasyprint(self, edition: str) -> Command:
        """The command that makes the PDF of an edition."""
        sheets = [part for sheet in self.editions[edition]["stylesheets"] for part in ("-s", sheet)]
        program = Path(sys.executable).parent / "weasyprint"
        return [program, "-q", *sheets, self.file(edition, "html"), str(self.folder / f"{edition}.pdf")]

    @property
    def environment(self) -> dict[str, str]:
        """With the same fonts as the engine."""
        return {**os.environ, "FONTCONFIG_FILE": str(self.fonts / "fonts.conf")}


class Bench:
    """The settings of a run, and what its rows share. `folder` is a work folder."""

    def __init__(self, folder: Path, *, quick: bool, with_before: bool) -> None:
        self.folder = folder
        self.quick = quick
        self._with_before = with_before
        self._projects = 0
        self._ready: set[Path] = set()
        self._servers = ExitStack()
        self._plain: dict[str, dict[str, Any]] = {}
        self._fonts = Path()

    @contextmanager
    def row(self) -> Iterator[None]:
        """The time of one row, after which its servers end."""
        with ExitStack() as self._servers:
            yield

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return ("de", "ja") if self.quick else LANGUAGES

    @cached_property
    def formats(self) -> tuple[str, ...]:
        return ("leaflet", "trifold") if self.quick else FORMATS

    @property
    def editions(self) -> list[str]:
        """The names of the editions that are built from nothing, such as `de.leaflet`."""
        return [f"{language}.{form}" for language in self.languages for form in self.formats]

    def project(self, engine: Path = ROOT) -> ProjectCopy:
        """A new copy of the content beside an engine, whose fonts are cut and whose modules are compiled."""
        self._projects += 1
        project = ProjectCopy(self.folder / f"project-{self._projects}", engine)
        if engine not in self._ready:
            run_command(build_command(project, ["en"], ["leaflet"], engine=engine))
            project.clear()
            self._ready.add(engine)
        return project

    def plain(self, editions: Sequence[str]) -> PlainFiles:
        """The plain files of editions, which are laid out for it where that was not done before."""
        folder = self.folder / "plain"
        missing = [edition for edition in editions if edition not in self._plain]
        if missing:
            target = folder / missing[0]
            target.mkdir(parents=True)
            written = self._write_plain(target, missing)
            self._fonts = Path(written["fonts"])
            self._plain |= {one["name"]: one for one in written["editions"]}
        return PlainFiles(folder, self._fonts, {edition: self._plain[edition] for edition in editions})

    def _write_plain(self, folder: Path, editions: Sequence[str]) -> dict[str, Any]:
        root = self.project().root
        command: Command = [sys.executable, "-m", "benchmarks.speed.plain_files", root, folder, *editions]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"the plain files cannot be written\n{done.stderr[-2000:]}")
        written: dict[str, Any] = json.loads(done.stdout)
        return written

    def chromium(self) -> Server:
        """A Chromium that has printed a file before. Raises NotMeasuredError where there is none."""
        program = chromium_program()
        if not program:
            raise NotMeasuredError(NO_CHROMIUM)
        server = self.serve("serve_chromium", program)
        edition = f"{EDITED_LANGUAGE}.leaflet"
        server.ask(do="pdf", files=[self.plain([edition]).file(edition, "whole_html")] * 2)
        return server

    def serve(self, module: str, *words: str | Path) -> Server:
        """A server that ends with the row."""
        return self._servers.enter_context(server(module, *words))

    @cached_property
    def before(self) -> Path:
        """A clone of the repository at the commit before, with a cache of its own. Raises NotMeasuredError."""
        if not self._with_before:
            raise NotMeasuredError("it takes long and was not asked for (`--before`)")
        return clone(self.folder / "before", BEFORE)


def server(module: str, *words: str | Path) -> Server:
    """A server whose program is a module beside this one."""
    return Server([sys.executable, "-m", f"benchmarks.speed.{module}", *words], environment())


def clone(target: Path, commit: str = "HEAD") -> Path:
    """A clone of this repository at a commit. Raises NotMeasuredError where the commit is not in it."""
    commands: tuple[Command, ...] = (
        ["clone", "--quiet", "--no-checkout", ROOT, target],
        ["-C", target, "checkout", "--quiet", commit],
    )
    for words in commands:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(target, ignore_errors=True)
            raise NotMeasuredError(f"commit {commit} is not in this copy of the repository")
    return target


def environment(engine: Path = ROOT) -> dict[str, str]:
    """The environment of a program that imports an engine."""
    return {**os.environ, "PYTHONPATH": str(engine)}


def build_command(
    project: ProjectCopy,
    languages: Sequence[str],
    formats: Sequence[str],
    *,
    clinics: Sequence[str] = (CLINIC,),
    brochures: Sequence[str] = (SLUG,),
    engine: Path = ROOT,
) -> Command:
    """The command that builds editions on A4. Without languages, it builds all of them."""
    chosen = [("--lang", languages), ("--format", formats), ("--clinic", clinics), ("--brochure", brochures)]
    options = [part for option, values in chosen for value in values for part in (option, value)]
    program = engine / "make_brochure.py"
    return [sys.executable, program, "build", "--project", project.root, "--paper", "a4", *options]
