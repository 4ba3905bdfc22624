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
    for number, table in {table.number: table for table in tables}.items():
        if store.find_layout(tx, number) not in (None, table.layout):
            raise TableChanging(table=table.name)
