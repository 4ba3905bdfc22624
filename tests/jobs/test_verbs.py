"""What people ask of jobs: cancel, pause, go on, try again; and what failures come to."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from leadbase.jobs import service
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import (
    Job,
    JobNotCancellable,
    JobNotPausable,
    JobNotRetriable,
    JobState,
    JobUnknown,
    NewJob,
    Progress,
    Step,
)
from leadbase.kit.facts import Bus
from leadbase.kit.paging import LimitWrong
from leadbase.kit.retries import RETRY_S
from tests.jobs.yard import WORKSPACE, Yard, marking, run


def failing(error: Exception) -> Kind:
    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        taken = marking(tx, job, now)
        if taken.cursor == {"n": 2}:
            raise error
        return taken

    return Kind("mark", step)


async def test_a_job_is_there_exactly_when_its_business_commits(yard: Yard) -> None:
    ids: list[str] = []

    def business(tx: sa.Connection) -> None:
        made = service.enqueue(_Place(tx, yard), NewJob(WORKSPACE, "mark", {"steps": 1}, "person:1"))
        ids.append(made.id)
        raise RuntimeError("the business came to nothing")

    with pytest.raises(RuntimeError):
        await yard.database.transaction(business)
    with pytest.raises(JobUnknown):
        await yard.job(ids[0])


async def test_a_permanent_error_fails_at_once_and_the_job_can_be_tried_again_from_its_cursor(yard: Yard) -> None:
    job = await yard.enqueue("mark", {"steps": 3})
    await run(yard.worker(failing(LimitWrong(limit=0, most=1))))
    failed = await yard.job(job)
    assert (failed.state, failed.cursor, failed.error and failed.error["code"]) == (
        JobState.FAILED,
        {"n": 1},
        "limit_wrong",
    )
    await yard.write(lambda place: service.retry(place, WORKSPACE, job))
    await run(yard.worker(Kind("mark", marking)))
    assert await yard.marks(job) == [0, 1, 2]
    assert (await yard.job(job)).error is None


async def test_what_nobody_foresaw_is_tried_again_with_the_waits_of_events_and_fails_in_the_end(yard: Yard) -> None:
    job, worker = await yard.enqueue("mark", {"steps": 3}), yard.worker(failing(KeyError("odd")))
    for tries, seconds in enumerate(RETRY_S, 1):
        assert await run(worker) == 1
        waiting = await yard.job(job)
        assert (waiting.state, waiting.tries) == (JobState.WAITING, tries)
        assert waiting.run_at is not None
        assert abs((waiting.run_at - yard.clock()).total_seconds() - seconds) < 5
        assert await run(worker) == 0
        yard.clock.forward(seconds=seconds + 1)
    await run(worker)
    assert (await yard.job(job)).state is JobState.FAILED
    assert await yard.marks(job) == [0]


async def test_a_job_is_cancelled_before_it_begins_between_steps_and_after_it_failed(yard: Yard) -> None:
    cleaned: list[str] = []

    kind = Kind("mark", marking, cancelled=lambda _tx, job, _now: cleaned.append(job.id))
    fresh = await yard.enqueue("mark", {"steps": 2})
    await yard.write(lambda place: service.cancel(place, WORKSPACE, fresh))
    assert (await yard.job(fresh)).state is JobState.CANCELLED
    failed = await yard.enqueue("mark", {"steps": 3})
    await run(yard.worker(failing(LimitWrong(limit=0, most=1))))
    await yard.write(lambda place: service.cancel(place, WORKSPACE, failed))
    await run(yard.worker(kind))
    assert (await yard.job(failed)).state is JobState.CANCELLED
    assert cleaned == [failed]
    with pytest.raises(JobNotCancellable):
        await yard.write(lambda place: service.cancel(place, WORKSPACE, failed))
    with pytest.raises(JobNotRetriable):
        await yard.write(lambda place: service.retry(place, WORKSPACE, failed))


async def test_a_running_job_that_is_cancelled_takes_no_further_step(yard: Yard) -> None:
    ids: list[str] = []

    async def ask() -> None:
        await yard.write(lambda place: service.cancel(place, WORKSPACE, ids[0]))

    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        taken = marking(tx, job, now)
        return Step(taken.cursor, taken.progress, taken.is_done, then=ask if taken.cursor == {"n": 2} else None)

    ids.append(await yard.enqueue("mark", {"steps": 9}))
    await run(yard.worker(Kind("mark", step)))
    assert (await yard.job(ids[0])).state is JobState.CANCELLED
    assert await yard.marks(ids[0]) == [0, 1]


async def test_a_paused_job_rests_until_it_is_let_go_on(yard: Yard) -> None:
    job, worker = await yard.enqueue("mark", {"steps": 2}), yard.worker(Kind("mark", marking))
    await yard.write(lambda place: service.pause(place, WORKSPACE, job))
    assert await run(worker) == 0
    assert (await yard.job(job)).is_paused
    await yard.write(lambda place: service.resume(place, WORKSPACE, job))
    await run(worker)
    assert (await yard.job(job)).state is JobState.DONE
    with pytest.raises(JobNotPausable):
        await yard.write(lambda place: service.pause(place, WORKSPACE, job))


async def test_a_job_of_a_kind_that_nobody_knows_waits(yard: Yard) -> None:
    job = await yard.enqueue("later")
    assert await run(yard.worker(Kind("mark", marking))) == 0
    assert (await yard.job(job)).state is JobState.QUEUED


async def test_a_long_wait_is_spent_in_the_queue(yard: Yard) -> None:
    def step(_tx: sa.Connection, job: Job, _now: datetime) -> Step:
        return Step({"n": 1}, Progress(1), is_done=job.cursor is not None, wait_s=60)

    job, worker = await yard.enqueue("slow"), yard.worker(Kind("slow", step))
    await run(worker)
    assert (await yard.job(job)).state is JobState.QUEUED
    assert await run(worker) == 0
    yard.clock.forward(seconds=61)
    await run(worker)
    assert (await yard.job(job)).state is JobState.DONE


class _Place:
    """A place to stand on within a transaction that is open already."""

    def __init__(self, tx: sa.Connection, yard: Yard) -> None:
        self.tx = tx
        self.now = yard.clock()
        self.ids = yard.ids
        self.facts = Bus()
