"""Designing tables: ids, names and aliases, order, trash, and a catalogue that never lies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import NotAllowed, Scope
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import CursorWrong
from leadbase.records import service as records
from leadbase.storage.database import Database
from leadbase.storage.generations import generation
from leadbase.tables import service
from leadbase.tables.model import (
    DescriptionBroken,
    IdTaken,
    LabelRefused,
    NameTaken,
    NewField,
    NewTable,
    Table,
    TableChange,
    TableUnknown,
)
from leadbase.tables.names import IdRefused, NameRefused
from tests.tables.design import SHANGHAI, Room

CUSTOMERS = "63feff350ef3f00df536eac5"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


async def make(room: Room, label: str, id: str | None = None, name: str | None = None) -> Table:
    return await room.write(lambda scope: service.create_table(scope, room.catalogues, NewTable(label, id, name)))


async def change(room: Room, ref: str, change: TableChange) -> Table:
    return await room.write(lambda scope: service.change_table(scope, room.catalogues, ref, change))


async def names(room: Room) -> list[str]:
    return [table.name for table in (await room.read(room.catalogues.get)).tables]


async def test_a_table_is_found_by_id_by_name_in_any_case_and_by_its_label(room: Room) -> None:
    made = await make(room, "客户", CUSTOMERS, "Customers")
    catalogue = await room.read(room.catalogues.get)
    assert {catalogue.get_table(ref) for ref in (CUSTOMERS, "Customers", "customers", "CUSTOMERS")} == {
        catalogue.tables[0]
    }
    assert (made.id, made.name, made.label) == (CUSTOMERS, "Customers", "客户")
    assert (await make(room, "日志")).name == "日志"
    for ref in ("customer", "", "63feff350ef3f00df536eac6"):
        with pytest.raises(TableUnknown):
            catalogue.get_table(ref)


async def test_the_same_ids_may_exist_in_every_workspace(room: Room) -> None:
    other = replace(room, workspace=replace(SHANGHAI, number=2, id="c" * 24, name="demo"))
    first, second = await make(room, "客户", CUSTOMERS), await make(other, "客户", CUSTOMERS)
    assert first.number != second.number
    with pytest.raises(IdTaken):
        await make(room, "Again", CUSTOMERS)
    foreign = await make(other, "订单")
    with pytest.raises(TableUnknown):
        await room.read(lambda scope: service.get_table(scope, room.catalogues.get(scope), foreign.id))


async def test_an_id_in_the_trash_stays_taken_and_a_bad_id_is_refused(room: Room) -> None:
    await make(room, "客户", CUSTOMERS)
    await room.write(lambda scope: service.trash_table(scope, room.catalogues, CUSTOMERS))
    with pytest.raises(IdTaken):
        await make(room, "客户", CUSTOMERS)
    for bad in ("x", CUSTOMERS.upper(), CUSTOMERS + "0", ""):
        with pytest.raises(IdRefused):
            await make(room, "客户", bad)


async def test_after_a_rename_the_old_name_stays_an_alias_that_nobody_can_take(room: Room) -> None:
    await make(room, "Customers")
    renamed = await change(room, "customers", {"name": "leads", "label": "线索"})
    assert (renamed.name, renamed.label, renamed.aliases) == ("leads", "线索", ("Customers",))
    catalogue = await room.read(room.catalogues.get)
    assert catalogue.get_table("CUSTOMERS") is catalogue.get_table("leads")
    with pytest.raises(NameTaken):
        await make(room, "New", name="customers")
    back = await change(room, "leads", {"name": "Customers"})
    assert (back.name, back.aliases) == ("Customers", ("leads",))
    assert (await make(room, "Leads")).name == "Leads2"


async def test_bad_names_and_labels_are_refused_and_change_nothing(room: Room) -> None:
    await make(room, "客户")
    with pytest.raises(NameRefused):
        await make(room, "x", name="_x")
    for label in ("", "  ", "x" * 201, "a\0b", "a\ud83d"):
        with pytest.raises(LabelRefused):
            await change(room, "客户", {"label": label})
    for description in ("a\0b", "a\ud83d"):
        with pytest.raises(DescriptionBroken):
            await change(room, "客户", {"description": description})
    assert await names(room) == ["客户"]


async def test_tables_stand_in_the_order_they_were_put(room: Room) -> None:
    for label in ("a", "b", "c", "d"):
        await make(room, label)
    await room.write(lambda scope: service.order_tables(scope, room.catalogues, ["d", "b", "d"]))
    assert await names(room) == ["d", "b", "a", "c"]
    first = await room.read(lambda scope: service.list_tables(scope, room.catalogues.get(scope), limit=3))
    rest = await room.read(
        lambda scope: service.list_tables(scope, room.catalogues.get(scope), cursor=first.next_cursor)
    )
    assert [table.name for table in (*first.items, *rest.items)] == ["d", "b", "a", "c"]
    assert rest.next_cursor is None
    with pytest.raises(CursorWrong):
        await room.read(lambda scope: service.list_tables(scope, room.catalogues.get(scope), cursor="WyJ4Il0"))


async def test_a_table_comes_back_from_the_trash_without_what_others_took(room: Room) -> None:
    table = await make(room, "客户", name="customers")
    await change(room, "customers", {"name": "leads"})
    await room.write(lambda scope: service.trash_table(scope, room.catalogues, "leads"))
    assert await names(room) == []
    listed = await room.read(lambda scope: service.list_tables(scope, room.catalogues.get(scope), trashed=True))
    assert [one.deleted_at for one in listed.items] == [room.now]
    taker = await make(room, "New", name="leads")
    with pytest.raises(NameTaken):
        await room.write(lambda scope: service.restore_table(scope, room.catalogues, table.id))
    await change(room, taker.id, {"name": "customers"})
    await room.write(lambda scope: service.trash_table(scope, room.catalogues, taker.id))
    await make(room, "Other", name="customers")
    restored = await room.write(lambda scope: service.restore_table(scope, room.catalogues, table.id))
    assert (restored.name, restored.aliases) == ("leads", ())
    with pytest.raises(TableUnknown):
        await room.write(lambda scope: service.restore_table(scope, room.catalogues, table.id))


async def test_only_who_may_design_designs_and_a_narrowed_reader_sees_only_their_tables(room: Room) -> None:
    one, other = await make(room, "a"), await make(room, "b")
    reader = room.seen_by(Actor("token", "d" * 24, "t", frozenset({Permission.RECORDS_READ}), frozenset({one.id})))
    with pytest.raises(NotAllowed):
        await make(reader, "c")
    seen = await reader.read(lambda scope: service.list_tables(scope, room.catalogues.get(scope)))
    assert [table.id for table in seen.items] == [one.id]
    with pytest.raises(TableUnknown):
        await reader.read(lambda scope: service.get_table(scope, room.catalogues.get(scope), other.id))


async def test_finding_a_table_costs_no_load_until_something_changes(room: Room) -> None:
    await make(room, "客户")
    first = await room.read(room.catalogues.get)
    assert await room.read(room.catalogues.get) is first
    assert room.catalogues.peek(room.workspace) is first
    await change(room, "客户", {"label": "Customers"})
    assert not await room.read(lambda scope: room.catalogues.is_current(scope, first))
    second = await room.read(room.catalogues.get)
    assert second is not first and second.tables[0].label == "Customers"
    room.catalogues.forget(room.workspace.number)
    assert room.catalogues.peek(room.workspace) is None


async def test_a_change_that_is_undone_is_never_seen_in_the_cache(room: Room) -> None:
    await make(room, "客户")

    def changed_then_broken(scope: Scope) -> None:
        service.change_table(scope, room.catalogues, "客户", {"label": "undone"})
        assert room.catalogues.get(scope).tables[0].label == "undone"
        raise LookupError

    with pytest.raises(LookupError):
        await room.write(changed_then_broken)
    await change(room, "客户", {"description": "kept"})
    table = (await room.read(room.catalogues.get)).tables[0]
    assert (table.label, table.description) == ("客户", "kept")


async def test_each_change_is_told_by_a_generation(room: Room) -> None:
    await make(room, "客户")
    before = await room.read(lambda scope: generation(scope.tx, "catalogue:1"))
    await change(room, "客户", {"label": "x"})
    assert await room.read(lambda scope: generation(scope.tx, "catalogue:1")) == before + 1


async def test_a_table_is_made_whole_or_not_at_all(room: Room) -> None:
    new = NewTable("客户", fields=[NewField("a", "text"), NewField("b", "text", name="A")])
    with pytest.raises(NameTaken):
        await room.write(lambda scope: service.create_table(scope, room.catalogues, new))
    assert await names(room) == []
    assert (await make(room, "客户")).fields == ()


async def test_records_are_counted_without_those_in_the_trash_and_no_further_than_people_read(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "COUNT_CAP", 2)
    tables = [await make(room, label) for label in ("a", "b", "c")]
    empty: JsonObject = {}
    for table, count in zip(tables, (1, 3, 4), strict=True):
        made = await room.write(lambda scope, t=table, n=count: records.create_records(scope, t, [empty] * n))
        await room.write(lambda scope, t=table, id=made[0].id: records.trash_record(scope, t, id))
    counted = await room.read(lambda scope: service.count_records(scope, tables))
    assert [counted[table.id] for table in tables] == [(0, False), (2, False), (2, True)]
