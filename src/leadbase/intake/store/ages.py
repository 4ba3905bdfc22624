"""The statements over how long each workspace keeps what, and over what would go by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.intake.model import State
from leadbase.intake.store.retention import FINISHED
from leadbase.intake.store.tables import attempts, events, payloads
from leadbase.kit.ids import first_id
from leadbase.storage.schema import metadata

retention_ages = sa.Table(
    "retention_ages",
    metadata,
    sa.Column("workspace", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("events_days", sa.Integer),
    sa.Column("payloads_days", sa.Integer),
    sa.Column("attempts_days", sa.Integer),
    sa.Column("rejected_days", sa.Integer),
    sa.Column("gib", sa.Integer),  # of the whole installation, so in the row of workspace 0 alone
)


def list_ages(tx: Connection) -> Sequence[Mapping[str, Any]]:
    """Give the rows of those who changed something; NULL means the default."""
    return [dict(row) for row in tx.execute(sa.select(retention_ages)).mappings()]


def put_ages(tx: Connection, workspace: int, values: Mapping[str, int | None]) -> None:
    """Change some of what a workspace set."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(retention_ages)
    tx.execute(
        insert.values(workspace=workspace, **values).on_conflict_do_update(
            index_elements=["workspace"], set_=dict(values)
        )
    )


def oldest_event(tx: Connection, workspace: int) -> str | None:
    """Give the id of a workspace's oldest event."""
    own = sa.select(events.c.id).where(events.c.workspace == workspace)
    return tx.execute(own.order_by(events.c.id).limit(1)).scalar_one_or_none()


def count_going_events(tx: Connection, workspace: int, before: datetime, rejected: datetime, most: int) -> int:
    """Count a workspace's events that may go of those before a moment, and rejected ones before another."""
    old = sa.and_(events.c.id < first_id(before), FINISHED)
    refused = sa.and_(events.c.id < first_id(rejected), events.c.state == State.REJECTED)
    latest = first_id(max(before, rejected))
    chosen = sa.select(events.c.id).where(events.c.workspace == workspace, events.c.id < latest, sa.or_(old, refused))
    return tx.execute(sa.select(sa.func.count()).select_from(chosen.limit(most).subquery())).scalar_one()


def sum_going_payloads(tx: Connection, workspace: int, before: datetime, most: int) -> tuple[int, int]:
    """Give how many bodies of a workspace may go of those before a moment, and their bytes."""
    chosen = (
        sa.select(events.c.size)
        .join(payloads, payloads.c.event == events.c.id)
        .where(events.c.workspace == workspace, payloads.c.event < first_id(before), FINISHED)
        .limit(most)
        .subquery()
    )
    count, size = tx.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(chosen.c.size), 0))).one()
    return int(count), int(size)


def count_going_attempts(tx: Connection, workspace: int, before: datetime, most: int) -> int:
    """Count a workspace's attempts that may go of those that ended before a moment."""
    chosen = (
        sa.select(attempts.c.number)
        .join(events, events.c.id == attempts.c.event)
        .where(
            events.c.workspace == workspace,
            attempts.c.event < first_id(before),
            attempts.c.finished_at < before,
            FINISHED,
        )
        .limit(most)
    )
    return tx.execute(sa.select(sa.func.count()).select_from(chosen.subquery())).scalar_one()
