"""The order in which a safety section is read: what must stand on paper, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polyleaf.content.brochure import (
    AVOID,
    TELL_FIRST,
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
"""The kinds of block whose order this module knows; a critical section has no others."""


def reading_order(section: Section, brochure: Brochure, parts: Sequence[str] = ()) -> Iterator[Text]:
    """Every text of a critical section in the order of reading, the treatments' names over their lists included.

    `parts` are those in which a layout places the section (`Layout.parts_of`), if it does not place it whole.
    """
    yield section.title
    for block in section.blocks:
        if isinstance(block, Contraindications):
            for name, groups in _lists(block, parts or list(brochure.treatments)):
                yield brochure.treatments[name].name
                for group in groups:
                    yield from _group(group)
        else:
            yield from texts(block)


def _lists(block: Contraindications, parts: Sequence[str]) -> Iterator[tuple[str, tuple[Group, ...]]]:
    """The treatments in the order in which their names are printed, each with the lists under it."""
    for part in parts:
        if part == TELL_FIRST:
            yield from ((name, (lists.tell_first,)) for name, lists in block.treatments.items())
        elif part.endswith(AVOID):
            yield part.removesuffix(AVOID), (block.treatments[part.removesuffix(AVOID)].avoid,)
        else:
            yield part, (block.treatments[part].avoid, block.treatments[part].tell_first)


def _group(group: Group) -> Iterator[Text]:
    yield group.heading
    yield from group.items


def unknown_kinds(section: Section) -> list[str]:
    """The kinds of a critical section's blocks whose order is not known."""
    blocks: tuple[StrictModel, ...] = section.blocks
    return [str(getattr(block, "kind", "")) for block in blocks if not isinstance(block, SAFETY_KINDS)]
