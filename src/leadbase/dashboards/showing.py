"""The verbs that find what tiles show. A tile that can't be shown says why; the others live on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import cast
from zoneinfo import ZoneInfo

from leadbase.access.scope import Scope
from leadbase.dashboards.model import Rows, Shown, TileData
from leadbase.dashboards.tiles import check_fields, find_table
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import service as records
from leadbase.records.aggregates.model import Op, Wanted
from leadbase.records.aggregates.periods import Days, Period, Span, days_of
from leadbase.records.aggregates.service import PATIENCE_S, aggregate, find_time_field
from leadbase.records.aggregates.steps import Unit
from leadbase.records.model import FieldMasked
from leadbase.records.questions import Question, ask
from leadbase.records.service import Wish
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import plain
from leadbase.tables.model import Catalogue, Field, Table

BUDGET_S = 10.0
"""How long all tiles of one dashboard may take together; those left then look at the newest records alone."""

_SHOWN_FIELDS = 6

Clock = Callable[[], float]


def show(
    scope: Scope, catalogue: Catalogue, tiles: Sequence[JsonObject], period: Period, clock: Clock = time.monotonic
) -> Shown:
    """Find what tiles show, one after the other; raises PeriodWrong."""
    days = days_of(period, ZoneInfo(scope.workspace.zone), scope.now)
    ends = clock() + BUDGET_S
    return Shown(period, days, [_tile(scope, catalogue, tile, period, days, ends - clock()) for tile in tiles])


def _tile(
    scope: Scope, catalogue: Catalogue, tile: JsonObject, period: Period, days: Days | None, left_s: float
) -> TileData:
    found, told = None, str(tile["id"])
    try:
        found = find_table(catalogue, tile)
        check_fields(found, tile)
        question = ask(scope, found, tile["filter"])
        if question.is_guess:
            raise FieldMasked(field=found.label)
        if tile["kind"] == "table":
            return TileData(told, found, rows=_rows(scope, found, tile, days))
        wanted = wanted_of(tile, period)
        patience_s = max(0.0, min(PATIENCE_S, left_s))
        return TileData(told, found, aggregate(scope, found, wanted, question=question, patience_s=patience_s))
    except Problem as problem:
        return TileData(told, found, problem=problem)


def wanted_of(tile: JsonObject, period: Period) -> Wanted:
    """Give what a tile of a chart or number asks of its table."""
    measure, group = cast(JsonObject, tile["measure"]), cast("JsonObject | None", tile["group"])
    is_grouped = group is not None and tile["kind"] != "number"
    return Wanted(
        filter=tile["filter"],
        op=cast(Op, measure["op"]),
        field=cast("str | None", measure["field"]),
        group=str(group["field"]) if group is not None and is_grouped else None,
        step=cast("Unit", group["step"]) if group is not None and is_grouped else "auto",
        top=cast(int, tile["top"]),
        time_field=cast("str | None", tile["time_field"]),
        period=period,
        compare=tile["kind"] == "number" and bool(tile["compare"]),
    )


def _rows(scope: Scope, table: Table, tile: JsonObject, days: Days | None) -> Rows:
    refs = cast("list[str]", tile["fields"]) or [field.id for field in table.fields[:_SHOWN_FIELDS]]
    sort = [{"field": key["field"], "desc": key["descending"]} for key in cast("list[JsonObject]", tile["sort"])]
    filter = _within(scope, table, tile, days)
    wish = Wish(filter=filter, sort=sort, limit=cast(int, tile["limit"]))
    question: Question = ask(scope, table, filter)
    page = records.list_records(scope, table, wish, question=question)
    return Rows(records.chosen_fields(scope, table, refs), page.items)


def _within(scope: Scope, table: Table, tile: JsonObject, days: Days | None) -> JsonValue:
    """Give the filter of a list with its period."""
    if days is None or tile["time_field"] is None:
        return tile["filter"]
    field = find_time_field(scope, table, str(tile["time_field"]))
    return {"and": [*([] if tile["filter"] is None else [tile["filter"]]), *_asked(field, days)]}


def _asked(field: Field, days: Days) -> list[JsonValue]:
    span: Span = days.span(by_day=field.kind.shape is Shape.DATE)
    return [
        {"field": field.id, "op": "gte", "value": plain(span.since)},
        {"field": field.id, "op": "lt", "value": plain(span.until)},
    ]
