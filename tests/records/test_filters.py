"""A filter means in SQL what it says: held against a plain evaluation in Python."""

from __future__ import annotations

import base64
import json
import operator
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import CursorWrong, LimitWrong
from leadbase.records.model import FilterTooLarge, FilterWrong, OperatorUnknown, ValueNotFitting
from leadbase.records.service import Wish
from leadbase.storage.database import Database
from leadbase.tables.field_type import OPERATORS
from leadbase.tables.model import FieldUnknown
from tests.records.rows import Rows, rows_of
from tests.tables.design import Room

TEXTS = ["", "a", "A", "ab", "AB%", "a_b", "100%", "张三", "张", "李四 👩‍🚀", "\\", "/"]
VALUES: dict[str, list[JsonValue]] = {
    "name": [*TEXTS],
    "notes": [*TEXTS],
    "channel": ["0", "7"],
    "tags": [["0"], ["7"], ["7", "0"], []],
    "count": [-1, 0, 1, 2**60],
    "budget": ["-0.01", "0.00", "1.50", "100.00"],
    "keen": [True, False],
    "day": ["2023-03-02", "2024-02-29"],
    "clock": ["00:00:00", "08:30:05"],
    "next": ["2026-11-24T00:30:00Z", "2026-11-24T00:30:00.5Z"],
}
_DICE = random.Random(11)
FORMS: list[dict[str, JsonValue]] = [
    {name: _DICE.choice(values) for name, values in VALUES.items() if _DICE.random() < 0.75} for _ in range(30)
]
ORDERED = ("lt", "lte", "gt", "gte")
TREES = st.recursive(
    st.sampled_from(list(VALUES)).flatmap(lambda name: question(name)),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"and": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"or": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)


def question(name: str) -> st.SearchStrategy[JsonObject]:
    """Draw one question about a field, or the shorthand."""
    if name == "tags":
        asked = st.sampled_from(["contains_any", "contains_all", "contains_none", "is_empty", "is_not_empty"])
        members = st.lists(st.sampled_from(["0", "7", "99", '"', '0","7']), max_size=3)
        return cast(
            "st.SearchStrategy[JsonObject]",
            st.fixed_dictionaries({"field": st.just(name), "op": asked, "value": members}),
        )
    values = st.sampled_from(VALUES[name])
    text = name in ("name", "notes")
    whole = ["eq", "ne"] if text else ["eq", "ne", *ORDERED]
    some = [
        st.fixed_dictionaries({"field": st.just(name), "op": st.sampled_from(whole), "value": values}),
        st.fixed_dictionaries({"field": st.just(name), "op": st.sampled_from(["is_empty", "is_not_empty"])}),
        st.fixed_dictionaries({name: st.one_of(values, st.none())}),
    ]
    if name != "notes":
        listed = st.lists(values, max_size=3)
        some.append(
            st.fixed_dictionaries({"field": st.just(name), "op": st.sampled_from(["in", "not_in"]), "value": listed})
        )
    if text:
        parts = st.sampled_from([one for one in TEXTS if one])
        asked = st.sampled_from(["contains", "not_contains", "starts_with"])
        some.append(st.fixed_dictionaries({"field": st.just(name), "op": asked, "value": parts}))
    return cast("st.SearchStrategy[JsonObject]", st.one_of(some))


def holds(tree: JsonObject, form: Mapping[str, JsonValue]) -> bool:
    """Answer a filter for one record, in the plainest way."""
    if "and" in tree:
        return all(holds(part, form) for part in cast("list[JsonObject]", tree["and"]))
    if "or" in tree:
        return any(holds(part, form) for part in cast("list[JsonObject]", tree["or"]))
    if "not" in tree:
        return not holds(cast(JsonObject, tree["not"]), form)
    if "field" not in tree:
        [(name, value)] = tree.items()
        return answer(form.get(name), "is_empty" if value is None else "eq", value, name)
    name = cast(str, tree["field"])
    return answer(form.get(name), cast(str, tree["op"]), tree.get("value"), name)


OPPOSITES = {
    "ne": "eq",
    "not_in": "in",
    "not_contains": "contains",
    "contains_none": "contains_any",
    "is_not_empty": "is_empty",
}


def answer(held: JsonValue, op: str, value: JsonValue, name: str) -> bool:
    if op in OPPOSITES:
        return not answer(held, OPPOSITES[op], value, name)
    if op == "is_empty":
        return held in (None, "", [])
    if held in (None, []):
        return False
    match op:
        case "contains_any":
            return any(one in cast("list[str]", held) for one in cast("list[str]", value))
        case "contains_all":
            return all(one in cast("list[str]", held) for one in cast("list[str]", value))
        case "eq":
            return plain(held, name) == plain(value, name)
        case "in":
            return any(plain(held, name) == plain(one, name) for one in cast("list[JsonValue]", value))
        case "contains":
            return ascii_lower(value) in ascii_lower(held)
        case "starts_with":
            return ascii_lower(held).startswith(ascii_lower(value))
        case _:
            compare = cast(
                "Callable[[Any, Any], bool]",
                {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}[op],
            )
            return compare(plain(held, name), plain(value, name))


