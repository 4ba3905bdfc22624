"""The routes of background work: see, cancel and try again; and of the schedules that make it again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from leadbase.access.gate import Entry
from leadbase.access.names import name_actors
from leadbase.access.scope import Scope
from leadbase.activity import service
from leadbase.activity.schemas import JOB_ID, JobOut, JobPage, ScheduleOut, SchedulePage
from leadbase.activity.service import EVERYWHERE, Wanted
from leadbase.jobs.model import Job, JobState
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.records.prepare import signature

router = APIRouter(tags=["jobs"])

JobKey = Annotated[str, Path(max_length=24, description="A job's id.", examples=[JOB_ID])]


@router.get("/jobs")
async def list_jobs(
    entry: Entry,
    state: Annotated[list[JobState] | None, Query(description="One state or several.")] = None,
    kind: Annotated[str | None, Query(max_length=64, description="A kind of job, such as replay.")] = None,
    mine: Annotated[bool, Query(description="Only what one asked for oneself.")] = False,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")] = DEFAULT_LIMIT,
) -> JobPage:
    """List background work, newest first: all of the workspace for builders and administrators, else one's own."""

    def act(scope: Scope) -> JobPage:
        page = service.list_jobs(scope, Wanted(state, kind, mine), limit, cursor)
        return JobPage(items=_shown(scope, page.items), next_cursor=page.next_cursor)

    return await entry.read(act)


@router.get("/jobs/{job}")
async def get_job(job: JobKey, entry: Entry) -> JobOut:
    """Get a piece of background work with its progress and result."""
    return await entry.read(lambda scope: _shown(scope, [service.get_job(scope, job)])[0])


@router.post("/jobs/{job}/cancel")
async def cancel_job(job: JobKey, entry: Entry) -> JobOut:
    """Cancel a job: at once if it has not begun, else before its next step."""
    return await entry.write(lambda scope: _shown(scope, [service.cancel_job(scope, job)])[0])


@router.post("/jobs/{job}/retry")
async def retry_job(job: JobKey, entry: Entry) -> JobOut:
    """Let a job that failed or waits go on now, from where it was."""
    return await entry.write(lambda scope: _shown(scope, [service.retry_job(scope, job)])[0])


@router.get("/schedules")
async def list_schedules(entry: Entry) -> SchedulePage:
    """List the jobs that are made again and again, with when each fires next."""

    def act(scope: Scope) -> SchedulePage:
        found = service.list_schedules(scope)
        names = name_actors(scope, {one.made_by for one in found})
        items = [ScheduleOut.of(one, names.get(one.made_by), one.workspace == EVERYWHERE) for one in found]
        return SchedulePage(items=items)

    return await entry.read(act)


@router.post("/schedules/{schedule}/run", status_code=202)
async def run_schedule(
    schedule: Annotated[str, Path(max_length=24, description="A schedule's id.", examples=[JOB_ID])], entry: Entry
) -> JobOut:
    """Make the job of a schedule now; its fire times stay as they are."""
    return await entry.write(lambda scope: _shown(scope, [service.run_schedule(scope, schedule)])[0])


def _shown(scope: Scope, found: Sequence[Job]) -> list[JobOut]:
    names, me = name_actors(scope, {job.made_by for job in found}), signature(scope.actor)
    return [JobOut.of(job, names.get(job.made_by), job.made_by == me) for job in found]
