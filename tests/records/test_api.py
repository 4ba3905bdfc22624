"""The routes of records, as programs and people use them."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from httpx2 import AsyncClient

from leadbase.access.model import Role
from leadbase.storage.database import Database
from tests.tables.desk import Desk

FIELDS = [
    {"label": "姓名", "type": "text", "name": "name"},
    {"label": "电话", "type": "phone", "name": "phone", "unique": True},
    {"label": "预算", "type": "decimal", "name": "budget"},
    {"label": "序号", "type": "integer", "name": "number"},
]
RECORDS = "/tables/customers/records"


@pytest.fixture
async def desk(database: Database) -> AsyncGenerator[Desk]:
    made = Desk(database)
    yield made
    made.passwords.close()


async def customers(desk: Desk) -> AsyncClient:
    """Make the table, and give a member's program."""
    builder = desk.program(await desk.token(Role.BUILDER))
    made = await builder.post("/tables", json={"label": "客户", "name": "customers", "fields": FIELDS})
    assert made.status_code == 201
    return desk.program(await desk.token(Role.MEMBER))


@pytest.fixture
async def client(desk: Desk) -> AsyncClient:
    return await customers(desk)


@pytest.fixture
async def sqlite_client(sqlite: Database) -> AsyncGenerator[AsyncClient]:
    """Give a program on SQLite, for what never reaches the database."""
    desk = Desk(sqlite)
    yield await customers(desk)
    desk.passwords.close()


async def test_a_record_is_made_read_changed_trashed_and_restored(client: AsyncClient) -> None:
    made = await client.post(RECORDS, json={"name": "张三", "phone": "138 0013 8000", "number": 2**60})
    assert made.status_code == 201
    record = made.json()
    path = f"{RECORDS}/{record['_id']}"
    assert (record["_version"], record["name"], record["number"], record["budget"]) == (1, "张三", str(2**60), None)
    assert record["_created_at"].endswith("Z") and record["_created_by"].startswith("token:")
    assert (await client.get(path)).json() == record
    changed = (await client.patch(path, json={"budget": 12, "_version": 1})).json()
    assert (changed["budget"], changed["_version"]) == ("12.00", 2)
    stale = await client.patch(path, json={"budget": 13, "_version": 1})
    assert stale.status_code == 409
    told = {key: stale.json()[key] for key in ("code", "mine", "theirs", "original", "version")}
    assert told == {
        "code": "version_conflict",
        "mine": {"budget": "13.00"},
        "theirs": {"budget": "12.00"},
        "original": {"budget": None},
        "version": 2,
    }
    assert (await client.delete(path, params={"version": 1})).status_code == 409
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.get(RECORDS, params={"trashed": True})).json()["items"][0]["_deleted_at"]
    assert (await client.post(f"{path}/restore")).json()["_version"] == 4
    history = (await client.get(f"{path}/history")).json()
    assert [one["operation"] for one in history["items"]] == ["restore", "delete", "update", "create"]
    assert history["items"][2]["before"] == {"budget": None} and history["next_cursor"] is None


async def test_restoring_into_a_conflict_names_the_other_record(client: AsyncClient) -> None:
    first = (await client.post(RECORDS, json={"phone": "13800138000"})).json()
    await client.delete(f"{RECORDS}/{first['_id']}")
    second = (await client.post(RECORDS, json={"phone": "+8613800138000"})).json()
    answer = await client.post(f"{RECORDS}/{first['_id']}/restore")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_value")
    assert answer.json()["record"] == second["_id"]


async def test_lists_are_filtered_sorted_cut_and_counted(client: AsyncClient) -> None:
    for number in range(5):
        await client.post(RECORDS, json={"name": f"n{number}", "number": number})
    asked = {
        "filter": json.dumps({"and": [{"field": "number", "op": "gte", "value": 1}]}),
        "sort": "-number",
        "fields": "number,name",
        "limit": 3,
        "count": True,
    }
    page = (await client.get(RECORDS, params=asked)).json()
    assert [one["number"] for one in page["items"]] == [4, 3, 2]
    assert (page["count"], page["count_capped"]) == (4, False)
    assert list(page["items"][0])[-2:] == ["number", "name"] and "phone" not in page["items"][0]
    rest = (await client.get(RECORDS, params={**asked, "cursor": page["next_cursor"]})).json()
    assert [one["number"] for one in rest["items"]] == [1] and rest["next_cursor"] is None
    newest = (await client.get(RECORDS)).json()["items"]
    assert [one["number"] for one in newest] == [4, 3, 2, 1, 0]


async def test_records_are_keyed_by_id_where_that_is_asked(client: AsyncClient) -> None:
    fields = {one["name"]: one["id"] for one in (await client.get("/tables/customers")).json()["fields"]}
    made = (await client.post(RECORDS, json={fields["name"]: "张三"}, params={"keys": "id"})).json()
    assert made[fields["name"]] == "张三" and "name" not in made
    [listed] = (await client.get(RECORDS, params={"keys": "id"})).json()["items"]
    assert listed == made


