"""Indexes of the user's tables that people ask for: what they are, how they are made, whether they are whole.

They hold live records alone. An order has one for each direction, as the newest comes first among equals in both and
absent values come last; a match has one by value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex

from leadbase.storage.database import Database
from leadbase.storage.ddl import PhysicalTable, drop_indexes, live_only

Purpose = Literal["sort", "filter"]
IndexState = Literal["building", "ready", "failed"]

SORTED_LENGTH = 200
"""Characters of a text that decide its place in a sort; texts that differ only further on count as equal."""


def place(column: sa.ColumnElement[object], *, long: bool) -> sa.ColumnElement[object]:
    """Say by what a column sorts: a text by its beginning. The numbers are literal, or no index would be found."""
    if not long:
        return column
    return sa.func.substr(column, sa.literal_column("1"), sa.literal_column(str(SORTED_LENGTH)))


def index_names(column: str, purpose: Purpose) -> tuple[str, ...]:
    """Name the indexes of a column; column names are unique in the whole database."""
    return (f"a_{column}", f"d_{column}") if purpose == "sort" else (f"m_{column}",)


def index_statements(
    tx: Connection, table: PhysicalTable, column: str, purpose: Purpose, *, long: bool
) -> Mapping[str, str]:
    """Spell what makes the indexes of a column, by their names; on PostgreSQL in the way that holds nobody up."""
    towards = place(table.c[column], long=long and purpose == "sort")
    is_postgres = tx.dialect.name == "postgresql"
    # SQLite reads an index with absent values first as one with them last, and knows no such words
    ends = [towards.asc(), towards.desc()] if purpose == "sort" else [towards.asc()]
    keys = [one.nulls_last() for one in ends] if is_postgres else ends
    spelt: dict[str, str] = {}
    for name, key in zip(index_names(column, purpose), keys, strict=True):
        index = sa.Index(name, key, table.c["_id"].desc(), _table=table)
        index.dialect_options["postgresql"]["concurrently"] = True
        live_only(index, table)
        spelt[name] = str(CreateIndex(index, if_not_exists=True).compile(dialect=tx.dialect))
        table.indexes.discard(index)
    return spelt


def whole_indexes(tx: Connection, names: Collection[str]) -> set[str]:
    """Give those of the names whose index is there and whole."""
    if tx.dialect.name == "postgresql":
        found = sa.text(
            "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid"
            " WHERE indisvalid AND indisready AND relname IN :names AND pg_table_is_visible(oid)"
        )
    else:
        found = sa.text("SELECT name FROM sqlite_schema WHERE type = 'index' AND name IN :names")
    return {
        str(one) for one in tx.execute(found.bindparams(sa.bindparam("names", sorted(names), expanding=True))).scalars()
    }


async def make_indexes(database: Database, wanted: Mapping[str, str]) -> None:
    """Make those of the indexes that are not whole; what an earlier try left half done goes first."""
    whole = await database.read(lambda tx: whole_indexes(tx, wanted))
    for name, statement in wanted.items():
        if name not in whole:
            await database.transaction(lambda tx, name=name: drop_indexes(tx, [name]))
            await database.build(statement)
