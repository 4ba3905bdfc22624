"""Checks what someone wants to write, without touching the database: the same code serves REST and scripts.

Everything here is pure. What it gives can be buffered, and be inserted later with many others in one statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from leadbase.access.model import Actor
from leadbase.kit.errors import Problem
from leadbase.kit.ids import IdSource
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records.model import (
    DuplicateValue,
    Fault,
    FieldGivenTwice,
    IdNotAllowed,
    NotAForm,
    PreparedCreate,
    PreparedUpdate,
    Record,
    RequiredFieldMissing,
    UnknownField,
    ValueNotFitting,
    VersionWrong,
    Writing,
)
from leadbase.tables.conversion import convert
from leadbase.tables.field_type import Value
from leadbase.tables.fitting import fit, is_blank, issue_value
from leadbase.tables.misfits import Misfit, ReadOnly
from leadbase.tables.model import Field, Table

_LISTED = 30


def signature(actor: Actor) -> str:
    """Give the text by which a record remembers who wrote it: the kind, and the public id where there is one."""
    return f"{actor.kind}:{actor.id}" if actor.id else actor.kind


def prepare_create(
    table: Table,
    form: JsonValue,
    *,
    lenient: bool,
    now: datetime,
    ids: IdSource,
    by: str,
    source_event: str | None = None,
    given: Mapping[str, Value] = MappingProxyType({}),
) -> PreparedCreate:
    """Check a form (keys are field ids, API names or aliases) and give the record that it makes, defaults filled in.

    `given` holds its sequence numbers by field id.

    Raises IdNotAllowed, UnknownField, FieldGivenTwice, ValueNotFitting or RequiredFieldMissing; of several faults the
    `fields` of the error list them all.
    """
    fitted = _Fitted(table, lenient)
    fitted.take(_form(form))
    fitted.values.update(given)
    for field in table.writable:
        if field.id not in fitted.values and field.initial is not None:
            fitted.values[field.id] = field.initial
        if field.required and is_blank(fitted.values.get(field.id)):
            fitted.miss(field)
    fitted.check()
    values = {key: value for key, value in fitted.values.items() if value is not None}
    record = Record(
        id=ids.new(),
        version=1,
        created_at=now,
        updated_at=now,
        created_by=by,
        updated_by=by,
        source_event=source_event,
        deleted_at=None,
        issues=fitted.issues,
        values=values,
    )
    return PreparedCreate(table, record, row_of(table, record))


def prepare_update(table: Table, record: str, form: JsonValue, *, lenient: bool, writing: Writing) -> PreparedUpdate:
    """Check a form as a partial update of a record; `_version` in it is the version that the writer had before them.

    Raises as `prepare_create`, and VersionWrong. An `_id` is allowed when it is the record's own.
    """
    given = dict(_form(form))
    if given.pop("_id", record) != record:
        raise IdNotAllowed
    expected = given.pop("_version", None)
    if expected is not None and (isinstance(expected, bool) or not isinstance(expected, int) or expected < 1):
        raise VersionWrong(version=issue_value(expected))
    fitted = _Fitted(table, lenient)
    fitted.take(given)
    for field in table.writable:
        if field.required and field.id in fitted.values and is_blank(fitted.values[field.id]):
            fitted.miss(field)
    fitted.check()
    return PreparedUpdate(table, record, fitted.values, fitted.issues, writing, expected)


def row_of(table: Table, record: Record) -> Mapping[str, Value]:
    """Give a record by physical column, every column of the table present, so that many rows go in one statement."""
    row: dict[str, Value] = {
        "_id": record.id,
        "_version": record.version,
        "_created_at": record.created_at,
        "_updated_at": record.updated_at,
        "_created_by": record.created_by,
        "_updated_by": record.updated_by,
        "_source_event": record.source_event,
        "_deleted_at": record.deleted_at,
        "_issues": record.issues or None,
    }
    for field in table.writable:
        row.update(columns_of(field, record.values.get(field.id)))
    return row


def columns_of(field: Field, value: Value) -> Mapping[str, Value]:
    """Give a field's value by physical column, with its normalised form, and what becomes of it in a new type."""
    columns = {field.column: value}
    if field.match_column != field.column:
        columns[field.match_column] = matched(field, value)
    if field.successor is not None:
        columns |= columns_of(field.successor, convert(field, field.successor, value).value)
    return columns


