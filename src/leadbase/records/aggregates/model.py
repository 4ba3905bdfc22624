"""The words of aggregates: what is measured of which records, by what they are parted, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from leadbase.kit.json import JsonValue
from leadbase.records.aggregates.periods import Period
from leadbase.records.aggregates.steps import Unit
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field

Op = Literal["count", "count_distinct", "sum", "average", "min", "max"]
Number = int | Decimal

CREATED = "_created_at"
DEFAULT_TOP = 10
MOST_TOP = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a table, as it was written; a period without a field to tell it by counts for nothing."""

    filter: JsonValue = None
    q: str | None = None
    op: Op = "count"
    field: str | None = None
    group: str | None = None
    step: Unit | Literal["auto"] = "auto"
    top: int = DEFAULT_TOP
    time_field: str | None = CREATED
    period: Period | None = None
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told of a set of records: how many there are, or something of the numbers in one field."""

    op: Op
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One set of records: how many, and what was measured (None: there was nothing to measure)."""

    count: int
    value: Number | None


@dataclass(frozen=True, slots=True)
class Slice:
    """The records with one value of the field (None: with none), or those from one moment or day up to another."""

    cell: Cell
    value: Value = None
    start: datetime | date | None = None
    end: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """The records in groups that are not among the first: how many groups, and what was measured of all of them."""

    groups: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What came of it. `partial` is how many of the newest records were looked at where all would have taken too long.

    `whole` and `previous` are there where nothing parts the records; `others` are beyond the first groups or outside
    of the steps.
    """

    measure: Measure
    group: Field | None = None
    whole: Cell | None = None
    previous: Cell | None = None
    slices: Sequence[Slice] = ()
    others: Others | None = None
    unit: Unit | None = None
    partial: int | None = None
