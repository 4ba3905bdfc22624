"""The users' own tables change while others write, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, exc

from leadbase.storage import ddl
from leadbase.storage.database import Database
from leadbase.storage.ddl import TableBusy, UserColumn
from leadbase.storage.dialects.postgres import PostgresDatabase
from leadbase.storage.migrations import migrate
from leadbase.storage.shapes import Shape
from leadbase.tables import fields
from leadbase.tables.model import NewField, NewTable
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room

SYSTEM = {
    "_version": 1,
    "_created_at": NOW,
    "_updated_at": NOW,
    "_created_by": "operator",
    "_updated_by": "operator",
}


def row(number: int, **values: object) -> dict[str, object]:
    return {"_id": f"{number:024x}", **SYSTEM, **values}


async def test_a_table_has_a_column_for_every_shape(database: Database) -> None:
    columns = [UserColumn(f"f_{number}", shape, 2) for number, shape in enumerate(Shape)]
    table = ddl.physical_table(1, columns)
    await database.transaction(lambda tx: ddl.create_table(tx, table))
    await database.transaction(lambda tx: tx.execute(sa.insert(table), [row(1)]))

    def read(tx: Connection) -> object:
        return tx.execute(sa.select(table.c["_created_at"], table.c.f_0)).one()

    assert await database.read(read) == (NOW, None)


async def test_a_column_is_added_to_a_table_with_rows(database: Database) -> None:
    bare, wide = ddl.physical_table(1, ()), ddl.physical_table(1, [UserColumn("f_7", Shape.DECIMAL, 3)])
    await database.transaction(lambda tx: ddl.create_table(tx, bare))
    await database.transaction(lambda tx: tx.execute(sa.insert(bare), [row(1)]))
    await database.transaction(lambda tx: ddl.add_columns(tx, bare, [UserColumn("f_7", Shape.DECIMAL, 3)]))
    assert await database.read(lambda tx: tx.execute(sa.select(wide.c.f_7)).scalar_one()) is None


async def test_a_unique_index_holds_live_rows_with_a_value_only_and_names_its_column(database: Database) -> None:
    table = ddl.physical_table(1, [UserColumn("f_1", Shape.TEXT), UserColumn("n_2", Shape.TEXT)])

    def make(tx: Connection) -> None:
        ddl.create_table(tx, table)
        ddl.create_unique_index(tx, table, "n_2", text=True)
        gone = row(1, n_2="a", f_1="a", _deleted_at=NOW)
        empty = [row(number, n_2=value, f_1="a") for number, value in enumerate(("", "", None, None, "a"), 2)]
        for one in (gone, *empty):
            tx.execute(sa.insert(table), one)

    await database.transaction(make)
    with pytest.raises(exc.IntegrityError) as refused:
        await database.transaction(lambda tx: tx.execute(sa.insert(table), [row(9, n_2="a")]))
    assert ddl.violated_column(refused.value) == "n_2"
    with pytest.raises(exc.IntegrityError) as other:
        await database.transaction(lambda tx: tx.execute(sa.insert(table), [row(1)]))
    assert ddl.violated_column(other.value) is None
    await database.transaction(lambda tx: ddl.drop_unique_index(tx, "n_2"))
    await database.transaction(lambda tx: tx.execute(sa.insert(table), [row(9, n_2="a")]))


async def test_adding_fields_while_rows_are_written_loses_nothing(database: Database) -> None:
    room = Room(database)
    rows = await rows_of(room, NewTable("t", fields=[NewField("number", "integer")]))
    made: list[str] = []
    done = asyncio.Event()

    async def write(first: int) -> None:
        number = first
        while not done.is_set():
            # the writer's table is as it was when it began, and old by now
            made.append((await rows.save({"number": number})).id)
            number += 10
            await asyncio.sleep(0)

    async def design() -> None:
        for number in range(12):
            new = NewField(f"field {number}", "phone" if number % 2 else "text", unique=number == 4)
            await room.write(lambda scope, new=new: fields.create_field(scope, room.catalogues, "t", new))
        await room.write(lambda scope: fields.trash_field(scope, room.catalogues, "t", "field_3"))
        done.set()

    await asyncio.gather(design(), *(write(first) for first in range(4)))
    table = (await room.read(room.catalogues.get)).get_table("t")
    ids = await room.read(lambda scope: scope.tx.execute(sa.select(table.physical.c["_id"])).scalars().all())
    assert len(made) > 12
    assert set(ids) == set(made) and len(ids) == len(made)
    assert len(table.fields) == 12
    last = await Rows(room, table).save({"field_11": "13800138000"})
    assert Rows(room, table).value(last, "field_11") == "13800138000"


@pytest.mark.postgres
async def test_a_table_that_stays_locked_is_told_to_be_busy(postgres_url: str) -> None:
    postgres = PostgresDatabase(postgres_url)
    await migrate(postgres)
    table = ddl.physical_table(1, ())
    await postgres.transaction(lambda tx: ddl.create_table(tx, table))
    locked, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        def lock(tx: Connection) -> None:
            tx.exec_driver_sql("LOCK TABLE t_1 IN ACCESS SHARE MODE")

        async with postgres.engine.begin() as connection:
            await connection.run_sync(lock)
            locked.set()
            await release.wait()

    holder = asyncio.create_task(hold())
    await locked.wait()
    with pytest.raises(TableBusy):
        await postgres.transaction(lambda tx: ddl.add_columns(tx, table, [UserColumn("f_1", Shape.TEXT)]))
    release.set()
    await holder
    await postgres.transaction(lambda tx: ddl.add_columns(tx, table, [UserColumn("f_1", Shape.TEXT)]))
    await postgres.close()
