"""The statements that count and measure the records of a table: each answer is one, on both databases alike.

Sums are exact. SQLite, whose whole numbers end at 2^63, adds up the upper and the lower half of each number apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from leadbase.records import query as sql
from leadbase.records.aggregates.model import Cell, Measure, Number
from leadbase.records.aggregates.periods import Span
from leadbase.records.aggregates.steps import Bounds
from leadbase.records.model import Node
from leadbase.records.store.rows import alive
from leadbase.storage.shapes import DecimalType, Shape
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table

_HALF = 32
_LOW = (1 << _HALF) - 1

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which live records: those that a filter finds, within a span of a field, and among the newest so many."""

    where: Node
    time_field: Field | None = None
    span: Span | None = None
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """The first groups by value, that of the absent value, and what is beyond: groups and cell."""

    first: Sequence[tuple[Value, Cell]]
    absent: Cell | None
    beyond: tuple[int, Cell] | None


def total(tx: Connection, table: Table, asked: Asked, measure: Measure) -> Cell:
    """Measure all records that are asked for."""
    gauge = _gauge(tx, table, measure)
    row = tx.execute(sa.select(sa.func.count(), *gauge.columns).where(_where(table, asked))).one()
    return gauge.cell(tuple(row))


def by_steps(
    tx: Connection, table: Table, asked: Asked, field: Field, bounds: Bounds, measure: Measure
) -> Mapping[int | None, Cell]:
    """Measure by steps: 1 from the first bound up to the second, and so on; 0 before them, None without a value."""
    gauge = _gauge(tx, table, measure)
    step = _step(tx, table.physical.c[field.column], bounds).label("step")
    found = sa.select(step, sa.func.count(), *gauge.columns).where(_where(table, asked)).group_by(sa.text("step"))
    return {row[0]: gauge.cell(tuple(row)[1:]) for row in tx.execute(found)}


def by_field(tx: Connection, table: Table, asked: Asked, field: Field, measure: Measure, top: int) -> Parted:
    """Measure by the values of a field: the `top` largest by the measure, smaller values first among equals."""
    gauge = _gauge(tx, table, measure)
    key = _valued(table, field)
    rank = sa.func.row_number().over(order_by=[key.is_(None).asc(), *gauge.order, key.asc()])
    groups = (
        sa.select(key.label("key"), sa.func.count().label("count"), *gauge.columns, rank.label("rank"))
        .where(_where(table, asked))
        .group_by(key)
        .cte("groups")
    )
    first = sa.or_(groups.c.rank <= top, groups.c.key.is_(None))
    measured = [groups.c[one.name] for one in gauge.columns]
    shown = sa.select(sa.literal(0), groups.c.rank, groups.c.key, groups.c["count"], *measured).where(first)
    beyond = sa.select(
        sa.func.count(),
        sa.literal(top + 1),
        sa.cast(sa.null(), key.type),
        sa.cast(sa.func.sum(groups.c["count"]), sa.BigInteger),
        *(_joined(one) for one in measured),
    ).where(sa.not_(first))
    return _parted([tuple(row) for row in tx.execute(sa.union_all(shown, beyond))], gauge)


def extent(tx: Connection, table: Table, asked: Asked, field: Field) -> tuple[Value, Value]:
    """Give the least and the greatest value of a field among the records; None twice where there is none."""
    column = table.physical.c[field.column]
    least, greatest = tx.execute(sa.select(sa.func.min(column), sa.func.max(column)).where(_where(table, asked))).one()
    return cast(Value, least), cast(Value, greatest)


def _parted(rows: Sequence[tuple[Any, ...]], gauge: _Gauge) -> Parted:
    """Read rows of (groups beyond or 0, rank, value, count, measured …)."""
    first: list[tuple[int, Value, Cell]] = []
    absent, beyond = None, None
    for groups, rank, key, *measured in rows:
        if measured[0] is None:
            continue
        cell = gauge.cell(measured)
        if groups:
            beyond = (int(groups), cell)
        elif key is None:
            absent = cell
        else:
            first.append((rank, cast(Value, key), cell))
    first.sort(key=lambda one: one[0])
    return Parted([(value, cell) for _, value, cell in first], absent, beyond)


def _joined(column: sa.Column[Any]) -> Column:
    """Give what a measured column is for several groups together."""
    match column.name:
        case "least":
            return sa.func.min(column)
        case "greatest":
            return sa.func.max(column)
        case "distinct":
            # the same value may stand in several groups
            return sa.cast(sa.null(), sa.BigInteger)
        case _:
            return sa.cast(sa.func.sum(column), column.type)


