"""The migrations make exactly the tables that the stores declare, on both databases, and say who may use the result."""

from __future__ import annotations

from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from leadbase.storage.errors import StorageTooNew
from leadbase.storage.migrations import VERSION, migrate, schema_state, schema_version
from leadbase.storage.opening import open_database
from leadbase.storage.schema import metadata
from tools.migration import STORES, is_declared


def differences(tx: Connection) -> list[object]:
    for store in STORES:
        import_module(store)
    context = MigrationContext.configure(tx, opts={"compare_type": True, "include_name": is_declared})
    found = compare_metadata(context, metadata)
    return [one for one in found if "alembic_version" not in str(one)]


async def test_the_migrations_make_the_tables_that_the_stores_declare(database_url: str) -> None:
    database = await open_database(database_url)
    assert await migrate(database) == VERSION
    assert await database.read(differences) == []
    await database.close()


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = await open_database(database_url)
    await migrate(database)
    assert await migrate(database) == VERSION
    await database.close()


async def test_a_database_of_a_later_release_is_used_when_it_is_compatible(database_url: str) -> None:
    database = await open_database(database_url)
    await migrate(database)
    later = {"version": VERSION + 1, "min_compatible": VERSION}
    await database.transaction(lambda tx: tx.execute(sa.update(schema_state), later))
    assert await migrate(database) == VERSION + 1
    await database.close()


async def test_a_database_that_needs_a_later_release_is_refused(database_url: str) -> None:
    database = await open_database(database_url)
    await migrate(database)
    later = {"version": VERSION + 2, "min_compatible": VERSION + 1}
    await database.transaction(lambda tx: tx.execute(sa.update(schema_state), later))
    with pytest.raises(StorageTooNew):
        await migrate(database)
    with pytest.raises(StorageTooNew):
        await database.read(schema_version)
    await database.close()
