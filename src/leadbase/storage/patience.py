"""Ends a statement that takes longer than it may, on both databases, and leaves the transaction as it was."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import Connection, exc

T = TypeVar("T")

_STEPS = 20_000
"""How many steps of SQLite's machine lie between two looks at the clock: about a millisecond."""

_CANCELLED = "57014"


class TookTooLong(Exception):
    """A statement was ended because its time was over."""


def within(tx: Connection, seconds: float, act: Callable[[], T]) -> T:
    """Run an act that only reads; raises TookTooLong once a statement of it would take longer."""
    return _on_sqlite(tx, seconds, act) if tx.dialect.name == "sqlite" else _on_postgres(tx, seconds, act)


def _on_sqlite(tx: Connection, seconds: float, act: Callable[[], T]) -> T:
    driver = cast(sqlite3.Connection, tx.connection.driver_connection)
    ends = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        return act()
    except exc.OperationalError as error:
        if str(error.orig) == "interrupted":
            raise TookTooLong from error
        raise
    finally:
        driver.set_progress_handler(None, 0)


def _on_postgres(tx: Connection, seconds: float, act: Callable[[], T]) -> T:
    # after a cancelled statement only a savepoint brings the transaction back
    savepoint = tx.begin_nested()
    try:
        tx.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        found = act()
        tx.exec_driver_sql("SET LOCAL statement_timeout TO DEFAULT")
    except exc.DBAPIError as error:
        savepoint.rollback()
        if getattr(error.orig, "sqlstate", None) == _CANCELLED:
            raise TookTooLong from error
        raise
    except BaseException:
        savepoint.rollback()
        raise
    savepoint.commit()
    return found
