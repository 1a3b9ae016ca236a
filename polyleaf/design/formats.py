"""The formats and papers of `styles/formats.yaml`, and a format on one paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.spelling import Spelling
from polyleaf.content.wrong_values import suggestion
from polyleaf.content.yaml_loader import load_style
from polyleaf.content.yaml_reader import source_invalid
from polyleaf.core.edition import Finish
from polyleaf.core.errors import InputError
from polyleaf.core.project import Project
from polyleaf.design.folding import panel_folds, panel_spans

FormatName = Annotated[str, Spelling(r"[a-z][a-z0-9-]*", "lower-case letters, digits and hyphens, such as large-print")]
Property = Annotated[str, Spelling(r"[a-z][a-z-]*", "a custom property without its two hyphens, such as item-gap")]


class PaperSize(StrictModel):
    """A sheet in portrait orientation, in mm."""

    width_mm: float = Field(gt=0)
    height_mm: float = Field(gt=0)
    bleed_mm: float = Field(ge=0, description="What a press prints beyond each edge, to be cut off.")


class FitStep(StrictModel):
    """A fit step: custom properties to set, and about how much of the first step's height is left.

    The settings of earlier steps remain, unless this step changes them.
    """

    scale: float = Field(gt=0, le=1)
    set: dict[Property, Line]


class PanelSide(StrictModel):
    """A side of a folded sheet: its panels from left to right, as a left-to-right reader sees them."""

    name: Identifier
    panels: Annotated[tuple[Identifier, ...], Field(min_length=2)]
    cover_at_end: bool = Field(False, description="True when the cover is the last panel; it is read first.")

    @property
    def reading_order(self) -> tuple[Identifier, ...]:
        return self.panels[::-1] if self.cover_at_end else self.panels


class FormatSpec(StrictModel):
    """What CSS cannot say about a format: its template, its pages or panels, the smallest type (pt), the margin (mm).

    `fit` lists its fit steps, from the original design to the tightest allowed.
    """

    template: Line
    stylesheet: Line
    medium: Literal["paper", "screen"] = "paper"
    papers: tuple[FormatName, ...] = Field((), description="The papers that it is printed on; all if it names none.")
    paper_for: dict[FormatName, FormatName] = Field(
        {},
        description="In place of 'papers': the paper that it is printed on, by the paper of the clinic, such as the "
        "a3 of a poster by a4.",
    )
    sheet: Literal["upright", "landscape", "half"] = Field(
        "upright", description="How a page lies on the paper: whole and upright, whole and on its side, or half of it."
    )
    pages: int | None = Field(None, gt=0, description="Sides to print; without it as many as the text takes.")
    pages_multiple_of: int | None = Field(
        None, gt=0, description="In place of 'pages': each layout has its own number of them, a multiple of this."
    )
    facing: bool = Field(False, description="Bound like a book: pages 2 and 3 are seen together, and so on.")
    sides: tuple[PanelSide, ...] = Field((), description="The sides of a folded sheet.")
    widths_mm: dict[Identifier, dict[Identifier, float]] = Field(
        {}, description="The width of each panel, by paper and panel."
    )
    stacked: bool = Field(False, description="Tables as lists, for narrow columns and large type.")
    imposed: bool = Field(False, description="Whether it is also laid out on sheets for saddle stitch.")
    per_language: bool = Field(True, description="False for a sheet that names all languages.")
    leads_to: Identifier | None = Field(None, description="The format that a sheet of all languages leads to.")
    how_to_print: Line | None = Field(None, description="What to tell the people who print it, after a build.")
    body_pt: float = Field(gt=0)
    body_pt_square: float | None = Field(
        None, gt=0, description="For scripts whose characters fill a square, such as Han; without it as for all."
    )
    small_print_pt: float = Field(gt=0)
    clear_edge_mm: float = Field(ge=0, description="Kept clear along the edges and the folds.")
    fit: Annotated[tuple[FitStep, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_number_of_pages(self) -> Self:
        if self.pages_multiple_of and (self.pages or self.sides):
            message = "has 'pages_multiple_of' beside 'pages' or 'sides': write one of them, and null for the other"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _one_choice_of_papers(self) -> Self:
        if self.papers and self.paper_for:
            raise ValueError("has 'papers' beside 'paper_for': write one of them, and null for the other")
        return self

    @model_validator(mode="after")
    def _panels_have_widths(self) -> Self:
        panels = set(self.panels)
        for paper, widths in self.widths_mm.items():
            if set(widths) != panels:
                raise ValueError(f"'widths_mm' for {paper!r} names other panels than 'sides': name the same ones")
        return self

    @property
    def printed_on(self) -> tuple[FormatName, ...]:
        """The papers that it is printed on, each once. All papers if there are none here."""
        return self.papers or tuple(dict.fromkeys(self.paper_for.values()))

    @property
    def stylesheets(self) -> tuple[Line, ...]:
        """Its style sheets, of which the last wins. A screen has nothing of `base.css`, which measures paper."""
        base = ("base.css",) if self.medium == "paper" else ()
        return (*base, self.stylesheet, "languages.css")

    def settings(self, fit_step: int) -> dict[Property, Line]:
        """The custom properties on a fit step, counted from 0."""
        return {name: value for step in self.fit[: fit_step + 1] for name, value in step.set.items()}

    @property
    def flows(self) -> bool:
        """Whether its text takes as many pages as it needs, so that a page may begin in the middle of a section."""
        return self.medium == "paper" and not self.has_pages and self.per_language

    @property
    def has_pages(self) -> bool:
        """Whether it has a number of pages, whatever the text takes."""
        return self.pages is not None or self.pages_multiple_of is not None

    @property
    def by_page(self) -> bool:
        """Whether a layout says what is on each page."""
        return self.has_pages and not self.sides

    @property
    def panels(self) -> tuple[Identifier, ...]:
        return tuple(panel for side in self.sides for panel in side.panels)

    def opening_of(self, frame: str) -> str:
        """A name for what is seen together with a frame: the side of its panel, or the spread of its page."""
        for side in self.sides:
            if frame in side.panels:
                return side.name
        if self.facing and frame.startswith("page "):
            return f"spread {int(frame.removeprefix('page ')) // 2}"
        return frame


class Formats(StrictModel):
    """All formats and papers that a project can print."""

    papers: Annotated[dict[FormatName, PaperSize], Field(min_length=1)]
    formats: Annotated[dict[FormatName, FormatSpec], Field(min_length=1)]

    @model_validator(mode="after")
    def _formats_name_papers_of_the_file(self) -> Self:
        for name, spec in self.formats.items():
            for paper in (*spec.papers, *spec.paper_for, *spec.paper_for.values()):
                if paper not in self.papers:
                    meant = suggestion(paper, list(self.papers))
                    raise ValueError(
                        f"the format {name!r} names an unknown paper {paper!r}{meant}: write one that is under 'papers'"
                    )
        return self

    def on(self, name: str, paper: str, finish: Finish = "office") -> Format:
        """A format on one paper. The screen has no paper. Only a press prints beyond the edge."""
        spec = self.formats[name]
        size = self.papers[paper] if paper else next(iter(self.papers.values()))
        width, height = _page_size(spec, size)
        return Format(name, spec, paper, width, height, size.bleed_mm if finish == "press" else 0)


def _page_size(spec: FormatSpec, paper: PaperSize) -> tuple[float, float]:
    if spec.sheet == "landscape":
        return paper.height_mm, paper.width_mm
    if spec.sheet == "half":
        return paper.height_mm / 2, paper.width_mm
    return paper.width_mm, paper.height_mm


@dataclass(frozen=True)
class PanelPlace:
    """The page of a panel, from 1, and where the panel begins and ends, in mm from the left edge of the page."""

    page: int
    left: float
    right: float


@dataclass(frozen=True)
class Format:
    """A format on one paper: the size and bleed of its pages in mm, and where its panels are."""

    name: str
    spec: FormatSpec
    paper: str
    width_mm: float
    height_mm: float
    bleed_mm: float

    def width_of(self, panel: str) -> float:
        """The width of a panel in mm."""
        return self.spec.widths_mm[self.paper][panel]

    def panel_places(self, *, right_to_left: bool) -> dict[str, PanelPlace]:
        """Where each panel is. Empty for a format without panels."""
        return {
            panel: PanelPlace(page, left, right)
            for page, side in enumerate(self.spec.sides, start=1)
            for panel, (left, right) in panel_spans(side.panels, self._widths, right_to_left).items()
        }

    def folds(self, *, right_to_left: bool) -> tuple[tuple[float, ...], ...]:
        """Where each side is folded, in mm from its left edge. Empty for a format without panels."""
        return tuple(panel_folds(side.panels, self._widths, right_to_left) for side in self.spec.sides)

    @property
    def _widths(self) -> dict[str, float]:
        return self.spec.widths_mm.get(self.paper, {})


def load_formats(project: Project) -> Formats:
    """The formats of a project: those of the engine, with what its own `styles/formats.yaml` changes.

    Raises InputError.
    """
    formats, _ = load_style(Formats, "formats.yaml", project)
    return formats


def check_printable(project: Project, formats: Formats, name: str, paper: str) -> None:
    """Raise InputError for a format that lacks something that its editions on that paper need.

    Only these editions are refused. Other formats, and the same format on other papers, are complete.
    """
    lack = _lack(formats, name, paper)
    if lack:
        _, source_map = load_style(Formats, "formats.yaml", project)
        raise InputError([source_invalid(source_map.origin("formats", name, lack.key), lack.message, lack.hint)])


@dataclass(frozen=True)
class _Lack:
    key: str
    message: str
    hint: str


def _lack(formats: Formats, name: str, paper: str) -> _Lack | None:
    spec = formats.formats[name]
    if spec.sides and paper not in spec.widths_mm:
        hint = f"Write how wide each panel is on {paper!r}, or set another 'paper' in the clinic's profile."
        return _Lack("widths_mm", f"the format {name!r} has no widths of its panels on {paper!r}", hint)
    if spec.leads_to is not None and spec.leads_to not in formats.formats:
        close = suggestion(spec.leads_to, list(formats.formats))
        message = f"the format {name!r} leads to {spec.leads_to!r}, which is not a format{close}"
        return _Lack("leads_to", message, "Name a format of this file.")
    return None
