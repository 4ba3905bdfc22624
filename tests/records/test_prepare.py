"""What a form becomes before it touches the database: strict for REST, lenient for scripts."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbase.kit.errors import Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.records.model import (
    FieldGivenTwice,
    IdNotAllowed,
    NotAForm,
    PreparedCreate,
    RequiredFieldMissing,
    UnknownField,
    ValueNotFitting,
    VersionWrong,
    Writing,
)
from leadbase.records.prepare import prepare_create, prepare_update
from leadbase.storage.database import Database
from leadbase.tables import fields
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, Room

IDS = IdSource()
CHARACTERS = st.one_of(st.characters(exclude_categories=()), st.sampled_from("\0\ud83d\udcde\ue000"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(CHARACTERS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
async def rows(sqlite: Database) -> Rows:
    return await rows_of(Room(sqlite))


def create(rows: Rows, form: JsonValue, *, lenient: bool = False) -> PreparedCreate:
    return prepare_create(rows.table, form, lenient=lenient, now=NOW, ids=IDS, by="operator")


def update(rows: Rows, form: JsonValue, *, lenient: bool = False) -> None:
    prepare_update(rows.table, "a" * 24, form, lenient=lenient, writing=Writing("operator", NOW))


def issues(rows: Rows, prepared: PreparedCreate) -> dict[str, JsonObject]:
    by_id = {field.id: field.name for field in rows.table.fields}
    return {by_id[key]: cast(JsonObject, issue) for key, issue in prepared.record.issues.items()}


def test_keys_may_be_ids_names_and_in_any_case(rows: Rows) -> None:
    made = create(rows, {rows.table.get_field("name").id: "张三", "Phone": "13800138000"})
    assert rows.value(made.record, "name") == "张三"
    assert rows.value(made.record, "phone") == "13800138000"


def test_a_prepared_row_has_every_column_so_that_many_go_in_one_statement(rows: Rows) -> None:
    assert create(rows, {}).row.keys() == create(rows, {"phone": "13800138000"}).row.keys()
    assert create(rows, {}).row.keys() == {column.name for column in rows.table.physical.columns}


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"_id": "a" * 24}, IdNotAllowed),
        ({"colour": 1}, UnknownField),
        ({"_created_at": 1}, UnknownField),
        ({"name": "a", "NAME": "b"}, FieldGivenTwice),
        ({"day": "Invalid date"}, ValueNotFitting),
        ({"name": 5}, ValueNotFitting),
        ({"name": "a\0"}, ValueNotFitting),
        ({"name": "a\ud83d"}, ValueNotFitting),
        ({"raw": {"a": math.inf}}, ValueNotFitting),
        ({"raw": 10**5000}, ValueNotFitting),
        ({"channel": "99"}, ValueNotFitting),
        ({"made": "2026-11-24T00:00:00Z"}, ValueNotFitting),
        ([], NotAForm),
        (None, NotAForm),
        ("text", NotAForm),
    ],
)
def test_a_strict_writer_is_refused(rows: Rows, form: JsonValue, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        create(rows, form)


def test_every_bad_field_is_named_with_value_code_and_remedy_in_both_languages(rows: Rows) -> None:
    with pytest.raises(UnknownField) as refused:
        create(rows, {"colour": 1, "day": "Invalid date", "count": "many"})
    listed = cast("list[Mapping[str, object]]", refused.value.facts["fields"])
    assert [(one["field"], one["value"], one["code"]) for one in listed] == [
        ("colour", 1, "unknown_field"),
        ("day", "Invalid date", "not_a_date"),
        ("count", "many", "not_an_integer"),
    ]
    assert listed[1]["message"] == {
        "en": "“Invalid date” is no date; write it as 2026-11-24.",
        "zh-CN": "“Invalid date” 不是日期；请写成 2026-11-24。",
    }
    with pytest.raises(ValueNotFitting) as unfit:
        create(rows, {"day": "Invalid date"})
    assert unfit.value.message("zh-CN") == "字段 day 的值不合适：“Invalid date” 不是日期；请写成 2026-11-24。"


def test_a_script_keeps_the_lead_when_a_value_does_not_fit(rows: Rows) -> None:
    made = create(rows, {"name": "张三", "day": "Invalid date", "channel": "99", "budget": 1.005}, lenient=True)
    assert issues(rows, made) == {
        "day": {"value": "Invalid date", "reason": "not_a_date"},
        "channel": {"value": "99", "reason": "unknown_option"},
        "budget": {"value": 1.005, "reason": "too_precise"},
    }
    assert rows.value(made.record, "day") is None
    assert rows.value(made.record, "channel") == "99"
    assert rows.value(made.record, "budget") == Decimal("1.01")
    assert made.row["_issues"] == made.record.issues


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (7200000000000000001, "7200000000000000001"),
        (1.5, "1.5"),
        (True, "true"),
        ({"b": [1, None], "a": "汉"}, '{"b":[1,null],"a":"汉"}'),
        ([], "[]"),
        ("", ""),
    ],
)
def test_what_a_script_gives_to_text_becomes_its_json_text_without_an_issue(
    rows: Rows, raw: JsonValue, text: str
) -> None:
    made = create(rows, {"name": raw, "notes": raw}, lenient=True)
    assert rows.value(made.record, "name") == rows.value(made.record, "notes") == text
    assert issues(rows, made) == {}


def test_digit_text_fits_integers_and_decimals_for_everybody(rows: Rows) -> None:
    made = create(rows, {"count": "0042", "budget": "12.5"})
    assert (rows.value(made.record, "count"), rows.value(made.record, "budget")) == (42, Decimal("12.50"))


def test_empty_text_is_an_absent_value_where_text_is_not_free(rows: Rows) -> None:
    empty: JsonObject = dict.fromkeys(("phone", "day", "clock", "count", "channel", "email", "keen"), "")
    made = create(rows, empty, lenient=True)
    assert made.record.values == {} and issues(rows, made) == {}


def test_nul_and_lone_surrogates_are_replaced_with_an_issue(rows: Rows) -> None:
    made = create(rows, {"name": "a\0b\ud83d", "raw": {"k\0": ["\udc00"]}}, lenient=True)
    assert rows.value(made.record, "name") == "a\ufffdb\ufffd"
    assert rows.value(made.record, "raw") == {"k\ufffd": ["\ufffd"]}
    assert {name: issue["reason"] for name, issue in issues(rows, made).items()} == {
        "name": "broken_text",
        "raw": "broken_text",
    }
    assert issues(rows, made)["name"]["value"] == "a\ufffdb\ufffd"


def test_a_nested_value_beyond_all_bounds_is_an_issue_and_no_crash(rows: Rows) -> None:
    deep: JsonValue = []
    for _ in range(10_000):
        deep = [deep]
    made = create(rows, {"raw": deep, "name": deep, "notes": math.inf, "count": 10**5000}, lenient=True)
    assert {name: issue["reason"] for name, issue in issues(rows, made).items()} == {
        "raw": "value_too_deep",
        "name": "value_too_deep",
        "notes": "not_finite",
        "count": "number_too_long",
    }


def test_a_long_refused_value_is_cut_in_its_issue(rows: Rows) -> None:
    made = create(rows, {"day": "x" * 5000}, lenient=True)
    assert issues(rows, made)["day"]["value"] == "x" * 1000 + "…"


def test_a_script_that_writes_back_a_computed_value_means_no_harm(rows: Rows) -> None:
    made = create(rows, {"made": "2001-01-01T00:00:00Z", "maker": "me"}, lenient=True)
    assert rows.value(made.record, "made") == NOW and issues(rows, made) == {}


async def test_a_required_or_unique_field_fails_for_scripts_too(rows: Rows) -> None:
    room = rows.room
    await room.write(lambda scope: fields.change_field(scope, room.catalogues, "customers", "day", {"required": True}))
    strict = Rows(room, (await room.read(room.catalogues.get)).get_table("customers"))
    for form, problem in (
        ({"day": "Invalid date"}, ValueNotFitting),
        ({}, RequiredFieldMissing),
        ({"day": None}, RequiredFieldMissing),
        ({"day": "2026-11-24", "phone": "138****8000"}, ValueNotFitting),
    ):
        with pytest.raises(problem):
            create(strict, form, lenient=True)
    with pytest.raises(RequiredFieldMissing):
        update(strict, {"day": None}, lenient=True)
    update(strict, {"name": "x"}, lenient=True)


def test_an_update_may_carry_its_own_id_and_a_version_but_no_other(rows: Rows) -> None:
    update(rows, {"_id": "a" * 24, "_version": 3, "name": "x"})
    with pytest.raises(IdNotAllowed):
        update(rows, {"_id": "b" * 24})
    for version in (0, -1, "1", 1.0, True):
        with pytest.raises(VersionWrong):
            update(rows, {"_version": version})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(raw=JSON)
async def test_whatever_a_script_sends_is_kept_or_told_and_can_be_stored(rows: Rows, raw: JsonValue) -> None:
    for field in rows.table.writable:
        if field.unique:
            continue
        made = create(rows, {field.name: raw}, lenient=True)
        compact(made.record.issues).encode()
        await rows.save({field.name: raw}, lenient=True)
        value = rows.value(made.record, field.name)
        assert raw in (None, "", []) or value is not None or field.id in made.record.issues


def test_preparing_a_customer_takes_tens_of_microseconds(rows: Rows) -> None:
    form: JsonObject = {
        "name": "张三",
        "phone": "13800138000",
        "channel": "0",
        "day": "2023-03-02",
        "clock": "10:10:00",
        "notes": "7200000000000000001",
        "count": 7,
        "budget": "100.00",
    }
    best = math.inf
    for _ in range(20):
        begin = time.perf_counter()
        for _ in range(50):
            create(rows, form, lenient=True)
        best = min(best, (time.perf_counter() - begin) / 50)
    assert best < 100e-6
    assert rows.value(create(rows, form).record, "day") == date(2023, 3, 2)
