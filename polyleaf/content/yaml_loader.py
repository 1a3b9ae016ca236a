"""YAML files to typed models; a wrong file gives all its errors at once, each with its line and how to mend it."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from polyleaf.content.brochure import Brochure
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
    name = project.relative(path)
    data, source_map = read_mapping(project, path)
    try:
        return model.model_validate(data, context={"path": name}), source_map
    except ValidationError as error:
        known = _field_names(model)
        errors = _own_errors(error.errors(include_url=False))[:FINDINGS_AT_MOST]
        raise InputError([_finding(each, source_map, data, known) for each in errors]) from None


def load_brochure(project: Project, slug: str) -> tuple[Brochure, SourceMap]:
    """The brochure of that slug. Raises InputError."""
    return load_model(Brochure, project.brochure_file(slug), project)


def _field_names(model: type[BaseModel]) -> list[str]:
    """Every key that the model or a part of it knows, for suggestions."""
    schema = model.model_json_schema(by_alias=True)
    objects = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in objects for name in part.get("properties", {})})


def _own_errors(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that only follow from another: a list is too short when its one entry is wrong."""
    around = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in around]


def _finding(error: ErrorDetails, source_map: SourceMap, data: object, known: list[str]) -> Finding:
    steps, kind = error["loc"], error["type"]
    origin = source_map.origin(*steps)
    where = _where(steps, data)
    last = str(steps[-1]) if steps else ""
    if kind == "extra_forbidden":
        return source_invalid(origin, f"unknown key {last!r}{where}{suggestion(last, known)}", "Mend or remove it.")
    if kind == "missing":
        return source_invalid(origin, f"missing key {last!r}{where}", f"Add {last!r}.")
    if kind == "union_tag_invalid":
        tag, expected = error["ctx"]["tag"], re.findall(r"'([^']+)'", error["ctx"]["expected_tags"])
        hint = f"The kinds are {', '.join(expected)}."
        return source_invalid(origin, f"unknown kind {tag!r}{where}{suggestion(tag, expected)}", hint)
    if kind == "union_tag_not_found":
        return source_invalid(origin, f"missing key 'kind'{where}", "Say what kind of block this is.")
    if kind == "too_short":
        return source_invalid(origin, f"{last!r} is empty{where}", "Give it at least one entry.")
    message = error["msg"].removeprefix("Value error, ")
    return source_invalid(origin, f"{message[:1].lower()}{message[1:]}{where}", f"Mend {last!r}.")


def _where(steps: Path_, data: object) -> str:
    """` in section 'x'` for a path into a section, else ` in 'a.b'`."""
    if len(steps) > 1 and steps[0] == "sections" and isinstance(steps[1], int) and isinstance(data, dict):
        section = data["sections"][steps[1]]
        if isinstance(section, dict) and "id" in section:
            return f" in section {str(section['id'])!r}"
    parents = ".".join(str(step) for step in steps[:-1])
    return f" in {parents!r}" if parents else ""


def suggestion(word: str, known: list[str]) -> str:
    """`; did you mean 'x'?` when a known word is close, else nothing."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
