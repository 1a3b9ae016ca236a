"""The typed model of a brochure, as `brochures/<slug>/brochure.yaml` holds it.

The JSON Schema in `schemas/brochure.schema.json` is generated from these classes and their docstrings.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from polyleaf.text import Text

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Line = Annotated[str, StringConstraints(min_length=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class Node(BaseModel):
    """Base of every part of the model: frozen, and no key that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


SourceIds = Annotated[
    tuple[Identifier, ...],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=Identifier | tuple[Identifier, ...]),
]


class Span(Node):
    """A single number (`value` alone), or a range (`from` and `to`)."""

    value: int | None = Field(None, ge=0, description="A single number.")
    from_: int | None = Field(None, alias="from", ge=0, description="The lower end of a range.")
    to: int | None = Field(None, ge=0, description="The upper end of a range.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.value is not None and self.from_ is None and self.to is None:
            return self
        if self.value is None and self.from_ is not None and self.to is not None and self.from_ < self.to:
            return self
        raise ValueError("a value has either 'value', or 'from' and 'to' with 'from' the smaller")

    @property
    def is_range(self) -> bool:
        return self.value is None


class Value(Span):
    """A duration, age or count, typed once and printed by the rules of each language."""

    unit: Literal["minute", "hour", "day", "week", "month", "year", "count"]
    source: SourceIds = Field(description="The id of the source, or a list of ids.")
    clinic_may_set: bool = Field(False, description="True for what is no clinical fact, such as the length of a visit.")

    def set_to(self, span: Span) -> Self:
        """This value with a clinic's own number."""
        return self.model_copy(update={"value": span.value, "from_": span.from_, "to": span.to})


class Treatment(Node):
    """One of the treatments that the brochure compares; their order gives each its colour and its mark."""

    name: Text


class Source(Node):
    """A source of facts, printed as it is in every language: the reader looks it up under this name."""

    name: Line = Field(description="The publisher, as it calls itself.")
    title: Line = Field(description="What was read there.")
    printed: bool = Field(True, description="False for what no reader can look up, such as usual practice.")


class Label(Node):
    """What one number in a figure stands for, and where the number is set."""

    label: Text
    at: tuple[Percent, Percent] = Field(description="The middle of the number, in % of the width and the height.")


class Legend(Node):
    """Labels for the numbers in a figure; the numbers go on from one legend to the next."""

    heading: Text | None = None
    labels: Annotated[tuple[Label, ...], Field(min_length=1)]


class Figure(Node):
    """A vector figure without text in it, kept beside the brochure."""

    kind: Literal["figure"]
    file: Line = Field(description="A path from the brochure's folder, such as figures/cover.svg.")
    directional: bool = Field(
        False, description="True when it is read in one direction, and so mirrored right to left."
    )
    alt: Text
    legends: tuple[Legend, ...] = Field((), description="What the numbers in the figure stand for.")


class Paragraph(Node):
    """Running text, a message a sentence."""

    kind: Literal["paragraph"]
    sentences: Texts


class BulletList(Node):
    """A list, with a heading of its own or without."""

    kind: Literal["list"]
    heading: Text | None = None
    treatment: Identifier | None = Field(None, description="The treatment that the list is about, if it stands alone.")
    items: Texts


class Steps(Node):
    """A numbered list: what happens, in this order."""

    kind: Literal["steps"]
    items: Texts


class Callout(Node):
    """A few sentences that must not be overlooked."""

    kind: Literal["callout"]
    sentences: Texts


class Checklist(Node):
    """A list with boxes to tick."""

    kind: Literal["checklist"]
    items: Texts


class Term(Node):
    """A medical term and what it means."""

    term: Text
    meaning: Text


class Glossary(Node):
    """The medical terms that the brochure uses."""

    kind: Literal["glossary"]
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class Sources(Node):
    """The place where the brochure's sources are printed."""

    kind: Literal["sources"]


class Row(Node):
    """A row of the comparison: a question, and an answer for each treatment."""

    label: Text
    cells: dict[Identifier, Text]


class Comparison(Node):
    """The table that compares the treatments, a column for each."""

    kind: Literal["comparison"]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class Track(Node):
    """How long one treatment lasts: the names of values, in order of time."""

    starts: Identifier | None = Field(None, description="The value of when it starts to work; at once without one.")
    full: Identifier | None = Field(None, description="The value of when it works in full.")
    usual: Identifier = Field(description="The value, a range, of how long it usually lasts.")
    longest: Identifier = Field(description="The value of how long it lasts at most.")


class Timeline(Node):
    """A drawing of how long each treatment lasts, made from the typed values on one axis."""

    kind: Literal["timeline"]
    alt: Text
    usual: Text = Field(description="The key for the time in which the effect usually lasts.")
    longest: Text = Field(description="The key for the time up to the longest.")
    end_month: int = Field(gt=0, description="Where the axis ends, in months.")
    tick_months: int = Field(gt=0, description="The months between two marks of the axis.")
    tracks: dict[Identifier, Track]


class Group(Node):
    """A heading and the items under it."""

    heading: Text
    items: Texts


class TreatmentContraindications(Node):
    """For one treatment: who must not have it, and what the practitioner has to know first."""

    avoid: Group
    tell_first: Group


class Contraindications(Node):
    """Who should avoid each treatment. Only in a critical section."""

    kind: Literal["contraindications"]
    treatments: dict[Identifier, TreatmentContraindications]


class UrgentLevel(Node):
    """What to do, how soon, and for which signs."""

    urgency: Literal["emergency", "within-the-hour", "same-day"]
    heading: Text
    items: Texts
    notes: tuple[Text, ...] = ()


class UrgentHelp(Node):
    """When to get help, most urgent first. Only in a critical section."""

    kind: Literal["urgent-help"]
    levels: Annotated[tuple[UrgentLevel, ...], Field(min_length=1)]
    closing: Text | None = None


SideBlock = Annotated[Paragraph | BulletList | Callout | Figure, Field(discriminator="kind")]


class Pair(Node):
    """The treatments side by side, each with blocks of its own."""

    kind: Literal["pair"]
    sides: dict[Identifier, Annotated[tuple[SideBlock, ...], Field(min_length=1)]]


Block = Annotated[
    Paragraph
    | BulletList
    | Steps
    | Callout
    | Checklist
    | Glossary
    | Sources
    | Comparison
    | Contraindications
    | UrgentHelp
    | Timeline
    | Figure
    | Pair,
    Field(discriminator="kind"),
]


class Section(Node):
    """A part of the brochure that a layout can place."""

    id: Identifier
    title: Text
    treatment: Identifier | None = Field(None, description="The treatment that the whole section is about, if one.")
    critical: bool = Field(False, description="Safety text: printed whole and in the reader's language, or not at all.")
    sources: SourceIds | None = Field(None, description="The sources of the facts in this section.")
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]


