"""Every statement over the tables and fields that users designed; storage/ddl makes the physical tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from leadbase.access.scope import Scope, Transaction
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.storage.ddl import PhysicalTable, UserColumn, physical_table
from leadbase.storage.generations import bump
from leadbase.storage.schema import metadata
from leadbase.storage.shapes import JsonType, Shape, TimestampType, text_type
from leadbase.tables.blocks import Blocks
from leadbase.tables.field_type import FieldType, FieldTypes, Setting
from leadbase.tables.fitting import fit
from leadbase.tables.hues import HUES
from leadbase.tables.model import Catalogue, Field, FieldTypeMissing, Table
from leadbase.tables.store import sequences

_EXAMPLES = 3

tables = sa.Table(
    "tables",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.BigInteger, nullable=False),
    sa.Column("id", text_type(), nullable=False),
    sa.Column("name", text_type(), nullable=False),
    sa.Column("aliases", JsonType(), nullable=False),
    sa.Column("label", text_type(), nullable=False),
    sa.Column("description", text_type(), nullable=False),
    sa.Column("hue", text_type(), nullable=False, server_default=HUES[0]),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("created_at", TimestampType(), nullable=False),
    sa.Column("deleted_at", TimestampType()),
    sa.Column("layout", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("workspace", "id"),
    sqlite_autoincrement=True,  # a number is never given twice, not even after a purge
)

fields = sa.Table(
    "fields",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("table", sa.Integer, sa.ForeignKey("tables.number"), nullable=False),
    sa.Column("id", text_type(), nullable=False),
    sa.Column("name", text_type(), nullable=False),
    sa.Column("aliases", JsonType(), nullable=False),
    sa.Column("label", text_type(), nullable=False),
    sa.Column("type", text_type(), nullable=False),
    sa.Column("params", JsonType(), nullable=False),
    sa.Column("required", sa.Boolean, nullable=False),
    sa.Column("unique", sa.Boolean, nullable=False),
    sa.Column("default", JsonType()),
    sa.Column("description", text_type(), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("deleted_at", TimestampType()),
    sa.Column("searchable", sa.Boolean),  # NULL: as the type has it
    sa.UniqueConstraint("table", "id"),
    sqlite_autoincrement=True,
)

type_changes = sa.Table(
    "type_changes",
    metadata,
    sa.Column("new", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("table", sa.Integer, sa.ForeignKey("tables.number", ondelete="CASCADE"), nullable=False),
    sa.Column("field", text_type(), nullable=False),
    sa.Column("old", sa.Integer, nullable=False),
    sa.Column("phase", text_type(), nullable=False),
    sa.Column("misfits", text_type(), nullable=False),
    sa.Column("cursor", text_type(), nullable=False),
    sa.Column("copied", sa.BigInteger, nullable=False),
    sa.Column("unfit", sa.BigInteger, nullable=False),
    sa.Column("started_at", TimestampType(), nullable=False),
    sa.Column("reason", JsonType()),
    sa.UniqueConstraint("table", "field"),
)

catalogue_generations = sa.Table(
    "catalogue_generations",
    metadata,
    sa.Column("workspace", sa.BigInteger, primary_key=True, autoincrement=False),
    # not a counter: a snapshot that was cached in a transaction which then failed can never be taken for a later one
    sa.Column("token", text_type(), nullable=False),
)

_TOKEN = sa.select(catalogue_generations.c.token).where(catalogue_generations.c.workspace == sa.bindparam("asked"))

_LAYOUT = sa.select(tables.c.layout).where(tables.c.number == sa.bindparam("asked"))

SYSTEM_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "_id": "text",
        "_created_at": "created_time",
        "_updated_at": "updated_time",
        "_created_by": "created_by",
        "_updated_by": "updated_by",
        "_source_event": "text",
        "_version": "integer",
    }
)
"""The fields that every record has, and how they are read."""


def find_token(scope: Scope) -> str:
    """Give the token of the workspace's catalogue; "" before its first table."""
    return scope.tx.execute(_TOKEN, {"asked": scope.workspace.number}).scalar_one_or_none() or ""


def begin_change(scope: Scope) -> None:
    """Give the catalogue a new token; whoever changes the same catalogue waits here until this transaction ends."""
    mine = catalogue_generations.c.workspace == scope.workspace.number
    token = scope.ids.new()
    bump(scope.tx, f"catalogue:{scope.workspace.number}")
    if scope.tx.execute(sa.update(catalogue_generations).where(mine).values(token=token)).rowcount == 0:
        scope.tx.execute(sa.insert(catalogue_generations).values(workspace=scope.workspace.number, token=token))


