"""The verbs of designing fields: what may change, what needs the records' consent, what the database must do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leadbase.access.audit import Action
from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page
from leadbase.storage import ddl
from leadbase.storage.shapes import Shape
from leadbase.tables import auditing, indexes, rules, store
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import FieldType, FieldTypes
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import (
    LONGEST_UNIQUE,
    MOST_FIELDS,
    Catalogue,
    DefaultNotFitting,
    Field,
    FieldChange,
    FieldInUse,
    FieldUnknown,
    NewField,
    RecordsInTheWay,
    SettingNotPossible,
    Table,
    TooManyFields,
    TypeUnknown,
)
from leadbase.tables.names import check_name
from leadbase.tables.type_change import TypeChangeRunning

_SETTINGS = ("required", "unique", "searchable", "default")


def create_field(scope: Scope, catalogues: Catalogues, table_ref: str, new: NewField) -> Field:
    """Add a field at the end of a table: a nullable column, whatever the number of records.

    Raises TableUnknown, TypeUnknown, NameTaken, IdTaken, TooManyFields, RecordsInTheWay (a required field
    on a table with records), or what is wrong with a value.
    """
    catalogue = catalogues.begin_change(scope)
    table = catalogue.get_table(table_ref)
    field = insert(scope, catalogues.types, catalogue, table, new)
    ddl.add_columns(scope.tx, table.physical, store.columns_of(field))
    table = catalogues.fresh(scope).get_table(table.id)
    if field.required:
        check_filled(scope, table, field)
    if field.unique:
        index(scope, table, field)
    made = table.get_field(field.id)
    auditing.note_field(scope, Action.FIELD_CREATED, table, None, made)
    return made


def change_field(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str, change: FieldChange) -> Field:
    """Change a field's label, description, API name, settings or parameters; its old name stays an alias.

    Raises TableUnknown, FieldUnknown, NameTaken, RecordsInTheWay, FieldInUse, or what is wrong with a value.
    """
    catalogue = catalogues.begin_change(scope)
    table = catalogue.get_table(table_ref)
    field = table.get_field(field_ref)
    if field.successor is not None and change.keys() & {"params", *_SETTINGS}:
        raise TypeChangeRunning(field=field.name)
    values: dict[str, object] = {}
    if "label" in change:
        values["label"] = rules.check_label(change["label"])
    if "description" in change:
        values["description"] = rules.check_description(change["description"])
    if "name" in change:
        name = check_name(change["name"])
        rules.check_free(name, (one for one in table.fields if one is not field))
        values |= {"name": name, "aliases": rules.aliases_after(field, name)}
    if "aliases" in change:
        others = [one for one in table.fields if one is not field]
        values["aliases"] = rules.check_aliases(change["aliases"], str(values.get("name", field.name)), others)
    if "params" in change:
        values["params"] = _changed_params(scope, catalogue, table, field, change["params"])
    values |= {name: value for name, value in change.items() if name in _SETTINGS}
    _check_settings(field.kind, field.type, {"required": field.required, "unique": field.unique, **values})
    if values:
        store.update_field(scope, field.number, values)
    changed = _settled(scope, catalogues, table, field)
    auditing.note_field(scope, Action.FIELD_CHANGED, table, field, changed)
    return changed


def order_fields(scope: Scope, catalogues: Catalogues, table_ref: str, refs: Sequence[str]) -> Page[Field]:
    """Put the named fields first, in this order; the others keep theirs. Raises TableUnknown or FieldUnknown."""
    table = catalogues.begin_change(scope).get_table(table_ref)
    first = list(dict.fromkeys(table.get_field(ref) for ref in refs))
    for position, field in enumerate([*first, *(one for one in table.fields if one not in first)], 1):
        if field.position != position:
            store.update_field(scope, field.number, {"position": position})
    ordered = catalogues.fresh(scope).get_table(table.id).fields
    auditing.note_order(scope, Action.FIELDS_ORDERED, table, table.fields, ordered)
    return Page(ordered)


def trash_field(scope: Scope, catalogues: Catalogues, table_ref: str, field_ref: str) -> None:
    """Put a field in the trash; its values stay in their column, its names are free. Raises FieldUnknown."""
    table = catalogues.begin_change(scope).get_table(table_ref)
    field = table.get_field(field_ref)
    if field.successor is not None:
        raise TypeChangeRunning(field=field.name)
    store.update_field(scope, field.number, {"deleted_at": scope.now})
    if field.unique:
        ddl.drop_unique_index(scope.tx, field.match_column)
    indexes.drop_of_field(scope, table, field)
    auditing.note_field(scope, Action.FIELD_TRASHED, table, field, None)


def restore_field(scope: Scope, catalogues: Catalogues, table_ref: str, public_id: str) -> Field:
    """Take a field with its values out of the trash, without those aliases that others took meanwhile.

    It is no longer unique if its values no longer are. Raises FieldUnknown, or NameTaken when its name is another's.
    """
    table = catalogues.begin_change(scope).get_table(table_ref)
    field = next((one for one in table.trashed_fields if one.id == public_id), None)
    if field is None or rules.is_over(field, scope.now):
        raise FieldUnknown(table=table.name, field=public_id[:100])
    rules.check_free(field.name, table.fields)
    values: dict[str, object] = {"deleted_at": None, "aliases": rules.aliases_left(field, table.fields)}
    store.update_field(scope, field.number, values)
    table = catalogues.fresh(scope).get_table(table.id)
    if field.unique and store.list_repeated(scope, table, field):
        store.update_field(scope, field.number, {"unique": False})
    elif field.unique:
        index(scope, table, field)
    restored = catalogues.fresh(scope).get_table(table.id).get_field(public_id)
    auditing.note_field(scope, Action.FIELD_RESTORED, table, None, restored)
    return restored


def insert(scope: Scope, types: FieldTypes, catalogue: Catalogue, table: Table, new: NewField) -> Field:
    """Check a new field and insert its row, but not its columns; see `create_field` for what is raised."""
    if len(table.fields) + len(table.trashed_fields) >= MOST_FIELDS:
        raise TooManyFields(limit=MOST_FIELDS)
    kind = types.get(new.type)
    if kind is None:
        raise TypeUnknown(type=new.type[:100], known=", ".join(types))
    label = rules.check_label(new.label)
    name = rules.choose_name(new.name, label, table.fields, "field")
    settings: dict[str, object] = {name: getattr(new, name) for name in _SETTINGS}
    _check_settings(kind, new.type, settings)
    values: dict[str, object] = {
        **settings,
        "id": rules.choose_id(new.id, scope.ids.new(), (*table.fields, *table.trashed_fields)),
        "name": name,
        "aliases": rules.check_aliases(new.aliases, name, table.fields),
        "label": label,
        "type": new.type,
        "params": _checked_params(kind, catalogue, kind.params.parse(new.params)),
        "description": rules.check_description(new.description),
        "position": 1 + max((field.position for field in table.fields), default=0),
        "deleted_at": None,
    }
    number = store.insert_field(scope, table.number, values)
    field = store.build_field(scope, {**values, "number": number}, kind)
    _check_default(field)
    return field


def index(scope: Scope, table: Table, field: Field) -> None:
    """Let the database hold a field's uniqueness; raises RecordsInTheWay or TableBusy."""
    count, long = store.count_long(scope, table, field, LONGEST_UNIQUE)
    repeated = [record for pair in store.list_repeated(scope, table, field) for record in pair]
    if count or repeated:
        in_the_way = [*repeated, *long]
        raise RecordsInTheWay(
            field=field.name,
            setting="unique",
            count=len(in_the_way),
            examples=", ".join(in_the_way),
            records=in_the_way,
        )
    text = table.physical.c[field.match_column]
    ddl.create_unique_index(scope.tx, table.physical, text.name, text=field.kind.shape is Shape.TEXT)


