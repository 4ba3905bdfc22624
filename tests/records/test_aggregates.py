"""What is counted, summed and parted by SQL is what plain Python makes of the same records, in any zone."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbase.access.model import Actor, Permission
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonValue
from leadbase.records.aggregates.model import Aggregate, Cell, Number, Op, Wanted
from leadbase.records.aggregates.periods import Period, days_of
from leadbase.records.aggregates.service import NEWEST, aggregate
from leadbase.records.aggregates.steps import MOST_STEPS
from leadbase.storage.database import Database
from tests.records.rows import Rows, rows_of
from tests.tables.design import NOW, SHANGHAI, Room

ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Kathmandu"]
_DICE = random.Random(4)
_TURNS = [
    datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 20, 30, tzinfo=UTC),
    datetime(2026, 3, 28, 21, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
]
MOMENTS = [turn + timedelta(minutes=30 * step) for turn in _TURNS for step in range(-3, 6)]
VALUES: Mapping[str, Sequence[JsonValue]] = {
    "name": ["", "张三", "李四", "a", "A", "王五"],
    "channel": ["0", "7"],
    "keen": [True, False],
    "count": [-7, 0, 3, 5, 2**60, -(2**33)],
    "budget": ["-0.01", "0.00", "1.50", "100.00", "99999999.99"],
    "day": ["2026-03-02", "2026-03-08", "2026-03-31", "2026-04-01", "2026-06-15"],
    "next": [moment.isoformat() for moment in MOMENTS],
}
FORMS: list[dict[str, JsonValue]] = [
    {name: _DICE.choice(values) for name, values in VALUES.items() if _DICE.random() < 0.8} for _ in range(60)
]
FILTERS: list[JsonValue] = [None, {"channel": "7"}, {"not": {"keen": True}}, {"field": "count", "op": "gt", "value": 1}]
MEASURES: list[tuple[Op, str | None]] = [
    ("count", None),
    ("count_distinct", "channel"),
    ("count_distinct", "name"),
    ("sum", "count"),
    ("sum", "budget"),
    ("average", "budget"),
    ("min", "count"),
    ("max", "budget"),
]


@pytest.fixture
async def filled(database: Database) -> Rows:
    rows = await rows_of(Room(database))
    for form in FORMS:
        await rows.save(form)
    await rows.trash((await rows.save({"name": "张三", "channel": "7", "count": 1000})).id)
    return rows


async def told(rows: Rows, wanted: Wanted, zone: str = SHANGHAI.zone, now: datetime = NOW) -> Aggregate:
    room = replace(rows.room, workspace=replace(SHANGHAI, zone=zone), now=now)
    return await room.read(lambda scope: aggregate(scope, rows.table, wanted))


def value_of(form: Mapping[str, JsonValue], name: str) -> object:
    value = form.get(name)
    match name:
        case "name":
            return value or None
        case "budget":
            return None if value is None else Decimal(str(value))
        case "day":
            return None if value is None else date.fromisoformat(str(value))
        case "next":
            return None if value is None else datetime.fromisoformat(str(value))
        case _:
            return value


def measured(forms: Sequence[Mapping[str, JsonValue]], op: Op, name: str | None) -> Cell:
    values = [value for value in (value_of(form, name or "") for form in forms) if value is not None]
    numbers = cast("list[Number]", values)
    found: Number | None
    match op:
        case "count":
            found = len(forms)
        case "count_distinct":
            found = len(set(values))
        case "sum":
            found = sum(numbers)
        case "average":
            found = Decimal(sum(numbers)) / len(numbers) if numbers else None
        case "min":
            found = min(numbers, default=None)
        case "max":
            found = max(numbers, default=None)
    return Cell(len(forms), found)


def asked(filter: JsonValue) -> list[dict[str, JsonValue]]:
    holds: dict[str, Callable[[Mapping[str, JsonValue]], bool]] = {
        "None": lambda form: True,
        str(FILTERS[1]): lambda form: form.get("channel") == "7",
        str(FILTERS[2]): lambda form: form.get("keen") is not True,
        str(FILTERS[3]): lambda form: form.get("count") is not None and cast(int, form["count"]) > 1,
    }
    return [form for form in FORMS if holds[str(filter)](form)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    filter=st.sampled_from(FILTERS),
    measure=st.sampled_from(MEASURES),
    group=st.sampled_from([None, "name", "channel", "keen", "count"]),
    top=st.integers(1, 4),
)
async def test_groups_are_what_plain_python_makes_of_the_records(
    filled: Rows, filter: JsonValue, measure: tuple[Op, str | None], group: str | None, top: int
) -> None:
    op, name = measure
    found = await told(filled, Wanted(filter=filter, op=op, field=name, group=group, top=top))
    forms = asked(filter)
    if group is None:
        assert found.whole == measured(forms, op, name)
        return
    parts: defaultdict[Hashable, list[dict[str, JsonValue]]] = defaultdict(list)
    for form in forms:
        parts[cast(Hashable, value_of(form, group))].append(form)
    cells = {key: measured(part, op, name) for key, part in parts.items()}

    def rank(key: Hashable) -> tuple[bool, Number, object]:
        value = cells[key].value
        return (value is None, -(value or 0), str(key).encode() if isinstance(key, str) else key)

    ranked = sorted((key for key in cells if key is not None), key=rank)
    shown = [*ranked[:top], *([None] if None in cells else [])]
    assert [(one.value, one.cell) for one in found.slices] == [(key, cells[key]) for key in shown]
    rest = [form for key in ranked[top:] for form in parts[key]]
    if not rest:
        assert found.others is None
    else:
        assert found.others is not None
        wanted = replace(measured(rest, op, name), value=None) if op == "count_distinct" else measured(rest, op, name)
        assert (found.others.groups, found.others.cell) == (len(ranked) - top, wanted)


def step_of(value: object, unit: str, zone: str) -> Hashable:
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(zone))
        if unit == "hour":
            midnight = datetime(local.year, local.month, local.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            return local.date(), (value - midnight) // timedelta(hours=1)
        value = local.date()
    day = cast(date, value)
    return {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month)}[unit]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    field=st.sampled_from(["next", "day"]),
    unit=st.sampled_from(["hour", "day", "week", "month"]),
    zone=st.sampled_from(ZONES),
    measure=st.sampled_from(MEASURES),
    year=st.booleans(),
)
async def test_steps_are_those_of_the_zone_across_clock_changes(
    filled: Rows, field: str, unit: str, zone: str, measure: tuple[Op, str | None], year: bool
) -> None:
    op, name = measure
    if unit == "hour":
        # all of a year would be too many
        field, span = "next", (date(2026, 3, 28), date(2026, 4, 5))
    else:
        span = (date(2026, 2, 10), date(2026, 10, 30))
    period = Period("custom", *span) if year or unit == "hour" else None
    wanted = Wanted(op=op, field=name, group=field, step=unit, period=period, time_field=field)  # type: ignore[arg-type]
    found = await told(filled, wanted, zone, datetime(2027, 1, 1, tzinfo=UTC))
    parts: defaultdict[Hashable, list[dict[str, JsonValue]]] = defaultdict(list)
    for form in FORMS:
        value = value_of(form, field)
        day = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else cast("date | None", value)
        if day is not None and (period is None or span[0] <= day <= span[1]):
            parts[step_of(value, unit, zone)].append(form)
    filled_steps = {step_of(one.start, unit, zone): one.cell for one in found.slices if one.cell.count}
    assert filled_steps == {key: measured(part, op, name) for key, part in parts.items()}
    empty = [one.cell for one in found.slices if not one.cell.count]
    assert all(cell == measured([], op, name) for cell in empty)
    for one, following in zip(found.slices, found.slices[1:], strict=False):
        assert one.end == following.start
    left_out = len(FORMS) - sum(map(len, parts.values())) if period is None else 0
    assert (found.others.cell.count if found.others else 0) == left_out


async def test_an_hour_that_the_clock_repeats_is_counted_twice_and_one_that_it_leaves_out_not_at_all(
    filled: Rows,
) -> None:
    for day, hours in ((date(2026, 11, 1), 25), (date(2026, 3, 8), 23)):
        period = Period("custom", day, day)
        wanted = Wanted(group="next", step="hour", period=period, time_field="next")
        assert len((await told(filled, wanted, "America/New_York", datetime(2027, 1, 1, tzinfo=UTC))).slices) == hours


async def test_a_period_compares_with_the_same_part_of_the_one_before() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 3, 31, 14, 30, tzinfo=zone).astimezone(UTC)

    def told_of(kind: str) -> tuple[str, str, str, str]:
        days = days_of(Period(kind), zone, now)  # type: ignore[arg-type]
        assert days is not None
        both = (days.span(by_day=False), days.before(by_day=False))
        moments = [cast(datetime, one).astimezone(zone) for span in both for one in (span.since, span.until)]
        return cast("tuple[str, str, str, str]", tuple(f"{one:%m-%d %H:%M}" for one in moments))

    assert told_of("today") == ("03-31 00:00", "04-01 00:00", "03-30 00:00", "03-30 14:30")
    assert told_of("days_7") == ("03-25 00:00", "04-01 00:00", "03-18 00:00", "03-24 14:30")
    # February has no 31st: all of it
    assert told_of("this_month") == ("03-01 00:00", "04-01 00:00", "02-01 00:00", "03-01 00:00")


async def test_a_number_is_told_with_the_one_before(database: Database) -> None:
    rows = await rows_of(Room(database))
    for day, count in (("2026-11-24", 5), ("2026-11-23", 3), ("2026-11-18", 1), ("2026-11-17", 7), ("2026-11-10", 9)):
        await rows.save({"day": day, "count": count})
    week = Wanted(op="sum", field="count", period=Period("days_7"), time_field="day", compare=True)
    found = await told(rows, week)
    assert (found.whole, found.previous) == (Cell(3, 9), Cell(1, 7))
    nothing = Wanted(op="max", field="count", period=Period("today"), compare=True)
    await rows.trash((await rows.find({"count": 5}))[0].id)
    found = await told(rows, nothing, now=NOW + timedelta(days=400))
    assert (found.whole, found.previous) == (Cell(0, None), Cell(0, None))


async def test_steps_that_have_not_begun_are_left_out_unless_something_is_there(database: Database) -> None:
    rows = await rows_of(Room(database))
    await rows.save({"day": "2026-11-02"})
    month = Wanted(group="day", step="day", period=Period("this_month"), time_field="day")
    assert (await told(rows, month)).slices[-1].start == date(2026, 11, 24)
    await rows.save({"day": "2026-11-26"})
    assert (await told(rows, month)).slices[-1].start == date(2026, 11, 26)


async def test_what_takes_too_long_is_told_of_the_newest_records(filled: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadbase.records.aggregates.service.NEWEST", 10)
    room = filled.room
    found = await room.read(lambda scope: aggregate(scope, filled.table, Wanted(), patience_s=0))
    newest = await room.read(
        lambda scope: aggregate(scope, filled.table, Wanted(op="sum", field="count"), patience_s=0)
    )
    # the newest of the ten is in the trash
    assert (found.partial, found.whole) == (10, Cell(9, 9))
    assert newest.whole == measured(FORMS[-9:], "sum", "count")
    whole = await room.read(lambda scope: aggregate(scope, filled.table, Wanted()))
    assert (whole.partial, whole.whole) == (None, Cell(60, 60))
    assert NEWEST == 100_000


VIEWER = Actor("person", "c" * 24, "Viewer", frozenset({Permission.RECORDS_READ}), sees_personal=False)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(op="sum"), "measure_needs_field"),
        (Wanted(op="sum", field="name"), "measure_wrong"),
        (Wanted(op="count_distinct", field="tags"), "measure_wrong"),
        (Wanted(op="sum", field="nothing"), "field_unknown"),
        (Wanted(group="tags"), "grouping_wrong"),
        (Wanted(group="raw"), "grouping_wrong"),
        (Wanted(group="channel", step="day"), "step_wrong"),
        (Wanted(group="day", step="hour"), "step_wrong"),
        (Wanted(time_field="channel"), "time_field_wrong"),
        (Wanted(period=Period("custom")), "period_wrong"),
        (Wanted(period=Period("custom", date(2026, 2, 1), date(2026, 1, 1))), "period_wrong"),
        (Wanted(period=Period("custom", date(1, 1, 1), date(9999, 12, 31))), "period_wrong"),
        (
            Wanted(group="_created_at", step="hour", period=Period("custom", date(2000, 1, 1), date(2020, 1, 1))),
            "too_many_steps",
        ),
        (Wanted(filter={"nothing": 1}), "filter_wrong"),
    ],
)
async def test_what_can_not_be_measured_is_refused_with_its_reason(sqlite: Database, wanted: Wanted, code: str) -> None:
    rows = await rows_of(Room(sqlite))
    with pytest.raises(Problem) as refused:
        await told(rows, wanted)
    assert refused.value.code == code


@pytest.mark.parametrize("wanted", [Wanted(group="phone"), Wanted(op="count_distinct", field="phone")])
async def test_what_is_seen_in_part_is_neither_grouped_by_nor_measured(sqlite: Database, wanted: Wanted) -> None:
    rows = await rows_of(Room(sqlite))
    with pytest.raises(Problem) as refused:
        await rows.room.seen_by(VIEWER).read(lambda scope: aggregate(scope, rows.table, wanted))
    assert refused.value.code == "field_masked"


async def test_values_at_the_ends_of_all_calendars_are_others(database: Database) -> None:
    rows = await rows_of(Room(database))
    for day in ("0001-01-01", "9999-12-31"):
        await rows.save({"day": day, "next": f"{day}T12:00:00Z"})
    for field in ("day", "next"):
        with pytest.raises(Problem) as refused:
            await told(rows, Wanted(group=field))
        assert refused.value.code == "too_many_steps"
        period = Period("custom", date(2026, 11, 1), date(2026, 11, 2))
        found = await told(rows, Wanted(group=field, period=period, time_field=field))
        assert found.slices and not any(one.cell.count for one in found.slices)
    await rows.trash((await rows.find({"day": "0001-01-01"}))[0].id)
    for field in ("day", "next"):
        assert (await told(rows, Wanted(group=field))).slices == ()


async def test_an_outlier_does_not_make_a_thousand_empty_steps(database: Database) -> None:
    rows = await rows_of(Room(database))
    await rows.save({"day": "1026-11-02"})
    await rows.save({"day": "2026-11-02"})
    with pytest.raises(Problem) as refused:
        await told(rows, Wanted(group="day", step="day"))
    assert (refused.value.code, refused.value.facts["limit"]) == ("too_many_steps", MOST_STEPS)
