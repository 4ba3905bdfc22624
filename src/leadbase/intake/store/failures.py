"""Events that failed or wait for their next try, with why; and noting that a person has seen them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from leadbase.intake.model import Operation, State
from leadbase.intake.store.tables import attempts, effects, events, troubled, unfinished
from leadbase.kit.json import JsonObject


@dataclass(frozen=True, slots=True)
class Failed:
    """An event that failed or waits, with the version and error of its latest attempt, as far as that is kept."""

    event: str
    webhook: int
    state: State
    code: str | None
    received_at: datetime
    seen_at: datetime | None
    version: int | None
    error: JsonObject | None


_KINDS = ((State.FAILED, troubled), (State.WAITING, unfinished))
"""Each state with the condition of the index that holds it, which a database must see to use the index."""


def list_failed(tx: Connection, workspace: int, webhook: int | None, most: int) -> Sequence[Failed]:
    """Give the newest failed and the newest waiting events, up to `most` of each, newest first."""
    column = events.c
    latest = sa.and_(attempts.c.event == column.id, attempts.c.number == column.attempt)
    shown = (column.id, column.webhook, column.state, column.cause, column.received_at, column.seen_at)
    found: list[Failed] = []
    for state, indexed in _KINDS:
        query = (
            sa.select(*shown, attempts.c.version, attempts.c.error)
            .select_from(events.outerjoin(attempts, latest))
            .where(indexed, column.state == state.value, column.workspace == workspace)
        )
        if webhook is not None:
            query = query.where(column.webhook == webhook)
        rows = tx.execute(query.order_by(column.id.desc()).limit(most))
        found += [Failed(row[0], row[1], State(row[2]), row[3], row[4], row[5], row[6], row[7]) for row in rows]
    return sorted(found, key=lambda one: one.event, reverse=True)


def mark_seen(tx: Connection, workspace: int, ids: Sequence[str], now: datetime) -> int:
    """Note when failed events were first seen by a person; give how many nobody had seen."""
    mine = (events.c.workspace == workspace, events.c.id.in_(sorted(ids)), events.c.state == State.FAILED.value)
    return tx.execute(sa.update(events).where(*mine, events.c.seen_at.is_(None)).values(seen_at=now)).rowcount


def ended(tx: Connection, workspace: int, event: str) -> tuple[State, JsonObject | None, Mapping[Operation, int]]:
    """Give how the latest attempt of an event ended: its state, its error, and how often it did what to records."""
    mine = (events.c.workspace == workspace, events.c.id == event)
    latest = sa.and_(attempts.c.event == events.c.id, attempts.c.number == events.c.attempt)
    shown = (events.c.state, events.c.attempt, attempts.c.error)
    row = tx.execute(sa.select(*shown).select_from(events.outerjoin(attempts, latest)).where(*mine)).one()
    did = (effects.c.event == event, effects.c.attempt == row.attempt)
    counts = sa.select(effects.c.operation, sa.func.count()).where(*did).group_by(effects.c.operation)
    return State(row.state), row.error, {Operation(one[0]): one[1] for one in tx.execute(counts)}
