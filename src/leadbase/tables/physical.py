"""The physical tables of all workspaces, for whoever carries the whole database over."""

from __future__ import annotations

from collections.abc import Sequence

from leadbase.access.scope import Transaction
from leadbase.storage.ddl import PhysicalTable
from leadbase.tables.field_type import FieldTypes
from leadbase.tables.store import physical as store


def list_physical(tx: Transaction, types: FieldTypes) -> Sequence[PhysicalTable]:
    """Give every physical table with every column that is kept; raises FieldTypeMissing."""
    return store.list_physical(tx, types)