def load(scope: Scope, types: FieldTypes, blocks: Blocks) -> Catalogue:
    """Read the whole catalogue of the workspace; raises FieldTypeMissing."""
    token = find_token(scope)
    zone = ZoneInfo(scope.workspace.zone)
    table_rows = scope.tx.execute(
        sa.select(tables).where(tables.c.workspace == scope.workspace.number).order_by(tables.c.position, tables.c.id)
    ).all()
    field_rows = scope.tx.execute(
        sa.select(fields)
        .join(tables, tables.c.number == fields.c.table)
        .where(tables.c.workspace == scope.workspace.number)
        .order_by(fields.c.position, fields.c.number)
    )
    by_table: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in field_rows.mappings():
        by_table[row["table"]].append(row)
    successors = _successors(scope)
    system = _system_fields(types, zone)
    peers: dict[str, Table] = {}
    found = [
        replace(
            _table(row, by_table[row.number], types, zone, system, successors),
            peers=MappingProxyType(peers),
            blocks=blocks,
        )
        for row in table_rows
    ]
    peers |= {table.id: table for table in found if table.deleted_at is None}
    return Catalogue(
        token,
        tuple(table for table in found if table.deleted_at is None),
        tuple(table for table in found if table.deleted_at is not None),
    )


def insert_table(scope: Scope, values: Mapping[str, object]) -> int:
    """Insert a table's row and give its internal number."""
    row: dict[str, object] = {"workspace": scope.workspace.number, "created_at": scope.now, "aliases": (), **values}
    return cast(int, scope.tx.execute(sa.insert(tables).values(row).returning(tables.c.number)).scalar_one())


def insert_field(scope: Scope, table: int, values: Mapping[str, object]) -> int:
    """Insert a field's row and give its internal number."""
    row: dict[str, object] = {"table": table, "aliases": (), **values}
    return cast(int, scope.tx.execute(sa.insert(fields).values(row).returning(fields.c.number)).scalar_one())


def update_table(scope: Scope, number: int, values: Mapping[str, object]) -> None:
    """Change columns of a table's row."""
    scope.tx.execute(sa.update(tables).where(tables.c.number == number).values(dict(values)))


def update_field(scope: Scope, number: int, values: Mapping[str, object]) -> None:
    """Change columns of a field's row."""
    scope.tx.execute(sa.update(fields).where(fields.c.number == number).values(dict(values)))


def clear_field(scope: Scope, table: Table, field: Field, after: str, limit: int) -> Sequence[str]:
    """Empty the columns of a trashed field in up to `limit` records after this id, and give their ids in order."""
    columns = columns_of(field)
    if not columns:
        return ()
    physical = physical_table(table.number, columns)
    record, filled = physical.c["_id"], sa.or_(*(physical.c[column.name].is_not(None) for column in columns))
    found = sa.select(record).where(record > after, filled).order_by(record).limit(limit)
    ids = [str(one) for one in scope.tx.execute(found).scalars()]
    if ids:
        emptied = {column.name: None for column in columns}
        scope.tx.execute(sa.update(physical).where(record.in_(ids)).values(emptied))
    return ids


def delete_field(scope: Scope, number: int) -> None:
    """Forget a field."""
    sequences.forget(scope.tx, [number])
    scope.tx.execute(sa.delete(fields).where(fields.c.number == number))


def delete_table(scope: Scope, number: int) -> None:
    """Forget a table and its fields."""
    sequences.forget(scope.tx, sa.select(fields.c.number).where(fields.c.table == number))
    scope.tx.execute(sa.delete(fields).where(fields.c.table == number))
    scope.tx.execute(sa.delete(tables).where(tables.c.number == number))


def count_records(scope: Scope, table: Table, cap: int) -> int:
    """Count the live records of a table, no further than `cap`."""
    live = sa.select(sa.literal(1)).where(table.physical.c["_deleted_at"].is_(None)).limit(cap)
    return scope.tx.execute(sa.select(sa.func.count()).select_from(live.subquery())).scalar_one()


def count_blank(scope: Scope, table: Table, field: Field) -> tuple[int, Sequence[str]]:
    """Count live records without a value in the field, up to 3, and give their ids."""
    return _examples(scope, table, _blank(table, field))


def count_long(scope: Scope, table: Table, field: Field, limit: int) -> tuple[int, Sequence[str]]:
    """Count live records whose text in the field is longer than the limit, up to 3, and give their ids."""
    if field.kind.shape is not Shape.TEXT:
        return 0, ()
    return _examples(scope, table, sa.func.length(table.physical.c[field.column]) > limit)


def list_repeated(scope: Scope, table: Table, field: Field) -> Sequence[tuple[str, str]]:
    """Give up to 3 pairs of live records (ids) that hold the same value in the field."""
    column, record = table.physical.c[field.match_column], table.physical.c["_id"]
    statement = (
        sa.select(sa.func.min(record), sa.func.max(record))
        .where(table.physical.c["_deleted_at"].is_(None), sa.not_(_blank(table, field)))
        .group_by(column)
        .having(sa.func.count() > 1)
        .limit(_EXAMPLES)
    )
    return [(first, last) for first, last in scope.tx.execute(statement)]


def has_values(scope: Scope, table: Table, field: Field) -> bool:
    """Tell whether any record, trashed ones included, holds a value in the field."""
    column = table.physical.c[field.column]
    return scope.tx.execute(sa.select(1).where(column.is_not(None)).limit(1)).first() is not None


