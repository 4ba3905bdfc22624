"""The verbs of indexes that people ask for: made in the background, listed, dropped, gone with their field.

A list of many records sorts and filters by a field in milliseconds once there is one; each costs a little with every
write, so nobody gets one who did not ask.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope, Transaction
from leadbase.access.units import Units
from leadbase.jobs import service as jobs
from leadbase.jobs.kind import Kind
from leadbase.jobs.model import Job, NewJob, Progress, Step
from leadbase.kit.errors import Conflict, Invalid, NotFound
from leadbase.kit.json import JsonObject
from leadbase.storage import ddl
from leadbase.storage.indexes import Purpose, index_names, index_statements, make_indexes, whole_indexes
from leadbase.storage.shapes import Shape
from leadbase.tables import store as tables
from leadbase.tables.auditing import table_subject
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Field, Table
from leadbase.tables.store import indexes as store
from leadbase.tables.store.indexes import FieldIndex

KIND = "index"
MOST_INDEXES = 20
"""Indexes of a table at most: each makes every write a little slower."""

HELD_FROM = 200_000
"""Records from which a single writer (SQLite) is held up long enough that somebody has to agree to it."""

MADE_A_SECOND = 100_000
"""Records of which one index is made in a second, on a busy machine (bench/large.py)."""

UNUSED_AFTER = timedelta(days=30)
TRIES = 3


class IndexUnknown(NotFound):
    """There is no index {index} of the table {table}."""

    code = "index_unknown"
    zh = "表 {table} 没有索引 {index}。"


class IndexNotPossible(Invalid):
    """No index can help with the field {field}: it holds lists or JSON."""

    code = "index_not_possible"
    zh = "字段 {field} 的内容是列表或 JSON，无法建立索引。"


class TooManyIndexes(Conflict):
    """The table has {most} indexes already; drop one that is not used."""

    code = "too_many_indexes"
    zh = "该表已有 {most} 个索引；请先删除不再使用的索引。"


class IndexHoldsIntake(Conflict):
    """Making this index of {records} records holds incoming leads up for about {seconds} s; `hold` agrees to it."""

    code = "index_holds_intake"
    zh = "为 {records} 条记录建立索引期间，接收线索会等待约 {seconds} 秒；确认要做，请带上 `hold` 再提交。"


@dataclass(frozen=True, slots=True)
class Shown:
    """An index with its field. `is_unused`: it has been there for 30 days and nobody has needed it in them."""

    index: FieldIndex
    field: Field
    is_unused: bool


def list_indexes(scope: Scope, catalogues: Catalogues, table_ref: str) -> Sequence[Shown]:
    """List the indexes of a table; raises NotAllowed or TableUnknown."""
    scope.require(Permission.TABLES_WRITE)
    table = catalogues.get(scope).get_table(table_ref)
    return [shown for one in store.list_indexes(scope, table.number) if (shown := _shown(scope, table, one))]


def ask_index(
    scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str, purpose: Purpose, *, hold: bool = False
) -> Shown:
    """Ask for an index, which a job makes; gives the one that is there already where there is one.

    Raises NotAllowed, TableUnknown, FieldUnknown, IndexNotPossible, TooManyIndexes, or IndexHoldsIntake (unless
    `hold` agrees to it).
    """
    table = catalogues.begin_change(scope).get_table(table_ref)
    field = table.get_field(field_ref)
    if field.kind.shape is Shape.JSON:
        raise IndexNotPossible(field=field.name)
    present = store.list_indexes(scope, table.number)
    known = next((one for one in present if one.field == field.number and one.purpose == purpose), None)
    if known is not None and known.state != "failed":
        return Shown(known, field, _is_unused(scope.now, known))
    if len(present) >= MOST_INDEXES:
        raise TooManyIndexes(most=MOST_INDEXES)
    _check_hold(scope, table, purpose, hold=hold)
    if known is not None:
        store.delete_index(scope, known.id)
    return Shown(_begin(scope, table, field, purpose), field, is_unused=False)


def drop_index(scope: Scope, catalogues: Catalogues, table_ref: str, index: str) -> None:
    """Drop an index; raises NotAllowed, TableUnknown, IndexUnknown or TableBusy."""
    table = catalogues.begin_change(scope).get_table(table_ref)
    found = next((one for one in store.list_indexes(scope, table.number) if one.id == index), None)
    if found is None:
        raise IndexUnknown(table=table.name, index=index[:100])
    _drop(scope, table, found)


def drop_of_field(scope: Scope, table: Table, field: Field) -> None:
    """Drop the indexes of a field that goes; raises TableBusy."""
    for one in store.list_indexes(scope, table.number):
        if one.field == field.number:
            _drop(scope, table, one)


def find_ready(scope: Scope, table: Table) -> Collection[FieldIndex]:
    """Give the indexes of a table that can be used, and those that are being made."""
    return [one for one in store.list_indexes(scope, table.number) if one.state != "failed"]


def note_use(tx: Transaction, ids: Collection[str], now: datetime) -> None:
    """Note that indexes served."""
    for id in ids:
        store.update_index(tx, id, {"used_at": now})


def index_kind(units: Units, catalogues: Catalogues) -> Kind:
    """Give the kind of job that makes indexes."""
    return Kind(KIND, _Making(units, catalogues).take)


@dataclass(frozen=True, slots=True)
class _Making:
    units: Units
    catalogues: Catalogues

    def take(self, tx: Transaction, job: Job, now: datetime) -> Step:
        """Make the index outside this step's transaction, until it is there and whole."""
        id, spelt = str(job.params["index"]), {str(n): str(s) for n, s in _statements(job).items()}
        tries = int(str((job.cursor or {}).get("tries", 0)))
        if store.find_index(tx, id) is None:
            # it was dropped while it was made; who asked for it anew meanwhile takes it over
            if not store.is_asked(tx, int(str(job.params["field"])), str(job.params["purpose"])):
                ddl.drop_indexes(tx, spelt)
            return Step(None, Progress(1, 1), is_done=True, result={"made": False})
        if len(whole_indexes(tx, spelt)) == len(spelt):
            store.update_index(tx, id, {"state": "ready", "ready_at": now})
            return Step(None, Progress(1, 1), is_done=True, result={"made": True})
        if tries >= TRIES:
            store.update_index(tx, id, {"state": "failed"})
            return Step(None, Progress(0, 1), is_done=True, result={"made": False})
        database = self.units.database
        return Step({"tries": tries + 1}, Progress(0, 1), then=lambda: make_indexes(database, spelt))


