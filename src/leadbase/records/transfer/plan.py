"""What to do with a file: which column goes into which field, what is the same record, what becomes of misfits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from leadbase.kit.json import JsonObject
from leadbase.records.model import KeyNotPossible
from leadbase.records.transfer.errors import (
    ColumnNotThere,
    FieldForTwoColumns,
    FieldNotImportable,
    KeyMissing,
    KeyWithoutColumn,
    PlanEmpty,
)
from leadbase.tables.model import Field, Table

Mode = Literal["create", "skip", "update", "fill"]
"""What becomes of a row whose record is there: none is looked for; it stays; cells replace; cells fill empty fields."""

Misfits = Literal["empty", "leave_out"]
"""What becomes of a cell that does not fit an optional field: it is left empty with a mark, or its row is left out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Fields by the number of their column (from 0), as ids; `keys` are fields by which a record is the same."""

    columns: Mapping[int, str]
    mode: Mode = "create"
    keys: Sequence[str] = ()
    misfits: Misfits = "empty"

    @classmethod
    def of(cls, kept: JsonObject) -> Plan:
        """Read it from what is kept."""
        given = cast(Mapping[str, Any], kept)
        columns = {int(number): field for number, field in given["columns"].items()}
        return cls(columns, given["mode"], tuple(given["keys"]), given["misfits"])

    def as_json(self) -> JsonObject:
        """Spell it to be kept."""
        columns = {str(number): field for number, field in self.columns.items()}
        return {"columns": columns, "mode": self.mode, "keys": list(self.keys), "misfits": self.misfits}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan with the fields of a table as it is now."""

    plan: Plan
    table: Table
    fields: Sequence[tuple[int, Field]]
    keys: Sequence[Field]


def checked(table: Table, plan: Plan, width: int) -> Fitted:
    """Look a plan's fields up; raises FieldUnknown, or what is wrong with it."""
    fields = [(number, table.get_field(ref)) for number, ref in sorted(plan.columns.items())]
    keys = [table.get_field(ref) for ref in plan.keys]
    if not fields:
        raise PlanEmpty
    if any(not 0 <= number < width for number, _ in fields):
        raise ColumnNotThere(count=width)
    given: list[Field] = []
    for _, field in fields:
        if field in given:
            raise FieldForTwoColumns(field=field.label)
        if field.kind.computed:
            raise FieldNotImportable(field=field.label)
        given.append(field)
    _check_keys(plan, given, keys)
    return Fitted(plan, table, fields, keys)


def _check_keys(plan: Plan, given: Sequence[Field], keys: Sequence[Field]) -> None:
    if plan.mode == "create":
        return
    if not keys:
        raise KeyMissing
    for key in keys:
        if key not in given:
            raise KeyWithoutColumn(field=key.label)
        if "in" not in key.kind.operators:
            raise KeyNotPossible(field=key.label, type=key.type)
