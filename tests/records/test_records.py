"""Records on both databases: versions, trash, uniqueness, upserts, history."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest

from leadbase.access.model import Actor, Permission
from leadbase.access.scope import NotAllowed, Scope
from leadbase.kit.json import JsonObject
from leadbase.records import answers, purging, service, writes
from leadbase.records.filters import read_filter_text
from leadbase.records.history import list_steps
from leadbase.records.model import (
    DuplicateValue,
    FieldMasked,
    FilterWrong,
    KeyNotPossible,
    KeysWrong,
    Operation,
    PreparedCreate,
    RecordUnknown,
    ValueNotFitting,
    VersionConflict,
    Writing,
)
from leadbase.records.prepare import prepare_create, prepare_update
from leadbase.records.store import rows as store
from leadbase.storage.database import Database
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room

VIEWER = Actor("person", "d" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)


@pytest.fixture
async def rows(database: Database) -> Rows:
    return await rows_of(Room(database))


async def history(rows: Rows, record: str) -> list[tuple[int, Operation, JsonObject]]:
    page = await rows.room.read(lambda scope: list_steps(scope, rows.table, record))
    shown = [answers.step_to_rest(rows.table, step) for step in page.items if step.operation != "create"]
    return [
        (cast(int, one["version"]), cast(Operation, one["operation"]), cast(JsonObject, one["before"])) for one in shown
    ]


def prepared(rows: Rows, *forms: JsonObject) -> list[PreparedCreate]:
    ids = rows.room.ids
    return [prepare_create(rows.table, form, lenient=True, now=NOW, ids=ids, by="webhook:x") for form in forms]


async def test_a_record_is_read_as_it_was_made(rows: Rows) -> None:
    made = await rows.save(
        {
            "name": "张三 👩‍🚀",
            "phone": "138 0013 8000",
            "channel": "7",
            "tags": ["0", "7"],
            "day": "2023-03-02",
            "clock": "10:10:00",
            "budget": "120000.5",
            "count": 9007199254740993,
            "keen": False,
            "next": "2026-11-24T08:30:00+08:00",
            "notes": "长" * 10_000,
            "raw": {"b": 1, "a": [None]},
        }
    )
    assert await rows.read(made.id) == made
    by, at = "person:" + "b" * 24, "2026-11-24T04:00:00Z"
    head = {"_created_at": at, "_updated_at": at, "_created_by": by, "_updated_by": by, "_source_event": None}
    assert answers.to_rest(rows.table, made) == {
        **head,
        "_id": made.id,
        "_version": 1,
        "name": "张三 👩‍🚀",
        "phone": "138 0013 8000",
        "channel": "7",
        "tags": ["0", "7"],
        "day": "2023-03-02",
        "clock": "10:10:00",
        "budget": "120000.50",
        "count": "9007199254740993",
        "keen": False,
        "next": "2026-11-24T00:30:00Z",
        "notes": "长" * 10_000,
        "raw": {"b": 1, "a": [None]},
        "email": None,
        "made": at,
        "maker": by,
    }


async def test_a_script_gets_a_record_by_id_and_the_names_beside_it(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "day": "2023-03-02"})
    shown = answers.to_script(rows.table, made)
    assert list(shown) == ["_id", *(field.id for field in rows.table.fields)]
    assert shown[answers.names_of(rows.table)["day"]] == "2023-03-02"
    assert shown[rows.table.get_field("phone").id] is None


async def test_an_update_changes_only_what_it_names_and_keeps_what_it_replaced(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "budget": "1", "channel": "0"})
    later = Rows(replace(rows.room, now=NOW + timedelta(hours=1)), rows.table)
    changed = await later.update(made.id, {"budget": "2.5", "channel": None})
    assert await rows.read(made.id) == changed
    assert (changed.version, changed.updated_at - changed.created_at) == (2, timedelta(hours=1))
    assert rows.value(changed, "name") == "张三" and rows.value(changed, "budget") == Decimal("2.50")
    assert await history(rows, made.id) == [(1, "update", {"budget": "1.00", "channel": "0"})]


async def test_an_update_of_nothing_writes_nothing(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "raw": {"a": 1, "b": True}})
    assert await rows.update(made.id, {"name": "张三", "raw": {"a": 1, "b": True}, "notes": None}) == made
    assert await history(rows, made.id) == []
    for form in ({"raw": {"b": True, "a": 1}}, {"raw": {"b": 1, "a": 1}}):
        await rows.update(made.id, form)
    assert [version for version, _, _ in await history(rows, made.id)] == [2, 1]


async def test_a_conflict_of_versions_tells_mine_theirs_and_original(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "budget": "1"})
    await rows.update(made.id, {"budget": "2"})
    await rows.update(made.id, {"budget": "3", "_version": 2})
    with pytest.raises(VersionConflict) as refused:
        await rows.update(made.id, {"budget": "4", "name": "李四", "_version": 1})
    assert refused.value.facts["version"] == 3
    assert refused.value.facts["mine"] == {"budget": "4.00", "name": "李四"}
    assert refused.value.facts["theirs"] == {"budget": "3.00", "name": "张三"}
    assert refused.value.facts["original"] == {"budget": "1.00", "name": "张三"}
    assert rows.value(await rows.read(made.id), "budget") == Decimal("3.00")


async def test_an_issue_stays_until_its_field_is_written_again(rows: Rows) -> None:
    made = await rows.save({"day": "Invalid date", "channel": "99"}, lenient=True)
    day, channel = rows.table.get_field("day").id, rows.table.get_field("channel").id
    assert (await rows.read(made.id)).issues.keys() == {day, channel}
    assert (await rows.update(made.id, {"name": "x"})).issues.keys() == {day, channel}
    assert (await rows.update(made.id, {"day": None})).issues.keys() == {channel}
    shown = answers.to_rest(rows.table, await rows.read(made.id))
    assert shown["_issues"] == {"channel": {"value": "99", "reason": "unknown_option"}}


async def test_the_trash_hides_a_record_and_gives_it_back(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "phone": "13800138000"})
    with pytest.raises(VersionConflict):
        await rows.trash(made.id, 2)
    await rows.trash(made.id, 1)
    for act in (rows.read, rows.trash):
        with pytest.raises(RecordUnknown):
            await act(made.id)
    with pytest.raises(RecordUnknown):
        await rows.update(made.id, {"name": "x"})
    assert await rows.find() == []
    assert [record.id for record in await rows.find(trashed=True)] == [made.id]
    restored = await rows.restore(made.id)
    assert (restored.version, restored.values, restored.deleted_at) == (3, made.values, None)
    assert await rows.read(made.id) == restored
    assert await history(rows, made.id) == [
        (2, "restore", {}),
        (1, "delete", {"name": "张三", "phone": "13800138000"}),
    ]


async def test_two_spellings_of_a_phone_number_are_one_and_the_other_record_is_named(rows: Rows) -> None:
    first = await rows.save({"phone": "138 0013 8000"})
    with pytest.raises(DuplicateValue) as refused:
        await rows.save({"phone": "+8613800138000"})
    assert refused.value.facts == {"field": "phone", "value": "+8613800138000", "record": first.id}
    other = await rows.save({"phone": "13900139000"})
    with pytest.raises(DuplicateValue):
        await rows.update(other.id, {"phone": "+86 138-0013-8000"})
    await rows.update(first.id, {"phone": "13800138000"})
    await rows.trash(first.id)
    await rows.update(other.id, {"phone": "+86 138-0013-8000"})
    with pytest.raises(DuplicateValue) as held:
        await rows.restore(first.id)
    assert held.value.facts["record"] == other.id


async def test_the_database_itself_holds_uniqueness_and_the_field_is_named(rows: Rows) -> None:
    await rows.save({"phone": "13800138000"})
    for forms in ([{"phone": "13800138000"}], [{"name": "a"}, {"phone": "13800138000"}]):
        ready = prepared(rows, *forms)
        with pytest.raises(DuplicateValue) as refused:
            await rows.room.write(lambda scope, ready=ready: writes.insert_many(scope.tx, rows.table, ready))
        assert refused.value.facts["field"] == "phone"
    assert len(await rows.find()) == 1


async def test_many_prepared_records_go_in_at_once(rows: Rows) -> None:
    ready = prepared(rows, *({"name": f"n{number}", "phone": f"138{number:08}"} for number in range(300)))
    await rows.room.write(lambda scope: writes.insert_many(scope.tx, rows.table, ready))
    assert [record.id for record in await rows.find()] == [one.id for one in reversed(ready)]
    assert await rows.read(ready[7].id) == ready[7].record


async def test_conflicts_are_found_among_records_and_within_the_batch(rows: Rows) -> None:
    first = await rows.save({"phone": "13800138000"})
    ready = prepared(rows, {"phone": "13900139000"}, {"phone": "+8613800138000"}, {"phone": "139 0013 9000"})
    found = await rows.room.read(lambda scope: writes.find_conflicts(scope.tx, rows.table, ready))
    assert [(taken.index, taken.record) for taken in found] == [(1, first.id), (2, ready[0].id)]


async def test_what_is_no_id_names_no_record(rows: Rows) -> None:
    for record in ("", "x", "\0" * 24, "\ud83d" * 24, "F" * 24, "f" * 25):
        for act in (rows.read, rows.trash, rows.restore):
            with pytest.raises(RecordUnknown):
                await act(record)


async def test_an_upsert_finds_by_keys_or_makes(rows: Rows) -> None:
    made, created = await rows.upsert(["phone"], {"phone": "13800138000", "name": "张三"})
    assert created
    same, created = await rows.upsert(["phone"], {"phone": "+86 138 0013 8000", "name": "李四"})
    assert (same.id, same.version, created) == (made.id, 2, False)
    assert rows.value(await rows.read(made.id), "name") == "李四"
    _, created = await rows.upsert(["name", "channel"], {"name": "李四", "channel": "0"})
    assert created
    for keys, form, problem in (
        ([], {"name": "x"}, KeysWrong),
        (["name"], {}, KeysWrong),
        (["name"], {"name": ""}, KeysWrong),
        (["colour"], {"name": "x"}, KeysWrong),
        (["raw"], {"raw": 1}, KeyNotPossible),
        (["day"], {"day": "x"}, ValueNotFitting),
    ):
        with pytest.raises(problem):
            await rows.upsert(keys, form)


async def test_racing_upserts_make_one_record(rows: Rows) -> None:
    form: JsonObject = {"name": "张三", "channel": "0"}
    results = await asyncio.gather(*(rows.upsert(["name"], form) for _ in range(8)))
    assert sum(created for _, created in results) == 1
    assert len(await rows.find()) == 1


async def test_racing_updates_lose_nothing(rows: Rows) -> None:
    made = await rows.save({"count": 0})

    async def raise_count() -> None:
        while True:
            read = await rows.read(made.id)
            try:
                await rows.update(
                    made.id, {"count": cast(int, rows.value(read, "count")) + 1, "_version": read.version}
                )
            except VersionConflict:
                continue
            return

    await asyncio.gather(*(raise_count() for _ in range(5)))
    assert rows.value(await rows.read(made.id), "count") == 5


async def test_racing_creates_of_a_unique_value_make_one_record(rows: Rows) -> None:
    results = await asyncio.gather(*(rows.save({"phone": "13800138000"}) for _ in range(6)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 5 and all(isinstance(one, DuplicateValue) for one in refused)


async def test_what_a_batched_update_and_deletion_replaced_is_told_for_redoing(rows: Rows) -> None:
    made = await rows.save({"name": "张三", "count": 1})
    writing = Writing("webhook:x", NOW, "e" * 24)
    ready = prepare_update(rows.table, made.id, {"count": 2}, lenient=True, writing=writing)
    written = await rows.room.write(lambda scope: writes.update_one(scope.tx, ready))
    assert written.replaced == {rows.table.get_field("count").id: 1}
    gone = await rows.room.write(lambda scope: writes.trash_one(scope.tx, rows.table, made.id, writing))
    assert set(gone.replaced) == {rows.table.get_field("name").id, rows.table.get_field("count").id}
    page = await rows.room.read(lambda scope: service.list_history(scope, rows.table, made.id))
    assert {(change.actor, change.source_event) for change in page.items} == {("webhook:x", "e" * 24)}


async def test_history_comes_in_pages_and_ends(rows: Rows) -> None:
    made = await rows.save({"count": 0})
    for number in range(1, 8):
        await rows.update(made.id, {"count": number})
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = await rows.room.read(
            lambda scope, cursor=cursor: service.list_history(scope, rows.table, made.id, limit=3, cursor=cursor)
        )
        seen += [change.version for change in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    with pytest.raises(RecordUnknown):
        await rows.room.read(lambda scope: service.list_history(scope, rows.table, "f" * 24))


async def test_what_is_due_is_told_from_what_is_young(rows: Rows) -> None:
    def due(scope: Scope, before: datetime) -> bool:
        return list(purging.list_due(scope, [rows.table], before)) == [rows.table]

    made = await rows.save({"name": "张三"})
    assert not await rows.room.read(lambda scope: due(scope, NOW + timedelta(days=1)))
    await rows.trash(made.id)
    assert not await rows.room.read(lambda scope: due(scope, NOW))
    assert await rows.room.read(lambda scope: due(scope, NOW + timedelta(seconds=1)))


async def test_a_table_is_emptied_batch_by_batch_with_its_history(rows: Rows) -> None:
    made = [await rows.save({"name": str(number)}) for number in range(3)]
    await rows.trash(made[0].id)
    await rows.update(made[1].id, {"name": "x"})
    counts = [await rows.room.write(lambda scope: purging.empty_table(scope, rows.table, limit=2)) for _ in range(3)]
    assert counts == [2, 1, 0]
    assert await rows.find() == [] and await rows.find(trashed=True) == []
    for one in made:
        assert (
            await rows.room.read(lambda scope, id=one.id: store.list_changes_since(scope.tx, rows.table, id, 0)) == []
        )


async def test_old_trash_is_purged_with_its_history_and_nothing_else(rows: Rows) -> None:
    kept, old, fresh = [await rows.save({"name": name}) for name in ("kept", "old", "fresh")]
    later = Rows(replace(rows.room, now=NOW + timedelta(days=20)), rows.table)
    await rows.trash(old.id)
    await later.trash(fresh.id)
    purged = await rows.room.write(lambda scope: service.purge_records(scope, rows.table, NOW + timedelta(days=1)))
    assert purged == 1
    assert [record.id for record in await rows.find(trashed=True)] == [fresh.id]
    assert [record.id for record in await rows.find()] == [kept.id]


async def test_counts_stop_at_their_cap(rows: Rows) -> None:
    ready = prepared(rows, *({"name": "x"} for _ in range(12)))
    await rows.room.write(lambda scope: writes.insert_many(scope.tx, rows.table, ready))
    for cap, expected in ((10, (10, True)), (12, (12, False)), (None, (12, False))):
        count = await rows.room.read(lambda scope, cap=cap: service.count_records(scope, rows.table, None, cap=cap))
        assert (count.value, count.more) == expected


async def test_who_may_only_read_writes_nothing(rows: Rows) -> None:
    made = await rows.save({"name": "x"})
    viewer = Rows(rows.room.seen_by(VIEWER), rows.table)
    for act in (
        lambda: viewer.save({}),
        lambda: viewer.update(made.id, {}),
        lambda: viewer.trash(made.id),
        lambda: viewer.restore(made.id),
        lambda: viewer.upsert(["name"], {"name": "x"}),
    ):
        with pytest.raises(NotAllowed):
            await act()
    narrow = replace(VIEWER, tables=frozenset({"f" * 24}))
    with pytest.raises(NotAllowed):
        await Rows(rows.room.seen_by(narrow), rows.table).read(made.id)


async def test_a_masked_field_is_shown_in_part_and_asked_for_only_whole(rows: Rows) -> None:
    made = await rows.save({"phone": "13800138000", "email": "zhang@example.com", "name": "张三"})
    await rows.update(made.id, {"phone": "13800138001", "name": "李四"})
    viewer = Rows(rows.room.seen_by(VIEWER), rows.table)
    [seen] = await viewer.find({"phone": "+86 138 0013 8001"})
    assert await viewer.find({"phone": "13800138002"}) == []

    shown = await viewer.room.read(lambda scope: answers.to_rest(rows.table, seen, sight=scope.sight))
    assert (shown["phone"], shown["email"], shown["name"]) == ("138****8001", "z***@example.com", "李四")
    for filter in (
        {"and": [{"field": "phone", "op": "starts_with", "value": "138"}]},
        {"and": [{"field": "phone", "op": "in", "value": ["13800138001"]}]},
        {"not": {"and": [{"field": "phone", "op": "gt", "value": "1"}]}},
        {"or": [{"phone": "13800138001"}, {"phone": "13800138002"}]},
        {"phone": None},
        {"email": {"a": 1}},
    ):
        with pytest.raises((FieldMasked, ValueNotFitting)):
            await viewer.find(cast(JsonObject, filter))
    with pytest.raises(FieldMasked):
        await viewer.find(sort="-phone")

    def told(scope: Scope) -> list[JsonObject]:
        page = list_steps(scope, rows.table, made.id)
        return [answers.step_to_rest(rows.table, one, sight=scope.sight) for one in page.items]

    change, created = await viewer.room.read(told)
    assert "phone" not in cast(JsonObject, created["after"])
    assert change["before"] == {"name": "张三"}


def test_a_filter_that_is_no_json_is_refused() -> None:
    assert read_filter_text(" ") is None
    for text in ("{", "[" * 100_000, "nope"):
        with pytest.raises(FilterWrong):
            read_filter_text(text)
