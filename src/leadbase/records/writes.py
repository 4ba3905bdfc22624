"""Puts prepared writes into the database: the part of writing that needs a transaction, shared by REST and scripts.

Whoever buffers writes (a script's run) prepares them with `prepare`, and later hands many of them to these functions in
one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from leadbase.access.scope import Transaction
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.records.filters import equals
from leadbase.records.model import (
    Change,
    Every,
    KeyNotPossible,
    KeysWrong,
    Leaf,
    PreparedCreate,
    PreparedUpdate,
    Record,
    RecordUnknown,
    Taken,
    ValueNotFitting,
    VersionConflict,
    Writing,
)
from leadbase.records.prepare import columns_of, duplicate, unique_values
from leadbase.records.store import rows as store
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import Value
from leadbase.tables.fitting import fit, is_blank
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did to a record; `replaced` holds the values it changed as they were, as JSON by field id."""

    before: Record
    after: Record
    replaced: JsonObject


def insert_many(tx: Transaction, table: Table, prepared: Sequence[PreparedCreate]) -> None:
    """Insert prepared records of one table by one statement; raises DuplicateValue, from the database's own check."""
    if prepared:
        store.insert_records(tx, table, prepared)


def find_conflicts(tx: Transaction, table: Table, prepared: Sequence[PreparedCreate]) -> Sequence[Taken]:
    """Give the unique values that live records, or earlier ones among the prepared, already hold."""
    if not any(field.unique for field in table.writable):
        return ()
    found = list(store.find_taken(tx, table, [one.record.values for one in prepared]))
    first: dict[tuple[Field, Value], str] = {}
    for index, one in enumerate(prepared):
        for field, value in unique_values(table, one.record.values):
            holder = first.setdefault((field, value), one.id)
            if holder != one.id:
                found.append(Taken(index, field, one.record.values.get(field.id), holder))
    return sorted(found, key=lambda taken: taken.index)


def check_unique(tx: Transaction, table: Table, prepared: Sequence[PreparedCreate]) -> None:
    """Pass only records whose unique values are free; raises DuplicateValue, which names the other record."""
    for taken in find_conflicts(tx, table, prepared):
        raise duplicate(taken.field, taken.value, taken.record)


def read_one(tx: Transaction, table: Table, record: str, *, lock: bool = False) -> Record:
    """Give a live record, kept from others' writes with `lock`; raises RecordUnknown."""
    found = store.find_record(tx, table, record, lock=lock)
    if found is None:
        raise RecordUnknown(table=table.name, record=record[:100])
    return found


def is_live(tx: Transaction, table: Table, record: str) -> bool:
    """Tell whether the table has this record, and not in the trash."""
    return store.find_record(tx, table, record) is not None


def list_changes_since(tx: Transaction, table: Table, record: str, version: int) -> Sequence[Change]:
    """Give all changes that a record went through since it had this version, the earliest first."""
    return store.list_changes_since(tx, table, record, version)


def find_by_keys(tx: Transaction, table: Table, keys: Sequence[Leaf], *, lock: bool = False) -> Record | None:
    """Give the oldest live record of these keys (from `keys_of`).

    With `lock` nobody else looks for the same keys with `lock`, or changes the record, until the transaction ends.
    """
    if lock:
        store.lock_keys(tx, table, compact([[key.field.id, str(key.value)] for key in keys]))
    return store.find_first(tx, table, Every(tuple(keys)), lock=lock)


def keys_of(table: Table, keys: Sequence[str], form: JsonValue, *, lenient: bool) -> Sequence[Leaf]:
    """Give the questions that find the record of an upsert by its form's values; raises KeysWrong or KeyNotPossible.

    The form itself is not checked further: that is up to `prepare_create` or `prepare_update`.
    """
    given = (
        {field.id: raw for key, raw in form.items() if (field := table.find_field(key))}
        if isinstance(form, Mapping)
        else {}
    )
    leaves: list[Leaf] = []
    for key in keys:
        field = table.find_field(key)
        if field is None:
            raise KeysWrong(keys=", ".join(keys)[:200] or "-")
        if "eq" not in field.kind.operators or field.kind.computed:
            raise KeyNotPossible(field=field.name, type=field.type)
        leaves.append(equals(field, _key_value(field, given.get(field.id), lenient=lenient)))
    if not leaves:
        raise KeysWrong(keys="-")
    return leaves


def _key_value(field: Field, raw: JsonValue, *, lenient: bool) -> Value:
    try:
        value, misfit = fit(field, raw, lenient=lenient)
    except Misfit as cause:
        raise ValueNotFitting(cause, field=field.name) from cause
    if misfit is not None and value is None:
        raise ValueNotFitting(misfit, field=field.name)
    if is_blank(value):
        raise KeysWrong(keys=field.name)
    return value


