"""Where a project keeps its files. Every path is below the project root.

Templates and styles that a project does not have come from the engine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.errors import UsageError
from polyleaf.core.input_files import entries, is_folder, is_present, printable, read_input
from polyleaf.core.names import INTERFACE, clinic_name_fault, language_fault, slug_fault
from polyleaf.core.program import command

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder of that name that is part of the engine: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def engine_package() -> Path:
    """The folder of the engine's own code."""
    return _PACKAGE


def shipped_labels(language: str) -> Path:
    """Where the engine has its catalogue of labels in a language, if it has one."""
    return shipped("locales") / language / "LC_MESSAGES" / f"{INTERFACE}.po"


def engine_folder(path: Path) -> Path | None:
    """The folder of the engine that contains the folder of a path. None if the path is not in such a folder."""
    return next((folder for folder in (_PACKAGE, _PACKAGE.parent) if path.is_relative_to(folder)), None)


@dataclass(frozen=True)
class Misnamed:
    """A brochure, a clinic or a language that is not used, because its name is not allowed."""

    kind: Literal["brochure", "clinic", "language"]
    name: str
    path: Path
    reason: str


@dataclass(frozen=True)
class Project:
    """A project folder, which is recognized by its `brochures/`."""

    root: Path
    work_dir: Path | None = None  # where `dist` and `.cache` are, if not in the root

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """The project at `start`, or the nearest parent of the current folder with a `brochures/` folder.

        Raises UsageError when there is none, and for a path that is not UTF-8.
        """
        try:
            here = Path(os.path.realpath(start or Path.cwd()))
        except FileNotFoundError:
            raise UsageError("the current folder no longer exists; name the project with --project") from None
        candidates = [here] if start else [here, *here.parents]
        for folder in candidates:
            if is_folder(folder / "brochures"):
                if printable(folder) != str(folder):
                    raise UsageError(f"the path of the project is not UTF-8: {printable(folder)}; rename the folder")
                return cls(folder)
        raise UsageError(
            f"no project at {printable(here)}: a project is a folder with brochures/ in it; name it with --project, "
            f"or start one with `{command('init')}`"
        )

    def refresh(self) -> None:
        """Look at every file again when it is next asked for. A plain project always does."""

    def read(self, path: Path, limit_bytes: int | None = None) -> bytes:
        """The content of an input file. Raises UnreadableError.

        Everything that an edition is made from is read with this method, `has`, `entries` and `glob`, so that a
        workspace can record it.
        """
        return read_input(path, limit_bytes)

    def has(self, path: Path) -> bool:
        """Whether there is an input file of that name, even if it cannot be read."""
        return is_present(path)

    def entries(self, folder: Path) -> tuple[Path, ...]:
        """What is in a folder, sorted by name, without hidden files. Raises UsageError."""
        return tuple(entries(folder))

    def glob(self, folder: Path, pattern: str) -> tuple[Path, ...]:
        """The paths in a folder that match a pattern, in alphabetical order."""
        return tuple(sorted(folder.glob(pattern)))

    def write(self, path: Path, content: bytes) -> None:
        """Write an input file completely or not at all. Raises UsageError."""
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
        """The slugs of all brochures, in alphabetical order. Raises UsageError for a folder that cannot be read."""
        return [path.name for path in self._brochure_folders() if slug_fault(path.name) is None]

    def brochure_file(self, slug: str) -> Path:
        return self.root / "brochures" / slug / "brochure.yaml"

    def clinics(self) -> list[str]:
        """The names of all clinic profiles, in alphabetical order. Raises UsageError for a folder that cannot be read.

        A profile that cannot be read is included, so that its editions are refused with the reason.
        """
        names = [path.stem for path in self._profiles()]
        return sorted(name for name in names if clinic_name_fault(name, names) is None)

    @cached_property
    def clinics_dir(self) -> Path:
        """Where the profiles are, with the logos beside them."""
        return self.root / "clinics"

    def clinic_file(self, name: str) -> Path:
        return self.clinics_dir / f"{name}.yaml"

    def languages(self, domain: str) -> list[str]:
        """The languages with a catalogue for that domain (a brochure's slug or `interface`).

        Raises UsageError for a folder that cannot be read.
        """
        codes = [path.name for path in self.entries(self.locales) if language_fault(path.name) is None]
        return [code for code in codes if self.has(self.catalog_file(code, domain))]

    def misnamed(self) -> list[Misnamed]:
        """Everything that looks like a brochure, a clinic or a language, and has a name that is not allowed."""
        return [*self._misnamed_brochures(), *self._misnamed_clinics(), *self._misnamed_languages()]

    def choose_languages(self, chosen: Sequence[str]) -> Sequence[str]:
        """The chosen languages, or all languages that have a catalogue. Raises UsageError for one that has none."""
        known = [path.name for path in self._catalogue_folders() if language_fault(path.name) is None]
        for code in chosen:
            if code not in known:
                raise UsageError(f"there is no language {code!r}; there is {', '.join(known)}; add-language starts one")
        return chosen or known

    def catalog_file(self, language: str, domain: str) -> Path:
        return self.locales / language / "LC_MESSAGES" / f"{domain}.po"

    def readable_catalog(self, language: str, domain: str) -> Path:
        """The catalogue that is read: the project's own, or that of the engine for labels that a project has not."""
        own = self.catalog_file(language, domain)
        packaged = shipped_labels(language)
        return packaged if domain == INTERFACE and not self.has(own) and self.has(packaged) else own

    def template_dirs(self) -> list[Path]:
        return self._layers("templates")

    def style_dirs(self) -> list[Path]:
        return self._layers("styles")

    def style(self, name: str) -> Path:
        """The project's own style file of that name, or else the one of the engine.

        Raises UsageError if neither exists. A file of the project that cannot be read is not skipped.
        """
        for folder in self.style_dirs():
            if self.has(folder / name):
                return folder / name
        raise UsageError(f"no style file {name!r} in {' or '.join(self.relative(d) for d in self.style_dirs())}")

    def style_layers(self, name: str) -> list[Path]:
        """Every style file of that name: the project's own, and below it that of the engine.

        Raises UsageError if neither exists.
        """
        found = [folder / name for folder in self.style_dirs() if self.has(folder / name)]
        return found or [self.style(name)]

    def relative(self, path: Path) -> str:
        """The path as findings show it: relative to the root, with forward slashes."""
        if not path.is_relative_to(self.root):
            path = Path(os.path.realpath(path))
        return printable((path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix())

    def _layers(self, name: str) -> list[Path]:
        own, packaged = self.root / name, shipped(name)
        return [packaged] if own.resolve() == packaged.resolve() else [own, packaged]

    def _brochure_folders(self) -> list[Path]:
        folders = self.entries(self.root / "brochures")
        return [path for path in folders if self._may_be_read(self.brochure_file(path.name))]

    def _profiles(self) -> list[Path]:
        return [path for path in self.entries(self.clinics_dir) if path.suffix == ".yaml" and self._may_be_read(path)]

    def _catalogue_folders(self) -> list[Path]:
        return [path for path in self.entries(self.locales) if _has_catalogue(path / "LC_MESSAGES")]

    def _may_be_read(self, path: Path) -> bool:
        """Whether something of that name is meant to be a file. What is wrong with it is reported when it is read."""
        return self.has(path) and not is_folder(path)

    def _misnamed_brochures(self) -> Iterator[Misnamed]:
        for path in self._brochure_folders():
            if reason := slug_fault(path.name):
                yield Misnamed("brochure", path.name, path, reason)

    def _misnamed_clinics(self) -> Iterator[Misnamed]:
        profiles = self._profiles()
        for path in profiles:
            if reason := clinic_name_fault(path.stem, [profile.stem for profile in profiles]):
                yield Misnamed("clinic", path.stem, path, reason)

    def _misnamed_languages(self) -> Iterator[Misnamed]:
        for path in self._catalogue_folders():
            if reason := language_fault(path.name):
                yield Misnamed("language", path.name, path, reason)


def _has_catalogue(folder: Path) -> bool:
    try:
        return any(path.suffix == ".po" for path in entries(folder))
    except UsageError:
        return True  # what is wrong with it is reported when the catalogue is read


def choose(kind: str, wanted: Sequence[str], known: Iterable[str]) -> list[str]:
    """The names that were chosen, or all known names. Raises UsageError for an unknown one."""
    available = list(known)
    if not available:
        raise UsageError(f"the project has no {kind}")
    for name in wanted:
        if name not in available:
            raise UsageError(f"there is no {kind} {name!r}; there is {', '.join(available)}")
    return list(dict.fromkeys(wanted)) or available
