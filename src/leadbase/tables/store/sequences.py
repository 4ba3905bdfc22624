"""The statements over the counters of sequence numbers: one row for each field, made when its first number is given."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from leadbase.storage.schema import metadata

sequences = sa.Table(
    "sequences",
    metadata,
    sa.Column("field", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("given", sa.BigInteger, nullable=False),
)


def reserve(tx: Connection, field: int, count: int) -> int:
    """Take the next `count` numbers of a field and give the first; they are the taker's once the transaction ends."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(sequences)
    statement = insert.values(field=field, given=count).on_conflict_do_update(
        index_elements=["field"], set_={"given": sequences.c.given + count}
    )
    last = cast(int, tx.execute(statement.returning(sequences.c.given)).scalar_one())
    return last - count + 1


def forget(tx: Connection, fields: sa.Select[tuple[int]] | list[int]) -> None:
    """Drop the counters of fields."""
    tx.execute(sa.delete(sequences).where(sequences.c.field.in_(fields)))
