"""Asks whether what references point at is there: a question for each field, however many records there are.

A form's other values are checked without the database; these can't be. What is not there is refused by strict writers
and becomes an issue for lenient ones, as every value that does not fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from leadbase.access.model import Workspace
from leadbase.access.people import known_members
from leadbase.access.scope import Transaction
from leadbase.kit.json import JsonValue
from leadbase.records.model import Fault, PreparedCreate, PreparedUpdate
from leadbase.records.prepare import refusal, row_of
from leadbase.records.store import rows as store
from leadbase.tables.field_type import Value
from leadbase.tables.misfits import LinkedRecordUnknown, MemberUnknown, Misfit, shown
from leadbase.tables.model import Field, Table

_Strangers = Mapping[Field, Collection[str]]


def has_references(table: Table, values: Mapping[str, Value]) -> bool:
    """Tell whether any of these values (by field id) refers to something."""
    return any(field.kind.refers is not None and values.get(field.id) is not None for field in table.writable)


def checked_creates(
    tx: Transaction, workspace: Workspace, table: Table, prepared: Sequence[PreparedCreate], *, lenient: bool
) -> Sequence[PreparedCreate]:
    """Give the records to be made with only such references as lead somewhere; strict raises ValueNotFitting."""
    strangers = _strangers(tx, workspace, table, [one.record.values for one in prepared])
    return [_checked_create(one, strangers, lenient) for one in prepared] if strangers else prepared


def checked_update(tx: Transaction, workspace: Workspace, prepared: PreparedUpdate, *, lenient: bool) -> PreparedUpdate:
    """Give the update with only such references as lead somewhere; strict raises ValueNotFitting."""
    strangers = _strangers(tx, workspace, prepared.table, [prepared.values])
    missing = _missing(prepared.table, prepared.values, strangers, lenient=lenient)
    if not missing:
        return prepared
    return replace(
        prepared,
        values={**prepared.values, **dict.fromkeys(missing, None)},
        issues={**prepared.issues, **missing},
    )


def _checked_create(prepared: PreparedCreate, strangers: _Strangers, lenient: bool) -> PreparedCreate:
    record = prepared.record
    missing = _missing(prepared.table, record.values, strangers, lenient=lenient)
    if not missing:
        return prepared
    left = {key: value for key, value in record.values.items() if key not in missing}
    record = replace(record, values=left, issues={**record.issues, **missing})
    return PreparedCreate(prepared.table, record, row_of(prepared.table, record))


def _strangers(tx: Transaction, workspace: Workspace, table: Table, rows: Sequence[Mapping[str, Value]]) -> _Strangers:
    """Give for each field that refers to something the ids among its values that lead nowhere."""
    found: dict[Field, Collection[str]] = {}
    for field in table.writable:
        if field.kind.refers is None:
            continue
        wanted = {str(value) for row in rows if (value := row.get(field.id)) is not None}
        unknown = wanted - _known(tx, workspace, table, field, wanted) if wanted else wanted
        if unknown:
            found[field] = unknown
    return found


def _known(tx: Transaction, workspace: Workspace, table: Table, field: Field, ids: Collection[str]) -> set[str]:
    if field.kind.refers == "member":
        return known_members(tx, workspace.number, ids)
    target = field.find_target(table)
    return set() if target is None else store.list_live(tx, target, ids)


def _missing(
    table: Table, values: Mapping[str, Value], strangers: _Strangers, *, lenient: bool
) -> dict[str, JsonValue]:
    """Give the issues, by field id, of what a row refers to in vain; raises ValueNotFitting where it must fit."""
    issues: dict[str, JsonValue] = {}
    faults: list[Fault] = []
    for field, unknown in strangers.items():
        value = values.get(field.id)
        if not isinstance(value, str) or value not in unknown:
            continue
        misfit = _misfit(field, value)
        if not lenient or field.required or field.unique:
            faults.append(Fault(field.name, value, "value_not_fitting", misfit))
        issues[field.id] = {"value": value, "reason": misfit.code}
    if faults:
        raise refusal(table, faults)
    return issues


def _misfit(field: Field, value: str) -> Misfit:
    return MemberUnknown(value=shown(value)) if field.kind.refers == "member" else LinkedRecordUnknown(value=value)
