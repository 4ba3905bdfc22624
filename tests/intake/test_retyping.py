"""A field's type changes while leads pour in: none is lost, and every value is there in the new type."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from leadbase.intake.naming import lines_naming, list_naming
from leadbase.kit.json import JsonValue
from leadbase.tables import retyping
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField
from leadbase.tables.type_change import Wanted
from tests.intake.house import House

SCRIPT = """async function hook($req, $resp, $modules) {
    const lead = $req.body;
    await $modules.data.saveData("leads", { code: lead.code });
}"""
WANTED = Wanted("integer", {}, "empty_and_flag")


@dataclass
class Stream:
    """Leads that come in one after the other on several lanes; `sent` holds the codes that were acknowledged."""

    house: House
    url: str
    sent: list[int] = field(default_factory=list[int])
    told: asyncio.Condition = field(default_factory=asyncio.Condition)
    is_over: bool = False

    async def pour(self, lane: int) -> None:
        while not self.is_over:
            code = lane * 100_000 + len(self.sent)
            answer = await self.house.push(self.url, {"code": str(code)})
            assert answer.status_code in (200, 202)
            async with self.told:
                self.sent.append(code)
                self.told.notify_all()

    async def more(self, count: int) -> None:
        """Wait until so many more leads were acknowledged."""
        wanted = len(self.sent) + count
        async with self.told:
            await self.told.wait_for(lambda: len(self.sent) >= wanted)


async def test_leads_pour_in_while_a_field_changes_its_type_and_none_is_lost(house: House) -> None:
    table = await house.table("leads", NewField("code", "text"))
    _, url = await house.webhook(SCRIPT)
    another_process = Catalogues(load_field_types())
    stream = Stream(house, url)
    lanes = [asyncio.create_task(stream.pour(lane)) for lane in range(1, 5)]
    await stream.more(20)
    change = await house.room.write(lambda scope: retyping.begin(scope, another_process, table, "code", WANTED))
    while change.is_open:
        await stream.more(8)
        step = change
        change = await house.room.write(lambda scope, step=step: retyping.advance(scope, another_process, step))
    await stream.more(8)
    stream.is_over = True
    await asyncio.gather(*lanes)
    await house.settle()
    assert change.phase == "done"
    found: list[JsonValue] = [one["code"] for one in await house.records(table)]
    assert all(isinstance(code, int) for code in found)
    assert sorted(str(code) for code in found) == sorted(str(code) for code in stream.sent)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('data.saveData("leads", {\n  code: lead.code });', [2]),
        ('data.saveData("others", {\n  code: lead.code });', []),
        ('data.saveData(TABLE, {\n\n  "FIELD": 1 });', [3]),
        ("// code of leads\nconst x = 1;", []),
        ("const text = `leads`;\nrecord.code;\nrecord['code'];", [2, 3]),
    ],
)
async def test_a_script_names_a_field_by_its_id_or_by_its_name_beside_its_table(
    source: str, lines: list[int], small_house: House
) -> None:
    made = await small_house.table("leads", NewField("code", "text"))
    table = await small_house.room.read(lambda scope: small_house.catalogues.get(scope).get_table(made))
    code = replace(table.get_field("code"))
    assert list(lines_naming(source.replace("FIELD", code.id), table, code)) == lines


async def test_live_scripts_and_drafts_that_name_a_field_are_listed(small_house: House) -> None:
    made = await small_house.table("leads", NewField("code", "text"))
    webhook, _ = await small_house.webhook(SCRIPT)
    table = await small_house.room.read(lambda scope: small_house.catalogues.get(scope).get_table(made))
    found = await small_house.room.read(lambda scope: list_naming(scope, table, table.get_field("code")))
    assert [(one.webhook, one.version, list(one.lines)) for one in found if one.version] == [(webhook.id, 1, [3])]
