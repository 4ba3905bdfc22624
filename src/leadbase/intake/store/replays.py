"""Bulk replays and the events that each of them takes, with what became of every one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import Operation
from leadbase.intake.store.lists import EventFilter, conditions
from leadbase.intake.store.tables import attempts, effects, events
from leadbase.kit.json import JsonObject
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, TimestampType, text_type


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, text_type(), **more)


replays = sa.Table(
    "replays",
    metadata,
    _text("id", primary_key=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    sa.Column("webhook", sa.BigInteger),
    sa.Column("version", sa.Integer),
    _text("source"),
    _text("language"),
    sa.Column("as_new", sa.Boolean, nullable=False),
    sa.Column("dry_run", sa.Boolean, nullable=False),
    sa.Column("rate", sa.Integer),
    sa.Column("asked", JsonType(), nullable=False),
    _text("made_by", nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False, index=True),
    _text("undo"),
)
"""A replay has the id of its job. `source` is the draft that it runs, as it was then; `asked` what it was asked for.
`undo` is the job that takes it back."""
sa.Index("ix_replays_workspace_id", replays.c.workspace, replays.c.id)

replay_items = sa.Table(
    "replay_items",
    metadata,
    _text("replay", primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    _text("event", nullable=False),
    _text("state", nullable=False),
    sa.Column("attempt", sa.Integer),
    _text("outcome"),
    sa.Column("error", JsonType()),
    sa.Column("writes", JsonType()),
    sa.Column("kept_fields", sa.Integer, nullable=False),
    sa.Column("undone", JsonType()),
)
"""The events of a replay. An item is open, begun (its attempt runs), known (its outcome is), and at last counted.
`undone` is what became of its records when the replay was undone."""

_uncounted = replay_items.c.state != sa.literal_column("'counted'", sa.Text)
sa.Index(
    "ix_replay_items_uncounted",
    replay_items.c.replay,
    replay_items.c.ordinal,
    postgresql_where=_uncounted,
    sqlite_where=_uncounted,
)
_begun = replay_items.c.state == sa.literal_column("'begun'", sa.Text)
sa.Index("ix_replay_items_begun", replay_items.c.event, postgresql_where=_begun, sqlite_where=_begun)

SAME = "same"
"""Counted instead of an update or redo that changes nothing."""

_MAY_BE_SAME = (Operation.UPDATE.value, Operation.REDO.value)

Counts = Mapping[str, Mapping[str, int]]
"""How many records of each table (by id) an attempt made, changed, …, by operation."""


@dataclass(frozen=True, slots=True)
class BulkReplay:
    """Events to be replayed as one job, whose id it has.

    They run on the `version` of this number, on `source` (a draft, as it was then) or on what is live. `rate` is how
    many a second at most. `asked` is what the API was asked for.
    """

    id: str
    workspace: int
    webhook: int | None
    version: int | None
    source: str | None
    language: str | None
    as_new: bool
    dry_run: bool
    rate: int | None
    asked: JsonObject
    made_by: str
    created_at: datetime
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One event of a replay, and what became of it: `outcome` is done, failed, waiting or refused."""

    replay: str
    ordinal: int
    event: str
    state: str = "open"
    attempt: int | None = None
    outcome: str | None = None
    error: JsonObject | None = None
    writes: Counts | None = None
    kept_fields: int = 0
    undone: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """What an event has to run on that a replay began and a dead process left."""

    replay: str
    version: int | None
    source: str | None
    language: str | None


def insert_replay(tx: Connection, made: BulkReplay) -> None:
    """Write a new replay."""
    tx.execute(sa.insert(replays).values({column.name: getattr(made, column.name) for column in replays.columns}))


def find_replay(tx: Connection, workspace: int, replay: str) -> BulkReplay | None:
    """Give a replay of this workspace."""
    row = tx.execute(sa.select(replays).where(replays.c.workspace == workspace, replays.c.id == replay)).one_or_none()
    return None if row is None else _replay_of(row)


def list_replays(tx: Connection, workspace: int, limit: int, before: str | None) -> Sequence[BulkReplay]:
    """Give replays, newest first, older than the id `before`."""
    query = sa.select(replays).where(replays.c.workspace == workspace)
    if before is not None:
        query = query.where(replays.c.id < before)
    return [_replay_of(row) for row in tx.execute(query.order_by(replays.c.id.desc()).limit(limit))]


