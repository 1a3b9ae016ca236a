"""A share of the editions, for a build that several machines do together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from polyleaf.core.edition import Edition
from polyleaf.core.errors import UsageError


@dataclass(frozen=True)
class Shard:
    """The `index`th of `count` shares of all editions, counted from 1."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The share that `2/4` names. Raises UsageError."""
        match = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
        if not match or int(match[1]) > int(match[2]):
            raise UsageError(f"{text!r} is not a share: write it like 2/4, the second of four")
        return cls(int(match[1]), int(match[2]))

    @property
    def file(self) -> str:
        """The name of the file that describes the part."""
        return f"part-{self.index}-of-{self.count}.json"

    @staticmethod
    def is_file(name: str) -> bool:
        """Whether a file has the name of such a description."""
        return re.fullmatch(r"part-\d{1,4}-of-\d{1,4}\.json", name) is not None

    def of(self, editions: Iterable[Edition]) -> list[Edition]:
        """This share of the editions. All shares have the same size, or one edition less, and as many editions of each
        format.
        """
        in_turn = sorted(editions, key=lambda edition: (edition.finish, edition.format, edition))
        return sorted(in_turn[self.index - 1 :: self.count])
