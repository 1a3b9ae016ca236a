"""YAML files to typed models; a wrong file gives all its errors at once, each with its line and how to fix it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from polyleaf.content.brochure import Brochure
from polyleaf.content.text import SourceString
from polyleaf.content.wrong_values import WrongValue, explain
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Concern, Finding, Origin, Severity
from polyleaf.core.project import Project

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING_TAG = "tag:yaml.org,2002:str"
Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[Any, ...]


class SourceMap:
    """The line of every part of one YAML file."""

    def __init__(self, path: str, root: yaml.Node | None) -> None:
        self.path = path
        self._root = root

    def origin(self, *steps: object) -> Origin:
        """Where the part at this path stands, or the nearest part above it that exists."""
        _, line, _ = self._find(steps)
        return Origin(self.path, line)

    def written(self, *steps: object) -> str:
        """The single value at this path as it stands in the file; empty for a list, for keys, and for nothing."""
        node, _, _ = self._find(steps)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def steps(self, *steps: object) -> Path_:
        """The steps of a path that the file has: pydantic also names the branches of a union in its paths."""
        return self._find(steps)[2]

    def _find(self, steps: Path_) -> tuple[yaml.Node | None, int, Path_]:
        node, line, existing = self._root, 1, []
        for step in steps:
            found = _child(node, step)
            if found is not None:
                node, line = found
                existing.append(step)
        return node, line, tuple(existing)


def _child(node: yaml.Node | None, step: object) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def load_model(model: type[Model], path: Path, project: Project) -> tuple[Model, SourceMap]:
    """Read a YAML file into a model.

    Raises InputError with every finding: unreadable file, broken YAML, duplicate keys, and whatever the model refuses.
    """
    name = project.relative(path)
    root, data = _read_yaml(path, name)
    source_map = SourceMap(name, root)
    try:
        return model.model_validate(data, context={"path": name}), source_map
    except ValidationError as error:
        known = _field_names(model)
        raise InputError(
            [_finding(e, source_map, data, known) for e in _own_errors(error.errors(), source_map)]
        ) from None


def load_brochure(project: Project, slug: str) -> tuple[Brochure, SourceMap]:
    """The brochure of that slug. Raises InputError."""
    return load_model(Brochure, project.brochure_file(slug), project)


def _read_yaml(path: Path, name: str) -> tuple[yaml.Node | None, object]:
    try:
        content = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError([_schema_finding(Origin(name), f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError([_schema_finding(Origin(name, line), "not UTF-8", "Save the file as UTF-8.")]) from None
    loader = _Loader(content)
    try:
        root = loader.get_single_node()
        duplicates = list(_duplicate_keys(root, name))
        if duplicates:
            raise InputError(duplicates)
        return root, _construct(root, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        hint = "Check the indentation, the colons and the quotation marks there."
        raise InputError([_schema_finding(Origin(name, line), f"broken YAML: {reason}", hint)]) from None
    except yaml.YAMLError as error:
        raise InputError([_schema_finding(Origin(name), f"broken YAML: {error}")]) from None
    finally:
        loader.dispose()


def _duplicate_keys(node: yaml.Node | None, name: str) -> Iterator[Finding]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                first = seen[key.value]
                yield _schema_finding(
                    Origin(name, line), f"duplicate key {key.value!r}; it is in line {first} too", "Remove one."
                )
            seen.setdefault(key.value, line)
            yield from _duplicate_keys(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicate_keys(item, name)


def _construct(node: yaml.Node | None, loader: Any) -> object:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _construct(value, loader) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, loader) for item in node.value]
    if isinstance(node, yaml.ScalarNode) and node.tag == _STRING_TAG:
        return SourceString.at(node.value, node.start_mark.line + 1)
    return loader.construct_object(node, deep=True) if node is not None else None


def _field_names(model: type[BaseModel]) -> list[str]:
    """Every key that the model or a part of it knows, for suggestions."""
    schema = model.model_json_schema(by_alias=True)
    objects = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in objects for name in part.get("properties", {})})


def _own_errors(errors: list[ErrorDetails], source_map: SourceMap) -> list[ErrorDetails]:
    """The errors without those that only follow from another.

    A list is too short when its one entry is wrong. A value that is wrong for each branch of a union has an error for
    each; the one that is not about its type says most.
    """
    own = [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(other["loc"][: len(error["loc"])] == error["loc"] != other["loc"] for other in errors)
    ]
    by_place: dict[Path_, ErrorDetails] = {}
    for error in own:
        last = error["loc"][-1:] if error["type"] in {"missing", "extra_forbidden"} else ()
        place = (*source_map.steps(*error["loc"]), *last)
        if place not in by_place or by_place[place]["type"].endswith("_type"):
            by_place[place] = error
    return list(by_place.values())


def _finding(error: ErrorDetails, source_map: SourceMap, data: object, known: list[str]) -> Finding:
    steps = source_map.steps(*error["loc"])
    absent = error["type"] == "missing"
    key = error["loc"][-1] if absent else next((step for step in reversed(steps) if isinstance(step, str)), "")
    said = explain(WrongValue(str(key), error, "" if absent else source_map.written(*steps), known))
    where = _where((*steps, key) if absent else steps, data)
    return _schema_finding(source_map.origin(*steps), _with_place(said.message, where), said.hint)


def _with_place(message: str, where: str) -> str:
    """The message with its place before what it asks or adds."""
    head, mark, tail = message.partition("; did you mean")
    return f"{head}{where}{mark}{tail}"


def _where(steps: Path_, data: object) -> str:
    """` in section 'x'` for a path into a section, else ` in 'a.b'`."""
    if len(steps) > 1 and steps[0] == "sections" and isinstance(steps[1], int) and isinstance(data, dict):
        section = data["sections"][steps[1]]
        if isinstance(section, dict) and "id" in section:
            return f" in section {str(section['id'])!r}"
    parents = ".".join(str(step) for step in steps[:-1])
    return f" in {parents!r}" if parents else ""


def _schema_finding(origin: Origin, message: str, hint: str = "") -> Finding:
    return Finding("source-invalid", Severity.ERROR, origin, message, hint, Concern.CONTENT)
