"""The verbs of changing a field's type, each one transaction; `retyper` takes them one after the other.

The new type gets a column of its own. Writes go to both columns while the values are copied by pages; then the new
column takes the field's place, with its id, names and views, and the old one goes to the trash with its values. What
did not fit is flagged in its record last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadbase.access.audit import Action
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.storage import ddl
from leadbase.tables import auditing, fields, indexes, rules, store
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.conversion import Converted, convert
from leadbase.tables.field_type import FieldType, FieldTypes, Value
from leadbase.tables.fitting import is_blank, issue_value
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import (
    MOST_FIELDS,
    Catalogue,
    Field,
    FieldUnknown,
    RecordsInTheWay,
    SettingNotPossible,
    Table,
    TooManyFields,
    TypeUnknown,
)
from leadbase.tables.service import get_table
from leadbase.tables.store import retyping as changes
from leadbase.tables.store import views as stored_views
from leadbase.tables.type_change import (
    MOST_SAMPLES,
    Plan,
    TypeChange,
    TypeChangeCancelled,
    TypeChangeNotCancellable,
    TypeChangeRunning,
    TypeNotChangeable,
    Unfit,
    ValuesInTheWay,
    ViewFollowing,
    Wanted,
)
from leadbase.tables.view_settings import without_unfit

PAGE = 500
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to change: the field of the table, and what would take its place."""

    table: Table
    old: Field
    new: Field


def subject(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str, wanted: Wanted) -> Subject:
    """Check that a field's type can change so.

    Raises NotAllowed, TableUnknown, FieldUnknown, TypeUnknown, TypeNotChangeable, TypeChangeRunning, or what is wrong
    with the parameters.
    """
    scope.require(Permission.TABLES_WRITE)
    catalogue = catalogues.get(scope)
    table = get_table(scope, catalogue, table_ref)
    old = table.get_field(field_ref)
    kind, values = _prepared(scope, catalogues.types, table, old, wanted)
    return Subject(table, old, store.build_field(scope, {**values, "number": 0}, kind))


def plan_page(scope: Scope, given: Subject, plan: Plan, seen: set[int], after: str, limit: int) -> str | None:
    """Add the next records to a plan; gives the last of them, None where there are no more."""
    rows = changes.list_values(scope, given.table, given.old, after, limit)
    for record, value in rows:
        _count(plan, given, seen, record, value)
    plan.counted += len(rows)
    return rows[-1][0] if len(rows) == limit else None


def plan_settings(scope: Scope, given: Subject, plan: Plan) -> None:
    """Add to a plan what becomes of the field's settings and of the views that name it."""
    old, new = given.old, given.new
    plan.can_be_unique = not old.unique or new.kind.unique_allowed
    plan.default_fits = old.default is None or new.default is not None
    retyped = _retyped(given.table, replace(new, id=old.id, name=old.name, aliases=old.aliases))
    views: list[ViewFollowing] = []
    for view in stored_views.list_views(scope, given.table):
        if old.id in str(view.settings) and view.id is not None:
            follows = without_unfit(retyped, view.settings, old.id) == view.settings
            views.append(ViewFollowing(view.id, view.label, follows))
    plan.views = views


def check_plan(given: Subject, plan: Plan, wanted: Wanted) -> None:
    """Pass only a change that can be; raises ValuesInTheWay, RecordsInTheWay or SettingNotPossible."""
    if wanted.misfits == "refuse" and plan.unfit:
        raise _in_the_way(given.old, plan.unfit, [one.record for one in plan.samples])
    if not plan.can_be_unique:
        raise SettingNotPossible(type=wanted.type, setting="unique")
    for setting, records in (("required", plan.blank), ("unique", plan.repeated)):
        if records:
            raise RecordsInTheWay(
                field=given.old.name,
                setting=setting,
                count=len(records),
                examples=", ".join(records),
                records=list(records),
            )


