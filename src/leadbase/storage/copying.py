"""Carries a whole database over to another, of the same kind or not: rows by shape, indexes by their words.

What can be made again from the rows (the index of words, the marks that lead to it) is left out.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, event, exc, pool

from leadbase.storage.ddl import PhysicalTable, create_table
from leadbase.storage.marks import row_marks
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, text_type

CHUNK = 500
_MADE_AGAIN = re.compile(r"row_marks|search_.*|sqlite_.*|alembic_version")
_OTHER_METHOD = re.compile(r" USING (?!btree\b)\w+")
_DIALECT_WORDS = re.compile(r" USING btree|::\w+|\b\w+\.(?=t_[0-9])")

Told = Callable[[int], None]
"""Hears how many rows were carried over so far."""


@contextmanager
def open_file(path: Path) -> Generator[Connection]:
    """Open an SQLite file that nobody else uses for one transaction, which commits at the end."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=pool.NullPool, hide_parameters=True)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def is_empty(tx: Connection) -> bool:
    """Tell whether a database has no table at all."""
    return not sa.inspect(tx).get_table_names()


def holds_tables(path: Path) -> bool:
    """Tell whether a file is there that must not be lost: whatever is not an empty database. Nothing is changed."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        except sqlite3.DatabaseError:
            return True


def gather_file(path: Path) -> None:
    """Bring all that was written into the one file of an SQLite database that nobody uses, as far as it is sound."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def set_aside(tx: Connection, stamp: str) -> str:
    """Put everything of a PostgreSQL database under a schema of another name, and give the name."""
    schema = str(tx.exec_driver_sql("SELECT current_schema()").scalar_one())
    name = f"{schema}_before_{stamp}"
    quoted = tx.dialect.identifier_preparer.quote_identifier
    tx.exec_driver_sql(f"ALTER SCHEMA {quoted(schema)} RENAME TO {quoted(name)}")
    tx.exec_driver_sql(f"CREATE SCHEMA {quoted(schema)}")
    return name


def count_rows(tx: Connection) -> Mapping[str, int]:
    """Give how many rows each table has whose rows are carried over, by name."""
    names = sorted(name for name in sa.inspect(tx).get_table_names() if not _MADE_AGAIN.fullmatch(name))
    return {name: tx.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one() for name in names}


def fault_in(path: Path) -> str | None:
    """Look whether an SQLite file is sound, as SQLite itself can tell; None: it is."""
    try:
        with open_file(path) as tx:
            found = str(tx.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
    except exc.DBAPIError as error:
        return str(error.orig)
    return None if found == "ok" else found


def copy_rows(source: Connection, target: Connection, users: Sequence[PhysicalTable], told: Told) -> None:
    """Fill the empty tables of a migrated database with the rows of another, and make the users' tables there."""
    done = 0
    for table in [*_own_tables(source), *users]:
        if table in users:
            create_table(target, table)
        else:
            target.execute(sa.delete(table))
        for count in _copy_table(source, target, table):
            done += count
            told(done)
    for table in _own_tables(source):
        _set_position(target, table, _position(source, table))
    for statement in _index_statements(source):
        _make_index(target, statement)
    target.execute(sa.delete(row_marks))


def _own_tables(tx: Connection) -> Sequence[sa.Table]:
    there = set(sa.inspect(tx).get_table_names())
    wanted = [table for table in metadata.sorted_tables if table.name in there]
    return [table for table in wanted if not _MADE_AGAIN.fullmatch(table.name) and table.name != "schema_state"]


def _copy_table(source: Connection, target: Connection, table: sa.Table) -> Generator[int]:
    """Carry the rows of a table over, chunk by chunk; JSON goes as the text that it is stored as."""
    columns = [sa.column(one.name, _plain(one.type)) for one in table.columns]
    plain = sa.table(table.name, *columns)
    key = [plain.c[one.name] for one in table.primary_key.columns]
    statement = sa.select(plain).order_by(*key).execution_options(yield_per=CHUNK)
    insert = sa.insert(plain)
    for rows in source.execute(statement).mappings().partitions():
        target.execute(insert, [dict(row) for row in rows])
        yield len(rows)


def _plain(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    return text_type() if isinstance(kind, JsonType) else kind


def _position(tx: Connection, table: sa.Table) -> int:
    """Give the last number that a table gave by itself, which may be beyond its rows; 0 where it gives none."""
    column = table.autoincrement_column
    if column is None:
        return 0
    if tx.dialect.name == "postgresql":
        named = tx.execute(sa.select(sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name))).scalar_one()
        last, is_called = tx.exec_driver_sql(f"SELECT last_value, is_called FROM {named}").one()
        return int(last) if is_called else 0
    highest = int(tx.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one())
    kept = 0
    with suppress(exc.OperationalError):  # no table of this file counts by itself
        kept = tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar() or 0
    return max(highest, int(kept))


def _set_position(tx: Connection, table: sa.Table, position: int) -> None:
    column = table.autoincrement_column
    if column is None or not position:
        return
    if tx.dialect.name == "postgresql":
        named = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        tx.execute(sa.select(sa.func.setval(named, position)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        tx.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        tx.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, position))


def _index_statements(tx: Connection) -> Sequence[str]:
    """Give the statements that make the indexes of users' tables, in words that both databases know."""
    if tx.dialect.name == "postgresql":
        found = tx.exec_driver_sql(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename ~ '^t_[0-9]+$' "
            "AND indexname !~ '_pkey$'"
        )
    else:
        found = tx.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name GLOB 't_[0-9]*'"
        )
    statements = [str(one) for one in found.scalars()]
    return [_DIALECT_WORDS.sub("", one) for one in statements if not _OTHER_METHOD.search(one)]


def _make_index(tx: Connection, statement: str) -> None:
    """Make an index unless it is there; one that only makes reading faster may be unknown to this database."""
    begun = re.sub(r"\bINDEX (?!IF\b)", "INDEX IF NOT EXISTS ", statement, count=1)
    savepoint = tx.begin_nested()
    try:
        tx.exec_driver_sql(begun)
    except exc.DBAPIError:
        savepoint.rollback()
        if "UNIQUE" in statement:
            raise
    else:
        savepoint.commit()
