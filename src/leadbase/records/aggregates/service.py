"""The verb that counts and measures a table's records: as a whole, by the values of a field, or by steps of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from leadbase.access.model import Permission, Sight
from leadbase.access.scope import Scope
from leadbase.records import filters
from leadbase.records.aggregates.errors import MeasureNeedsField, MeasureWrong, StepWrong, TimeFieldWrong
from leadbase.records.aggregates.model import Aggregate, Cell, Measure, Others, Slice, Wanted
from leadbase.records.aggregates.periods import EARLIEST, LATEST, Days, Span, days_of, midnight
from leadbase.records.aggregates.steps import Unit, bounds, fitting, widened
from leadbase.records.errors import GroupingWrong
from leadbase.records.model import FieldMasked
from leadbase.records.questions import Question, ask
from leadbase.records.store import aggregates as store
from leadbase.records.store.aggregates import Asked
from leadbase.storage.patience import TookTooLong, within
from leadbase.storage.shapes import Shape
from leadbase.tables.model import Field, FieldUnknown, Table

PATIENCE_S = 2.0
"""How long one aggregate over all records may take; past it the newest records are looked at alone."""

NEWEST = 100_000

_NUMBERS = (Shape.INTEGER, Shape.DECIMAL, Shape.DURATION)
_TIMES = (Shape.DATE, Shape.TIMESTAMP)
_MICROSECOND = timedelta(microseconds=1)


def aggregate(
    scope: Scope, table: Table, wanted: Wanted, *, question: Question | None = None, patience_s: float = PATIENCE_S
) -> Aggregate:
    """Measure the live records that are asked for; where that takes longer than it may, the newest of them alone.

    Raises NotAllowed, FieldUnknown, FieldMasked, MeasureWrong, MeasureNeedsField, GroupingWrong, StepWrong,
    TimeFieldWrong, PeriodWrong, TooManySteps, or what `ask` raises.
    """
    scope.require(Permission.RECORDS_READ, table.id)
    work = _work(scope, table, wanted, question or ask(scope, table, wanted.filter, wanted.q))
    if patience_s > 0:
        try:
            return within(scope.tx, patience_s, work.answer)
        except TookTooLong:
            pass
    return replace(work, newest=NEWEST).answer()


def find_time_field(scope: Scope, table: Table, ref: str) -> Field:
    """Give the field that tells a period; raises FieldUnknown, FieldMasked or TimeFieldWrong."""
    field = _field(scope, table, ref)
    if field.kind.shape not in _TIMES:
        raise TimeFieldWrong(field=field.name, type=field.type)
    return field


def is_timed(field: Field) -> bool:
    """Tell whether records are parted by steps of time when they are grouped by this field."""
    return field.kind.shape in _TIMES


@dataclass(frozen=True, slots=True)
class _Work:
    """A checked request, ready to be asked of the database."""

    scope: Scope
    table: Table
    wanted: Wanted
    where: Question
    measure: Measure
    group: Field | None
    time_field: Field | None
    days: Days | None
    newest: int | None = None

    def answer(self) -> Aggregate:
        if self.group is None:
            return self._whole()
        return self._by_steps(self.group) if is_timed(self.group) else self._by_field(self.group)

    def _asked(self, span: Span | None = None) -> Asked:
        return Asked(self.where.where, self.time_field, span or self._span(), self.newest)

    def _span(self) -> Span | None:
        if self.days is None or self.time_field is None:
            return None
        return self.days.span(by_day=self._by_day(self.time_field))

    def _by_day(self, field: Field) -> bool:
        return field.kind.shape is Shape.DATE

    def _whole(self) -> Aggregate:
        span, told = self._span(), Aggregate(self.measure, partial=self.newest)
        if span is None or self.days is None or self.time_field is None or not self.wanted.compare:
            return replace(told, whole=store.total(self.scope.tx, self.table, self._asked(), self.measure))
        before = self.days.before(by_day=self._by_day(self.time_field))
        limits = [before.since, before.until, span.since, span.until]
        both = self._asked(Span(before.since, span.until))
        found = store.by_steps(self.scope.tx, self.table, both, self.time_field, limits, self.measure)
        none = _nothing(self.measure)
        return replace(told, whole=found.get(3, none), previous=found.get(1, none))

    def _by_field(self, group: Field) -> Aggregate:
        parted = store.by_field(self.scope.tx, self.table, self._asked(), group, self.measure, self.wanted.top)
        slices = [Slice(cell, value) for value, cell in parted.first]
        if parted.absent is not None:
            slices.append(Slice(parted.absent))
        others = None if parted.beyond is None else Others(*parted.beyond)
        return Aggregate(self.measure, group, slices=slices, others=others, partial=self.newest)

    def _by_steps(self, group: Field) -> Aggregate:
        told = Aggregate(self.measure, group, partial=self.newest)
        is_period = self.time_field is not None and group.column == self.time_field.column and self.days is not None
        span = self._span() if is_period else self._extent(group)
        if span is None:
            return told
        unit, zone = fitting(span) if self.wanted.step == "auto" else self.wanted.step, self._zone()
        limits = bounds(span if is_period else widened(span, unit, zone), unit, zone)
        found = store.by_steps(self.scope.tx, self.table, self._asked(), group, limits, self.measure)
        slices = [
            Slice(found.get(place, _nothing(self.measure)), start=start, end=end)
            for place, (start, end) in enumerate(pairwise(limits), 1)
        ]
        outside = [cell for place, cell in found.items() if place is None or not 0 < place < len(limits)]
        others = Others(len(outside), _joined(self.measure, outside)) if outside else None
        return replace(told, slices=self._begun(slices), others=others, unit=unit)

    def _extent(self, group: Field) -> Span | None:
        """Give the span from the first to the last value that there is, within the years that calendars reach."""
        least, greatest = store.extent(self.scope.tx, self.table, self._asked(), group)
        if isinstance(least, datetime) and isinstance(greatest, datetime):
            first, last = midnight(EARLIEST, self._zone()), midnight(LATEST, self._zone())
            span = Span(max(least, first), min(greatest, last) + _MICROSECOND)
            return span if least <= last and greatest >= first else None
        if isinstance(least, date) and isinstance(greatest, date):
            span = Span(max(least, EARLIEST), min(greatest, LATEST) + timedelta(days=1))
            return span if least <= LATEST and greatest >= EARLIEST else None
        return None

    def _begun(self, slices: list[Slice]) -> list[Slice]:
        """Leave out the empty steps at the end that have not begun yet."""
        now = self.scope.now.astimezone(self._zone())
        while slices and not slices[-1].cell.count:
            start = slices[-1].start
            begun = start <= now if isinstance(start, datetime) else start is None or start <= now.date()
            if begun:
                break
            slices = slices[:-1]
        return slices

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.scope.workspace.zone)


def _work(scope: Scope, table: Table, wanted: Wanted, question: Question) -> _Work:
    group = None if wanted.group is None else _groupable(scope, table, wanted)
    time_field = None if wanted.time_field is None else find_time_field(scope, table, wanted.time_field)
    days = None if wanted.period is None else days_of(wanted.period, ZoneInfo(scope.workspace.zone), scope.now)
    return _Work(scope, table, wanted, question, _measure(scope, table, wanted), group, time_field, days)


def _measure(scope: Scope, table: Table, wanted: Wanted) -> Measure:
    if wanted.op == "count":
        return Measure("count")
    if wanted.field is None:
        raise MeasureNeedsField(measure=wanted.op)
    field = _field(scope, table, wanted.field)
    fits = "in" in field.kind.operators if wanted.op == "count_distinct" else field.kind.shape in _NUMBERS
    if not fits:
        raise MeasureWrong(field=field.name, type=field.type, measure=wanted.op)
    return Measure(wanted.op, field)


def _groupable(scope: Scope, table: Table, wanted: Wanted) -> Field:
    field = _field(scope, table, str(wanted.group))
    if "in" not in field.kind.operators:
        raise GroupingWrong(field=field.name, type=field.type)
    is_unit = wanted.step in get_args(Unit)
    if is_unit and (not is_timed(field) or (wanted.step == "hour" and field.kind.shape is Shape.DATE)):
        raise StepWrong(field=field.name, type=field.type, step=wanted.step)
    return field


def _field(scope: Scope, table: Table, ref: str) -> Field:
    field = filters.find_field(table, ref, scope.sight)
    if field is None:
        raise FieldUnknown(table=table.name, field=ref[:100])
    if scope.sight(field) is Sight.MASKED:
        raise FieldMasked(field=field.name)
    return field


def _nothing(measure: Measure) -> Cell:
    """Give what is measured of no records."""
    return Cell(0, 0 if measure.op in ("count", "count_distinct", "sum") else None)


def _joined(measure: Measure, cells: list[Cell]) -> Cell:
    """Give what is measured of several sets together; None where that can't be told of their measures."""
    if len(cells) == 1:
        return cells[0]
    count = sum(cell.count for cell in cells)
    values = [cell.value for cell in cells if cell.value is not None]
    match measure.op:
        case "count" | "sum":
            return Cell(count, sum(values))
        case "min":
            return Cell(count, min(values, default=None))
        case "max":
            return Cell(count, max(values, default=None))
        case "average" | "count_distinct":
            return Cell(count, None)
