"""What is measured against what: the contenders take turns, so that a machine whose speed drifts hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.speed.results import Series
from benchmarks.speed.taken import NotMeasuredError, Taken


def _nothing() -> None:
    """There is nothing to prepare."""


@dataclass(frozen=True)
class Contender:
    """A way to do the work of a contest.

    `how` is the command, as a reader would type it, or what is done instead. `prepare` is called before each `run` and
    is not measured. `size` is how much work it is, where the contenders of a contest differ in that.
    """

    name: str
    label: str
    how: str
    run: Callable[[], Taken]
    prepare: Callable[[], object] = _nothing
    size: int = 1


@dataclass(frozen=True)
class Contest:
    """The contenders that do the same work. `missing` says why others cannot, by their labels."""

    contenders: Sequence[Contender]
    missing: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def hold(contest: Contest, rounds: int) -> tuple[Series, ...]:
    """What each contender took in each round. Each round begins with another contender."""
    taken: dict[str, list[Taken]] = {contender.name: [] for contender in contest.contenders}
    for number in range(rounds if taken else 0):
        for contender in _from(contest.contenders, number):
            contender.prepare()
            taken[contender.name].append(contender.run())
    return tuple(Series(one.name, one.label, one.how, one.size, tuple(taken[one.name])) for one in contest.contenders)


def _from(contenders: Sequence[Contender], number: int) -> Sequence[Contender]:
    first = number % len(contenders)
    return (*contenders[first:], *contenders[:first])


def possible(makers: Mapping[str, Callable[[], Contender]]) -> tuple[list[Contender], dict[str, str]]:
    """The contenders that can be made here, and why the others cannot, by their labels."""
    made, missing = [], {}
    for label, make in makers.items():
        try:
            made.append(make())
        except NotMeasuredError as reason:
            missing[label] = str(reason)
    return made, missing
