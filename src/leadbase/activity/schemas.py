"""Jobs, as the API gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer

from leadbase.jobs.model import Job, JobState, Schedule

JOB_ID = "65a1f0c2b3d4e5f607182940"


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]
Json = Annotated[Any, Field(description="Any JSON value.")]


class ProgressOut(BaseModel):
    """How far a job is."""

    done: int
    total: int | None = Field(description="null: not known yet.")
    note: str


class JobOut(BaseModel):
    """A piece of background work."""

    id: str = Field(examples=[JOB_ID])
    kind: str = Field(examples=["replay"])
    state: JobState
    paused: bool
    cancelling: bool = Field(description="It was asked to end, and does before its next step.")
    progress: ProgressOut
    result: Json = Field(description="What came of it, by its kind; null before it is done.")
    error: Json = Field(description="`{code, message, …}`: why it failed, or waits for its next try.")
    tries: int = Field(description="Automatic retries used up since it last went on.")
    run_at: Moment | None = Field(description="When it runs, or is tried again; null when nothing is due.")
    by: str | None = Field(description="The name of who asked for it.")
    mine: bool
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None

    @classmethod
    def of(cls, job: Job, by: str | None, mine: bool) -> JobOut:
        """Show a job."""
        progress = job.progress
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            paused=job.is_paused,
            cancelling=job.wanted == "cancel",
            progress=ProgressOut(done=progress.done, total=progress.total, note=progress.note),
            result=job.result,
            error=job.error,
            tries=job.tries,
            run_at=job.run_at if job.state in (JobState.QUEUED, JobState.WAITING) else None,
            by=by,
            mine=mine,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )


class JobPage(BaseModel):
    """Jobs, newest first."""

    items: list[JobOut]
    next_cursor: str | None


class ScheduleOut(BaseModel):
    """A job that is made again and again."""

    id: str = Field(examples=[JOB_ID])
    name: str = Field(examples=["backup"])
    kind: str = Field(examples=["backup"], description="The kind of job that it makes.")
    cron: str = Field(examples=["30 2 * * *"])
    zone: str = Field(examples=["Asia/Shanghai"])
    is_on: bool
    whole_installation: bool = Field(description="It is for the whole installation rather than for this workspace.")
    next_at: Moment | None = Field(description="When it fires next; null while it is off.")
    last_at: Moment | None = Field(description="When it fired last.")
    by: str | None = Field(description="The name of who made it.")

    @classmethod
    def of(cls, schedule: Schedule, by: str | None, whole_installation: bool) -> ScheduleOut:
        """Show a schedule."""
        return cls(
            id=schedule.id,
            name=schedule.name,
            kind=schedule.kind,
            cron=schedule.cron,
            zone=schedule.zone,
            is_on=schedule.next_at is not None,
            whole_installation=whole_installation,
            next_at=schedule.next_at,
            last_at=schedule.last_at,
            by=by,
        )


class SchedulePage(BaseModel):
    """All schedules, by name."""

    items: list[ScheduleOut]
    next_cursor: None = None
