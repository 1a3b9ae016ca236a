"""The file of a message map, `<edition>.map.json`: for each message of an edition its places on the pages."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from polyleaf.core.edition import Edition
from polyleaf.pipeline.message_map import MessageMap, MessagePlaces
from polyleaf.typeset.laid_out import LaidOut

_DECIMALS = 2  # a hundredth of a millimetre


class _MapModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MapBox(_MapModel):
    """A rectangle on a page, in mm from the top left corner of the trimmed page."""

    left: float
    top: float
    right: float
    bottom: float


class MapPlace(_MapModel):
    """Where one line of a message is, or the picture whose alternative it is."""

    page: int = Field(ge=1, description="The page of the PDF, counted from 1.")
    frame: str = Field(description="The page or panel by its name in the layout; empty for text in none of them.")
    occurrence: int = Field(ge=1, description="How many times the message has been printed up to there.")
    box: MapBox


class MapMessage(_MapModel):
    """A message as a gettext catalogue names it, and its places in the order of reading."""

    domain: str = Field(description="The brochure's slug, or 'interface' for the words of the templates.")
    msgctxt: str | None
    msgid: str
    msgstr: str = Field(description="The translation; empty if a draft prints the source text.")
    places: tuple[MapPlace, ...]


class MapPage(_MapModel):
    """The size of a trimmed page, in mm."""

    width: float
    height: float


class MapFile(_MapModel):
    """Where each message of an edition is printed."""

    version: Literal[1] = 1
    edition: str = Field(description="The name of the edition, which is that of its PDF without the ending.")
    brochure: str
    language: str
    code: str = Field(description="The edition code that is printed on it.")
    pages: tuple[MapPage, ...]
    messages: tuple[MapMessage, ...]


def map_file(edition: Edition, code: str, layout: LaidOut, found: MessageMap) -> bytes:
    """The content of the file."""
    described = MapFile(
        edition=edition.name,
        brochure=edition.brochure,
        language=edition.language,
        code=code,
        pages=tuple(MapPage(width=_rounded(sheet.width), height=_rounded(sheet.height)) for sheet in layout.sheets),
        messages=tuple(map(_message, found.places)),
    )
    return (described.model_dump_json(indent=1) + "\n").encode()


def _message(found: MessagePlaces) -> MapMessage:
    return MapMessage(
        domain=found.domain,
        msgctxt=found.msgctxt,
        msgid=found.msgid,
        msgstr=found.msgstr,
        places=tuple(
            MapPlace(
                page=place.page,
                frame=place.frame,
                occurrence=place.occurrence,
                box=MapBox(
                    left=_rounded(place.area.left),
                    top=_rounded(place.area.top),
                    right=_rounded(place.area.right),
                    bottom=_rounded(place.area.bottom),
                ),
            )
            for place in found.places
        ),
    )


def _rounded(length: float) -> float:
    return round(length, _DECIMALS)
