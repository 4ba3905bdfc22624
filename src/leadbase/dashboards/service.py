"""The verbs of dashboards.

A personal dashboard is its owner's alone. A shared one is seen by all who may read records (each tile shows what they
may see) and is changed by those who may design tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.dashboards import store
from leadbase.dashboards.model import (
    MOST_DASHBOARDS,
    Dashboard,
    DashboardChange,
    DashboardConflict,
    DashboardNotYours,
    DashboardsChanged,
    DashboardUnknown,
    NewDashboard,
    PersonalDashboardNeedsPerson,
    Sharing,
    Shown,
    TooManyDashboards,
)
from leadbase.dashboards.showing import show
from leadbase.dashboards.tiles import checked
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import Page
from leadbase.records.aggregates.periods import Period
from leadbase.tables import rules
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import IdTaken, NameTaken
from leadbase.tables.names import check_id, check_name, fold, name_for


def list_dashboards(scope: Scope) -> Page[Dashboard]:
    """Give the dashboards that the actor sees: the shared ones, then their own."""
    return Page(_seen(scope))


def get_dashboard(scope: Scope, ref: str) -> Dashboard:
    """Give a dashboard by id or name; raises DashboardUnknown."""
    for one in _seen(scope):
        if ref == one.id or fold(ref) == fold(one.name):
            return one
    raise DashboardUnknown(dashboard=ref[:100])


def create_dashboard(scope: Scope, catalogues: Catalogues, new: NewDashboard) -> Dashboard:
    """Make a dashboard, behind the others; its name is made from the label and stays.

    Raises NotAllowed, PersonalDashboardNeedsPerson, TooManyDashboards, IdTaken, NameTaken, or what is wrong.
    """
    _check_sharing(scope, new.sharing)
    others = store.list_dashboards(scope)
    if len(others) >= MOST_DASHBOARDS:
        raise TooManyDashboards(limit=MOST_DASHBOARDS)
    label, made = rules.check_label(new.label), _free_id(new.id, others) or scope.ids.new()
    values: dict[str, object] = {
        "id": made,
        "name": _free_name(new.name, others) or name_for(label, {fold(one.name) for one in others}, "dashboard"),
        "label": label,
        "sharing": new.sharing,
        "owner": scope.actor.id if scope.actor.kind == "person" else None,
        "position": 1 + max((one.position for one in others), default=0),
        "period": new.period,
        "tiles": checked(scope, catalogues.get(scope), new.tiles),
    }
    store.insert_dashboard(scope, values)
    told = _told(scope, made)
    _note(scope, Action.DASHBOARD_CREATED, None, told)
    return told


def change_dashboard(scope: Scope, catalogues: Catalogues, ref: str, change: DashboardChange) -> Dashboard:
    """Change a dashboard's label, sharing, period or tiles.

    Raises DashboardUnknown, DashboardNotYours, DashboardConflict (another version was read), NotAllowed,
    PersonalDashboardNeedsPerson, or what is wrong with label or tiles.
    """
    found = _to_change(scope, ref)
    if change.get("version") not in (None, found.version):
        raise DashboardConflict(dashboard=found.label, version=found.version)
    values: dict[str, object] = {}
    if "label" in change:
        values["label"] = rules.check_label(change["label"])
    if "sharing" in change and change["sharing"] != found.sharing:
        _check_sharing(scope, change["sharing"])
        if change["sharing"] == "personal" and not _is_own(scope, found):
            raise DashboardNotYours(dashboard=found.label)
        values["sharing"] = change["sharing"]
    if "period" in change:
        values["period"] = change["period"]
    if "tiles" in change:
        values["tiles"] = checked(scope, catalogues.get(scope), change["tiles"], found.tiles)
    if values and not store.update_dashboard(scope, found, values):
        raise DashboardConflict(dashboard=found.label, version=found.version + 1)
    told = _told(scope, found.id)
    _note(scope, Action.DASHBOARD_CHANGED, found, told)
    return told


def delete_dashboard(scope: Scope, ref: str) -> None:
    """Delete a dashboard; raises DashboardUnknown or DashboardNotYours."""
    found = _to_change(scope, ref)
    store.delete_dashboard(scope, found)
    _note(scope, Action.DASHBOARD_DELETED, found, None)
    scope.facts.publish(DashboardsChanged(scope.workspace.number, found.id))


def show_dashboard(scope: Scope, catalogues: Catalogues, ref: str, period: Period | None = None) -> Shown:
    """Find what each tile of a dashboard shows, in its own period or this one; raises DashboardUnknown, PeriodWrong."""
    found = get_dashboard(scope, ref)
    return show(scope, catalogues.get(scope), found.tiles, period or found.period)


def try_tile(scope: Scope, catalogues: Catalogues, tile: JsonObject, period: Period) -> Shown:
    """Find what a tile would show that is not saved; raises NotAllowed, TileWrong or PeriodWrong."""
    scope.require(Permission.RECORDS_READ)
    catalogue = catalogues.get(scope)
    return show(scope, catalogue, checked(scope, catalogue, [tile]), period)


def _seen(scope: Scope) -> Sequence[Dashboard]:
    scope.require(Permission.RECORDS_READ)
    found = store.list_dashboards(scope)
    shared = [one for one in found if one.sharing == "shared"]
    return [*shared, *(one for one in found if one.sharing == "personal" and _is_own(scope, one))]


def _to_change(scope: Scope, ref: str) -> Dashboard:
    found = get_dashboard(scope, ref)
    if found.sharing == "shared" and not scope.allows(Permission.TABLES_WRITE):
        raise DashboardNotYours(dashboard=found.label)
    return found


def _free_id(wanted: str | None, others: Sequence[Dashboard]) -> str | None:
    for other in others:
        if other.id == wanted:
            raise IdTaken(id=wanted, other=other.label)
    return None if wanted is None else check_id(wanted)


def _free_name(wanted: str | None, others: Sequence[Dashboard]) -> str | None:
    if wanted is None:
        return None
    name = check_name(wanted)
    for other in others:
        if fold(other.name) == fold(name):
            raise NameTaken(name=name, other=other.label)
    return name


def _is_own(scope: Scope, dashboard: Dashboard) -> bool:
    return scope.actor.kind == "person" and dashboard.owner == scope.actor.id


def _check_sharing(scope: Scope, sharing: Sharing) -> None:
    """Let only those share who may design tables, and only people have dashboards of their own."""
    scope.require(Permission.TABLES_WRITE if sharing == "shared" else Permission.RECORDS_READ)
    if sharing == "personal" and scope.actor.kind != "person":
        raise PersonalDashboardNeedsPerson


def _told(scope: Scope, dashboard: str) -> Dashboard:
    scope.facts.publish(DashboardsChanged(scope.workspace.number, dashboard))
    return get_dashboard(scope, dashboard)


def _note(scope: Scope, action: Action, before: Dashboard | None, after: Dashboard | None) -> None:
    """Note in the audit what others see of a change: nothing of a dashboard that was and is personal."""
    named = after or before
    if named is not None and "shared" in {one.sharing for one in (before, after) if one is not None}:
        subject = Subject("dashboard", named.id, named.label)
        audit.note(scope, action, subject, _settings(before), _settings(after))


def _settings(dashboard: Dashboard | None) -> dict[str, object] | None:
    if dashboard is None:
        return None
    return {"label": dashboard.label, "sharing": dashboard.sharing, "tiles": list(dashboard.tiles)}
