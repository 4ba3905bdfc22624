"""PostgreSQL over asyncpg: single units on a pool, hot work grouped into few statements per commit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, cast

import asyncpg
from sqlalchemy import Connection, exc
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from leadbase.storage.database import Batch, Database, I, R, T, Unit
from leadbase.storage.errors import StorageUnavailable, StorageUnsupported, TextNotStorable
from leadbase.storage.generations import CHANNEL
from leadbase.storage.writer import (
    LARGEST_COMMIT,
    Commit,
    Entry,
    entry_for,
    rehearsal_result,
    rehearsed,
    run_group,
    settle_all,
)

OLDEST = 15
POOL = 10
TRIES = 3
_AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.InvalidCachedStatementError)
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection that is cut in mid-answer raises
    asyncpg.CannotConnectNowError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # "not currently accepting connections"
    asyncpg.AdminShutdownError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
)


class _Listening(Protocol):
    """As much of an asyncpg connection as listening needs (asyncpg has no types of its own)."""

    def is_closed(self) -> bool: ...

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


class PostgresDatabase(Database):
    """A PostgreSQL database."""

    name = "postgresql"

    def __init__(self, url: str, direct_url: str | None = None) -> None:
        """Take a `postgresql://` URL, and one past any pooler to listen on; nothing is connected yet."""
        address = "postgresql+asyncpg://" + url.split("://", 1)[1]
        self.engine: AsyncEngine = create_async_engine(
            address, pool_size=POOL, max_overflow=POOL, pool_timeout=10, hide_parameters=True
        )
        self._read_engine = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._waiting: asyncio.Queue[Entry] = asyncio.Queue()
        self._loop_task: asyncio.Task[None] | None = None
        self._building = asyncio.Lock()
        self._closed = False
        self._listen_url = direct_url or url
        self._listening: _Listening | None = None
        self._told = asyncio.Event()

    async def check(self) -> None:
        """Raise StorageUnsupported on a PostgreSQL that is too old, StorageUnavailable when it can't be reached."""
        version = await self.read(lambda tx: int(str(tx.exec_driver_sql("SHOW server_version_num").scalar_one())))
        if version < OLDEST * 10_000:
            raise StorageUnsupported(found=f"PostgreSQL {version // 10_000}", needed=f"PostgreSQL {OLDEST}")

    async def transaction(self, unit: Unit[T]) -> T:
        """See Database."""
        return await self._again(lambda: self._run(self.engine, unit))

    async def rehearse(self, unit: Unit[T]) -> T:
        """See Database."""
        try:
            return await self.transaction(rehearsed(unit))
        except Exception as error:
            ended, result = rehearsal_result(error)
            if ended:
                return cast(T, result)
            raise

    async def read(self, unit: Unit[T]) -> T:
        """See Database."""
        return await self._again(lambda: self._run(self._read_engine, unit))

    async def build(self, statement: str) -> None:
        """See Database."""
        # two at a time on one table wait for each other for ever; another process's is tried again by whoever asked
        try:
            async with self._building, self.engine.connect() as connection:
                alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await alone.exec_driver_sql(statement)
        except Exception as error:
            raise away(error) from error

    async def batch(self, work: Batch[I, R], item: I) -> R:
        """See Database."""
        if self._closed:
            raise StorageUnavailable(reason="closed")
        entry = entry_for(work, item, None)
        self._waiting.put_nowait(entry)
        if self._loop_task is None or self._loop_task.done():
            self._loop_task = asyncio.create_task(self._write_loop(), name="postgres-write")
        return cast(R, await entry.future)

    async def changed(self, poll_s: float) -> None:
        """See Database."""
        if self._listening is None or self._listening.is_closed():
            with contextlib.suppress(*_AWAY):
                self._listening = await _listen(self._listen_url, self._told)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), poll_s)
        self._told.clear()

    async def close(self) -> None:
        """See Database."""
        self._closed = True
        if self._listening is not None:
            await self._listening.close()
        if self._loop_task is not None:
            await self._loop_task
        await self.engine.dispose()

    async def _run(self, engine: AsyncEngine, unit: Unit[T]) -> T:
        async with engine.connect() as connection, connection.begin():
            return await connection.run_sync(unit)

    async def _again(self, attempt: Callable[[], Awaitable[T]]) -> T:
        for left in reversed(range(TRIES)):
            try:
                return await attempt()
            except Exception as error:
                if left and isinstance(cause_of(error), _AGAIN):
                    continue
                raise away(error) from error
        raise AssertionError("unreachable")

    async def _write_loop(self) -> None:
        """Commit what waits until nothing waits; started again by the next arrival."""
        while not self._waiting.empty():
            entries: list[Entry] = []
            while len(entries) < LARGEST_COMMIT and not self._waiting.empty():
                entries.append(self._waiting.get_nowait())
            try:
                await self._commit(entries)
            except Exception as error:
                for entry in entries:
                    entry.error = away(error)
            settle_all(entries)

    async def _commit(self, entries: Sequence[Entry]) -> None:
        try:
            await self._run(self.engine, lambda tx: _run_groups(tx, Commit.of(entries)))
        except Exception as error:
            if isinstance(away(error), StorageUnavailable):
                raise
            for entry in entries:
                entry.error = None
                await self._alone(entry)

    async def _alone(self, entry: Entry) -> None:
        try:
            await self._again(lambda: self._run(self.engine, entry.run))
        except Exception as error:
            entry.error = error


async def _listen(url: str, told: asyncio.Event) -> _Listening:
    connect = cast(
        "Callable[[str], Awaitable[_Listening]]",
        asyncpg.connect,  # pyright: ignore[reportUnknownMemberType]
    )
    connection = await connect(url)
    try:
        await connection.add_listener(CHANNEL, lambda *_: told.set())
    except BaseException:
        connection.terminate()
        raise
    return connection


def _run_groups(tx: Connection, commit: Commit) -> None:
    for group in commit.groups:
        run_group(tx, group)


def cause_of(error: BaseException) -> BaseException:
    """Give the driver's own exception inside SQLAlchemy's wrapping."""
    if isinstance(error, exc.DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def away(error: Exception) -> Exception:
    """Turn a fault of the database itself into StorageUnavailable, a text with U+0000 into TextNotStorable.

    Anything else is given back as it is.
    """
    cause = cause_of(error)
    if isinstance(cause, asyncpg.CharacterNotInRepertoireError):
        return TextNotStorable()
    # a value that the driver can't send is an InterfaceError too, but no fault of the database
    is_away = isinstance(cause, _AWAY) and not isinstance(cause, ValueError)
    if is_away or isinstance(error, exc.TimeoutError):
        return StorageUnavailable(reason=f"{type(cause).__name__}: {cause}")
    return error
