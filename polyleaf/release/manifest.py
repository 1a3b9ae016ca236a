"""`manifest.json`: the content of a release, and what each of its files was made from."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from polyleaf.content.brochure import Quantity
from polyleaf.content.spelling import Spelling
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError, read_input
from polyleaf.core.names import FILE_NAME
from polyleaf.core.reader_findings import reader_finding

MANIFEST = "manifest.json"

FileName = Annotated[str, StringConstraints(pattern=FILE_NAME)]
Sha256 = Annotated[str, Spelling(r"[0-9a-f]{64}", "a SHA-256, as 64 hexadecimal digits")]
Code = Annotated[str, Spelling(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", "a code such as K7Q2-M9XA")]


class _ManifestModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ReleasedFile(_ManifestModel):
    """A file by its name in the folder of the release. `pages` and `fonts` are those of a PDF."""

    name: FileName
    sha256: Sha256
    bytes: int = Field(ge=0)
    pages: int | None = Field(None, ge=1)
    fonts: tuple[str, ...] = Field((), description="The fonts inside a PDF, by their PostScript names.")


class ReleasedSignOff(_ManifestModel):
    """Who approved a text, what their profession is, when, and which version they read."""

    reviewer: str
    role: str
    date: datetime.date
    version: str


class ReleasedEdition(_ManifestModel):
    """One leaflet: its terms, the code printed on it, and its files, with the one to hand out first."""

    name: str
    code: Code = Field(description="The edition code in the imprint and in the metadata of the file.")
    brochure: str
    language: str
    format: str
    paper: str = Field(description="Empty for the screen.")
    clinic: str
    finish: Literal["office", "press"]
    version: str = Field(description="The version of the content, as the brochure states it.")
    review_by: datetime.date
    fit_step: int | None = Field(None, description="The step of the format's fit ladder, from 0; not for the screen.")
    approval: Literal["nothing", "safety", "whole"] = Field(description="How much of its text is approved.")
    clinic_values: dict[str, Quantity] = Field(description="The brochure's values that the clinic sets itself.")
    files: Annotated[tuple[ReleasedFile, ...], Field(min_length=1)]


class ReleasedWaiver(_ManifestModel):
    """A finding that a person has judged and accepted."""

    check: str
    message: str
    reason: str


class ReleasedText(_ManifestModel):
    """A brochure in one language: what it was made from, and its approval status."""

    brochure: str
    language: str
    source_sha256: Sha256 = Field(description="Of brochure.yaml.")
    catalogue_sha256: Sha256 | None = Field(None, description="Of the brochure's catalogue; its own language has none.")
    interface_sha256: Sha256 | None = Field(None, description="Of the catalogue of the templates' labels.")
    sections: dict[str, Sha256] = Field(description="The digest of the words and values of each section.")
    approved: int
    void: int = Field(description="Messages that were approved in another wording.")
    never_approved: int
    sign_offs: tuple[ReleasedSignOff, ...]
    waivers: tuple[ReleasedWaiver, ...]


class ReleasedBrochure(_ManifestModel):
    """A brochure's own dates, and its values."""

    slug: str
    title: str
    version: str
    published: datetime.date
    evidence: datetime.date
    review_by: datetime.date
    values: dict[str, Quantity]
    safety: dict[str, tuple[str, ...]] = Field(
        {}, description="The texts of each section of safety text in order, each with its heading and treatment."
    )


class StillCurrent(_ManifestModel):
    """A leaflet of an earlier release that this release was not asked to make, and that is still current."""

    name: str
    code: Code
    brochure: str
    language: str
    format: str
    paper: str
    clinic: str
    finish: Literal["office", "press"]
    version: str
    review_by: datetime.date


class Superseded(_ManifestModel):
    """A leaflet of an earlier release that is no longer current."""

    code: Code
    language: str
    clinic: str
    version: str


class Terms(_ManifestModel):
    """The options of the release, so that it can be made again. Empty ones mean all."""

    brochures: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    papers: tuple[str, ...]
    clinics: tuple[str, ...]
    finishes: tuple[Literal["office", "press"], ...]


class Manifest(_ManifestModel):
    """A release of Polyleaf: its files, and from what and with what each was made."""

    schema_version: Literal[1] = Field(1, alias="schema")
    version: str = Field(description="The version of the release.")
    date: datetime.date = Field(description="SOURCE_DATE_EPOCH, else the day the newest brochure was published.")
    stated: datetime.date | None = Field(None, description="The day that SOURCE_DATE_EPOCH named, if it was set.")
    preliminary: bool = Field(description="True for what is not to be handed out.")
    lacks: tuple[str, ...] = Field(description="What a release that is not preliminary would have been refused for.")
    revision: str = Field(description="The commit of the sources; empty outside version control.")
    terms: Terms
    tools: dict[str, str] = Field(description="Python, the packages and the layout libraries, with their versions.")
    fonts: dict[str, Sha256] = Field(description="The locked font files.")
    brochures: tuple[ReleasedBrochure, ...]
    texts: tuple[ReleasedText, ...]
    editions: tuple[ReleasedEdition, ...]
    still_current: tuple[StillCurrent, ...] = Field(
        (), description="Leaflets of earlier releases that this one was not asked to make."
    )
    superseded: tuple[Superseded, ...]
    other_files: tuple[ReleasedFile, ...] = Field(description="The pages and notes of the release itself.")

    @property
    def files(self) -> list[ReleasedFile]:
        """Every file of the release except the manifest and the checksums, by name."""
        editions = (file for edition in self.editions for file in edition.files)
        return sorted((*editions, *self.other_files), key=lambda file: file.name)


def manifest_json(manifest: Manifest) -> bytes:
    """The manifest as a file."""
    content = manifest.model_dump(mode="json", by_alias=True, exclude_none=True)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the release in a folder. Raises InputError."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(read_input(path))
    except UnreadableError as error:
        raise InputError([_invalid(path, f"cannot be read: {error}")]) from None
    except ValidationError as error:
        places = dict.fromkeys(".".join(map(str, problem["loc"])) or "the file" for problem in error.errors())
        raise InputError([_invalid(path, f"{place} is not as a release writes it") for place in places]) from error


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """The names with different values in the two, in the order of the first and then of the second."""
    return [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]


def _invalid(path: Path, message: str) -> Finding:
    return reader_finding("manifest-invalid", Origin(str(path)), message)