def begin(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str, wanted: Wanted) -> TypeChange:
    """Make the column of the new type; from now on writes go to both. Raises as `subject`, or TableBusy."""
    catalogue = catalogues.begin_change(scope)
    table = catalogue.get_table(table_ref)
    old = table.get_field(field_ref)
    kind, values = _prepared(scope, catalogues.types, table, old, wanted)
    new = store.build_field(scope, {**values, "number": store.insert_field(scope, table.number, values)}, kind)
    ddl.add_columns(scope.tx, table.physical, store.columns_of(new))
    change = TypeChange(table.number, old.id, old.number, new.number, "copying", wanted.misfits, scope.now)
    changes.insert(scope, change)
    auditing.note_field(scope, Action.FIELD_RETYPED, table, old, replace(new, id=old.id))
    return change


def find_change(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str) -> TypeChange | None:
    """Give the latest change of a field's type, None where there was none; raises TableUnknown or FieldUnknown."""
    scope.require(Permission.TABLES_WRITE)
    table = get_table(scope, catalogues.get(scope), table_ref)
    return changes.find(scope, table.number, table.get_field(field_ref).id)


def count_records(scope: Scope, catalogues: Catalogues, table_ref: str) -> int:
    """Give how many records a change of a field of this table goes through; raises TableUnknown."""
    scope.require(Permission.TABLES_WRITE)
    return changes.count_rows(scope, get_table(scope, catalogues.get(scope), table_ref))


def cancel(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str) -> TypeChange:
    """Give a change up while values are copied: the field is as it was. Raises TypeChangeNotCancellable."""
    catalogue = catalogues.begin_change(scope)
    table = catalogue.get_table(table_ref)
    field = table.get_field(field_ref)
    found = changes.find(scope, table.number, field.id, lock=True)
    if found is None or found.phase != "copying":
        raise TypeChangeNotCancellable(field=field.name, phase="none" if found is None else found.phase)
    return _stop(scope, catalogues, found, _reason(TypeChangeCancelled()))


def advance(scope: Scope, catalogues: Catalogues, change: TypeChange) -> TypeChange:
    """Take a change one step further: a page, or the switch after the last one."""
    present = changes.find(scope, change.table, change.field, lock=True)
    if present is None or present.new != change.new or not present.is_open:
        return present or replace(change, phase="stopped")
    return _copy(scope, catalogues, present) if present.phase == "copying" else _flag(scope, catalogues, present)


def list_open(scope: Scope) -> Sequence[TypeChange]:
    """Give the workspace's changes that are not done."""
    return changes.list_open(scope)


def list_retyped(scope: Scope, table: Table, since: datetime) -> set[str]:
    """Give the ids of the fields whose type began to change after this moment."""
    return changes.list_retyped(scope, table.number, since)


def _copy(scope: Scope, catalogues: Catalogues, change: TypeChange) -> TypeChange:
    table = _find_table(catalogues.fresh(scope), change)
    old = None if table is None else next((one for one in table.fields if one.number == change.old), None)
    if table is None or old is None or old.successor is None:
        return _stop(scope, catalogues, change, _reason(FieldUnknown(table=str(change.table), field=change.field)))
    rows = changes.list_rows(scope, table, old, old.successor, change.cursor, PAGE)
    found = [(row, convert(old, old.successor, row.old)) for row in rows]
    unfit = [row.record for row, made in found if made.misfit is not None and row.is_live]
    if unfit and change.misfits == "refuse":
        fault = _in_the_way(old, len(unfit), unfit)
        return _stop(scope, catalogues, change, _reason(fault))
    new = old.successor
    changes.put_values(
        scope, table, new, [(row.record, _columns(new, made.value)) for row, made in found if row.old is not None]
    )
    change = _moved(scope, change, rows[-1].record if rows else change.cursor, len(rows), len(unfit))
    return change if len(rows) == PAGE else _switch(scope, catalogues, change)


