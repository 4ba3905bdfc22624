"""The physical tables of all workspaces with every column that is kept, in the trash or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from leadbase.access.scope import Transaction
from leadbase.kit.json import JsonObject
from leadbase.storage.ddl import PhysicalTable, UserColumn, physical_table
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldTypes, Setting
from leadbase.tables.model import FieldTypeMissing
from leadbase.tables.store import fields, tables

_ANY_ZONE = ZoneInfo("UTC")


def list_physical(tx: Transaction, types: FieldTypes) -> Sequence[PhysicalTable]:
    """Give every physical table; raises FieldTypeMissing."""
    columns: Mapping[int, list[UserColumn]] = defaultdict(list)
    for row in tx.execute(sa.select(fields).order_by(fields.c.number)).mappings():
        columns[cast(int, row["table"])].extend(_columns(cast("Mapping[str, Any]", row), types))
    numbers = tx.execute(sa.select(tables.c.number).order_by(tables.c.number)).scalars()
    return [physical_table(number, columns.get(number, ())) for number in numbers]


def _columns(row: Mapping[str, Any], types: FieldTypes) -> Sequence[UserColumn]:
    number, kind = row["number"], types.get(row["type"])
    if kind is None:
        raise FieldTypeMissing(table=str(row["table"]), field=row["name"], type=row["type"])
    if kind.reads is not None:
        return ()
    own = UserColumn(f"f_{number}", kind.shape, kind.scale(Setting(cast(JsonObject, row["params"]), _ANY_ZONE)))
    return (own, UserColumn(f"n_{number}", Shape.TEXT)) if kind.normalises else (own,)
