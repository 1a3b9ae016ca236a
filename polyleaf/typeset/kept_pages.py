"""Pages that were laid out before, for every edition that has the same ones."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from polyleaf.core.kept_results import KeptResults
from polyleaf.core.plain_records import packed, unpacked
from polyleaf.typeset.laid_out import Run
from polyleaf.typeset.page_record import DrawnMark, PageLink, PageMeasures, PageRecord

_MOST_IN_MEMORY = 300  # units, of 50 to 150 kB


@dataclass(frozen=True)
class FittedUnit:
    """The pages of a unit on which it fits, and the fit step of each page or panel that is not on the first.

    `first` is the number of its first element in the document of which it was laid out.
    """

    first: int
    steps: Mapping[str, int]
    pages: tuple[PageRecord, ...]

    def starting_at(self, first: int) -> FittedUnit:
        """The same pages in a document where the first element has another number."""
        shift = first - self.first
        if not shift:
            return self
        pages = (PageRecord(_shifted(page.measured, self.first, shift), page.drawings) for page in self.pages)
        return FittedUnit(first, self.steps, tuple(pages))


class KeptPages:
    """Keeps fitted units in memory and on disk. `made_with` is the digest of the tools that lay them out."""

    def __init__(self, results: KeptResults, made_with: str) -> None:
        self._results = results
        self._made_with = made_with
        self._in_memory: OrderedDict[str, FittedUnit] = OrderedDict()

    def key(self, *parts: str) -> str:
        """The key of what is made of these parts alone, besides the tools."""
        return hashlib.sha256("\0".join((self._made_with, *parts)).encode()).hexdigest()

    def get(self, key: str) -> FittedUnit | None:
        unit = self._in_memory.get(key)
        if unit is None:
            content = self._results.get(key)
            unit = unpacked(content) if content is not None else None
        if unit is not None:
            self._remember(key, unit)
        return unit

    def keep(self, key: str, unit: FittedUnit) -> None:
        self._remember(key, unit)
        self._results.keep(key, packed(unit))

    def _remember(self, key: str, unit: FittedUnit) -> None:
        self._in_memory[key] = unit
        self._in_memory.move_to_end(key)
        while len(self._in_memory) > _MOST_IN_MEMORY:
            self._in_memory.popitem(last=False)


def _shifted(page: PageMeasures, first: int, shift: int) -> PageMeasures:
    """What is on a page, with the numbers that its elements have in another document."""

    def number(element: int) -> int:
        return element + shift if element >= first else element  # what is on every page is before the first one

    def run(item: Run) -> Run:
        return replace(item, element=number(item.element), paragraph=number(item.paragraph))

    def mark(item: DrawnMark) -> DrawnMark:
        return replace(item, element=number(item.element))

    def link(item: PageLink) -> PageLink:
        return item if item.element is None else replace(item, element=number(item.element))

    return replace(
        page, runs=tuple(map(run, page.runs)), marks=tuple(map(mark, page.marks)), links=tuple(map(link, page.links))
    )
