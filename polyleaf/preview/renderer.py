"""Has editions rendered for the open tabs: the one that was asked for last comes first, and nothing is rendered for
nobody.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from polyleaf.core.edition import Edition
from polyleaf.core.findings import Origin
from polyleaf.core.reader_findings import reader_finding
from polyleaf.preview.render_process import serve
from polyleaf.preview.rendering import Rendered, RenderNews, RenderOrder

_log = logging.getLogger("polyleaf")

_MOST_MEMORY_MB = 380
"""A render process that holds more is replaced when it is idle. A new one holds about 200 MB after one edition."""

_LONGEST_S = 120.0
_SECONDS_TO_END = 1.0
_TABS_AT_MOST = 64
_EDITIONS_OF_A_TAB = 400


@dataclass(frozen=True)
class _Shows:
    """What a tab shows, and since when, counted in wishes."""

    since: int
    editions: tuple[Edition, ...]
    glance: bool
    anatomy: bool


class Renderer:
    """The orders of all tabs, and the process that carries them out.

    Each tab says which editions it shows, the most urgent first; that replaces what it said before. `tell` gets the
    edition that is begun, and all news of it. It belongs to one event loop.
    """

    def __init__(self, root: Path, work_dir: Path | None, tell: Callable[[Edition | RenderNews], None]) -> None:
        self._root, self._work_dir, self._tell = root, work_dir, tell
        self._wanted: dict[str, _Shows] = {}
        self._done: dict[Edition, int] = {}
        self._lost: set[Edition] = set()  # its files are no longer kept, so it has to be made again
        self._count = 0
        self._version = 0
        self._at_work: Edition | None = None
        self._awake = asyncio.Event()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def want(self, tab: str, editions: Sequence[Edition], *, glance: bool, anatomy: bool) -> None:
        """Say what a tab shows: at a glance, without a map of its messages, or with the anatomy of its pages.

        A tab beyond the most that may be open takes the place of the oldest.
        """
        self._count += 1
        self._wanted[tab] = _Shows(self._count, tuple(editions[:_EDITIONS_OF_A_TAB]), glance, anatomy)
        if len(self._wanted) > _TABS_AT_MOST:
            del self._wanted[min(self._wanted, key=lambda name: self._wanted[name].since)]
        self._done = {edition: version for edition, version in self._done.items() if edition in self.wanted}
        self._awake.set()

    def forget(self, tab: str) -> None:
        """A tab is closed; nobody waits for what only it has shown."""
        self._wanted.pop(tab, None)

    def files_changed(self) -> None:
        """Look again at everything that is shown."""
        self._version += 1
        self._awake.set()

    def make_again(self, edition: Edition) -> None:
        """Have an edition rendered although none of its files has changed."""
        self._lost.add(edition)
        self._done.pop(edition, None)
        self._awake.set()

    def is_current(self, edition: Edition) -> bool:
        """Whether the last news of an edition are those of the files as they are now."""
        return self._done.get(edition) == self._version and edition != self._at_work

    @property
    def wanted(self) -> frozenset[Edition]:
        """The editions that some tab shows."""
        return frozenset(edition for shows in self._wanted.values() for edition in shows.editions)

    async def run(self) -> None:
        """Carry out orders until it is cancelled. However it ends, it leaves no process behind."""
        try:
            while True:
                self._awake.clear()
                edition = self._next()
                if edition is None:
                    await self._awake.wait()
                else:
                    await self._carry_out(edition)
        finally:
            self._end()

    def _next(self) -> Edition | None:
        """The edition to render now: the first of the tab that asked last, and the first of each before any second."""
        waiting = [
            (position, -shows.since, edition)
            for shows in self._wanted.values()
            for position, edition in enumerate(shows.editions)
            if self._done.get(edition, -1) < self._version
        ]
        return min(waiting, key=lambda order: order[:2])[2] if waiting else None

    async def _carry_out(self, edition: Edition) -> None:
        self._done[edition], self._at_work = self._version, edition
        again = edition in self._lost
        self._lost.discard(edition)
        tabs = [shows for shows in self._wanted.values() if edition in shows.editions]
        order = RenderOrder(
            edition,
            again=again,
            glance=all(shows.glance for shows in tabs),
            anatomy=any(shows.anatomy for shows in tabs),
        )
        self._tell(edition)
        done = await self._tried(order) or await self._tried(order) or _given_up(edition)
        self._at_work = None
        self._tell(done)
        if done.memory_mb > _MOST_MEMORY_MB:
            self._end()

    async def _tried(self, order: RenderOrder) -> Rendered | None:
        """The end of an order; None if the process ended before. Then the next one has a new process."""
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._send_and_listen, order, loop), _LONGEST_S)
        except (EOFError, OSError, TimeoutError):
            self._end()
        except Exception:
            _log.exception("the rendering of %s failed", order.edition.name)
            self._end()
        return None

    def _send_and_listen(self, order: RenderOrder, loop: asyncio.AbstractEventLoop) -> Rendered:
        """Send an order and pass on its news, in a thread. Raises OSError and EOFError if the process ends."""
        pipe = self._pipe or self._start()
        pipe.send(order)
        while True:
            news: RenderNews = pipe.recv()
            if isinstance(news, Rendered):
                return news
            loop.call_soon_threadsafe(self._tell, news)

    def _start(self) -> Connection:
        """A new process. It is not forked, because this one has threads."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=serve, args=(there, self._root, self._work_dir), daemon=True)
        self._process.start()
        there.close()
        self._pipe = here
        return here

    def _end(self) -> None:
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process:
            process.terminate()
            process.join(_SECONDS_TO_END)
            process.kill()
            process.join()
        if pipe:
            with suppress(OSError):
                pipe.close()


def _given_up(edition: Edition) -> Rendered:
    message = "its process was ended twice while it rendered"
    return Rendered(edition, "refused", (reader_finding("worker-lost", Origin(edition.name), message),))
