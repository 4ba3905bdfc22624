"""Lets few requests at once look through whole tables, so that the short ones always find a reader of the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from leadbase.records.aggregates.errors import AggregatesBusy

AT_ONCE = 2
PATIENCE_S = 20.0


class Turns:
    """Turns of one process; of the running loop's thread alone."""

    def __init__(self, at_once: int = AT_ONCE, patience_s: float = PATIENCE_S) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._patience_s = patience_s

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None]:
        """Wait for a turn and hold it through the block; raises AggregatesBusy when none comes free in time."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise AggregatesBusy from None
        try:
            yield
        finally:
            self._free.release()
