"""Jobs, as the API gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer

from leadbase.jobs.model import Job, JobState

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
