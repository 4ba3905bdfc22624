"""Letting go of what is old: which events may go, how much is kept, and deleting in small batches.

Ids are time-ordered, so "older than" is a comparison of ids and needs no index of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import OPEN_STATES, State
from leadbase.intake.store.quarters import quarter_of
from leadbase.intake.store.tables import (
    attempts,
    dedupe,
    effects,
    event_quarters,
    events,
    payloads,
    processes,
    refusals,
    troubled,
    unfinished,
    webhook_keys,
    webhook_suffixes,
)
from leadbase.kit.ids import first_id

FINISHED = sa.or_(
    events.c.state.in_([State.DONE, State.DUPLICATE, State.REJECTED]),
    sa.and_(events.c.state == State.FAILED, events.c.seen_at.is_not(None)),
)
"""What may go: never what is still to be processed, nor a failure that no person has seen."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose events are meant: those of one workspace (internal number), or everybody's but those of some."""

    only: int | None = None
    but: Collection[int] = ()


EVERYBODY = Reach()


def _within(reach: Reach) -> sa.ColumnElement[bool]:
    if reach.only is not None:
        return events.c.workspace == reach.only
    return events.c.workspace.not_in(sorted(reach.but)) if reach.but else sa.true()


def list_old_events(
    tx: Connection, before: datetime, after_id: str, most: int, reach: Reach = EVERYBODY
) -> Sequence[str]:
    """Give the oldest events that may go of those received before this moment, after an id."""
    chosen = sa.select(events.c.id).where(events.c.id > after_id, events.c.id < first_id(before), FINISHED)
    chosen = chosen.where(_within(reach))
    return tx.execute(chosen.order_by(events.c.id).limit(most)).scalars().all()


def list_old_payloads(
    tx: Connection, before: datetime, after_id: str, most: int, reach: Reach = EVERYBODY
) -> Sequence[tuple[str, int]]:
    """Give the events (id, bytes of the body) whose bytes may go, the oldest first, as `list_old_events` does."""
    chosen = (
        sa.select(events.c.id, events.c.size)
        .join(payloads, payloads.c.event == events.c.id)
        .where(payloads.c.event > after_id, payloads.c.event < first_id(before), FINISHED, _within(reach))
        .order_by(payloads.c.event)
        .limit(most)
    )
    return [(event, size) for event, size in tx.execute(chosen)]


def list_rejected(tx: Connection, before: datetime | None, most: int, reach: Reach = EVERYBODY) -> Sequence[str]:
    """Give the oldest rejected events, of those received before a moment or of all."""
    chosen = sa.select(events.c.id).where(troubled, events.c.state == State.REJECTED, _within(reach))
    if before is not None:
        chosen = chosen.where(events.c.id < first_id(before))
    return tx.execute(chosen.order_by(events.c.id).limit(most)).scalars().all()


def delete_events(tx: Connection, ids: Sequence[str]) -> int:
    """Delete events with everything of theirs; give how many. The rows that they made stay."""
    for table in (effects, attempts, payloads):
        tx.execute(sa.delete(table).where(table.c.event.in_(ids)))
    return tx.execute(sa.delete(events).where(events.c.id.in_(ids))).rowcount


def delete_payloads(tx: Connection, ids: Sequence[str]) -> int:
    """Delete the bytes of events; give how many."""
    return tx.execute(sa.delete(payloads).where(payloads.c.event.in_(ids))).rowcount


def delete_attempts(tx: Connection, before: datetime, most: int, reach: Reach = EVERYBODY) -> int:
    """Delete attempts that ended before this moment, of events that may go; give how many."""
    old = (
        sa.select(attempts.c.event, attempts.c.number)
        .join(events, events.c.id == attempts.c.event)
        .where(attempts.c.event < first_id(before), attempts.c.finished_at < before, FINISHED, _within(reach))
        .order_by(attempts.c.event, attempts.c.number)
        .limit(most)
    )
    chosen = sa.tuple_(attempts.c.event, attempts.c.number).in_(old)
    return tx.execute(sa.delete(attempts).where(chosen)).rowcount


