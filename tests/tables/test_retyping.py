"""Changing a field's type: the plan tells what comes of every value, and that is what comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import service as records
from leadbase.records.answers import to_rest
from leadbase.records.bulk import Bulk, apply_bulk
from leadbase.records.model import DuplicateValue, Record
from leadbase.records.service import Wish
from leadbase.storage.database import Database
from leadbase.tables import fields, retyper, retyping, views
from leadbase.tables.model import FieldChange, NewField, NewTable, RecordsInTheWay, SettingNotPossible, Table
from leadbase.tables.purging import list_due_fields
from leadbase.tables.service import create_table, trash_table
from leadbase.tables.type_change import (
    Misfits,
    Plan,
    TableChanging,
    TypeChange,
    TypeChangeNotCancellable,
    TypeChangeRunning,
    TypeNotChangeable,
    ValuesInTheWay,
    Wanted,
)
from leadbase.tables.view_model import NewView
from tests.tables.design import Room

OPTIONS: dict[str, JsonValue] = {
    "options": [{"handle": "7", "label": "巨量线索"}, {"handle": "0", "label": "橙子建站"}]
}


@dataclass
class Desk:
    """A table with one field whose type changes."""

    room: Room
    table: Table

    async def add(self, *values: JsonValue, lenient: bool = False) -> list[str]:
        table, forms = await self.now(), [{"value": value} for value in values]
        made = await self.room.write(lambda scope: records.create_records(scope, table, forms, lenient=lenient))
        return [one.id for one in made]

    async def now(self) -> Table:
        return await self.room.read(lambda scope: self.room.catalogues.get(scope).get_table(self.table.id))

    async def plan(self, wanted: Wanted) -> Plan:
        return await retyper.plan(self.room, self.room.catalogues, self.table.id, "value", wanted)

    async def change(self, kind: str, misfits: Misfits = "refuse", params: JsonObject | None = None) -> TypeChange:
        wanted = Wanted(kind, params or {}, misfits)
        return await retyper.change(self.room, self.room.catalogues, self.table.id, "value", wanted)

    async def begin(self, kind: str, misfits: Misfits = "empty_and_flag") -> TypeChange:
        wanted, mine = Wanted(kind, {}, misfits), self.room.catalogues
        return await self.room.write(lambda scope: retyping.begin(scope, mine, self.table.id, "value", wanted))

    async def finish(self, change: TypeChange) -> TypeChange:
        while change.is_open:
            step = change
            change = await self.room.write(lambda scope, step=step: retyping.advance(scope, self.room.catalogues, step))
        return change

    async def shown(self) -> list[JsonValue]:
        table, every = await self.now(), await self.every()
        return [to_rest(table, one)["value"] for one in every]

    async def every(self) -> Sequence[Record]:
        table = await self.now()
        page = await self.room.read(lambda scope: records.list_records(scope, table, Wish(sort=["_id"], limit=1000)))
        return page.items

    async def newest(self, count: int) -> list[JsonValue]:
        table = await self.now()
        page = await self.room.read(lambda scope: records.list_records(scope, table, Wish(limit=count)))
        return [to_rest(table, one)["value"] for one in page.items]

    async def issues(self) -> list[JsonValue]:
        table, every = await self.now(), await self.every()
        return [to_rest(table, one).get("_issues") for one in every]


async def open_desk(database: Database, new: NewField) -> Desk:
    room = Room(database)
    table = await room.write(lambda scope: create_table(scope, room.catalogues, NewTable("Leads", fields=[new])))
    return Desk(room, table)


@pytest.mark.parametrize(
    ("old", "new", "values", "expected"),
    [
        (NewField("value", "text"), Wanted("integer", {}), ["42", "", "7"], [42, None, 7]),
        (NewField("value", "integer"), Wanted("text", {}), [42, 0], ["42", "0"]),
        (NewField("value", "decimal"), Wanted("integer", {}), ["42.00", "-1"], [42, -1]),
        (NewField("value", "decimal"), Wanted("decimal", {"scale": 4}), ["1.25"], ["1.2500"]),
        (NewField("value", "choice", params=OPTIONS), Wanted("text", {}), ["7", "0"], ["巨量线索", "橙子建站"]),
        (NewField("value", "text"), Wanted("choice", OPTIONS), ["巨量线索", "0"], ["7", "0"]),
        (NewField("value", "choice", params=OPTIONS), Wanted("multi_choice", OPTIONS), ["7"], [["7"]]),
        (NewField("value", "multi_choice", params=OPTIONS), Wanted("text", {}), [["7", "0"]], ["巨量线索、橙子建站"]),
        (NewField("value", "text"), Wanted("multi_choice", OPTIONS), ["巨量线索、橙子建站"], [["7", "0"]]),
        (NewField("value", "datetime"), Wanted("date", {}), ["2026-11-24T20:30:00Z"], ["2026-11-25"]),
        (NewField("value", "date"), Wanted("datetime", {}), ["2026-11-24"], ["2026-11-23T16:00:00Z"]),
        (NewField("value", "text"), Wanted("date", {}), ["2026/1/2", "2026年11月24日"], ["2026-01-02", "2026-11-24"]),
        (NewField("value", "text"), Wanted("region", {}), ["浙江+杭州"], ["浙江 杭州"]),
        (NewField("value", "region"), Wanted("text", {}), ["浙江省杭州市"], ["浙江 杭州"]),
        (NewField("value", "text"), Wanted("duration", {}), ["4 分 12 秒"], [252]),
        (NewField("value", "duration"), Wanted("text", {}), [252], ["4:12"]),
        (NewField("value", "percent"), Wanted("text", {}), ["12.5%"], ["12.50%"]),
        (NewField("value", "json"), Wanted("long_text", {}), [{"a": [1]}], ['{"a":[1]}']),
        (NewField("value", "phone"), Wanted("text", {}), ["138 0013 8000"], ["138 0013 8000"]),
    ],
)
async def test_values_become_what_people_mean_by_them(
    old: NewField, new: Wanted, values: list[JsonValue], expected: list[JsonValue], sqlite: Database
) -> None:
    desk = await open_desk(sqlite, old)
    await desk.add(*values)
    plan = await desk.plan(new)
    assert (plan.unfit, plan.counted, plan.is_complete) == (0, len(values), True)
    assert (await desk.change(new.type, params=new.params)).phase == "done"
    assert await desk.shown() == expected
    assert await desk.issues() == [None] * len(values)


async def test_the_plan_counts_and_shows_what_does_not_fit_and_writes_nothing(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    ids = await desk.add("42", " 7 ", "", "未填写", *[f"x{n}" for n in range(25)])
    plan = await desk.plan(Wanted("integer", {}))
    assert (plan.same, plan.converted, plan.empty, plan.unfit) == (0, 2, 1, 26)
    assert len(plan.samples) == 20
    assert (plan.samples[0].record, plan.samples[0].value, plan.samples[0].code) == (ids[3], "未填写", "not_an_integer")
    assert "未填写" in str(plan.samples[0].message["zh-CN"])
    assert (await desk.now()).get_field("value").type == "text"
    assert (await desk.shown())[3] == "未填写"


async def test_what_does_not_fit_is_refused_or_emptied_with_a_flag_and_stays_in_the_trash(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text", name="value"))
    await desk.add("42", "未填写", "")
    before = (await desk.now()).get_field("value")
    with pytest.raises(ValuesInTheWay):
        await desk.change("integer")
    assert (await desk.now()).get_field("value").type == "text"
    change = await desk.change("integer", "empty_and_flag")
    assert (change.phase, change.copied, change.unfit) == ("done", 3, 1)
    table = await desk.now()
    field = table.get_field("value")
    assert (field.id, field.name, field.type) == (before.id, before.name, "integer")
    assert await desk.shown() == [42, None, None]
    assert await desk.issues() == [None, {"value": {"value": "未填写", "reason": "not_an_integer"}}, None]
    [old] = table.trashed_fields
    assert old.type == "text"


async def test_the_old_values_can_be_taken_out_of_the_trash(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    await desk.add("42", "未填写")
    await desk.change("integer", "empty_and_flag")
    table, mine = await desk.now(), desk.room.catalogues
    renamed = FieldChange(name="number")
    await desk.room.write(lambda scope: fields.change_field(scope, mine, table.id, "value", renamed))
    # its old name is an alias of the field that stays, so it is not free
    with pytest.raises(fields.rules.NameTaken):
        await desk.room.write(lambda scope: fields.restore_field(scope, mine, table.id, table.trashed_fields[0].id))


@pytest.mark.parametrize("misfits", ["refuse", "empty_and_flag"])
async def test_a_required_or_unique_field_stays_so_or_the_change_is_refused(
    misfits: Misfits, database: Database
) -> None:
    required = await open_desk(database, NewField("value", "text", required=True))
    await required.add("1", "一")
    plan = await required.plan(Wanted("integer", {}))
    assert (plan.required_holds, len(plan.blank)) == (False, 1)
    with pytest.raises((RecordsInTheWay, ValuesInTheWay)):
        await required.change("integer", misfits)
    unique = await open_desk(database, NewField("value", "text", unique=True))
    await unique.add("138 0013 8000", "13800138000")
    plan = await unique.plan(Wanted("phone", {}))
    assert (plan.unique_holds, len(plan.repeated), plan.unfit) == (False, 1, 0)
    with pytest.raises(RecordsInTheWay):
        await unique.change("phone", misfits)
    with pytest.raises(SettingNotPossible):
        await unique.change("json", misfits)


async def test_a_unique_field_is_still_unique_by_its_new_type(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text", unique=True))
    await desk.add("138 0013 8000")
    assert (await desk.change("phone")).phase == "done"
    with pytest.raises(DuplicateValue):
        await desk.add("13800138000")


@pytest.mark.parametrize("kind", ["created_time", "sequence", "link", "person"])
async def test_some_types_can_not_be_changed_to(kind: str, sqlite: Database) -> None:
    desk = await open_desk(sqlite, NewField("value", "text"))
    params: dict[str, JsonValue] = {"table": desk.table.id} if kind == "link" else {}
    with pytest.raises(TypeNotChangeable):
        await desk.plan(Wanted(kind, params))


async def test_the_default_comes_along_where_it_fits(sqlite: Database) -> None:
    desk = await open_desk(sqlite, NewField("value", "text", default="5"))
    assert (await desk.plan(Wanted("integer", {}))).default_fits
    assert not (await desk.plan(Wanted("boolean", {}))).default_fits
    await desk.change("integer")
    table = await desk.now()
    made = await desk.room.write(lambda scope: records.create_record(scope, table, {}))
    assert made.value(table.get_field("value")) == 5


async def test_a_view_follows_and_drops_only_what_can_not_be_asked_any_more(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    mine, table = desk.room.catalogues, desk.table
    asked: JsonValue = {
        "and": [{"field": "value", "op": "contains", "value": "a"}, {"field": "_id", "op": "is_not_empty"}]
    }
    for label, wanted in (("asks", asked), ("sorts", None)):
        new = NewView(
            label=label,
            sharing="shared",
            locked=False,
            settings={"filter": wanted, "sort": [{"field": "value", "descending": True}]},
        )
        await desk.room.write(lambda scope, new=new: views.create_view(scope, mine, table.id, new))
    plan = await desk.plan(Wanted("integer", {}))
    assert [(one.label, one.follows) for one in plan.views] == [("asks", False), ("sorts", True)]
    await desk.change("integer")
    _, page = await desk.room.read(lambda scope: views.list_views(scope, mine, table.id))
    asks, sorts = page.items[1:]
    assert asks.settings["filter"] == {"and": [{"field": "_id", "op": "is_not_empty"}]}
    assert (
        sorts.settings["sort"] == asks.settings["sort"] == [{"field": table.get_field("value").id, "descending": True}]
    )
    assert (asks.version, sorts.version) == (2, 1)


async def test_what_is_written_while_values_are_copied_is_there_in_the_new_type(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    [changed, bulky, *_] = await desk.add(*[str(n) for n in range(1200)])
    change = await desk.begin("integer")
    await desk.add("2001", "未填写")
    change = await desk.room.write(lambda scope: retyping.advance(scope, desk.room.catalogues, change))
    assert (change.phase, change.copied) == ("copying", 500)
    table = await desk.now()
    await desk.room.write(lambda scope: records.update_record(scope, table, changed, {"value": "3001"}))
    bulk = Bulk(update=[{"_id": bulky, "value": "3002"}], create=[{"value": "2002"}])
    assert (await desk.room.write(lambda scope: apply_bulk(scope, table, bulk))).refused == 0
    assert (await desk.finish(change)).phase == "done"
    shown = await desk.shown()
    assert shown[:3] == [3001, 3002, 2]
    newest = await desk.newest(3)
    assert newest == [2002, None, 2001]


async def test_a_change_can_be_taken_over_by_another_process(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    await desk.add(*[str(n) for n in range(700)])
    change = await desk.begin("integer")
    other = Desk(Room(database), desk.table)
    steps = [desk.finish(change), other.finish(change)]
    ended = await asyncio.gather(*steps)
    assert {one.phase for one in ended} == {"done"}
    assert (await desk.now()).get_field("value").type == "integer"
    assert None not in await desk.shown()


async def test_nothing_else_changes_the_field_meanwhile(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    await desk.begin("integer")
    mine, table = desk.room.catalogues, desk.table.id
    with pytest.raises(TypeChangeRunning):
        await desk.begin("decimal")
    with pytest.raises(TypeChangeRunning):
        await desk.room.write(lambda scope: fields.trash_field(scope, mine, table, "value"))
    with pytest.raises(TypeChangeRunning):
        await desk.room.write(lambda scope: fields.change_field(scope, mine, table, "value", FieldChange(unique=True)))
    await desk.room.write(lambda scope: fields.change_field(scope, mine, table, "value", FieldChange(label="New")))


async def test_a_write_prepared_before_the_change_is_told_to_come_again(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    before = await desk.now()
    await desk.begin("integer")
    with pytest.raises(TableChanging):
        await desk.room.write(lambda scope: records.create_record(scope, before, {"value": "1"}))
    assert await desk.every() == []


async def test_a_change_that_can_not_be_ended_leaves_the_field_as_it_was(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    await desk.add("1")
    change = await desk.begin("integer", "refuse")
    await desk.add("未填写")
    ended = await desk.finish(change)
    assert ended.phase == "stopped"
    assert ended.reason is not None
    assert ended.reason["code"] == "values_in_the_way"
    assert await desk.shown() == ["1", "未填写"]
    room = desk.room
    due = await room.read(lambda scope: list_due_fields(scope, room.catalogues))
    assert len(due) == 1
    # and it can be begun again
    assert (await desk.change("integer", "empty_and_flag")).phase == "done"
    assert await desk.shown() == [1, None]


async def test_a_change_is_cancelled_while_values_are_copied_and_not_after_that(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    await desk.add(*[str(n) for n in range(700)])
    change = await desk.begin("integer")
    mine, table = desk.room.catalogues, desk.table.id
    await desk.room.write(lambda scope: retyping.advance(scope, mine, change))
    assert await desk.room.read(lambda scope: retyping.count_records(scope, mine, table)) == 700
    ended = await desk.room.write(lambda scope: retyping.cancel(scope, mine, table, "value"))
    assert (ended.phase, (ended.reason or {})["code"]) == ("stopped", "type_change_cancelled")
    assert (await desk.finish(change)).phase == "stopped"
    assert (await desk.now()).get_field("value").type == "text"
    assert (await desk.shown())[:2] == ["0", "1"]
    with pytest.raises(TypeChangeNotCancellable):
        await desk.room.write(lambda scope: retyping.cancel(scope, mine, table, "value"))
    assert (await desk.change("integer")).phase == "done"


async def test_a_change_ends_with_its_table(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    change = await desk.begin("integer")
    await desk.room.write(lambda scope: trash_table(scope, desk.room.catalogues, desk.table.id))
    assert (await desk.finish(change)).phase == "stopped"


async def test_records_in_the_trash_come_along(database: Database) -> None:
    desk = await open_desk(database, NewField("value", "text"))
    [first] = await desk.add("42")
    table = await desk.now()
    await desk.room.write(lambda scope: records.trash_record(scope, table, first))
    await desk.change("integer")
    desk.room.now += timedelta(days=1)
    table = await desk.now()
    await desk.room.write(lambda scope: records.restore_record(scope, table, first))
    assert await desk.shown() == [42]