def plain(value: JsonValue, name: str) -> object:
    if name == "budget":
        return float(str(value))
    return datetime.fromisoformat(str(value)).astimezone(UTC) if name == "next" else value


def ascii_lower(value: JsonValue) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in str(value))


@pytest.fixture
async def filled(database: Database) -> tuple[Rows, dict[str, dict[str, JsonValue]]]:
    rows = await rows_of(Room(database))
    return rows, {(await rows.save(form)).id: form for form in FORMS}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(tree=TREES)
async def test_sql_agrees_with_plain_evaluation(
    filled: tuple[Rows, dict[str, dict[str, JsonValue]]], tree: JsonObject
) -> None:
    rows, forms = filled
    found = {record.id for record in await rows.find(tree)}
    assert found == {id for id, form in forms.items() if holds(tree, form)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    tree=TREES,
    limit=st.integers(1, 7),
    sort=st.lists(
        st.tuples(st.sampled_from([name for name in VALUES if name not in ("notes", "tags")]), st.booleans()),
        max_size=3,
        unique_by=lambda key: key[0],
    ),
)
async def test_paging_visits_each_record_once_in_order(
    filled: tuple[Rows, dict[str, dict[str, JsonValue]]], tree: JsonObject, limit: int, sort: list[tuple[str, bool]]
) -> None:
    rows, _ = filled
    spelled = ",".join(("-" if descending else "") + name for name, descending in sort)
    whole = [record.id for record in await rows.find(tree, spelled)]
    paged: list[str] = []
    cursor: str | None = None
    for _ in range(len(whole) + 1):
        records, cursor = await rows.page(Wish(tree, spelled, limit=limit, cursor=cursor))
        paged += [record.id for record in records]
        if cursor is None:
            break
    assert paged == whole


async def test_a_page_stays_right_while_records_come_and_go(database: Database) -> None:
    rows = await rows_of(Room(database))
    old = [(await rows.save({"count": number})).id for number in range(10)]
    first, cursor = await rows.page(Wish(limit=4))
    await rows.save({"count": 99})
    await rows.trash(first[0].id)
    await rows.trash(first[3].id)
    rest, _ = await rows.page(Wish(limit=100, cursor=cursor))
    assert [record.id for record in (*first, *rest)] == list(reversed(old))


@pytest.mark.parametrize(
    ("filter", "problem"),
    [
        ("text", FilterWrong),
        ([], FilterWrong),
        ({"and": ["x"]}, FilterWrong),
        ({"colour": 1}, FilterWrong),
        ({"field": "name", "op": "like", "value": "x"}, OperatorUnknown),
        ({"field": "name", "op": 7, "value": "x"}, OperatorUnknown),
        ({"field": "raw", "op": "eq", "value": 1}, OperatorUnknown),
        ({"field": "count", "op": "contains", "value": "1"}, OperatorUnknown),
        ({"field": "notes", "op": "in", "value": ["x"]}, OperatorUnknown),
        ({"field": "name", "op": "contains", "value": ""}, FilterWrong),
        ({"field": "name", "op": "contains", "value": "\0"}, FilterWrong),
        ({"field": "name", "op": "in", "value": "x"}, FilterWrong),
        ({"field": "name", "op": "in", "value": [None]}, FilterWrong),
        ({"field": "name", "op": "in", "value": ["x"] * 1001}, FilterTooLarge),
        ({"field": "count", "op": "lt"}, FilterWrong),
        ({"field": "tags", "op": "contains_any", "value": "0"}, FilterWrong),
        ({"field": "tags", "op": "contains_all", "value": ["0"] * 1001}, FilterTooLarge),
        ({"field": "tags", "op": "contains_none", "value": [7]}, ValueNotFitting),
        ({"field": "tags", "op": "contains_none", "value": [["0"]]}, ValueNotFitting),
        ({"field": "tags", "op": "eq", "value": ["0"]}, OperatorUnknown),
        ({"count": "many"}, ValueNotFitting),
        ({"budget": "1.005"}, ValueNotFitting),
        ({"name": 5}, ValueNotFitting),
        ({"name": "\ud83d"}, ValueNotFitting),
        ({"and": [{"name": "x"}] * 101}, FilterTooLarge),
    ],
)
async def test_a_filter_that_can_not_be_meant_is_refused(
    sqlite: Database, filter: JsonValue, problem: type[Exception]
) -> None:
    rows = await rows_of(Room(sqlite))
    with pytest.raises(problem):
        await rows.find(filter)


