"""A yard of workers over one database: their clock, jobs that leave marks, and ways to die in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from leadbase.access.scope import Moment
from leadbase.jobs import service
from leadbase.jobs.kind import Kind, TakeStep
from leadbase.jobs.model import Job, JobState, NewJob, Progress, Step
from leadbase.jobs.worker import Tools, Worker
from leadbase.kit.facts import Fact
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject
from leadbase.storage.database import Database
from leadbase.storage.errors import StorageUnavailable
from tests.intake.house import Hands

WORKSPACE = 1

T = TypeVar("T")


@dataclass
class Yard:
    """Workers, each standing for a process, and what they told."""

    database: Database
    clock: Hands = field(default_factory=Hands)
    ids: IdSource = field(default_factory=IdSource)
    told: list[Fact] = field(default_factory=list[Fact])

    def worker(self, *kinds: Kind, most: int = 4) -> Worker:
        """Give a worker whose loops do not run: the test looks for it."""
        tools = Tools(self.database, self.clock, self.ids, self.told.extend, luck=lambda: 0.5)
        return Worker(tools, kinds, most)

    async def write(self, act: Callable[[Moment], object]) -> None:
        """Run a verb of jobs."""
        await self.database.transaction(lambda tx: act(Moment(tx, self.clock(), self.ids)))

    async def read(self, act: Callable[[Moment], T]) -> T:
        """Run a verb of jobs that only looks."""
        return await self.database.read(lambda tx: act(Moment(tx, self.clock(), self.ids)))

    async def enqueue(self, kind: str, params: JsonObject | None = None) -> str:
        """Make a job and give its id."""
        new = NewJob(WORKSPACE, kind, params or {}, "person:1")
        job = await self.database.transaction(lambda tx: service.enqueue(Moment(tx, self.clock(), self.ids), new))
        return job.id

    async def job(self, job: str) -> Job:
        """Give a job as it stands."""
        return await self.read(lambda place: service.get_job(place, WORKSPACE, job))

    async def states(self, jobs: Sequence[str]) -> list[JobState]:
        """Give how these jobs stand."""
        return [(await self.job(job)).state for job in jobs]

    async def make_marks(self) -> None:
        """Make the table in which each step leaves its mark, once or it breaks."""
        await self.database.transaction(
            lambda tx: tx.exec_driver_sql("CREATE TABLE marks (job text, step integer, PRIMARY KEY (job, step))")
        )

    async def marks(self, job: str) -> list[int]:
        """Give the marks of a job's steps, in order."""
        query = sa.text("SELECT step FROM marks WHERE job = :job ORDER BY step").bindparams(job=job)
        return list(await self.database.read(lambda tx: tx.execute(query).scalars().all()))


async def run(worker: Worker) -> int:
    """Let a worker run what is due until it ends, waits or dies; give how many jobs it began."""
    begun = await worker.look()
    await worker.settle()
    return begun


def marking(tx: sa.Connection, job: Job, _now: datetime) -> Step:
    """Leave the mark of the step at the cursor; after `steps` of them the job is done."""
    number, total = int(str((job.cursor or {}).get("n", 0))), int(str(job.params["steps"]))
    tx.execute(sa.text("INSERT INTO marks VALUES (:job, :step)").bindparams(job=job.id, step=number))
    is_done = number + 1 == total
    return Step({"n": number + 1}, Progress(number + 1, total), is_done, {"marks": total} if is_done else None)


def dying(step: TakeStep, chance: Callable[[], float]) -> TakeStep:
    """Let the process die by chance before a step is committed, or just after."""

    def take(tx: sa.Connection, job: Job, now: datetime) -> Step:
        taken, luck = step(tx, job, now), chance()
        if luck < 0.2:
            raise StorageUnavailable(reason="the process died before the commit")
        return replace(taken, then=die) if luck < 0.4 and not taken.is_done else taken

    async def die() -> None:
        raise asyncio.CancelledError

    return take
