"""One step of a job in its transaction: what became of it is written together with what the step itself wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbase.jobs import store
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import LEASE_S, Job, JobState, Step
from leadbase.jobs.store import Transaction
from leadbase.kit.errors import Problem, Unavailable
from leadbase.kit.json import JsonObject
from leadbase.kit.retries import retry_wait

SOON = 3
"""How often a job is taken up at once after its process died in the middle of a step; then as after a failure."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What a step came to: the job as it is now, and the step, None where none was taken."""

    job: Job
    step: Step | None = None


def advance(tx: Transaction, kind: Kind, claimed: Job, now: datetime) -> Advance | None:
    """Take one step of a job that this process runs, or do what a person asked of it instead.

    None: the job is not this process's any more. Raises what the step raises.
    """
    job = store.hold(tx, claimed)
    if job is None:
        return None
    if job.wanted == "cancel":
        if kind.cancelled is not None:
            kind.cancelled(tx, job, now)
        return Advance(_saved(tx, _let_go(replace(job, state=JobState.CANCELLED, run_at=None, finished_at=now))))
    if job.wanted == "pause":
        return Advance(_saved(tx, _let_go(replace(job, state=JobState.WAITING, run_at=None))))
    step = kind.step(tx, job, now)
    went_on = replace(job, cursor=step.cursor, progress=step.progress, result=step.result, tries=0, error=None)
    if step.is_done:
        ended = replace(went_on, state=JobState.DONE, run_at=None, finished_at=now)
        return Advance(_saved(tx, _let_go(ended)), step)
    return Advance(_saved(tx, replace(went_on, lease_until=lease_end(now))), step)


def give_back(tx: Transaction, claimed: Job, run_at: datetime) -> Job | None:
    """Hand a job back to the queue, to go on from this moment; None when it is not this process's any more."""
    job = store.hold(tx, claimed)
    return None if job is None else _saved(tx, _let_go(replace(job, state=JobState.QUEUED, run_at=run_at)))


def fail(tx: Transaction, claimed: Job, error: Exception, now: datetime, luck: float) -> Job | None:
    """Write that a step failed: for good, or until its next try; None when the job is not this process's any more."""
    job = store.hold(tx, claimed)
    if job is None:
        return None
    wait = retry_wait(job.tries, luck) if _is_passing(error) else None
    return _saved(tx, _set_back(replace(job, error=error_json(error)), wait, now))


def take_over(tx: Transaction, now: datetime, luck: float, all_but: str | None) -> list[Job]:
    """Give back to the queue what dead processes ran (or, where a process is named, everybody else); give the jobs.

    A job whose step brings its process down again and again is tried less and less often, and fails in the end.
    """
    taken: list[Job] = []
    lost: JsonObject = {"code": "process_lost", "message": "the process that ran it ended"}
    for job in store.list_lost(tx, now, all_but):
        wait = timedelta() if job.tries < SOON else retry_wait(job.tries, luck)
        taken.append(_saved(tx, _set_back(replace(job, error=lost), wait, now)))
    return taken


def lease_end(now: datetime) -> datetime:
    """Give until when a lease lasts that is given now."""
    return now + timedelta(seconds=LEASE_S)


def error_json(error: Exception) -> JsonObject:
    """Spell what a step failed with, for whoever looks at the job."""
    if isinstance(error, Problem):
        return {"code": error.code, "message": error.message("en"), "message_zh": error.message("zh-CN")}
    return {"code": "unexpected", "message": f"{type(error).__name__}: {error}"[:500]}


def _is_passing(error: Exception) -> bool:
    return isinstance(error, Unavailable) or not isinstance(error, Problem)


def _set_back(job: Job, wait: timedelta | None, now: datetime) -> Job:
    """Let a job wait for its next try, or fail where there is none."""
    if wait is None:
        return _let_go(replace(job, state=JobState.FAILED, run_at=None, finished_at=now))
    if job.wanted is not None:
        wait = timedelta()
    state = JobState.WAITING if wait else JobState.QUEUED
    return _let_go(replace(job, state=state, run_at=now + wait, tries=job.tries + 1))


def _let_go(job: Job) -> Job:
    wanted = job.wanted if job.state is JobState.QUEUED else None
    return replace(job, owner=None, lease_until=None, wanted=wanted)


def _saved(tx: Transaction, job: Job) -> Job:
    store.save(tx, job)
    return job
