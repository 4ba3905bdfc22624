"""What a few characters find, for whom, and that a value which is seen only in part is not found by guessing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient

from leadbase.access.model import Role
from tests.app.asking import ask
from tests.live.conftest import Design, Station, opened


@pytest.fixture
async def station(migrated_url: str, tmp_path: Path) -> AsyncGenerator[Station]:
    """Give the whole program, once on each kind of database."""
    async with opened(migrated_url, tmp_path) as made:
        yield made


@pytest.fixture
async def design(station: Station) -> Design:
    """Give a table with a phone beside the name, and the webhook of the design."""
    made = await station.design()
    client = await program(station)
    field = {"label": "手机号", "name": "phone", "type": "phone"}
    assert (await client.post(f"/tables/{made.table}/fields", json=field)).status_code == 201
    return made


async def program(station: Station, role: Role = Role.ADMIN) -> AsyncClient:
    return station.client({"Authorization": f"Bearer {await station.key(role)}"})


async def found(client: AsyncClient, q: str) -> Any:
    answer = await client.get("/search", params={"q": q})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_tables_fields_and_webhooks_are_found_by_parts_of_their_names(station: Station, design: Design) -> None:
    client = await program(station)
    told = await found(client, "CUST")
    assert [one["id"] for one in told["tables"]] == [design.table]
    assert (told["fields"], told["webhooks"]) == ([], [])
    [field] = (await found(client, "机号"))["fields"]
    assert (field["name"], field["table"]["name"]) == ("phone", "customers")
    [webhook] = (await found(client, "lead"))["webhooks"]
    assert (webhook["id"], webhook["is_on"]) == (design.webhook, True)
    assert [one["id"] for one in (await found(client, webhook["suffix"]))["webhooks"]] == [design.webhook]


async def test_what_begins_with_the_text_comes_first_and_four_are_given(station: Station) -> None:
    client = await program(station)
    for label in ("my orders", "old orders", "orders", "orders of today", "new orders"):
        await client.post("/tables", json={"label": label})
    labels = [one["label"] for one in (await found(client, "orders"))["tables"]]
    assert labels == ["orders", "orders of today", "my orders", "old orders"]


async def test_an_event_is_found_by_its_id_and_by_the_start_of_it(station: Station, design: Design) -> None:
    await ask(station.asgi, design.path, "POST", body={"name": "张三"})
    client = await program(station)
    [event] = (await client.get("/events")).json()["items"]
    for q in (event["id"], event["id"][:8], event["id"][:12].upper()):
        [told] = (await found(client, q))["events"]
        assert (told["id"], told["webhook"], told["state"]) == (event["id"], "leads", "done")
    for q in (event["id"][:7], "f" * 8, "张三"):
        assert (await found(client, q))["events"] == []


async def test_a_record_is_found_by_id_by_words_and_by_the_end_of_its_phone(station: Station, design: Design) -> None:
    client = await program(station)
    form = {"name": "张三", "phone": "13800138765"}
    record = (await client.post(f"/tables/{design.table}/records", json=form)).json()
    await client.post(f"/tables/{design.table}/records", json={"name": "李四", "phone": "13900139000"})
    for q in (record["_id"], "张三", "13800138765", "8765", "+86 138 0013 8765"):
        [told] = (await found(client, q))["records"]
        assert (told["id"], told["title"], told["table"]["id"]) == (record["_id"], "张三", design.table)
    assert (await found(client, "张"))["records"] == []
    await client.delete(f"/tables/{design.table}/records/{record['_id']}")
    assert (await found(client, record["_id"]))["records"] == []


async def test_what_a_role_may_not_see_is_not_found(station: Station, design: Design) -> None:
    client, viewer = await program(station), await program(station, Role.VIEWER)
    form = {"name": "张三", "phone": "13800138765"}
    record = (await client.post(f"/tables/{design.table}/records", json=form)).json()
    await ask(station.asgi, design.path, "POST", body={"name": "王五"})
    [event] = (await client.get("/events")).json()["items"]
    for q in (event["id"], "leads"):
        told = await found(viewer, q)
        assert (told["events"], told["webhooks"]) == ([], [])
    for q in ("13800138765", "8765"):
        assert (await found(viewer, q))["records"] == []
    [told] = (await found(viewer, "张三"))["records"]
    assert (told["id"], told["detail"]) == (record["_id"], None)


async def test_a_token_for_one_table_finds_nothing_of_another(station: Station, design: Design) -> None:
    client = await program(station)
    await client.post("/tables", json={"label": "customs", "fields": [{"label": "name", "type": "text"}]})
    await client.post("/tables/customs/records", json={"name": "张三"})
    body = {"name": "t", "role": "viewer", "scopes": [f"records:read:{design.table}"]}
    narrow = station.client({"Authorization": f"Bearer {(await client.post('/tokens', json=body)).json()['token']}"})
    told = await found(narrow, "custom")
    assert [one["id"] for one in told["tables"]] == [design.table]
    assert (await found(narrow, "张三"))["records"] == []


async def test_without_text_nothing_is_looked_for(station: Station) -> None:
    client = await program(station)
    assert (await client.get("/search")).json()["code"] == "request_invalid"
    assert set(map(len, (await found(client, " ")).values())) == {0}
