"""The statements of changing a field's type: how far each change is, and the pages of values that it copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject
from leadbase.storage.ddl import physical_table
from leadbase.storage.shapes import JsonType
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table
from leadbase.tables.store import columns_of, tables, type_changes
from leadbase.tables.type_change import Misfits, Phase, TypeChange


@dataclass(frozen=True, slots=True)
class Row:
    """A record's values of the old and the new field."""

    record: str
    old: Value
    new: Value
    issues: JsonObject
    is_live: bool


def insert(scope: Scope, change: TypeChange) -> None:
    """Keep a change, instead of what is known of an earlier one of the field."""
    scope.tx.execute(
        sa.delete(type_changes).where(type_changes.c.table == change.table, type_changes.c.field == change.field)
    )
    scope.tx.execute(
        sa.insert(type_changes).values(
            table=change.table,
            field=change.field,
            old=change.old,
            new=change.new,
            phase=change.phase,
            misfits=change.misfits,
            cursor="",
            copied=0,
            unfit=0,
            started_at=change.started_at,
        )
    )
    scope.tx.execute(sa.update(tables).where(tables.c.number == change.table).values(layout=tables.c.layout + 1))


def find(scope: Scope, table: int, field: str, *, lock: bool = False) -> TypeChange | None:
    """Give the latest change of a field's type; with `lock` nobody else advances it until the transaction ends."""
    found = sa.select(type_changes).where(type_changes.c.table == table, type_changes.c.field == field)
    row = scope.tx.execute(found.with_for_update() if lock else found).mappings().first()
    return None if row is None else _change(row)


def list_open(scope: Scope) -> Sequence[TypeChange]:
    """Give the workspace's changes that are not done."""
    found = (
        sa.select(type_changes)
        .join(tables, tables.c.number == type_changes.c.table)
        .where(tables.c.workspace == scope.workspace.number, type_changes.c.phase.in_(("copying", "flagging")))
        .order_by(type_changes.c.new)
    )
    return [_change(row) for row in scope.tx.execute(found).mappings()]


def update(scope: Scope, change: TypeChange, values: Mapping[str, object]) -> None:
    """Change columns of a change's row."""
    scope.tx.execute(sa.update(type_changes).where(type_changes.c.new == change.new).values(dict(values)))


def count_rows(scope: Scope, table: Table) -> int:
    """Count the records of a table, those in the trash too."""
    return scope.tx.execute(sa.select(sa.func.count()).select_from(table.physical)).scalar_one()


def list_values(scope: Scope, table: Table, field: Field, after: str, limit: int) -> Sequence[tuple[str, Value]]:
    """Give a field's values of live records by id, in order, from beyond this id on."""
    record = table.physical.c["_id"]
    found = sa.select(record, table.physical.c[field.column])
    found = found.where(record > after, table.physical.c["_deleted_at"].is_(None)).order_by(record).limit(limit)
    return [(str(row[0]), cast(Value, row[1])) for row in scope.tx.execute(found)]


def list_rows(scope: Scope, table: Table, old: Field, new: Field, after: str, limit: int) -> Sequence[Row]:
    """Give records in order from beyond this id on, trashed ones too, and keep them from others' writes."""
    physical = physical_table(table.number, [*columns_of(old), *columns_of(new)])
    own = physical.c
    found = sa.select(own["_id"], own[old.column], own[new.column], own["_issues"], own["_deleted_at"])
    found = found.where(own["_id"] > after).order_by(own["_id"]).limit(limit).with_for_update()
    return [
        Row(str(row[0]), cast(Value, row[1]), cast(Value, row[2]), cast(JsonObject, row[3] or {}), row[4] is None)
        for row in scope.tx.execute(found)
    ]


def put_values(scope: Scope, table: Table, new: Field, rows: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
    """Set the new field's columns in records."""
    if rows:
        physical = physical_table(table.number, columns_of(new))
        names: dict[str, object] = {column.name: sa.bindparam(f"to_{column.name}") for column in columns_of(new)}
        statement = sa.update(physical).where(physical.c["_id"] == sa.bindparam("record")).values(names)
        scope.tx.execute(
            statement,
            [{"record": one, **{f"to_{name}": value for name, value in columns.items()}} for one, columns in rows],
        )


def put_issues(scope: Scope, table: Table, rows: Sequence[tuple[str, JsonObject]]) -> None:
    """Set the issues of records."""
    if rows:
        physical = physical_table(table.number, ())
        statement = sa.update(physical).where(physical.c["_id"] == sa.bindparam("record"))
        statement = statement.values({"_issues": sa.bindparam("issues", type_=JsonType())})
        scope.tx.execute(statement, [{"record": one, "issues": issues} for one, issues in rows])


def _change(row: sa.RowMapping) -> TypeChange:
    return TypeChange(
        table=row["table"],
        field=row["field"],
        old=row["old"],
        new=row["new"],
        phase=cast(Phase, row["phase"]),
        misfits=cast(Misfits, row["misfits"]),
        started_at=cast(datetime, row["started_at"]),
        cursor=row["cursor"],
        copied=row["copied"],
        unfit=row["unfit"],
        reason=cast("JsonObject | None", row["reason"]),
    )


def list_retyped(scope: Scope, table: int, since: datetime) -> set[str]:
    """Give the ids of the fields of a table whose type began to change after this moment."""
    found = sa.select(type_changes.c.field).where(
        type_changes.c.table == table, type_changes.c.started_at > since, type_changes.c.phase != "stopped"
    )
    return {str(one) for one in scope.tx.execute(found).scalars()}
