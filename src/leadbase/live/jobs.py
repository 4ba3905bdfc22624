"""Tells the other processes of a database what changed here, and hears it of them, over the generation counters.

Each topic has one counter. It rises at most once a second, in a transaction of its own: no lead waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter

from leadbase.live.hub import Hub
from leadbase.live.model import TABLES, WEBHOOKS, Hint
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable
from leadbase.storage.generations import bump
from leadbase.storage.watch import Watcher

log = logging.getLogger(__name__)

SHARE_S = 1.0
PREFIX = "live:"


class Sharing:
    """The hints that go to and come from other processes; `alone` where there can be none, as on SQLite."""

    def __init__(self, hub: Hub, database: Database, *, alone: bool) -> None:
        """Take the hub to tell; `start` begins."""
        self._hub = hub
        self._database = database
        self._alone = alone
        self._own: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    def listen(self, watcher: Watcher) -> None:
        """Hear what moves: topics of other processes, and what commands beside this one change of the design."""
        watcher.listen_rises(PREFIX, self._risen)
        watcher.listen(WEBHOOKS, lambda _: self._hub.tell_everywhere(Hint(WEBHOOKS)))
        watcher.listen("catalogue:", self._redesigned)

    def start(self) -> None:
        """Begin to tell the others."""
        if not self._alone:
            self._hub.unshared = set()
            self._task = asyncio.create_task(self._share(), name="share-hints")

    async def stop(self) -> None:
        """Stop telling."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def share(self) -> None:
        """Tell the others what changed here since the last time."""
        if not self._hub.unshared:
            return
        # in one order everywhere, so that two processes never wait for each other
        names = sorted(f"{PREFIX}{workspace}:{topic}" for workspace, topic in self._hub.unshared)
        self._hub.unshared.clear()
        self._own.update(names)
        try:
            await self._database.transaction(lambda tx: [bump(tx, name) for name in names])
        except StorageUnavailable:
            self._own.subtract(names)

    async def _share(self) -> None:
        while True:
            await asyncio.sleep(SHARE_S)
            try:
                await self.share()
            except Exception:
                log.exception("hints could not be shared")

    def _risen(self, name: str, by: int) -> None:
        own = min(by, self._own[name])
        self._own[name] -= own
        if by > own:
            workspace, _, topic = name.removeprefix(PREFIX).partition(":")
            self._hub.pass_on(int(workspace), Hint(topic))

    def _redesigned(self, name: str) -> None:
        self._hub.pass_on(int(name.removeprefix("catalogue:")), Hint(TABLES))
