"""The verbs of jobs, for whoever stands above: make, look, cancel, pause, go on, try again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from leadbase.jobs import store
from leadbase.jobs.model import (
    ENDED,
    Job,
    JobFilter,
    JobMoved,
    JobNotCancellable,
    JobNotPausable,
    JobNotRetriable,
    JobState,
    JobUnknown,
    NewJob,
    Progress,
)
from leadbase.jobs.store import Transaction
from leadbase.kit.facts import Bus
from leadbase.kit.ids import IdSource

KEPT = timedelta(days=30)
"""How long a job that ended can be looked at."""

BATCH = 500


class Place(Protocol):
    """What a verb stands on: a transaction at a moment. Whatever makes and changes business stands on one."""

    @property
    def tx(self) -> Transaction:
        """The transaction."""
        ...

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""
        ...

    @property
    def ids(self) -> IdSource:
        """What makes ids."""
        ...

    @property
    def facts(self) -> Bus:
        """Where facts are told."""
        ...


def enqueue(place: Place, new: NewJob) -> Job:
    """Make a job: it is there exactly when the business commits that it belongs to."""
    job = make(place.ids.new(), new, place.now)
    store.insert(place.tx, job)
    place.facts.publish(JobMoved(job.workspace, job.id))
    return job


def make(id: str, new: NewJob, now: datetime) -> Job:
    """Give a job that nobody has begun."""
    return Job(
        id=id,
        workspace=new.workspace,
        kind=new.kind,
        params=new.params,
        state=JobState.QUEUED,
        run_at=new.run_at or now,
        owner=None,
        lease_until=None,
        attempt=0,
        tries=0,
        progress=Progress(),
        cursor=None,
        result=None,
        error=None,
        wanted=None,
        made_by=new.made_by,
        created_at=now,
        started_at=None,
        finished_at=None,
    )


def get_job(place: Place, workspace: int, job: str) -> Job:
    """Give a job of a workspace; raises JobUnknown."""
    return _known(store.find(place.tx, workspace, job), job)


def find_jobs(place: Place, workspace: int, ids: Collection[str]) -> Mapping[str, Job]:
    """Give those of these jobs that are still kept, by id."""
    return store.list_by_ids(place.tx, workspace, ids)


def list_kept(tx: Transaction, workspace: int, ids: Collection[str]) -> set[str]:
    """Give those of these ids whose job is still kept."""
    return set(store.list_by_ids(tx, workspace, ids))


def list_jobs(place: Place, workspace: int, wanted: JobFilter, limit: int, before: str | None) -> Sequence[Job]:
    """Give jobs, newest first, older than the id `before`."""
    return store.list_jobs(place.tx, workspace, wanted, limit, before)


def cancel(place: Place, workspace: int, job: str) -> Job:
    """Cancel a job: at once if it never began, else before its next step. A failed one is given up, cleaned up after.

    Raises JobUnknown and JobNotCancellable.
    """
    found = _locked(place, workspace, job)
    if found.state in (JobState.DONE, JobState.CANCELLED):
        raise JobNotCancellable(job=job, state=found.state.value)
    if found.state is JobState.RUNNING:
        return _saved(place, replace(found, wanted="cancel"))
    if found.attempt == 0:
        return _saved(place, replace(found, state=JobState.CANCELLED, run_at=None, finished_at=place.now))
    return _saved(place, _queued(replace(found, wanted="cancel"), place.now))


def pause(place: Place, workspace: int, job: str) -> Job:
    """Let a job rest before its next step until it is let go on; raises JobUnknown and JobNotPausable."""
    found = _locked(place, workspace, job)
    if found.state in ENDED or found.wanted == "cancel":
        raise JobNotPausable(job=job, state=found.state.value)
    if found.state is JobState.RUNNING:
        return _saved(place, replace(found, wanted="pause"))
    return _saved(place, replace(found, state=JobState.WAITING, run_at=None))


def resume(place: Place, workspace: int, job: str) -> Job:
    """Let a paused job go on; nothing changes for one that is not paused. Raises JobUnknown."""
    found = _locked(place, workspace, job)
    if not found.is_paused:
        return found
    if found.state is JobState.RUNNING:
        return _saved(place, replace(found, wanted=None))
    return _saved(place, _queued(found, place.now))


def retry(place: Place, workspace: int, job: str) -> Job:
    """Let a job that failed or waits go on now from its cursor, with all its tries; raises as it says.

    Raises JobUnknown and JobNotRetriable.
    """
    found = _locked(place, workspace, job)
    if found.state not in (JobState.FAILED, JobState.WAITING):
        raise JobNotRetriable(job=job, state=found.state.value)
    return _saved(place, replace(_queued(found, place.now), tries=0))


def is_held(tx: Transaction, job: Job) -> bool:
    """Tell whether this claim of a job is still the one that counts, and keep it so until the commit.

    For what a step does outside its transaction and commits by itself.
    """
    return store.hold(tx, job) is not None


def drop_old(tx: Transaction, now: datetime) -> int:
    """Delete some of the jobs that ended 30 days ago or more; give how many, BATCH when there may be more."""
    return store.delete_ended(tx, now - KEPT, BATCH)


def count_open(tx: Transaction) -> Mapping[tuple[str, JobState], int]:
    """Give how many jobs are still to be done or have failed, by kind and state."""
    return store.count_open(tx)


def oldest_due(tx: Transaction, kinds: Collection[str]) -> datetime | None:
    """Give since when the longest due job of these kinds has been due."""
    return store.oldest_due(tx, kinds)


def _queued(job: Job, now: datetime) -> Job:
    return replace(job, state=JobState.QUEUED, run_at=now, finished_at=None)


def _locked(place: Place, workspace: int, job: str) -> Job:
    return _known(store.lock(place.tx, workspace, job), job)


def _known(found: Job | None, job: str) -> Job:
    if found is None:
        raise JobUnknown(job=job[:100])
    return found


def _saved(place: Place, job: Job) -> Job:
    store.save(place.tx, job)
    place.facts.publish(JobMoved(job.workspace, job.id))
    return job