def update_one(tx: Transaction, prepared: PreparedUpdate) -> Written:
    """Change a record and keep what it was; a change of nothing writes nothing.

    Raises RecordUnknown, VersionConflict (`mine`, `theirs` and `original` by API name) or DuplicateValue.
    """
    table, writing = prepared.table, prepared.writing
    before = read_one(tx, table, prepared.record, lock=True)
    if prepared.expected_version not in (None, before.version):
        raise conflict(tx, prepared, before)
    written = update_of(before, prepared)
    after = written.after
    if after is before:
        return written
    changed = [field for field in table.writable if field.id in written.replaced]
    _check_free(tx, table, changed, after)
    columns = stamps(after)
    for field in changed:
        columns.update(columns_of(field, after.values.get(field.id)))
    store.update_record(tx, table, after.id, columns, after.values)
    store.insert_changes(tx, table, "update", [(before, written.replaced)], writing)
    return written


def update_of(before: Record, prepared: PreparedUpdate) -> Written:
    """Give what the update does to the record. Pure."""
    after = updated(before, prepared)
    changed = [field for field in prepared.table.writable if after is not before and _differs(field, before, after)]
    return Written(before, after, {field.id: _shown(field, before) for field in changed})


def trash_of(table: Table, before: Record, writing: Writing) -> Written:
    """Give what going to the trash does to the record. Pure."""
    after = replace(
        before, version=before.version + 1, updated_at=writing.at, updated_by=writing.by, deleted_at=writing.at
    )
    held = [field for field in table.writable if field.id in before.values]
    return Written(before, after, {field.id: _shown(field, before) for field in held})


def restoration_of(before: Record, writing: Writing) -> Written:
    """Give what coming out of the trash does to the record. Pure."""
    after = replace(before, version=before.version + 1, updated_at=writing.at, updated_by=writing.by, deleted_at=None)
    return Written(before, after, {})


def updated(record: Record, prepared: PreparedUpdate) -> Record:
    """Give the record as the update leaves it: the very same one where nothing changes. Pure."""
    values = {key: value for key, value in {**record.values, **prepared.values}.items() if value is not None}
    kept = {key: issue for key, issue in record.issues.items() if key not in prepared.values}
    after = replace(
        record,
        version=record.version + 1,
        updated_at=prepared.writing.at,
        updated_by=prepared.writing.by,
        issues={**kept, **prepared.issues},
        values=values,
    )
    same = after.issues == record.issues and not any(
        _differs(field, record, after) for field in prepared.table.writable
    )
    return record if same else after


def trash_one(
    tx: Transaction, table: Table, record: str, writing: Writing, expected_version: int | None = None
) -> Written:
    """Put a record in the trash and keep what it was; raises RecordUnknown or VersionConflict."""
    before = read_one(tx, table, record, lock=True)
    if expected_version not in (None, before.version):
        raise conflict(tx, PreparedUpdate(table, record, {}, {}, writing, expected_version), before)
    written = trash_of(table, before, writing)
    store.update_record(tx, table, record, stamps(written.after), {})
    store.insert_changes(tx, table, "delete", [(before, written.replaced)], writing)
    return written


def restore_one(tx: Transaction, table: Table, record: str, writing: Writing) -> Record:
    """Take a record out of the trash; raises RecordUnknown, or DuplicateValue, which names the other record."""
    before = store.find_record(tx, table, record, trashed=True, lock=True)
    if before is None:
        raise RecordUnknown(table=table.name, record=record[:100])
    after = restoration_of(before, writing).after
    _check_free(tx, table, table.writable, after)
    store.update_record(tx, table, record, stamps(after), after.values)
    store.insert_changes(tx, table, "restore", [(before, {})], writing)
    return after


def _check_free(tx: Transaction, table: Table, fields: Sequence[Field], record: Record) -> None:
    values = {field.id: record.values.get(field.id) for field in fields if field.unique}
    for taken in store.find_taken(tx, table, [values], but=record.id) if values else ():
        raise duplicate(taken.field, taken.value, taken.record)


def stamps(record: Record) -> dict[str, Value]:
    """Give the system columns that every write of a record changes."""
    return {
        "_version": record.version,
        "_updated_at": record.updated_at,
        "_updated_by": record.updated_by,
        "_deleted_at": record.deleted_at,
        "_issues": record.issues or None,
    }


def _differs(field: Field, before: Record, after: Record) -> bool:
    old, new = before.values.get(field.id), after.values.get(field.id)
    if field.kind.shape is Shape.JSON:
        # Python takes 1 and true for equal, and objects whose keys only changed places
        return compact(field.kind.format(old, field.setting)) != compact(field.kind.format(new, field.setting))
    return old != new


def _shown(field: Field, record: Record) -> JsonValue:
    value = record.values.get(field.id)
    return None if value is None else field.kind.format(value, field.setting)


def conflict(tx: Transaction, prepared: PreparedUpdate, present: Record) -> VersionConflict:
    """Tell the writer what they want, what is there now, and what was there when they read it."""
    table = prepared.table
    original: dict[str, JsonValue] = {}
    for change in store.list_changes_since(tx, table, present.id, prepared.expected_version or present.version):
        for key, value in change.before.items():
            original.setdefault(key, value)
    wanted = [field for field in table.writable if field.id in prepared.values]
    mine: Mapping[str, Value] = prepared.values
    return VersionConflict(
        record=present.id,
        version=present.version,
        mine={
            field.name: None if (value := mine[field.id]) is None else field.kind.format(value, field.setting)
            for field in wanted
        },
        theirs={field.name: _shown(field, present) for field in wanted},
        original={field.name: original.get(field.id, _shown(field, present)) for field in wanted},
    )