def _blank(table: Table, field: Field) -> sa.ColumnElement[bool]:
    column = table.physical.c[field.match_column]
    return sa.or_(column.is_(None), column == "") if field.kind.shape is Shape.TEXT else column.is_(None)


def _examples(scope: Scope, table: Table, where: sa.ColumnElement[bool]) -> tuple[int, Sequence[str]]:
    record = table.physical.c["_id"]
    statement = (
        sa.select(record).where(table.physical.c["_deleted_at"].is_(None), where).order_by(record).limit(_EXAMPLES)
    )
    ids = [str(found) for found in scope.tx.execute(statement).scalars()]
    return len(ids), ids


def _table(
    row: sa.Row[tuple[object, ...]],
    field_rows: Sequence[sa.RowMapping],
    types: FieldTypes,
    zone: ZoneInfo,
    system: Mapping[str, Field],
    successors: Mapping[int, int],
) -> Table:
    every = {field.number: field for field in (_field(one, row.name, types, zone) for one in field_rows)}
    coming = {old: every.pop(new) for old, new in successors.items() if new in every}
    found = [replace(one, successor=coming.get(one.number)) for one in every.values()]
    live = tuple(one for one in found if one.deleted_at is None)
    columns = [column for one in live for part in (one, one.successor) if part for column in columns_of(part)]
    return Table(
        number=row.number,
        id=row.id,
        name=row.name,
        aliases=tuple(row.aliases),
        label=row.label,
        description=row.description,
        hue=row.hue,
        position=row.position,
        deleted_at=row.deleted_at,
        fields=live,
        trashed_fields=tuple(one for one in found if one.deleted_at is not None),
        physical=_physical(row.number, tuple(columns)),
        layout=row.layout,
        system=system,
    )


@lru_cache(maxsize=1_000)
def _physical(number: int, columns: tuple[UserColumn, ...]) -> PhysicalTable:
    """Describe a user's table once for all catalogues in which it has these columns: that takes milliseconds."""
    return physical_table(number, columns)


def _successors(scope: Scope) -> Mapping[int, int]:
    """Give the fields that are being filled instead of others: numbers of old to new."""
    found = sa.select(type_changes.c.old, type_changes.c.new).join(tables, tables.c.number == type_changes.c.table)
    found = found.where(tables.c.workspace == scope.workspace.number, type_changes.c.phase == "copying")
    return {row.old: row.new for row in scope.tx.execute(found)}


def find_layout(tx: Transaction, number: int) -> int | None:
    """Give the layout of a table as it is now; None where the table is gone."""
    return tx.execute(_LAYOUT, {"asked": number}).scalar_one_or_none()


def _field(row: sa.RowMapping, table: str, types: FieldTypes, zone: ZoneInfo) -> Field:
    kind = types.get(row["type"])
    if kind is None:
        raise FieldTypeMissing(table=table, field=row["name"], type=row["type"])
    return _built({str(key): value for key, value in row.items()}, kind, zone)


def build_field(scope: Scope, values: Mapping[str, object], kind: FieldType) -> Field:
    """Make a field of the columns of its row."""
    return _built(values, kind, ZoneInfo(scope.workspace.zone))


def _built(values: Mapping[str, object], kind: FieldType, zone: ZoneInfo) -> Field:
    number = cast(int, values["number"])
    column = kind.reads or f"f_{number}"
    bare = Field(
        number=number,
        id=cast(str, values["id"]),
        name=cast(str, values["name"]),
        aliases=tuple(cast("Sequence[str]", values["aliases"])),
        label=cast(str, values["label"]),
        type=cast(str, values["type"]),
        kind=kind,
        setting=Setting(cast(JsonObject, values["params"]), zone),
        column=column,
        match_column=f"n_{number}" if kind.normalises else column,
        required=bool(values["required"]),
        unique=bool(values["unique"]),
        default=cast(JsonValue, values["default"]),
        description=cast(str, values["description"]),
        position=cast(int, values["position"]),
        deleted_at=cast("datetime | None", values["deleted_at"]),
        searchable=kind.searched if values["searchable"] is None else bool(values["searchable"]),
    )
    return bare.with_initial(fit(bare, bare.default, lenient=True)[0])


def columns_of(field: Field) -> Sequence[UserColumn]:
    """Give the physical columns of a field: none where it is computed, two where it normalises."""
    if field.kind.reads is not None:
        return ()
    own = UserColumn(field.column, field.kind.shape, field.kind.scale(field.setting))
    return (own,) if field.match_column == field.column else (own, UserColumn(field.match_column, Shape.TEXT))


def _system_fields(types: FieldTypes, zone: ZoneInfo) -> Mapping[str, Field]:
    return {
        name: Field(
            number=0,
            id=name,
            name=name,
            label=name,
            type=kind,
            kind=types[kind],
            setting=Setting({}, zone),
            column=name,
            match_column=name,
        )
        for name, kind in SYSTEM_TYPES.items()
    }
