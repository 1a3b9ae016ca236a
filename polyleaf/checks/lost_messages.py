"""Whether an edition contains every message. The checks of all media use this comparison and this wording."""

from __future__ import annotations

from collections.abc import Callable

from polyleaf.checks.registry import Problem
from polyleaf.content.brochure import Brochure, Section, StrictModel, texts, walk
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import LaidOut, squeeze

Message = tuple[SourceMessage, str]
"""A message with the plain words that are printed for it."""


def lost_messages(localized: LocalizedBrochure, holds: Callable[[str], bool]) -> list[Message]:
    """The messages that something does not contain. `holds` is asked about the plain words of each."""
    return [(message, words) for message, words in localized.printed() if not holds(words)]


def unprinted(localized: LocalizedBrochure, layout: LaidOut) -> list[Message]:
    """The messages that are not on the laid-out pages."""
    paper = squeeze("".join(run.text for run in layout.runs))
    # On paper a cell that breaks over two pages is interrupted by its neighbours. In the document it is whole, and
    # `words-lost` proves that the words of each of its elements are printed.
    document = squeeze("".join(layout.structure.texts()))
    alternatives = squeeze("".join(layout.alternatives))
    return lost_messages(
        localized, lambda words: any(squeeze(words) in printed for printed in (paper, document, alternatives))
    )


def problem(message: SourceMessage, where: str, brochure: Brochure) -> Problem:
    """The problem of a lost message. It names no edition, so that a report shows one cause once for all editions."""
    safety = "safety text " if message.critical else ""
    template = template_of(message.msgid, brochure)
    its_template = f"; its template is {template}" if template else ""
    text = f"{safety}{message.msgid!r} is not {where}{its_template}"
    return Problem(message.origin, text, message.critical, message.msgid)


def template_of(msgid: str, brochure: Brochure) -> str:
    """The template that prints a message first. Empty for the names of the treatments, which many templates print."""
    part = next(part for part, text in brochure.texts_by_part() if text.text == msgid)
    if not isinstance(part, Section):
        return "" if part == "treatments" else f"templates/parts/{part}.html"
    kinds = [_innermost_kind(block, msgid) for block in part.blocks if _holds(block, msgid)]
    return f"templates/blocks/{kinds[0]}.html" if kinds else "templates/parts/section.html"


def _holds(node: object, msgid: str) -> bool:
    return any(text.text == msgid for text in texts(node))


def _innermost_kind(block: StrictModel, msgid: str) -> str:
    """The kind of the block that contains a text; a pair has blocks of its own."""
    blocks = [block, *(node for _, node in walk(block) if hasattr(node, "kind") and _holds(node, msgid))]
    return str(getattr(blocks[-1], "kind", ""))
