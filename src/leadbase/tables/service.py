"""The verbs of designing tables (fields have their own page); each runs under the catalogue's lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from leadbase.access.audit import Action
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.kit.paging import DEFAULT_LIMIT, CursorWrong, Page, checked_limit, page_of, read_cursor
from leadbase.storage import ddl
from leadbase.tables import auditing, fields, rules, store
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.hues import HUES
from leadbase.tables.model import (
    MOST_TABLES,
    Catalogue,
    Field,
    NewTable,
    Table,
    TableChange,
    TableUnknown,
    TooManyTables,
)
from leadbase.tables.names import check_name

COUNT_CAP = 10_000
"""Where counting a table's records stops."""

Listed = TypeVar("Listed", Table, Field)


def list_tables(
    scope: Scope,
    catalogue: Catalogue,
    *,
    trashed: bool = False,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[Table]:
    """Give a page of the tables that the actor may read, in their order; with `trashed` those in the trash instead.

    Raises LimitWrong or CursorWrong.
    """
    found = catalogue.trashed_tables if trashed else catalogue.tables
    return _page([table for table in found if scope.allows(Permission.RECORDS_READ, table.id)], limit, cursor)


def count_records(scope: Scope, tables: Iterable[Table]) -> Mapping[str, tuple[int, bool]]:
    """Give by table id how many live records there are, counted up to COUNT_CAP, and whether there are more."""
    counted = {table.id: store.count_records(scope, table, COUNT_CAP + 1) for table in tables}
    return {table: (min(count, COUNT_CAP), count > COUNT_CAP) for table, count in counted.items()}


def list_fields(
    scope: Scope,
    catalogue: Catalogue,
    table_ref: str,
    *,
    trashed: bool = False,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[Field]:
    """Give a page of a table's fields in their order; with `trashed` those in the trash instead.

    Raises TableUnknown, LimitWrong or CursorWrong.
    """
    table = get_table(scope, catalogue, table_ref)
    return _page(table.trashed_fields if trashed else table.fields, limit, cursor)


def get_table(scope: Scope, catalogue: Catalogue, ref: str) -> Table:
    """Give a live table by id, API name or alias; raises TableUnknown, also where the actor may not read it."""
    table = catalogue.get_table(ref)
    if not scope.allows(Permission.RECORDS_READ, table.id):
        raise TableUnknown(table=ref[:100])
    return table


def create_table(scope: Scope, catalogues: Catalogues, new: NewTable) -> Table:
    """Make a table with its fields, at the end of the list.

    Raises what is wrong with the label, name, id, hue or any field, TooManyTables, NameTaken or IdTaken.
    """
    catalogue = catalogues.begin_change(scope)
    if len(catalogue.tables) >= MOST_TABLES:
        raise TooManyTables(limit=MOST_TABLES)
    there = (*catalogue.tables, *catalogue.trashed_tables)
    public_id = rules.choose_id(new.id, scope.ids.new(), there)
    label = rules.check_label(new.label)
    name = rules.choose_name(new.name, label, catalogue.tables, "table")
    number = store.insert_table(
        scope,
        {
            "id": public_id,
            "name": name,
            "aliases": rules.check_aliases(new.aliases, name, catalogue.tables),
            "label": label,
            "description": rules.check_description(new.description),
            "hue": HUES[len(there) % len(HUES)] if new.hue is None else rules.check_hue(new.hue),
            "position": 1 + max((table.position for table in catalogue.tables), default=0),
        },
    )
    catalogue = catalogues.fresh(scope)
    table = catalogue.get_table(public_id)
    for field in new.fields:
        table = replace(table, fields=(*table.fields, fields.insert(scope, catalogues.types, catalogue, table, field)))
    physical = ddl.physical_table(number, [column for one in table.fields for column in store.columns_of(one)])
    ddl.create_table(scope.tx, physical)
    for field in table.fields:
        if field.unique:
            fields.index(scope, replace(table, physical=physical), field)
    made = catalogues.fresh(scope).get_table(public_id)
    auditing.note_table(scope, Action.TABLE_CREATED, None, made)
    return made


def change_table(scope: Scope, catalogues: Catalogues, ref: str, change: TableChange) -> Table:
    """Change a table's label, description, hue or API name; its old name stays an alias.

    Raises TableUnknown, NameTaken, or what is wrong with a value.
    """
    catalogue = catalogues.begin_change(scope)
    table = catalogue.get_table(ref)
    values: dict[str, object] = {}
    if "label" in change:
        values["label"] = rules.check_label(change["label"])
    if "description" in change:
        values["description"] = rules.check_description(change["description"])
    if "hue" in change:
        values["hue"] = rules.check_hue(change["hue"])
    if "name" in change:
        name = check_name(change["name"])
        rules.check_free(name, (one for one in catalogue.tables if one is not table))
        values |= {"name": name, "aliases": rules.aliases_after(table, name)}
    if "aliases" in change:
        others = [one for one in catalogue.tables if one is not table]
        values["aliases"] = rules.check_aliases(change["aliases"], str(values.get("name", table.name)), others)
    if values:
        store.update_table(scope, table.number, values)
    changed = catalogues.fresh(scope).get_table(table.id)
    auditing.note_table(scope, Action.TABLE_CHANGED, table, changed)
    return changed


def order_tables(scope: Scope, catalogues: Catalogues, refs: Sequence[str]) -> Page[Table]:
    """Put the named tables first, in this order; the others keep theirs. Raises TableUnknown."""
    catalogue = catalogues.begin_change(scope)
    first = list(dict.fromkeys(catalogue.get_table(ref) for ref in refs))
    for position, table in enumerate([*first, *(one for one in catalogue.tables if one not in first)], 1):
        if table.position != position:
            store.update_table(scope, table.number, {"position": position})
    ordered = catalogues.fresh(scope).tables
    auditing.note_order(scope, Action.TABLES_ORDERED, None, catalogue.tables, ordered)
    return Page(ordered)


def trash_table(scope: Scope, catalogues: Catalogues, ref: str) -> None:
    """Put a table with its records in the trash; its names are free again. Raises TableUnknown."""
    table = catalogues.begin_change(scope).get_table(ref)
    store.update_table(scope, table.number, {"deleted_at": scope.now})
    auditing.note_table(scope, Action.TABLE_TRASHED, table, None)


def restore_table(scope: Scope, catalogues: Catalogues, public_id: str) -> Table:
    """Take a table out of the trash, without those aliases that others took meanwhile.

    Raises TableUnknown, or NameTaken when another table has its name by now.
    """
    catalogue = catalogues.begin_change(scope)
    table = next((one for one in catalogue.trashed_tables if one.id == public_id), None)
    if table is None or rules.is_over(table, scope.now):
        raise TableUnknown(table=public_id[:100])
    rules.check_free(table.name, catalogue.tables)
    values = {"deleted_at": None, "aliases": rules.aliases_left(table, catalogue.tables)}
    store.update_table(scope, table.number, values)
    restored = catalogues.fresh(scope).get_table(public_id)
    auditing.note_table(scope, Action.TABLE_RESTORED, None, restored)
    return restored


def _page(found: Sequence[Listed], limit: int, cursor: str | None) -> Page[Listed]:
    """Cut a page out of a short list that is in memory; a cursor is the id of the last one before it."""
    begin = 0
    if cursor is not None:
        [last] = read_cursor(cursor, str)
        begin = next((index for index, one in enumerate(found, 1) if one.id == last), 0)
        if not begin:
            raise CursorWrong
    return page_of(found[begin : begin + checked_limit(limit) + 1], limit, lambda one: [one.id])
