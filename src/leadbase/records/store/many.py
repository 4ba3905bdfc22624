"""The statements that look over or change many records at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection, exc

from leadbase.kit.ids import is_id
from leadbase.records import query as sql
from leadbase.records.model import Group, Groups, Neighbours, Node, Query, Record
from leadbase.records.store.rows import alive, record_of, selected, told_duplicate
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table


def update_records(tx: Connection, table: Table, rows: Sequence[tuple[Record, Mapping[str, Value]]]) -> None:
    """Change the same columns of many records, each its own values, in this order; raises DuplicateValue."""
    if not rows:
        return
    names = list(rows[0][1])
    physical = table.physical
    statement = sa.update(physical).where(physical.c["_id"] == sa.bindparam("asked"))
    statement = statement.values({name: sa.bindparam(f"new_{name}", type_=physical.c[name].type) for name in names})
    parameters = [
        {"asked": record.id, **{f"new_{name}": value for name, value in columns.items()}} for record, columns in rows
    ]
    try:
        tx.execute(statement, parameters)
    except exc.IntegrityError as error:
        raise told_duplicate(table, error, [record.values for record, _ in rows]) from error


def list_by_ids(tx: Connection, table: Table, ids: Collection[str], *, lock: bool = False) -> Mapping[str, Record]:
    """Give those of the records that there are, live or in the trash; with `lock` nobody else changes them."""
    wanted = [one for one in ids if is_id(one)]
    record = table.physical.c["_id"]
    statement = selected(table, None).where(record.in_(wanted)).order_by(record)
    rows = tx.execute(statement.with_for_update() if lock else statement) if wanted else ()
    return {one.id: one for one in (record_of(table.writable, row) for row in rows)}


def list_ids(tx: Connection, table: Table, where: Node, *, after: str, limit: int) -> Sequence[str]:
    """Give up to `limit` ids of live records that the filter finds, in order, from beyond this id on."""
    record = table.physical.c["_id"]
    statement = sa.select(record).where(alive(table, False), sql.condition(table, where), record > after)
    return [str(one) for one in tx.execute(statement.order_by(record).limit(limit)).scalars()]


def count_after(tx: Connection, table: Table, where: Node, *, after: str) -> int:
    """Count the live records that the filter finds from beyond this id on."""
    statement = sa.select(sa.func.count()).select_from(table.physical)
    statement = statement.where(alive(table, False), sql.condition(table, where), table.physical.c["_id"] > after)
    return tx.execute(statement).scalar_one()


def rehearse(tx: Connection, act: Callable[[], bool]) -> bool:
    """Run an act and keep what it wrote only if it says so; gives what it said. What it raises undoes it too."""
    savepoint = tx.begin_nested()
    try:
        kept = act()
    except BaseException:
        savepoint.rollback()
        raise
    if kept:
        savepoint.commit()
    else:
        savepoint.rollback()
    return kept


def find_neighbours(tx: Connection, table: Table, query: Query, record: Record) -> Neighbours:
    """Give the records next to this one in the query's order, among those that its filter finds."""
    found: list[str | None] = []
    for backwards in (True, False):
        statement = (
            sa.select(table.physical.c["_id"])
            .where(alive(table, query.trashed), sql.condition(table, query.where))
            .where(sql.beyond(table, query.sort, record, backwards=backwards))
            .order_by(*sql.order(table, query.sort, backwards=backwards))
            .limit(1)
        )
        found.append(cast("str | None", tx.execute(statement).scalar_one_or_none()))
    return Neighbours(*found)


def count_all(tx: Connection, table: Table) -> int:
    """Count the live records: all less those in the trash, which both databases find without reading the rows."""
    rows, deleted = sa.select(sa.func.count()).select_from(table.physical), table.physical.c["_deleted_at"]
    every, trashed = rows.scalar_subquery(), rows.where(deleted.is_not(None)).scalar_subquery()
    return tx.execute(sa.select(every - trashed)).scalar_one()


def list_groups(tx: Connection, table: Table, where: Node, by: Field, limit: int) -> Groups:
    """Give up to `limit` of the largest groups of live records by a field, the absent value last."""
    column: sa.ColumnElement[object] = table.physical.c[by.column]
    if by.kind.shape is Shape.TEXT:
        column = sa.func.nullif(column, "")
    asked = sa.and_(alive(table, False), sql.condition(table, where))
    valued = sa.select(column.label("value"), sa.func.count().label("count")).where(asked, column.is_not(None))
    valued = valued.group_by(column).order_by(sa.desc("count"), sa.asc("value")).limit(limit)
    total, present = tx.execute(sa.select(sa.func.count(), sa.func.count(column)).where(asked)).one()
    items = [Group(cast(Value, value), count) for value, count in tx.execute(valued)]
    others = present - sum(one.count for one in items)
    if present < total:
        items.append(Group(None, total - present))
    return Groups(by, items, total, others)


def find_newest(tx: Connection, table: Table, count: int) -> str | None:
    """Give the id with which the newest so many records begin, trashed ones included; None: there are no more."""
    record = table.physical.c["_id"]
    query = sa.select(record).order_by(record.desc()).limit(1).offset(count - 1)
    found: object = tx.execute(query).scalar_one_or_none()
    return None if found is None else str(found)