def _replay_of(row: sa.Row[Any]) -> BulkReplay:
    return BulkReplay(**{column.name: getattr(row, column.name) for column in replays.columns})


def list_event_ids(tx: Connection, workspace: int, wanted: EventFilter, until: str, limit: int) -> Sequence[str]:
    """Give the ids of events that fit, oldest first, up to the id `until`."""
    fitting = (*conditions(workspace, wanted), events.c.id < until)
    return tx.execute(sa.select(events.c.id).where(*fitting).order_by(events.c.id).limit(limit)).scalars().all()


def add_items(tx: Connection, items: Sequence[Item]) -> None:
    """Write new items."""
    if items:
        tx.execute(sa.insert(replay_items), [_item_row(item) for item in items])


def list_uncounted(tx: Connection, replay: str, limit: int) -> Sequence[Item]:
    """Give the first items of a replay that are not counted yet."""
    mine = (_uncounted, replay_items.c.replay == replay)
    rows = tx.execute(sa.select(replay_items).where(*mine).order_by(replay_items.c.ordinal).limit(limit))
    return [_item_of(row) for row in rows]


def list_items(tx: Connection, replay: str, after: int, limit: int, outcome: str | None = None) -> Sequence[Item]:
    """Give the items of a replay in order, from beyond an ordinal, of one outcome or of all."""
    mine = [replay_items.c.replay == replay, replay_items.c.ordinal > after]
    if outcome is not None:
        mine.append(replay_items.c.outcome == outcome)
    rows = tx.execute(sa.select(replay_items).where(*mine).order_by(replay_items.c.ordinal).limit(limit))
    return [_item_of(row) for row in rows]


def set_undo(tx: Connection, replay: str, job: str) -> None:
    """Note which job takes a replay back."""
    tx.execute(sa.update(replays).where(replays.c.id == replay).values(undo=job))


def list_to_undo(tx: Connection, replay: str, below: int | None, limit: int) -> Sequence[Item]:
    """Give the items of a replay that ran, the last first, from below an ordinal; also those undone already."""
    ran = sa.select(replay_items).where(replay_items.c.replay == replay, replay_items.c.attempt.is_not(None))
    if below is not None:
        ran = ran.where(replay_items.c.ordinal < below)
    return [_item_of(row) for row in tx.execute(ran.order_by(replay_items.c.ordinal.desc()).limit(limit))]


def count_to_undo(tx: Connection, replay: str) -> int:
    """Count the items of a replay that ran."""
    ran = (replay_items.c.replay == replay, replay_items.c.attempt.is_not(None))
    return tx.execute(sa.select(sa.func.count()).select_from(replay_items).where(*ran)).scalar_one()


def ends_of(tx: Connection, replay: str, wanted: Collection[str]) -> Mapping[str, datetime]:
    """Give when the attempts ended that a replay made of those of these events that are its own."""
    ran = sa.select(replay_items.c.event, attempts.c.finished_at).join(
        attempts, sa.and_(attempts.c.event == replay_items.c.event, attempts.c.number == replay_items.c.attempt)
    )
    mine = (replay_items.c.replay == replay, replay_items.c.event.in_(sorted(wanted)))
    return {row.event: row.finished_at for row in tx.execute(ran.where(*mine))}


def mark_undone(tx: Connection, item: Item, counts: Mapping[str, int]) -> None:
    """Note that an item was undone, and what became of its records."""
    tx.execute(sa.update(replay_items).where(*_is(item)).values(undone=dict(counts)))


def begin_item(tx: Connection, item: Item, attempt: int) -> bool:
    """Note which attempt an open item has begun; tell whether it was open."""
    begun = sa.update(replay_items).where(*_is(item), replay_items.c.state == "open")
    return tx.execute(begun.values(state="begun", attempt=attempt)).rowcount == 1


def save_items(tx: Connection, items: Sequence[Item]) -> None:
    """Write what became of items."""
    for item in items:
        tx.execute(sa.update(replay_items).where(*_is(item)).values(_item_row(item)))


def know_item(tx: Connection, item: Item) -> bool:
    """Write what became of an item that is still open; tell whether it was."""
    known = sa.update(replay_items).where(*_is(item), replay_items.c.state == "open")
    return tx.execute(known.values(_item_row(replace(item, state="known")))).rowcount == 1


