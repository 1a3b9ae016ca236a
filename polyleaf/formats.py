"""The print formats and papers, as `styles/formats.yaml` holds them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from polyleaf.model import Identifier, Line, Node
from polyleaf.project import Project
from polyleaf.source import load_model

Property = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]


class PaperSize(Node):
    """A sheet, upright, in mm."""

    width_mm: float = Field(gt=0)
    height_mm: float = Field(gt=0)


class Rung(Node):
    """A step of a fit ladder: custom properties to set, and about how much of the first step's height is left."""

    scale: float = Field(gt=0, le=1)
    set: dict[Property, Line]


class FormatSpec(Node):
    """What CSS cannot say of a format: its template, its number of pages, the smallest type (pt), the margin (mm).

    `fit` is its ladder, from as designed to the closest allowed.
    """

    template: Line
    stylesheet: Line
    pages: int = Field(gt=0)
    body_pt: float = Field(gt=0)
    small_print_pt: float = Field(gt=0)
    clear_edge_mm: float = Field(ge=0)
    fit: Annotated[tuple[Rung, ...], Field(min_length=1)]


class Formats(Node):
    """All formats and papers that a project can print."""

    papers: dict[Identifier, PaperSize]
    formats: dict[Identifier, FormatSpec]


def load_formats(project: Project) -> Formats:
    """The formats of a project. Raises InputError."""
    formats, _ = load_model(Formats, project.style("formats.yaml"), project)
    return formats
