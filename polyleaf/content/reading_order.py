"""The order in which a safety section is read, and what each of its texts is there: what must stand on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
    Steps,
    StrictModel,
    Table,
    UrgentHelp,
    texts,
)
from polyleaf.content.own_blocks import OwnBlock
from polyleaf.content.text import Text

SAFETY_KINDS = (Paragraph, BulletList, Steps, Table, Callout, Contraindications, UrgentHelp)
"""The kinds of block whose order this module knows.

A critical section may contain these, and kinds of a project's own that say so. Those are read field by field.
"""

Role = Literal[
    "title",
    "urgent-title",
    "treatment",
    "avoid-heading",
    "avoid",
    "tell-first-heading",
    "tell-first",
    "emergency-heading",
    "emergency",
    "within-the-hour-heading",
    "within-the-hour",
    "same-day-heading",
    "same-day",
    "list-heading",
    "list-item",
    "step",
    "table-heading",
    "column-heading",
    "row-heading",
    "cell",
    "text",
]
"""What a text of a safety section is: a heading, an item of the list under it, or another sentence (`text`)."""


@dataclass(frozen=True)
class ReadText:
    """A text of a safety section, its role, and the number of the treatment that it is about, from 1; 0 for none.

    `step` is the number that is printed before a text with which a step begins; 0 for all others.
    """

    text: Text
    role: Role
    treatment: int = 0
    step: int = 0


def reading_order(section: Section, brochure: Brochure, parts: Sequence[str] = ()) -> Iterator[ReadText]:
    """Every text of a critical section in the order of reading, the treatments' names over their lists included.

    `parts` are those in which a layout places the section (`Layout.parts_of`), if it does not place it whole.
    """
    numbers = {name: number for number, name in enumerate(brochure.treatments, start=1)}
    own = numbers.get(section.treatment or "", 0)
    is_urgent = any(isinstance(block, UrgentHelp) for block in section.blocks)
    yield ReadText(section.title, "urgent-title" if is_urgent else "title", own)
    for block in section.blocks:
        if isinstance(block, Contraindications):
            for part in parts or [name for name in brochure.treatments if name in block.treatments]:
                yield from _lists(block, part, brochure, numbers)
        elif isinstance(block, UrgentHelp):
            yield from _urgent_help(block)
        elif isinstance(block, BulletList):
            number = numbers.get(block.treatment or "", own)
            if block.heading:
                yield ReadText(block.heading, "list-heading", number)
            yield from (ReadText(item, "list-item", number) for item in block.items)
        elif isinstance(block, OwnBlock):
            yield from (ReadText(text, "list-item" if is_item else "text", own) for text, is_item in block.read())
        elif isinstance(block, Steps):
            yield from _steps(block, own)
        elif isinstance(block, Table):
            yield from _table(block, own)
        else:
            yield from (ReadText(text, "text", own) for text in texts(block))


def _steps(block: Steps, treatment: int) -> Iterator[ReadText]:
    for number, step in enumerate(block.items, start=1):
        first, *rest = texts(step)
        yield ReadText(first, "step", treatment, number)
        yield from (ReadText(text, "step", treatment) for text in rest)


def _table(block: Table, treatment: int) -> Iterator[ReadText]:
    if block.heading:
        yield ReadText(block.heading, "table-heading", treatment)
    yield from (ReadText(head, "column-heading", treatment) for head in block.columns)
    for first, *cells in block.rows:
        yield ReadText(first, "row-heading", treatment)
        yield from (ReadText(cell, "cell", treatment) for cell in cells)


def _lists(block: Contraindications, part: str, brochure: Brochure, numbers: Mapping[str, int]) -> Iterator[ReadText]:
    """The lists of one part. What to say first has its heading once, over the names, where all treatments share it."""
    if part == TELL_FIRST:
        shared = block.shared_heading
        if shared:
            yield ReadText(shared, "tell-first-heading")
        for name, lists in block.treatments.items():
            yield ReadText(brochure.treatments[name].name, "treatment", numbers[name])
            group = list(_group(lists.tell_first, "tell-first-heading", "tell-first", numbers[name]))
            yield from group[1:] if shared else group
        return
    name, is_list, _ = part.partition(AVOID)
    yield ReadText(brochure.treatments[name].name, "treatment", numbers[name])
    yield from _group(block.treatments[name].avoid, "avoid-heading", "avoid", numbers[name])
    if not is_list:
        yield from _group(block.treatments[name].tell_first, "tell-first-heading", "tell-first", numbers[name])


def _group(group: Group, heading: Role, item: Role, treatment: int) -> Iterator[ReadText]:
    yield ReadText(group.heading, heading, treatment)
    yield from (ReadText(text, item, treatment) for text in group.items)


def _urgent_help(block: UrgentHelp) -> Iterator[ReadText]:
    headings: dict[str, Role] = {
        "emergency": "emergency-heading",
        "within-the-hour": "within-the-hour-heading",
        "same-day": "same-day-heading",
    }
    for level in block.levels:
        yield ReadText(level.heading, headings[level.urgency])
        yield from (ReadText(item, level.urgency) for item in level.items)
        yield from (ReadText(note, "text") for note in level.notes)
    if block.closing:
        yield ReadText(block.closing, "text")


def unknown_kinds(section: Section) -> list[str]:
    """The kinds of blocks in a critical section whose order is not known."""
    blocks: tuple[StrictModel, ...] = section.blocks
    return [str(getattr(block, "kind", "")) for block in blocks if not _has_known_order(block)]


def _has_known_order(block: StrictModel) -> bool:
    return isinstance(block, SAFETY_KINDS) or (isinstance(block, OwnBlock) and block.may_be_critical)
