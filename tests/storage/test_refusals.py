"""A unit that raises leaves nothing behind: neither rows nor an open transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from leadbase.kit.paging import CursorWrong
from leadbase.storage.database import Database
from leadbase.storage.errors import TextNotStorable
from leadbase.storage.generations import all_generations, bump, generation


def refuse(_tx: Connection) -> None:
    raise CursorWrong


def write_and_refuse(tx: Connection) -> None:
    bump(tx, "lost")
    raise CursorWrong


async def test_a_read_that_is_refused_leaves_its_connection_usable(database: Database) -> None:
    for _ in range(12):
        with pytest.raises(CursorWrong):
            await database.read(refuse)
    assert await database.read(all_generations) == {}


async def test_a_write_that_is_refused_leaves_no_rows(database: Database) -> None:
    for _ in range(3):
        with pytest.raises(CursorWrong):
            await database.transaction(write_and_refuse)
    await database.transaction(lambda tx: bump(tx, "kept"))
    assert await database.read(all_generations) == {"kept": 1}


async def test_a_text_with_a_nul_is_refused_on_both_databases_alike(database: Database) -> None:
    with pytest.raises(TextNotStorable):
        await database.transaction(lambda tx: bump(tx, "a\0b"))
    with pytest.raises(TextNotStorable):
        await database.read(lambda tx: generation(tx, "a\0b"))
    with pytest.raises(TextNotStorable):
        await database.rehearse(lambda tx: bump(tx, "\0"))
    await database.transaction(lambda tx: bump(tx, "kept"))
    assert await database.read(all_generations) == {"kept": 1}
