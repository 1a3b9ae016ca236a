"""The typed model of a brochure, `brochures/<slug>/brochure.yaml`.

The JSON Schema in `schemas/brochure.schema.json` is generated from these classes and their docstrings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from polyleaf.content.listed_names import MOST_NAMES, ListedNames
from polyleaf.content.market import Market
from polyleaf.content.spelling import Spelling
from polyleaf.content.text import Text

Identifier = Annotated[
    str,
    Spelling(
        r"[a-z][a-z0-9_-]*", "a name in lower-case letters, with digits, hyphens and underscores after the first letter"
    ),
]
Line = Annotated[str, StringConstraints(min_length=1)]
Percent = Annotated[float, Field(ge=0, le=100)]


def _day(value: object) -> object:
    """A day as text or as a date. pydantic alone would read a number as seconds since 1970."""
    try:
        return value if isinstance(value, datetime.date) else datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"{str(value)!r} is not a date: write it like 2026-11-30") from None


Day = Annotated[datetime.date, BeforeValidator(_day)]

Number = int | Decimal
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_DECIMALS = 6


def _amount(value: object) -> object:
    """A number or a date. A decimal is read as it is written, and not as the nearest binary number."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        return _day(value)
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("float_type", "expected a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise PydanticCustomError("float_type", "expected a number")
    if number < 0:
        raise PydanticCustomError("greater_than_equal", "expected 0 or more", {"ge": 0})
    if -int(number.as_tuple().exponent) > _MOST_DECIMALS:
        raise ValueError(f"has more than {_MOST_DECIMALS} decimals: write fewer, or use a smaller unit")
    return int(number) if number == number.to_integral_value() else number


Amount = Annotated[
    int | Decimal | datetime.date,
    BeforeValidator(_amount),
    PlainSerializer(lambda amount: float(amount) if isinstance(amount, Decimal) else amount, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "format": "date"}]}),
]
"""A number from 0 on, or a day. Without a fraction it is an `int`."""

ValueUnit = Literal[
    "count", "one-in", "date",
    "second", "minute", "hour", "day", "week", "month", "year",
    "times-a-day", "times-a-week", "times-a-month", "times-a-year",
    "microgram", "milligram", "gram", "kilogram", "ounce", "pound",
    "milliliter", "liter", "teaspoon", "tablespoon", "drop",
    "millimeter", "centimeter", "meter", "kilometer", "inch",
    "percent", "permille", "celsius", "fahrenheit", "kilocalorie", "millimeter-of-mercury",
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "KRW", "PLN", "UAH", "TRY", "BRL", "SAR", "QAR", "IRR", "AED",
    "MAD", "VND", "THB",
]  # fmt: skip
"""CLDR's names of units; for money the code of the currency by ISO 4217."""

NameWithDigits = Annotated[
    str,
    Spelling(
        r"(?=[^0-9]*[0-9])(?=.*[^\W\d]|(?:.*[0-9]){3})[^\s{}*\[\]<>&][^{}*\[\]<>&]{0,58}[^\s{}*\[\]<>&]",
        "a name with a digit and a letter, or a number to call of three digits or more, without brackets and asterisks",
    ),
]

