"""How records look to those who read them: to REST by API name or id, to scripts as Baima has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadbase.access.model import Sight
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records.filters import SightOf, clear
from leadbase.records.history import Step
from leadbase.records.model import Record
from leadbase.tables.field_type import Value, rfc3339
from leadbase.tables.model import Field, Table

_HEAD, _TAIL = 3, 4


def to_rest(
    table: Table,
    record: Record,
    *,
    by_id: bool = False,
    fields: Sequence[Field] | None = None,
    sight: SightOf = clear,
) -> JsonObject:
    """Give a record for the API: system values, then every field's by API name (or id), null where it is absent.

    `_issues` and `_deleted_at` are there only when there is something to tell; hidden fields are left out.
    """
    seen = [field for field in (table.fields if fields is None else fields) if sight(field) is not Sight.HIDDEN]
    shown: dict[str, JsonValue] = {
        "_id": record.id,
        "_version": record.version,
        "_created_at": rfc3339(record.created_at),
        "_updated_at": rfc3339(record.updated_at),
        "_created_by": record.created_by,
        "_updated_by": record.updated_by,
        "_source_event": record.source_event,
    }
    if record.deleted_at is not None:
        shown["_deleted_at"] = rfc3339(record.deleted_at)
    issues = {
        _key(field, by_id): _issue(record.issues[field.id], sight(field)) for field in seen if field.id in record.issues
    }
    if issues:
        shown["_issues"] = issues
    for field in seen:
        shown[_key(field, by_id)] = show_value(field, record.value(field), sight(field))
    return shown


def to_script(table: Table, record: Record) -> JsonObject:
    """Give a record for a script: `_id`, then every field by its id, null where it is absent."""
    shown: dict[str, JsonValue] = {"_id": record.id}
    for field in table.fields:
        value = record.value(field)
        shown[field.id] = None if value is None else field.kind.format(value, field.setting)
    return shown


def names_of(table: Table) -> Mapping[str, str]:
    """Give the field ids by API name, earlier names included, for the accessors of a script's record."""
    aliases = {alias: field.id for field in table.fields for alias in field.aliases}
    return aliases | dict(table.names)


def step_to_rest(table: Table, step: Step, *, by_id: bool = False, sight: SightOf = clear) -> JsonObject:
    """Give a step of a record's history for the API, with the values of fields that are there and seen whole."""
    known = {field.id: field for field in table.fields if sight(field) is Sight.CLEAR}
    before, after = (
        {_key(known[key], by_id): value for key, value in values.items() if key in known}
        for values in (step.before, step.after)
    )
    return {
        "operation": step.operation,
        "version": step.version,
        "at": rfc3339(step.at),
        "by": step.by,
        "by_name": step.by_name,
        "source_event": step.source_event,
        "before": before,
        "after": after,
    }


def show_value(field: Field, value: Value, sight: Sight) -> JsonValue:
    """Give a value as JSON, in part where the field is masked."""
    if value is None:
        return None
    shown = field.kind.format(value, field.setting)
    return masked(shown) if sight is Sight.MASKED else shown


def masked(shown: JsonValue) -> str:
    """Give a value in part: 138****8000; of a short one only its first character, of an address its domain too."""
    text = shown if isinstance(shown, str) else str(shown)
    name, at, domain = text.rpartition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{text[:_HEAD]}****{text[-_TAIL:]}" if len(text) > _HEAD + _TAIL else f"{text[:1]}***"


def _issue(issue: JsonValue, sight: Sight) -> JsonValue:
    if sight is Sight.CLEAR or not isinstance(issue, Mapping):
        return issue
    return {**issue, "value": masked(issue.get("value"))}


def _key(field: Field, by_id: bool) -> str:
    return field.id if by_id else field.name
