"""Lets go of what is old: small batches with pauses, so that it is never in the way of a lead."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from leadbase.access import audit
from leadbase.access.expiry import drop_ended
from leadbase.access.scope import Transaction
from leadbase.access.units import Units
from leadbase.intake import bulk_replay, retention
from leadbase.intake.retention import BATCH, Keep, Reach
from leadbase.intake.retention_settings import list_plans
from leadbase.jobs import service as jobs
from leadbase.records.transfer import service as transfers
from leadbase.storage.errors import StorageUnavailable
from leadbase.tables.catalogue import Catalogues
from leadbase.upkeep.trash import Trash

log = logging.getLogger(__name__)

EVERY_S = 3_600.0
FIRST_S = 120.0
FULL_EVERY_S = 60.0
"""How often it is looked whether there is space again, once there was none."""

PAUSE_S = 0.1

T = TypeVar("T")
Aged = Callable[[Transaction, datetime, Keep, str, Reach], tuple[int, str]]


class Sweeper:
    """Sweeps once an hour. `tell_full` hears whether what may not go fills the space that requests have."""

    def __init__(
        self,
        units: Units,
        catalogues: Catalogues,
        tell_full: Callable[[bool], None],
        keep: Keep | None = None,
        pause_s: float = PAUSE_S,
        fixed_gib: int | None = None,
    ) -> None:
        """Take how long things are kept where nobody set it, and the size that the environment fixes, if it does."""
        self._units = units
        self._database = units.database
        self._clock = units.clock
        self._trash = Trash(units, catalogues, pause_s)
        self._tell_full = tell_full
        self._keep = keep or Keep()
        self._fixed_gib = fixed_gib
        self._pause_s = pause_s
        self._is_full = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Sweep from now on."""
        self._task = asyncio.create_task(self._forever(), name="sweep")

    async def stop(self) -> None:
        """Stop sweeping."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def sweep(self) -> Mapping[str, int]:
        """Delete everything whose time has come and give how many of each kind; safe to do in several processes."""
        plans = await self._database.read(lambda tx: list_plans(tx, self._keep, self._fixed_gib))
        gone = Counter[str]()
        for keep, reach in plans:
            gone.update(await self._let_go(keep, reach))
        gone["expired"] = await self._each(retention.drop_expired)
        gone["ended"] = await self._units.write(drop_ended)
        gone["audit"] = await self._each(audit.drop_old, audit.BATCH)
        gone["jobs"] = await self._each(jobs.drop_old, jobs.BATCH)
        gone["replays"] = await self._each(bulk_replay.drop_old, bulk_replay.ITEMS_AT_ONCE)
        gone["imports"] = await self._each(transfers.drop_old, transfers.BATCH)
        gone.update(await self._trash.empty())
        gone["beyond_size"] = await self._make_room(plans[-1][0])
        return {kind: count for kind, count in gone.items() if count}

    async def _let_go(self, keep: Keep, reach: Reach) -> Mapping[str, int]:
        """Delete what is beyond its age of those whom it concerns."""
        return {
            "rejected": await self._each(lambda tx, now: retention.drop_rejected(tx, now, keep, reach)),
            "attempts": await self._each(lambda tx, now: retention.drop_old_attempts(tx, now, keep, reach)),
            "payloads": await self._aged(retention.drop_old_payloads, keep, reach),
            "events": await self._aged(retention.drop_old_events, keep, reach),
        }

    async def _make_room(self, keep: Keep) -> int:
        gone = 0
        while True:
            stock = await self._database.read(lambda tx: retention.take_stock(tx, keep))
            excess = stock.bytes - keep.bytes
            self._is_full = stock.protected >= keep.bytes
            self._tell_full(self._is_full)
            if excess <= 0:
                return gone
            count = await self._write(lambda tx, excess=excess: retention.drop_oldest(tx, self._clock(), excess))
            if not count:
                return gone
            gone += count

    async def _each(self, drop: Callable[[Transaction, datetime], int], batch: int = BATCH) -> int:
        """Delete batch by batch until one is not full."""
        gone = 0
        while True:
            count = await self._write(lambda tx: drop(tx, self._clock()))
            gone += count
            if count < batch:
                return gone

    async def _aged(self, drop: Aged, keep: Keep, reach: Reach) -> int:
        """Delete batch by batch, each beginning where the one before ended."""
        gone, last = 0, ""
        while True:
            count, last = await self._write(lambda tx, after=last: drop(tx, self._clock(), keep, after, reach))
            gone += count
            if count < BATCH:
                return gone

    async def _write(self, unit: Callable[[Transaction], T]) -> T:
        result = await self._database.transaction(unit)
        await asyncio.sleep(self._pause_s)
        return result

    async def _forever(self) -> None:
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                gone = await self.sweep()
                if gone:
                    log.info("let go of what was old", extra={"gone": dict(gone)})
            except StorageUnavailable as error:
                log.warning("sweeping waits: %s", error)
            except Exception:
                log.exception("sweeping failed")
            await asyncio.sleep(FULL_EVERY_S if self._is_full else EVERY_S)