class Cover(Node):
    """What the first page says."""

    title: Text
    subtitle: Text
    figure: Figure
    message: Texts = Field(description="The one main message.")


class Imprint(Node):
    """Who answers for the text, and until when."""

    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+(\.\d+)?$")]
    published: datetime.date
    evidence: datetime.date = Field(description="When the sources were last read.")
    review_by: datetime.date
    author: Line
    feedback: Text
    other_formats: Text
    brand_line: Text

    @model_validator(mode="after")
    def _review_within_three_years(self) -> Self:
        """Standard L11: a patient leaflet is reviewed at least every three years."""
        if not self.published < self.review_by <= _years_after(self.published, 3):
            raise ValueError("'review_by' lies after 'published' and three years after it at most")
        return self


def _years_after(day: datetime.date, years: int) -> datetime.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


Place = Identifier | Annotated[tuple[Identifier, ...], Field(min_length=2)]


class Layout(Node):
    """Which sections stand on which page, from top to bottom; a list within a page stands side by side.

    `cover`, `contact` and `imprint` are places of their own.
    """

    pages: Annotated[tuple[Annotated[tuple[Place, ...], Field(min_length=1)], ...], Field(min_length=1)]

    def placed(self) -> list[str]:
        """Every name that the layout places, in order."""
        return [
            name for page in self.pages for place in page for name in ((place,) if isinstance(place, str) else place)
        ]


class Brochure(Node):
    """An article with everything that is printed of it."""

    language: Identifier = Field(description="The language the brochure is written in.")
    prescription_only: bool = Field(
        description="Whether it names a prescription-only medicine, which not every market lets be displayed."
    )
    cover: Cover
    treatments: Annotated[dict[Identifier, Treatment], Field(min_length=1)]
    sources: Annotated[dict[Identifier, Source], Field(min_length=1)]
    values: dict[Identifier, Value] = {}
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    imprint: Imprint
    layouts: Annotated[dict[Identifier, Layout], Field(min_length=1)]

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)

    def names_value(self, placeholder: str) -> bool:
        """Whether a placeholder names a value (`x`), or an end of a range (`x.from`, `x.to`)."""
        name, _, part = placeholder.partition(".")
        value = self.values.get(name)
        return value is not None and (not part or (value.is_range and part in {"from", "to"}))

    def texts_by_part(self) -> Iterator[tuple[Section | str, Text]]:
        """Every text in reading order, each with its section, or with the name of the part that is none."""
        for name in type(self).model_fields:
            for part in self.sections if name == "sections" else (getattr(self, name),):
                for text in texts(part):
                    yield part if isinstance(part, Section) else name, text


def walk(node: object) -> Iterator[tuple[tuple[Any, ...], object]]:
    """Every part below `node` in reading order, each with its path of field names, keys and indexes."""
    children: Iterator[tuple[Any, object]]
    if isinstance(node, Node):
        children = ((name, getattr(node, name)) for name in type(node).model_fields)
    elif isinstance(node, dict):
        children = iter(node.items())
    elif isinstance(node, tuple):
        children = iter(enumerate(node))
    else:
        return
    for step, child in children:
        yield (step,), child
        for path, below in walk(child):
            yield (step, *path), below


def texts(node: object) -> Iterator[Text]:
    """Every text below `node`, in reading order."""
    return (child for _, child in walk(node) if isinstance(child, Text))