async def test_a_filter_has_a_greatest_depth(sqlite: Database) -> None:
    rows = await rows_of(Room(sqlite))
    tree: JsonObject = {"name": "x"}
    for _ in range(8):
        tree = {"not": tree}
    assert await rows.find(tree) == []
    with pytest.raises(FilterTooLarge):
        await rows.find({"and": [tree]})


async def test_system_values_can_be_asked_and_sorted_by(database: Database) -> None:
    rows = await rows_of(Room(database))
    first, second = await rows.save({}), await rows.save({})
    assert await rows.find({"_id": first.id}) == [first]
    assert await rows.find({"field": "_created_at", "op": "gte", "value": "2026-11-24T12:00:00+08:00"}, "_id") == [
        first,
        second,
    ]
    assert await rows.find({"maker": "person:" + "b" * 24, "made": "2026-11-24 12:00"}, "made") == [second, first]
    assert await rows.find({"field": "_source_event", "op": "is_not_empty"}) == []


async def test_an_option_that_the_list_does_not_know_can_be_looked_for(database: Database) -> None:
    rows = await rows_of(Room(database))
    made = await rows.save({"channel": "99"}, lenient=True)
    assert await rows.find({"channel": "99"}) == [made]
    assert await rows.find({"field": "channel", "op": "in", "value": ["橙子建站", "99"]}) == [made]


async def test_options_can_be_looked_for_by_label_and_in_lists_of_some_that_nobody_knows(database: Database) -> None:
    rows = await rows_of(Room(database))
    made = await rows.save({"tags": ["99", "巨量线索"]}, lenient=True)
    for wanted in (["橙子建站", "巨量线索"], ["99"]):
        assert await rows.find({"field": "tags", "op": "contains_any", "value": wanted}) == [made]
    assert await rows.find({"field": "tags", "op": "contains_all", "value": ["99", "橙子建站"]}) == []


async def test_a_cursor_stays_short_however_long_the_text_is(database: Database) -> None:
    rows = await rows_of(Room(database))
    texts = ["a" * 200 + end * 5_000 for end in "bca"] + ["长" * 3_000, "长" * 199]
    made = {(await rows.save({"name": text})).id for text in texts}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        records, cursor = await rows.page(Wish(sort="name", limit=1, cursor=cursor))
        seen += [record.id for record in records]
        if cursor is None:
            break
        assert len(cursor) < 2_000
    assert set(seen) == made and len(seen) == len(made)
    assert seen == [record.id for record in await rows.find(sort="name")]


async def test_a_forged_cursor_reaches_no_database(database: Database) -> None:
    rows = await rows_of(Room(database))
    for name in ("1", "2"):
        await rows.save({"name": name})
    _, cursor = await rows.page(Wish(sort="name", limit=1))
    fingerprint, _, last = cast("list[str]", json.loads(base64.urlsafe_b64decode(f"{cursor}==")))
    wrong: list[JsonValue] = ["a\0", "a\ud83d", "x" * 201, 7, [], {}]
    for forged in wrong:
        for place in ([fingerprint, forged, last], [fingerprint, "1", forged]):
            spelled = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
            with pytest.raises(CursorWrong):
                await rows.page(Wish(sort="name", cursor=spelled))


@pytest.mark.parametrize("cursor", ["x", "", "WyJ4Il0", "W10", "eyJhIjoxfQ", "x" * 2000, "WyJkZWFkYmVlZiIsIngiXQ"])
async def test_a_foreign_cursor_is_refused(sqlite: Database, cursor: str) -> None:
    rows = await rows_of(Room(sqlite))
    with pytest.raises(CursorWrong):
        await rows.page(Wish(cursor=cursor))


async def test_a_cursor_belongs_to_its_table_and_its_sort(sqlite: Database) -> None:
    rows = await rows_of(Room(sqlite))
    for _ in range(3):
        await rows.save({"count": 1})
    _, cursor = await rows.page(Wish(sort="count", limit=1))
    for sort in ("-count", "budget", None, "count,budget"):
        with pytest.raises(CursorWrong):
            await rows.page(Wish(sort=sort, cursor=cursor))


async def test_a_page_has_a_sensible_size_and_known_fields(sqlite: Database) -> None:
    rows = await rows_of(Room(sqlite))
    made = await rows.save({"name": "张三", "count": 1, "notes": "x"})
    for limit in (0, -1, 1001):
        with pytest.raises(LimitWrong):
            await rows.page(Wish(limit=limit))
    with pytest.raises(FieldUnknown):
        await rows.page(Wish(fields=["name", "colour"]))
    [chosen], _ = await rows.page(Wish(fields=["name"], sort="count"))
    assert chosen.id == made.id
    assert set(chosen.values) == {rows.table.get_field("name").id, rows.table.get_field("count").id}


def test_every_shape_publishes_its_operators() -> None:
    assert all("is_empty" in operators for operators in OPERATORS.values())
