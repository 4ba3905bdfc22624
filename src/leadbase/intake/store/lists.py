"""Lists of events: which ones, in pages, and the few facts of each that a list shows beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import OPEN_STATES, Event, State
from leadbase.intake.store.events import event_of
from leadbase.intake.store.tables import attempts, effects, events, payloads, troubled, unfinished
from leadbase.kit.json import JsonObject


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to list; None leaves a question open.

    `since` and `first` are included, `until` is not, `last` is; `after` is an id that those listed are newer than.
    """

    webhook: int | None = None
    states: Collection[State] | None = None
    since: datetime | None = None
    until: datetime | None = None
    has_issues: bool | None = None
    version: int | None = None
    duplicate: bool | None = None
    after: str | None = None
    first: str | None = None
    last: str | None = None
    ids: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest finished attempt of an event, in short; `error` is as it is kept."""

    version: int | None
    started_at: datetime
    finished_at: datetime
    error: JsonObject | None


def list_events(tx: Connection, workspace: int, wanted: EventFilter, limit: int, before: str | None) -> Sequence[Event]:
    """Give events, newest first, older than the id `before`."""
    query = sa.select(events).where(*conditions(workspace, wanted))
    if before is not None:
        query = query.where(events.c.id < before)
    return [event_of(row) for row in tx.execute(query.order_by(events.c.id.desc()).limit(limit))]


def conditions(workspace: int, wanted: EventFilter) -> Sequence[sa.ColumnElement[bool]]:
    """Spell which events of a workspace fit."""
    column = events.c
    asked: Sequence[tuple[Any, Callable[[Any], sa.ColumnElement[bool]]]] = (
        (wanted.webhook, lambda value: column.webhook == value),
        (wanted.states, lambda value: _in_states(value)),
        (wanted.since, lambda value: column.received_at >= value),
        (wanted.until, lambda value: column.received_at < value),
        (wanted.has_issues, lambda value: column.has_issues == value),
        (wanted.version, lambda value: _ran_on(value)),
        (wanted.duplicate, lambda value: _is_duplicate if value else sa.not_(_is_duplicate)),
        (wanted.after, lambda value: column.id > value),
        (wanted.first, lambda value: column.id >= value),
        (wanted.last, lambda value: column.id <= value),
        (wanted.ids, lambda value: column.id.in_(sorted(value))),
    )
    return [column.workspace == workspace, *(spell(value) for value, spell in asked if value is not None)]


def _in_states(states: Collection[State]) -> sa.ColumnElement[bool]:
    asked = events.c.state.in_(sorted(states))
    for indexed, held in ((troubled, _TROUBLED), (unfinished, OPEN_STATES)):
        if held.issuperset(states):
            return sa.and_(indexed, asked)
    return asked


_TROUBLED = frozenset({State.FAILED, State.REJECTED})
_is_duplicate = events.c.state == State.DUPLICATE.value


def _ran_on(version: int) -> sa.ColumnElement[bool]:
    latest = (attempts.c.event == events.c.id, attempts.c.number == events.c.attempt)
    return sa.exists().where(*latest, attempts.c.version == version)


def has_event_between(tx: Connection, workspace: int, first: str, last: str) -> bool:
    """Tell whether the workspace has an event with an id from `first` to `last`."""
    between = (events.c.workspace == workspace, events.c.id >= first, events.c.id <= last)
    return tx.execute(sa.select(sa.exists().where(*between))).scalar_one()


def find_writers(tx: Connection, workspace: int, wanted: EventFilter, record: str, most: int) -> Sequence[str]:
    """Give which of the newest `most` events that fit wrote to a record."""
    newest = _newest(workspace, wanted, most)
    wrote = sa.select(effects.c.event).distinct().join(newest, newest.c.id == effects.c.event)
    return tx.execute(wrote.where(effects.c.record == record)).scalars().all()


def find_bodies(
    tx: Connection, workspace: int, wanted: EventFilter, needles: Sequence[bytes], most: int, largest: int
) -> Sequence[str]:
    """Give which of the newest `most` events that fit have any of these bytes in a body of up to `largest` bytes."""
    newest = _newest(workspace, wanted, most)
    kept = sa.select(payloads.c.event).join(newest, newest.c.id == payloads.c.event).where(newest.c.size <= largest)
    return tx.execute(kept.where(sa.or_(*(_holds(tx, needle) for needle in needles)))).scalars().all()


def _newest(workspace: int, wanted: EventFilter, most: int) -> sa.Subquery:
    query = sa.select(events.c.id, events.c.size).where(*conditions(workspace, replace(wanted, after=None)))
    return query.order_by(events.c.id.desc()).limit(most).subquery()


def _holds(tx: Connection, needle: bytes) -> sa.ColumnElement[bool]:
    wanted = sa.cast(sa.literal(needle, sa.LargeBinary()), sa.LargeBinary())
    if tx.dialect.name == "postgresql":
        return sa.func.position(wanted.op("IN")(payloads.c.raw)) > 0
    return sa.func.instr(payloads.c.raw, wanted) > 0


def starts_of(tx: Connection, ids: Collection[str], most: int, largest: int) -> Mapping[str, bytes]:
    """Give the first `most` bytes of the bodies of these events that are kept and have up to `largest` bytes."""
    start = sa.func.substr(payloads.c.raw, 1, most, type_=sa.LargeBinary())
    query = sa.select(payloads.c.event, start.label("start")).join(events, events.c.id == payloads.c.event)
    rows = tx.execute(query.where(payloads.c.event.in_(sorted(ids)), events.c.size <= largest))
    return {row.event: bytes(row.start or b"") for row in rows}  # SQLite gives NULL for the start of an empty body


def latest_of(tx: Connection, found: Sequence[Event]) -> Mapping[str, Latest]:
    """Give the latest attempt of each of these events, of those whose attempt has ended and is kept."""
    numbers = {event.id: event.attempt for event in found}
    column = attempts.c
    query = sa.select(column.event, column.number, column.version, column.started_at, column.finished_at, column.error)
    rows = tx.execute(query.where(column.event.in_(sorted(numbers))))
    return {
        row.event: Latest(row.version, row.started_at, row.finished_at, row.error)
        for row in rows
        if row.number == numbers[row.event]
    }


def count_effects(tx: Connection, ids: Collection[str]) -> Sequence[tuple[str, int, str, str, int]]:
    """Give (event, attempt, table, operation, count) of what these events' attempts did, in the order they did it."""
    column = effects.c
    groups = (column.event, column.attempt, column.table, column.operation)
    query = sa.select(*groups, sa.func.count()).where(column.event.in_(sorted(ids))).group_by(*groups)
    rows = tx.execute(query.order_by(column.event, column.attempt, sa.func.min(column.ordinal)))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def find_neighbours(tx: Connection, webhook: int, event: str) -> tuple[str | None, str | None]:
    """Give the ids of the events of the webhook just before and just after this one."""
    mine = events.c.webhook == webhook
    before = tx.execute(sa.select(sa.func.max(events.c.id)).where(mine, events.c.id < event)).scalar_one()
    after = tx.execute(sa.select(sa.func.min(events.c.id)).where(mine, events.c.id > event)).scalar_one()
    return before, after


