"""Where a project keeps its files: every path hangs on the project root.

Templates and styles that a project does not have come from the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder of that name that comes with the engine: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def engine_folder(path: Path) -> Path | None:
    """The folder of the engine that holds the folder in which a path is; None for a path of no such folder."""
    return next((folder for folder in (_PACKAGE, _PACKAGE.parent) if path.is_relative_to(folder)), None)


@dataclass(frozen=True)
class Project:
    """A project folder, known by its `brochures/`."""

    root: Path
    work_dir: Path | None = None  # where `dist` and `.cache` are, if not in the root

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """The project at `start`, or the nearest parent of the current folder with a `brochures/` folder.

        Raises UsageError when there is none.
        """
        here = (start or Path.cwd()).resolve()
        candidates = [here] if start else [here, *here.parents]
        for folder in candidates:
            if (folder / "brochures").is_dir():
                return cls(folder)
        raise UsageError(f"no project at {here}: a project is a folder with brochures/ in it; name it with --project")

    def refresh(self) -> None:
        """Look at every file again when it is next asked for; a project that remembers nothing always does."""

    def read(self, path: Path) -> bytes:
        """The content of an input file. Raises OSError.

        Everything that an edition is made from is read by this method, `has` and `glob`, so that a workspace can
        record it.
        """
        return path.read_bytes()

    def has(self, path: Path) -> bool:
        """Whether an input file is there and can be read."""
        return path.is_file()

    def glob(self, folder: Path, pattern: str) -> tuple[Path, ...]:
        """The paths in a folder that match a pattern, in alphabetical order."""
        return tuple(sorted(folder.glob(pattern)))

    def write(self, path: Path, content: bytes) -> None:
        """Write an input file, whole or not at all. Raises UsageError."""
        write_atomically(path, content)

    @cached_property
    def dist(self) -> Path:
        return (self.work_dir or self.root) / "dist"

    @cached_property
    def cache(self) -> Path:
        return (self.work_dir or self.root) / ".cache"

    @cached_property
    def locales(self) -> Path:
        return self.root / "locales"

    def brochures(self) -> list[str]:
        """The slugs of all brochures, in alphabetical order."""
        return sorted(path.parent.name for path in self.glob(self.root / "brochures", "*/brochure.yaml"))

    def brochure_file(self, slug: str) -> Path:
        return self.root / "brochures" / slug / "brochure.yaml"

    def clinics(self) -> list[str]:
        """The names of all clinic profiles, in alphabetical order."""
        return sorted(path.stem for path in self.glob(self.clinics_dir, "*.yaml"))

    @cached_property
    def clinics_dir(self) -> Path:
        """Where the profiles stand, and the logos beside them."""
        return self.root / "clinics"

    def clinic_file(self, name: str) -> Path:
        return self.clinics_dir / f"{name}.yaml"

    def languages(self, domain: str) -> list[str]:
        """The languages with a catalogue for that domain (a brochure's slug or `interface`)."""
        return sorted(path.parent.parent.name for path in self.glob(self.locales, f"*/LC_MESSAGES/{domain}.po"))

    def choose_languages(self, chosen: Sequence[str]) -> Sequence[str]:
        """The languages chosen, or all that have a catalogue. Raises UsageError for one that has none."""
        known = sorted({path.parent.parent.name for path in self.glob(self.locales, "*/LC_MESSAGES/*.po")})
        for code in chosen:
            if code not in known:
                raise UsageError(f"there is no language {code!r}; there is {', '.join(known)}; add-language starts one")
        return chosen or known

    def catalog_file(self, language: str, domain: str) -> Path:
        return self.locales / language / "LC_MESSAGES" / f"{domain}.po"

    def template_dirs(self) -> list[Path]:
        return self._layers("templates")

    def style_dirs(self) -> list[Path]:
        return self._layers("styles")

    def style(self, name: str) -> Path:
        """The project's own style file of that name, else the one that comes with the engine."""
        for folder in self.style_dirs():
            if self.has(folder / name):
                return folder / name
        raise UsageError(f"no style file {name!r} in {' or '.join(self.relative(d) for d in self.style_dirs())}")

    def relative(self, path: Path) -> str:
        """The path as findings name it: relative to the root, with forward slashes."""
        resolved = path.resolve()
        return resolved.relative_to(self.root).as_posix() if resolved.is_relative_to(self.root) else path.as_posix()

    def _layers(self, name: str) -> list[Path]:
        own, packaged = self.root / name, shipped(name)
        return [packaged] if own.resolve() == packaged.resolve() else [own, packaged]


def choose(kind: str, wanted: Sequence[str], known: Iterable[str]) -> list[str]:
    """The names wanted, or all that are known. Raises UsageError for one that is not."""
    available = list(known)
    if not available:
        raise UsageError(f"the project has no {kind}")
    for name in wanted:
        if name not in available:
            raise UsageError(f"there is no {kind} {name!r}; there is {', '.join(available)}")
    return list(dict.fromkeys(wanted)) or available
