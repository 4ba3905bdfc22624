"""References lead somewhere: to a member of the workspace, or to a live record of the linked table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadbase.kit.json import JsonObject
from leadbase.records.model import Record, ValueNotFitting
from leadbase.storage.database import Database
from leadbase.tables.fields import change_field
from leadbase.tables.model import FieldInUse, NewField, NewTable, SettingNotPossible, TableUnknown
from leadbase.tables.service import trash_table
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room, make_member

NOBODY = "9" * 24


async def orders_of(room: Room) -> tuple[Rows, Rows]:
    """Make customers, and orders that link to them and have an owner."""
    customers = await rows_of(room, NewTable("客户", name="customers", fields=[NewField("姓名", "text", name="name")]))
    fields = [
        NewField("客户", "link", name="customer", params={"table": "Customers"}),
        NewField("负责人", "person", name="owner"),
        NewField("数量", "integer", name="count"),
    ]
    return customers, await rows_of(room, NewTable("订单", name="orders", fields=fields))


def told(problem: ValueNotFitting) -> list[tuple[object, object]]:
    return [(one["field"], one["code"]) for one in problem.facts["fields"]]  # type: ignore[attr-defined]


def issues(rows: Rows, record: Record) -> JsonObject:
    return {rows.table.get_field(key).name: issue["reason"] for key, issue in record.issues.items()}  # type: ignore


async def test_a_link_and_a_person_that_are_there_are_kept_and_found(database: Database) -> None:
    room = Room(database)
    await make_member(room)
    customers, orders = await orders_of(room)
    customer = (await customers.save({"name": "张三"})).id
    made = await orders.save({"customer": customer, "owner": room.actor.id})
    assert orders.table.get_field("customer").params == {"table": customers.table.id}
    assert await orders.find({"customer": customer, "owner": room.actor.id}) == [made]
    assert await orders.find({"customer": NOBODY}) == []


async def test_what_is_not_there_is_refused_by_name_all_at_once(database: Database) -> None:
    room = Room(database)
    customers, orders = await orders_of(room)
    trashed = (await customers.save({})).id
    await customers.trash(trashed)
    made = await orders.save({"count": 1})
    wrong: JsonObject = {"customer": trashed, "owner": room.actor.id}
    for act in (lambda: orders.save(wrong), lambda: orders.update(made.id, wrong)):
        with pytest.raises(ValueNotFitting) as refused:
            await act()
        assert told(refused.value) == [("customer", "linked_record_unknown"), ("owner", "member_unknown")]
    for act in (
        lambda: orders.upsert(["count"], {**wrong, "count": 1}),
        lambda: orders.upsert(["count"], {**wrong, "count": 2}),
    ):
        with pytest.raises(ValueNotFitting):
            await act()
    assert await orders.read(made.id) == made


async def test_a_lenient_writer_loses_only_the_value_and_is_told(database: Database) -> None:
    room = Room(database)
    _, orders = await orders_of(room)
    wrong: JsonObject = {"customer": NOBODY, "owner": NOBODY, "count": 7}
    made = await orders.save(wrong, lenient=True)
    changed = await orders.update((await orders.save({})).id, wrong, lenient=True)
    for record in (made, changed):
        assert await orders.read(record.id) == record
        assert [orders.value(record, name) for name in ("customer", "owner", "count")] == [None, None, 7]
        assert issues(orders, record) == {"customer": "linked_record_unknown", "owner": "member_unknown"}


async def test_a_person_of_another_workspace_is_nobody_here(database: Database) -> None:
    room = Room(database)
    await make_member(room)
    elsewhere = replace(room, workspace=replace(room.workspace, number=2))
    _, orders = await orders_of(elsewhere)
    with pytest.raises(ValueNotFitting):
        await orders.save({"owner": room.actor.id})


async def test_a_link_leads_nowhere_once_its_table_is_in_the_trash(database: Database) -> None:
    room = Room(database)
    customers, orders = await orders_of(room)
    customer = (await customers.save({})).id
    await orders.save({"customer": customer})
    await room.write(lambda scope: trash_table(scope, room.catalogues, "customers"))
    now = (await room.read(room.catalogues.get)).get_table("orders")
    with pytest.raises(ValueNotFitting):
        await Rows(room, now).save({"customer": customer})


async def test_a_field_links_to_a_table_that_is_there_and_has_no_default(sqlite: Database) -> None:
    room = Room(sqlite)
    with pytest.raises(TableUnknown):
        await rows_of(room, NewTable("a", fields=[NewField("x", "link", params={"table": "none"})]))
    with pytest.raises(SettingNotPossible):
        await rows_of(room, NewTable("a", fields=[NewField("x", "person", default=NOBODY)]))


async def test_the_linked_table_changes_only_while_no_record_links(sqlite: Database) -> None:
    room = Room(sqlite)
    customers, orders = await orders_of(room)

    async def point_at(table: str) -> object:
        change = await room.write(
            lambda scope: change_field(scope, room.catalogues, "orders", "customer", {"params": {"table": table}})
        )
        return change.params["table"]

    assert await point_at("orders") == orders.table.id
    assert await point_at("customers") == customers.table.id
    await orders.save({"customer": (await customers.save({})).id})
    with pytest.raises(FieldInUse):
        await point_at("orders")
    assert await point_at("customers") == customers.table.id


async def test_a_record_may_link_to_its_own_table(database: Database) -> None:
    room = Room(database)
    people = await rows_of(
        room, NewTable("客户", id="6" * 24, fields=[NewField("推荐人", "link", name="by", params={"table": "6" * 24})])
    )
    first = await people.save({})
    assert people.value(await people.save({"by": first.id}), "by") == first.id