WHOLE_UNITS = frozenset({"one-in", "times-a-day", "times-a-week", "times-a-month", "times-a-year"})
"""The units of which there are no parts."""
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class StrictModel(BaseModel):
    """Base of every part of the model: frozen, without unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


SourceIds = Annotated[
    tuple[Identifier, ...],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=Identifier | tuple[Identifier, ...]),
]


class Span(StrictModel):
    """A single amount (`value` alone), or a range (`from` and `to`). An amount is a number, or a date."""

    value: Amount | None = Field(None, description="A single number or date.")
    from_: Amount | None = Field(None, alias="from", description="The lower end of a range.")
    to: Amount | None = Field(None, description="The upper end of a range.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.value is not None and self.from_ is None and self.to is None:
            return self
        if self.value is None and self.from_ is not None and self.to is not None and _rises(self.from_, self.to):
            return self
        raise ValueError("is neither a number nor a range: write 'value' alone, or 'from' and a larger 'to'")

    @property
    def is_range(self) -> bool:
        return self.value is None

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The single amount, or the lower and the upper end."""
        return tuple(amount for amount in (self.value, self.from_, self.to) if amount is not None)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Its amounts that are numbers: all of them, or none for dates."""
        return tuple(amount for amount in self.amounts if not isinstance(amount, datetime.date))

    @property
    def is_whole(self) -> bool:
        """Whether it consists of whole numbers."""
        return all(isinstance(amount, int) for amount in self.amounts)


def _rises(low: Amount, high: Amount) -> bool:
    if isinstance(low, datetime.date) or isinstance(high, datetime.date):
        return isinstance(low, datetime.date) and isinstance(high, datetime.date) and low < high
    return low < high


class Quantity(Span):
    """A number or a range, with its unit."""

    unit: ValueUnit = Field(
        description="What is counted or measured; 'count' for a plain number, 'one-in' for 1 in so many."
    )

    @model_validator(mode="after")
    def _fits_its_unit(self) -> Self:
        if (self.unit == "date") != (not self.numbers):
            raise ValueError(
                "has a date and another unit: write 'unit: date'"
                if not self.numbers
                else "has the unit 'date' and no date: write it like 2026-11-30"
            )
        if self.unit in WHOLE_UNITS and not self.is_whole:
            raise ValueError(f"has parts of a number with the unit {self.unit!r}: write whole numbers")
        return self


class Value(Quantity):
    """A measure, count, price, frequency or date. It is typed once, and each language prints it by its own rules."""

    source: SourceIds = Field(description="The id of the source, or a list of ids.")
    clinic_may_set: bool = Field(
        False, description="True for what is not a clinical fact, such as the length of a visit."
    )

    def fits(self, span: Span) -> bool:
        """Whether a clinic's own amount can be in the place of this value's."""
        return bool(span.numbers) == bool(self.numbers) and (span.is_whole or self.unit not in WHOLE_UNITS)

    def set_to(self, span: Span) -> Self:
        """This value with the clinic's own amount."""
        return self.model_copy(update={"value": span.value, "from_": span.from_, "to": span.to})

    @property
    def quantity(self) -> Quantity:
        """The part that is printed."""
        return Quantity(value=self.value, from_=self.from_, to=self.to, unit=self.unit)


class Treatment(StrictModel):
    """One of the treatments that the brochure is about. Their order gives each one its colour and its mark."""

    name: Text


class Source(StrictModel):
    """A source of facts. It is printed unchanged in every language, because readers look it up under this name."""

    name: Line = Field(description="The publisher, as it calls itself.")
    title: Line = Field(description="What was read there.")
    printed: bool = Field(True, description="False for what no reader can look up, such as usual practice.")


class Label(StrictModel):
    """What one number in a figure means, and where the number is placed."""

    label: Text
    at: tuple[Percent, Percent] = Field(description="The middle of the number, in % of the width and the height.")
    outlined: bool = Field(False, description="True for a number in an outlined circle: what holds only at times.")


class Legend(StrictModel):
    """Labels for the numbers in a figure. The numbers continue from one legend to the next."""

    heading: Text | None = None
    outlined: Text | None = Field(None, description="What an outlined number means, if it needs words of its own.")
    labels: Annotated[tuple[Label, ...], Field(min_length=1)]


class Illustration(StrictModel):
    """A figure without words in it, kept beside the brochure; best as a drawing (SVG)."""

    file: Line = Field(
        description="A path from the brochure's folder, such as figures/cover.svg; svg, png, jpg or jpeg."
    )
    directional: bool = Field(
        False, description="True when it is read in one direction, and so mirrored right to left."
    )
    alt: Text


class Figure(Illustration):
    """A drawing that stands for itself, or with numbers in it and what they stand for."""

    kind: Literal["figure"]
    legends: tuple[Legend, ...] = Field((), description="What the numbers in the figure stand for.")


class Photograph(StrictModel):
    """A photograph, or another picture of pixels. It is never mirrored, and never a part of safety text."""

    kind: Literal["image"]
    file: Line = Field(description="A path from the brochure's folder, such as photographs/arm.jpg; png, jpg or jpeg.")
    width_mm: float = Field(
        gt=0, le=200, description="How wide it is printed, where there is room for it; it needs 150 dpi or more."
    )
    alt: Text
    caption: Text | None = None


class StripFrame(Illustration):
    """One drawing of a strip, with words set over it and a caption below."""

    labels: tuple[Label, ...] = Field((), description="Words over the drawing, each with where its line begins.")
    caption: Text


class Strip(StrictModel):
    """How one treatment works: what is said of it, and drawings in the order in which it happens."""

    sentences: Texts
    frames: Annotated[tuple[StripFrame, ...], Field(min_length=1)]


