"""What the API of aggregates takes and gives, as the OpenAPI page shows it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadbase.access.model import Sight
from leadbase.records.aggregates.model import CREATED, DEFAULT_TOP, MOST_TOP, Aggregate, Cell, Number, Op, Slice, Wanted
from leadbase.records.aggregates.periods import Period, PeriodKind
from leadbase.records.answers import show_value
from leadbase.tables.field_type import Value, plain, rfc3339

_AVERAGE = Decimal("0.000001")

Ref = Annotated[str, Field(max_length=200, description="A field's id or API name.", examples=["channel"])]
Step = Literal["auto", "hour", "day", "week", "month"]


class _In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class MeasureIn(_In):
    """What to tell of each set of records; everything but `count` needs a field, all but the counts one of numbers."""

    op: Op = "count"
    field: Ref | None = Field(None, examples=["budget"])


class GroupIn(_In):
    """By what to part the records: the values of a field, or of a date or time field steps in the workspace's zone."""

    field: Ref
    step: Step = Field("auto", description="Of a date or time field; auto: as fits the length of time.")


class PeriodIn(_In):
    """A period that ends today, this month, or a custom one with its first and last day; in the workspace's zone."""

    kind: PeriodKind = Field(examples=["days_30"])
    first: date | None = Field(None, description="Of a custom period, included.")
    last: date | None = Field(None, description="Of a custom period, included.")

    def to_model(self) -> Period:
        """Give it as the verbs take it."""
        return Period(self.kind, self.first, self.last)


class AggregateIn(_In):
    """What to count or measure."""

    filter: dict[str, JsonValue] | None = Field(None, description="As records are filtered.")
    q: str | None = Field(None, max_length=1_000, description="Words, as records are searched.")
    measure: MeasureIn = Field(default_factory=lambda: MeasureIn.model_validate({}))
    group: GroupIn | None = None
    top: int = Field(DEFAULT_TOP, ge=1, le=MOST_TOP, description="Groups at most; the rest is told as `others`.")
    period: PeriodIn | None = None
    time_field: Ref = Field(CREATED, description="The date or time field that the period is about.", examples=[CREATED])
    compare: bool = Field(False, description="Without a group: measure the period before, too.")

    def to_model(self) -> Wanted:
        """Give it as the verb takes it."""
        return Wanted(
            filter=self.filter,
            q=self.q,
            op=self.measure.op,
            field=self.measure.field,
            group=None if self.group is None else self.group.field,
            step="auto" if self.group is None else self.group.step,
            top=self.top,
            time_field=self.time_field,
            period=None if self.period is None else self.period.to_model(),
            compare=self.compare,
        )


Measured = Annotated[
    int | str | None,
    Field(
        description="Whole numbers as numbers, decimals and averages as text; null: nothing to measure.", examples=[128]
    ),
]


class CellOut(BaseModel):
    """A set of records: how many there are, and what was measured of them."""

    count: int = Field(examples=[128])
    value: Measured

    @classmethod
    def of(cls, cell: Cell) -> CellOut:
        """Show a cell."""
        return cls(count=cell.count, value=_number(cell.value))


class SliceOut(CellOut):
    """The records of one value (null: without a value), or of a step from `start` up to but not `end`."""

    key: JsonValue = Field(description="The value, as records show it; null in steps.", examples=["7"])
    start: str | None = Field(None, examples=["2026-11-23T16:00:00Z"], description="Of a date field, a day.")
    end: str | None = Field(None, examples=["2026-11-24T16:00:00Z"])

    @classmethod
    def at(cls, aggregate: Aggregate, one: Slice) -> SliceOut:
        """Show a slice of an aggregate; a field that is seen in part is never grouped by."""
        key = None if aggregate.group is None else show_value(aggregate.group, one.value, Sight.CLEAR)
        cell = CellOut.of(one.cell)
        told = {"count": cell.count, "value": cell.value, "key": key}
        return cls.model_validate({**told, "start": _moment(one.start), "end": _moment(one.end)})


class OthersOut(CellOut):
    """The records of the groups that are not listed; of different values only how many records there are."""

    groups: int = Field(examples=[12])


class AggregateOut(BaseModel):
    """What was measured: `whole` (and `previous`, where it was asked for) or, of a group, `slices`.

    Groups come largest first, the absent value last; steps in order, empty ones too, up to now. `others` are the groups
    beyond `top`, or the records without a time.
    """

    whole: CellOut | None
    previous: CellOut | None
    slices: list[SliceOut]
    others: OthersOut | None
    step: Literal["hour", "day", "week", "month"] | None = Field(description="The step that was taken.")
    partial: int | None = Field(
        description="How many of the newest records were looked at, where all would have taken longer than 2 s; "
        "narrow the period or the filter for an answer about all."
    )

    @classmethod
    def of(cls, found: Aggregate) -> AggregateOut:
        """Show an aggregate."""
        others = found.others
        return cls(
            whole=None if found.whole is None else CellOut.of(found.whole),
            previous=None if found.previous is None else CellOut.of(found.previous),
            slices=[SliceOut.at(found, one) for one in found.slices],
            others=None
            if others is None
            else OthersOut(groups=others.groups, count=others.cell.count, value=_number(others.cell.value)),
            step=found.unit,
            partial=found.partial,
        )


def _number(value: Number | None) -> int | str | None:
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        short = isinstance(exponent, int) and exponent >= -9
        value = value if short else value.quantize(_AVERAGE, ROUND_HALF_EVEN)
        return f"{value:f}"
    shown = plain(value)
    return shown if isinstance(shown, int | str) else None


def _moment(value: Value) -> str | None:
    if isinstance(value, datetime):
        return rfc3339(value)
    return value.isoformat() if isinstance(value, date) else None
