"""What a dry run would have written: a table of the same columns in a file of its own, read before the real one.

A whole file is rehearsed without a transaction that stays open, and later rows meet what earlier ones left.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, event, pool

from leadbase.records.model import Record, Taken
from leadbase.records.prepare import row_of
from leadbase.records.store import rows, transfers
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table


class Shadow:
    """The records that a dry run made or changed."""

    def __init__(self, path: Path, table: Table, keys: Sequence[Field]) -> None:
        """Make it anew; `keys` are fields by which records are looked for."""
        path.unlink(missing_ok=True)
        self._path = path
        self._engine = sa.create_engine(
            f"sqlite:///{path}", poolclass=pool.StaticPool, connect_args={"check_same_thread": False}
        )
        event.listen(self._engine, "connect", _careless)
        columns = {field.match_column for field in (*keys, *(one for one in table.writable if one.unique))}
        with self._engine.begin() as tx:
            table.physical.create(tx)
            for name in columns:
                tx.execute(sa.text(f"CREATE INDEX s_{name} ON {table.physical.name} ({name})"))

    def close(self) -> None:
        """Let go of it and its file."""
        self._engine.dispose()
        self._path.unlink(missing_ok=True)

    @contextmanager
    def opened(self) -> Generator[Connection]:
        """Give a transaction; what is written stays when the block ends well."""
        with self._engine.begin() as tx:
            yield tx


def list_by_values(
    tx: Connection, over: Connection, table: Table, keys: Sequence[Field], values: Sequence[Sequence[Value]]
) -> Sequence[Record]:
    """Give the records that may hold these values, as the real table would, by the shadow for what it hides."""
    real = transfers.list_by_values(tx, table, keys, values)
    hidden = _hidden(over, table, [one.id for one in real])
    found = [*(one for one in real if one.id not in hidden), *transfers.list_by_values(over, table, keys, values)]
    return sorted(found, key=lambda one: one.id)


def find_taken(
    tx: Connection, over: Connection, table: Table, wanted: Sequence[Mapping[str, Value]]
) -> Sequence[Taken]:
    """Give who holds unique values, as `rows.find_taken` does, by the shadow for what it hides."""
    real = rows.find_taken(tx, table, wanted)
    hidden = _hidden(over, table, [one.record for one in real])
    return [*(one for one in real if one.record not in hidden), *rows.find_taken(over, table, wanted)]


def write(over: Connection, table: Table, records: Sequence[Record]) -> None:
    """Keep records as a dry run leaves them."""
    if records:
        over.execute(sa.insert(table.physical).prefix_with("OR REPLACE"), [dict(row_of(table, one)) for one in records])


def _hidden(over: Connection, table: Table, ids: Collection[str]) -> set[str]:
    record = table.physical.c["_id"]
    return set(over.execute(sa.select(record).where(record.in_(ids))).scalars()) if ids else set()


def _careless(connection: Any, _record: object) -> None:
    """Let the file be lost with the process: it is made anew then."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=OFF")
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
