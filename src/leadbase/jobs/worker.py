"""Runs the jobs of one process: claims what is due, takes step after step, keeps its leases, takes over lost ones.

A job is a chain of short transactions. Between any two of them the process may die: the next one goes on at the cursor.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadbase.jobs import schedule, store
from leadbase.jobs.advance import Advance, advance, fail, give_back, lease_end, take_over
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import BEAT_S, Job, JobMoved, JobState
from leadbase.jobs.store import Transaction
from leadbase.kit.clock import Clock
from leadbase.kit.facts import Fact
from leadbase.kit.ids import IdSource
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_S = 0.5
MOST_AT_ONCE = 4
"""Jobs that one process runs at the same time."""

TURN_S = 10.0
"""After so long a job makes room, where others wait and all places are taken."""

SHORT_WAIT_S = 2.0
"""Longer waits between two steps are spent in the queue."""

Tell = Callable[[Sequence[Fact]], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker is given: `tell` hears facts once they are committed, `luck` gives numbers from 0 to 1."""

    database: Database
    clock: Clock
    ids: IdSource
    tell: Tell
    luck: Callable[[], float] = random.random


class Worker:
    """The jobs of one process."""

    def __init__(self, tools: Tools, kinds: Sequence[Kind], most: int = MOST_AT_ONCE) -> None:
        """Take the kinds that it knows and how many jobs may run at once; `start` begins."""
        self.process = tools.ids.new()
        self.kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
        self._tools = tools
        self._database = tools.database
        self._most = most
        self._running: dict[asyncio.Task[None], str] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._is_stopping = False

    async def start(self, *, alone: bool) -> None:
        """Begin; `alone` says that no other process can be running jobs, so all that run are taken over now."""
        if alone:
            await self.take_over(all_but=self.process)
        for name, seconds, act in (("beat", BEAT_S, self._keep), ("look", LOOK_S, self.look)):
            self._tasks.append(asyncio.create_task(_forever(seconds, act), name=f"jobs {name}"))

    async def stop(self, seconds: float) -> None:
        """Let each running step end, at most this long, and hand the jobs back to the queue."""
        self._is_stopping = True
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def look(self) -> int:
        """Fire what is to fire and start the jobs that are due, as many as there is room for; give how many started."""
        now, room = self._tools.clock(), self._most - len(self._running)
        if await self._database.read(lambda tx: store.has_due_schedule(tx, now)):
            await self.fire()
        if room <= 0 or self._is_stopping or not await self._has_due(now):
            return 0
        until = lease_end(now)
        claimed = await self._database.transaction(
            lambda tx: store.claim(tx, self.kinds.keys(), self.process, now, until, room)
        )
        for job in claimed:
            self._moved([job])
            task = asyncio.create_task(self._run(job), name=f"job {job.id}")
            self._running[task] = job.id
            task.add_done_callback(self._running.pop)
        return len(claimed)

    async def fire(self) -> Sequence[Job]:
        """Make the jobs of the schedules that are to fire; give them."""
        now = self._tools.clock()
        fired = await self._database.transaction(lambda tx: schedule.fire_due(tx, self._tools.ids, now))
        self._moved(fired)
        return fired

    async def settle(self) -> None:
        """Wait until no job runs in this process."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def take_over(self, all_but: str | None = None) -> int:
        """Give back to the queue what dead processes ran, or everybody but the one that is named; give how many."""
        now, luck = self._tools.clock(), self._tools.luck()
        if all_but is None and not await self._database.read(lambda tx: store.has_lost(tx, now)):
            return 0
        taken = await self._database.transaction(lambda tx: take_over(tx, now, luck, all_but))
        if taken:
            log.warning("took over %d jobs of processes that are gone", len(taken))
        self._moved(taken)
        return len(taken)

    async def beat(self) -> None:
        """Renew the leases of the jobs that run here."""
        if self._running:
            until, jobs = lease_end(self._tools.clock()), sorted(self._running.values())
            await self._database.transaction(lambda tx: store.renew(tx, self.process, jobs, until))

    async def _keep(self) -> None:
        await self.beat()
        await self.take_over()

    async def _has_due(self, now: datetime) -> bool:
        return await self._database.read(lambda tx: store.has_due(tx, self.kinds.keys(), now))

    async def _run(self, claimed: Job) -> None:
        """Take step after step until the job ends, waits, makes room or is lost."""
        began, job = self._tools.clock(), claimed
        try:
            while (taken := await self._step(job)) is not None:
                job = taken.job
                if job.state is not JobState.RUNNING or taken.step is None:
                    return
                if taken.step.then is not None:
                    await taken.step.then()
                if await self._makes_room(job, began, taken.step.wait_s):
                    return
        except StorageUnavailable as error:
            # it can't even be written: the lease runs out, and whoever is there then goes on
            log.warning("job %s (%s) waits: %s", job.id, job.kind, error)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            await self._failed(job, error)

    async def _step(self, job: Job) -> Advance | None:
        kind, now = self.kinds[job.kind], self._tools.clock()
        taken = await self._database.transaction(lambda tx: advance(tx, kind, job, now))
        if taken is not None:
            self._tools.tell([*(taken.step.facts if taken.step else ()), JobMoved(job.workspace, job.id)])
        return taken

    async def _makes_room(self, job: Job, began: datetime, wait_s: float) -> bool:
        """Wait for the next step, or hand the job back: where it stops, where the wait is long, where others wait."""
        now = self._tools.clock()
        is_full = len(self._running) >= self._most and now - began > timedelta(seconds=TURN_S)
        if not (self._is_stopping or wait_s > SHORT_WAIT_S or (is_full and await self._has_due(now))):
            await asyncio.sleep(wait_s)
            return False
        run_at = now + timedelta(seconds=wait_s)
        await self._write(lambda tx: give_back(tx, job, run_at))
        return True

    async def _failed(self, job: Job, error: Exception) -> None:
        now, luck = self._tools.clock(), self._tools.luck()
        with contextlib.suppress(StorageUnavailable):
            await self._write(lambda tx: fail(tx, job, error, now, luck))

    async def _write(self, act: Callable[[Transaction], Job | None]) -> None:
        job = await self._database.transaction(act)
        if job is not None:
            self._moved([job])

    def _moved(self, moved: Sequence[Job]) -> None:
        self._tools.tell([JobMoved(job.workspace, job.id) for job in moved])


async def _forever(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await act()
        except StorageUnavailable as error:
            log.warning("jobs wait: %s", error)
        except Exception:
            log.exception("looking after jobs failed")
        await asyncio.sleep(seconds)
