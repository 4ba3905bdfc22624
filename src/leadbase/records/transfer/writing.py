"""Writes a page of checked rows: the same decisions for real, in one short transaction, and as a dry run over a shadow.

Rows of a page that mean the same record go in one after another, as if each were a page of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from leadbase.access.scope import Scope, Transaction
from leadbase.kit.errors import Problem
from leadbase.records import references, writes
from leadbase.records.model import PreparedCreate, PreparedUpdate, Record, Writing
from leadbase.records.prepare import columns_of, matched, row_of, signature
from leadbase.records.sight import within_sight
from leadbase.records.store import many, rows, shadow, transfers
from leadbase.records.transfer.pages import Fault, Item
from leadbase.records.transfer.plan import Fitted
from leadbase.records.unique import Holders
from leadbase.records.writes import Written
from leadbase.tables import sequences
from leadbase.tables.field_type import Value
from leadbase.tables.fitting import is_blank
from leadbase.tables.model import Field

Outcome = Literal["create", "update", "skip", "fail"]


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a row: the record it is now, if any, and what keeps it out."""

    item: Item
    outcome: Outcome
    record: Record | None = None
    faults: Sequence[Fault] = ()


@dataclass(slots=True)
class Result:
    """What became of a page: every row, in order of their lines, and what was written."""

    rows: list[Ended] = field(default_factory=list[Ended])
    created: list[str] = field(default_factory=list[str])
    changed: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])


def write_page(scope: Scope, fitted: Fitted, items: Sequence[Item], over: Transaction | None = None) -> Result:
    """Write a page; with `over`, a transaction of a dry run's shadow, into that alone. Raises DuplicateValue.

    The error means that somebody else took a unique value between the check and the write: the page can be tried again.
    """
    return _Run(scope, fitted, over).take(items)


