"""The clinic's profile: who hands the leaflet out. It never holds clinical text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from polyleaf.market import Distribution, Market
from polyleaf.model import Identifier, Line, Node, Span
from polyleaf.project import Project
from polyleaf.source import SourceMap, load_model

Paper = Literal["a4", "letter"]


class Clinic(Node):
    """A clinic as its leaflets name it."""

    name: Line
    address: Annotated[tuple[Line, ...], Field(min_length=1, description="The postal address, a line each.")]
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9() .-]{3,}$")]
    web: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}(/\S*)?$")] = Field(
        description="The web address without https://."
    )
    emergency_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")] = Field(
        description="The number to call in an emergency where the clinic is."
    )
    paper: Paper
    market: Market = Field(description="Where the clinic is; it decides what may be on display. No default.")
    distribution: Distribution = Field(description="On display in the waiting room, or given at a consultation.")
    appointments: dict[Identifier, Span] = Field(
        {}, description="The clinic's own lengths of visits, by the name of the brochure's value."
    )


CLINIC_FIELDS = ("name", "phone", "web", "emergency_number")
"""What a text may print of the clinic, as `{clinic.phone}` and so on."""


def load_clinic(project: Project, name: str) -> tuple[Clinic, SourceMap]:
    """The profile `clinics/<name>.yaml`, and the lines of its parts. Raises InputError."""
    return load_model(Clinic, project.clinic_file(name), project)
