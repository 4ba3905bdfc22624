"""The user's own tables: made and altered while others read and write, on both databases.

A user's table is `t_<number>` with columns `f_<number>` and, where equality is decided by a normalised form,
`n_<number>`. The numbers are internal and never change, so renaming touches no physical table. Columns are only ever
added, nullable and without a default: that is a change of metadata on both databases, whatever the table's size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, exc
from sqlalchemy.schema import CreateColumn

from leadbase.kit.errors import Unavailable
from leadbase.storage.marks import mark_writes
from leadbase.storage.shapes import JsonType, Shape, TimestampType, column_type, text_type

PhysicalTable = sa.Table
"""A user's table as the database has it."""

PhysicalColumn = sa.Column[object]

LOCK_TIMEOUT = "2s"
_LOCK_NOT_AVAILABLE = "55P03"
_INDEX_NAME = re.compile(r"\bu_([fn]_[0-9]+)\b")
_COLUMN_NAME = re.compile(r"\bt_[0-9]+\.([fn]_[0-9]+)\b")


class TableBusy(Unavailable):
    """The table is in use and could not be changed within {timeout}; try again."""

    code = "table_busy"
    zh = "数据表正在使用中，{timeout} 内无法修改；请重试。"


@dataclass(frozen=True, slots=True)
class UserColumn:
    """One column of a user's table."""

    name: str
    shape: Shape
    scale: int = 0


def physical_table(number: int, columns: Sequence[UserColumn]) -> PhysicalTable:
    """Describe a user's table: the system columns, then the given ones."""
    return sa.Table(
        f"t_{number}",
        sa.MetaData(),
        sa.Column("_id", text_type(), primary_key=True),
        sa.Column("_version", sa.BigInteger, nullable=False),
        sa.Column("_created_at", TimestampType(), nullable=False),
        sa.Column("_updated_at", TimestampType(), nullable=False),
        sa.Column("_created_by", text_type(), nullable=False),
        sa.Column("_updated_by", text_type(), nullable=False),
        sa.Column("_source_event", text_type()),
        sa.Column("_deleted_at", TimestampType()),
        sa.Column("_issues", JsonType()),
        *(_column(column) for column in columns),
    )


def create_table(tx: Connection, table: PhysicalTable) -> None:
    """Make the table, the index by which the trash is found and emptied, and the marks of what is written."""
    _hurry(tx)
    table.create(tx)
    trash = sa.Index(f"x_{table.name}_deleted", table.c["_deleted_at"])
    _partial(trash, table.c["_deleted_at"].is_not(None))
    trash.create(tx)
    mark_writes(tx, int(table.name.removeprefix("t_")))


def add_columns(tx: Connection, table: PhysicalTable, columns: Sequence[UserColumn]) -> None:
    """Add nullable columns to a table that may be in use; raises TableBusy when its lock can't be had in time."""
    _hurry(tx)
    for column in columns:
        spelled = CreateColumn(_column(column)).compile(dialect=tx.dialect)
        _alter(tx, sa.DDL(f"ALTER TABLE {table.name} ADD COLUMN {str(spelled).replace('%', '%%')}"))


def drop_table(tx: Connection, table: PhysicalTable) -> None:
    """Remove the table, which is cheap once it is empty; raises TableBusy."""
    _hurry(tx)
    _alter(tx, sa.schema.DropTable(table))


def create_unique_index(tx: Connection, table: PhysicalTable, column: str, *, text: bool) -> None:
    """Let no two live rows hold the same value in the column (a text that is empty is no value); raises TableBusy."""
    _hurry(tx)
    index = sa.Index(unique_index_name(column), table.c[column], unique=True)
    live = table.c["_deleted_at"].is_(None)
    _partial(index, sa.and_(live, table.c[column] != sa.literal_column("''")) if text else live)
    _alter(tx, sa.schema.CreateIndex(index))
    table.indexes.discard(index)


def drop_unique_index(tx: Connection, column: str) -> None:
    """Allow equal values in the column again; raises TableBusy."""
    _hurry(tx)
    _alter(tx, sa.DDL(f"DROP INDEX {unique_index_name(column)}"))


def drop_indexes(tx: Connection, names: Iterable[str]) -> None:
    """Drop those of the indexes that are there; raises TableBusy."""
    _hurry(tx)
    for name in names:
        _alter(tx, sa.DDL(f"DROP INDEX IF EXISTS {name}"))


def live_only(index: sa.Index, table: PhysicalTable) -> None:
    """Let an index hold live rows alone."""
    _partial(index, table.c["_deleted_at"].is_(None))


def unique_index_name(column: str) -> str:
    """Name the unique index of a column; column names are unique in the whole database."""
    return f"u_{column}"


def violated_column(error: exc.IntegrityError) -> str | None:
    """Tell which user column's unique index a row ran into; None where it was none of them."""
    message = str(error.orig)
    found = _INDEX_NAME.search(message) or _COLUMN_NAME.search(message)
    return found.group(1) if found else None


def _column(column: UserColumn) -> PhysicalColumn:
    return sa.Column(column.name, column_type(column.shape, column.scale), nullable=True)


def _partial(index: sa.Index, where: sa.ColumnElement[bool]) -> None:
    for dialect in ("postgresql", "sqlite"):
        index.dialect_options[dialect]["where"] = where


def _hurry(tx: Connection) -> None:
    """On PostgreSQL, wait for a lock only briefly: a waiting ALTER holds up everybody who comes after it."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def _alter(tx: Connection, statement: sa.schema.ExecutableDDLElement) -> None:
    try:
        tx.execute(statement)
    except exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise TableBusy(timeout=LOCK_TIMEOUT) from error
        raise
