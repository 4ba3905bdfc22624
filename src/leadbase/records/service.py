"""The verbs on records. Each checks who may do it, then decides with pure functions and acts with few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadbase.access.model import Permission, Sight
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonValue
from leadbase.kit.paging import CursorWrong, Page, checked_limit, read_cursor, write_cursor
from leadbase.records import filters, references, writes
from leadbase.records.errors import OffsetWrong
from leadbase.records.facts import tell_changed
from leadbase.records.model import (
    EVERYTHING,
    Change,
    Count,
    Query,
    Record,
    RecordUnknown,
    Writing,
)
from leadbase.records.prepare import prepare_create, prepare_update, signature
from leadbase.records.query import cursor_after
from leadbase.records.questions import Question, ask
from leadbase.records.sight import within_sight
from leadbase.records.store import many
from leadbase.records.store import rows as store
from leadbase.tables import sequences
from leadbase.tables.layouts import check_layouts
from leadbase.tables.model import Field, FieldUnknown, Table

COUNT_CAP = 10_000
"""Where a list stops counting: it then says 10,000+."""

EXACT_CAP = 1_000_000
"""Where it stops for those who need the exact number, such as a scroll bar."""

FURTHEST_OFFSET = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks of a list, as they wrote it; null or empty where they don't care."""

    filter: JsonValue = None
    sort: JsonValue = None
    fields: Sequence[str] | None = None
    limit: int = 50
    cursor: str | None = None
    trashed: bool = False
    offset: int = 0
    q: str | None = None


def create_record(scope: Scope, table: Table, form: JsonValue, *, lenient: bool = False) -> Record:
    """Make a record; raises what `prepare_create` raises, or DuplicateValue, which names the other record."""
    return create_records(scope, table, [form], lenient=lenient)[0]


def create_records(
    scope: Scope, table: Table, forms: Sequence[JsonValue], *, lenient: bool = False
) -> Sequence[Record]:
    """Make records, all or none, in order; raises what `create_record` raises."""
    scope.require(Permission.RECORDS_WRITE, table.id)
    by = signature(scope.actor)
    numbers = sequences.take(scope.tx, table, len(forms))
    wanted = [
        prepare_create(table, form, lenient=lenient, now=scope.now, ids=scope.ids, by=by, given=given)
        for form, given in zip(forms, numbers, strict=True)
    ]
    prepared = references.checked_creates(scope.tx, scope.workspace, table, wanted, lenient=lenient)
    with within_sight(scope, table):
        writes.check_unique(scope.tx, table, prepared)
        writes.insert_many(scope.tx, table, prepared)
    check_layouts(scope.tx, [table])
    tell_changed(scope, table, prepared[0].id if len(prepared) == 1 else None)
    return [one.record for one in prepared]


def get_record(scope: Scope, table: Table, record: str) -> Record:
    """Give a live record; raises RecordUnknown."""
    found = find_record(scope, table, record)
    if found is None:
        raise RecordUnknown(table=table.name, record=record[:100])
    return found


def find_record(scope: Scope, table: Table, record: str) -> Record | None:
    """Give a live record, or None."""
    scope.require(Permission.RECORDS_READ, table.id)
    return store.find_record(scope.tx, table, record)


def find_first(scope: Scope, table: Table, filter: JsonValue, *, lenient: bool = False) -> Record | None:
    """Give the oldest live record that the filter finds, or None; raises what `parse_filter` raises."""
    scope.require(Permission.RECORDS_READ, table.id)
    return store.find_first(scope.tx, table, ask(scope, table, filter, lenient=lenient).where)


def list_records(
    scope: Scope, table: Table, wish: Wish, *, lenient: bool = False, question: Question | None = None
) -> Page[Record]:
    """Give a page of records, newest first unless sorted otherwise; `question` is the wish's, where it was checked.

    Raises LimitWrong, OffsetWrong, CursorWrong, FieldUnknown, or what `ask` and `parse_sort` raise.
    """
    scope.require(Permission.RECORDS_READ, table.id)
    if not 0 <= wish.offset <= FURTHEST_OFFSET or (wish.offset and wish.cursor is not None):
        raise OffsetWrong(most=FURTHEST_OFFSET)
    query = Query(
        where=(question or ask(scope, table, wish.filter, wish.q, lenient=lenient)).where,
        sort=filters.parse_sort(table, wish.sort, sight=scope.sight),
        limit=checked_limit(wish.limit),
        cursor=wish.cursor,
        fields=None if wish.fields is None else chosen_fields(scope, table, wish.fields),
        trashed=wish.trashed,
        offset=wish.offset,
    )
    found = store.list_records(scope.tx, table, query)
    items = found[: query.limit]
    return Page(items, cursor_after(table, query, items[-1]) if len(found) > query.limit else None)


def count_records(
    scope: Scope,
    table: Table,
    filter: JsonValue,
    *,
    cap: int | None = COUNT_CAP,
    trashed: bool = False,
    lenient: bool = False,
    question: Question | None = None,
) -> Count:
    """Count the records that the filter, or the question, finds, no further than `cap` (None: all of them)."""
    scope.require(Permission.RECORDS_READ, table.id)
    where = (question or ask(scope, table, filter, lenient=lenient)).where
    if where == EVERYTHING and not trashed and cap in (None, EXACT_CAP):
        found = many.count_all(scope.tx, table)
        return Count(found) if cap is None or found <= cap else Count(cap, more=True)
    found = store.count_records(scope.tx, table, where, trashed=trashed, cap=None if cap is None else cap + 1)
    return Count(found) if cap is None or found <= cap else Count(cap, more=True)


