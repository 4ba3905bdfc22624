"""What to do with a file: which column goes into which field, what is the same record, what becomes of misfits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from leadbase.kit.json import JsonObject
from leadbase.records.transfer.errors import PlanWrong
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
    """Look a plan's fields up; raises FieldUnknown or PlanWrong."""
    fields = [(number, table.get_field(ref)) for number, ref in sorted(plan.columns.items())]
    keys = [table.get_field(ref) for ref in plan.keys]
    if not fields:
        raise PlanWrong(fault="no column goes into a field.", fault_zh="没有任何列对应到字段。")
    if any(not 0 <= number < width for number, _ in fields):
        raise PlanWrong(fault=f"the file has {width} columns.", fault_zh=f"文件只有 {width} 列。")
    given = [field for _, field in fields]
    if len(set(given)) < len(given):
        raise PlanWrong(fault="a field is named for two columns.", fault_zh="同一个字段对应了两列。")
    for field in given:
        if field.kind.computed:
            raise PlanWrong(
                fault=f"the field {field.label} is computed.", fault_zh=f"字段「{field.label}」由系统计算，不能导入。"
            )
    _check_keys(plan, given, keys)
    return Fitted(plan, table, fields, keys)


def _check_keys(plan: Plan, given: Sequence[Field], keys: Sequence[Field]) -> None:
    if plan.mode == "create":
        return
    if not keys:
        raise PlanWrong(
            fault="name the fields by which records are the same.", fault_zh="请选择按哪些字段判断是同一条记录。"
        )
    for key in keys:
        if key not in given:
            raise PlanWrong(fault=f"no column goes into {key.label}.", fault_zh=f"没有列对应到「{key.label}」。")
        if "in" not in key.kind.operators:
            raise PlanWrong(
                fault=f"records can't be found by {key.label}.", fault_zh=f"不能按「{key.label}」查找记录。"
            )
