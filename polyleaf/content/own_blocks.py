"""The block kinds of a project's own: a description of their fields in YAML, beside a template of the same name.

`templates/blocks/dose.yaml` says what a block of the kind `dose` has, and `templates/blocks/dose.html` prints it. A
field holds texts, which become messages like those of any other kind, or words and numbers that only the template
reads. A description is data: nothing in it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, Field, create_model, model_validator

from polyleaf.content.brochure import Block, Brochure, Line, Section, StrictModel, walk
from polyleaf.content.spelling import Spelling
from polyleaf.content.text import Text
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import source_invalid
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.project import Project

Holds = Literal["text", "texts", "word", "number", "entries"]
FieldName = Annotated[
    str,
    Spelling(r"[a-z][a-z0-9_]*", "a name in lower-case letters, with digits and underscores after the first letter"),
]
Word = Annotated[str, Spelling(r"[a-z][a-z0-9-]*", "a word in lower-case letters, with digits and hyphens")]
_RESERVED = "is a name of the program"


class OwnBlock(StrictModel):
    """A block of a project's own kind. `may_be_critical` says whether a section of safety text may contain it."""

    may_be_critical: ClassVar[bool] = False

    def read(self) -> Iterator[tuple[Text, bool]]:
        """Its texts in the order of reading, each with whether it is in a list."""
        for steps, part in walk(self):
            if isinstance(part, Text):
                yield part, any(isinstance(step, int) for step in steps)


def _as_field(value: object) -> object:
    return {"holds": value} if isinstance(value, str) else value


class FieldDescription(StrictModel):
    """What a field holds: a text, a list of texts, one of some words, a number, or a list of entries with fields."""

    holds: Holds
    optional: bool = Field(False, description="Whether a block may leave it out.")
    description: Line | None = Field(None, description="What editors of the brochure are told of it.")
    words: tuple[Word, ...] = Field((), description="The words to choose from, where it holds a word.")
    fields_: FieldDescriptions = Field({}, alias="fields", description="The fields of each entry.")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if bool(self.words) != (self.holds == "word"):
            raise ValueError("'words' belongs to a field that holds a word: write both, or remove it")
        if bool(self.fields_) != (self.holds == "entries"):
            raise ValueError("'fields' belongs to a field that holds entries: write both, or remove it")
        return self


FieldDescriptions = dict[
    FieldName, Annotated[FieldDescription, BeforeValidator(_as_field, json_schema_input_type=Holds | FieldDescription)]
]
FieldDescription.model_rebuild()


class KindDescription(StrictModel):
    """A block kind of a project's own: its fields in the order of reading."""

    description: Line
    critical: bool = Field(
        False, description="Whether safety text may be in it. The page is then compared with it word by word, in order."
    )
    fields_: Annotated[FieldDescriptions, Field(min_length=1)] = Field(alias="fields")


def brochure_model(project: Project) -> type[Brochure]:
    """The model of the project's brochures: with its own block kinds, if it has any.

    Raises InputError with what is wrong with their descriptions.
    """
    kinds: list[type[OwnBlock]] = []
    findings: list[Finding] = []
    for path in _descriptions(project):
        try:
            kinds.append(_kind(project, path))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return _with_kinds(kinds) if kinds else Brochure


def _descriptions(project: Project) -> list[Path]:
    """The descriptions of the project's kinds, by name. Raises InputError for a folder that cannot be read."""
    folder = project.root / "templates" / "blocks"
    try:
        return [path for path in project.entries(folder) if path.suffix == ".yaml"]
    except UsageError as error:
        raise InputError([source_invalid(Origin(project.relative(folder)), str(error))]) from None


def _kind(project: Project, path: Path) -> type[OwnBlock]:
    description, source_map = load_model(KindDescription, path, project)
    findings = list(_name_faults(project, path))
    for steps in _reserved(description.fields_, ("fields",)):
        hint = "Give the field another name."
        findings.append(source_invalid(source_map.origin(*steps), f"{steps[-1]!r} {_RESERVED}", hint))
    if findings:
        raise InputError(findings)
    fields: dict[str, Any] = {"kind": (Literal[path.stem], ...), **_fields(path.stem, description.fields_)}
    model = create_model(f"OwnBlock_{path.stem}", __base__=OwnBlock, __doc__=description.description, **fields)
    model.may_be_critical = description.critical
    return model


def _name_faults(project: Project, path: Path) -> Iterator[Finding]:
    """What is wrong with the name of a kind: it must be a word, no kind of the engine, and have a template."""
    origin = Origin(project.relative(path))
    if path.stem in _engine_kinds():
        message = f"there is a block kind {path.stem!r} in the program"
        yield source_invalid(origin, message, "Rename the file, and the template beside it.")
    elif not path.stem.replace("-", "").isalnum() or path.stem != path.stem.lower() or not path.stem.isascii():
        message = f"{path.stem!r} cannot be the name of a block kind"
        yield source_invalid(origin, message, "Take lower-case letters, digits and hyphens.")
    elif not project.has(path.with_suffix(".html")):
        message = f"the block kind {path.stem!r} has no template"
        yield source_invalid(origin, message, f"Write {project.relative(path.with_suffix('.html'))}.")


def _engine_kinds() -> set[str]:
    return {get_args(model.model_fields["kind"].annotation)[0] for model in _engine_models()}


def _engine_models() -> tuple[Any, ...]:
    return get_args(get_args(Block)[0])


def _reserved(fields: FieldDescriptions, steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of fields whose names every block has already."""
    for name, field in fields.items():
        if hasattr(OwnBlock, name) or name == "kind" or name.startswith("model_"):
            yield (*steps, name)
        yield from _reserved(field.fields_, (*steps, name, "fields"))


def _fields(owner: str, descriptions: FieldDescriptions) -> dict[str, Any]:
    return {name: _field(f"{owner}_{name}", description) for name, description in descriptions.items()}


def _field(owner: str, described: FieldDescription) -> tuple[Any, Any]:
    """The type of a field and its default, as `create_model` takes them."""
    held: Any = {"text": Text, "texts": tuple[Text, ...], "number": int}.get(described.holds)
    if described.holds == "word":
        held = Literal[described.words]
    if described.holds == "entries":
        entry = create_model(owner, __base__=StrictModel, **_fields(owner, described.fields_))
        held = tuple[entry, ...]
    is_list = described.holds in {"texts", "entries"}
    if described.optional:
        default: Any = () if is_list else None
        return (held if is_list else held | None), Field(default, description=described.description)
    return held, Field(min_length=1 if is_list else None, description=described.description)


def _with_kinds(kinds: list[type[OwnBlock]]) -> type[Brochure]:
    block: Any = Annotated[reduce(or_, (*_engine_models(), *kinds)), Field(discriminator="kind")]
    blocks: Any = tuple[block, ...]
    section = create_model(
        "Section",
        __base__=Section,
        __doc__=Section.__doc__,
        blocks=(blocks, Field(min_length=1)),
        brief=(blocks, Section.model_fields["brief"]),
    )
    sections: Any = tuple[section, ...]
    return create_model(
        "Brochure", __base__=Brochure, __doc__=Brochure.__doc__, sections=(sections, Field(min_length=1))
    )
