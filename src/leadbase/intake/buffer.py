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
from leadbase.records.prepare import row_of, unique_values
from leadbase.records.writes import updated
from leadbase.tables.field_type import Value
from leadbase.tables.layouts import check_layouts
from leadbase.tables.model import Field, Table


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
    """A record that a redo leaves alone: the event's own, which people put in the trash, or took out of it again."""

    table: Table
    record: str


Write = Creation | Update | Removal | Skip


def table_of(write: Write) -> Table:
    """Give the table that a write is about, as it was known when the write was prepared."""
    return write.prepared.table if isinstance(write, Creation | Update) else write.table


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
        self._writes: dict[int, Write] = {}
        self._count = 0
        self._creations: dict[tuple[str, str], int] = {}
        self._last_change: dict[str, int] = {}
        self._held: dict[tuple[str, str, Value], str] = {}

    def __bool__(self) -> bool:
        return bool(self._writes)

    def __len__(self) -> int:
        return len(self._writes)

    @property
    def writes(self) -> Sequence[Write]:
        """The writes, in order."""
        return list(self._writes.values())

    def created(self, table: Table, record: str) -> PreparedCreate | None:
        """Give the creation of a record that this run makes, when nothing but the creation is to be known of it."""
        place = self._creations.get((table.id, record))
        write = None if place is None else self._writes[place]
        return write.prepared if isinstance(write, Creation) and self._is_open(table.id, place) else None

    def only_creates(self, table: Table) -> bool:
        """Tell whether all that this run wants of a table are new records, made once and left as they are."""
        return table.id not in self._last_change

    def holder(self, made: PreparedCreate) -> tuple[Field, str] | None:
        """Give the unique field of a record to be made whose value a creation here holds, and that record.

        Only where the run `only_creates` in this table.
        """
        for field, value in unique_values(made.table, made.record.values):
            record = self._held.get((made.table.id, field.id, value))
            if record is not None:
                return field, record
        return None

    def add(self, write: Write) -> None:
        """Keep a write; a change of a record made here becomes part of its creation, a removal undoes it."""
        key = key_of(write)
        place = self._creations.get(key)
        if isinstance(write, Creation):
            self._creations[key] = self._append(write)
            for field, value in unique_values(write.prepared.table, write.prepared.record.values):
                self._held[key[0], field.id, value] = key[1]
        elif isinstance(write, Removal) and place is not None:
            self._forget(key)
        elif isinstance(write, Update) and place is not None and self._is_open(key[0], place):
            self._writes[place] = _joined(self._writes[place], write)
            self._last_change.setdefault(key[0], -1)
        else:
            self._last_change[key[0]] = self._append(write)

    def _append(self, write: Write) -> int:
        self._count += 1
        self._writes[self._count] = write
        return self._count

    def _forget(self, key: tuple[str, str]) -> None:
        self._writes = {place: write for place, write in self._writes.items() if key_of(write) != key}
        del self._creations[key]
        self._last_change.setdefault(key[0], -1)

    def _is_open(self, table: str, place: int | None) -> bool:
        """Tell whether a creation can still take changes in: not when other records changed since.

        What it changes to may only be free because of those.
        """
        return place is not None and place > self._last_change.get(table, -1)


def _joined(made: Write, change: Update) -> Write:
    if not isinstance(made, Creation):
        raise AssertionError("a creation's place holds a creation")
    return replace(made, prepared=_with(made.prepared, change.prepared))


def _with(made: PreparedCreate, change: PreparedUpdate) -> PreparedCreate:
    record: Record = replace(updated(made.record, change), version=1, updated_at=made.record.updated_at)
    return PreparedCreate(made.table, record, row_of(made.table, record))


def apply(tx: Transaction, runs: Sequence[Sequence[Write]]) -> Sequence[Sequence[JsonObject]]:
    """Write what several runs want, and give for each write the values it replaced (by field id).

    Raises Conflict (a unique value or an upsert met another one, a table changed) or RecordUnknown (a record is gone):
    the run has to be done again on what is there now.
    """
    together = [write for run in runs for write in _independent(run)]
    _check_keys(tx, [write for write in together if write.keys])
    by_table: dict[int, list[PreparedCreate]] = {}
    for write in together:
        by_table.setdefault(write.prepared.table.number, []).append(write.prepared)
    for number in sorted(by_table):
        writes.insert_many(tx, by_table[number][0].table, by_table[number])
    made = {id(write) for write in together}
    replaced = [[_NONE if id(write) in made else _apply(tx, write) for write in run] for run in runs]
    check_layouts(tx, [table_of(write) for run in runs for write in run if not isinstance(write, Skip)])
    return replaced


def _independent(run: Sequence[Write]) -> Sequence[Creation]:
    """Give the creations that don't follow a change in their own table: only those may go before everything else.

    A value or a key that one of the others takes may only be free because of that change.
    """
    changed: set[str] = set()
    found: list[Creation] = []
    for write in run:
        if not isinstance(write, Creation):
            changed.add(key_of(write)[0])
        elif key_of(write)[0] not in changed:
            found.append(write)
    return found


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
        case Creation():
            _check_keys(tx, [write] if write.keys else [])
            writes.insert_many(tx, write.prepared.table, [write.prepared])
            return _NONE
        case Skip():
            return _NONE


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
