"""Schedules: each fire time once, however many processes look, and a missed one made up for once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from leadbase.jobs import schedule, service
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import CronInvalid, JobFilter, NewSchedule, Schedule
from leadbase.jobs.schedule import next_fire
from tests.jobs.yard import WORKSPACE, Yard, marking

NIGHTLY = NewSchedule(WORKSPACE, "nightly", "30 2 * * *", "Asia/Shanghai", "mark", {"steps": 1}, "system")


async def put(yard: Yard, new: NewSchedule) -> None:
    await yard.write(lambda place: schedule.put_schedule(place, new))


async def made(yard: Yard) -> int:
    """Count the jobs that schedules made."""
    return len(await yard.read(lambda place: service.list_jobs(place, WORKSPACE, JobFilter(), 100, None)))


async def kept_schedules(yard: Yard) -> Sequence[Schedule]:
    """Give the schedules that there are."""
    return await yard.read(lambda place: schedule.list_schedules(place, WORKSPACE))


async def test_two_processes_fire_each_time_once(yard: Yard) -> None:
    await put(yard, NIGHTLY)
    workers = [yard.worker(Kind("mark", marking)) for _ in range(2)]
    for day in range(1, 5):
        await asyncio.gather(*(worker.fire() for worker in workers for _ in range(3)))
        assert await made(yard) == day - 1
        yard.clock.forward(days=1)
    await asyncio.gather(*(worker.fire() for worker in workers))
    assert await made(yard) == 4


async def test_times_that_were_missed_are_made_up_for_once(yard: Yard) -> None:
    await put(yard, NIGHTLY)
    yard.clock.forward(days=10)
    worker = yard.worker(Kind("mark", marking))
    assert len(await worker.fire()) == 1
    assert len(await worker.fire()) == 0
    [kept] = await kept_schedules(yard)
    assert kept.next_at is not None
    assert yard.clock() < kept.next_at <= yard.clock() + timedelta(days=1)


async def test_a_schedule_is_changed_by_its_name_switched_off_and_dropped(yard: Yard) -> None:
    await put(yard, NIGHTLY)
    await put(yard, NewSchedule(WORKSPACE, "nightly", "0 3 * * *", "UTC", "mark", {"steps": 1}, "system"))
    [kept] = await kept_schedules(yard)
    assert kept.next_at is not None
    assert (kept.next_at.hour, kept.next_at.minute) == (3, 0)
    await put(yard, NewSchedule(WORKSPACE, "nightly", "0 3 * * *", "UTC", "mark", {}, "system", is_on=False))
    yard.clock.forward(days=2)
    assert len(await yard.worker(Kind("mark", marking)).fire()) == 0
    await yard.write(lambda place: schedule.drop_schedule(place, WORKSPACE, "nightly"))
    assert await kept_schedules(yard) == []


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        ("30 2 * * *", "Asia/Shanghai", "2026-03-01T00:00", "2026-03-01T18:30"),
        ("*/15 * * * *", "UTC", "2026-03-01T00:15", "2026-03-01T00:30"),
        ("0 9 * * 1", "UTC", "2026-03-02T09:00", "2026-03-09T09:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", "2026-10-25T00:30"),
    ],
)
def test_fire_times_are_told_in_their_zone_over_changes_of_the_clock_too(
    cron: str, zone: str, after: str, expected: str
) -> None:
    found = next_fire(cron, zone, datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(("cron", "zone"), [("every day", "UTC"), ("61 * * * *", "UTC"), ("0 0 * * *", "Mars/One")])
def test_what_is_no_schedule_is_refused(cron: str, zone: str) -> None:
    with pytest.raises(CronInvalid):
        next_fire(cron, zone, datetime(2026, 1, 1, tzinfo=UTC))
