"""The process that renders: it builds one edition after another, and sends what it has as soon as it has it.

WeasyPrint lays out with one set of fonts in a process and one document at a time. A process of its own can be ended at
any moment, and gives back its memory with its end.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from polyleaf.core.clock import today
from polyleaf.core.edition import Edition, File, Result
from polyleaf.core.errors import InputError, PolyleafError
from polyleaf.core.findings import Origin
from polyleaf.core.input_files import read_input
from polyleaf.core.processes import end_with
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import freshness
from polyleaf.preview.anatomy import anatomy
from polyleaf.preview.rendering import (
    FrameFit,
    Rendered,
    RenderedFile,
    RenderedMap,
    RenderNews,
    RenderOrder,
    Status,
    memory_mb,
)

if TYPE_CHECKING:
    from polyleaf.pipeline.edition_build import UncheckedPages

_MM_PER_POINT = 25.4 / 72
_SHEETS = ".sheets.pdf"
_KEPT = 64  # editions of which it is known what was read for them


def serve(pipe: Connection, root: Path, work_dir: Path | None) -> None:
    """Carry out the orders that arrive, until the other end is closed or its process has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    renderer = EditionRenderer(Workspace(root, work_dir), pipe.send)
    while True:
        try:
            order: RenderOrder = pipe.recv()
            renderer.render(order)
        except (EOFError, ConnectionError):
            return


class EditionRenderer:
    """Renders editions of a project, and knows which of them have not changed since."""

    def __init__(self, workspace: Workspace, send: Callable[[RenderNews], None]) -> None:
        self._workspace = workspace
        self._send = send
        self._last: OrderedDict[Edition, Rendered] = OrderedDict()
        self._anatomy = False

    def render(self, order: RenderOrder) -> None:
        """Build an edition, as a draft if it is not fit to be handed out, and send its pages, its map and its end."""
        edition, start = order.edition, time.monotonic()
        self._workspace.refresh()
        self._anatomy = order.anatomy
        if order.glance and edition not in self._last and (found := self._finished(edition)):
            self._send(replace(found, seconds=time.monotonic() - start, memory_mb=memory_mb()))
            return
        known = self._last.pop(edition, None)
        if known and not order.again and known.day == today() and self._workspace.holds(known.reads):
            done = replace(known, unchanged=True)
        else:
            done = self._rendered(edition, known)
        self._last[edition] = replace(done, sheets=None)
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        self._send(replace(done, seconds=time.monotonic() - start, memory_mb=memory_mb(), reads={}))

    def _finished(self, edition: Edition) -> Rendered | None:
        """Send the file of an edition that a command has built into `dist/`, if it is up to date. Else None."""
        record = freshness.current(self._workspace, edition)
        if record is None or not record.files:
            return None
        name = next(iter(record.files))
        content = read_input(self._workspace.dist / name)
        sizes = _sizes(content) if edition.paper else ()
        self._send(RenderedFile(edition, False, name, content, sizes))
        names = (other for other in record.files if other.endswith(_SHEETS))
        others = [File(other, read_input(self._workspace.dist / other)) for other in names]
        sheets = others[0] if others else None
        return Rendered(edition, "built", record.findings, record.fit_step, sheets=sheets)

    def _rendered(self, edition: Edition, before: Rendered | None) -> Rendered:
        """The edition as it would be handed out, or else its draft.

        What was a draft the last time is tried as a draft first: most edits do not remove the last error, and pages
        would be laid out twice.
        """
        if before and before.status == "draft":
            draft = self._built(_draft(edition), edition)
            if any(finding.severity.label == "error" for finding in draft.findings) or not draft.files:
                return self._ended(edition, draft)
            return self._ended(edition, self._built(edition, edition))
        result = self._built(edition, edition)
        if result.files:
            return self._ended(edition, result)
        return self._ended(edition, self._built(_draft(edition), edition))

    def _built(self, edition: Edition, wanted: Edition) -> Result:
        """The result of building an edition for the one that is wanted. Its pages are sent at once."""
        from polyleaf.design import font_lock
        from polyleaf.pipeline.edition_build import build  # imports WeasyPrint: fonts come first

        def show(pages: UncheckedPages) -> None:
            self._send(_file(wanted, edition, pages))
            self._send(_map(wanted, pages))
            if self._anatomy:
                self._send(anatomy(wanted, pages.layout))

        try:
            self._workspace.load(font_lock.prepare).activate()
            result = build(edition, self._workspace, show)
        except InputError as error:
            return Result(edition, tuple(error.findings))
        except PolyleafError as error:
            return Result(edition, (reader_finding("internal-error", Origin(edition.name), str(error)),))
        for file in result.files[:1]:
            if not edition.paper:
                self._send(RenderedFile(wanted, edition.draft, file.name, file.content))
        return result

    def _ended(self, wanted: Edition, result: Result) -> Rendered:
        status: Status = "refused" if not result.files else "draft" if result.edition.draft else "built"
        sheets = next((file for file in result.files if file.name.endswith(_SHEETS)), None)
        return Rendered(
            wanted, status, result.findings, result.fit_step, sheets=sheets, day=today(), reads=result.reads
        )


def _file(wanted: Edition, built: Edition, pages: UncheckedPages) -> RenderedFile:
    """The file of an edition on paper, with the size and the fit of each page."""
    layout = pages.layout
    frames = tuple(
        FrameFit(frame, numbers[0], pages.fit_steps.get(frame, 0), round(layout.fill(numbers[0], frame), 3))
        for frame, numbers in layout.pages_by_frame().items()
    )
    sizes = tuple((sheet.width, sheet.height) for sheet in layout.sheets)
    return RenderedFile(wanted, built.draft, f"{built.name}.pdf", pages.pdf, sizes, frames)


def _draft(edition: Edition) -> Edition:
    return replace(edition, draft=True, preliminary=False)


def _sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """The size of each page in mm."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        points = [page.get_size() for page in document]
    return tuple((width * _MM_PER_POINT, height * _MM_PER_POINT) for width, height in points)


def _map(wanted: Edition, pages: UncheckedPages) -> RenderedMap:
    from polyleaf.pipeline.message_map import message_map

    return RenderedMap(wanted, message_map(pages.localized, pages.layout, pages.inputs))
