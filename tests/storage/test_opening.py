"""Opening a database: at the same moment as others, and where there is none to open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from leadbase.storage.errors import StorageUnavailable, StorageUnsupported
from leadbase.storage.generations import all_generations, bump
from leadbase.storage.opening import open_database
from leadbase.storage.schema import metadata


async def use_fresh(url: str) -> None:
    """Open, make the tables, write and read, as a command does that finds no file yet."""
    database = await open_database(url)
    await database.read(lambda tx: tx.exec_driver_sql("SELECT 1").scalar_one())
    await database.transaction(metadata.create_all)
    await database.transaction(lambda tx: bump(tx, "opened"))
    await database.close()


async def test_several_may_open_a_fresh_file_at_once(tmp_path: Path) -> None:
    for round_ in range(12):
        url = f"sqlite:///{tmp_path}/{round_}.db"
        async with asyncio.timeout(30):
            await asyncio.gather(*(use_fresh(url) for _ in range(4)))
        database = await open_database(url)
        assert await database.read(all_generations) == {"opened": 4}
        await database.close()


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "leadbase.db").write_bytes(b"PK\x03\x04 this is an archive, not a database" * 40)
    with pytest.raises(StorageUnavailable):
        await open_database(f"sqlite:///{tmp_path}/leadbase.db")


async def test_another_kind_of_database_is_told() -> None:
    with pytest.raises(StorageUnsupported):
        await open_database("mysql://localhost/leads")
