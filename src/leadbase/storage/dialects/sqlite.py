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
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
STEP_PAGES = 128
"""Pages that one step of a copy takes (half a megabyte): so long may a write have to wait for it."""

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


@dataclass(slots=True, eq=False)
class _Copying:
    """A wish for a copy of the file; `pinned` becomes a reader of the state that was copied."""

    target: Path
    told: Callable[[int, int], None]
    loop: asyncio.AbstractEventLoop
    pinned: asyncio.Future[Connection]

    def give(self, outcome: Connection | Exception) -> None:
        """Hand the outcome to whoever waits (from the writer's thread)."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._settle, outcome)

    def _settle(self, outcome: Connection | Exception) -> None:
        if self.pinned.done():
            return
        if isinstance(outcome, Connection):
            self.pinned.set_result(outcome)
        elif isinstance(outcome, sqlite3.Error):
            self.pinned.set_exception(StorageUnavailable(reason=outcome))
        else:
            self.pinned.set_exception(outcome)


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
        self._queue: queue.SimpleQueue[Entry | _Copying | None] = queue.SimpleQueue()
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

    async def build(self, statement: str) -> None:
        """See Database."""

        def unit(tx: Connection) -> None:
            tx.exec_driver_sql(statement)

        await self.transaction(unit)

    async def read(self, unit: Unit[T]) -> T:
        """See Database."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def copy(self, target: Path, told: Callable[[int, int], None], look: Unit[T]) -> T:
        """Copy the file page by page while writing goes on; give what `look` finds in the very state that was copied.

        The copying steps on the writer's own connection: what is written between two steps goes into the copy too, so
        that it neither begins again nor makes a write wait for longer than a step. `told` hears pages left and pages
        in all, and stops the copying by raising. Raises StorageUnavailable.
        """
        loop = asyncio.get_running_loop()
        asked = _Copying(target, told, loop, loop.create_future())
        if self._closed:
            raise StorageUnavailable(reason="closed")
        self._queue.put(asked)
        pinned = await asked.pinned
        try:
            return await loop.run_in_executor(self._readers, look, pinned)
        finally:
            await loop.run_in_executor(self._readers, _unpin, pinned)

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
            if isinstance(first, _Copying):
                connection = self._copy(connection, first)
            else:
                connection = self._commit_waiting(connection, first)

    def _commit_waiting(self, connection: Connection | None, first: Entry) -> Connection | None:
        """Commit this entry together with all that wait."""
        entries = [first]
        while len(entries) < LARGEST_COMMIT:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if not isinstance(following, Entry):
                self._queue.put(following)
                break
            entries.append(following)
        connection = self._commit(connection, entries)
        settle_all(entries)
        return connection

    def _copy(self, connection: Connection | None, asked: _Copying) -> Connection | None:
        """Copy the file step by step, with a commit of what waits between two steps; never raises, as _commit."""
        used = connection

        def between(_status: int, left: int, pages: int) -> None:
            nonlocal used
            asked.told(left, pages)
            if left == 0:
                asked.give(_pinned(self.path))
                return
            with contextlib.suppress(queue.Empty):
                waiting = self._queue.get_nowait()
                if isinstance(waiting, Entry):
                    used = self._commit_waiting(used, waiting)
                else:
                    self._queue.put(waiting)
            if used is None or self._closed:
                raise StorageUnavailable(reason="closed")

        try:
            used = used or self._write_engine.connect()
            with contextlib.closing(_loose(asked.target)) as copy:
                _driver(used).backup(copy, pages=STEP_PAGES, progress=between, sleep=0)
        except Exception as error:
            asked.give(error)
        return used

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


def _loose(path: Path) -> sqlite3.Connection:
    """Open a file for a copy that counts only once it is whole, so that no step waits for the disk."""
    copy = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-4096"):
        copy.execute(f"PRAGMA {pragma}")
    return copy


def _pinned(path: Path) -> Connection:
    """Give a reader that goes on seeing the file as it is now."""
    engine = _engine(path, "BEGIN", read_only=True)
    connection = engine.connect()
    connection.begin()
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    return connection


def _unpin(pinned: Connection) -> None:
    pinned.close()
    pinned.engine.dispose()


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
