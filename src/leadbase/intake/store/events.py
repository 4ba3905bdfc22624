"""Reading an event and moving events outside the hot path: claims, take-overs, re-arming."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import Answer, Attempt, Effect, Event, Operation, State, Trigger
from leadbase.intake.store.tables import attempts, effects, events, payloads, processes, unfinished
from leadbase.kit.json import JsonObject, JsonValue


def answer_json(answer: Answer | None) -> JsonObject | None:
    """Spell an answer for storage."""
    if answer is None:
        return None
    spelt: dict[str, JsonValue] = {"status": answer.status, "body": answer.body, "content_type": answer.content_type}
    return {**spelt, "headers": dict(answer.headers)} if answer.headers else spelt


def answer_of(stored: JsonValue) -> Answer | None:
    """Read a stored answer."""
    if stored is None:
        return None
    fields = cast(dict[str, Any], stored)
    return Answer(fields["status"], fields["body"], fields["content_type"], fields.get("headers", {}))


def _pairs(stored: JsonValue) -> list[tuple[str, str]]:
    return [(name, value) for name, value in cast(list[tuple[str, str]], stored)]


def event_of(row: sa.Row[Any]) -> Event:
    """Make an event of its row."""
    return Event(
        id=row.id,
        workspace=row.workspace,
        webhook=row.webhook,
        state=State(row.state),
        cause=row.cause,
        method=row.method,
        suffix=row.suffix,
        query=_pairs(row.query),
        headers=_pairs(row.headers),
        ip=row.ip,
        size=row.size,
        received_at=row.received_at,
        duplicate_of=row.duplicate_of,
        attempt=row.attempt,
        tries=row.tries,
        trigger=Trigger(row.trigger),
        next_at=row.next_at,
        finished_at=row.finished_at,
        has_issues=row.has_issues,
        answer=answer_of(row.answer),
        timings=row.timings,
        seen_at=row.seen_at,
    )


def find_event(tx: Connection, workspace: int, event: str) -> Event | None:
    """Give an event of this workspace."""
    row = tx.execute(sa.select(events).where(events.c.workspace == workspace, events.c.id == event)).one_or_none()
    return None if row is None else event_of(row)


def list_by_ids(tx: Connection, workspace: int, ids: Collection[str]) -> Sequence[Event]:
    """Give those of these events that are there, in no order."""
    mine = (events.c.workspace == workspace, events.c.id.in_(sorted(ids)))
    return [event_of(row) for row in tx.execute(sa.select(events).where(*mine))]


def find_payload(tx: Connection, event: str) -> bytes | None:
    """Give the body's bytes as they came; None when their time is over."""
    return tx.execute(sa.select(payloads.c.raw).where(payloads.c.event == event)).scalar_one_or_none()


def mark_seen(tx: Connection, workspace: int, event: str, now: datetime) -> None:
    """Note when a failed event was first seen by a person."""
    mine = (events.c.workspace == workspace, events.c.id == event, events.c.state == State.FAILED.value)
    tx.execute(sa.update(events).where(*mine, events.c.seen_at.is_(None)).values(seen_at=now))


def list_attempts(tx: Connection, event: str) -> Sequence[Attempt]:
    """Give the finished attempts of an event, oldest first."""
    rows = tx.execute(sa.select(attempts).where(attempts.c.event == event).order_by(attempts.c.number))
    return [
        Attempt(
            event=row.event,
            number=row.number,
            version=row.version,
            trigger=Trigger(row.trigger),
            outcome=row.outcome,
            started_at=row.started_at,
            finished_at=row.finished_at,
            error=row.error,
            console=row.console,
            notes=row.notes,
            answer=answer_of(row.answer),
            timings=row.timings,
            actor=row.actor,
        )
        for row in rows
    ]


def list_effects(tx: Connection, event: str) -> Sequence[Effect]:
    """Give everything that the event's attempts did, in order."""
    order = (effects.c.attempt, effects.c.ordinal)
    rows = tx.execute(sa.select(effects).where(effects.c.event == event).order_by(*order))
    return [
        Effect(
            row.event,
            row.attempt,
            row.ordinal,
            row.table,
            row.record,
            Operation(row.operation),
            row.before,
            row.issues,
        )
        for row in rows
    ]


_START = (
    sa.update(events)
    .where(events.c.id == sa.bindparam("event_id"))
    .values(
        state=State.RUNNING.value,
        attempt=sa.bindparam("new_attempt"),
        owner=sa.bindparam("new_owner"),
        trigger=sa.bindparam("new_trigger"),
        tries=sa.bindparam("new_tries"),
        next_at=None,
    )
)


def start_attempt(
    tx: Connection, workspace: int, event: str, owner: str, trigger: Trigger, states: Collection[State]
) -> Event | None:
    """Move an event in one of these states to `running` by this owner, as a new attempt; None when it is in another.

    A replay, and whatever begins after the event had failed, has all automatic retries before it again.
    """
    query = sa.select(events).where(
        events.c.workspace == workspace, events.c.id == event, events.c.state.in_(sorted(states))
    )
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None:
        return None
    is_anew = trigger in (Trigger.REDO, Trigger.AS_NEW) or row.state == State.FAILED.value
    return _started(tx, row, owner, trigger, 0 if is_anew else row.tries)


