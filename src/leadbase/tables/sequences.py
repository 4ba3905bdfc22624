"""Gives sequence numbers: from blocks that this process has reserved, or within a transaction from the counter.

A number is never given twice, with any number of processes, and is given when a record is prepared: one whose record is
not written after all stays unused. A block enters memory only after its reservation is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadbase.access.scope import Transaction
from leadbase.storage.database import Database
from leadbase.tables.blocks import Blocks
from leadbase.tables.field_type import Value
from leadbase.tables.model import Field, Table
from leadbase.tables.store import sequences as store


def numbered(table: Table) -> Sequence[Field]:
    """Give the fields of a table whose values are given."""
    return [field for field in table.writable if field.kind.given]


def take(tx: Transaction, table: Table, count: int) -> Sequence[Mapping[str, Value]]:
    """Give the numbers of records to be made in this transaction, for each by field id."""
    fields = numbered(table)
    if not fields:
        return [_NONE] * count
    given: list[dict[str, Value]] = [{} for _ in range(count)]
    for field in sorted(fields, key=lambda one: one.number):
        left = [number for _ in range(count) if (number := table.blocks.pop(field.number)) is not None]
        missing = count - len(left)
        first = store.reserve(tx, field.number, missing) if missing else 0
        for one, number in zip(given, [*left, *range(first, first + missing)], strict=True):
            one[field.id] = number
    return given


async def take_ahead(database: Database, table: Table) -> Mapping[str, Value]:
    """Give the numbers of one record that is prepared now and written later, by field id."""
    given: dict[str, Value] = {}
    for field in numbered(table):
        number = table.blocks.pop(field.number)
        while number is None:
            await _reserve(database, table.blocks, field.number)
            number = table.blocks.pop(field.number)
        given[field.id] = number
    return given


async def _reserve(database: Database, blocks: Blocks, field: int) -> None:
    size = blocks.next_size(field)
    first = await database.transaction(lambda tx: store.reserve(tx, field, size))
    blocks.put(field, range(first, first + size))


_NONE: Mapping[str, Value] = {}