def _is(item: Item) -> Sequence[sa.ColumnElement[bool]]:
    return (replay_items.c.replay == item.replay, replay_items.c.ordinal == item.ordinal)


def _item_row(item: Item) -> dict[str, Any]:
    return {column.name: getattr(item, column.name) for column in replay_items.columns}


def _item_of(row: sa.Row[Any]) -> Item:
    return Item(**{column.name: getattr(row, column.name) for column in replay_items.columns})


def settled(tx: Connection, items: Sequence[Item]) -> Sequence[Item]:
    """Give those of the begun items whose attempt has ended (one that was lost, by the next), as known."""
    begun = {item.event: item for item in items}
    column = attempts.c
    asked = (column.event, column.number, column.outcome, column.error, column.notes)
    rows = tx.execute(
        sa.select(*asked)
        .where(column.event.in_(sorted(begun)), column.outcome != "lost")
        .order_by(column.event, column.number.desc())
    )
    ended = {row.event: row for row in rows if row.number >= (begun[row.event].attempt or 0)}
    did = _effects(tx, {event: row.number for event, row in ended.items()})
    found = [
        replace(
            begun[event],
            state="known",
            outcome=row.outcome,
            error=row.error,
            writes=did.get(event, {}),
            kept_fields=count_kept_fields(row.notes),
        )
        for event, row in ended.items()
    ]
    there = set(tx.execute(sa.select(events.c.id).where(events.c.id.in_(sorted(begun)))).scalars())
    gone: JsonObject = {"code": "event_unknown"}
    lost = [item for event, item in begun.items() if event not in there and event not in ended]
    return [*found, *(replace(item, state="known", outcome="refused", error=gone) for item in lost)]


def _effects(tx: Connection, numbers: Mapping[str, int]) -> Mapping[str, dict[str, dict[str, int]]]:
    column = effects.c
    is_same = sa.and_(column.before.is_(None), column.issues.is_(None), column.operation.in_(_MAY_BE_SAME))
    did = sa.case((is_same, SAME), else_=column.operation).label("did")
    groups = (column.event, column.attempt, column.table)
    counted = sa.select(*groups, did, sa.func.count()).where(column.event.in_(sorted(numbers)))
    query = counted.group_by(*groups, sa.text("did"))
    found: dict[str, dict[str, dict[str, int]]] = {}
    for event, attempt, table, operation, count in tx.execute(query):
        if attempt == numbers[event]:
            found.setdefault(event, {}).setdefault(table, {})[operation] = count
    return found


def count_kept_fields(notes: Any) -> int:
    """Count the fields that people had changed and a replay left alone, by the notes of its attempt."""
    return sum(note.get("code") == "field_kept" for note in notes or ())


def find_pin(tx: Connection, event: str) -> Pin | None:
    """Give what an event has to run on, if a replay began it whose outcome is not known yet."""
    wanted = (replays.c.id, replays.c.version, replays.c.source, replays.c.language)
    joined = replays.join(replay_items, replay_items.c.replay == replays.c.id)
    newest = sa.select(*wanted).select_from(joined).where(_begun, replay_items.c.event == event)
    row = tx.execute(newest.order_by(replays.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Pin(*row)


def list_made_before(tx: Connection, before: datetime, limit: int) -> Sequence[tuple[int, str]]:
    """Give the workspaces and ids of the oldest replays that were made before a moment."""
    old = sa.select(replays.c.workspace, replays.c.id).where(replays.c.created_at < before)
    return [(row[0], row[1]) for row in tx.execute(old.order_by(replays.c.created_at).limit(limit))]


def delete_items(tx: Connection, ids: Collection[str], limit: int) -> int:
    """Delete up to `limit` items of these replays; give how many."""
    rows = tx.execute(
        sa.select(replay_items.c.replay, replay_items.c.ordinal)
        .where(replay_items.c.replay.in_(sorted(ids)))
        .limit(limit)
    ).all()
    if rows:
        key = sa.tuple_(replay_items.c.replay, replay_items.c.ordinal)
        tx.execute(sa.delete(replay_items).where(key.in_([tuple(row) for row in rows])))
    return len(rows)


def delete_replays(tx: Connection, ids: Collection[str]) -> None:
    """Delete replays whose items are gone."""
    tx.execute(sa.delete(replays).where(replays.c.id.in_(sorted(ids))))
