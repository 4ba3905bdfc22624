"""Looking over many records: windows, exact counts, groups, neighbours and words, on both databases."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator

import pytest

from leadbase.access.model import Actor, Permission, Role
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import reading, service
from leadbase.records.errors import GroupingWrong, OffsetWrong, SearchTooLong
from leadbase.records.model import Count, FieldMasked, Record, RecordUnknown
from leadbase.records.questions import ask
from leadbase.records.service import Wish
from leadbase.storage.database import Database
from leadbase.tables.fields import change_field
from leadbase.tables.model import FieldUnknown, SettingNotPossible
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room
from tests.tables.desk import Desk

VIEWER = Actor("person", "d" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)
RECORDS = "/tables/customers/records"


@pytest.fixture
async def rows(database: Database) -> Rows:
    return await rows_of(Room(database))


@pytest.fixture
async def desk(sqlite: Database) -> AsyncGenerator[Desk]:
    made = Desk(sqlite)
    yield made
    made.passwords.close()


async def found(rows: Rows, q: str, filter: JsonValue = None) -> set[object]:
    page, _ = await rows.page(Wish(filter, q=q))
    return {rows.value(record, "name") for record in page}


async def grouped(rows: Rows, by: str, *, limit: int = 500, filter: JsonValue = None, q: str | None = None) -> object:
    groups = await rows.room.read(
        lambda scope: reading.list_groups(scope, rows.table, by, ask(scope, rows.table, filter, q), limit=limit)
    )
    return [(one.value, one.count) for one in groups.items], groups.total, groups.others


async def beside(rows: Rows, record: Record, sort: str | None, filter: JsonValue = None) -> tuple[str | None, ...]:
    near = await rows.room.read(
        lambda scope: reading.find_neighbours(scope, rows.table, record.id, ask(scope, rows.table, filter), sort=sort)
    )
    return near.previous, near.next


async def test_windows_put_together_are_the_whole_list(rows: Rows) -> None:
    chance = random.Random(11)
    for _ in range(23):
        await rows.save({"count": chance.choice([None, 1, 2, 3]), "name": chance.choice(["甲", "乙", "丙"])})
    for sort in (None, "count", "-count,name", "_created_at"):
        whole = await rows.find(sort=sort)
        windows = [await rows.page(Wish(sort=sort, limit=5, offset=offset)) for offset in (0, 5, 10, 15, 20)]
        assert [record.id for page, _ in windows for record in page] == [record.id for record in whole]
        page, cursor = await rows.page(Wish(sort=sort, limit=5, offset=10))
        following, _ = await rows.page(Wish(sort=sort, limit=5, cursor=cursor))
        assert [*page, *following] == whole[10:20]
    assert await rows.page(Wish(offset=23)) == ([], None)


@pytest.mark.parametrize("wish", [Wish(offset=-1), Wish(offset=1_000_001), Wish(offset=1, cursor="W10")])
async def test_offsets_beyond_their_bounds_or_with_a_cursor_are_refused(rows: Rows, wish: Wish) -> None:
    with pytest.raises(OffsetWrong):
        await rows.page(wish)


async def test_an_exact_count_leaves_out_the_trash(rows: Rows) -> None:
    made = [await rows.save({"count": number}) for number in range(4)]
    await rows.trash(made[0].id)

    async def count(filter: JsonValue = None, *, trashed: bool = False) -> Count:
        return await rows.room.read(
            lambda scope: service.count_records(scope, rows.table, filter, cap=service.EXACT_CAP, trashed=trashed)
        )

    assert await count() == Count(3)
    assert await count(trashed=True) == Count(1)
    assert await count({"count": 2}) == Count(1)


async def test_groups_follow_the_options_and_end_with_what_has_no_value(rows: Rows) -> None:
    for code, times in (("7", 3), ("0", 1), ("99", 2)):
        for _ in range(times):
            await rows.save({"channel": code, "name": "x"}, lenient=True)
    await rows.save({"name": "no channel"})
    trashed = await rows.save({"channel": "7"})
    await rows.trash(trashed.id)
    assert await grouped(rows, "channel") == ([("0", 1), ("7", 3), ("99", 2), (None, 1)], 7, 0)
    assert await grouped(rows, "channel", limit=1) == ([("0", 1), (None, 1)], 7, 5)
    assert await grouped(rows, "channel", filter={"channel": "7"}) == ([("7", 3)], 3, 0)
    assert await grouped(rows, "channel", q="no") == ([(None, 1)], 1, 0)


async def test_groups_of_other_fields_begin_with_the_largest(rows: Rows) -> None:
    for name in ("乙", "甲", "乙", "", "丙"):
        await rows.save({"name": name, "keen": name == "乙"})
    assert await grouped(rows, "name") == ([("乙", 2), ("丙", 1), ("甲", 1), (None, 1)], 5, 0)
    assert await grouped(rows, "name", limit=1) == ([("乙", 2), (None, 1)], 5, 2)
    assert await grouped(rows, "keen") == ([(False, 3), (True, 2)], 5, 0)
    assert await grouped(rows, "_created_by") == ([("person:" + "b" * 24, 5)], 5, 0)


async def test_groups_keep_to_what_the_asker_sees(rows: Rows) -> None:
    seen = Rows(rows.room.seen_by(VIEWER), rows.table)
    with pytest.raises(FieldMasked):
        await grouped(seen, "phone")
    with pytest.raises(GroupingWrong):
        await grouped(rows, "raw")
    with pytest.raises(FieldUnknown):
        await grouped(rows, "colour")


@pytest.mark.parametrize("sort", [None, "count", "-count", "name,-count", "_created_at", "-_id"])
async def test_neighbours_are_the_records_beside_it_in_the_list(rows: Rows, sort: str | None) -> None:
    chance = random.Random(5)
    for _ in range(12):
        await rows.save({"count": chance.choice([None, 1, 2]), "name": chance.choice([None, "甲" * 300, "乙"])})
    for filter in (None, {"count": 1}):
        listed = await rows.find(filter, sort=sort)
        ids = [None, *(record.id for record in listed), None]
        for place, record in enumerate(listed, 1):
            assert await beside(rows, record, sort, filter) == (ids[place - 1], ids[place + 1])


async def test_a_record_outside_the_list_has_neighbours_in_it(rows: Rows) -> None:
    first, second, third = [await rows.save({"count": number}) for number in (1, 2, 3)]
    assert await beside(rows, second, "count", {"field": "count", "op": "ne", "value": 2}) == (first.id, third.id)
    await rows.trash(second.id)
    with pytest.raises(RecordUnknown):
        await beside(rows, second, "count")


async def test_words_are_found_anywhere_in_searchable_text(rows: Rows) -> None:
    await rows.save({"name": "张三丰", "phone": "138 0013 8000", "email": "Zhang@Example.com", "notes": "武当"})
    await rows.save({"name": "李四 100%_x", "phone": "13900139000"})
    assert await found(rows, "三") == await found(rows, " 三丰 ") == await found(rows, "张三丰") == {"张三丰"}
    assert await found(rows, "8000") == await found(rows, "13800138000") == {"张三丰"}
    assert await found(rows, "+86 138-0013-8000") == {"张三丰"}
    assert await found(rows, "ZHANG") == await found(rows, "张 example") == {"张三丰"}
    assert await found(rows, "100%") == await found(rows, "%_x") == {"李四 100%_x"}
    assert await found(rows, "139 张") == await found(rows, "武当") == await found(rows, "丰1") == set()
    assert await found(rows, "  ") == {"张三丰", "李四 100%_x"}
    assert await found(rows, "139", {"name": "张三丰"}) == set()


async def test_a_field_is_searched_when_it_says_so(rows: Rows) -> None:
    room, table = rows.room, rows.table
    await rows.save({"name": "张三", "notes": "武当山" + "长" * 3000 + "尾", "raw": {"城市": "上海"}})
    fields = {"notes": True, "raw": True, "name": False}
    for name, wanted in fields.items():
        await room.write(
            lambda scope, name=name, wanted=wanted: change_field(
                scope, room.catalogues, table.id, name, {"searchable": wanted}
            )
        )
    changed = Rows(room, await room.read(lambda scope: room.catalogues.get(scope).get_table(table.id)))
    assert {field.name for field in changed.table.fields if field.searchable} == {"notes", "raw", "phone", "email"}
    assert await found(changed, "武当") == await found(changed, "上海") == {"张三"}
    assert await found(changed, "张三") == await found(changed, "尾") == set()
    with pytest.raises(SettingNotPossible):
        await room.write(lambda scope: change_field(scope, room.catalogues, table.id, "count", {"searchable": True}))


async def test_who_sees_a_phone_in_part_finds_it_by_the_whole_number_only(rows: Rows) -> None:
    await rows.save({"name": "张三", "phone": "13800138000", "email": "zhang@example.com"})
    seen = Rows(rows.room.seen_by(VIEWER), rows.table)
    assert await found(seen, "8000") == await found(seen, "1380013800") == await found(seen, "zhang") == set()
    assert await found(seen, "138 0013 8000") == await found(seen, "ZHANG@example.com") == {"张三"}
    question = await seen.room.read(lambda scope: ask(scope, seen.table, None, "13800138000"))
    assert question.is_guess
    assert not (await seen.room.read(lambda scope: ask(scope, seen.table, None, "8000"))).is_guess


@pytest.mark.parametrize("q", ["长" * 201, "a b c d e f g h i j k"])
async def test_a_search_that_is_too_long_is_refused(rows: Rows, q: str) -> None:
    with pytest.raises(SearchTooLong):
        await found(rows, q)


async def test_the_routes_tell_windows_groups_and_neighbours(desk: Desk) -> None:
    builder = desk.program(await desk.token(Role.BUILDER))
    fields: list[JsonObject] = [
        {"label": "姓名", "type": "text", "name": "name"},
        {"label": "电话", "type": "phone", "name": "phone"},
    ]
    await builder.post("/tables", json={"label": "客户", "name": "customers", "fields": fields})
    ids = [(await builder.post(RECORDS, json={"name": name})).json()["_id"] for name in ("甲", "乙", "甲")]
    listed = (await builder.get(RECORDS, params={"offset": 1, "limit": 1, "count": "exact", "q": "甲"})).json()
    assert [one["_id"] for one in listed["items"]] == [ids[0]]
    assert (listed["count"], listed["count_capped"], listed["search_behind"]) == (2, False, False)
    assert "search_behind" not in (await builder.get(RECORDS)).json()
    refused = await builder.get(RECORDS, params={"offset": 1, "cursor": "W10"})
    assert (refused.status_code, refused.json()["code"]) == (422, "offset_wrong")
    groups = (await builder.get(f"{RECORDS}/groups", params={"by": "name"})).json()
    assert groups == {
        "items": [{"value": "甲", "count": 2}, {"value": "乙", "count": 1}],
        "next_cursor": None,
        "total": 3,
        "others": 0,
    }
    near = (await builder.get(f"{RECORDS}/{ids[1]}/neighbours")).json()
    assert near == {"previous": ids[2], "next": ids[0]}
    viewer = desk.program(await desk.token(Role.VIEWER))
    asked = [await viewer.get(f"{RECORDS}/groups", params={"by": "name", "q": "13800138000"}) for _ in range(31)]
    assert [answer.status_code for answer in asked] == [200] * 30 + [429]
    assert (await viewer.get(f"{RECORDS}/groups", params={"by": "phone"})).status_code == 403
    long = await viewer.get(RECORDS, params={"q": "长" * 201})
    assert (long.status_code, long.json()["code"]) == (422, "search_too_long")
