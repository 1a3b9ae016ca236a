"""A style file of a project, laid over the engine's file of the same name and merged with it by key.

A project writes what it adds or changes, and `null` for what it removes; everything else is as the engine has it.
Lists are replaced whole, except those whose entries have a name. Nothing here needs pydantic, as in `yaml_reader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from polyleaf.content.yaml_reader import SourceMap, read_mapping
from polyleaf.core.findings import Origin
from polyleaf.core.project import Project

Steps = tuple[Any, ...]

NAMED_ENTRIES = {"families": "family"}
"""The lists whose entries are merged by name, and the key of the name."""


@dataclass(frozen=True)
class _Place:
    """Where a part of the merged data is written: in which file, and on which path there.

    A part that was removed is written there as `null`, and is not in the data.
    """

    source_map: SourceMap
    steps: Steps
    is_removed: bool = False


class LayeredMap(SourceMap):
    """The file and the line of every part of merged data.

    What is missing, and what was removed, is said of the file of the project.
    """

    def __init__(self, path: str, places: Mapping[Steps, _Place]) -> None:
        super().__init__(path, None)
        self._places = places

    def origin(self, *steps: object) -> Origin:
        place, _ = self._written_at(steps)
        return place.source_map.origin(*place.steps)

    def written(self, *steps: object) -> str:
        place, _ = self._written_at(steps)
        return place.source_map.written(*place.steps)

    def steps(self, *steps: object) -> Steps:
        place, length = self._written_at(steps)
        if place.is_removed:
            return steps[: length - 1]
        above = len(place.steps) - (len(steps) - length)
        return (*steps[:length], *place.source_map.steps(*place.steps)[above:])

    def _written_at(self, steps: Steps) -> tuple[_Place, int]:
        """The path in the file that has this part, and how many of the steps lead to what was merged."""
        length = next(length for length in range(len(steps), -1, -1) if steps[:length] in self._places)
        place = self._places[steps[:length]]
        return replace(place, steps=(*place.steps, *steps[length:])), length


def read_style(project: Project, name: str) -> tuple[dict[str, Any], SourceMap]:
    """The data of a style file: the project's own over the engine's, merged by key, or the only one there is.

    Raises InputError with the findings of a file that cannot be read, and UsageError if there is no such file.
    """
    own, *packaged = (read_mapping(project, path) for path in project.style_layers(name))
    if not packaged:
        return own
    (under, under_map), (over, over_map) = packaged[0], own
    merger = _Merger()
    data = merger.mapping(over, under, (), _Place(over_map, ()), _Place(under_map, ()))
    return data, LayeredMap(over_map.path, merger.places)


class _Merger:
    """Merges data of two files, and records where each part is written."""

    def __init__(self) -> None:
        self.places: dict[Steps, _Place] = {}

    def mapping(
        self, over: dict[str, Any], under: dict[str, Any], steps: Steps, upper: _Place, lower: _Place
    ) -> dict[str, Any]:
        self.places[steps] = upper
        data = {}
        for key in [*under, *(key for key in over if key not in under)]:
            here, above, below = (*steps, key), _child(upper, key), _child(lower, key)
            self.places[here] = above if key in over else below
            if key not in over:
                data[key] = under[key]
            elif key not in under:
                data[key] = over[key]
            elif over[key] is None:
                self.places[here] = replace(above, is_removed=True)
            else:
                data[key] = self._value(over[key], under[key], here, above, below)
        return data

    def _value(self, over: object, under: object, steps: Steps, upper: _Place, lower: _Place) -> object:
        if isinstance(over, dict) and isinstance(under, dict):
            return self.mapping(over, under, steps, upper, lower)
        if isinstance(over, list) and isinstance(under, list) and steps[-1] in NAMED_ENTRIES:
            return self._named_entries(over, under, steps, upper, lower)
        return over

    def _named_entries(
        self, over: list[Any], under: list[Any], steps: Steps, upper: _Place, lower: _Place
    ) -> list[Any]:
        """The entries of the lower list, changed where the upper one names them, and then the other upper entries."""
        key = NAMED_ENTRIES[steps[-1]]
        changed = {_name(entry, key): number for number, entry in reversed(list(enumerate(over))) if _name(entry, key)}
        data: list[Any] = []
        for number, entry in enumerate(under):
            here, below, index = (*steps, len(data)), _child(lower, number), changed.get(_name(entry, key))
            if index is None:
                self.places[here] = below
                data.append(entry)
            elif not _is_removal(over[index], key):
                data.append(self.mapping(over[index], entry, here, _child(upper, index), below))
        known = {_name(entry, key) for entry in under}
        used = {number for name, number in changed.items() if name in known}
        for number, entry in enumerate(over):
            if number not in used:
                self.places[*steps, len(data)] = _child(upper, number)
                data.append(entry)
        return data


def _child(place: _Place, step: object) -> _Place:
    return _Place(place.source_map, (*place.steps, step))


def _name(entry: object, key: str) -> str:
    name = entry.get(key) if isinstance(entry, dict) else None
    return name if isinstance(name, str) else ""


def _is_removal(entry: dict[str, Any], key: str) -> bool:
    """Whether everything but the name of an entry is `null`."""
    others = [value for name, value in entry.items() if name != key]
    return bool(others) and all(value is None for value in others)
