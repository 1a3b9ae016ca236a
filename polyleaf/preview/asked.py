"""What the page may ask for. A request has these parts and no others, and none longer than any that the page sends."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from polyleaf.core.edition import Edition


class _Asked(BaseModel):
    """What a request may contain: nothing but what is named here, and no text longer than any that is printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


class AskedEdition(_Asked):
    """An edition by its parts, as the page names it."""

    brochure: str
    language: str
    format: str
    paper: str
    clinic: str
    preliminary: bool = False

    def edition(self) -> Edition:
        parts = (self.brochure, self.language, self.format, self.paper, self.clinic)
        return Edition(*parts, preliminary=self.preliminary)


class ShowRequest(_Asked):
    """The editions that a tab shows, the most urgent first; at a `glance` if it needs no map of their messages.

    With `anatomy`, it shows how their pages are laid out.
    """

    tab: str = Field(min_length=8, max_length=64)
    editions: tuple[AskedEdition, ...] = Field(max_length=400)
    glance: bool = False
    anatomy: bool = False


class TextRequest(_Asked):
    """A message of an edition."""

    edition: AskedEdition
    domain: str
    msgid: str


class CheckRequest(TextRequest):
    """A text that is not saved yet."""

    msgstr: str


class SaveRequest(CheckRequest):
    """A text to save, and the digest of the entry as the person saw it."""

    digest: str


class ReviewRequest(_Asked):
    """A brochure in a language, to be read by a clinician."""

    brochure: str
    language: str


class ProposeRequest(ReviewRequest):
    """What a person has ticked and noted, and who they are."""

    reviewer: str = Field(max_length=200)
    role: str = Field(max_length=200)
    rows: frozenset[str] = Field(max_length=5000)
    sections: frozenset[str] = Field(max_length=500)
    notes: dict[str, str] = Field({}, max_length=5000)


class RecordRequest(_Asked):
    """A proposal that a person has said yes to."""

    name: str


Asked = TypeVar("Asked", bound=_Asked)


async def read_asked(request: Request, model: type[Asked]) -> Asked:
    """The content of a request. Raises ValidationError."""
    return model.model_validate_json(await request.body())
