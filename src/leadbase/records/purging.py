"""What the trash holds beyond its time, and emptying a whole table (single batches: `service.purge_records`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.records.store import rows as store
from leadbase.tables.model import Table


def list_due(scope: Scope, tables: Sequence[Table], trashed_before: datetime) -> Sequence[Table]:
    """Give those of the tables that hold records which were trashed before this moment (UTC)."""
    scope.require(Permission.RECORDS_READ)
    return [table for table in tables if store.has_trash(scope.tx, table, trashed_before)]


def empty_table(scope: Scope, table: Table, *, limit: int) -> int:
    """Remove for good up to `limit` records of a table, live ones too; gives how many."""
    scope.require(Permission.RECORDS_WRITE, table.id)
    return store.purge(scope.tx, table, None, limit)
