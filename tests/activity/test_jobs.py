"""Background work through the API: everybody sees their own, builders and administrators all of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient

from leadbase.access.model import Role
from leadbase.access.scope import Scope
from leadbase.jobs import schedule, service
from leadbase.jobs.model import Job, NewJob, NewSchedule, Schedule
from leadbase.live.hub import Listener
from tests.live.conftest import Station, opened


@pytest.fixture
async def station(migrated_url: str, tmp_path: Path) -> AsyncGenerator[Station]:
    """Give the program, once on each kind of database."""
    async with opened(migrated_url, tmp_path) as made:
        yield made


async def enqueue(station: Station, made_by: str, kind: str = "replay") -> Job:
    """Make a job of somebody."""

    def act(scope: Scope) -> Job:
        return service.enqueue(scope, NewJob(scope.workspace.number, kind, {}, made_by))

    return await station.app.room().write(act)


async def ids(client: AsyncClient, query: str = "") -> list[str]:
    """List jobs by id."""
    return [one["id"] for one in (await client.get(f"/jobs{query}")).json()["items"]]


async def me(client: AsyncClient) -> str:
    """Give how a person signs."""
    return f"person:{(await client.get('/me')).json()['id']}"


async def test_a_member_sees_their_own_jobs_and_a_builder_everybodys(station: Station) -> None:
    member = await station.browser("member@example.com", Role.MEMBER)
    builder = await station.browser("builder@example.com", Role.BUILDER)
    own, other = await enqueue(station, await me(member)), await enqueue(station, "operator", "export")
    assert await ids(member) == [own.id]
    assert await ids(builder) == [other.id, own.id]
    assert await ids(builder, "?kind=export") == [other.id]
    assert await ids(builder, "?mine=true") == []
    assert await ids(builder, "?state=failed&state=done") == []
    assert await ids(builder, "?limit=1") == [other.id]
    for act in (member.get(f"/jobs/{other.id}"), member.post(f"/jobs/{other.id}/cancel", json={})):
        refused = await act
        assert (refused.status_code, refused.json()["code"]) == (404, "job_unknown")
    seen: dict[str, Any] = (await member.get(f"/jobs/{own.id}")).json()
    assert (seen["by"], seen["mine"], seen["state"], seen["progress"]["done"]) == ("某人", True, "queued", 0)


async def test_a_job_is_cancelled_and_what_has_ended_is_neither_cancelled_nor_retried(station: Station) -> None:
    builder = await station.browser("builder@example.com", Role.BUILDER)
    job = await enqueue(station, "operator")
    cancelled = await builder.post(f"/jobs/{job.id}/cancel", json={})
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    again = await builder.post(f"/jobs/{job.id}/cancel", json={})
    assert (again.status_code, again.json()["code"]) == (409, "job_not_cancellable")
    retried = await builder.post(f"/jobs/{job.id}/retry", json={})
    assert (retried.status_code, retried.json()["code"]) == (409, "job_not_retriable")


async def test_open_pages_hear_that_a_job_moved(station: Station) -> None:
    scope = await station.app.room().read(lambda scope: scope)
    listener = Listener(scope.workspace.number, scope.actor)
    with station.app.hub.joined(listener):
        job = await enqueue(station, "operator")
        hints, _ = await listener.take(5)
    assert [(hint.topic, hint.id) for hint in hints] == [("jobs", job.id)]


async def test_schedules_are_listed_and_one_is_run_now_without_moving_its_fire_times(station: Station) -> None:
    def put(scope: Scope) -> Schedule:
        nightly = NewSchedule(
            scope.workspace.number, "nightly", "30 2 * * *", "Asia/Shanghai", "replay", {}, "operator"
        )
        return schedule.put_schedule(scope, nightly)

    made = await station.app.room().write(put)
    builder = await station.browser("builder@example.com", Role.BUILDER)
    admin = await station.browser("admin@example.com", Role.ADMIN)
    [seen] = [one for one in (await builder.get("/schedules")).json()["items"] if one["name"] == "nightly"]
    assert (seen["cron"], seen["zone"], seen["is_on"], seen["last_at"]) == ("30 2 * * *", "Asia/Shanghai", True, None)
    assert (await builder.post(f"/schedules/{made.id}/run", json={})).status_code == 403
    ran = await admin.post(f"/schedules/{made.id}/run", json={})
    assert (ran.status_code, ran.json()["kind"]) == (202, "replay")
    assert ran.json()["id"] in await ids(admin)
    [after] = [one for one in (await admin.get("/schedules")).json()["items"] if one["name"] == "nightly"]
    assert (after["next_at"], after["last_at"] is not None) == (seen["next_at"], True)
    assert (await admin.post(f"/schedules/{'0' * 24}/run", json={})).json()["code"] == "schedule_unknown"