class Strips(StrictModel):
    """How each treatment works, a strip of drawings for each."""

    kind: Literal["strips"]
    treatments: dict[Identifier, Strip]


class Paragraph(StrictModel):
    """Running text. Each sentence is a message."""

    kind: Literal["paragraph"]
    sentences: Texts


class BulletList(StrictModel):
    """A list, with or without a heading of its own."""

    kind: Literal["list"]
    heading: Text | None = None
    treatment: Identifier | None = Field(
        None, description="The treatment that the list is about, if the list is on its own."
    )
    items: Texts


def _as_step(value: object) -> object:
    return value if isinstance(value, Mapping) and "note" not in value else {"text": value}


class Step(StrictModel):
    """One step, with a title and a small drawing or without."""

    title: Text | None = None
    text: Text
    icon: Line | None = Field(None, description="A drawing that adds nothing to the words, such as figures/clock.svg.")


class Steps(StrictModel):
    """A numbered list of what happens, in this order."""

    kind: Literal["steps"]
    items: Annotated[
        tuple[Annotated[Step, BeforeValidator(_as_step, json_schema_input_type=Text | Step)], ...],
        Field(min_length=1),
    ]


class Callout(StrictModel):
    """A few sentences that must not be overlooked."""

    kind: Literal["callout"]
    sentences: Texts


class FinePrint(StrictModel):
    """What has to be said of figures in small print, such as who was studied."""

    kind: Literal["fine-print"]
    sentences: Texts


class Checklist(StrictModel):
    """A list with boxes to tick."""

    kind: Literal["checklist"]
    items: Texts


class Term(StrictModel):
    """A medical term and what it means."""

    term: Text
    meaning: Text


class Glossary(StrictModel):
    """The medical terms that the brochure uses."""

    kind: Literal["glossary"]
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class Sources(StrictModel):
    """The place where the brochure's sources are printed."""

    kind: Literal["sources"]
    names_only: bool = Field(False, description="Without what was read there, in one paragraph.")


def _as_cell(value: object) -> object:
    return value if isinstance(value, Mapping) and "answer" in value else {"answer": value}


class Cell(StrictModel):
    """An answer of the comparison, and what has to be said beside it."""

    answer: Text
    remark: Text | None = None


class Row(StrictModel):
    """A row of the comparison: a question, and an answer for each treatment."""

    label: Text
    cells: dict[Identifier, Annotated[Cell, BeforeValidator(_as_cell, json_schema_input_type=Text | Cell)]]


class Comparison(StrictModel):
    """The table that compares the treatments, with a column for each."""

    kind: Literal["comparison"]
    ticks: tuple[Text, ...] = Field((), description="Heads of columns with a box for the reader to tick in each row.")
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


MOST_COLUMNS = 4
"""With more, the words of a table break on a panel and on a telephone."""
Cells = Annotated[tuple[Text, ...], Field(min_length=2, max_length=MOST_COLUMNS)]


