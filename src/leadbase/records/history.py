"""Tells what happened to a record as people read it: who did it, and each value before and after.

A change keeps only what it replaced. What it put there is what the next change of the field replaced, or what stands
there now, so the present record is walked back through its changes to its creation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from leadbase.access.model import Permission
from leadbase.access.names import name_actors
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import Page, checked_limit, page_of, write_cursor
from leadbase.records import service
from leadbase.records.model import Change, ChangeFilter, Operation, Record, RecordUnknown
from leadbase.records.store import many, rows
from leadbase.tables.model import Table


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; values are JSON by field id. `version` is the one it replaced, 0 for the creation."""

    operation: Operation | Literal["create"]
    version: int
    at: datetime
    by: str
    by_name: str | None
    source_event: str | None
    before: JsonObject
    after: JsonObject


def list_steps(scope: Scope, table: Table, record: str, *, limit: int = 50, cursor: str | None = None) -> Page[Step]:
    """Give a page of what happened to a record, the latest first and its creation last; raises RecordUnknown."""
    page = service.list_history(scope, table, record, limit=limit, cursor=cursor)
    found = many.list_by_ids(scope.tx, table, [record]).get(record)
    if found is None:
        raise RecordUnknown(table=table.name, record=record[:100])
    is_last = page.next_cursor is None and len(page.items) < limit
    names = name_actors(scope, {*(change.actor for change in page.items), found.created_by})
    since = 1 if is_last else min((change.version for change in page.items), default=1)
    afters, first = _walked_back(table, found, rows.list_changes_since(scope.tx, table, record, since))
    steps = [_step(change, afters.get(change.number, {}), names) for change in page.items]
    if is_last:
        steps.append(_creation(found, first, names))
    # a full page whose creation did not fit: there are no changes before number 0
    full = page.next_cursor is None and not is_last
    return Page(steps, write_cursor([0]) if full else page.next_cursor)


@dataclass(frozen=True, slots=True)
class TableStep:
    """One thing that happened to this record of a table."""

    record: str
    step: Step


def list_table_steps(
    scope: Scope, table: Table, wanted: ChangeFilter, *, limit: int = 50, cursor: str | None = None
) -> Page[TableStep]:
    """Give a page of the updates, deletions and restorations of all records of a table, the latest first.

    Raises NotAllowed, LimitWrong or CursorWrong.
    """
    scope.require(Permission.RECORDS_READ, table.id)
    before = service.number_of(cursor)
    found = rows.list_table_changes(scope.tx, table, wanted, before, checked_limit(limit) + 1)
    page = page_of(found, limit, lambda change: [change.number])
    ids = {change.record for change in page.items}
    names = name_actors(scope, {change.actor for change in page.items})
    afters: dict[int, JsonObject] = {}
    present, changes = many.list_by_ids(scope.tx, table, ids), rows.list_changes_of(scope.tx, table, ids)
    for record in present.values():
        afters |= _walked_back(table, record, changes.get(record.id, []))[0]
    steps = [TableStep(change.record, _step(change, afters.get(change.number, {}), names)) for change in page.items]
    return Page(steps, page.next_cursor)


def _walked_back(
    table: Table, record: Record, changes: Sequence[Change]
) -> tuple[Mapping[int, JsonObject], JsonObject]:
    """Give what each update put there, by the change's number, and the values before the first of the changes."""
    values: dict[str, JsonValue] = {}
    for field in table.writable:
        value = record.values.get(field.id)
        if value is not None:
            values[field.id] = field.kind.format(value, field.setting)
    afters: dict[int, JsonObject] = {}
    for change in reversed(changes):
        if change.operation == "update":
            afters[change.number] = {key: values.get(key) for key in change.before}
            values |= change.before
    return afters, {key: value for key, value in values.items() if value is not None}


def _step(change: Change, after: JsonObject, names: Mapping[str, str]) -> Step:
    return Step(
        operation=change.operation,
        version=change.version,
        at=change.at,
        by=change.actor,
        by_name=names.get(change.actor),
        source_event=change.source_event,
        before=change.before,
        after=after,
    )


def _creation(record: Record, values: JsonObject, names: Mapping[str, str]) -> Step:
    return Step(
        operation="create",
        version=0,
        at=record.created_at,
        by=record.created_by,
        by_name=names.get(record.created_by),
        source_event=record.source_event,
        before={},
        after=values,
    )
