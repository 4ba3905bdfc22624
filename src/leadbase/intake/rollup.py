"""Counts the events of each quarter of an hour once it is over, and again when one of them changed, in the background.

Pages then add up some hundred small rows instead of reading events. What is not counted yet (the present quarter, and
while an old database is counted for the first time more) they count themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from leadbase.access.scope import Transaction
from leadbase.intake.store import quarters as store
from leadbase.intake.store.quarters import Counted
from leadbase.kit.clock import Clock
from leadbase.storage.database import Database

ROLLUP_S = 10.0
"""Seconds between looks for what is to be counted."""

GRACE = timedelta(seconds=60)
"""How long after its end a quarter is counted: whatever came in at its end is on disk by then."""

AT_ONCE = 16
"""Quarters that one transaction counts."""


class Rollup:
    """Keeps the counts of one database; processes may do it beside each other."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take what to count in."""
        self._database = database
        self._clock = clock

    async def catch_up(self) -> int:
        """Count what is over and what changed; give how many quarters that were."""
        total = 0
        while counted := await self._advance():
            total += counted
            await asyncio.sleep(0)
        while counted := await self._recount():
            total += counted
            await asyncio.sleep(0)
        return total

    async def _advance(self) -> int:
        end = store.quarter_of(self._clock() - GRACE)
        old = await self._database.read(store.counted_until)
        if old is not None and old >= end:
            return 0
        quarters, new = await self._database.read(lambda tx: _next(tx, old, end))
        counts = await self._database.read(lambda tx: _count(tx, quarters))

        def write(tx: Transaction) -> bool:
            if not store.advance(tx, old, new):
                return False
            store.replace(tx, quarters, counts)
            return True

        return max(1, len(quarters)) if await self._database.transaction(write) else 0

    async def _recount(self) -> int:
        if not await self._database.read(lambda tx: store.list_stale(tx, 1)):
            return 0

        def recount(tx: Transaction) -> int:
            quarters = store.list_stale(tx, AT_ONCE)
            store.clear_stale(tx, quarters)
            store.replace(tx, quarters, _count(tx, quarters))
            return len(quarters)

        return await self._database.transaction(recount)


def _next(tx: Transaction, until: int | None, end: int) -> tuple[Sequence[int], int]:
    """Give the next quarters to count, and the one up to which everything is counted then.

    The last one before them is counted again: what came in at its end may have been written late.
    """
    quarters: list[int] = []
    place: int | None = max(0, until - 1) if until is not None else 0
    while len(quarters) < AT_ONCE:
        place = store.next_with_events(tx, place)
        if place is None or place >= end:
            return quarters, end
        quarters.append(place)
        place += 1
    return quarters, place


def _count(tx: Transaction, quarters: Sequence[int]) -> Sequence[Counted]:
    return [
        one
        for quarter in quarters
        for one in store.count_events(tx, store.first_of(quarter), store.first_of(quarter + 1))
    ]
