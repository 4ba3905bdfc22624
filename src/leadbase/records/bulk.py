"""The verb that changes many records at once: each item passes or is refused by itself, in few statements for all.

The order is: create, update, trash, restore. Within each, an item meets what the items before it left; what is refused
leaves the others as they are. An item that passes every check can still meet someone quicker on another connection:
then its kind is written one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonValue
from leadbase.records import references, writes
from leadbase.records.errors import IdMissing, RecordGivenTwice, TooManyItems
from leadbase.records.facts import tell_changed
from leadbase.records.model import (
    DuplicateValue,
    Operation,
    PreparedCreate,
    PreparedUpdate,
    Record,
    RecordUnknown,
    Writing,
)
from leadbase.records.prepare import columns_of, prepare_create, prepare_update, signature
from leadbase.records.sight import within_sight
from leadbase.records.store import many
from leadbase.records.store import rows as store
from leadbase.records.unique import Holders
from leadbase.records.writes import Written
from leadbase.tables import sequences
from leadbase.tables.field_type import Value
from leadbase.tables.layouts import check_layouts
from leadbase.tables.model import Table

MOST_ITEMS = 1000

Action = Literal["create", "update", "trash", "restore"]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What to do: forms to make records of, forms that name theirs by `_id`, and ids."""

    create: Sequence[JsonValue] = ()
    update: Sequence[JsonValue] = ()
    trash: Sequence[str] = ()
    restore: Sequence[str] = ()
    dry_run: bool = False
    all_or_nothing: bool = False

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.create) + len(self.update) + len(self.trash) + len(self.restore)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the item at this place of its list: the record as it is now, or why it was refused."""

    action: Action
    index: int
    result: Record | Problem


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of every item, in order; where it was not `applied` nothing was written."""

    outcomes: Sequence[Outcome]
    applied: bool
    changed: int
    """How many records were made or really changed, or would be."""

    @property
    def refused(self) -> int:
        """How many items were refused."""
        return sum(isinstance(one.result, Problem) for one in self.outcomes)


def apply_bulk(scope: Scope, table: Table, bulk: Bulk) -> BulkResult:
    """Do what passes, or with `all_or_nothing` only if all passes; a dry run tells the same and writes nothing.

    Raises NotAllowed or TooManyItems.
    """
    scope.require(Permission.RECORDS_WRITE, table.id)
    if bulk.size > MOST_ITEMS:
        raise TooManyItems(limit=MOST_ITEMS, count=bulk.size)
    run = _Run(scope, table)

    def act() -> bool:
        run.create(bulk.create)
        run.update(bulk.update)
        run.trash(bulk.trash)
        run.restore(bulk.restore)
        refused = any(isinstance(one, Problem) for one in run.results.values())
        return not bulk.dry_run and not (bulk.all_or_nothing and refused)

    applied = many.rehearse(scope.tx, act)
    check_layouts(scope.tx, [table] if applied else [])
    outcomes = [Outcome(action, index, result) for (action, index), result in sorted(run.results.items(), key=_place)]
    changed = [one.result for one in outcomes if isinstance(one.result, Record)]
    if applied and changed:
        tell_changed(scope, table, changed[0].id if len(changed) == 1 else None)
    return BulkResult(outcomes, applied, run.changed)


T = TypeVar("T")
R = TypeVar("R")

_Changing = Literal["update", "trash", "restore"]
_OPERATIONS: Mapping[_Changing, Operation] = {"update": "update", "trash": "delete", "restore": "restore"}
_ORDER: Sequence[Action] = ("create", "update", "trash", "restore")


def _place(item: tuple[tuple[Action, int], object]) -> tuple[int, int]:
    (action, index), _ = item
    return _ORDER.index(action), index


