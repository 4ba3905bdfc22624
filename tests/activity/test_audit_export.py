"""The audit as files, in words that people read and no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from leadbase.access.model import Role
from leadbase.app.api import build_api
from leadbase.app.parts import open_app
from leadbase.settings import load_settings
from tests.access.conftest import House


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncGenerator[House]:
    """Give a house whose app is the whole API, with an administrator."""
    async with open_app(load_settings({"LEADBASE_DATA_DIR": str(tmp_path)})) as app:
        house = House(app.database)
        house.app = build_api(app)
        house.app.state.gate = house.gate
        await house.person("boss@example.com", Role.ADMIN)
        yield house
        house.passwords.close()


async def test_the_csv_tells_in_plain_words_what_was_done(whole: House) -> None:
    client = await whole.browser("boss@example.com")
    await client.post("/tables", json={"label": "客户", "name": "customers"})
    await client.post("/tables/customers/fields", json={"label": "电话", "name": "phone", "type": "phone"})
    answer = await client.get("/audit/export", params={"action": ["table.created", "field.created"]})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["boss 在「客户」表中新建了字段「电话」", "boss 新建了数据表「客户」"]
    assert (rows[0]["within"], rows[0]["subject"]) == ("客户", "电话")


async def test_a_name_that_is_a_formula_is_text(whole: House) -> None:
    client = await whole.browser("boss@example.com")
    await client.post("/tables", json={"label": "=1+1", "name": "sums"})
    answer = await client.get("/audit/export", params={"action": "table.created"})
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["subject"] == "'=1+1"


async def test_json_lines_give_each_entry_once_whatever_their_number(whole: House) -> None:
    client = await whole.browser("boss@example.com")
    for number in range(1_005):
        await client.patch("/workspaces/main", json={"label": f"第 {number} 次"})
    answer = await client.get("/audit/export", params={"format": "jsonl", "action": "workspace.changed"})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == 1_005
    exported = (await client.get("/audit", params={"limit": 1})).json()["items"][0]
    assert (exported["action"], exported["changes"][0]["after"]) == ("audit.exported", "jsonl")
