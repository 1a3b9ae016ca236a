"""The JSON Schemas of the YAML files, for editors, and the one of a release's manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from polyleaf.checks.screen_list import ScreenList
from polyleaf.checks.waivers import Waivers
from polyleaf.content.brochure import Brochure
from polyleaf.content.clinic import Clinic
from polyleaf.content.own_blocks import KindDescription, brochure_model
from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.workspace import Workspace
from polyleaf.design.font_lock import FontLock
from polyleaf.design.formats import Formats
from polyleaf.design.inks import PressSpec
from polyleaf.design.mark_lock import MarkLock
from polyleaf.language.glossary import LanguageGlossary
from polyleaf.language.lexicon import Lexicon
from polyleaf.pipeline.map_file import MapFile
from polyleaf.release.manifest import Manifest
from polyleaf.translation.approval_records import Approvals

SCHEMAS: dict[str, type[BaseModel]] = {
    "approvals": Approvals,
    "block-kind": KindDescription,
    "brochure": Brochure,
    "clinic": Clinic,
    "fonts": FontLock,
    "formats": Formats,
    "glossary": LanguageGlossary,
    "press": PressSpec,
    "lexicon": Lexicon,
    "manifest": Manifest,
    "message-map": MapFile,
    "screen-styles": ScreenList,
    "marks": MarkLock,
    "waivers": Waivers,
}


LAYERED: frozenset[type[BaseModel]] = frozenset({FontLock, Formats})
"""The models of style files that a project merges with those of the engine: it writes only what differs."""


def schema_text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}
    if model in LAYERED:
        for part in (schema, *schema["$defs"].values()):
            _make_partial(part)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _make_partial(part: dict[str, Any]) -> None:
    """Let a file leave out every key, and remove what is below it with `null`."""
    part.pop("required", None)
    for name, value in part.get("properties", {}).items():
        part["properties"][name] = _or_null(value)
        if isinstance(value.get("additionalProperties"), dict):
            value["additionalProperties"] = _or_null(value["additionalProperties"])


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that may be removed; its description and default are beside it."""
    beside: dict[str, Any] = {key: value.pop(key) for key in ("description", "default", "title") if key in value}
    options = value["anyOf"] if set(value) == {"anyOf"} else [value]
    null = {"type": "null"}
    return {"anyOf": [*options, *([] if null in options else [null])], **beside}


def write_schemas(project: Workspace) -> list[tuple[Path, bool]]:
    """Write `schemas/*.schema.json`. Each path comes with whether the file has changed."""
    written = []
    for name, model in SCHEMAS.items():
        own = brochure_model(project) if model is Brochure else model
        path, content = project.root / "schemas" / f"{name}.schema.json", schema_text(own).encode()
        changed = not path.is_file() or path.read_bytes() != content
        if changed:
            write_atomically(path, content)
        written.append((path, changed))
    return written
