"""What the page is told, as JSON has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from typing import Any

from starlette.responses import JSONResponse, Response

from polyleaf.core.findings import Finding
from polyleaf.preview.pages import Shown
from polyleaf.preview.rendering import Rendered, RenderedAnatomy, RenderedMap


def pages_told(shown: Shown) -> dict[str, Any]:
    """The file of an edition, and the size and fit of its pages."""
    file = shown.file
    if file is None:
        return {}
    return {
        "key": file.edition.name,
        "digest": shown.digest,
        "name": file.name,
        "draft": file.draft,
        "sizes": file.sizes,
        "frames": plain(file.frames),
    }


def map_told(news: RenderedMap, digest: str) -> dict[str, Any]:
    """Where each message is printed: page, page or panel by name, and the four edges in mm."""
    places = [
        {
            "domain": message.domain,
            "msgid": message.msgid,
            "places": [
                (place.page, place.frame, place.area.left, place.area.top, place.area.right, place.area.bottom)
                for place in message.places
            ],
        }
        for message in news.places.places
    ]
    return {"key": news.edition.name, "digest": digest, "messages": places}


def anatomy_told(news: RenderedAnatomy, digest: str) -> dict[str, Any]:
    """How the pages of an edition are laid out."""
    return {**plain(news), "edition": None, "key": news.edition.name, "digest": digest}


def done_told(news: Rendered, shown: Shown) -> dict[str, Any]:
    """How the rendering of an edition ended."""
    return {
        "key": news.edition.name,
        "status": news.status,
        "fitStep": news.fit_step,
        "unchanged": news.unchanged,
        "seconds": round(news.seconds, 3),
        "sheets": {"digest": shown.sheets, "name": shown.sheets_name} if shown.sheets else None,
        "findings": plain(news.findings),
    }


def plain(value: Any) -> Any:
    """Data as JSON has it. Names of fields are written as the page's language writes them."""
    if isinstance(value, Finding):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {_camel(name): plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def json_answer(content: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return JSONResponse(plain(content), status)
