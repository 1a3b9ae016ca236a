"""The closed list of what a page for the screen may contain: `screen_styles.yaml` beside this module.

It belongs to the engine and not to the project, because a project could otherwise allow itself to hide a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field

from polyleaf.content.brochure import Line, StrictModel
from polyleaf.design.mark_lock import MarkUse

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILE = Path(__file__).with_name("screen_styles.yaml")

Scope = Literal["safety", "elsewhere", "mark", "picture"]
Bound = Annotated[str, BeforeValidator(str, json_schema_input_type=str | float)]


class Allowed(StrictModel):
    """Values that a property may have: one of `values` as a whole, or parts that are each of another kind."""

    values: tuple[Line, ...] = Field((), description="Whole values, as they are written.")
    words: tuple[Line, ...] = Field((), description="Keywords.")
    length: tuple[Bound, Bound] | None = Field(None, description="The least and the greatest length; 1rem is 18px.")
    number: tuple[float, float] | None = Field(None, description="The least and the greatest number.")
    percent: tuple[float, float] | None = Field(None, description="The least and the greatest percentage.")
    colour: Literal["text", "ground", "any"] | None = Field(
        None, description="A colour: one that is dark enough for text, light enough for a ground, or any."
    )
    drawing: bool = Field(False, description="One of the engine's own marks.")
    family: bool = Field(False, description="A family of the locked fonts, in quotation marks.")
    message: bool = Field(False, description="A string that is a message or a label of the edition.")
    most: int = Field(1, description="How many parts the value may have.")
    for_: Line | None = Field(None, alias="for", description="Only for these elements: a selector.")
    most_letters: int | None = Field(None, description="Only for elements with so few letters.")
    state: Line | None = Field(None, description="Only in rules with this pseudo-class: focus-visible, lang.")

    def described(self) -> str:
        """The values in words, for the person who has written another one."""
        kinds = [*self.values, *self.words]
        if self.length:
            kinds.append(f"a length from {self.length[0]} to {self.length[1]}")
        if self.number:
            kinds.append(f"a number from {self.number[0]:g} to {self.number[1]:g}")
        if self.percent:
            kinds.append(f"{self.percent[0]:g}% to {self.percent[1]:g}%")
        if self.colour:
            kinds.append({"text": "a dark colour", "ground": "a light colour", "any": "a colour"}[self.colour])
        if self.drawing:
            kinds.append("one of the engine's marks")
        if self.family:
            kinds.append("a locked font in quotation marks")
        limits = [f"for {self.for_}" if self.for_ else "", f"with :{self.state}" if self.state else ""]
        return " ".join([", ".join(kinds), *filter(None, limits)])


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Alternatives = Annotated[
    tuple[Allowed, ...], BeforeValidator(_as_list, json_schema_input_type=Allowed | tuple[Allowed, ...])
]


class PropertyGroup(StrictModel):
    """Properties with the same values, and why no others are allowed."""

    names: tuple[Line, ...]
    why: Line
    safety: Alternatives | None = Field(None, description="On safety text, and on what it is in.")
    elsewhere: Alternatives | None = Field(None, description="On other elements; as on safety text if not given.")
    mark: Alternatives | None = Field(None, description="On ::before and ::after; as on the element if not given.")
    picture: Alternatives | None = Field(None, description="On pictures; as elsewhere if not given.")

    def alternatives(self, scope: Scope, *, beside_safety: bool) -> tuple[Allowed, ...]:
        """What is allowed in a scope. Nothing if the list names nothing."""
        elsewhere = self.safety if self.elsewhere is None else self.elsewhere
        element = self.safety if beside_safety else elsewhere
        of_scope = {"safety": self.safety, "elsewhere": elsewhere, "mark": self.mark, "picture": self.picture}[scope]
        return (element if of_scope is None else of_scope) or ()


class Selectors(StrictModel):
    """The pseudo-classes and pseudo-elements that a selector may have."""

    structure: frozenset[str] = Field(description="Of the page itself.")
    states: frozenset[str] = Field(description="That come and go; a rule is judged as if they were there.")
    functions: frozenset[str]
    pseudo_elements: frozenset[str]


class OutOfPlace(StrictModel):
    """An element that may be above others, because it stays small."""

    for_: Line = Field(alias="for", description="A selector.")
    most_letters: int
    holds: frozenset[str] = Field(frozenset(), description="The elements that may be inside it.")
    within: Line | None = Field(None, description="What it is placed in, by its own 'position: relative': a selector.")
    last: bool = Field(False, description="Whether it is the last part of the page, so that nothing is below it.")
    with_: frozenset[str] = Field(
        frozenset(), alias="with", description="Properties that a rule sets together with 'position'."
    )


class OutOfPlaceList(StrictModel):
    """All elements that may be above others."""

    also: frozenset[str] = Field(description="Properties that they may have beside those that name them with 'for'.")
    elements: tuple[OutOfPlace, ...]


class PrintedPages(StrictModel):
    """What @page may contain."""

    properties: Mapping[Line, Alternatives]
    boxes: frozenset[str] = Field(description="The boxes in the margins.")
    box_properties: Mapping[Line, Alternatives]


class PageMarkup(StrictModel):
    """The elements and attributes of a page. data-* means all attributes with that beginning."""

    elements: frozenset[str]
    attributes: frozenset[str]
    metas: frozenset[str] = Field(description="The names that a <meta> may have.")
    viewport: Line = Field(description="What the <meta> of the viewport says.")
    safety_elements: frozenset[str]
    safety_attributes: frozenset[str]


class LeastContrast(StrictModel):
    """Contrasts to white, by WCAG 2.2: text has at least the first, and a background at most the second."""

    text: float
    ground: float


class Drawing(MarkUse):
    """A mark of the engine, known by its shape."""

    shape: Line = Field(description="SHA-256 of its file without colours.")


class ScreenList(StrictModel):
    """What a page for the screen may contain. Everything else is refused."""

    selectors: Selectors
    at_rules: frozenset[str]
    contrast: LeastContrast
    properties: tuple[PropertyGroup, ...]
    out_of_place: OutOfPlaceList
    pages: PrintedPages
    markup: PageMarkup
    drawings: Mapping[Line, Drawing] = Field(description="The engine's marks, by their names.")

    def names(self) -> Iterator[str]:
        """Every property on the list."""
        return (name for group in self.properties for name in group.names)

    def drawings_of(self, shape: str) -> list[Drawing]:
        """The marks of a shape: some differ in their colours alone."""
        return [drawing for drawing in self.drawings.values() if drawing.shape == shape]

    @cached_property
    def groups(self) -> Mapping[str, PropertyGroup]:
        """The group of each property."""
        return {name: group for group in self.properties for name in group.names}


@lru_cache(maxsize=1)
def screen_list() -> ScreenList:
    """The list of the engine."""
    return ScreenList.model_validate(yaml.load(_FILE.read_bytes(), _Loader))  # noqa: S506 -- a SafeLoader