class Table(StrictModel):
    """A table with columns of its own. The first cell of a row says what the row is about."""

    kind: Literal["table"]
    heading: Text | None = None
    columns: Cells = Field(description="The heads of the columns, from two to four.")
    rows: Annotated[tuple[Cells, ...], Field(min_length=1)] = Field(description="The cells of each row.")

    @model_validator(mode="after")
    def _rows_are_whole(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                problem = f"has {len(row)} cells in row {number} and {len(self.columns)} columns"
                raise ValueError(f"{problem}: write a cell for each column")
        return self


class Frequency(StrictModel):
    """How often one effect happens: the names of values that are counts."""

    effect: Text
    happens: Identifier = Field(description="The value of how many people have it.")
    dummy: Identifier | None = Field(None, description="The value of how many had it after a dummy injection.")
    remark: Text | None = None


class Frequencies(StrictModel):
    """How often effects happen after each treatment, drawn as one dot for each person."""

    kind: Literal["frequencies"]
    out_of: Identifier = Field(description="The value of how many people are drawn.")
    treatments: dict[Identifier, Annotated[tuple[Frequency, ...], Field(min_length=1)]]

    @property
    def counted(self) -> tuple[Identifier, ...]:
        """The values that are drawn as dots."""
        effects = (effect for group in self.treatments.values() for effect in group)
        return tuple(name for effect in effects for name in (effect.happens, effect.dummy) if name)


class WritingLines(StrictModel):
    """Empty lines for the reader's own words."""

    kind: Literal["writing-lines"]
    heading: Text
    lines: int = Field(gt=0, le=20)


class RecordFields(StrictModel):
    """Fields for the practitioner or the reader to fill in."""

    kind: Literal["record"]
    fields_: Texts = Field(alias="fields")


class TickQuestion(StrictModel):
    """A question to the reader, with answers to tick."""

    kind: Literal["choice"]
    question: Text
    answers: Texts


class ByMarket(StrictModel):
    """A list that depends on where the clinic is, as rules differ; only the clinic's own is printed."""

    kind: Literal["by-market"]
    other: Texts = Field(description="The items for markets that are not named under 'markets'.")
    markets: dict[Market, Texts] = {}

    def in_market(self, market: Market) -> BulletList:
        """The list as it is printed there."""
        return BulletList(kind="list", items=self.markets.get(market, self.other))


TimelineUnit = Literal["day", "week", "month", "year"]


class Track(StrictModel):
    """How long one treatment lasts: the names of values, in chronological order."""

    starts: Identifier | None = Field(None, description="The value of when it starts to work; at once without one.")
    full: Identifier | None = Field(None, description="The value of when it works in full.")
    usual: Identifier = Field(description="The value, a range, of how long it usually lasts.")
    longest: Identifier = Field(description="The value of how long it lasts at most.")
    duration: Text = Field(description="How long it lasts, in words beside the bar.")
    onset: Text = Field(description="When it starts to work, in words beside the bar.")

    @property
    def value_names(self) -> tuple[Identifier, ...]:
        """The values that the bar is drawn from."""
        return tuple(name for name in (self.starts, self.full, self.usual, self.longest) if name)


class Timeline(StrictModel):
    """A drawing of how long each treatment lasts, made from the typed values on one axis."""

    kind: Literal["timeline"]
    alt: Text
    lasts: Text = Field(description="The key for the time in which the effect lasts.")
    ends: Text = Field(description="The key for the time in which it usually ends.")
    longest: Text = Field(description="The key for the time up to the longest.")
    unit: TimelineUnit = Field("month", description="The unit of the axis.")
    end: int = Field(gt=0, le=1200, description="Where the axis ends, in its unit.")
    tick: int = Field(gt=0, description="How many units are between two marks of the axis.")
    tracks: dict[Identifier, Track]

    @model_validator(mode="after")
    def _ends_with_a_mark(self) -> Self:
        if self.end % self.tick:
            raise ValueError("has an 'end' that is not a mark of the axis: write a multiple of 'tick'")
        return self

    @property
    def marks(self) -> range:
        """The numbers under the axis."""
        return range(self.tick, self.end + 1, self.tick)


class Group(StrictModel):
    """A heading and the items under it."""

    heading: Text
    items: Texts


class TreatmentContraindications(StrictModel):
    """For one treatment: who must not have it, and what the practitioner must know first."""

    avoid: Group
    tell_first: Group


class Contraindications(StrictModel):
    """Who should avoid each treatment. Only in a critical section."""

    kind: Literal["contraindications"]
    treatments: dict[Identifier, TreatmentContraindications]

    @property
    def shared_heading(self) -> Text | None:
        """The heading over what to say first, if it is the same for all treatments."""
        headings = [lists.tell_first.heading for lists in self.treatments.values()]
        return headings[0] if len({heading.text for heading in headings}) == 1 else None


class UrgentLevel(StrictModel):
    """What to do, how soon, and for which signs."""

    urgency: Literal["emergency", "within-the-hour", "same-day"]
    heading: Text
    items: Texts
    notes: tuple[Text, ...] = ()


class UrgentHelp(StrictModel):
    """When to get help, most urgent first. Only in a critical section."""

    kind: Literal["urgent-help"]
    levels: Annotated[tuple[UrgentLevel, ...], Field(min_length=1)]
    closing: Text | None = None


SideBlock = Annotated[Paragraph | BulletList | Callout | Figure | Photograph, Field(discriminator="kind")]


class Pair(StrictModel):
    """The treatments side by side, each with its own blocks."""

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
    | Table
    | Contraindications
    | UrgentHelp
    | Timeline
    | Figure
    | Photograph
    | Pair
    | Strips
    | Frequencies
    | FinePrint
    | WritingLines
    | RecordFields
    | TickQuestion
    | ByMarket,
    Field(discriminator="kind"),
]


