"""The clinic's profile: who hands the leaflet out. It never holds clinical text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from polyleaf.model import Line, Node
from polyleaf.project import Project
from polyleaf.source import load_model

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


CLINIC_FIELDS = ("name", "phone", "web", "emergency_number")
"""What a text may print of the clinic, as `{clinic.phone}` and so on."""


def load_clinic(project: Project, name: str) -> Clinic:
    """The profile `clinics/<name>.yaml`. Raises InputError."""
    clinic, _ = load_model(Clinic, project.clinic_file(name), project)
    return clinic
