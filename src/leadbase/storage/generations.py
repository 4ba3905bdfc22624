"""Counters that rise in the same transaction as a change of something cached, so that every process learns of it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.storage.schema import metadata
from leadbase.storage.shapes import text_type

CHANNEL = "leadbase_generations"
"""The PostgreSQL channel on which a committed change is told."""

generations = sa.Table(
    "generations",
    metadata,
    sa.Column("name", text_type(), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)


def bump(tx: Connection, name: str) -> None:
    """Raise the counter `name` (made at its first rise); other processes hear of it after the commit."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(generations)
    tx.execute(
        insert.values(name=name, value=1).on_conflict_do_update(
            index_elements=["name"], set_={"value": generations.c.value + 1}
        )
    )
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_notify(CHANNEL, name)))


def all_generations(tx: Connection) -> Mapping[str, int]:
    """Give every counter by name."""
    return {row.name: row.value for row in tx.execute(sa.select(generations))}


def generation(tx: Connection, name: str) -> int:
    """Give one counter; 0 before its first rise."""
    value = tx.execute(sa.select(generations.c.value).where(generations.c.name == name)).scalar_one_or_none()
    return 0 if value is None else value
