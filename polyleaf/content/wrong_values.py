"""What a model refuses, in words for the person who wrote the file: what is wrong, and how to write it.

The messages of pydantic are for programmers: they speak of patterns, tuples and instances. None of that is shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from polyleaf.content.opening import meant_time

_EMPTY_HINT = "Write it, or remove the key where it may be left out."
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


@dataclass(frozen=True)
class WrongValue:
    """A value that is refused: its key, the error, the value as it is in the file, and the keys of the model.

    `written` is empty if there is a list or a mapping instead of a single value.
    """

    key: str
    error: ErrorDetails
    written: str
    known: list[str]

    def of(self, name: str) -> str:
        """What the error says in addition to its type."""
        return str(self.error.get("ctx", {})[name])

    @property
    def shown(self) -> str:
        return repr(self.written) if self.written else "empty"


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
    message = wrong.error["msg"].removeprefix("Value error, ")
    return Explanation(message, f"Correct {wrong.key!r}." if wrong.key else "Correct it.")


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` if a known word is similar, or else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _unknown(wrong: WrongValue) -> Explanation:
    close = suggestion(wrong.key, wrong.known)
    return Explanation(f"unknown key {wrong.key!r}{close}", f"Correct {wrong.key!r}, or remove it.")


def _missing(wrong: WrongValue) -> Explanation:
    return Explanation(f"missing key {wrong.key!r}", f"Add {wrong.key!r}.")


def _unknown_kind(wrong: WrongValue) -> Explanation:
    kinds = re.findall(r"'([^']+)'", wrong.of("expected_tags"))
    if not (tag := wrong.of("tag")):
        return _missing_kind(wrong)
    return Explanation(f"unknown kind {tag!r}{suggestion(tag, kinds)}", f"The kinds are {', '.join(kinds)}.")


def _missing_kind(_: WrongValue) -> Explanation:
    return Explanation("missing key 'kind'", "Say what kind of block this is.")


def _empty_list(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.key!r} is empty", "Give it at least one entry.")


def _empty(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.key!r} is empty", _EMPTY_HINT)


def _no_text(wrong: WrongValue) -> Explanation:
    """A number, a yes or a date instead of a text. In quotes it is a text."""
    if wrong.error["input"] is None:
        return _empty(wrong)
    if not wrong.written:
        return Explanation(f"{wrong.key!r} has several values where one text belongs", "Write one text.")
    return Explanation(f"{wrong.written} is read as a number or as yes and no", f"Write {wrong.written!r} in quotes.")


def _no_time(wrong: WrongValue) -> Explanation:
    """A number instead of a time. In quotes it is a time."""
    if not wrong.written:
        return Explanation(f"{wrong.key!r} is not a time of day", "Write one time in quotes, such as '17:00'.")
    meant = meant_time(wrong.written)
    hint = f"Write '{meant}' in quotes." if meant else "Put the time in quotes, hours and minutes, such as '17:00'."
    return Explanation(f"{wrong.written} is read as a number, not as a time of day", hint)


def _no_number(wrong: WrongValue) -> Explanation:
    number = "a whole number" if wrong.error["type"].startswith("int") else "a number"
    return Explanation(f"{wrong.key!r} is {wrong.shown}, not {number}", "Write the number alone, without quotes.")


def _no_yes(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.key!r} is {wrong.shown}, neither true nor false", "Write 'true' or 'false'.")


def _no_list(wrong: WrongValue) -> Explanation:
    hint = f"Write each entry of {wrong.key!r} on a line of its own that begins with a dash."
    return Explanation(f"{wrong.key!r} is not a list", hint)


def _no_keys(wrong: WrongValue) -> Explanation:
    if not wrong.key:
        return Explanation("the file has no keys", "Write lines such as 'key: value'.")
    return Explanation(f"{wrong.key!r} has no keys of its own", f"Write them below {wrong.key!r}, each with a colon.")


def _no_date(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.key!r} is {wrong.shown}, not a date", "Write year, month, day, such as 2026-11-23.")


def _not_allowed(wrong: WrongValue) -> Explanation:
    allowed = re.findall(r"'([^']+)'", wrong.of("expected"))
    choice = f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
    close = suggestion(wrong.written, allowed)
    return Explanation(f"{wrong.key!r} cannot be {wrong.shown}{close}", f"Write {choice}.")


def _beyond_limit(wrong: WrongValue) -> Explanation:
    words, name = _LIMITS[wrong.error["type"]]
    limit = f"{words} {float(wrong.of(name)):g}"
    return Explanation(f"{wrong.key!r} is {wrong.written}, and is to be {limit}", f"Write a number that is {limit}.")


def _too_long(wrong: WrongValue) -> Explanation:
    return Explanation(f"{wrong.key!r} has more than {wrong.of('max_length')} letters", "Shorten it.")


def _misspelt(wrong: WrongValue) -> Explanation:
    if not wrong.error["input"]:
        return _empty(wrong)
    return Explanation(f"{wrong.of('text')} is not valid for {wrong.key!r}", f"Write {wrong.of('words')}.")


_WORDS: dict[str, Callable[[WrongValue], Explanation]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "union_tag_invalid": _unknown_kind,
    "union_tag_not_found": _missing_kind,
    "too_short": _empty_list,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "(string|text)_type": _no_text,
    "no_time": _no_time,
    "(int|float)_.*": _no_number,
    "bool_.*": _no_yes,
    "(tuple|list|iterable|frozen_set|set)_type": _no_list,
    "(dict|model|mapping|model_attributes)_type": _no_keys,
    "date_.*": _no_date,
    "literal_error": _not_allowed,
    "|".join(_LIMITS): _beyond_limit,
    "spelling": _misspelt,
}
"""What is said about each type of error, by a pattern of pydantic's names for them."""
