"""Who holds which unique value while many records are checked one after another, before any of them is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadbase.access.scope import Transaction
from leadbase.records.model import Taken
from leadbase.records.prepare import duplicate, matched, unique_values
from leadbase.records.store import rows as store
from leadbase.records.store import shadow
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table


class Holders:
    """The holders of the unique values that some records want: the database's at first, then as they are taken."""

    def __init__(
        self, tx: Transaction, table: Table, wanted: Sequence[Mapping[str, Value]], over: Transaction | None = None
    ) -> None:
        """Ask who holds any of the wanted values (by field id, a mapping for each record).

        `over` is a transaction of a dry run's shadow.
        """
        self._table = table
        taken: Sequence[Taken] = ()
        if any(field.unique for field in table.writable):
            taken = store.find_taken(tx, table, wanted) if over is None else shadow.find_taken(tx, over, table, wanted)
        self._by_value: dict[tuple[Field, Value], str] = {
            (one.field, matched(one.field, one.value)): one.record for one in taken
        }

    def take(self, record: str, values: Mapping[str, Value], *, instead_of: Mapping[str, Value] | None = None) -> None:
        """Let a record hold these values, and in the same fields no longer its old ones; raises DuplicateValue."""
        wanted = unique_values(self._table, values)
        for field, value in wanted:
            holder = self._by_value.get((field, value), record)
            if holder != record:
                raise duplicate(field, values.get(field.id), holder)
        old = {key: value for key, value in (instead_of or {}).items() if key in values}
        for field, value in unique_values(self._table, old):
            if self._by_value.get((field, value)) == record:
                del self._by_value[field, value]
        for field, value in wanted:
            self._by_value[field, value] = record
