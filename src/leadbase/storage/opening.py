"""Opens the database that a URL names."""

from __future__ import annotations

from pathlib import Path

from leadbase.storage.database import Database
from leadbase.storage.dialects.postgres import PostgresDatabase
from leadbase.storage.dialects.sqlite import SqliteDatabase
from leadbase.storage.errors import StorageUnsupported


async def open_database(url: str, direct_url: str | None = None) -> Database:
    """Open `sqlite:///PATH` or `postgresql://…` and check that its version will do.

    `direct_url` reaches the same PostgreSQL past a pooler, for notifications.

    Raises StorageUnsupported (unknown kind, too old) or StorageUnavailable (can't be reached).
    """
    if url.startswith("sqlite:///"):
        return SqliteDatabase(Path(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql://", "postgres://")):
        database = PostgresDatabase(url, direct_url)
        await database.check()
        return database
    raise StorageUnsupported(found=url.split("://", 1)[0], needed="sqlite:///PATH, postgresql://…")
