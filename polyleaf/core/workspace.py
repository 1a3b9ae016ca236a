"""A project that is open for work. It keeps what it has loaded, and records which files were read."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project, engine_folder, shipped

Reads = Mapping[str, str]
"""The name of each file or listing that was read, with the digest of its content; empty for a file that did not exist.
"""

ENGINE = "engine:"
"""What the name of a file begins with that came with the engine."""

P = ParamSpec("P")
Loaded = TypeVar("Loaded")

_KEPT_VALUES = 1024
_KEPT_BYTES = 64 * 1024 * 1024
_KEPT_ON_DISK = 64 * 1024 * 1024
_PRESENCE, _ENTRIES, _LISTING, _IN = "has ", "entries of ", "list ", " in "
_THERE = "yes"


@dataclass
class _Memory:
    """The result of a loader, or the findings that it raised, and what it read."""

    value: Any
    findings: tuple[Finding, ...] | None
    reads: Reads
    run: int  # the last run in which the reads were compared with the files


@dataclass
class _State:
    """What changes in a workspace while it is used."""

    values: OrderedDict[object, _Memory] = field(default_factory=OrderedDict)
    contents: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    digests: dict[str, str] = field(default_factory=dict)
    recorders: list[dict[str, str]] = field(default_factory=list)
    kept_bytes: int = 0
    run: int = 0


@dataclass(frozen=True, eq=False)
class Workspace(Project):
    """A project that keeps what it has loaded.

    `load` keeps a loader's result for as long as the files that it read are the same. Files are compared by digest,
    never by date. `recording` collects what was read for an edition, however it was loaded. Each file is looked at once
    in a run, and `refresh` starts a run. Both memories are limited in size. A workspace is not thread-safe.
    """

    _state: _State = field(default_factory=_State, init=False, repr=False)

    def __reduce__(self) -> tuple[type[Workspace], tuple[Path, Path | None]]:
        return Workspace, (self.root, self.work_dir)  # another process has a memory of its own

    def refresh(self) -> None:
        """Start a run: every file is looked at again when it is next asked for."""
        self._state.run += 1
        self._state.contents.clear()
        self._state.kept_bytes = 0
        self._state.digests.clear()

    def load(self, loader: Callable[Concatenate[Workspace, P], Loaded], *args: P.args, **kwargs: P.kwargs) -> Loaded:
        """The result of a loader for these arguments, which must be hashable. Raises what the loader raises.

        A loader is a function whose result depends only on its arguments and on the files that it reads through the
        workspace. An InputError is kept like a result.
        """
        loaded: Loaded = self._load(self._load_anew, loader, args, kwargs)
        return loaded

    def load_kept(
        self, loader: Callable[Concatenate[Workspace, P], Loaded], *args: P.args, **kwargs: P.kwargs
    ) -> Loaded:
        """Like `load`, and keeps the result on disk for other processes. It must consist of plain records."""
        loaded: Loaded = self._load(self._load_from_disk, loader, args, kwargs)
        return loaded

    def _load(self, load_anew: Callable[..., _Memory], loader: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        key = (loader, args, tuple(sorted(kwargs.items())))
        memory = self._state.values.get(key)
        if memory is None or not self._still_holds(memory):
            memory = load_anew(loader, args, kwargs)
            self._state.values[key] = memory
            if len(self._state.values) > _KEPT_VALUES:
                self._state.values.popitem(last=False)
        self._state.values.move_to_end(key)
        self._record(memory.reads)
        if memory.findings is not None:
            raise InputError(memory.findings)
        return memory.value

    @contextmanager
    def recording(self) -> Iterator[Reads]:
        """What is read while the context is open, including what `load` has kept. Recordings may be nested."""
        reads: dict[str, str] = {}
        self._state.recorders.append(reads)
        try:
            yield reads
        finally:
            self._state.recorders.pop()
            self._record(reads)

    def holds(self, reads: Reads) -> bool:
        """Whether every file and listing is the same as when it was read."""
        return all(self._digest(name) == digest for name, digest in reads.items())

    def read(self, path: Path, limit_bytes: int | None = None) -> bytes:
        name = self._name(path)
        content = self._state.contents.get(name)
        if content is None:
            try:
                content = super().read(path, limit_bytes)
            except UnreadableError:
                self._note(name, "")
                raise
            self._keep(name, content)
        self._note(name, self._state.digests.get(name) or _digest_of(content))
        return content

    def has(self, path: Path) -> bool:
        found = super().has(path)
        self._note(f"{_PRESENCE}{self._name(path)}", _THERE if found else "")
        return found

    def entries(self, folder: Path) -> tuple[Path, ...]:
        found = super().entries(folder)
        self._note(f"{_ENTRIES}{self._name(folder)}", _digest_of_names(folder, found))
        return found

    def glob(self, folder: Path, pattern: str) -> tuple[Path, ...]:
        found = super().glob(folder, pattern)
        self._note(f"{_LISTING}{pattern}{_IN}{self._name(folder)}", _digest_of_names(folder, found))
        return found

    def write(self, path: Path, content: bytes) -> None:
        super().write(path, content)
        self.refresh()

    def _load_anew(self, loader: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Memory:
        with self.recording() as reads:
            try:
                value, findings = loader(self, *args, **kwargs), None
            except InputError as error:
                value, findings = None, tuple(error.findings)
        return _Memory(value, findings, reads, self._state.run)

    def _load_from_disk(self, loader: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Memory:
        """What another process has kept if the files that it read are the same, else what is loaded and kept now."""
        from polyleaf.core.kept_results import KeptResults  # only where something is built
        from polyleaf.core.plain_records import packed, unpacked
        from polyleaf.core.tools import tools

        asked = f"{tools()} {loader.__module__}.{loader.__qualname__} {args!r} {sorted(kwargs.items())!r}"
        kept, key = KeptResults(self.cache / "loads", _KEPT_ON_DISK), _digest_of(asked.encode())
        content = kept.get(key)
        if content is not None:
            value, findings, reads = unpacked(content)
            if self.holds(reads):
                return _Memory(value, findings, reads, self._state.run)
        memory = self._load_anew(loader, args, kwargs)
        kept.keep(key, packed((memory.value, memory.findings, memory.reads)))
        return memory

    def _still_holds(self, memory: _Memory) -> bool:
        if memory.run != self._state.run and self.holds(memory.reads):
            memory.run = self._state.run
        return memory.run == self._state.run

    def _note(self, name: str, digest: str) -> None:
        self._state.digests[name] = digest
        self._record({name: digest})

    def _record(self, reads: Reads) -> None:
        if self._state.recorders:
            self._state.recorders[-1].update(reads)

    def _keep(self, name: str, content: bytes) -> None:
        state = self._state
        state.contents[name] = content
        state.kept_bytes += len(content)
        while state.kept_bytes > _KEPT_BYTES:
            _, dropped = state.contents.popitem(last=False)
            state.kept_bytes -= len(dropped)

    def _digest(self, name: str) -> str:
        """The digest of a file or a listing as it is in this run."""
        if name not in self._state.digests:
            self._state.digests[name] = self._look(name)
        return self._state.digests[name]

    def _look(self, name: str) -> str:
        if name.startswith(_PRESENCE):
            return _THERE if super().has(self._path(name.removeprefix(_PRESENCE))) else ""
        try:
            if name.startswith(_ENTRIES):
                folder = self._path(name.removeprefix(_ENTRIES))
                return _digest_of_names(folder, super().entries(folder))
            if name.startswith(_LISTING):
                pattern, _, relative = name.removeprefix(_LISTING).partition(_IN)
                folder = self._path(relative)
                return _digest_of_names(folder, super().glob(folder, pattern))
            return _digest_of(super().read(self._path(name)))
        except (UnreadableError, UsageError):
            return ""

    def _name(self, path: Path) -> str:
        """The name of a path, the same on every machine: relative to the project's root, or to the engine."""
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        engine = engine_folder(path)
        return f"{ENGINE}{path.relative_to(engine).as_posix()}" if engine else str(path)

    def _path(self, name: str) -> Path:
        if not name.startswith(ENGINE):
            return self.root / name
        relative = Path(name.removeprefix(ENGINE))
        return shipped(relative.parts[0]).joinpath(*relative.parts[1:])


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of_names(folder: Path, paths: tuple[Path, ...]) -> str:
    return _digest_of("\0".join(path.relative_to(folder).as_posix() for path in paths).encode(errors="surrogateescape"))
