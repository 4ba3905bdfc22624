"""The one lease table and the table of schedules: every statement of background work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.jobs.model import Job, JobFilter, JobState, Progress, Schedule
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type

Transaction = Connection
"""What a step is handed, for those who speak no SQL themselves."""


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, text_type(), **more)


def _moment(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, TimestampType(), **more)


jobs = sa.Table(
    "jobs",
    metadata,
    _text("id", primary_key=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    _text("kind", nullable=False),
    sa.Column("params", JsonType(), nullable=False),
    _text("state", nullable=False),
    _moment("run_at"),
    _text("owner"),
    _moment("lease_until"),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("progress", JsonType(), nullable=False),
    sa.Column("cursor", JsonType()),
    sa.Column("result", JsonType()),
    sa.Column("error", JsonType()),
    _text("wanted"),
    _text("made_by", nullable=False),
    _moment("created_at", nullable=False),
    _moment("started_at"),
    _moment("finished_at", index=True),
    _text("schedule"),
    _moment("fire_at"),
    sa.UniqueConstraint("schedule", "fire_at"),
)
sa.Index("ix_jobs_workspace_id", jobs.c.workspace, jobs.c.id)


def _in_state(*states: str) -> sa.ColumnElement[bool]:
    """Spell the condition of a partial index: literally, for SQLite uses the index only where a query has it so."""
    return jobs.c.state.in_([sa.literal_column(f"'{state}'", sa.Text) for state in states])


_pending = _in_state("queued", "waiting")
_running = _in_state("running")
sa.Index("ix_jobs_pending", jobs.c.run_at, postgresql_where=_pending, sqlite_where=_pending)
sa.Index("ix_jobs_running", jobs.c.lease_until, postgresql_where=_running, sqlite_where=_running)

schedules = sa.Table(
    "schedules",
    metadata,
    _text("id", primary_key=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    _text("name", nullable=False),
    _text("cron", nullable=False),
    _text("zone", nullable=False),
    _text("kind", nullable=False),
    sa.Column("params", JsonType(), nullable=False),
    _text("made_by", nullable=False),
    _moment("next_at", index=True),
    _moment("last_at"),
    sa.UniqueConstraint("workspace", "name"),
)


def _job_of(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        workspace=row.workspace,
        kind=row.kind,
        params=row.params,
        state=JobState(row.state),
        run_at=row.run_at,
        owner=row.owner,
        lease_until=row.lease_until,
        attempt=row.attempt,
        tries=row.tries,
        progress=Progress(**row.progress),
        cursor=row.cursor,
        result=row.result,
        error=row.error,
        wanted=row.wanted,
        made_by=row.made_by,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _row_of(job: Job) -> dict[str, Any]:
    return {
        "state": job.state.value,
        "run_at": job.run_at,
        "owner": job.owner,
        "lease_until": job.lease_until,
        "attempt": job.attempt,
        "tries": job.tries,
        "progress": asdict(job.progress),
        "cursor": job.cursor,
        "result": job.result,
        "error": job.error,
        "wanted": job.wanted,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def insert(tx: Connection, job: Job, schedule: str | None = None, fire_at: datetime | None = None) -> bool:
    """Write a new job; tell whether it was the first for this fire time of its schedule."""
    same = {"id": job.id, "workspace": job.workspace, "kind": job.kind, "params": job.params}
    fired = {"made_by": job.made_by, "created_at": job.created_at, "schedule": schedule, "fire_at": fire_at}
    statement = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(jobs)
    values = {**same, **fired, **_row_of(job)}
    return tx.execute(statement.values(values).on_conflict_do_nothing()).rowcount == 1


def save(tx: Connection, job: Job) -> None:
    """Write what changed of a job."""
    tx.execute(sa.update(jobs).where(jobs.c.id == job.id).values(_row_of(job)))


def find(tx: Connection, workspace: int, job: str) -> Job | None:
    """Give a job of this workspace."""
    row = tx.execute(sa.select(jobs).where(jobs.c.workspace == workspace, jobs.c.id == job)).one_or_none()
    return None if row is None else _job_of(row)


def list_by_ids(tx: Connection, workspace: int, ids: Collection[str]) -> Mapping[str, Job]:
    """Give those of these jobs that the workspace has, by id."""
    query = sa.select(jobs).where(jobs.c.workspace == workspace, jobs.c.id.in_(sorted(ids)))
    return {row.id: _job_of(row) for row in tx.execute(query)}


def lock(tx: Connection, workspace: int, job: str) -> Job | None:
    """Give a job of this workspace and let nobody else change it until the commit."""
    mine = (jobs.c.workspace == workspace, jobs.c.id == job)
    row = tx.execute(sa.select(jobs).where(*mine).with_for_update()).one_or_none()
    return None if row is None else _job_of(row)


def hold(tx: Connection, job: Job) -> Job | None:
    """Give a running job as it is now and lock it; None when this claim of it is no longer the one that counts."""
    mine = (jobs.c.id == job.id, jobs.c.owner == job.owner, jobs.c.attempt == job.attempt)
    row = tx.execute(sa.select(jobs).where(*mine, jobs.c.state == "running").with_for_update()).one_or_none()
    return None if row is None else _job_of(row)


def list_jobs(tx: Connection, workspace: int, wanted: JobFilter, limit: int, before: str | None) -> Sequence[Job]:
    """Give jobs, newest first, older than the id `before`."""
    query = sa.select(jobs).where(jobs.c.workspace == workspace)
    if wanted.states is not None:
        query = query.where(jobs.c.state.in_(sorted(wanted.states)))
    if wanted.kind is not None:
        query = query.where(jobs.c.kind == wanted.kind)
    if wanted.made_by is not None:
        query = query.where(jobs.c.made_by == wanted.made_by)
    if before is not None:
        query = query.where(jobs.c.id < before)
    return [_job_of(row) for row in tx.execute(query.order_by(jobs.c.id.desc()).limit(limit))]


# --- leases


def _due(kinds: Collection[str], now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(_pending, jobs.c.run_at <= now, jobs.c.kind.in_(sorted(kinds)))


def has_due(tx: Connection, kinds: Collection[str], now: datetime) -> bool:
    """Tell whether any job of these kinds is due."""
    return tx.execute(sa.select(sa.exists().where(_due(kinds, now)))).scalar_one()


def claim(
    tx: Connection, kinds: Collection[str], owner: str, now: datetime, until: datetime, limit: int
) -> Sequence[Job]:
    """Lease the jobs that are due the longest; other processes claim different ones."""
    due = sa.select(jobs.c.id).where(_due(kinds, now)).order_by(jobs.c.run_at, jobs.c.id).limit(limit)
    ids = tx.execute(due.with_for_update(skip_locked=True)).scalars().all()
    if not ids:
        return ()
    mine = jobs.c.id.in_(ids)
    leased = {"state": "running", "owner": owner, "lease_until": until, "attempt": jobs.c.attempt + 1}
    began = sa.func.coalesce(jobs.c.started_at, sa.literal(now, TimestampType()))
    tx.execute(sa.update(jobs).where(mine).values(leased | {"started_at": began}))
    rows = tx.execute(sa.select(jobs).where(mine).order_by(jobs.c.run_at, jobs.c.id))
    return [_job_of(row) for row in rows]


def renew(tx: Connection, owner: str, running: Collection[str], until: datetime) -> int:
    """Prolong the leases of jobs that this process runs; give how many. One whose step runs just now renews itself."""
    mine = (_running, jobs.c.owner == owner, jobs.c.id.in_(running))
    ids = tx.execute(sa.select(jobs.c.id).where(*mine).with_for_update(skip_locked=True)).scalars().all()
    if ids:
        tx.execute(sa.update(jobs).where(jobs.c.id.in_(ids)).values(lease_until=until))
    return len(ids)


def has_lost(tx: Connection, now: datetime) -> bool:
    """Tell whether any lease has run out."""
    return tx.execute(sa.select(sa.exists().where(_running, jobs.c.lease_until < now))).scalar_one()


def list_lost(tx: Connection, now: datetime, all_but: str | None) -> Sequence[Job]:
    """Give and lock the running jobs whose lease has run out, or (where a process is named) all but that one's."""
    lost = jobs.c.lease_until < now if all_but is None else jobs.c.owner != all_but
    rows = tx.execute(sa.select(jobs).where(_running, lost).with_for_update(skip_locked=True))
    return [_job_of(row) for row in rows]


