"""Every example does what stands beside it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from leadbase.scripts.runtime import open_runtimes
from leadbase.storage.database import Database
from leadbase.tables.model import NewField, NewTable
from leadbase.tables.service import create_table
from tests.intake.house import House, open_house
from tools.words import ROOT

FOLDER = ROOT / "examples/scripts"
SCRIPTS = sorted(FOLDER.glob("*.js"))


@pytest.fixture
async def house(sqlite: Database) -> AsyncGenerator[House]:
    runtimes = open_runtimes()
    async with open_house(sqlite, runtimes) as opened:
        yield opened
    await runtimes.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
async def test_an_example_does_what_it_says(house: House, script: Path) -> None:
    example: dict[str, Any] = json.loads(script.with_suffix(".json").read_text("utf-8"))
    for table in example["tables"]:
        fields = [NewField(**field) for field in table["fields"]]
        new = NewTable(label=table["label"], name=table["name"], fields=fields)
        await house.room.write(lambda scope, new=new: create_table(scope, house.catalogues, new))
    _, url = await house.webhook(script.read_text("utf-8"))
    for push in example["pushes"]:
        response = await house.push(url, push["body"])
        assert response.status_code == push["status"], response.text
        if "answer" in push:
            assert response.json() == push["answer"]
    for table, expected in example["records"].items():
        found = [{name: record[name] for name in expected[0]} for record in await house.records(table)]
        assert found == expected


def test_each_example_is_listed() -> None:
    listed = (ROOT / "examples/README.md").read_text("utf-8")
    assert [script.name for script in SCRIPTS if f"(scripts/{script.name})" not in listed] == []
    assert {script.stem for script in SCRIPTS} == {path.stem for path in FOLDER.glob("*.json")}
