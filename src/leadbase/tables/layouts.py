"""Tells whether a write that was prepared earlier still goes to the columns that a table has now.

A table's layout rises when writes begin to go to other columns. Whoever wrote asks afterwards, in the same transaction:
a change that was not seen then can only begin once this transaction has ended, as it needs the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable

from leadbase.access.scope import Transaction
from leadbase.tables import store
from leadbase.tables.model import Table
from leadbase.tables.type_change import TableChanging


def check_layouts(tx: Transaction, tables: Iterable[Table]) -> None:
    """Pass only where these tables are written as they are now; raises TableChanging."""
    known = {table.number: table for table in tables}
    if not known:
        return
    present = store.list_layouts(tx, known.keys())
    for number, table in known.items():
        if present.get(number, table.layout) != table.layout:
            raise TableChanging(table=table.name)
