"""Sequence numbers: never given twice, whoever gives them; nobody writes them."""

from __future__ import annotations

import asyncio

import pytest

from leadbase.access.scope import Scope
from leadbase.records import bulk
from leadbase.records import service as records
from leadbase.records.service import Wish
from leadbase.storage.database import Database
from leadbase.tables import fields, sequences
from leadbase.tables.blocks import LARGEST_BLOCK, SMALLEST_BLOCK, Blocks
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import FieldChange, NewField, NewTable, SettingNotPossible, Table
from leadbase.tables.service import create_table
from tests.tables.design import Room

LEADS = NewTable("Leads", fields=[NewField("No", "sequence", params={"prefix": "XS-"}), NewField("Name", "text")])


async def make(room: Room) -> Table:
    return await room.write(lambda scope: create_table(scope, room.catalogues, LEADS))


async def shown(room: Room, table: Table) -> list[str]:
    page = await room.read(lambda scope: records.list_records(scope, table, Wish(limit=1000)))
    field = table.get_field("No")
    return [str(field.kind.format(one.value(field), field.setting)) for one in page.items]


async def test_numbers_of_several_processes_never_meet(database: Database) -> None:
    first = Room(database)
    table = await make(first)
    rooms = [first, Room(database, Catalogues(load_field_types())), Room(database, Catalogues(load_field_types()))]
    tables = [
        await room.read(lambda scope, room=room: room.catalogues.get(scope).get_table(table.id)) for room in rooms
    ]
    given: list[object] = []

    async def one(index: int) -> None:
        room, mine = rooms[index % 3], tables[index % 3]
        if index % 2:
            given.extend((await sequences.take_ahead(database, mine)).values())
        else:
            made = await room.write(lambda scope: records.create_record(scope, mine, {"Name": str(index)}))
            given.append(made.value(mine.get_field("No")))

    await asyncio.gather(*(one(index) for index in range(120)))
    assert len(set(given)) == 120


async def test_what_is_undone_leaves_a_gap_and_no_repetition(database: Database) -> None:
    room = Room(database)
    table = await make(room)

    def fail(scope: Scope) -> None:
        records.create_record(scope, table, {})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await room.write(fail)
    await room.write(lambda scope: records.create_records(scope, table, [{}, {}]))
    numbers = await shown(room, table)
    assert len(set(numbers)) == 2


async def test_a_bulk_numbers_its_records_in_order(database: Database) -> None:
    room = Room(database)
    table = await make(room)
    await room.write(
        lambda scope: bulk.apply_bulk(scope, table, bulk.Bulk(create=[{"Name": str(n)} for n in range(5)]))
    )
    assert sorted(await shown(room, table)) == [f"XS-000{number}" for number in range(1, 6)]


async def test_a_new_prefix_shows_on_every_record_and_keeps_the_numbers(database: Database) -> None:
    room = Room(database)
    table = await make(room)
    await room.write(lambda scope: records.create_record(scope, table, {}))
    change = FieldChange(params={"prefix": "L", "width": 2})
    await room.write(lambda scope: fields.change_field(scope, room.catalogues, table.id, "No", change))
    table = await room.read(lambda scope: room.catalogues.get(scope).get_table(table.id))
    await room.write(lambda scope: records.create_record(scope, table, {}))
    assert sorted(await shown(room, table)) == ["L01", "L02"]


@pytest.mark.parametrize(
    "new",
    [
        NewField("No", "sequence", required=True),
        NewField("No", "sequence", unique=True),
        NewField("No", "sequence", searchable=True),
        NewField("No", "sequence", default="7"),
    ],
    ids=["required", "unique", "searchable", "default"],
)
async def test_a_sequence_takes_no_setting_that_is_for_written_values(new: NewField, sqlite: Database) -> None:
    room = Room(sqlite)
    with pytest.raises(SettingNotPossible):
        await room.write(lambda scope: create_table(scope, room.catalogues, NewTable("Leads", fields=[new])))


def test_blocks_grow_while_they_are_used_up_fast_and_shrink_again() -> None:
    now = [0.0]
    blocks = Blocks(lambda: now[0])
    sizes = [blocks.next_size(1) for _ in range(9)]
    assert sizes[:3] == [SMALLEST_BLOCK, SMALLEST_BLOCK * 2, SMALLEST_BLOCK * 4]
    assert sizes[-1] == LARGEST_BLOCK
    now[0] = 10.0
    assert blocks.next_size(1) == SMALLEST_BLOCK
    blocks.put(1, range(5, 7))
    assert [blocks.pop(1), blocks.pop(1), blocks.pop(1)] == [5, 6, None]