class _Run:
    """A page on its way."""

    def __init__(self, scope: Scope, fitted: Fitted, over: Transaction | None) -> None:
        self._scope = scope
        self._fitted = fitted
        self._table = fitted.table
        self._over = over
        self._by = Writing(signature(scope.actor), scope.now)
        self._refers = any(one.kind.refers == "record" for one in fitted.table.writable)
        self._result = Result()

    def take(self, items: Sequence[Item]) -> Result:
        left = list(items)
        while left:
            wave, left = self._wave(left)
            self._write(wave)
        self._result.rows.sort(key=lambda one: one.item.line)
        return self._result

    def _wave(self, items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
        """Part off the rows that come first for their record."""
        if not self._fitted.keys or self._fitted.plan.mode == "create":
            return items, ()
        seen: set[Sequence[Value]] = set()
        first: list[Item] = []
        later: list[Item] = []
        for item in items:
            key = self._key(item)
            (later if key is not None and key in seen else first).append(item)
            if key is not None:
                seen.add(key)
        return first, later

    def _write(self, items: Sequence[Item]) -> None:
        sound: list[Item] = []
        for item in items:
            if item.fatal:
                self._fail(item, item.misfits)
            else:
                sound.append(item)
        known = self._known(sound)
        holders = Holders(self._scope.tx, self._table, [item.values for item in sound], self._over)
        made: list[PreparedCreate] = []
        changed: list[Written] = []
        # in the order of the file, so that of two rows that want the same value the first gets it
        for item in sound:
            record = known.get(self._key(item) or ())
            if record is not None and (written := self._changed(item, record, holders)):
                changed.append(written)
            elif record is None and (new := self._made(item, holders)):
                made.append(new)
        self._insert(made)
        self._update(changed)

    def _key(self, item: Item) -> tuple[Value, ...] | None:
        """Give the values by which a row's record is found; None where one is missing."""
        if self._fitted.plan.mode == "create":
            return None
        key = tuple(matched(field, item.values.get(field.id)) for field in self._fitted.keys)
        return None if any(map(is_blank, key)) else key

    def _known(self, items: Sequence[Item]) -> Mapping[tuple[Value, ...], Record]:
        """Give the records that rows mean, by their key, the oldest of several."""
        wanted = list({key for item in items if (key := self._key(item)) is not None})
        if not wanted:
            return {}
        keys, scope = self._fitted.keys, self._scope
        if self._over is None:
            records = transfers.list_by_values(scope.tx, self._table, keys, wanted, lock=True)
        else:
            records = shadow.list_by_values(scope.tx, self._over, self._table, keys, wanted)
        found: dict[tuple[Value, ...], Record] = {}
        for record in records:
            found.setdefault(tuple(matched(field, record.values.get(field.id)) for field in keys), record)
        return found

    def _made(self, item: Item, holders: Holders) -> PreparedCreate | None:
        values = dict(item.values)
        given = {field.id for _, field in self._fitted.fields}
        for one in self._table.writable:
            if one.initial is not None and one.id not in given:
                values[one.id] = one.initial
        missing = [_missing(one) for one in self._table.writable if one.required and is_blank(values.get(one.id))]
        if missing:
            return self._fail(item, missing)
        by, now = self._by.by, self._scope.now
        record = Record(self._scope.ids.new(), 1, now, now, by, by, None, None, item.issues, values)
        new = PreparedCreate(self._table, record, row_of(self._table, record))
        try:
            with within_sight(self._scope, self._table):
                if self._refers:
                    [new] = references.checked_creates(
                        self._scope.tx, self._scope.workspace, self._table, [new], lenient=self._is_lenient
                    )
                holders.take(new.id, new.record.values)
        except Problem as problem:
            return self._fail(item, self._faults(problem))
        self._result.rows.append(Ended(item, "create", new.record))
        return new

    def _changed(self, item: Item, before: Record, holders: Holders) -> Written | None:
        mode = self._fitted.plan.mode
        if mode == "skip":
            self._result.rows.append(Ended(item, "skip", before))
            return None
        values = {key: value for key, value in item.values.items() if mode == "update" or self._is_empty(before, key)}
        issues = {key: issue for key, issue in item.issues.items() if key in values or self._is_empty(before, key)}
        update = PreparedUpdate(self._table, before.id, values, issues, self._by)
        try:
            with within_sight(self._scope, self._table):
                if self._refers:
                    update = references.checked_update(
                        self._scope.tx, self._scope.workspace, update, lenient=self._is_lenient
                    )
                written = writes.update_of(before, update)
                changed = {key: written.after.values.get(key) for key in written.replaced}
                holders.take(before.id, changed, instead_of=before.values)
        except Problem as problem:
            return self._fail(item, self._faults(problem))
        is_same = written.after is before
        self._result.rows.append(Ended(item, "skip" if is_same else "update", written.after))
        return None if is_same else written

    @property
    def _is_lenient(self) -> bool:
        return self._fitted.plan.misfits == "empty"

    def _is_empty(self, record: Record, key: str) -> bool:
        return is_blank(record.values.get(key))

    def _fail(self, item: Item, faults: Sequence[Fault]) -> None:
        self._result.rows.append(Ended(item, "fail", None, faults))

    def _faults(self, problem: Problem) -> Sequence[Fault]:
        """Tell of a refusal by the field that it names."""
        named = self._table.find_field(str(problem.facts.get("field", ""))) or self._table.writable[0]
        return [Fault(named, problem.code, problem.message("en"), problem.message("zh-CN"))]

    def _insert(self, made: Sequence[PreparedCreate]) -> None:
        if self._over is not None:
            shadow.write(self._over, self._table, [one.record for one in made])
        elif made:
            writes.insert_many(self._scope.tx, self._table, self._numbered(made))
        self._result.created += [one.id for one in made]

    def _numbered(self, made: Sequence[PreparedCreate]) -> Sequence[PreparedCreate]:
        """Give the records with their sequence numbers."""
        if not sequences.numbered(self._table):
            return made
        numbers = sequences.take(self._scope.tx, self._table, len(made))
        numbered: list[PreparedCreate] = []
        for one, given in zip(made, numbers, strict=True):
            record = replace(one.record, values={**one.record.values, **given})
            numbered.append(PreparedCreate(self._table, record, row_of(self._table, record)))
        return numbered

    def _update(self, changed: Sequence[Written]) -> None:
        self._result.changed += [(one.after.id, one.after.version) for one in changed]
        if self._over is not None:
            shadow.write(self._over, self._table, [one.after for one in changed])
        elif changed:
            touched = {key for one in changed for key in one.replaced}
            fields = [one for one in self._table.writable if one.id in touched]
            written = [(one.after, self._columns(fields, one.after)) for one in changed]
            many.update_records(self._scope.tx, self._table, written)
            replaced = [(one.before, one.replaced) for one in changed]
            rows.insert_changes(self._scope.tx, self._table, "update", replaced, self._by)

    def _columns(self, fields: Sequence[Field], record: Record) -> Mapping[str, Value]:
        columns = writes.stamps(record)
        for one in fields:
            columns.update(columns_of(one, record.values.get(one.id)))
        return columns


def _missing(field: Field) -> Fault:
    """Tell that a required field has no value."""
    return Fault(
        field,
        "required_field_missing",
        f"The field {field.label} is required; give it a value.",
        f"字段「{field.label}」必填，请填写。",
    )
