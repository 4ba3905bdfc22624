"""Faults of PostgreSQL itself are told as such, so that whoever asked knows that it may work later."""

from __future__ import annotations

import asyncpg
import pytest

from leadbase.storage.dialects.postgres import away
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