def _settled(scope: Scope, catalogues: Catalogues, table: Table, before: Field) -> Field:
    """Bring the physical table in line with a changed field, and give the field."""
    table = catalogues.fresh(scope).get_table(table.id)
    field = table.get_field(before.id)
    _check_default(field)
    if field.required and not before.required:
        check_filled(scope, table, field)
    if field.unique and not before.unique:
        index(scope, table, field)
    if before.unique and not field.unique:
        ddl.drop_unique_index(scope.tx, field.match_column)
    return field


def _check_settings(kind: FieldType, name: str, settings: dict[str, object]) -> None:
    if settings["unique"] and not kind.unique_allowed:
        raise SettingNotPossible(type=name, setting="unique")
    if settings.get("searchable") and not kind.searchable_allowed:
        raise SettingNotPossible(type=name, setting="searchable")
    if kind.computed and settings["required"]:
        raise SettingNotPossible(type=name, setting="required")
    # what a reference points at may be gone by the time a record is made
    if (kind.computed or kind.refers is not None) and settings.get("default") is not None:
        raise SettingNotPossible(type=name, setting="default")


def _check_default(field: Field) -> None:
    try:
        fit(field, field.default, lenient=False)
    except Misfit as cause:
        raise DefaultNotFitting(field=field.name, reason=str(cause)) from cause


def check_filled(scope: Scope, table: Table, field: Field) -> None:
    """Pass only a field that has a value in every record; raises RecordsInTheWay."""
    count, examples = store.count_blank(scope, table, field)
    if count:
        raise RecordsInTheWay(
            field=field.name, setting="required", count=count, examples=", ".join(examples), records=examples
        )


def _checked_params(kind: FieldType, catalogue: Catalogue, params: JsonObject) -> JsonObject:
    """Give parameters with the linked table by its id; raises TableUnknown."""
    return {**params, "table": catalogue.get_table(str(params["table"])).id} if kind.refers == "record" else params


def _changed_params(scope: Scope, catalogue: Catalogue, table: Table, field: Field, raw: JsonObject) -> JsonObject:
    """Check new parameters; those that decide how values are stored, matched or looked up can't change under them."""
    kind, before = field.kind, field.setting
    params = kind.params.parse(raw, field.params)
    if params.get("table") != field.params.get("table"):
        params = _checked_params(kind, catalogue, params)
    changed = [name for name in params if params[name] != field.params.get(name)]
    is_fixed = kind.normalises or kind.refers or kind.scale(replace(before, params=params)) != kind.scale(before)
    if changed and is_fixed and store.has_values(scope, table, field):
        raise FieldInUse(field=field.name, setting=changed[0])
    return params
