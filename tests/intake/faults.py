"""Real faults of a database: a full disk, a server that became read-only. What is small may still fit on the disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from leadbase.storage.database import Database
from tests.postgres import Server

LONG = "长" * 20_000
"""A text that needs room of its own."""


@asynccontextmanager
async def away(database: Database, request: pytest.FixtureRequest) -> AsyncGenerator[None]:
    """Let nothing large be written until the end."""
    if database.name == "sqlite":
        await database.transaction(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1"))
        yield
        await database.transaction(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1073741823"))
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = await database.read(lambda tx: str(tx.exec_driver_sql("SELECT current_database()").scalar_one()))
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    server.run(cut)
    yield
    server.run(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    server.run(cut)
    await _find_out(database)


async def _find_out(database: Database) -> None:
    """Use connections until one works: those that were cut are only known to be by using them."""
    for left in reversed(range(20)):
        try:
            await database.read(lambda tx: tx.exec_driver_sql("SELECT 1").scalar_one())
            return
        except Exception:
            if not left:
                raise