def _started(tx: Connection, row: sa.Row[Any], owner: str, trigger: Trigger, tries: int) -> Event:
    values = {
        "event_id": row.id,
        "new_attempt": row.attempt + 1,
        "new_owner": owner,
        "new_trigger": trigger.value,
        "new_tries": tries,
    }
    tx.execute(_START, values)
    started = {"state": State.RUNNING, "attempt": row.attempt + 1, "trigger": trigger, "tries": tries, "next_at": None}
    return _replaced(event_of(row), started)


def _replaced(event: Event, changes: dict[str, Any]) -> Event:
    fields = {name: getattr(event, name) for name in Event.__dataclass_fields__}
    return Event(**{**fields, **changes})


def _due(now: datetime) -> sa.ColumnElement[bool]:
    waits_no_more = sa.and_(events.c.state == State.WAITING.value, events.c.next_at <= now)
    return sa.and_(unfinished, sa.or_(events.c.state == State.RECEIVED.value, waits_no_more))


def has_due(tx: Connection, now: datetime) -> bool:
    """Tell whether any event is received, or waiting and due."""
    return tx.execute(sa.select(sa.exists().where(_due(now)))).scalar_one()


def claim_due(tx: Connection, owner: str, now: datetime, limit: int) -> Sequence[Event]:
    """Start the oldest events that are received, or waiting and due; other processes claim different ones."""
    query = sa.select(events).where(_due(now)).order_by(events.c.id).limit(limit).with_for_update(skip_locked=True)
    rows = tx.execute(query).all()
    return [_started(tx, row, owner, _trigger_of(row), row.tries) for row in rows]


def _trigger_of(row: sa.Row[Any]) -> Trigger:
    """Tell why an event that is due is run; what was to be done as new still is when it is tried again."""
    trigger = Trigger(row.trigger)
    return Trigger.RETRY if row.state == State.WAITING.value and trigger is not Trigger.AS_NEW else trigger


def list_running(tx: Connection, owner: str) -> Sequence[tuple[str, int]]:
    """Give the events that this owner runs, each with the number of its attempt."""
    mine = (unfinished, events.c.state == State.RUNNING.value, events.c.owner == owner)
    return [(row.id, row.attempt) for row in tx.execute(sa.select(events.c.id, events.c.attempt).where(*mine))]


def give_back(tx: Connection, event: str, attempt: int, owner: str, now: datetime) -> None:
    """Hand a running event back to the queue, if this attempt of this owner is still the one that runs."""
    mine = (events.c.id == event, events.c.attempt == attempt, events.c.owner == owner)
    query = sa.select(events).where(*mine, events.c.state == State.RUNNING.value).with_for_update()
    _release(tx, tx.execute(query).all(), now)


def _release(tx: Connection, rows: Sequence[sa.Row[Any]], now: datetime) -> None:
    for row in rows:
        tx.execute(sa.insert(attempts), _lost_attempt(row, now))
    ids = [row.id for row in rows]
    tx.execute(sa.update(events).where(events.c.id.in_(ids)).values(state=State.RECEIVED.value, owner=None))


def release_held(tx: Connection, webhook: int, limit: int) -> int:
    """Hand up to `limit` held events of a webhook, oldest first, to whoever claims next; give how many."""
    oldest = (
        sa.select(events.c.id)
        .where(unfinished, events.c.webhook == webhook, events.c.state == State.HELD.value)
        .order_by(events.c.id)
        .limit(limit)
    )
    ids = [row.id for row in tx.execute(oldest)]
    move = sa.update(events).where(events.c.id.in_(ids), events.c.state == State.HELD.value)
    tx.execute(move.values(state=State.RECEIVED.value, trigger=Trigger.HELD.value))
    return len(ids)


def beat(tx: Connection, process: str, now: datetime) -> None:
    """Say that this process lives."""
    if tx.execute(sa.update(processes).where(processes.c.id == process).values(heartbeat_at=now)).rowcount == 0:
        tx.execute(sa.insert(processes), {"id": process, "heartbeat_at": now})


def _orphaned(silent_since: datetime) -> sa.ColumnElement[bool]:
    living = sa.select(processes.c.id).where(processes.c.heartbeat_at > silent_since)
    return sa.and_(unfinished, events.c.state == State.RUNNING.value, events.c.owner.not_in(living))


def has_orphans(tx: Connection, silent_since: datetime) -> bool:
    """Tell whether any running event belongs to a process without a heartbeat since then."""
    return tx.execute(sa.select(sa.exists().where(_orphaned(silent_since)))).scalar_one()


def take_over(tx: Connection, now: datetime, silent_since: datetime, survivors: Collection[str] | None) -> int:
    """Give back to the queue what dead processes were running, with a `lost` attempt on record; give how many.

    A process is dead when its heartbeat is older than `silent_since`; where `survivors` are named, everyone else is.
    """
    dead = _orphaned(silent_since)
    if survivors is not None:
        dead = sa.and_(unfinished, events.c.state == State.RUNNING.value, events.c.owner.not_in(sorted(survivors)))
    lost = sa.select(events).where(dead).with_for_update(skip_locked=True)
    rows = tx.execute(lost).all()
    _release(tx, rows, now)
    tx.execute(sa.delete(processes).where(processes.c.heartbeat_at <= silent_since))
    return len(rows)


def _lost_attempt(row: sa.Row[Any], now: datetime) -> dict[str, object]:
    return {
        "event": row.id,
        "number": row.attempt,
        "version": None,
        "trigger": row.trigger,
        "outcome": "lost",
        "started_at": row.received_at,
        "finished_at": now,
        "error": {"code": "process_lost"},
        "console": None,
        "notes": None,
        "answer": None,
        "timings": {},
        "actor": "",
    }
