"""What this process does beside answering: retries, released and lost events, its heartbeat, counts of what came."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

from leadbase.intake.pipeline import Pipeline
from leadbase.intake.restart import Restart
from leadbase.intake.rollup import ROLLUP_S, Rollup
from leadbase.intake.store import events as store
from leadbase.kit.clock import Clock
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

BEAT_S = 2.0
SILENT_S = 6.0
"""After so many seconds without a heartbeat a process is dead and its running events are taken over."""

LOOK_S = 0.5
MOST_AT_ONCE = 16
"""Stored events that one process runs at the same time beside those that arrive."""


class Worker:
    """The background work of one process."""

    def __init__(self, database: Database, pipeline: Pipeline, restart: Restart, clock: Clock, rollup: Rollup) -> None:
        """Take what it works with; `start` begins."""
        self._database = database
        self._pipeline = pipeline
        self._restart = restart
        self._clock = clock
        self._rollup = rollup
        self._tasks: list[asyncio.Task[None]] = []
        self._started: set[asyncio.Task[object]] = set()
        self._idle: set[tuple[str, int]] = set()

    async def start(self, *, alone: bool) -> None:
        """Begin; `alone` says that no other process can be running events, so all that run are taken over now."""
        await self.beat()
        if alone:
            await self.take_over(survivors=())
        for name, seconds, act in (
            ("beat", BEAT_S, self._beat_and_take_over),
            ("look", LOOK_S, self.look),
            ("count", ROLLUP_S, self._rollup.catch_up),
        ):
            self._tasks.append(asyncio.create_task(_forever(seconds, act), name=f"worker {name}"))

    async def stop(self) -> None:
        """Stop looking for work; what runs goes on."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def beat(self) -> None:
        """Say that this process lives."""
        process, now = self._pipeline.process, self._clock()
        await self._database.transaction(lambda tx: store.beat(tx, process, now))

    async def take_over(self, survivors: Collection[str] | None = None) -> int:
        """Give back to the queue what dead processes ran (or all but the survivors); give how many."""
        now = self._clock()
        since = now - timedelta(seconds=SILENT_S)
        if survivors is None and not await self._database.read(lambda tx: store.has_orphans(tx, since)):
            return 0
        taken = await self._database.transaction(lambda tx: store.take_over(tx, now, since, survivors))
        if taken:
            log.warning("took over %d running events of processes that are gone", taken)
        return taken

    async def look(self) -> int:
        """Start what is due, as much as there is room for; give how many."""
        now, room = self._clock(), MOST_AT_ONCE - len(self._started)
        if room <= 0 or not await self._database.read(lambda tx: store.has_due(tx, now)):
            return 0
        process = self._pipeline.process
        claimed = await self._database.transaction(lambda tx: store.claim_due(tx, process, now, room))
        for event in claimed:
            task = await self._restart.start(event)
            if task is not None:
                self._started.add(task)
                task.add_done_callback(self._started.discard)
        return len(claimed)

    async def reclaim(self) -> int:
        """Give back to the queue what this process owns but was not running at this look and the one before.

        That is what a fault left behind between the commit that made an event ours and the start of its task.
        """
        process, now = self._pipeline.process, self._clock()
        mine = await self._database.read(lambda tx: store.list_running(tx, process))
        idle = {(event, attempt) for event, attempt in mine if self._pipeline.task(event) is None}
        lost, self._idle = sorted(idle & self._idle), idle
        for event, attempt in lost:
            await self._database.transaction(
                lambda tx, event=event, attempt=attempt: store.give_back(tx, event, attempt, process, now)
            )
        if lost:
            log.warning("gave back %d events that nothing ran", len(lost))
        return len(lost)

    async def _beat_and_take_over(self) -> None:
        await self.beat()
        await self.take_over()
        await self.reclaim()


async def _forever(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await act()
        except StorageUnavailable as error:
            log.warning("background work waits: %s", error)
        except Exception:
            log.exception("background work failed")
        await asyncio.sleep(seconds)
