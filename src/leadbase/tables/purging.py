"""Removing tables and fields for good, once their time in the trash is over.

A purged field's columns stay, empty: dropping one would rewrite a whole table on SQLite while leads wait.
"""

from __future__ import annotations

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.storage import ddl
from leadbase.tables import rules, store
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Table


def list_due_tables(scope: Scope, catalogues: Catalogues) -> list[Table]:
    """Give the trashed tables whose time is over."""
    scope.require(Permission.TABLES_WRITE)
    return [table for table in catalogues.get(scope).trashed_tables if rules.is_over(table, scope.now)]


def list_due_fields(scope: Scope, catalogues: Catalogues) -> list[tuple[str, str]]:
    """Give the trashed fields of live tables whose time is over, as the ids of table and field."""
    scope.require(Permission.TABLES_WRITE)
    tables = catalogues.get(scope).tables
    return [
        (table.id, field.id) for table in tables for field in table.trashed_fields if rules.is_over(field, scope.now)
    ]


def purge_field(
    scope: Scope, catalogues: Catalogues, table_id: str, field_id: str, *, after: str, limit: int
) -> tuple[int, str]:
    """Empty a due field in up to `limit` records after an id, and forget it once none is left.

    Gives how many records it was and the last one; nothing where the field, or its table, is gone meanwhile.
    """
    scope.require(Permission.TABLES_WRITE)
    table = catalogues.get(scope).find_table(table_id)
    field = next((one for one in table.trashed_fields if one.id == field_id), None) if table else None
    if table is None or field is None or not rules.is_over(field, scope.now):
        return 0, after
    ids = store.clear_field(scope, table, field, after, limit)
    if len(ids) < limit:
        catalogues.begin_change(scope)
        store.delete_field(scope, field.number)
    return len(ids), ids[-1] if ids else after


def purge_table(scope: Scope, catalogues: Catalogues, table_id: str) -> None:
    """Forget a due table, whose records are gone already, and drop it; raises TableBusy."""
    catalogue = catalogues.begin_change(scope)
    for table in catalogue.trashed_tables:
        if table.id == table_id and rules.is_over(table, scope.now):
            store.delete_table(scope, table.number)
            ddl.drop_table(scope.tx, table.physical)