async def test_an_upsert_makes_once(client: AsyncClient) -> None:
    body = {"keys": ["phone"], "record": {"phone": "13800138000", "name": "张三"}}
    first = await client.post(f"{RECORDS}/upsert", json=body)
    second = await client.post(f"{RECORDS}/upsert", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["created"], second.json()["created"]) == (True, False)
    assert first.json()["record"] == second.json()["record"]


@pytest.mark.parametrize(
    ("form", "code", "bad"),
    [
        ({"name": 5}, "value_not_fitting", ["name"]),
        ({"number": "many", "budget": "1,000"}, "value_not_fitting", ["number", "budget"]),
        ({"colour": 1}, "unknown_field", ["colour"]),
        ({"_id": "a" * 24}, "id_not_allowed", []),
        ({"name": "\x00"}, "value_not_fitting", ["name"]),
    ],
)
async def test_a_bad_record_is_refused_field_by_field(
    sqlite_client: AsyncClient, form: object, code: str, bad: list[str]
) -> None:
    answer = await sqlite_client.post(RECORDS, json=form)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [one["field"] for one in answer.json().get("fields", [])] == bad
    assert (await sqlite_client.get(RECORDS)).json()["items"] == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"filter": "{"}, 422, "filter_wrong"),
        ({"filter": '{"colour": 1}'}, 422, "filter_wrong"),
        ({"sort": "colour"}, 422, "sort_wrong"),
        ({"fields": "colour"}, 404, "field_unknown"),
        ({"cursor": "x"}, 422, "cursor_wrong"),
    ],
)
async def test_a_bad_question_is_refused(
    sqlite_client: AsyncClient, asked: dict[str, str], status: int, code: str
) -> None:
    answer = await sqlite_client.get(RECORDS, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_unknown_tables_and_records_are_not_found(sqlite_client: AsyncClient) -> None:
    for path, code in (
        ("/tables/orders/records", "table_unknown"),
        (f"{RECORDS}/{'f' * 24}", "record_unknown"),
        (f"{RECORDS}/{'f' * 24}/history", "record_unknown"),
    ):
        answer = await sqlite_client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_a_viewer_sees_phone_numbers_in_part_and_writes_nothing(desk: Desk, client: AsyncClient) -> None:
    made = (await client.post(RECORDS, json={"name": "张三", "phone": "13800138000"})).json()
    viewer = desk.program(await desk.token(Role.VIEWER))
    path = f"{RECORDS}/{made['_id']}"
    assert (await viewer.get(path)).json()["phone"] == "138****8000"
    found = await viewer.get(RECORDS, params={"filter": '{"phone": "13800138000"}'})
    assert [one["phone"] for one in found.json()["items"]] == ["138****8000"]
    for asked in ({"sort": "phone"}, {"filter": '{"field": "phone", "op": "starts_with", "value": "1"}'}):
        answer = await viewer.get(RECORDS, params=asked)
        assert (answer.status_code, answer.json()["code"]) == (403, "field_masked")
    for answer in (
        await viewer.post(RECORDS, json={}),
        await viewer.patch(path, json={"name": "x"}),
        await viewer.delete(path),
        await viewer.post(f"{path}/restore"),
        await viewer.post(f"{RECORDS}/upsert", json={"keys": ["name"], "record": {"name": "x"}}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_a_viewer_who_asks_for_one_number_after_the_other_has_to_wait(sqlite: Database) -> None:
    desk = Desk(sqlite)
    await customers(desk)
    viewer = desk.program(await desk.token(Role.VIEWER))
    for number in range(30):
        assert (await viewer.get(RECORDS, params={"filter": f'{{"phone": "138001380{number:02}"}}'})).status_code == 200
    answer = await viewer.get(RECORDS, params={"filter": '{"not": {"phone": "13800138099"}}'})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_guesses")
    assert (await viewer.get(RECORDS, params={"filter": '{"name": "x"}'})).status_code == 200
    member = desk.program(await desk.token(Role.MEMBER))
    assert (await member.get(RECORDS, params={"filter": '{"phone": "13800138000"}'})).status_code == 200
    desk.clock.pass_by(timedelta(minutes=1))
    assert (await viewer.get(RECORDS, params={"filter": '{"phone": "13800138000"}'})).status_code == 200
    desk.passwords.close()


async def test_the_api_describes_itself_with_examples(desk: Desk, client: AsyncClient) -> None:
    paths = desk.app.openapi()["paths"]
    ours = {path: verbs for path, verbs in paths.items() if "/tables" in path or "/field-types" in path}
    operations = [one["operationId"] for verbs in ours.values() for one in verbs.values()]
    assert len(operations) == len(set(operations)) > 20
    listing = ours["/api/v1/tables/{table}/records"]["get"]
    assert {one["name"] for one in listing["parameters"]} >= {
        "filter",
        "sort",
        "fields",
        "limit",
        "cursor",
        "keys",
        "count",
    }
    assert all(
        one.get("examples") or one["schema"].get("examples")
        for one in listing["parameters"]
        if one["name"] in ("filter", "sort", "table")
    )