def _where(table: Table, asked: Asked) -> sa.ColumnElement[bool]:
    parts = [alive(table, False), sql.condition(table, asked.where)]
    if asked.time_field is not None and asked.span is not None:
        column = table.physical.c[asked.time_field.column]
        parts += [
            column >= sa.literal(asked.span.since, column.type),
            column < sa.literal(asked.span.until, column.type),
        ]
    if asked.newest is not None:
        record = table.physical.c["_id"]
        oldest = sa.select(record).order_by(record.desc()).limit(1).offset(asked.newest - 1).scalar_subquery()
        parts.append(record >= sa.func.coalesce(oldest, ""))
    return sa.and_(*parts)


def _valued(table: Table, field: Field) -> Column:
    """Give the column of a field, in which an empty text is an absent value."""
    column: Column = table.physical.c[field.column]
    return sa.func.nullif(column, "", type_=column.type) if field.kind.shape is Shape.TEXT else column


def _step(tx: Connection, column: Column, bounds: Bounds) -> Column:
    """Tell how many of the bounds a value has reached."""
    if tx.dialect.name == "postgresql":
        array = postgresql.ARRAY(column.type)
        return sa.func.width_bucket(column, sa.cast(sa.bindparam(None, list(bounds), array), array), type_=sa.Integer())

    def tree(low: int, high: int) -> Column:
        if low == high:
            return sa.literal(low)
        middle = (low + high) // 2
        below = column < sa.literal(bounds[middle], column.type)
        return sa.case((below, tree(low, middle)), else_=tree(middle + 1, high))

    return sa.case((column.is_not(None), tree(0, len(bounds))))


@dataclass(frozen=True, slots=True)
class _Gauge:
    """How a measure is taken: the columns it needs, by what groups are ordered, and how it is read of a row.

    `scale` is that of a decimal field, None where values are whole numbers.
    """

    measure: Measure
    columns: Sequence[sa.Label[Any]]
    order: Sequence[Column]
    scale: int | None = None

    def cell(self, row: Sequence[Any]) -> Cell:
        """Read a row that begins with how many records there are."""
        count, *measured = row
        return Cell(int(count), self._value(int(count), measured))

    def _value(self, count: int, measured: Sequence[Any]) -> Number | None:
        match self.measure.op:
            case "count":
                return count
            case "count_distinct":
                return None if measured[0] is None else int(measured[0])
            case "sum":
                return self._sum(measured)
            case "average":
                valued = int(measured[2] or 0)
                return Decimal(self._sum(measured)) / valued if valued else None
            case "min" | "max":
                return cast("Number | None", measured[0])

    def _sum(self, measured: Sequence[Any]) -> Number:
        high, low = measured[0] or 0, measured[1] or 0
        if isinstance(high, Decimal):
            return int(high) if self.scale is None else high
        whole = (int(high) << _HALF) + int(low)
        return whole if self.scale is None else Decimal(whole).scaleb(-self.scale)


def _gauge(tx: Connection, table: Table, measure: Measure) -> _Gauge:
    if measure.field is None or measure.op == "count":
        return _Gauge(measure, [], [sa.func.count().desc()])
    stored = table.physical.c[measure.field.column]
    match measure.op:
        case "count_distinct":
            column = table.physical.c[measure.field.match_column]
            texts = measure.field.kind.shape is Shape.TEXT
            distinct = sa.func.count(sa.distinct(sa.func.nullif(column, "") if texts else column))
            return _Gauge(measure, [distinct.label("distinct")], [distinct.desc()])
        case "min":
            least = sa.func.min(stored)
            return _Gauge(measure, [least.label("least")], [least.desc().nulls_last()])
        case "max":
            greatest = sa.func.max(stored)
            return _Gauge(measure, [greatest.label("greatest")], [greatest.desc().nulls_last()])
        case "sum" | "average":
            return _sums(tx, measure, stored)


def _sums(tx: Connection, measure: Measure, stored: sa.Column[Any]) -> _Gauge:
    scale = stored.type.scale if isinstance(stored.type, DecimalType) else None
    valued = sa.func.count(stored)
    if tx.dialect.name == "sqlite":
        number = sa.type_coerce(stored, sa.BigInteger())
        high, low = (sa.func.sum(half, type_=sa.BigInteger()) for half in (_shifted(number), _lower(number)))
        order = [sa.func.coalesce(high + _shifted(low), 0), sa.func.coalesce(_lower(low), 0)]
        average = sa.func.total(number, type_=sa.Float()) / valued
    else:
        high, low = sa.func.sum(stored, type_=sa.Numeric()), sa.cast(sa.literal_column("0"), sa.BigInteger)
        order = [sa.func.coalesce(high, 0)]
        average = sa.cast(high, sa.Double) / sa.func.nullif(valued, 0)
    columns = [high.label("high"), low.label("low"), valued.label("valued")]
    by = [average.desc().nulls_last()] if measure.op == "average" else [one.desc() for one in order]
    return _Gauge(measure, columns, by, scale)


def _shifted(number: Column) -> Column:
    return number.op(">>")(sa.literal_column(str(_HALF)))


def _lower(number: Column) -> Column:
    return number.op("&")(sa.literal_column(str(_LOW)))
