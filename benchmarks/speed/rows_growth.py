"""What a build costs as the work grows: more editions, a longer article, more brochures."""

from __future__ import annotations

from benchmarks.speed.bench import Bench, build_command
from benchmarks.speed.contests import Contender, Contest
from benchmarks.speed.projects import ProjectCopy
from benchmarks.speed.taken import Command, run_command

# Languages whose texts are about as long, in the same script, so that editions cost about the same.
_LANGUAGES = ("de", "fr", "es", "it", "pl", "pt_BR", "tr", "vi")
_FORMATS = ("leaflet", "trifold")


def editions(bench: Bench) -> Contest:
    project = bench.project()
    numbers = (1, 2) if bench.quick else (1, 2, 4, 8)
    commands = {number: build_command(project, _LANGUAGES[:number], _FORMATS) for number in numbers}
    languages = ", ".join(_LANGUAGES[: numbers[-1]])
    note = f"{' and '.join(_FORMATS)} in {languages}, from nothing. The size is the number of languages."
    return _grown(project, commands, note)


def length(bench: Bench) -> Contest:
    project = bench.project()
    commands = {}
    for times in (1, 4) if bench.quick else (1, 4, 16):
        brochure = project.add_longer_brochure(times)
        commands[times] = build_command(project, ["en"], ["large-print"], brochures=[brochure])
    note = (
        "One edition in large print, from nothing, with so many times the words. "
        "Ordinary sections are repeated, safety sections are there once."
    )
    return _grown(project, commands, note)


def brochures(bench: Bench) -> Contest:
    project = bench.project()
    numbers = (1, 4) if bench.quick else (1, 4, 16)
    slugs = project.add_brochures(numbers[-1])
    commands = {number: build_command(project, ["en"], ["leaflet"], brochures=slugs[:number]) for number in numbers}
    note = (
        "The English leaflet of so many brochures, from nothing. Their titles differ, so they have no page in common."
    )
    return _grown(project, commands, note)


def _grown(project: ProjectCopy, commands: dict[int, Command], note: str) -> Contest:
    """One contender for each size."""
    return Contest([_of_size(project, size, command) for size, command in commands.items()], note=note)


def _of_size(project: ProjectCopy, size: int, command: Command) -> Contender:
    how = "`make_brochure.py build`, with empty caches"
    return Contender(f"size-{size}", f"{size} ×", how, lambda: run_command(command), project.clear, size)
