"""Make a new clinic's profile from eight answers. Each answer is checked before the next question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from polyleaf.content.clinic import Clinic, market_of
from polyleaf.content.market import RULES
from polyleaf.content.opening import meant_time
from polyleaf.content.phone import country_fault, is_country, is_emergency_number, tidied
from polyleaf.content.wrong_values import WrongValue, explain

Profile = Mapping[str, Any]

# CLDR 48.2, measurementData/paperSize: the countries that print on US Letter; all others print on A4.
_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
_SPAN = re.compile(r"(?P<days>[a-z]{3}(?:-[a-z]{3})?)[ :]+(?P<rest>.+)")
_NOBODY = {
    "name": "-",
    "address": "-",
    "phones": ["+1 555 555 0100"],
    "web": "example.org",
    "emergency_number": "112",
    "paper": "a4",
    "market": "other",
    "distribution": "consultation",
}
"""A complete profile, in which one answer is checked at a time."""


@dataclass(frozen=True)
class Question:
    """A question, its usual answer, and the keys of the profile that an answer sets. `read` raises ValueError."""

    words: str
    read: Callable[[str, Profile], Profile]
    usual: Callable[[Profile], str] = lambda _: ""
    optional: bool = False


def answer(question: Question, text: str, so_far: Profile) -> dict[str, Any]:
    """The profile with the keys of one more answer. Raises ValueError with what is wrong with the answer."""
    if not text and not question.optional:
        raise ValueError("an answer is needed here")
    added = question.read(text, so_far)
    whole = {**_NOBODY, **so_far, **added}
    try:
        Clinic.model_validate(whole)
    except ValidationError as error:
        own = [one for one in error.errors() if one["loc"][0] in added]
        said = [one for one in own if one["type"] != "too_short"] or own  # a list is too short when its entry is wrong
        raise ValueError(" ".join(map(_in_words, said))) from None
    return {**so_far, **added}


def _in_words(error: Any) -> str:
    said = explain(WrongValue(str(error["loc"][0]), error, str(error["input"]), []))
    return f"{said.message}. {said.hint}"


def _country(text: str, _: Profile) -> Profile:
    code = {"UK": "GB"}.get(text.strip().upper(), text.strip().upper())
    if not is_country(code):
        raise ValueError(f"{text!r} is not the code of a country: write its two letters, such as GB, DE or US")
    return {"market": market_of(code), "country": code, "paper": "letter" if code in _LETTER else "a4"}


def _phone(text: str, so_far: Profile) -> Profile:
    if fault := country_fault(tidied(text), so_far["country"]):
        raise ValueError(fault)
    return {"phones": [text]}


def _emergency(text: str, so_far: Profile) -> Profile:
    if not is_emergency_number(text, so_far["country"]):
        raise ValueError(
            f"{text} is not an emergency number in {so_far['country']}: write the one that reaches an ambulance"
        )
    return {"emergency_number": text}


def _usual_emergency(so_far: Profile) -> str:
    numbers = {"uk": "999", "eu": "112", "au": "000"}  # the one that people know, of those that reach an ambulance
    return numbers.get(so_far["market"]) or next(iter(sorted(RULES[so_far["market"]].emergency_numbers)), "")


def _hours(text: str, _: Profile) -> Profile:
    return {"hours": [_opening(part.strip()) for part in text.split(";") if part.strip()]}


def _opening(text: str) -> Profile:
    found = _SPAN.fullmatch(text.lower())
    if not found:
        raise ValueError(f"{text!r} is not understood: write days and times, such as mon-fri 9:00-17:00")
    days, rest = found["days"], found["rest"].strip()
    if rest in {"closed", "by appointment"}:
        return {"days": days, rest.replace(" ", "_"): True}
    opens, dash, closes = (part.strip() for part in rest.partition("-"))
    if not dash:
        raise ValueError(f"{text!r} has one time only: write both, such as {days} 9:00-17:00")
    return {"days": days, "open": _time(opens), "close": closes if closes == "24:00" else _time(closes)}


def _time(text: str) -> str:
    return meant_time(text) or text


def _distribution(text: str, so_far: Profile) -> Profile:
    rule = RULES[so_far["market"]]
    if text == "waiting-room" and not rule.may_display:
        raise ValueError(
            f"not on display in the market '{so_far['market']}': {rule.rule} ({rule.source}): write consultation"
        )
    return {"distribution": text}


QUESTIONS = (
    Question("The clinic's name, as it is printed", lambda text, _: {"name": text}),
    Question("Its country, in two letters such as GB, DE or US", _country),
    Question(
        "Its postal address, with a semicolon between the lines",
        lambda text, _: {"address": [line.strip() for line in text.split(";") if line.strip()]},
    ),
    Question("Its main telephone number", _phone),
    Question("The number that reaches an ambulance there", _emergency, _usual_emergency),
    Question("Its web address", lambda text, _: {"web": re.sub(r"^https?://|/$", "", text)}),
    Question(
        "Its opening hours, such as mon-thu 9:00-17:00; fri 9:00-12:30; sat by appointment (Enter: none)",
        _hours,
        optional=True,
    ),
    Question("Where patients get the leaflet: consultation or waiting-room", _distribution, lambda _: "consultation"),
)


def file_name(name: str) -> str:
    """A name for the profile's file, made from the clinic's name: lower-case ASCII letters, digits and hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_name))[:40].strip("-") or "clinic"


def as_yaml(profile: Profile, heading: str) -> bytes:
    """The profile as YAML in UTF-8 below a heading of comments. Empty entries are left out."""
    keys = [key for key in Clinic.model_fields if profile.get(key)]
    text = yaml.safe_dump(
        {key: profile[key] for key in keys}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000
    )
    return (heading + text).encode()