class Section(StrictModel):
    """A part of the brochure that a layout can place."""

    id: Identifier
    title: Text
    treatment: Identifier | None = Field(None, description="The treatment that the whole section is about, if one.")
    critical: bool = Field(False, description="Safety text: printed whole and in the reader's language, or not at all.")
    sources: SourceIds | None = Field(None, description="The sources of the facts in this section.")
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]
    brief: tuple[Block, ...] = Field((), description="What small formats print of it instead. Never of safety text.")

    @model_validator(mode="after")
    def _safety_is_whole(self) -> Self:
        if self.critical and self.brief:
            raise ValueError("has a 'brief', and safety text is always printed whole: remove 'brief'")
        return self

    def shortened(self) -> Self:
        """The section with its brief in place of its blocks."""
        return self.model_copy(update={"blocks": self.brief, "brief": ()})

    def in_market(self, market: Market) -> Self:
        """The section as it is printed in a market."""
        blocks = (block.in_market(market) if isinstance(block, ByMarket) else block for block in self.blocks)
        return self.model_copy(update={"blocks": tuple(blocks)})


class Cover(StrictModel):
    """What the first page says."""

    title: Text
    subtitle: Text
    figure: Figure | None = None
    labels: dict[Identifier, Text] = Field(
        {}, description="What each treatment does, in a few words; two labels are below the halves of the figure."
    )
    message: Texts = Field(description="The one main message, or what is left to say of it beside the labels.")


class Imprint(StrictModel):
    """Who is responsible for the text, and how long it is valid."""

    version: Annotated[str, Spelling(r"\d+\.\d+(\.\d+)?", "two or three numbers with dots, in quotes, such as '1.2'")]
    published: Day
    evidence: Day = Field(description="When the sources were last read.")
    review_by: Day
    author: Line
    feedback: Text
    other_formats: Text
    brand_line: Text | None = Field(None, description="Whose trademarks the text names.")

    @model_validator(mode="after")
    def _review_within_three_years(self) -> Self:
        """Standard L11: a patient leaflet is reviewed at least every three years."""
        if not self.published < self.review_by <= _years_after(self.published, 3):
            raise ValueError("'review_by' is not a date in the three years after 'published': write one that is")
        return self


def _years_after(day: datetime.date, years: int) -> datetime.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


TELL_FIRST = "tell-first"
"""The part of a section that has what to say first before every treatment."""
AVOID = ".avoid"
"""Ends the name of the part that has who should not have one treatment."""

