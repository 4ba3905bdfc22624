"""What one run of a script wants to write: kept in memory, applied for a look ahead, and committed with the event.

A change of a record that the run itself made goes into that creation, so that what remains is independent: creations of
all runs of a commit go in one statement for each table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leadbase.access.scope import Transaction
from leadbase.intake.model import Effect, Operation
from leadbase.kit.errors import Conflict
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import writes
from leadbase.records.model import Leaf, PreparedCreate, PreparedUpdate, Record, Writing
from leadbase.records.prepare import row_of
from leadbase.records.writes import updated
from leadbase.tables.model import Table


class UpsertRaced(Conflict):
    """Another run made a record of the same keys in {table} meanwhile."""

    code = "upsert_raced"
    zh = "同时有另一次执行在 {table} 中创建了相同键的记录。"


@dataclass(frozen=True, slots=True)
class Creation:
    """A record to make; with `keys` only while no record answers to them."""

    prepared: PreparedCreate
    keys: Sequence[Leaf] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Fields to change in a record; as a redo of the event's own creation it is told apart in the effects."""

    prepared: PreparedUpdate
    is_redo: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A record to put in the trash."""

    table: Table
    record: str
    writing: Writing


@dataclass(frozen=True, slots=True)
class Skip:
    """A creation of the event that a redo leaves alone, because its record is in the trash."""

    table: Table
    record: str


Write = Creation | Update | Removal | Skip


def key_of(write: Write) -> tuple[str, str]:
    """Give the table id and record id that a write is about."""
    match write:
        case Creation():
            return write.prepared.table.id, write.prepared.id
        case Update():
            return write.prepared.table.id, write.prepared.record
        case Removal() | Skip():
            return write.table.id, write.record


class Buffer:
    """The writes of one run, in order."""

    def __init__(self) -> None:
        self.writes: list[Write] = []

    def __bool__(self) -> bool:
        return bool(self.writes)

    def __len__(self) -> int:
        return len(self.writes)

    def created(self, table: Table, record: str) -> PreparedCreate | None:
        """Give the creation of a record that this run makes."""
        index = self._creation(table.id, record)
        write = None if index is None else self.writes[index]
        return write.prepared if isinstance(write, Creation) else None

    def is_removed(self, table: Table, record: str) -> bool:
        """Tell whether this run puts the record in the trash."""
        return any(isinstance(one, Removal) and key_of(one) == (table.id, record) for one in self.writes)

    def add(self, write: Write) -> None:
        """Keep a write; a change of a record made here becomes part of its creation, a removal undoes it."""
        table, record = key_of(write)
        index = self._creation(table, record)
        if index is None or isinstance(write, Creation | Skip):
            self.writes.append(write)
        elif isinstance(write, Removal):
            del self.writes[index]
        else:
            made = self.writes[index]
            if isinstance(made, Creation):
                self.writes[index] = replace(made, prepared=_with(made.prepared, write.prepared))

    def _creation(self, table: str, record: str) -> int | None:
        for index, write in enumerate(self.writes):
            if isinstance(write, Creation) and key_of(write) == (table, record):
                return index
        return None


def _with(made: PreparedCreate, change: PreparedUpdate) -> PreparedCreate:
    record: Record = replace(updated(made.record, change), version=1, updated_at=made.record.updated_at)
    return PreparedCreate(made.table, record, row_of(made.table, record))


def apply(tx: Transaction, runs: Sequence[Sequence[Write]]) -> Sequence[Sequence[JsonObject]]:
    """Write what several runs want, and give for each write the values it replaced (by field id).

    Raises Conflict (a unique value or an upsert met another one) or RecordUnknown (a record is gone): the run has to be
    done again on what is there now.
    """
    _check_keys(tx, [write for run in runs for write in run if isinstance(write, Creation) and write.keys])
    by_table: dict[int, list[PreparedCreate]] = {}
    for write in (write for run in runs for write in run):
        if isinstance(write, Creation):
            by_table.setdefault(write.prepared.table.number, []).append(write.prepared)
    for number in sorted(by_table):
        writes.insert_many(tx, by_table[number][0].table, by_table[number])
    return [[_apply(tx, write) for write in run] for run in runs]


def _check_keys(tx: Transaction, guarded: Sequence[Creation]) -> None:
    """Raise UpsertRaced where keys are taken by now; taken in order, so that two commits can't wait for each other."""
    seen: set[tuple[int, str]] = set()
    for table, spelled, write in sorted(
        ((one.prepared.table.number, repr([leaf.value for leaf in one.keys]), one) for one in guarded),
        key=lambda found: found[:2],
    ):
        taken = (table, spelled) in seen or writes.find_by_keys(tx, write.prepared.table, write.keys, lock=True)
        if taken:
            raise UpsertRaced(table=write.prepared.table.name)
        seen.add((table, spelled))


def _apply(tx: Transaction, write: Write) -> JsonObject:
    match write:
        case Update():
            return writes.update_one(tx, write.prepared).replaced
        case Removal():
            return writes.trash_one(tx, write.table, write.record, write.writing).replaced
        case Creation() | Skip():
            return {}


def effects_of(event: str, attempt: int, wanted: Sequence[Write], replaced: Iterable[JsonObject]) -> Sequence[Effect]:
    """Tell the writes as effects, in order; `replaced` has what each one replaced."""
    return [
        Effect(event, attempt, ordinal, *key_of(write), _operation(write), before or None, _issues(write) or None)
        for ordinal, (write, before) in enumerate(zip(wanted, replaced, strict=True), 1)
    ]


def after(write: Write) -> JsonObject:
    """Give the values that a write sets, as JSON by field id."""
    match write:
        case Creation():
            table, values = write.prepared.table, write.prepared.record.values
        case Update():
            table, values = write.prepared.table, write.prepared.values
        case Removal() | Skip():
            return {}
    shown: dict[str, JsonValue] = {}
    for field in table.writable:
        if field.id in values:
            value = values[field.id]
            shown[field.id] = None if value is None else field.kind.format(value, field.setting)
    return shown


def _operation(write: Write) -> Operation:
    match write:
        case Creation():
            return Operation.CREATE
        case Update():
            return Operation.REDO if write.is_redo else Operation.UPDATE
        case Removal():
            return Operation.DELETE
        case Skip():
            return Operation.SKIP


def _issues(write: Write) -> JsonObject:
    match write:
        case Creation():
            return write.prepared.record.issues
        case Update():
            return write.prepared.issues
        case Removal() | Skip():
            return _NONE


_NONE: Mapping[str, JsonValue] = {}
