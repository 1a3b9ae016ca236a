"""Which style sheets an edition is laid out with, and where the files stand that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polyleaf.design.addresses import AddressError, NamedFiles

_NAMED = re.compile(r"""url\(\s*['"]?(style:[^)'"\s]+)""")


@dataclass(frozen=True)
class StyleSources:
    """Style sheets by name in the order of the cascade, and the folders of `style:`, `brochure:` and `clinic:`."""

    stylesheets: tuple[str, ...]
    styles: tuple[Path, ...]
    figures: Path
    clinics: Path

    @property
    def files(self) -> NamedFiles:
        """What the document may name, scheme by scheme."""
        return NamedFiles({"brochure": (self.figures,), "clinic": (self.clinics,), "style": self.styles})

    def marks(self) -> Iterator[str]:
        """The addresses of the pictures that the style sheets name; a sheet that is not there names none."""
        for name in self.stylesheets:
            yield from self._marks(f"style:{name}")

    def _marks(self, address: str) -> Iterator[str]:
        try:
            css = self.files.find(address).read_text(encoding="utf-8", errors="replace")
        except AddressError:
            return
        for named in _NAMED.findall(css):
            yield from self._marks(named) if named.endswith(".css") else (named,)
