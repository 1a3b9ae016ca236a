"""How safety text is composed: its texts in the order of reading, each with its role and its treatment."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.content.brochure import Brochure, Section
from polyleaf.content.reading_order import reading_order


def composition(section: Section, brochure: Brochure) -> tuple[str, ...]:
    """A line for each text of a section, in the order of reading: what gives it its meaning there, and its source.

    Such as `toxin, avoid: You are pregnant.` The names of the treatments and how urgent a list is belong to it: with
    two names exchanged, each list would warn of the other treatment. Two sections with the same lines say the same, in
    the same order.
    """
    return tuple(_lines(section, brochure))


def _lines(section: Section, brochure: Brochure) -> Iterator[str]:
    treatments = ("", *brochure.treatments)
    for read in reading_order(section, brochure):
        place = ", ".join(filter(None, (treatments[read.treatment], read.role)))
        yield f"{place}: {read.text.text}"


def safety_compositions(brochure: Brochure) -> dict[str, tuple[str, ...]]:
    """The composition of each section of safety text, by its id."""
    return {section.id: composition(section, brochure) for section in brochure.sections if section.critical}
