"""Processes that die between any two steps of a job: each step takes effect exactly once, whoever goes on."""

from __future__ import annotations

import asyncio
import os
import random
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from leadbase.jobs import service
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import LEASE_S, Job, JobMoved, JobState, Step
from tests.jobs.yard import WORKSPACE, Yard, dying, marking, run

FROM = int(os.environ.get("LEADBASE_TEST_SEED", "0"))


@pytest.mark.parametrize("seed", range(FROM, FROM + 6))
async def test_whoever_dies_and_whenever_each_step_takes_effect_exactly_once(yard: Yard, seed: int) -> None:
    chance = random.Random(seed)
    workers = [yard.worker(Kind("mark", dying(marking, chance.random)), most=2) for _ in range(3)]
    steps = [chance.randint(1, 6) for _ in range(6)]
    jobs = [await yard.enqueue("mark", {"steps": one}) for one in steps]
    for _ in range(200):
        some = chance.sample(workers, 2)
        await asyncio.gather(*map(run, some))
        yard.clock.forward(seconds=chance.choice([1, LEASE_S + 1, 40_000]))
        await chance.choice(workers).take_over()
        if set(await yard.states(jobs)) == {JobState.DONE}:
            break
    assert [await yard.marks(job) for job in jobs] == [list(range(one)) for one in steps]
    assert set(await yard.states(jobs)) == {JobState.DONE}
    assert {fact for fact in yard.told if isinstance(fact, JobMoved)} == {JobMoved(WORKSPACE, job) for job in jobs}


async def test_who_was_only_slow_finds_its_job_taken_and_does_nothing_more(yard: Yard) -> None:
    go_on = asyncio.Event()

    async def wait() -> None:
        await go_on.wait()

    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        return replace(marking(tx, job, now), then=wait)

    slow, quick = yard.worker(Kind("mark", step)), yard.worker(Kind("mark", marking))
    job = await yard.enqueue("mark", {"steps": 4})
    assert await slow.look() == 1
    while await yard.marks(job) != [0]:
        await asyncio.sleep(0)
    assert await quick.take_over() == 0
    yard.clock.forward(seconds=LEASE_S + 1)
    assert await quick.take_over() == 1
    assert await run(quick) == 1
    go_on.set()
    await slow.settle()
    assert await yard.marks(job) == [0, 1, 2, 3]
    ended = await yard.job(job)
    assert (ended.state, ended.attempt, ended.result) == (JobState.DONE, 2, {"marks": 4})


async def test_a_living_process_keeps_its_leases_however_long_its_step_works_outside(yard: Yard) -> None:
    go_on, first = asyncio.Event(), [True]

    async def wait() -> None:
        await go_on.wait()

    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        taken = marking(tx, job, now)
        return replace(taken, then=wait if first and first.pop() else None)

    worker, other = yard.worker(Kind("mark", step)), yard.worker(Kind("mark", step))
    job = await yard.enqueue("mark", {"steps": 2})
    await worker.look()
    while await yard.marks(job) != [0]:
        await asyncio.sleep(0)
    for _ in range(3):
        yard.clock.forward(seconds=LEASE_S - 1)
        await worker.beat()
        assert await other.take_over() == 0
    go_on.set()
    await worker.settle()
    assert (await yard.job(job)).attempt == 1


async def test_a_job_that_brings_its_process_down_again_and_again_fails_in_the_end(yard: Yard) -> None:
    worker = yard.worker(Kind("mark", dying(marking, lambda: 0.0)))
    job = await yard.enqueue("mark", {"steps": 2})
    began = 0
    for _ in range(40):
        began += await run(worker)
        yard.clock.forward(hours=11)
        await worker.take_over()
    ended = await yard.job(job)
    assert (ended.state, began, ended.error and ended.error["code"]) == (JobState.FAILED, 8, "process_lost")
    assert await yard.marks(job) == []


async def test_who_starts_alone_takes_over_everything_at_once(yard: Yard) -> None:
    dead, living = yard.worker(Kind("mark", dying(marking, lambda: 0.0))), yard.worker(Kind("mark", marking))
    job = await yard.enqueue("mark", {"steps": 2})
    await run(dead)
    assert (await yard.job(job)).state is JobState.RUNNING
    assert await living.take_over(all_but=living.process) == 1
    await run(living)
    assert (await yard.job(job)).state is JobState.DONE


async def test_stopping_hands_jobs_back_between_two_steps_and_uses_up_no_try(yard: Yard) -> None:
    def step(tx: sa.Connection, job: Job, now: datetime) -> Step:
        return replace(marking(tx, job, now), then=stop)

    async def stop() -> None:
        stopping.append(asyncio.create_task(first.stop(5)))
        await asyncio.sleep(0)

    stopping: list[asyncio.Task[None]] = []
    first, second = yard.worker(Kind("mark", step)), yard.worker(Kind("mark", marking))
    job = await yard.enqueue("mark", {"steps": 3})
    await run(first)
    await stopping[0]
    handed = await yard.job(job)
    assert (handed.state, handed.tries, handed.cursor) == (JobState.QUEUED, 0, {"n": 1})
    await run(second)
    assert await yard.marks(job) == [0, 1, 2]


async def test_old_jobs_that_ended_go_after_thirty_days_and_others_stay(yard: Yard) -> None:
    worker = yard.worker(Kind("mark", marking))
    old, waiting = await yard.enqueue("mark", {"steps": 1}), await yard.enqueue("unknown")
    await run(worker)
    yard.clock.forward(days=29)
    assert await yard.database.transaction(lambda tx: service.drop_old(tx, yard.clock())) == 0
    yard.clock.forward(days=2)
    assert await yard.database.transaction(lambda tx: service.drop_old(tx, yard.clock())) == 1
    assert (await yard.job(waiting)).state is JobState.QUEUED
    with pytest.raises(service.JobUnknown):
        await yard.job(old)