def _switch(scope: Scope, catalogues: Catalogues, change: TypeChange) -> TypeChange:
    """Let the new column take the field's place, if required and unique still hold."""
    table = _find_table(catalogues.begin_change(scope), change)
    old = None if table is None else next(one for one in table.fields if one.number == change.old)
    new = None if old is None else old.successor
    if table is None or old is None or new is None:
        raise AssertionError("the page before saw the table and both fields")
    try:
        _hold(scope, table, new)
    except RecordsInTheWay as fault:
        return _stop(scope, catalogues, change, _reason(fault))
    if old.unique:
        ddl.drop_unique_index(scope.tx, old.match_column)
    indexes.drop_of_field(scope, table, old)
    hidden = scope.ids.new()
    store.update_field(scope, old.number, {"id": hidden, "deleted_at": scope.now, "unique": False})
    place = {name: getattr(old, name) for name in ("id", "name", "label", "description", "position")}
    store.update_field(scope, new.number, {**place, "aliases": list(old.aliases), "deleted_at": None})
    for view in stored_views.list_views(scope, table):
        settings = without_unfit(_retyped(table, replace(new, **place, aliases=old.aliases)), view.settings, old.id)
        if settings != view.settings:
            stored_views.update_view(scope, view, {"settings": settings, "version": view.version + 1})
    values = {"phase": "flagging", "cursor": ""}
    changes.update(scope, change, values)
    return replace(change, phase="flagging", cursor="")


def _hold(scope: Scope, table: Table, new: Field) -> None:
    if new.required:
        fields.check_filled(scope, table, new)
    if new.unique:
        fields.index(scope, table, new)


def _flag(scope: Scope, catalogues: Catalogues, change: TypeChange) -> TypeChange:
    """Tell in records which values did not fit, unless they were written again since."""
    table = _find_table(catalogues.fresh(scope), change)
    new = None if table is None else next((one for one in table.fields if one.number == change.new), None)
    old = None if table is None else next((one for one in table.trashed_fields if one.number == change.old), None)
    rows: Sequence[changes.Row] = ()
    if table is not None and new is not None and old is not None:
        rows = changes.list_rows(scope, table, old, new, change.cursor, PAGE)
        flagged = [(row, convert(old, new, row.old)) for row in rows if row.old is not None]
        changes.put_issues(
            scope,
            table,
            [
                (row.record, {**row.issues, new.id: _issue(old, row.old, made)})
                for row, made in flagged
                if made.misfit is not None and made.value == row.new and new.id not in row.issues
            ],
        )
    cursor, phase = (rows[-1].record, "flagging") if len(rows) == PAGE else ("", "done")
    changes.update(scope, change, {"phase": phase, "cursor": cursor})
    if phase == "done":
        catalogues.begin_change(scope)
        return replace(change, phase="done", cursor="")
    return replace(change, cursor=cursor)


def _stop(scope: Scope, catalogues: Catalogues, change: TypeChange, reason: JsonObject) -> TypeChange:
    """Give a change up: what was copied is purged with the next sweep, the field is as it was."""
    catalogues.begin_change(scope)
    store.update_field(scope, change.new, {"deleted_at": scope.now - rules.TRASH_KEPT - timedelta(days=1)})
    changes.update(scope, change, {"phase": "stopped", "reason": reason})
    return replace(change, phase="stopped", reason=reason)


def _reason(fault: Problem) -> JsonObject:
    message: JsonObject = {"en": fault.message("en"), "zh-CN": fault.message("zh-CN")}
    return {"code": fault.code, "message": message}


def _moved(scope: Scope, change: TypeChange, cursor: str, copied: int, unfit: int) -> TypeChange:
    moved = replace(change, cursor=cursor, copied=change.copied + copied, unfit=change.unfit + unfit)
    changes.update(scope, change, {"cursor": cursor, "copied": moved.copied, "unfit": moved.unfit})
    return moved


