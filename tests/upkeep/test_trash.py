"""What lay in the trash for 30 days is gone for good, and nothing else is; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from leadbase.access.scope import Moment, Scope
from leadbase.access.units import Units
from leadbase.access.workspaces import ensure_workspace, get_workspace
from leadbase.kit.facts import Subscriptions
from leadbase.records.model import RecordUnknown
from leadbase.records.service import get_record, restore_record
from leadbase.records.store.rows import changes
from leadbase.storage.database import Database
from leadbase.tables.fields import create_field, restore_field, trash_field
from leadbase.tables.model import FieldUnknown, NewField, NewTable, Table, TableUnknown
from leadbase.tables.service import create_table, restore_table, trash_table
from leadbase.tables.view_model import NewView
from leadbase.tables.views import create_view, list_views
from leadbase.upkeep import trash
from leadbase.upkeep.trash import Trash
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room

YOUNG, OLD = NOW - timedelta(days=29, hours=23), NOW - timedelta(days=30, seconds=1)
NOTHING = {"records": 0, "fields": 0, "tables": 0}
THREE = NewTable(
    "客户", name="customers", fields=[NewField("姓名", "text", name="name"), NewField("电话", "phone", name="phone")]
)


@pytest.fixture
async def room(database: Database) -> Room:
    bare = Room(database)
    await database.transaction(lambda tx: ensure_workspace(Moment(tx, NOW, bare.ids)))
    return replace(bare, workspace=await database.read(lambda tx: get_workspace(tx, "main")))


def trash_of(room: Room) -> Trash:
    units = Units(room.database, lambda: NOW, room.ids, Subscriptions())
    return Trash(units, room.catalogues, pause_s=0)


def at(rows: Rows, moment_room: Room) -> Rows:
    return Rows(moment_room, rows.table)


async def table_now(room: Room, ref: str) -> Table:
    return await room.read(lambda scope: room.catalogues.get(scope).get_table(ref))


async def test_records_go_after_thirty_days_and_not_before(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trash, "BATCH", 2)
    rows = await rows_of(room, THREE)
    old, young, live = [
        [await rows.save({"name": f"{kind} {n}"}) for n in range(5)] for kind in ("old", "young", "live")
    ]
    for one in old:
        await at(rows, replace(room, now=OLD)).trash(one.id)
    for one in young:
        await at(rows, replace(room, now=YOUNG)).trash(one.id)
    assert await trash_of(room).empty() == {**NOTHING, "records": 5}
    assert {one.id for one in await rows.find(trashed=True)} == {one.id for one in young}
    assert {one.id for one in await rows.find()} == {one.id for one in live}
    with pytest.raises(RecordUnknown):
        await room.write(lambda scope: restore_record(scope, rows.table, old[0].id))
    assert await trash_of(room).empty() == NOTHING


async def test_a_field_goes_with_its_values_and_its_name_can_come_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash, "BATCH", 2)
    rows = await rows_of(room, THREE)
    made = [await rows.save({"name": str(n), "phone": f"138 0013 800{n}"}) for n in range(5)]
    await rows.trash(made[4].id)
    phone = rows.table.get_field("phone")
    old = replace(room, now=OLD)
    await old.write(lambda scope: trash_field(scope, room.catalogues, "customers", "phone"))
    with pytest.raises(FieldUnknown):
        await room.write(lambda scope: restore_field(scope, room.catalogues, "customers", phone.id))
    assert await trash_of(room).empty() == {**NOTHING, "fields": 1}

    def left(scope: Scope) -> int:
        own = sa.or_(*(sa.literal_column(name).is_not(None) for name in (phone.column, phone.match_column)))
        filled = sa.select(sa.func.count()).select_from(rows.table.physical).where(own)
        return scope.tx.execute(filled).scalar_one()

    assert await room.read(left) == 0
    assert (await table_now(room, "customers")).trashed_fields == ()
    again = NewField("电话", "phone", id=phone.id, name="phone", unique=True)
    await room.write(lambda scope: create_field(scope, room.catalogues, "customers", again))
    kept = at(rows, room)
    kept.table = await table_now(room, "customers")
    first = await kept.read(made[0].id)
    assert kept.value(first, "name") == "0" and kept.value(first, "phone") is None
    assert first.version == made[0].version


async def test_a_young_field_and_a_young_table_can_be_restored_whole(room: Room) -> None:
    rows = await rows_of(room, THREE)
    made = await rows.save({"name": "张三", "phone": "138 0013 8000"})
    phone, young = rows.table.get_field("phone").id, replace(room, now=YOUNG)
    await young.write(lambda scope: trash_field(scope, room.catalogues, "customers", "phone"))
    await young.write(lambda scope: trash_table(scope, room.catalogues, "customers"))
    assert await trash_of(room).empty() == NOTHING
    await room.write(lambda scope: restore_table(scope, room.catalogues, rows.table.id))
    await room.write(lambda scope: restore_field(scope, room.catalogues, "customers", phone))
    table = await table_now(room, "customers")
    assert (await room.read(lambda scope: get_record(scope, table, made.id))).values == made.values


async def test_a_table_goes_with_its_records_and_their_history(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trash, "BATCH", 2)
    rows, other = await rows_of(room, THREE), await rows_of(room, NewTable("订单", fields=[NewField("名称", "text")]))
    for number in range(5):
        made = await rows.save({"name": str(number)})
        await rows.update(made.id, {"name": "x"})
    view = NewView("我的", "shared", {})
    await room.write(lambda scope: create_view(scope, room.catalogues, "customers", view))
    old = replace(room, now=OLD)
    await old.write(lambda scope: trash_table(scope, room.catalogues, "customers"))
    with pytest.raises(TableUnknown):
        await room.write(lambda scope: restore_table(scope, room.catalogues, rows.table.id))
    assert await trash_of(room).empty() == {**NOTHING, "tables": 1}

    def is_there(scope: Scope) -> tuple[bool, bool, int]:
        names = sa.inspect(scope.tx).get_table_names()
        count = scope.tx.execute(sa.select(sa.func.count()).select_from(changes)).scalar_one()
        return rows.table.physical.name in names, other.table.physical.name in names, count

    assert await room.read(is_there) == (False, True, 0)
    again = await room.write(lambda scope: create_table(scope, room.catalogues, replace(THREE, id=rows.table.id)))
    assert again.number > other.table.number
    _, shown = await room.read(lambda scope: list_views(scope, room.catalogues, "customers"))
    assert "我的" not in [one.label for one in shown.items]
    assert await room.read(lambda scope: room.catalogues.get(scope).trashed_tables) == ()
