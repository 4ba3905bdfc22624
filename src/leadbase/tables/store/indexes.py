"""The statements over the indexes that people asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from leadbase.access.scope import Scope, Transaction
from leadbase.storage.indexes import IndexState, Purpose
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import TimestampType, text_type

field_indexes = sa.Table(
    "field_indexes",
    metadata,
    sa.Column("id", text_type(), primary_key=True),
    sa.Column("table", sa.Integer, sa.ForeignKey("tables.number", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("field", sa.Integer, nullable=False),
    sa.Column("purpose", text_type(), nullable=False),
    sa.Column("state", text_type(), nullable=False),
    sa.Column("job", text_type(), nullable=False),
    sa.Column("made_by", text_type(), nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False),
    sa.Column("ready_at", TimestampType()),
    sa.Column("used_at", TimestampType()),
    sa.UniqueConstraint("field", "purpose"),
)


@dataclass(frozen=True, slots=True)
class FieldIndex:
    """An index of a field (internal number) that somebody asked for; `used_at` is when it last served, to the day."""

    id: str
    table: int
    field: int
    purpose: Purpose
    state: IndexState
    job: str
    made_by: str
    created_at: datetime
    ready_at: datetime | None
    used_at: datetime | None


def is_single_writer(scope: Scope) -> bool:
    """Tell whether everything that writes waits while an index is made (SQLite)."""
    return scope.tx.dialect.name == "sqlite"


def insert_index(scope: Scope, index: FieldIndex) -> None:
    """Add an index."""
    names = [column.name for column in field_indexes.c]
    scope.tx.execute(sa.insert(field_indexes).values({name: getattr(index, name) for name in names}))


def list_indexes(scope: Scope, table: int) -> Sequence[FieldIndex]:
    """List a table's indexes in the order of their making."""
    query = sa.select(field_indexes).where(field_indexes.c.table == table).order_by(field_indexes.c.id)
    return [_read(row) for row in scope.tx.execute(query).mappings()]


def find_index(tx: Transaction, id: str) -> FieldIndex | None:
    """Give an index by its id."""
    row = tx.execute(sa.select(field_indexes).where(field_indexes.c.id == id)).mappings().one_or_none()
    return None if row is None else _read(row)


def is_asked(tx: Transaction, field: int, purpose: str) -> bool:
    """Tell whether there is such an index of a field."""
    same = (field_indexes.c.field == field, field_indexes.c.purpose == purpose)
    return tx.execute(sa.select(field_indexes.c.id).where(*same)).first() is not None


def update_index(tx: Transaction, id: str, values: Mapping[str, object]) -> None:
    """Change state, job, ready_at or used_at."""
    tx.execute(sa.update(field_indexes).where(field_indexes.c.id == id).values(**values))


def delete_index(scope: Scope, id: str) -> None:
    """Forget an index."""
    scope.tx.execute(sa.delete(field_indexes).where(field_indexes.c.id == id))


def _read(row: sa.RowMapping) -> FieldIndex:
    values = dict(cast("Mapping[str, object]", row))
    return FieldIndex(**values)  # pyright: ignore[reportArgumentType]
