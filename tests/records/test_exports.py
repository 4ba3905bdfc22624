"""Exports: what is written is read back as the same values, views are followed, masked fields stay out."""

from __future__ import annotations

import io
import json
import random
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from leadbase.access import audit
from leadbase.access.audit import Action
from leadbase.access.model import Actor, Permission
from leadbase.access.scope import Scope
from leadbase.access.store.audit import AuditFilter
from leadbase.access.units import ActorRoom
from leadbase.kit.json import JsonObject
from leadbase.records.service import Wish, list_records
from leadbase.records.transfer import export as exports
from leadbase.records.transfer.cells import guarded, read_cell, spell_cell, unguarded
from leadbase.records.transfer.errors import ExportMasked
from leadbase.records.transfer.export import Order, begin_export, export
from leadbase.tables import views
from leadbase.tables.field_type import Setting, load_field_types
from leadbase.tables.fitting import fit
from leadbase.tables.model import Field, NewField, NewTable
from leadbase.tables.view_model import NewView
from tests.records.dock import OPTIONS, Dock, open_dock

T = TypeVar("T")
TYPES = load_field_types()
WIDE = NewTable(
    "全部",
    name="wide",
    fields=[
        NewField("文本", "text", name="text"),
        NewField("长文", "long_text", name="long"),
        NewField("整数", "integer", name="whole"),
        NewField("小数", "decimal", name="exact"),
        NewField("开关", "boolean", name="switch"),
        NewField("日期", "date", name="day"),
        NewField("时间", "time", name="clock"),
        NewField("时刻", "datetime", name="at"),
        NewField("单选", "choice", name="one", params=OPTIONS),
        NewField("多选", "multi_choice", name="many", params=OPTIONS),
        NewField("数据", "json", name="data"),
        NewField("电话", "phone", name="phone"),
    ],
)


@pytest.fixture
async def dock(tmp_path: Path, migrated_sqlite_url: str) -> AsyncGenerator[Dock]:
    async with open_dock(tmp_path, migrated_sqlite_url, WIDE) as opened:
        yield opened


def field_of(name: str, params: JsonObject | None = None) -> Field:
    kind = TYPES[name]
    return Field(1, "a" * 24, "f", "f", name, kind, Setting(kind.params.parse(params or {}), UTC), "f_1", "f_1")


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
JSON = st.recursive(st.booleans() | st.integers(-(2**40), 2**40) | TEXT, lambda inner: st.lists(inner, max_size=3))
VALUES = {
    "text": TEXT,
    "long_text": TEXT,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.decimals(-(10**9), 10**9, places=2),
    "boolean": st.booleans(),
    "date": st.dates(),
    "time": st.times().map(lambda one: one.replace(microsecond=0)),
    "datetime": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda one: one.replace(tzinfo=UTC)),
    "json": JSON,
    "choice": st.sampled_from(["0", "7", "x、y", "橙子建站", "["]),
    "multi_choice": st.lists(st.sampled_from(["0", "7", "a,b", "橙子建站", "["]), unique=True, min_size=1),
}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_value_that_is_written_as_a_cell_is_read_back_as_it_was(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(VALUES)))
    field = field_of(name, OPTIONS if "choice" in name else None)
    value, _ = fit(field, field.kind.format(data.draw(VALUES[name]), field.setting), lenient=True)
    cell = spell_cell(field, value)
    back, _ = read_cell(field, unguarded(guarded(cell)), {})
    assert (back, type(back)) == (value, type(value))


async def test_a_table_that_is_exported_and_imported_is_the_same_table(dock: Dock) -> None:
    chance = random.Random(1)
    names = [field.name for field in dock.table.fields]
    for number in range(40):
        form: JsonObject = {
            "text": chance.choice(["=1+1", "a,b", 'say "x"', "'=x", "多\r\n行", f"n{number}"]),
            "long": chance.choice([None, "-x", "+y\n", " 空格 "]),
            "whole": chance.choice([None, -5, 2**60]),
            "exact": chance.choice([None, "-12.50", "0.01"]),
            "switch": chance.choice([None, True, False]),
            "day": chance.choice([None, "2026-02-28"]),
            "clock": chance.choice([None, "08:05:00"]),
            "at": chance.choice([None, "2026-11-24T03:20:00.5Z", "1990-09-15T15:30:00Z"]),
            "one": chance.choice([None, "0", "7"]),
            "many": chance.choice([None, ["0", "7"], ["7"]]),
            "data": chance.choice([None, {"a": [1, "x"]}, "text", 5, [None]]),
            "phone": chance.choice([None, "+86 138 0013 8000", "010-12345678"]),
        }
        await dock.save(form)
    before = await dock.values(*names)
    content = await dock.exported(bom=True, wish=Wish(sort="_id"))
    told = await dock.receive(content)
    await dock.imported(await dock.plan(told, names))
    assert (await dock.values(*names))[len(before) :] == before


