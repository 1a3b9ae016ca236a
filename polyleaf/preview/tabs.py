"""The browser tabs that listen, and what each is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

_WAITING_AT_MOST = 512  # a tab that does not listen any more


@dataclass
class Tab:
    """A tab's queue of events."""

    queue: asyncio.Queue[dict[str, str] | None] = field(default_factory=lambda: asyncio.Queue(_WAITING_AT_MOST))

    def tell(self, event: str, data: Any) -> None:
        """Send an event. A tab that has stopped listening is closed, and asks for everything again if it returns."""
        try:
            self.queue.put_nowait({"event": event, "data": json.dumps(data, ensure_ascii=False)})
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)

    async def events(self) -> AsyncIterator[dict[str, str]]:
        """What the tab is told, until it is closed."""
        while (event := await self.queue.get()) is not None:
            yield event


class Tabs:
    """All tabs that listen, by the name that each gave itself."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tabs

    def open(self, name: str) -> Tab:
        """A tab that listens from now on, in place of an earlier connection of the same tab."""
        if name in self._tabs:
            self._tabs[name].queue.put_nowait(None)
        self._tabs[name] = tab = Tab()
        return tab

    def close(self, name: str, tab: Tab) -> bool:
        """Forget a connection, and say whether it was the tab's last one."""
        if self._tabs.get(name) is not tab:
            return False
        del self._tabs[name]
        return True

    def tell(self, event: str, data: Any, names: frozenset[str] | None = None) -> None:
        """Tell an event to these tabs, or to all."""
        for name, tab in list(self._tabs.items()):
            if names is None or name in names:
                tab.tell(event, data)
