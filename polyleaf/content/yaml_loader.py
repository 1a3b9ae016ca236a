"""Read YAML files into typed models. All errors of a file are reported at once, each with its line
and how to fix it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from polyleaf.content.brochure import Brochure
from polyleaf.content.wrong_values import WrongValue, explain
from polyleaf.content.yaml_layers import read_style
from polyleaf.content.yaml_reader import FINDINGS_AT_MOST, SourceMap, read_mapping, source_invalid
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.project import Project

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[Any, ...]


def load_model(model: type[Model], path: Path, project: Project) -> tuple[Model, SourceMap]:
    """Read a YAML file into a model.

    Raises InputError with every finding: unreadable file, broken YAML, duplicate keys, and whatever the model refuses.
    """
    return _validated(model, *read_mapping(project, path))


def load_style(model: type[Model], name: str, project: Project) -> tuple[Model, SourceMap]:
    """Read a style file into a model: the project's own, merged by key with the engine's.

    Raises InputError as `load_model` does. Each finding names the file in which the wrong part is written.
    """
    return _validated(model, *read_style(project, name))


def _validated(model: type[Model], data: dict[str, Any], source_map: SourceMap) -> tuple[Model, SourceMap]:
    try:
        return model.model_validate(data, context={"path": source_map.path}), source_map
    except ValidationError as error:
        known = _field_names(model)
        errors = _own_errors(error.errors(include_url=False), source_map)[:FINDINGS_AT_MOST]
        raise InputError([_finding(each, source_map, data, known) for each in errors]) from None


def load_brochure(project: Project, slug: str) -> tuple[Brochure, SourceMap]:
    """The brochure of that slug, which may have block kinds of the project's own. Raises InputError."""
    from polyleaf.content.own_blocks import brochure_model  # it imports this module

    return load_model(brochure_model(project), project.brochure_file(slug), project)


def _field_names(model: type[BaseModel]) -> list[str]:
    """Every key that the model or a part of it knows, for suggestions."""
    schema = model.model_json_schema(by_alias=True)
    objects = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in objects for name in part.get("properties", {})})


def _own_errors(errors: list[ErrorDetails], source_map: SourceMap) -> list[ErrorDetails]:
    """The errors without those that only follow from another one.

    A list is too short when its one entry is wrong. A value that is wrong for each branch of a union has an error for
    each branch; the one that is not about its type says most.
    """
    around = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    by_place: dict[Path_, ErrorDetails] = {}
    for error in errors:
        if error["type"] == "too_short" and error["loc"] in around:
            continue
        last = error["loc"][-1:] if error["type"] in {"missing", "extra_forbidden"} else ()
        place = (*source_map.steps(*error["loc"]), *last)
        if place not in by_place or by_place[place]["type"].endswith("_type"):
            by_place[place] = error
    return list(by_place.values())


def _finding(error: ErrorDetails, source_map: SourceMap, data: object, known: list[str]) -> Finding:
    steps = source_map.steps(*error["loc"])
    written = source_map.written(*steps)
    origin = source_map.origin(*steps)
    if error["type"] == "missing":
        steps, written = (*steps, error["loc"][-1]), ""
    elif error["loc"][-1:] == ("[key]",):
        steps, written = steps[:-1], steps[-1]  # a key that is wrong itself, as that of a language
    key = next((step for step in reversed(steps) if isinstance(step, str)), "")
    entry = steps[-1] + 1 if steps and isinstance(steps[-1], int) else 0
    said = explain(WrongValue(key, error, written, known, entry))
    return source_invalid(origin, _with_place(said.message, _where(steps, data)), said.hint)


def _with_place(message: str, where: str) -> str:
    """The message with its place, before what it asks or adds."""
    head, mark, tail = message.partition("; did you mean")
    return f"{head}{where}{mark}{tail}"


def _above(steps: Path_) -> Path_:
    """The path of what holds a value; of an entry, of what holds its list."""
    *above, last = steps or ("",)
    return tuple(above[:-1] if isinstance(last, int) else above)


def _where(steps: Path_, data: object) -> str:
    """` in section 'x'` for a path into a section, else ` in entry 1 of 'b' in 'a'`; entries are counted from 1."""
    if len(steps) > 1 and steps[0] == "sections" and isinstance(steps[1], int) and isinstance(data, dict):
        section = data["sections"][steps[1]]
        if isinstance(section, dict) and "id" in section:
            return f" in section {str(section['id'])!r}"
    parents: list[str] = []
    for step in _above(steps):
        if isinstance(step, int):
            parents[-1] = f"entry {step + 1} of {parents[-1]}"
        else:
            parents.append(repr(str(step)))
    return "".join(f" in {parent}" for parent in reversed(parents))