def delete_expired(tx: Connection, now: datetime, silent_since: datetime, first_day: str, most: int) -> int:
    """Delete claims, keys and suffixes that have expired, counts and dead processes that are old; give how many."""
    claims = sa.select(dedupe.c.webhook, dedupe.c.key_hash).where(dedupe.c.expires_at < now).limit(most)
    gone = tx.execute(sa.delete(dedupe).where(sa.tuple_(dedupe.c.webhook, dedupe.c.key_hash).in_(claims))).rowcount
    gone += tx.execute(sa.delete(webhook_keys).where(webhook_keys.c.expires_at < now)).rowcount
    gone += tx.execute(sa.delete(webhook_suffixes).where(webhook_suffixes.c.expires_at < now)).rowcount
    gone += tx.execute(sa.delete(refusals).where(refusals.c.day < first_day)).rowcount
    oldest = quarter_of(datetime.fromisoformat(first_day).replace(tzinfo=UTC))
    gone += tx.execute(sa.delete(event_quarters).where(event_quarters.c.quarter < oldest)).rowcount
    return gone + tx.execute(sa.delete(processes).where(processes.c.heartbeat_at < silent_since)).rowcount


def stored_bytes(tx: Connection) -> int:
    """Give about how many bytes events, payloads, attempts and effects take; never less than they do."""
    if tx.dialect.name == "postgresql":
        sizes = [sa.func.pg_total_relation_size(table.name) for table in (events, payloads, attempts, effects)]
        return int(tx.execute(sa.select(sum(sizes[1:], sizes[0]))).scalar_one())
    pages, free, size = (
        tx.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def payload_bytes(tx: Connection, *, rejected: bool = False) -> int:
    """Give the bytes of all bodies that are kept, or of those of rejected events; reads every event that has one."""
    kept = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(payloads.c.raw)), 0))
    if rejected:
        kept = kept.join(events, events.c.id == payloads.c.event).where(troubled, events.c.state == State.REJECTED)
    return int(tx.execute(kept).scalar_one())


def protected_bytes(tx: Connection) -> int:
    """Give the bytes of the bodies that may not go."""
    kept = (
        sa.select(sa.func.coalesce(sa.func.sum(events.c.size), 0))
        .join(payloads, payloads.c.event == events.c.id)
        .where(sa.not_(FINISHED))
    )
    return int(tx.execute(kept).scalar_one())


def count_events(tx: Connection, workspace: int, most: int) -> int:
    """Give how many events of a workspace are kept, counting no further than `most`."""
    some = sa.select(events.c.id).where(events.c.workspace == workspace).limit(most).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def count_open(tx: Connection) -> Mapping[str, int]:
    """Give how many events are in each unfinished state, and under `failed` those that no person has seen."""
    waiting = sa.select(events.c.state, sa.func.count()).where(unfinished).group_by(events.c.state)
    counts = {state.value: 0 for state in sorted(OPEN_STATES)} | {state: count for state, count in tx.execute(waiting)}
    failed = sa.select(sa.func.count()).where(troubled, events.c.state == State.FAILED, events.c.seen_at.is_(None))
    return counts | {State.FAILED.value: tx.execute(failed).scalar_one()}


def oldest_due(tx: Connection) -> datetime | None:
    """Give the moment at which the event was due that waits longest to be processed, if any is due."""
    received = sa.select(sa.func.min(events.c.received_at)).where(unfinished, events.c.state == State.RECEIVED)
    return tx.execute(received).scalar_one()


def last_heartbeat(tx: Connection) -> datetime | None:
    """Give when a server last said that it lives."""
    return tx.execute(sa.select(sa.func.max(processes.c.heartbeat_at))).scalar_one()
