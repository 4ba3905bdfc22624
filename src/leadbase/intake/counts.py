"""Requests that leave no event are counted by cause: in memory at once, in the database within a second."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter

from leadbase.intake.store.webhooks import add_refusals
from leadbase.kit.clock import Clock
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

FLUSH_S = 1.0

NOWHERE = 0
"""Stands for the webhook of a request that reached none."""


class Counts:
    """Counts that wait to be written."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where to write them."""
        self._database = database
        self._clock = clock
        self._waiting: Counter[tuple[int, str, str]] = Counter()
        self._task: asyncio.Task[None] | None = None

    def add(self, webhook: int, cause: str) -> None:
        """Count one request of a webhook (by number, or NOWHERE)."""
        self._waiting[(webhook, self._clock().date().isoformat(), cause)] += 1

    def start(self) -> None:
        """Write the counts from now on each second."""
        self._task = asyncio.create_task(self._flush_forever(), name="flush-counts")

    async def stop(self) -> None:
        """Write what waits and stop."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def flush(self) -> None:
        """Write what waits; keeps it when the database can't be written."""
        if not self._waiting:
            return
        counts, self._waiting = self._waiting, Counter()
        try:
            await self._database.transaction(lambda tx: add_refusals(tx, counts))
        except Exception as error:
            self._waiting.update(counts)
            if not isinstance(error, StorageUnavailable):
                log.exception("counts of refused requests could not be written")

    async def _flush_forever(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush()
