"""Where the time of an edition goes: profiles of builds now and before, as stacks of functions."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.speed.bench import BEFORE, ROOT, Bench, environment
from benchmarks.speed.machine import commit_of, now
from benchmarks.speed.projects import CLINIC, SLUG
from benchmarks.speed.taken import BenchError, Command, NotMeasuredError

EDITIONS = ("de.leaflet", "ja.leaflet")
"""One in Latin letters, and one in Chinese characters and kana."""

Stack = tuple[str, ...]
_PROGRAM = Path(__file__).with_name("profile_edition.py")


@dataclass(frozen=True)
class Profile:
    """A build of an edition. `stacks` have the own time of their innermost function, in s."""

    edition: str
    side: str
    commit: str
    when: str
    stacks: tuple[tuple[Stack, float], ...]

    @property
    def name(self) -> str:
        return f"{self.edition}.{self.side}"

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.stacks)


@dataclass
class Bar:
    """A function in a flame graph: its time with all that it calls, in s."""

    name: str
    seconds: float = 0.0
    inside: dict[str, Bar] = field(default_factory=dict)


def profiles(bench: Bench) -> Iterator[Profile]:
    """Each edition by the engine now, and by the one before, where that was asked for."""
    sides = [("now", ROOT)]
    with suppress(NotMeasuredError):
        sides.append(("before", bench.before))
    for edition in EDITIONS:
        for side, engine in sides:
            yield _profile(bench, edition, side, engine)


def _profile(bench: Bench, edition: str, side: str, engine: Path) -> Profile:
    language, _, form = edition.partition(".")
    project = bench.project(engine)
    command: Command = [sys.executable, "-P", _PROGRAM, project.root, SLUG, language, form, CLINIC]
    done = subprocess.run(command, env=environment(engine), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"{edition} cannot be profiled\n{done.stderr[-2000:]}")
    stacks = ((folded(stack), seconds) for stack, seconds in json.loads(done.stdout.splitlines()[-1]))
    commit = commit_of(ROOT) if engine == ROOT else BEFORE
    return Profile(edition, side, commit, now(), tuple(_added(stacks).items()))


def folded(stack: Sequence[str]) -> Stack:
    """A stack in which every function is there once: what it calls until it is called again is left out."""
    path: list[str] = []
    for name in stack:
        if name in path:
            del path[path.index(name) + 1 :]
        else:
            path.append(name)
    return tuple(path)


def tree(stacks: Iterable[tuple[Stack, float]]) -> Bar:
    """The stacks as bars on bars. The lowest one is everything."""
    root = Bar("all")
    for stack, seconds in stacks:
        bar = root
        bar.seconds += seconds
        for name in stack:
            bar = bar.inside.setdefault(name, Bar(name))
            bar.seconds += seconds
    return root


def shares(profile: Profile, modules: Iterable[str]) -> dict[str, float]:
    """The share of a profile (0 to 1) that is spent in the functions of each module and of those within it."""
    total = profile.seconds
    return {
        module: sum(s for stack, s in profile.stacks if stack and _is_in(stack[-1], module)) / total
        for module in modules
    }


def _is_in(function: str, module: str) -> bool:
    name = function.partition(":")[0]
    return name == module or name.startswith(f"{module}.")


def save(found: Iterable[Profile], folder: Path) -> None:
    for profile in found:
        path = folder / "profiles" / f"{profile.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(profile)), encoding="utf-8")


def load(folder: Path) -> dict[str, Profile]:
    """The last profile of each edition and side, by its name."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "profiles").glob("*.json")))
    made = (Profile(**one | {"stacks": tuple((tuple(stack), s) for stack, s in one["stacks"])}) for one in found)
    return {profile.name: profile for profile in made}


def _added(stacks: Iterable[tuple[Stack, float]]) -> dict[Stack, float]:
    """The times of equal stacks added together."""
    total: dict[Stack, float] = {}
    for stack, seconds in stacks:
        total[stack] = total.get(stack, 0.0) + seconds
    return total
