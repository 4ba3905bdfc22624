"""Many changes at once, on both databases: each item passes or is refused by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from leadbase.access.model import Actor, Permission, Role
from leadbase.access.scope import NotAllowed, Scope
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import CursorWrong
from leadbase.records import matching, service
from leadbase.records.bulk import Bulk, BulkResult, apply_bulk
from leadbase.records.errors import ChangeUnclear, TooManyItems
from leadbase.records.facts import RecordsChanged
from leadbase.records.matching import Matched, change_matching
from leadbase.records.model import Record
from leadbase.records.questions import ask
from leadbase.storage.database import Database
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room
from tests.tables.desk import Desk

VIEWER = Actor("person", "d" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)
WRITER = Actor("person", "e" * 24, "Writer", frozenset(Permission), sees_personal=False)
RECORDS = "/tables/customers/records"
NOBODY = "f" * 24


@pytest.fixture
async def rows(database: Database) -> Rows:
    return await rows_of(Room(database))


@pytest.fixture
async def desk(sqlite: Database) -> AsyncGenerator[Desk]:
    made = Desk(sqlite)
    yield made
    made.passwords.close()


async def apply(rows: Rows, wanted: Bulk) -> BulkResult:
    return await rows.room.write(lambda scope: apply_bulk(scope, rows.table, wanted))


async def change(
    rows: Rows,
    filter: JsonValue = None,
    values: JsonObject | None = None,
    *,
    q: str | None = None,
    trash: bool = False,
    cursor: str | None = None,
) -> Matched:
    return await rows.room.write(
        lambda scope: change_matching(
            scope, rows.table, ask(scope, rows.table, filter, q), values=values, trash=trash, cursor=cursor
        )
    )


def codes(result: BulkResult) -> list[str]:
    """Give what became of each item: the name that its record has, or the code of its refusal."""
    return [one.result.code if isinstance(one.result, Problem) else "ok" for one in result.outcomes]


async def names(rows: Rows, *, trashed: bool = False) -> list[str]:
    return sorted(str(rows.value(record, "name")) for record in await rows.find(trashed=trashed))


async def test_each_item_is_done_or_refused_by_itself(rows: Rows) -> None:
    kept = await rows.save({"name": "kept", "phone": "13800138000", "count": 1})
    other = await rows.save({"name": "other"})
    gone, back = await rows.save({"name": "gone"}), await rows.save({"name": "back"})
    await rows.trash(back.id)
    first, twin = {"name": "first", "phone": "13900139000"}, {"name": "twin", "phone": "+8613900139000"}
    create: list[JsonValue] = [first, {"name": "taken", "phone": "138 0013 8000"}, {"colour": "red"}, twin, {}]
    update: list[JsonValue] = [
        {"_id": kept.id, "_version": 1, "count": 2},
        {"_id": other.id, "_version": 7, "count": 2},
        {"_id": NOBODY, "count": 2},
        {"count": 2},
        {"_id": kept.id, "count": 3},
    ]
    result = await apply(rows, Bulk(create, update, [gone.id, NOBODY, "x"], [back.id, other.id]))
    assert codes(result) == [
        *("ok", "duplicate_value", "unknown_field", "duplicate_value", "ok"),
        *("ok", "version_conflict", "record_unknown", "id_missing", "record_given_twice"),
        *("ok", "record_unknown", "record_unknown"),
        *("ok", "record_unknown"),
    ]
    assert [one.index for one in result.outcomes] == [*range(5), *range(5), *range(3), *range(2)]
    assert (result.applied, result.changed, result.refused) == (True, 5, 10)
    assert await names(rows) == ["None", "back", "first", "kept", "other"]
    assert await names(rows, trashed=True) == ["gone"]
    assert [one.result for one in result.outcomes if isinstance(one.result, Record)][2] == await rows.read(kept.id)


async def test_every_change_is_kept_in_the_history(rows: Rows) -> None:
    made = await rows.save({"name": "a", "count": 1})
    await apply(rows, Bulk(update=[{"_id": made.id, "count": 2}]))
    await apply(rows, Bulk(trash=[made.id]))
    await apply(rows, Bulk(restore=[made.id]))
    page = await rows.room.read(lambda scope: service.list_history(scope, rows.table, made.id))
    told = [(one.operation, one.version, sorted(map(str, one.before.values()))) for one in page.items]
    assert told == [("restore", 3, []), ("delete", 2, ["2", "a"]), ("update", 1, ["1"])]
    assert (await rows.read(made.id)).version == 4


async def test_an_update_of_nothing_writes_nothing(rows: Rows) -> None:
    made = await rows.save({"name": "a"})
    result = await apply(rows, Bulk(update=[{"_id": made.id, "name": "a"}]))
    assert (codes(result), result.changed, await rows.read(made.id)) == (["ok"], 0, made)


async def test_updates_meet_what_those_before_them_left(rows: Rows) -> None:
    one = await rows.save({"name": "one", "phone": "13800138001"})
    two = await rows.save({"name": "two", "phone": "13800138002"})
    swap = [{"_id": one.id, "phone": "13800138002"}, {"_id": two.id, "phone": "13800138001"}]
    assert codes(await apply(rows, Bulk(update=swap))) == ["duplicate_value", "duplicate_value"]
    passed_on = [{"_id": one.id, "phone": None}, {"_id": two.id, "phone": "13800138001", "count": 5}]
    assert codes(await apply(rows, Bulk(update=passed_on))) == ["ok", "ok"]
    assert rows.value(await rows.read(two.id), "phone") == "13800138001"


async def test_a_restored_record_keeps_out_of_taken_values(rows: Rows) -> None:
    first = await rows.save({"name": "first", "phone": "13800138000"})
    await rows.trash(first.id)
    second = await rows.save({"name": "second", "phone": "13800138000"})
    await rows.trash(second.id)
    assert codes(await apply(rows, Bulk(restore=[first.id, second.id]))) == ["ok", "duplicate_value"]


@pytest.mark.parametrize("wanted", [Bulk(dry_run=True), Bulk(all_or_nothing=True)])
async def test_a_dry_run_and_a_refusal_under_all_or_nothing_write_nothing(rows: Rows, wanted: Bulk) -> None:
    made = await rows.save({"name": "a"})
    forms: Sequence[JsonValue] = [{"name": "b"}, {"count": "many"}]
    told = Bulk(forms, trash=[made.id], dry_run=wanted.dry_run, all_or_nothing=wanted.all_or_nothing)
    result = await apply(rows, told)
    assert (codes(result), result.applied) == (["ok", "value_not_fitting", "ok"], False)
    assert await names(rows) == ["a"]


async def test_all_or_nothing_writes_all_where_nothing_is_refused(rows: Rows) -> None:
    result = await apply(rows, Bulk([{"name": "a"}, {"name": "b"}], all_or_nothing=True))
    assert (result.applied, await names(rows)) == (True, ["a", "b"])


async def test_what_is_done_is_told_once(rows: Rows) -> None:
    async def told(wanted: Bulk) -> list[object]:
        def act(scope: Scope) -> list[object]:
            apply_bulk(scope, rows.table, wanted)
            return list(scope.facts.facts)

        return await rows.room.write(act)

    assert await told(Bulk([{"name": "a"}, {"name": "b"}])) == [RecordsChanged(1, rows.table.id)]
    assert await told(Bulk([{"name": "a"}], dry_run=True)) == await told(Bulk([{"colour": 1}])) == []


async def test_more_than_a_thousand_items_are_refused_and_so_are_those_who_only_read(rows: Rows) -> None:
    with pytest.raises(TooManyItems):
        await apply(rows, Bulk(create=[None] * 600, trash=[NOBODY] * 401))
    with pytest.raises(NotAllowed):
        await apply(Rows(rows.room.seen_by(VIEWER), rows.table), Bulk())


async def test_a_refusal_names_no_value_that_the_writer_sees_in_part(rows: Rows) -> None:
    await rows.save({"phone": "13800138000"})
    seen = Rows(rows.room.seen_by(WRITER), rows.table)
    [refused] = (await apply(seen, Bulk([{"phone": "13800138000"}]))).outcomes
    assert isinstance(refused.result, Problem)
    assert refused.result.facts == {"field": "phone", "value": "…", "record": None}


@pytest.mark.postgres
async def test_items_of_two_at_once_that_want_the_same_value_are_made_once(rows: Rows) -> None:
    forms: Sequence[JsonValue] = [{"name": str(number), "phone": f"1380013{number:04}"} for number in range(40)]
    results = await asyncio.gather(apply(rows, Bulk(forms)), apply(rows, Bulk(forms)), apply(rows, Bulk(forms)))
    assert sum(result.changed for result in results) == len(await rows.find()) == 40


async def test_all_that_match_are_changed_a_thousand_at_a_time(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_ITEMS", 3)
    for number in range(8):
        await rows.save({"name": f"n{number}", "count": number % 2})
    first = await change(rows, {"count": 1}, {"keen": True})
    assert (first.changed, first.refused, first.remaining) == (3, 0, 1)
    last = await change(rows, {"count": 1}, {"keen": True}, cursor=first.next_cursor)
    assert (last.changed, last.remaining, last.next_cursor) == (1, 0, None)
    assert {rows.value(record, "count") for record in await rows.find({"keen": True})} == {1}
    assert (await change(rows, q="n2", trash=True)).changed == 1
    assert len(await rows.find()) == 7


async def test_what_does_not_fit_stays_and_the_first_reason_is_told(rows: Rows) -> None:
    await rows.save({"name": "a"})
    await rows.save({"name": "b"})
    done = await change(rows, None, {"phone": "13800138000"})
    assert (done.changed, done.refused, done.problem and done.problem.code) == (1, 1, "duplicate_value")


@pytest.mark.parametrize(("values", "trash"), [(None, False), ({"name": "x"}, True), ({"_id": NOBODY}, False)])
async def test_an_unclear_change_is_refused(rows: Rows, values: JsonObject | None, trash: bool) -> None:
    with pytest.raises(ChangeUnclear):
        await change(rows, None, values, trash=trash)


async def test_a_foreign_cursor_is_refused(rows: Rows) -> None:
    with pytest.raises(CursorWrong):
        await change(rows, None, {"name": "x"}, cursor="WyJ4Il0")


async def test_the_routes_tell_each_item_and_its_reason_in_the_askers_language(desk: Desk) -> None:
    builder = desk.program(await desk.token(Role.BUILDER))
    fields: list[JsonObject] = [{"label": "次数", "type": "integer", "name": "count"}]
    await builder.post("/tables", json={"label": "客户", "name": "customers", "fields": fields})
    member = desk.program(await desk.token(Role.MEMBER))
    answer = await member.post(
        f"{RECORDS}/bulk",
        content='{"create": [{"count": 1}, {"count": "\\ud800"}]}',
        headers={"accept-language": "en", "content-type": "application/json"},
    )
    body = answer.json()
    assert (answer.status_code, body["applied"], body["changed"], body["refused"]) == (200, True, 1, 1)
    made, refused = body["items"]
    assert (made["action"], made["index"], made["record"]["count"]) == ("create", 0, 1)
    assert (refused["index"], refused["problem"]["code"], refused["problem"]["field"]) == (
        1,
        "value_not_fitting",
        "count",
    )
    assert refused["problem"]["detail"].startswith("The field count can't take its value")
    changed = await member.post(f"{RECORDS}/change-matching", json={"filter": {"count": 1}, "set": {"count": 2}})
    assert changed.json() == {"changed": 1, "refused": 0, "remaining": 0, "next_cursor": None, "problem": None}
    assert (await member.get(RECORDS)).json()["items"][0]["count"] == 2