async def test_a_view_is_exported_with_its_filter_sort_and_fields(dock: Dock) -> None:
    for number in range(5):
        await dock.save({"text": f"n{number}", "whole": number, "phone": f"1380013800{number}"})
    ids = {field.name: field.id for field in dock.table.fields}
    hidden = [{"field": ids["phone"], "width": None, "hidden": True}]
    view = NewView(
        "大的",
        "shared",
        {
            "filter": {"field": "whole", "op": "gte", "value": 2},
            "sort": [{"field": ids["whole"], "descending": True}],
            "fields": [
                {"field": ids["whole"], "width": None, "hidden": False},
                {"field": ids["text"], "width": None, "hidden": False},
                *hidden,  # type: ignore[list-item]
            ],
        },
    )
    catalogues = dock.app.catalogues
    await dock.room.write(lambda scope: views.create_view(scope, catalogues, dock.table.id, view))
    lines = (await dock.exported(view="大的", wish=Wish(filter={"field": "whole", "op": "lt", "value": 4}))).decode()
    assert [line.split(",")[:2] for line in lines.split()] == [["整数", "文本"], ["3", "n3"], ["2", "n2"]]
    assert "1380013800" not in lines


async def test_workbooks_and_json_lines_hold_the_same_records(dock: Dock) -> None:
    await dock.save({"text": "=1+1", "whole": 5, "exact": "12.50", "many": ["0", "7"]})
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(await dock.exported(format="xlsx")))  # type: ignore[arg-type]
    head, row = workbook.get_sheet_by_index(0).to_python()
    shown = dict(zip(head, row, strict=False))
    assert (shown["文本"], shown["整数"], shown["小数"], shown["多选"]) == ("=1+1", 5, "12.50", "橙子建站、巨量线索")
    [line] = (await dock.exported(format="jsonl")).splitlines()
    assert {**json.loads(line), "x": 1}.items() >= {"text": "=1+1", "whole": 5, "exact": "12.50"}.items()
    assert Decimal(json.loads(line)["exact"]) == Decimal("12.5")


async def test_fields_that_one_sees_in_part_are_never_exported(dock: Dock) -> None:
    await dock.save({"text": "甲", "phone": "13800138000"})
    viewer = Actor("person", "c" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)
    room, catalogues = ActorRoom(dock.app.units, actor=viewer), dock.app.catalogues
    for kind in ("csv", "jsonl", "xlsx"):
        ready = await begin_export(room, catalogues, Order("wide", kind))
        content = b"".join([part async for part in export(room, catalogues, ready)])
        assert b"138" not in content
        assert "电话" not in content.decode("utf-8", "replace")
    with pytest.raises(ExportMasked):
        await begin_export(room, catalogues, Order("wide", wish=Wish(fields=["phone"])))


async def test_the_audit_keeps_that_an_export_had_a_filter_and_not_whom_it_was_for(dock: Dock) -> None:
    wish = Wish(filter={"phone": "13800138000"})
    await begin_export(dock.app.room(), dock.app.catalogues, Order("wide", wish=wish))
    [noted] = [
        entry
        for entry in (await dock.app.room().read(lambda scope: audit.list_entries(scope, AuditFilter()))).items
        if entry.action is Action.RECORDS_EXPORTED
    ]
    assert noted.changes["filter"] == {"after": True}
    assert "138" not in json.dumps(noted.changes)


async def test_records_are_looked_up_in_no_transaction_that_others_wait_for(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await dock.save({"text": "甲"})
    writing, looked = [False], list[bool]()

    class Watched(ActorRoom):
        async def write(self, act: Callable[[Scope], T]) -> T:
            writing[0] = True
            try:
                return await super().write(act)
            finally:
                writing[0] = False

    def look(*given: Any, **more: Any) -> Any:
        looked.append(writing[0])
        return list_records(*given, **more)

    monkeypatch.setattr(exports, "list_records", look)
    filter = {"field": "text", "op": "contains", "value": "甲"}
    ready = await begin_export(Watched(dock.app.units), dock.app.catalogues, Order("wide", wish=Wish(filter=filter)))
    assert ready.wish.filter == filter
    assert looked == [False]
