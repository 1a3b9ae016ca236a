"""What a model refuses, in words for the person who wrote the file: what is wrong, and how to write it.

The messages of pydantic are for programmers: they speak of patterns, tuples and instances. None of that is shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from polyleaf.content.opening import meant_time

_EMPTY_HINT = "Write it, or remove the key where it may be left out."
# Validators say what is wrong and, behind a colon, what to do; these are the words that begin it.
_WAY_OUT = re.compile(
    r": (?=(?:ask|correct|delete|give|leave|name|put|raise|remove|shorten|swap|take|write)\b)", re.IGNORECASE
)
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


@dataclass(frozen=True)
class WrongValue:
    """A value that is refused: its key, the error, the value as it is in the file, and the keys of the model.

    `written` is empty where a list or keys of its own stand in place of a single value. Of an entry of a list, `key` is
    that of the list, and `entry` its number, counted from 1.
    """

    key: str
    error: ErrorDetails
    written: str
    known: list[str]
    entry: int = 0

    def of(self, name: str) -> str:
        """What the error says in addition to its type."""
        return str(self.error.get("ctx", {})[name])

    @property
    def name(self) -> str:
        return f"entry {self.entry} of {self.key!r}" if self.entry else repr(self.key)

    @property
    def shown(self) -> str:
        if self.written:
            return repr(self.written)
        kinds = {"list": "a list", "tuple": "a list", "dict": "a group of keys"}
        return kinds.get(type(self.error["input"]).__name__, "empty")


@dataclass(frozen=True)
class Explanation:
    """What is wrong with a part of a file, and how to fix it."""

    message: str
    hint: str


def explain(wrong: WrongValue) -> Explanation:
    """What is wrong with a value, in words."""
    kind = wrong.error["type"]
    for pattern, words in _WORDS.items():
        if re.fullmatch(pattern, kind):
            return words(wrong)
    return _of_other_kind(wrong)


def _of_other_kind(wrong: WrongValue) -> Explanation:
    """An error that pydantic finds and nothing here has words for; rare, and never in pydantic's words."""
    return Explanation(f"{wrong.name} cannot be read as it is written", "Compare it with the examples in docs/.")


