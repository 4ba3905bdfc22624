"""The verbs of saved views.

A personal view is its owner's alone. A shared one is seen by all who may read the table, and changed by its owner and
by those who may design; a locked one by the latter alone, and only once it is unlocked.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadbase.access.audit import Action
from leadbase.access.model import Permission
from leadbase.access.scope import NotAllowed, Scope
from leadbase.kit.paging import Page
from leadbase.tables import auditing, rules
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import IdTaken, NameTaken, Table
from leadbase.tables.names import check_id, check_name, fold, name_for
from leadbase.tables.service import get_table
from leadbase.tables.store import views as store
from leadbase.tables.view_model import (
    ALL,
    MOST_VIEWS,
    NewView,
    PersonalViewNeedsPerson,
    Sharing,
    TooManyViews,
    View,
    ViewBuiltIn,
    ViewChange,
    ViewConflict,
    ViewLocked,
    ViewNotYours,
    ViewsChanged,
    ViewUnknown,
)
from leadbase.tables.view_settings import DEFAULTS, checked

Seen = tuple[Table, View]
"""A view with its table, which it takes to show it."""


def list_views(scope: Scope, catalogues: Catalogues, table_ref: str) -> tuple[Table, Page[View]]:
    """Give the views that the actor sees: that of all records, the shared ones, then their own; raises TableUnknown."""
    table = get_table(scope, catalogues.get(scope), table_ref)
    return table, Page(_seen(scope, store.list_views(scope, table)))


def get_view(scope: Scope, catalogues: Catalogues, table_ref: str, ref: str) -> Seen:
    """Give a view by id or name; raises TableUnknown or ViewUnknown."""
    table = get_table(scope, catalogues.get(scope), table_ref)
    return table, _get(scope, table, ref)


def create_view(scope: Scope, catalogues: Catalogues, table_ref: str, new: NewView) -> Seen:
    """Save a view, behind the others; its name is made from the label and stays.

    Raises TableUnknown, NotAllowed, PersonalViewNeedsPerson, TooManyViews, IdTaken, NameTaken, or what is wrong.
    """
    _check_sharing(scope, new.sharing, None)
    if new.locked:
        scope.require(Permission.TABLES_WRITE)
    table = get_table(scope, catalogues.get(scope), table_ref)
    _check_sharing(scope, new.sharing, table)
    store.begin_change(scope, table)
    others = store.list_views(scope, table)
    if len(others) >= MOST_VIEWS:
        raise TooManyViews(limit=MOST_VIEWS)
    label, view_id = rules.check_label(new.label), _free_id(new.id, others) or scope.ids.new()
    values: dict[str, object] = {
        "id": view_id,
        "name": _free_name(new.name, others) or name_for(label, {ALL, *(fold(one.name) for one in others)}, "view"),
        "label": label,
        "kind": new.kind,
        "sharing": new.sharing,
        "locked": new.locked,
        "owner": scope.actor.id if scope.actor.kind == "person" else None,
        "position": 1 + max((one.position for one in others), default=0),
        "settings": checked(table, new.settings),
    }
    store.insert_view(scope, table, values)
    told = _told(scope, table, view_id)
    if new.sharing == "shared":
        auditing.note_view(scope, Action.VIEW_SHARED, table, None, told[1])
    return told


def change_view(scope: Scope, catalogues: Catalogues, table_ref: str, ref: str, change: ViewChange) -> Seen:
    """Change a view's label, sharing, lock or some of its settings.

    Raises TableUnknown, ViewUnknown, ViewBuiltIn, ViewLocked, ViewConflict (another version was read), NotAllowed,
    ViewNotYours, PersonalViewNeedsPerson, or what is wrong with label or settings.
    """
    table, view = _to_change(scope, catalogues, table_ref, ref, unlocks=change.get("locked") is False)
    if change.get("version") not in (None, view.version):
        raise ViewConflict(view=view.label, version=view.version)
    values: dict[str, object] = {}
    if "label" in change:
        values["label"] = rules.check_label(change["label"])
    if "locked" in change and change["locked"] != view.locked:
        scope.require(Permission.TABLES_WRITE)
        values["locked"] = change["locked"]
    if "sharing" in change and change["sharing"] != view.sharing:
        _check_sharing(scope, change["sharing"], table)
        if change["sharing"] == "personal" and not _is_own(scope, view):
            raise ViewNotYours(view=view.label)
        values["sharing"] = change["sharing"]
    if "settings" in change:
        values["settings"] = checked(table, change["settings"], view.settings)
    if values:
        store.update_view(scope, view, {**values, "version": view.version + 1, "updated_at": scope.now})
    told = _told(scope, table, str(view.id))
    auditing.note_changed_view(scope, table, view, told[1])
    return told


def delete_view(scope: Scope, catalogues: Catalogues, table_ref: str, ref: str) -> None:
    """Delete a view; raises TableUnknown, ViewUnknown, ViewBuiltIn, ViewLocked, ViewNotYours or NotAllowed."""
    table, view = _to_change(scope, catalogues, table_ref, ref, unlocks=False)
    store.delete_view(scope, view)
    if view.sharing == "shared":
        auditing.note_view(scope, Action.VIEW_DELETED, table, view, None)
    scope.facts.publish(ViewsChanged(scope.workspace.number, table.id))


def order_views(scope: Scope, catalogues: Catalogues, table_ref: str, refs: Sequence[str]) -> tuple[Table, Page[View]]:
    """Put the named views first among the shared ones and among the actor's own, in this order.

    Raises TableUnknown, ViewUnknown, or NotAllowed where a shared one is named and the actor may not design.
    """
    table = get_table(scope, catalogues.get(scope), table_ref)
    store.begin_change(scope, table)
    seen = _seen(scope, store.list_views(scope, table))
    first = [view for view in dict.fromkeys(_find(table, seen, ref) for ref in refs) if view.id is not None]
    if any(view.sharing == "shared" for view in first):
        scope.require(Permission.TABLES_WRITE)
    behind = [view for view in seen if view.id is not None and view not in first]
    for position, view in enumerate([*first, *behind], 1):
        if view.position != position:
            store.update_view(scope, view, {"position": position})
    scope.facts.publish(ViewsChanged(scope.workspace.number, table.id))
    ordered = _seen(scope, store.list_views(scope, table))
    if any(view.sharing == "shared" for view in first):
        auditing.note_order(scope, Action.VIEWS_ORDERED, table, _shared(seen), _shared(ordered))
    return table, Page(ordered)


def _shared(views: Sequence[View]) -> Sequence[View]:
    return [view for view in views if view.sharing == "shared"]


def _seen(scope: Scope, stored: Sequence[View]) -> Sequence[View]:
    shared = [view for view in stored if view.sharing == "shared"]
    own = [view for view in stored if view.sharing == "personal" and _is_own(scope, view)]
    return [_all_records(scope), *shared, *own]


def _get(scope: Scope, table: Table, ref: str) -> View:
    return _find(table, _seen(scope, store.list_views(scope, table)), ref)


def _find(table: Table, seen: Sequence[View], ref: str) -> View:
    for view in seen:
        if ref == view.id or fold(ref) == fold(view.name):
            return view
    raise ViewUnknown(table=table.name, view=ref[:100])


def _all_records(scope: Scope) -> View:
    """Give the view that every table has."""
    label = "全部记录" if scope.workspace.language == "zh-CN" else "All records"
    return View(
        number=0,
        id=None,
        name=ALL,
        label=label,
        kind="grid",
        sharing="shared",
        locked=True,
        owner=None,
        version=0,
        position=0,
        settings=DEFAULTS,
    )


def _to_change(scope: Scope, catalogues: Catalogues, table_ref: str, ref: str, *, unlocks: bool) -> Seen:
    """Give a view that the actor may change now, and keep it from others' changes."""
    table = get_table(scope, catalogues.get(scope), table_ref)
    store.begin_change(scope, table)
    view = _get(scope, table, ref)
    if view.id is None:
        raise ViewBuiltIn
    may_design = scope.allows(Permission.TABLES_WRITE)
    if not may_design and not _is_own(scope, view):
        raise ViewNotYours(view=view.label)
    if view.locked and not may_design:
        raise NotAllowed(permission=Permission.TABLES_WRITE.value, actor=scope.actor.name)
    if view.locked and not unlocks:
        raise ViewLocked(view=view.label)
    return table, view


def _free_id(wanted: str | None, others: Sequence[View]) -> str | None:
    if wanted is not None:
        for other in others:
            if other.id == check_id(wanted):
                raise IdTaken(id=wanted, other=other.label)
    return wanted


def _free_name(wanted: str | None, others: Sequence[View]) -> str | None:
    if wanted is not None:
        for other in (ALL, *(one.name for one in others)):
            if fold(other) == fold(check_name(wanted)):
                raise NameTaken(name=wanted, other=other)
    return wanted


def _is_own(scope: Scope, view: View) -> bool:
    return scope.actor.kind == "person" and view.owner == scope.actor.id


def _check_sharing(scope: Scope, sharing: Sharing, table: Table | None) -> None:
    """Let only those share who may write records, and only people have views of their own."""
    if sharing == "shared":
        scope.require(Permission.RECORDS_WRITE, None if table is None else table.id)
    elif scope.actor.kind != "person":
        raise PersonalViewNeedsPerson


def _told(scope: Scope, table: Table, view_id: str) -> Seen:
    scope.facts.publish(ViewsChanged(scope.workspace.number, table.id))
    return table, _get(scope, table, view_id)
