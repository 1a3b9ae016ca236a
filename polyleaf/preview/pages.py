"""The files that were rendered, kept while they are shown, and the pictures of their pages."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, TypeVar

import pypdfium2

from polyleaf.core.atomic_files import sha256
from polyleaf.core.edition import Edition
from polyleaf.preview.rendering import Rendered, RenderedAnatomy, RenderedFile, RenderedMap, RenderNews

_FILE_BYTES = 96 * 1024 * 1024
_PICTURE_BYTES = 32 * 1024 * 1024
NARROWEST_PX, WIDEST_PX = 40, 3000
Kept = TypeVar("Kept")


@dataclass
class Shown:
    """What is known of an edition: its last file, the map of that file, and how its rendering ended; None until then.

    `digest` is that of the file, and `sheets` that of a booklet's sheets.
    """

    file: RenderedFile | None = None
    digest: str = ""
    places: RenderedMap | None = None
    done: Rendered | None = None
    sheets: str = ""
    sheets_name: str = ""
    anatomy: RenderedAnatomy | None = None


class PageStore:
    """The last files of the editions that are shown, limited in size, and pictures of their pages."""

    def __init__(self) -> None:
        self.shown: OrderedDict[Edition, Shown] = OrderedDict()
        self._files: OrderedDict[str, RenderedFile] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()  # PDFium is not thread-safe

    def keep(self, news: RenderNews) -> Shown:
        """Remember what the render process says, and return what is known of that edition now."""
        shown = self.shown.setdefault(news.edition, Shown())
        self.shown.move_to_end(news.edition)
        if isinstance(news, RenderedFile):
            shown.file, shown.places, shown.done, shown.sheets = news, None, None, ""
            shown.anatomy = None
            shown.digest = self._keep_file(news)
        elif isinstance(news, RenderedMap):
            shown.places = news
        elif isinstance(news, RenderedAnatomy):
            shown.anatomy = news
        else:
            shown.done = replace(news, sheets=None)
            if news.sheets:
                shown.sheets_name = news.sheets.name
                shown.sheets = self._keep_file(RenderedFile(news.edition, False, news.sheets.name, news.sheets.content))
        return shown

    def _keep_file(self, file: RenderedFile) -> str:
        """Keep a file while there is room, and return the beginning of its digest, under which it is kept."""
        digest = sha256(file.content)[:32]
        with self._lock:
            self._files[digest] = file
            self._files.move_to_end(digest)
            _limit(self._files, _FILE_BYTES, lambda kept: len(kept.content))
        return digest

    def is_fit(self, digest: str) -> bool:
        """Whether a file is the newest of its edition, and its checks found no error."""
        file = self.file(digest)
        shown = self.shown.get(file.edition) if file else None
        if shown is None or shown.done is None or digest not in {shown.digest, shown.sheets}:
            return False
        return shown.done.status == "built" and not shown.done.edition.preliminary

    def file(self, digest: str) -> RenderedFile | None:
        """A file by its digest; None if it is no longer kept."""
        with self._lock:
            found = self._files.get(digest)
            if found:
                self._files.move_to_end(digest)
            return found

    def has(self, edition: Edition) -> bool:
        """Whether the last file of an edition is kept, if it has one."""
        shown = self.shown.get(edition)
        return shown is not None and (not shown.digest or shown.digest in self._files)

    def picture(self, digest: str, page: int, width_px: int) -> bytes | None:
        """A page, counted from 1, as a PNG of that width. None if there is no such page any more."""
        key = (digest, page, min(max(width_px, NARROWEST_PX), WIDEST_PX))
        file = self.file(digest)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
            if file is None or not 1 <= page <= len(file.sizes):
                return None
            picture = _drawn(file.content, page, key[2])
            self._pictures[key] = picture
            _limit(self._pictures, _PICTURE_BYTES, len)
            return picture


def _drawn(pdf: bytes, page: int, width_px: int) -> bytes:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        sheet = document[page - 1]
        picture = sheet.render(scale=width_px / sheet.get_width()).to_pil()
    buffer = BytesIO()
    picture.save(buffer, format="PNG", compress_level=1)  # for this machine; a smaller file takes longer
    return buffer.getvalue()


def _limit(kept: OrderedDict[Any, Kept], most: int, size: Callable[[Kept], int]) -> None:
    """Drop what was used longest ago, until the rest is small enough."""
    total = sum(map(size, kept.values()))
    while total > most and len(kept) > 1:
        _, dropped = kept.popitem(last=False)
        total -= size(dropped)
