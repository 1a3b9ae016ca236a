"""The concepts that decide what a sentence means: logic, order, frequency, degree, place, weekday, and who speaks.

A lexicon names the words of its language for them (`concepts`, `concept_hints`). This module says which concepts
contradict each other, and how certain it is that something is wrong when one is lost or added.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Literal, get_args

Concept = Literal[
    "and", "or", "unless", "even-if", "only", "also", "without",
    "before", "after", "same", "next", "last", "start", "stop", "early", "late",
    "morning", "noon", "evening", "night",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "per-hour", "per-day", "per-week", "per-month", "per-year",
    "always", "usually", "often", "sometimes", "rarely", "never",
    "all", "most", "many", "some", "few", "more", "less", "at-least", "at-most",
    "must", "may", "perhaps", "better",
    "left", "right", "above", "below",
    "high", "low", "hot", "cold", "severe", "mild", "increase", "decrease", "strong", "weak",
    "permanent", "temporary", "sudden", "gradual", "long", "short", "large", "small",
    "adult", "child", "speaker", "reader",
]  # fmt: skip
CONCEPTS: tuple[Concept, ...] = get_args(Concept)

WEEKDAYS: tuple[Concept, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_RATES: tuple[Concept, ...] = ("per-hour", "per-day", "per-week", "per-month", "per-year")
_TIMES_OF_DAY: tuple[Concept, ...] = ("morning", "noon", "evening", "night")

_PAIRS: tuple[tuple[Concept, Concept], ...] = (
    ("and", "or"),
    ("unless", "even-if"),
    ("only", "also"),
    ("without", "after"),
    ("before", "after"),
    ("same", "next"),
    ("last", "next"),
    ("start", "stop"),
    ("early", "late"),
    ("morning", "evening"),
    ("always", "sometimes"),
    ("always", "rarely"),
    ("always", "never"),
    ("usually", "rarely"),
    ("usually", "never"),
    ("often", "rarely"),
    ("often", "never"),
    ("sometimes", "always"),
    ("sometimes", "never"),
    ("sometimes", "often"),
    ("sometimes", "usually"),
    ("all", "some"),
    ("all", "most"),
    ("all", "few"),
    ("most", "few"),
    ("most", "some"),
    ("many", "few"),
    ("more", "less"),
    ("at-least", "at-most"),
    ("must", "may"),
    ("left", "right"),
    ("above", "below"),
    ("high", "low"),
    ("hot", "cold"),
    ("severe", "mild"),
    ("increase", "decrease"),
    ("strong", "weak"),
    ("permanent", "temporary"),
    ("sudden", "gradual"),
    ("long", "short"),
    ("large", "small"),
    ("adult", "child"),
)


def _opposites() -> Iterator[tuple[Concept, Concept]]:
    """Each concept with one that contradicts it, in both directions."""
    groups = (WEEKDAYS, _RATES, _TIMES_OF_DAY)
    for one, other in (*_PAIRS, *(pair for group in groups for pair in combinations(group, 2))):
        yield one, other
        yield other, one
    yield "speaker", "reader"  # "whom can I call" is not "who can call you"; the other way round languages say freely


OPPOSITES: tuple[tuple[Concept, Concept], ...] = tuple(dict.fromkeys(_opposites()))

SAME_WHEN_NEGATED: frozenset[frozenset[Concept]] = frozenset((frozenset(("and", "or")), frozenset(("must", "may"))))
"""Opposites that a negation makes the same: "do not rub or press" is "do not rub and do not press"."""

SAID_IN_MANY_WAYS: frozenset[Concept] = frozenset(("and", "or"))
"""Concepts that a word which only hints at them does not prove."""

SURELY_KEPT: frozenset[Concept] = frozenset((*WEEKDAYS, *_RATES, "left", "right"))
"""Concepts that every translation names if its source does, and only then."""

USUALLY_KEPT: frozenset[Concept] = frozenset(("unless", "only", "without", "at-least", "at-most", "rarely"))
"""Concepts that a translation names if its source does, apart from rare rewordings."""

NEAR_NEGATIONS: frozenset[Concept] = frozenset(("unless", "only", "without", "rarely", "few", "less"))
"""Concepts that some languages express with a "not" and others without."""

NOT_IN_ORDERS: frozenset[Concept] = frozenset(("perhaps", "better"))
"""Concepts that turn a prohibition into advice: "better not" instead of "do not"."""
