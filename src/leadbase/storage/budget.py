"""Reads that may take only so long: what a person waits for is given up rather than let run on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import Connection, exc

T = TypeVar("T")

_EVERY = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""

_CANCELLED = "57014"


def within(tx: Connection, milliseconds: int, act: Callable[[], T]) -> T | None:
    """Run an act that only reads; None where it took longer."""
    try:
        return _on_sqlite(tx, milliseconds, act) if tx.dialect.name == "sqlite" else _on_postgres(tx, milliseconds, act)
    except exc.DBAPIError as error:
        if "interrupted" in str(error.orig) or getattr(error.orig, "sqlstate", None) == _CANCELLED:
            return None
        raise


def _on_sqlite(tx: Connection, milliseconds: int, act: Callable[[], T]) -> T:
    driver = cast(sqlite3.Connection, tx.connection.driver_connection)
    ends = time.monotonic() + milliseconds / 1000
    driver.set_progress_handler(lambda: time.monotonic() > ends, _EVERY)
    try:
        return act()
    finally:
        driver.set_progress_handler(None, 0)


def _on_postgres(tx: Connection, milliseconds: int, act: Callable[[], T]) -> T:
    with tx.begin_nested():
        tx.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
        answer = act()
        tx.exec_driver_sql("SET LOCAL statement_timeout = DEFAULT")
        return answer
