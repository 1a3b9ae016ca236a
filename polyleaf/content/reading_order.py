"""The order in which a safety section is read, word by word."""

from __future__ import annotations

from collections.abc import Iterator

from polyleaf.content.brochure import (
    Brochure,
    BulletList,
    Callout,
    Contraindications,
    Group,
    Paragraph,
    Section,
    StrictModel,
    UrgentHelp,
    texts,
)
from polyleaf.content.text import Text

SAFETY_KINDS = (Paragraph, BulletList, Callout, Contraindications, UrgentHelp)
"""The kinds of block whose order this module knows. A critical section may contain no others."""


def reading_order(section: Section, brochure: Brochure) -> Iterator[Text]:
    """Every text of a critical section in reading order, including the treatments' names above their lists."""
    yield section.title
    for block in section.blocks:
        if isinstance(block, Contraindications):
            for name, treatment in brochure.treatments.items():
                yield treatment.name
                for group in (block.treatments[name].avoid, block.treatments[name].tell_first):
                    yield from _group(group)
        else:
            yield from texts(block)


def _group(group: Group) -> Iterator[Text]:
    yield group.heading
    yield from group.items


def unknown_kinds(section: Section) -> list[str]:
    """The kinds of blocks in a critical section whose order is not known."""
    blocks: tuple[StrictModel, ...] = section.blocks
    return [str(getattr(block, "kind", "")) for block in blocks if not isinstance(block, SAFETY_KINDS)]
