"""The statements of the index of words: FTS5 over our own pieces on SQLite, an array with GIN on PostgreSQL.

Pieces carry the number of their table, so that tables are not in each other's way. An index entry is only ever a hint:
whoever asks looks at the record's own text too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from leadbase.records.grams import grams_of
from leadbase.records.query import searched_text
from leadbase.storage.marks import row_marks
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import text_type
from leadbase.tables.model import Field, Table

search_documents = sa.Table(
    "search_documents",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("table", sa.Integer, nullable=False),
    sa.Column("record", text_type(), nullable=False),
    sa.Column("text", text_type(), nullable=False),
    sa.Column("grams", sa.Text().with_variant(postgresql.ARRAY(postgresql.TEXT(collation="C")), "postgresql")),
    sa.UniqueConstraint("table", "record"),
)

search_states = sa.Table(
    "search_states",
    metadata,
    sa.Column("table", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("fields", text_type(), nullable=False),
    sa.Column("walked", text_type()),
)

_LOCK = 842003
_ADD = sa.text("INSERT INTO search_index (rowid, grams) VALUES (:number, :grams)")
_REMOVE = sa.text("INSERT INTO search_index (search_index, rowid, grams) VALUES ('delete', :number, :grams)")
_MATCH = sa.text("SELECT rowid FROM search_index WHERE search_index MATCH :asked LIMIT :most")


@dataclass(frozen=True, slots=True)
class Document:
    """The searched text of a record of the table with this number; empty: it is not to be found."""

    table: int
    record: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a table is indexed for these fields: up to the id `walked`, or whole (None)."""

    table: int
    fields: str
    walked: str | None


def lock(tx: Connection) -> bool:
    """On PostgreSQL let one transaction at a time keep the index; tells whether it is this one."""
    if tx.dialect.name != "postgresql":
        return True
    return bool(tx.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar_one())


def has_marks(tx: Connection) -> bool:
    """Tell whether a row was written since the index last looked."""
    return tx.execute(sa.select(row_marks.c.number).limit(1)).first() is not None


def list_marks(
    tx: Connection, tables: Collection[int], limit: int, *, others: bool = False
) -> Sequence[tuple[int, int, str]]:
    """Give up to `limit` marks of these tables, or of all others: number, table, record; the earliest first."""
    mine = row_marks.c.table.in_(tables)
    statement = sa.select(row_marks).where(sa.not_(mine) if others else mine).order_by(row_marks.c.number).limit(limit)
    return [(row.number, row.table, row.record) for row in tx.execute(statement)]


def list_marked(tx: Connection, table: Table, limit: int) -> Sequence[str]:
    """Give the ids of up to `limit` records that were written since the index last looked."""
    statement = sa.select(row_marks.c.record).where(row_marks.c.table == table.number).distinct().limit(limit)
    return list(tx.execute(statement).scalars())


def take_marks(tx: Connection, numbers: Sequence[int]) -> None:
    """Remove marks."""
    if numbers:
        tx.execute(sa.delete(row_marks).where(row_marks.c.number.in_(numbers)))


def searched_fields(table: Table) -> tuple[Field, ...]:
    """Give the fields of a table that are searched by anyone."""
    return tuple(field for field in table.fields if field.searchable)


def fingerprint(table: Table) -> str:
    """Spell what the text of the table's documents is made of."""
    spelled = " ".join(f"{field.column}:{field.searched_length}" for field in searched_fields(table))
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]


def list_texts(tx: Connection, table: Table, records: Collection[str]) -> Sequence[Document]:
    """Give the searched text of each of the records as it is now; of one that is gone it is empty."""
    record = table.physical.c["_id"]
    found = tx.execute(_texts(table).where(record.in_(records)))
    texts = {str(row.record): str(row.text) for row in found}
    return [Document(table.number, one, texts.get(one, "")) for one in records]


def walk(tx: Connection, table: Table, after: str, limit: int) -> Sequence[Document]:
    """Give the searched text of up to `limit` records beyond this id, in order of their ids."""
    record = table.physical.c["_id"]
    found = tx.execute(_texts(table).where(record > after).order_by(record).limit(limit))
    return [Document(table.number, str(row.record), str(row.text)) for row in found]


