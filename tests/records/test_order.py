"""One order on both databases, for every shape: absent values last, text by code point, equals newest first."""

from __future__ import annotations

import random

import pytest

from leadbase.kit.json import JsonValue
from leadbase.records.model import SortWrong
from leadbase.records.service import Wish
from leadbase.storage.database import Database
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField, NewTable
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room

ASCENDING: dict[str, list[JsonValue]] = {
    "text": [
        "",
        " ",
        "10",
        "9",
        "A",
        "B",
        "Z",
        "_",
        "a",
        "b",
        "zz",
        "é",
        "一",
        "丁",
        "丂",
        "汉",
        "字",
        "Ａ",
        "😀",
        "👩‍🚀",
    ],
    "integer": [-(2**63), -10, -9, 0, 9, 10, 2**53, 2**63 - 1],
    "decimal": ["-10.01", "-10", "-9.99", "0", "0.01", "9.99", "10", "9999999999999999.99"],
    "boolean": [False, True],
    "duration": [0, 59, 60, 3600, 10**10],
    "date": ["0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"],
    "time": ["00:00:00", "00:00:01", "09:59:59", "10:00:00", "23:59:59"],
    "datetime": [
        "1900-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2026-11-24T08:30:00+08:00",
        "2026-11-24T00:30:00.000001Z",
        "9999-12-31T23:59:59Z",
    ],
}
ASCENDING["text"] = sorted(ASCENDING["text"], key=lambda text: str(text).encode())
ASCENDING["phone"] = ["+14155550100", "010-12345678", "13800138000", "13900139000"]
ASCENDING["email"] = ["B@example.com", "a@example.com", "b@example.com"]
ASCENDING["choice"] = ["10", "9", "A", "a", "汉"]


async def sorted_rows(database: Database, type_name: str) -> tuple[Rows, list[str]]:
    """Write every value twice and some absent ones, mixed up; give the ids in ascending order, equals newest first."""
    options: JsonValue = [{"handle": str(handle), "label": f"label {handle}"} for handle in ASCENDING["choice"]]
    params = {"options": options} if type_name == "choice" else {}
    rows = await rows_of(Room(database), NewTable(type_name, fields=[NewField("value", type_name, params=params)]))
    values: list[JsonValue] = [*ASCENDING[type_name], None] * 2
    order = list(range(len(values)))
    random.Random(7).shuffle(order)
    ids: dict[int, str] = {}
    for index in order:
        ids[index] = (await rows.save({"value": values[index]})).id
    groups = len(ASCENDING[type_name]) + 1
    return rows, [id for group in range(groups) for id in sorted((ids[group], ids[group + groups]), reverse=True)]


@pytest.mark.parametrize("type_name", ASCENDING)
async def test_a_shape_is_ordered_paged_and_cut_alike_everywhere(type_name: str, database: Database) -> None:
    rows, ascending = await sorted_rows(database, type_name)
    pairs = [ascending[start : start + 2] for start in range(0, len(ascending), 2)]
    descending = [id for pair in [*reversed(pairs[:-1]), pairs[-1]] for id in pair]
    for sort, expected in (("value", ascending), ("-value", descending)):
        assert [record.id for record in await rows.find(sort=sort)] == expected
        assert await paged(rows, sort) == expected
    middle = len(ASCENDING[type_name]) // 2
    value = ASCENDING[type_name][middle]
    for op, expected in (
        ("lt", ascending[: 2 * middle]),
        ("lte", ascending[: 2 * middle + 2]),
        ("gt", ascending[2 * middle + 2 : -2]),
        ("gte", ascending[2 * middle : -2]),
        ("eq", ascending[2 * middle : 2 * middle + 2]),
        ("ne", ascending[: 2 * middle] + ascending[2 * middle + 2 :]),
    ):
        found = await rows.find({"and": [{"field": "value", "op": op, "value": value}]}, "value")
        assert [record.id for record in found] == expected


async def paged(rows: Rows, sort: str) -> list[str]:
    """Read everything in pages of 3."""
    ids: list[str] = []
    cursor: str | None = None
    while True:
        records, cursor = await rows.page(Wish(sort=sort, limit=3, cursor=cursor))
        ids += [record.id for record in records]
        if cursor is None:
            return ids


def test_every_sortable_shape_is_held_to_its_order() -> None:
    types = load_field_types()
    shapes = {kind.shape for kind in types.values() if kind.sortable}
    assert shapes == {types[name].shape for name in ASCENDING}
    assert Shape.JSON not in shapes


async def test_what_has_no_order_can_not_be_sorted_by(database: Database) -> None:
    rows = await rows_of(Room(database))
    for sort in ("raw", "notes", "colour", "name,-name", "name,phone,day,count,budget", [1], {"field": "name"}):
        with pytest.raises(SortWrong):
            await rows.find(sort=sort)
    assert await rows.find(sort=[{"field": "name", "desc": True}, "-_created_at", "_id"]) == []
