"""The routes of tables and fields, as a builder's program uses them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from httpx2 import AsyncClient

from leadbase.access.model import Role
from leadbase.storage.database import Database
from leadbase.tables import service
from tests.tables.desk import Desk

ID = "63feff350ef3f00df536eac5"
FIELD = "63ff0191f725340df45e8ebb"


@pytest.fixture
async def desk(sqlite: Database) -> AsyncGenerator[Desk]:
    made = Desk(sqlite)
    yield made
    made.passwords.close()


@pytest.fixture
async def builder(desk: Desk) -> AsyncClient:
    return desk.program(await desk.token(Role.BUILDER))


FIELD_AS_SHOWN: dict[str, object] = {
    "id": FIELD,
    "name": "姓名",
    "aliases": [],
    "label": "姓名",
    "type": "text",
    "required": False,
    "unique": False,
    "searchable": True,
    "default": None,
    "description": "",
    "params": {"max_length": None},
    "deleted_at": None,
}
TABLE_AS_SHOWN: dict[str, object] = {
    "id": ID,
    "name": "customers",
    "aliases": [],
    "label": "客户",
    "description": "",
    "hue": "blue",
    "fields": [FIELD_AS_SHOWN],
    "deleted_at": None,
    "records": None,
    "records_capped": None,
}


VIEW_AS_SHOWN: dict[str, object] = {
    "name": "抖音",
    "label": "抖音",
    "kind": "grid",
    "sharing": "shared",
    "locked": False,
    "owner": None,
    "version": 1,
    "settings": {
        "filter": None,
        "sort": [{"field": FIELD, "descending": False}],
        "group": None,
        "fields": [{"field": FIELD, "width": None, "hidden": False}],
        "row_height": "normal",
        "colour_by": None,
        "frozen": 1,
        "stack_by": None,
        "starts_at": None,
        "ends_at": None,
        "form": {"heading": "", "text": "", "required": []},
    },
}


async def made(builder: AsyncClient) -> None:
    """Make the table."""
    field = {"label": "姓名", "type": "text", "id": FIELD}
    answer = await builder.post("/tables", json={"label": "客户", "id": ID, "name": "customers", "fields": [field]})
    assert (answer.status_code, answer.json()) == (201, TABLE_AS_SHOWN)


async def test_a_table_is_shown_as_it_was_made(builder: AsyncClient) -> None:
    await made(builder)
    assert (await builder.get("/tables/CUSTOMERS")).json() == TABLE_AS_SHOWN
    assert (await builder.get(f"/tables/{ID}/fields")).json() == {"items": [FIELD_AS_SHOWN], "next_cursor": None}
    assert (await builder.get("/tables")).json() == {"items": [TABLE_AS_SHOWN], "next_cursor": None}


async def test_a_field_is_added_changed_moved_trashed_and_restored(builder: AsyncClient) -> None:
    await made(builder)
    added = await builder.post("/tables/customers/fields", json={"label": "Phone", "type": "phone", "unique": True})
    assert added.status_code == 201 and added.json()["params"] == {"region": "CN"}
    change = {"name": "mobile", "unique": False, "default": None}
    changed = await builder.patch("/tables/customers/fields/phone", json=change)
    assert changed.json()["aliases"] == ["Phone"] and changed.json()["unique"] is False
    ordered = await builder.put("/tables/customers/fields/order", json={"first": ["phone"]})
    assert [one["name"] for one in ordered.json()["items"]] == ["mobile", "姓名"]
    assert (await builder.get("/tables/customers/fields/phone")).json()["name"] == "mobile"
    assert (await builder.delete("/tables/customers/fields/mobile")).status_code == 204
    trashed = (await builder.get("/tables/customers/fields?trashed=true")).json()["items"]
    assert [one["name"] for one in trashed] == ["mobile"] and trashed[0]["deleted_at"].endswith("Z")
    assert (await builder.post(f"/tables/customers/fields/{trashed[0]['id']}/restore")).json()["name"] == "mobile"


async def test_a_table_is_renamed_trashed_and_restored(builder: AsyncClient) -> None:
    await made(builder)
    assert (await builder.patch("/tables/customers", json={"name": "leads"})).json()["aliases"] == ["customers"]
    assert (await builder.delete("/tables/customers")).status_code == 204
    assert (await builder.get("/tables/customers")).status_code == 404
    assert [one["id"] for one in (await builder.get("/tables?trashed=true")).json()["items"]] == [ID]
    assert (await builder.post(f"/tables/{ID}/restore")).json()["name"] == "leads"


async def test_tables_are_put_in_order_and_listed_in_pages(builder: AsyncClient) -> None:
    for label in ("a", "b", "c"):
        await builder.post("/tables", json={"label": label})
    ordered = await builder.put("/tables/order", json={"first": ["c", "a"]})
    assert [one["name"] for one in ordered.json()["items"]] == ["c", "a", "b"]
    page = (await builder.get("/tables?limit=2")).json()
    rest = (await builder.get("/tables", params={"cursor": page["next_cursor"]})).json()
    assert [one["name"] for one in page["items"] + rest["items"]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"label": "客户", "id": "x"}, 422, "id_refused"),
        ({"label": "客户", "name": "_x"}, 422, "name_refused"),
        ({"label": " "}, 422, "label_refused"),
        ({"label": "客户", "fields": [{"label": "a", "type": "colour"}]}, 422, "type_unknown"),
        ({"label": "客户", "fields": [{"label": "a", "type": "json", "unique": True}]}, 422, "setting_not_possible"),
        ({"label": "客户", "fields": [{"label": "a", "type": "text", "params": {"x": 1}}]}, 422, "param_unknown"),
        ({"label": "客户", "name": "taken"}, 409, "name_taken"),
    ],
)
async def test_a_refusal_names_its_reason(builder: AsyncClient, body: object, status: int, code: str) -> None:
    await builder.post("/tables", json={"label": "taken"})
    answer = await builder.post("/tables", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len((await builder.get("/tables")).json()["items"]) == 1


async def test_every_field_type_is_described_with_its_operators_and_parameters(builder: AsyncClient) -> None:
    items = {one["name"]: one for one in (await builder.get("/field-types")).json()["items"]}
    assert "starts_with" in items["phone"]["operators"] and items["phone"]["personal"]
    assert items["decimal"]["params"]["properties"]["scale"]["default"] == 2
    assert items["created_time"]["computed"] and not items["json"]["sortable"]


async def test_a_member_reads_tables_but_designs_none_and_a_narrow_token_sees_its_own_only(desk: Desk) -> None:
    builder = desk.program(await desk.token(Role.BUILDER))
    for label in ("a", "b"):
        await builder.post("/tables", json={"label": label})
    member = desk.program(await desk.token(Role.MEMBER))
    assert len((await member.get("/tables")).json()["items"]) == 2
    for answer in (
        await member.post("/tables", json={"label": "c"}),
        await member.patch("/tables/a", json={"label": "c"}),
        await member.delete("/tables/a"),
        await member.post("/tables/a/fields", json={"label": "x", "type": "text"}),
        await member.put("/tables/order", json={"first": []}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    narrow = desk.program(await desk.narrow(Role.MEMBER, "records:read:a"))
    assert [one["name"] for one in (await narrow.get("/tables")).json()["items"]] == ["a"]
    assert (await narrow.get("/tables/b")).status_code == 404


async def test_a_table_of_another_workspace_is_not_there(desk: Desk) -> None:
    builder = desk.program(await desk.token(Role.BUILDER))
    made = (await builder.post("/tables", json={"label": "客户", "id": ID})).json()
    other = desk.program(await desk.token(Role.BUILDER, workspace="other"))
    assert (await other.get(f"/tables/{made['id']}")).status_code == 404
    assert (await other.post("/tables", json={"label": "客户", "id": ID})).status_code == 201


async def test_a_table_has_a_hue_the_next_in_turn_or_a_chosen_one(builder: AsyncClient) -> None:
    made = [(await builder.post("/tables", json={"label": label})).json()["hue"] for label in "abcdefghi"]
    assert made == ["blue", "teal", "green", "amber", "orange", "red", "purple", "grey", "blue"]
    assert (await builder.post("/tables", json={"label": "j", "hue": "red"})).json()["hue"] == "red"
    assert (await builder.patch("/tables/a", json={"hue": "purple"})).json()["hue"] == "purple"
    assert (await builder.get("/tables")).json()["items"][0]["hue"] == "purple"
    refused = await builder.patch("/tables/a", json={"hue": "pink"})
    assert (refused.status_code, refused.json()["code"]) == (422, "hue_unknown")


async def test_the_list_tells_how_many_records_each_table_has(
    builder: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "COUNT_CAP", 2)
    for label, count in (("a", 0), ("b", 2), ("c", 3)):
        await builder.post("/tables", json={"label": label})
        made = [(await builder.post(f"/tables/{label}/records", json={})).json()["_id"] for _ in range(count + 1)]
        await builder.delete(f"/tables/{label}/records/{made[0]}")
    items = (await builder.get("/tables?count=true")).json()["items"]
    assert [(one["records"], one["records_capped"]) for one in items] == [(0, False), (2, False), (2, True)]


async def test_a_view_is_saved_shown_changed_and_deleted(builder: AsyncClient) -> None:
    await made(builder)
    body = {
        "label": "抖音",
        "sharing": "shared",
        "settings": {"sort": [{"field": "姓名"}], "fields": [{"field": FIELD}]},
    }
    saved = await builder.post("/tables/customers/views", json=body)
    view = saved.json()
    assert (saved.status_code, view) == (201, {"id": view["id"], **VIEW_AS_SHOWN})
    place = f"/tables/{ID}/views/{view['id']}"
    assert (await builder.get(place)).json() == view
    change = {"settings": {"filter": {"姓名": "张三"}, "row_height": "tall"}, "locked": True, "version": 1}
    changed = (await builder.patch(place, json=change)).json()
    assert changed["settings"] == {
        **view["settings"],
        "filter": {"and": [{"field": FIELD, "op": "eq", "value": "张三"}]},
        "row_height": "tall",
    }
    assert (changed["locked"], changed["version"]) == (True, 2)
    for patch, code in (({"label": "x"}, "view_locked"), ({"locked": False, "version": 1}, "view_conflict")):
        refused = await builder.patch(place, json=patch)
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    listed = (await builder.put("/tables/customers/views/order", json={"first": ["抖音"]})).json()
    assert [(one["name"], one["id"]) for one in listed["items"]] == [("all", None), ("抖音", view["id"])]
    assert (await builder.patch(place, json={"locked": False})).json()["version"] == 3
    assert (await builder.delete(place)).status_code == 204
    assert [one["name"] for one in (await builder.get("/tables/customers/views")).json()["items"]] == ["all"]
    assert (await builder.get(place)).json()["code"] == "view_unknown"


async def test_a_program_has_no_personal_view_and_unknown_settings_are_refused(builder: AsyncClient) -> None:
    await made(builder)
    personal = await builder.post("/tables/customers/views", json={"label": "x", "sharing": "personal"})
    assert (personal.status_code, personal.json()["code"]) == (422, "personal_view_needs_person")
    for settings in (
        {"frozen": 6},
        {"row_height": "huge"},
        {"colour": "red"},
        {"fields": [{"field": FIELD, "width": 1}]},
    ):
        body = {"label": "x", "sharing": "shared", "settings": settings}
        assert (await builder.post("/tables/customers/views", json=body)).status_code == 422


async def test_every_field_type_says_where_to_find_it_and_what_it_refers_to(builder: AsyncClient) -> None:
    items = {one["name"]: one for one in (await builder.get("/field-types")).json()["items"]}
    assert {one["group"] for one in items.values()} == {
        "text", "number", "choice", "time", "contact", "relation", "system",
    }  # fmt: skip
    assert (items["person"]["refers"], items["link"]["refers"], items["url"]["refers"]) == ("member", "record", None)
    option = items["multi_choice"]["params"]["properties"]["options"]["items"]["properties"]
    assert list(option) == ["handle", "label", "hue"]
    assert option["hue"]["enum"][:-1] == ["blue", "teal", "green", "amber", "orange", "red", "purple", "grey"]