class _Run:
    """One bulk on its way: what became of the items so far."""

    def __init__(self, scope: Scope, table: Table) -> None:
        self.results: dict[tuple[Action, int], Record | Problem] = {}
        self.changed = 0
        self._scope = scope
        self._table = table
        self._by = Writing(signature(scope.actor), scope.now)

    def create(self, forms: Sequence[JsonValue]) -> None:
        """Make a record of each form."""
        numbers = sequences.take(self._scope.tx, self._table, len(forms))
        made = self._all("create", dict(enumerate(zip(forms, numbers, strict=True))), self._made)
        holders = Holders(self._scope.tx, self._table, [one.record.values for one in made.values()])

        def free(one: PreparedCreate) -> PreparedCreate:
            holders.take(one.id, one.record.values)
            return one

        passed = self._all("create", made, free)

        def insert(some: Sequence[PreparedCreate]) -> None:
            writes.insert_many(self._scope.tx, self._table, some)

        self._write("create", passed, insert, lambda one: one.record)

    def update(self, forms: Sequence[JsonValue]) -> None:
        """Change the record that each form names."""
        ready = self._all("update", dict(enumerate(forms)), self._ready)
        self._refuse_repeated("update", ready, lambda one: one.record)
        present = self._present([one.record for one in ready.values()])
        holders = Holders(self._scope.tx, self._table, [one.values for one in ready.values()])

        def change(one: PreparedUpdate) -> Written:
            before = self._live(present, one.record)
            if one.expected_version not in (None, before.version):
                raise writes.conflict(self._scope.tx, one, before)
            written = writes.update_of(before, one)
            changed = {key: written.after.values.get(key) for key in written.replaced}
            holders.take(before.id, changed, instead_of=before.values)
            return written

        self._each("update", ready, change)

    def trash(self, ids: Sequence[str]) -> None:
        """Put each record in the trash."""
        named = dict(enumerate(ids))
        self._refuse_repeated("trash", named, str)
        present = self._present(list(named.values()))
        self._each("trash", named, lambda one: writes.trash_of(self._table, self._live(present, one), self._by))

    def restore(self, ids: Sequence[str]) -> None:
        """Take each record out of the trash."""
        named = dict(enumerate(ids))
        self._refuse_repeated("restore", named, str)
        present = self._present(list(named.values()))
        holders = Holders(self._scope.tx, self._table, [one.values for one in present.values() if one.deleted_at])

        def restored(one: str) -> Written:
            before = present.get(one)
            if before is None or before.deleted_at is None:
                raise RecordUnknown(table=self._table.name, record=one[:100])
            holders.take(before.id, before.values)
            return writes.restoration_of(before, self._by)

        self._each("restore", named, restored)

    def _made(self, asked: tuple[JsonValue, Mapping[str, Value]]) -> PreparedCreate:
        scope, table, (form, given) = self._scope, self._table, asked
        one = prepare_create(table, form, lenient=False, now=scope.now, ids=scope.ids, by=self._by.by, given=given)
        if not references.has_references(table, one.record.values):
            return one
        return references.checked_creates(scope.tx, scope.workspace, table, [one], lenient=False)[0]

    def _ready(self, form: JsonValue) -> PreparedUpdate:
        record = form.get("_id") if isinstance(form, Mapping) else None
        if isinstance(form, Mapping) and not isinstance(record, str):
            raise IdMissing
        one = prepare_update(self._table, str(record), form, lenient=False, writing=self._by)
        if not references.has_references(self._table, one.values):
            return one
        return references.checked_update(self._scope.tx, self._scope.workspace, one, lenient=False)

    def _present(self, ids: Sequence[str]) -> Mapping[str, Record]:
        return many.list_by_ids(self._scope.tx, self._table, ids, lock=True)

    def _live(self, present: Mapping[str, Record], record: str) -> Record:
        found = present.get(record)
        if found is None or found.deleted_at is not None:
            raise RecordUnknown(table=self._table.name, record=record[:100])
        return found

    def _refuse_repeated(self, action: Action, named: dict[int, T], record_of: Callable[[T], str]) -> None:
        """Leave each record to the first item that names it."""
        seen: set[str] = set()
        for index, one in list(named.items()):
            record = record_of(one)
            if record in seen:
                self.results[action, index] = RecordGivenTwice(record=record[:100])
                del named[index]
            seen.add(record)

    def _each(self, action: _Changing, named: Mapping[int, T], change: Callable[[T], Written]) -> None:
        """Find out what each item does to its record, and write all that do something."""
        found = self._all(action, named, change)
        passed = {index: one for index, one in found.items() if one.after is not one.before}
        for index in found.keys() - passed.keys():
            self.results[action, index] = found[index].after

        def write(some: Sequence[Written]) -> None:
            _write_many(self._scope, self._table, _OPERATIONS[action], some, self._by)

        self._write(action, passed, write, lambda one: one.after)

    def _all(self, action: Action, items: Mapping[int, T], act: Callable[[T], R]) -> dict[int, R]:
        """Run a check of all items; gives what it gave for those that pass."""
        return {index: one for index, item in items.items() if (one := self._try(action, index, act, item)) is not None}

    def _try(self, action: Action, index: int, act: Callable[[T], R], item: T) -> R | None:
        """Run a check of an item; None where it is refused."""
        try:
            with within_sight(self._scope, self._table):
                return act(item)
        except Problem as problem:
            self.results[action, index] = problem
            return None

    def _write(
        self,
        action: Action,
        passed: Mapping[int, T],
        write: Callable[[Sequence[T]], None],
        record_of: Callable[[T], Record],
    ) -> None:
        """Write what passed together, or one by one where others took a unique value meanwhile."""
        if not passed:
            return

        def written(some: Sequence[T]) -> bool:
            write(some)
            return True

        try:
            many.rehearse(self._scope.tx, lambda: written(list(passed.values())))
        except DuplicateValue:
            for index, one in passed.items():
                self._try(action, index, lambda one: many.rehearse(self._scope.tx, lambda: written([one])), one)
        for index, one in passed.items():
            if (action, index) not in self.results:
                self.results[action, index] = record_of(one)
                self.changed += 1


def _write_many(scope: Scope, table: Table, operation: Operation, some: Sequence[Written], by: Writing) -> None:
    """Write changes of the same kind: every record gets the columns that any of them changes."""
    touched = {key for one in some for key in one.replaced} if operation == "update" else set[str]()
    changed = [field for field in table.writable if field.id in touched]
    rows: list[tuple[Record, Mapping[str, Value]]] = []
    for one in some:
        columns = writes.stamps(one.after)
        for field in changed:
            columns.update(columns_of(field, one.after.values.get(field.id)))
        rows.append((one.after, columns))
    many.update_records(scope.tx, table, rows)
    store.insert_changes(scope.tx, table, operation, [(one.before, one.replaced) for one in some], by)