def last_received(tx: Connection, webhooks: Sequence[int]) -> Mapping[int, datetime]:
    """Give when the last event of each of these webhooks came in that was not rejected; those without are left out."""
    found: dict[int, datetime] = {}
    for webhook in webhooks:
        mine = (events.c.webhook == webhook, events.c.state != State.REJECTED.value)
        query = sa.select(events.c.received_at).where(*mine).order_by(events.c.id.desc()).limit(1)
        received_at = tx.execute(query).scalar_one_or_none()
        if received_at is not None:
            found[webhook] = received_at
    return found


def count_unfinished(tx: Connection, workspace: int) -> Mapping[tuple[int, State], int]:
    """Give how many events of each webhook wait for their next try or are held, by (webhook, state)."""
    groups = (events.c.webhook, events.c.state)
    mine = (events.c.state.in_([State.WAITING.value, State.HELD.value]), events.c.workspace == workspace)
    rows = tx.execute(sa.select(*groups, sa.func.count()).where(unfinished, *mine).group_by(*groups))
    return {(row[0], State(row[1])): row[2] for row in rows}


def failed_unseen(tx: Connection, workspace: int, first: str) -> Collection[int]:
    """Give the webhooks with events from this id on that failed and that no person has seen."""
    mine = (events.c.state == State.FAILED.value, events.c.id >= first, events.c.seen_at.is_(None))
    query = sa.select(events.c.webhook).distinct().where(troubled, *mine, events.c.workspace == workspace)
    return set(tx.execute(query).scalars())


def newest_of(tx: Connection, webhook: int) -> str | None:
    """Give the id of a webhook's newest event."""
    return tx.execute(sa.select(sa.func.max(events.c.id)).where(events.c.webhook == webhook)).scalar_one()


def first_after(tx: Connection, webhook: int, after: str) -> Event | None:
    """Give the oldest event of a webhook that is newer than an id and was not rejected."""
    later = (events.c.webhook == webhook, events.c.id > after, events.c.state != State.REJECTED.value)
    row = tx.execute(sa.select(events).where(*later).order_by(events.c.id).limit(1)).one_or_none()
    return None if row is None else event_of(row)