def matched(field: Field, value: Value) -> Value:
    """Give the form of a value by which equality is decided."""
    if field.match_column == field.column or value is None:
        return value
    return field.kind.normalise(value, field.setting)


def unique_values(table: Table, values: Mapping[str, Value]) -> Sequence[tuple[Field, Value]]:
    """Give the unique fields that hold a value among these (by field id), each with the form that must be unique."""
    found: list[tuple[Field, Value]] = []
    for field in table.writable:
        if field.unique and not is_blank(value := values.get(field.id)):
            found.append((field, matched(field, value)))
    return found


def duplicate(field: Field, value: Value, record: str | None) -> DuplicateValue:
    """Make the error of a unique value that another record (where it is known) already holds."""
    spelled = None if value is None else field.kind.format(value, field.setting)
    return DuplicateValue(field=field.name, value="…" if spelled is None else spelled, record=record)


class _Fitted:
    """Gathers values, issues and faults of one form."""

    def __init__(self, table: Table, lenient: bool) -> None:
        self.table = table
        self.lenient = lenient
        self.values: dict[str, Value] = {}
        self.issues: dict[str, JsonValue] = {}
        self.faults: list[Fault] = []

    def take(self, form: JsonObject) -> None:
        """Fit every member of the form."""
        for key, raw in form.items():
            if key == "_id":
                raise IdNotAllowed
            field = self.table.find_field(key)
            if field is None:
                self.faults.append(Fault(key[:100], raw, "unknown_field"))
            elif field.id in self.values:
                raise FieldGivenTwice(field=field.name, key=key)
            elif field.kind.computed:
                self._refuse(field, raw)
            else:
                self._fit(field, raw)

    def miss(self, field: Field) -> None:
        """Note that a required field has no value, unless it is known already why."""
        if all(fault.field != field.name for fault in self.faults):
            self.faults.append(Fault(field.name, None, "required_field_missing"))

    def check(self) -> None:
        """Raise the gravest fault, all of them listed in its `fields`."""
        if self.faults:
            raise refusal(self.table, self.faults)

    def _fit(self, field: Field, raw: JsonValue) -> None:
        try:
            value, misfit = fit(field, raw, lenient=self.lenient)
        except Misfit as cause:
            self.values[field.id] = None
            self.faults.append(Fault(field.name, raw, "value_not_fitting", cause))
            return
        self.values[field.id] = value
        if misfit is None:
            return
        if value is None and (field.required or field.unique):
            self.faults.append(Fault(field.name, raw, "value_not_fitting", misfit))
        else:
            self.issues[field.id] = {"value": issue_value(raw), "reason": misfit.code}

    def _refuse(self, field: Field, raw: JsonValue) -> None:
        """Keep a computed field out; a script that writes back what it read means no harm."""
        if not self.lenient:
            self.faults.append(Fault(field.name, raw, "value_not_fitting", ReadOnly()))


def _form(form: JsonValue) -> JsonObject:
    if not isinstance(form, Mapping):
        raise NotAForm(found=type(form).__name__)
    return form


def refusal(table: Table, faults: Sequence[Fault]) -> Problem:
    """Make the error of the gravest fault: unknown fields, then values that don't fit, then missing ones."""
    listed = [_told(table, fault) for fault in faults]
    for cause in ("unknown_field", "value_not_fitting", "required_field_missing"):
        for fault in faults:
            if fault.cause == cause:
                problem = _problem(table, fault)
                problem.facts["fields"] = listed
                return problem
    raise AssertionError("no fault was given")


def _told(table: Table, fault: Fault) -> JsonObject:
    cause = fault.misfit or _problem(table, fault)
    return {
        "field": fault.field,
        "value": issue_value(fault.raw),
        "code": cause.code,
        "message": {"en": cause.message("en"), "zh-CN": cause.message("zh-CN")},
    }


def _problem(table: Table, fault: Fault) -> Problem:
    if fault.misfit is not None:
        return ValueNotFitting(fault.misfit, field=fault.field, table=table.name)
    if fault.cause == "unknown_field":
        names = [field.name for field in table.fields]
        known = ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
        return UnknownField(field=fault.field, table=table.name, known=known or "-")
    return RequiredFieldMissing(field=fault.field, table=table.name)
