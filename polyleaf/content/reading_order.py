"""The order in which a safety section is read, and what each of its texts is there: what must stand on paper."""

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
"""The kinds of block whose order this module knows. A critical section may contain no others."""

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
    "text",
]
"""What a text of a safety section is: a heading, an item of the list under it, or another sentence (`text`)."""


def reading_order(section: Section, brochure: Brochure, parts: Sequence[str] = ()) -> Iterator[Text]:
    """Every text of a critical section in the order of reading, the treatments' names over their lists included.

    `parts` are those in which a layout places the section (`Layout.parts_of`), if it does not place it whole.
    """
    yield section.title
    for block in section.blocks:
        if isinstance(block, Contraindications):
            for part in parts or list(brochure.treatments):
                yield from _lists(block, part, brochure)
        else:
            yield from (ReadText(text, "text", own) for text in texts(block))


def _lists(block: Contraindications, part: str, brochure: Brochure) -> Iterator[Text]:
    """The lists of one part. What to say first has its heading once, over the names, where all treatments share it."""
    if part == TELL_FIRST:
        shared = block.shared_heading
        yield from [shared] if shared else []
        for name, lists in block.treatments.items():
            yield brochure.treatments[name].name
            yield from lists.tell_first.items if shared else _group(lists.tell_first)
        return
    name, is_list, _ = part.partition(AVOID)
    yield brochure.treatments[name].name
    yield from _group(block.treatments[name].avoid)
    if not is_list:
        yield from _group(block.treatments[name].tell_first)


def _group(group: Group) -> Iterator[Text]:
    yield group.heading
    yield from group.items


def unknown_kinds(section: Section) -> list[str]:
    """The kinds of blocks in a critical section whose order is not known."""
    blocks: tuple[StrictModel, ...] = section.blocks
    return [str(getattr(block, "kind", "")) for block in blocks if not isinstance(block, SAFETY_KINDS)]
