"""Tells caches when another process, or this one, changed what they hold.

SQLite is asked each 50 ms whether any other connection committed (`PRAGMA data_version`, no disk access when nothing
did); PostgreSQL notifies on a connection of its own, with a slow poll behind it for notifications that got lost.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable
from leadbase.storage.generations import all_generations

POLL_S = {"sqlite": 0.05, "postgresql": 0.5}


class Watcher:
    """Polls the generation counters and calls the listeners of those that moved."""

    def __init__(self, database: Database) -> None:
        """Take the database to watch; `start` begins."""
        self._database = database
        self._seen: Mapping[str, int] = {}
        self._listeners: list[tuple[str, Callable[[str, int], None]]] = []
        self._task: asyncio.Task[None] | None = None

    def listen(self, prefix: str, listener: Callable[[str], None]) -> None:
        """Call the listener with the counter's name whenever one whose name starts with `prefix` moves."""
        self._listeners.append((prefix, lambda name, _: listener(name)))

    def listen_rises(self, prefix: str, listener: Callable[[str, int], None]) -> None:
        """Call the listener as `listen` does, and with how often the counter rose."""
        self._listeners.append((prefix, listener))

    async def start(self) -> None:
        """Remember where the counters stand and watch from there."""
        self._seen = await self._database.read(all_generations)
        self._task = asyncio.create_task(self._watch(), name="watch-generations")

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            await self._database.changed(POLL_S[self._database.name])
            with contextlib.suppress(StorageUnavailable):
                self._compare(await self._database.read(all_generations))

    def _compare(self, now: Mapping[str, int]) -> None:
        moved = {name: value - self._seen.get(name, 0) for name, value in now.items() if self._seen.get(name) != value}
        self._seen = now
        for name, rise in moved.items():
            for prefix, listener in self._listeners:
                if name.startswith(prefix):
                    listener(name, rise)
