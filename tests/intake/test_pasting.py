"""The paste doctor: the tutorial's script pasted into an empty workspace runs after one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest

from leadbase.intake.errors import PastedIdUnknown
from leadbase.intake.mending import Creation, Diagnosis, Mended, check_paste, fix_paste
from leadbase.intake.pasting import Mention, mentions, renamed
from leadbase.intake.tokens import Places, tokens
from leadbase.tables.model import IdTaken, NewField
from tests.intake.house import CUSTOMERS, LOG, House

SCRIPTS = Path(__file__).parent / "scripts"
FULL = (SCRIPTS / "hook-full.js").read_text(encoding="utf-8")
FULL_NBSP = (SCRIPTS / "hook-full.nbsp.js").read_text(encoding="utf-8")
A, B, C, D = ("a" * 24, "b" * 24, "c" * 24, "d" * 24)


def found(source: str) -> dict[str, tuple[str, str | None]]:
    """Give kind and table of every mention by id."""
    return {one.id: (one.kind, one.table) for one in mentions(source)}


async def diagnose(house: House, webhook: str, source: str) -> Diagnosis:
    """Check a paste."""
    ids = mentions(source)
    return await house.room.read(lambda scope: check_paste(scope, house.catalogues.get(scope), webhook, source, ids))


async def mend(
    house: House, webhook: str, source: str, creations: Sequence[Creation], mapped: Mapping[str, str] | None = None
) -> Mended:
    """Fix a paste."""
    return await house.room.write(
        lambda scope: fix_paste(scope, house.catalogues, webhook, source, creations, mapped or {})
    )


def creations_of(unknown: Sequence[Mention]) -> list[Creation]:
    """Take everything that is proposed."""
    return [
        Creation(
            table.id,
            str(table.label),
            [NewField(str(one.label), one.type, one.id) for one in unknown if one.table == table.id],
        )
        for table in unknown
        if table.kind == "table"
    ]


@pytest.mark.parametrize("source", [FULL, FULL_NBSP], ids=["plain", "nbsp"])
def test_the_tutorials_script_tells_its_tables_and_fields(source: str) -> None:
    told = {one.id[-4:]: (one.label, one.type, one.table) for one in mentions(source)}
    assert told == {
        "edfd": (None, "text", None),
        "8f22": ("回调类型", "text", LOG),
        "8f23": ("回调事件", "text", LOG),
        "8f24": ("回调时间", "text", LOG),
        "eac5": ("客户", "text", None),
        "8ebb": ("客户名称", "text", CUSTOMERS),
        "8ebd": ("电话", "text", CUSTOMERS),
        "8ebc": ("渠道", "text", CUSTOMERS),
        "8ec0": ("线索id", "text", CUSTOMERS),
        "8ec1": ("创建日期", "date", CUSTOMERS),
        "8ec2": (None, "time", CUSTOMERS),
        "8ebe": ("ad_id", "text", CUSTOMERS),
        "8ebf": ("adv_id", "text", CUSTOMERS),
    }


async def test_the_tutorials_script_runs_after_everything_proposed_was_made(house: House) -> None:
    webhook, url = await house.webhook()
    diagnosis = await diagnose(house, webhook.id, FULL_NBSP)
    assert (diagnosis.known, diagnosis.spaces > 0, "\u00a0" in diagnosis.source) == ([], True, False)
    mended = await mend(house, webhook.id, FULL_NBSP, creations_of(diagnosis.unknown))
    assert mended.source == diagnosis.source
    assert (len(mended.tables), len(mended.fields)) == (2, 11)
    await house.publish(webhook.id, mended.source)
    answer = await house.push(url, {"id": "1", "name": "张三", "telphone": "13800006021", "create_time": "1700000000"})
    assert answer.json() == {"code": "0", "message": "success"}
    [record] = await house.records(CUSTOMERS, by_id=True)
    assert record["63ff0191f725340df45e8ebb"] == "张三"
    assert (await diagnose(house, webhook.id, mended.source)).unknown == []


async def test_what_is_there_is_known_with_its_name_and_place(house: House) -> None:
    await house.template()
    webhook, _ = await house.webhook()
    diagnosis = await diagnose(house, webhook.id, FULL)
    assert diagnosis.unknown == []
    first = diagnosis.known[0]
    assert first.field is not None
    assert (first.mention.line, first.mention.column, first.table.id, first.field.label) == (5, 10, LOG, "回调类型")


async def test_ids_are_mapped_to_tables_and_fields_that_are_there(house: House) -> None:
    table = await house.table("leads", NewField("lead", "text", id=C), NewField("name", "text"))
    webhook, url = await house.webhook()
    source = f'async function hook($req) {{ let f = {{ "{B}": $req.body.n, "{C}": "x" }};\n'
    source += f'  await $modules.data.saveData("{A}", f); }} // {A}'
    mended = await mend(house, webhook.id, source, [], {A: "leads", B: "name"})
    assert f'saveData("{table}", f)' in mended.source
    assert mended.source.endswith(A), "comments stay"
    await house.publish(webhook.id, mended.source)
    await house.push(url, {"n": "张三"})
    assert [(record["name"], record["lead"]) for record in await house.records("leads")] == [("张三", "x")]


async def test_fields_are_added_to_a_table_that_is_there(house: House) -> None:
    await house.table("leads", NewField("lead", "text"))
    webhook, _ = await house.webhook()
    source = f'$modules.data.saveData("leads", {{ "{B}": 1 /* 数量 integer */ }})'
    [unknown] = (await diagnose(house, webhook.id, source)).unknown
    assert (unknown.label, unknown.type) == ("数量", "integer")
    mended = await mend(house, webhook.id, source, [Creation("leads", None, [NewField("数量", "integer", B)])])
    assert [(table.name, one.id, one.type) for table, one in mended.fields] == [("leads", B, "integer")]


async def test_nothing_is_made_when_one_thing_can_not_be(house: House) -> None:
    webhook, _ = await house.webhook()
    new = Creation(A, "客户", [NewField("电话", "text", B)])
    with pytest.raises(PastedIdUnknown):
        await mend(house, webhook.id, "", [new], {D: "客户"})
    with pytest.raises(IdTaken):
        await mend(house, webhook.id, "", [new, Creation(A, "客户", [])])
    assert await house.room.read(lambda scope: house.catalogues.get(scope).find_table(A)) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f'data.saveData("{A}", {{ "{B}": 1, {C}: 2 }})', {A: ("table", None), B: ("field", A), C: ("field", A)}),
        (f'const T = "{A}"; data.countData(T)', {A: ("table", None)}),
        (f'const r = await $modules.data.getData("{A}", id); r["{B}"]', {A: ("table", None), B: ("field", A)}),
        (f'data.queryData("{A}", {{ filter: {{ "{B}": 1 }} }})', {A: ("table", None), B: ("field", A)}),
        (f'let f = {{}}; f["{B}"] = 1; data.saveData("{A}", f)', {A: ("table", None), B: ("field", A)}),
        (
            f'let f={{"{B}":1}}; data.saveData("{A}", f); f={{"{D}":2}}; data.saveData("{C}", f)',
            {A: ("table", None), B: ("field", A), C: ("table", None), D: ("field", C)},
        ),
        (f'data.upsertData("{A}", ["{B}"], {{ "{B}": 1 }})', {A: ("table", None), B: ("field", A)}),
        (f'data.saveMany("{A}", [{{ "{B}": 1 }}])', {A: ("table", None), B: ("field", A)}),
        (f'let f = {{ "{B}": 1 }}', {B: ("field", None)}),
        (f'const record = "{A}"; // "{B}"', {}),
        (f"let s = `x`, r = /[\"]/, f = {{ '{B}': 1 }}", {B: ("field", None)}),
        (f'data.saveData("{A}"', {A: ("table", None)}),
    ],
)
def test_ids_are_told_apart_by_where_they_stand(source: str, expected: dict[str, tuple[str, str | None]]) -> None:
    assert found(source) == expected


def test_columns_count_as_editors_do() -> None:
    source = f'x\r\n/*😀*/ f = {{ "{B}": 1 }}'
    [one] = mentions(source)
    assert (one.line, one.column) == (2, 15)
    assert Places("a\nb").line(2) == 2


@pytest.mark.parametrize(
    "source",
    ['"' * 50_000, "/*" * 50_000, "`" + "\\" * 50_000, "=/[" * 20_000, "{" * 50_000 + f'"{B}":1', f'"{B}":1,' * 5_000],
    ids=["quotes", "comments", "escapes", "patterns", "brackets", "keys"],
)
def test_hostile_sources_are_read_in_no_time(source: str) -> None:
    assert len(mentions(source)) <= 1


def test_pieces_cover_the_source_in_order() -> None:
    pieces = tokens(FULL)
    places = [(token.start, token.end) for token in pieces]
    assert places == sorted(places)
    assert all(FULL[token.start : token.end] == token.text for token in pieces)


def test_only_strings_and_bare_keys_are_renamed() -> None:
    source = f'f = {{ "{A}": {A}x, {A}: 1 }}; // {A}'
    assert renamed(source, {A: "new"}) == f'f = {{ "new": {A}x, new: 1 }}; // {A}'
    assert cast(object, renamed("", {})) == ""
