"""Designing fields: what the records must agree to, what stays through trash and rename."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadbase.kit.json import JsonObject
from leadbase.kit.params import ParamTooLarge
from leadbase.records import service as records
from leadbase.records.model import DuplicateValue, Record, RequiredFieldMissing
from leadbase.storage.database import Database
from leadbase.tables import fields, service
from leadbase.tables.model import (
    DefaultNotFitting,
    Field,
    FieldChange,
    FieldInUse,
    FieldUnknown,
    IdTaken,
    NameTaken,
    NewField,
    NewTable,
    RecordsInTheWay,
    SettingNotPossible,
    Table,
    TypeUnknown,
)
from tests.tables.design import Room

NAME_ID = "63ff0191f725340df45e8ebb"


@pytest.fixture
async def room(database: Database) -> Room:
    room = Room(database)
    new = NewTable(
        "客户", name="customers", fields=[NewField("客户名称", "text", id=NAME_ID), NewField("电话", "phone")]
    )
    await room.write(lambda scope: service.create_table(scope, room.catalogues, new))
    return room


async def table_of(room: Room) -> Table:
    return (await room.read(room.catalogues.get)).get_table("customers")


async def add(room: Room, new: NewField) -> Field:
    return await room.write(lambda scope: fields.create_field(scope, room.catalogues, "customers", new))


async def change(room: Room, ref: str, change: FieldChange) -> Field:
    return await room.write(lambda scope: fields.change_field(scope, room.catalogues, "customers", ref, change))


async def trash(room: Room, ref: str) -> None:
    await room.write(lambda scope: fields.trash_field(scope, room.catalogues, "customers", ref))


async def restore(room: Room, id: str) -> Field:
    return await room.write(lambda scope: fields.restore_field(scope, room.catalogues, "customers", id))


async def save(room: Room, form: JsonObject) -> Record:
    table = await table_of(room)
    return await room.write(lambda scope: records.create_record(scope, table, form))


async def read(room: Room, record: Record, ref: str) -> object:
    table = await table_of(room)
    found = await room.read(lambda scope: records.get_record(scope, table, record.id))
    return found.value(table.get_field(ref))


async def test_a_new_field_is_empty_in_old_records_and_takes_values_in_new_ones(room: Room) -> None:
    old = await save(room, {"客户名称": "张三"})
    made = await add(room, NewField("预算", "decimal", default="1.5", params={"scale": 1}))
    assert await read(room, old, made.id) is None
    assert await read(room, await save(room, {"客户名称": "李四"}), "预算") == Decimal("1.5")
    assert await read(room, await save(room, {"预算": None}), "预算") is None


async def test_a_field_is_found_by_id_name_alias_and_whatever_the_case(room: Room) -> None:
    await change(room, "客户名称", {"name": "Name", "label": "姓名"})
    table = await table_of(room)
    found = {table.get_field(ref) for ref in (NAME_ID, "客户名称", "Name", "NAME")}
    assert [(field.name, field.label, field.aliases) for field in found] == [("Name", "姓名", ("客户名称",))]
    with pytest.raises(FieldUnknown):
        table.get_field("姓名")
    with pytest.raises(NameTaken):
        await add(room, NewField("x", "text", name="客户名称"))
    with pytest.raises(IdTaken):
        await add(room, NewField("x", "text", id=NAME_ID))


async def test_fields_stand_in_the_order_they_were_put(room: Room) -> None:
    await add(room, NewField("c", "text"))
    page = await room.write(lambda scope: fields.order_fields(scope, room.catalogues, "customers", ["c", "电话"]))
    assert [field.name for field in page.items] == ["c", "电话", "客户名称"]
    assert [field.name for field in (await table_of(room)).fields] == ["c", "电话", "客户名称"]


async def test_a_field_becomes_unique_only_when_no_two_records_share_a_value(room: Room) -> None:
    first = await save(room, {"电话": "138 0013 8000"})
    second = await save(room, {"电话": "+8613800138000"})
    with pytest.raises(RecordsInTheWay) as refused:
        await change(room, "电话", {"unique": True})
    assert {first.id, second.id} == set(str(refused.value.facts["examples"]).split(", "))
    table = await table_of(room)
    await room.write(lambda scope: records.trash_record(scope, table, second.id))
    assert (await change(room, "电话", {"unique": True})).unique
    with pytest.raises(DuplicateValue):
        await save(room, {"电话": "13800138000"})
    await change(room, "电话", {"unique": False})
    await save(room, {"电话": "13800138000"})


async def test_records_without_a_value_never_clash_in_a_unique_field(room: Room) -> None:
    await change(room, NAME_ID, {"unique": True})
    for form in ({}, {}, {"客户名称": ""}, {"客户名称": ""}, {"客户名称": None}):
        await save(room, form)


async def test_a_text_too_long_for_the_index_stands_in_the_way_of_unique(room: Room) -> None:
    made = await save(room, {"客户名称": "长" * 501})
    with pytest.raises(RecordsInTheWay, match=made.id):
        await change(room, NAME_ID, {"unique": True})


async def test_a_field_becomes_required_only_when_every_record_has_a_value(room: Room) -> None:
    empty = await save(room, {"电话": "13800138000"})
    with pytest.raises(RecordsInTheWay) as refused:
        await change(room, NAME_ID, {"required": True})
    assert refused.value.facts["records"] == [empty.id]
    with pytest.raises(RecordsInTheWay):
        await add(room, NewField("x", "integer", required=True))
    table = await table_of(room)
    await room.write(lambda scope: records.update_record(scope, table, empty.id, {"客户名称": "张三"}))
    await change(room, NAME_ID, {"required": True})
    with pytest.raises(RequiredFieldMissing):
        await save(room, {"客户名称": ""})


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (NewField("x", "json", unique=True), SettingNotPossible),
        (NewField("x", "long_text", unique=True), SettingNotPossible),
        (NewField("x", "created_time", unique=True), SettingNotPossible),
        (NewField("x", "created_time", required=True), SettingNotPossible),
        (NewField("x", "updated_by", default="me"), SettingNotPossible),
        (NewField("x", "integer", default="many"), DefaultNotFitting),
        (NewField("x", "decimal", params={"scale": 10}), ParamTooLarge),
        (NewField("x", "colour"), TypeUnknown),
    ],
)
async def test_a_field_that_can_not_be_is_refused(room: Room, new: NewField, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await add(room, new)
    assert len((await table_of(room)).fields) == 2


async def test_parameters_that_decide_how_values_are_kept_are_fixed_once_there_are_values(room: Room) -> None:
    await add(room, NewField("预算", "decimal"))
    await change(room, "预算", {"params": {"scale": 3}})
    await save(room, {"预算": "1.005", "电话": "13800138000"})
    with pytest.raises(FieldInUse):
        await change(room, "预算", {"params": {"scale": 2}})
    with pytest.raises(FieldInUse):
        await change(room, "电话", {"params": {"region": "US"}})
    await change(room, "预算", {"params": {"scale": 3}, "description": "in 万元"})


async def test_options_may_change_under_their_records(room: Room) -> None:
    options = [{"handle": "0", "label": "橙子建站", "hue": "orange"}, {"handle": "7", "label": "巨量线索"}]
    await add(room, NewField("渠道", "choice", params={"options": options}, default="7"))
    made = await save(room, {"渠道": "橙子建站"})
    with pytest.raises(DefaultNotFitting):
        await change(room, "渠道", {"params": {"options": options[:1]}})
    field = await change(room, "渠道", {"params": {"options": options[:1]}, "default": None})
    assert field.params["options"] == [{"handle": "0", "label": "橙子建站", "hue": "orange"}]
    assert await read(room, made, "渠道") == "0"


async def test_a_field_keeps_its_values_in_the_trash(room: Room) -> None:
    made = await save(room, {"客户名称": "张三"})
    await trash(room, NAME_ID)
    assert [field.name for field in (await table_of(room)).fields] == ["电话"]
    other = await add(room, NewField("客户名称", "text"))
    with pytest.raises(NameTaken):
        await restore(room, NAME_ID)
    await change(room, other.id, {"name": "other"})
    await trash(room, other.id)
    await restore(room, NAME_ID)
    assert await read(room, made, NAME_ID) == "张三"


async def test_a_unique_field_in_the_trash_holds_nobody_up_and_comes_back_as_unique_as_its_values(room: Room) -> None:
    await change(room, NAME_ID, {"unique": True})
    first, second = await save(room, {"客户名称": "张三"}), await save(room, {"客户名称": "李四"})
    await trash(room, NAME_ID)
    assert (await restore(room, NAME_ID)).unique
    table = await table_of(room)
    await room.write(lambda scope: records.trash_record(scope, table, first.id))
    await room.write(lambda scope: records.update_record(scope, table, second.id, {"客户名称": "张三"}))
    await trash(room, NAME_ID)
    bare = await table_of(room)
    await room.write(lambda scope: records.restore_record(scope, bare, first.id))
    assert not (await restore(room, NAME_ID)).unique
