"""The clinic's profile: who hands the leaflet out. It never holds clinical text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from polyleaf.content.brochure import Identifier, Line, Span, StrictModel
from polyleaf.content.market import Distribution, Market
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.project import Project

Paper = Literal["a4", "letter"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

_DAYS_SCHEMA = {"type": "string", "pattern": f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$"}
_CLOCK = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"


def _enough_digits(number: str) -> str:
    """A number that can be dialled: E.164 has 15 digits at most; short numbers have three."""
    if not 3 <= len(re.sub(r"\D", "", number)) <= 15:
        raise ValueError("a phone number has 3 to 15 digits")
    return number


def _days(value: object) -> object:
    """`mon`, `mon-fri`, or a list of such, as the days themselves."""
    return tuple(day for part in (value if isinstance(value, list) else [value]) for day in _run_of_days(str(part)))


def _run_of_days(text: str) -> Iterator[Weekday]:
    first, dash, last = text.partition("-")
    ends = [first, last] if dash else [first]
    for day in ends:
        if day not in WEEKDAYS:
            raise ValueError(f"{day!r} is no day: write {', '.join(WEEKDAYS)}, or a run of days such as mon-fri")
    start, end = (WEEKDAYS.index(day) for day in (ends[0], ends[-1]))
    for step in range((end - start) % len(WEEKDAYS) + 1):
        yield WEEKDAYS[(start + step) % len(WEEKDAYS)]


def _clock(value: object) -> object:
    """A time of day as text: a number, such as 9 or 1200, is none."""
    text = str(value)
    if not re.fullmatch(_CLOCK, text):
        raise ValueError(f"{text!r} is no time of day: write it like '08:30' or '17:00'")
    hours, _, minutes = text.partition(":")
    return datetime.time(int(hours), int(minutes))


Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9() .-]{3,}$"), AfterValidator(_enough_digits)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}(/\S*)?$", max_length=100)]
WebFolder = Annotated[WebAddress, AfterValidator(lambda address: address.rstrip("/"))]
Days = Annotated[
    tuple[Weekday, ...],
    Field(min_length=1),
    BeforeValidator(_days),
    WithJsonSchema({"anyOf": [_DAYS_SCHEMA, {"type": "array", "items": _DAYS_SCHEMA, "minItems": 1}]}),
]
Clock = Annotated[datetime.time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": _CLOCK})]


class Opening(StrictModel):
    """Days on which the clinic is open from one time to another; a day with a break has two."""

    days: Days = Field(description="A day such as mon, a run such as mon-fri, or a list of them.")
    open: Clock
    close: Clock

    @model_validator(mode="after")
    def _open_before_close(self) -> Self:
        if self.open >= self.close:
            raise ValueError("'open' lies before 'close', on the same day")
        return self


class Logo(StrictModel):
    """A picture beside the profile, printed at the top of the cover."""

    file: Line = Field(description="A path from the folder of the profiles, such as logo.svg; svg, png or jpg.")
    width_mm: float = Field(gt=0, le=60, description="How wide it is printed; a picture of pixels has 300 dpi or more.")


class Clinic(StrictModel):
    """A clinic as its leaflets name it."""

    name: Line
    address: Annotated[tuple[Line, ...], Field(min_length=1, description="The postal address, a line each.")]
    phones: Annotated[tuple[Phone, ...], Field(min_length=1, description="Phone numbers, the main one first.")]
    hours: tuple[Opening, ...] = Field((), description="When the clinic is open; days that are not named are closed.")
    web: WebAddress = Field(description="The web address without https://.")
    downloads: WebFolder | None = Field(
        None, description="The web address, without https://, of the folder where the clinic publishes the files."
    )
    emergency_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")] = Field(
        description="The number to call in an emergency where the clinic is."
    )
    logo: Logo | None = None
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = Field(
        None, description="One colour for the clinic's name, the rule under it and the title, such as '#1d5a8c'."
    )
    languages: Annotated[tuple[Line, ...], Field(min_length=1)] | None = Field(
        None, description="The codes of the languages to print for this clinic; all without them."
    )
    paper: Paper
    market: Market = Field(description="Where the clinic is; it decides what may be on display. No default.")
    distribution: Distribution = Field(description="On display in the waiting room, or given at a consultation.")
    appointments: dict[Identifier, Span] = Field(
        {}, description="The clinic's own lengths of visits, by the name of the brochure's value."
    )

    @property
    def phone(self) -> str:
        """The main number."""
        return self.phones[0]

    @property
    def style_properties(self) -> dict[str, str]:
        """What the clinic sets of the style sheets' custom properties."""
        return {"accent": self.accent} if self.accent else {}


CLINIC_FIELDS = ("name", "phone", "web", "emergency_number")
"""What a text may print of the clinic, as `{clinic.phone}` and so on."""


def load_clinic(project: Project, name: str) -> tuple[Clinic, SourceMap]:
    """The profile `clinics/<name>.yaml`, and the lines of its parts. Raises InputError."""
    return load_model(Clinic, project.clinic_file(name), project)


def phone_uri(number: str) -> str:
    """The `tel:` address of a phone number, by RFC 3966.

    A number that is written the national way stays so, without the phone-context that the RFC asks for: phones dial its
    digits as their user would, and stumble over the context. A trunk zero in brackets, `+44 (0)20`, is not dialled.
    """
    plus = "+" if number.startswith("+") else ""
    return "tel:" + plus + re.sub(r"\D", "", number.replace("(0)", "") if plus else number)


def web_uri(address: str) -> str:
    """The address of a page of the clinic, as a browser wants it."""
    return f"https://{address}"
