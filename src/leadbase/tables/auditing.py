"""What the audit is told of tables, fields and views: their settings before and after, in the API's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.scope import Scope
from leadbase.tables.model import Field, Table
from leadbase.tables.view_model import View

Thing = TypeVar("Thing", Table, Field, View)


def table_subject(table: Table) -> Subject:
    """Give a table as the audit names it."""
    return Subject("table", table.id, table.label)


def note_table(scope: Scope, action: Action, before: Table | None, after: Table | None) -> None:
    """Note what became of a table; None: it was not there, or is not any more."""
    named = after or before
    if named is not None:
        audit.note(scope, action, table_subject(named), _table(before), _table(after))


def note_field(scope: Scope, action: Action, table: Table, before: Field | None, after: Field | None) -> None:
    """Note what became of a table's field; None as in `note_table`."""
    named = after or before
    if named is not None:
        subject = Subject("field", named.id, named.label)
        audit.note(scope, action, subject, _field(before), _field(after), table_subject(table))


def note_view(scope: Scope, action: Action, table: Table, before: View | None, after: View | None) -> None:
    """Note what became of a view that others see; None as in `note_table`."""
    named = after or before
    if named is not None:
        subject = Subject("view", str(named.id), named.label)
        audit.note(scope, action, subject, _view(before), _view(after), table_subject(table))


def note_order(
    scope: Scope, action: Action, table: Table | None, before: Sequence[Thing], after: Sequence[Thing]
) -> None:
    """Note another order of tables, or of a table's fields or views."""
    subject = Subject("tables", "", "") if table is None else table_subject(table)
    old, new = ([one.label for one in things] for things in (before, after))
    audit.note(scope, action, subject, {"order": old}, {"order": new})


def note_changed_view(scope: Scope, table: Table, before: View, after: View) -> None:
    """Note what others see of a view's change: that it is shared or not any more, locked or not, or other settings."""
    if before.sharing != after.sharing:
        action = Action.VIEW_SHARED if after.sharing == "shared" else Action.VIEW_UNSHARED
        note_view(scope, action, table, before, after)
    elif after.sharing != "shared":
        return
    elif before.locked != after.locked:
        note_view(scope, Action.VIEW_LOCKED if after.locked else Action.VIEW_UNLOCKED, table, before, after)
    else:
        note_view(scope, Action.VIEW_CHANGED, table, before, after)


def _table(table: Table | None) -> Mapping[str, object] | None:
    if table is None:
        return None
    told = {name: getattr(table, name) for name in ("label", "name", "aliases", "description", "hue")}
    return {name: value for name, value in told.items() if value}


def _field(field: Field | None) -> Mapping[str, object] | None:
    if field is None:
        return None
    names = ("label", "name", "aliases", "type", "required", "unique", "searchable", "default", "description", "params")
    return {name: value for name in names if (value := getattr(field, name)) or value is False}


def _view(view: View | None) -> Mapping[str, object] | None:
    if view is None:
        return None
    names = ("label", "sharing", "locked", "settings")
    return {name: getattr(view, name) for name in names}
