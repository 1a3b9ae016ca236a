"""How safety text is put together: its texts in order, each with its heading and its treatment."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.content.brochure import Brochure, Section, walk
from polyleaf.content.text import Text

_STRUCTURE = frozenset({"blocks", "items", "sentences"})
"""Names of the model that do not affect what a text means."""


def composition(section: Section) -> tuple[str, ...]:
    """A line for each text of a section, in reading order: the place that gives it its meaning, and its source text.

    An example is `contraindications, toxin, avoid: You are pregnant.` Two sections with the same lines say the same, in
    the same order.
    """
    return tuple(_lines(section))


def _lines(section: Section) -> Iterator[str]:
    kinds = {index: block.kind for index, block in enumerate(section.blocks)}
    for path, part in walk(section):
        if isinstance(part, Text):
            kind = [kinds[path[1]]] if path[0] == "blocks" else []
            names = [str(step) for step in path if isinstance(step, str) and step not in _STRUCTURE]
            yield f"{', '.join([*kind, *names])}: {part.text}"


def safety_compositions(brochure: Brochure) -> dict[str, tuple[str, ...]]:
    """The composition of each section of safety text, by its id."""
    return {section.id: composition(section) for section in brochure.sections if section.critical}
