"""Faults of PostgreSQL itself are told as such, so that whoever asked knows that it may work later."""

from __future__ import annotations

import asyncio
import contextlib
import gc

import asyncpg
import pytest

from leadbase.storage.dialects.postgres import PostgresDatabase, away
from leadbase.storage.errors import StorageUnavailable


@pytest.mark.parametrize(
    "fault",
    [
        ConnectionRefusedError(),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        asyncpg.ObjectNotInPrerequisiteStateError("the database is not currently accepting connections"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.DiskFullError("no space left on device"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_fault_of_the_database_is_told_as_such(fault: Exception) -> None:
    assert isinstance(away(fault), StorageUnavailable)


class Unsendable(asyncpg.InterfaceError, ValueError):
    """What the driver raises for a value that does not fit its column, such as a number beyond 64 bits."""


@pytest.mark.parametrize("wrong", [asyncpg.DataError("out of range"), Unsendable("value out of int64 range")])
def test_a_value_that_does_not_fit_is_no_fault_of_the_database(wrong: Exception) -> None:
    assert away(wrong) is wrong


@pytest.mark.postgres
@pytest.mark.parametrize("asks", ["read", "changed"])
async def test_whoever_leaves_while_a_connection_is_made_leaves_none_behind(postgres_url: str, asks: str) -> None:
    for waits in range(0, 3_000, 40):
        postgres = PostgresDatabase(postgres_url)
        asked = postgres.read(lambda tx: tx.exec_driver_sql("SELECT 1")) if asks == "read" else postgres.changed(5)
        leaving = asyncio.ensure_future(asked)
        for _ in range(waits):
            await asyncio.sleep(0)
        leaving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leaving
        await postgres.close()
    gc.collect()  # one that was left behind warns of itself here, and warnings are errors