# --- looking after them


def delete_ended(tx: Connection, before: datetime, limit: int) -> int:
    """Delete up to `limit` jobs that ended before a moment; give how many."""
    old = sa.select(jobs.c.id).where(jobs.c.finished_at < before).order_by(jobs.c.finished_at).limit(limit)
    ids = tx.execute(old).scalars().all()
    if ids:
        tx.execute(sa.delete(jobs).where(jobs.c.id.in_(ids)))
    return len(ids)


def count_open(tx: Connection) -> Mapping[tuple[str, JobState], int]:
    """Give how many jobs that have not ended well or been cancelled there are, by kind and state."""
    groups = (jobs.c.kind, jobs.c.state)
    still = jobs.c.state.in_(["queued", "running", "waiting", "failed"])
    rows = tx.execute(sa.select(*groups, sa.func.count()).where(still).group_by(*groups))
    return {(row[0], JobState(row[1])): row[2] for row in rows}


def oldest_due(tx: Connection, kinds: Collection[str]) -> datetime | None:
    """Give since when the longest due job of these kinds has been due."""
    query = sa.select(sa.func.min(jobs.c.run_at)).where(_pending, jobs.c.kind.in_(sorted(kinds)))
    return tx.execute(query).scalar_one_or_none()


# --- schedules