def _statements(job: Job) -> dict[str, object]:
    statements = job.params["statements"]
    return dict(statements) if isinstance(statements, dict) else {}


def _begin(scope: Scope, table: Table, field: Field, purpose: Purpose) -> FieldIndex:
    column = _column(field, purpose)
    spelt = index_statements(scope.tx, table.physical, column, purpose, long=field.kind.shape is Shape.TEXT)
    id, by = scope.ids.new(), f"{scope.actor.kind}:{scope.actor.id}".rstrip(":")
    params: JsonObject = {"index": id, "field": field.number, "purpose": purpose, "statements": dict(spelt)}
    job = jobs.enqueue(scope, NewJob(scope.workspace.number, KIND, params, by))
    made = FieldIndex(id, table.number, field.number, purpose, "building", job.id, by, scope.now, None, None)
    store.insert_index(scope, made)
    subject = Subject("field", field.id, field.label)
    audit.note(scope, Action.INDEX_ASKED, subject, None, {"purpose": purpose}, table_subject(table))
    return made


def _drop(scope: Scope, table: Table, index: FieldIndex) -> None:
    field = next((one for one in (*table.fields, *table.trashed_fields) if one.number == index.field), None)
    if field is not None:
        ddl.drop_indexes(scope.tx, index_names(_column(field, index.purpose), index.purpose))
        subject = Subject("field", field.id, field.label)
        audit.note(scope, Action.INDEX_DROPPED, subject, None, {"purpose": index.purpose}, table_subject(table))
    store.delete_index(scope, index.id)


def _column(field: Field, purpose: Purpose) -> str:
    return field.column if purpose == "sort" else field.match_column


def _check_hold(scope: Scope, table: Table, purpose: Purpose, *, hold: bool) -> None:
    if hold or not store.is_single_writer(scope):
        return
    records = tables.count_records(scope, table, 10 * HELD_FROM)
    if records > HELD_FROM:
        seconds = math.ceil(records / MADE_A_SECOND)
        raise IndexHoldsIntake(records=records, seconds=seconds)


def _shown(scope: Scope, table: Table, index: FieldIndex) -> Shown | None:
    field = next((one for one in table.fields if one.number == index.field), None)
    return None if field is None else Shown(index, field, _is_unused(scope.now, index))


def _is_unused(now: datetime, index: FieldIndex) -> bool:
    last = index.used_at or index.ready_at
    return index.state == "ready" and last is not None and now - last > UNUSED_AFTER
