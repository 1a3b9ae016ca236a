"""How the style sheets of a format show each treatment: its colours and its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tinycss2

from polyleaf.core.project import Project
from polyleaf.design.style_sources import cascade, style_sheet

_PROPERTIES = ("--treatment", "--fading", "--tint")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_HEX = re.compile(r"#[0-9a-f]{6}")
_ADDRESS = re.compile(r"""url\(\s*['"]?([^)'"\s]+)""")


@dataclass(frozen=True)
class TreatmentLook:
    """The look of one treatment: colours as `#rrggbb`, and the addresses of its marks.

    `fading` is the paler colour of a bar, `tint` the ground of its boxes. `item_mark` is before the items of its lists,
    and `name_mark` before its name.
    """

    colour: str
    fading: str
    tint: str
    item_mark: str
    name_mark: str


@dataclass
class _Rules:
    """Custom properties and pictures of the style sheets so far, by selector; the last one wins, as in the cascade."""

    properties: dict[str, dict[str, str]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def add(self, css: str) -> None:
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                for selector in tinycss2.serialize(rule.prelude).split(","):
                    self._add_rule(" ".join(selector.split()), rule.content)

    def _add_rule(self, selector: str, content: object) -> None:
        for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if part.type != "declaration":
                continue
            value = tinycss2.serialize(part.value).strip()
            if part.name.startswith("--"):
                self.properties.setdefault(selector, {})[part.name] = value
            elif part.lower_name in {"list-style-image", "background-image"} and (found := _ADDRESS.search(value)):
                self.pictures[selector] = found[1]

    def look(self, number: int) -> TreatmentLook | None:
        """The look of a treatment, by its number from 1. None if a colour or a mark is missing."""
        own = f".treatment-{number}"
        colours = [self._colour(self.properties.get(own, {}).get(name, "")) for name in _PROPERTIES]
        marks = [self.pictures.get(place, "") for place in (f"{own} ul", f".columns > .column{own} > h3::before")]
        return TreatmentLook(*colours, *marks) if all((*colours, *marks)) else None

    def _colour(self, value: str) -> str:
        named = _VARIABLE.fullmatch(value)
        colour = self.properties.get(":root", {}).get(named[1], "") if named else value
        return colour if _HEX.fullmatch(colour) else ""


def load_looks(project: Project, stylesheets: tuple[str, ...]) -> tuple[TreatmentLook, ...]:
    """The looks that style sheets give to the first treatment, the second, and so on. The project's own one is last.

    They end before the first number that has not all of its colours and marks, so a brochure may have as many
    treatments as there are looks. Raises InputError for a style sheet that cannot be read.
    """
    rules = _Rules()
    for name in cascade(project, stylesheets):
        rules.add(style_sheet(project, name))
    return tuple(_until_none(rules))


def _until_none(rules: _Rules) -> Iterator[TreatmentLook]:
    number = 1
    while look := rules.look(number):
        yield look
        number += 1