def list_states(tx: Connection, tables: Collection[int]) -> Mapping[int, State]:
    """Give the states of those of the tables that the index knows."""
    rows = tx.execute(sa.select(search_states).where(search_states.c.table.in_(tables)))
    return {row.table: State(row.table, row.fields, row.walked) for row in rows}


def put_state(tx: Connection, state: State) -> None:
    """Keep the state of a table."""
    mine = search_states.c.table == state.table
    values = {"fields": state.fields, "walked": state.walked}
    if tx.execute(sa.update(search_states).where(mine).values(values)).rowcount == 0:
        tx.execute(sa.insert(search_states).values(table=state.table, **values))


def put_documents(tx: Connection, documents: Collection[Document]) -> int:
    """Bring the index in line with the texts and give how many of them it had otherwise."""
    changed = 0
    for table in sorted({one.table for one in documents}):
        mine = {one.record: one.text for one in documents if one.table == table}
        known = search_documents.c.table == table, search_documents.c.record.in_(mine)
        rows = tx.execute(sa.select(search_documents).where(*known)).all()
        old = [(row.number, row.record, row.text) for row in rows if row.text != mine[row.record]]
        new = {record for record in mine if mine[record].strip()} - {row.record for row in rows}
        new |= {record for _, record, _ in old}
        _remove(tx, table, old)
        _add(tx, table, [(record, mine[record]) for record in sorted(new) if mine[record].strip()])
        changed += len(new)
    return changed


def find_candidates(tx: Connection, table: Table, grams: Collection[str], limit: int) -> Sequence[str]:
    """Give up to `limit` ids of records whose text has all these pieces, going by the index."""
    if tx.dialect.name == "postgresql":
        pieces = sa.cast(_keys(table.number, grams), postgresql.ARRAY(sa.Text))
        asked = search_documents.c.grams.op("@>")(pieces)
        return list(tx.execute(sa.select(search_documents.c.record).where(asked).limit(limit)).scalars())
    match = " AND ".join(f'"{token}"' for token in _tokens(table.number, grams).split())
    numbers = list(tx.execute(_MATCH, {"asked": match, "most": limit}).scalars())
    found = sa.select(search_documents.c.record).where(search_documents.c.number.in_(numbers))
    return list(tx.execute(found).scalars())


def _texts(table: Table) -> sa.Select[Any, Any]:
    text: sa.ColumnElement[object] = sa.func.lower(searched_text(table, searched_fields(table)))
    return sa.select(table.physical.c["_id"].label("record"), text.label("text"))


def _remove(tx: Connection, table: int, old: Sequence[tuple[int, str, str]]) -> None:
    if not old:
        return
    if tx.dialect.name == "sqlite":
        tx.execute(_REMOVE, [{"number": number, "grams": _tokens(table, grams_of(text))} for number, _, text in old])
    numbers = [number for number, _, _ in old]
    tx.execute(sa.delete(search_documents).where(search_documents.c.number.in_(numbers)))


def _add(tx: Connection, table: int, new: Sequence[tuple[str, str]]) -> None:
    if not new:
        return
    last = tx.execute(sa.select(sa.func.coalesce(sa.func.max(search_documents.c.number), 0))).scalar_one()
    on_sqlite = tx.dialect.name == "sqlite"
    rows = [
        {
            "number": number,
            "table": table,
            "record": record,
            "text": text,
            "grams": None if on_sqlite else _keys(table, grams_of(text)),
        }
        for number, (record, text) in enumerate(new, last + 1)
    ]
    tx.execute(sa.insert(search_documents), rows)
    if on_sqlite:
        tokens = [{"number": row["number"], "grams": _tokens(table, grams_of(str(row["text"])))} for row in rows]
        tx.execute(_ADD, tokens)


def _keys(table: int, grams: Collection[str]) -> list[str]:
    return [f"{table}:{gram}" for gram in sorted(grams)]


def _tokens(table: int, grams: Collection[str]) -> str:
    """Spell pieces as words that the index takes as they are: the code points of their characters."""
    return " ".join(f"t{table}" + "".join(f"x{ord(character):x}" for character in gram) for gram in sorted(grams))
