"""Background work as people see it: their own, or for those who design and administer the workspace's whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.jobs import schedule as schedules
from leadbase.jobs import service as jobs
from leadbase.jobs.model import Job, JobFilter, JobState, JobUnknown, Schedule, ScheduleUnknown
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor
from leadbase.records.prepare import signature

EVERYWHERE = 0
"""Stands for the workspace of work that is for the whole installation."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs to list; None leaves a question open."""

    states: Sequence[JobState] | None = None
    kind: str | None = None
    mine: bool = False


def list_jobs(scope: Scope, wanted: Wanted, limit: int, cursor: str | None) -> Page[Job]:
    """Give the jobs that one may see, newest first; raises LimitWrong and CursorWrong."""
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    by = signature(scope.actor) if wanted.mine or not _sees_all(scope) else None
    asked = JobFilter(wanted.states, wanted.kind, by)
    found = jobs.list_jobs(scope, scope.workspace.number, asked, checked_limit(limit) + 1, before)
    return page_of(found, limit, lambda job: [job.id])


def get_job(scope: Scope, job: str) -> Job:
    """Give a job that one may see; raises JobUnknown."""
    found = jobs.get_job(scope, scope.workspace.number, job)
    if not (_sees_all(scope) or found.made_by == signature(scope.actor)):
        raise JobUnknown(job=job[:100])
    return found


def cancel_job(scope: Scope, job: str) -> Job:
    """Cancel a job that one may see, before its next step; raises JobUnknown and JobNotCancellable."""
    return _ask(scope, job, jobs.cancel)


def retry_job(scope: Scope, job: str) -> Job:
    """Let a job that one may see, and that failed or waits, go on now; raises JobUnknown and JobNotRetriable."""
    return _ask(scope, job, jobs.retry)


def list_schedules(scope: Scope) -> Sequence[Schedule]:
    """Give the workspace's schedules, and to whoever administers the installation those of all of it; by name.

    Raises NotAllowed.
    """
    if not scope.allows(Permission.ADMIN):
        scope.require(Permission.TABLES_WRITE)
    found = [*schedules.list_schedules(scope, scope.workspace.number)]
    if scope.actor.instance:
        found += schedules.list_schedules(scope, EVERYWHERE)
    return sorted(found, key=lambda one: one.name)


def run_schedule(scope: Scope, schedule: str) -> Job:
    """Make the job of a schedule now, under the rights of who made the schedule; raises NotAllowed, ScheduleUnknown."""
    scope.require(Permission.ADMIN)
    found = next((one for one in list_schedules(scope) if one.id == schedule), None)
    if found is None:
        raise ScheduleUnknown(schedule=schedule[:100])
    return schedules.run_now(scope, found)


def _ask(scope: Scope, job: str, act: Callable[[Scope, int, str], Job]) -> Job:
    return act(scope, scope.workspace.number, get_job(scope, job).id)


def _sees_all(scope: Scope) -> bool:
    """Tell whether somebody sees the work of others: builders and administrators do."""
    return scope.allows(Permission.TABLES_WRITE) or scope.allows(Permission.ADMIN)
