"""SQLite: one writer thread with grouped commits, a few read-only connections, everything durable before it is told.

The standard library's `sqlite3` alone touches the file (two SQLite libraries on one file break its locks).
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event, exc, pool

from leadbase.storage.database import Batch, Database, I, R, T, Unit
from leadbase.storage.errors import StorageUnavailable, StorageUnsupported, TextNotStorable
from leadbase.storage.writer import LARGEST_COMMIT, Commit, Entry, entry_for, run_savepoints, settle_all

OLDEST = (3, 40, 0)
READERS = 4
BUSY_MS = 5_000

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


class SqliteDatabase(Database):
    """A SQLite file in WAL mode."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        """Open the file, creating it (0600) where there is none; raises StorageUnsupported on an old SQLite."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise StorageUnsupported(found=f"SQLite {sqlite3.sqlite_version}", needed="SQLite 3.40")
        path.touch(mode=0o600, exist_ok=True)
        self.path = path
        self._write_engine = _engine(path, "BEGIN IMMEDIATE", read_only=False)
        self._read_engine = _engine(path, "BEGIN", read_only=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")
        self._queue: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._closed = False
        self._watcher = _into_wal(path)
        self._watched: int = self._watcher.execute("PRAGMA data_version").fetchone()[0]
        self._writer = threading.Thread(target=self._write_loop, name="sqlite-write", daemon=True)
        self._writer.start()

    async def transaction(self, unit: Unit[T]) -> T:
        """See Database."""
        return cast(T, await self._submit(entry_for(None, None, unit)))

    async def rehearse(self, unit: Unit[T]) -> T:
        """See Database."""
        return cast(T, await self._submit(entry_for(None, None, unit, rehearsal=True)))

    async def batch(self, work: Batch[I, R], item: I) -> R:
        """See Database."""
        return cast(R, await self._submit(entry_for(work, item, None)))

    async def read(self, unit: Unit[T]) -> T:
        """See Database."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def changed(self, poll_s: float) -> None:
        """See Database."""
        while not self._closed:
            await asyncio.sleep(poll_s)
            version = self._watcher.execute("PRAGMA data_version").fetchone()[0]
            if version != self._watched:
                self._watched = version
                return
        await asyncio.Event().wait()

    async def close(self) -> None:
        """See Database."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._write_engine.dispose()
        self._read_engine.dispose()
        self._watcher.close()

    async def _submit(self, entry: Entry) -> object:
        if self._closed:
            raise StorageUnavailable(reason="closed")
        self._queue.put(entry)
        return await entry.future

    def _read(self, unit: Unit[T]) -> T:
        try:
            with self._read_engine.connect() as connection, connection.begin():
                return unit(connection)
        except exc.OperationalError as error:
            raise StorageUnavailable(reason=str(error.orig)) from error

    def _write_loop(self) -> None:
        connection: Connection | None = None
        while True:
            first = self._queue.get()
            if first is None:
                if connection is not None:
                    connection.close()
                return
            entries = [first]
            while len(entries) < LARGEST_COMMIT:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._queue.put(None)
                    break
                entries.append(following)
            connection = self._commit(connection, entries)
            settle_all(entries)

    def _commit(self, connection: Connection | None, entries: Sequence[Entry]) -> Connection | None:
        """Run the entries and give the connection for the next ones; None where this one is of no more use.

        Never raises: without its thread, every later write would wait for ever.
        """
        try:
            used = connection or self._write_engine.connect()
        except Exception as error:
            _fail(entries, error)
            return None
        try:
            with used.begin():
                run_savepoints(used, Commit.of(entries), lambda: _in_transaction(used))
        except Exception as error:
            _fail(entries, error)
            return _abandoned(used)
        return used


def _engine(path: Path, begin: str, *, read_only: bool) -> Engine:
    engine = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=pool.QueuePool,
        pool_size=READERS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "before_cursor_execute", _refuse_nul)
    event.listen(engine, "begin", start)
    return engine


def _refuse_nul(
    _connection: Connection,
    _cursor: object,
    _statement: str,
    parameters: Sequence[object] | Sequence[Sequence[object]],
    _context: object,
    many: bool,
) -> None:
    """Raise TextNotStorable where PostgreSQL, which has no U+0000 in texts, would refuse a parameter."""
    for row in cast("Sequence[Sequence[object]]", parameters if many else (parameters,)):
        for value in row:
            if type(value) is str and "\0" in value:
                raise TextNotStorable


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _in_transaction(connection: Connection) -> bool:
    return _driver(connection).in_transaction


def _fail(entries: Sequence[Entry], error: Exception) -> None:
    failure = StorageUnavailable(reason=str(getattr(error, "orig", None) or error))
    failure.__cause__ = error
    for entry in entries:
        entry.error = failure


def _abandoned(connection: Connection) -> Connection | None:
    """Leave no transaction half open after a fault such as a full disk; give the connection if it still serves."""
    try:
        if connection.in_transaction():
            transaction = connection.get_transaction()
            if transaction is not None:
                transaction.close()
        if _in_transaction(connection):
            _driver(connection).rollback()
    except Exception:
        with contextlib.suppress(Exception):
            connection.invalidate()
            connection.close()
        return None
    return connection


def _into_wal(path: Path) -> sqlite3.Connection:
    """Open the file and put it into WAL mode before anything else touches it.

    SQLite doesn't wait when two connections switch a fresh file at once, in whatever processes they are: one of them is
    told that the file is locked. Raises StorageUnavailable when it stays so, or is no database.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    ends = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            return connection
        except sqlite3.DatabaseError as error:
            if "locked" not in str(error) or time.monotonic() >= ends:
                connection.close()
                raise StorageUnavailable(reason=error) from error
        time.sleep(0.02)