def _refused(wrong: WrongValue) -> Explanation:
    """What a validator of a model says."""
    said = wrong.error["msg"].removeprefix("Value error, ")
    if said.startswith(("is ", "has ")):
        said = f"{wrong.name} {said}"
    problem, *way_out = _WAY_OUT.split(said, maxsplit=1)
    if not way_out:
        return Explanation(said, f"Correct {wrong.name}." if wrong.key else "Correct it.")
    return Explanation(problem, f"{way_out[0][0].upper()}{way_out[0][1:]}.")


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` if a known word is similar, or else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _unknown(wrong: WrongValue) -> Explanation:
    close = suggestion(wrong.key, wrong.known)
    return Explanation(f"unknown key {wrong.key!r}{close}", f"Correct {wrong.key!r}, or remove it.")


def _missing(wrong: WrongValue) -> Explanation:
    if wrong.entry:
        return Explanation(f"{wrong.key!r} has too few entries", "Add the ones that are missing.")
    return Explanation(f"missing key {wrong.key!r}", f"Add {wrong.key!r}.")


def _unknown_kind(wrong: WrongValue) -> Explanation:
    kinds = re.findall(r"'([^']+)'", wrong.of("expected_tags"))
    tag = wrong.of("tag")
    if not isinstance(wrong.error["input"].get("kind"), str) or not tag:
        return _missing_kind(wrong)
    return Explanation(f"unknown kind {tag!r}{suggestion(tag, kinds)}", f"The kinds are {', '.join(kinds)}.")


def _missing_kind(_: WrongValue) -> Explanation:
    return Explanation("missing key 'kind'", "Say in one word what kind of block this is, such as 'kind: paragraph'.")


def _empty_list(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.name} is empty", "Give it at least one entry.")


def _empty(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.name} is empty", _EMPTY_HINT)


def _no_text(wrong: WrongValue) -> Explanation:
    """A number, a yes or a date instead of a text. In quotes it is a text."""
    if wrong.error["input"] is None:
        return _empty(wrong)
    if not wrong.written:
        return Explanation(f"{wrong.name} has several values where one text belongs", "Write one text.")
    return Explanation(f"{wrong.written} is read as a number or as yes and no", f"Write {wrong.written!r} in quotes.")


def _no_time(wrong: WrongValue) -> Explanation:
    """A number instead of a time. In quotes it is a time."""
    if not wrong.written:
        return Explanation(f"{wrong.name} is not a time of day", "Write one time in quotes, such as '17:00'.")
    meant = meant_time(wrong.written)
    hint = f"Write '{meant}' in quotes." if meant else "Put the time in quotes, hours and minutes, such as '17:00'."
    return Explanation(f"{wrong.written} is read as a number, not as a time of day", hint)


def _no_number(wrong: WrongValue) -> Explanation:
    number = "a whole number" if wrong.error["type"].startswith("int") else "a number"
    return Explanation(f"{wrong.name} is {wrong.shown}, not {number}", "Write the number alone, without quotes.")


def _no_yes(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.name} is {wrong.shown}, neither true nor false", "Write 'true' or 'false'.")


def _no_list(wrong: WrongValue) -> Explanation:
    hint = f"Write each entry of {wrong.name} on a line of its own that begins with a dash."
    return Explanation(f"{wrong.name} is not a list", hint)


def _no_keys(wrong: WrongValue) -> Explanation:
    if not wrong.key:
        return Explanation("the file has no keys", "Write lines such as 'key: value'.")
    return Explanation(f"{wrong.name} has no keys of its own", "Write them there, each with a colon: 'key: value'.")


def _no_date(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.name} is {wrong.shown}, not a date", "Write year, month, day, such as 2026-11-23.")


def _not_allowed(wrong: WrongValue) -> Explanation:
    allowed = re.findall(r"'([^']+)'", wrong.of("expected"))
    close = suggestion(wrong.written, allowed)
    return Explanation(f"{wrong.name} cannot be {wrong.shown}{close}", f"Write {one_of(allowed)}.")


def one_of(names: Sequence[str]) -> str:
    """`a, b or c`."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _beyond_limit(wrong: WrongValue) -> Explanation:
    words, name = _LIMITS[wrong.error["type"]]
    limit = f"{words} {float(wrong.of(name)):g}"
    return Explanation(f"{wrong.name} is {wrong.written}, and is to be {limit}", f"Write a number that is {limit}.")


def _too_long(wrong: WrongValue) -> Explanation:
    if isinstance(wrong.error["input"], str):
        return Explanation(f"{wrong.name} has more than {wrong.of('max_length')} letters", "Shorten it.")
    return Explanation(f"{wrong.name} has more than {wrong.of('max_length')} entries", "Remove some.")


def _misspelt(wrong: WrongValue) -> Explanation:
    if not wrong.error["input"]:
        return _empty(wrong)
    return Explanation(f"{wrong.of('text')} is not valid for {wrong.name}", f"Write {wrong.of('words')}.")


_WORDS: dict[str, Callable[[WrongValue], Explanation]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "union_tag_invalid": _unknown_kind,
    "union_tag_not_found": _missing_kind,
    "too_short": _empty_list,
    "string_too_short": _empty,
    "(string_)?too_long": _too_long,
    "(string|text)_type": _no_text,
    "no_time": _no_time,
    "(int|float|finite)_.*": _no_number,
    "bool_.*": _no_yes,
    "(tuple|list|iterable|frozen_set|set)_type": _no_list,
    "(dict|model|mapping|model_attributes)_type": _no_keys,
    "date_.*": _no_date,
    "literal_error": _not_allowed,
    "|".join(_LIMITS): _beyond_limit,
    "spelling": _misspelt,
    "value_error": _refused,
}
"""What is said about each type of error, by a pattern of pydantic's names for them."""
