"""The history of a record: who did what, from what to what, back to its creation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadbase.access.model import Actor, Permission, Role
from leadbase.kit.json import JsonObject
from leadbase.records import answers, writes
from leadbase.records.history import Step, list_steps
from leadbase.records.model import RecordUnknown
from leadbase.records.prepare import prepare_create
from leadbase.storage.database import Database
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room
from tests.tables.desk import Desk

VIEWER = Actor("person", "d" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)
EVENT = "e" * 24


@pytest.fixture
async def rows(database: Database) -> Rows:
    return await rows_of(Room(database))


async def steps(rows: Rows, record: str, *, limit: int = 50) -> list[Step]:
    """Give the whole history, read page by page."""
    found: list[Step] = []
    cursor: str | None = None
    while True:
        page = await rows.room.read(
            lambda scope, cursor=cursor: list_steps(scope, rows.table, record, limit=limit, cursor=cursor)
        )
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def told(rows: Rows, found: list[Step]) -> list[tuple[object, object, object]]:
    shown = [answers.step_to_rest(rows.table, step) for step in found]
    return [(one["operation"], one["before"], one["after"]) for one in shown]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
async def test_each_change_tells_the_values_before_and_after(rows: Rows, limit: int) -> None:
    made = await rows.save({"name": "甲", "count": 1})
    await rows.update(made.id, {"count": 2, "channel": "7"})
    await rows.trash(made.id)
    await rows.restore(made.id)
    await rows.update(made.id, {"count": None, "name": "乙"})
    found = await steps(rows, made.id, limit=limit)
    assert told(rows, found) == [
        ("update", {"name": "甲", "count": 2}, {"name": "乙", "count": None}),
        ("restore", {}, {}),
        ("delete", {"name": "甲", "count": 2, "channel": "7"}, {}),
        ("update", {"channel": None, "count": 1}, {"channel": "7", "count": 2}),
        ("create", {}, {"name": "甲", "count": 1}),
    ]
    assert [step.version for step in found] == [4, 3, 2, 1, 0]


async def test_the_creation_names_the_event_that_it_came_with(rows: Rows) -> None:
    form: JsonObject = {"name": "甲"}
    made = prepare_create(
        rows.table, form, lenient=True, now=NOW, ids=rows.room.ids, by="webhook:x", source_event=EVENT
    )
    await rows.room.database.transaction(lambda tx: writes.insert_many(tx, rows.table, [made]))
    [created] = await steps(rows, made.id)
    assert (created.source_event, created.by, created.by_name, created.at) == (EVENT, "webhook:x", None, NOW)


async def test_values_that_the_reader_sees_in_part_are_left_out(rows: Rows) -> None:
    made = await rows.save({"name": "甲", "phone": "13800138000"})
    await rows.update(made.id, {"phone": "13900139000"})
    seen = replace(rows, room=rows.room.seen_by(VIEWER))
    shown = await seen.room.read(
        lambda scope: [
            answers.step_to_rest(rows.table, step, sight=scope.sight)
            for step in list_steps(scope, rows.table, made.id).items
        ]
    )
    assert [(one["before"], one["after"]) for one in shown] == [({}, {}), ({}, {"name": "甲"})]
    with pytest.raises(RecordUnknown):
        await steps(rows, "f" * 24)


async def test_the_route_says_who_by_name(sqlite: Database) -> None:
    desk = Desk(sqlite)
    builder = desk.program(await desk.token(Role.BUILDER))
    fields: list[JsonObject] = [{"label": "姓名", "type": "text", "name": "name"}]
    await builder.post("/tables", json={"label": "客户", "name": "customers", "fields": fields})
    record = (await builder.post("/tables/customers/records", json={"name": "甲"})).json()
    history = (await builder.get(f"/tables/customers/records/{record['_id']}/history")).json()
    [created] = history["items"]
    assert created["by"] == record["_created_by"] and created["by_name"]
    assert (created["operation"], created["after"], history["next_cursor"]) == ("create", {"name": "甲"}, None)
    desk.passwords.close()