def _find_table(catalogue: Catalogue, change: TypeChange) -> Table | None:
    return next((one for one in catalogue.tables if one.number == change.table), None)


def _check_changeable(scope: Scope, table: Table, old: Field, kind: FieldType, wanted: Wanted) -> None:
    running = changes.find(scope, table.number, old.id)
    if running is not None and running.is_open:
        raise TypeChangeRunning(field=old.name)
    if old.kind.reads is not None or kind.computed or kind.refers is not None:
        raise TypeNotChangeable(type=old.type, wanted=wanted.type)
    if len(table.fields) + len(table.trashed_fields) >= MOST_FIELDS:
        raise TooManyFields(limit=MOST_FIELDS)


def _prepared(
    scope: Scope, types: FieldTypes, table: Table, old: Field, wanted: Wanted
) -> tuple[FieldType, dict[str, object]]:
    """Give the type, and the row of the field that takes the old one's place; raises as `subject`."""
    kind = types.get(wanted.type)
    if kind is None:
        raise TypeUnknown(type=wanted.type[:100], known=", ".join(types))
    _check_changeable(scope, table, old, kind, wanted)
    values: dict[str, object] = {
        "id": scope.ids.new(),
        "name": old.name,
        "aliases": (),
        "label": old.label,
        "type": wanted.type,
        "params": kind.params.parse(wanted.params),
        "required": old.required,
        "unique": old.unique and kind.unique_allowed,
        "searchable": old.searchable and kind.searchable_allowed,
        "default": None,
        "description": old.description,
        "position": old.position,
        "deleted_at": scope.now,
    }
    bare = store.build_field(scope, {**values, "number": 0}, kind)
    made = convert(old, bare, old.initial)
    if made.misfit is None and made.value is not None:
        values["default"] = kind.format(made.value, bare.setting)
    return kind, values


def _retyped(table: Table, new: Field) -> Table:
    return replace(table, fields=tuple(new if one.id == new.id else one for one in table.fields))


def _count(plan: Plan, given: Subject, seen: set[int], record: str, value: Value) -> None:
    made = convert(given.old, given.new, value)
    if is_blank(value):
        plan.empty += 1
    elif made.misfit is not None:
        plan.unfit += 1
        if len(plan.samples) < MOST_SAMPLES:
            plan.samples.append(_sample(given, record, value, made, made.misfit))
    elif made.is_same:
        plan.same += 1
    else:
        plan.converted += 1
    if is_blank(made.value):
        if given.new.required and len(plan.blank) < _EXAMPLES:
            plan.blank.append(record)
    elif given.new.unique:
        held = hash(tuple(_columns(given.new, made.value).values())[-1])
        if held in seen and len(plan.repeated) < _EXAMPLES:
            plan.repeated.append(record)
        seen.add(held)


def _sample(given: Subject, record: str, value: Value, made: Converted, misfit: Misfit) -> Unfit:
    kept: JsonValue = None if made.value is None else given.new.kind.format(made.value, given.new.setting)
    shown = issue_value(given.old.kind.format(value, given.old.setting))
    message: JsonObject = {"en": misfit.message("en"), "zh-CN": misfit.message("zh-CN")}
    return Unfit(record, shown, kept, misfit.code, message)


def _columns(new: Field, value: Value) -> dict[str, Value]:
    if new.match_column == new.column:
        return {new.column: value}
    return {new.column: value, new.match_column: None if value is None else new.kind.normalise(value, new.setting)}


def _issue(old: Field, value: Value, made: Converted) -> JsonObject:
    code = "misfit" if made.misfit is None else made.misfit.code
    return {"value": issue_value(old.kind.format(value, old.setting)), "reason": code}


def _in_the_way(old: Field, count: int, records: Sequence[str]) -> ValuesInTheWay:
    shown = list(records[:_EXAMPLES])
    return ValuesInTheWay(field=old.name, count=count, examples=", ".join(shown), records=shown)
