"""Schedules: jobs that are made again and again, each fire time once, whoever looks at the clock.

A fire time that passed while nobody looked is made up for once, however many passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from leadbase.jobs import store
from leadbase.jobs.model import CronInvalid, Job, JobMoved, NewJob, NewSchedule, Schedule
from leadbase.jobs.service import Place, make
from leadbase.jobs.store import Transaction
from leadbase.kit.ids import IdSource

AT_ONCE = 50
"""Schedules that one transaction fires."""


def next_fire(cron: str, zone: str, after: datetime) -> datetime | None:
    """Give the first fire time after a moment, in UTC; None where none comes within 50 years. Raises CronInvalid.

    Where clocks go forward, what the gap swallows fires at its end; where they go back, it fires once.
    """
    try:
        found = next(CronSim(cron, after.astimezone(ZoneInfo(zone))), None)
    except (CronSimError, ZoneInfoNotFoundError, ValueError) as error:
        raise CronInvalid(cron=cron[:100], reason=str(error)) from None
    return None if found is None else found.astimezone(UTC)


def put_schedule(place: Place, new: NewSchedule) -> Schedule:
    """Make a schedule, or change the one of this name; its next fire time stays unless its times changed.

    Raises CronInvalid.
    """
    old = store.find_schedule(place.tx, new.workspace, new.name)
    fires_at = next_fire(new.cron, new.zone, place.now)
    if old is not None and old.next_at is not None and (old.cron, old.zone) == (new.cron, new.zone):
        fires_at = old.next_at
    schedule = Schedule(
        id=place.ids.new() if old is None else old.id,
        workspace=new.workspace,
        name=new.name,
        cron=new.cron,
        zone=new.zone,
        kind=new.kind,
        params=new.params,
        made_by=new.made_by,
        next_at=fires_at if new.is_on else None,
        last_at=None if old is None else old.last_at,
    )
    store.put_schedule(place.tx, schedule)
    return schedule


def list_schedules(place: Place, workspace: int) -> Sequence[Schedule]:
    """Give the schedules of a workspace by name."""
    return store.list_schedules(place.tx, workspace)


def run_now(place: Place, schedule: Schedule) -> Job:
    """Make the job of a schedule now, beside its fire times, which stay as they are."""
    new = NewJob(schedule.workspace, schedule.kind, schedule.params, schedule.made_by)
    job = make(place.ids.new(), new, place.now)
    store.insert(place.tx, job)
    store.set_fired(place.tx, schedule.id, place.now, schedule.next_at)
    place.facts.publish(JobMoved(job.workspace, job.id))
    return job


def drop_schedule(place: Place, workspace: int, name: str) -> bool:
    """Delete a schedule; tell whether it was there. Jobs that it made stay."""
    return store.delete_schedule(place.tx, workspace, name)


def fire_due(tx: Transaction, ids: IdSource, now: datetime) -> Sequence[Job]:
    """Make the job of each schedule that is to fire, and set when it does next; give the jobs."""
    fired: list[Job] = []
    for one in store.list_due_schedules(tx, now, AT_ONCE):
        job = make(ids.new(), NewJob(one.workspace, one.kind, one.params, one.made_by), now)
        if store.insert(tx, job, one.id, one.next_at):
            fired.append(job)
        store.set_fired(tx, one.id, one.next_at or now, next_fire(one.cron, one.zone, now))
    return fired