def update_record(scope: Scope, table: Table, record: str, form: JsonValue, *, lenient: bool = False) -> Record:
    """Change the given fields of a record; with `_version` in the form only if nobody changed it since.

    Raises RecordUnknown, VersionConflict, DuplicateValue, or what `prepare_update` raises.
    """
    scope.require(Permission.RECORDS_WRITE, table.id)
    wanted = prepare_update(table, record, form, lenient=lenient, writing=_writing(scope))
    prepared = references.checked_update(scope.tx, scope.workspace, wanted, lenient=lenient)
    with within_sight(scope, table):
        changed = writes.update_one(scope.tx, prepared).after
    check_layouts(scope.tx, [table])
    tell_changed(scope, table, record, changed.version)
    return changed


def trash_record(scope: Scope, table: Table, record: str, *, expected_version: int | None = None) -> None:
    """Put a record in the trash; raises RecordUnknown or VersionConflict."""
    scope.require(Permission.RECORDS_WRITE, table.id)
    writes.trash_one(scope.tx, table, record, _writing(scope), expected_version)
    tell_changed(scope, table, record)


def restore_record(scope: Scope, table: Table, record: str) -> Record:
    """Take a record out of the trash; raises RecordUnknown, or DuplicateValue, which names the other record."""
    scope.require(Permission.RECORDS_WRITE, table.id)
    with within_sight(scope, table):
        restored = writes.restore_one(scope.tx, table, record, _writing(scope))
    tell_changed(scope, table, record, restored.version)
    return restored


def upsert_record(
    scope: Scope, table: Table, keys: Sequence[str], form: JsonValue, *, lenient: bool = False
) -> tuple[Record, bool]:
    """Update the oldest record that has the form's values in the key fields, or make one; tells whether it was made.

    Raises KeysWrong, KeyNotPossible, DuplicateValue, or what `prepare_create` and `prepare_update` raise.
    """
    scope.require(Permission.RECORDS_WRITE, table.id)
    by = signature(scope.actor)
    where = writes.keys_of(table, keys, form, lenient=lenient)
    with within_sight(scope, table):
        found = writes.find_by_keys(scope.tx, table, where, lock=True)
        if found is not None:
            wanted = prepare_update(table, found.id, form, lenient=lenient, writing=_writing(scope))
            prepared = references.checked_update(scope.tx, scope.workspace, wanted, lenient=lenient)
            changed = writes.update_one(scope.tx, prepared).after
            check_layouts(scope.tx, [table])
            tell_changed(scope, table, found.id, changed.version)
            return changed, False
        [given] = sequences.take(scope.tx, table, 1)
        new = prepare_create(table, form, lenient=lenient, now=scope.now, ids=scope.ids, by=by, given=given)
        [made] = references.checked_creates(scope.tx, scope.workspace, table, [new], lenient=lenient)
        writes.check_unique(scope.tx, table, [made])
        writes.insert_many(scope.tx, table, [made])
        check_layouts(scope.tx, [table])
        tell_changed(scope, table, made.id, made.record.version)
        return made.record, True


def list_history(
    scope: Scope, table: Table, record: str, *, limit: int = 50, cursor: str | None = None
) -> Page[Change]:
    """Give a page of what happened to a record, the latest first, also of one in the trash; raises RecordUnknown."""
    scope.require(Permission.RECORDS_READ, table.id)
    if all(store.find_record(scope.tx, table, record, trashed=trashed) is None for trashed in (False, True)):
        raise RecordUnknown(table=table.name, record=record[:100])
    found = store.list_changes(scope.tx, table, record, before=number_of(cursor), limit=checked_limit(limit) + 1)
    return Page(found[:limit], write_cursor([found[limit - 1].number]) if len(found) > limit else None)


def number_of(cursor: str | None) -> int | None:
    """Read a cursor that stands for a change's number; raises CursorWrong."""
    if cursor is None:
        return None
    [before] = read_cursor(cursor, int)
    if not isinstance(before, int):
        raise CursorWrong
    return before


def purge_records(scope: Scope, table: Table, trashed_before: datetime, *, limit: int = 1000) -> int:
    """Remove for good up to `limit` records that were trashed before this moment (UTC); gives how many."""
    scope.require(Permission.RECORDS_WRITE, table.id)
    purged = store.purge(scope.tx, table, trashed_before, limit)
    if purged:
        tell_changed(scope, table)
    return purged


def chosen_fields(scope: Scope, table: Table, refs: Sequence[str]) -> tuple[Field, ...]:
    """Give the named fields in this order, each once; raises FieldUnknown, for hidden ones too."""
    chosen: dict[Field, None] = {}
    for ref in refs:
        field = table.find_field(ref)
        if field is None or scope.sight(field) is Sight.HIDDEN:
            raise FieldUnknown(table=table.name, field=ref[:100])
        chosen[field] = None
    return tuple(chosen)


def _writing(scope: Scope) -> Writing:
    return Writing(signature(scope.actor), scope.now)