def _schedule_of(row: sa.Row[Any]) -> Schedule:
    return Schedule(
        id=row.id,
        workspace=row.workspace,
        name=row.name,
        cron=row.cron,
        zone=row.zone,
        kind=row.kind,
        params=row.params,
        made_by=row.made_by,
        next_at=row.next_at,
        last_at=row.last_at,
    )


def find_schedule(tx: Connection, workspace: int, name: str) -> Schedule | None:
    """Give a schedule of this workspace by its name, and lock it."""
    mine = (schedules.c.workspace == workspace, schedules.c.name == name)
    row = tx.execute(sa.select(schedules).where(*mine).with_for_update()).one_or_none()
    return None if row is None else _schedule_of(row)


def list_schedules(tx: Connection, workspace: int) -> Sequence[Schedule]:
    """Give the schedules of a workspace by name."""
    query = sa.select(schedules).where(schedules.c.workspace == workspace).order_by(schedules.c.name)
    return [_schedule_of(row) for row in tx.execute(query)]


def put_schedule(tx: Connection, schedule: Schedule) -> None:
    """Write a schedule over the one of its name; of two that are new at the same moment one stays."""
    insert_new = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(schedules)
    values = asdict(schedule)
    changed = {name: value for name, value in values.items() if name != "id"}
    unique = ["workspace", "name"]
    tx.execute(insert_new.values(values).on_conflict_do_update(index_elements=unique, set_=changed))


def delete_schedule(tx: Connection, workspace: int, name: str) -> bool:
    """Delete a schedule; tell whether it was there."""
    mine = (schedules.c.workspace == workspace, schedules.c.name == name)
    return tx.execute(sa.delete(schedules).where(*mine)).rowcount == 1


def has_due_schedule(tx: Connection, now: datetime) -> bool:
    """Tell whether any schedule is to fire."""
    return tx.execute(sa.select(sa.exists().where(schedules.c.next_at <= now))).scalar_one()


def list_due_schedules(tx: Connection, now: datetime, limit: int) -> Sequence[Schedule]:
    """Give and lock schedules that are to fire; other processes are given different ones."""
    due = sa.select(schedules).where(schedules.c.next_at <= now).order_by(schedules.c.next_at).limit(limit)
    return [_schedule_of(row) for row in tx.execute(due.with_for_update(skip_locked=True))]


def set_fired(tx: Connection, schedule: str, fired_at: datetime, next_at: datetime | None) -> None:
    """Note when a schedule fired and when it does next."""
    fired = sa.update(schedules).where(schedules.c.id == schedule)
    tx.execute(fired.values(last_at=fired_at, next_at=next_at))