PlaceName = Annotated[
    str,
    Spelling(
        r"[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*(\.avoid)?)?",
        "the id of a section, or of a section and a part of it as in 'risks:toxin', 'risks:toxin.avoid'",
    ),
]
Column = PlaceName | Annotated[tuple[PlaceName, ...], Field(min_length=2)]
PlaceNames = PlaceName | Annotated[tuple[Column, ...], Field(min_length=2)]
Places = Annotated[tuple[PlaceNames, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Frame:
    """A page, a panel, or a whole text that flows, with its places from top to bottom."""

    name: str
    places: tuple[PlaceNames, ...]

    def names(self) -> Iterator[str]:
        """Every place of the frame, column by column where columns are side by side."""
        for place in self.places:
            for column in (place,) if isinstance(place, str) else place:
                yield from (column,) if isinstance(column, str) else column


PLACES_OF_THEIR_OWN = frozenset({"cover", "contact", "imprint"})
"""The places of a layout that are no sections."""


class Layout(StrictModel):
    """Where sections are printed, from top to bottom: on pages, on panels by name, or in one flow.

    A list within a frame stands side by side. `cover`, `contact` and `imprint` are places of their own. A section whose
    treatments stand on two panels or facing pages is placed part by part: `who-should-avoid:toxin`. Contraindications
    can also be placed list by list: `who-should-avoid:toxin.avoid` for each treatment, and
    `who-should-avoid:tell-first` for what to say first before all of them.
    """

    pages: Annotated[tuple[Places, ...], Field(min_length=1)] | None = None
    panels: Annotated[dict[Identifier, Places], Field(min_length=1)] | None = None
    flow: Places | None = None
    brief: tuple[Identifier, ...] = Field((), description="The sections that are printed in their brief form.")
    leaves_out: dict[Identifier, Line] = Field(
        {}, description="Sections that are not printed, each with the reason. Never safety text."
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(form is not None for form in (self.pages, self.panels, self.flow)) != 1:
            raise ValueError("has none of 'pages', 'panels' and 'flow', or several of them: write one")
        return self

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Its pages (named `page 1` and so on), its panels, or its flow."""
        if self.pages is not None:
            return tuple(Frame(f"page {number}", places) for number, places in enumerate(self.pages, start=1))
        if self.panels is not None:
            return tuple(Frame(name, places) for name, places in self.panels.items())
        return (Frame("flow", self.flow or ()),)

    def frame(self, name: str) -> Frame:
        return next(frame for frame in self.frames if frame.name == name)

    def placed(self) -> list[str]:
        """Every name that the layout places, in order."""
        return [name for frame in self.frames for name in frame.names()]

    def sections(self) -> tuple[str, ...]:
        """The ids of the sections that it prints, in order, each once."""
        ids = (name.partition(":")[0] for name in self.placed())
        return tuple(dict.fromkeys(name for name in ids if name not in PLACES_OF_THEIR_OWN))

    def parts_of(self, section: str) -> tuple[str, ...]:
        """The parts in which a section is placed, in order; empty for one that is placed whole."""
        pairs = (name.partition(":") for name in self.placed())
        return tuple(part for name, _, part in pairs if name == section and part)


class Brochure(StrictModel):
    """An article with everything that is printed of it."""

    language: Identifier = Field(description="The language the brochure is written in.")
    prescription_only: bool = Field(
        description="Whether it names a prescription-only medicine, which not every market lets be displayed."
    )
    cover: Cover
    treatments: dict[Identifier, Treatment] = Field(
        {}, description="What is compared, or the one treatment that the brochure is about; each has contraindications."
    )
    no_contraindications: Line | None = Field(
        None, description="Why a brochure without treatments has no contraindications. It is not printed."
    )
    reading_grade_waived: Line | None = Field(
        None, description="Why the text may read above grade 8, such as for words of law. It is not printed."
    )
    sources: Annotated[dict[Identifier, Source], Field(min_length=1)]
    values: dict[Identifier, Value] = {}
    names: Annotated[tuple[NameWithDigits, ...], Field(max_length=MOST_NAMES)] = Field(
        (), description="Names with digits that texts contain, such as COVID-19; the same in every language."
    )
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    imprint: Imprint
    layouts: Annotated[dict[Identifier, Layout], Field(min_length=1)]

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)

    def as_laid_out(self, layout: Layout, market: Market) -> Self:
        """The brochure with the sections that a layout prints in a market, in the form in which it prints them."""
        printed = (section for section in self.sections if section.id not in layout.leaves_out)
        sections = tuple(section.shortened() if section.id in layout.brief else section for section in printed)
        whole = (section.model_copy(update={"brief": ()}).in_market(market) for section in sections)
        return self.model_copy(update={"sections": tuple(whole)})

    @property
    def listed_names(self) -> ListedNames:
        return ListedNames(self.names)

    def names_value(self, placeholder: str) -> bool:
        """Whether a placeholder names a value (`x`), or an end of a range (`x.from`, `x.to`)."""
        name, _, part = placeholder.partition(".")
        value = self.values.get(name)
        return value is not None and (not part or (value.is_range and part in {"from", "to"}))

    @staticmethod
    def is_critical(part: Section | str) -> bool:
        """Whether a part contains safety text. The treatments' names do, as headings of the contraindications."""
        return part.critical if isinstance(part, Section) else part == "treatments"

    def texts_by_part(self) -> Iterator[tuple[Section | str, Text]]:
        """Every text in reading order, each with its section, or the name of its part if it is not in a section."""
        for name in type(self).model_fields:
            for part in self.sections if name == "sections" else (getattr(self, name),):
                for text in texts(part):
                    yield part if isinstance(part, Section) else name, text


def walk(node: object) -> Iterator[tuple[tuple[Any, ...], object]]:
    """Every part below `node` in reading order, each with its path of field names, keys and indexes."""
    children: Iterator[tuple[Any, object]]
    if isinstance(node, StrictModel):
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


def drawn_file(part: object) -> tuple[str, str | None]:
    """The key and the file of a picture that a part of a brochure names; no file for a part that names none."""
    if isinstance(part, Step):
        return "icon", part.icon
    return "file", part.file if isinstance(part, Illustration | Photograph) else None


def texts(node: object) -> Iterator[Text]:
    """Every text below `node`, in reading order."""
    return (child for _, child in walk(node) if isinstance(child, Text))
